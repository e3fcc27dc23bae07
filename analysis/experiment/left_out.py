"""What the staff of a drill put in to no effect: injects and faults without which the drill is the same, and people whom nobody receives.

Luck belongs to what is decided, so a drill without one of its injects or faults is the same drill but for what that one brought about. What
leaves a trace of its own (a row that it caused, a call that failed by it) needs no second drill.
"""

from __future__ import annotations

import dataclasses
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from sim.drill import run
from sim.inputs.assembly import Inputs
from sim.inputs.scenario import Fault, Inject
from sim.record import Record
from sim.vocabulary import ACTS
from sim.words import Phrase, phrase
from sim.world.setting import Setting

MOST_TRIED = 3  # so many seeds are tried before something is said to be without effect
_BY_STAFF = frozenset({"inject", "fault"})  # the rows by which the drill's staff put something in
_RECEIVING = ("open-reception", "register", "hear", "answer")  # the acts by which people are received
_RECEIVED = frozenset(ACTS[act].kind for act in _RECEIVING)


class Drilled:
    """Drills of the same inputs, each run when it is first asked for."""

    def __init__(self, inputs: Inputs, seeds: Sequence[int], *known: Record, setting: Setting | None = None) -> None:
        self.inputs = inputs
        self.seeds = tuple(seeds)
        self._setting = setting
        self._records = {record.header.seed: record for record in known}

    def __iter__(self) -> Iterator[Record]:
        for seed in self.seeds:
            if seed not in self._records:
                self._setting = self._setting or Setting(self.inputs)
                self._records[seed] = run(self._setting, seed)
            yield self._records[seed]


def idle_in(drilled: Drilled) -> tuple[Phrase, ...]:
    """A remark on each inject, fault and crowd of a scenario that is without effect in every one of some drills."""
    inputs = drilled.inputs
    injects = [one for one in inputs.scenario.inject if not any(reaches(inputs, record, inject=one) for record in drilled)]
    faults = [one for one in inputs.scenario.fault if not any(reaches(inputs, record, fault=one) for record in drilled)]
    return (*(_of_inject(one, drilled) for one in injects), *(_of_fault(one, drilled) for one in faults), *_unreceived(drilled))


def reaches(inputs: Inputs, record: Record, *, inject: Inject | None = None, fault: Fault | None = None) -> bool:
    """Whether something besides its own rows would be otherwise in a drill, were an inject, or a fault with whatever begins it, left out."""
    if inject is not None and (not _put_in(record, inject) or _has_followed(record, inject)):
        return _put_in(record, inject)
    if fault is not None and any(row.facts.get("fault") == fault.id for row in record.rows if row.kind not in _BY_STAFF):
        return True
    told = frozenset() if inject is None else _moments(record, inject)
    own = frozenset() if inject is None else frozenset(inject.facts)
    lesser = run(Setting(without(inputs, inject=inject, fault=fault)), record.header.seed)
    return happens(record, told, own) != happens(lesser, told, own)


def without(inputs: Inputs, *, inject: Inject | None = None, fault: Fault | None = None) -> Inputs:
    """The same drill with one inject left out, or one fault with whatever begins it."""
    drill = inputs.scenario
    kept = tuple(one for one in drill.inject if one != inject and (fault is None or one.fault != fault.id))
    left = tuple(one for one in drill.fault if one != fault)
    begun = {one.fault for one in drill.inject if one.fault}
    left = tuple(one for one in left if one.id not in begun or any(other.fault == one.id for other in kept))
    return dataclasses.replace(inputs, scenario=drill.model_copy(update={"inject": kept, "fault": left}))


def happens(record: Record, told: frozenset[tuple[str, float]] = frozenset(), own: frozenset[str] = frozenset()) -> Counter[str]:
    """The rows of a record by what they say, without those of the drill's staff, without what was noticed at the moments of `told`, and
    without the facts of `own` where they are the truth that nobody has seen yet.
    """
    found: Counter[str] = Counter()
    for row in record.rows:
        if row.kind in _BY_STAFF or (row.kind == "noticed" and (row.about or "", row.time) in told):
            continue
        facts = sorted((name, repr(value)) for name, value in row.facts.items() if not (row.kind == "scene" and name in own))
        if facts or row.kind != "scene":
            found[repr((row.time, row.kind, row.actor, row.to, row.form, row.about, facts))] += 1
    return found


def _put_in(record: Record, inject: Inject) -> bool:
    return any(row.kind == "inject" and row.form == inject.id for row in record.rows)


def _moments(record: Record, inject: Inject) -> frozenset[tuple[str, float]]:
    """Where and when an inject is put in: what is noticed at that moment is the inject's own."""
    return frozenset((row.about or "", row.time) for row in record.rows if row.kind == "inject" and row.form == inject.id)


def _has_followed(record: Record, inject: Inject) -> bool:
    """Whether somebody did something since an inject was put in: a row that it caused, beyond what was noticed of it."""
    ours: set[int] = set()
    for row in record.rows:
        if row.cause in ours:
            if row.kind not in ("noticed", "fault"):
                return True
            ours.add(row.seq)
        elif row.kind == "inject" and row.form == inject.id:
            ours.add(row.seq)
    return False


def _of_inject(inject: Inject, drilled: Drilled) -> Phrase:
    never = not any(_put_in(record, inject) for record in drilled)
    return phrase("idle.inject-never" if never else "idle.inject", len(drilled.seeds), text=inject.text, id=inject.id)


def _of_fault(fault: Fault, drilled: Drilled) -> Phrase:
    return phrase("idle.fault", len(drilled.seeds), kind=phrase(f"fault.{fault.kind}"), id=fault.id)


def _unreceived(drilled: Drilled) -> Iterator[Phrase]:
    """Events with people at which nobody is registered, heard or answered, and nobody has tried."""
    inputs = drilled.inputs
    rules = {entry.id: entry.act for entry in inputs.plan.duty} | {f"habit:{entry.id}": entry.act for entry in inputs.resources.habit}
    for event in inputs.scenario.event:
        people = any(group.event == event.id for group in inputs.scenario.people)
        if people and all(_left_standing(record, event.id, rules) for record in drilled):
            yield phrase("idle.unreceived", len(drilled.seeds), title=event.title, id=event.id)


def _left_standing(record: Record, event: str, acts: Mapping[str, str]) -> bool:
    """Whether people came to an event, and nobody so much as tried to receive them."""
    rows = [row for row in record.rows if row.about == event]
    tried = any(row.kind in _RECEIVED or acts.get(row.rule or "") in _RECEIVING for row in rows)
    return not tried and any(row.kind == "scene" and row.facts.get("present") for row in rows)
