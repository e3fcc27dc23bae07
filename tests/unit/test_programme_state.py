"""What is open and closed over drills: only a later drill closes a finding, whatever the order in which drills were added; nothing is lost."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.programme.required import drills_asked
from analysis.programme.state import ProgrammeState, TrackedFinding
from sim.errors import InputError
from sim.inputs.programme import ExercisedRule, HeldDrill, HeldFinding, Programme, ProgrammeAction, ProgrammeHead, check_programme_document
from sim.plan.model import Occasion
from sim.text import Text
from sim.vocabulary import DRILL_KINDS, DrillKind
from tests.shipped import read_of
from tests.sources import ROOT

FIRST = date(2026, 1, 1)
SAID = Text(zh="问题", en="a problem")
LATE = "late:report:bureau"
HARM = "harm:hurt"


def drill(name: str, day: int, kind: DrillKind = "simulated", became: str = "", hour: int | None = None, harm: bool | None = None) -> HeldDrill:
    """A drill on a day of the year, in which the duty of one rule became met, late, open, or was not raised; and people were hurt or not."""
    status = {became: 1} if became else {}
    rules = (ExercisedRule.model_validate({"rule": "report", "clause": "4", **status}),) if became else ()
    found = [HeldFinding(key=LATE, rule="report", clause="4", said=SAID)] if became == "late" else []
    return HeldDrill(
        id=name, date=FIRST + timedelta(days=day), time=None if hour is None else time(hour), kind=kind, title=SAID, digest=f"digest of {name}",
        passed=(HARM,) if harm is False else (), exercised=rules,
        finding=(*found, *((HeldFinding(key=HARM, said=SAID),) if harm else ())),
    )  # fmt: skip


def state(*drills: HeldDrill, on: date = date(2026, 12, 31)) -> ProgrammeState:
    return ProgrammeState(Programme(programme=ProgrammeHead(plan="p"), drill=drills), on)


def late(*drills: HeldDrill) -> TrackedFinding:
    return next(one for one in state(*drills).findings if one.key == LATE)


@pytest.mark.parametrize(
    ("then", "closed_by"),
    [
        (("met", 9), "then"),  # exercised, and met
        (("", 9), None),  # not exercised
        (("open", 9), None),  # exercised, and nobody can say
        (("late", 9), None),  # broken again
        (("met", 0), None),  # on the same day: not certainly later
    ],
)
def test_a_finding_is_closed_by_a_later_drill_that_met_its_rule(then: tuple[str, int], closed_by: str | None) -> None:
    found = late(drill("first", 0, became="late"), drill("then", then[1], became=then[0]))

    assert (found.closed_by.id if found.closed_by is not None else None) == closed_by
    assert found.is_open == (closed_by is None)


@pytest.mark.parametrize(("kind", "by", "closes"), [
    ("simulated", "simulated", True), ("simulated", "played", True), ("played", "simulated", False), ("played", "played", True),
    ("real", "simulated", False), ("real", "played", True), ("real", "real", True), ("played", "real", True),
])  # fmt: skip
def test_what_was_seen_with_people_is_closed_with_people(kind: DrillKind, by: DrillKind, closes: bool) -> None:
    assert late(drill("first", 0, kind, "late"), drill("then", 5, by, "met")).is_open != closes


def test_a_closed_finding_that_comes_again_is_open_again_and_keeps_what_answered_it_before() -> None:
    drills = drill("a", 0, "real", "late"), drill("b", 5, "played", "met"), drill("c", 9, "simulated", "late")
    found = late(*drills)
    assert found.is_open
    assert [one.answer and one.answer.id for one in found.occurrences] == ["b", None]

    closed = late(*drills, drill("d", 12, "simulated", "met"))
    assert closed.closed_by is not None
    assert closed.closed_by.id == "d"


def test_on_one_day_the_hour_tells_what_was_later() -> None:
    assert not late(drill("a", 0, became="late", hour=9), drill("b", 0, became="met", hour=15)).is_open
    assert late(drill("a", 0, became="late", hour=15), drill("b", 0, became="met", hour=9)).is_open
    assert late(drill("a", 0, became="late", hour=9), drill("b", 0, became="met")).is_open


def test_harm_is_closed_where_it_was_looked_at_and_did_not_come() -> None:
    assert [one.key for one in state(drill("a", 0, harm=True), drill("b", 3)).open] == [HARM]
    assert state(drill("a", 0, harm=True), drill("b", 3, harm=False)).open == ()


def test_drills_after_the_day_are_as_if_they_had_not_been_held() -> None:
    drills = drill("a", 0, became="late"), drill("b", 40, became="met")
    before = state(*drills, on=FIRST + timedelta(days=39))

    assert (len(before.open), before.later) == (1, 1)
    assert state(*drills, on=FIRST + timedelta(days=40)).open == ()


DRILLS = st.lists(
    st.tuples(
        st.integers(0, 6), st.sampled_from(DRILL_KINDS), st.sampled_from(["met", "late", "open", ""]), st.none() | st.integers(8, 10),
        st.none() | st.booleans(),
    ),
    max_size=7,
)  # fmt: skip


def held(rows: Sequence[tuple[int, DrillKind, str, int | None, bool | None]]) -> list[HeldDrill]:
    return [drill(f"d{number}", day, kind, became, hour, harm) for number, (day, kind, became, hour, harm) in enumerate(rows)]


@given(DRILLS, st.randoms(use_true_random=False))
def test_the_order_of_adding_changes_nothing_and_nothing_is_lost(rows, luck) -> None:
    drills = held(rows)
    shuffled = luck.sample(drills, len(drills))
    one, other = state(*drills), state(*shuffled)

    assert one.findings == other.findings
    assert one.exercised == other.exercised
    seen = {(found.key, one.drill.id) for found in one.findings for one in found.occurrences}
    assert seen == {(found.key, each.id) for each in drills for found in each.finding}
    assert {one.key for one in (*one.open, *one.closed)} == {key for key, _ in seen}


@given(DRILLS)
def test_whatever_is_closed_was_met_after_each_time_that_it_was_not(rows) -> None:
    drills = held(rows)
    for found in state(*drills).findings:
        for one in found.occurrences:
            candidates = [
                then for then in drills
                if then.is_later_than(one.drill) and (one.drill.kind == "simulated" or then.kind != "simulated")
                and (found.key in then.passed if found.key == HARM else any(rule.met and not rule.late for rule in then.exercised))
            ]  # fmt: skip
            assert (one.answer is not None) == bool(candidates)
            assert one.answer is None or one.answer in candidates


@given(DRILLS, st.integers(7, 20), st.sampled_from(DRILL_KINDS))
def test_a_drill_more_that_breaks_a_rule_leaves_it_open_whatever_was_before(rows, day, kind) -> None:
    assert late(*held(rows), drill("last", day, kind, "late")).is_open


# -- what is told of it ------------------------------------------------------------------------------------------------------------


def test_harm_stands_first_and_what_rests_on_a_reading_behind_what_the_plan_says() -> None:
    order = [
        HARM,
        "missed:a:b",
        "never-raised:a:b",
        "late:a:b:as-read",
        "contradiction:told-differently",
        "expectation:x",
        "cannot-be-judged:a:b",
        "odd",
    ]
    found = tuple(HeldFinding(key=key, said=SAID) for key in reversed(order))
    held_one = drill("a", 0).model_copy(update={"finding": found})

    assert [one.key for one in state(held_one).open] == order
    again = drill("b", 3, "played").model_copy(update={"finding": found[:1]})  # with people, and again: still the least
    assert [one.key for one in state(held_one, again).open] == order


def test_of_one_gravity_what_was_seen_with_people_comes_first_then_what_recurred() -> None:
    minutes = {"a": 1.0, "b": 4.0, "c": 2.0}
    one, two, three = (HeldFinding(key=f"late:{name}:x", said=SAID, count=2, over_min=over) for name, over in minutes.items())
    drills = [
        drill("d1", 0).model_copy(update={"finding": (one, two, three)}), drill("d2", 1).model_copy(update={"finding": (three,)}),
        drill("d3", 2, "played").model_copy(update={"finding": (two.model_copy(update={"over_min": 3.0, "count": 5}),)}),
    ]  # fmt: skip
    found = state(*drills).open

    assert [each.key for each in found] == [two.key, three.key, one.key]
    assert [(each.times, each.worst_min, each.gravest.id) for each in found] == [(7, 4.0, "d3"), (4, 2.0, "d2"), (2, 1.0, "d1")]


def test_the_year_is_that_of_the_day() -> None:
    drills = drill("old", -10, became="met"), drill("new", 10, became="open")

    assert [one.id for one in state(*drills).this_year] == ["new"]
    assert state(*drills).exercised == frozenset()  # what nobody can judge exercised nothing
    assert state(*drills, on=FIRST - timedelta(days=1)).exercised == {"report"}


def test_an_action_is_overdue_from_the_day_after_it_was_due_until_it_is_done() -> None:
    on = FIRST + timedelta(days=20)
    dates: list[tuple[date | None, date | None]] = [
        (on, None), (on - timedelta(days=1), None), (None, None), (on - timedelta(days=9), on + timedelta(days=1)), (on - timedelta(days=9), on),
    ]  # fmt: skip
    actions = tuple(ProgrammeAction(finding=LATE, what=SAID, due=due, done=done) for due, done in dates)
    programme = Programme(programme=ProgrammeHead(plan="p"), drill=(drill("a", 0, became="late"), drill("b", 1, harm=True)), action=actions)
    found = ProgrammeState(programme, on)

    assert [(one.state, one.action.due) for one in found.actions] == [
        ("overdue", dates[3][0]), ("overdue", dates[1][0]), ("open", dates[0][0]), ("open", None), ("done", dates[4][0]),
    ]  # fmt: skip
    assert [one.key for one in found.without_action] == [HARM]


def test_a_wrong_channel_and_the_same_hour_close_nothing() -> None:
    wrong = drill("b", 5).model_copy(
        update={"exercised": (ExercisedRule.model_validate({"rule": "report", "clause": "4", "met": 3, "wrong-channel": 1}),)}
    )
    assert late(drill("a", 0, became="late"), wrong).is_open
    assert late(drill("a", 0, became="late", hour=9), drill("b", 0, became="met", hour=9)).is_open


@pytest.mark.parametrize("same", ["id", "digest"])
def test_no_drill_stands_twice_in_a_file(same: str) -> None:
    one = {"id": "a", "date": FIRST, "kind": "played", "title": "x", "digest": "0a"}
    other = one | {"id": "b", "digest": "0b"} | {same: one[same]}
    with pytest.raises(InputError, match=same):
        check_programme_document({"programme": {"plan": "p"}, "drill": [one, other]}, "year.toml")


@pytest.mark.parametrize(("every", "due"), [("12 months", date(2027, 1, 31)), ("1 month", date(2026, 2, 28)), ("30 days", date(2026, 3, 2))])
def test_the_next_drill_is_due_so_long_after_the_last_with_people(every: str, due: date) -> None:
    plan = read_of(ROOT / "scenarios" / "reservoir")[0]
    occasion = Occasion(id="yearly", clause="9", title=SAID, kind="drill", every=every)
    silent = Occasion(id="silent", clause="10", title=SAID, kind="drill")
    asked = plan.model_copy(update={"occasion": (occasion, silent)})
    held_on = drill("people", 30, "played"), drill("program", 200, "simulated"), drill("event", 201, "real")
    first, second = drills_asked(asked, state(*held_on))

    assert (first.due, first.last and first.last.id, second.due) == (due, "people", None)
    assert [first.is_overdue(day) for day in (due, due + timedelta(days=1))] == [False, True]
    assert not second.is_overdue(date(2030, 1, 1))
    assert drills_asked(asked, state(held_on[1]))[0].is_overdue(FIRST)
