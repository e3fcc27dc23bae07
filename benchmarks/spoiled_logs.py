"""What becomes of the verdicts on a good log when one of its cells is spoiled: every row, every cell, every way.

    python benchmarks/spoiled_logs.py [NAME …]

What is lost in a log is never a better verdict, and never another word: a spoiled log may be the good one, so whatever is said of it must hold
of that too. Each duty keeps its word or cannot be judged, and none is gone. The shipped logs are tried, and one kept by hand; minutes in all.
A cell for a fact is never emptied: a fact that is not written down was not stated, and nobody can tell that it was.
"""

from __future__ import annotations

import csv
import io
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

from analysis.certain import judge_openly
from analysis.judge import judging_rulebook
from analysis.logs.outcome import LoggedRecord
from analysis.logs.reading import read_log
from analysis.logs.synonyms import COLUMNS
from analysis.verdicts import SUPERSEDED, UNJUDGED, WAIVED, Judgement
from sim.cli.log_input import everyday_names, named_plan
from sim.errors import InputError
from sim.inputs.assembly import find_plan, shipped_calendar
from sim.inputs.calendars import load_calendar_file

HAND = """时间,事项,谁,对谁,渠道,文种,人数,来源
2026-03-10 星期二 8:40,发现,门卫,,,,80,
2026-03-10 星期二 8:41,报告,门卫,信访局,电话,初报,80,
2026-03-10 星期二 8:52,核实,信访局,,,,80,
2026-03-10 星期二 8:55,定级,信访局,,,,80,
2026-03-10 星期二 9:20,报告,信访局,指挥部,电话,初报,80,
2026-03-10 星期二 9:31,启动响应,指挥部,,,,,
2026-03-10 星期二 9:35,通知,指挥部办公室,区公安分局,电话,,,
2026-03-10 星期二 9:50,到达,区公安分局,,,,,
2026-03-10 星期二 10:30,报告,信访局,指挥部,网络,续报,60,
2026-03-10 星期二 12:10,结束响应,指挥部,,,,,
"""
_AFTERWARDS_MIN = 240.0
_GARBLED = "※#%某"


class Spoiled(NamedTuple):
    """A log with one thing spoiled: which row of its body, in which column, how, and the whole text."""

    row: int
    column: str
    way: str
    text: str


@dataclass(frozen=True)
class GoodLog:
    """A log that is read without a doubt, and the plan that judges it."""

    name: str
    plan: str
    text: str

    @cached_property
    def _inputs(self) -> tuple:  # type: ignore[type-arg]
        plan, resources = named_plan(self.plan, None)
        return plan, resources, judging_rulebook(plan, resources), everyday_names(self.plan), load_calendar_file(shipped_calendar())

    def read(self, text: str, complete: tuple[str, ...] | None) -> LoggedRecord:
        """A log of this plan. Raises InputError."""
        plan, resources, _, everyday, _ = self._inputs
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "log.csv"
            path.write_text(text, encoding="utf-8")
            return read_log(path, plan, resources, everyday=everyday, complete=complete)

    @cached_property
    def _end(self) -> datetime:
        """The end of observation: some time after the last row of the good log."""
        record = self.read(self.text, ()).record
        return datetime.fromisoformat(record.header.start) + timedelta(minutes=record.header.horizon_min + _AFTERWARDS_MIN)

    def judged(self, log: LoggedRecord) -> Judgement:
        """All duties, seen until the same moment whatever is spoiled; minute 0 is the first row whose time is known."""
        _, _, rules, _, calendar = self._inputs
        days = calendar.of_log(log.record.header.start, dated=log.dated)
        seen = (self._end - datetime.fromisoformat(log.record.header.start)).total_seconds() / 60
        return judge_openly(rules, log.record, log.evidence, calendar=days, until=seen)

    def spoiled(self) -> Iterator[Spoiled]:
        """Every way in which one of its rows can be spoiled."""
        lines = list(csv.reader(io.StringIO(self.text)))
        top = max(range(3), key=lambda place: len([cell for cell in lines[place] if cell]))  # a line above may say whose acts are here
        above, heading, rows = lines[:top], lines[top], lines[top + 1 :]
        above = [*above, heading]
        facts = {word for word, meaning in self.read(self.text, ()).understood.columns if meaning not in COLUMNS}
        for number, row in enumerate(rows):
            for place, column in enumerate(heading):
                for way, spoil in _WAYS.items():
                    cell = spoil(row[place]) if row[place] else None
                    if cell is not None and cell != row[place] and (cell or column not in facts):
                        yield Spoiled(
                            number, column, way, _text([*above, *rows[:number], [*row[:place], cell, *row[place + 1 :]], *rows[number + 1 :]])
                        )
            for place in range(2, len(row)):
                if any(row[place:]) and not any(row[other] for other in range(place, len(row)) if heading[other] in facts):
                    yield Spoiled(number, heading[place], "cut", _text([*above, *rows[:number], row[:place], *rows[number + 1 :]]))
            yield Spoiled(number, "", "twice", _text([*above, *rows[: number + 1], *rows[number:]]))


def _text(rows: list[list[str]]) -> str:
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows(rows)
    return out.getvalue()


def _clocked(change: Callable[[str, str], str]) -> Callable[[str], str | None]:
    """A way of spoiling a cell that ends with a clock time, by what stands before the minutes and by the minutes."""

    def spoil(cell: str) -> str | None:
        before, colon, minutes = cell.rpartition(":")
        return change(before, minutes) if colon and minutes.isdecimal() and before[-1:].isdecimal() else None

    return spoil


def _number(form: str) -> Callable[[str], str | None]:
    return lambda cell: form.format(cell, int(cell) + 1) if cell.isdecimal() else None


_WAYS: dict[str, Callable[[str], str | None]] = {
    "blank": lambda _: "",
    "garbled": lambda cell: _GARBLED + cell[::2],
    "last digit": _clocked(lambda before, minutes: f"{before}:{minutes[0]}?"),
    "minutes": _clocked(lambda before, _: f"{before}:??"),
    "weekday": lambda cell: cell.replace("星期二", "星期三") if "星期二" in cell else None,
    "about": _number("约{0}"),
    "fewer": _number("不足{1}"),
    "doubted": _number("{0}？"),
}


class Wrong(NamedTuple):
    """A duty of which a spoiled log says what the good one does not."""

    log: str
    spoiled: Spoiled
    duty: str
    before: str
    after: str


def wrongs(log: GoodLog, complete: tuple[str, ...] | None, *, every: int = 1, first: int = 0) -> tuple[list[Wrong], Counter[str]]:
    """What is wrong, and how often words were kept, withheld or refused; of the spoiled logs each `every`-th, from the `first`."""
    before = {one.id: one.status for one in log.judged(log.read(log.text, complete)).verdicts}
    found: list[Wrong] = []
    count: Counter[str] = Counter()
    for place, spoiled in enumerate(log.spoiled()):
        if place % every != first:
            continue
        try:
            after = {one.id: one.status for one in log.judged(log.read(spoiled.text, complete)).verdicts}
        except InputError:
            count["refused"] += 1
            continue
        count["tried"] += 1
        for duty in before | after:
            was, now = before.get(duty, "not raised"), after.get(duty, "gone")
            count["kept" if was == now else "withheld"] += 1
            if now not in (was, UNJUDGED) and not (now == "gone" and was in (UNJUDGED, SUPERSEDED, WAIVED)):
                found.append(Wrong(log.name, spoiled, duty, was, now))
    return found, count


def good_logs() -> list[GoodLog]:
    """The logs that ship with small plans, and the one kept by hand."""
    shipped = {"reservoir": "first-night", "cyber-incident": "break-in", "production-accident": "mine", "school-rule": "fall"}
    small = [GoodLog(name, plan, (find_plan(plan).parent / "logs" / f"{name}.csv").read_text("utf-8")) for plan, name in shipped.items()]
    return [*small, GoodLog("by hand", "shanting", HAND)]


def main() -> None:
    """Try everything, and print what is wrong."""
    for log in good_logs():
        if sys.argv[1:] and log.name not in sys.argv[1:]:
            continue
        for complete in (None, ()):
            found, count = wrongs(log, complete)
            print(log.name, "complete" if complete == () else "as it says", dict(count), len(found), "wrong", flush=True)
            for kind, number in Counter((one.spoiled.column, one.spoiled.way, one.before, one.after) for one in found).most_common(12):
                example = next(one for one in found if (one.spoiled.column, one.spoiled.way, one.before, one.after) == kind)
                print("  ", number, *kind, "e.g. row", example.spoiled.row + 1, example.duty)


if __name__ == "__main__":
    main()
