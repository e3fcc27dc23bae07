"""Trials of what reads: a mutant goes in, and it is taken or refused in words. Anything else is a failure.

A failure is an exception of any other kind, a control character that reaches whoever reads, a message or a line without end, and more processor time
than `LONGEST_S`. Kinds of mutants register themselves (`kind`); each names the functions of the program that it feeds.
"""

from __future__ import annotations

import io
import os
import random
import signal
import traceback
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, redirect_stderr, redirect_stdout, suppress
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from types import FrameType

import click
import pytest

from sim.cli import group
from sim.errors import InputError
from sim.words import LANGUAGES
from sim.words.layout import visible

LONGEST_S = 10.0  # of processor time
_LONGEST_TOLD = 1_000_000  # characters of one refusal
_LONGEST_LINE = 50_000
Luck = random.Random
Files = Mapping[str, bytes]


class HarmError(AssertionError):
    """What was read did what nothing that is read may do."""


class TooLongError(BaseException):
    """The processor's time is up. Nothing that is caught on the way is to catch it."""


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of mutants: how a mutant is made, what reads it, and how many are tried in the suite."""

    name: str
    mutant: Callable[[Luck], Files]
    attempt: Callable[[Path], object]
    suite: int
    reads: tuple[str, ...]


@dataclass(slots=True)
class Tally:
    """What became of the trials of a kind."""

    ok: int = 0
    refused: int = 0
    seconds: float = 0.0
    failures: list[tuple[int, str]] = field(default_factory=list)  # the number of the trial, and what happened

    @property
    def trials(self) -> int:
        """How many there were."""
        return self.ok + self.refused + len(self.failures)


KINDS: dict[str, Kind] = {}


def kind(
    name: str, mutant: Callable[[Luck], Files], *, suite: int, reads: tuple[str, ...] = ()
) -> Callable[[Callable[[Path], object]], Callable[[Path], object]]:
    """Register what is below it as that which reads mutants of a kind, in a folder. `reads` are functions of the program, `module.function`."""

    def entered(attempt: Callable[[Path], object]) -> Callable[[Path], object]:
        if name in KINDS:
            raise ValueError(name)
        KINDS[name] = Kind(name, mutant, attempt, suite, reads)
        return attempt

    return entered


def luck_of(name: str, seed: int, number: int) -> Luck:
    """The luck of one trial, which comes again."""
    return random.Random(f"{name} {seed} {number}")  # noqa: S311 - no secret


def try_one(one: Kind, files: Files, folder: Path) -> str:
    """Write the files into an empty folder and read them: "ok", "refused", or what harm was done."""
    for name, data in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    try:
        with _limited():
            one.attempt(folder)
    except (InputError, click.ClickException) as error:
        return _refused(error)
    except OSError as error:
        if error.filename is None:
            return traceback.format_exc()
        return "refused"  # a command says of any place what the system says of it
    except TooLongError:
        return f"more than {LONGEST_S:g} s\n{traceback.format_exc(limit=-12)}"
    except (Exception, MemoryError):  # noqa: BLE001 - whatever it is
        return traceback.format_exc()
    return "ok"


def _refused(error: InputError | click.ClickException) -> str:
    try:
        told = [error.told(lang) for lang in LANGUAGES] if isinstance(error, InputError) else [error.format_message()]
        for text in told:
            _look_at(visible(text), _LONGEST_TOLD)
            if not text.strip():
                raise HarmError("refused without a word")
    except Exception:  # noqa: BLE001 - whatever it is
        return traceback.format_exc()
    return "refused"


@contextmanager
def _limited() -> Iterator[None]:
    """Stop what takes more of the processor than anything may; only where the system can."""
    if not hasattr(signal, "setitimer"):
        yield
        return
    before = signal.signal(signal.SIGPROF, _stop)
    signal.setitimer(signal.ITIMER_PROF, LONGEST_S)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)


def _stop(_: int, __: FrameType | None) -> None:
    raise TooLongError


def _look_at(text: str, longest: int | None = None) -> None:
    if visible(text) != text:
        raise HarmError(f"a control character is shown: {visible(text)[:400]}")
    if longest is not None and len(text) > longest:
        raise HarmError(f"{len(text)} characters at once: {text[:200]}")


def run_command(*args: object, folder: Path, lang: str = "en") -> str:
    """Run a command in a folder, and look at what it says; whatever stops it goes through. Gives what stands on stdout."""
    out, err = (io.TextIOWrapper(io.BytesIO(), "utf-8", "backslashreplace", write_through=True, newline="") for _ in range(2))
    with pytest.MonkeyPatch.context() as patch, redirect_stdout(out), redirect_stderr(err):
        patch.chdir(folder)
        with suppress(click.exceptions.Exit):
            partial(group.main, args=["--lang", lang, *map(str, args)], prog_name="drill", standalone_mode=False)()
    said, aside = (stream.buffer.getvalue().decode("utf-8") for stream in (out, err))
    for text in (said, aside):
        _look_at(text)
    if longest := max(map(len, said.splitlines()), default=0) > _LONGEST_LINE and "--json" not in args:
        raise HarmError(f"a line of {longest} characters")
    return str(said)


def tried(one: Kind, folder: Path, *, seed: int, first: int = 0, trials: int, until: float | None = None, kept: Path | None = None) -> Tally:
    """Try mutants of a kind from number `first` on, each in a folder of its own, until there were so many or the processor's time is up.

    Each failing mutant is kept in `kept` with what happened.
    """
    import shutil

    tally, begun = Tally(), _seconds()
    for number in range(first, first + trials):
        if until is not None and _seconds() - begun > until:
            break
        files, here = one.mutant(luck_of(one.name, seed, number)), folder / f"{one.name.replace(' ', '-')}-{number}"
        here.mkdir(parents=True)
        told = try_one(one, files, here)
        if told == "ok":
            tally.ok += 1
        elif told == "refused":
            tally.refused += 1
        else:
            tally.failures.append((number, told))
            if kept is not None:
                keep(one, files, told, kept / f"{one.name.replace(' ', '-')}-{seed}-{number}")
        shutil.rmtree(here, ignore_errors=True)
    tally.seconds = _seconds() - begun
    return tally


def _seconds() -> float:
    """Of the processor, taken by this process and by those that it has started and that ended."""
    told = os.times()
    return told.user + told.system + told.children_user + told.children_system


def keep(one: Kind, files: Files, told: str, folder: Path) -> None:
    """Keep a failing mutant: its files, and what happened."""
    for name, data in {**files, "WHAT-HAPPENED.txt": f"{one.name}\n\n{told}".encode("utf-8", "backslashreplace")}.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
