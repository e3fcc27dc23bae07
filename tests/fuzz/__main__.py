"""Fuzzers outside the suite: `python -m tests.fuzz --minutes 10 [--kind K] [--seed N] [--out FOLDER]`.

Tries mutants of every kind in turn for as long as it may, prints kind × trials × ok × refused × failures, and keeps each failing mutant in a folder.
Ends with 1 where something failed.
"""

from __future__ import annotations

import argparse
import gc
import sys
import tempfile
import time
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from tests.fuzz.registry import KINDS
from tests.fuzz.trials import Tally, tried

_AT_A_TIME_S = 3.0  # of each kind in turn
_MOST_BYTES = 4 * 1024**3


def main() -> int:
    """Read the options, try, and print the table."""
    options = _options()
    with suppress(ImportError, ValueError, OSError):
        import resource  # not on every system

        resource.setrlimit(resource.RLIMIT_AS, (_MOST_BYTES, _MOST_BYTES))
    gc.set_threshold(50_000, 10, 10)
    tallies = {name: Tally() for name in options.kind or KINDS}
    end = time.monotonic() + options.minutes * 60
    with tempfile.TemporaryDirectory(prefix="drill-fuzz-") as folder:
        while time.monotonic() < end:
            for name, tally in tallies.items():
                left = min(_AT_A_TIME_S, end - time.monotonic())
                if left > 0:
                    more = tried(KINDS[name], Path(folder), seed=options.seed, first=tally.trials, trials=100_000, until=left, kept=options.out)
                    _add(tally, more)
                    print(f"{name}: {tally.trials} tried, {len(tally.failures)} failed", file=sys.stderr, flush=True)
    print("\n".join(table(tallies)))
    failed = sum(len(tally.failures) for tally in tallies.values())
    if failed:
        print(f"{failed} failing mutants are in {options.out}")
    return 1 if failed else 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__)
    parser.add_argument("--minutes", type=float, default=10.0)
    parser.add_argument("--kind", action="append", choices=sorted(KINDS))
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--out", type=Path, default=Path("fuzz-failures"))
    return parser.parse_args()


def _add(tally: Tally, more: Tally) -> None:
    tally.ok += more.ok
    tally.refused += more.refused
    tally.seconds += more.seconds
    tally.failures += more.failures


def table(tallies: dict[str, Tally]) -> Iterable[str]:
    """The table, in Markdown."""
    yield "| kind | trials | ok | refused in words | failures | ms a trial |"
    yield "|---|---|---|---|---|---|"
    for name, one in tallies.items():
        each = 1000 * one.seconds / one.trials if one.trials else 0.0
        yield f"| {name} | {one.trials} | {one.ok} | {one.refused} | {len(one.failures)} | {each:.1f} |"
    all_ = tallies.values()
    sums = [sum(one.trials for one in all_), sum(one.ok for one in all_), sum(one.refused for one in all_), sum(len(one.failures) for one in all_)]
    yield f"| **all** | {' | '.join(map(str, sums))} | |"


if __name__ == "__main__":
    sys.exit(main())
