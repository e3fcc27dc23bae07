"""What the program does when the system, or whoever sits before it, tells it to stop: it tidies up, and ends with a code that says so."""

from __future__ import annotations

import os
import signal
from types import FrameType

INTERRUPTED, TERMINATED = 130, 143  # as shells count: 128 and the number of the signal
_FIRST_FREE = 3  # below it stand the three streams


class TerminatedError(KeyboardInterrupt):
    """The system asks the program to end. Whatever tidies up when somebody interrupts does so then too."""


def answer_termination() -> None:
    """From here on a request to end is answered like an interruption, so that no temporary folder and no worker stays behind."""
    signal.signal(signal.SIGTERM, _terminated)


def answer_no_more() -> None:
    """The program is ending anyway: from here on nothing makes it say more, or end otherwise."""
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.SIG_IGN)


def code_of(stop: BaseException | None) -> int:
    """The exit code after an interruption."""
    return TERMINATED if isinstance(stop, TerminatedError) else INTERRUPTED


def fill_closed_streams() -> None:
    """Put nothing in the place of closed streams: else the next file that is opened gets their number, and what is said goes into it."""
    while (number := os.open(os.devnull, os.O_RDWR)) < _FIRST_FREE:
        os.set_inheritable(number, True)  # noqa: FBT003 - as the function is called
    os.close(number)


def _terminated(_: int, __: FrameType | None) -> None:
    raise TerminatedError
