"""Times on the command line mean what they would mean in a cell of the log, and one thing each."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from itertools import product
from types import SimpleNamespace
from typing import Any

import pytest

from analysis.logs.time_columns import TimeColumn
from sim.cli.moments import begin_of, minute_of, moment_of
from sim.errors import InputError
from sim.record import UNDATED, UNTIMED

DATED = "2026-03-10T08:30:00"


def header(start: str) -> Any:
    return SimpleNamespace(start=start)


@pytest.mark.parametrize(
    ("start", "text", "minute"),
    [
        (DATED, "09:20", 50), (DATED, "9点20分", 50), (DATED, "上午9时20分", 50), (DATED, "9:20 am", 50),
        (DATED, "８：５０", 20), (DATED, "08:00", 1410),
        (DATED, "08:30", 0), (DATED, "0920", 50), (DATED, "次日0:30", 960), (DATED, "（次日）9:20", 1490), (DATED, "3月10日9时20分", 50),
        (DATED, "2026-03-10 09:20", 50), (DATED, "10 March 2026 9:20", 50), (DATED, "周三 9:20", 1490), (DATED, "90", 90), (DATED, "8 h", 480),
        (DATED, "30分钟", 30), (DATED, "T+30", 30), (UNDATED, "09:20", 560), (UNDATED, "下午1点", 780), (UNDATED, "次日0:30", 1470),
        (UNDATED, "25:30", 1530), (UNTIMED, "09:20", 560), (UNTIMED, "90", 90), (UNTIMED, "0920", 920), (UNTIMED, "T+30", 30),
    ],
)  # fmt: skip
def test_each_form_means_one_moment(start: str, text: str, minute: float) -> None:
    assert minute_of("--until", text, header(start)) == pytest.approx(minute)


@pytest.mark.parametrize(
    ("start", "text"),
    [
        (DATED, one)
        for one in ("约9:20", "9:20左右", "上午", "2026-03-10 周三 9:20", "昨天", "25:61", "2026-03-10", "9:20-9:40", "03/04/2026 9:20", "10日")
    ]
    + [(UNDATED, "2026-03-10 9:20"), (UNDATED, "周三 9:20"), (UNTIMED, "2026-03-10 9:20"), (UNTIMED, "上午9点")],
)
def test_what_is_hedged_or_may_be_two_moments_is_refused_with_what_is_allowed(start: str, text: str) -> None:
    with pytest.raises(InputError) as refused:
        minute_of("--until", text, header(start))
    assert refused.value.mistakes[0].allowed


def test_a_number_is_a_clock_time_where_the_numbers_of_the_log_are() -> None:
    assert minute_of("--until", "920", header(UNDATED), TimeColumn(numbers="hhmm")) == 560
    assert minute_of("--until", "9.20", header(UNDATED), TimeColumn(numbers="h.mm")) == 560
    assert minute_of("--until", "920", header(UNTIMED), TimeColumn(numbers="minutes")) == 920
    with pytest.raises(InputError):
        minute_of("--until", "0.4", header(UNDATED), TimeColumn(numbers="fraction"))


def test_a_clock_time_is_not_before_the_log_nor_the_end_before_the_beginning() -> None:
    record: Any = SimpleNamespace(rows=(SimpleNamespace(time=1430.5),), header=header(UNDATED))

    assert begin_of(record) == 1430.5
    assert minute_of("--until", "23:50", header(UNDATED), after=1430.5) == 1430  # the minute in which the log begins
    assert minute_of("--until", "0:20", header(UNDATED), after=1430.5) == 1460
    assert minute_of("--to", "08:00", header(DATED), after=minute_of("--from", "9:00", header(DATED)) or 0) == 1410


@pytest.mark.parametrize(
    ("date", "clock"),
    [
        *product(
            ("2026-03-10 ", "2026/3/10 ", "2026年3月10日", "10.03.2026 ", "10 March 2026 ", "2026-03-10（周二）"),
            ("08:20", "8时20分", "8点20分", "8:20 a.m."),
        )
    ],
)
def test_the_start_is_read_as_cells_are(date: str, clock: str) -> None:
    assert moment_of("--start", date + clock) == datetime(2026, 3, 10, 8, 20)


@pytest.mark.parametrize("text", ["2026-03-10", "2026年3月10日"])
def test_a_start_that_is_a_day_is_its_beginning(text: str) -> None:
    assert moment_of("--start", text) == datetime(2026, 3, 10)


def test_a_start_keeps_its_zone() -> None:
    assert moment_of("--start", "2026-03-10T08:20:00+08:00") == datetime(2026, 3, 10, 8, 20, tzinfo=timezone(timedelta(hours=8)))
    assert moment_of("--start", None) is None


@pytest.mark.parametrize("text", ["8:20", "3月10日8时20分", "3月10日", "2026-03-10 约8:20", "2026-03-10 周三 8:20", "03/04/2026 8:20", "soon"])
def test_a_start_without_its_day_or_of_two_meanings_is_refused(text: str) -> None:
    with pytest.raises(InputError):
        moment_of("--start", text)
