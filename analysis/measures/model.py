"""What a measure is: a pure function of a record and its judgement, with its unit, source, formula and coverage."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Literal

from analysis.measures.log import Log
from analysis.verdicts import Judgement
from sim.record import Record
from sim.text import Text

Kind = Literal["minutes", "share", "count"]
Direction = Literal["lower", "higher", "none"]
UNITS: dict[str, str] = {"minutes": "min", "share": "share", "count": "count"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Value:
    """What a measure came to. `value` None has a `reason`, and is never 0; `evaluated` of `asked` says what it rests on."""

    value: float | None
    reason: str = ""
    evaluated: int
    asked: int


Compute = Callable[[Log, Judgement], Value]


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """One measure. `clause` is the plan's, "" where the measure is the product's own; `direction` says which way is better."""

    id: str
    kind: Kind
    name: Text
    formula: Text
    direction: Direction
    work: Compute
    clause: str = ""

    @property
    def unit(self) -> str:
        """min, share (0 to 1) or count."""
        return UNITS[self.kind]

    def compute(self, record: Record | Log, judgement: Judgement) -> Value:
        """The measure of one record. A `Log`, made once, serves many measures of the same record."""
        return self.work(record if isinstance(record, Log) else Log(record), judgement)


def mean_of(values: Iterable[float | None], reason: str) -> Value:
    """The mean over the events that have a value; `reason` says why the others have none."""
    found = list(values)
    present = [value for value in found if value is not None]
    if not present:
        return Value(value=None, reason=reason, evaluated=0, asked=len(found))
    return Value(
        value=sum(present) / len(present),
        reason="" if len(present) == len(found) else reason,
        evaluated=len(present),
        asked=len(found),
    )


def share_of(successes: int, evaluated: int, asked: int, reason: str) -> Value:
    """A share of what was evaluated; None with `reason` where nothing was."""
    if not evaluated:
        return Value(value=None, reason=reason, evaluated=0, asked=asked)
    return Value(value=successes / evaluated, evaluated=evaluated, asked=asked)
