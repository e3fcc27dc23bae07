"""Whether a revision does nothing but loosen limits or repeal duties: it moves the mark, and nobody's knowledge.

Such a revision is never called a help, whatever its minutes: what is left of a difference is the changed order of other work.
"""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel

from sim.durations import Amount, longer_amount, parse_amount
from sim.plan.limit_form import LimitForm
from sim.plan.limits import loosened
from sim.plan.model import Duty, Plan, Reading
from sim.plan.slots import recurrence
from sim.plan.starts import Terms

_WORDS = frozenset({"clause", "title", "note", "why_timed", "text", "name"})  # what a reader sees and nothing acts on
_MARKS = frozenset({"within", "every", "daily", "stops", "resumes", "extends", "force"})
_LENGTH = frozenset({"length"})
_STRICTNESS = {"must": 2, "where needed": 1, "may": 0}


def only_loosens(base: Plan, revised: Plan) -> bool:
    """Whether the plans differ, and only in limits that are longer or gone, in a "must" that became a "may", or in duties that are gone."""
    looser = False
    for name in type(base).model_fields:
        before, after = getattr(base, name), getattr(revised, name)
        if name == "plan" or before == after:
            continue
        if name == "duty":
            kept = tuple(one for one in before if one.id in {other.id for other in after})
            looser = looser or len(kept) < len(before)  # what is repealed binds nobody any more
            before = kept
        if name not in ("duty", "reading") or [one.id for one in before] != [one.id for one in after]:
            if _bare_all(before) != _bare_all(after):
                return False
            continue
        for one, other in zip(before, after, strict=True):
            verdict = _duty(one, other, base, revised) if name == "duty" else _reading(one, other)
            if verdict is None:
                return False
            looser = looser or verdict
    return looser


def _bare_all(entries: Any) -> Any:
    return tuple(_bare(entry) for entry in entries) if isinstance(entries, tuple) else entries


def _bare(entry: BaseModel, without: frozenset[str] = _WORDS) -> dict[str, Any]:
    return {name: getattr(entry, name) for name in type(entry).model_fields if name not in without}


def _duty(before: Duty, after: Duty, base: Plan, revised: Plan) -> bool | None:
    """True where a duty is looser, False where it is the same, None where anything else changed."""
    if _bare(before, _WORDS | _MARKS) != _bare(after, _WORDS | _MARKS):
        return None
    limit = loosened(_taken(before.within, _terms(base)), _taken(after.within, _terms(revised)))
    period = longer_amount(_amount(before.every), _amount(after.every)) if before.every else (None if after.every else False)
    force = False if before.force == after.force else _weaker(before.force, after.force)
    found = (limit, period, _hours(before, after), _stop(before, after), _extension(before, after), force)
    return None if None in found else any(found)


def _hours(before: Duty, after: Duty) -> bool | None:
    """Whether fewer times of day ask for it."""
    if before.daily == after.daily:
        return False
    one, other = (recurrence("", duty.start, duty.daily or ()) for duty in (before, after))
    return None if one is None or other is None else one.loosened(other)


def _stop(before: Duty, after: Duty) -> bool | None:
    """Whether something stops the limit that nothing stopped: then it never ends earlier."""
    if (before.stops, before.resumes) == (after.stops, after.resumes):
        return False
    return True if before.stops is None and before.resumes is None else None


def _extension(before: Duty, after: Duty) -> bool | None:
    """Whether the limit may be extended, or by more, where the same row gives the time."""
    one, other = before.extends, after.extends
    if one == other:
        return False
    if one is None or other is None:
        return True if one is None else None
    return longer_amount(parse_amount(one.length), parse_amount(other.length)) if _bare(one, _LENGTH) == _bare(other, _LENGTH) else None


def _weaker(before: str, after: str) -> bool | None:
    if before not in _STRICTNESS or after not in _STRICTNESS:
        return None
    return True if _STRICTNESS[after] < _STRICTNESS[before] else None


def _reading(before: Reading, after: Reading) -> bool | None:
    if before.value == after.value:
        return False
    try:
        return longer_amount(parse_amount(before.value), parse_amount(after.value))
    except ValueError:
        return None  # a choice that is no length may set other people to work


def _terms(plan: Plan) -> Terms:
    return Terms.of(plan, plan.duty)


def _taken(form: LimitForm | None, terms: Terms) -> LimitForm | None:
    return None if form is None else form.taken(terms)


def _amount(text: str) -> Amount | None:
    return parse_amount(text) if text else None
