"""Which duty sets off which: what one does against what another waits for."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property

from sim.durations import NONE_STATED
from sim.plan.check.diagram import satisfiable
from sim.plan.check.view import PlanIndex, act_of, form_of, recipients, words
from sim.plan.expression import When, names
from sim.plan.model import Duty
from sim.vocabulary import ACTS, ALSO, KINDS

# What happens without anybody being asked to: every kind of row that no act writes.
OF_ITSELF = frozenset(KINDS) - {act.kind for act in ACTS.values()} - {"received", *(kind for kinds in ALSO.values() for kind in kinds)}


class Links:
    """The duties of a plan as a graph. An edge means "may set off", whatever the facts and readings are."""

    def __init__(self, view: PlanIndex) -> None:
        self.view = view
        self._fitting: dict[tuple[str, str, str], bool] = {}

    def waits_for(self, duty: Duty) -> tuple[str, ...]:
        """The kinds of row that set a duty off."""
        kinds = words(duty.on)
        return (*kinds, *(other for kind in kinds for other in ALSO.get(kind, ())))

    @cached_property
    def before(self) -> dict[str, tuple[Duty, ...]]:
        """For each duty, those that may set it off."""
        return {duty.id: tuple(other for other in self.view.duties if other.id != duty.id and self.leads(other, duty)) for duty in self.view.duties}

    def leads(self, first: Duty, then: Duty) -> bool:
        """Whether doing `first` may set off `then`."""
        kinds = set(self.waits_for(then))
        act = act_of(first)
        if not self._by(first, then):
            return False
        done = act.kind in kinds and self._fits(first, then, act.kind)
        return done or (act.message and "received" in kinds and self._reaches(first, then) and self._fits(first, then, "received"))

    def _by(self, first: Duty, then: Duty) -> bool:
        allowed = {who for word in words(then.by) for who in self.view.parties(word)}
        if not words(then.by):
            return True
        doers = self.view.parties(first.bearer)
        return first.bearer.startswith("@") or any(self._same(doer, one) for doer in doers for one in allowed)

    def _reaches(self, first: Duty, then: Duty) -> bool:
        if then.bearer.startswith("@") or then.bearer == NONE_STATED:
            return True
        if any(word.startswith("@") for word in recipients(first)):
            return True
        bearers = self.view.parties(then.bearer)
        return any(self._same(who, bearer) for who in self.view.told(first) for bearer in bearers)

    def _same(self, one: str, other: str) -> bool:
        body_of = self.view.body_of
        return one == other or body_of.get(one) == other or body_of.get(other) == one

    def _fits(self, first: Duty, then: Duty, kind: str) -> bool:
        """Whether the condition of `then` can hold of a row of this kind with the form of `first`."""
        key = (then.when, form_of(first), kind)
        if key not in self._fitting:
            self._fitting[key] = self._can_hold(*key)
        return self._fitting[key]

    def _can_hold(self, when: When, form: str, kind: str) -> bool:
        node = self.view.condition(when)
        return not names(node) & {"form", "kind"} or satisfiable([node], self.view.vocabulary, given={"form": form, "kind": kind})

    def reached(self, without: Iterable[str] = (), roots: frozenset[str] = OF_ITSELF) -> frozenset[str]:
        """The duties that rows of the kinds `roots` set off in the end, if those of `without` are never done."""
        barred = set(without)
        found: set[str] = set()
        waiting = [duty for duty in self.view.duties if duty.id not in barred]
        while True:
            more = [duty for duty in waiting if roots & set(self.waits_for(duty)) or any(other.id in found for other in self.before[duty.id])]
            if not more:
                return frozenset(found)
            found.update(duty.id for duty in more)
            waiting = [duty for duty in waiting if duty.id not in found]
