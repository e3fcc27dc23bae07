"""A minute of mutants of all that is read: each is taken, or refused in words. Outside the suite: `python -m tests.fuzz`."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from analysis.logs import file_kinds
from sim.inputs.schema import DOCUMENTS
from tests.fuzz.registry import KINDS
from tests.fuzz.trials import tried
from tests.sources import ROOT

SEED = 2026
# Calls by which something from outside comes in.
_READERS = frozenset({"read_toml", "first_bytes", "own_bytes", "read_bytes", "read_text", "loads", "connect", "readline"})
# What reads nothing of a user's, and why.
_OF_OURS = {
    "sim.cli.completion._entries": "ships", "sim.cli.completion._homes": "ships", "sim.inputs.blank.blank_template": "ships",
    "sim.cli.new._copied": "copies what ships", "sim.cli.new._is_as_made": "compares bytes",
    "sim.cli.keep.input_files": "keeps bytes that were read", "sim.cli.judged_folder._inputs": "keeps bytes that were read",
    "sim.cli.judged_folder.claim_for_log": "keeps bytes that were read",
    "sim.inputs.assembly._index": "ships", "sim.inputs.assembly.head_of": "ships",
    "analysis.experiment.arms._sources": "the program itself", "analysis.forms.model.shipped_forms": "ships",
    "analysis.logs.chat_words.chat_words": "ships", "analysis.logs.everyday.everyday": "ships", "analysis.logs.hedges.hedges": "ships",
    "analysis.page.frame.framed": "ships", "analysis.figures.subject.subject_of": "what was just drawn",
    "analysis.sheets.phone.write_phone_page": "ships", "analysis.expectations.mistakes_of": "a file that was just read as a scenario",
    "sim.cli.revised._tables": "a file that was just read as a plan", "sim.inputs.checking._is_as_shipped": "compares bytes",
    "sim.cli.plan_check._write_sarif": "files that were just read", "analysis.programme.page.programme_page": "ships",
    "sim.cli.programme._draft": "a file that was just read as a plan", "analysis.scripts.columns.script_words": "ships",
    "sim.record.replace_unchanged": "compares bytes",
    "sim.cli.script.write_command": "a file that was just read as a scenario",
    "sim.cli.script.read_command": "a file that was just read as a scenario",
}  # fmt: skip


@pytest.mark.parametrize("name", KINDS)
def test_a_mutant_is_taken_or_refused_in_words(name: str, tmp_path: Path) -> None:
    one = KINDS[name]
    tally = tried(one, tmp_path, seed=SEED, trials=one.suite)

    assert [f"trial {number}: {told}" for number, told in tally.failures] == []
    assert tally.trials == one.suite


def reading_functions() -> Iterator[str]:
    """Each function of the program that reads something, as `module.function`."""
    for package in ("sim", "analysis"):
        for file in sorted((ROOT / package).rglob("*.py")):
            module = ".".join(file.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
            for node in ast.walk(ast.parse(file.read_text("utf-8"))):
                if isinstance(node, ast.FunctionDef) and any(_reads(inner) for inner in ast.walk(node)):
                    yield f"{module}.{node.name}"


def _reads(node: ast.AST) -> bool:
    if not isinstance(node, ast.Call):
        return False
    called = node.func
    return (called.id if isinstance(called, ast.Name) else called.attr if isinstance(called, ast.Attribute) else "") in _READERS


def test_whatever_reads_has_mutants_of_its_own() -> None:
    fed = {name for one in KINDS.values() for name in one.reads}
    assert set(DOCUMENTS) <= set(KINDS)
    assert {f"log {form}" for form in ("csv", "xlsx", "ods", *file_kinds.LIGHT)} <= set(KINDS)

    reading = set(reading_functions())
    assert sorted(reading - fed - set(_OF_OURS)) == []
    assert sorted((fed | set(_OF_OURS)) - reading) == []
