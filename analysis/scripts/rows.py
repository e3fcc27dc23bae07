"""The rows of a script: each entry of a scenario as a person reads it, with the keys that its cells show.

What the program adds of its own beneath a text stands in a line between brackets (`script.aside`), which is not read back.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from math import floor
from typing import Any

from sim.inputs.assembly import Inputs
from sim.inputs.scenario import Course, Event, Expect, Fault, Inject, People
from sim.plan.condition_words import ConditionWords
from sim.words import Names, NamesLater, Words, words

DAY_MIN = 1440.0
_RANK = ("sign", "event", "course", "people", "fault", "inject", "end", "act")  # in this order at one moment
_PLACES = ("body", "post", "group", "unit", "people", "holder", "channel", "means")  # the tables of what a fault may strike


@dataclass(frozen=True, slots=True, kw_only=True)
class ScriptRow:
    """One row. `minute` counts from the start, None where no moment is set; `anchors` are the keys that columns show.

    `about` is its event, "" where it has none; `sorted_at` the minute by which it stands in its place.
    """

    kind: str
    id: str = ""
    about: str = ""
    minute: float | None = None
    clock: str = ""  # in place of the minute, where that is only likely
    text: str = ""
    condition: str = ""
    source: str = ""
    to: str = ""
    means: str = ""
    act: str = ""
    clause: str = ""
    limit: str = ""
    sorted_at: float = 0.0
    anchors: Mapping[str, str] = field(default_factory=dict)


def shown_text(text: str) -> str:
    """A text as a cell keeps it."""
    return "".join(sign for sign in text if sign == "\n" or sign.isprintable()).strip()


def elapsed(minute: float) -> str:
    """A moment as `T+1:30`; with a part of a minute, in minutes."""
    if minute != floor(minute) or minute < 0:
        return f"T{minute:+.15g} min"
    return f"T+{int(minute) // 60}:{int(minute) % 60:02d}"


class DrillClock:
    """Moments as the clock shows them; with the day, where the drill lasts one or longer."""

    def __init__(self, inputs: Inputs) -> None:
        self.start = inputs.scenario.scenario.start
        self.dated = inputs.scenario.scenario.horizon >= DAY_MIN

    def said(self, minute: float) -> str:
        """A moment, to the minute."""
        moment = self.start + timedelta(minutes=minute)
        return f"{moment:%m-%d %H:%M}" if self.dated else f"{moment:%H:%M}"


class RowMaker:
    """Makes the rows of one scenario in one language. `data` are its tables as parsed, which its anchors name."""

    def __init__(self, inputs: Inputs, data: Mapping[str, Any], lang: str) -> None:
        self.inputs, self.data, self.lang = inputs, data, lang
        self.say: Words = words(lang)
        self.names = Names(lang, inputs.plan, inputs.resources, inputs.scenario)
        self.clock = DrillClock(inputs)
        self._conditions = ConditionWords(NamesLater(inputs.plan, inputs.resources, inputs.scenario))
        self._begins = {event.id: event.at for event in inputs.scenario.event}

    def rows(self, acts: Sequence[ScriptRow] = ()) -> list[ScriptRow]:
        """All rows in the order of the script: by moment, each act behind what sets it off; then what waits, the end, what is expected."""
        scenario = self.inputs.scenario
        made: list[ScriptRow] = []
        parts: tuple[tuple[str, Callable[[Any, Mapping[str, Any], int], Iterator[ScriptRow]]], ...] = (
            ("event", self._event), ("course", self._course), ("people", self._people), ("inject", self._inject), ("fault", self._fault),
            ("expect", self._expect),
        )  # fmt: skip
        for table, make in parts:
            for place, (entry, raw) in enumerate(zip(getattr(scenario, table), self.data.get(table, ()), strict=True)):
                made += make(entry, raw, place)
        horizon = scenario.scenario.horizon
        made.append(ScriptRow(kind="end", minute=horizon, sorted_at=horizon, text=self.say("script.end"), anchors={"time": "horizon"}))
        timed = [row for row in (*made, *acts) if row.minute is not None or row.kind == "act"]
        waiting = [row for row in made if row.minute is None and row.kind != "expect"]
        timed.sort(key=lambda row: (row.kind == "end", row.sorted_at, _RANK.index(row.kind)))
        return [*timed[:-1], *waiting, timed[-1], *(row for row in made if row.kind == "expect")]

    # -- what the rows of each kind show -------------------------------------------------------------------------------------

    def _event(self, event: Event, raw: Mapping[str, Any], place: int) -> Iterator[ScriptRow]:
        title = shown_text(event.title.of(self.lang))
        if event.risk_known_at is not None:
            yield ScriptRow(
                kind="sign", about=event.id, id=event.id, minute=event.risk_known_at, sorted_at=event.risk_known_at,
                text=self.say("script.sign", event=title),
                to=self._party(event.risk_known_by), source=self.say("script.control"), means=self.say("script.card"),
                anchors={"time": "risk_known_at", "to": "risk_known_by"},
            )  # fmt: skip
        asides = [self.say("script.place", place=self.names.of("place", event.place))] if event.place else []
        if event.after is not None:
            after = event.after
            asides.append(self.say(f"script.after.{after.way}", n=after.least, event=self.names.of("event", after.event)))
        yield ScriptRow(
            kind="event", about=event.id, id=event.id, minute=event.at, sorted_at=event.at, text=self._with(title, asides),
            anchors={"time": "at", "text": self._key(raw, "title")},
        )  # fmt: skip

    def _course(self, course: Course, raw: Mapping[str, Any], place: int) -> Iterator[ScriptRow]:
        text = shown_text(self._facts(course.facts))
        yield ScriptRow(
            kind="course", about=course.event, id=str(place + 1), minute=course.at, sorted_at=course.at, text=self._at_event(text, course.event),
            anchors={"time": "at", "text": "facts"},
        )  # fmt: skip

    def _people(self, people: People, raw: Mapping[str, Any], place: int) -> Iterator[ScriptRow]:
        name = shown_text(people.name.of(self.lang)) or people.id
        begins = self._begins[people.event] + people.arrival.begins
        asides = [self.say("script.over", length=_minutes(people.arrival.over, self.say))] if people.arrival.over else []
        asides += [self.say("script.bus", people=number, clock=self.clock.said(begins + minute)) for minute, number in people.arrival.buses]
        bringing = next((one for one in self.inputs.scenario.inject if one.people == people.id), None)
        text = self.say("script.people", name=name, people=people.size)
        anchors = {"text": "size"} | ({} if people.brought else {"time": "arrival.begins"})
        yield ScriptRow(
            kind="people", about=people.event, id=people.id, minute=None if people.brought else begins, sorted_at=begins,
            text=self._with(text, asides),
            condition=self.say("script.brought", inject=bringing.text) if people.brought and bringing is not None else "", anchors=anchors,
        )  # fmt: skip

    def _inject(self, inject: Inject, raw: Mapping[str, Any], place: int) -> Iterator[ScriptRow]:
        asides: list[str] = []
        told = inject.notice.facts if inject.notice is not None else {}
        if told:
            asides.append(self.say("script.told", facts=self._facts(told)))
        if inject.facts:
            asides.append(self.say("script.becomes", facts=self._facts(inject.facts)))
        for table, id_ in (("fault", inject.fault), ("people", inject.people)):
            if id_:
                asides.append(self.say(f"script.brings.{table}", what=self._called(table, id_)))
        if inject.rumour:
            asides.append(self.say("script.rumour", n=inject.rumour))
        minute, condition, anchors = inject.at, "", {"time": "at", "condition": "when"}
        if inject.when:
            condition = self._conditions.of_text(inject.when).of(self.lang)
        elif inject.missing is not None:
            minute, anchors = inject.missing.by, {"time": "missing.by", "condition": "missing.duty"}
            condition = self.say("script.missing", duty=self.names.rule(inject.missing.duty))
        yield ScriptRow(
            kind="inject", about=inject.event, id=inject.id, minute=minute, sorted_at=minute or 0.0, condition=shown_text(condition),
            text=self._at_event(self._with(shown_text(inject.text.of(self.lang)), asides), inject.event), source=self.say("script.control"),
            to=self._party(inject.notice.body, inject.event) if inject.notice is not None else "",
            means=self.say("script.card" if inject.notice is not None else "script.announced"),
            anchors={"text": self._key(raw, "text"), "to": "notice.body"} | anchors,
        )  # fmt: skip

    def _fault(self, fault: Fault, raw: Mapping[str, Any], place: int) -> Iterator[ScriptRow]:
        kind = self.say.named("fault", fault.kind)
        text = shown_text(fault.text.of(self.lang))
        bringing = next((one for one in self.inputs.scenario.inject if one.fault == fault.id), None)
        injected = fault.at is None and bringing is not None
        target = next((self.names.of(one, fault.target) for one in _PLACES if self.names.knows(one, fault.target)), fault.target)
        yield ScriptRow(
            kind="fault", id=fault.id, minute=fault.at, sorted_at=fault.at or 0.0, text=self._with(text, [kind]) if text else kind,
            condition=shown_text(self.say("script.brought", inject=bringing.text)) if injected and bringing is not None else "",
            source=self.say("script.control"), to=target,
            means=self.say("script.announced"), limit=self.say("script.until", moment=self._until(fault.until)) if fault.until is not None else "",
            anchors={"text": self._key(raw, "text"), "time": "at", "to": "target", "limit": "until"},
        )  # fmt: skip

    def _expect(self, expect: Expect, raw: Mapping[str, Any], place: int) -> Iterator[ScriptRow]:
        low, high = (f"{share * 100:g}" for share in expect.share)
        yield ScriptRow(
            kind="expect", id=expect.id, act=self._with(shown_text(expect.text.of(self.lang)), [self.say("script.share", low=low, high=high)]),
            clause=shown_text(expect.clause), anchors={"act": self._key(raw, "text"), "clause": "clause"},
        )  # fmt: skip

    # -- parts ---------------------------------------------------------------------------------------------------------------

    def _key(self, raw: Mapping[str, Any], name: str) -> str:
        """The key of the text that is shown: one language of it, where the file says it in several."""
        held = raw.get(name)
        return f"{name}.{self.lang}" if isinstance(held, dict) else name

    def _with(self, text: str, asides: Sequence[str]) -> str:
        return "\n".join((text, *(self.say("script.aside", said=shown_text(one)) for one in asides)))

    def _at_event(self, text: str, event: str) -> str:
        """With the event that it is about, where there are several."""
        return text if len(self._begins) == 1 else self._with(text, [self.say("script.about", event=self.names.of("event", event))])

    def _until(self, minute: float) -> str:
        exact = minute == floor(minute)
        return f"{self.clock.said(minute)} ({elapsed(minute)})" if exact else elapsed(minute)

    def _facts(self, facts: Mapping[str, Any]) -> str:
        joint = self.say("script.and")
        return joint.join(self.say("script.fact", fact=self.names.fact(fact), value=self.names.value(fact, value)) for fact, value in facts.items())

    def _called(self, table: str, id_: str) -> str:
        return self.names.of(table, id_)

    def _party(self, id_: str, event: str = "") -> str:
        """Whoever is meant; of a role, with the body that plays it in brackets."""
        if not id_:
            return ""
        roles: Mapping[str, str] = next((one.roles for one in self.inputs.scenario.event if one.id == event), {})
        played = roles.get(id_)
        name = self.names.party(id_)
        return name if played is None else self.say("script.played", role=name, body=self.names.party(played))


def _minutes(minutes: float, say: Words) -> str:
    from sim.durations import Span

    return say.tell(Span(minutes))
