"""The values of a plan or resources file in words that a reader understands, with the plan's own names for its bodies and grades."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sim.distributions import Distribution
from sim.durations import NONE_STATED, Amount, Span, parse_amount
from sim.durations import amount_words as told_amount
from sim.inputs.resources import Resources
from sim.plan.condition_words import condition_words
from sim.plan.field_words import ACTS, FORMS, KINDS, POINTERS, STARTS, WORDS
from sim.plan.limits import LimitForm
from sim.plan.model import Case, Item, Plan, Recipients
from sim.plan.starts import ReadingRef, StartValue, Terms, start_words
from sim.text import Text
from sim.words import Phrase

SILENT = Text(zh="未规定", en="none stated")
NOTHING = Text(zh="无", en="none")
_YES_NO = {True: Text(zh="是", en="yes"), False: Text(zh="否", en="no")}
_PARTIES = {
    "bearer", "to", "by", "superior", "body", "stand_in", "same_person", "lead", "members", "proposed_by", "approved_by", "issued_by",
    "lifted_by", "ended_by", "assessed_by", "ordered_by", "held_by", "posts", "bodies", "plays", "top",
}  # fmt: skip
_IN_MINUTES = ("margin", "retry", "ring", "improves", "fatigue_after")
_RANKS = {"grade": "grade", "level": "level", "includes": "level"}


def join(words: Iterable[Text]) -> Text:
    """Several words in a row."""
    row = tuple(words)
    if not row:
        return NOTHING
    zh = "；" if any("、" in word.zh for word in row) else "、"  # names that are lists themselves
    en = "; " if any(", " in word.en for word in row) else ", "
    return Text(zh=zh.join(word.zh for word in row), en=en.join(word.en for word in row))


def amount_words(amount: Amount | None) -> Text:
    """A length of time; None is the plan's silence."""
    return _both(told_amount(amount))


def _both(said: Phrase) -> Text:
    return Text(zh=said.of("zh"), en=said.of("en"))


@dataclass(frozen=True, slots=True)
class Wording:
    """Words for the values of one plan, and of the resources beside it where there are any."""

    plan: Plan
    resources: Resources | None = None

    def value(self, section: str, field: str, value: Any) -> Text:
        """A field's value in words."""
        match value:
            case bool():
                return _YES_NO[value]
            case None:
                return NOTHING
            case str():
                return self._word(section, field, value)
            case int() | float():
                return amount_words(Span(value)) if field in _IN_MINUTES else Text(zh=f"{value:g}", en=f"{value:g}")
            case LimitForm():
                return self.limit(value)
            case ReadingRef():
                return self._start(value)
            case tuple() | list():
                return join(self.value(section, field, part) for part in value)
        return self._table(section, field, value)

    def _table(self, section: str, field: str, value: Any) -> Text:
        """A value that is a table in the file."""
        match value:
            case Text():
                return value if value.en or value.zh else NOTHING
            case Recipients():
                names = join(self.value(section, field, word) for word in value.any)
                return Text(zh=f"{names.zh}之一", en=f"one of {names.en}")
            case Case():
                when = condition_words(value.when, self.plan)
                return Text(zh=f"〔{value.clause}〕{when.zh}", en=f"[{value.clause}] {when.en}")
            case Item():
                return value.name
            case Distribution():
                return Text(zh=f"平均 {value.mean():.3g} 分钟", en=f"{value.mean():.3g} min on average")
            case dict():
                parts = [(key, self.value(section, field, held)) for key, held in value.items()]
                return join(Text(zh=f"{key}：{held.zh}", en=f"{key}: {held.en}") for key, held in parts)
        return Text(zh=str(value), en=str(value))

    def limit(self, form: LimitForm) -> Text:
        """A limit: how long, and from when."""
        return _both(form.phrase(self._terms()))

    def _terms(self) -> Terms:
        return Terms.of(self.plan.reading, self.plan.duty)

    def name(self, id_: str) -> Text | None:
        """The plan's (or the resources') name of a body, post or group."""
        tables: tuple[Sequence[Any], ...] = (self.plan.body, self.plan.post, self.plan.group, self.resources.body if self.resources else ())
        return next((entry.name for table in tables for entry in table if entry.id == id_), None)

    def _start(self, start: StartValue) -> Text:
        return _both(start_words(start, self._terms()))

    def _duty(self, id_: str) -> Text:
        return next((duty.title for duty in self.plan.duty if duty.id == id_), Text(zh=id_, en=id_))

    def _word(self, section: str, field: str, word: str) -> Text:
        """A word of the file: an id, a length, or a word of the format."""
        plain = Text(zh=word, en=word)
        if word in ("", NONE_STATED):
            return SILENT if word else NOTHING
        if field in _PARTIES:
            pointer, _, above = word.partition(".superior")
            pointed = POINTERS.get(pointer)
            if pointed is not None and (above or word.endswith(".superior")):
                return Text(zh=f"{pointed.zh}的上级", en=f"the superior of {pointed.en}")
            return pointed or self.name(word) or plain
        return self._format_word(section, field, word, plain)

    def _format_word(self, section: str, field: str, word: str, plain: Text) -> Text:
        """A word that is no party: a rank, a kind of row, a start, a length, a fact, or one of the format's own."""
        if field in _RANKS and section != "content":
            table: Sequence[Any] = getattr(self.plan, _RANKS[field])
            return next((entry.name for entry in table if entry.id == word), plain)
        if field == "until" and word.startswith("reading:"):
            value = next((str(one.value) for one in self.plan.reading if one.id == word.removeprefix("reading:")), NONE_STATED)
            read = self._word(section, field, value)
            return Text(zh=f"{read.zh}（按读法）", en=f"{read.en} (as read)")
        if field == "when":
            return condition_words(word, self.plan)
        if field == "on" or (field == "until" and not word.startswith("duty:")):
            return Text(zh=KINDS.get(word, word), en=word)
        if word.startswith("duty:"):
            title = self._duty(word.removeprefix("duty:"))
            return Text(zh=f"“{title.zh}”", en=f"“{title.en}”")
        if field in ("start", "value") and word in STARTS:
            return STARTS[word]
        if field in ("every", "value", "choices", "range", "window"):
            return _length_or(word, plain)
        if field in ("requires", "facts", "fact"):
            return next((fact.name for fact in self.plan.fact if fact.id == word), plain)
        named = {"form": FORMS, "forms": FORMS, "act": ACTS, "acts": ACTS}.get(field, WORDS)
        return named.get(word, plain)


def _length_or(word: str, plain: Text) -> Text:
    try:
        return amount_words(parse_amount(word))
    except ValueError:
        return plain
