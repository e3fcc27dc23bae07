"""Open cells of messages to some, and what is owed to others: each recipient is asked for alone where all together are too many."""

from __future__ import annotations

from random import Random
from typing import Any

import pytest

from analysis import open_question
from analysis.certain import judge_openly
from analysis.evidence import EXISTS, TIME, Between, Evidence, OneOf, OpenCell, Same, completed, sampled
from analysis.judge import judge
from analysis.verdicts import LATE, MET, MISSED, UNJUDGED
from sim.plan.rulebook import Rulebook
from sim.record import Row
from tests.hand_cases import MONDAY
from tests.unit.mill_plan import NOTICED, plan_of, record, row

MORE = {"body": [{"id": id_, "name": id_, "clause": "1"} for id_ in ("mill", "county", "city", "farm")]}
DUTY = {"act": "notify", "form": "left out", "to": ["county", "city", "farm"], "within": "30 min", "channel": ["phone", "network"]}
CHANNELS = OneOf((None, "phone", "network", "group", "runner", "in person"))


def said(seq: int, time: float, to: str, channel: str | None, kind: str = "notified") -> Row:
    return row(seq, time, kind, "mill", to, "notice", channel=channel)


SENT = (NOTICED, said(1, 10, "county", None), said(2, 12, "city", "network"))
UNHEARD = (said(8, 10, "county", None, "received"), said(9, 12, "city", "network", "received"))
CELLS = (
    OpenCell(1, "channel", CHANNELS),
    *(OpenCell(seq, EXISTS, OneOf((False, True))) for seq in (8, 9)),
    OpenCell(8, TIME, Between(10, 700)), OpenCell(9, TIME, Between(12, 700)), OpenCell(8, "channel", Same(1)),
)  # fmt: skip


def evidence(*cells: OpenCell) -> Evidence:
    found: dict[int, tuple[OpenCell, ...]] = {}
    for cell in cells:
        found[cell.seq] = (*found.get(cell.seq, ()), cell)
    return Evidence(cells=found, possible=UNHEARD)


def statuses(*rows: Row, cells: tuple[OpenCell, ...] = CELLS, **duty: Any) -> dict[str, str]:
    judged = judge_openly(Rulebook(plan_of(MORE, **(DUTY | duty))), record(*SENT, *rows), evidence(*cells), calendar=MONDAY)
    return {"".join(one.to): one.status for one in judged.verdicts}


@pytest.mark.parametrize(("rows", "farm"), [
    ([], MISSED),
    ([said(3, 20, "farm", "phone", "received")], MET),
    ([said(3, 40, "farm", "phone", "received")], LATE),
])  # fmt: skip
def test_what_some_were_told_leaves_certain_what_another_was_not(rows, farm):
    assert statuses(*rows) == {"county": UNJUDGED, "city": UNJUDGED, "farm": farm}


@pytest.mark.parametrize("to", [OneOf(("county", "farm")), OneOf(("county", None, "farm"))])
def test_a_message_of_which_nobody_knows_to_whom_it_went_may_have_gone_to_each(to):
    assert statuses(cells=(*CELLS, OpenCell(8, "to", to)))["farm"] == UNJUDGED


def test_a_message_that_sets_the_duty_off_or_states_what_it_asks_for_concerns_everybody():
    fact = {"fact": [{"id": "wet", "name": "wet", "type": "flag"}], **MORE}
    rows = [said(1, 10, "county", None), *SENT[2:]]
    wet = row(0, 0, "noticed", "mill", facts={"wet": True})
    asked = plan_of(fact, **DUTY, when="wet", on=["noticed", "notified"])

    found = judge_openly(Rulebook(asked), record(wet, *rows), evidence(*CELLS), calendar=MONDAY).verdicts
    assert all(one.status == UNJUDGED for one in found if one.cells)


@pytest.mark.parametrize("most", [1, 20])
def test_no_word_differs_from_that_of_any_completion_that_is_drawn_however_little_may_be_tried(monkeypatch, most):
    monkeypatch.setattr(open_question, "MOST_TRIED", most)
    for seed in range(12):
        luck = Random(seed)  # noqa: S311 a test draws the same each time
        rows = [
            said(3 + n, luck.choice([5, 20, 30, 40]), luck.choice(["county", "city", "farm"]), luck.choice(["phone", "fax", None]), kind)
            for n, kind in enumerate(luck.choices(["received", "notified"], k=luck.randint(0, 3)))
        ]
        book, held, open_rows = Rulebook(plan_of(MORE, **DUTY)), record(*SENT, *rows), evidence(*CELLS)
        certain = {one.to: one.status for one in judge_openly(book, held, open_rows, calendar=MONDAY).verdicts if one.status != UNJUDGED}
        for _ in range(15):
            drawn = completed(held, open_rows, sampled(held, open_rows, luck))
            closed = {one.to: one.status for one in judge(book, drawn, calendar=MONDAY, until=600.0).verdicts}
            assert certain.items() <= closed.items(), (seed, drawn.rows)
