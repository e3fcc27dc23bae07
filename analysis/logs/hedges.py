"""What people write around a time or a number, and the range that it stands for: the words and widths of `hedges.toml`."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any, Generic, NamedTuple, TypeVar

from sim.documents import read_toml
from sim.durations import parse_clock

T = TypeVar("T")
_FEW = r"\s*(?P<ten>十)?\s*(?:{words})\s*(?P<unit>十|百|千|万|tens|hundred|thousand)?\D{{0,8}}"


class AroundTime(NamedTuple):
    """How many minutes before and after a time as written it may truly have been."""

    before: float
    after: float


class PartOfDay(NamedTuple):
    """From which minute of a day to which; beyond 1440 it is the next day. `said` are the clock times that are said with such a word.

    `ends_day`: whether its twelve o'clock is the end of the day that stands before it.
    """

    low: float
    high: float
    said: tuple[float, float]
    ends_day: bool

    def stands_for(self, hour: int, minute: float) -> float | None:
        """The minute of the day that an hour said with this word stands for, beyond 1440 the next day's; None for none, or for two."""
        hours = {hour, hour + 12} if hour < 12 else {0, 12, 24} if hour == 12 else {hour}
        hours |= {hour + 24} if hour <= 6 else set()
        fitting = [at * 60 + minute for at in hours if self.said[0] <= at * 60 + minute <= self.said[1]]
        return fitting[0] if len(fitting) == 1 else None


class AroundNumber(NamedTuple):
    """By which share of a number the true one may be below and above it."""

    below: float
    above: float


class Bound(NamedTuple):
    """Between which shares of a number the true one lies; `high` None: no bound. `itself`: whether it may be the number."""

    low: float
    high: float | None
    itself: bool


class More(NamedTuple):
    """More than the number, but less than the next that is as round."""


class Vague(NamedTuple):
    """No number, but between which it lies."""

    least: float
    most: float


class HedgedText(NamedTuple):
    """What is left of a text without its hedges, and what these say of it."""

    rest: str
    hedges: tuple[Any, ...]


class WordTable(Generic[T]):
    """Words with what they say, found at either end of a text, the longest first."""

    def __init__(self, entries: Mapping[str, T]) -> None:
        self._said = dict(sorted(entries.items(), key=lambda entry: -len(entry[0])))
        front = "|".join(map(_pattern_in_front, self._said))
        behind = "|".join(map(_pattern_behind, self._said))
        self._front, self._behind = re.compile(rf"\s*({front})\s*"), re.compile(rf"\s*({behind})\s*$")
        self._any = re.compile(front)

    def whole(self, text: str) -> T | None:
        """What a text says that is one of these words and nothing else."""
        return self._said.get(text.strip())

    def in_front(self, text: str) -> tuple[T, str] | None:
        """What the word at the beginning says, and what follows it."""
        found = self._front.match(text)
        return None if found is None else (self._said[found[1]], text[found.end() :])

    def behind(self, text: str) -> tuple[T, str] | None:
        """What the word at the end says, and what stands before it."""
        found = self._behind.search(text)
        return None if found is None else (self._said[found[1]], text[: found.start()])

    def anywhere(self, text: str) -> T | None:
        """What the first of these words in a text says."""
        found = self._any.search(text)
        return None if found is None else self._said[found[0]]

    def without(self, text: str) -> str:
        """A text with a blank in the place of each of these words."""
        return self._any.sub(" ", text)

    def trim(self, text: str) -> HedgedText:
        """The text without all such words at its ends."""
        hedges: list[T] = []
        while (found := self.in_front(text) or self.behind(text)) is not None and len(found[1]) < len(text):
            hedges.append(found[0])
            text = found[1]
        return HedgedText(text, tuple(hedges))


def _pattern_in_front(word: str) -> str:
    return re.escape(word) + (r"(?![a-z])" if word[-1:].isascii() and word[-1:].isalpha() else "")


def _pattern_behind(word: str) -> str:
    return (r"(?<![a-z])" if word[:1].isascii() and word[:1].isalpha() and word != "ish" else "") + re.escape(word)


@dataclass(frozen=True, slots=True, kw_only=True)
class Hedges:
    """The words of one file of hedges. `earlier_min` and `largest` bound what cannot be read at all."""

    time: WordTable[AroundTime]
    part: WordTable[PartOfDay]
    number: WordTable[AroundNumber | Bound | More]
    few: re.Pattern[str]  # 数, 几 and their like, with what stands around them
    least: float  # what they stand for, before they are multiplied
    most: float
    vague: WordTable[Vague]
    filler: frozenset[str]  # words that change nothing of a number beside which they stand
    around: re.Pattern[str]  # one of these, or of the words of `number`
    earlier_min: float
    largest: float

    def without_filler(self, text: str) -> str:
        """A text with a blank in the place of each word that changes nothing; "at least" is no "at", and 上访 no 上."""
        return self.around.sub(lambda found: " " if found[0] in self.filler else found[0], text)


@lru_cache(maxsize=1)
def hedges() -> Hedges:
    """The hedges that this product knows. Raises InputError for a broken file."""
    data = read_toml(files("analysis.logs") / "hedges.toml")
    numbers: dict[str, AroundNumber | Bound | More] = {}
    for entry in data["number"]:
        numbers |= dict.fromkeys(_words(entry), AroundNumber(entry["below"], entry["above"]))
    for entry in data["bound"]:
        numbers |= dict.fromkeys(_words(entry), Bound(entry["from"], entry.get("to"), entry["itself"]))
    numbers |= dict.fromkeys(_words(data["more"]), More())
    filler = frozenset(word for some in data["filler"].values() for word in some) - numbers.keys()
    return Hedges(
        time=WordTable({word: AroundTime(entry["before_min"], entry["after_min"]) for entry in data["time"] for word in _words(entry)}),
        part=WordTable({word: _part(entry) for entry in data["part"] for word in _words(entry)}),
        number=WordTable(numbers),
        few=re.compile(_FEW.format(words="|".join(map(re.escape, sorted(_words(data["few"]), key=len, reverse=True))))),
        least=data["few"]["least"],
        most=data["few"]["most"],
        vague=WordTable({word: Vague(entry["least"], entry["most"]) for entry in data["vague"] for word in _words(entry)}),
        filler=filler,
        around=_either([*filler, *numbers]),
        earlier_min=data["unreadable"]["before_min"],
        largest=data["unreadable"]["largest"],
    )


def _either(words: Iterable[str]) -> re.Pattern[str]:
    """One of the words, the longest first; an English one is a word of its own."""
    return re.compile("|".join(map(_whole_word, sorted(set(words), key=len, reverse=True))))


def _whole_word(word: str) -> str:
    return rf"(?<![a-z]){re.escape(word)}(?![a-z])" if word.isascii() and (word[0] + word[-1]).isalpha() else re.escape(word)


def _words(entry: Mapping[str, Any]) -> list[str]:
    return [unicodedata.normalize("NFKC", word).casefold() for some in entry["words"].values() for word in some]


def _part(entry: Mapping[str, Any]) -> PartOfDay:
    low, high = parse_clock(entry["from"]), parse_clock(entry["to"])
    first, last = map(parse_clock, entry["said"])
    return PartOfDay(low, high if high > low else high + 24 * 60, (first, last if last > first else last + 24 * 60), entry.get("ends_day", False))
