"""Every entry of a plan in one sentence: of a duty when, who, must or may, what, to whom, within which limit; of the others what they say."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from analysis.plan.words import PlanWords, in_a_row
from sim.durations import NONE_STATED, Days, Span
from sim.plan.check.index import PlanIndex, recipients, several
from sim.plan.condition_words import chained
from sim.plan.conditions import settled
from sim.plan.expression import Truth, When, readings_in
from sim.plan.model import Content, Duty, Fact, Grade, Reading
from sim.plan.sections import PLAN_SECTIONS
from sim.text import NO_TEXT
from sim.vocabulary import ACTS, FORMS
from sim.words import InLanguages, Phrase, phrase

_DOES = frozenset({"perform", "prepare"})  # verbs that say nothing: the title says what

# What is said of an entry, field by field, in this order; an empty field is left out, silence is said.
_SAID: Mapping[str, tuple[str, ...]] = {
    "body": ("superior", "aliases", "note"),
    "post": ("body", "stand_in", "same_person", "aliases"),
    "group": ("lead", "members", "tasks", "aliases"),
    "channel": ("two_way",),
    "warning": ("grade", "proposed_by", "issued_by", "lifted_by", "to"),
    "level": ("proposed_by", "approved_by", "stand_in", "ended_by", "includes"),
    "end": ("requires", "assessed_by", "approved_by", "ordered_by", "quiet", "quiet_since"),
    "means": ("held_by",),
    "occasion": ("by", "every", "superseded_by", "after_findings"),
}
_SILENT_SAYS_NOTHING = frozenset({"superior", "by", "stand_in", "after_findings"})  # most entries have none, and the plan has no need to say so


@dataclass(frozen=True, slots=True, kw_only=True)
class PageLine:
    """One entry of the plan: its clause, what it is called, and what it says in one sentence. `facts` are for other programs."""

    section: str
    id: str
    clause: str
    title: InLanguages
    sentence: InLanguages
    facts: Mapping[str, Any] = field(default_factory=dict)


# -- duties ------------------------------------------------------------------------------------------------------------------


def duty_line(duty: Duty, index: PlanIndex, wording: PlanWords, via: InLanguages | None = None) -> PageLine:
    """A duty as a line of a page; `via` says as what somebody bears it."""
    said: InLanguages = duty_sentence(duty, wording)
    if via is not None:
        said = phrase("plan.duty-via", duty=said, via=via)
    facts = _facts(duty, index, wording) | ({} if via is None else {"via": via})
    return PageLine(section="duty", id=duty.id, clause=duty.clause, title=duty.title, sentence=said, facts=facts)


def duty_sentence(duty: Duty, wording: PlanWords) -> Phrase:
    """The duty as a reader would say it."""
    bearer = phrase("plan.somebody") if duty.bearer == NONE_STATED else wording.party(duty.bearer)
    once: InLanguages = phrase("plan.once", trigger=_trigger(duty, wording))
    if duty.level:
        once = phrase("plan.once-at-level", once=once, level=wording.value("duty", "level", duty.level))
    decided, when = taken(duty.when, wording)
    if when is not None:
        once = phrase("plan.once-if", once=once, when=when)
    said = phrase(f"duty-says.{duty.force}", once=once, bearer=bearer, what=_what(duty, wording), limit=limit_told(duty, wording))
    said = _with_turns(said, duty, wording)
    if duty.timed_entry:
        said = phrase("plan.timed-entry", duty=said, why=duty.why_timed)
    if duty.assumption:
        said = phrase("plan.assumed", duty=said)
    return phrase("plan.not-in-force", duty=said) if decided is False else said


def _with_turns(said: Phrase, duty: Duty, wording: PlanWords) -> Phrase:
    """What stops the limit, lets it go on, and gives it more time."""
    if duty.stops is not None and duty.resumes is not None:
        said = phrase("plan.limit-stops", duty=said, stops=wording.signal(duty.stops), resumes=wording.signal(duty.resumes))
    if duty.extends is not None:
        length = wording.value("duty", "length", duty.extends.length)
        said = phrase("plan.limit-extends", duty=said, extends=wording.signal(duty.extends), length=length)
    return said


def taken(when: When, wording: PlanWords) -> tuple[bool | None, InLanguages | None]:
    """What a condition comes to with the readings taken as the plan file takes them, and what it says; nothing where it always holds."""
    if not when:
        return True, None
    node = settled(when.node, {reading.id: reading.value for reading in wording.plan.reading})
    if not isinstance(node, Truth):
        return None, wording.conditions.of_node(node)
    return node.value, None if node.value else wording.conditions.of_text(when)


def _trigger(duty: Duty, wording: PlanWords) -> InLanguages:
    """What sets a duty off: "graded by the bureau or arrived"."""
    if duty.warns_of:
        return phrase("plan.limit-about-to-end", duty=wording.called("of", "duty", duty.warns_of))
    return wording.happening(several(duty.on), several(duty.by))


def _what(duty: Duty, wording: PlanWords) -> InLanguages:
    if duty.act in _DOES:
        return duty.title if duty.force == "must not" else phrase("plan.do-this", title=duty.title)
    act = wording.value("duty", "act", duty.act)
    if not ACTS[duty.act].message:
        return _by_channel(act, duty, wording)
    if duty.form in FORMS:  # other forms say no more than the act, or than the title
        act = phrase("plan.in-form", act=act, form=wording.value("duty", "form", duty.form))
    if not recipients(duty):
        return phrase("plan.sends-to-nobody", act=act)
    to = wording.value("duty", "to", duty.to)
    if duty.except_:
        to = phrase("plan.all-but", to=to, who=wording.value("duty", "except", duty.except_))
    return _by_channel(phrase("plan.sends", act=act, to=to), duty, wording)


def _by_channel(what: InLanguages, duty: Duty, wording: PlanWords) -> InLanguages:
    """What is to be done, with the channels that count and those that do not."""
    for key in ("channel", "not_channel"):
        if channels := getattr(duty, key):
            names = chained(
                (wording.value("duty", key, one) for one in several(channels)), lambda one, other: phrase("plan.or", one=one, other=other)
            )
            what = phrase(f"plan.by.{key}", what=what, channels=names)
    return what


def limit_told(duty: Duty, wording: PlanWords) -> Phrase:
    """The limit of a duty in words, with its start and its readings; silence is said."""
    kind, parts = _limit(duty, wording)
    return phrase(f"limit-told.{kind}", **parts)


def limit_heading(duty: Duty, wording: PlanWords, count: int) -> Phrase:
    """The same over so many duties."""
    kind, parts = _limit(duty, wording)
    return phrase(f"limit-heading.{kind}", count=count, **parts)


def _limit(duty: Duty, wording: PlanWords) -> tuple[str, dict[str, Any]]:
    if duty.every:
        return "again", {name: wording.value("duty", name, getattr(duty, name)) for name in ("every", "start", "until")}
    if duty.daily:
        return "daily", {
            "limit": wording.limit(duty.limit),
            **{name: wording.value("duty", name, getattr(duty, name)) for name in ("start", "until")},
        }
    return ("none", {}) if duty.within is None and not duty.warns_of else ("stated", {"limit": wording.limit(duty.limit)})


def _facts(duty: Duty, index: PlanIndex, wording: PlanWords) -> dict[str, Any]:
    leans = [*sorted(readings_in(duty.when.node)), *duty.limit_readings()]
    length = length_of(duty, index)
    return {
        "force": duty.force,
        "bearer": duty.bearer,
        "on": list(several(duty.on)),
        "when": duty.when,
        "act": duty.act,
        "form": duty.form,
        "to": list(recipients(duty)),
        "limit": limit_told(duty, wording),
        "limit_min": length.minutes if isinstance(length, Span) else None,
        "readings": list(dict.fromkeys((*leans, *duty.readings))),
        "timed_entry": duty.timed_entry,
    }


def length_of(duty: Duty, index: PlanIndex) -> Span | Days | None:
    """How long a duty's bearer has from its start, with readings taken; None where nothing is stated."""
    return duty.limit.taken(index.terms).length()


# -- other entries -----------------------------------------------------------------------------------------------------------


def entry_lines(wording: PlanWords) -> Iterator[PageLine]:
    """Every entry but the duties, in the order of the file."""
    for section in PLAN_SECTIONS:
        if section != "duty":
            yield from (entry_line(section, entry, wording) for entry in getattr(wording.plan, section))


def entry_line(section: str, entry: Any, wording: PlanWords) -> PageLine:
    """One entry as a line of a page."""
    id_ = entry.form if isinstance(entry, Content) else entry.id
    return PageLine(section=section, id=id_, clause=entry.clause, title=_title(section, entry, wording), sentence=_sentence(section, entry, wording))


def _title(section: str, entry: Any, wording: PlanWords) -> InLanguages:
    match entry:
        case Content():
            return phrase("plan.contents-of", form=wording.value(section, "form", entry.form))
        case Reading():
            return entry.text
    title: InLanguages = entry.title if section in ("end", "occasion") else entry.name
    return title


def _sentence(section: str, entry: Any, wording: PlanWords) -> InLanguages:
    match entry:
        case Fact():
            return _fact(entry, wording)
        case Reading():
            value, choices = (wording.value(section, name, getattr(entry, name), entry.id) for name in ("value", "choices"))
            return phrase("plan.taken-as", value=value, choices=choices)
        case Grade():
            found = [taken(one.when, wording) for one in entry.any]
            cases = [phrase("plan.always") if when is None else when for decided, when in found if decided is not False]
            if not cases:
                return phrase("plan.never")
            return phrase("plan.where", cases=chained(cases, lambda one, other: phrase("plan.case-or", one=one, other=other)))
        case Content():
            return _content(entry, wording)
    said = [_field(section, name, getattr(entry, name), wording) for name in _SAID[section]]
    told = [one for one in said if one is not None]
    return in_a_row(told) if told else NO_TEXT


def _fact(entry: Fact, wording: PlanWords) -> InLanguages:
    """Its type and values, and how it holds where it does not hold as stated last."""
    said: InLanguages = phrase("plan.a-fact", type=wording.value("fact", "type", entry.type))
    if entry.values:
        values = wording.value("fact", "values", entry.values, entry.id)
        said = phrase("plan.a-fact-of", type=wording.value("fact", "type", entry.type), values=values)
    names = (
        *(("unit",) if entry.unit else ()),
        *(("holds",) if entry.holds != "latest" else ()),
        *(("window", "window_from") if entry.windows else ()),
    )
    rules = [_field("fact", name, getattr(entry, name), wording) for name in names]
    return in_a_row([said, *(rule for rule in rules if rule is not None)])


def _content(entry: Content, wording: PlanWords) -> InLanguages:
    parts: list[InLanguages] = [wording.value("content", "items", entry.items)] if entry.items else []
    parts += [phrase("plan.and-all-of", form=wording.value("content", "includes", form)) for form in entry.includes]
    return in_a_row(parts) if parts else phrase("plan.contents-not-stated")


def _field(section: str, name: str, value: Any, wording: PlanWords) -> InLanguages | None:
    silent = value == NONE_STATED or value is False
    if value in ("", (), None) or value == NO_TEXT or (silent and name in _SILENT_SAYS_NOTHING):
        return None
    return phrase("plan.pair", key=wording.field(name), value=wording.value(section, name, value))
