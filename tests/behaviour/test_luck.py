"""Luck belongs to what an act is: ids of duties move none of it, duties that ask nothing move none, and none is used twice in a run."""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from functools import cache
from pathlib import Path
from typing import Any

import pytest

import scenarios
import sim.world.world
from sim import draws
from sim.drill import run
from sim.durations import to_tick
from sim.record import Record
from sim.world.world import World
from tests.plans.harness import Documents, documents, drill, entry, log, setting_of
from tests.shipped import setting_of as as_it_ships

ROOT = Path(scenarios.__file__).parent
SHIPPED = sorted(path.stem for path in ROOT.glob("*/scenarios/*.toml"))
SOME = ("district-gate", "province-gate-night", "two-scenes", "roof-fall")


def shipped(scenario: str) -> Documents:
    """The three files of a shipped scenario, parsed."""
    (path,) = ROOT.glob(f"*/scenarios/{scenario}.toml")
    folder = path.parents[1]
    files = {"plan": folder / "plan.toml", "resources": folder / "resources.toml", "scenario": path}
    return {name: tomllib.loads(file.read_text("utf-8")) for name, file in files.items()}


@cache
def plain_run(scenario: str) -> Record:
    """A shipped scenario from its parsed files."""
    return run(setting_of(shipped(scenario)), 1)


def rows_of(record: Record, names: dict[str, str] | None = None) -> list[Any]:
    """All of a record's rows; with `names`, rules that have been renamed bear their old name."""
    held = names or {}
    return [
        tuple(held.get(row.rule or "", row.rule) if field == "rule" else getattr(row, field) for field in row.__struct_fields__)
        for row in record.rows
    ]


@pytest.mark.parametrize("scenario", SHIPPED)
def test_no_luck_is_used_twice_in_a_run_or_bears_the_id_of_what_asked_for_it(scenario, monkeypatch):
    drawn: Counter[tuple[str, str]] = Counter()
    draw = draws.draw

    def noted(seed: int, decision: str, subject: str) -> float:
        drawn[decision, subject] += 1
        return draw(seed, decision, subject)

    monkeypatch.setattr(sim.world.world, "draw", noted)
    setting = as_it_ships(scenario)
    run(setting, 1)

    rules = setting.rulebook.rules
    said = {word for rule in rules for word in (rule.duty.act, rule.duty.form, rule.duty.effect)}  # some duties are called after what they ask
    words = {word for name in drawn for part in name for word in part.split("/")}
    assert drawn
    assert [name for name, times in drawn.items() if times > 1] == []
    assert words & ({rule.id for rule in rules} - said - set(setting.facts)) == set()


@pytest.mark.parametrize("scenario", SOME)
def test_a_duty_by_another_id_meets_the_same_luck(scenario):
    plain = shipped(scenario)
    names = {one["id"]: f"q{number}-{one['id'][::-1]}" for number, one in enumerate(plain["plan"]["duty"])}
    pointer = re.compile("|".join(rf"(?<=duty:){re.escape(one)}(?![\w-])" for one in sorted(names, key=len, reverse=True)))

    def renamed(value: Any) -> Any:
        if isinstance(value, dict):
            return {key: renamed(held) for key, held in value.items()}
        if isinstance(value, list):
            return [renamed(held) for held in value]
        return pointer.sub(lambda found: names[found[0]], value) if isinstance(value, str) else value

    other: Documents = {name: renamed(document) for name, document in plain.items()}
    other["plan"]["duty"] = [{**one, "id": names[one["id"]]} for one in other["plan"]["duty"]]
    record, again = plain_run(scenario), run(setting_of(other), 1)

    assert names.keys() & {row.rule for row in record.rows}
    assert rows_of(record) == rows_of(again, {new: old for old, new in names.items()})


@pytest.mark.parametrize("scenario", SOME)
def test_a_duty_that_asks_nothing_in_this_scenario_changes_no_row(scenario):
    more = shipped(scenario)
    bearer, to = (one["id"] for one in more["plan"]["body"][:2])
    idle = {  # a duty like any other, but for its condition
        "id": "a-idle", "clause": more["plan"]["duty"][0]["clause"], "title": "x", "bearer": bearer,
        "on": ["received", "noticed", "verified"], "when": "false",
        "act": "report", "form": "initial", "to": [to], "within": "none stated",
    }  # fmt: skip
    more["plan"]["duty"].insert(0, idle)

    assert rows_of(plain_run(scenario)) == rows_of(run(setting_of(more), 1))


def with_luck(found: Documents) -> None:
    """In the smallest plan everything takes its time by luck, and calls may go unanswered."""
    for task in found["resources"]["task"]:
        task["minutes"] = {"exponential": {"mean": "7 min"}}
    found["resources"]["task"].append({"act": "verify", "minutes": {"exponential": {"mean": "7 min"}}, "source": "a test"})
    entry(found["resources"]["channel"], id="phone")["answer"] = 0.5


def after_a_look(found: Documents) -> None:
    """The same report is set off by another row, and asked for by another duty."""
    with_luck(found)
    (duty,) = found["plan"]["duty"]
    found["plan"]["duty"] = [
        {"id": "look", "clause": "1", "title": "x", "bearer": "watch", "on": "noticed", "act": "verify", "within": "none stated"},
        {**duty, "id": "say", "on": "verified", "within": "2 h"},
    ]


@pytest.mark.parametrize("seed", range(1, 8))
def test_what_sets_an_act_off_changes_neither_how_long_it_takes_nor_who_answers(seed):
    plain, later = drill("relay", seed, with_luck), drill("relay", seed, after_a_look)
    began = {"noticed": plain, "verified": later}
    drafts, calls = [], []
    for kind, record in began.items():
        since = next(row.time for row in record.rows if row.kind == kind)
        called = [row.time for row in record.rows if row.kind == "called"]
        drafts.append(to_tick(called[0] - since))
        calls.append([(kind, to_tick(minute - called[0])) for minute, kind, _, _ in log(record, "called", "unanswered", "reported", "received")])

    assert drafts[0] == drafts[1]
    assert calls[0] == calls[1]


def test_the_second_time_an_act_meets_luck_of_its_own():
    world = World(setting_of(documents("relay")), 1)

    first, second, other = world.luck("a/verify/", "E1"), world.luck("a/verify/", "E1"), world.luck("a/verify/", "E2")

    assert len({first, second, other}) == 3
    assert World(setting_of(documents("relay")), 1).luck("a/verify/", "E2") == other
