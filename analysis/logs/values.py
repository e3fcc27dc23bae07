"""Facts as outside logs write them, typed through the plan: "约80人" is 80, "是" is true, "区机关；喊口号" a set."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from typing import Any, NamedTuple

from analysis.logs.names import without_brackets
from analysis.logs.synonyms import Synonyms, plain
from sim.plan.conditions import NO_RANK, Name, value_problem, vocabulary
from sim.plan.model import Plan
from sim.words import LANGUAGES

RANKED = ("grade", "level", "warning")
_NUMBER = re.compile(r"(-?\d[\d,]*(?:\.\d+)?)\s*([万千百])?")
_RANGE = re.compile(r"\d\s*[万千百]?[^\d.,]{0,3}(?:-|–|—|~|至|到|\bto\b)\s*\d")
_CHINESE = re.compile(r"[零〇一二两三四五六七八九十百千万]+")
_DIGITS = {sign: number for number, sign in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_UNITS = {"十": 10, "百": 100, "千": 1000}
_TIMES = {"万": 10_000.0, "千": 1000.0, "百": 100.0, None: 1.0}
_PARTED = re.compile(r"[、,，;；/|\n]+")
_RANK_WORDS = re.compile(r"(?:级|响应|预警|事件|色|grade|level|warning|response)")
_LARGEST = 1e12


class CellValue(NamedTuple):
    """What a cell states, or a problem's code."""

    value: Any
    code: str = ""


class FactCells:
    """Reads the cells of fact columns. Values come by id, by the plan's names, or by the user's words."""

    def __init__(self, plan: Plan, synonyms: Synonyms) -> None:
        self.names: Mapping[str, Name] = {
            id_: name for id_, name in vocabulary(plan).names.items() if id_ in RANKED or any(fact.id == id_ for fact in plan.fact)
        }
        self._flags = synonyms.flag
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
        for id_, words in synonyms.value.items():
            if id_ in self._words:
                self._words[id_].update(words)
        self._cache: dict[tuple[str, str], CellValue] = {}

    def read(self, id_: str, cell: object) -> CellValue:
        """The value of a fact in a cell that is not blank."""
        if not isinstance(cell, str):
            return self._checked(id_, cell)
        key = (id_, cell)
        found = self._cache.get(key)
        if found is None:
            found = self._cache[key] = self._text(id_, cell)
        return found

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
        word = self._words[id_].get(plain(text))
        if word is None and kind == "ranked":
            word = self._words[id_].get(_rank_word(text)) or (NO_RANK if self._flags.get(plain(text)) is False else None)
        return CellValue(None, "bad-value") if word is None else CellValue(word)

    def _set(self, id_: str, parts: list[str]) -> CellValue:
        if len(parts) == 1 and self._flags.get(plain(parts[0])) is False and plain(parts[0]) not in self._words[id_]:
            return CellValue([])
        known = [self._words[id_].get(plain(part)) for part in parts if part.strip()]
        if any(word is None for word in known):
            return CellValue(None, "bad-value")
        return CellValue(sorted({word for word in known if word is not None}))

    def _number(self, id_: str, text: str) -> CellValue:
        text = unicodedata.normalize("NFKC", text).casefold()
        if _RANGE.search(text):
            return CellValue(None, "range")
        number = _first_number(text)
        if number is None or abs(number) > _LARGEST:
            return CellValue(None, "bad-value")
        value: float = int(number) if number == int(number) else number
        return CellValue(value) if not value_problem(self.names[id_], value) else CellValue(None, "bad-value")


def _rank_word(text: str) -> str:
    return plain(_RANK_WORDS.sub("", unicodedata.normalize("NFKC", text).casefold()))


def _first_number(text: str) -> float | None:
    """The only number in a text, in digits or in Chinese; None where there is none, or more than one."""
    found = list(_NUMBER.finditer(text))
    if len(found) == 1:
        return float(found[0][1].replace(",", "")) * _TIMES[found[0][2]]
    words = _CHINESE.findall(text) if not found else []
    return _from_chinese(words[0]) if len(words) == 1 else None


def _from_chinese(word: str) -> float:
    total = section = digit = 0
    for sign in word:
        if sign in _DIGITS:
            digit = _DIGITS[sign]
        elif sign in _UNITS:
            section += (digit or 1) * _UNITS[sign]
            digit = 0
        else:
            total, section, digit = (total + section + digit or 1) * 10_000, 0, 0
    return float(total + section + digit)
