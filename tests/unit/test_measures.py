"""Measures of a small record worked by hand: values, reasons for what does not exist, coverage, several runs."""

from __future__ import annotations

import tomllib
from datetime import datetime
from pathlib import Path
from typing import Any

import msgspec
import pytest

from analysis.experiment.statistics import t_interval
from analysis.judge import judge
from analysis.measures.model import NO_EVENT, Value
from analysis.measures.registry import chosen, evaluate, measures_of, worth_showing
from analysis.report.as_json import run_document, runs_document
from analysis.report.build import over_runs, quantile, report_of_run, report_of_runs
from analysis.report.model import RunReport, StoryMoment
from analysis.report.prose import Prose, worst_first
from analysis.report.story import storyteller
from analysis.verdicts import STATUSES, Judgement
from sim.calendar import Calendar
from sim.errors import InputError
from sim.plan.model import Duty, Plan
from sim.plan.rulebook import Rulebook
from sim.record import Header, Record, Row
from sim.vocabulary import ACTS, CHANNELS, FORMS, KINDS, SENT_KINDS
from sim.words import LANGUAGES, words
from sim.words.lengths import clock

MONDAY = Calendar(
    start=datetime(2026, 3, 2, 8), utc_offset_min=480, weekends=frozenset({5, 6}), holidays=frozenset(), workdays=frozenset(),
    years=frozenset({2026}),
)  # fmt: skip
PLAN = Plan.model_validate(tomllib.loads((Path(__file__).parent.parent / "cases" / "bureau.plan.toml").read_text(encoding="utf-8")))
TELL = Duty.model_validate({
    "id": "tell", "clause": "1", "title": {"zh": "门卫告知", "en": "the gate tells"}, "bearer": "press", "on": "noticed",
    "act": "report", "to": ["bureau"], "assumption": True,
})  # fmt: skip
BOOK = Rulebook(PLAN, habits=[TELL])

# minute, kind, actor, to, form, channel, rule, cause, facts
STORY: list[tuple[Any, ...]] = [
    (10, "occurred", None, None, None, None, None, None, {}),
    (10, "scene", None, None, None, None, None, None, {"true_grade": "III", "present": 40, "arrived": 40, "registered": 0, "hurt": 0}),
    (14, "noticed", "press", None, None, None, None, 0, {}),
    (15, "called", "press", "bureau", None, "phone", "habit:tell", 2, {}),
    (16, "reported", "press", "bureau", "initial", "phone", "habit:tell", 2, {}),
    (18, "received", "press", "bureau", "initial", "phone", "habit:tell", 4, {}),
    (20, "scene", None, None, None, None, None, None, {"present": 60, "arrived": 60}),
    (24, "verified", "bureau", None, None, None, None, 5, {}),
    (30, "classified", "bureau", None, None, None, None, 7, {"grade": "III"}),
    (31, "scene", None, None, None, None, None, None, {"true_grade": "II"}),
    (40, "reported", "head", "chief", "initial", "self", None, 8, {}),
    (70, "received", "head", "chief", "initial", "self", None, 10, {}),
    (80, "reception-opened", "bureau", None, None, None, None, 8, {}),
    (90, "scene", None, None, None, None, None, None, {"registered": 45, "obstructing": 6, "storming": 1}),
    (95, "scene", None, None, None, None, None, None, {"obstructing": 2}),
]


def _record(story: list[tuple[Any, ...]]) -> Record:
    header = Header(
        version="0", plan={"id": "bureau"}, resources={}, scenario={}, seed=7, start="2026-03-02T08:00:00+08:00", horizon_min=120.0,
        events={"e": {"roles": {"unit": "mill"}}}, bodies={"mill": {"name": {"zh": "纺织厂", "en": "the mill"}}},
    )  # fmt: skip
    rows = (
        Row(seq, float(time), kind, actor=actor, to=to, form=form, channel=channel, about="e", rule=rule, cause=cause, facts=facts)
        for seq, (time, kind, actor, to, form, channel, rule, cause, facts) in enumerate(story)
    )
    return Record(header, tuple(rows))


def _judged(story: list[tuple[Any, ...]]) -> tuple[Record, Judgement, dict[str, Value]]:
    record = _record(story)
    judgement = judge(BOOK, record, calendar=MONDAY)
    return record, judgement, evaluate(measures_of(BOOK), record, judgement)


def _report(story: list[tuple[Any, ...]]) -> RunReport:
    record, judgement, values = _judged(story)
    return report_of_run(record, BOOK, judgement, measures_of(BOOK), values)


@pytest.mark.parametrize(
    ("measure", "value", "evaluated", "asked"),
    [
        ("first-noticed", 4.0, 1, 1),  # 10 → noticed 14
        ("verified-after", 14.0, 1, 1),  # 10 → 24
        ("verification", 6.0, 1, 1),  # the bureau: 18 → 24
        ("classification", 20.0, 1, 1),  # 10 → 30
        ("reception", 70.0, 1, 1),  # 10 → 80
        ("bureau-informed", 8.0, 1, 1),  # 10 → 18
        ("command-informed", 60.0, 1, 1),  # 10 → 70, at its chief
        ("passed-on:command", 52.0, 1, 1),  # the bureau heard at 18, its chief's command at 70
        ("grade-right-first", 1.0, 1, 1),  # III stated at 30, true until 31
        ("ungraded", 109.0, 1, 1),  # III from 10 to 30, II from 31 to 120
        ("grade-distance", 0.0, 1, 1),
        ("waiting", 67.0 - 1 / 3, 1, 1),  # (40·10 + 60·60) / 60 = 66.67
        ("waiting-until-heard", 107.0 - 1 / 3, 1, 1),  # nobody was heard: (40·10 + 60·100) / 60 = 106.67
        ("half-registered", 80.0, 1, 1),  # 30 of 60 first at 90
        ("registered-share", 0.75, 60, 60),  # 45 of 60
        ("peak-obstructing", 7.0, 1, 1),
        ("hurt", 0.0, 1, 1),
        ("reports", 2.0, 1, 1),
        ("calls", 1.0, 1, 1),
        ("calls-answered", 1.0, 1, 1),
        ("latency:small", 40.0, 1, 1),  # 30 → 70
        # The truth calls for: "small" from 10 (due 40, done 70) and its paper (due 70 at the latest), the press from 10 without limit,
        # "large" from 31 (its clock never starts: nobody told the bureau of it) and its paper (due 61).
        ("met:small", 0.0, 1, 1),
        ("done:small", 1.0, 1, 1),
        ("duties-done", 0.2, 5, 5),
        ("duties-in-time", 0.0, 3, 3),
        ("in-time-by-plan", 0.0, 3, 3),
        ("duties-late", 0.2, 5, 5),
        ("duties-met", 0.0, 5, 5),
        ("duties-never-raised", 0.8, 5, 5),
        ("reports-late", 0.25, 4, 4),
        ("reports-concealed", 0.75, 4, 4),  # the bureau knew of it
        ("written-on-time", 0.0, 2, 2),
        ("called-for-by-habit", 0.2, 5, 5),  # "small" rests on the gate's call
        ("to-oneself", 1.0, 1, 2),
    ],
)
def test_a_measure_is_what_was_worked_out_by_hand(measure: str, value: float, evaluated: int, asked: int) -> None:
    _, _, values = _judged(STORY)
    found = values[measure]

    assert found.value == pytest.approx(value)
    assert (found.evaluated, found.asked) == (evaluated, asked)


@pytest.mark.parametrize("measure", ["activation", "ending", "city-informed", "latency:large", "met:large", "latency:on-paper", "moved-up-share"])
def test_what_does_not_exist_is_none_with_a_reason_and_never_nought(measure: str) -> None:
    _, _, values = _judged([row for row in STORY if row[1] != "scene"])

    assert values[measure].value is None
    assert values[measure].reason


def test_measures_of_people_need_the_truth_about_people() -> None:
    _, _, values = _judged([row for row in STORY if row[1] != "scene"])

    for measure in ("waiting", "registered-share", "hurt", "peak-obstructing", "grade-right-first"):
        assert values[measure].value is None


def test_a_body_to_which_nothing_was_due_is_not_shown() -> None:
    _, _, values = _judged(STORY)
    shown = worth_showing(measures_of(BOOK), values)

    assert "command-informed" in shown
    assert "unit-informed" not in shown
    assert "latency:large" not in shown
    assert "activation" in shown


def test_whoever_the_event_calls_to_be_told_and_nobody_told_is_not_reached_and_not_missing() -> None:
    _, _, values = _judged(STORY)

    assert (values["city-informed"].value, values["city-informed"].beyond, values["city-informed"].asked) == (None, 110.0, 1)
    assert (values["activation"].value, values["activation"].beyond) == (None, 110.0)


def test_what_was_told_of_a_risk_before_the_event_ends_no_span_of_it() -> None:
    warned: tuple[Any, ...] = (5, "received", "press", "bureau", "initial", "phone", None, None, {})
    _, _, values = _judged([*STORY, warned, (6, "verified", "bureau", None, None, None, None, None, {})])

    assert values["verification"].value == 6.0
    assert values["verified-after"].value == 14.0
    assert values["bureau-informed"].value == 8.0


def test_an_unknown_measure_is_refused_with_the_nearest_name() -> None:
    with pytest.raises(InputError, match="command-informed"):
        chosen(measures_of(BOOK), ["comand-informed"])


def test_every_measure_says_its_unit_and_formula_in_both_languages() -> None:
    for measure in measures_of(BOOK).values():
        assert measure.unit in ("min", "share", "count", "person-min", "per h")
        for lang in LANGUAGES:
            assert measure.name.of(lang)
            assert measure.formula.of(lang)
        assert measure.direction in ("lower", "higher", "none")


def test_the_document_of_a_run_has_what_is_promised() -> None:
    document = run_document(_report(STORY))

    assert document["schema"] == "drill.run/2"
    assert document["header"]["seed"] == 7
    promised = "id rule clause about bearer to form raised_min due_min done_min latency_min status"
    assert set(promised.split()) <= set(document["duties"][0])
    assert document["measures"]["command-informed"]["unit"] == "min"
    assert document["measures"]["activation"]["value"] is None
    assert document["outcome"]["e"]["grade"] == [[30.0, "III"]]
    assert document["outcome"]["e"]["true_grade"] == [[10.0, "III"], [31.0, "II"]]
    assert document["outcome"]["e"]["ended_min"] is None


def test_several_runs_give_mean_interval_and_what_was_missing() -> None:
    measure = measures_of(BOOK)["classification"]
    runs = [Value(value=value, reason=None if value is not None else NO_EVENT, evaluated=1, asked=1) for value in (10.0, 20.0, 30.0, None)]
    found = over_runs(measure, runs)

    # t(0.975, 2) = 4.302653; s = 10; half width = 4.302653 · 10 / √3 = 24.8414
    assert found.mean == pytest.approx(20.0)
    assert (found.low, found.high) == pytest.approx((0.0, 20 + 24.8414), abs=1e-3)  # no minutes below nothing
    assert (found.q50, found.q90, found.n, found.missing, found.reasons) == (None, None, 3, 1, (NO_EVENT,))  # of three runs no quantile is told


def test_quantiles_over_runs_are_told_from_thirty_runs_on() -> None:
    measure = measures_of(BOOK)["classification"]
    runs = [Value(value=float(value), evaluated=1, asked=1) for value in range(30)]

    assert (over_runs(measure, runs).q50, over_runs(measure, runs).q90) == pytest.approx((14.5, 26.1))
    assert over_runs(measure, runs[1:]).q90 is None


def test_limits_over_runs_stay_within_what_values_can_be_and_are_wide_where_most_runs_have_nothing() -> None:
    share = measures_of(BOOK)["duties-in-time"]
    rare = [0.0] * 36 + [0.5, 0.75, 1.0, 1.0]
    found = over_runs(share, [Value(value=value, evaluated=1, asked=1) for value in rare])
    most = over_runs(share, [Value(value=1.0 - value, evaluated=1, asked=1) for value in rare])
    student = t_interval(rare)

    assert (found.low, most.high) == (0.0, 1.0)  # by Student's −0.006 and 1.006
    assert student.low is not None
    assert student.low < 0.0
    assert found.high is not None
    assert student.high is not None
    assert found.high > 1.2 * student.high


def test_a_yes_or_no_share_over_runs_has_wilsons_interval() -> None:
    measure = measures_of(BOOK)["met:small"]
    found = over_runs(measure, [Value(value=float(won), evaluated=1, asked=1) for won in [True] * 8 + [False] * 2])

    # Wilson, 8 of 10, 95 %: 0.4902 to 0.9433
    assert found.mean == 0.8
    assert (found.low, found.high) == pytest.approx((0.4902, 0.9433), abs=1e-4)


def test_a_measure_without_any_value_over_runs_is_null_and_not_nought() -> None:
    measure = measures_of(BOOK)["activation"]
    found = over_runs(measure, [Value(value=None, reason=NO_EVENT, evaluated=0, asked=1)] * 3)

    assert (found.mean, found.low, found.high, found.q50) == (None, None, None, None)
    assert (found.n, found.missing, found.reasons) == (0, 3, (NO_EVENT,))


def test_the_document_of_several_runs_names_its_seeds() -> None:
    record, _, values = _judged(STORY)
    document = runs_document(report_of_runs(record.header, BOOK, measures_of(BOOK), [1, 2], [values, values]))

    assert document["header"]["seeds"] == [1, 2]
    assert document["measures"]["classification"]["n"] == 2


@pytest.mark.parametrize(("share", "expected"), [(0.0, 1.0), (0.5, 2.5), (0.9, 3.7), (1.0, 4.0)])
def test_quantiles_are_linear_between_neighbours(share: float, expected: float) -> None:
    assert quantile([1.0, 2.0, 3.0, 4.0], share) == pytest.approx(expected)


def test_the_telling_names_clause_limit_and_by_how_much() -> None:
    english, chinese = (list(Prose(_report(STORY), lang).sentences(by_reading=False)) for lang in ("en", "zh"))

    late = 'bureau took 40 min for "a small one goes to the command" (to command); the limit is 30 min, so it was 10 min late.'
    assert f"Clause 3: {late}" in english
    assert any("第 5 条" in one and "漏报" in one and "30 分钟" in one for one in chinese)
    assert len(english) == 2


def test_the_telling_has_the_worst_duty_first() -> None:
    _, judgement, _ = _judged(STORY)
    ranks = [STATUSES.index(verdict.status) for verdict in worst_first(judgement.verdicts, judgement.until_min)]

    assert ranks == sorted(ranks)


def test_the_telling_says_which_habit_filled_a_silence_and_how_often() -> None:
    report = _report(STORY)
    silence = next(one for one in report.judgement.silences if one.filled_by == "habit:tell")

    assert silence.times == 1  # one message: the call and the receipt belong to it
    assert any("the gate tells" in line for line in Prose(report, "en").silences())


def test_a_message_is_told_once_and_the_truth_is_not_told() -> None:
    report = _report(STORY)
    lines = [storyteller(report, "en").text(moment) for moment in report.story]

    assert "bureau received from press: initial report (phone)" in lines
    assert not any(line.startswith("press: reported") for line in lines)
    assert not any("scene" in line for line in lines)


def test_a_level_that_no_row_names_is_told_without_a_name() -> None:
    report = _report(STORY)
    started = Row(0, 1.0, "activated", actor="press", about="e", facts={"level": None, "approver": "press"})
    teller = storyteller(report, "en")

    told = [teller.text(StoryMoment(rows=(one,))) for one in (started, msgspec.structs.replace(started, facts={}))]
    assert told == ["press: response activated"] * 2
    assert report.names.of("en").value("level", None) == words("en")("word.nothing")


def test_the_vocabulary_has_a_word_for_everything_that_the_engine_writes() -> None:
    families = {"kind": KINDS, "status": STATUSES, "form": {*FORMS, *SENT_KINDS.values()}, "channel": CHANNELS, "act": ACTS}
    for lang in LANGUAGES:
        for family, ids in families.items():
            assert all(words(lang).knows(f"{family}.{id_}") for id_ in ids), (lang, family)


@pytest.mark.parametrize(("minutes", "text"), [(0, "0:00"), (65, "1:05"), (65.5, "1:05:30"), (1500, "25:00"), (-3, "-0:03")])
def test_moments_are_written_as_hours_and_minutes(minutes: float, text: str) -> None:
    assert clock(minutes) == text
