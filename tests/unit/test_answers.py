"""What the completions of a question make of its verdicts: hand-made verdicts in hand-made completions, put together."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from analysis.answers import Answer, Merged
from analysis.evidence import TIME, Between, OpenCell
from analysis.open_record import ByOccurrence, Occurrence
from analysis.verdicts import LATE, MET, PENDING, UNJUDGED, Spread, Verdict
from sim.words import phrase
from tests.unit.mill_plan import NOTICED, row, verdict

FIRST, SECOND = OpenCell(1, TIME, Between(0.0, 40.0), line=3), OpenCell(2, TIME, Between(0.0, 40.0), line=4)
CELLS = {(1, TIME): FIRST, (2, TIME): SECOND}
DONE = verdict(NOTICED, row(1, 20, "received", "mill", "county", "initial"))  # met after 20 of 30 minutes
OVER = verdict(NOTICED, row(1, 40, "received", "mill", "county", "initial"))  # late by 10
KEY: Occurrence = ("tell", "e", "mill", ("county",), 0, 1)
NOT_KNOWN = msgspec.structs.replace(DONE, status=UNJUDGED, reason=phrase("judge.clock-never-started"))


def merged(likely: Verdict | None, *tried: tuple[dict[Any, Any], ByOccurrence], whole: bool = True, untold: tuple[Verdict, ...] = ()) -> Merged:
    return Answer(tried, {} if likely is None else {KEY: likely}, CELLS, untold, whole=whole).merged()


def now(likely: Verdict, *tried: tuple[dict[Any, Any], ByOccurrence], whole: bool = True) -> Verdict:
    found = merged(likely, *tried, whole=whole)
    assert found.more == []
    return found.changed.get(likely.id, likely)


def code(found: Verdict) -> str | None:
    return None if found.reason is None else found.reason.code


# -- a duty that the likeliest completion raises ----------------------------------------------------------------------------


def test_what_is_the_same_in_all_completions_stays_and_states_no_spread():
    found = merged(DONE, ({}, {KEY: DONE}), ({(1, TIME): 0.0}, {KEY: DONE}))

    assert (found.changed, found.more) == ({}, [])


def test_what_says_the_same_word_at_other_minutes_says_from_when_to_when():
    sooner = verdict(NOTICED, row(1, 5, "received", "mill", "county", "initial"))

    one = now(DONE, ({}, {KEY: DONE}), ({(1, TIME): 5.0}, {KEY: sooner}))
    assert (one.status, one.cells, one.reason) == (MET, (), None)
    assert one.spread == Spread(done=(5.0, 20.0), latency=(5.0, 20.0), margin=(10.0, 25.0))


def test_what_turns_is_no_word_and_names_the_cells_of_the_first_completion_that_turns_it():
    one = now(DONE, ({}, {KEY: DONE}), ({(2, TIME): 40.0}, {KEY: OVER}), ({(1, TIME): 0.0, (2, TIME): 40.0}, {KEY: OVER}))

    assert (one.status, code(one), one.cells) == (UNJUDGED, "judge.turned-by", (SECOND,))
    assert one.spread == Spread(done=(20.0, 40.0), latency=(20.0, 40.0), margin=(-10.0, 10.0))


def test_what_some_completion_does_not_raise_at_all_is_no_word():
    one = now(DONE, ({}, {KEY: DONE}), ({(1, TIME): 9.0}, {}))

    assert (one.status, one.cells, one.spread) == (UNJUDGED, (FIRST,), None)


def test_what_cannot_be_judged_anyway_keeps_its_reason_and_names_what_else_turns_it():
    one = now(NOT_KNOWN, ({}, {KEY: NOT_KNOWN}), ({(1, TIME): 40.0}, {KEY: OVER}))

    assert (one.status, code(one), one.cells) == (UNJUDGED, "judge.clock-never-started", (FIRST,))
    assert one.spread is not None


def test_where_not_all_was_tried_nothing_is_certain_and_all_open_cells_are_named():
    one = now(DONE, ({}, {KEY: DONE}), whole=False)

    assert (one.status, code(one), one.cells, one.spread) == (UNJUDGED, "judge.too-many-open", (FIRST, SECOND), None)
    assert now(NOT_KNOWN, ({}, {KEY: NOT_KNOWN}), whole=False) is NOT_KNOWN


def test_what_was_seen_to_turn_before_the_end_of_trying_names_only_what_turned_it():
    one = now(DONE, ({}, {KEY: DONE}), ({(2, TIME): 40.0}, {KEY: OVER}), whole=False)

    assert (code(one), one.cells, one.spread) == ("judge.turned-by", (SECOND,), None)


@pytest.mark.parametrize(("whole", "told"), [(True, 0), (False, 1)])
def test_rules_of_which_nothing_was_seen_are_doubts_only_where_not_all_was_tried(whole, told):
    found = merged(None, ({}, {}), whole=whole, untold=(NOT_KNOWN,))

    assert [(one.id, one.cells) for one in found.more] == [(NOT_KNOWN.id, (FIRST, SECOND))] * told


# -- duties that only other completions raise --------------------------------------------------------------------------------


def of(bearer: str, to: str = "county", status: str = LATE) -> dict[Occurrence, Verdict]:
    one = msgspec.structs.replace(OVER, id=f"tell/e/{bearer}/{to}/1", bearer=bearer, to=(to,), status=status)
    return {("tell", "e", bearer, (to,), 0, 1): one}


def test_a_duty_that_only_some_raise_is_a_doubt_with_the_cells_that_raise_it_and_no_minutes():
    [one] = merged(DONE, ({}, {KEY: DONE}), ({(2, TIME): 3.0}, {KEY: DONE, **of("city")}), ({(1, TIME): 1.0}, {KEY: DONE, **of("city")})).more

    assert (one.bearer, one.status, code(one), one.cells) == ("city", UNJUDGED, "judge.turned-by", (SECOND,))
    assert (one.due_min, one.done_min, one.latency_min, one.margin_min, one.done_seq, one.habit) == (None,) * 6


def test_that_others_could_not_be_judged_there_makes_it_no_other_doubt():
    [one] = merged(None, ({}, {}), ({(1, TIME): 1.0}, of("city", status=UNJUDGED))).more

    assert (code(one), one.cells) == ("judge.turned-by", (FIRST,))


def bearers(number: int, together: int) -> list[tuple[dict[Any, Any], ByOccurrence]]:
    """So many duties of one rule, so many of them in the first completion and the others one by one."""
    duties = [of(f"b{place}") for place in range(number)]
    first = {key: one for found in duties[:together] for key, one in found.items()}
    return [({}, {}), ({(1, TIME): 1.0}, first), *(({(2, TIME): 1.0}, found) for found in duties[together:])]


@pytest.mark.parametrize(
    ("number", "together", "told"),
    [(4, 1, 4), (5, 1, 1), (6, 5, 1), (5, 5, 5), (4, 4, 4)],
    ids=["four are told", "of five each takes another's place", "one too many to be together", "five together are five", "four together"],
)
def test_duties_that_take_the_place_of_each_other_are_one_doubt_where_they_are_many(number, together, told):
    assert len(merged(None, *bearers(number, together)).more) == told


def test_many_duties_together_in_the_second_completion_are_told_like_those_in_the_first():
    """The most that were ever together count, whichever completion comes first."""
    tried = bearers(5, 5)

    assert len(merged(None, tried[0], ({(1, TIME): 0.5}, of("b0")), tried[1]).more) == 5
    assert len(merged(None, *tried, ({(1, TIME): 0.5}, of("b0"))).more) == 5


def test_of_many_the_one_doubt_is_nobody_s_and_to_whom_all_are():
    [one] = merged(None, *bearers(5, 1)).more

    assert (one.id, one.bearer, one.to, one.cells) == ("tell/e/-/county/1", None, ("county",), (FIRST,))


def test_of_many_recipients_the_one_doubt_is_to_nobody_and_of_whose_all_are():
    found = [({(1, TIME): 1.0}, of("mill", f"t{place}")) for place in range(5)]
    [one] = merged(None, *found).more

    assert (one.id, one.bearer, one.to) == ("tell/e/mill/-/1", "mill", ())


def test_two_recipients_of_one_duty_are_named_together():
    both = [(f"b{place}", ("county", "city")) for place in range(5)]
    found: list[tuple[dict[Any, Any], ByOccurrence]] = [
        ({(1, TIME): 1.0}, {("tell", "e", who, to, 0, 1): msgspec.structs.replace(OVER, bearer=who, to=to)}) for who, to in both
    ]
    [one] = merged(None, *found).more

    assert one.id == "tell/e/-/county|city/1"


def test_many_of_one_rule_and_one_of_another_are_told_apart():
    other: ByOccurrence = {("ask", "e", "mill", (), 0, 1): msgspec.structs.replace(OVER, id="ask/e/mill/-/1", rule="ask", to=())}
    elsewhere: ByOccurrence = {("tell", "f", "b0", (), 0, 1): OVER}
    found = merged(None, *bearers(5, 1), ({(2, TIME): 9.0}, other), ({(2, TIME): 9.0}, elsewhere)).more

    assert sorted(one.rule for one in found) == ["ask", "tell", "tell"]


def test_what_the_likeliest_completion_raises_counts_for_nothing_there():
    """Four doubts beside a duty that all raise are four."""
    tried = [(chosen, {KEY: DONE, **found}) for chosen, found in bearers(4, 1)]

    assert len(merged(DONE, *tried).more) == 4
    assert PENDING not in {one.status for one in merged(DONE, *tried).more}
