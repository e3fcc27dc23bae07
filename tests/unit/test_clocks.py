"""Clocks that start at a time of day or with the latest message, that stop, go on and get longer, and ends that move: worked by hand.

2026-05-01 to 05-05 are holidays, Saturday 2026-05-09 is worked for one of them. The books start on Wednesday 2026-04-29 at 08:00.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.calendar import Calendar
from sim.durations import Amount, Days, Span, to_tick
from sim.inputs.assembly import shipped_calendar
from sim.inputs.calendars import load_calendar_file
from sim.plan.clocks import Ground, Longer, Stood, Turn
from sim.plan.duty_book import DutyBook
from sim.plan.model import Plan
from sim.plan.obligations import BEFORE_ITS_TRIGGER, DONE, OPEN, WAIVED, Obligation
from sim.plan.rulebook import Rulebook
from sim.record import UNDATED, UNTIMED, Row

SHIPPED = load_calendar_file(shipped_calendar())
START = datetime(2026, 4, 29, 8)
APRIL = SHIPPED.at(START)
DAY = 1440.0


def at(text: str, calendar: Calendar = APRIL) -> float:
    """The minute of "05-06 12:00" of 2026; 24:00 is the end of a day."""
    day, _, clock = text.partition(" ")
    hour, minute = map(int, clock.split(":"))
    month, number = map(int, day.split("-"))
    moment = datetime(2026, month, number, tzinfo=calendar.zone) + timedelta(hours=hour, minutes=minute)
    return (moment - calendar.start) / timedelta(minutes=1)


# -- times of day ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("minute", "first"),
    [("04-29 08:00", "04-29 20:00"), ("04-29 19:59", "04-29 20:00"), ("04-29 20:00", "04-29 20:00"), ("04-29 20:01", "04-30 20:00")],
)
def test_the_first_such_time_of_day_is_at_a_moment_or_after_it(minute, first):
    assert APRIL.first_hour(20 * 60, at(minute)) == at(first)


def test_midnight_is_the_same_hour_by_either_name():
    assert APRIL.first_hour(1440.0, at("04-29 23:00")) == APRIL.first_hour(0.0, at("04-29 23:00")) == at("04-29 24:00")


@pytest.mark.parametrize(
    ("minute", "following", "last"),
    [
        ("04-29 07:59", "04-29 08:00", "04-28 17:00"),
        ("04-29 08:00", "04-29 17:00", "04-29 08:00"),
        ("04-29 16:59", "04-29 17:00", "04-29 08:00"),
        ("04-29 17:00", "04-30 08:00", "04-29 17:00"),
        ("04-30 17:01", "05-01 08:00", "04-30 17:00"),
    ],
)
def test_the_next_of_some_times_of_day_is_after_a_moment_and_the_last_at_it_or_before(minute, following, last):
    hours = (8 * 60.0, 17 * 60.0)

    assert (APRIL.next_hour(hours, at(minute)), APRIL.last_hour(hours, at(minute))) == (at(following), at(last))


def test_a_clock_without_a_date_has_times_of_day():
    undated = SHIPPED.of_log(UNDATED, dated=False)  # minute 0 is a midnight

    assert undated.clocked
    assert undated.first_hour(8 * 60.0, 450.0) == 480.0
    assert undated.first_hour(8 * 60.0, 481.0) == 480.0 + DAY
    assert not SHIPPED.of_log(UNTIMED, dated=False).clocked


def test_a_start_with_odd_seconds_keeps_its_times_of_day():
    odd = SHIPPED.at(datetime(2026, 4, 29, 7, 59, 47))

    assert odd.first_hour(8 * 60.0, 0.0) == pytest.approx(13 / 60)
    assert odd.first_hour(8 * 60.0, odd.first_hour(8 * 60.0, 0.0)) == pytest.approx(13 / 60)


# -- ends that move ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("end", "moved"),
    [
        ("04-30 24:00", "04-30 24:00"),  # a Thursday, at its very end
        ("05-01 00:01", "05-06 12:00"),  # the holiday
        ("05-05 24:00", "05-06 12:00"),
        ("05-06 00:01", "05-06 00:01"),
        ("05-08 24:00", "05-08 24:00"),  # a Friday
        ("05-09 15:00", "05-09 15:00"),  # the Saturday that is worked
        ("05-10 09:00", "05-11 12:00"),  # a Sunday
        ("05-16 24:00", "05-18 12:00"),  # a Saturday
        ("05-31 24:00", "06-01 12:00"),  # a Sunday, the last of its month
    ],
)
def test_an_end_on_a_day_that_is_not_worked_moves_to_an_hour_of_the_next_that_is(end, moved):
    assert APRIL.moved(at(end), 12 * 60.0) == (at(moved), None)


def test_an_end_in_a_year_that_the_calendar_does_not_know_is_in_doubt_and_never_earlier():
    december = SHIPPED.at(datetime(2026, 12, 31, 8))
    end = 16 * 60.0 + DAY  # 24:00 of 1 January, a Friday

    minute, doubt = december.moved(end, 12 * 60.0)

    assert (minute, doubt is not None and (doubt.earliest, doubt.years)) == (end, (end, (2027,)))
    assert "2027" in str(doubt)
    assert december.moved(16 * 60.0, 12 * 60.0) == (16 * 60.0, None)  # 24:00 of the last day of 2026


def test_an_end_on_a_weekend_before_an_unknown_year_is_in_doubt():
    december = SHIPPED.at(datetime(2023, 12, 30, 8))  # a Saturday of a year that is not known; the next Monday is New Year's Day of 2024
    minute, doubt = december.moved(16 * 60.0, 12 * 60.0)

    assert minute == 16 * 60.0 + 2 * DAY + 12 * 60.0  # noon of Tuesday: Monday is a holiday, and that is known
    assert doubt is not None
    assert doubt.years == (2023,)


def test_without_a_date_nobody_can_tell_whether_an_end_moves():
    minute, doubt = SHIPPED.of_log(UNDATED, dated=False).moved(60.0, 720.0)

    assert minute == 60.0
    assert doubt is not None
    assert "no date" in str(doubt.why)


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


MINUTES = st.integers(0, 60 * 60 * 24 * 40).map(lambda ticks: ticks / 60)
LENGTHS = st.one_of(st.integers(0, 60 * 60 * 48).map(lambda ticks: Span(ticks / 60)), st.builds(Days, st.integers(1, 20), working=st.booleans()))


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


@given(st.integers(0, 60 * 60 * 48).map(lambda ticks: ticks / 60), MINUTES, histories())
def test_minutes_that_a_limit_stood_are_added_exactly(length, start, turns):
    stops = [turn for turn in turns if isinstance(turn, Stood)]
    expected = to_tick(start + length)
    for turn in stops:  # by another way: minute by minute, what is left when the clock stops is left when it goes on
        since = max(turn.since, start)
        if since <= expected and turn.until > since:
            left = expected - since
            expected = to_tick(turn.until + left)

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


# -- in the duty book --------------------------------------------------------------------------------------------------------


REPORT = {"act": "report", "form": "initial", "to": ["b"]}


class Book:
    """A book over some duties of body a to body b; rows are told by minute."""

    def __init__(self, *duties: dict[str, Any], viewer: Iterable[str] | None = None, calendar: Calendar = APRIL) -> None:
        made = [
            {
                "id": f"d{number}",
                "clause": "1",
                "title": "x",
                "bearer": "a",
                "on": "verified",
                "act": "report",
                "form": "initial",
                "to": ["b"],
                **duty,
            }
            for number, duty in enumerate(duties)
        ]
        groups = {"all": ["some", "c"], "some": ["a"]}
        for duty in made:
            if "warns_of" in duty:
                del duty["on"]
        plan = Plan.model_validate({
            "plan": {"id": "p", "title": "p"},
            "fact": [{"id": "wet", "name": "wet", "type": "flag"}],
            "body": [{"id": id_, "name": id_, "clause": "1"} for id_ in ("a", "b", "c")],
            "post": [{"id": "clerk", "name": "clerk", "body": "a", "clause": "1"}],
            "group": [{"id": id_, "name": id_, "clause": "1", "members": members} for id_, members in groups.items()],
            "duty": made,
        })  # fmt: skip
        self.book = DutyBook(Rulebook(plan), calendar, {}, None if viewer is None else frozenset(viewer))
        self.seq = 0

    def see(self, time: float, kind: str, actor: str = "", to: str = "", form: str = "", **facts: Any) -> list[tuple[str, str]]:
        row = Row(self.seq, float(time), kind, actor=actor or None, to=to or None, form=form or None, about="e", facts=facts)
        self.seq += 1
        return [(change.what, change.obligation.rule.id) for change in self.book.observe(row)]

    def one(self, rule: str = "d0", number: int = 0) -> Obligation:
        return [one for one in self.book.obligations if one.rule.id == rule][number]

    def dues(self, rule: str = "d0") -> list[float | None]:
        return [one.due for one in self.book.obligations if one.rule.id == rule]


STOPS = {"within": "2 h", "stops": {"on": "requested", "by": "c"}, "resumes": {"on": "approved"}}


def test_a_limit_that_stands_has_no_end_and_ends_later_by_as_long_as_it_stood():
    log = Book(STOPS)
    log.see(0, "verified", "a")
    log.see(60, "requested", "c", "b", "request")
    assert (log.one().due, log.one().due_known, log.one().stands) == (None, False, True)

    assert log.see(90, "approved", "b", "c", "approval") == [("due-known", "d0")]
    assert (log.one().due, log.one().anchor, log.one().stands) == (150.0, 0.0, False)


def test_only_the_row_that_is_named_stops_a_limit_and_only_while_it_runs():
    log = Book(STOPS)
    log.see(0, "verified", "a")
    log.see(30, "requested", "b", "c", "request")
    log.see(40, "approved", "b", "c", "approval")
    assert log.one().due == 120.0
    log.see(121, "requested", "c", "b", "request")
    assert (log.one().due, log.one().stands) == (120.0, False)


def test_a_stop_before_the_duty_arose_does_not_concern_it():
    log = Book(STOPS)
    log.see(0, "requested", "c", "b", "request")
    log.see(10, "verified", "a")

    assert log.one().due == 130.0


def test_what_stops_twice_stands_from_the_first_time():
    log = Book(STOPS)
    for minute, kind in ((0, "verified"), (60, "requested"), (70, "requested"), (90, "approved"), (95, "approved")):
        log.see(minute, kind, "c" if kind == "requested" else "a")

    assert log.one().due == 150.0


def test_what_is_done_while_the_limit_stands_is_done_in_time():
    log = Book(STOPS)
    log.see(0, "verified", "a")
    log.see(120, "requested", "c", "b", "request")
    log.see(500, "received", "a", "b", "initial")

    assert (log.one().state, log.one().due) == (DONE, 500.0)


def test_a_stop_whose_condition_is_open_leaves_the_end_in_doubt_for_the_judge_alone():
    stops = STOPS | {"stops": {"on": "requested", "when": "wet"}}
    for viewer, doubtful in ((None, True), (["a"], False)):
        log = Book(stops, viewer=viewer)
        made: list[Obligation] = []
        log.book.observe(Row(0, 0.0, "verified", actor="a", about="e"))
        made += log.book.obligations
        log.seq = 1
        log.see(60, "requested", "c", "b", "request")

        assert (made[0].doubt is not None, made[0].due) == (doubtful, 120.0)


@pytest.mark.parametrize(("wet", "due"), [(True, None), (False, 120.0)])
def test_a_stop_asks_its_condition_of_its_own_row(wet, due):
    log = Book(STOPS | {"stops": {"on": "requested", "when": "wet"}})
    log.see(0, "verified", "a")
    log.see(60, "requested", "c", "b", "request", wet=wet)

    assert (log.one().due, log.one().doubt) == (due, None)


EXTENDS = {"within": "2 h", "extends": {"on": "approved", "by": "b", "length": "1 h"}}


@pytest.mark.parametrize(("moments", "due"), [([60], 180.0), ([120], 180.0), ([120.5], 120.0), ([60, 90], 180.0), ([], 120.0)])
def test_a_limit_is_prolonged_once_and_before_it_has_run_out(moments, due):
    log = Book(EXTENDS)
    log.see(0, "verified", "a")
    for minute in moments:
        log.see(minute, "approved", "b", "a", "approval")
    log.see(170, "approved", "b", "a", "approval")

    assert log.one().due == due


def test_a_limit_that_stands_may_be_prolonged():
    log = Book(STOPS | EXTENDS | {"resumes": {"on": "filed"}})
    log.see(0, "verified", "a")
    log.see(60, "requested", "c", "b", "request")
    log.see(70, "approved", "b", "a", "approval")
    log.see(90, "filed", "c", "b", "filing")

    assert log.one().due == 120.0 + 30.0 + 60.0


@pytest.mark.parametrize(("viewer", "due"), [(["a"], 180.0), (None, 120.0)])
def test_a_post_learns_by_a_receipt_that_its_limit_is_longer_and_the_judge_by_the_sending(viewer, due):
    log = Book(EXTENDS, viewer=viewer)
    log.see(0, "verified", "a")
    log.see(60, "received", "c", "a", "approval")
    assert log.one().due == 120.0
    log.see(60, "received", "b", "a", "approval")

    assert log.one().due == due


LATEST = {"act": "report", "form": "final", "within": {"limit": "1 h", "from": "latest:follow-up"}}


def test_a_limit_from_the_latest_message_moves_with_each_that_the_bearer_sends_while_it_runs():
    log = Book(LATEST)
    log.see(0, "verified", "a")
    assert (log.one().due, log.one().due_known) == (None, False)
    for minute, actor, due in ((10, "a", 70.0), (20, "b", 70.0), (40, "clerk", 100.0), (100, "a", 160.0), (161, "a", 160.0)):
        log.see(minute, "reported", actor, "c", "follow-up")
        assert log.one().due == due


def test_the_latest_message_before_the_duty_arose_starts_its_limit():
    log = Book(LATEST)
    log.see(0, "reported", "a", "c", "follow-up")
    log.see(10, "reported", "clerk", "c", "follow-up")
    log.see(20, "verified", "a")

    assert (log.one().anchor, log.one().due) == (10.0, 70.0)


def test_the_message_by_which_the_duty_itself_is_done_does_not_move_its_limit():
    log = Book({"form": "follow-up", "within": {"limit": "1 h", "from": "latest:follow-up"}})
    log.see(0, "reported", "a", "c", "follow-up")
    log.see(10, "verified", "a")
    log.see(50, "reported", "a", "b", "follow-up")
    assert log.one().due == 60.0
    log.see(55, "reported", "a", "c", "follow-up")
    assert log.one().due == 115.0


def test_a_limit_from_a_time_of_day_begins_at_or_after_its_trigger():
    log = Book({"within": {"limit": "30 min", "from": "09:00"}, "per": "trigger"})
    for minute in (0, 60, 61):
        log.see(minute, "verified", "a")

    assert log.dues() == [90.0, 90.0, 90.0 + DAY]


def test_periods_may_be_counted_from_a_time_of_day():
    log = Book({"every": "6 h", "start": "09:00"})
    log.see(0, "verified", "a")
    log.book.advance(60.0 + 12 * 60.0)

    assert log.dues() == [60.0 + 6 * 60.0, 60.0 + 12 * 60.0]


@pytest.mark.parametrize(
    ("spared", "bearer", "moves"),
    [([], "a", True), (["a"], "a", False), (["a"], "clerk", False), (["b"], "a", True), (["all"], "a", False), (["clerk"], "a", True)],
)
def test_an_end_moves_but_for_those_who_are_excepted_by_body_post_or_group(spared, bearer, moves):
    log = Book({"bearer": bearer, "within": {"moved": "2 days", "to": "12:00", "except": spared}})
    log.see(0, "verified", "a")

    assert log.one().due == at("05-06 12:00" if moves else "05-01 24:00")


def test_times_of_day_mean_nothing_where_only_minutes_are_known():
    untimed = SHIPPED.of_log(UNTIMED, dated=False)
    for duty in ({"within": {"limit": "30 min", "from": "09:00"}}, {"daily": ["08:00"]}):
        log = Book(duty, calendar=untimed)
        log.see(0, "verified", "a")
        log.book.advance(5000.0)

        assert [(one.due, one.due_known) for one in log.book.obligations] == [(None, False)]


DAILY = {"form": "follow-up", "daily": ["08:00", "17:00"]}


def test_slots_by_the_wall_clock_end_at_each_time_of_day():
    log = Book(DAILY)
    log.see(0, "verified", "a")  # at 08:00: the slot that ends now has nothing to ask for any more
    log.see(at("04-29 17:00"), "received", "a", "b", "follow-up")
    log.book.advance(at("04-30 09:00"))

    assert log.dues() == [at("04-29 17:00"), at("04-30 08:00"), at("04-30 17:00")]
    assert [one.state for one in log.book.obligations] == [DONE, OPEN, OPEN]


def test_slots_may_begin_at_a_moment_before_the_duty_arose_and_only_the_running_one_is_owed():
    log = Book(DAILY | {"start": "occurred"})
    log.see(0, "occurred")
    log.see(at("04-30 10:00"), "verified", "a")

    assert (log.dues(), log.one().opens) == ([at("04-30 17:00")], at("04-30 08:00"))


def test_what_is_forbidden_for_a_time_is_free_after_it():
    forbidden = {"force": "must not", "within": "2 h", "until": "stood-down"}
    for minute, state in ((120, DONE), (120.5, OPEN)):
        log = Book(forbidden)
        log.see(0, "verified", "a")
        log.see(minute, "received", "a", "b", "initial")
        assert log.one().state == state
    log = Book(forbidden)
    log.see(0, "verified", "a")
    log.see(60, "stood-down", "a")
    assert log.one().state == WAIVED


# -- warnings ----------------------------------------------------------------------------------------------------------------

WARNED = ({"within": "4 h"}, {"warns_of": "d0", "ahead": "1 h", "act": "notify", "form": "notice", "to": ["c"]})


def warnings(log: Book, until: float) -> list[tuple[float, float | None, str]]:
    log.book.advance(until)
    return [(one.opens, one.due, one.state) for one in log.book.obligations if one.rule.id == "d1"]


def test_a_warning_is_raised_ahead_of_the_end_and_due_with_it():
    log = Book(*WARNED)
    assert log.see(0, "verified", "a") == [("raised", "d0"), ("due-known", "d0"), ("due-known", "d1"), ("raised", "d1")]

    assert warnings(log, 180.0) == []
    assert warnings(log, 180.5) == [(180.0, 240.0, OPEN)]


@pytest.mark.parametrize(
    ("done", "expected"), [(180, []), (181, [(180.0, 240.0, WAIVED)]), (240, [(180.0, 240.0, WAIVED)]), (241, [(180.0, 240.0, OPEN)])]
)
def test_nobody_need_warn_of_what_is_done_in_time(done, expected):
    log = Book(*WARNED)
    log.see(0, "verified", "a")
    log.see(done, "received", "a", "b", "initial")

    assert warnings(log, 300.0) == expected


def test_an_early_warning_counts_from_when_the_other_duty_arose():
    log = Book(*WARNED)
    log.see(0, "received", "a", "c", "notice")
    log.see(10, "verified", "a")
    log.see(20, "received", "a", "c", "notice")

    assert warnings(log, 300.0) == [(190.0, 250.0, DONE)]
    done = log.one("d1").done
    assert (log.one("d1").note, done is not None and done.time) == (BEFORE_ITS_TRIGGER, 20.0)


def test_a_warning_moves_with_the_limit_of_which_it_warns():
    log = Book(WARNED[0] | {"stops": {"on": "requested"}, "resumes": {"on": "approved"}}, WARNED[1])
    log.see(0, "verified", "a")
    log.see(170, "requested", "c")
    assert warnings(log, 400.0) == []
    log.see(410, "approved", "c")

    assert warnings(log, 420.0) == []
    assert warnings(log, 421.0) == [(420.0, 480.0, OPEN)]


def test_a_warning_that_waited_for_an_end_waits_for_the_later_one():
    log = Book(WARNED[0] | {"extends": {"on": "approved", "length": "1 h"}}, WARNED[1])
    log.see(0, "verified", "a")
    log.see(100, "approved", "c")

    assert warnings(log, 200.0) == []
    assert warnings(log, 241.0) == [(240.0, 300.0, OPEN)]


def test_what_was_warned_of_early_and_then_done_in_time_leaves_no_warning():
    log = Book(*WARNED)
    log.see(0, "verified", "a")
    log.see(20, "received", "a", "c", "notice")
    log.see(30, "received", "a", "b", "initial")

    assert warnings(log, 300.0) == []


def test_each_of_a_group_warns_of_a_limit_that_somebody_else_s_receipt_began():
    log = Book(WARNED[0] | {"bearer": "b", "on": "received", "to": ["a"]}, WARNED[1] | {"bearer": "all", "to": ["b"]})
    log.see(0, "received", "a", "b", "order")
    log.book.advance(200.0)

    assert [one.bearer for one in log.book.obligations if one.rule.id == "d1"] == ["a", "c"]


def test_each_slot_has_a_warning_and_each_warning_may_have_its_own():
    log = Book({"every": "2 h"}, {"warns_of": "d0", "ahead": "30 min", "form": "notice", "act": "notify"},
               {"warns_of": "d1", "ahead": "10 min", "form": "warning", "act": "warn"})  # fmt: skip
    log.see(0, "verified", "a")
    log.book.advance(239.0)

    assert [(one.rule.id, one.opens, one.due) for one in log.book.obligations if one.rule.id != "d0"] == [
        ("d1", 90.0, 120.0), ("d2", 110.0, 120.0), ("d1", 210.0, 240.0), ("d2", 230.0, 240.0),
    ]  # fmt: skip


def test_whoever_must_warn_of_another_body_s_limit_knows_when_from_what_it_has_seen():
    log = Book(WARNED[0], WARNED[1] | {"bearer": "c", "to": ["b"]}, viewer=["c"])
    assert log.see(0, "verified", "a") == [("due-known", "d1"), ("raised", "d1")]
    assert log.see(100, "received", "a", "b", "initial") == [("waived", "d1")]
    assert not log.book.event("e").raised


def test_the_bearer_of_a_warning_may_be_whoever_bears_the_other_duty():
    log = Book(WARNED[0] | {"bearer": "@actor"}, WARNED[1] | {"bearer": "@bearer"})
    log.see(0, "verified", "b")
    log.see(0, "verified", "clerk")
    log.book.advance(300.0)

    assert {one.bearer for one in log.book.obligations if one.rule.id == "d1"} == {"clerk"}  # nobody owes a message to itself
