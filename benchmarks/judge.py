"""How fast the judge is: rows × duties, µs per row, bytes held per row, and whether it is linear.

Run: python benchmarks/judge.py [rows]. A plan of 100 duties over 20 bodies; events of 200 rows, and one event that
holds all rows, as a broken log may. Then events of 40 rows, closed and with one row in twenty that has an open cell, and a plan of
2,000 duties. Processor time; the first call, on a rulebook that has judged nothing yet, by itself. How many verdicts a row makes decides
much of what it costs, so that it is told: with 2,000 duties it is many. What the command costs is in `judge_command.py`.
"""

from __future__ import annotations

import gc
import sys
import time
import tracemalloc
from datetime import UTC, datetime

from analysis.certain import judge_openly
from analysis.evidence import TIME, Between, Evidence, OneOf, OpenCell
from analysis.judge import judge
from sim.calendar import Calendar
from sim.plan.duty_book import DutyBook
from sim.plan.model import Plan
from sim.plan.rulebook import Rulebook
from sim.record import Header, Record, Row

BODIES = 20
KINDS = ("noticed", "reported", "received", "verified", "classified", "estimated", "assessed", "scene")
FORMS = ("initial", "follow-up", "final", "written", "notice")
LIMITS = ("30 min", {"limit": "1 h", "from": "aware"}, "2 days", {"earlier": ["2 h", {"limit": "1 h", "from": "classified"}]})
GOALS = {"closed": 10, "open": 20, "many": 40}  # µs a row that a judgement may cost
CALENDAR = Calendar(
    start=datetime(2026, 3, 2, 8, tzinfo=UTC),
    utc_offset_min=0,
    weekends=frozenset({5, 6}),
    holidays=frozenset(),
    workdays=frozenset(),
    years=frozenset(range(2020, 2041)),
)


def plan(duties: int = 100) -> Plan:
    """A plan with so many duties: a third on receipts with a form, the rest on other kinds, some recurring or per trigger."""
    texts = {"clause": "1", "title": "x"}
    made = []
    for number in range(duties):
        bearer, to = f"b{number % BODIES}", f"b{(number * 7 + 3) % BODIES}"
        duty = {
            "id": f"d{number}",
            **texts,
            "bearer": bearer,
            "act": "report",
            "to": [to if to != bearer else "b0"],
            "within": LIMITS[number % 4],
            "on": ("received", "classified", "verified", "assessed", "reported")[number % 5],
            "form": FORMS[number % 5],
        }
        if duty["on"] in ("received", "reported"):
            duty["when"] = f"form == '{FORMS[(number // 5) % 5]}' and size >= {number}"
        if duty["on"] == "classified":
            duty["when"] = "grade == 'II'" if number % 2 else "grade >= 'III'"
        if number % 25 == 4:
            duty |= {"bearer": "@actor", "to": ["@to"], "form": "written", "when": "channel == 'phone'", "per": "trigger"}
        made.append(duty)
    return Plan.model_validate(
        {
            "plan": {"id": "bench", "title": "x"},
            "fact": [{"id": "size", "name": "x", "type": "count"}],
            "body": [{"id": f"b{number}", "name": "x", "clause": "1"} for number in range(BODIES)],
            "grade": [{"id": grade, "name": "x", "clause": "1", "any": [{"clause": "1", "when": "size >= 5"}]} for grade in ("I", "II", "III")],
            "duty": made,
        }
    )


def record(rows: int, per_event: int) -> Record:
    """A record of so many rows; who does what follows from the row's number."""
    made = []
    for seq in range(rows):
        kind, mixed = KINDS[seq % len(KINDS)], seq * 2654435761 >> 7
        message = kind in ("reported", "received")
        facts = {"size": mixed % 200} if seq % 5 == 0 else {"grade": ("I", "II", "III")[mixed % 3]} if kind == "classified" else {}
        made.append(
            Row(
                seq,
                seq / 4,
                kind,
                actor=f"b{mixed % BODIES}",
                to=f"b{(mixed // 32) % BODIES}" if message else None,
                channel=("phone", "network")[mixed % 2] if message else None,
                form=FORMS[mixed % 5] if message else None,
                about=f"e{seq // per_event}",
                facts=facts,
            )
        )
    header = Header(version="0", plan={}, resources={}, scenario={}, seed=1, start="2026-03-02T08:00:00+08:00", horizon_min=rows / 4, events={})
    return Record(header, tuple(made))


def timed(rulebook: Rulebook, rows: int, per_event: int) -> tuple[float, int]:
    """µs of processor time per row of a whole judgement, and how many verdicts it made."""
    made = record(rows, per_event)
    gc.collect()
    began = time.process_time()
    judgement = judge(rulebook, made, calendar=CALENDAR)
    return (time.process_time() - began) / rows * 1e6, len(judgement.verdicts)


def opened(made: Record) -> Evidence:
    """One row in twenty with an open cell: an hour that is about right, a form, a channel or a sender that cannot be read, a blank number."""
    cells: dict[int, tuple[OpenCell, ...]] = {}
    for row in made.rows:
        mixed = row.seq * 2246822519 >> 9
        if mixed % 20:
            continue
        choice = mixed // 20 % 6
        if choice < 3:
            cell = OpenCell(row.seq, TIME, Between(row.time - 0.5, row.time + 0.5))
        elif choice == 3:
            cell = OpenCell(row.seq, "form", OneOf((row.form, *FORMS)))
        elif choice == 4:
            cell = OpenCell(row.seq, "actor", OneOf(tuple(f"b{number}" for number in range(BODIES))))
        else:
            cell = OpenCell(row.seq, "size", Between(0, 200, whole=True))
        cells[row.seq] = (cell,)
    return Evidence(cells=cells)


def timed_openly(rulebook: Rulebook, rows: int, per_event: int) -> tuple[float, int, int, int]:
    """µs of processor time per row over all completions, how many verdicts, of how many cells decide, and of these how many were not all tried."""
    made = record(rows, per_event)
    evidence = opened(made)
    gc.collect()
    began = time.process_time()
    judgement = judge_openly(rulebook, made, evidence, calendar=CALENDAR)
    cost = (time.process_time() - began) / rows * 1e6
    untried = sum(one.reason is not None and one.reason.code == "judge.too-many-open" for one in judgement.verdicts)
    return cost, len(judgement.verdicts), sum(bool(one.cells) for one in judgement.verdicts), untried


def held(rulebook: Rulebook, rows: int, per_event: int) -> tuple[float, float]:
    """Bytes per row at the peak of judging and in the judgement that is kept, the rows themselves not counted."""
    made = record(rows, per_event)
    gc.collect()
    tracemalloc.start()
    judgement = judge(rulebook, made, calendar=CALENDAR)
    kept, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    del judgement
    return peak / rows, kept / rows


def idle(rulebook: Rulebook) -> float:
    """µs for a row that triggers nothing, in a book of one body."""
    book = DutyBook(rulebook, CALENDAR, {}, frozenset({"b1"}))
    rows = [Row(seq, seq / 4, "heard", actor="b1", about="e") for seq in range(200_000)]
    began = time.process_time()
    for row in rows:
        book.observe(row)
    return (time.process_time() - began) / len(rows) * 1e6


def told(name: str, rows: int, duties: int, cost: float, verdicts: int, goal: str) -> None:
    """Print what one judgement costs, beside its goal."""
    met = "met" if cost <= GOALS[goal] else "missed"
    made = f"{verdicts / rows:.2f} verdicts a row, {cost * rows / max(1, verdicts):.1f} µs for each"
    print(f"{name}: {rows:>9,} rows × {duties:,} duties: {cost:7.2f} µs a row (goal {GOALS[goal]}, {met}); {made}", flush=True)


def main() -> None:
    """Print the table."""
    most = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    told("events of 200 rows, first call", most // 100, 100, *timed(Rulebook(plan()), most // 100, 200), "closed")
    rulebook = Rulebook(plan())
    print(f"observe, a row that triggers nothing: {idle(rulebook):.2f} µs")
    for per_event, name in ((200, "events of 200 rows"), (most, "one event")):
        for rows in (most // 100, most // 10, most):
            told(name, rows, 100, *timed(rulebook, rows, per_event), "closed")
        peak, kept = held(rulebook, min(most, 100_000), per_event)
        print(f"{name}: {peak:,.0f} bytes a row at the peak, {kept:,.0f} kept")
    for rows in (most // 100, most // 10):
        told("events of 40 rows", rows, 100, *timed(rulebook, rows, 40), "closed")
        cost, verdicts, decided, untried = timed_openly(rulebook, rows, 40)
        told("5 % open cells", rows, 100, cost, verdicts, "open")
        print(f"  {decided / verdicts:.1%} of {verdicts:,} verdicts rest on an open cell, {untried / verdicts:.2%} for want of trials")
    many = Rulebook(plan(2_000))
    told("events of 200 rows, first call", most // 100, 2_000, *timed(many, most // 100, 200), "many")
    for per_event, name in ((200, "events of 200 rows"), (most, "one event")):
        told(name, most // 100, 2_000, *timed(many, most // 100, per_event), "many")


if __name__ == "__main__":
    main()
