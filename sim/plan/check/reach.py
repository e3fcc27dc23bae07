"""Whom a duty can reach: a bearer who never gets the message that sets the duty off, and a message whose only recipient is its bearer."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import reduce

from sim.durations import NONE_STATED
from sim.plan.check.finding import Finding, finds, kind
from sim.plan.check.index import OF_ITSELF, PlanIndex, act_of, clauses_of, ids_of, recipients, several, titled, titles
from sim.plan.model import Duty
from sim.vocabulary import STATE_KINDS
from sim.words import phrase

NEVER_TOLD = kind("bearer-never-told", "warning")
ONLY_SELF = kind("told-only-to-self", "warning")

_ANYBODY = "*"  # where the plan leaves open who it is
_ASKING = ("propose", "request", "ask-support", "expand")
_AT_A_SCENE = frozenset({"arrived", "checked-in"})


@finds(NEVER_TOLD)
def _never_told(index: PlanIndex) -> Iterator[Finding]:
    """Every bearer by name gets, does or sees what sets the duty off. One finding for each bearer."""
    ways = _Ways(index)
    found: dict[str, list[Duty]] = {}
    for duty in index.plan.duty:
        for who in () if duty.bearer in index.members else sorted(index.parties(duty.bearer)):
            seen_by = duty.by and set(index.links.waits_for(duty)) & OF_ITSELF  # what nothing at all sets off is a finding of its own
            if (index.links.before[duty.id] or seen_by) and not ways.may_learn(who, duty):
                found.setdefault(who, []).append(duty)
    for who, duties in found.items():
        unseen = [duty for duty in duties if not index.links.before[duty.id]]
        if unseen:
            by = index.parties_named(word for duty in unseen for word in several(duty.by))
            said = phrase("check.bearer-sees-nothing", who=index.party(who), duties=titles(unseen), by=by)
            yield NEVER_TOLD.found(said, clauses=clauses_of(unseen), rules=ids_of(unseen), about=[who])
        untold = [duty for duty in duties if duty not in unseen]
        if untold:
            before = [other for duty in untold for other in index.links.before[duty.id]]
            said = phrase("check.bearer-never-told", who=index.party(who), duties=titles(untold), steps=titles(before, 3))
            clauses = clauses_of((*untold, *before))
            yield NEVER_TOLD.found(said, clauses=clauses, rules=ids_of(untold), about=[who])


@finds(ONLY_SELF)
def _only_self(index: PlanIndex) -> Iterator[Finding]:
    """Messages that leave nobody to be told: a duty is never owed to its own bearer."""
    for duty in index.plan.duty:
        to = recipients(duty)
        if not to or not act_of(duty).message or duty.bearer == NONE_STATED:
            continue
        out = {duty.bearer, *duty.except_}
        named = [word for word in to if word not in out]
        left = frozenset().union(*(index.parties(word) for word in named)) - frozenset().union(*(index.parties(word) for word in duty.except_))
        if not any(word.startswith("@") for word in named) and duty.bearer not in index.members and left <= index.parties(duty.bearer):
            yield ONLY_SELF.found(phrase("check.told-only-to-self", duty=titled(duty)), clauses=[duty.clause], rules=[duty.id])


class _Ways:
    """Who may bear the duties of a plan, and whom they may tell, pointers followed from what sets a duty off."""

    def __init__(self, index: PlanIndex) -> None:
        self._index = index
        self._superior = {body.id: body.superior for body in index.plan.body}
        self._bearers: dict[str, frozenset[str]] = {duty.id: frozenset() for duty in index.duties}
        self._told: dict[str, frozenset[str]] = dict(self._bearers)
        while self._follow():
            pass

    def may_learn(self, who: str, duty: Duty) -> bool:
        """Whether somebody may come to know a row that sets a duty off. False is certain."""
        index, kinds = self._index, set(self._index.links.waits_for(duty))
        seats = index.seats(index.person_of(who) | {post.id for post in index.plan.post if post.body == who}) | self._stood_in(who)
        if kinds & OF_ITSELF and self._may_see(duty, seats):
            return True
        if kinds & (STATE_KINDS | _AT_A_SCENE) and any(self._meets(self._told[one.id], seats) for one in index.duties if act_of(one).message):
            return True  # whoever is told anything of the event is told how it stands
        for other in index.links.before[duty.id]:
            act = act_of(other)
            if act.kind in kinds and (act.afield or other.bearer == NONE_STATED or self._meets(self._bearers[other.id], seats)):
                return True  # what is done at a scene is seen there; where nobody is named it may be this one
            if act.message and "received" in kinds and self._meets(self._told[other.id], seats):
                return True
            if act.message and not recipients(other):
                return True  # nobody knows whom it tells, which is a finding of its own
        return False

    def _may_see(self, duty: Duty, seats: frozenset[str]) -> bool:
        """Whether what happens of itself is for the bearer to see; `by` may say that it is somebody else who does."""
        by = frozenset().union(*(self._index.parties(word) for word in several(duty.by)))
        return not by or bool(self._index.seats(by) & seats)

    def _stood_in(self, who: str) -> frozenset[str]:
        return frozenset(post.stand_in for post in self._index.plan.post if post.id == who and post.stand_in != NONE_STATED)

    def _meets(self, some: frozenset[str], seats: frozenset[str]) -> bool:
        return _ANYBODY in some or bool(self._index.seats(some) & seats)

    def _follow(self) -> bool:
        """One more step from duty to duty; whether it found anybody new."""
        moved = False
        for duty in self._index.duties:
            bearers = self._meant((duty.bearer,), duty, frozenset())
            told = self._meant(recipients(duty), duty, bearers)
            if bearers != self._bearers[duty.id] or told != self._told[duty.id]:
                self._bearers[duty.id], self._told[duty.id], moved = bearers, told, True
        return moved

    def _meant(self, words: Iterable[str], duty: Duty, bearers: frozenset[str]) -> frozenset[str]:
        return frozenset().union(*(self._of(word, duty, bearers) for word in words))

    def _of(self, word: str, duty: Duty, bearers: frozenset[str]) -> frozenset[str]:
        if not word.startswith("@"):
            return self._index.parties(word)
        pointer, *steps = word.replace("@activated.approver", "@approver").replace("@level.", "@level/").split(".")
        return reduce(self._step, steps, self._pointed(pointer, duty, bearers))

    def _pointed(self, pointer: str, duty: Duty, bearers: frozenset[str]) -> frozenset[str]:
        index = self._index
        before = index.links.before[duty.id]
        if pointer == "@bearer":
            return bearers
        if pointer == "@actor":
            return self._doers(duty, before)
        if pointer == "@to":
            return frozenset().union(*(self._told[one.id] for one in before))
        if pointer in ("@approver", "@level/approved_by", "@level/stand_in", "@level/proposed_by", "@level/ended_by"):
            field = "approved_by" if pointer == "@approver" else pointer.removeprefix("@level/")
            words = {getattr(level, field) for level in index.plan.level} | {level.stand_in for level in index.plan.level}
            return frozenset().union(*(index.parties(word) for word in words))
        if pointer == "@requester":
            asking = frozenset().union(*(self._bearers[one.id] for one in index.duties if one.act in _ASKING))
            return asking.union(*(index.parties(level.proposed_by) for level in index.plan.level))
        return frozenset({_ANYBODY})

    def _doers(self, duty: Duty, before: tuple[Duty, ...]) -> frozenset[str]:
        by = frozenset().union(*(self._index.parties(word) for word in several(duty.by)))
        if by:
            return by
        doers = frozenset().union(*(self._bearers[one.id] for one in before))
        return doers | {_ANYBODY} if set(self._index.links.waits_for(duty)) & OF_ITSELF else doers

    def _step(self, who: frozenset[str], step: str) -> frozenset[str]:
        body_of = self._index.body_of
        if step == "superior":
            found = {self._superior.get(body_of.get(one, one), _ANYBODY) for one in who}
            return frozenset(one for one in found if one != NONE_STATED)
        return frozenset(body_of.get(one, one) for one in who)
