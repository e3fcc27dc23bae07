"""Files broken at random: every mistake is told in the reader's language alone, with exit code 2 and never a traceback.

The mutants are made of the shipped files with a fixed seed: a value of a wrong kind, an id that is not there or stands twice, a key too few or
too many, a condition, limit, date or length that cannot be read.
"""

from __future__ import annotations

import json
import random
import re
import tomllib
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from itertools import product
from pathlib import Path
from typing import Any

import pytest

from analysis.expectations import mistakes_in_scenario
from analysis.logs.reading import read_log
from analysis.report.as_tables import ReportTable
from analysis.report.as_text import names_in, reading_parts, row_parts
from sim.errors import InputError, shown
from sim.inputs.assembly import shipped_calendar
from sim.inputs.calendars import CalendarFile, check_calendar_document, load_calendar_file, start_on
from sim.inputs.resources import Resources, check_resources_document
from sim.inputs.revisions import apply, check_revision_document
from sim.inputs.scenario import check_scenario_document
from sim.plan.loader import check_plan_document
from sim.plan.model import Plan
from sim.record import SCHEMA, decode
from sim.vocabulary import FAULTS
from sim.words import LANGUAGES
from tests.foreign import is_foreign
from tests.fuzz.mutations import broken

SCENARIOS = Path(__file__).resolve().parents[2] / "scenarios"
TYPED = re.compile(r'"[^"]*"|“[^”]*”|\{[^}]*\}')  # what may be written, and what was
# Words of the format that hold a space, as they are typed.
FORMAT = ("one of", "set of", "none stated", "where needed", "must not", *(word for word in FAULTS if " " in word))


def values(document: Any) -> Iterator[str]:
    """What a file itself says, which a message may quote."""
    match document:
        case dict():
            for key, held in document.items():
                yield key
                yield from values(held)
        case list():
            for held in document:
                yield from values(held)
        case str():
            yield document


@cache
def document(name: str) -> dict[str, Any]:
    """A shipped file as tables."""
    return tomllib.loads((SCENARIOS / name).read_text("utf-8"))


@cache
def shanting() -> tuple[Plan, Resources]:
    """The default plan and its resources."""
    plan = check_plan_document(document("shanting/plan.toml"), "plan.toml")
    return plan, check_resources_document(document("shanting/resources.toml"), "resources.toml", plan)


@cache
def calendar() -> CalendarFile:
    """The calendar that ships."""
    return load_calendar_file(shipped_calendar())


def check_plan(made: dict[str, Any]) -> None:
    check_plan_document(made, FILE)


def check_resources(made: dict[str, Any]) -> None:
    check_resources_document(made, FILE, shanting()[0])


def check_scenario(made: dict[str, Any]) -> None:
    scenario = check_scenario_document(made, FILE, *shanting())
    start_on(calendar(), scenario.scenario.start, FILE)
    mistakes = tuple(mistakes_in_scenario(scenario, *shanting(), FILE))
    if mistakes:
        raise InputError(mistakes)


def check_revision(made: dict[str, Any]) -> None:
    revision = check_revision_document(made, FILE)
    check_plan_document(apply(document("shanting/plan.toml"), document("shanting/resources.toml"), [revision])[0], FILE)


def check_calendar(made: dict[str, Any]) -> None:
    check_calendar_document(made, FILE)


FILE = "broken.toml"
# What is broken, how often, and who reads it.
BROKEN: dict[str, tuple[int, Callable[[dict[str, Any]], None]]] = {
    "shanting/plan.toml": (45, check_plan),
    "production-accident/plan.toml": (100, check_plan),
    "shanting/resources.toml": (60, check_resources),
    "shanting/scenarios/district-gate.toml": (50, check_scenario),
    "shanting/scenarios/person-of-three-posts-away.toml": (50, check_scenario),
    "shanting/revisions/one-desk.toml": (25, check_revision),
    "shanting/revisions/partial-first-report.toml": (25, check_revision),
    "calendar-cn.toml": (60, check_calendar),
}


def cited(made: dict[str, Any]) -> list[str]:
    """What a message may cite of a file and is no single word of the Latin alphabet, longest first."""
    units = (word.lstrip("0123456789. ") for word in values(made))  # of what is no length of time the unit is cited alone
    words = {*FORMAT} | {word for word in (*values(made), *units) if re.search(r"\s|[\u4e00-\u9fff]", word)}
    return sorted({part for word in words for part in (word, repr(word)[1:-1], shown(word))}, key=len, reverse=True)


def foreign(text: str, lang: str, own: Iterable[str]) -> list[str]:
    """The lines of a message that speak another language than the reader's; what the file says is quoted as it stands."""
    return [line for line in text.splitlines() if is_foreign(TYPED.sub("…", line), lang, own=own)]


@pytest.mark.parametrize("name", BROKEN)
def test_whatever_is_broken_is_told_in_one_language(name: str) -> None:
    times, check = BROKEN[name]
    luck, refused, escaped = random.Random(f"broken {name}"), 0, []  # noqa: S311 - luck that comes again
    for number in range(times):
        made = broken(document(name), luck)
        try:
            check(made)
        except InputError as error:
            refused += 1
            print(number, error.told("zh"))
            own = cited(made)
            escaped += [(number, lang, line) for lang in LANGUAGES for line in foreign(error.told(lang), lang, own)]

    assert refused > times / 2
    assert escaped == []


# -- logs ----------------------------------------------------------------------------------------------------------------------

LOGS = {"shanting": "some-log.csv", "production-accident": "mine.csv", "cyber-incident": "break-in.csv", "school-rule": "fall.csv"}
CELLS = (
    "",
    "nonsense",
    "胡乱写的",
    "25:61",
    "08:77",
    "2026-02-30 10:00",
    "-5",
    "1e9",
    "IX",
    "pigeon",
    "飞鸽",
    "是",
    "maybe",
    "5-",
    "约三十",
    "{x}",
    "⟦",
    "x" * 300,
)


def worse(text: str, luck: random.Random) -> str:
    """A log with some faults: cells of nonsense, lines too short, too long, twice, or out of order."""
    lines = text.splitlines()
    for _ in range(luck.randint(1, 5)):
        place = luck.randrange(len(lines)) if luck.random() < 0.2 else luck.randrange(1, len(lines))
        cells = lines[place].split(",")
        match luck.randrange(6):
            case 0:
                lines.insert(luck.randrange(1, len(lines)), lines[place])
            case 1:
                cells = cells[: luck.randrange(1, len(cells) + 1)]
            case 2:
                cells += ["more", "还有"]
            case _:
                cells[luck.randrange(len(cells))] = luck.choice(CELLS)
        lines[place] = ",".join(cells)
    return "\n".join(lines) + "\n"


def told(parts: Iterable[Any], lang: str) -> Iterator[str]:
    """Every line and cell of a report."""
    for part in parts:
        if isinstance(part, ReportTable):
            yield from (part.title, part.note, *part.columns, *(str(cell) for row in part.rows for cell in row))
        else:
            yield from (part.heading, *part.lines)


@pytest.mark.parametrize("plan_name", LOGS)
def test_whatever_is_wrong_with_a_log_is_told_in_one_language(plan_name: str, tmp_path: Path) -> None:
    plan = check_plan_document(document(f"{plan_name}/plan.toml"), FILE)
    text, escaped = (SCENARIOS / plan_name / "logs" / LOGS[plan_name]).read_text("utf-8"), []
    luck = random.Random(f"worse {plan_name}")  # noqa: S311 - luck that comes again
    for number in range(40):
        file = tmp_path / "log.csv"
        file.write_text(worse(text, luck), "utf-8")
        own = sorted(
            {
                shown(cell, 80)
                for line in file.read_text("utf-8").splitlines()
                for cell in (line, *line.split(","), *re.split("[,:：]", line))
                if cell
            },
            key=len,
            reverse=True,
        )
        for lang in LANGUAGES:
            try:
                log = read_log(file, plan)
            except InputError as error:
                lines: list[str] = error.told(lang).replace(str(file), "").splitlines()
            else:
                names = names_in(log, lang, plan)
                lines = [*told(reading_parts(log, names, every_problem=True), lang), *told(row_parts(log, names), lang)]
            escaped += [(number, lang, line) for whole in lines for line in foreign(whole.replace(str(file), ""), lang, own)]

    assert escaped == []


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_broken_record_is_told_in_one_language(lang: str, tmp_path: Path) -> None:
    """Of a record's lines the library that reads them speaks English alone, so what it says is never passed on."""
    file = tmp_path / "record.jsonl"
    good = json.dumps(
        {"schema": SCHEMA, "version": "1", "plan": {}, "resources": {}, "scenario": {}, "seed": 1, "start": "2026-03-10T08:00", "horizon_min": 9}
    )
    for head, row in product(
        (good, "{", "[]", good.replace('"seed": 1', '"seed": "x"'), good.replace('"plan": {}, ', "")), ("{", "[0]", '{"seq": "x"}')
    ):
        file.write_text(f"{head}\n{row}\n", "utf-8")
        with pytest.raises(InputError) as caught:
            decode(file.read_bytes(), "record.jsonl")
        assert foreign(caught.value.told(lang), lang, ()) == []
