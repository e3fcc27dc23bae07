"""Everything of a drill's inputs that is the same for every seed, prepared once: rules, task times, channels, bodies."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from sim.calendar import Calendar
from sim.distributions import Distribution
from sim.plan.conditions import Test, compile_condition, parse_condition
from sim.plan.model import Case, Plan
from sim.plan.rulebook import Rulebook
from sim.plan.vocabulary import Vocabulary
from sim.resources import Channel, Desk, Holder, Observable, Resources, Sight, Unit
from sim.resources_check import SCENE
from sim.scenario import Scenario

_FALLBACK_DESK = 1  # a body that the resources do not list has one person and one line


@dataclass(frozen=True, slots=True, kw_only=True)
class Inputs:
    """What a drill is made from, with the digests that identify it."""

    plan: Plan
    resources: Resources
    scenario: Scenario
    calendar: Calendar
    lineage: tuple[tuple[str, str], ...]  # (id, digest) of the plan and then of each revision
    resources_digest: str
    scenario_digest: str
    readings: Mapping[str, bool | str] = field(default_factory=dict)  # those that were taken otherwise than in the plan file


def _observed(entry: Observable, scene: Vocabulary) -> Callable[[Mapping[str, Any]], Any]:
    """A function from what is counted at a scene to the value of a fact."""
    if entry.is_:
        return lambda seen: seen[entry.is_]
    if entry.when:
        test = compile_condition(parse_condition(entry.when, scene), scene, {})
        return lambda seen: test(seen.get) is True
    tests = {value: compile_condition(parse_condition(when, scene), scene, {}) for value, when in entry.values.items()}
    return lambda seen: [value for value, test in tests.items() if test(seen.get) is True]


class Setting:
    """Inputs compiled for running. Immutable after it is built, and shared by all runs of a scenario."""

    def __init__(self, inputs: Inputs) -> None:
        self.inputs = inputs
        resources, plan = inputs.resources, inputs.plan
        self.rulebook = Rulebook(plan, resources.habit, {body.id: body.superior for body in resources.body})
        self.roles = {event.id: dict(event.roles) for event in inputs.scenario.event}
        self.channels: dict[str, Channel] = {channel.id: channel for channel in resources.channel}
        self.posts = {post.id: post for post in plan.post}
        self.facts = {fact.id: fact for fact in plan.fact}
        self.grades = tuple((grade.id, tuple(case.clause for case in grade.any), self._cases(grade.any)) for grade in plan.grade)
        self.level_for = {level.grade: level for level in plan.level}
        self.inject_conditions = {
            inject.id: self._compiled(inject.when) for inject in inputs.scenario.inject if inject.when
        }
        self.end_flags = tuple(dict.fromkeys(flag for end in plan.end for flag in end.requires))
        self.contents = {content.form: self._facts_of(content.form) for content in plan.content}
        self.shifts = {shift.id: shift for shift in resources.shift}
        self.journeys = {event.id: event.journey for event in inputs.scenario.event if event.journey is not None}
        self.observables = {entry.fact: _observed(entry, SCENE) for entry in resources.observable}
        self.scene_bodies = tuple(body.id for body in plan.body if body.kind == "scene")
        self.units = self._by_body(resources.unit)
        self._minutes = {(task.act, task.form, task.by): task.minutes for task in resources.task}
        self._sights: dict[str, Sight] = {sight.by: sight for sight in resources.sight}
        self._routes: dict[tuple[str, str], str] = {}

    def _cases(self, cases: tuple[Case, ...]) -> tuple[Test, ...]:
        return tuple(self._compiled(case.when) for case in cases)

    def _compiled(self, text: str) -> Test:
        book = self.rulebook
        return compile_condition(parse_condition(text, book.vocabulary), book.vocabulary, book.readings)

    def _facts_of(self, form: str) -> frozenset[str]:
        content = next((found for found in self.inputs.plan.content if found.form == form), None)
        if content is None:
            return frozenset()
        own = frozenset(fact for item in content.items for fact in item.facts)
        return own.union(*(self._facts_of(other) for other in content.includes))

    @staticmethod
    def _by_body(units: tuple[Unit, ...]) -> dict[str, tuple[Unit, ...]]:
        found: dict[str, tuple[Unit, ...]] = {}
        for unit in units:
            found[unit.body] = (*found.get(unit.body, ()), unit)
        return found

    def minutes_for(self, act: str, form: str | None, by: str) -> Distribution | None:
        """How long a task takes: the most particular entry wins. None means no time."""
        table = self._minutes
        for key in ((act, form or "", by), (act, "", by), (act, form or "", ""), (act, "", "")):
            if key in table:
                return table[key]
        return None

    def channel_for(self, act: str, form: str | None, preferred: str) -> str:
        """Which channel a message takes: the duty's own, else the first route that fits, else the phone."""
        if preferred:
            return preferred
        key = (act, form or "")
        if key not in self._routes:
            fits = (r.channel for r in self.inputs.resources.route if (not r.acts or act in r.acts) and (not r.forms or (form or "") in r.forms))
            self._routes[key] = next(fits, "phone")
        return self._routes[key]

    def sight_of(self, body: str) -> Sight | None:
        """How well a body sees; None means exactly."""
        return self._sights.get(body) or self._sights.get("")

    def desks(self) -> list[tuple[tuple[str, ...], Holder | None, Desk]]:
        """The mailboxes: each holder with the posts held, then each body's duty desk, in the order of the files."""
        resources, plan = self.inputs.resources, self.inputs.plan
        found: list[tuple[tuple[str, ...], Holder | None, Desk]] = []
        seen: set[str] = set()
        for holder in resources.holder:
            found.append((holder.posts, holder, Desk(bodies=holder.posts)))
            seen.update(holder.posts)
        for desk in resources.desk:
            for body in desk.bodies:
                if body not in seen:
                    found.append(((body,), None, desk))
                    seen.add(body)
        bound = dict.fromkeys(who for roles_of in self.roles.values() for who in roles_of.values())
        played = {role for roles_of in self.roles.values() for role in roles_of}
        named = [body.id for body in plan.body if body.id not in played] + [post.id for post in plan.post] + [body.id for body in resources.body]
        for name in (*named, *bound):
            if name not in seen:
                seen.add(name)
                found.append(((name,), None, Desk(bodies=(name,), staff=_FALLBACK_DESK)))
        return found
