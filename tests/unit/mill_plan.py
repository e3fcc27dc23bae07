"""A plan of one duty between a mill, its county and a city, rows about one event, and the verdict on them."""

from __future__ import annotations

from typing import Any

from analysis.judge import judge
from analysis.verdicts import Verdict
from sim.plan.model import Plan
from sim.plan.rulebook import Rulebook
from sim.record import Header, Record, Row
from tests.hand_cases import MONDAY

DUTY: dict[str, Any] = {
    "id": "tell", "clause": "3.1", "title": {"zh": "报告", "en": "tell"}, "bearer": "mill", "on": "noticed", "act": "report", "form": "initial",
    "to": ["county"], "within": "30 min",
}  # fmt: skip


def plan_of(tables: dict[str, Any] | None = None, /, **duty: Any) -> Plan:
    """The plan, with these keys of its duty, and with more tables."""
    made = {key: value for key, value in {**DUTY, **duty}.items() if value != "left out"}
    return Plan.model_validate({
        "plan": {"id": "p", "title": "p"},
        "body": [{"id": id_, "name": id_, "clause": "1"} for id_ in ("mill", "county", "city")],
        "post": [{"id": "clerk", "name": "clerk", "body": "mill", "clause": "1"}],
        "group": [{"id": "works", "name": "works", "members": ["mill"], "clause": "1"}],
        "duty": [made],
        **(tables or {}),
    })  # fmt: skip


def record(*rows: Row, horizon: float = 600.0) -> Record:
    header = Header(
        version="0", plan={}, resources={}, scenario={}, seed=1, start="2026-03-02T08:00:00+08:00", horizon_min=horizon, events={"e": {"roles": {}}}
    )
    return Record(header, rows)


def row(seq: int, time: float, kind: str, actor: str | None = None, to: str | None = None, form: str | None = None, **more: Any) -> Row:
    return Row(seq, float(time), kind, actor=actor, to=to, form=form, about="e", **more)


NOTICED = row(0, 0, "noticed", "mill")


def verdict(*rows: Row, horizon: float = 600.0, complete: frozenset[str] | None = None, **duty: Any) -> Verdict:
    [found] = judge(Rulebook(plan_of(**duty)), record(*rows, horizon=horizon), calendar=MONDAY, complete=complete).verdicts
    return found


def why(found: Verdict) -> str | None:
    return None if found.reason is None else found.reason.code
