"""An edited script read back as a scenario: checked as a scenario's file is, each fault told by the cell that it stands in."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from typing import Any

from analysis.expectations import mistakes_in_scenario
from analysis.scripts.base import Base, base_of_details, base_of_scenario
from analysis.scripts.columns import HEAD
from analysis.scripts.opened import CellPlace, OpenScript, language_of
from analysis.scripts.taken import ScriptTaker, TakenScript, moments_of
from analysis.scripts.takes import ground_of
from analysis.scripts.toml_text import scenario_toml
from sim.documents import Document, Steps, TomlLines, parse_toml
from sim.durations import parse_span
from sim.errors import InputError, Mistake
from sim.inputs.assembly import Inputs
from sim.inputs.resources import Resources
from sim.inputs.scenario import Scenario, check_scenario_document
from sim.plan.model import Plan
from sim.text import digest
from sim.words import RefusedError, Said, phrase

_CELL = re.compile(r"!([A-Z]*)(\d+)")


@dataclass(frozen=True, slots=True)
class ReadScript:
    """A scenario as the text of its file, what it says, and how it came about; `as_written` where nothing was changed."""

    text: str
    scenario: Scenario
    taken: TakenScript
    plan_changed: bool
    as_written: bool


def base_of(opened: OpenScript, named: tuple[Inputs, Mapping[str, Any]] | None) -> Base:
    """What a script is laid over: what it carries, or the scenario that is named. Raises InputError where there is neither, or both."""
    if opened.details is not None:
        if named is not None:
            raise InputError.of(opened.file, "", phrase("script.from-and-own"), hint=phrase("script.from-and-own.hint"))
        base = base_of_details(opened.details, opened.faults)
        if base.meta and base.head:
            return base
        opened.faults.add(opened.details.sheet, phrase("script.no-head"), hint=phrase("script.from.hint"))
        opened.faults.stop()
    if named is None:
        raise InputError.of(opened.file, "", phrase("script.lacks-details"), hint=phrase("script.from.hint"))
    return base_of_scenario(*named)


def read_script(opened: OpenScript, base: Base, plan: Plan, resources: Resources, lang: str) -> ReadScript:
    """The scenario that an opened script says. Raises InputError with every fault, by sheet, row and column."""
    start, horizon = _times(opened, base)
    spoken = base.meta.get("language") or language_of(opened.script)
    taken = ScriptTaker(opened, ground_of(base, plan, resources, moments_of(opened, base, start, horizon), spoken)).take()
    found = list(opened.faults.found)
    scenario: Scenario | None = None
    try:
        scenario = check_scenario_document(_PlacedDocument(taken.tables, taken.places), opened.file, plan, resources)
    except InputError as error:
        found += _by_cell(error, taken, tuple(found), details=opened.details is not None)
    if scenario is not None:
        found += (_expectation_by_cell(one, taken) for one in mistakes_in_scenario(scenario, plan, resources, opened.file))
    if found or scenario is None:
        raise InputError(sorted(found, key=lambda one: _rank(one, opened)))
    text = scenario_toml(taken.tables, taken.comments, opened.file, lang)
    parse_toml(text, opened.file)
    told_digest = digest(scenario)
    return ReadScript(text, scenario, taken, base.own and base.meta.get("plan") != digest(plan), base.meta.get("scenario") == told_digest)


def _times(opened: OpenScript, base: Base) -> tuple[datetime, float]:
    """When the drill starts, and how long it is; without these no row has a moment."""
    start, horizon, written = base.head.get("start"), base.head.get("horizon"), base.meta.get("start")
    if isinstance(start, date) and not isinstance(start, datetime):
        start = datetime.combine(start, time())
    if not isinstance(start, datetime) or start.tzinfo is not None:
        _head_fault(opened, base, "start", start, phrase("scenario.such-as-start"))
        start = datetime(2000, 1, 1)  # noqa: DTZ001 - never told: there is a fault
    try:
        minutes = parse_span(horizon)
    except RefusedError as error:
        _head_fault(opened, base, "horizon", horizon, error.why)
        minutes = 0.0
    if written is not None:
        try:
            if datetime.fromisoformat(written).tzinfo is not None:
                raise ValueError(written)
        except ValueError:
            _head_fault(opened, base, "start", written, phrase("scenario.such-as-start"))
    opened.faults.stop()
    return start, minutes


def _head_fault(opened: OpenScript, base: Base, key: str, value: Any, allowed: Any) -> None:
    place = base.places.get(((HEAD, ""), (key,)))
    sheet = opened.details.sheet if opened.details is not None else opened.script.sheet
    opened.faults.add(str(place) if place is not None else f"{sheet} {key}", phrase("script.no-time"), value=value or "", allowed=allowed)


# -- faults by the cell -----------------------------------------------------------------------------------------------------------


class _Cells(TomlLines):
    """Where the values of a scenario stand: a number for each place, in the order of the workbook."""

    def __init__(self, places: Mapping[Steps, CellPlace]) -> None:
        self._places = dict(places)
        self.all = sorted(set(places.values()), key=lambda place: (place.sheet, place.line, place.column is not None, place.column or 0))
        self._numbers = {place: number for number, place in enumerate(self.all, 1)}

    def line(self, steps: Iterable[str | int]) -> int:
        """The number of the place of a value, or of what should hold it."""
        way = tuple(steps)
        while way not in self._places and way:
            way = way[:-1]
        return self._numbers.get(self._places[way], 0) if way in self._places else 0

    def rename(self, was: Steps, now: Steps) -> None:
        """A key has another name from here on."""
        self._places |= {(*now, *steps[len(was) :]): place for steps, place in self._places.items() if steps[: len(was)] == was}


class _PlacedDocument(Document):
    """Tables that stand in a workbook."""

    def __init__(self, tables: Mapping[str, Any], places: Mapping[Steps, CellPlace]) -> None:
        super().__init__(tables, "")
        self._cells = places
        self._lines = _Cells(places)

    def again(self) -> Document:
        """Another one of the same workbook."""
        return _PlacedDocument(deepcopy(dict(self)), self._cells)


def _rank(one: Mistake, opened: OpenScript) -> tuple[bool, int, int, str]:
    """By which faults are told: the script's before those among the details, each from above to below and from left to right."""
    match = _CELL.search(one.place)
    mine = one.place.startswith(f"{opened.script.sheet}!")
    return (not mine, int(match[2]), len(match[1]), match[1]) if match is not None else (True, 0, 0, "")


def _by_cell(error: InputError, taken: TakenScript, told: Iterable[Mistake], *, details: bool) -> Iterator[Mistake]:
    """The faults of a scenario, each at its cell; of a cell that has one already the others say nothing more."""
    places, known = _Cells(taken.places).all, {one.place.split(" ")[0] for one in told}
    for one in error.mistakes:
        place = places[one.line - 1] if one.line else None
        if place is not None and str(place).split(" ", maxsplit=1)[0] in known:
            continue
        where = " · ".join(filter(None, (str(place) if place is not None else "", one.place)))
        hint: Said = one.hint
        if one.problem == phrase("scenario.changes-nothing"):
            hint = phrase("script.tells-nobody")
        elif not hint and details and place is not None and place.column is None:
            hint = phrase("script.details-hint")
        yield replace(one, place=where, line=None, hint=hint)


def _expectation_by_cell(one: Mistake, taken: TakenScript) -> Mistake:
    """An expectation's fault at the cell of its condition."""
    for place, entry in enumerate(taken.tables.get("expect", ())):
        if f'"{entry.get("id")}"' in one.place:
            cell = taken.places.get(("expect", place, "that")) or taken.places.get(("expect", place))
            return replace(one, place=f"{cell} · {one.place}" if cell is not None else one.place, line=None)
    return replace(one, line=None)
