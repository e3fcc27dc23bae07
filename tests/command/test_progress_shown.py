"""Whoever waits at a terminal sees how far a command is, and nobody else does; nothing of it stays, not even after an interruption."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from pathlib import Path

import pytest

pty = pytest.importorskip("pty")  # there are no terminals of this kind on Windows

ROOT = Path(__file__).parents[2]
LONG = """
import sys, time
from sim.cli import progress, terminal
from sim.words import phrase
progress.AFTER_S = 0.05
def work():
    with progress.waited_for("en"), progress.counted(4, phrase("editors.progress.logs")) as tell:
        tell(2)
        print("ready", flush=True)
        time.sleep(0.6 if sys.argv[1] == "short" else 30)
        terminal.print_lines(["the answer"])
try:
    work()
except KeyboardInterrupt:
    print("stopped", flush=True)
"""
HIDE, SHOW = b"\x1b[?25l", b"\x1b[?25h"


def seen(how: str, *, interrupt: bool = False, **environment: str) -> tuple[str, bytes]:
    """What a program prints to a pipe, and what it draws on a terminal that is its stderr."""
    ours, theirs = pty.openpty()
    env = {**os.environ, "TERM": "xterm", "COLUMNS": "80", "PYTHONPATH": str(ROOT), **environment}
    run = subprocess.Popen([sys.executable, "-c", LONG, how], stdout=subprocess.PIPE, stderr=theirs, env=env, text=True)
    os.close(theirs)
    drawn = b""
    try:
        while b"2/4" not in drawn and interrupt:
            drawn += os.read(ours, 1000)
        if interrupt:
            run.send_signal(signal.SIGINT)
        while piece := os.read(ours, 1000):
            drawn += piece
    except OSError:  # as Linux says that nobody is left at the other end
        pass
    finally:
        os.close(ours)
    said, _ = run.communicate(timeout=20)
    return said, drawn


def test_what_takes_long_is_counted_on_a_terminal_and_gone_when_something_is_printed():
    said, drawn = seen("short")
    text = re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", drawn.decode())

    assert said == "ready\nthe answer\n"
    assert "0:00 · 2/4 · logs read and judged, about" in text
    assert drawn.rfind(SHOW) > drawn.rfind(HIDE) >= 0
    assert drawn.rstrip(b"\r\n").endswith(b"\x1b[2K") or b"\x1b[2K" in drawn[drawn.rfind(b"2/4") :]  # the line is wiped


def test_an_interruption_leaves_the_cursor_visible():
    said, drawn = seen("long", interrupt=True)

    assert said == "ready\nstopped\n"
    assert drawn.rfind(SHOW) > drawn.rfind(HIDE) >= 0


def test_a_terminal_that_only_writes_on_is_left_alone_and_no_colours_are_used_where_none_are_wanted():
    assert seen("short", TERM="dumb") == ("ready\nthe answer\n", b"")
    assert re.search(rb"\x1b\[[0-9;]*m", seen("short", NO_COLOR="1")[1]) is None
