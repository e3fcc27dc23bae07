"""Everything of a drill's inputs that is the same for every seed, prepared once: rules, task times, channels, bodies."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, NamedTuple, Protocol

from sim.distributions import Distribution
from sim.inputs.assembly import Inputs
from sim.inputs.assumed import Sight
from sim.inputs.places import Atlas
from sim.inputs.resources import SCENE, ChannelEntry, DeskEntry, Holder, Observable, TaskTime, Unit
from sim.plan.channels import Ways, carriers_of
from sim.plan.conditions import NO_RANK, Test, Vocabulary, compile_condition
from sim.plan.expression import When
from sim.plan.model import Case
from sim.plan.rulebook import Rulebook
from sim.vocabulary import ACTS, OWN_HAT


class DeskPlan(NamedTuple):
    """One mailbox: the bodies or posts that it answers for, whose hands it has, and its lines and staff."""

    addresses: tuple[str, ...]
    holder: Holder | None
    entry: DeskEntry


def _observed(entry: Observable, scene: Vocabulary) -> Callable[[Mapping[str, Any]], Any]:
    """A function from what is counted at a scene to the value of a fact."""
    if entry.is_:
        return lambda seen: seen[entry.is_]
    if entry.when:
        test = compile_condition(entry.when.node, scene, {})
        return lambda seen: test(seen.get) is True
    tests = {value: compile_condition(when.node, scene, {}) for value, when in entry.values.items()}
    return lambda seen: [value for value, test in tests.items() if test(seen.get) is True]


class Setting:
    """Inputs compiled for running. Immutable after it is built, and shared by all runs of a scenario."""

    def __init__(self, inputs: Inputs) -> None:
        self.inputs = inputs
        resources, plan = inputs.resources, inputs.plan
        self.roles = {event.id: dict(event.roles) for event in inputs.scenario.event}
        players = {body.id: frozenset(roles.get(body.id, body.id) for roles in self.roles.values()) for body in plan.body if body.kind == "role"}
        self.rulebook = Rulebook(plan, resources.habit, {body.id: body.superior for body in resources.body}, players)
        self.channels: dict[str, ChannelEntry] = {channel.id: channel for channel in resources.channel}
        self.carriers = carriers_of(plan)
        self.posts = {post.id: post for post in plan.post}
        self.facts = {fact.id: fact for fact in plan.fact}
        self.grades = tuple((grade.id, tuple(case.clause for case in grade.any), self._cases(grade.any)) for grade in plan.grade)
        self.level_for = {level.grade: level for level in plan.level}
        self.inject_conditions = {inject.id: self._compiled(inject.when) for inject in inputs.scenario.inject if inject.when}
        self.end_flags = tuple(dict.fromkeys(flag for end in plan.end for flag in end.requires))
        self.facts_to_see = frozenset(self.facts) - frozenset(self.end_flags)
        self.contents = {content.form: self._facts_of(content.form) for content in plan.content}
        self.shifts = {shift.id: shift for shift in resources.shift}
        self.places = Atlas(resources.place, resources.journey, self.rulebook.body_of)
        self.event_place = {event.id: event.place or None for event in inputs.scenario.event}
        self.observables = {entry.fact: _observed(entry, SCENE) for entry in resources.observable}
        self.scene_bodies = tuple(body.id for body in plan.body if body.kind == "scene")
        self._names_head = self._head_rules()
        self.sets_up_command = any(rule.duty.act == "establish-command" for rule in self.rulebook.rules)
        self.crowd_sizes = tuple(entry.fact for entry in resources.observable if entry.is_ == "present")
        self.units = self._by_body(resources.unit)
        self.officer, self.conduct, self.amounts = resources.officer, resources.conduct, resources.amounts
        self.partial_rules = tuple(rule for rule in self.rulebook.rules if rule.duty.partial and ACTS[rule.duty.act].message)
        self._tasks = {(task.act, task.form, task.by): task for task in resources.task}
        self._timed: dict[tuple[str, str | None, str], TaskTime | None] = {}
        self._usual: dict[tuple[str, str | None, str], float] = {}
        self._sights: dict[str, Sight] = {sight.by: sight for sight in resources.sight}
        self._ways: dict[tuple[str, str | None, Ways | None], tuple[str, ...]] = {}
        self._parties = frozenset((*(body.id for body in plan.body), *self.posts, *(body.id for body in resources.body)))
        self._desks = self._desk_plans()
        for body in self.scene_bodies:
            if body not in self._desks:
                self._man_later(self._desks, (body,), DeskEntry(bodies=(body,)))
        self.scene_parties = frozenset(address for body in self.scene_bodies for address in self._desks[body].addresses)
        self._means = self._means_of()
        self._fault_names: dict[str, tuple[str, ...]] = {}
        self._rungs: dict[tuple[str, str], int | None] = {}

    def _head_rules(self) -> frozenset[str]:
        """The rules that name the head of a body at a scene: an assignment that goes to that body too."""
        assigning = (rule for rule in self.rulebook.rules if rule.duty.act == "assign")
        return frozenset(rule.id for rule in assigning if set(self.scene_bodies).intersection(rule.recipients))

    def names_head(self, rule: str | None) -> bool:
        """Whether rows of a rule say who heads a body at a scene."""
        return rule in self._names_head

    def works_at(self, party: str, event: str) -> bool:
        """Whether the place of an event is where a body or post works anyway."""
        place = self.event_place.get(event)
        return place is not None and self.places.workplace(party) == place

    def _cases(self, cases: tuple[Case, ...]) -> tuple[Test, ...]:
        return tuple(self._compiled(case.when) for case in cases)

    def _compiled(self, when: When) -> Test:
        return compile_condition(when.node, self.rulebook.vocabulary, self.rulebook.readings)

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

    def _task(self, act: str, form: str | None, by: str) -> TaskTime | None:
        """The entry that times a task: the most particular one wins."""
        key = (act, form, by)
        if key not in self._timed:
            table, named = self._tasks, form or ""
            ways = ((act, named, by), (act, "", by), (act, named, ""), (act, "", ""))
            self._timed[key] = next((table[way] for way in ways if way in table), None)
        return self._timed[key]

    def groups_of(self, body: str) -> list[str]:
        """The working groups that a body belongs to, where the plan names members or a lead."""
        return [group.id for group in self.inputs.plan.group if body == group.lead or body in group.members]

    def led_by(self, body: str) -> list[str]:
        """The groups that a body leads; its head is then a deputy at the scene, where the plan says so."""
        return [group.id for group in self.inputs.plan.group if body == group.lead]

    def minutes_for(self, act: str, form: str | None, by: str) -> Distribution | None:
        """How long a task takes. None means no time."""
        found = self._task(act, form, by)
        return None if found is None else found.minutes

    def goes_on_beside(self, act: str, form: str | None, by: str) -> bool:
        """Whether a task's time passes beside other work."""
        found = self._task(act, form, by)
        return found is not None and found.beside

    def at_once(self, act: str, form: str | None, by: str) -> int | None:
        """How many people one person handles in that time; None where their number takes no part."""
        found = self._task(act, form, by)
        return None if found is None else found.at_once

    def usual_minutes(self, act: str, form: str | None, by: str) -> float:
        """How long a task takes on average."""
        key = (act, form, by)
        if key not in self._usual:
            found = self.minutes_for(act, form, by)
            self._usual[key] = 0.0 if found is None else found.mean()
        return self._usual[key]

    def channels_for(self, act: str, form: str | None, ways: Ways | None) -> tuple[str, ...]:
        """Which channels a message may take, in the order in which they are tried; at least one.

        Those that the duty allows, in its order; then the routes that fit, in the order of the file; where there are neither, the phone or
        what else there is; none of them excluded. Where everything is excluded, the first route or the phone stays: a plan that leaves no way
        is not kept by silence.
        """
        key = (act, form, ways)
        found = self._ways.get(key)
        if found is None:
            found = self._ways[key] = tuple(self._channels(act, form, ways))
        return found

    def _channels(self, act: str, form: str | None, ways: Ways | None) -> Iterable[str]:
        allowed = () if ways is None else ways.allowed
        routes = self.inputs.resources.route
        fits = [r.channel for r in routes if (not r.acts or act in r.acts) and (not r.forms or (form or "") in r.forms)]
        excluded = (OWN_HAT, *(() if ways is None else ways.excluded))
        if found := tuple(dict.fromkeys((*allowed, *(channel for channel in fits if channel not in excluded)))):
            return found
        usual = (*fits, "phone", *(channel.id for channel in self.inputs.resources.channel), *self.carriers)
        return (next((channel for channel in usual if channel not in excluded), usual[0]),)

    def channel(self, name: str) -> ChannelEntry:
        """What the resources say of a channel; one of which they say nothing delays and loses nothing."""
        found = self.channels.get(name)
        if found is None:
            found = self.channels[name] = ChannelEntry.model_validate({"id": name, "source": "no entry: nothing is delayed or lost"})
        return found

    def sight_of(self, body: str) -> Sight | None:
        """How well a body sees; None means exactly."""
        return self._sights.get(body) or self._sights.get("")

    def desk_for(self, address: str) -> DeskPlan | None:
        """Who answers for a body or post: a holder, the duty desk of the file, or one person with one line. None for a name that nobody has."""
        found = self._desks.get(address)
        if found is None and address in self._parties:
            found = self._desks[address] = DeskPlan((address,), None, DeskEntry(bodies=(address,)))
        return found

    def _desk_plans(self) -> dict[str, DeskPlan]:
        """The mailboxes that the resources describe, by address: holders with the posts held, then duty desks."""
        found: dict[str, DeskPlan] = {}
        for holder in self.inputs.resources.holder:
            plan = DeskPlan(holder.posts, holder, DeskEntry(bodies=holder.posts))
            for post in holder.posts:
                found.setdefault(post, plan)
        for desk in self.inputs.resources.desk:
            if scene_bodies := tuple(body for body in desk.bodies if body in self.scene_bodies):
                self._man_later(found, scene_bodies, desk)
            together = tuple(body for body in desk.bodies if body not in found)
            for body in together:
                found[body] = DeskPlan(together if desk.shared else (body,), None, desk)
        return found

    def _man_later(self, found: dict[str, DeskPlan], scene_bodies: tuple[str, ...], entry: DeskEntry) -> None:
        """A body at a scene also answers for those of its posts that no holder has: nobody else could."""
        for body in scene_bodies:
            posts = tuple(post.id for post in self.posts.values() if post.body == body and post.id not in found)
            found.update(dict.fromkeys((body, *posts), DeskPlan((body, *posts), None, entry)))

    def _means_of(self) -> dict[str, tuple[str, ...]]:
        """The means that each party holds, whose faults are that party's."""
        found: dict[str, tuple[str, ...]] = {}
        for means in (*self.inputs.plan.means, *self.inputs.resources.means):
            for word in means.held_by:
                for party in self.rulebook.members.get(word, (word,)):
                    found[party] = (*found.get(party, ()), means.id)
        return found

    def rung_of(self, event: str, party: str) -> int | None:
        """The highest rung at which a party can answer at an event; None where the resources have no rungs; -1 for who has no say at all."""
        if (event, party) not in self._rungs:
            rungs, roles = self.inputs.resources.rung, self.roles.get(event, {})
            names = {party, self.rulebook.body_of.get(party, party)}
            names |= {role for role, body in roles.items() if body in names}
            highest = max((number for number, rung in enumerate(rungs) if names.intersection(rung.bodies)), default=-1)
            self._rungs[event, party] = highest if rungs else None
        return self._rungs[event, party]

    def fault_names(self, party: str | None) -> tuple[str, ...]:
        """The names under which a fault may strike a party: its own, its body's, its holder's, and those of the means that it holds."""
        if party is None:
            return ()
        found = self._fault_names.get(party)
        if found is None:
            plan = self._desks.get(party)
            holder = () if plan is None or plan.holder is None else (plan.holder.id,)
            body = self.rulebook.body_of.get(party)
            own = (party, *holder) if body is None else (party, *holder, body)
            found = (*own, *(means for one in own for means in self._means.get(one, ())))
            self._fault_names[party] = found
        return found


# -- which grade an event has, from what is known of it ------------------------------------------------------------------------


class Knows(Protocol):
    """Anything that can be asked for the value of a fact."""

    def value(self, name: str, now: float) -> Any:
        """The value at minute `now`, or None where it is unknown."""


def grade_of(setting: Setting, state: Knows, now: float) -> tuple[str, str | None]:
    """(grade, the clause of the case that holds). No case holds: ("none", None) — the plan has no grade for it.

    A case that turns on something unknown does not hold yet: an officer grades on what is known, and regrades.
    """
    return grade_by(setting, lambda name: state.value(name, now))


def grade_by(setting: Setting, lookup: Callable[[str], Any]) -> tuple[str, str | None]:
    """The same, from a function that gives the value of each fact."""
    for grade, clauses, cases in setting.grades:
        for clause, case in zip(clauses, cases, strict=True):
            if case(lookup) is True:
                return grade, clause
    return NO_RANK, None
