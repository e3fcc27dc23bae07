"""What a drill's files say to no effect: habits that nothing sets off, units that nobody sends, desks without anybody, values that nobody believes.

None of it is a fault: a plan may be run with means that it does not use. But whoever wrote it expects something of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from sim.documents import SEPARATOR
from sim.durations import NONE_STATED
from sim.inputs.resources import Resources
from sim.inputs.scenario import AMOUNTS, Scenario
from sim.inputs.times import shown_names, time_remarks
from sim.inputs.unusual import unusual
from sim.plan.check.index import PlanIndex, titled
from sim.plan.model import Plan
from sim.vocabulary import ACTS
from sim.words import Phrase, Said, phrase


def means_remarks(plan: Plan, resources: Resources) -> tuple[Phrase, ...]:
    """All that `check` says of resources and `run` of a drill with them: acts without a time, and what is without effect."""
    return (*time_remarks(plan, resources), *idle_remarks(plan, resources))


def idle_remarks(plan: Plan, resources: Resources) -> tuple[Phrase, ...]:
    """One remark for each kind of thing without effect, or out of a plausible range, with the names of all of them."""
    index = PlanIndex(plan.model_copy(update={"duty": (*plan.duty, *resources.habit)}))
    found = (
        ("habits", _never_set_off(index, resources)),
        ("units", _never_sent(index, resources)),
        ("desks", _empty_desks(plan, resources)),
        ("unusual", unusual(resources)),
    )
    return _remarks(found)


def scenario_remarks(plan: Plan, resources: Resources, scenario: Scenario) -> tuple[Phrase, ...]:
    """All that `check` and `run` say of a scenario before it is run, in the same form."""
    found = (
        ("chain", _never_comes(plan, resources, scenario)),
        ("after-end", _after_the_end(scenario)),
        ("amounts", (fault.id for fault in scenario.fault if fault.amount is not None and fault.kind not in AMOUNTS)),
        ("unusual", unusual(scenario)),
    )
    return _remarks(found)


def _remarks(found: Iterable[tuple[str, Iterable[Said]]]) -> tuple[Phrase, ...]:
    return tuple(phrase(f"idle.{what}", len(names), names=shown_names(names)) for what, each in found if (names := tuple(each)))


def _never_comes(plan: Plan, resources: Resources, scenario: Scenario) -> Iterator[Said]:
    """Duties that the scenario is to drill, by their clause or because it waits for them, and that nothing of plan and habits sets off."""
    index = PlanIndex(plan.model_copy(update={"duty": (*plan.duty, *resources.habit)}))
    clauses = scenario.scenario.clauses
    awaited = {inject.missing.duty for inject in scenario.inject if inject.missing is not None}
    for duty in plan.duty:
        drilled = duty.clause in clauses or duty.id in awaited
        if drilled and duty.force != "must not" and not index.links.comes(duty):
            yield titled(duty)


def _after_the_end(scenario: Scenario) -> Iterator[Said]:
    """What a scenario puts at moments that its drill does not reach. Injects and faults are tried, and told by `analysis.experiment.left_out`."""
    end = scenario.scenario.horizon
    for event in scenario.event:
        if event.risk_known_at is not None and event.risk_known_at >= end:
            yield f'event "{event.id}"{SEPARATOR}risk_known_at'
    for number, course in enumerate(scenario.course, 1):
        if course.at >= end:
            yield f"course {number}{SEPARATOR}at"
    begins = {event.id: event.at for event in scenario.event}
    for people in scenario.people:
        if not people.brought and begins[people.event] + people.arrival.begins >= end:
            yield f'people "{people.id}"{SEPARATOR}arrival'


def _never_set_off(index: PlanIndex, resources: Resources) -> Iterator[Said]:
    """Habits that wait for what neither an event nor a duty nor another habit brings about."""
    return (phrase("idle.with-id", name=habit.title, id=habit.id) for habit in resources.habit if not index.links.comes(habit))


def _never_sent(index: PlanIndex, resources: Resources) -> Iterator[Said]:
    """Units of bodies of which no duty and no habit asks that anybody go; who is only pointed at may be anybody."""
    going = [duty for duty in index.duties if ACTS[duty.act].comes]
    pointed = any(duty.bearer.startswith("@") or duty.bearer == NONE_STATED for duty in going)
    roles = {body.id for body in index.plan.body if body.kind == "role"}
    named = index.seats(frozenset().union(*(index.parties(duty.bearer) for duty in going)))
    played = {body.id for body in resources.body if named & roles & set(body.plays)}
    for unit in resources.unit:
        if unit.number == 0 or not (pointed or unit.body in named or unit.body in played):
            yield phrase("idle.with-id", name=unit.name, id=unit.id)


def _empty_desks(plan: Plan, resources: Resources) -> Iterator[Said]:
    """Desks where nobody sits by day or by night, and nobody is called from home."""
    names = {body.id: body.name for body in plan.body} | {body.id: body.name for body in resources.body}
    for desk in resources.desk:
        if desk.staff == 0 and not desk.night_staff and desk.on_call is None:
            yield tuple(names.get(body, body) for body in desk.bodies)
