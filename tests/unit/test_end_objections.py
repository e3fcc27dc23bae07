"""What is to be said against an end or a lift, and whom the words of a duty mean by grade and level: worked out by hand."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from sim.plan.duty_book import DutyBook
from sim.plan.ends import Objection, objections
from sim.plan.model import Plan
from sim.plan.rulebook import Rulebook
from sim.record import TOLERANCE_MIN, Row
from tests.duty_books import Book
from tests.hand_cases import MONDAY

LEVELS: list[dict[str, Any]] = [
    {"id": "one", "clause": "6.1", "grade": "red", "approved_by": "head", "proposed_by": "field", "ended_by": "command"},
    {"id": "two", "clause": "6.2", "grade": "blue", "approved_by": "city", "proposed_by": "vet", "ended_by": "@level.proposed_by"},
]
WARNINGS = [
    {"id": "loud", "clause": "5.1", "grade": "red", "lifted_by": "city"},
    {"id": "soft", "clause": "5.2", "grade": "blue", "lifted_by": "vet"},
]


def plan_of(**tables: Any) -> Plan:
    named = {name: [{"name": "x", **one} for one in tables.pop(name, ())] for name in ("level", "warning")}
    return Plan.model_validate({
        "plan": {"id": "p", "title": "p"},
        "fact": [{"id": "calm", "name": "calm", "type": "flag"}],
        "body": [{"id": id_, "name": id_, "clause": "1", "superior": above} for id_, above in
                 (("vet", "command"), ("field", "command"), ("command", "city"), ("city", "none stated"))],
        "post": [{"id": "head", "name": "head", "body": "command", "clause": "1"}],
        "grade": [{"id": id_, "name": id_, "clause": "1", "any": [{"clause": "1", "when": "calm"}]} for id_ in ("red", "blue")],
        "duty": [{"id": "d", "clause": "3", "title": "d", "bearer": "vet", "on": "noticed", "act": "report", "to": ["command"]}],
        **named, **tables,
    })  # fmt: skip


def row(seq: int, time: float, kind: str, actor: str | None = None, form: str | None = None, **facts: Any) -> Row:
    return Row(seq, float(time), kind, actor=actor, form=form, about="e", facts=facts)


def against(plan: Plan, *rows: Row) -> tuple[Objection, ...]:
    """What is to be said against the last row after the others."""
    rules = Rulebook(plan)
    book = DutyBook(rules, MONDAY, {})
    for one in rows[:-1]:
        book.observe(one)
    return objections(rows[-1], book.event("e"), rules, MONDAY)


# -- who may end, where only the levels say so -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("level", "who", "found"),
    [
        ("one", "command", ()),
        ("one", "head", ()),
        ("one", "vet", (Objection("body", "6.1", ("command",)),)),
        ("two", "vet", ()),  # who proposed it
        ("two", "command", (Objection("body", "6.2", ("vet",)),)),
        (None, "command", ()),  # any of them may hold
        (None, "vet", ()),
        (None, "city", (Objection("body", "6.1", ("command", "vet")),)),
        ("one", None, ()),
    ],
)
def test_without_an_entry_for_the_end_the_level_that_holds_says_who_ends_it(level, who, found):
    started = row(0, 0, "activated", "city", **({} if level is None else {"level": level}))

    assert against(plan_of(level=LEVELS), started, row(1, 9, "ended", who)) == found


def test_a_plan_without_ends_and_levels_lets_anybody_end():
    assert against(plan_of(), row(0, 0, "ended", "city")) == ()


STARTER = [{**LEVELS[0], "ended_by": "@activated.approver"}]


@pytest.mark.parametrize(
    ("starts", "found"),
    [
        ((), ()),  # who started it cannot be told
        (("city",), ()),
        (("vet",), (Objection("body", "6.1", ("vet",)),)),
        (("vet", None), (Objection("body", "6.1", ("vet",)),)),
        (("vet", "field"), (Objection("body", "6.1", ("field", "vet")),)),
    ],
)
def test_whoever_started_the_level_may_end_it(starts, found):
    rows = [row(seq, seq, "activated", who, level="one") for seq, who in enumerate(starts)]

    assert against(plan_of(level=STARTER), *rows, row(9, 9, "ended", "city")) == found


def test_where_one_of_several_who_may_cannot_be_told_nobody_is_wrong():
    """Which level holds is not known: the command may end the first, and whoever started the second."""
    levels = [LEVELS[0], {**STARTER[0], "id": "two"}]

    assert against(plan_of(level=levels), row(0, 0, "ended", "vet")) == ()


# -- who may lift ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("issued", "lifted", "who", "found"),
    [
        ("loud", None, "city", ()),
        ("loud", None, "vet", (Objection("body", "5.1", ("city",)),)),
        ("soft", None, "vet", ()),
        ("soft", None, "city", (Objection("body", "5.2", ("vet",)),)),
        (None, "soft", "city", (Objection("body", "5.2", ("vet",)),)),  # the row names it
        (None, None, "vet", ()),  # any of them
        (None, None, "field", (Objection("body", "5.1", ("city", "vet")),)),
    ],
)
@pytest.mark.parametrize(("kind", "form"), [("lifted", None), ("received", "lifting")])
def test_a_warning_is_lifted_by_whom_its_own_entry_names(issued, lifted, who, found, kind, form):
    said = {} if issued is None else {"warning": issued}
    lift = {} if lifted is None else {"warning": lifted}

    assert against(plan_of(warning=WARNINGS), row(0, 0, "noticed", "vet", **said), row(1, 5, kind, who, form, **lift)) == found


@pytest.mark.parametrize(("kind", "form"), [("received", "initial"), ("noticed", "lifting"), ("received", None)])
def test_nothing_is_said_against_any_other_row(kind, form):
    assert against(plan_of(warning=WARNINGS, level=LEVELS), row(0, 0, "noticed", "vet", warning="loud"), row(1, 5, kind, "field", form)) == ()


# -- what must hold ----------------------------------------------------------------------------------------------------------

END: dict[str, Any] = {"id": "over", "clause": "7", "title": "over", "requires": ["calm"], "approved_by": "command"}


def test_what_the_row_itself_says_of_a_requirement_counts_before_what_was_said():
    rows = (row(0, 0, "verified", "vet", calm=True), row(1, 9, "ended", "command", calm=False))

    assert against(plan_of(end=[END]), *rows) == (Objection("requires", "7", facts=("calm",), rows=(1,)),)


def test_what_was_said_of_a_requirement_is_cited():
    assert against(plan_of(end=[END]), row(0, 0, "verified", "vet", calm=False), row(1, 9, "ended", "command")) == (
        Objection("requires", "7", facts=("calm",), rows=(0,)),
    )


QUIET: dict[str, Any] = {**END, "quiet": "2 h", "quiet_since": {"on": "verified"}}


@pytest.mark.parametrize(("minute", "soon"), [(119.9, True), (120.0 - TOLERANCE_MIN, False), (120.0, False)])
def test_a_quiet_period_is_over_at_its_very_end(minute, soon):
    found = against(plan_of(end=[QUIET]), row(0, 0, "verified", "vet", calm=True), row(1, minute, "ended", "command"))

    assert found == ((Objection("quiet", "7", rows=(0,), until=120.0),) if soon else ())


@pytest.mark.parametrize(("day", "found"), [(2, ["quiet"]), (4, ["days-not-known"])])
def test_where_nobody_knows_which_days_are_worked_a_quiet_period_may_have_ended(day, found):
    """Three working days take three days whichever they are; when they end after that nobody can tell, and that makes no end void."""
    rules = Rulebook(plan_of(end=[{**QUIET, "quiet": "3 working days"}]))
    unknown = replace(MONDAY, years=frozenset())
    book = DutyBook(rules, unknown, {})
    book.observe(row(0, 0, "verified", "vet", calm=True))
    against_it = objections(row(1, day * 1440, "ended", "command"), book.event("e"), rules, unknown)

    assert [one.why for one in against_it] == found
    assert [one.certain for one in against_it] == [found == ["quiet"]]


def test_each_way_to_end_has_a_quiet_period_of_its_own():
    """Of two ways the shorter period counts, whichever stands first; alone, each counts by its own."""
    longer = {**QUIET, "id": "slow", "clause": "8", "quiet": "4 h"}
    rows = (row(0, 0, "verified", "vet", calm=True), row(1, 150, "ended", "command"))

    assert against(plan_of(end=[QUIET, longer]), *rows) == ()
    assert against(plan_of(end=[longer, QUIET]), *rows) == ()
    assert against(plan_of(end=[QUIET, {**longer, "approved_by": "city"}]), rows[0], row(1, 150, "ended", "city")) == (
        Objection("body", "7", ("command",)),
    )
    assert len(against(plan_of(end=[QUIET, {**longer, "approved_by": "city"}]), rows[0], row(1, 60, "ended", "city"))) == 1


# -- whom grade and level mean -----------------------------------------------------------------------------------------------


def told_to(word: str, *rows: Row) -> list[tuple[str, ...] | None]:
    """To whom a duty of the city's with this recipient is owed after the last of these rows."""
    duty = {"id": "d", "clause": "3", "title": "d", "bearer": "field", "on": rows[-1].kind, "act": "report", "to": [word]}
    book = DutyBook(Rulebook(plan_of(level=LEVELS, duty=[duty])), MONDAY, {})
    for one in rows:
        book.observe(one)
    return [one.recipients for one in book.obligations if one.rule.id == "d"]


@pytest.mark.parametrize(
    ("rows", "who"),
    [
        ([row(0, 0, "verified", "vet", level="two")], "city"),
        ([row(0, 0, "activated", "vet", level="two"), row(1, 1, "verified", "vet")], "city"),
        ([row(0, 0, "activated", "vet", level="two"), row(1, 1, "verified", "vet", level="one")], "head"),  # the row's own
        ([row(0, 0, "activated", "vet", level="two"), row(1, 1, "classified", "vet", grade="red")], "head"),  # what was just graded
        ([row(0, 0, "activated", "vet", level="two"), row(1, 1, "regraded", "vet", grade="red")], "head"),
        ([row(0, 0, "activated", "vet", level="two"), row(1, 1, "verified", "vet", grade="red")], "city"),  # nobody graded it
        ([row(0, 0, "classified", "vet", grade="red"), row(1, 1, "verified", "vet")], "head"),  # no level yet: the one of its grade
    ],
)
def test_the_level_is_that_of_what_was_just_graded_else_the_row_s_else_the_one_that_holds(rows, who):
    assert told_to("@level.approved_by", *rows) == [(who,)]


def test_a_step_behind_a_pointer_with_two_words_is_taken():
    assert told_to("@level.approved_by.body", row(0, 0, "verified", "vet", level="one")) == [("command",)]
    assert told_to("@level.approved_by.superior", row(0, 0, "verified", "vet", level="one")) == [("city",)]
    assert told_to("@level.approved_by.body.superior", row(0, 0, "verified", "vet", level="one")) == [("city",)]


# -- how far a climb goes ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("top", "viewer", "raised", "doubts"),
    [
        ({"red": "a", "blue": "b"}, None, 0, 1),  # nobody can tell
        ({"red": "a", "blue": "b"}, ("a",), 1, 0),  # a post itself reports on
        ({"red": "a", "blue": "a"}, None, 0, 0),  # it ends here, whatever the grade
        ({"red": "a", "blue": "a"}, ("a",), 0, 0),
        ({"red": "b"}, None, 1, 0),  # it goes on, whatever the grade
        ({"red": "b", "blue": "c"}, None, 1, 0),
        ({"red": "a"}, None, 0, 1),
    ],
)
def test_while_the_grade_is_not_known_a_climb_ends_only_where_every_grade_ends_it(top, viewer, raised, doubts):
    told = Book({"top": top}, grades=("red", "blue"), viewer=viewer)
    told.see(0, "verified", "a")

    assert (len(told.book.obligations), len(told.book.standing_doubts())) == (raised, doubts)


@pytest.mark.parametrize(("duty", "viewer"), [({"to": ["a"]}, None), ({"bearer": "none stated"}, ("b",)), ({}, ("b",))])
def test_what_is_owed_to_oneself_or_by_others_is_in_no_book(duty, viewer):
    told = Book(duty, viewer=viewer)
    told.see(0, "verified", "a")

    assert told.book.obligations == []
