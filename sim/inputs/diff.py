"""What changes between two plans (and the resources beside them), clause by clause, in sentences that a reader understands."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel

from sim.durations import NONE_STATED
from sim.inputs.overlay_shape import RESOURCE_SECTIONS
from sim.inputs.resources import Holder, Resources, TaskTime
from sim.plan.field_words import FIELDS, FORMS, SECTIONS
from sim.plan.model import Content, Duty, Grade, Plan, Reading
from sim.plan.sections import PLAN_SECTIONS, Section
from sim.plan.wording import NOTHING, Wording, join
from sim.text import NO_TEXT, Text

_HEAD = Section("plan", (), {}, sourced=False, single=True)
# The field that says most of a new or removed entry, beside its title.
_SHOWN: Mapping[type[BaseModel], str] = {Grade: "any", Holder: "posts", TaskTime: "minutes", Content: "items", Reading: "value"}
_FEW = 6  # a longer list is told by what came and what went


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeEntry:
    """One change. `field` is empty where a whole entry came (`clause_before` is empty) or went (`clause_after` is empty)."""

    section: str
    id: str
    clause_before: str
    clause_after: str
    field: str
    before_text: Text
    after_text: Text
    sentence: Text


def diff(before: Plan, after: Plan, resources_before: Resources | None = None, resources_after: Resources | None = None) -> tuple[ChangeEntry, ...]:
    """Every change, in the order of the file: the plan's head, its sections, then the resources where both are given."""
    old, new = Wording(before, resources_before), Wording(after, resources_after)
    found = list(_Section(_HEAD, old, new).fields("", before.plan, after.plan))
    found += _document(before, after, PLAN_SECTIONS, old, new)
    if resources_before is not None and resources_after is not None:
        found += _document(resources_before, resources_after, RESOURCE_SECTIONS, old, new)
    return tuple(found)


def _document(before: BaseModel, after: BaseModel, sections: Mapping[str, Section], old: Wording, new: Wording) -> Iterator[ChangeEntry]:
    for name, section in sections.items():
        pair = _Section(section, old, new)
        if section.single:
            yield from pair.fields("", getattr(before, name), getattr(after, name))
        else:
            yield from pair.entries(_by_key(section, getattr(before, name)), _by_key(section, getattr(after, name)))


def _by_key(section: Section, rows: tuple[BaseModel, ...]) -> dict[str, BaseModel]:
    keyed: dict[str, BaseModel] = {}
    for row in rows:
        name = "+".join(section.claims_of(_fields(row)))
        number = sum(1 for key in keyed if key.partition("#")[0] == name)
        keyed[f"{name}#{number + 1}" if number else name] = row
    return keyed


def _fields(entry: object) -> dict[str, Any]:
    """The fields of an entry under the names that a file gives them."""
    if isinstance(entry, BaseModel):
        return {field.alias or name: getattr(entry, name) for name, field in type(entry).model_fields.items()}
    return dict(entry) if isinstance(entry, Mapping) else {}


class _Section:
    """The same section of two documents."""

    def __init__(self, section: Section, old: Wording, new: Wording) -> None:
        self.section, self.old, self.new = section, old, new

    def entries(self, before: Mapping[str, BaseModel], after: Mapping[str, BaseModel]) -> Iterator[ChangeEntry]:
        """What came, what went and what changed, entry by entry."""
        for key, entry in before.items():
            if key in after:
                yield from self.fields(key, entry, after[key])
            else:
                yield self._went(key, entry)
        for key, entry in after.items():
            if key not in before:
                yield self._came(key, entry)
        if self.section.ranked:
            yield from self._order([key for key in before if key in after], [key for key in after if key in before])

    def fields(self, key: str, before: object, after: object) -> Iterator[ChangeEntry]:
        """The fields that differ between two forms of one entry."""
        old, new = _fields(before), _fields(after)
        names = [name for name in dict.fromkeys((*old, *new)) if not _same(old.get(name), new.get(name))]
        for name in [one for one in names if one != "clause"] or names:
            was, now, change = self._texts(name, old.get(name), new.get(name))
            clause = str(old.get("clause") or "")
            yield ChangeEntry(
                section=self.section.name, id=key, clause_before=clause, clause_after=str(new.get("clause") or ""), field=name,
                before_text=was, after_text=now, sentence=self._sentence(clause, self._title(key, before, self.old), name, change),
            )  # fmt: skip

    def _texts(self, field: str, before: Any, after: Any) -> tuple[Text, Text, Text]:
        """What it was, what it is, and the change in words; of long lists only what came and what went."""
        section = self.section.name
        if isinstance(before, tuple) and isinstance(after, tuple) and (max(len(before), len(after)) > _FEW or field in ("any", "items")):
            gone = [part for part in before if part not in after]
            come = [part for part in after if part not in before]
            if gone or come:
                was = join(self.old.value(section, field, part) for part in gone)
                now = join(self.new.value(section, field, part) for part in come)
                words = [Text(zh=f"增加 {now.zh}", en=f"added {now.en}")] if come else []
                words += [Text(zh=f"删去 {was.zh}", en=f"removed {was.en}")] if gone else []
                return was, now, Text(zh="；".join(one.zh for one in words), en="; ".join(one.en for one in words))
        was, now = self.old.value(section, field, before), self.new.value(section, field, after)
        return was, now, _arrow(was, now)

    def _sentence(self, clause: str, title: Text, field: str, change: Text) -> Text:
        label = FIELDS.get(field, Text(zh=field, en=field.replace("_", " ")))
        if self.section.name == "reading" and field == "value":  # the reading's text says what the value is of
            label = NO_TEXT
        zh = "".join((f"{clause} " if clause else "", title.zh, f" {label.zh}" if label.zh else ""))
        en = "".join((f"{clause} " if clause else "", title.en, f", {label.en}" if label.en else ""))
        return Text(zh=f"{zh}：{change.zh}", en=f"{en}: {change.en}")

    def _came(self, key: str, entry: BaseModel) -> ChangeEntry:
        text = self._summary(key, entry, self.new)
        clause = str(_fields(entry).get("clause") or "")
        head = f"{clause} " if clause else ""
        kind = SECTIONS[self.section.name]
        return ChangeEntry(
            section=self.section.name, id=key, clause_before="", clause_after=clause, field="", before_text=NO_TEXT, after_text=text,
            sentence=Text(zh=f"{head}新增{kind.zh}：{text.zh}", en=f"{head}new {kind.en}: {text.en}"),
        )  # fmt: skip

    def _went(self, key: str, entry: BaseModel) -> ChangeEntry:
        text = self._summary(key, entry, self.old)
        clause = str(_fields(entry).get("clause") or "")
        head = f"{clause} " if clause else ""
        kind = SECTIONS[self.section.name]
        return ChangeEntry(
            section=self.section.name, id=key, clause_before=clause, clause_after="", field="", before_text=text, after_text=NO_TEXT,
            sentence=Text(zh=f"{head}删去{kind.zh}：{text.zh}", en=f"{head}{kind.en} removed: {text.en}"),
        )  # fmt: skip

    def _order(self, before: list[str], after: list[str]) -> Iterator[ChangeEntry]:
        if before == after:
            return
        was, now = (join(Text(zh=key, en=key) for key in keys) for keys in (before, after))
        yield ChangeEntry(
            section=self.section.name, id="", clause_before="", clause_after="", field="order", before_text=was, after_text=now,
            sentence=self._sentence("", SECTIONS[self.section.name], "order", _arrow(was, now)),
        )  # fmt: skip

    def _title(self, key: str, entry: object, words: Wording) -> Text:
        """What a reader calls an entry."""
        for field in ("title", "name", "text"):
            if isinstance(text := getattr(entry, field, None), Text):
                return text
        kind = SECTIONS[self.section.name]
        if not key:
            return kind
        if isinstance(entry, Content):
            named = FORMS.get(entry.form, Text(zh=entry.form, en=entry.form))
        elif isinstance(entry, TaskTime):
            steps = (("act", entry.act), ("form", entry.form), ("by", entry.by))
            named = join(words.value("task", field, word) for field, word in steps if word)
        else:
            named = join(words.name(word) or Text(zh=word, en=word) for word in key.split("+"))
        return Text(zh=f"{kind.zh}“{named.zh}”", en=f"{kind.en} “{named.en}”")

    def _summary(self, key: str, entry: BaseModel, words: Wording) -> Text:
        """A whole entry in one line."""
        title = self._title(key, entry, words)
        for kind, field in _SHOWN.items():
            if isinstance(entry, kind):
                shown = words.value(self.section.name, field, getattr(entry, field))
                return title if shown == NOTHING else Text(zh=f"{title.zh}（{shown.zh}）", en=f"{title.en} ({shown.en})")
        if not isinstance(entry, Duty):
            return title
        parts = [words.value("duty", "bearer", entry.bearer)]
        if entry.to not in ((), NONE_STATED):
            to = words.value("duty", "to", entry.to)
            parts.append(Text(zh=f"送{to.zh}", en=f"to {to.en}"))
        if entry.every:
            every = words.value("duty", "every", entry.every)
            parts.append(Text(zh=f"每 {every.zh}", en=f"every {every.en}"))
        if entry.within is not None:
            limit = words.limit(entry.within)
            parts.append(Text(zh=f"时限 {limit.zh}", en=f"limit {limit.en}"))
        return Text(zh=f"{title.zh}（{'，'.join(part.zh for part in parts)}）", en=f"{title.en} ({'; '.join(part.en for part in parts)})")


def _same(one: object, other: object) -> bool:
    """Equal and of one type: true is not 1."""
    return type(one) is type(other) and one == other


def _arrow(was: Text, now: Text) -> Text:
    return Text(zh=f"{was.zh} → {now.zh}", en=f"{was.en} → {now.en}")
