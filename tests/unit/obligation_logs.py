"""A plan of one duty and the rows that a duty book sees, for tests of who owes what to whom."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sim.calendar import Calendar
from sim.plan.duty_book import DutyBook
from sim.plan.model import Plan
from sim.plan.rulebook import Rulebook
from sim.record import Row

MONDAY = Calendar(
    start=datetime(2026, 3, 2, 8), utc_offset_min=480, weekends=frozenset({5, 6}), holidays=frozenset(), workdays=frozenset(),
    years=frozenset({2026}),
)  # fmt: skip
BODIES = {"top": "none stated", "city": "top", "county": "city", "works": "county", "unit": "none stated"}


class Log:
    """A book of everybody (or of some posts), to which rows are shown one after the other."""

    def __init__(self, *duties: dict[str, Any], viewer: frozenset[str] | None = None, habits: tuple[Any, ...] = (), **tables: Any) -> None:
        texts = {"clause": "1", "title": "x", "bearer": "county", "on": "verified", "act": "report", "to": ["city"]}
        plan = Plan.model_validate({
            "plan": {"id": "p", "title": "p"},
            "fact": [{"id": "size", "name": "x", "type": "count"}],
            "body": [
                {"id": id_, "name": id_, "clause": "1", "superior": above, "kind": "role" if id_ == "unit" else "body"}
                for id_, above in BODIES.items()
            ],
            "post": [
                {"id": "head", "name": "x", "body": "county", "clause": "1", "stand_in": "second"},
                {"id": "second", "name": "x", "body": "works", "clause": "1"},
            ],
            "group": [{"id": "all", "name": "x", "clause": "1", "members": ["county", "unit", "head"]}],
            "grade": [
                {"id": grade, "name": "x", "clause": "1", "any": [{"clause": "1", "when": "size >= 0"}]} for grade in ("I", "II", "III")
            ],
            "level": [
                {"id": "II", "name": "x", "clause": "1", "grade": "II", "proposed_by": "county", "approved_by": "city"}
                | {"includes": ["III"]},
                {"id": "III", "name": "x", "clause": "1", "grade": "III", "approved_by": "head"},
            ],
            "duty": [texts | {"id": "x"} | duty for duty in duties],
        } | tables)  # fmt: skip
        self.book = DutyBook(Rulebook(plan, habits), MONDAY, {"e": {"unit": "mill"}}, viewer)
        self._seq = 0

    def see(self, minute: float, kind: str, actor: str | None = None, to: str | None = None, form: str | None = None, **facts: Any) -> None:
        channel = facts.pop("channel", None)
        self.book.observe(Row(self._seq, minute, kind, actor=actor, to=to, form=form, channel=channel, about="e", facts=facts))
        self._seq += 1

    def raised(self, rule: str = "x") -> list[tuple[str | None, tuple[str, ...] | None]]:
        return [(one.bearer, one.recipients) for one in self.book.obligations if one.rule.id == rule]

    def states(self, rule: str = "x") -> list[str]:
        return [one.state for one in self.book.obligations if one.rule.id == rule]
