"""What it costs to read an outside log, per row, as the log grows.

    python benchmarks/logs.py [--most 1000000]

Writes CSV logs of a tenth, a third and all of that many rows to a temporary folder, reads each, and prints microseconds of processor
time per row, the growth with the number of rows (1 is linear), and the memory that a row of the record holds.
"""

from __future__ import annotations

import argparse
import math
import tempfile
import time
import tracemalloc
from pathlib import Path

from analysis.logs.outcome import LoggedRecord
from analysis.logs.reading import read_log
from sim.plan.model import Plan

PLAN = Plan.model_validate({
    "plan": {"id": "ward", "title": "Ward"},
    "fact": [{"id": "patients", "name": {"zh": "患者人数", "en": "patients"}, "type": "count"}],
    "body": [{"id": f"ward{number}", "name": {"zh": f"{number}病区", "en": f"Ward {number}"}, "clause": "1"} for number in range(50)],
})  # fmt: skip


def write_log(path: Path, rows: int) -> None:
    """A log in Chinese: reports from ward to ward, each with its receipt, every few seconds over days."""
    with path.open("w", encoding="utf-8", newline="\n") as file:
        file.write("时间,事项,谁,对谁,渠道,文种,患者人数\n")
        for number in range(rows // 2):
            second = number // 2
            moment = f"2026-03-{1 + second // 86400:02d} {second // 3600 % 24:02d}:{second // 60 % 60:02d}:{second % 60:02d}"
            sender, recipient = f"{number % 50}病区", f"{(number * 7 + 1) % 50}病区"
            file.write(f"{moment},报告,{sender},{recipient},电话,初报,约{number % 90}人\n")
            file.write(f"{moment},收到,{sender},{recipient},电话,初报,\n")


def measure(folder: Path, rows: int) -> tuple[float, LoggedRecord]:
    """(seconds of processor time to read a log of so many rows, the record)."""
    path = folder / f"{rows}.csv"
    write_log(path, rows)
    began = time.process_time()
    logged = read_log(path, PLAN)
    return time.process_time() - began, logged


def held_bytes(folder: Path, rows: int) -> float:
    """The bytes that a row of the record still holds after reading."""
    tracemalloc.start()
    before = tracemalloc.get_traced_memory()[0]
    _, logged = measure(folder, rows)
    after = tracemalloc.get_traced_memory()[0]
    tracemalloc.stop()
    return (after - before) / len(logged.record.rows)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--most", type=int, default=1_000_000)
    most = parser.parse_args().most
    sizes = [most // 10, most // 3, most]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        measure(folder, 1000)
        costs = []
        for rows in sizes:
            seconds, logged = measure(folder, rows)
            costs.append(seconds)
            count, each = len(logged.record.rows), seconds / rows * 1e6
            print(f"{count:>9,} rows  {seconds:7.2f} s  {each:6.2f} µs per row  {len(logged.problems)} problems")
            del logged
        slope = math.log(costs[-1] / costs[0]) / math.log(sizes[-1] / sizes[0])
        print(f"growth with rows: {slope:.2f} (1 is linear)")
        print(f"held per row: {held_bytes(folder, sizes[0]):.0f} bytes")


if __name__ == "__main__":
    main()
