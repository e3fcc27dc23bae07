"""What is wrong with an input, said once and in one form.

Every loader collects `Mistake`s and raises one `InputError` with all of them; the command line prints it as one block and
exits with code 2. Nothing else in the product turns bad input into words.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import get_close_matches


@dataclass(frozen=True, slots=True, kw_only=True)
class Mistake:
    """One mistake in an input: where it stands, what stands there, what may stand there, and what to do."""

    file: str
    place: str
    problem: str
    value: str = ""
    allowed: str = ""
    hint: str = ""

    def __str__(self) -> str:
        lines = [f"{self.file}: {self.place}: {self.problem}" if self.place else f"{self.file}: {self.problem}"]
        lines += [f"  {label}: {text}" for label, text in self._details() if text]
        return "\n".join(lines)

    def _details(self) -> tuple[tuple[str, str], ...]:
        return ("value", self.value), ("allowed", self.allowed), ("what to do", self.hint)


class InputError(Exception):
    """An input cannot be used. Holds every fault that was found, in the order of the file."""

    def __init__(self, faults: Iterable[Mistake]) -> None:
        self.faults: tuple[Mistake, ...] = tuple(faults)
        super().__init__("\n".join(str(fault) for fault in self.faults))

    def __reduce__(self) -> tuple[type[InputError], tuple[tuple[Mistake, ...]]]:
        """From the faults, so that it comes whole out of a worker process."""
        return type(self), (self.faults,)

    @classmethod
    def of(cls, file: str, place: str, problem: str, *, value: object = "", allowed: str = "", hint: str = "") -> InputError:
        """An error with a single fault."""
        return cls([Mistake(file=file, place=place, problem=problem, value=shown(value), allowed=allowed, hint=hint)])


def shown(value: object, limit: int = 120) -> str:
    """A value as the reader wrote it, cut to `limit` characters so that a broken file cannot flood the screen."""
    text = value if isinstance(value, str) else repr(value)
    return text if len(text) <= limit else text[: limit - 1] + "…"


def cited(value: object) -> str:
    """A value inside a sentence: quoted as Python writes it, and cut like `shown`."""
    return shown(repr(value))


def nearest(name: str, known: Sequence[str]) -> str:
    """A hint that names the known word most like `name`, or "" when none is near."""
    found = get_close_matches(name, known, n=1, cutoff=0.6)
    return f'did you mean "{found[0]}"?' if found else ""
