"""Facts as outside logs write them, typed through the plan: "约80人" is 80, "是" is true, "区机关；喊口号" a set."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from itertools import combinations
from typing import Any, NamedTuple

from analysis.evidence import Between, OneOf, Range
from analysis.logs.everyday import everyday
from analysis.logs.hedges import hedges
from analysis.logs.names import without_brackets
from analysis.logs.numbers import stated_number
from analysis.logs.synonyms import Synonyms, plain
from sim.plan.conditions import NO_RANK, Name, value_problem, vocabulary
from sim.plan.model import Plan
from sim.words import LANGUAGES

RANKED = ("grade", "level", "warning")
_PARTED = re.compile(r"[、,，;；/|\n]+")
_RANK_WORDS = re.compile(r"(?:级|响应|预警|事件|色|grade|level|warning|response)")
_LARGEST = 1e12
_ALL_SUBSETS = 8  # of so many values every set is tried


class CellValue(NamedTuple):
    """What a cell states, or a problem's code. Where it leaves something open, `range` says what, and `value` is the likely one, or None."""

    value: Any
    code: str = ""
    range: Range | None = None


class FactCells:
    """Reads the cells of fact columns. Values come by id, by the plan's names, or by the user's words."""

    def __init__(self, plan: Plan, synonyms: Synonyms) -> None:
        self.names: Mapping[str, Name] = {
            id_: name for id_, name in vocabulary(plan).names.items() if id_ in RANKED or any(fact.id == id_ for fact in plan.fact)
        }
        self._flags = synonyms.flag
        self._units = {fact.id: fact.unit for fact in plan.fact}  # what a fact is counted in may stand beside its number
        self._words: dict[str, dict[str, str]] = {}
        for id_, name in self.names.items():
            self._words[id_] = {plain(value): value for value in name.values}
        for id_, entries in (("grade", plan.grade), ("level", plan.level), ("warning", plan.warning)):
            for entry in entries:
                names = tuple(map(entry.name.of, LANGUAGES))
                for word in (*names, entry.id, *without_brackets(names)):
                    self._words[id_].setdefault(plain(word), entry.id)
                    self._words[id_].setdefault(_rank_word(word), entry.id)
        for fact in plan.fact:
            for value, text in fact.value_names.items():
                for lang in LANGUAGES:
                    self._words[fact.id].setdefault(plain(text.of(lang)), value)
        self._bare = everyday().without_article
        for fact in plan.fact:
            for value, text in fact.value_names.items():
                for lang in LANGUAGES:
                    self._words[fact.id].setdefault(plain(self._bare(text.of(lang))), value)
        for id_, words in synonyms.value.items():
            if id_ in self._words:
                self._words[id_].update(words)
        self._cache: dict[tuple[str, str], CellValue] = {}

    def read(self, id_: str, cell: object) -> CellValue:
        """The value of a fact in a cell that is not blank. What cannot be read may be all that the fact can be."""
        if not isinstance(cell, str):
            return self._open(id_, self._checked(id_, cell))
        key = (id_, cell)
        found = self._cache.get(key)
        if found is None:
            found = self._cache[key] = self._open(id_, self._text(id_, cell))
        return found

    def _open(self, id_: str, found: CellValue) -> CellValue:
        return found._replace(range=self.whole_range(id_)) if found.code and found.range is None else found

    def whole_range(self, id_: str) -> Range:
        """All that a fact can be."""
        name = self.names[id_]
        match name.type:
            case "count":
                return Between(0, hedges().largest, whole=True)
            case "number":
                return Between(-hedges().largest, hedges().largest)
            case "flag":
                return OneOf((True, False))
            case "set of":
                return OneOf(_subsets(name.values, ()))
        return OneOf((*name.values, NO_RANK) if name.type == "ranked" and NO_RANK not in name.values else tuple(name.values))

    def _checked(self, id_: str, cell: object) -> CellValue:
        name = self.names[id_]
        if isinstance(cell, float) and name.type == "count" and cell.is_integer():
            cell = int(cell)
        if name.type == "flag" and isinstance(cell, int | float) and cell in (0, 1):
            cell = bool(cell)
        if name.type == "set of" and isinstance(cell, list):
            return self._set(id_, [str(one) for one in cell])
        if name.type in ("one of", "ranked") and isinstance(cell, int | float) and not isinstance(cell, bool):
            return self._text(id_, f"{cell:g}")
        return CellValue(cell) if not value_problem(name, cell) else CellValue(None, "bad-value")

    def _text(self, id_: str, text: str) -> CellValue:
        if len(text) > 2000:
            return CellValue(None, "bad-value")
        kind = self.names[id_].type
        if kind in ("count", "number"):
            return self._number(id_, text)
        if kind == "flag":
            found = self._flags.get(plain(text))
            return CellValue(None, "bad-value") if found is None else CellValue(found)
        if kind == "set of":
            return self._set(id_, _PARTED.split(text))
        word = self._word(id_, text)
        if word is None and kind == "ranked":
            word = self._words[id_].get(_rank_word(text)) or (NO_RANK if self._flags.get(plain(text)) is False else None)
        return CellValue(None, "bad-value") if word is None else CellValue(word)

    def _word(self, id_: str, text: str) -> str | None:
        """The value that a word stands for, with or without an article."""
        known = self._words[id_]
        return known.get(plain(text)) or known.get(plain(self._bare(text)))

    def _set(self, id_: str, parts: list[str]) -> CellValue:
        if len(parts) == 1 and self._flags.get(plain(parts[0])) is False and plain(parts[0]) not in self._words[id_]:
            return CellValue([])
        known = [self._word(id_, part) for part in parts if part.strip()]
        if any(word is None for word in known):
            read = tuple(word for word in known if word is not None)
            return CellValue(None, "bad-value", OneOf(_subsets(self.names[id_].values, read)))
        return CellValue(sorted({word for word in known if word is not None}))

    def _number(self, id_: str, text: str) -> CellValue:
        name = self.names[id_]
        whole = name.type == "count"
        unit = self._units.get(id_)
        stated = stated_number(text.replace(unit, " ") if unit else text, whole=whole)
        if stated is None or max(abs(stated.low), abs(stated.high)) > _LARGEST:
            return CellValue(None, "bad-value")
        value = None if stated.likely is None else int(stated.likely) if stated.likely == int(stated.likely) else stated.likely
        if value is not None and value_problem(name, value):
            return CellValue(None, "bad-value")
        if stated.exact:
            return CellValue(value)
        if whole and stated.low < 0:
            return CellValue(None, "bad-value")
        return CellValue(value, "range" if value is None else "", Between(stated.low, stated.high, whole))


def _subsets(values: Sequence[str], least: tuple[str, ...]) -> tuple[list[str], ...]:
    """All sets of these values that hold the least ones; of very many values only small and nearly full ones."""
    others = [value for value in values if value not in least]
    sizes = range(len(others) + 1) if len(others) <= _ALL_SUBSETS else (0, 1, 2, len(others) - 1, len(others))
    return tuple(sorted((*least, *some)) for size in sizes for some in combinations(others, size))


def _rank_word(text: str) -> str:
    return plain(_RANK_WORDS.sub("", unicodedata.normalize("NFKC", text).casefold()))
