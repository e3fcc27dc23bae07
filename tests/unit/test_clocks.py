"""Where a limit ends when its clock stops, goes on and gets longer: worked by hand, and what holds of any history."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.calendar import Calendar
from sim.durations import Amount, Days, Span
from sim.plan.clocks import Ground, Longer, Stood, Turn
from sim.record import UNDATED
from tests.duty_books import APRIL, DAY, SHIPPED, at

# -- what holds a limit up, and what prolongs it -----------------------------------------------------------------------------


def end_of(length: Amount, start: str, *turns: Turn, calendar: Calendar = APRIL) -> float | None:
    end, doubt = Ground(moment=lambda _: None, calendar=calendar, turns=turns).end_of(length, at(start, calendar))
    assert doubt is None
    return end


def stood(since: str, until: str) -> Stood:
    return Stood(at(since), at(until))


@pytest.mark.parametrize(
    ("turns", "end"),
    [
        ([], "04-29 11:00"),
        ([stood("04-29 10:00", "04-29 10:30")], "04-29 11:30"),
        ([stood("04-29 11:00", "04-29 12:00")], "04-29 12:00"),  # at its very end
        ([stood("04-29 11:01", "04-29 12:00")], "04-29 11:00"),  # it had run out
        ([stood("04-29 08:00", "04-29 09:30")], "04-29 11:30"),  # half an hour of it before the limit began
        ([stood("04-29 08:00", "04-29 09:00")], "04-29 11:00"),
        ([stood("04-29 10:00", "04-29 10:30"), stood("04-29 11:30", "04-29 12:00")], "04-29 12:00"),
        ([Longer(at("04-29 10:00"), Span(30.0))], "04-29 11:30"),
        ([Longer(at("04-29 11:00"), Span(30.0))], "04-29 11:30"),
        ([Longer(at("04-29 11:01"), Span(30.0))], "04-29 11:00"),
        ([Longer(at("04-29 10:00"), Days(1, working=False))], "04-30 24:00"),
        ([Longer(at("04-29 10:00"), Days(2, working=True))], "05-06 24:00"),  # Thursday, and the Wednesday after the holiday
        ([stood("04-29 10:00", "04-29 10:30"), Longer(at("04-29 11:30"), Span(30.0))], "04-29 12:00"),
    ],
)
def test_two_hours_from_nine_end_where_their_turns_leave_them(turns, end):
    assert end_of(Span(120.0), "04-29 09:00", *turns) == at(end)


@pytest.mark.parametrize(
    ("length", "turns", "end"),
    [
        (Days(3, working=False), [], "05-02 24:00"),
        (Days(3, working=False), [stood("04-30 10:00", "05-02 09:00")], "05-04 24:00"),
        (Days(3, working=False), [stood("04-30 10:00", "04-30 18:00")], "05-02 24:00"),  # the same day
        (Days(3, working=False), [stood("05-02 23:59", "05-03 00:01")], "05-03 24:00"),
        (Days(3, working=False), [Longer(at("05-02 10:00"), Days(2, working=False))], "05-04 24:00"),
        (Days(3, working=False), [Longer(at("05-02 10:00"), Span(120.0))], "05-03 02:00"),
        (Days(1, working=False, months=True), [stood("04-30 10:00", "05-02 09:00")], "05-31 24:00"),
        (Days(2, working=True), [], "05-06 24:00"),  # Thursday, and the Wednesday after the holiday
        (Days(2, working=True), [stood("04-30 10:00", "05-06 09:00")], "05-07 24:00"),  # it stood for the Wednesday
        (Days(2, working=True), [stood("04-30 10:00", "05-03 09:00")], "05-06 24:00"),  # no working day lies between
        (Days(2, working=True), [stood("05-06 10:00", "05-08 09:00")], "05-08 24:00"),  # it stood for two, and ends on the day on which it goes on
        (Days(2, working=True), [stood("05-06 10:00", "05-10 09:00")], "05-11 24:00"),  # a Sunday is no day for it to end on
        (Days(4, working=True), [stood("05-07 10:00", "05-08 09:00")], "05-09 24:00"),  # the Saturday that is worked
        (Days(2, working=True), [Longer(at("05-06 10:00"), Days(3, working=True))], "05-09 24:00"),
    ],
)
def test_a_limit_in_days_from_a_wednesday_ends_where_its_turns_leave_it(length, turns, end):
    assert end_of(length, "04-29 09:00", *turns) == at(end)


def test_working_days_that_reach_an_unknown_year_while_they_stood_are_in_doubt():
    december = SHIPPED.at(datetime(2026, 12, 28, 8))  # a Monday
    ground = Ground(moment=lambda _: None, calendar=december, turns=(Stood(DAY, 4 * DAY),))  # from Tuesday to Friday, New Year's Day

    assert ground.end_of(Days(2, working=True), 0.0).doubt is not None
    assert Ground(moment=lambda _: None, calendar=december).end_of(Days(2, working=True), 0.0).doubt is None


def test_days_without_a_date_are_in_doubt_whatever_has_held_them_up():
    undated = SHIPPED.of_log(UNDATED, dated=False)
    ground = Ground(moment=lambda _: None, calendar=undated, turns=(Stood(10.0, 20.0),))

    assert ground.end_of(Days(2, working=False), 0.0).minute is None
    assert ground.end_of(Span(60.0), 0.0) == (70.0, None)


MINUTES = st.integers(0, 64 * 60 * 24 * 40).map(lambda ticks: ticks / 64)
LENGTHS = st.one_of(st.integers(0, 64 * 60 * 48).map(lambda ticks: Span(ticks / 64)), st.builds(Days, st.integers(1, 20), working=st.booleans()))


@st.composite
def histories(draw: Any) -> tuple[Turn, ...]:
    """Stops and resumptions in the order of time, with at most one extension."""
    moments = sorted(draw(st.lists(MINUTES, max_size=8)))
    turns: list[Turn] = [Stood(one, other) for one, other in zip(moments[::2], moments[1::2], strict=False)]
    if draw(st.booleans()):
        minute = draw(MINUTES)
        if not any(isinstance(turn, Stood) and turn.since < minute < turn.until for turn in turns):
            turns.append(Longer(minute, draw(LENGTHS)))
    return tuple(sorted(turns, key=lambda turn: turn.at if isinstance(turn, Longer) else turn.since))


@given(LENGTHS, MINUTES, histories())
def test_no_turn_makes_a_limit_end_earlier_and_none_ends_before_it_begins(length, start, turns):
    plain = Ground(moment=lambda _: None, calendar=APRIL).end_of(length, start).minute
    turned = Ground(moment=lambda _: None, calendar=APRIL, turns=turns).end_of(length, start).minute

    assert plain is not None
    assert turned is not None
    assert start <= plain <= turned


@given(st.integers(0, 64 * 60 * 48).map(lambda ticks: ticks / 64), MINUTES, histories())
def test_minutes_that_a_limit_stood_are_added_exactly(length, start, turns):
    stops = [turn for turn in turns if isinstance(turn, Stood)]
    expected = start + length
    for turn in stops:  # by another way: minute by minute, what is left when the clock stops is left when it goes on
        since = max(turn.since, start)
        if since <= expected and turn.until > since:
            left = expected - since
            expected = turn.until + left

    assert Ground(moment=lambda _: None, calendar=APRIL, turns=tuple(stops)).end_of(Span(length), start).minute == expected


@given(st.builds(Days, st.integers(1, 20), working=st.booleans()), MINUTES, histories())
def test_a_limit_in_days_never_ends_before_it_goes_on(length, start, turns):
    end = Ground(moment=lambda _: None, calendar=APRIL).end_of(length, start).minute
    assert end is not None
    for number, turn in enumerate(turns):
        before, end = end, Ground(moment=lambda _: None, calendar=APRIL, turns=turns[: number + 1]).end_of(length, start).minute
        assert end is not None
        if isinstance(turn, Stood) and start <= turn.since <= before:
            assert end >= turn.until
