"""Random plans and records: no limit runs from after its duty, none ends before it, and an earlier act counts only where its sender knew."""

from __future__ import annotations

from datetime import datetime
from random import Random
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.judge import judge
from analysis.verdicts import Verdict
from sim.calendar import Calendar
from sim.plan.model import Plan
from sim.plan.rulebook import Rulebook
from sim.record import TOLERANCE_MIN, Header, Record, Row

WHO = ("north", "east")
CALENDAR = Calendar(
    start=datetime(2026, 3, 2, 8), utc_offset_min=480, weekends=frozenset({5, 6}), holidays=frozenset(), workdays=frozenset(),
    years=frozenset({2026}),
)  # fmt: skip
HEADER = Header(
    version="0", plan={}, resources={}, scenario={}, seed=1, start="2026-03-02T08:00:00+08:00", horizon_min=0.0, events={"e": {"roles": {}}}
)
CONDITIONS = {"": lambda known: True, "water": lambda known: known.get("water"), "depth >= 3": lambda known: _at_least(known.get("depth"), 3)}
STARTS = {
    "trigger": (),
    "aware": ("received", "noticed"),
    "received": ("received",),
    "classified": ("classified", "regraded"),
    "occurred": ("occurred",),
}

LENGTHS = ("10 min", "2 h", "1 day", "2 working days")
KINDS = ("noticed", "received", "received", "classified", "regraded", "verified", "performed", "occurred")
ROWS, DUTIES = 25, 4
# A seed for each example: drawn piece by piece, most records would be too empty to raise a duty.
SEEDS = st.integers(0, 2**32).map(Random)


def _limit(luck: Random) -> Any:
    start = luck.choice(sorted(STARTS))
    if luck.random() < 0.3:
        return luck.choice(LENGTHS)
    one = {"limit": luck.choice(LENGTHS), "from": start}
    return one if luck.random() < 0.7 else {luck.choice(["earlier", "later"]): [luck.choice(LENGTHS), one]}


def _duties(luck: Random) -> list[dict[str, Any]]:
    return [
        {
            "bearer": luck.choice([*WHO, "@actor"]), "on": luck.choice(["noticed", "received", "classified", "verified"]),
            "when": luck.choice(sorted(CONDITIONS)), "act": luck.choice(["report", "perform"]), "form": "written", "within": _limit(luck),
            "per": luck.choice(["event", "trigger"]),
        }
        for _ in range(DUTIES)
    ]  # fmt: skip


def _facts(luck: Random) -> dict[str, Any]:
    said = {"water": luck.random() < 0.5, "depth": luck.randint(0, 5)}
    return {name: value for name, value in said.items() if luck.random() < 0.4}


def _cells(luck: Random) -> list[Any]:
    far = luck.choice([40, 400, 4000])
    return [
        (luck.randint(0, far), luck.choice(KINDS), luck.choice(WHO), luck.choice(WHO), luck.choice(["written", "written", "initial"]), _facts(luck))
        for _ in range(ROWS)
    ]


def _at_least(value: int | None, least: int) -> bool | None:
    return None if value is None else value >= least


def _plan(duties: list[dict[str, Any]]) -> Plan:
    whole = [
        {"id": f"d{number}", "clause": "1", "title": f"d{number}", "to": ["north", "east"] if duty["act"] == "report" else [], **duty}
        for number, duty in enumerate(duties)
    ]
    bodies = [{"id": who, "name": who, "clause": "1"} for who in WHO]
    facts = [{"id": "water", "name": "water", "type": "flag"}, {"id": "depth", "name": "depth", "type": "count"}]
    return Plan.model_validate({"plan": {"id": "random", "title": "random"}, "body": bodies, "fact": facts, "duty": whole})


def _rows(cells: list[Any]) -> tuple[Row, ...]:
    ordered = sorted(cells, key=lambda cell: cell[0])
    return tuple(
        Row(seq, float(time), kind, actor=actor, to=to if kind == "received" else None, form=form if kind in ("received", "performed") else None,
            channel="phone" if kind == "received" else None, about="e", facts=facts)
        for seq, (time, kind, actor, to, form, facts) in enumerate(ordered)
    )  # fmt: skip


def _judged(duties: list[dict[str, Any]], cells: list[Any]) -> tuple[Rulebook, tuple[Row, ...], tuple[Verdict, ...]]:
    book, rows = Rulebook(_plan(duties)), _rows(cells)
    return book, rows, judge(book, Record(HEADER, rows), calendar=CALENDAR).verdicts


def _starts(within: Any) -> set[str]:
    if isinstance(within, str):
        return {"trigger"}
    if "limit" in within:
        return {within["from"]}
    return {start for parts in within.values() for part in parts for start in _starts(part)}


def _had_come(start: str, bearer: str | None, trigger: Row, rows: tuple[Row, ...]) -> bool:
    """Whether a row from which a limit may run had come when the duty was raised; before the event only its risk was told of."""
    if start == "trigger":
        return True
    begun = [row for row in rows if row.seq <= trigger.seq and row.kind in STARTS[start]]
    if start in ("aware", "received"):
        occurred = next((row.seq for row in rows if row.kind == "occurred" and row.seq <= trigger.seq), -1)
        begun = [row for row in begun if (row.to if row.kind == "received" else row.actor) == bearer and row.seq > occurred]
    return bool(begun)


@settings(max_examples=75)
@given(luck=SEEDS)
def test_no_limit_runs_from_after_its_duty_and_none_ends_before_it(luck: Random) -> None:
    duties = _duties(luck)
    _, rows, verdicts = _judged(duties, _cells(luck))

    for verdict in verdicts:
        within = duties[int(verdict.rule[1:])]["within"]
        starts, trigger = _starts(within), rows[verdict.trigger_seq]
        if verdict.anchor_min is not None and all(_had_come(start, verdict.bearer, trigger, rows) for start in starts):
            assert verdict.anchor_min <= verdict.raised_min + TOLERANCE_MIN
        if verdict.due_min is not None and verdict.anchor_min is not None:
            assert verdict.due_min >= verdict.anchor_min - TOLERANCE_MIN
        if verdict.due_min is not None and starts == {"trigger"}:
            assert verdict.due_min >= verdict.raised_min - TOLERANCE_MIN
            assert verdict.anchor_min == verdict.raised_min


@settings(max_examples=75)
@given(luck=SEEDS)
def test_what_sets_a_limit_going_never_comes_from_another_body(luck: Random) -> None:
    duties = _duties(luck)
    _, rows, verdicts = _judged(duties, _cells(luck))

    for verdict in verdicts:
        starts = _starts(duties[int(verdict.rule[1:])]["within"])
        if verdict.anchor_min is None or len(starts) > 1:
            continue
        (start,) = starts
        kinds = STARTS[start] or (rows[verdict.trigger_seq].kind,)
        at = [row for row in rows if row.kind in kinds and row.time == verdict.anchor_min]
        if start in ("aware", "received"):
            at = [row for row in at if (row.to if row.kind == "received" else row.actor) == verdict.bearer]
        assert at, (verdict.id, verdict.anchor_min)


@settings(max_examples=100)
@given(luck=SEEDS)
def test_an_act_before_its_trigger_counts_only_where_its_sender_knew(luck: Random) -> None:
    duties = _duties(luck)
    _, rows, verdicts = _judged(duties, _cells(luck))

    for verdict in verdicts:
        duty = duties[int(verdict.rule[1:])]
        if verdict.done_seq is not None and verdict.done_seq < verdict.trigger_seq:
            assert CONDITIONS[duty["when"]](_known_to_the_sender(rows[verdict.done_seq], rows)) is True
            assert verdict.latency_min is None or verdict.latency_min >= 0
        elif verdict.occurrence == 1 and duty["per"] == "event":
            # The other way round: what was done before by somebody who knew need not be done again.
            before = [row for row in rows if row.seq < verdict.trigger_seq and _is_the_act(row, verdict, duty)]
            assert not any(CONDITIONS[duty["when"]](_known_to_the_sender(row, rows)) for row in before)


def _is_the_act(row: Row, verdict: Verdict, duty: dict[str, Any]) -> bool:
    if row.kind != {"report": "received", "perform": "performed"}[duty["act"]] or row.form != duty["form"] or row.actor != verdict.bearer:
        return False
    return duty["act"] != "report" or (row.to,) == verdict.to


def _known_to_the_sender(act: Row, rows: tuple[Row, ...]) -> dict[str, Any]:
    """The facts of all rows up to an act that its sender wrote or was told; the newest counts."""
    known: dict[str, Any] = {}
    for row in rows[: act.seq + 1]:
        if act.actor in (row.actor, row.to):
            known |= row.facts
    return known
