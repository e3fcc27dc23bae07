"""How a fact holds, as a plan file writes it: what contradicts itself is one clear fault each; and how it is told to a reader."""

from __future__ import annotations

import tomllib

import pytest

from analysis.plan.sentences import entry_line
from analysis.plan.words import PlanWords
from sim.errors import InputError
from sim.plan.condition_words import ConditionWords
from sim.plan.loader import check_plan_document
from sim.words import NamesLater
from tests.unit import flood_plan as flood

DEPTH = 'id = "depth"\nname = "water in cm"\ntype = "count"\n'
RISING = 'id = "rising"\nname = "rising"\ntype = "flag"\n'


def plan_with(fact, more, text=flood.PLAN):
    return check_plan_document(tomllib.loads(text.replace(fact, fact + more, 1)), "plan.toml")


def faults_of(fact, more, text=flood.PLAN):
    with pytest.raises(InputError) as caught:
        plan_with(fact, more, text)
    return caught.value.mistakes


@pytest.mark.parametrize(
    ("fact", "more", "words"),
    [
        (DEPTH, 'holds = "biggest"', ['fact "depth" › holds', "largest"]),
        (RISING, 'holds = "sum"', ['fact "rising" › holds', "added up", '"flag"', "latest"]),
        (RISING, 'holds = "largest"', ['fact "rising" › holds', "largest", '"flag"']),
        (RISING, 'window = "7 days"', ['fact "rising" › window', "counted or measured", "count, number"]),
        (DEPTH, 'window = "7 working days"', ['fact "depth" › window', "no length of a window", '"7 days"']),
        (DEPTH, 'window = "1 month"', ['fact "depth" › window', "no length of a window"]),
        (DEPTH, 'window = "0 min"', ['fact "depth" › window', "no length of a window"]),
        (DEPTH, 'window = "none stated"', ['fact "depth" › window', "no length of a window"]),
        (DEPTH, 'window_from = "now"', ['fact "depth" › window_from', "there is no window", "write window"]),
        (DEPTH, 'window_from = "event"', ['fact "depth" › window_from', "there is no window"]),
        (DEPTH, 'window = "7 days"\nwindow_from = "end"', ['fact "depth" › window_from', "event"]),
        (DEPTH, "window = []", ['fact "depth" › window', "empty"]),
        (DEPTH, 'window = [{ when = "rising", length = "7 days" }]', ['fact "depth" › window', "has a condition", "without when"]),
        (DEPTH, 'window = [{ length = "7 days" }, { length = "9 days" }]', ['fact "depth" › window 1', "holds always"]),
        (DEPTH, 'window = [{ when = "risng", length = "7 days" }, { length = "9 days" }]', ["risng", 'did you mean "rising"']),
        (DEPTH, "window = [{ when = \"kind == 'noticed'\", length = \"7 days\" }, { length = \"9 days\" }]", ["the row that asks", "kind"]),
        (DEPTH, 'window = [{ when = "depth > 3", length = "7 days" }, { length = "9 days" }]', ["does not depend", '"depth"', "a window"]),
        (DEPTH, "window = [{ when = \"elapsed('aware', 'trigger') > '1 h'\", length = \"7 days\" }, { length = \"9 days\" }]",
         ["elapsed() has no place", "`when` of a duty"]),
        (DEPTH, 'window = [{ when = "rising", length = "7 fortnights" }, { length = "9 days" }]', ["window 1 › length", "7 fortnights"]),
    ],
)  # fmt: skip
def test_what_contradicts_itself_is_one_clear_fault(fact, more, words):
    found = faults_of(fact, more + "\n")

    assert len(found) == 1
    assert [word for word in words if word not in str(found[0])] == []


def test_a_grade_measures_no_time():
    [found] = faults_of("", "", flood.PLAN.replace("depth >= 50 and rising", "depth >= 50 and elapsed('aware', 'trigger') > '1 h'"))

    assert "elapsed() has no place in this condition" in str(found)


def test_a_duty_measures_between_the_moments_of_the_plan():
    when = "elapsed('aware', 'duty:pump') > '1 h' and"
    plan = check_plan_document(tomllib.loads(flood.PLAN.replace("grade >= 'amber' and", f"grade >= 'amber' and {when}")), "plan.toml")
    said = ConditionWords(NamesLater(plan)).of_text("elapsed('aware', 'duty:pump') > '1 h'")
    [found] = faults_of("", "", flood.PLAN.replace("grade >= 'amber' and", f"grade >= 'amber' and {when.replace('pump', 'pmup')}"))

    assert (said.of("en"), said.of("zh")) == ("the time from first knowing to the doing of “pump” > 1 h", "从知悉到完成“pump”的时间 > 1 小时")
    assert 'did you mean "duty:pump"' in str(found)


def test_a_sum_is_told_with_the_names_of_its_facts():
    words = ConditionWords(NamesLater(plan_with(DEPTH, "")))

    assert words.of_text("10 <= depth + heads < 30").of("en") == "water in cm + heads ≥ 10 and water in cm + heads < 30"
    assert words.of_text("depth + heads >= 10").of("zh") == "water in cm＋heads ≥ 10"


@pytest.mark.parametrize(
    ("more", "en", "zh"),
    [
        ("", "a fact (count)", "事实（计数）"),
        ('holds = "largest"', "a fact (count); how it holds: the largest", "事实（计数）；以何为准：取最大"),
        ('holds = "sum"\nwindow = "30 days"', "a fact (count); how it holds: added up; window: 30 days; window from: the event onward",
         "事实（计数）；以何为准：累加；时间窗口：30 天；窗口起点：自事件发生时往后"),
        ('window = [{ when = "rising", length = "7 days" }, { length = "24 h" }]\nwindow_from = "now"',
         "a fact (count); window: 7 days where rising; 24 h; window from: the row that asks, back",
         "事实（计数）；时间窗口：rising的为7 天；24 小时；窗口起点：自所问的那一行往前"),
    ],
)  # fmt: skip
def test_how_a_fact_holds_is_told_where_the_plan_is_shown(more, en, zh):
    plan = plan_with(DEPTH, more + "\n")
    line = entry_line("fact", next(fact for fact in plan.fact if fact.id == "depth"), PlanWords(plan))

    assert (line.sentence.of("en"), line.sentence.of("zh")) == (en, zh)
