"""What `drill judge` costs as a command: processor time and peak memory with --json and as text, on a record of many events.

Run: python benchmarks/judge_command.py [rows]. The record is one drill of the scenario `district-gate` over and over, each time about an
event of its own. Goals of 10⁵ rows: JSON at most 300 MB at its peak, text at most half of the time of JSON.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

import msgspec

from sim.drill import run
from sim.inputs.assembly import assemble, locate
from sim.record import Record, encode
from sim.world.setting import Setting

MOST_MEGABYTES, TEXT_SHARE = 300, 0.5


def many_events(rows: int) -> Record:
    """A drill's record so often that it has at least so many rows, in the order of time."""
    drill = run(Setting(assemble(locate("district-gate", None, None, ()))), 3)
    times = -(-rows // len(drill.rows))
    found = [(row, number, number * len(drill.rows)) for number in range(times) for row in drill.rows]
    found.sort(key=lambda one: (one[0].time, one[1], one[0].seq))
    place = {first + row.seq: seq for seq, (row, _, first) in enumerate(found)}
    made = (
        msgspec.structs.replace(
            row, seq=seq, cause=None if row.cause is None else place[first + row.cause], about=None if row.about is None else f"{row.about}-{number}"
        )
        for seq, (row, number, first) in enumerate(found)
    )
    events = {f"{event}-{number}": facts for number in range(times) for event, facts in drill.header.events.items()}
    return Record(msgspec.structs.replace(drill.header, events=events), tuple(made))


def cost(log: Path, *options: str) -> tuple[float, float]:
    """Seconds of processor time and megabytes at the peak of one `drill judge`."""
    child = subprocess.Popen([sys.executable, "-m", "sim.cli", "judge", str(log), *options], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)  # noqa: S603 - this drill
    _, status, used = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode != 0:
        raise SystemExit(f"drill judge failed with {child.returncode}")
    return used.ru_utime + used.ru_stime, used.ru_maxrss / 1024


def main() -> None:
    """Print both."""
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    with tempfile.TemporaryDirectory() as folder:
        log = Path(folder) / "record.jsonl"
        log.write_bytes(encode(many_events(rows)))
        as_json, megabytes = cost(log, "--json")
        as_text, in_text = cost(log)
    print(f"{rows:,} rows, --json: {as_json:.1f} s, {megabytes:.0f} MB at the peak (goal {MOST_MEGABYTES})")
    print(f"{rows:,} rows, text: {as_text:.1f} s, {in_text:.0f} MB; text ÷ JSON {as_text / as_json:.2f} (goal {TEXT_SHARE})")


if __name__ == "__main__":
    main()
