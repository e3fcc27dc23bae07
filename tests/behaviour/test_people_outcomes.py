"""What lateness, reception, talk and force do to people, through the whole drill: pairs of runs on the same seeds."""

from __future__ import annotations

import statistics
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from functools import cache
from typing import Any

import pytest

from analysis.experiment.bench import Bench
from analysis.experiment.statistics import t_interval
from analysis.measures.registry import evaluate
from sim.distributions import parse_distribution
from sim.inputs.assembly import Inputs
from sim.inputs.resources import Resources
from sim.plan.expression import When
from sim.record import Record, Row
from sim.vocabulary import UNCAUSED
from tests.shipped import drilled, inputs_of

SEEDS = range(1, 11)
LEVELS = ("calm", "vocal", "obstructing", "storming")
GONE = ("returned_home_heard", "returned_home_unheard", "moved_up", "another_day")
Change = Callable[[Resources], Mapping[str, Any]]


def with_people(inputs: Inputs, **fields: object) -> Inputs:
    people = tuple(group.model_copy(update=fields) for group in inputs.scenario.people)
    return replace(inputs, scenario=inputs.scenario.model_copy(update={"people": people}))


def with_resources(inputs: Inputs, change: Change) -> Inputs:
    return replace(inputs, resources=inputs.resources.model_copy(update=change(inputs.resources)))


def noticed_later(inputs: Inputs, minutes: float) -> Inputs:
    injects = tuple(one if one.at is None else one.model_copy(update={"at": one.at + minutes}) for one in inputs.scenario.inject)
    return replace(inputs, scenario=inputs.scenario.model_copy(update={"inject": injects}))


def opening(minutes: int, crowd: Mapping[str, float] | None = None) -> Change:
    """Opening a reception takes so long."""
    taken = parse_distribution(f"{minutes} min")

    def change(resources: Resources) -> Mapping[str, Any]:
        task = tuple(one.model_copy(update={"minutes": taken}) if one.act == "open-reception" else one for one in resources.task)
        return {"task": task, "crowd": {**resources.crowd, **(crowd or {})}}

    return change


def measured(inputs: Inputs, *names: str) -> dict[str, list[float]]:
    """The values of some measures, seed by seed."""
    bench = Bench(inputs)
    records, asked = [bench.run(seed) for seed in SEEDS], {name: bench.measures[name] for name in names}
    trials = [evaluate(asked, record, bench.judge(record), inputs.calendar) for record in records]
    return {name: [trial[name].value or 0.0 for trial in trials] for name in names}


def assert_not_less(later: list[float], earlier: list[float]) -> None:
    """The interval of the paired difference lies nowhere wholly below nought, and the mean is not below it either."""
    differences = [after - before for after, before in zip(later, earlier, strict=True)]
    interval = t_interval(differences)

    assert statistics.mean(differences) >= 0
    assert interval.high is not None
    assert interval.high >= 0


@cache
def restless() -> Inputs:
    """The gate of the shipped scenario, with people who are readier to act."""
    return with_people(inputs_of("district-gate"), threshold_mean=40.0, patience=90.0)


def test_a_later_first_word_gives_more_minutes_of_obstruction() -> None:
    names = ("obstructing-person-minutes", "first-noticed")
    early, late = measured(restless(), *names), measured(noticed_later(restless(), 45.0), *names)

    assert statistics.mean(late["first-noticed"]) == statistics.mean(early["first-noticed"]) + 45.0
    assert_not_less(late["obstructing-person-minutes"], early["obstructing-person-minutes"])


def test_an_earlier_reception_moves_no_more_people_up() -> None:
    names = ("moved-up-share", "first-received")
    early, late = (measured(with_resources(restless(), opening(minutes)), *names) for minutes in (5, 90))

    assert statistics.mean(early["first-received"]) < statistics.mean(late["first-received"])
    assert_not_less(late["moved-up-share"], early["moved-up-share"])


def test_saying_how_long_the_wait_is_agitates_nobody() -> None:
    names = ("obstructing-person-minutes", "peak-active")
    told, untold = (
        measured(with_resources(restless(), opening(90, {"waiting_cost_pct_per_h": 20.0, "told_wait_relief_share": relief})), *names)
        for relief in (0.8, 0.0)
    )

    for name in names:
        assert_not_less(untold[name], told[name])


def test_clearing_hurts_and_leaves_no_fewer_unheard() -> None:
    def refuses_soon(resources: Resources) -> Mapping[str, Any]:
        seen = (
            one.model_copy(update={"when": When("obstructing >= 10")}) if one.fact == "persuasion_refused" else one for one in resources.observable
        )
        return {"observable": tuple(seen)}

    fierce = with_resources(with_people(inputs_of("district-gate"), threshold_mean=25.0), refuses_soon)
    never = with_resources(fierce, lambda resources: {"habit": tuple(one for one in resources.habit if one.act != "clear")})
    never = replace(never, plan=never.plan.model_copy(update={"duty": tuple(one for one in never.plan.duty if one.act != "clear")}))
    names = ("cleared-share", "hurt", "home-unheard-share", "moved-up-share", "another-day-share")
    cleared, left = measured(fierce, *names), measured(never, *names)

    assert statistics.mean(cleared["cleared-share"]) > 0.1
    assert max(left["cleared-share"]) == max(left["hurt"]) == 0.0
    for name in names[1:]:
        assert_not_less(cleared[name], left[name])


@pytest.mark.parametrize("scenario", ["district-gate", "two-scenes", "sudden-growth", "come-back-another-day"])
def test_nobody_is_lost_or_made_in_the_rows_of_a_scene(scenario: str) -> None:
    record = drilled(scenario, 1)
    states = list(counted(record))

    assert states
    for now in states:
        assert now["present"] == sum(now[level] for level in LEVELS)
        assert now["arrived"] == now["present"] + sum(now[way] for way in GONE)
        assert now["answered"] <= now["heard"] <= now["arrived"]
        assert now["hurt"] <= now["cleared"] <= now["arrived"]


def counted(record: Record) -> Iterator[dict[str, int]]:
    """What each scene row of people leaves true."""
    now: dict[str | None, dict[str, int]] = {}
    for row in record.rows:
        if row.kind == "scene":
            scene = now.setdefault(row.about, {})
            scene.update(row.facts)
            if "present" in scene:
                yield dict(scene)


def test_two_scenes_meet_only_where_something_named_is_shared() -> None:
    record = drilled("two-scenes", 1)
    by_seq = {row.seq: row for row in record.rows}
    crossings = [(row, cause) for row in record.rows for cause in ancestors(row, by_seq) if cause.about not in (None, row.about)]

    assert {row.about for row in record.rows} >= {"E1", "E2"}
    assert all("unit" in cause.facts for _, cause in crossings)
    roots = [next(iter(ancestors(row, by_seq, whole=True)), row) for row in record.rows]
    assert all(root.kind in UNCAUSED for root in roots)


def ancestors(row: Row, by_seq: Mapping[int, Row], *, whole: bool = False) -> list[Row]:
    """The causes of a row, the root first; without `whole`, only up to the first about another event."""
    found: list[Row] = []
    while row.cause is not None:
        before = by_seq[row.cause]
        found.insert(0, before)
        if not whole and before.about != row.about:
            break
        row = before
    return found


def test_the_second_scene_has_to_wait_for_the_only_team() -> None:
    first, second = (unit_came(drilled("two-scenes", seed) for seed in SEEDS[:6]) for unit_came in (came("E1"), came("E2")))

    assert statistics.mean(second) > statistics.mean(first)


def came(event: str) -> Callable[[Iterator[Record]], list[float]]:
    """How long after its beginning the responsible unit was at a scene."""

    def minutes(records: Iterator[Record]) -> list[float]:
        found = []
        for record in records:
            unit = record.header.events[event]["roles"]["responsible_unit"]
            begun = next(row.time for row in record.rows if row.kind == "occurred" and row.about == event)
            times = [row.time for row in record.rows if row.kind == "arrived" and row.about == event and row.actor == unit]
            found.append(min(times, default=record.header.horizon_min) - begun)
        return found

    return minutes


def test_a_wrong_grade_happens_without_any_fault_and_less_often_to_sharper_eyes() -> None:
    plain = with_people(inputs_of("misjudged-size"), size=54)
    plain = replace(plain, scenario=plain.scenario.model_copy(update={"fault": ()}))
    sharp = with_resources(
        plain, lambda resources: {"sight": tuple(one.model_copy(update={"error": 0.0, "error_night": 0.0, "miss": 0.0}) for one in resources.sight)}
    )
    names = ("grade-right-first", "under-graded")
    blurred, exact = measured(plain, *names), measured(sharp, *names)

    assert 0 < statistics.mean(blurred["grade-right-first"]) < 1
    assert_not_less(exact["grade-right-first"], blurred["grade-right-first"])
    assert statistics.mean(blurred["under-graded"]) > 0
