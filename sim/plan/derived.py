"""Duties that a plan states through its levels, endings and warnings rather than one by one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

from pydantic import ValidationError

from sim.durations import NONE_STATED
from sim.plan import model
from sim.plan.expression import ConditionError, parse_condition
from sim.plan.model import Duty, End, Level, Plan
from sim.text import ID_SIGNS
from sim.words import phrase

# Of a pointer (@activated.approver gives orders, and its duty is called by it), and of whatever else a file that is not checked yet may name.
_NOT_IN_IDS = re.compile(rf"[^{ID_SIGNS}]+")


def derived_duties(plan: Plan) -> Iterator[Duty]:
    """Who starts a level on a proposal; who asks for, approves and orders the end; who issues a warning.

    Where the plan names nobody, no duty is derived: the silence stays, and a habit may fill it.
    """
    return (duty for _, duty in derived_with_origins(plan))


def derived_with_origins(plan: Plan) -> Iterator[tuple[str, Duty]]:
    """The same, each with the entry that states it: `level:ID`, `end:ID` or `warning:ID`."""
    for level in plan.level:
        if level.approved_by != NONE_STATED:
            yield from ((f"level:{level.id}", duty) for duty in (*_starts(level), *_answers(level)))
    for end in plan.end:
        yield from ((f"end:{end.id}", duty) for duty in _ending(end))
    for warning in plan.warning:
        if warning.issued_by != NONE_STATED:
            yield from ((f"warning:{warning.id}", duty) for duty in _issues(warning))


def unspeakable(entry: Level | End | model.Warning) -> tuple[str, str, ConditionError] | None:
    """The field of an entry over which no condition of a derived duty can be made, what stands there, and why; None where all can."""
    match entry:
        case Level():
            conditions = {"id": _proposed(entry)}
        case End():
            conditions = {"when": _asked(entry), "requires": _assessed(entry) if _named(entry) else ""}
        case _:
            conditions = {"grade": _found(entry)}
    for field, condition in conditions.items():
        try:
            parse_condition(condition)
        except ConditionError as error:
            return field, condition, error
    return None


def _duty(fields: dict[str, Any]) -> Iterator[Duty]:
    """The duty, where one can be made of what a file says that is not checked yet; where none can, the loader tells why."""
    with suppress(ValidationError):
        yield Duty.model_validate(fields)


def _proposed(level: Level) -> str:
    return f"form == 'proposal' and level == '{level.id}'"


def _assessed(end: End) -> str:
    return " and ".join((*_read(end), *end.requires))


def _named(end: End) -> bool:
    return all(flag.isidentifier() for flag in end.requires)


def _asked(end: End) -> str:
    return " and ".join((*_read(end), "form == 'end'"))


def _read(end: End) -> tuple[str, ...]:
    return (f"({end.when})",) if end.when else ()


def _found(warning: model.Warning) -> str:
    return f"grade == '{warning.grade}'"


def _starts(level: Level) -> Iterator[Duty]:
    title = phrase("derived.start", level=level.name)
    yield from _duty({
        "id": f"level-{level.id}", "clause": level.clause, "title": title, "force": "where needed", "bearer": level.approved_by,
        "on": "received", "when": _proposed(level), "act": "activate", "within": NONE_STATED,
    })  # fmt: skip


def _answers(level: Level) -> Iterator[Duty]:
    """Whoever asked is told what was decided; without that, nobody but the approver would know."""
    title = phrase("derived.tell-start", level=level.name)
    yield from _duty({
        "id": f"level-answer-{level.id}", "clause": level.clause, "title": title, "force": "where needed", "bearer": "@actor",
        "on": "activated", "when": f"level == '{level.id}'", "act": "approve", "to": ["@requester"], "within": NONE_STATED,
    })  # fmt: skip


def _ending(end: End) -> Iterator[Duty]:
    if not _named(end):
        return  # no fact can be called so: it is a fault, which the loader tells with its place
    holds = {"when": str(end.when)} if end.when else {}
    if NONE_STATED not in (end.assessed_by, end.approved_by):
        yield from _duty({
            "id": f"end-report-{end.id}", "clause": end.clause,
            "title": phrase("derived.ask-for-end"),
            "bearer": end.assessed_by, "on": "assessed", "by": end.assessed_by, "when": _assessed(end), "act": "request", "form": "end",
            "to": [end.approved_by], "within": NONE_STATED,
        })  # fmt: skip
    if end.approved_by != NONE_STATED:
        yield from _duty({
            "id": f"end-approve-{end.id}", "clause": end.clause, "title": phrase("derived.approve-end"),
            "force": "where needed", "bearer": end.approved_by, "on": "received", "when": _asked(end), "act": "end",
            "within": NONE_STATED,
        })  # fmt: skip
        yield from _duty({
            "id": f"end-answer-{end.id}", "clause": end.clause,
            "title": phrase("derived.tell-end"),
            "force": "where needed", "bearer": "@actor", "on": "ended", **holds, "act": "approve", "form": "end-approval",
            "to": ["@requester"], "within": NONE_STATED,
        })  # fmt: skip
    for orderer in () if isinstance(end.ordered_by, str) else end.ordered_by:
        if orderer == NONE_STATED:
            continue  # in a list it is a fault, which the loader tells with its place
        yield from _duty({
            "id": f"end-order-{end.id}-{_NOT_IN_IDS.sub('-', orderer).strip('-')}", "clause": end.clause,
            "title": phrase("derived.order-end"),
            "bearer": orderer, "on": "ended", **holds, "act": "stand-down", "within": NONE_STATED,
        })  # fmt: skip


def _issues(warning: model.Warning) -> Iterator[Duty]:
    title = phrase("derived.issue-warning", warning=warning.name)
    to = list(warning.to) if not isinstance(warning.to, str) else NONE_STATED
    yield from _duty({
        "id": f"warning-{warning.id}", "clause": warning.clause, "title": title, "bearer": warning.issued_by, "on": "risk-found",
        "when": _found(warning), "act": "warn", "to": to, "within": NONE_STATED,
    })  # fmt: skip
