"""A programme as it stands, as the document that `drill programme --json` prints."""

from __future__ import annotations

from typing import Any

from analysis.programme.state import TrackedFinding
from analysis.programme.told import ProgrammeTold
from sim.inputs.programme import HeldDrill
from sim.vocabulary import DOCUMENTS
from sim.words import in_every_language


def programme_document(told: ProgrammeTold) -> dict[str, Any]:
    """The document `drill.programme/1`. Texts are in every language."""
    state = told.state
    return {
        "schema": DOCUMENTS["programme"],
        "plan": state.programme.programme.plan,
        "plan_digest": state.programme.programme.digest,
        "on": state.on.isoformat(),
        "drills": [_drill(one) for one in state.drills],
        "drills_later": state.later,
        "asked": [
            {
                "clause": one.occasion.clause, "title": one.occasion.title.written(), "every": one.occasion.every,
                "last": None if one.last is None else one.last.id, "due": None if one.due is None else one.due.isoformat(),
                "overdue": one.is_overdue(state.on),
            }
            for one in told.asked
        ],
        "clauses": [
            {"clause": one.clause, "rules": [duty.id for duty in one.duties], "exercised_in": None if one.last is None else one.last.id}
            for one in told.clauses
        ],
        "findings": [_finding(one) for one in state.findings],
        "actions": [
            {
                "finding": one.action.finding, "what": one.action.what.written(), "owner": one.action.owner,
                "due": None if one.action.due is None else one.action.due.isoformat(),
                "done": None if one.action.done is None else one.action.done.isoformat(), "state": one.state,
            }
            for one in state.actions
        ],
        "reasons": [{"finding": one.finding.key, "why": [in_every_language(why) for why in one.why]} for one in told.reasons],
    }  # fmt: skip


def _drill(one: HeldDrill) -> dict[str, Any]:
    return {
        "id": one.id, "date": one.date.isoformat(), "time": None if one.time is None else one.time.isoformat(), "kind": one.kind,
        "title": one.title.written(), "digest": one.digest, "plan_digest": one.plan_digest, "revisions": list(one.revisions),
        "exercised": [
            {
                "rule": rule.rule, "clause": rule.clause, "met": rule.met, "late": rule.late, "missed": rule.missed,
                "wrong_channel": rule.wrong_channel, "open": rule.open,
            }
            for rule in one.exercised
        ],
    }  # fmt: skip


def _finding(one: TrackedFinding) -> dict[str, Any]:
    found, closed = one.last.found, one.closed_by
    return {
        "key": one.key, "kind": found.kind, "rule": found.rule or None, "clause": found.clause, "open": one.is_open,
        "closed_by": None if closed is None else closed.id, "times": one.times, "worst_min": one.worst_min,
        "said": found.said.written(), "mend": found.mend.written(),
        "occurrences": [
            {
                "drill": each.drill.id, "count": each.found.count, "over_min": each.found.over_min, "rows": list(each.found.rows),
                "answered_by": None if each.answer is None else each.answer.id,
            }
            for each in one.occurrences
        ],
    }  # fmt: skip
