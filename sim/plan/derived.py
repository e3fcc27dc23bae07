"""Duties that a plan states through its levels, endings and warnings rather than one by one."""

from __future__ import annotations

import re
from collections.abc import Iterator

from sim.durations import NONE_STATED
from sim.plan import model
from sim.plan.model import Duty, End, Level, Plan
from sim.words import phrase

_NOT_IN_IDS = re.compile(r"[@.]+")  # of a pointer: @activated.approver gives orders, and its duty is called by it


def derived_duties(plan: Plan) -> Iterator[Duty]:
    """Who starts a level on a proposal; who asks for, approves and orders the end; who issues a warning.

    Where the plan names nobody, no duty is derived: the silence stays, and a habit may fill it.
    """
    return (duty for _, duty in derived_with_origins(plan))


def derived_with_origins(plan: Plan) -> Iterator[tuple[str, Duty]]:
    """The same, each with the entry that states it: `level:ID`, `end:ID` or `warning:ID`."""
    for level in plan.level:
        if level.approved_by != NONE_STATED:
            yield f"level:{level.id}", _starts(level)
            yield f"level:{level.id}", _answers(level)
    for end in plan.end:
        yield from ((f"end:{end.id}", duty) for duty in _ending(end))
    for warning in plan.warning:
        if warning.issued_by != NONE_STATED:
            yield f"warning:{warning.id}", _issues(warning)


def _starts(level: Level) -> Duty:
    title = phrase("derived.start", level=level.name)
    return Duty.model_validate({
        "id": f"level-{level.id}", "clause": level.clause, "title": title, "force": "where needed", "bearer": level.approved_by,
        "on": "received", "when": f"form == 'proposal' and level == '{level.id}'", "act": "activate", "within": NONE_STATED,
    })  # fmt: skip


def _answers(level: Level) -> Duty:
    """Whoever asked is told what was decided; without that, nobody but the approver would know."""
    title = phrase("derived.tell-start", level=level.name)
    return Duty.model_validate({
        "id": f"level-answer-{level.id}", "clause": level.clause, "title": title, "force": "where needed", "bearer": "@actor",
        "on": "activated", "when": f"level == '{level.id}'", "act": "approve", "to": ["@requester"], "within": NONE_STATED,
    })  # fmt: skip


def _ending(end: End) -> Iterator[Duty]:
    if not all(flag.isidentifier() for flag in end.requires):
        return  # no fact can be called so: it is a fault, which the loader tells with its place
    holds = {"when": str(end.when)} if end.when else {}
    read = f"({end.when}) and " if end.when else ""
    conditions = read + " and ".join(end.requires)
    if NONE_STATED not in (end.assessed_by, end.approved_by):
        yield Duty.model_validate({
            "id": f"end-report-{end.id}", "clause": end.clause,
            "title": phrase("derived.ask-for-end"),
            "bearer": end.assessed_by, "on": "assessed", "by": end.assessed_by, "when": conditions, "act": "request", "form": "end",
            "to": [end.approved_by], "within": NONE_STATED,
        })  # fmt: skip
    if end.approved_by != NONE_STATED:
        yield Duty.model_validate({
            "id": f"end-approve-{end.id}", "clause": end.clause, "title": phrase("derived.approve-end"),
            "force": "where needed", "bearer": end.approved_by, "on": "received", "when": f"{read}form == 'end'", "act": "end",
            "within": NONE_STATED,
        })  # fmt: skip
        yield Duty.model_validate({
            "id": f"end-answer-{end.id}", "clause": end.clause,
            "title": phrase("derived.tell-end"),
            "force": "where needed", "bearer": "@actor", "on": "ended", **holds, "act": "approve", "form": "end-approval",
            "to": ["@requester"], "within": NONE_STATED,
        })  # fmt: skip
    for orderer in () if isinstance(end.ordered_by, str) else end.ordered_by:
        if orderer == NONE_STATED:
            continue  # in a list it is a fault, which the loader tells with its place
        yield Duty.model_validate({
            "id": f"end-order-{end.id}-{_NOT_IN_IDS.sub('-', orderer).strip('-')}", "clause": end.clause,
            "title": phrase("derived.order-end"),
            "bearer": orderer, "on": "ended", **holds, "act": "stand-down", "within": NONE_STATED,
        })  # fmt: skip


def _issues(warning: model.Warning) -> Duty:
    title = phrase("derived.issue-warning", warning=warning.name)
    to = list(warning.to) if not isinstance(warning.to, str) else NONE_STATED
    return Duty.model_validate({
        "id": f"warning-{warning.id}", "clause": warning.clause, "title": title, "bearer": warning.issued_by, "on": "risk-found",
        "when": f"grade == '{warning.grade}'", "act": "warn", "to": to, "within": NONE_STATED,
    })  # fmt: skip
