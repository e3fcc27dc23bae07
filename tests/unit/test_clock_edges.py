"""The clock of a limit at its edges: stops and extensions at the very end, in doubt, beyond midnight, and asked for twice."""

from __future__ import annotations

from datetime import datetime

import pytest

from sim.durations import Days, Span
from sim.plan.clocks import Clock, Ground, Longer, Stood, Turn, has_run_out
from sim.plan.limits import parse_limit
from tests.duty_books import APRIL, DAY, SHIPPED, at


@pytest.mark.parametrize(("minute", "over"), [(59.0, False), (60.0, False), (60.0 + 1e-6, False), (60.0 + 2e-6, True), (61.0, True)])
def test_a_limit_is_over_a_rounding_after_its_end(minute, over):
    assert has_run_out(60.0, minute) is over


def test_the_very_rounding_is_not_over():
    assert has_run_out(0.0, 1e-6) is False


def test_a_clock_that_stands_does_not_stop_and_one_that_runs_does_not_go_on():
    clock = Clock()
    assert clock.resume(5.0) is False
    assert clock.stop(6.0) is True
    assert clock.stop(7.0) is False
    assert clock.resume(8.0) is True
    assert (clock.turns, clock.stopped_at, clock.resume(9.0)) == ((Stood(6.0, 8.0),), None, False)


def test_whoever_is_asked_about_nobody_spares_nobody():
    """A limit that ends on Friday the 1st of May, a holiday, moves to noon of the Wednesday after it, but for those who are spared."""
    moved = parse_limit({"moved": "2 days", "to": "12:00", "except": ["b"]})
    assert moved is not None

    assert moved.end(Ground(moment=lambda _: at("04-29 09:00"), calendar=APRIL)).minute == at("05-06 12:00")
    spared = Ground(moment=lambda _: at("04-29 09:00"), calendar=APRIL, spares=lambda words: "b" in words)
    assert spared.end_of(Days(2, working=False), at("04-29 09:00")).minute == moved.end(spared).minute == at("05-01 24:00")


def ended(length: Days | Span, *turns: Turn) -> float | None:
    return Ground(moment=lambda _: None, calendar=APRIL, turns=turns).end_of(length, at("04-29 09:00")).minute


LONGER = Longer(at("05-02 10:00"), Span(120.0))  # three days from Wednesday end on Saturday at 24:00, two hours longer on Sunday at 02:00


@pytest.mark.parametrize(
    ("since", "until", "end"),
    [
        ("05-02 12:00", "05-04 09:00", "05-05 02:00"),  # two days, and the two hours behind them
        ("05-03 02:01", "05-05 09:00", "05-03 02:00"),  # it had run out
    ],
)
def test_hours_that_were_added_to_days_stay_behind_the_days_that_it_stood(since, until, end):
    assert ended(Days(3, working=False), LONGER, Stood(at(since), at(until))) == at(end)


@pytest.mark.parametrize(("since", "end"), [("05-03 01:00", "05-05 10:00"), ("05-03 02:00", "05-05 09:00"), ("05-02 24:00", "05-05 11:00")])
def test_a_limit_that_stops_within_the_hours_that_were_added_has_as_many_left_when_it_goes_on(since, end):
    """An hour, nothing, or both."""
    assert ended(Days(3, working=False), LONGER, Stood(at(since), at("05-05 09:00"))) == at(end)


@pytest.mark.parametrize(("since", "end"), [("05-02 23:59", "05-05 24:00"), ("05-02 24:00", "05-05 24:00"), ("05-03 00:01", "05-02 24:00")])
def test_days_that_stop_on_their_last_day_end_on_the_day_on_which_they_go_on(since, end):
    assert ended(Days(3, working=False), Stood(at(since), at("05-05 09:00"))) == at(end)


@pytest.mark.parametrize("turns", [(Longer(60.0, Days(4, working=True)),), (Longer(60.0, Days(4, working=True)), Stood(70.0, 80.0))])
def test_working_days_that_are_added_beyond_the_known_years_are_in_doubt_and_stay_so(turns):
    december = SHIPPED.at(datetime(2026, 12, 29, 8))  # a Tuesday: four working days later the year is another

    assert Ground(moment=lambda _: None, calendar=december, turns=turns).end_of(Span(120.0), 0.0).doubt is not None
    assert Ground(moment=lambda _: None, calendar=december, turns=(Longer(60.0, Days(1, working=True)),)).end_of(Span(120.0), 0.0).doubt is None


def test_a_doubt_about_days_that_it_stood_outlasts_what_follows():
    december = SHIPPED.at(datetime(2026, 12, 28, 8))
    turns = (Stood(DAY, 4 * DAY), Longer(4 * DAY + 60, Span(30.0)), Stood(4 * DAY + 70, 4 * DAY + 80))

    assert Ground(moment=lambda _: None, calendar=december, turns=turns).end_of(Days(2, working=True), 0.0).doubt is not None
