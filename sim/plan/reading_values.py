"""Whether the values that a reading may take fit the place where it is used: a length, a start, an end, a yes or no."""

from __future__ import annotations

from collections.abc import Callable

from sim.documents import SEPARATOR, Mistakes, listed
from sim.durations import NONE_STATED, parse_amount
from sim.plan.conditions import same_value, written_constant
from sim.plan.known import Ids
from sim.plan.limits import LimitForm
from sim.plan.model import Reading
from sim.plan.starts import STARTS, ReadingRef, StartValue, start_word
from sim.vocabulary import KINDS


def check_reading(reading: Reading, faults: Mistakes) -> None:
    """The value is one of the choices; the choices differ and are of one type."""
    place = f'reading "{reading.id}"'
    words = listed(written_constant(choice) for choice in reading.choices)
    if not any(same_value(reading.value, choice) for choice in reading.choices):
        faults.add(f"{place}{SEPARATOR}value", "the value is not one of the choices", value=written_constant(reading.value), allowed=words)
    if len({type(choice) for choice in reading.choices}) > 1:
        faults.add(f"{place}{SEPARATOR}choices", "words are mixed with yes and no", value=words, allowed="true and false, or words")
    if len(set(reading.choices)) < len(reading.choices):
        faults.add(f"{place}{SEPARATOR}choices", "a choice is there twice", value=words)


def check_limit(form: LimitForm | None, place: str, known: Ids, faults: Mistakes) -> None:
    """Every part of a limit: its readings give lengths and starts, its starts name duties that exist."""
    if form is None:
        return
    for id_ in form.length_readings():
        _fits(id_, "a length of time", 'such as "30 min", or "none stated"', _is_length, place, known, faults)
    for start in form.starts():
        check_start(start, place, known, faults)


def check_start(start: StartValue, place: str, known: Ids, faults: Mistakes) -> None:
    """Where a limit starts."""
    allowed = f"{', '.join(STARTS)}, duty:ID"
    if isinstance(start, ReadingRef):
        _fits(start.id, "a start of a limit", allowed, lambda word: _is_start(word, known), place, known, faults)
    elif (word := start_word(start)).startswith("duty:"):
        faults.known(place, "duty", word.removeprefix("duty:"), known.duties)


def check_until(until: str, place: str, known: Ids, faults: Mistakes) -> None:
    """When a recurring duty stops."""
    if until.startswith("duty:"):
        faults.known(place, "duty", until.removeprefix("duty:"), known.duties)
    elif until.startswith("reading:"):
        allowed = "duty:ID, a kind of row, none stated"
        _fits(until.removeprefix("reading:"), "an end", allowed, lambda word: _is_end(word, known), place, known, faults)
    elif until != NONE_STATED:
        faults.known(place, "kind of row (or duty:ID, reading:ID)", until, KINDS)


def check_yes_no(id_: str, place: str, known: Ids, faults: Mistakes) -> None:
    """A reading that decides something by yes or no."""
    _fits(id_, "yes or no", "true and false", lambda word: isinstance(word, bool), place, known, faults)


def _fits(id_: str, what: str, allowed: str, fits: Callable[[object], bool], place: str, known: Ids, faults: Mistakes) -> None:
    if not faults.known(place, "reading", id_, known.reading_ids) or id_ not in known.readings:
        return
    wrong = [written_constant(choice) for choice in known.readings[id_].choices if not fits(choice)]
    if wrong:
        problem = f'the reading "{id_}" stands for {what} here, and one of its choices is none'
        faults.add(place, problem, value=listed(wrong), allowed=allowed)


def _is_length(value: object) -> bool:
    try:
        parse_amount(value)
    except ValueError:
        return False
    return True


def _is_start(value: object, known: Ids) -> bool:
    return isinstance(value, str) and (value in STARTS or value.removeprefix("duty:") in known.duties)


def _is_end(value: object, known: Ids) -> bool:
    return isinstance(value, str) and (value == NONE_STATED or value in KINDS or value.removeprefix("duty:") in known.duties)
