"""What a person reads of one run, of many runs, and of the list of measures."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

import scenarios
from sim.cli import group

SCENARIOS = Path(scenarios.__file__).parent


def output(*words: str) -> str:
    result = CliRunner().invoke(group, [*words])
    assert result.exit_code == 0, result.output
    return result.output


def test_measures_of_one_pattern_are_listed_once_unless_all_are_asked_for() -> None:
    short, every = (json.loads(output("list", "measures", "--lang", "en", "--json", *more))["measures"] for more in ((), ("--all",)))
    patterns = {entry["id"]: entry["number"] for entry in short if entry["number"] > 1}

    assert set(patterns) == {
        "latency:DUTY", "met:DUTY", "done:DUTY", "BODY-informed", "passed-on:BODY", "complete:FORM", "waited-for:BODY", "call-minutes:WHO",
        "acts-per-hour:WHO",
    }  # fmt: skip
    assert len(every) == len(short) - len(patterns) + sum(patterns.values())
    assert all(entry["formula"] and entry["title"] and entry["unit"] for entry in short)


@pytest.mark.parametrize(("lang", "headings"), [("en", ("PEOPLE", "SPEED", "DUTIES")), ("zh", ("【群众】", "【时效】", "【职责】"))])
@pytest.mark.parametrize("runs", ["1", "2"])
def test_the_outcome_opens_with_people_then_speed_then_duties(lang: str, headings: tuple[str, ...], runs: str) -> None:
    text = output("run", "district-gate", "--runs", runs, "--section", "outcome", "--lang", lang)
    places = [text.index(heading) for heading in headings]

    assert places == sorted(places)


def test_a_run_names_habits_by_their_titles_and_not_by_their_ids() -> None:
    text = output("run", "district-gate", "--full", "--lang", "en")

    assert "gate-phones-bureau" not in text
    assert "the gate phones the bureau on noticing people" in text


@pytest.mark.parametrize(("lang", "people", "speed"), [("en", "PEOPLE", "SPEED"), ("zh", "【群众】", "【时效】")])
def test_an_accident_to_which_nobody_came_is_not_headed_by_what_became_of_a_crowd(lang: str, people: str, speed: str) -> None:
    mine = str(SCENARIOS / "production-accident" / "logs" / "mine.csv")
    text = output("judge", mine, "--plan", "production-accident", "--section", "outcome", "--lang", lang)

    assert people not in text
    assert speed in text
