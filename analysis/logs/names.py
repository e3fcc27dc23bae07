"""Who is meant: bodies and posts by id, name in either language, or alias; groups and lists of several."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple

from analysis.logs.synonyms import plain
from sim.errors import nearest
from sim.inputs.resources import ConcreteBody, Resources
from sim.plan.model import Body, Group, Plan, Post
from sim.words import LANGUAGES, NOTHING, Said, phrase

_HINTS = 200  # looking for the nearest name is slow; a log full of strangers needs no more of it
_LONGEST = 60
_SEVERAL = re.compile(r"[、,，;；/&\n]|\s和\s|\sand\s")
_MOST = 50
_BRACKETS = re.compile(r"[(（]([^()（）]+)[)）]")


class Found(NamedTuple):
    """What a cell says: ids (several for a group or a list), and a problem's code with a hint, or "".

    `among` are the ids of whom a name with several meanings may mean one; `strangers` those of `ids` that nobody is known by.
    """

    ids: tuple[str, ...]
    code: str = ""
    hint: Said = NOTHING
    among: tuple[str, ...] = ()
    strangers: tuple[str, ...] = ()


class Hints:
    """Nearest known words, for the first strangers only."""

    def __init__(self, known: Iterable[str]) -> None:
        self._known = [word for word in dict.fromkeys(known) if word]
        self._left = _HINTS

    def near(self, word: str) -> Said:
        """A hint with the known word most like this one, or ""."""
        if self._left <= 0 or len(word) > _LONGEST:
            return NOTHING
        self._left -= 1
        longer = min((known for known in self._known if len(word) > 1 and word in known), key=len, default="")
        return phrase("mistake.did-you-mean", word=longer) if longer else nearest(word, self._known)


class PartyNames:
    """Every name under which a body or post of the plan, or a body of the resources, may stand in a log."""

    def __init__(self, plan: Plan, resources: Resources | None, more: dict[str, str]) -> None:
        self.body_of = {post.id: post.body for post in plan.post}
        self.members = {group.id: group.members for group in plan.group if not isinstance(group.members, str)}
        concrete = resources.body if resources is not None else ()
        entries: tuple[Body | Post | ConcreteBody | Group, ...] = (*plan.body, *plan.post, *concrete, *plan.group)
        self.ids = frozenset(entry.id for entry in entries)
        self.everybody = tuple(dict.fromkeys(entry.id for entry in entries if not isinstance(entry, Group)))
        self._meanings: dict[str, dict[str, None]] = {}
        names = [tuple(map(entry.name.of, LANGUAGES)) for entry in entries]
        aliases = [(*entry.aliases, *without_brackets(names_)) for entry, names_ in zip(entries, names, strict=True)]
        for words in names, aliases:
            taken = set(self._meanings)  # a name comes before another's alias
            for entry, own in zip(entries, words, strict=True):
                for word in own:
                    if plain(word) and plain(word) not in taken:
                        self._meanings.setdefault(plain(word), {})[entry.id] = None
        for word, id_ in ({plain(entry.id): entry.id for entry in reversed(entries)} | more).items():
            self._meanings[word] = {id_: None}  # ids before names, and the user's own words before all
        self._hints = Hints(word for entry in entries for word in (entry.id, *map(entry.name.of, LANGUAGES), *entry.aliases))
        self._cache: dict[str, Found] = {}
        self.taken: dict[str, str] = {}  # what was written, where it is no id
        self.expanded = 0

    def near(self, word: str) -> Said:
        """A hint with the known name most like this one, or ""."""
        return self._hints.near(word)

    def knows(self, written: str) -> bool:
        """Whether a cell names anybody, alone or in a list."""
        found = self._cache.get(written) or self._look(written[:2000].strip())
        return len(found.strangers) < len(found.ids)

    def find(self, written: str) -> Found:
        """Who a cell names."""
        found = self._cache.get(written)
        if found is None:
            found = self._cache[written] = self._look(written.strip())
        self.expanded += len(found.ids) > 1
        return found

    def _look(self, written: str) -> Found:
        one = self._one(written)
        if one is not None:
            return one
        parts = [part.strip() for part in _SEVERAL.split(written) if part.strip()]
        if 1 < len(parts) <= _MOST:
            several = [self._one(part) for part in parts]
            if any(several):  # at least one is known, so it is a list and no strange name
                ids = [id_ for part, found in zip(parts, several, strict=True) for id_ in (found.ids if found else (part,))]
                strangers = tuple(part for part, found in zip(parts, several, strict=True) if found is None)
                code, hint = ("unknown-party", self._hints.near(strangers[0])) if strangers else ("", NOTHING)
                return Found(tuple(dict.fromkeys(ids))[:_MOST], code, hint, strangers=strangers)
        return Found((written,), "unknown-party", self._hints.near(written), strangers=(written,))

    def _one(self, written: str) -> Found | None:
        meanings = list(self._meanings.get(plain(written), ()))
        if not meanings:
            return None
        id_ = meanings[0]
        if written != id_ and len(self.taken) < 10_000:
            self.taken[written] = id_
        ids = self.members.get(id_, (id_,))
        if len(meanings) > 1:
            return Found(tuple(ids), "ambiguous-party", tuple(meanings), among=tuple(meanings))
        return Found(tuple(ids) or (id_,))


def without_brackets(names: Iterable[str]) -> list[str]:
    """The parts of names that have something in brackets: "镇政府（街道办事处）" is either."""
    return [part for name in names if _BRACKETS.search(name) for part in (_BRACKETS.sub("", name), *_BRACKETS.findall(name)) if part.strip()]
