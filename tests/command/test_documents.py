"""Every example in the documents is run, in the order in which it stands, in one folder a document."""

import io
import re
import shlex
import subprocess
import sys
from functools import partial
from pathlib import Path

import pytest
from matplotlib.figure import Figure

from sim.cli import group
from sim.cli.failures import guarded
from tests.command.lessons import commands, shortened, worked_through
from tests.command.pages import blocks, write_block

ROOT = Path(__file__).resolve().parents[2]
IN_CHINESE = ROOT / "README.zh-CN.md"
TUTORIALS = sorted((ROOT / "docs" / "tutorials").glob("*.md"))
DOCUMENTS = [ROOT / "README.md", IN_CHINESE, *sorted((ROOT / "docs").glob("*.md"))]
TWINS = [(path, twin) for path in [*DOCUMENTS, *TUTORIALS] if (twin := path.with_suffix(".zh-CN.md")).exists()]


def unsaved(_, target, **__):
    """In place of what a picture would be saved as."""
    target.write("<svg></svg>" if isinstance(target, io.StringIO) else b"drawn")


def examples(document):
    return [line for block in blocks(document) for line in commands(block)]


def run(line, capsysbinary):
    """What an example prints; it must end well."""
    code = guarded(partial(group.main, args=shlex.split(line)[1:], prog_name="drill", standalone_mode=False))
    said = capsysbinary.readouterr()

    assert code == 0, f"{line}\n{said.err.decode()}"
    return said.out.decode()


@pytest.mark.slow
@pytest.mark.parametrize("document", [path for path in DOCUMENTS if ".zh-CN" not in path.suffixes and examples(path)], ids=lambda path: path.name)
def test_every_example_runs(document, tmp_path, monkeypatch, capsysbinary):
    """What is drawn is laid out, but not put into dots and curves, which takes longer than all else and is looked at elsewhere."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(Figure, "savefig", unsaved)
    for block in blocks(document):
        write_block(tmp_path, block)
        for line in commands(block):
            run(shortened(line), capsysbinary)


@pytest.mark.slow
@pytest.mark.parametrize("page", TUTORIALS, ids=lambda path: path.name)
def test_a_tutorial_can_be_worked_through_and_shows_what_is_printed(page, tmp_path):
    said = worked_through(page, tmp_path, "zh" if ".zh-CN" in page.suffixes else "en")

    assert len(said) > 5
    assert said == list(blocks(page)), "python tools/tutorials.py"


@pytest.mark.parametrize(("page", "twin"), TWINS, ids=lambda path: path.name)
def test_both_languages_show_the_same_files_and_commands(page, twin):
    both = ([(block.name, {**block.given, "prints": ""}, commands(block)) for block in blocks(one)] for one in (page, twin))
    assert next(both) == next(both)


def test_every_tutorial_is_there_in_both_languages():
    assert {path.name.split(".")[0] for path in TUTORIALS if ".zh-CN" in path.suffixes} == {
        path.name.split(".")[0] for path in TUTORIALS if ".zh-CN" not in path.suffixes
    }


def test_an_example_of_the_chinese_one_runs_in_chinese(monkeypatch, capsysbinary):
    monkeypatch.setenv("DRILL_LANG", "zh")
    monkeypatch.setenv("LANGUAGE", "zh")

    assert "区信访局" in run(next(line for line in examples(IN_CHINESE) if "--body" in line), capsysbinary)


def test_every_table_that_is_generated_is_in_step():
    done = subprocess.run([sys.executable, "tools/tables.py", "--check"], cwd=ROOT, capture_output=True, text=True, encoding="utf-8", check=False)

    assert done.returncode == 0, done.stdout + done.stderr


def test_links_between_documents_lead_somewhere():
    for document in [*DOCUMENTS, *TUTORIALS]:
        for target in re.findall(r"\]\(([^)#]+?)\)", document.read_text("utf-8")):
            if "://" not in target:
                assert (document.parent / target).exists(), f"{document.name}: {target}"
