"""The same drill with something changed: a party away, fewer hands, no habit, other numbers of people, other distances, another hour.

Nothing of a particular plan stands here: whoever is left out is named by who asks, or found in the files.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from sim.agents.unit import SPECIAL
from sim.distributions import Constant, Distribution
from sim.inputs.assembly import Inputs
from sim.inputs.resources import TaskTime
from sim.inputs.scenario import Fault, People

Change = Callable[[Inputs], Inputs]


@dataclass(frozen=True, slots=True)
class Stretched(Distribution):
    """A distribution whose every duration takes `factor` times as long."""

    inner: Distribution
    factor: float

    def quantile(self, u: float) -> float:
        return self.inner.quantile(u) * self.factor

    def mean(self) -> float:
        return self.inner.mean() * self.factor


def with_resources(inputs: Inputs, **changes: Any) -> Inputs:
    """The same drill with other resources."""
    return replace(inputs, resources=inputs.resources.model_copy(update=changes))


def with_scenario(inputs: Inputs, **changes: Any) -> Inputs:
    """The same drill with another scenario."""
    return replace(inputs, scenario=inputs.scenario.model_copy(update=changes))


# -- doing less ----------------------------------------------------------------------------------------------------------------


def without_habits(inputs: Inputs) -> Inputs:
    """The same resources, in which nobody does what no duty asks for."""
    return with_resources(inputs, habit=())


def without_rule(inputs: Inputs, rule: str) -> Inputs:
    """The same drill without one duty, or (`habit:ID`) without one habit. ValueError where there is none of that name."""
    id_ = rule.removeprefix("habit:")
    held = inputs.resources.habit if rule.startswith("habit:") else inputs.plan.duty
    kept = tuple(one for one in held if one.id != id_)
    if len(kept) == len(held):
        raise ValueError(f"there is no {rule!r}")
    if rule.startswith("habit:"):
        return with_resources(inputs, habit=kept)
    return replace(inputs, plan=inputs.plan.model_copy(update={"duty": kept}))


def parties(inputs: Inputs) -> set[str]:
    """Every body and post, and whoever has a role in an event."""
    found = {body.id for body in inputs.plan.body} | {post.id for post in inputs.plan.post}
    return found.union(name for event in inputs.scenario.event for name in event.roles.values())


def without(inputs: Inputs, party: str) -> Inputs:
    """The same drill, in which a party is away from beginning to end. A name that nobody bears would take nothing away: ValueError."""
    if party not in parties(inputs):
        raise ValueError(f"nobody is called {party!r}; there are {', '.join(sorted(parties(inputs)))}")
    fault = Fault.model_validate({"id": f"taken-away-{party}", "kind": "post absent", "target": party, "at": "0 min"})
    return with_scenario(inputs, fault=(*inputs.scenario.fault, fault))


def desks(staff: int | None = None, lines: int | None = None) -> Change:
    """No desk has more people, or more lines, than so many."""

    def change(inputs: Inputs) -> Inputs:
        found = [
            one.model_copy(
                update={
                    "staff": one.staff if staff is None else min(one.staff, staff),
                    "night_staff": one.night_staff if staff is None or one.night_staff is None else min(one.night_staff, staff),
                    "lines": one.lines if lines is None else min(one.lines, lines),
                }
            )
            for one in inputs.resources.desk
        ]
        return with_resources(inputs, desk=tuple(found))

    return change


def halls(counters: int | None = None, rooms: int | None = None) -> Change:
    """Every hall has exactly so many counters, or rooms."""
    given = {name: value for name, value in (("counters", counters), ("rooms", rooms)) if value is not None}
    return lambda inputs: with_resources(inputs, hall=tuple(hall.model_copy(update=given) for hall in inputs.resources.hall))


def units(*, vehicles: bool = True, **given: int) -> Change:
    """Only units of people, or vehicles too; with so many people, hands, or of such a number."""

    def change(inputs: Inputs) -> Inputs:
        kept = [one for one in inputs.resources.unit if vehicles or one.kind not in SPECIAL.values()]
        return with_resources(inputs, unit=tuple(one.model_copy(update=given) for one in kept))

    return change


CAPACITIES: dict[str, Change] = {
    "one person at each desk": desks(staff=1),
    "one line to each desk": desks(lines=1),
    "one counter": halls(counters=1),
    "two counters": halls(counters=2),
    "one room": halls(rooms=1),
    "one unit of each kind": units(number=1),
    "units do one thing at a time": units(hands=1),
    "units of two people": units(people=2),
    "no vehicles": units(vehicles=False),
}  # fmt: skip


def less(inputs: Inputs) -> Iterator[tuple[str, Inputs]]:
    """Capacity taken away (B): each party that has something of its own to do, and the entries of `CAPACITIES`."""
    for party in sorted(parties(inputs)):
        yield f"away: {party}", without(inputs, party)
    for name, change in CAPACITIES.items():
        yield name, change(inputs)


# -- other circumstances -------------------------------------------------------------------------------------------------------


def of_size(inputs: Inputs, size: int) -> Inputs:
    """The same drill with so many people in its first group; who comes by bus in the same proportion."""
    first, *others = inputs.scenario.people
    return with_scenario(inputs, people=(_scaled(first, size), *others))


def _scaled(group: People, size: int) -> People:
    buses = tuple((minute, max(1, people * size // group.size)) for minute, people in group.arrival.buses)
    return group.model_copy(update={"size": size, "arrival": group.arrival.model_copy(update={"buses": buses})})


def content_with(inputs: Inputs, **shares: float) -> Inputs:
    """The same people, of whom such shares are content with each rung."""
    return with_scenario(inputs, people=tuple(group.model_copy(update={"content_with": shares}) for group in inputs.scenario.people))


def none_above(inputs: Inputs, rung: str) -> Inputs:
    """The same drill, in which all who would need more than the answer of a rung are content with that one."""
    ranks = [one.id for one in inputs.resources.rung]
    allowed = ranks[: ranks.index(rung) + 1]
    found = []
    for group in inputs.scenario.people:
        shares = group.content_with or {one.id: one.share for one in inputs.resources.rung}
        below = {name: share for name, share in shares.items() if name in allowed and name != rung}
        found.append(group.model_copy(update={"content_with": {**dict.fromkeys(ranks, 0.0), **below, rung: 1.0 - sum(below.values())}}))
    return with_scenario(inputs, people=tuple(found))


def deciding_takes(inputs: Inputs, minutes: float) -> Inputs:
    """Whoever decides to start a response takes exactly so long over it."""
    entry = TaskTime.model_validate({"act": "decide", "form": "activate", "minutes": "1 min", "assumption": True, "range": ["0 min", "1 days"]})
    entry = entry.model_copy(update={"minutes": Constant(minutes)})
    return with_resources(inputs, task=(entry, *(one for one in inputs.resources.task if (one.act, one.form) != ("decide", "activate"))))


def farther(inputs: Inputs, factor: float) -> Inputs:
    """Every journey and every unit's way takes `factor` times as long."""
    ways = tuple(one.model_copy(update={"minutes": Stretched(one.minutes, factor)}) for one in inputs.resources.journey)
    moved = tuple(one.model_copy(update={"travel": Stretched(one.travel, factor)}) for one in inputs.resources.unit)
    return with_resources(inputs, journey=ways, unit=moved)


def shifted(inputs: Inputs, hours: float) -> Inputs:
    """The same drill, so many hours later."""
    return replace(inputs, calendar=replace(inputs.calendar, start=inputs.calendar.start + timedelta(hours=hours)))
