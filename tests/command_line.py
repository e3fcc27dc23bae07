"""The command line in the tests' own process. Starting one for every command costs more than most commands; that a command ends a process well, with
its code and its streams, is held by a few tests of their own (`tests/command/test_acceptance.py`, `tests/experiment/test_evaluate_command.py`).
"""

from __future__ import annotations

import io
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import pytest

from sim.cli import group
from sim.cli.failures import FINDINGS, guarded
from tests.json_documents import fitting


@dataclass(frozen=True, slots=True)
class Done:
    """What a command said, and the code that it ended with."""

    returncode: int
    stdout: str
    stderr: str


def command(*args: object, cwd: Path, lang: str = "en", pictures: bool = True) -> Done:
    """Run `drill` in a folder, with or without drawing. What the program does not catch goes through."""
    out, err = (io.TextIOWrapper(io.BytesIO(), "utf-8", write_through=True, newline="") for _ in range(2))
    with pytest.MonkeyPatch.context() as patch, redirect_stdout(out), redirect_stderr(err):
        patch.chdir(cwd)
        patch.setenv("DRILL_LANG", lang)
        if not pictures:
            patch.setattr("sim.cli.keep.draw", lambda *_, **__: [])
        code = guarded(partial(group.main, args=["--lang", lang, *map(str, args)], prog_name="drill", standalone_mode=False))
    said, aside = (stream.buffer.getvalue().decode("utf-8") for stream in (out, err))
    if code in (0, FINDINGS) and said.startswith("{") and "schema" not in args:
        fitting(said)
    return Done(code, said, aside)
