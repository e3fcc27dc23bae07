"""Which column of a log means what."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from analysis.logs.everyday import everyday
from analysis.logs.synonyms import Synonyms, plain
from analysis.logs.values import RANKED
from sim.errors import InputError
from sim.plan.model import Fact, Plan
from sim.words import LANGUAGES, Said, phrase

_FIRST = frozenset({"time", "date", "kind", "actor", "to", "from", "channel", "form", "about"})  # before a fact of the same name
_UNIT = re.compile(r"[(（\[【].*?[)）\]】]\s*$")
_DECORATED = re.compile(r"^(?:[\s*＊#★☆※●■·•▲:：]|[(（]?\d{1,2}[)）.、．])+|(?:_x000D_|[\s*＊★☆※●■·•▲:：])+$", re.IGNORECASE)
_LONGEST = 100
_CALLED = {"time": phrase("log.column.time"), "kind": phrase("log.column.kind"), "actor": phrase("log.column.actor")}


def _texts(cells: Sequence[Any]) -> Iterable[str]:
    """What may be a heading, each text once: one cell of a page may fill a thousand columns."""
    return dict.fromkeys(cell for cell in cells if isinstance(cell, str) and cell)


def _missing(found: Collection[str]) -> list[str]:
    """Which of the columns that no log can do without are not among these."""
    there = {"actor" if name == "from" else name for name in found}
    return [name for name in _CALLED if name not in there]


def _counted(fact: Fact) -> list[str]:
    """What a number counts, by its name: "people" of "number of people"."""
    names = [fact.name.of(lang) for lang in LANGUAGES]
    return [name[len(before) :] for name in names for before in everyday().number_of if name.casefold().startswith(before)]


@dataclass(frozen=True, slots=True)
class Columns:
    """Places of the columns: `fixed` by meaning, `facts` by id. `used`, `unused` and `unknown` (of those) are for the reader."""

    fixed: dict[str, int]
    facts: tuple[tuple[int, str], ...]
    used: tuple[tuple[str, str], ...]
    unused: tuple[str, ...]
    unknown: tuple[str, ...] = ()


class Headings:
    """Knows headings: the table's words and the facts of a plan by id and name."""

    def __init__(self, plan: Plan, synonyms: Synonyms) -> None:
        self._column = synonyms.column
        self._fact = {plain(word): fact.id for fact in reversed(plan.fact) for word in map(fact.name.of, LANGUAGES) if plain(word)}
        self._fact |= {plain(fact.id): fact.id for fact in plan.fact}
        for fact in plan.fact:
            for word in _counted(fact) if fact.type in ("count", "number") else ():
                self._fact.setdefault(plain(word), fact.id)
        self._ids = {fact.id for fact in plan.fact}
        self._fact |= {word: id_ for word, id_ in synonyms.fact.items() if id_ in self._ids}

    def meaning(self, heading: Any) -> tuple[str, bool] | None:
        """(column or fact id, whether it is a fact); None for a stranger."""
        if not isinstance(heading, str) or len(heading) > _LONGEST:
            return None
        bare = _DECORATED.sub("", heading)
        for word in dict.fromkeys((plain(heading), plain(bare), plain(_UNIT.sub("", bare)), plain(_DECORATED.sub("", _UNIT.sub("", bare))))):
            column = self._column.get(word)
            if column in _FIRST:
                return column, False
            if word in self._fact:
                return self._fact[word], True
            if column is not None:
                return column, column in RANKED or column in self._ids
        return None

    def is_heading(self, cells: Sequence[Any]) -> bool:
        """Whether a row of cells holds the headings of a log."""
        found = {meaning[0] for cell in _texts(cells) if (meaning := self.meaning(cell)) is not None}
        return not _missing(found)

    def refusal(self, file: str, seen: Sequence[Sequence[Any]], hint: Said | None = None) -> InputError:
        """The error of a log without a row of headings: which of time, kind and actor the nearest row lacks."""
        known = [(self._known(cells), cells) for cells in seen if any(cell not in (None, "") for cell in cells)]
        found, cells = max(known, key=lambda entry: len(set(entry[0].values()) & {"time", "kind", "actor", "from"}), default=({}, ()))
        value = ", ".join(str(cell) for cell in cells if cell not in (None, ""))[:200]
        problem = phrase("log.no-heading")
        if found:
            lacks = [_CALLED[name] for name in _missing(set(found.values()))]
            problem = phrase("log.heading-lacks", lacks=lacks, known=[phrase("text.arrow", written=word, meaning=to) for word, to in found.items()])
        return InputError.of(file, "", problem, value=value, allowed=phrase("log.headings"), hint=hint or phrase("log.headings-hint"))

    def _known(self, cells: Sequence[Any]) -> dict[str, str]:
        """The headings of a row that mean something, with what they mean."""
        return {cell: meaning[0] for cell in _texts(cells) if (meaning := self.meaning(cell)) is not None and meaning[0] != "note"}

    def columns(self, heading: Sequence[str]) -> Columns:
        """The columns below these headings; of two with one meaning the first counts."""
        fixed: dict[str, int] = {}
        facts: dict[str, int] = {}
        used: list[tuple[str, str]] = []
        unused: list[str] = []
        unknown: list[str] = []
        for place, word in enumerate(heading):
            meaning = self.meaning(word)
            target = fixed if meaning is None or not meaning[1] else facts
            if meaning is None or meaning[0] in target or meaning[0] == "note":
                if word.strip():
                    unused.append(word[:_LONGEST])
                    if meaning is None:
                        unknown.append(word[:_LONGEST])
                continue
            target[meaning[0]] = place
            used.append((word, meaning[0]))
        return Columns(fixed, tuple((place, id_) for id_, place in facts.items()), tuple(used), tuple(unused), tuple(unknown))
