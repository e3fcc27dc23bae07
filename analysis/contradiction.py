"""A contradiction, and the words for its kinds."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sim.words import InLanguages, Phrase, phrase

TOLD, BEFORE, UNSENT, GRADE, EARLIER = ("told-differently", "before-known", "receipt-without-sending", "grade-not-from-facts", "known-earlier")
KINDS: dict[str, Phrase] = {kind: phrase(f"contradiction.{kind}") for kind in (TOLD, BEFORE, UNSENT, GRADE, EARLIER)}


@dataclass(frozen=True, slots=True)
class RowMark:
    """A row that a sentence speaks of, by its place in the record; `renumbered` gives it the number that its reader knows it by."""

    seq: int

    def of(self, lang: str) -> str:
        """Its place, the same in every language."""
        del lang
        return str(self.seq)


def renumbered(said: Any, number: Callable[[int], int | None]) -> Any:
    """A phrase with the reader's numbers in place of the record's; anything else stays as it is."""
    if isinstance(said, RowMark):
        line = number(said.seq)
        return said if line is None else RowMark(line)
    if isinstance(said, Phrase):
        return Phrase(said.code, tuple((name, renumbered(value, number)) for name, value in said.args), said.n)
    return said


@dataclass(frozen=True, slots=True)
class Contradiction:
    """One thing that does not fit: a key of KINDS, the sentence, the rows that show it, and the clause where the plan has one."""

    kind: str
    about: str
    sentence: InLanguages
    rows: tuple[int, ...]
    clause: str | None = None


def same(one: Any, other: Any) -> bool:
    """Whether two values of a fact say the same; sets do in any order."""
    if isinstance(one, list | tuple | set | frozenset) and isinstance(other, list | tuple | set | frozenset):
        return set(map(str, one)) == set(map(str, other))
    return bool(one == other)
