"""What the entries of a scenario refer to: the plan, the resources, and one another."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sim.documents import SEPARATOR, Mistakes
from sim.durations import parse_clock
from sim.plan.condition_names import value_problem
from sim.plan.duty_check import check_when
from sim.plan.known import Ids, ids_in
from sim.plan.model import Plan
from sim.plan.references import entries
from sim.resources import Resources
from sim.scenario import Event, Fault, Inject, Scenario
from sim.vocabulary import CHANNELS

_TABLES = ("event", "people", "inject", "fault", "expect")
_LONGEST_MIN = 366 * 1440.0


def check_scenario(scenario: Scenario, data: Mapping[str, Any], plan: Plan, resources: Resources, faults: Mistakes) -> None:
    """Note every reference that leads nowhere, and every fact whose value cannot be."""
    _ScenarioCheck(scenario, data, plan, resources, faults).all()


class _ScenarioCheck:
    def __init__(self, scenario: Scenario, data: Mapping[str, Any], plan: Plan, resources: Resources, faults: Mistakes) -> None:
        self.scenario, self.data, self.plan, self.resources, self.faults = scenario, data, plan, resources, faults
        self.known = Ids.of(plan).with_more(
            bodies=[body.id for body in resources.body],
            duties=[habit.id for habit in resources.habit],
            forms=[habit.form for habit in resources.habit if habit.form],
        )
        self.hats = (*self.known.bodies, *self.known.posts)
        self.events, self.people, self.fault_ids = (tuple(ids_in(data, table)) for table in ("event", "people", "fault"))
        head = getattr(scenario, "scenario", None)
        self.horizon = head.horizon if head is not None else _LONGEST_MIN

    def all(self) -> None:
        for table in _TABLES:
            self.faults.unique(entries(self.data, table))
        self._head()
        for event in self.scenario.event:
            self._event(event)
        for number, course in enumerate(self.scenario.course, 1):
            self.faults.known(f"course {number}{SEPARATOR}event", "event", course.event, self.events)
            self._facts(course.facts, f"course {number}{SEPARATOR}facts")
        self._groups()
        for fault in self.scenario.fault:
            self._fault(fault)
        for inject in self.scenario.inject:
            self._inject(inject)
        for expect in self.scenario.expect:
            place = f'expect "{expect.id}"{SEPARATOR}'
            if expect.share[0] > expect.share[1]:
                self.faults.add(f"{place}share", "the low end is above the high end", value=list(expect.share))

    def _head(self) -> None:
        head = getattr(self.scenario, "scenario", None)
        if head is None:
            return
        place = f"scenario{SEPARATOR}"
        self.faults.known(f"{place}plan", "plan", head.plan, (self.plan.plan.id,))
        if not 0 < head.horizon <= _LONGEST_MIN:
            self.faults.add(f"{place}horizon", "the drill has no such length", value=f"{head.horizon:g} min",
                            allowed="more than 0 and at most 366 days")  # fmt: skip
        if head.start.tzinfo is not None:
            self.faults.add(f"{place}start", "the start is local time, without an offset", value=head.start.isoformat(),
                            allowed="such as 2025-06-03T08:30:00")  # fmt: skip

    def _event(self, event: Event) -> None:
        place = f'event "{event.id}"{SEPARATOR}'
        if event.at >= self.horizon:
            self.faults.add(f"{place}at", "the event begins after the drill has ended", value=f"{event.at:g} min")
        self._facts(event.facts, f"{place}facts")
        if event.risk_known_by:
            self.faults.known(f"{place}risk_known_by", "body or post", event.risk_known_by, self.hats)
        roles = tuple(body.id for body in self.plan.body if body.kind == "role")
        plays = {body.id: body.plays for body in self.resources.body}
        for role, body in event.roles.items():
            there = f"{place}roles{SEPARATOR}{role}"
            if not self.faults.known(f"{place}roles", "role", role, roles):
                continue
            able = tuple(id_ for id_, played in plays.items() if role in played)
            if body in plays and body not in able:
                self.faults.add(there, f'this body does not play the role "{role}"', value=body, allowed=", ".join(able),
                                hint=f'add "{role}" to its `plays` in the resources')  # fmt: skip
            elif body not in plays:
                others = tuple(id_ for id_ in self.known.bodies if id_ not in roles and id_ not in plays)
                self.faults.known(there, f'body for the role "{role}"', body, (*able, *others))

    def _facts(self, facts: Mapping[str, Any], place: str) -> None:
        for fact, value in facts.items():
            if not self.faults.known(place, "fact", fact, self.known.facts):
                continue
            name = self.known.vocabulary.names[fact]
            if problem := value_problem(name, value):
                self.faults.add(f"{place}{SEPARATOR}{fact}", problem, value=value, allowed=", ".join(name.values))

    def _groups(self) -> None:
        for people in self.scenario.people:
            place = f'people "{people.id}"{SEPARATOR}'
            self.faults.known(f"{place}event", "event", people.event, self.events)
            if people.responsible_unit:
                self.faults.known(f"{place}responsible_unit", "body", people.responsible_unit, self.known.bodies)
            for moment, _ in people.arrival.buses:
                self._moment(moment, f"{place}arrival{SEPARATOR}buses")
            if people.threshold_sd < 0:
                self.faults.add(f"{place}threshold_sd", "a spread is 0 or more", value=people.threshold_sd)

    def _fault(self, fault: Fault) -> None:
        place = f'fault "{fault.id}"{SEPARATOR}'
        if fault.event:
            self.faults.known(f"{place}event", "event", fault.event, self.events)
        if fault.target:
            targets = (
                *self.known.parties, *CHANNELS, *self.people, *(unit.id for unit in self.resources.unit),
                *(means.id for means in (*self.plan.means, *self.resources.means)),
                *(holder.id for holder in self.resources.holder),
            )  # fmt: skip
            self.faults.known(f"{place}target", "target", fault.target, targets)
        injected = any(inject.fault == fault.id for inject in self.scenario.inject)
        if fault.at is None and not injected:
            self.faults.add(f"{place}at", "nothing ever begins this fault", hint="give `at`, or an inject with this fault")
        if fault.at is not None and fault.until is not None and fault.until <= fault.at:
            self.faults.add(f"{place}until", "the fault ends before it begins", value=f"{fault.until:g} min")

    def _inject(self, inject: Inject) -> None:
        place = f'inject "{inject.id}"{SEPARATOR}'
        self.faults.known(f"{place}event", "event", inject.event, self.events)
        if inject.when:
            check_when(inject.when, f"{place}when", self.known, self.faults)
        if inject.missing:
            self._missing(inject.missing, f"{place}missing")
        self._facts(inject.facts, f"{place}facts")
        if inject.notice:
            self._notice(inject.notice, f"{place}notice")
        if inject.fault:
            self.faults.known(f"{place}fault", "fault", inject.fault, self.fault_ids)
        if inject.people:
            self.faults.known(f"{place}people", "group of people", inject.people, self.people)
        if not (inject.facts or inject.notice or inject.fault or inject.people or inject.rumour):
            self.faults.add(place.removesuffix(SEPARATOR), "the inject changes nothing",
                            allowed="any of facts, notice, fault, people, rumour")  # fmt: skip

    def _missing(self, missing: Mapping[str, str], place: str) -> None:
        if set(missing) != {"duty", "by"}:
            self.faults.add(place, "an expected act has a duty and a moment", value=", ".join(missing), allowed="duty, by")
            return
        self.faults.known(f"{place}{SEPARATOR}duty", "duty", missing["duty"], self.known.duties)
        self._moment(missing["by"], f"{place}{SEPARATOR}by")

    def _notice(self, notice: Mapping[str, Any], place: str) -> None:
        if not set(notice) <= {"body", "facts"} or not isinstance(notice.get("body"), str):
            self.faults.add(place, "a notice has a body and facts", value=", ".join(notice), allowed="body, facts")
            return
        self.faults.known(f"{place}{SEPARATOR}body", "body or post", notice["body"], self.hats)
        facts = notice.get("facts", {})
        if isinstance(facts, dict):
            self._facts(facts, f"{place}{SEPARATOR}facts")
        else:
            self.faults.add(f"{place}{SEPARATOR}facts", "this is no table of facts", value=facts, allowed="{ fact = value }")

    def _moment(self, word: str, place: str) -> None:
        try:
            parse_clock(word)
        except ValueError as error:
            self.faults.add(place, str(error), value=word, allowed='such as "00:10" or "10 min"')
