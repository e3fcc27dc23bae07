"""The values of a plan or resources file as phrases that a reader understands, with the plan's own names for its bodies and grades."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from sim.distributions import Distribution
from sim.durations import NONE_STATED, Span, amount_words, parse_amount
from sim.inputs.resources import Resources
from sim.plan.condition_words import ConditionWords, Series, chained
from sim.plan.limit_form import LimitForm
from sim.plan.model import Case, Extension, FactWindow, Item, Plan, Recipients, Signal
from sim.plan.pointers import pointer_steps
from sim.plan.starts import ReadingRef, Terms, start_words
from sim.text import NO_TEXT, Text
from sim.words import Called, InLanguages, NamesLater, phrase

_PARTIES = frozenset({
    "bearer", "to", "by", "superior", "body", "stand_in", "same_person", "lead", "members", "proposed_by", "approved_by", "issued_by",
    "lifted_by", "ended_by", "assessed_by", "ordered_by", "held_by", "posts", "bodies", "plays", "top", "except",
})  # fmt: skip
_IN_MINUTES = frozenset({"margin", "retry", "ring", "improves", "fatigue_after", "told_wait"})
_LENGTHS = frozenset({"every", "range", "window", "quiet", "ahead", "length"})
# How a field's word is called: which method of `Names`, and what it is asked beside the word.
_CALLED: Mapping[str, tuple[str, ...]] = {
    "grade": ("of", "grade"),
    "level": ("of", "level"),
    "includes": ("of", "level"),
    "on": ("kind",),
    "warns_of": ("of", "duty"),
    "until": ("kind",),
    "act": ("act",),
    "acts": ("act",),
    "form": ("form",),
    "forms": ("form",),
    "channel": ("channel",),
    "not_channel": ("channel",),
    "force": ("family", "force"),
    "requires": ("fact",),
    "facts": ("fact",),
    "fact": ("fact",),
    "includes_if": ("of", "reading"),
    "readings": ("of", "reading"),
    "effect": ("family", "effect"),
    "window_from": ("family", "window"),
}
_COMES = frozenset({"arrived", "checked-in", "stood-down"})  # rows of somebody who comes or goes, not of something that is done
_CALLED_HERE: Mapping[tuple[str, str], tuple[str, ...]] = {("content", "includes"): ("form",), ("task", "act"): ("task",)}


class PlanWords:
    """Phrases for the values of one plan, and of the resources beside it where there are any."""

    def __init__(self, plan: Plan, resources: Resources | None = None) -> None:
        self.plan = plan
        self.names = NamesLater(plan, resources)
        self.conditions = ConditionWords(self.names)
        self._terms = Terms.of(plan, plan.duty)
        self._readings = {reading.id: reading.value for reading in plan.reading}

    def called(self, ask: str, *args: str) -> Called:
        """What a method of `Names` calls something, told later."""
        return Called(self.names, ask, args)

    def value(self, section: str, field: str, value: Any, entry: str = "") -> InLanguages:
        """A field's value in words; `entry` is the id of the fact or reading of which it is a value."""
        match value:
            case bool():
                return phrase("word.yes") if value else phrase("word.no")
            case None:
                return phrase("word.nothing")
            case str():
                return self._word(section, field, value, entry)
            case int() | float():
                return amount_words(Span(value)) if field in _IN_MINUTES else Series((value,))
            case LimitForm():
                return self.limit(value)
            case ReadingRef():
                return start_words(value, self._terms)
            case tuple() | list():
                parts = tuple(self.value(section, field, part, entry) for part in value)
                return Series(parts, wide=any(isinstance(part, Case | FactWindow) for part in value))
        return self._table(section, field, value)

    def limit(self, form: LimitForm) -> InLanguages:
        """A limit: how long, and from when."""
        return form.phrase(self._terms)

    def party(self, word: str) -> InLanguages:
        """A body, post or group, or whom a pointer means."""
        if not word.startswith("@"):
            return self.names.party(word)
        pointer, steps = pointer_steps(word)
        who: InLanguages = phrase(f"pointer.{pointer}")
        for step in steps:
            who = phrase("plan.body-of" if step == "body" else "plan.superior-of", who=who)
        return who

    def happening(self, kinds: Iterable[str], by: tuple[str, ...]) -> InLanguages:
        """A row of one of some kinds, by one of these: "graded by the bureau or arrived"."""
        who = self.value("duty", "by", by) if by else None
        return chained((self._row(kind, who) for kind in kinds), lambda one, other: phrase("plan.or", one=one, other=other))

    def _row(self, kind: str, by: InLanguages | None) -> InLanguages:
        if kind == "received":
            return phrase("plan.word-received") if by is None else phrase("plan.word-received-from", who=by)
        row = self.called("kind", kind)
        if by is None:
            return row
        return phrase("plan.who-came", who=by, row=row) if kind in _COMES else phrase("plan.done-by", who=by, row=row)

    def signal(self, signal: Signal) -> InLanguages:
        """A row for which a limit waits, with its condition."""
        on = (signal.on,) if isinstance(signal.on, str) else signal.on
        row = self.happening(on, (signal.by,) if isinstance(signal.by, str) else signal.by)
        return row if not signal.when else phrase("plan.signal-where", row=row, when=self.conditions.of_text(signal.when))

    def field(self, name: str) -> InLanguages:
        """What a field is called."""
        return self.called("family", "field", name)

    def _table(self, section: str, field: str, value: Any) -> InLanguages:
        """A value that is a table in the file."""
        match value:
            case Text():
                return phrase("word.nothing") if value == NO_TEXT else value
            case Recipients():
                return phrase("plan.one-of", names=Series(tuple(self.value(section, field, word) for word in value.any)))
            case Case():
                return phrase("plan.case", clause=value.clause, when=self.conditions.of_text(value.when))
            case FactWindow():
                length = self.value(section, "window", value.length)
                return phrase("plan.window-where", length=length, when=self.conditions.of_text(value.when)) if value.when else length
            case Extension():
                return phrase("plan.extension", signal=self.signal(value), length=_length_or(value.length))
            case Signal():
                return self.signal(value)
            case Item():
                name: InLanguages = value.name
                return name
            case Distribution():
                return phrase("plan.minutes-on-average", minutes=f"{value.mean():.3g}")
            case dict():
                return Series(tuple(self._pair(section, field, key, held) for key, held in value.items()))
        return Series((str(value),))

    def _pair(self, section: str, field: str, key: str, held: Any) -> InLanguages:
        return phrase("plan.pair", key=self.names.rank("grade", key) if field == "top" else key, value=self.value(section, field, held))

    def _word(self, section: str, field: str, word: str, entry: str) -> InLanguages:
        """A word of the file: an id, a length, or a word of the format."""
        if section == "reading" and field in ("value", "choices"):
            return self.conditions.choice(entry, word)
        if section == "fact" and field in ("values", "default"):
            return self.names.value(entry, word)
        if word in ("", NONE_STATED):
            return amount_words(None) if word else phrase("word.nothing")
        if field in _PARTIES:
            return self.party(word)
        if word.startswith("duty:"):
            return self.called("choice", "", word)
        if word.startswith("reading:"):
            reading = word.removeprefix("reading:")
            return phrase("plan.as-read", value=self.conditions.choice(reading, self._readings.get(reading, NONE_STATED)))
        if field == "when":
            return self.conditions.of_text(word)
        return self._format_word(section, field, word)

    def _format_word(self, section: str, field: str, word: str) -> InLanguages:
        """A word that is no party: a rank, a kind of row, a start, a length, a fact, or one of the format's own."""
        if field in _LENGTHS:
            return _length_or(word)
        if field == "start":
            return start_words(word, self._terms)
        if field == "daily":
            return Series((word,))
        ask, *rest = _CALLED_HERE.get((section, field)) or _CALLED.get(field) or ("family", "format")
        return self.called(ask, *rest, word)


def _length_or(word: str) -> InLanguages:
    try:
        return amount_words(parse_amount(word))
    except ValueError:
        return Series((word,))


def in_a_row(parts: Iterable[InLanguages]) -> InLanguages:
    """What is said of one thing, one after another."""
    return chained(parts, lambda one, other: phrase("plan.and-then", one=one, other=other))
