"""The page on the language of plans: every plan in it is read, every log in it is judged, and the verdicts are those that it prints."""

from __future__ import annotations

from datetime import datetime
from functools import cache
from pathlib import Path

import pytest

from analysis.judge import judging_rulebook
from analysis.logs.reading import read_log
from analysis.report.build import judge_log
from sim.inputs.library import calendar_text
from sim.plan.loader import load_plan
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
    log = read_log(log_file, plan, None)
    assert log.problems == ()
    start = datetime.fromisoformat(log.record.header.start).replace(tzinfo=None)
    seen = None if until == LEFT_OUT else (moment(until, start) - start).total_seconds() / 60
    found = judge_log(log, judging_rulebook(plan, None), calendar_text(), until=seen)
    return [one.status for one in found.judgement.verdicts if one.rule == block.given.get("duty", one.rule)]


def moment(text: str, start: datetime) -> datetime:
    """A moment of the page: a time on the first day, or a date and a time."""
    return datetime.fromisoformat(text if "-" in text else f"{start:%Y-%m-%d} {text}")


@pytest.mark.parametrize(("block", "row"), cases(), ids=lambda one: one.name if isinstance(one, Block) else " ".join(one))
def test_the_verdict_is_the_one_that_the_page_prints(block, row, plans, tmp_path):
    assert judged(tmp_path, plans, block, row) == statuses(row[-1])
