"""What changes between two plans (and the resources beside them): field by field as values, and in sentences clause by clause."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel

from analysis.plan.words import PlanWords, in_a_row
from sim.durations import NONE_STATED
from sim.inputs.assumed import Sight
from sim.inputs.overlay import RESOURCE_SECTIONS
from sim.inputs.resources import ChannelEntry, DeskEntry, Holder, Observable, Resources, Route, TaskTime
from sim.plan.condition_words import Series, chained
from sim.plan.model import Content, Duty, Grade, Plan, Reading
from sim.plan.sections import PLAN_SECTIONS, Section
from sim.text import NO_TEXT, Text
from sim.vocabulary import DOCUMENTS
from sim.words import InLanguages, Phrase, phrase, words

_HEAD = Section("plan", (), {}, sourced=False, single=True)
ORDER = "order"  # the field of a change of rank


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanChange:
    """One change of a section's entry. `field` is empty where a whole entry came (`before` is None) or went (`after` is None).

    `key` is the name by which the entry is spoken of; it is empty for a table that stands once, and for the order of a section.
    """

    section: str
    key: str
    field: str = ""
    before: object = None  # the entry, as it was and as it is
    after: object = None
    was: Any = None
    now: Any = None

    @property
    def clause_before(self) -> str:
        """The clause that the entry had."""
        return str(fields_of(self.before).get("clause") or "")

    @property
    def clause_after(self) -> str:
        """The clause that it has."""
        return str(fields_of(self.after).get("clause") or "")


def diff(before: Plan, after: Plan, resources_before: Resources | None = None, resources_after: Resources | None = None) -> tuple[PlanChange, ...]:
    """Every change, in the order of the file: the plan's head, its sections, then the resources where both are given."""
    found = list(_fields(_HEAD, "", before.plan, after.plan))
    found += _document(before, after, PLAN_SECTIONS)
    if resources_before is not None and resources_after is not None:
        found += _document(resources_before, resources_after, RESOURCE_SECTIONS)
    return tuple(found)


def fields_of(entry: object) -> dict[str, Any]:
    """The fields of an entry under the names that a file gives them."""
    if isinstance(entry, BaseModel):
        return {field.alias or name: getattr(entry, name) for name, field in type(entry).model_fields.items()}
    return dict(entry) if isinstance(entry, Mapping) else {}


def _document(before: BaseModel, after: BaseModel, sections: Mapping[str, Section]) -> Iterator[PlanChange]:
    for name, section in sections.items():
        if section.single:
            yield from _fields(section, "", getattr(before, name), getattr(after, name))
        else:
            yield from _entries(section, _by_key(section, getattr(before, name)), _by_key(section, getattr(after, name)))


def _by_key(section: Section, rows: tuple[BaseModel, ...]) -> dict[str, BaseModel]:
    keyed: dict[str, BaseModel] = {}
    for row in rows:
        name = "+".join(section.claims_of(fields_of(row)))
        number = sum(1 for key in keyed if key.partition("#")[0] == name)
        keyed[f"{name}#{number + 1}" if number else name] = row
    return keyed


def _entries(section: Section, before: Mapping[str, BaseModel], after: Mapping[str, BaseModel]) -> Iterator[PlanChange]:
    """What changed or went, what came, and the order of what stayed where it is a rank."""
    for key, entry in before.items():
        if key in after:
            yield from _fields(section, key, entry, after[key])
        else:
            yield PlanChange(section=section.name, key=key, before=entry)
    for key, entry in after.items():
        if key not in before:
            yield PlanChange(section=section.name, key=key, after=entry)
    if section.ranked:
        was, now = ([key for key in one if key in other] for one, other in ((before, after), (after, before)))
        if was != now:
            yield PlanChange(section=section.name, key="", field=ORDER, was=tuple(was), now=tuple(now))


def _fields(section: Section, key: str, before: object, after: object) -> Iterator[PlanChange]:
    """The fields that differ between two forms of one entry; that its clause changed is told only where nothing else did."""
    old, new = fields_of(before), fields_of(after)
    names = [name for name in dict.fromkeys((*old, *new)) if not _same(old.get(name), new.get(name))]
    for name in [one for one in names if one != "clause"] or names:
        yield PlanChange(section=section.name, key=key, field=name, before=before, after=after, was=old.get(name), now=new.get(name))


def _same(one: object, other: object) -> bool:
    """Equal and of one type: true is not 1."""
    return type(one) is type(other) and one == other


# -- in words ------------------------------------------------------------------------------------------------------------------


# The field that says most of a new or removed entry, beside its title.
_SHOWN: Mapping[type[BaseModel], str] = {Grade: "any", Holder: "posts", TaskTime: "minutes", Content: "items", Reading: "value"}
_FEW = 6  # a longer list is told by what came and what went


@dataclass(frozen=True, slots=True, kw_only=True)
class ToldChange:
    """One change in words. `before` and `after` are what it was and is; nothing where the entry was not, or is no more."""

    change: PlanChange
    before: InLanguages
    after: InLanguages
    sentence: Phrase


def told_changes(
    before: Plan, after: Plan, resources_before: Resources | None = None, resources_after: Resources | None = None
) -> tuple[ToldChange, ...]:
    """Every change, in the order of the file, each with the names that its own plan gives."""
    teller = _Teller(PlanWords(before, resources_before), PlanWords(after, resources_after))
    return tuple(teller.told(change) for change in diff(before, after, resources_before, resources_after))


def changes_document(plan: str, revisions: list[dict[str, str]], changes: tuple[ToldChange, ...], lang: str) -> dict[str, Any]:
    """The changes as one document. The keys are stable; texts are in `lang`."""
    say = words(lang)
    return {"schema": DOCUMENTS["diff"], "plan": plan, "revisions": revisions, "changes": [
        {
            "section": one.change.section, "id": one.change.key, "clause_before": one.change.clause_before,
            "clause_after": one.change.clause_after, "field": one.change.field,
            "before": say.tell(one.before), "after": say.tell(one.after), "sentence": say.tell(one.sentence),
        }
        for one in changes
    ]}  # fmt: skip


class _Teller:
    """The words of two plans, the older and the newer."""

    def __init__(self, old: PlanWords, new: PlanWords) -> None:
        self._old, self._new = old, new

    def told(self, change: PlanChange) -> ToldChange:
        """One change in words."""
        if change.field == ORDER and change.before is None:
            return self._order(change)
        if change.field:
            return self._field(change)
        section = self._new.called("family", "section", change.section)
        if change.before is None:
            entry = _summary(change.section, change.key, change.after, self._new)
            sentence = _at_clause(change.clause_after, phrase("plan.new-entry", section=section, entry=entry))
            return ToldChange(change=change, before=NO_TEXT, after=entry, sentence=sentence)
        entry = _summary(change.section, change.key, change.before, self._old)
        sentence = _at_clause(change.clause_before, phrase("plan.entry-removed", section=section, entry=entry))
        return ToldChange(change=change, before=entry, after=NO_TEXT, sentence=sentence)

    def _field(self, change: PlanChange) -> ToldChange:
        was, now, said = self._values(change)
        what = _title(change.section, change.key, change.before, self._old)
        if (change.section, change.field) != ("reading", "value"):  # the reading's text says what the value is of
            what = phrase("plan.field-of", entry=what, field=self._new.field(change.field))
        sentence = _at_clause(change.clause_before, phrase("plan.changed", what=what, change=said))
        return ToldChange(change=change, before=was, after=now, sentence=sentence)

    def _values(self, change: PlanChange) -> tuple[InLanguages, InLanguages, InLanguages]:
        """What it was, what it is, and the change in words; of long lists only what came and what went."""
        before, after = change.was, change.now
        if isinstance(before, tuple) and isinstance(after, tuple) and (max(len(before), len(after)) > _FEW or change.field in ("any", "items")):
            gone = tuple(part for part in before if part not in after)
            come = tuple(part for part in after if part not in before)
            if gone or come:
                was, now = self._value(self._old, change, gone), self._value(self._new, change, come)
                said: list[InLanguages] = [phrase("plan.added", what=now)] if come else []
                said += [phrase("plan.removed", what=was)] if gone else []
                return was, now, in_a_row(said)
        was, now = self._value(self._old, change, before), self._value(self._new, change, after)
        return was, now, phrase("plan.from-to", was=was, now=now)

    def _value(self, wording: PlanWords, change: PlanChange, value: Any) -> InLanguages:
        return wording.value(change.section, change.field, value, change.key)

    def _order(self, change: PlanChange) -> ToldChange:
        was, now = (
            Series(tuple(wording.names.rank(change.section, key) for key in keys))
            for wording, keys in ((self._old, change.was), (self._new, change.now))
        )
        section = self._new.called("family", "section", change.section)
        what = phrase("plan.field-of", entry=section, field=self._new.field(ORDER))
        sentence = phrase("plan.changed", what=what, change=phrase("plan.from-to", was=was, now=now))
        return ToldChange(change=change, before=was, after=now, sentence=sentence)


def _at_clause(clause: str, said: Phrase) -> Phrase:
    return phrase("plan.at-clause", clause=clause, said=said) if clause else said


def _name(section: str, key: str, entry: object, wording: PlanWords) -> InLanguages:
    """What a reader calls an entry, where its section is said; nothing for a table that stands once."""
    for field in ("title", "name", "text"):
        if isinstance(text := getattr(entry, field, None), Text) and text != NO_TEXT:
            return text
    if not key:
        return NO_TEXT
    match entry:
        case Content():
            return wording.value(section, "form", entry.form)
        case TaskTime():
            return _listed("task", (("act", entry.act), ("form", entry.form), ("by", entry.by)), wording)
        case Route():
            return _listed("route", (("channel", entry.channel), ("forms", entry.forms), ("acts", entry.acts)), wording)
        case DeskEntry():
            return wording.value(section, "bodies", entry.bodies)
        case Sight():
            return wording.party(entry.by) if entry.by else phrase("plan.everybody-else")
        case Observable():
            return wording.names.fact(entry.fact)
        case ChannelEntry():
            return wording.value(section, "channel", entry.id)
    return Series((key,))


def _listed(section: str, steps: Iterable[tuple[str, Any]], wording: PlanWords) -> InLanguages:
    return Series(tuple(wording.value(section, field, word) for field, word in steps if word))


def _title(section: str, key: str, entry: object, wording: PlanWords) -> InLanguages:
    """What a reader calls an entry that stands alone."""
    name = _name(section, key, entry, wording)
    called = wording.called("family", "section", section)
    if isinstance(name, Text) and name != NO_TEXT:
        return name
    return phrase("plan.entry-called", section=called, name=name) if key else called


def _summary(section: str, key: str, entry: object, wording: PlanWords) -> InLanguages:
    """A whole entry in one line."""
    title = _name(section, key, entry, wording)
    if isinstance(entry, Duty):
        parts = chained(_duty_parts(entry, wording), lambda one, other: phrase("plan.and-further", one=one, other=other))
        return phrase("plan.entry-with", entry=title, what=parts)
    field = next((field for kind, field in _SHOWN.items() if isinstance(entry, kind)), None)
    held = None if field is None else fields_of(entry)[field]
    if field is None or held in (None, (), ""):
        return title
    return phrase("plan.entry-with", entry=title, what=wording.value(section, field, held, key))


def _duty_parts(duty: Duty, wording: PlanWords) -> list[InLanguages]:
    parts: list[InLanguages] = [wording.value("duty", "bearer", duty.bearer)]
    if duty.to not in ((), NONE_STATED):
        parts.append(phrase("plan.short-to", to=wording.value("duty", "to", duty.to)))
    if duty.every:
        parts.append(phrase("plan.short-every", every=wording.value("duty", "every", duty.every)))
    elif duty.within is not None or duty.recurs or duty.warns_of:
        parts.append(phrase("plan.short-limit", limit=wording.limit(duty.limit)))
    return parts
