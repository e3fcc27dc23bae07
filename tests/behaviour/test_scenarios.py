"""The shipped scenarios: each loads, tells a whole story, keeps every person in the count, and does what it says it expects."""

from __future__ import annotations

import time
from collections.abc import Iterable
from functools import cache
from math import comb
from pathlib import Path

import pytest

from analysis.expectations import expectation_vocabulary, spoken
from analysis.measures.registry import evaluate
from sim.inputs.scenario import Scenario, load_scenario
from sim.plan.expression import names, parse_condition
from sim.record import Record, Row
from sim.vocabulary import UNCAUSED
from tests.shipped import bench_of, drilled, judged

HOME = Path(__file__).resolve().parents[2] / "scenarios" / "shanting" / "scenarios"
IDS = tuple(sorted(file.stem for file in HOME.glob("*.toml")))
REQUIRED = {
    "district-gate", "city-gate", "province-gate-night", "capital-key-area", "district-grows-past-100", "small-orderly", "slow-growth",
    "sudden-growth", "shift-change", "two-scenes", "person-of-three-posts-away", "network-failure", "misjudged-size",
    "concealed-report-found-out", "good-early-warning", "ignored-warning", "beyond-capacity", "over-24-hours", "come-back-another-day",
    "leader-instruction-60-days",
}  # fmt: skip
SLOWEST_S, SLOWEST = 1.5, 5
SHORT_DRILL_MIN = 720.0
SEEDS_OF_SHORT, SEEDS_OF_LONG = 16, 6
FALSE_ALARM = 1e-4  # how rarely a true share may fail the test
# kinds that the world and the drill's staff write, and that follow from no rule
WORLD_KINDS = frozenset({
    "occurred", "risk-found", "scene", "noticed", "returned-home", "moved-up", "hurt", "dispersed", "inject", "fault", "expectation-missed",
    "released", "lost", "called", "busy", "unanswered",
})  # fmt: skip


@cache
def scenario_of(id_: str) -> Scenario:
    """A scenario as it stands in its file."""
    return bench_of(id_).inputs.scenario


def first_seed(id_: str) -> Record:
    """The drill with seed 1."""
    return drilled(id_, 1)


def test_every_promised_scenario_ships() -> None:
    assert set(IDS) >= REQUIRED


@pytest.mark.parametrize("id_", IDS)
def test_it_says_what_it_is_for(id_: str) -> None:
    inputs = bench_of(id_).inputs
    scenario = load_scenario(HOME / f"{id_}.toml", inputs.plan, inputs.resources)
    head = scenario.scenario
    assert head.id == id_
    for text in (head.title, head.purpose, head.teaches, *head.objectives):
        assert text.zh, id_
        assert text.en, id_
    assert scenario.expect, "a scenario says what it expects"
    known = {clause for _, entries in inputs.plan if isinstance(entries, tuple) for entry in entries if (clause := getattr(entry, "clause", ""))}
    assert set(head.clauses) <= known, "a scenario tests clauses that the plan has"


def test_no_two_expect_the_same() -> None:
    expected = {id_: frozenset(expect.that for expect in scenario_of(id_).expect) for id_ in IDS}
    assert len(set(expected.values())) == len(IDS)
    taught = [scenario_of(id_).scenario.teaches.en for id_ in IDS]
    assert len(set(taught)) == len(IDS)


def test_it_runs_quickly() -> None:
    bench_of(IDS[0]).run(1)  # what is imported once is not the drill's
    longest = sorted(IDS, key=lambda id_: len(first_seed(id_).rows), reverse=True)
    for id_ in longest[:SLOWEST]:  # a drill takes its time by its rows
        bench = bench_of(id_)
        begun = time.process_time()
        bench.run(1)
        assert time.process_time() - begun < SLOWEST_S, id_


@pytest.mark.parametrize("id_", IDS)
def test_every_row_has_its_cause_before_it(id_: str) -> None:
    rows = first_seed(id_).rows
    for row in rows:
        if row.cause is None:
            assert row.kind in UNCAUSED, row
        else:
            assert row.cause < row.seq, row
            assert rows[row.cause].time <= row.time, row
    assert [row.seq for row in rows] == list(range(len(rows)))


@pytest.mark.parametrize("id_", IDS)
def test_every_row_follows_from_a_rule_or_from_the_world(id_: str) -> None:
    bench = bench_of(id_)
    known = {rule.id for rule in bench.setting.rulebook.rules}
    for row in first_seed(id_).rows:
        if row.rule is None:
            assert row.kind in WORLD_KINDS, row
        else:
            assert row.rule in known, row
            assert bool(row.clause) != row.rule.startswith("habit:"), row


@pytest.mark.parametrize("id_", IDS)
def test_nobody_is_lost_from_the_count(id_: str) -> None:
    record = first_seed(id_)
    for event in {row.about for row in record.rows if row.kind == "occurred"}:
        assert people_are_conserved(row for row in record.rows if row.kind == "scene" and row.about == event)


def people_are_conserved(rows: Iterable[Row]) -> bool:
    """Who came is present or has gone somewhere, and who is present does one thing, at every row."""
    gone_to = ("returned_home_heard", "returned_home_unheard", "moved_up", "another_day")
    doing = ("calm", "vocal", "obstructing", "storming")
    now: dict[str, int] = dict.fromkeys(("arrived", "present", *doing, *gone_to), 0)
    seen = False
    for row in rows:
        now |= {name: value for name, value in row.facts.items() if name in now}
        seen = seen or "arrived" in row.facts
        gone = sum(now[name] for name in gone_to)
        if now["arrived"] != now["present"] + gone or now["present"] != sum(now[name] for name in doing):
            return False
    return seen


def test_the_count_notices_a_lost_person() -> None:
    whole = Row(0, 1.0, "scene", about="E", facts={"arrived": 3, "present": 2, "calm": 2, "moved_up": 1})
    assert people_are_conserved([whole])
    assert not people_are_conserved([whole, Row(1, 2.0, "scene", about="E", facts={"present": 1, "calm": 1})])


def in_a_first_seed(kind: str) -> set[str]:
    """The scenarios with such a row in seed 1."""
    return {id_ for id_ in IDS if any(row.kind == kind for row in first_seed(id_).rows)}


def test_between_them_they_show_every_part_of_the_plan() -> None:
    acts = ("warned", "filed", "activated", "command-established", "expanded", "support-requested", "ended", "stood-down", "fed-back")
    for kind in (*acts, "released"):
        assert in_a_first_seed(kind), kind


def test_a_response_that_ended_sends_its_units_home() -> None:
    for id_ in sorted(in_a_first_seed("ended")):
        rows = first_seed(id_).rows
        for event in {row.about for row in rows if row.kind == "ended"}:
            ended = next(row.time for row in rows if row.kind == "ended" and row.about == event)
            if scenario_of(id_).scenario.horizon - ended > 180:
                assert any(row.kind == "released" and row.about == event and row.time >= ended for row in rows), (id_, event)


def no_less_than(low: float, successes: int, runs: int) -> bool:
    """Whether so few successes are credible where the true share is `low`."""
    return sum(comb(runs, k) * low**k * (1 - low) ** (runs - k) for k in range(successes + 1)) >= FALSE_ALARM


@pytest.mark.parametrize("id_", IDS)
def test_it_does_what_it_expects(id_: str) -> None:
    bench, scenario = bench_of(id_), scenario_of(id_)
    expectations = bench.expectations()
    runs = SEEDS_OF_SHORT if scenario.scenario.horizon <= SHORT_DRILL_MIN else SEEDS_OF_LONG
    true = dict.fromkeys((expect.id for expect in scenario.expect), 0)
    for seed in range(1, 1 + runs):  # some of which others look at too
        record, judgement = drilled(id_, seed), judged(id_, seed)
        values = evaluate(expectations.measures, record, judgement) if expectations.measures else {}
        for name, holds in expectations.answers_in(record, values, judgement.void).items():
            true[name] += holds is True
    for expect in scenario.expect:
        low, high = expect.share
        found = true[expect.id]
        assert no_less_than(low, found, runs), f"{expect.id}: {found} of {runs}, expected {low} to {high}"
        assert no_less_than(1 - high, runs - found, runs), f"{expect.id}: {found} of {runs}, expected {low} to {high}"


def test_an_expectation_names_only_what_there_is() -> None:
    bench = bench_of("district-gate")
    known = expectation_vocabulary(bench.rulebook, bench.measures).names
    assert spoken("met:report-ordinary") in known
    assert "report_ordinary_on_time" not in known
    assert names(parse_condition("met__report_ordinary >= 1")) == {"met__report_ordinary"}


def test_the_tolerance_can_tell() -> None:
    assert no_less_than(0.5, 5, 16)
    assert not no_less_than(0.9, 5, 16)
