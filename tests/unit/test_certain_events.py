"""Open cells event by event: which event a row is about, what is numbered anew, and how much work each event may use."""

from __future__ import annotations

from typing import Any

import pytest

from analysis import certain
from analysis.certain import judge_openly
from analysis.evidence import EXISTS, NO_END, TIME, Between, Evidence, OneOf, OpenCell
from analysis.verdicts import MET, MISSED, UNJUDGED, Judgement
from sim.plan.rulebook import Rulebook
from sim.record import Row
from tests.hand_cases import MONDAY
from tests.unit.mill_plan import plan_of, record

BOOK = Rulebook(plan_of())
MAYBE = OneOf((True, False))


def noticed(seq: int, time: float, about: str | None = "e") -> Row:
    return Row(seq, time, "noticed", actor="mill", about=about)


def told(seq: int, time: float, about: str | None = "e") -> Row:
    return Row(seq, time, "received", actor="mill", to="county", form="initial", about=about)


def judged(cells: list[OpenCell], *rows: Row, book: Rulebook = BOOK, **more: Any) -> Judgement:
    found: dict[int, tuple[OpenCell, ...]] = {}
    for cell in cells:
        found[cell.seq] = (*found.get(cell.seq, ()), cell)
    return judge_openly(book, record(*rows), Evidence(cells=found, **more), calendar=MONDAY)


def said(judgement: Judgement) -> dict[str, str]:
    return {one.about: one.status for one in judgement.verdicts}


# -- which event -------------------------------------------------------------------------------------------------------------


def test_an_open_cell_of_one_event_leaves_another_and_what_is_about_none_as_they_are():
    rows = (noticed(0, 0), told(1, 20), noticed(2, 0, "f"), told(3, 20, "f"), noticed(4, 1, None))

    assert said(judged([OpenCell(1, EXISTS, MAYBE)], *rows)) == {"e": UNJUDGED, "f": MET}


@pytest.mark.parametrize(
    ("abouts", "first", "second"),
    [(("e", "f"), UNJUDGED, UNJUDGED), (("e", None), UNJUDGED, MISSED), (("e",), MET, MISSED), (("e", "g"), UNJUDGED, MISSED)],
)
def test_a_report_of_which_nobody_knows_what_it_is_about_is_open_for_each_event_that_it_may_be_about(abouts, first, second):
    rows = (noticed(0, 0), noticed(1, 0, "f"), told(2, 20))

    assert said(judged([OpenCell(2, "about", OneOf(abouts))], *rows)) == {"e": first, "f": second}


def test_a_receipt_that_may_have_been_opens_its_own_event():
    rows = (noticed(0, 0), noticed(1, 0, "f"))

    assert said(judged([OpenCell(2, EXISTS, MAYBE)], *rows, possible=(told(2, 20, "f"),))) == {"e": MISSED, "f": UNJUDGED}


# -- how far is looked -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("low", "status"), [(20.0, UNJUDGED), (700.0, MISSED)])
def test_what_may_have_been_after_the_end_of_observation_was_then_not_seen(low, status):
    """Between minute 20 and whenever: in time, late, or not seen by minute 600."""
    assert said(judged([OpenCell(1, TIME, Between(low, NO_END))], noticed(0, 0), told(1, 800)))["e"] == status


def test_a_moment_that_nothing_bounds_is_taken_between_its_earliest_and_the_end_of_observation():
    """The record holds minute 5, which is not in the range from 20 on: the middle of 20 and 601 stands for it."""
    [one] = judged([OpenCell(1, TIME, Between(20.0, NO_END))], noticed(0, 0), told(1, 5)).verdicts

    assert one.status == UNJUDGED
    assert one.done_min == (20 + 601) / 2


# -- doubts under ids of their own -------------------------------------------------------------------------------------------


def test_doubts_that_would_have_the_same_name_are_numbered_on():
    """Three rows of which two may have set the duty off; in the likeliest completion only the last did, and is the first occurrence."""
    rows = (*(Row(seq, 10.0 * seq, "other", actor="mill", about="e") for seq in (0, 1)), noticed(2, 20))
    kinds = OneOf(("other", "noticed"))
    judgement = judged([OpenCell(0, "kind", kinds), OpenCell(1, "kind", kinds)], *rows, book=Rulebook(plan_of(per="trigger")))

    names = [(one.id, one.occurrence, one.trigger_seq, one.status) for one in judgement.verdicts]
    assert names == [("tell/e/mill/county/1", 1, 2, MISSED), ("tell/e/mill/county/2", 2, 0, UNJUDGED), ("tell/e/mill/county/3", 3, 1, UNJUDGED)]


def test_a_doubt_whose_name_is_free_keeps_it():
    judgement = judged([OpenCell(0, "kind", OneOf(("other", "noticed")))], Row(0, 0.0, "other", actor="mill", about="e"))

    assert [(one.id, one.occurrence) for one in judgement.verdicts] == [("tell/e/mill/county/1", 1)]


# -- how much work -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("left", "events", "share"), [(100, 10, 40), (100, 8, 50), (100, 4, 100), (100, 2, 100), (100, 1, 100), (100, 0, 100), (0, 3, 0)]
)
def test_an_event_may_use_four_times_its_share_of_what_is_left_and_never_more_than_that(left, events, share):
    assert certain._Work(left, events).share() == share


def _undecided(monkeypatch: pytest.MonkeyPatch, work: int, events: int) -> int:
    """Of so many events like each other, how many are left undecided with so much work in all."""
    monkeypatch.setattr(certain, "_LEAST_WORK", work)
    monkeypatch.setattr(certain, "_WORK_PER_ROW", 0)
    rows = [one for number in range(events) for one in (noticed(2 * number, 0, f"e{number}"), told(2 * number + 1, 20, f"e{number}"))]
    cells = [OpenCell(2 * number + 1, TIME, Between(15.0, 25.0)) for number in range(events)]
    reasons = [one.reason.code if one.reason else "" for one in judged(cells, *rows).verdicts]
    return reasons.count("judge.too-many-open")


def test_what_events_have_used_is_used_up_and_what_they_left_is_there_for_the_next(monkeypatch):
    needed = next(work for work in range(1, 400) if not _undecided(monkeypatch, work, 1))

    assert _undecided(monkeypatch, 6 * needed, 6) == 0
    assert _undecided(monkeypatch, 2 * needed, 6) == 5  # 4 / 6 of it are enough for the first, 4 / 5 of the other half for no other
