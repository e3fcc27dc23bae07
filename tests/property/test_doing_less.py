"""Doing less improves nothing: whichever acts are struck from a record, no figure that has a better direction gets better."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Mapping
from functools import cache
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.judge import judge
from analysis.measures.model import Measure, Value
from analysis.measures.registry import evaluate, measures_of
from sim.calendar import Calendar
from sim.plan.rulebook import Rulebook
from sim.record import Header, Record, Row
from sim.vocabulary import ACTS, CHANNELS, FORMS
from tests.property.test_judge_property import BOOKS, CALENDAR, DOMAINS
from tests.property.test_judge_property import HEADER as EMPTY_HEADER
from tests.shipped import bench_of, drilled

ACT_KINDS = frozenset({*(act.kind for act in ACTS.values()), "regraded"})
HEADER = msgspec.structs.replace(EMPTY_HEADER, horizon_min=800.0)
SEEN: dict[str, dict[str, Any]] = {
    "accident": {"dead": 4}, "cyber": {"users": 1500, "leaked": True}, "school": {"sick": 7}, "bureau": {"size": 120}, "outbreak": {"sick": 9},
    "bank": {"lost": 1200.0},
}  # fmt: skip
Figures = Callable[[Iterable[Row]], Mapping[str, Value]]


def figures(book: Rulebook, header: Header, calendar: Calendar) -> tuple[dict[str, Measure], Figures]:
    """The measures that call something better or worse, and how to take them of some rows."""
    sided = {id_: one for id_, one in measures_of(book).items() if one.direction != "none"}

    def of(rows: Iterable[Row]) -> Mapping[str, Value]:
        record = Record(header, tuple(rows))
        return evaluate(sided, record, judge(book, record, calendar=calendar), calendar)

    return sided, of


def goodness(measure: Measure, value: Value) -> float | None:
    """Higher is better; what was not reached is worse than any number; None where nothing is said."""
    if value.value is None:
        return None if value.beyond is None else float("-inf")
    return value.value if measure.direction == "higher" else -value.value


def improved(sided: Mapping[str, Measure], before: Mapping[str, Value], after: Mapping[str, Value]) -> list[str]:
    """The measures that got better, or that say something where they had said nothing."""
    found = []
    for id_, measure in sided.items():
        was, now = goodness(measure, before[id_]), goodness(measure, after[id_])
        if now is not None and (was is None or now > was + 1e-9):
            found.append(f"{id_}: {before[id_].value} → {after[id_].value}")
    return found


def struck(rows: Iterable[Row], seqs: set[int]) -> list[Row]:
    return [row for row in rows if row.seq not in seqs]


# -- drills ------------------------------------------------------------------------------------------------------------------


@cache
def drill(scenario: str) -> tuple[Record, dict[str, Measure], Figures]:
    bench, record = bench_of(scenario), drilled(scenario, 2)
    return record, *figures(bench.rulebook, record.header, bench.inputs.calendar)


@pytest.mark.parametrize("scenario", ["district-gate", "city-gate", "two-scenes"])
def test_no_figure_of_a_drill_improves_where_acts_are_struck(scenario: str) -> None:
    record, sided, of = drill(scenario)
    before, acts = of(record.rows), [row for row in record.rows if row.kind in ACT_KINDS]
    assert any(value.value is not None for value in before.values())
    of_kind = {row.kind: row for row in acts}
    chance = random.Random(scenario)  # noqa: S311 - which rows are struck
    chosen = [{row.seq} for row in of_kind.values()]
    chosen += [{row.seq for row in acts if row.kind == kind} for kind in of_kind]
    chosen += [{row.seq for row in acts if chance.random() < share} for share in (0.05, 0.2, 0.5, 0.8) for _ in range(3)]
    chosen += [seqs | {row.seq for row in record.rows if row.kind == "received" and row.cause in seqs} for seqs in chosen[-12:]]

    for seqs in chosen:
        assert improved(sided, before, of(struck(record.rows, seqs))) == []


def test_a_drill_without_any_act_has_done_nothing_of_what_was_called_for() -> None:
    record, _, of = drill("district-gate")
    values = of(row for row in record.rows if row.kind not in ACT_KINDS and row.kind != "received")

    assert values["duties-done"].value == 0
    assert values["duties-done"].asked == of(record.rows)["duties-done"].asked
    assert values["activation"].beyond is not None


# -- random records ------------------------------------------------------------------------------------------------------------


PARTIES = sorted({body.id for book in BOOKS.values() for body in book.plan.body} | {"chief", "head", "class-3b", "mill", "stranger"})
ACTS_DONE = st.lists(
    st.tuples(
        st.integers(0, 1500).map(lambda half: half / 2),
        st.sampled_from(sorted({*ACT_KINDS, "received"})),
        st.sampled_from(PARTIES),
        st.one_of(st.none(), st.sampled_from(PARTIES)),
        st.sampled_from((*FORMS, "proposal", "notice", None)),
        st.one_of(st.none(), st.sampled_from(CHANNELS)),
        st.fixed_dictionaries({}, optional={"grade": st.sampled_from(["II", "III", "serious", "major"]), "people": st.integers(0, 9)}),
    ),
    max_size=40,
)
SCENE: tuple[tuple[float, dict[str, Any]], ...] = (
    (11.0, {"present": 30, "arrived": 30, "registered": 0, "heard": 0}),
    (60.0, {"registered": 20, "present": 40, "arrived": 40}),
    (200.0, {"heard": 15, "present": 10}),
)


def rows_of(domain: str, cells: list[Any]) -> list[Row]:
    grades = [grade.id for grade in BOOKS[domain].plan.grade]
    truth: list[tuple[Any, ...]] = [(10.0, "occurred", None, None, None, None, {}), (14.0, "noticed", PARTIES[0], None, None, None, SEEN[domain])]
    truth += [(minute, "scene", None, None, None, None, {**SEEN[domain], **facts}) for minute, facts in SCENE]
    truth += [(30.0, "scene", None, None, None, None, {"true_grade": grades[-1]})] if grades else []
    ordered = sorted([*truth, *cells], key=lambda cell: cell[0])
    return [
        Row(seq, time, kind, actor, to, channel, form, "e", facts=dict(facts))
        for seq, (time, kind, actor, to, form, channel, facts) in enumerate(ordered)
    ]


@pytest.mark.parametrize("domain", DOMAINS)
@settings(max_examples=25, deadline=None)
@given(cells=ACTS_DONE, data=st.data())
def test_no_figure_of_a_random_record_improves_where_acts_are_struck(domain: str, cells: list[Any], data: st.DataObject) -> None:
    sided, of = figures(BOOKS[domain], HEADER, CALENDAR)
    rows = rows_of(domain, cells)
    acts = [row.seq for row in rows if row.kind in ACT_KINDS]
    seqs = set(data.draw(st.lists(st.sampled_from(acts), unique=True))) if acts else set()

    assert improved(sided, of(rows), of(struck(rows, seqs))) == []
