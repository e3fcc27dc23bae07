"""Who is meant: bodies and posts by id, name in either language, or alias; groups and lists of several."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable
from typing import NamedTuple

from analysis.logs.everyday import everyday
from analysis.logs.offers import Offers
from analysis.logs.synonyms import plain
from sim.inputs.resources import ConcreteBody, Resources
from sim.plan.model import Body, Group, Plan, Post
from sim.words import LANGUAGES, NOTHING, Said

_SEVERAL = re.compile(r"[、,，;；/&\n]|\s和\s|\sand\s")
_MOST = 50
_JOINT = "、"
SOMEBODY = "某"  # in the place of a family name
_OWN_LEVEL = 4  # so many names that begin with a level make it the plan's own
_BEHIND_BRACKETS = re.compile(r"[(（][^()（）]*[)）]$")
_BRACKETS = re.compile(r"[(（]([^()（）]+)[)）]")


class Found(NamedTuple):
    """What a cell says: ids (several for a group or a list), and a problem's code with a hint, or ""; for strangers `near` knows one.

    `among` are the ids of whom a name with several meanings may mean one; `strangers` those of `ids` that nobody is known by.
    """

    ids: tuple[str, ...]
    code: str = ""
    hint: Said = NOTHING
    among: tuple[str, ...] = ()
    strangers: tuple[str, ...] = ()
    masked: str = ""  # the cell without the names of persons, where it holds some


class PartyNames:
    """Every name under which a body or post of the plan, or a body of the resources, may stand in a log."""

    def __init__(self, plan: Plan, resources: Resources | None, more: dict[str, str]) -> None:
        self.body_of = {post.id: post.body for post in plan.post}
        self.members = {group.id: group.members for group in plan.group if not isinstance(group.members, str)}
        concrete = resources.body if resources is not None else ()
        self.plays = {body.id: body.plays for body in concrete}
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
        self._everyday = everyday()
        self._short = self._without_level(entries)
        given: dict[str, list[str]] = {entry.id: [] for entry in entries}
        for word, id_ in more.items():
            if not word.isascii():  # such a word stands here without its blanks
                given.setdefault(id_, []).append(word)
        self._offers = Offers({entry.id: (*map(entry.name.of, LANGUAGES), *entry.aliases, *given[entry.id], entry.id) for entry in entries})
        self._cache: dict[str, Found] = {}
        self.taken: dict[str, str] = {}  # what was written, where it is no id
        self.expanded = 0

    def near(self, word: str, among: Collection[str] | None = None) -> Said:
        """What may be meant by a name that nobody has, of those in `among` (None: of all); nothing where none is near."""
        return self._offers.near(word, among)

    def _without_level(self, entries: Iterable[Body | Post | ConcreteBody | Group]) -> dict[str, dict[str, None]]:
        """Names without their article, and without the level that most names of the plan begin with, where they have one."""
        short: dict[str, dict[str, None]] = {}
        for lang in LANGUAGES:
            names = {entry.id: entry.name.of(lang) for entry in entries}
            count = Counter(level for name in names.values() for level in self._everyday.levels if name.casefold().startswith(level))
            level = max(count, key=lambda one: count[one], default="")
            if not level or count[level] < _OWN_LEVEL:
                continue
            for id_, name in names.items():
                if name.casefold().startswith(level) and len(plain(name)) > len(plain(level)) + 2:
                    short.setdefault(plain(name[len(level) :]), {})[id_] = None
        for entry in entries:
            for name in (*map(entry.name.of, LANGUAGES), *entry.aliases):
                if (bare := self._everyday.without_article(name)) != name:
                    short.setdefault(plain(bare), {})[entry.id] = None
        return short

    def knows(self, written: str) -> bool:
        """Whether a cell names anybody, alone or in a list."""
        found = self._cache.get(written) or self._look(written[:2000].strip())
        return len(found.strangers) < len(found.ids)

    def is_name(self, written: str) -> bool:
        """Whether a text is the name of one body, post or group, as people write it."""
        return bool(self._meaning(written))

    def are_names(self, written: str) -> bool:
        """Whether a text names somebody known, or several, and nobody else."""
        return self.is_name(written) or all(self.is_name(part.strip()) for part in _SEVERAL.split(written))

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
            several = self._named(parts)
            if any(found is not None for _, found in several):  # at least one is known, so it is a list and no strange name
                ids = [id_ for part, found in several for id_ in (found.ids if found else (self._masked(part),))]
                strangers = tuple(self._masked(part) for part, found in several if found is None)
                unsure = next((found for _, found in several if found is not None and found.code), None)
                code, hint = (unsure.code, unsure.hint) if unsure else ("", NOTHING)
                if strangers:
                    code, hint = "unknown-party", NOTHING
                masked = "" if set(strangers) <= set(parts) else _JOINT.join(self._masked(part) for part, _ in several)
                return Found(tuple(dict.fromkeys(ids))[:_MOST], code, hint, strangers=strangers, masked=masked)
        masked = self._masked(written)
        if masked != written:
            return Found((masked,), "person", strangers=(masked,), masked=masked)
        return Found((written,), "unknown-party", strangers=(written,))

    def _named(self, parts: list[str]) -> list[tuple[str, Found | None]]:
        """The parts of a list with whom they name; of parts that together are one name, that one."""
        named: list[tuple[str, Found | None]] = []
        place = 0
        while place < len(parts):
            for width in range(min(4, len(parts) - place), 0, -1):
                part = _JOINT.join(parts[place : place + width])
                found = self._one(part)
                if found is not None or width == 1:
                    named.append((part, found))
                    place += width
                    break
        return named

    def _masked(self, written: str) -> str:
        """What is kept of a name that nobody of the plan has: of a person the family name and the title."""
        return self._everyday.person.sub(lambda match: (SOMEBODY + match["title"]) if match["title"] else "(person)", written)

    def _one(self, written: str) -> Found | None:
        meanings = list(self._meaning(written))
        if not meanings:
            return None
        id_ = meanings[0]
        if written != id_ and len(self.taken) < 10_000:
            self.taken[written] = id_
        ids = self.members.get(id_, (id_,))
        if len(meanings) > 1:
            return Found(tuple(ids), "ambiguous-party", tuple(meanings), among=tuple(meanings))
        return Found(tuple(ids) or (id_,))

    def _meaning(self, written: str) -> Iterable[str]:
        """Who is meant, by the whole name or without what people write around it."""
        bare = written
        for _ in range(3):
            for word in dict.fromkeys((bare, self._everyday.without_article(bare))):
                for known in (self._meanings, self._short):
                    if found := known.get(plain(word)):
                        return found
            shorter = self._everyday.behind.sub("", _BEHIND_BRACKETS.sub("", bare.strip())).strip()
            if shorter == bare or not shorter:
                break
            bare = shorter
        return ()


def party_ids(plan: Plan, resources: Resources | None) -> tuple[str, ...]:
    """The ids of all who may stand in a log: bodies, posts, bodies of the resources, groups."""
    concrete = resources.body if resources is not None else ()
    entries: tuple[Body | Post | ConcreteBody | Group, ...] = (*plan.body, *plan.post, *concrete, *plan.group)
    return tuple(entry.id for entry in entries)


def without_brackets(names: Iterable[str]) -> list[str]:
    """The parts of names that have something in brackets: "镇政府（街道办事处）" is either."""
    return [part for name in names if _BRACKETS.search(name) for part in (_BRACKETS.sub("", name), *_BRACKETS.findall(name)) if part.strip()]
