"""Each command that writes, stopped at each of its steps on the disk: `python -m tests.fuzz.stops [--every K] [--command C] [--how H] [--json]`.

Each trial is a fork of a process in which everything has been read already, with a folder of its own. After a stop nothing of the user's has changed,
no file has its name before it is whole, what stands beside a record belongs to it; the same command again (an experiment with `--resume`) ends
well and leaves byte for byte what it leaves where nothing stopped it. An error of the disk ends in words, with code 2, and names no temporary file.
"""

from __future__ import annotations

import argparse
import contextlib
import gc
import io
import json
import mmap
import os
import re
import shutil
import sqlite3
import sys
import tempfile
import zipfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from sim.cli import group
from sim.cli.failures import BAD_INPUT, FINE, guarded
from sim.words.layout import visible
from tests.experiment.chain_files import write_chain
from tests.fuzz.stopping import HOWS, How, Stop
from tests.sources import ROOT

_FLOOD = ROOT / "tests" / "plans" / "flood"
_TEMPORARY = re.compile(r"\.[^/\s]+\.\d+\.\d+\b")
_LOG = """time,kind,actor,to,form,channel
2026-03-10 08:05,noticed,watch,,,
2026-03-10 08:09,reported,watch,keeper,initial,network
2026-03-10 08:20,received,watch,keeper,initial,network
"""


@dataclass(frozen=True, slots=True)
class Command:
    """A command line, what stands there before (an earlier command), and how it is taken up again."""

    args: tuple[str, ...]
    before: tuple[str, ...] | None = None  # an earlier command over the same place
    again: tuple[str, ...] = ()  # what is added to take it up again where a store is there
    codes: tuple[int, ...] = (FINE,)
    once: bool = False  # what it has written is never replaced: where it was stopped too late to be kept from it, a second time is refused


_CHAIN = ("--plan", "plan.toml", "--resources", "resources.toml")
_EVALUATE = ("evaluate", "leak.toml", "--revision", "tighter.toml", *_CHAIN, "--runs", "3", "--workers", "1", "--out", "out")
COMMANDS: dict[str, Command] = {
    "run": Command(("run", "leak.toml", *_CHAIN, "--out", "out")),
    "run over an earlier one": Command(
        ("run", "leak.toml", *_CHAIN, "--revision", "tighter.toml", "--out", "out"),
        before=("run", "later.toml", *_CHAIN, "--seed", "2", "--out", "out"),
    ),
    "run --runs": Command(("run", "leak.toml", *_CHAIN, "--runs", "3", "--out", "out"), before=("run", "later.toml", *_CHAIN, "--out", "out")),
    "evaluate": Command(_EVALUATE, again=("--resume",)),
    "fit": Command(("fit", "log-a.csv", "log-b.csv", "log-c.csv", "--plan", "plan.toml", "--out", "fitted.toml")),
    "log-sheet": Command(("log-sheet", "leak.toml", *_CHAIN, "--out", "sheet.xlsx")),
    "log-sheet for a phone": Command(
        ("log-sheet", "leak.toml", *_CHAIN, "--out", "sheet.html"), before=("log-sheet", *_CHAIN, "--out", "sheet.html")
    ),
    "script write": Command(("script", "write", "leak.toml", *_CHAIN, "--out", "script.xlsx")),
    "script read": Command(
        ("script", "read", "script.xlsx", *_CHAIN, "--out", "again.toml"), before=("script", "write", "leak.toml", *_CHAIN, "--out", "script.xlsx")
    ),
    "judge --out": Command(("judge", "log-a.csv", *_CHAIN, "--out", "book.xlsx"), before=("judge", "log-b.csv", *_CHAIN, "--out", "book.xlsx")),
    "judge --write-synonyms": Command(("judge", "log-a.csv", *_CHAIN, "--write-synonyms", "words.toml", "--dry-run"), once=True),
    "new": Command(("new", "begun", "--from", "high-water")),
    "plot": Command(("plot", "kept", "--out", "drawn"), before=("run", "leak.toml", *_CHAIN, "--out", "kept")),
    "judge --out FOLDER": Command(
        ("judge", "log-a.csv", *_CHAIN, "--out", "out"), before=("judge", "log-a.csv", "--plan", "plan.toml", "--out", "out")
    ),
    "report as a workbook": Command(("report", "log-a.csv", *_CHAIN, "--form", "problems", "--out", "paper.xlsx")),
    "plan write": Command(("plan", "write", "plan.toml", "--out", "book.xlsx")),
    "plan read": Command(("plan", "read", "kept.xlsx", "--out", "again.toml"), before=("plan", "write", "plan.toml", "--out", "kept.xlsx")),
    "programme --add": Command(
        ("programme", "year.toml", "--add", "kept", "--on", "2026-01-01"), before=("run", "leak.toml", *_CHAIN, "--out", "kept"), once=True
    ),
    "plan check --sarif": Command(("plan", "check", "plan.toml", "--sarif", "found.sarif")),
}


@dataclass(slots=True)
class Table:
    """What became of the stops of one command."""

    steps: int = 0
    stops: dict[str, int] = field(default_factory=dict)
    failures: list[str] = field(default_factory=list)


def prepared(folder: Path) -> None:
    """The files of a user."""
    write_chain(folder)
    (folder / "later.toml").write_text((folder / "leak.toml").read_text().replace('horizon = "24 h"', 'horizon = "20 h"'))
    for number, name in enumerate(("a", "b", "c")):
        (folder / f"log-{name}.csv").write_text(_LOG.replace("08:09", f"08:{9 + number * 2:02}"))
    (folder / "mine.txt").write_bytes(b"mine")


def _forked(act: Callable[[], int]) -> int:
    """Do something in a fork of this process: its exit code, or the negative number of the signal that ended it."""
    sys.stdout.flush()
    sys.stderr.flush()
    child = os.fork()
    if child == 0:
        code = 99
        with contextlib.suppress(BaseException):
            code = act()
        os._exit(code)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def _ran(folder: Path, args: tuple[str, ...], said: Path, stop: Stop | None = None) -> int:
    """A command in a fork, in a folder; what it says is kept."""

    def act() -> int:
        os.chdir(folder)
        with said.open("w", encoding="utf-8", errors="backslashreplace") as out:
            os.dup2(out.fileno(), 1)
            os.dup2(out.fileno(), 2)
        sys.stdout = open(1, "w", encoding="utf-8", errors="backslashreplace", closefd=False)  # noqa: SIM115
        sys.stderr = open(2, "w", encoding="utf-8", errors="backslashreplace", closefd=False)  # noqa: SIM115
        if stop is not None:
            stop.install()
        code = guarded(partial(group.main, args=["--lang", "en", *args], prog_name="drill", standalone_mode=False))
        sys.stdout.flush()
        return code

    return _forked(act)


def tree(folder: Path) -> dict[str, bytes]:
    """Every file with its content; of results what stands in them, in an order of its own, since pages are laid as it comes."""
    found = {}
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            look = {".sqlite": _rows, ".xlsx": _parts}.get(path.suffix, Path.read_bytes)
            found[path.relative_to(folder).as_posix()] = look(path)
    return found


def _parts(path: Path) -> bytes:
    """The parts of a workbook but that which says when it was made."""
    with zipfile.ZipFile(path) as book:
        return repr([(name, book.read(name)) for name in sorted(book.namelist()) if name != "docProps/core.xml"]).encode()


def _rows(path: Path) -> bytes:
    if not path.stat().st_size:
        return b""
    with contextlib.closing(sqlite3.connect(path)) as base:
        if base.execute("PRAGMA integrity_check").fetchone() != ("ok",):
            return b"damaged"
        tables = [name for (name,) in base.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")]
        return repr({name: sorted(map(repr, base.execute(f"SELECT * FROM {name}"))) for name in tables}).encode()  # noqa: S608


class Trials:
    """All stops of one command."""

    def __init__(self, name: str, home: Path) -> None:
        self.name, self._command, self._home = name, COMMANDS[name], home / re.sub(r"\W+", "-", name)
        self._home.mkdir()
        self._said = self._home / "said.txt"
        self._counter = mmap.mmap(-1, 9)
        self.table = Table()
        self._start = self._made("start")
        prepared(self._start)
        self._own = set(tree(self._start))
        if self._command.before is not None:
            self._expect(_ran(self._start, self._command.before, self._said), (FINE,), "before")
            if (self._start / "out").is_dir():
                (self._start / "out" / "mine.txt").write_bytes(b"mine too")
                self._own.add("out/mine.txt")
        self._before = tree(self._start)
        self._whole, self.table.steps = self._uninterrupted()

    def _made(self, name: str) -> Path:
        folder = self._home / name
        folder.mkdir()
        return folder

    def _uninterrupted(self) -> tuple[dict[str, bytes], int]:
        folder = self._copy()
        self._expect(_ran(folder, self._command.args, self._said, self._stop(folder, "kill", 10**9)), self._command.codes, "uninterrupted")
        whole = tree(folder)
        shutil.rmtree(folder)
        return whole, self._steps()

    def _copy(self) -> Path:
        folder = self._home / "work"
        shutil.copytree(self._start, folder)
        return folder

    def _stop(self, folder: Path, how: How, at: int) -> Stop:
        self._counter[:] = bytes(9)
        return Stop(folder, how, at, self._count, self._note_hit)

    def _count(self, steps: int) -> None:
        self._counter[:8] = steps.to_bytes(8, "little")

    def _steps(self) -> int:
        return int.from_bytes(self._counter[:8], "little")

    def _hit(self) -> bool:
        return self._counter[8] > 0

    def _note_hit(self) -> None:
        self._counter[8:9] = b"\1"

    def _expect(self, code: int, codes: tuple[int, ...], when: str) -> bool:
        if code in codes:
            return True
        self._fail(f"{when}: ends with {code}, not {codes}\n{self._said.read_text('utf-8')[-1500:]}")
        return False

    def _fail(self, what: str) -> None:
        self.table.failures.append(f"{self.name}, {what}")

    def stopped(self, how: How, at: int) -> None:
        """One stop, what it leaves, and the same command once more."""
        self.table.stops[how] = self.table.stops.get(how, 0) + 1
        folder, when = self._copy(), f"{how} at step {at} of {self.table.steps}"
        code = _ran(folder, self._command.args, self._said, self._stop(folder, how, at))
        if how == "kill":
            self._expect(code, (-9,), when)
        else:
            self._look_at_words(code, when)
        self._look_at_files(tree(folder), when)
        again = (*self._command.args, *(self._command.again if (folder / "out" / "results.sqlite").exists() else ()))
        codes = (BAD_INPUT,) if self._command.once and code == FINE else self._command.codes
        if self._expect(_ran(folder, again, self._said), codes, f"{when}, once more"):
            self._look_at_whole(tree(folder), when)
        shutil.rmtree(folder)

    def _look_at_words(self, code: int, when: str) -> None:
        said = self._said.read_text("utf-8")
        wanted = (BAD_INPUT, *(self._command.codes if "-2." in said or not self._hit() else ()))  # a second name is said; what frees room needs none
        if self._expect(code, wanted, when) and (not said.strip() or "Traceback" in said or visible(said) != said or _TEMPORARY.search(said)):
            self._fail(f"{when}: says {said[:600]!r}")

    def _look_at_files(self, there: Mapping[str, bytes], when: str) -> None:
        for name in self._own:
            if there.get(name) != self._before[name]:
                self._fail(f"{when}: {name} of the user's is not what it was")
        for name, data in there.items():
            known = (self._before.get(name), self._whole.get(name))
            if _TEMPORARY.search(f"/{name}") or name.endswith(("-journal", "drill-folder.json", ".sqlite")) or _second(name) in self._whole:
                continue
            if data not in known:
                self._fail(f"{when}: {name} is neither what it was nor what it is to be ({len(data)} bytes)")
        if self._is_mixed(there):
            self._fail(f"{when}: a record stands beside what does not belong to it")
        if there.get("out/results.sqlite") == b"damaged":
            self._fail(f"{when}: the results are damaged")

    def _is_mixed(self, there: Mapping[str, bytes]) -> bool:
        if "out/record.jsonl" not in there:
            return False
        told = [name for name in there if name.startswith("out/") and name.endswith((".toml", "record.jsonl", "summary.json"))]
        old = any(there[name] == self._before.get(name) != self._whole.get(name) for name in told)
        new = any(there[name] == self._whole.get(name) != self._before.get(name) for name in told)
        return old and new

    def _look_at_whole(self, there: Mapping[str, bytes], when: str) -> None:
        for name in sorted({*there, *self._whole}):
            if name.endswith("drill-folder.json") or _second(name) in self._whole:  # the mark may list what was to be written more than once
                continue
            if there.get(name) != self._whole.get(name):
                self._fail(f"{when}, once more: {name} is {'missing' if name not in there else 'left' if name not in self._whole else 'another'}")


def _second(name: str) -> str:
    """The first name of a file that was written under a second one."""
    return re.sub(r"-\d+(\.\w+)$", r"\1", name) if re.search(r"-\d+\.\w+$", name) else ""


@contextlib.contextmanager
def cheap_pictures() -> Iterator[None]:
    """Pictures are blank: what is written is enough of them here, and to lay them out is most of what a run costs."""
    from matplotlib.figure import Figure

    from analysis.figures import late, latency, timeline

    def save(figure: Any, file: Any, **_: Any) -> None:
        picture = "<svg>picture</svg>" * 200
        file.write(picture if isinstance(file, io.TextIOBase) else picture.encode())

    def blank(*_: Any, **__: Any) -> Figure:
        return Figure()

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Figure, "savefig", save)
        patch.setattr(timeline, "timeline", blank)
        patch.setattr(latency, "latency", blank)
        patch.setattr(late, "late_ones", blank)
        yield


def all_stops(every: int = 1, names: tuple[str, ...] = tuple(COMMANDS), hows: tuple[How, ...] = HOWS, first: int = 1) -> dict[str, Table]:
    """Stop each command at each `every`th of its steps, in each of the ways."""
    found = {}
    with tempfile.TemporaryDirectory(prefix="drill-stops-") as home, cheap_pictures():
        _read_all(Path(home))
        gc.freeze()
        for name in names:
            trials = Trials(name, Path(home))
            for place, how in enumerate(hows):
                for at in range(1 + (first + place) * 7 % min(every, trials.table.steps or 1), trials.table.steps + 1, every):
                    trials.stopped(how, at)
            found[name] = trials.table
            print(f"{name}: {trials.table.steps} steps, {trials.table.stops}, {len(trials.table.failures)} failures", file=sys.stderr, flush=True)
    return found


def _read_all(home: Path) -> None:
    """Run each command once in this process, so that forks find everything read."""
    folder = home / "warm"
    folder.mkdir()
    prepared(folder)
    before, out, err = Path.cwd(), sys.stdout, sys.stderr
    os.chdir(folder)
    try:
        with (home / "warm.txt").open("w", encoding="utf-8") as said:
            sys.stdout = sys.stderr = said
            for command in COMMANDS.values():
                shutil.rmtree(folder / "out", ignore_errors=True)
                guarded(partial(group.main, args=["--lang", "en", *command.args], prog_name="drill", standalone_mode=False))
    finally:
        sys.stdout, sys.stderr = out, err
        os.chdir(before)


def main() -> int:
    """Read the options, stop commands, and print the table."""
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz.stops", description=__doc__)
    parser.add_argument("--every", type=int, default=1)
    parser.add_argument("--first", type=int, default=1)
    parser.add_argument("--command", action="append", choices=sorted(COMMANDS))
    parser.add_argument("--how", action="append", choices=HOWS)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    found = all_stops(options.every, tuple(options.command or COMMANDS), tuple(options.how or HOWS), options.first)
    if options.json:
        print(json.dumps({name: {"steps": one.steps, "stops": one.stops, "failures": one.failures} for name, one in found.items()}))
    else:
        print("| command | steps | " + " | ".join(HOWS) + " | failures |")
        print("|---|---|" + "---|" * (len(HOWS) + 1))
        for name, one in found.items():
            print(f"| {name} | {one.steps} | " + " | ".join(str(one.stops.get(how, 0)) for how in HOWS) + f" | {len(one.failures)} |")
        for one in found.values():
            print("\n".join(one.failures))
    return 1 if any(one.failures for one in found.values()) else 0


if __name__ == "__main__":
    sys.exit(main())
