"""A limit as a value: its forms, what readings make of it, how it is told, and when another gives more time."""

from __future__ import annotations

import pytest

from sim.durations import Days, Span
from sim.plan.limit_form import LimitForm
from sim.plan.limits import FORMS, FirstOf, LastOf, Limit, Moved, loosened, parse_limit
from sim.plan.slots import WithAnother, recurrence
from sim.plan.starts import DutyDone, Terms
from sim.text import Text
from sim.words import RefusedError
from sim.words.lengths import elapsed

TITLE = Text(zh="书面报告", en="written report")
TERMS = Terms(
    readings={"at_once": "15 min", "start": "received"},
    wordings={"at_once": Text(zh="立即", en="at once"), "start": Text(zh="何时起算", en="when it starts")},
    titles={"written": TITLE},
    parties={"b": Text(zh="水利局", en="the bureau")},
    forms={"slip": Text(zh="水情单", en="water slip")},
)
AT_ONCE = {"limit": {"reading": "at_once"}, "from": {"reading": "start"}}


def limit(written: object) -> LimitForm:
    form = parse_limit(written)
    assert form is not None
    return form


@pytest.mark.parametrize(
    ("written", "zh", "en"),
    [
        ("30 min", "30 分钟", "30 min"),
        ("2 h", "2 小时", "2 h"),
        ("1 day", "1 天", "1 day"),
        ("5 working days", "5 个工作日", "5 working days"),
        ("1 month", "1 个月", "1 month"),
        ("none stated", "未规定", "none stated"),
        ({"limit": "30 min", "from": "received"}, "30 分钟（自接报起）", "30 min (from receipt)"),
        ({"limit": "1 h", "from": "duty:written"}, "1 小时（自“书面报告”完成起）", "1 h (from “written report”)"),
        ({"earlier": ["1 h", "90 min", "2 h"]}, "1 小时、90 分钟、2 小时，以先到者为准", "1 h or 90 min or 2 h, whichever ends first"),
        ({"later": ["1 h", "1 day"]}, "1 小时、1 天，以后到者为准", "1 h or 1 day, whichever ends last"),
        (AT_ONCE, "15 分钟（自接报起）", "15 min (from receipt)"),
        ({"limit": "1 h", "from": "8:00"}, "1 小时（自其后首个 08:00 起）", "1 h (from the next 08:00)"),
        ({"limit": "1 h", "from": "24:00"}, "1 小时（自其后首个 24:00 起）", "1 h (from the next 24:00)"),
        ({"limit": "1 h", "from": "latest:follow-up"}, "1 小时（自最近一次“续报”发出起）", "1 h (from the latest “follow-up” sent)"),
        ({"limit": "1 h", "from": "latest:slip"}, "1 小时（自最近一次“水情单”发出起）", "1 h (from the latest “water slip” sent)"),
        (
            {"moved": "2 days", "to": "12:00"},
            "2 天，届满日不上班的顺延至下一工作日 12:00",
            "2 days; an end on a day that is not worked moves to 12:00 of the next working day",
        ),
        (
            {"moved": "2 days", "to": "12:00", "except": ["b", "x"]},
            "2 天，届满日不上班的顺延至下一工作日 12:00（水利局、x除外）",
            "2 days; an end on a day that is not worked moves to 12:00 of the next working day, not for the bureau, x",
        ),
    ],
)
def test_a_taken_limit_tells_itself_in_every_language_without_the_plan(written, zh, en):
    taken = limit(written).taken(TERMS)

    assert (taken.of("zh"), taken.of("en")) == (zh, en)


def test_a_limit_that_leans_on_readings_says_so_and_has_no_end_until_they_are_taken():
    leaning = limit(AT_ONCE)

    assert leaning.phrase(TERMS).of("en") == "15 min (as read: at once) (from receipt, as read)"
    assert (leaning.length_readings(), leaning.start_readings(), leaning.readings()) == (("at_once",), ("start",), ("at_once", "start"))
    with pytest.raises(TypeError, match="at_once"):
        leaning.length()
    assert leaning.taken(TERMS) == Limit(Span(15), "received")


def test_what_recurs_is_told_by_its_period():
    hourly = recurrence("1 h", "occurred")

    assert hourly is not None
    assert (hourly.of("zh"), hourly.of("en"), recurrence("")) == ("每 1 小时", "every 1 h", None)


def test_times_of_day_are_told_and_have_no_length():
    twice = recurrence("", "occurred", ["8:00", "17:00"])

    assert twice is not None
    assert (twice.of("zh"), twice.of("en")) == ("每日 08:00、17:00 前", "every day by 08:00, 17:00")
    assert (twice.length(), twice.lengths(), twice.starts(), twice.has_number(), twice.is_silent()) == (None, (), ("occurred",), True, False)


def test_a_warning_is_told_by_the_duty_whose_limit_it_ends_with():
    alone, ahead = (WithAnother("written", minutes).taken(TERMS) for minutes in (0.0, 60.0))

    assert (alone.of("zh"), alone.of("en")) == ("在“书面报告”时限届满前", "before the limit of “written report” ends")
    assert (ahead.of("zh"), ahead.of("en")) == (
        "在“书面报告”时限届满前（提前 1 小时起）",
        "before the limit of “written report” ends, from 1 h before",
    )
    assert (alone.is_silent(), alone.length()) == (False, None)


def test_the_start_of_a_taken_limit_brings_the_title_of_its_duty_and_is_the_same_limit():
    taken = limit({"limit": "1 h", "from": "duty:written"}).taken(TERMS)

    assert taken == Limit(Span(60), DutyDone("written", Text(zh="", en="")))
    assert taken.anchors() == ("written",)


@pytest.mark.parametrize(
    ("before", "now", "expected"),
    [
        ("30 min", "30 min", False),
        ("30 min", "1 h", True),
        ("1 h", "30 min", None),
        ("1 h", "none stated", True),
        ("1 h", None, True),
        (None, "1 h", None),
        (None, None, False),
        ("2 days", "2 working days", None),
        ("1 h", {"limit": "2 h", "from": "received"}, None),
        ({"limit": "1 h", "from": "received"}, {"limit": "none stated", "from": "trigger"}, True),
        ({"earlier": ["1 h", "2 h"]}, {"earlier": ["1 h", "3 h"]}, True),
        ({"earlier": ["1 h", "2 h"]}, {"later": ["1 h", "2 h"]}, None),
        ({"earlier": ["1 h", "2 h"]}, {"earlier": ["30 min", "3 h"]}, None),
        ({"moved": "2 days", "to": "12:00"}, {"moved": "2 days", "to": "14:00"}, True),
        ({"moved": "2 days", "to": "12:00"}, {"moved": "2 days", "to": "12:00"}, False),
        ({"moved": "2 days", "to": "12:00"}, {"moved": "2 days", "to": "11:00"}, None),
        ({"moved": "2 days", "to": "12:00"}, {"moved": "3 days", "to": "12:00"}, True),
        ({"moved": "2 h", "to": "12:00"}, {"moved": "3 h", "to": "12:00"}, None),  # it may end on Monday morning instead of Monday noon
        ({"moved": "2 days", "to": "12:00", "except": ["a", "b"]}, {"moved": "2 days", "to": "12:00", "except": ["a"]}, True),
        ({"moved": "2 days", "to": "12:00"}, {"moved": "2 days", "to": "12:00", "except": ["a"]}, None),
        ({"moved": "2 days", "to": "12:00"}, "2 days", None),
        ({"moved": "2 days", "to": "12:00"}, "none stated", True),
        ("2 days", {"moved": "2 days", "to": "12:00"}, True),
        ("2 days", {"moved": "1 day", "to": "12:00"}, None),
        ({"earlier": ["1 h", "2 days"]}, {"earlier": ["1 h", {"moved": "2 days", "to": "12:00"}]}, True),
        ({"limit": "1 h", "from": "08:00"}, {"limit": "1 h", "from": "09:00"}, None),  # sooner for whoever is asked at half past eight
        ({"limit": "1 h", "from": "08:00"}, {"limit": "2 h", "from": "8:00"}, True),
    ],
)
def test_a_limit_is_loosened_only_where_it_certainly_gives_more_time(before, now, expected):
    assert loosened(parse_limit(before), parse_limit(now)) is expected


def test_of_several_lengths_the_one_that_counts():
    assert limit({"earlier": ["2 h", "none stated", "1 day"]}).length() == Span(120)
    assert limit({"later": ["2 h", "1 day"]}).length() == Days(1, working=False)
    assert limit({"later": ["2 h", "none stated"]}).length() is None
    assert (limit("none stated").is_silent(), limit({"reading": "x"}).is_silent(), limit({"later": ["none stated", "1 h"]}).is_silent()) == (
        True, False, False,
    )  # fmt: skip


def test_a_form_that_forgets_an_answer_cannot_be_made():
    class AtNoon(LimitForm):
        """Says nothing of its own end."""

    with pytest.raises(TypeError, match=r"abstract.*end.*phrase"):
        AtNoon()  # type: ignore[abstract]


def test_no_two_forms_are_written_by_the_same_keys():
    tables = [keys for form in FORMS for keys in form.tables]

    assert len(tables) == len(set(tables))
    assert {FirstOf, LastOf, Limit, Moved} <= set(FORMS)


@pytest.mark.parametrize(
    ("written", "zh"),
    [
        (30, "30 不是时限"),
        ({"earlier": ["1 h"]}, "earlier 须列出至少两个时限"),
        ({"limit": "1 h", "to": "x"}, "现为 limit、to"),
        ({"limit": "1 h", "from": "dawn"}, "'dawn' 不是时限的起算"),
        ({"limit": "1 h", "from": "25:00"}, "'25:00' 不是钟点"),
        ({"limit": "1 h", "from": "08:60"}, "'08:60' 不是钟点"),
        ({"limit": "1 h", "from": "latest:"}, "'latest:' 不是时限的起算"),
        ({"moved": "2 days", "to": "noon"}, "'noon' 不是钟点"),
        ({"moved": "2 days", "to": 12}, "12 不是钟点"),
        ({"moved": "2 days", "to": "12:00", "except": "b"}, "except 须列出"),
        ({"moved": "2 days"}, "现为 moved"),
        ("5 parsecs", "'parsecs' 不是时间单位"),
    ],
)
def test_what_is_no_limit_is_refused_in_the_readers_language(written, zh):
    with pytest.raises(RefusedError) as caught:
        parse_limit(written)

    assert zh in caught.value.why.of("zh")


@pytest.mark.parametrize(
    ("minutes", "zh", "en"),
    [
        (0, "0 分钟", "0 min"),
        (0.5, "30 秒", "30 s"),
        (16.8438, "16 分 51 秒", "16 min 51 s"),
        (59.999, "1 小时", "1 h"),
        (45, "45 分钟", "45 min"),
        (60, "1 小时", "1 h"),
        (95.4, "1 小时 35 分钟", "1 h 35 min"),
        (2880, "2 天", "2 days"),
        (3000, "2 天 2 小时", "2 days 2 h"),
    ],
)
def test_how_long_something_took_is_told_as_a_reader_needs_it(minutes, zh, en):
    assert (elapsed(minutes).of("zh"), elapsed(minutes).of("en")) == (zh, en)
