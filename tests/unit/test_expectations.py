"""What a scenario expects: whether it came true in one record, what share of many, and what is no measure and no outcome."""

from __future__ import annotations

import msgspec
import pytest

from analysis.expectations import Expectations, ExpectationShare, mistakes_in_scenario
from analysis.experiment.bench import Bench
from analysis.experiment.shares import wilson
from sim.errors import InputError
from sim.inputs.assembly import locate, shipped
from sim.inputs.scenario import Expect, load_scenario
from sim.record import Record
from tests.shipped import bench_of, drilled, inputs_of


def expect(that: str, share: tuple[float, float] = (0.5, 1.0)) -> Expect:
    return Expect.model_validate({"id": "x", "text": {"zh": "甲", "en": "A"}, "that": that, "share": share})


@pytest.fixture(scope="module")
def bench() -> Bench:
    return bench_of("small-orderly")


def held(bench: Bench, *expects: Expect) -> Expectations:
    habits = [habit.id for habit in bench.inputs.resources.habit]
    return Expectations(expects, bench.rulebook, bench.measures, habits, "s.toml")


@pytest.fixture(scope="module")
def drill(bench):
    record = drilled("small-orderly", 1)
    judgement = bench.judge(record)
    return record, bench.values(record, judgement), judgement.void


def test_a_condition_that_holds_came_true_and_shows_the_values_that_decide_it(bench, drill):
    [met] = held(bench, expect("events == 1 and most_present > 0")).met_in(*drill)

    assert met.came_true is True
    values = {name.id: value for name, value in met.values}
    assert values["events"] == 1
    assert 0 < values["most_present"] <= 20


def test_a_condition_that_does_not_hold_did_not(bench, drill):
    [met] = held(bench, expect("events == 2")).met_in(*drill)

    assert met.came_true is False


def test_a_measure_without_a_value_leaves_it_undecided(bench, drill):
    [met] = held(bench, expect("activation > 0")).met_in(drill[0], {**drill[1], "activation": drill[1]["first-news"]}, drill[2])

    assert drill[1]["first-news"].value is None
    assert (met.came_true, met.values[0][1]) == (None, None)
    assert met.values[0][0].id == "activation"


def test_a_response_whose_end_does_not_count_has_not_ended(bench, drill):
    record, values, _ = drill
    over = msgspec.structs.replace(record.rows[-1], seq=len(record.rows), kind="ended", about=next(iter(record.header.events)), facts={})
    ended = Record(record.header, (*(row for row in record.rows if row.kind != "ended"), over))

    def counted(void: frozenset[int]) -> object:
        [met] = held(bench, expect("events_ended == 1")).met_in(ended, values, void)
        return {name.name: value for name, value in met.values}["events_ended"]

    assert (counted(frozenset()), counted(frozenset({over.seq}))) == (1, 0)


def test_a_rule_that_no_row_cites_is_cited_by_none_of_them(bench, drill):
    habit = next(habit.id for habit in bench.inputs.resources.habit if not any(row.rule == f"habit:{habit.id}" for row in drill[0].rows))
    [met] = held(bench, expect(f"cites__habit__{habit.replace('-', '_')} == 0")).met_in(*drill)

    assert met.came_true is True


@pytest.mark.parametrize(
    ("that", "words"),
    [("no_such_measure > 12", ["no_such_measure"]), ("first_repport > 12", ["did you mean", "first_report"]), ("worst_level == 'VII'", ["VII"])],
)
def test_a_condition_on_what_is_no_measure_or_outcome_is_refused_with_its_place(bench, that, words):
    with pytest.raises(InputError) as refused:
        held(bench, expect(that))

    said = str(refused.value)
    assert "s.toml" in said
    assert 'expect "x"' in said
    assert all(word in said for word in words)


def test_every_mistake_is_told_at_once(bench):
    with pytest.raises(InputError) as refused:
        held(bench, expect("nothing > 1"), expect("nowhere > 1"))

    assert len(refused.value.mistakes) == 2


def test_a_mistake_stands_on_its_line_of_the_scenario(tmp_path):
    inputs = inputs_of("district-gate")
    text = locate("district-gate").scenario.read_text("utf-8").replace("answered_share >= 0.5", "answerd_share >= 0.5")
    file = tmp_path / "scenario.toml"
    file.write_text(text, "utf-8")
    broken = load_scenario(file, inputs.plan, inputs.resources)

    (mistake,) = mistakes_in_scenario(broken, inputs.plan, inputs.resources, str(file))

    assert "answerd_share" in text.splitlines()[(mistake.line or 0) - 1]


@pytest.mark.parametrize(
    ("true", "runs", "share", "word"),
    [
        (50, 100, (0.3, 0.7), "within"),  # 40.4 % to 59.6 %
        (50, 100, (0.45, 0.7), "cannot-tell"),
        (50, 100, (0.7, 0.9), "outside"),
        (95, 100, (0.2, 0.5), "outside"),
        (3, 4, (0.6, 0.9), "cannot-tell"),
        (0, 0, (0.0, 1.0), "cannot-tell"),
        (4, 4, (0.0, 1.0), "within"),
    ],
)
def test_the_word_is_within_only_where_the_whole_interval_is_and_outside_only_where_none_of_it_is(true, runs, share, word):
    interval = wilson(true, runs)
    found = ExpectationShare(expect=expect("events == 1", share), runs=runs, true=true, undecided=0, low=interval.low, high=interval.high)

    assert found.word == word


@pytest.mark.parametrize("name", [name for name, _ in shipped("scenario")])
def test_what_the_shipped_scenarios_expect_can_be_asked_of_their_drills(name):
    inputs = inputs_of(name)

    assert list(mistakes_in_scenario(inputs.scenario, inputs.plan, inputs.resources, name)) == []
