"""Every example in the documents is run, in the order in which it stands, in one folder a document."""

import re
import shlex
from functools import partial
from pathlib import Path

import pytest

from sim.cli import group
from sim.cli.failures import guarded

ROOT = Path(__file__).resolve().parents[2]
DOCUMENTS = [ROOT / "README.md", ROOT / "README.zh-CN.md", *sorted((ROOT / "docs").glob("*.md"))]


def examples(document):
    """The lines of fenced blocks that begin with `drill`; what sets up an environment is run by whoever installs."""
    blocks = re.findall(r"^```\w*\n(.*?)^```", document.read_text("utf-8"), re.MULTILINE | re.DOTALL)
    return [line for block in blocks for line in block.splitlines() if line.startswith("drill ")]


@pytest.mark.parametrize("document", [path for path in DOCUMENTS if examples(path)], ids=lambda path: path.name)
def test_every_example_runs(document, tmp_path, monkeypatch, capsysbinary):
    monkeypatch.chdir(tmp_path)
    for line in examples(document):
        words = shlex.split(line)[1:]
        code = guarded(partial(group.main, args=words, prog_name="drill", standalone_mode=False))
        said = capsysbinary.readouterr()

        assert code == 0, f"{line}\n{said.err.decode()}"


def test_the_two_read_me_files_show_the_same_commands():
    assert examples(ROOT / "README.md") == examples(ROOT / "README.zh-CN.md")


def test_links_between_documents_lead_somewhere():
    for document in DOCUMENTS:
        for target in re.findall(r"\]\(([^)#]+?)\)", document.read_text("utf-8")):
            if "://" not in target:
                assert (document.parent / target).exists(), f"{document.name}: {target}"
