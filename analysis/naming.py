"""A record's ids in words, in both languages: bodies and posts, facts, grades, moments."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sim.plan.model import Plan
from sim.record import Header
from sim.text import Text

_UNDATED_YEAR = 1


class Naming:
    """Names from the plan, and from the record for bodies that only it knows."""

    def __init__(self, plan: Plan, header: Header) -> None:
        self._who = {entry.id: entry.name for table in (plan.body, plan.post, plan.group) for entry in table}
        for id_, entry in header.bodies.items():
            name = entry.get("name")
            if isinstance(name, Mapping):
                self._who[id_] = Text(zh=str(name.get("zh") or id_), en=str(name.get("en") or id_))
        self._facts = {fact.id: fact.name for fact in plan.fact}
        self._facts |= {"grade": Text(zh="等级", en="grade"), "level": Text(zh="响应级别", en="level"), "warning": Text(zh="预警", en="warning")}
        self._grades = {entry.id: entry.name for entry in plan.grade}
        start = _moment(header.start)
        self._start = 0 if start is None else start.hour * 60 + start.minute + start.second / 60

    def who(self, id_: str | None, lang: str) -> str:
        """A body or post; "?" for nobody."""
        return "?" if id_ is None else self._named(self._who, id_, lang)

    def fact(self, id_: str, lang: str) -> str:
        """A fact by its name."""
        return self._named(self._facts, id_, lang)

    def grade(self, id_: str, lang: str) -> str:
        """A grade by its name; what has none is no grade of the plan."""
        if id_ not in self._grades:
            return "预案未定的等级" if lang == "zh" else "none of the plan's grades"
        return self._named(self._grades, id_, lang)

    @staticmethod
    def value(value: Any, lang: str) -> str:
        """A fact's value."""
        if isinstance(value, bool):
            return ("是" if value else "否") if lang == "zh" else ("yes" if value else "no")
        if isinstance(value, list | tuple | set | frozenset):
            return ("、" if lang == "zh" else ", ").join(sorted(map(str, value))) or ("无" if lang == "zh" else "nothing")
        return f"{value:g}" if isinstance(value, float) else str(value)

    def clock(self, minute: float) -> str:
        """A moment as a clock shows it; "+1" and so on for the days after the first."""
        seconds = round((minute + self._start) * 60)
        days, rest = divmod(seconds, 86_400)
        text = f"{rest // 3600:02d}:{rest // 60 % 60:02d}" + (f":{rest % 60:02d}" if rest % 60 else "")
        return f"{text} {days:+d}" if days else text

    @staticmethod
    def _named(names: Mapping[str, Text], id_: str, lang: str) -> str:
        return names[id_].of(lang) or id_ if id_ in names else id_


def _moment(start: str) -> datetime | None:
    try:
        return datetime.fromisoformat(start)
    except ValueError:
        return None


def is_dated(header: Header) -> bool:
    """Whether a record says on which day it was."""
    start = _moment(header.start)
    return start is not None and start.year > _UNDATED_YEAR


def minutes_between(one: Header, other: Header) -> float:
    """How many minutes after the start of `one` that of `other` was; 0 where either has no date."""
    first, second = _moment(one.start), _moment(other.start)
    if first is None or second is None or not is_dated(one) or not is_dated(other):
        return 0.0
    if first.tzinfo is None or second.tzinfo is None:
        first, second = first.replace(tzinfo=None), second.replace(tzinfo=None)
    return (second - first).total_seconds() / 60
