"""A book over rows that state how many are dead, by one rule or another."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sim.calendar import Calendar
from sim.plan.duty_book import DutyBook
from sim.plan.model import Plan
from sim.plan.rulebook import Rulebook
from sim.plan.stated import Stated
from sim.record import Row

DAY = 1440.0
CALENDAR = Calendar(  # minute 0 is 10:00
    start=datetime(2026, 3, 2, 10), utc_offset_min=480, weekends=frozenset({5, 6}), holidays=frozenset(), workdays=frozenset(),
    years=frozenset({2026}),
)  # fmt: skip
THIRTY: dict[str, Any] = {"window": "30 days"}
BY_KIND: dict[str, Any] = {"window": [{"when": "accident == 'traffic'", "length": "7 days"}, {"length": "30 days"}]}
IN_A_WEEK = 8 * DAY - 600  # 24:00 of the seventh day after minute 0
IN_A_MONTH = 31 * DAY - 600


def plan(**rule: Any) -> Plan:
    return Plan.model_validate({
        "plan": {"id": "p", "title": "p"},
        "fact": [
            {"id": "dead", "name": "dead", "type": "count", **rule},
            {"id": "accident", "name": "accident", "type": "one of", "values": ["traffic", "fire"]},
        ],
        "body": [{"id": id_, "name": id_, "clause": "1"} for id_ in ("works", "county", "city")],
        "post": [{"id": "clerk", "name": "clerk", "body": "county", "clause": "1"}],
        "grade": [
            {"id": "major", "name": "major", "clause": "2", "any": [{"clause": "2.1", "when": "dead >= 10"}]},
            {"id": "minor", "name": "minor", "clause": "2", "any": [{"clause": "2.2", "when": "dead < 10"}]},
        ],
        "duty": [{
            "id": "tell", "clause": "3", "title": "x", "bearer": "city", "on": "assessed", "when": "dead >= 10", "act": "report", "to": ["works"],
        }],
    })  # fmt: skip


class Book:
    """Rows about one event, shown one after the other; `dead` says what then holds."""

    def __init__(self, viewer: frozenset[str] | None = None, calendar: Calendar = CALENDAR, **rule: Any) -> None:
        self._book = DutyBook(Rulebook(plan(**rule)), calendar, {}, viewer)
        self.rows: list[Row] = []

    def see(self, time: float, kind: str, actor: str | None = None, to: str | None = None, **facts: Any) -> Book:
        form = "initial" if to is not None else None
        self.rows.append(Row(len(self.rows), time, kind, actor=actor, to=to, form=form, about="e", facts=facts))
        self._book.observe(self.rows[-1])
        return self

    def dead(self, now: float | None = None) -> Any:
        return self._book.event("e").stated.value("dead", self.rows[-1].time if now is None else now)

    @property
    def stated(self) -> Stated:
        return self._book.event("e").stated

    def raised(self) -> list[str]:
        return [one.rule.id for one in self._book.obligations]

    def doubts(self) -> int:
        return len(self._book.doubts)
