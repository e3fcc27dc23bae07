"""Every example in the documents is run, in the order in which it stands, in one folder a document."""

import re
import shlex
import subprocess
import sys
from functools import partial
from pathlib import Path

import pytest

from sim.cli import group
from sim.cli.failures import guarded
from tests.command.pages import blocks, write_block

ROOT = Path(__file__).resolve().parents[2]
DOCUMENTS = [ROOT / "README.md", ROOT / "README.zh-CN.md", *sorted((ROOT / "docs").glob("*.md"))]


def commands(block):
    """The lines of a block that begin with `drill`; what sets up an environment is run by whoever installs."""
    return [line for line in block.text.splitlines() if line.startswith("drill ")]


def examples(document):
    return [line for block in blocks(document) for line in commands(block)]


@pytest.mark.parametrize("document", [path for path in DOCUMENTS if examples(path)], ids=lambda path: path.name)
def test_every_example_runs(document, tmp_path, monkeypatch, capsysbinary):
    monkeypatch.chdir(tmp_path)
    for block in blocks(document):
        write_block(tmp_path, block)
        for line in commands(block):
            words = shlex.split(line)[1:]
            code = guarded(partial(group.main, args=words, prog_name="drill", standalone_mode=False))
            said = capsysbinary.readouterr()

            assert code == 0, f"{line}\n{said.err.decode()}"


def test_the_two_read_me_files_show_the_same_commands():
    assert examples(ROOT / "README.md") == examples(ROOT / "README.zh-CN.md")


def test_every_table_that_is_generated_is_in_step():
    done = subprocess.run([sys.executable, "tools/tables.py", "--check"], cwd=ROOT, capture_output=True, text=True, encoding="utf-8", check=False)

    assert done.returncode == 0, done.stdout + done.stderr


def test_links_between_documents_lead_somewhere():
    for document in DOCUMENTS:
        for target in re.findall(r"\]\(([^)#]+?)\)", document.read_text("utf-8")):
            if "://" not in target:
                assert (document.parent / target).exists(), f"{document.name}: {target}"
