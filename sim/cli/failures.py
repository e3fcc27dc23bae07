"""What a user sees when something is wrong: one block on stderr, an exit code, and never a traceback.

0: fine. 1: findings, where `--fail-on` asks for it. 2: an input cannot be used. 70: an error of this program. 130: interrupted. 143: asked to end.
"""

from __future__ import annotations

import errno
import io
import os
import sys
from collections.abc import Callable
from typing import Any

import click

from sim import __version__
from sim.cli.options import asked_for, language, spoken
from sim.cli.signals import INTERRUPTED, code_of
from sim.cli.terminal import say_aside
from sim.errors import InputError, shown
from sim.words import MissingWordsError, Phrase, phrase

FINE, FINDINGS, BAD_INPUT, OWN_ERROR = 0, 1, 2, 70  # 70 is what systems call an error of the software
_LONGEST_COMMAND = 300  # characters of it that are told
# The one text that cannot stand in a catalogue: it says that there is none.
_NO_WORDS = "The program's texts are missing; install it again. 程序缺少文字文件，请重新安装。"


class ReaderGoneError(Exception):
    """Nobody reads what is printed any more. Click would make a finding of it."""


def guarded(action: Callable[[], Any]) -> int:
    """Run a command, and turn whatever stops it into words and an exit code."""
    try:
        return _told(action)
    except MissingWordsError as error:
        return _refuse(f"{_NO_WORDS}\n  {error}", OWN_ERROR)
    except Exception as error:  # noqa: BLE001 - the last resort: nobody is to be shown a traceback
        stop = _interruption_under(error)
        return _own_error(error) if stop is None else _stopped(stop)


def _interruption_under(error: BaseException | None) -> KeyboardInterrupt | None:
    """The interruption in whose wake an error came: a signal between any two steps may leave a lock half taken, and what lets it go fails."""
    while error is not None and not isinstance(error, KeyboardInterrupt):
        error = error.__context__
    return error


def _told(action: Callable[[], Any]) -> int:
    try:
        result = action()
        sys.stdout.flush()
    except InputError as error:
        return _refuse(error.told(language()))
    except click.exceptions.Exit as stop:
        return stop.exit_code
    except click.ClickException as error:
        said = io.StringIO()
        error.show(said)
        return _refuse(said.getvalue().rstrip("\n"))
    except KeyboardInterrupt as stop:
        return _stopped(stop)
    except click.Abort as stop:  # what the library makes of an interruption, and of the end of a file
        if isinstance(stop.__cause__, EOFError):
            raise stop.__cause__ from None
        return _stopped(stop.__cause__)
    except (BrokenPipeError, ReaderGoneError):
        return _reader_gone()
    except OSError as error:
        return _refuse(_told_system(error))
    except RuntimeError as error:
        if isinstance(loop := error.__context__, OSError) and loop.errno == errno.ELOOP:  # what is made of a link that leads to itself
            return _refuse(_told_system(loop))
        why = getattr(error, "why", None)  # of a worker process that died, for one; anything else is a mistake of the program's
        if not isinstance(why, Phrase):
            raise
        return _refuse(spoken().tell(why), OWN_ERROR)
    return result if isinstance(result, int) else FINE


def _told_system(error: OSError) -> str:
    place = os.fspath(error.filename) if error.filename else ""
    return InputError.of(os.fsdecode(place), "", system_problem(error), hint=phrase("cli.system-error.hint")).told(language())


def _reader_gone() -> int:
    """Say nothing more, and leave it at that: whoever read has what was wanted."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    return FINE


def system_problem(error: OSError) -> Phrase:
    """What the system says is wrong with a place: its own sentence is in the system's language, so it is told by its code."""
    code = errno.errorcode.get(error.errno or 0, type(error).__name__)
    return phrase(f"system-error.{code}") if spoken().knows(f"system-error.{code}") else phrase("cli.system-error", code=code)


def _refuse(text: str, code: int = BAD_INPUT) -> int:
    say_aside(text)
    return code


def _stopped(stop: BaseException | None) -> int:
    code = code_of(stop)
    say_aside(spoken()("cli.interrupted" if code == INTERRUPTED else "cli.terminated"))
    return code


def _own_error(error: Exception) -> int:
    """An error that nobody foresaw: what was being done, what became of the user's files, and where the details are kept."""
    say = spoken()
    lines = [
        say("cli.own-error", kind=type(error).__name__, what=shown(str(error))),
        say("cli.own-error.doing", command=shown(" ".join(("drill", *asked_for())), _LONGEST_COMMAND)),
        say("cli.own-error.files"),
    ]
    try:
        lines.append(say("cli.own-error.details", file=_keep_details(error)))
    except OSError:
        lines.append(say("cli.own-error.no-details"))
    return _refuse("\n".join(lines), OWN_ERROR)


def _keep_details(error: Exception) -> str:
    import platform
    import tempfile
    from traceback import format_exception

    said = [f"drill {__version__}, Python {platform.python_version()}, {platform.platform()}\n", f"drill {' '.join(asked_for())}\n\n"]
    with tempfile.NamedTemporaryFile("w", encoding="utf-8", errors="backslashreplace", prefix="drill-error-", suffix=".txt", delete=False) as file:
        file.writelines([*said, *format_exception(error)])
    return file.name
