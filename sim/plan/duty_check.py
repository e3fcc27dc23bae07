"""What a duty or a habit refers to: bearer, trigger, act, recipients, limit. One check for both."""

from __future__ import annotations

from collections.abc import Mapping

from sim.documents import SEPARATOR, Mistakes
from sim.durations import NONE_STATED, Amount, Days, Span, parse_amount
from sim.plan.condition_names import Vocabulary
from sim.plan.conditions import check_condition
from sim.plan.expression import ConditionError, When, names, readings_in
from sim.plan.known import Ids
from sim.plan.model import Duty, Recipients
from sim.plan.reading_values import check_limit, check_start, check_until
from sim.vocabulary import ACTS, CHANNELS, EFFECTS, KINDS

_NAMED_BY_FORM = ("perform", "prepare")  # acts that say nothing without the name of the task
_SHORTEST_MIN = 1.0


def check_duty(duty: Duty, table: str, known: Ids, faults: Mistakes) -> None:
    """Note every fault of a duty's references, at places such as `duty "report-ordinary" › to`."""
    place = f'{table} "{duty.id}"{SEPARATOR}'
    if duty.bearer.startswith("@bearer"):
        faults.add(f"{place}bearer", "the bearer points at itself", value=duty.bearer)
    else:
        known.party(faults, f"{place}bearer", duty.bearer, pointers=True)
    for word in _words(duty.by):
        known.party(faults, f"{place}by", word, silent=False)
    _check_trigger(duty, place, known, faults)
    _check_act(duty, place, known, faults)
    for grade, body in duty.top.items():
        faults.known(f"{place}top", "grade", grade, known.grades)
        known.party(faults, f"{place}top{SEPARATOR}{grade}", body, silent=False)
    for reading in duty.readings:
        faults.known(f"{place}readings", "reading", reading, known.reading_ids)
    check_limit(duty.within, f"{place}within", known, faults)
    check_start(duty.start, f"{place}start", known, faults)
    check_until(duty.until, f"{place}until", known, faults)
    _check_every(duty, place, faults)
    if duty.timed_entry and not duty.why_timed.en.strip():
        faults.add(f"{place}why_timed", "a timed entry says why nothing of it is simulated", allowed="a text")


def _words(value: tuple[str, ...] | str) -> tuple[str, ...]:
    return (value,) if isinstance(value, str) else value


def _check_trigger(duty: Duty, place: str, known: Ids, faults: Mistakes) -> None:
    kinds = _words(duty.on)
    if not kinds:
        faults.add(f"{place}on", "no kind of row sets this off", allowed="a kind of row, or several")
    for kind in kinds:
        faults.known(f"{place}on", "kind of row", kind, KINDS)
    if duty.when:
        check_when(duty.when, f"{place}when", known, faults)
    if duty.level:
        faults.known(f"{place}level", "level", duty.level, known.levels)
        if "activated" not in kinds:
            faults.add(f"{place}level", "only a duty that an activation sets off has a level", value=duty.level,
                       hint='write on = "activated"')  # fmt: skip


def _check_act(duty: Duty, place: str, known: Ids, faults: Mistakes) -> None:
    recipients = duty.to.any if isinstance(duty.to, Recipients) else () if isinstance(duty.to, str) else duty.to
    for word in recipients:
        known.party(faults, f"{place}to", word, pointers=True, silent=False)
    if duty.channel:
        faults.known(f"{place}channel", "channel", duty.channel, CHANNELS)
    if duty.effect:
        faults.known(f"{place}effect", "effect", duty.effect, EFFECTS)
    if not faults.known(f"{place}act", "act", duty.act, ACTS):
        return
    if ACTS[duty.act].message:
        if duty.form:
            faults.known(f"{place}form", "form", duty.form, known.forms)
        if duty.to == ():
            faults.add(f"{place}to", "a message needs a recipient", allowed=f'bodies, posts, groups, or "{NONE_STATED}"')
    elif duty.act in _NAMED_BY_FORM and not duty.form:
        faults.add(f"{place}form", f"{duty.act} needs a form that names the task", allowed='such as form = "evidence"')


def _check_every(duty: Duty, place: str, faults: Mistakes) -> None:
    if not duty.every:
        return
    amount: Amount | None = None
    try:
        amount = parse_amount(duty.every)
    except ValueError as error:
        faults.add(f"{place}every", str(error), value=duty.every)
        return
    clocked = isinstance(amount, Span) and amount.minutes >= _SHORTEST_MIN
    if not clocked and not (isinstance(amount, Days) and not amount.working and not amount.months):
        faults.add(f"{place}every", "nothing recurs at this interval", value=duty.every, allowed="1 min or more, or days")


def check_when(when: When, place: str, known: Ids, faults: Mistakes) -> None:
    """Note what is wrong with a condition over the plan's names."""
    broken_facts = set(known.facts) - set(known.vocabulary.names)
    broken_readings = set(known.reading_ids) - set(known.readings)
    if names(when.node) & broken_facts or readings_in(when.node) & broken_readings:
        return  # the fault of the entry is told already; what it would mean here cannot be said
    check_names_of(when, place, known.vocabulary, faults)


def check_names_of(when: When, place: str, vocabulary: Vocabulary, faults: Mistakes) -> None:
    """The same with names of another kind."""
    for fault in check_condition(when.node, vocabulary):
        _note(fault, when, place, faults)


def _note(error: ConditionError, text: str, place: str, faults: Mistakes) -> None:
    faults.add(place, error.problem, value=error.value or text, allowed=error.allowed, hint=error.hint)


def check_anchors(duties: Mapping[str, Duty], table: str, faults: Mistakes) -> None:
    """No limit waits for a duty whose own limit waits, in the end, for the first."""
    steps = {id_: (() if duty.within is None else duty.within.anchors(), f'{table} "{id_}"{SEPARATOR}within') for id_, duty in duties.items()}
    faults.circles("start of the limit", steps)
