"""What a file of duties may say of limits: the rules between the fields of a duty that state when something is due, and between duties.

Each is a small function that tells what is wrong, where, and what to write instead. They hold for habits too.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from itertools import pairwise
from math import inf

from sim.documents import Mistakes, Steps, listed
from sim.durations import NONE_STATED, Amount, Days, Span, amount_words, parse_amount, parse_span, rough_minutes
from sim.plan.conditions import written_constant
from sim.plan.known import PlanIds
from sim.plan.limit_form import LimitForm
from sim.plan.model import PARTY, Duty
from sim.plan.starts import STARTS, ReadingRef, StartValue, hour_of_start, latest_form, parse_hour, parse_start, start_word, until_reading
from sim.references import KindWord, Leaf
from sim.text import Ref
from sim.vocabulary import KINDS
from sim.words import RefusedError, Said, phrase

_SHORTEST_MIN = 1.0
_PARTY = Ref(*PARTY)


def is_amount(word: str, at: Steps, faults: Mistakes) -> Amount | None:
    """The length that a word says; what is none is a fault."""
    try:
        return parse_amount(word)
    except RefusedError as error:
        faults.add(at, error.why, value=word)
    return None


def _duty_clock(duty: Duty, at: Steps, ids: PlanIds, faults: Mistakes) -> None:
    """The readings and duties that its limit, its start and its end lean on give lengths, starts and ends."""
    _check_limit(duty.within, (*at, "within"), ids, faults)
    _check_start(duty.start, (*at, "start"), ids, faults)
    if (reading := until_reading(duty.until)) is not None:
        ends = (phrase("plan-file.an-end"), phrase("plan-file.ends"))
        fits_reading(reading, *ends, lambda word: _is_end(word, ids), (*at, "until"), ids, faults)


def _duty_interval(duty: Duty, at: Steps, _: PlanIds, faults: Mistakes) -> None:
    """It recurs after minutes or days."""
    amount = is_amount(duty.every, (*at, "every"), faults) if duty.every else None
    long_enough = isinstance(amount, Span) and amount.minutes >= _SHORTEST_MIN
    if duty.every and not long_enough and not plain_days(amount) and not faults.at((*at, "every")):
        faults.add((*at, "every"), phrase("plan-file.no-interval"), value=duty.every, allowed=phrase("plan-file.intervals"))


def _duty_daily(duty: Duty, at: Steps, _: PlanIds, faults: Mistakes) -> None:
    """Its times of day are such, each later than the one before; it has no other limit."""
    hours: list[float] = []
    for number, word in enumerate(duty.daily or ()):
        try:
            hours.append(parse_hour(word))
        except RefusedError as error:
            faults.add((*at, "daily", number), error.why, value=word)
    ascending = all(one < other for one, other in pairwise(hours)) and (not hours or hours[-1] - hours[0] < 24 * 60)
    if not ascending:
        faults.add((*at, "daily"), phrase("limits.hours-not-ascending"), value=listed(duty.daily or ()), allowed='["08:00", "17:00"]')
    for key in ("every", "within") if duty.daily else ():
        if getattr(duty, key):
            faults.add((*at, key), phrase("limits.beside-daily", key=key), hint=phrase("limits.leave-out-one", one=key, other="daily"))
    if duty.daily and duty.counted == "from-last":
        faults.add((*at, "counted"), phrase("limits.daily-from-last"), value=duty.counted, allowed='"clock"')


def _duty_turns(duty: Duty, at: Steps, _: PlanIds, faults: Mistakes) -> None:
    """What stops its limit has something that lets it go on, and the other way round; only a limit is stopped or extended."""
    for one, other in (("stops", "resumes"), ("resumes", "stops")):
        if getattr(duty, one) is not None and getattr(duty, other) is None:
            faults.add((*at, one), phrase(f"limits.{one}-alone"), hint=phrase("limits.add-the-other", key=other))
    for key in ("stops", "resumes", "extends"):
        signal = getattr(duty, key)
        if signal is None:
            continue
        if not signal.on:
            faults.add((*at, key, "on"), phrase("plan-file.no-trigger"), allowed=phrase("plan-file.kinds"))
        if duty.recurs:
            faults.add((*at, key), phrase("limits.turn-of-recurring", key=key), hint=phrase("limits.leave-out", key=key))
        elif not _has_limit(duty):
            faults.add((*at, key), phrase("limits.turn-without-limit", key=key), hint=phrase("limits.state-within"))
    if duty.extends is not None:
        place = (*at, "extends", "length")
        if is_amount(duty.extends.length, place, faults) is None and not faults.at(place):
            faults.add(place, phrase("limits.extended-by-nothing"), value=duty.extends.length, allowed=phrase("plan-file.lengths"))


def _has_limit(duty: Duty) -> bool:
    return duty.within is not None and not duty.within.is_silent()


def _duty_warning(duty: Duty, at: Steps, _: PlanIds, faults: Mistakes) -> None:
    """What warns of another's limit is set off by nothing else, and has no limit of its own."""
    if duty.ahead:
        if not duty.warns_of:
            faults.add((*at, "ahead"), phrase("limits.ahead-alone"), value=duty.ahead, hint=phrase("limits.add-the-other", key="warns_of"))
        try:
            parse_span(duty.ahead)
        except RefusedError as error:
            faults.add((*at, "ahead"), error.why, value=duty.ahead)
    for key in ("on", "within", "every", "daily") if duty.warns_of else ():
        if getattr(duty, key):
            faults.add((*at, key), phrase("limits.beside-warns-of", key=key), hint=phrase("limits.leave-out-one", one=key, other="warns_of"))
    if duty.warns_of and duty.force == "must not":
        faults.add((*at, "force"), phrase("limits.forbidden-warning"), value=duty.force)


DUTY_RULES = (_duty_clock, _duty_interval, _duty_daily, _duty_turns, _duty_warning)


def plain_days(amount: Amount | None) -> bool:
    """Whether a length is in days of the calendar."""
    return isinstance(amount, Days) and not amount.working and not amount.months


def _check_limit(form: LimitForm | None, at: Steps, ids: PlanIds, faults: Mistakes) -> None:
    """Every part of a limit: its readings give lengths and starts, its starts name duties that exist."""
    if form is None:
        return
    for id_ in form.length_readings():
        fits_reading(id_, phrase("plan-file.a-length"), phrase("plan-file.lengths"), is_length, at, ids, faults, known=False)
    for start in form.starts():
        _check_start(start, at, ids, faults)
    for word in form.parties():
        ids.check(Leaf(at, word, _PARTY, is_key=False, usual=None), faults)


def _check_start(start: StartValue, at: Steps, ids: PlanIds, faults: Mistakes) -> None:
    """Where a limit starts."""
    if isinstance(start, ReadingRef):
        starts: tuple[Said, Said] = (phrase("plan-file.a-start"), (*STARTS, "duty:ID", "08:00", "latest:FORM"))
        fits_reading(start.id, *starts, lambda word: _is_start(word, ids), at, ids, faults, known=False)
    elif (word := start_word(start)).startswith("duty:"):
        faults.known(at, KindWord("duty"), word.removeprefix("duty:"), ids.ids["duty"])
    elif (form := latest_form(start)) is not None and form not in ids.ids["sent form"]:
        faults.add(at, phrase("limits.nobody-sends"), value=form, allowed=listed(ids.ids["sent form"]))


def fits_reading(
    id_: str, what: Said, allowed: Said, fits: Callable[[object], bool], at: Steps, ids: PlanIds, faults: Mistakes, *, known: bool = True
) -> None:
    """A reading stands for one kind of thing, whichever of its choices is taken. `known`: that it exists is looked at elsewhere."""
    if not known and not faults.known(at, KindWord("reading"), id_, ids.ids.get("reading", ())):
        return
    reading = ids.readings.get(id_)
    wrong = [written_constant(choice) for choice in reading.choices if not fits(choice)] if reading is not None else []
    if wrong:
        faults.add(at, phrase("plan-file.reading-does-not-fit", reading=id_, what=what, wrong=listed(wrong)), allowed=allowed)


def clocked(amount: Amount | None) -> bool:
    """Whether a length is in minutes, or in days of 24 hours."""
    return isinstance(amount, Span) or plain_days(amount)


def is_hour(word: str) -> bool:
    """Whether a word is a time of day."""
    return hour_of_start(word) is not None


def is_length(value: object, fits: Callable[[Amount | None], bool] = lambda _: True) -> bool:
    """Whether a value is a length, and one that fits."""
    try:
        return fits(parse_amount(value))
    except ValueError:
        return False


def _is_start(value: object, ids: PlanIds) -> bool:
    try:
        start = parse_start(value)
    except RefusedError:
        return False
    word, form = start_word(start), latest_form(start)
    if form is not None:
        return form in ids.ids["sent form"]
    return word in STARTS or hour_of_start(start) is not None or word.removeprefix("duty:") in ids.ids["duty"]


def _is_end(value: object, ids: PlanIds) -> bool:
    return isinstance(value, str) and (value == NONE_STATED or value in KINDS or value.removeprefix("duty:") in ids.ids["duty"])


def check_anchors(faults: Mistakes) -> None:
    """No limit waits for a duty whose own limit waits, in the end, for the first."""
    duties: Mapping[str, tuple[Iterable[str], Steps]] = {
        duty.id: (() if duty.within is None else duty.within.anchors(), (*at, "within")) for duty, at in faults.sound if isinstance(duty, Duty)
    }
    faults.circles(phrase("circle.start"), {id_: (tuple(anchors), at) for id_, (anchors, at) in duties.items()})


def check_warnings(faults: Mistakes) -> None:
    """A warning leads, by however many others, to a duty with a limit, and begins within that limit."""
    duties = {duty.id: (duty, at) for duty, at in faults.sound if isinstance(duty, Duty)}
    warning = {id_: (duty, at) for id_, (duty, at) in duties.items() if duty.warns_of}
    faults.circles(phrase("circle.warning"), {id_: ((duty.warns_of,), (*at, "warns_of")) for id_, (duty, at) in warning.items()})
    for duty, at in warning.values():
        other, _ = duties.get(duty.warns_of, (None, ()))
        if other is not None and not (other.recurs or other.warns_of or _has_limit(other)):
            faults.add((*at, "warns_of"), phrase("limits.no-limit-to-warn-of"), value=duty.warns_of, hint=phrase("limits.name-one-with-limit"))
        elif other is not None and other.force == "must not":
            faults.add((*at, "warns_of"), phrase("limits.warns-of-forbidden"), value=duty.warns_of, hint=phrase("limits.name-one-with-limit"))
        elif other is not None and duty.ahead and (most := _most_minutes(other)) is not None and _ahead(duty) > most:
            at_most = phrase("limits.at-most", length=amount_words(Span(most)))
            faults.add((*at, "ahead"), phrase("limits.ahead-too-long"), value=duty.ahead, allowed=at_most)


def _ahead(duty: Duty) -> float:
    return parse_span(duty.ahead) if is_length(duty.ahead, clocked) else 0.0


def _most_minutes(duty: Duty) -> float | None:
    """The longest that a limit may run; None where nobody can say, or where it is written wrongly."""
    if duty.daily:
        hours = [parse_hour(word) for word in duty.daily if is_hour(word)]
        return max((later - one for one, later in pairwise((*hours, hours[0] + 24 * 60))), default=None) if hours else None
    if duty.every:
        return rough_minutes(parse_amount(duty.every) or Span(0.0)) if is_length(duty.every) else None
    lengths = [part.amount for part in (duty.within.lengths() if duty.within is not None else ())]
    found = [_most(amount) for amount in lengths if isinstance(amount, Span | Days)]
    return max(found) if found and len(found) == len(lengths) else None


def _most(amount: Amount) -> float:
    """A limit in days runs to the end of its last day; how far working days reach, only a calendar can say."""
    if isinstance(amount, Span):
        return amount.minutes
    days = amount.count * (31 if amount.months else 1) + 1
    return inf if amount.working else days * 24 * 60.0
