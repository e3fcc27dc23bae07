"""Rows that were written by hand, as a record: [minute, kind, actor, to, form, facts, channel]."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sim.calendar import Calendar
from sim.record import Header, Record, Row

ROLES = {"class": "class-3b", "unit": "mill"}
MONDAY = Calendar(
    start=datetime(2026, 3, 2, 8), utc_offset_min=480, weekends=frozenset({5, 6}), holidays=frozenset(), workdays=frozenset(),
    years=frozenset(range(2026, 2028)),
)  # fmt: skip


def record_of(case: dict[str, Any]) -> Record:
    rows = tuple(_row(seq, cells) for seq, cells in enumerate(case["rows"]))
    header = Header(
        version="0", plan={}, resources={}, scenario={}, seed=1, start="2026-03-02T08:00:00+08:00", horizon_min=0.0,
        events={"e": {"roles": ROLES}},
    )  # fmt: skip
    return Record(header, rows)


def _row(seq: int, cells: list[Any]) -> Row:
    empty: list[Any] = [0.0, "", "", "", "", {}, ""]
    time, kind, actor, to, form, facts, channel = cells + empty[len(cells) :]
    return Row(seq, float(time), kind, actor=actor or None, to=to or None, channel=channel or None, form=form or None, about="e", facts=facts)
