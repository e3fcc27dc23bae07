"""On stderr, how far a command is that takes longer than a moment: what is counted with its rate and the time left, else the seconds that passed.

It appears after two seconds, only on a terminal that can move its cursor, and is gone before anything is printed. A thread of its own draws it, so
that it goes on while the command thinks; whatever ends the command, an interruption too, takes it away and leaves the cursor visible.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import RLock, Timer
from time import monotonic
from typing import TYPE_CHECKING, Protocol

from sim.words import Phrase, phrase, words

if TYPE_CHECKING:
    from rich.live import Live
    from rich.text import Text

    from analysis.experiment.pool import Progress

AFTER_S = 2.0
_TIMES_A_SECOND = 4
_BAR = 20  # columns
_DUMB = ("dumb", "unknown")  # terminals that only write on


class ShowProgress(Protocol):
    """Says how far it is; `note` is added as it is."""

    def __call__(self, progress: Progress, note: Phrase | None = None) -> None:
        """Called after every batch."""


class _Display:
    """The line on stderr, and what stands in it."""

    def __init__(self, lang: str) -> None:
        self._say = words(lang)
        self._began = monotonic()
        self._what: Phrase | None = None
        self._counted: tuple[int, int | None] = (0, None)
        self._live: Live | None = None
        self._over = False
        self._lock = RLock()
        self._timer = Timer(AFTER_S, self._appear)
        self._timer.daemon = True

    def begin(self) -> None:
        """Wait for the moment to appear."""
        if AFTER_S:
            self._timer.start()
        else:
            self._appear()

    def _appear(self) -> None:
        from rich.console import Console
        from rich.live import Live

        with self._lock:
            if not self._over:
                self._live = Live(
                    get_renderable=self._line, console=Console(stderr=True), transient=True, refresh_per_second=_TIMES_A_SECOND, redirect_stdout=False
                )
                self._live.start(refresh=True)

    def tell(self, what: Phrase | None, counted: tuple[int, int | None] = (0, None)) -> None:
        """Something else is being done, or more of it is done."""
        with self._lock:
            self._what, self._counted = what, counted
            if self._live is not None and counted[0]:
                self._live.refresh()

    def _line(self) -> Text:
        from rich.text import Text

        from sim.words.layout import visible

        done, total = self._counted
        minutes, seconds = divmod(int(monotonic() - self._began), 60)
        told = [f"{minutes}:{seconds:02}", *([f"{done}/{total}"] if total else [])]
        told += [] if self._what is None else [visible(self._say.tell(self._what))]
        line = Text(" · ".join(told), no_wrap=True, overflow="ellipsis")
        if total and self._live is not None and line.cell_len + _BAR < self._live.console.width:
            full = min(_BAR, _BAR * done // total)
            line.append(f" {'━' * full}{'─' * (_BAR - full)}")
        return line

    def end(self) -> None:
        """Take it away. What comes from it later is not shown."""
        self._timer.cancel()
        with self._lock:
            self._over, live, self._live = True, self._live, None
        if live is not None:
            try:
                live.stop()
            finally:
                live.console.show_cursor()  # also where an interruption came while it was being taken away


_SHOWN: list[_Display] = []  # the one of this command, if any


@contextmanager
def waited_for(lang: str) -> Iterator[None]:
    """While a command runs: where it takes long, somebody who looks is told that it goes on."""
    display = _Display(lang) if _somebody_looks() else None
    if display is None:
        yield
        return
    _SHOWN.append(display)
    display.begin()
    try:
        yield
    finally:
        _SHOWN.remove(display)
        display.end()


def doing(what: Phrase) -> None:
    """What the command does from here on."""
    for display in _SHOWN:
        display.tell(what)


def nothing_more() -> None:
    """Something is printed: from here on that is what one sees."""
    for display in _SHOWN:
        display.end()


@contextmanager
def counted(total: int, what: Phrase) -> Iterator[Callable[[int], None]]:
    """So many things of one kind are done one after another: how many are, and the time left for the others."""
    began = monotonic()

    def tell(done: int) -> None:
        left = (monotonic() - began) / done * (total - done)
        for display in _SHOWN:
            display.tell(phrase("cli.progress.left", told=what, seconds=left), (done, total))

    yield tell


@contextmanager
def progress_shown(lang: str) -> Iterator[ShowProgress]:
    """How far a long run is: done, rate and time left. Nothing where stderr is no terminal, so that logs stay readable."""

    def show(progress: Progress, note: Phrase | None = None) -> None:
        for display in _SHOWN:
            display.tell(_told(progress, note), (progress.done, progress.total))

    doing(phrase("editors.progress.running"))
    if _SHOWN:
        yield show
        doing(phrase("editors.progress.last"))
        return
    with waited_for(lang):
        yield show


def _somebody_looks() -> bool:
    return sys.stderr.isatty() and os.environ.get("TERM", "").casefold() not in _DUMB


def _told(progress: Progress, note: Phrase | None) -> Phrase:
    if progress.done == progress.total:
        return phrase("cli.progress.note", told=phrase("editors.progress.last"), note=note) if note else phrase("editors.progress.last")
    slow = 0 < progress.rate < 1
    told = phrase("editors.progress.slow", seconds=1 / progress.rate) if slow else phrase("cli.progress.rate", rate=progress.rate)
    if progress.seconds_left is not None:
        told = phrase("cli.progress.left", told=told, seconds=progress.seconds_left)
    return phrase("cli.progress.note", told=told, note=note) if note else told
