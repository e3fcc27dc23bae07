"""What does not fit together, case by case: ages, ranks, words and sets, whom a smaller number goes to, and rows that say nothing of it."""

from __future__ import annotations

from typing import Any

import pytest

from analysis.contradictions import RowMark, contents_of, contradictions, renumbered
from sim.plan.model import Plan
from sim.record import TOLERANCE_MIN, Header, Record, Row
from sim.words import phrase

_CASES = [{"clause": "2.1", "when": "hurt >= 10"}, {"clause": "2.1b", "when": "gas"}]
PLAN = Plan.model_validate({
    "plan": {"id": "works", "title": "Works"},
    "fact": [
        {"id": "hurt", "name": "hurt", "type": "count"}, {"id": "gas", "name": "gas", "type": "flag"},
        {"id": "calm", "name": "calm", "type": "flag", "default": True},
        {"id": "kinds", "name": "kinds", "type": "set of", "values": ["a", "b"]},
        {"id": "state", "name": "state", "type": "one of", "values": ["up", "down"]},
        {"id": "new", "name": "new", "type": "count", "holds": "sum"},
    ],
    "body": [
        {"id": "shop", "name": "Shop", "superior": "works", "clause": "1"}, {"id": "works", "name": "Works", "superior": "county", "clause": "1"},
        {"id": "county", "name": "County", "clause": "1"}, {"id": "city", "name": "City", "clause": "1"},
    ],
    "post": [{"id": "foreman", "name": "Foreman", "body": "shop", "clause": "1"}, {"id": "guard", "name": "Guard", "body": "shop", "clause": "1"}],
    "grade": [
        {"id": "I", "name": "major", "clause": "2.1", "any": _CASES},
        {"id": "II", "name": "ordinary", "clause": "2.2", "any": [{"clause": "2.2", "when": "hurt >= 1"}, {"clause": "2.3", "when": "not calm"}]},
        {"id": "III", "name": "small", "clause": "2.4", "any": [{"clause": "2.4", "when": "new >= 4"}]},
    ],
    "content": [
        {"form": "initial", "clause": "4", "items": [{"name": "hurt", "facts": ["hurt"]}]},
        {"form": "final", "clause": "5", "includes": ["initial", "final"], "items": [{"name": "gas", "facts": ["gas"]}]},
    ],
})  # fmt: skip


def row(
    time: float, kind: str, actor: str | None = None, to: str | None = None, form: str | None = None, about: str | None = "E", **facts: Any
) -> Any:
    return (time, kind, actor, to, None, form, about, None, None, None, facts)


def told(*rows: Any) -> list[Any]:
    header = Header(version="1", plan={}, resources={}, scenario={}, seed=1, start="2026-03-10T09:00:00", horizon_min=99, events={})
    return contradictions(Record(header, tuple(Row(seq, *entry) for seq, entry in enumerate(rows))), PLAN)


def found(*rows: Any) -> list[tuple[str, tuple[int, ...]]]:
    return [(one.kind, one.rows) for one in told(*rows)]


def seen(time: float = 0, who: str = "shop", **facts: Any) -> Any:
    return row(time, "verified", who, **facts)


def says(time: float, to: str = "works", kind: str = "reported", who: str = "shop", form: str = "initial", **facts: Any) -> Any:
    return row(time, kind, who, to, form, **facts)


def aged(fact: str, value: Any, age: float) -> dict[str, Any]:
    return {fact: value, "as_of": {fact: age}}


OTHER, EARLIER, GRADE, BEFORE = "told-differently", "known-earlier", "grade-not-from-facts", "before-known"
THIS = [(OTHER, (0, 1))]
HEARD = row(0, "received", "city", "foreman", "notice", hurt=5)
EDGE = TOLERANCE_MIN  # a rounding after minute 0 is still minute 0


@pytest.mark.parametrize(("rows", "expected"), [
    # a smaller number: to whoever decides or stands above, of what another had not heard better
    *[([seen(hurt=5), says(3, "city", kind, hurt=3)], THIS) for kind in ("reported", "filed", "proposed", "requested")],
    ([seen(hurt=5), says(3, "city", "notified", hurt=3)], []),
    ([seen(hurt=5), says(3, "county", "notified", hurt=3)], THIS),  # above what is above it
    ([seen(hurt=5), says(3, "works", **aged("hurt", 3, 1.0))], []),  # newer
    ([seen(4, hurt=5), says(6, "works", **aged("hurt", 7, 4.0))], THIS),  # of the same moment, more or less
    ([seen(0, hurt=5), says(6, "works", **aged("hurt", 7, EDGE))], THIS),
    ([seen(), seen(4, hurt=5), says(6, "works", **aged("hurt", 3, 1.0))], [(OTHER, (1, 2))]),  # an older state, of somebody who knew better
    ([seen(), seen(4, "foreman", hurt=5), says(6, "works", **aged("hurt", 3, 1.0))], []),  # the shop itself had not heard it
    ([seen(), row(4, "inject", "staff", "foreman", hurt=5), says(6, who="foreman", **aged("hurt", 3, 1.0))], [(OTHER, (1, 2))]),
    ([seen(), row(4, "inject", "foreman", "guard", hurt=5), says(6, who="foreman", **aged("hurt", 3, 1.0))], []),
    # what grows and what does not
    ([seen(state="up"), says(3, "city", "notified", state="down")], THIS),
    ([seen(state="up"), says(3, "city", "notified", state="up")], []),
    ([seen(hurt="many"), says(3, "city", "notified", hurt=3)], THIS),
    ([seen(kinds=["a"]), says(3, "city", "notified", kinds=["b"])], THIS),
    ([seen(kinds=["a"]), says(3, "city", "notified", kinds="b")], THIS),
    ([seen(kinds=["a"]), says(3, "works", kinds=["a", "b"])], []),
    ([seen(kinds=["a", "b"]), says(3, "city", "notified", kinds=["a"])], []),
    ([seen(kinds=["a", "b"]), says(3, "works", kinds=["a"])], THIS),
    ([seen(grade="I"), says(3, "city", "notified", grade="II")], []),
    ([seen(grade="I"), says(3, "works", grade="II")], THIS),
    ([seen(grade="II"), says(3, "works", grade="I")], []),
    ([seen(new=3), says(3, "works", new=1)], []),  # each says what is new
    # at one moment
    ([says(0, hurt=3), says(0, "city", hurt=5)], THIS),
    ([says(0, hurt=3), says(EDGE, "city", hurt=5)], THIS),
    ([says(0, hurt=3), says(0, "city", hurt=3)], []),
    ([says(5, **aged("hurt", 3, 1.0)), says(5, "city", **aged("hurt", 5, 2.0))], []),
    ([says(5, **aged("hurt", 3, 2.0)), says(5, "city", **aged("hurt", 5, 2.0))], THIS),
    ([says(5, **aged("hurt", 3, 0.0)), says(5, "city", **aged("hurt", 5, EDGE))], THIS),
    ([says(5, **aged("hurt", 3, 1.0)), says(5, "city", hurt=5)], THIS),
    ([says(5, hurt=3), says(5, "city", **aged("hurt", 5, 1.0))], THIS),
    ([says(5, **aged("hurt", 3, 1.0)), says(5, "county", **aged("hurt", 3, 2.0)), says(5, "city", **aged("hurt", 5, 1.0))], [(OTHER, (0, 2))]),
    # what is about no event, and sets in another order
    ([seen(hurt=5), row(3, "reported", "shop", "works", "initial", None, hurt=3)], []),
    ([seen(hurt=5), row(3, "classified", "shop", None, None, None, grade="II")], []),
    ([seen(), says(1, kinds=["a", "b"]), row(1, "received", "shop", "works", "initial", kinds=["b", "a"])], []),
    ([seen(), says(1, kinds=["a", "b"]), row(1, "received", "shop", "works", "initial", kinds="ab")], [(OTHER, (1, 2))]),
    # before it could be known
    ([seen(), row(EDGE, "reported", "city", "county", "initial")], []),
    ([seen(), row(3 * EDGE, "reported", "city", "county", "initial")], [(BEFORE, (1,))]),
    ([says(0), row(EDGE, "noticed", "shop")], []),
    ([says(0), row(3 * EDGE, "noticed", "shop")], [(BEFORE, (0, 1))]),
])  # fmt: skip
def test_what_is_told_fits_what_was_known_or_does_not(rows, expected):
    assert found(*rows) == expected


@pytest.mark.parametrize(("rows", "stated", "clause"), [
    ([seen(who="works", gas=True)], "I", None),  # by the second case
    ([seen(who="works", hurt=3, gas=True)], "II", "2.1b"),
    ([seen(who="works", hurt=3)], "II", None),  # whether gas came is not known
    ([seen(who="works", hurt=0, gas=False, new=0)], "II", "2.2"),  # where nobody says otherwise it is calm
    ([seen(who="works", hurt=0, gas=False, calm=False)], "II", None),
    ([seen(who="works", hurt=12)], "IV", None),  # no grade of the plan
    ([seen(who="works", hurt=12)], 2, None),
    ([seen(who="works", hurt=12, gas=False), seen(1, "shop", hurt=3)], "I", None),  # by what it knew itself
    ([seen(who="works", hurt=0, gas=False, new=3), seen(1, "works", new=2)], "III", None),
    ([seen(who="works", hurt=0, gas=False, new=3), seen(1, "works", new=1)], "none", "2.4"),
    ([seen(who="works", hurt=0, gas=False, new=1), seen(1, "works", new=2)], "none", None),
])  # fmt: skip
@pytest.mark.parametrize("kind", ["classified", "regraded"])
def test_a_grade_is_held_against_what_its_actor_knew_and_against_all_that_was_said(rows, stated, clause, kind):
    found_here = told(*rows, row(3, kind, "works", grade=stated))

    assert [(one.kind, one.about, one.clause) for one in found_here] == ([] if clause is None else [(GRADE, "E", clause)])


def test_what_a_grading_states_itself_counts_but_what_is_new_in_it_is_no_sum():
    calm = seen(who="works", hurt=0, gas=False, new=3)

    assert found(calm, row(3, "classified", "works", grade="none", new=1)) == [(GRADE, (1,))]  # 3 and 1 are 4
    assert found(calm, row(3, "classified", "works", grade="II", hurt=2)) == []


LATE = seen(30, **aged("hurt", 12, 5.0))


@pytest.mark.parametrize(("rows", "expected"), [
    ([seen(), says(10, "city", "notified"), LATE], [(EARLIER, (1, 2))]),
    ([seen(), says(10, "city", "notified", form="notice"), LATE], []),  # a form that need not hold it
    ([seen(), says(10, "city", "notified", form="notice", hurt=12), LATE], []),
    ([seen(), says(10, form="final", gas=True), LATE], [(EARLIER, (1, 2))]),  # what the included form asks for
    ([seen(), says(10), LATE, seen(31, **aged("hurt", 12, 5.0))], [(EARLIER, (1, 2))]),  # told once
    ([seen(), says(10), row(30, "received", "shop", "works", "initial", **aged("hurt", 12, 5.0))], []),
    ([seen(EDGE), seen(30, **aged("hurt", 12, 0.0))], []),
    ([seen(3 * EDGE), seen(30, **aged("hurt", 12, 0.0))], [(EARLIER, (0, 1))]),
    ([seen(10), seen(30, **aged("new", 12, 5.0))], []),  # what adds up was not known before it was counted
    ([seen(10), row(30, "verified", None, **aged("hurt", 12, 5.0))], []),
])  # fmt: skip
def test_what_a_row_shows_to_have_been_known_before_is_told_once_where_it_was_left_out(rows, expected):
    assert found(*rows) == expected


@pytest.mark.parametrize(("rows", "sentence"), [
    ([seen(10), LATE], "Row 1 shows that Shop knew 12 for hurt at 09:05; the first row from which it could know is row 0 (09:10)."),
    ([seen(), says(10), LATE], "Row 2 shows that Shop knew 12 for hurt at 09:05; the report of row 1 omitted it."),
    ([seen(), says(10, hurt=2), LATE], "Row 2 shows that Shop knew 12 for hurt at 09:05; row 1 had said 2."),
    ([seen(hurt=5), says(3, "city", hurt=3)], "Shop had 5 for hurt in row 0, and told City 3 in row 1."),
    ([seen(hurt=5), says(3, "works", hurt=3)], "Shop had 5 for hurt in row 0, and told Works 3 in row 1, less on the way up."),
    ([seen(state="up"), says(3, "works", state="down")], "Shop had up for state in row 0, and told Works down in row 1."),
])  # fmt: skip
def test_the_sentence_says_who_what_when_and_which_rows(rows, sentence):
    [one] = told(*rows)

    assert (one.sentence.of("en"), one.about) == (sentence, "E")


def test_every_kind_names_its_event():
    rows = [
        seen(hurt=5),
        says(3, hurt=3),
        row(3, "received", "shop", "works", "initial", hurt=4),
        row(4, "received", "shop", "city"),
        row(5, "reported", "county", "city"),
    ]

    assert {(one.kind, one.about) for one in told(*rows, says(5, "city", hurt=9), says(5, "city", hurt=8))} == {
        (OTHER, "E"), ("receipt-without-sending", "E"), (BEFORE, "E"),
    }  # fmt: skip


def test_the_reader_s_numbers_stand_in_place_of_the_record_s_also_within_a_phrase():
    line = {3: 12}.get
    said = phrase("contradiction.never-sent", to="a", who="b", row=RowMark(3))

    assert (renumbered(RowMark(3), line), renumbered(RowMark(4), line), renumbered("text", line)) == (RowMark(12), RowMark(4), "text")
    assert dict(renumbered(said, line).args) == {**dict(said.args), "row": RowMark(12)}
    assert (renumbered(said, line).code, RowMark(3).of("en"), RowMark(3).of("zh")) == (said.code, "3", "3")


def test_a_form_holds_what_the_forms_that_it_includes_hold_once():
    assert contents_of(PLAN) == {"initial": {"hurt": "4"}, "final": {"hurt": "4", "gas": "5"}}
