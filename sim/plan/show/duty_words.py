"""One duty in one sentence: when, who, must or may, what, to whom, within which limit."""

from __future__ import annotations

from typing import Any

from sim.durations import NONE_STATED, Days, Span
from sim.plan.check.index import PlanIndex, recipients
from sim.plan.check.index import several as words
from sim.plan.condition_words import condition_words, node_words
from sim.plan.conditions import settled
from sim.plan.expression import Truth, When, readings_in
from sim.plan.field_words import FORMS
from sim.plan.model import Duty
from sim.plan.show.page import Line
from sim.plan.show.trigger_words import VERBS, trigger_words
from sim.plan.wording import Wording
from sim.text import NO_TEXT, Text
from sim.vocabulary import ACTS

_FORCE = {
    "must": Text(zh="须", en="must"),
    "where needed": Text(zh="视需要", en="where needed is to"),
    "may": Text(zh="可", en="may"),
    "standing": Text(zh="平时应", en="at all times is to"),
    "must not": Text(zh="受此约束：", en="is bound by this:"),
}
_NOBODY = Text(zh="未指明的一方", en="somebody whom the plan does not name")
_TO_NOBODY = Text(zh="（对象未规定）", en=" to a recipient who is not stated")
_NOT_AS_READ = Text(zh="（按现取读法不适用）", en="(Not in force as the readings are taken.) ")
ALWAYS = Text(zh="任何情形", en="always")
NEVER = Text(zh="无此情形", en="never")
_DOES = frozenset({"perform", "prepare"})  # verbs that say nothing: the title says what


def duty_line(duty: Duty, view: PlanIndex, wording: Wording, via: Text | None = None) -> Line:
    """A duty as a line of a page; `via` says as what somebody bears it."""
    said = duty_sentence(duty, wording)
    if via is not None:
        said = Text(zh=f"{said.zh}〔{via.zh}〕", en=f"{said.en} [{via.en}]")
    facts = _facts(duty, view, wording) | ({} if via is None else {"via": via})
    return Line(section="duty", id=duty.id, clause=duty.clause, title=duty.title, sentence=said, facts=facts)


def duty_sentence(duty: Duty, wording: Wording) -> Text:
    """The duty as a reader would say it, in both languages."""
    by = wording.value("duty", "by", words(duty.by)) if words(duty.by) else None
    after = trigger_words(words(duty.on), by)
    bearer = _NOBODY if duty.bearer == NONE_STATED else wording.value("duty", "bearer", duty.bearer)
    force, what, limit = _FORCE[duty.force], _what(duty, wording), limit_words(duty, wording)
    zh, en = after.zh + "后", "Once " + after.en
    if duty.level:
        level = wording.value("duty", "level", duty.level)
        zh, en = f"{zh}（{level.zh}）", f"{en} ({level.en})"
    idle = NO_TEXT
    if duty.when:
        when = taken(duty.when, wording)
        if when == NEVER:
            idle = _NOT_AS_READ
            when = condition_words(duty.when, wording.plan)
        if when != ALWAYS:
            zh, en = f"{zh}，若{when.zh}", f"{en}, if {when.en}"
    timed = Text(zh="只记是否到期、已办。", en=" Timed entry.") if duty.timed_entry else Text(zh="", en="")
    return Text(
        zh=f"{idle.zh}{zh}：{bearer.zh}{force.zh}{what.zh}；{limit.zh}。{timed.zh}",
        en=f"{idle.en}{en}: {bearer.en} {force.en} {what.en}; {limit.en}.{timed.en}",
    )


def taken(when: When, wording: Wording) -> Text:
    """A condition in words, with the readings taken as the plan file takes them; ALWAYS or NEVER where they decide it."""
    node = settled(when.node, {reading.id: reading.value for reading in wording.plan.reading})
    if isinstance(node, Truth):
        return ALWAYS if node.value else NEVER
    return node_words(node, wording.plan)


def _what(duty: Duty, wording: Wording) -> Text:
    if duty.act in _DOES:
        done = duty.title
        return done if duty.force == "must not" else Text(zh=f"办：{done.zh}", en=f"do this: {done.en}")
    act = VERBS[duty.act]
    if not ACTS[duty.act].message:
        return act
    form = FORMS.get(duty.form)  # a form of the plan's own is what the title says
    form_zh, form_en = (f"（{form.zh}）", f" ({form.en})") if form is not None else ("", "")
    if not recipients(duty):
        return Text(zh=f"{act.zh}{form_zh}{_TO_NOBODY.zh}", en=f"{act.en}{form_en}{_TO_NOBODY.en}")
    to = wording.value("duty", "to", duty.to)
    return Text(zh=f"{act.zh}{form_zh}，送{to.zh}", en=f"{act.en}{form_en} to {to.en}")


def limit_words(duty: Duty, wording: Wording) -> Text:
    """The limit of a duty in words, with its start and its readings; silence is said."""
    if duty.every:
        every = wording.value("duty", "every", duty.every)
        start, until = wording.value("duty", "start", duty.start), wording.value("duty", "until", duty.until)
        return Text(zh=f"每 {every.zh} 一次，{start.zh}，止于：{until.zh}", en=f"every {every.en}, {start.en}, until: {until.en}")
    if duty.within is None:
        return Text(zh="无时限", en="no limit")
    limit = wording.limit(duty.within)
    return Text(zh=f"时限：{limit.zh}", en=f"limit: {limit.en}")


def _facts(duty: Duty, view: PlanIndex, wording: Wording) -> dict[str, Any]:
    leans = [*(readings_in(duty.when.node)), *duty.limit_readings()]
    return {
        "force": duty.force,
        "bearer": duty.bearer,
        "on": list(words(duty.on)),
        "when": duty.when,
        "act": duty.act,
        "form": duty.form,
        "to": list(recipients(duty)),
        "limit": limit_words(duty, wording),
        "limit_min": _minutes(duty, view),
        "readings": list(dict.fromkeys((*leans, *duty.readings))),
        "timed_entry": duty.timed_entry,
    }


def _minutes(duty: Duty, view: PlanIndex) -> float | None:
    length = length_of(duty, view)
    return length.minutes if isinstance(length, Span) else None


def length_of(duty: Duty, view: PlanIndex) -> Span | Days | None:
    """How long a duty's bearer has from its start, with readings taken; None where nothing is stated."""
    return duty.limit.taken(view.terms).length()
