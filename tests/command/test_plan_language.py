"""The page on the language of plans: every plan in it is read, every log in it is judged, and the verdicts are those that it prints."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from analysis.judge import judging_rulebook
from analysis.logs.reading import read_log
from analysis.report.build import judge_log
from sim.inputs.assembly import find_plan, shipped_calendar
from sim.inputs.calendars import load_calendar_file
from sim.inputs.schema import keys_of, models_in
from sim.plan.loader import load_plan
from sim.plan.model import Plan
from sim.text import Text
from tests.command.pages import Block, blocks, statuses, write_block

ROOT = Path(__file__).resolve().parents[2]
PAGE, TWIN = ROOT / "docs" / "plan-language.md", ROOT / "docs" / "plan-language.zh-CN.md"
LEFT_OUT = "–"


@cache
def page(document: Path = PAGE) -> tuple[Block, ...]:
    return tuple(blocks(document))


@pytest.fixture(scope="module")
def plans(tmp_path_factory):
    """The plans of the page as files."""
    folder = tmp_path_factory.mktemp("page")
    for block in page():
        write_block(folder, block)
    return folder


def cases() -> list[tuple[Block, tuple[str, ...]]]:
    """Every row of every table under a log: what stands in the places of the log, until when it is seen, and the verdicts."""
    return [(block, row) for block in page() if block.name.endswith(".csv") for row in block.table]


def filled(text: str, values: tuple[str, ...]) -> str:
    """The log with a value in each place; a row whose place is left out goes."""
    given, rows = list(values), []
    for row in text.splitlines():
        here = [given.pop(0) for _ in range(row.count("{}"))]
        if LEFT_OUT not in here:
            rows.append(row.replace("{}", "%s") % tuple(here))
    assert not given, given
    return "\n".join(rows) + "\n"


def judged(folder: Path, plans: Path, block: Block, row: tuple[str, ...]) -> list[str]:
    """The statuses of the duty that the block names, or of all, in the order of their being raised."""
    *values, until, _ = row
    log_file = folder / "log.csv"
    log_file.write_text(filled(block.text, tuple(values)), encoding="utf-8")
    plan = load_plan(plans / block.given["plan"])
    as_it_says = block.given.get("complete") == "log"
    log = read_log(log_file, plan, None, complete=None if as_it_says else ())  # else a log of the page holds all that was done
    assert as_it_says or log.problems == ()
    start = datetime.fromisoformat(log.record.header.start).replace(tzinfo=None)
    seen = None if until == LEFT_OUT else (moment(until, start) - start).total_seconds() / 60
    found = judge_log(log, judging_rulebook(plan, None), load_calendar_file(shipped_calendar()), until=seen)
    return [one.status for one in found.judgement.verdicts if one.rule == block.given.get("duty", one.rule)]


def moment(text: str, start: datetime) -> datetime:
    """A moment of the page: a time on the first day, or a date and a time."""
    return datetime.fromisoformat(text if "-" in text else f"{start:%Y-%m-%d} {text}")


@pytest.mark.parametrize(("block", "row"), cases(), ids=lambda one: one.name if isinstance(one, Block) else " ".join(one))
def test_the_verdict_is_the_one_that_the_page_prints(block, row, plans, tmp_path):
    assert judged(tmp_path, plans, block, row) == statuses(row[-1])


def test_the_first_rule_set_is_the_one_that_ships():
    home = find_plan("reservoir").parent
    shipped = {
        "reservoir/plan.toml": home / "plan.toml",
        "reservoir/resources.toml": home / "resources.toml",
        "reservoir/high-water.toml": home / "scenarios" / "high-water.toml",
        "reservoir/first-night.csv": home / "logs" / "first-night.csv",
    }

    as_shown = {name: re.sub(r"\A#:schema .*\n", "", file.read_text("utf-8")) for name, file in shipped.items()}  # of no use on a page
    assert {block.name: block.text for block in page() if block.name in shipped} == as_shown


def test_every_plan_of_the_page_is_free_of_faults(plans):
    found = [block.name for block in page() if block.name.endswith(".toml") and "[scenario]" not in block.text and "[resources]" not in block.text]

    assert len(found) > 15
    for name in found:
        load_plan(plans / name)


def used(data: Any) -> Iterator[str]:
    """Every key of a plan as parsed, with the table in which it stands."""
    for table, held in data.items():
        for entry in held if isinstance(held, list) else [held]:
            yield from (f"{table}.{key}" for key in entry)
            yield from (f"case.{key}" for case in entry.get("any", ()) for key in case)
            yield from (f"signal.{key}" for key in entry.get("quiet_since", ()))
            yield from (f"factwindow.{key}" for window in (entry["window"] if isinstance(entry.get("window"), list) else ()) for key in window)
            yield from (f"item.{key}" for item in entry.get("items", ()) for key in item)
            yield from (f"recipients.{key}" for key in (entry["to"] if isinstance(entry.get("to"), dict) else ()))
            yield from (f"signal.{key}" for signal in ("stops", "resumes") for key in entry.get(signal, ()))
            yield from (f"extension.{key}" for key in entry.get("extends", ()))


def test_every_key_of_a_plan_is_shown_in_an_example():
    shown: set[str] = set()
    for block in page():
        if block.name.endswith(".toml") and "[scenario]" not in block.text and "[resources]" not in block.text:
            shown |= set(used(tomllib.loads(block.text)))
    tables = {"PlanHead": "plan"} | {model.__name__: model.__name__.lower() for model in models_in(Plan) if model.__name__ != "PlanHead"}
    every = {f"{tables[model.__name__]}.{key}" for model in models_in(Plan) if model not in (Plan, Text) for key in keys_of(model)}

    assert every - shown == set()


def test_every_limit_is_shown_at_its_end_and_after_it():
    """A page of verdicts in time alone would show nothing: both sides stand there for every log of a single limit."""
    sides = {block.name: {status for row in block.table for status in statuses(row[-1])} for block in page() if block.name.endswith(".csv")}
    limited = [name for name, found in sides.items() if "met" in found and len(found) > 1]

    assert len(limited) >= 25
    assert {"met", "late", "missed", "pending", "not-started", "superseded", "waived", "cannot-be-judged", "wrong-channel"} == set().union(
        *sides.values()
    )


def test_the_page_says_the_same_in_both_languages():
    shape = [(block.name, block.given, block.text, [(row[:-1], statuses(row[-1])) for row in block.table]) for block in page()]

    assert shape == [(block.name, block.given, block.text, [(row[:-1], statuses(row[-1])) for row in block.table]) for block in page(TWIN)]


def test_the_page_has_every_generated_table_of_the_language_in_its_own_tongue():
    marks = {document: [line for line in document.read_text("utf-8").splitlines() if line.startswith("<!-- generated:")] for document in (PAGE, TWIN)}

    assert len(marks[PAGE]) > 20
    assert [mark.replace("-en -->", "-zh -->") for mark in marks[PAGE]] == marks[TWIN]
