"""What a user sees when something is wrong: one block on stderr, an exit code, and never a traceback."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from typing import Any

import click

from sim.errors import InputError

FINE, FINDINGS, BAD_INPUT, INTERRUPTED = 0, 1, 2, 130


def guarded(action: Callable[[], Any]) -> int:
    """Run a command, and turn whatever stops it into words and an exit code."""
    try:
        result = action()
        sys.stdout.flush()
    except InputError as error:
        return _say(str(error))
    except click.exceptions.Exit as stop:
        return stop.exit_code
    except click.ClickException as error:
        error.show(sys.stderr)
        return BAD_INPUT
    except (KeyboardInterrupt, click.Abort):
        sys.stderr.write("interrupted\n")
        return INTERRUPTED
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # the reader has gone; say nothing more
        return FINE
    except OSError as error:
        return _say(f"{error.filename or ''}: {error.strerror or error}\n  what to do: check that the place exists, is writable, and has room")
    return result if isinstance(result, int) else FINE


def _say(text: str) -> int:
    sys.stderr.write(text + "\n")
    return BAD_INPUT
