"""What resources rest on: which numbers have a source, which are assumed and between what, and what people do where the plan is silent."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from analysis.report.as_tables import ReportTable, table
from analysis.report.as_text import PagePart, Paragraph
from sim.inputs.assumed import Sight, Sourced
from sim.inputs.resources import ChannelEntry, Hall, Journey, Resources, Rung, TaskTime, Unit
from sim.plan.model import Plan
from sim.words import Names, Words, words


def numbers_parts(resources: Resources, plan: Plan, lang: str) -> Iterator[PagePart]:
    """What these resources are, the numbers in the order of the file, then the habits."""
    say, names, head = words(lang), Names(lang, plan, resources), resources.resources
    yield Paragraph(heading=head.title.of(lang), lines=tuple(filter(None, (head.note.of(lang),))))
    rows = [(*_what(entry, names), _rests_on(entry, say), _range(entry, say)) for entry in _sourced(resources)]
    yield table(say, "numbers", ("what-number", "of-what", "number-rests-on", "range"), rows)
    if resources.habit:
        yield _habits(resources, say, lang)


def _habits(resources: Resources, say: Words, lang: str) -> ReportTable:
    """What people do where the plan is silent, and the clause that it fills."""
    rows = [
        (habit.title.of(lang), habit.fills or habit.clause, say("numbers.assumed") if habit.assumption else say("numbers.as-is"))
        for habit in resources.habit
    ]
    return table(say, "habits", ("habit", "fills", "number-rests-on"), rows)


def _sourced(resources: Resources) -> Iterator[Sourced]:
    """Every entry that says where its numbers are from."""
    for name in type(resources).model_fields:
        held = getattr(resources, name)
        yield from (entry for entry in (held if isinstance(held, tuple) else (held,)) if isinstance(entry, Sourced))


def _what(entry: Sourced, names: Names) -> tuple[str, str]:
    """Which table an entry is of, and what it is about."""
    say = names.say
    match entry:
        case TaskTime():
            form = names.form(entry.form) if entry.form else ""
            by = names.party(entry.by) if entry.by else ""
            return say("numbers.task"), say.tell([names.task(entry.act), *filter(None, (form, by))])
        case ChannelEntry():
            return say("numbers.channel"), names.channel(entry.id)
        case Unit():
            return say("numbers.unit"), names.of("unit", entry.id)
        case Journey():
            return say("numbers.journey"), say.tell([names.of("place", one) for one in entry.between])
        case Hall():
            return say("numbers.hall"), names.of("place", entry.place)
        case Rung():
            return say("numbers.rung"), names.of("rung", entry.id)
        case Sight():
            return say("numbers.sight"), names.party(entry.by) if entry.by else say("numbers.everybody-else")
    return say.named("numbers", type(entry).__name__.lower()), ""


def _rests_on(entry: Sourced, say: Words) -> str:
    if not entry.source:
        return say("numbers.assumed")
    return say("numbers.assumed-from", source=entry.source) if entry.assumption else entry.source


def _range(entry: Sourced, say: Words) -> str:
    return say("numbers.between", low=_end(entry.range[0]), high=_end(entry.range[1])) if len(entry.range) == 2 else ""


def _end(value: Any) -> str:
    return value if isinstance(value, str) else f"{value:g}" if isinstance(value, int | float) else str(value)
