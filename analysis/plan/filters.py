"""Which duties concern a reader: those that a body bears or hears, and those that can arise at a grade. No words, but for as what it bears them.

Who is meant by the words of a duty: a body as itself, through its posts, groups and roles, or by what it did before. A pointer ("whoever
received it") stands for all whom the plan's other duties may put there: a reader wants to know what may come.

What is not settled by a grade stays unknown, and a condition that is unknown may hold. A fact with a few values counts as settled where
the grade's own cases rule values out (a grade that needs a certain place rules out the other places).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import product

from analysis.plan.words import PlanWords
from sim.durations import NONE_STATED
from sim.errors import InputError, nearest
from sim.plan.check.index import OF_ITSELF, PlanIndex, recipients, several
from sim.plan.conditions import compile_condition
from sim.plan.expression import When, names
from sim.plan.model import Body, Duty, Group, Post
from sim.plan.pointers import pointer_steps
from sim.plan.rulebook import Rulebook
from sim.text import Text
from sim.vocabulary import ACTS
from sim.words import LANGUAGES, InLanguages, phrase

_MOST_VALUES = 5_000  # combinations of values that are tried for one condition


@dataclass(frozen=True, slots=True)
class Asker:
    """Whoever asks: the body or post asked for, with the posts that belong to it."""

    asked: str
    name: Text
    ids: frozenset[str]


@dataclass(frozen=True, slots=True)
class Capacity:
    """As what somebody bears or hears a duty; None means in its own name."""

    words: InLanguages | None


_OWN = Capacity(None)


class PartyTables:
    """Lookups over one plan, kept between questions."""

    def __init__(self, index: PlanIndex, wording: PlanWords) -> None:
        self._index = index
        self._wording = wording
        self._superior = {body.id: body.superior for body in index.plan.body}
        self._meant: dict[tuple[str, str], frozenset[str]] = {}

    def find(self, asked: str) -> Asker:
        """The body, post or group of this id, name or other name. Raises InputError with the nearest known."""
        plan = self._index.plan
        known: dict[str, tuple[str, Text]] = {}
        entries: tuple[Group | Post | Body, ...] = (*plan.group, *plan.post, *plan.body)
        for entry in entries:  # a body wins where names are shared
            for word in (*(entry.name.of(lang) for lang in LANGUAGES), *entry.aliases, entry.id):
                known[word] = (entry.id, entry.name)
        if asked not in known:
            ids = [entry.id for entry in reversed(entries)]
            hint = nearest(asked, tuple(known))
            raise InputError.of("--body", "", phrase("plan.no-such-party"), value=asked, allowed=tuple(ids), hint=hint)
        id_, name = known[asked]
        posts = {post.id for post in plan.post if post.body == id_}
        same = self._index.person_of(id_) if id_ in self._index.body_of else frozenset[str]()
        return Asker(id_, name, frozenset({id_, *posts, *same}))

    def bears(self, asker: Asker, duty: Duty) -> Capacity | None:
        """As what `asker` bears a duty; None where it does not."""
        return self._role(asker, duty, duty.bearer) if duty.bearer != NONE_STATED else None

    def hears(self, asker: Asker, duty: Duty) -> Capacity | None:
        """As what `asker` is told something by a duty; None where it is not."""
        if not ACTS[duty.act].message:
            return None
        return next((role for word in recipients(duty) for role in [self._role(asker, duty, word)] if role is not None), None)

    def meant(self, held: Iterable[str]) -> frozenset[str]:
        """The bodies and posts that words stand for."""
        return frozenset().union(*(self._index.parties(word) for word in held))

    def _role(self, asker: Asker, duty: Duty, word: str) -> Capacity | None:
        if word == asker.asked:
            return _OWN
        mine = asker.ids & self._stands_for(word, duty)
        if not mine:
            return None
        who = min(mine) if asker.asked not in mine else asker.asked
        if not word.startswith("@") and word == who:
            return Capacity(phrase("plan.in-the-name-of", who=self._wording.party(who)))
        return Capacity(phrase("plan.as-one-of", who=self._wording.party(word)))

    def _stands_for(self, word: str, duty: Duty) -> frozenset[str]:
        """All whom a word of a duty may mean."""
        if not word.startswith("@"):
            return self._index.parties(word)
        key = (duty.id, word)
        if key not in self._meant:
            self._meant[key] = frozenset()  # a pointer that leads back to itself adds nobody
            pointer, steps = pointer_steps(word)
            found = self._pointed(pointer, duty)
            for step in steps:
                bodies = frozenset(self._index.body_of.get(who, who) for who in found)
                found = bodies if step == "body" else frozenset(self._superior.get(body, NONE_STATED) for body in bodies) - {NONE_STATED}
            self._meant[key] = found
        return self._meant[key]

    def _pointed(self, pointer: str, duty: Duty) -> frozenset[str]:
        if pointer == "@bearer":
            return self._stands_for(duty.bearer, duty)
        if pointer == "@to":
            return self._fitting(duty, "to", frozenset().union(*(self._heard(one) for one in self._index.links.before[duty.id])))
        if pointer == "@requester":  # whoever sent what led to the act that set this off
            return frozenset().union(*(self._actors(first) for first in self._index.links.before[duty.id]))
        if pointer == "@actor":
            return self._fitting(duty, "actor", self._actors(duty))
        field = "approved_by" if "approve" in pointer else pointer.removeprefix("@level.")
        levels = frozenset(getattr(level, field, NONE_STATED) for level in self._index.plan.level)
        return levels - {NONE_STATED}

    def _heard(self, duty: Duty) -> frozenset[str]:
        return frozenset().union(*(self._stands_for(word, duty) for word in recipients(duty)))

    def _actors(self, duty: Duty) -> frozenset[str]:
        allowed = self.meant(several(duty.by))
        if OF_ITSELF & set(several(duty.on)):
            return allowed  # anybody may be the first to notice; only those whom the duty names are told of it
        doers = frozenset().union(*(self._stands_for(one.bearer, one) for one in self._index.links.before[duty.id] if one.bearer != NONE_STATED))
        return doers & allowed if allowed else doers

    def _fitting(self, duty: Duty, name: str, found: frozenset[str]) -> frozenset[str]:
        """Those for whom the duty's condition can hold."""
        if not duty.when:
            return found
        index = self._index
        test = compile_condition(index.condition(duty.when), index.vocabulary, index.readings)
        return frozenset(who for who in found if test({name: who}.get) is not False)


class GradeFilter:
    """Whether duties can arise at one grade of a plan."""

    def __init__(self, index: PlanIndex, grade: str) -> None:
        """Raises InputError with the nearest grade where the plan has no such grade."""
        known = tuple(entry.id for entry in index.plan.grade)
        if grade not in known:
            raise InputError.of("--grade", "", phrase("plan.no-such-grade"), value=grade, allowed=known, hint=nearest(grade, known))
        self._index = index
        self._includes = Rulebook(index.plan).includes
        self._level = next((level.id for level in index.plan.level if level.grade == grade), None)
        self._cases = tuple(case.when for entry in index.plan.grade if entry.id == grade for case in entry.any)
        warning = next((entry.id for entry in index.plan.warning if entry.grade == grade), None)
        self._settled: dict[str, str | None] = {"grade": grade, "level": self._level, "warning": warning}
        self._values = {fact.id: self._left(fact.id, fact.values) for fact in index.plan.fact if fact.type == "one of"}

    def possible(self, duty: Duty) -> bool:
        """Whether the duty may arise; False is certain."""
        if duty.level and duty.level not in self._includes.get(self._level or "", ()):
            return False
        return not duty.when or self._may_hold(duty.when)

    def _left(self, fact: str, values: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(value for value in values if any(self._holds(case, {fact: value}) is not False for case in self._cases))

    def _may_hold(self, when: When) -> bool:
        asked = [fact for fact in names(self._index.condition(when)) if fact in self._values]
        choices = [self._values[fact] or (None,) for fact in asked]
        tried = 1
        for choice in choices:
            tried *= len(choice)
        if tried > _MOST_VALUES:
            return self._holds(when, {}) is not False
        return any(self._holds(when, dict(zip(asked, values, strict=True))) is not False for values in product(*choices))

    def _holds(self, when: When, facts: dict[str, str | None]) -> bool | None:
        index = self._index
        test = compile_condition(index.condition(when), index.vocabulary, index.readings)
        return test((self._settled | facts).get)
