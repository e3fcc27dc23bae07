"""What a user sees when something is wrong: one block on stderr, an exit code, and never a traceback."""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Callable
from typing import Any

import click

from sim.cli.options import language, spoken
from sim.cli.terminal import say_aside
from sim.errors import InputError
from sim.words import MissingWordsError, Phrase, phrase

FINE, FINDINGS, BAD_INPUT, INTERRUPTED = 0, 1, 2, 130
# The one text that cannot stand in a catalogue: it says that there is none.
_NO_WORDS = "The program's texts are missing; install it again. 程序缺少文字文件，请重新安装。"


class ReaderGoneError(Exception):
    """Nobody reads what is printed any more. Click would make a finding of it."""


def guarded(action: Callable[[], Any]) -> int:
    """Run a command, and turn whatever stops it into words and an exit code."""
    try:
        return _told(action)
    except MissingWordsError as error:
        return _refuse(f"{_NO_WORDS}\n  {error}")


def _told(action: Callable[[], Any]) -> int:
    try:
        result = action()
        sys.stdout.flush()
    except InputError as error:
        return _refuse(error.told(language()))
    except click.exceptions.Exit as stop:
        return stop.exit_code
    except click.ClickException as error:
        error.show(sys.stderr)
        return BAD_INPUT
    except (KeyboardInterrupt, click.Abort):
        say_aside(spoken()("cli.interrupted"))
        return INTERRUPTED
    except (BrokenPipeError, ReaderGoneError):
        return _reader_gone()
    except OSError as error:
        place = os.fspath(error.filename) if error.filename else ""
        told = InputError.of(os.fsdecode(place), "", system_problem(error), hint=phrase("cli.system-error.hint"))
        return _refuse(told.told(language()))
    except RuntimeError as error:
        why = getattr(error, "why", None)  # of a worker process that died, for one; anything else is a mistake of the program's
        if not isinstance(why, Phrase):
            raise
        return _refuse(spoken().tell(why))
    return result if isinstance(result, int) else FINE


def _reader_gone() -> int:
    """Say nothing more, and leave it at that: whoever read has what was wanted."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    return FINE


def system_problem(error: OSError) -> Phrase:
    """What the system says is wrong with a place: its own sentence is in the system's language, so it is told by its code."""
    code = errno.errorcode.get(error.errno or 0, type(error).__name__)
    return phrase(f"system-error.{code}") if spoken().knows(f"system-error.{code}") else phrase("cli.system-error", code=code)


def _refuse(text: str) -> int:
    say_aside(text)
    return BAD_INPUT
