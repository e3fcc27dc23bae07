"""Who is meant by the words of a duty: what a body bears or hears as itself, through its posts, groups and roles, or by what it did before.

A pointer ("whoever received it") stands for all whom the plan's other duties may put there: a reader wants to know what may come.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sim.durations import NONE_STATED
from sim.errors import InputError, nearest
from sim.plan.check.index import OF_ITSELF, Links, PlanIndex, recipients
from sim.plan.check.index import several as words
from sim.plan.conditions import compile_condition
from sim.plan.model import Body, Duty, Group, Post
from sim.plan.wording import Wording
from sim.text import Text
from sim.vocabulary import ACTS


@dataclass(frozen=True, slots=True)
class Me:
    """Whoever asks: the body or post asked for, with the posts that belong to it."""

    asked: str
    name: Text
    ids: frozenset[str]


@dataclass(frozen=True, slots=True)
class Role:
    """As what somebody bears or hears a duty; None means in its own name."""

    words: Text | None


_OWN = Role(None)


class PartyTables:
    """Lookups over one plan, kept between questions."""

    def __init__(self, view: PlanIndex, wording: Wording) -> None:
        self._view = view
        self._wording = wording
        self._links = Links(view)
        self._superior = {body.id: body.superior for body in view.plan.body}
        self._meant: dict[tuple[str, str], frozenset[str]] = {}

    def find(self, asked: str) -> Me:
        """The body, post or group of this id, name or other name. Raises InputError with the nearest known."""
        plan = self._view.plan
        known: dict[str, tuple[str, Text]] = {}
        entries: tuple[Group | Post | Body, ...] = (*plan.group, *plan.post, *plan.body)
        for entry in entries:  # a body wins where names are shared
            for word in (entry.name.zh, entry.name.en, *entry.aliases, entry.id):
                known[word] = (entry.id, entry.name)
        if asked not in known:
            ids = [entry.id for entry in reversed(entries)]
            hint = nearest(asked, tuple(known))
            raise InputError.of("--body", "", "the plan has no such body, post or group", value=asked, allowed=", ".join(ids), hint=hint)
        id_, name = known[asked]
        posts = {post.id for post in plan.post if post.body == id_}
        same = self._view.person_of(id_) if id_ in self._view.body_of else frozenset[str]()
        return Me(id_, name, frozenset({id_, *posts, *same}))

    def bears(self, me: Me, duty: Duty) -> Role | None:
        """As what `me` bears a duty; None where it does not."""
        return self._role(me, duty, duty.bearer) if duty.bearer != NONE_STATED else None

    def hears(self, me: Me, duty: Duty) -> Role | None:
        """As what `me` is told something by a duty; None where it is not."""
        if not ACTS[duty.act].message:
            return None
        return next((role for word in recipients(duty) for role in [self._role(me, duty, word)] if role is not None), None)

    def meant(self, held: Iterable[str]) -> frozenset[str]:
        """The bodies and posts that words stand for."""
        return frozenset().union(*(self._view.parties(word) for word in held))

    def _role(self, me: Me, duty: Duty, word: str) -> Role | None:
        if word == me.asked:
            return _OWN
        mine = me.ids & self._stands_for(word, duty)
        if not mine:
            return None
        who = min(mine) if me.asked not in mine else me.asked
        if not word.startswith("@") and word == who:
            name = self._wording.name(who) or Text(zh=who, en=who)
            return Role(Text(zh=f"以{name.zh}身份", en=f"as {name.en}"))
        through = self._wording.value("duty", "bearer", word)
        return Role(Text(zh=f"作为{through.zh}", en=f"as {through.en}"))

    def _stands_for(self, word: str, duty: Duty) -> frozenset[str]:
        """All whom a word of a duty may mean."""
        if not word.startswith("@"):
            return self._view.parties(word)
        key = (duty.id, word)
        if key not in self._meant:
            self._meant[key] = frozenset()  # a pointer that leads back to itself adds nobody
            pointer, *above = word.split(".superior")
            found = self._pointed(pointer, duty)
            for _ in above:
                found = frozenset(self._superior.get(self._view.body_of.get(who, who), NONE_STATED) for who in found) - {NONE_STATED}
            self._meant[key] = found
        return self._meant[key]

    def _pointed(self, pointer: str, duty: Duty) -> frozenset[str]:
        if pointer == "@bearer":
            return self._stands_for(duty.bearer, duty)
        if pointer == "@to":
            return self._fitting(duty, "to", frozenset().union(*(self._heard(one) for one in self._links.before[duty.id])))
        if pointer == "@requester":  # whoever sent what led to the act that set this off
            return frozenset().union(*(self._actors(first) for first in self._links.before[duty.id]))
        if pointer == "@actor":
            return self._fitting(duty, "actor", self._actors(duty))
        field = "approved_by" if "approve" in pointer else pointer.removeprefix("@level.")
        levels = frozenset(getattr(level, field, NONE_STATED) for level in self._view.plan.level)
        return levels - {NONE_STATED}

    def _heard(self, duty: Duty) -> frozenset[str]:
        return frozenset().union(*(self._stands_for(word, duty) for word in recipients(duty)))

    def _actors(self, duty: Duty) -> frozenset[str]:
        allowed = self.meant(words(duty.by))
        if OF_ITSELF & set(words(duty.on)):
            return allowed  # anybody may be the first to notice; only those whom the duty names are told of it
        doers = frozenset().union(*(self._stands_for(one.bearer, one) for one in self._links.before[duty.id] if one.bearer != NONE_STATED))
        return doers & allowed if allowed else doers

    def _fitting(self, duty: Duty, name: str, found: frozenset[str]) -> frozenset[str]:
        """Those for whom the duty's condition can hold."""
        if not duty.when:
            return found
        view = self._view
        test = compile_condition(view.condition(duty.when), view.vocabulary, view.readings)
        return frozenset(who for who in found if test({name: who}.get) is not False)
