"""Which known name may have been meant by one that nobody knows: the nearest in meaning among those whom the row's act allows.

Names that share their parts are near, above all the part that says what kind of body it is: the last word, or the last two characters. A part
that few names have says more than one that many have. Only where no name shares enough is one offered that is spelled nearly so.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from itertools import pairwise
from typing import NamedTuple

from analysis.logs.everyday import everyday
from analysis.logs.synonyms import plain
from sim.errors import nearest
from sim.words import NOTHING, Said, phrase

_LONGEST = 60
_MOST = 3
_ENOUGH = 0.5  # of the parts of what was written
_MOST_HINTS = 200  # looking for the nearest word is slow; a log full of strangers needs no more of it


class _Parts(NamedTuple):
    """The parts of a name, and the one that says what kind of body it is, "" where it takes more than that one to tell."""

    all: frozenset[str]
    head: str


def _parts(name: str) -> _Parts:
    name = everyday().any_body.sub("", name) or name
    if name.isascii():
        return _Parts(frozenset(name.casefold().replace("_", " ").replace("-", " ").split()), "")
    signs = [sign for sign in plain(name) if sign.isalnum()]
    pairs = ["".join(pair) for pair in pairwise(signs)]
    return _Parts(frozenset(pairs), pairs[-1] if pairs else "")


def _size(parts: Iterable[str]) -> int:
    """How much of a name its parts are: characters of one that is written without blanks, else words."""
    return len({sign for part in parts for sign in ((part,) if part.isascii() else part)})


class Hints:
    """Nearest known words, for the first strangers only."""

    def __init__(self, known: Iterable[str]) -> None:
        self._known = [word for word in dict.fromkeys(known) if word]
        self._left = _MOST_HINTS

    def near(self, word: str) -> Said:
        """A hint with the known word most like this one, or ""."""
        if self._left <= 0 or len(word) > _LONGEST:
            return NOTHING
        self._left -= 1
        longer = min((known for known in self._known if len(word) > 1 and word in known), key=len, default="")
        return phrase("mistake.did-you-mean", word=longer) if longer else nearest(word, self._known)


class Offers:
    """Names by the id that they stand for; `near` says what may have been meant."""

    def __init__(self, names: Mapping[str, Iterable[str]]) -> None:
        self._names = {id_: tuple(dict.fromkeys(name for name in some if name)) for id_, some in names.items()}
        self._parts = {name: _parts(name) for some in self._names.values() for name in some}
        self._rarity = Counter(part for some in self._names.values() for part in {part for name in some for part in self._parts[name].all})
        self._found: dict[tuple[str, Collection[str] | None], Said] = {}
        self._left = _MOST_HINTS

    def near(self, written: str, among: Collection[str] | None = None) -> Said:
        """What may be meant, of the ids in `among` (None: of all); nothing where none is near."""
        key = (written, among)
        if key not in self._found:
            if self._left <= 0 or len(written) > _LONGEST:
                return NOTHING
            self._left -= 1
            self._found[key] = self._look(written, list(self._names) if among is None else [id_ for id_ in self._names if id_ in among])
        return self._found[key]

    def _look(self, written: str, among: list[str]) -> Said:
        asked = _parts(written)
        best: dict[str, tuple[float, str]] = {}  # how much of the name it is, and the name
        most = 0.0
        for id_ in among:
            scored = [(*self._score(asked, name), name) for name in self._names[id_]]
            score, share, name = max(scored, key=lambda one: one[:2], default=(0.0, 0.0, ""))
            if score > most + 1e-9:
                most, best = score, {}
            if score > 0 and score >= most - 1e-9:
                best[id_] = share, name
        if len(best) > _MOST:  # of names that share the same, those of which it is the most
            largest = max(share for share, _ in best.values())
            best = {id_: one for id_, one in best.items() if one[0] >= largest - 1e-9}
        names = [name for _, name in best.values()]
        if len(best) == 1:
            return phrase("mistake.did-you-mean", word=names[0])
        if 1 < len(best) <= _MOST:
            return phrase("log.one-of-these", names=names)
        return NOTHING if best else nearest(written, [name for id_ in among for name in self._names[id_]])

    def _score(self, asked: _Parts, name: str) -> tuple[float, float]:
        """How much what a name shares with what was written tells, and how much of the name it is."""
        known = self._parts[name]
        shared = asked.all & known.all
        alike = asked.head if asked.head == known.head else ""
        if not shared or not (_size(shared) >= _ENOUGH * _size(asked.all) or alike):
            return 0.0, 0.0
        told = sum(1 / self._rarity[part] for part in shared)
        return told + (1 / self._rarity[alike] if alike and len(asked.all) > 1 else 0.0), _size(shared) / _size(known.all)
