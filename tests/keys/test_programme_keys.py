"""No key of a programme without an effect: changed, it is refused, or another document, other tables or another draft come of it."""

from __future__ import annotations

import copy
import tomllib
from collections.abc import Iterator
from datetime import date, time, timedelta
from pathlib import Path
from typing import Any

import pytest

from analysis.programme.as_json import programme_document
from analysis.programme.state import ProgrammeState
from analysis.programme.told import ProgrammeTold
from sim.errors import InputError
from sim.inputs.programme import Programme, check_programme_document
from sim.inputs.schema import keys_of, models_in
from sim.text import Text
from tests.shipped import read_of
from tests.sources import ROOT

FILE = Path(__file__).with_name("programme.toml")
ON = date(2026, 12, 31)
ELSEWHERE = {"file"}  # which plan is read: tests/unit/test_programme_command.py


def places(held: Any, way: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    """The ways to all plain values."""
    steps = held.items() if isinstance(held, dict) else enumerate(held) if isinstance(held, list) else None
    if steps is None:
        yield way
        return
    for step, inner in steps:
        yield from places(inner, (*way, step))


def other(value: Any) -> Any:
    if isinstance(value, date):
        return value + timedelta(days=400)
    if isinstance(value, time):
        return time(17)
    return value + 1 if isinstance(value, int | float) else f"{value}x"


def changed(document: dict[str, Any], way: tuple[str | int, ...]) -> dict[str, Any]:
    found: Any = copy.deepcopy(document)
    inner = found
    for step in way[:-1]:
        inner = inner[step]
    inner[way[-1]] = other(inner[way[-1]])
    return dict(found)


def shown(document: dict[str, Any]) -> object:
    """All that is told of a programme; that it is refused."""
    try:
        state = ProgrammeState(check_programme_document(document, "programme.toml"), ON)
    except InputError:
        return "refused"
    told = ProgrammeTold(state, read_of(ROOT / "scenarios" / "reservoir")[0], "en")
    return programme_document(told), list(told.sections()), told.facts()


DOCUMENT = tomllib.loads(FILE.read_text("utf-8"))


@pytest.mark.parametrize("way", [way for way in places(DOCUMENT) if way[-1] not in ELSEWHERE], ids=lambda way: ".".join(map(str, way)))
def test_every_value_of_a_programme_has_an_effect(way: tuple[str | int, ...]) -> None:
    assert shown(changed(DOCUMENT, way)) != shown(DOCUMENT)


def test_every_key_of_a_programme_is_in_the_file() -> None:
    there = {step for way in places(DOCUMENT) for step in way if isinstance(step, str)}
    known = {key for model in models_in(Programme) if model is not Text for key in keys_of(model)}

    assert known - there == set()
