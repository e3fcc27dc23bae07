"""How far a long run is: one line on stderr, rewritten on a terminal, and nothing anywhere else."""

from __future__ import annotations

import sys
from types import TracebackType
from typing import Self

from analysis.experiment.pool import Progress


class Meter:
    """Shows done, rate and time left. Silent where stderr is no terminal, so that logs stay readable."""

    def __init__(self, total: int, lang: str) -> None:
        self._total = total
        self._zh = lang == "zh"
        self._live = sys.stderr.isatty()

    def __enter__(self) -> Self:
        """Begin."""
        return self

    def show(self, progress: Progress, more: str = "") -> None:
        """Say how far it is, of the jobs' own total where none was given; `more` is added as it is."""
        if not self._live:
            return
        left = progress.seconds_left
        rest = "" if left is None else f"，约剩 {left:.0f} 秒" if self._zh else f", about {left:.0f} s left"
        rate = f"{progress.rate:.0f} 次/秒" if self._zh else f"{progress.rate:.0f} runs/s"
        sys.stderr.write(f"\r\x1b[K{progress.done}/{self._total or progress.total} · {rate}{rest}{more}")
        sys.stderr.flush()

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        """Leave a clean line."""
        if self._live:
            sys.stderr.write("\r\x1b[K")
            sys.stderr.flush()
