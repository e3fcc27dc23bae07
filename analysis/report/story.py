"""What happened, line by line: a message is told once, like things of a minute together, people trickling away by the half hour.

Where there is more to tell than a reader takes in, what turned the event goes before what was merely done.
"""

from __future__ import annotations

from collections.abc import Callable

from analysis.report.model import RunReport, StoryMoment
from sim.record import Record, Row, sending_of
from sim.vocabulary import SENT_KINDS, TOLD
from sim.words import Names, in_language, words
from sim.words.lengths import clock

_IN_PORTIONS = frozenset({"registered"})  # credited as it is done, by whom
_TRICKLES = frozenset({"returned-home", "moved-up"})
_TRICKLE_MIN = 30.0
_MOST_TOLD = 60
_REPORTS = frozenset({"initial", "follow-up", "final", "partial", "proposal", "request", "end", "support", "warning", "warning-information"})
_TASKS = frozenset({"performed", "prepared"})  # rows that say little beside what the task was
_HABIT = "habit:"


def story_of(record: Record, until_min: float, most: int | None = _MOST_TOLD) -> tuple[list[StoryMoment], int]:
    """The moments that are told, at most so many, in order of time, and how many more there are."""
    by_seq = {row.seq: row for row in record.rows}
    arrived = {row.cause for row in record.rows if row.kind == "received" and row.cause is not None}
    seen_at = {row.cause for row in record.rows if row.kind in ("noticed", "fault") and row.cause is not None}
    told: dict[tuple[object, ...], list[Row]] = {}
    for row in record.rows:
        if TOLD.get(row.kind) == "never" or row.time > until_min or (row.kind in SENT_KINDS and row.seq in arrived):
            continue
        if row.kind == "inject" and row.seq in seen_at:
            continue  # what it brought about is told
        told.setdefault(_together(row), []).append(row)
    groups = list(told.values())
    ranks = _ranks(groups)
    kept = sorted(sorted(range(len(groups)), key=lambda place: (ranks[place], place))[:most])
    return [_moment(groups[place], by_seq) for place in kept], len(groups) - len(kept)


def _moment(rows: list[Row], by_seq: dict[int, Row]) -> StoryMoment:
    return StoryMoment(rows=tuple(rows), sending=sending_of(rows[0], by_seq.get))


def _together(row: Row) -> tuple[object, ...]:
    if row.kind in _TRICKLES:
        return int(row.time // _TRICKLE_MIN), row.kind, row.about
    if row.kind in _IN_PORTIONS:
        return int(row.time // _TRICKLE_MIN), row.kind, row.about, row.actor
    return int(row.time), row.kind, row.actor, row.form, row.about, row.rule


def _ranks(groups: list[list[Row]]) -> list[int]:
    """How readily each is told. What the same body does again and again by the same rule is told readily only the first time."""
    found, done = [], set()
    for rows in groups:
        row = rows[0]
        deed = (row.kind, row.actor, row.to, row.about, row.rule)
        rank = _rank(row)
        found.append(2 if rank == 1 and row.rule is not None and deed in done else rank)
        done.add(deed)
    return found


def _rank(row: Row) -> int:
    told = TOLD.get(row.kind)
    if told == "turn":
        return 2 if row.facts.get("people") == 0 else 0
    return 1 if told == "step" or (row.kind == "received" and row.form in _REPORTS) else 2


class Storyteller:
    """Tells moments in one language. `events` is how many the record has: of one, it need not be said which."""

    def __init__(self, names: Names, counts: tuple[str, ...], events: int, at: Callable[[float], str] = clock) -> None:
        """`counts` are the facts of the plan that count people or things; `at` tells a moment that a line holds beside its own."""
        self._names, self._counts, self._events, self._at = names, counts, events, at
        self.say = words(names.lang)

    def text(self, moment: StoryMoment) -> str:
        """The line, without its time."""
        said = self._told(moment)
        about = moment.first.about
        return self.say("story.about", event=about, said=said) if about is not None and self._events > 1 else said

    def cites(self, moment: StoryMoment) -> str:
        """The clause that was followed, or that it was a habit."""
        clause, rule = moment.first.clause or "", moment.first.rule
        if rule is None or not rule.startswith(_HABIT):
            return clause
        return self.say("story.clause-by-habit", clause=clause) if clause else self.say("story.habit")

    def _told(self, moment: StoryMoment) -> str:
        row, say = moment.first, self.say
        to = say.tell(list(dict.fromkeys(self._names.party(one.to) for one in moment.rows if one.to is not None)))
        if row.kind == "received":
            said = say("story.received", to=to, sender=self._names.party(row.actor), what=self._message(moment))
            return self._stated(moment, self._with(said, self._names.channel(row.channel)))
        said = self._names.kind(row.kind)
        what = self._what(moment)
        if row.kind in _TASKS and what:
            said, what = what, ""  # the task says more than that one was done
        if row.kind in _TRICKLES and row.facts.get("unheard") is True:
            said = say("story.unheard", said=said)
        said = self._with(said, what)
        if row.actor is not None:
            said = say("story.actor", who=self._names.party(row.actor), said=said)
        return self._stated(moment, say("story.to", said=said, to=to) if to else said)

    def _with(self, said: str, what: str) -> str:
        return self.say("story.with", said=said, what=what) if what else said

    def _what(self, moment: StoryMoment) -> str:
        """What a row is about beside its kind: the event, the own words of an inject or a fault, the form of a message, or the task."""
        row = moment.first
        if row.kind == "occurred":
            return self._names.of("event", row.about) if row.about and self._names.of("event", row.about) != row.about else ""
        if row.kind == "fault" and self._names.knows("fault", fault := str(row.facts.get("fault"))):
            return self._names.of("fault", fault)
        text = row.facts.get("text")
        if row.kind == "inject" and isinstance(text, dict) and (said := in_language(text, self._names.lang)):
            return said
        if row.form is None:
            return ""
        if row.kind not in _TASKS and self.say.knows(f"form.{row.form}"):
            return self._names.form(row.form)
        return self._names.rule(row.rule) if row.rule is not None else self._names.form(row.form)

    def _message(self, moment: StoryMoment) -> str:
        """A message by its form; one of the plan's own form by what kind of message it is, and the rule that it follows."""
        row, sending = moment.first, moment.sending
        if row.form is None:
            return self.say("story.message")
        if self.say.knows(f"form.{row.form}"):
            return self._names.form(row.form)
        kind = SENT_KINDS.get(sending.kind) if sending is not None else None
        message = self._names.form(kind) if kind is not None else self.say("story.message")
        if row.rule is None:  # a form of the plan's own is called by a title in quotation marks
            return self.say("story.message-in-form", message=message, form=self._names.form(row.form))
        return self.say("story.message-about", message=message, title=self._names.rule(row.rule))

    def _stated(self, moment: StoryMoment, said: str) -> str:
        """The grade or level that a row states, where stating it is what the row is for, or how many people it is about."""
        row, facts = moment.first, moment.first.facts
        if row.kind in ("classified", "regraded") and facts.get("grade") is not None:
            return self.say("story.stated", said=said, value=self._names.rank("grade", str(facts["grade"])))
        if facts.get("level") is not None and (row.kind in ("activated", "proposed", "expanded") or row.form == "proposal"):
            return self.say("story.stated", said=said, value=self._names.rank("level", str(facts["level"])))
        if row.kind == "estimated" and any(id_ in facts for id_ in self._counts):
            return self.say("story.stated", said=said, value=self._counted(facts))
        people = [int(one.facts["people"]) for one in moment.rows if isinstance(one.facts.get("people"), int)]
        if row.kind == "received" or not people:
            return said
        if row.kind not in _TRICKLES | _IN_PORTIONS or len(moment.rows) == 1:
            return self.say("story.people", n=people[0], said=said)
        return self.say("story.people-by", n=sum(people), said=said, moment=self._at(moment.rows[-1].time))

    def _counted(self, facts: dict[str, object]) -> str:
        """The counts of the plan that a row states."""
        counts = [(id_, facts[id_]) for id_ in self._counts if id_ in facts]
        if len(self._counts) == 1:
            return self.say("story.counted", number=str(counts[0][1]))
        return self.say.tell([self.say("story.count", name=self._names.fact(id_), number=str(number)) for id_, number in counts])


def storyteller(report: RunReport, lang: str, at: Callable[[float], str] = clock, *, events: int | None = None) -> Storyteller:
    """Whoever tells the story of a report in a language; `at` tells moments, as hours since the start where nothing else is given.

    `events`: as if the record had so many; of one it is not said which.
    """
    counts = tuple(fact.id for fact in report.rules.plan.fact if fact.type == "count")
    return Storyteller(report.names.of(lang), counts, len(report.header.events) if events is None else events, at)
