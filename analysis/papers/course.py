"""What a scenario puts before those who are exercised: events, what the staff puts in and what is expected then, and what to ask about it.

All of it follows from plan, resources and scenario; nothing has to have been run. What is expected at something that a body is told of are the
duties of the plan that it sets off, and then what people do where the plan is silent, which is marked as a custom.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from analysis.papers.fields import PaperAct, PaperEvent, PaperInject, PaperStep, ScenarioFields
from analysis.papers.moments import PaperMoments
from analysis.plan.page import inside
from analysis.plan.words import PlanWords
from analysis.sheets.checklist import checklist_of
from sim.durations import NONE_STATED
from sim.inputs.resources import Resources
from sim.inputs.scenario import Event, Fault, Inject, People, Scenario
from sim.plan.model import Plan
from sim.plan.rulebook import Rulebook
from sim.plan.rules import Rule
from sim.words import Names, words
from sim.words.lengths import span

_MOST_EXPECTED = 5  # at one inject: more cannot be watched at once
_MOST_QUESTIONS = 12
_TOLD = "noticed"


@dataclass(frozen=True, slots=True, kw_only=True)
class GivenDrill:
    """The inputs of a drill that has been run or not."""

    plan: Plan
    resources: Resources
    scenario: Scenario


@dataclass(frozen=True, slots=True)
class _PutIn:
    """What is put in, with the minute at which it is, and its words where there is none."""

    minute: float | None
    field: PaperInject


class CourseOfScenario:
    """The course of one scenario in one language."""

    def __init__(self, given: GivenDrill, lang: str) -> None:
        self._given, self._lang = given, lang
        self.say = words(lang)
        self._names = Names(lang, given.plan, given.resources, given.scenario)
        self._at = PaperMoments(given.scenario.scenario.start, self.say)
        self._wording = PlanWords(given.plan, given.resources)

    def fields(self) -> ScenarioFields:
        """All fields of the scenario."""
        scenario, head = self._given.scenario, self._given.scenario.scenario
        found = checklist_of(self._given, self._lang)
        unstated = self.say("docx.not-stated")
        acts = [PaperAct(clause=one.clause, act=one.title, who=one.who or unstated, to=one.to, limit=one.limit) for one in found.acts]
        return ScenarioFields(
            title=head.title.of(self._lang),
            purpose=head.purpose.of(self._lang),
            teaches=head.teaches.of(self._lang),
            start=self._at.start(),
            length=span(head.horizon, self._lang),
            objectives=tuple(one.of(self._lang) for one in head.objectives),
            people=self._people(scenario.people),
            events=tuple(self._event(event) for event in scenario.event),
            injects=tuple(one.field for one in self._put_in),
            course=tuple(self._course()),
            acts=tuple(acts),
            acts_left=self.say("docx.acts-left", n=len(found.others)) if found.others else "",
            expected=tuple(one.text.of(self._lang) for one in scenario.expect),
            questions=tuple(self._questions())[:_MOST_QUESTIONS],
        )

    # -- events ------------------------------------------------------------------------------------------------------------------

    def _event(self, event: Event) -> PaperEvent:
        return PaperEvent(
            title=event.title.of(self._lang),
            time=self._at.at(event.at),
            place=self._names.of("place", event.place) if event.place else "",
            facts=self._facts(event.facts),
            people=self._people(one for one in self._given.scenario.people if one.event == event.id),
        )

    def _people(self, groups: Iterable[People]) -> str:
        """Who comes, and how many."""
        return self.say.tell([self.say("docx.people", name=one.name.of(self._lang) or self.say("docx.some-people"), n=one.size) for one in groups])

    def _facts(self, facts: Mapping[str, Any]) -> str:
        each = [self.say("docx.fact", fact=self._names.fact(id_), value=self._names.value(id_, value)) for id_, value in facts.items()]
        return self.say("docx.and-then").join(each)

    # -- what is put in ----------------------------------------------------------------------------------------------------------

    @cached_property
    def _put_in(self) -> tuple[_PutIn, ...]:
        """What the staff puts in, by its time; what waits for a condition comes last."""
        scenario = self._given.scenario
        started = {inject.fault for inject in scenario.inject}
        found: list[tuple[float | None, Inject | Fault]] = [(one.at if one.missing is None else one.missing.by, one) for one in scenario.inject]
        found += [(one.at or 0.0, one) for one in scenario.fault if one.id not in started]
        ordered = sorted(found, key=lambda one: (one[0] is None, one[0] or 0.0))
        several = len(scenario.event) > 1
        made = []
        for number, (minute, entry) in enumerate(ordered, 1):
            make = self._inject if isinstance(entry, Inject) else self._fault
            made.append(_PutIn(minute, make(str(number), entry, several=several)))  # type: ignore[arg-type] # the one that takes such an entry
        return tuple(made)

    def _inject(self, number: str, inject: Inject, *, several: bool) -> PaperInject:
        return PaperInject(
            number=number,
            time=self._moment(inject),
            event=self._names.of("event", inject.event) if several else "",
            sender=self.say("docx.by-staff"),
            to=self._to(inject),
            text=inject.text.of(self._lang),
            change=self.say("docx.and-then").join(self._changes(inject)),
            expected=tuple(self._expected(inject)),
        )

    def _fault(self, number: str, fault: Fault, *, several: bool) -> PaperInject:
        kind = self.say.named("fault", fault.kind)
        return PaperInject(
            number=number,
            time=self._at.at(fault.at or 0.0),
            event=self._names.of("event", fault.event) if several and fault.event else "",
            sender=self.say("docx.by-staff"),
            to=self._target(fault.target) if fault.target else self.say("docx.everybody"),
            text=fault.text.of(self._lang) or kind,
            change=self._fault_words(fault),
            expected=(self.say("docx.expected.fault"),),
        )

    def _fault_words(self, fault: Fault) -> str:
        kind, who = self.say.named("fault", fault.kind), self._target(fault.target) if fault.target else ""
        said = self.say("docx.change.fault-of", kind=kind, who=who) if who else self.say("docx.change.fault", kind=kind)
        return self.say("docx.change.until", said=said, time=self._at.at(fault.until)) if fault.until is not None else said

    def _moment(self, inject: Inject) -> str:
        if inject.at is not None:
            return self._at.at(inject.at)
        if inject.missing is not None:
            return self.say("docx.if-missing", time=self._at.at(inject.missing.by), duty=self._names.rule(inject.missing.duty))
        return self.say("docx.as-soon-as", when=self.say.tell(self._wording.conditions.of_text(inject.when)))

    def _to(self, inject: Inject) -> str:
        if inject.notice is not None:
            return self._names.party(self._bound(inject.event, inject.notice.body))
        if inject.missing is not None:
            return self._names.party(self._bound(inject.event, self._rules.by_id[inject.missing.duty].duty.bearer))
        fault = self._fault_of(inject)
        return self._target(fault.target) if fault is not None and fault.target else self.say("docx.the-scene")

    def _target(self, id_: str) -> str:
        tables = ("people", "means", "channel")
        return next((self._names.of(table, id_) for table in tables if self._names.knows(table, id_)), None) or (
            self._names.channel(id_) if self.say.knows(f"channel.{id_}") else self._names.party(id_)
        )

    def _fault_of(self, inject: Inject) -> Fault | None:
        return next((one for one in self._given.scenario.fault if one.id == inject.fault), None)

    def _changes(self, inject: Inject) -> Iterator[str]:
        """What becomes so: an entry for each change that an inject may bring."""
        if inject.notice is not None:
            who = self._names.party(self._bound(inject.event, inject.notice.body))
            yield self.say("docx.change.notice", who=who)
            if inject.notice.facts:
                yield self._facts(inject.notice.facts)
        if inject.facts:
            yield self.say("docx.change.facts", facts=self._facts(inject.facts))
        if (fault := self._fault_of(inject)) is not None:
            yield self._fault_words(fault)
        if inject.people:
            group = next(one for one in self._given.scenario.people if one.id == inject.people)
            yield self.say("docx.change.people", name=group.name.of(self._lang) or self.say("docx.some-people"), n=group.size)
        if inject.rumour:
            yield self.say("docx.change.rumour")

    def _bound(self, event: str, body: str) -> str:
        roles = next((one.roles for one in self._given.scenario.event if one.id == event), {})
        return roles.get(body, body)

    # -- what is expected --------------------------------------------------------------------------------------------------------

    @cached_property
    def _rules(self) -> Rulebook:
        resources = self._given.resources
        return Rulebook(self._given.plan, resources.habit, {body.id: body.superior for body in resources.body})

    def _expected(self, inject: Inject) -> Iterator[str]:
        if inject.missing is not None:
            yield self._act(self._rules.by_id[inject.missing.duty], inject.event)
        if inject.notice is not None:
            yield from self._on_notice(inject.event, inject.notice.body, inject.notice.facts)
        if inject.facts or inject.people:
            yield self.say("docx.expected.look-again")
        if inject.fault:
            yield self.say("docx.expected.fault")
        if inject.rumour:
            yield self.say("docx.expected.rumour")

    def _on_notice(self, event: str, body: str, facts: Mapping[str, Any]) -> list[str]:
        """What the plan asks of a body that is told of an event, as far as what it is told lets it be asked; then what is customary."""
        true = next((one.facts for one in self._given.scenario.event if one.id == event), {})
        known = {**self._rules.defaults, **true, **facts}
        found = [
            rule for rule in self._rules.rules if _TOLD in rule.kinds and self._is_asked(rule, event, body) and rule.holds(known.get) is not False
        ]
        must = [rule for rule in found if not rule.habit and rule.duty.force != "must not"]
        custom = [rule for rule in found if rule.habit]
        told = [self._act(rule, event) for rule in must]
        told += [self.say("docx.expected.custom", act=self._names.rule(rule.id)) for rule in custom]
        return list(dict.fromkeys(told))[:_MOST_EXPECTED] or [self.say("docx.expected.nothing")]

    def _is_asked(self, rule: Rule, event: str, body: str) -> bool:
        """Whether a rule binds a body, under its own name or as the role that it plays."""
        called = {body, self._bound(event, body)}
        if rule.by and not any(self._rules.is_among(who, self._members(rule.by)) for who in called):
            return False
        bearer = rule.duty.bearer
        return bool(rule.by) if bearer.startswith("@") else any(self._rules.belongs(who, one) for who in called for one in self._members((bearer,)))

    def _members(self, parties: Iterable[str]) -> tuple[str, ...]:
        return tuple(one for party in parties for one in self._rules.members.get(party, (party,)))

    def _act(self, rule: Rule, event: str) -> str:
        """A duty in a line: its clause, what, to whom, within how long."""
        duty = rule.duty
        to = duty.to if isinstance(duty.to, tuple) else ()
        whom = self.say.tell([self.say.tell(self._wording.party(self._bound(event, one))) for one in to])
        said = self.say("docx.expected.to", act=duty.title.of(self._lang), to=whom) if whom else duty.title.of(self._lang)
        if rule.due is not None and rule.limit.of(self._lang):
            said = self.say("docx.expected.within", said=said, limit=rule.limit.of(self._lang))
        return self.say("docx.expected.clause", said=said, clause=duty.clause) if duty.clause else said

    # -- the course and the questions --------------------------------------------------------------------------------------------

    def _course(self) -> Iterator[PaperStep]:
        """Events, what is scripted and what is put in, in order of time; what waits for a condition comes last."""
        scenario = self._given.scenario
        steps: list[tuple[float | None, int, PaperStep]] = []
        for event in scenario.event:
            said = self.say("docx.step.event-told", title=event.title, facts=self._facts(event.facts)) if event.facts else event.title.of(self._lang)
            steps.append((event.at, 0, PaperStep(time=self._at.at(event.at), kind=self.say("docx.step.event"), text=said, expected=())))
        for one in scenario.course:
            expected = (self.say("docx.expected.look-again"),)
            text = self.say("docx.change.facts", facts=self._facts(one.facts))
            steps.append((one.at, 1, PaperStep(time=self._at.at(one.at), kind=self.say("docx.step.course"), text=text, expected=expected)))
        for put in self._put_in:
            text = self.say("docx.step.told", number=put.field.number, to=put.field.to, text=put.field.text)
            steps.append((put.minute, 2, PaperStep(time=put.field.time, kind=self.say("docx.step.inject"), text=text, expected=put.field.expected)))
        ordered = sorted(enumerate(steps), key=lambda one: (one[1][0] is None, one[1][0] or 0.0, one[1][1], one[0]))
        yield from (step for _, (_, _, step) in ordered)

    def _questions(self) -> Iterator[str]:
        """What to ask those who are exercised: how they reach each objective, how they read open words, who acts where the plan is silent."""
        plan, head = self._given.plan, self._given.scenario.scenario
        yield from (self.say("docx.ask.objective", objective=one) for one in head.objectives)
        drilled = [rule for rule in self._rules.rules if not rule.habit and any(inside(rule.duty.clause, clause) for clause in head.clauses)]
        nobody = [rule for rule in drilled if rule.duty.bearer == NONE_STATED]
        yield from (self.say("docx.ask.bearer", clause=rule.duty.clause, duty=rule.duty.title) for rule in nobody[:2])
        if any(one.kind in ("line down", "network down", "phone off") for one in self._given.scenario.fault):
            yield self.say("docx.ask.channel")
        if any(one.kind == "post absent" for one in self._given.scenario.fault):
            yield self.say("docx.ask.stand-in")
        leaned = {id_ for rule in drilled for id_ in rule.readings}
        asked = [reading for reading in plan.reading if reading.id in leaned and any(inside(reading.clause, clause) for clause in head.clauses)]
        yield from (self.say("docx.ask.reading", clause=reading.clause, text=reading.text) for reading in asked[:4])
        if self._given.scenario.people:
            yield self.say("docx.ask.people")
        yield self.say("docx.ask.next")
