"""Which column of a log means what."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from analysis.logs.synonyms import Synonyms, plain
from analysis.logs.values import RANKED
from sim.plan.model import Plan
from sim.words import LANGUAGES

_FIRST = frozenset({"time", "date", "kind", "actor", "to", "from", "channel", "form", "about"})  # before a fact of the same name
_UNIT = re.compile(r"[(（\[【].*?[)）\]】]\s*$")
_LONGEST = 100


@dataclass(frozen=True, slots=True)
class Columns:
    """Places of the columns: `fixed` by meaning, `facts` by id. `used` and `unused` are for the reader."""

    fixed: dict[str, int]
    facts: tuple[tuple[int, str], ...]
    used: tuple[tuple[str, str], ...]
    unused: tuple[str, ...]


class Headings:
    """Knows headings: the table's words and the facts of a plan by id and name."""

    def __init__(self, plan: Plan, synonyms: Synonyms) -> None:
        self._column = synonyms.column
        self._fact = {plain(word): fact.id for fact in reversed(plan.fact) for word in map(fact.name.of, LANGUAGES) if plain(word)}
        self._fact |= {plain(fact.id): fact.id for fact in plan.fact}
        known = {fact.id for fact in plan.fact}
        self._fact |= {word: id_ for word, id_ in synonyms.fact.items() if id_ in known}

    def meaning(self, heading: Any) -> tuple[str, bool] | None:
        """(column or fact id, whether it is a fact); None for a stranger."""
        if not isinstance(heading, str) or len(heading) > _LONGEST:
            return None
        for word in (plain(heading), plain(_UNIT.sub("", heading))):
            column = self._column.get(word)
            if column in _FIRST:
                return column, False
            if word in self._fact:
                return self._fact[word], True
            if column is not None:
                return column, column in RANKED
        return None

    def is_heading(self, cells: Sequence[Any]) -> bool:
        """Whether a row of cells holds the headings of a log."""
        found = {meaning[0] for cell in cells if (meaning := self.meaning(cell)) is not None}
        return {"time", "kind"} <= found and not found.isdisjoint({"actor", "from"})

    def columns(self, heading: Sequence[str]) -> Columns:
        """The columns below these headings; of two with one meaning the first counts."""
        fixed: dict[str, int] = {}
        facts: dict[str, int] = {}
        used: list[tuple[str, str]] = []
        unused: list[str] = []
        for place, word in enumerate(heading):
            meaning = self.meaning(word)
            target = fixed if meaning is None or not meaning[1] else facts
            if meaning is None or meaning[0] in target or meaning[0] == "note":
                if word.strip():
                    unused.append(word[:_LONGEST])
                continue
            target[meaning[0]] = place
            used.append((word, meaning[0]))
        return Columns(fixed, tuple((place, id_) for id_, place in facts.items()), tuple(used), tuple(unused))
