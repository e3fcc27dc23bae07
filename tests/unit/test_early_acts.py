"""Acts that came before what sets their duty off: which of them count, for whom, how often, and by which channel."""

from __future__ import annotations

import pytest

from sim.plan.obligations import BEFORE_ITS_TRIGGER, DONE, OPEN
from tests.duty_books import Book

WET = {"when": "wet"}


def done_by(log: Book, rule: str = "d0") -> list[int | None]:
    """By which rows the obligations of a duty were done."""
    return [None if one.done is None else one.done.seq for one in log.book.obligations if one.rule.id == rule]


@pytest.mark.parametrize(
    ("duty", "facts", "counts"),
    [
        (WET, {"wet": True}, True),
        (WET, {"wet": False}, False),  # no notice of the danger that came later
        (WET, {}, False),
        (WET, {"partial": True}, False),  # such a report may not be partial
        ({**WET, "partial": True}, {"partial": True}, True),
        ({**WET, "partial": True}, {}, False),
        ({**WET, "partial": True}, {"partial": False}, False),
        ({**WET, "partial": True}, {"partial": True, "wet": False}, False),
        ({}, {}, True),  # it asks nothing of facts
    ],
)
def test_an_early_act_counts_where_its_sender_knew_or_where_it_may_be_told_before_all_is_known(duty, facts, counts):
    log = Book(duty)
    log.see(10, "received", "a", "b", "initial", **facts)
    log.see(20, "verified", "a", wet=True)

    assert (log.one().state, log.one().note) == ((DONE, BEFORE_ITS_TRIGGER) if counts else (OPEN, ""))


@pytest.mark.parametrize(
    ("told", "counts"),
    [
        (("received", "c", "a"), True),
        (("received", "c", "clerk"), True),  # what a post is told, its body knows
        (("received", "a", "c"), True),  # what one tells, one knows
        (("verified", "a", ""), True),
        (("received", "c", "b"), False),
        (("verified", "c", ""), False),
        (("verified", "c", "a"), False),  # only a receipt tells its recipient
    ],
)
def test_what_a_sender_knew_is_what_it_stated_or_was_told_and_nobody_else_s_knowledge(told, counts):
    log = Book({**WET, "on": "arrived"})
    log.see(5, told[0], told[1], told[2], "notice", wet=True)
    log.see(10, "received", "a", "b", "initial")
    log.see(20, "arrived", "a", wet=True)

    assert log.one().state == (DONE if counts else OPEN)


def test_a_single_post_takes_all_that_it_has_seen_for_known():
    log = Book({**WET, "on": "arrived"}, viewer=["a"])
    log.see(5, "verified", "c", wet=True)
    log.see(10, "received", "a", "b", "initial")
    log.see(20, "arrived", "a", wet=True)

    assert log.one().state == DONE


def test_of_several_early_acts_the_first_counts_whoever_of_the_bearer_sent_it_to_whomever_of_the_recipient():
    log = Book({})
    for minute, actor, to in ((9, "c", "b"), (10, "clerk", "mayor"), (11, "a", "b"), (12, "clerk", "mayor")):
        log.see(minute, "received", actor, to, "initial")
    log.see(20, "verified", "a")

    assert done_by(log) == [1]


def test_of_early_acts_at_one_minute_the_one_that_is_told_first_counts():
    log = Book({})
    log.see(10, "received", "clerk", "mayor", "initial")
    log.see(10, "received", "a", "b", "initial")
    log.see(10, "received", "a", "mayor", "initial")
    log.see(20, "verified", "a")

    assert done_by(log) == [0]


def test_of_early_acts_in_several_forms_the_first_counts_where_the_duty_names_none():
    log = Book({"act": "perform", "form": "", "to": []})
    log.see(5, "performed", "c", "", "sandbags")
    log.see(10, "performed", "clerk", "", "pumps")
    log.see(11, "performed", "a", "", "sandbags")
    log.see(20, "verified", "a")

    assert done_by(log) == [1]


@pytest.mark.parametrize(("kind", "form"), [("received", "final"), ("performed", "initial"), ("reported", "initial")])
def test_an_early_act_of_another_kind_or_in_another_form_does_not_count(kind, form):
    log = Book({}, {"form": "final", "on": "arrived"}, {"act": "perform", "to": [], "on": "arrived"})
    log.see(10, kind, "a", "b", form)
    log.see(20, "verified", "a")

    assert log.one().state == OPEN


def test_an_act_of_another_kind_is_not_that_of_a_duty_in_any_form():
    log = Book({"act": "perform", "form": "", "to": []}, {"on": "arrived"})
    log.see(10, "received", "a", "b", "initial")
    log.see(20, "verified", "a")

    assert log.one().state == OPEN


def test_a_duty_of_every_trigger_uses_each_early_act_up_once():
    log = Book({"per": "trigger"})
    for minute in (10, 20):
        log.see(minute, "received", "a", "b", "initial")
    for minute in (30, 40, 50):
        log.see(minute, "verified", "a")

    assert done_by(log) == [0, 1, None]


def test_what_one_duty_has_used_up_another_may_still_use():
    log = Book({"per": "trigger"}, {"per": "trigger"})
    log.see(10, "received", "a", "b", "initial")
    log.see(30, "verified", "a")

    assert (done_by(log), done_by(log, "d1")) == ([0], [0])


def test_an_act_that_discharged_an_open_duty_is_used_up_too():
    log = Book({"per": "trigger"})
    log.see(10, "verified", "a")
    log.see(20, "received", "a", "b", "initial")
    log.see(30, "verified", "a")

    assert done_by(log) == [1, None]


def test_a_duty_once_for_the_event_does_not_use_an_act_up_for_its_other_recipients():
    log = Book({"to": {"any": ["b", "mayor"]}, "bearer": "all", "on": "verified"}, {"bearer": "all", "act": "perform", "form": "x", "to": []})
    log.see(10, "received", "a", "mayor", "initial")
    log.see(20, "verified", "c")

    assert done_by(log)[0] == 0


def test_the_act_that_sets_its_own_duty_off_is_not_its_discharge():
    log = Book({"on": "received", "bearer": "b", "to": ["c"]}, {"on": "received", "bearer": "@actor", "to": ["@to"], "per": "trigger"})
    log.see(10, "received", "a", "b", "initial")
    assert (done_by(log, "d1"), log.one("d1").state) == ([None], OPEN)


TEN = tuple(f"x{number}" for number in range(10))


def test_among_many_pairs_the_act_of_the_bearer_to_the_recipient_is_found():
    log = Book({}, bodies=TEN)
    for number, one in enumerate(TEN):
        log.see(number, "received", one, "b", "initial")
    for number, one in enumerate(TEN):
        log.see(10 + number, "received", "a", one, "initial")
    log.see(30, "received", "clerk", "mayor", "initial")
    log.see(31, "received", "a", "b", "initial")
    log.see(40, "verified", "a")

    assert done_by(log) == [20]


@pytest.mark.parametrize("others", [0, 10])
@pytest.mark.parametrize(
    ("bearer", "to", "row"), [("none stated", ["b"], ("c", "b")), ("a", "none stated", ("a", "c")), ("a", {"any": ["c", "b"]}, ("a", "mayor"))]
)
def test_where_nobody_is_named_any_early_act_counts_among_few_and_among_many(others, bearer, to, row):
    log = Book({"bearer": bearer, "to": to}, bodies=TEN)
    for one in TEN[:others]:
        log.see(1, "received", one, one, "initial")
    log.see(10, "received", row[0], row[1], "initial")
    log.see(20, "verified", "a")

    assert done_by(log) == [others]


def test_early_acts_by_a_channel_that_does_not_count_are_kept_in_mind():
    log = Book({"channel": "phone", "per": "trigger", **WET})
    log.see(5, "received", "c", "b", "initial", "fax", wet=True)
    log.see(6, "received", "a", "b", "initial", "fax", wet=False)
    log.see(10, "received", "a", "b", "initial", "fax", wet=True)
    log.see(11, "received", "a", "b", "initial", "fax", wet=True)
    log.see(12, "received", "a", "b", "initial", wet=True)
    log.see(20, "verified", "a", wet=True)
    found = log.one()

    assert (found.state, found.wrong and found.wrong.seq, found.wrong_way, found.unsure and found.unsure.seq) == (OPEN, 2, "fax", 4)


def test_the_row_that_sets_a_duty_off_is_no_early_act_by_a_wrong_channel():
    log = Book({"on": "received", "bearer": "@actor", "to": ["@to"], "channel": "phone"})
    log.see(10, "received", "a", "b", "initial", "fax")

    assert (log.one().wrong, log.one().state) == (None, OPEN)


def test_an_early_act_by_a_channel_that_counts_is_found_behind_those_that_do_not():
    log = Book({"channel": "phone"})
    log.see(10, "received", "a", "b", "initial", "fax")
    log.see(11, "received", "a", "b", "initial", "phone")
    log.see(20, "verified", "a")

    assert done_by(log) == [1]


# -- by which channel --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("sendings", "receipt", "state"),
    [
        ([("phone", "initial")], {}, DONE),
        ([("fax", "initial")], {}, OPEN),
        ([("phone", "initial"), ("fax", "initial")], {}, OPEN),  # which of the two it was, nobody can tell
        ([("phone", "initial"), ("fax", "initial")], {"cause": 1}, DONE),
        ([("phone", "initial"), ("fax", "initial")], {"cause": 2}, OPEN),
        ([("phone", "initial"), ("phone", "initial")], {}, DONE),
        ([("phone", "initial"), ("fax", "final")], {}, DONE),  # another form is another message
        ([("fax", "initial")], {"channel": "phone"}, DONE),  # the row itself says it
        ([("phone", "initial")], {"channel": "fax"}, OPEN),
        ([], {}, OPEN),
    ],
)
def test_a_receipt_went_by_the_channel_of_its_sending(sendings, receipt, state):
    log = Book({"channel": "phone"})
    log.see(0, "verified", "a")
    for channel, form in sendings:
        log.see(5, "reported", "a", "b", form, channel)
    log.see(10, "received", "a", "b", "initial", **receipt)

    assert log.one().state == state


def test_a_sending_of_somebody_else_says_nothing_of_a_receipt():
    log = Book({"channel": "phone"})
    log.see(0, "verified", "a")
    log.see(5, "reported", "c", "b", "initial", "phone")
    log.see(6, "reported", "a", "c", "initial", "phone")
    log.see(10, "received", "a", "b", "initial")

    unsure = log.one().unsure
    assert unsure is not None
    assert (unsure.seq, log.one().state) == (3, OPEN)


def test_what_is_sent_counts_by_its_own_channel_alone():
    log = Book({"channel": "phone", "counts": "sent"})
    log.see(0, "verified", "a")
    log.see(5, "reported", "a", "b", "initial", "phone")
    log.see(6, "verified", "a")
    assert log.one().state == DONE

    log = Book({"channel": "phone", "counts": "sent"})
    log.see(5, "notified", "a", "b", "initial", "phone")
    log.see(6, "verified", "a")
    log.see(7, "reported", "a", "b", "initial")
    assert log.one().state == OPEN
