"""The plan is data: with every id renamed at random in all inputs, a drill and its verdicts are the same under the renaming."""

from __future__ import annotations

import random
import re
from typing import Any

import pytest

from analysis.judge import judge
from sim.drill import run
from sim.plan.derived import derived_duties
from sim.plan.rulebook import Rulebook
from tests.plans.harness import Documents, documents, setting_of

_WORD = re.compile(r"[A-Za-z0-9_\-]+")
_TABLES = (("plan", "body"), ("plan", "post"), ("plan", "grade"), ("plan", "level"), ("plan", "duty"), ("plan", "fact"), ("plan", "reading"),
           ("resources", "holder"), ("resources", "unit"), ("resources", "habit"), ("resources", "body"), ("scenario", "event"))  # fmt: skip


def constant(found: Documents) -> None:
    """No luck: every task takes its time, every call is answered, nothing is lost or misjudged."""
    resources = found["resources"]
    for number, task in enumerate(resources["task"], 1):
        task["minutes"] = f"{number} min"
    for channel in resources.get("channel", ()):
        channel |= {"answer": 1.0, "answer_night": 1.0, "loss": 0.0}
        if "delay" in channel:
            channel["delay"] = "1.5 min"
    resources.pop("sight", None)
    for unit in resources.get("unit", ()):
        unit |= {"turn_out": "3 min", "travel": "9 min", "travel_blocked": "20 min"}


def renaming(found: Documents, seed: int) -> dict[str, str]:
    """A new name for every id, of which nothing can be guessed, and in another alphabetical order."""
    luck = random.Random(seed)  # noqa: S311  # no secret: names for a test
    ids = [one["id"] for document, table in _TABLES for one in found[document].get(table, ())]
    names = [f"{''.join(luck.choices('abcdefghijklmnopqrstuvwxyz', k=9))}_{number}" for number in range(len(ids))]
    luck.shuffle(names)
    return dict(zip(ids, names, strict=True))


def renamed(value: Any, names: dict[str, str]) -> Any:
    """The same, with every id in it renamed: in keys, values and within conditions."""
    if isinstance(value, str):
        return _WORD.sub(lambda word: names.get(word[0], word[0]), value)
    if isinstance(value, dict):
        return {renamed(key, names): renamed(held, names) for key, held in value.items()}
    if isinstance(value, list | tuple):
        return type(value)(renamed(held, names) for held in value)
    return value


def told(found: Documents) -> tuple[list[Any], list[Any]]:
    """Rows and verdicts of a run, as plain values."""
    setting = setting_of(found)
    record = run(setting, 1)
    rules = Rulebook(setting.inputs.plan, (), {body.id: body.superior for body in setting.inputs.resources.body})
    rows = [tuple(getattr(row, field) for field in row.__struct_fields__) for row in record.rows]
    found_ = judge(rules, record, calendar=setting.inputs.calendar).verdicts
    return rows, [(v.status, v.clause, v.rule, v.about, v.bearer, v.to, v.raised_min, v.due_min, v.done_min) for v in found_]


def derived(found: Documents) -> list[str]:
    """The ids of the duties that follow from levels and endings, which are made of others."""
    return [duty.id for duty in derived_duties(setting_of(found).inputs.plan)]


@pytest.mark.parametrize("seed", [1, 2])
@pytest.mark.parametrize("folder", ["flood", "library"])
def test_names_carry_no_meaning(folder, seed):
    plain = documents(folder)
    constant(plain)
    names = renaming(plain, seed)
    other = {name: renamed(document, names) for name, document in plain.items()}

    rows, verdicts = told(plain)
    other_rows, other_verdicts = told(other)

    names |= dict(zip(derived(plain), derived(other), strict=True))
    assert len(rows) > 30
    assert renamed(rows, names) == other_rows
    assert sorted(map(repr, renamed(verdicts, names))) == sorted(map(repr, other_verdicts))


def test_the_renaming_reaches_what_is_within_conditions():
    assert renamed({"when": "depth >= 5 and room == 'hall'"}, {"depth": "q_1", "hall": "z"}) == {"when": "q_1 >= 5 and room == 'z'"}
