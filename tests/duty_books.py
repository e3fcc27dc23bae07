"""A duty book over some duties, told row by row, and the calendar by which its minutes are counted.

2026-05-01 to 05-05 are holidays, Saturday 2026-05-09 is worked for one of them. The books start on Wednesday 2026-04-29 at 08:00.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from sim.calendar import Calendar
from sim.inputs.assembly import shipped_calendar
from sim.inputs.calendars import load_calendar_file
from sim.plan.duty_book import DutyBook
from sim.plan.model import Plan
from sim.plan.obligations import Obligation
from sim.plan.rulebook import Rulebook
from sim.record import Row

SHIPPED = load_calendar_file(shipped_calendar())
START = datetime(2026, 4, 29, 8)
APRIL = SHIPPED.at(START)
DAY = 1440.0


def at(text: str, calendar: Calendar = APRIL) -> float:
    """The minute of "05-06 12:00" of 2026; 24:00 is the end of a day."""
    day, _, clock = text.partition(" ")
    hour, minute = map(int, clock.split(":"))
    month, number = map(int, day.split("-"))
    moment = datetime(2026, month, number, tzinfo=calendar.zone) + timedelta(hours=hour, minutes=minute)
    return (moment - calendar.start) / timedelta(minutes=1)


REPORT = {"act": "report", "form": "initial", "to": ["b"]}


class Book:
    """A book over some duties of body a to body b; rows are told by minute."""

    def __init__(
        self, *duties: dict[str, Any], viewer: Iterable[str] | None = None, calendar: Calendar = APRIL, grades: Iterable[str] = (),
        bodies: Iterable[str] = (), tells: bool = True,
    ) -> None:  # fmt: skip
        made = [
            {
                "id": f"d{number}",
                "clause": "1",
                "title": "x",
                "bearer": "a",
                "on": "verified",
                "act": "report",
                "form": "initial",
                "to": ["b"],
                **duty,
            }
            for number, duty in enumerate(duties)
        ]
        groups = {"all": ["some", "c"], "some": ["a"]}
        for duty in made:
            if "warns_of" in duty:
                del duty["on"]
        plan = Plan.model_validate({
            "plan": {"id": "p", "title": "p"},
            "fact": [{"id": "wet", "name": "wet", "type": "flag"}],
            "body": [{"id": id_, "name": id_, "clause": "1"} for id_ in ("a", "b", "c", *bodies)],
            "post": [{"id": "clerk", "name": "clerk", "body": "a", "clause": "1"}, {"id": "mayor", "name": "mayor", "body": "b", "clause": "1"}],
            "group": [{"id": id_, "name": id_, "clause": "1", "members": members} for id_, members in groups.items()],
            "grade": [{"id": id_, "name": id_, "clause": "1", "any": [{"clause": "1", "when": "wet"}]} for id_ in grades],
            "duty": made,
        })  # fmt: skip
        self.book = DutyBook(Rulebook(plan), calendar, {}, None if viewer is None else frozenset(viewer), tells=tells)
        self.seq = 0

    def see(
        self, time: float, kind: str, actor: str = "", to: str = "", form: str = "", channel: str = "", cause: int | None = None, **facts: Any
    ) -> list[tuple[str, str]]:
        row = Row(
            self.seq, float(time), kind, actor=actor or None, to=to or None, form=form or None, about="e", facts=facts, cause=cause,
            channel=channel or None,
        )  # fmt: skip
        self.seq += 1
        return [(change.what, change.obligation.rule.id) for change in self.book.observe(row)]

    def one(self, rule: str = "d0", number: int = 0) -> Obligation:
        return [one for one in self.book.obligations if one.rule.id == rule][number]

    def dues(self, rule: str = "d0") -> list[float | None]:
        return [one.due for one in self.book.obligations if one.rule.id == rule]
