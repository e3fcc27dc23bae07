"""Every entry of a plan that is no duty, in one sentence."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from sim.durations import NONE_STATED
from sim.plan.condition_words import form_words
from sim.plan.field_words import FIELDS
from sim.plan.model import Content, Fact, Grade, Plan, Reading
from sim.plan.sections import PLAN_SECTIONS
from sim.plan.show.duty_words import NEVER, taken
from sim.plan.show.page import Line
from sim.plan.wording import NOTHING, Wording
from sim.text import NO_TEXT, Text

# What is said of an entry, field by field, in this order; an empty field is left out, silence is said.
_SAID: dict[str, tuple[str, ...]] = {
    "body": ("superior", "aliases", "note"),
    "post": ("body", "stand_in", "same_person", "aliases"),
    "group": ("lead", "members", "tasks", "aliases"),
    "warning": ("grade", "proposed_by", "issued_by", "lifted_by", "to"),
    "level": ("proposed_by", "approved_by", "stand_in", "ended_by", "includes"),
    "end": ("requires", "assessed_by", "approved_by", "ordered_by"),
    "means": ("held_by",),
    "occasion": ("by", "every", "superseded_by"),
}
_SILENT_SAYS_NOTHING = frozenset({"superior", "by", "stand_in"})  # most entries have none, and the plan has no need to say so


def entry_lines(plan: Plan, wording: Wording) -> Iterator[Line]:
    """Every entry but the duties, in the order of the file."""
    for section in PLAN_SECTIONS:
        if section == "duty":
            continue
        for entry in getattr(plan, section, ()):
            yield entry_line(section, entry, wording)


def entry_line(section: str, entry: Any, wording: Wording) -> Line:
    """One entry as a line of a page."""
    id_ = entry.form if isinstance(entry, Content) else entry.id
    return Line(section=section, id=id_, clause=entry.clause, title=_title(section, entry, wording), sentence=_sentence(section, entry, wording))


def _title(section: str, entry: Any, wording: Wording) -> Text:
    if isinstance(entry, Content):
        form = form_words(entry.form, wording.plan)
        return Text(zh=f"{form.zh}的内容", en=f"what a report of form {form.en} holds")
    if isinstance(entry, Reading):
        return entry.text
    title: Text = entry.title if section in ("end", "occasion") else entry.name
    return title


def _sentence(section: str, entry: Any, wording: Wording) -> Text:
    match entry:
        case Fact():
            zh, en = (f"：{'、'.join(entry.values)}", f": {', '.join(entry.values)}") if entry.values else ("", "")
            return Text(zh=f"事实（{entry.type}）{zh}", en=f"a fact ({entry.type}){en}")
        case Reading():
            value, choices = wording.value(section, "value", entry.value), wording.value(section, "choices", entry.choices)
            return Text(zh=f"取“{value.zh}”；可取：{choices.zh}", en=f"taken as “{value.en}”; choices: {choices.en}")
        case Grade():
            cases = [case for one in entry.any if (case := taken(one.when, wording)) != NEVER]
            return Text(zh="情形：" + "；或".join(case.zh for case in cases), en="where " + "; or ".join(case.en for case in cases))
        case Content():
            return _content(entry, wording)
    said = [_field(section, name, getattr(entry, name), wording) for name in _SAID[section]]
    return _joined(text for text in said if text is not None)


def _content(entry: Content, wording: Wording) -> Text:
    held = [item.name for item in entry.items]
    also = [form_words(form, wording.plan) for form in entry.includes]
    if not held and not also:
        return Text(zh="内容未规定", en="contents not stated")
    parts = [Text(zh="、".join(one.zh for one in held), en=", ".join(one.en for one in held))] if held else []
    parts += [Text(zh=f"另含 {one.zh} 的各项", en=f"and all of {one.en}") for one in also]
    return _joined(parts)


def _field(section: str, name: str, value: Any, wording: Wording) -> Text | None:
    silent = value == NONE_STATED
    if value in ("", ()) or value == NO_TEXT or (silent and name in _SILENT_SAYS_NOTHING):
        return None
    said = wording.value(section, name, value)
    label = FIELDS[name]
    return None if said == NOTHING else Text(zh=f"{label.zh}：{said.zh}", en=f"{label.en}: {said.en}")


def _joined(parts: Iterable[Text]) -> Text:
    found = list(parts)
    return Text(zh="；".join(part.zh for part in found), en="; ".join(part.en for part in found))
