"""What does not fit together in a record, told without a word on why."""

import re
from typing import Any

import pytest

from analysis.contradictions import KINDS, contradictions
from analysis.tellings import compare_tellings
from sim.plan.model import Plan
from sim.record import Header, Record, Row
from sim.words import LANGUAGES

PLAN = Plan.model_validate({
    "plan": {"id": "works", "title": "Works"},
    "fact": [
        {"id": "hurt", "name": {"zh": "受伤人数", "en": "people hurt"}, "type": "count"},
        {"id": "gas", "name": {"zh": "泄漏气体", "en": "gas"}, "type": "flag"},
        {"id": "kinds", "name": {"zh": "物质", "en": "substances"}, "type": "set of", "values": ["a", "b"]},
    ],
    "body": [
        {"id": "shop", "name": {"zh": "车间", "en": "Shop"}, "superior": "works", "clause": "1"},
        {"id": "works", "name": {"zh": "厂部", "en": "Works"}, "superior": "county", "clause": "1"},
        {"id": "county", "name": {"zh": "县局", "en": "County"}, "clause": "1"},
        {"id": "city", "name": {"zh": "市局", "en": "City"}, "clause": "1"},
    ],
    "post": [{"id": "foreman", "name": {"zh": "班长", "en": "Foreman"}, "body": "shop", "clause": "1"}],
    "grade": [
        {"id": "I", "name": {"zh": "重大", "en": "major"}, "clause": "2.1", "any": [{"clause": "2.1", "when": "hurt >= 10"}]},
        {"id": "II", "name": {"zh": "一般", "en": "ordinary"}, "clause": "2.2", "any": [{"clause": "2.2", "when": "hurt >= 1 or gas"}]},
    ],
    "content": [{"form": "initial", "clause": "4", "items": [{"name": "hurt", "facts": ["hurt"]}]}],
})  # fmt: skip


def record(*rows: tuple[Any, ...], start="2026-03-10T09:00:00") -> Record:
    header = Header(version="1", plan={}, resources={}, scenario={}, seed=1, start=start, horizon_min=99, events={})
    return Record(header, tuple(Row(seq, *entry) for seq, entry in enumerate(rows)))


def row(time, kind, actor=None, to=None, form=None, about="E1", **facts):
    return (time, kind, actor, to, None, form, about, None, None, None, facts)


def found(*rows):
    return [(one.kind, one.rows) for one in contradictions(record(*rows), PLAN)]


HONEST = (
    row(0, "noticed", "shop", hurt=12),
    row(2, "reported", "foreman", "works", "initial", hurt=12),
    row(2, "received", "foreman", "works", "initial", hurt=12),
    row(5, "classified", "works", grade="I"),
    row(9, "reported", "works", "county", "initial", hurt=12, grade="I"),
    row(9, "received", "works", "county", "initial", hurt=12),
)


def test_a_record_that_fits_together_has_none():
    assert found(*HONEST) == []


def test_a_number_that_shrinks_on_the_way_up_is_told():
    [one] = contradictions(record(*HONEST[:4], row(9, "reported", "works", "county", "initial", hurt=3), HONEST[5]), PLAN)[:1]

    assert (one.kind, one.rows) == ("told-differently", (2, 4))
    assert one.sentence.of("en") == "Works had 12 for people hurt in row 2, and told County 3 in row 4, less on the way up."
    assert one.sentence.of("zh") == "厂部在第 2 行已知受伤人数为12，第 4 行向县局说的是3，越往上报越小。"


TOLD_WORKS, TOLD_CITY = row(2, "reported", "shop", "works", "initial", hurt=3), row(2, "reported", "shop", "city", "initial", hurt=5)


def test_two_numbers_at_one_time_are_told_without_the_way_up():
    [one] = contradictions(record(row(0, "noticed", "shop", hurt=3), TOLD_WORKS, TOLD_CITY), PLAN)

    assert (one.kind, one.rows) == ("told-differently", (1, 2))
    assert one.sentence.of("en") == "Shop stated 3 for people hurt in row 1, and at the same time 5 in row 2."
    assert one.sentence.of("zh") == "车间在同一时间对受伤人数有两种说法：第 1 行是3，第 2 行是5。"
    assert found(row(2, "noticed", "shop", hurt=3), TOLD_CITY) == [("told-differently", (0, 1))]


def test_a_number_that_has_grown_since_is_an_update():
    assert found(row(0, "noticed", "shop", hurt=3), TOLD_WORKS, row(3, "reported", "shop", "city", "initial", hurt=5)) == []
    assert found(row(0, "noticed", "shop", hurt=3), row(2, "reported", "shop", "works", "initial", hurt=5)) == []


def test_what_is_learned_between_two_messages_of_one_minute_is_no_contradiction():
    assert found(row(0, "noticed", "shop", hurt=3), TOLD_WORKS, row(2, "verified", "shop", hurt=5), TOLD_CITY) == []
    assert found(row(0, "noticed", "shop", hurt=3), row(2, "verified", "shop", hurt=5), TOLD_CITY, TOLD_WORKS) == [("told-differently", (2, 3))]
    lower = row(2, "verified", "shop", hurt=1), row(2, "reported", "shop", "works", "initial", hurt=1)
    assert found(row(0, "noticed", "shop", hurt=3), *lower) == []


def test_a_smaller_number_to_a_neighbour_may_be_newer_and_to_whoever_is_above_it_is_told():
    assert found(row(0, "noticed", "shop", hurt=5), row(3, "notified", "shop", "city", "notice", hurt=3)) == []
    assert found(row(0, "noticed", "shop", hurt=5), row(3, "reported", "shop", "city", "initial", hurt=3)) == [("told-differently", (0, 1))]
    assert found(row(0, "noticed", "shop", hurt=5), row(3, "reported", "shop", "county", "initial", hurt=3)) == [("told-differently", (0, 1))]


def test_a_flag_that_is_denied_on_the_way_up_is_told_and_one_that_has_come_true_is_not():
    assert found(row(0, "noticed", "shop", gas=True), row(3, "reported", "shop", "works", "initial", gas=False)) == [("told-differently", (0, 1))]
    assert found(row(0, "noticed", "shop", gas=False), row(3, "reported", "shop", "works", "initial", gas=True)) == []


def test_two_numbers_as_of_one_moment_are_told_whenever_they_are_said():
    aged = {"as_of": {"hurt": 0.0}}
    assert found(row(0, "noticed", "shop", hurt=3), row(9, "reported", "shop", "city", "initial", hurt=5, **aged)) == [("told-differently", (0, 1))]


def test_a_newer_number_is_no_contradiction():
    newer = {"hurt": 14, "as_of": {"hurt": 6.0}}
    assert found(HONEST[0], row(8, "reported", "shop", "works", "initial", **newer)) == []


def test_an_older_number_that_arrives_later_does_not_count():
    assert found(
        row(0, "noticed", "shop", hurt=2),
        row(6, "verified", "shop", hurt=4),
        row(7, "reported", "city", "shop", "notice", hurt=2, as_of={"hurt": 0.0}),
        row(7, "received", "city", "shop", "notice", hurt=2, as_of={"hurt": 0.0}),
        row(9, "reported", "shop", "works", "initial", hurt=4),
    ) == [("before-known", (2,))]  # the city's own knowledge is not in the log; the shop's newer number stands


def test_a_set_told_in_part_is_told_differently():
    assert found(row(0, "noticed", "shop", kinds=["a", "b"]), row(1, "reported", "shop", "works", "initial", kinds=["a"])) == [
        ("told-differently", (0, 1))
    ]
    assert found(row(0, "noticed", "shop", kinds=["a", "b"]), row(1, "reported", "shop", "works", "initial", kinds=["b", "a"])) == []


def test_a_receipt_that_notes_another_number_is_told():
    rows = (HONEST[0], HONEST[1], row(2, "received", "foreman", "works", "initial", hurt=2))
    assert found(*rows) == [("told-differently", (1, 2))]


def test_a_receipt_without_a_sending_is_told_and_each_sending_answers_one():
    assert found(*HONEST[:2], row(2, "received", "shop", "county", "initial")) == [("receipt-without-sending", (2,))]
    assert found(*HONEST[:3], row(4, "received", "shop", "works", "initial")) == [("receipt-without-sending", (3,))]
    assert found(HONEST[0], row(3, "received", "shop", "works"), row(4, "reported", "shop", "works")) == [("receipt-without-sending", (1,))]


def test_a_log_of_receipts_alone_needs_no_sendings():
    received = [row(minute, "received", who, "county", "initial") for minute, who in ((3, "shop"), (4, "works"), (5, "city"), (6, "works"))]
    assert found(HONEST[0], *received) == []
    own = row(7, "reported", "county", "city", "initial")  # the county's own log: what it sent is in it, what others sent is not
    assert found(HONEST[0], *received, own, row(7, "received", "county", "city", "initial")) == []


def test_a_message_before_its_sender_could_know_is_told():
    early = row(1, "reported", "works", "county", "initial")
    assert found(HONEST[0], early, *HONEST[1:3]) == [("before-known", (1, 3))]
    assert found(HONEST[0], row(5, "reported", "city", "county", "initial")) == [("before-known", (1,))]


def test_the_first_to_know_needs_no_row_that_says_how():
    assert found(row(1, "reported", "shop", "works", "initial"), row(1, "received", "shop", "works", "initial"), row(6, "verified", "shop")) == []


def test_a_finding_after_the_report_of_it_is_told():
    assert found(row(1, "reported", "shop", "works", "initial"), row(4, "noticed", "shop")) == [("before-known", (0, 1))]


@pytest.mark.parametrize(
    ("facts", "grade", "clause"),
    [
        ({"hurt": 12}, "II", "2.1"),  # a worse grade holds
        ({"hurt": 0, "gas": False}, "II", "2.2"),  # no case of the grade holds
        ({"hurt": 3}, "none", "2.2"),
        ({"hurt": 3}, "II", None),
        ({"gas": True}, "II", None),  # whether the worse one holds is not known
        ({}, "I", None),
        ({"hurt": 3}, "I", "2.1"),
        ({"hurt": 0, "gas": False}, "none", None),
        ({"hurt": "many"}, "II", None),
    ],
)
def test_a_grade_is_held_against_the_facts_stated(facts, grade, clause):
    told = contradictions(record(row(0, "verified", "works", **facts), row(3, "classified", "works", grade=grade)), PLAN)

    assert [(one.kind, one.clause) for one in told] == ([] if clause is None else [("grade-not-from-facts", clause)])


def test_a_grade_from_facts_that_only_others_stated_is_no_contradiction():
    assert found(row(0, "verified", "works", hurt=3), row(1, "verified", "shop", hurt=15), row(3, "classified", "works", grade="I")) == []


def test_a_row_that_shows_that_something_was_known_earlier_is_told():
    late = row(30, "verified", "shop", hurt=12, as_of={"hurt": 5.0})
    assert found(row(0, "noticed", "shop"), row(10, "reported", "shop", "works", "initial"), late) == [("known-earlier", (1, 2))]
    assert found(row(0, "noticed", "shop"), row(10, "reported", "shop", "works", "initial", hurt=2), late) == [("known-earlier", (1, 2))]
    assert found(row(20, "noticed", "shop"), late) == [("known-earlier", (0, 1))]
    assert found(row(0, "noticed", "shop"), late) == []


def test_a_number_passed_on_with_its_age_is_not_known_earlier_by_whoever_passes_it_on():
    aged = {"hurt": 3, "as_of": {"hurt": 0.0}}
    assert found(
        row(0, "noticed", "shop", hurt=3),
        row(8, "reported", "shop", "works", "initial", **aged),
        row(9, "received", "shop", "works", "initial", **aged),
        row(12, "reported", "works", "county", "initial", **aged),
    ) == []  # fmt: skip


def test_no_sentence_speaks_of_intent():
    told = contradictions(record(*HONEST[:3], row(1, "reported", "city", "county", "initial", hurt=1)), PLAN)
    words = [said.of(lang) for said in (*(one.sentence for one in told), *KINDS.values()) for lang in LANGUAGES]

    assert told
    assert not any(re.search(r"conceal|\blie|\bfalse|untrue|intent|瞒|谎|故意", text.casefold()) for text in words)


# -- two tellings -----------------------------------------------------------------------------------------------------------


def test_two_tellings_stand_side_by_side():
    claimed = record(row(0, "noticed", "shop", hurt=2), row(5, "reported", "shop", "works", "initial"), row(9, "filed", "works", "county"))
    true = (row(0, "noticed", "shop", hurt=12), row(4, "verified", "shop"), row(25, "reported", "shop", "works", "initial"))

    assert [(one.word, one.minutes, one.facts) for one in compare_tellings(claimed, record(*true))] == [
        ("inconsistent", 0.0, (("hurt", 2, 12),)),
        ("omitted", None, ()),
        ("unsupported", None, ()),
        ("inconsistent", 20.0, ()),
    ]


def test_the_name_of_an_only_event_does_not_matter_and_of_several_it_does():
    claimed = record(row(0, "noticed", "shop", about="x"))

    assert [one.word for one in compare_tellings(claimed, record(row(0, "noticed", "shop")))] == ["same"]
    two = record(row(0, "noticed", "shop"), row(1, "noticed", "works", about="x"))
    assert [one.word for one in compare_tellings(claimed, two)] == ["omitted", "unsupported", "omitted"]


def test_dated_tellings_are_compared_by_the_calendar():
    claimed = record(row(0, "noticed", "shop"), start="2026-03-10T09:10:00")
    established = record(row(10, "noticed", "shop"), start="2026-03-10T09:00:00")

    assert [(one.word, one.minutes) for one in compare_tellings(claimed, established)] == [("same", 0.0)]
