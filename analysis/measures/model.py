"""What a measure is: a pure function of a record and its judgement, with its unit, source, formula and coverage."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Literal

from analysis.measures.log import Log
from analysis.verdicts import Judgement
from sim.record import Record
from sim.text import NO_TEXT, Text

MeasureKind = Literal["minutes", "share", "count", "person-minutes", "rate"]
Direction = Literal["lower", "higher", "none"]
MeasureGroup = Literal["people", "speed", "told", "response", "grading", "duties", "work"]
UNITS: dict[str, str] = {"minutes": "min", "share": "share", "count": "count", "person-minutes": "person-min", "rate": "per h"}
# In the order in which they are shown: what became of the people first, then how fast it went, then who kept to the plan.
GROUPS: dict[MeasureGroup, Text] = {
    "people": Text(zh="群众", en="People"),
    "speed": Text(zh="快慢", en="Speed"),
    "told": Text(zh="谁何时得到消息", en="Who was told when"),
    "response": Text(zh="到场、等候与通话", en="Coming, waiting and calling"),
    "grading": Text(zh="定级、响应与实况相比", en="Grade and level against the truth"),
    "duties": Text(zh="职责", en="Duties"),
    "work": Text(zh="工作量", en="Work"),
}


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
    """One measure. `clause` is the plan's, "" where the measure is the product's own; `direction` says which way is better.

    Measures that exist once for each duty, body or post of the plan share a `family`, the pattern of their ids; `of` is the id of
    the duty, body or post, and `subject` its name.
    """

    id: str
    kind: MeasureKind
    name: Text
    formula: Text
    direction: Direction
    work: Compute
    group: MeasureGroup
    family: str = ""
    of: str = ""
    subject: Text = NO_TEXT
    clause: str = ""

    @property
    def unit(self) -> str:
        """min, share (0 to 1), count, person-min or per h."""
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
    return Value(value=sum(present) / len(present), reason="" if len(present) == len(found) else reason, evaluated=len(present), asked=len(found))


def share_of(successes: int, evaluated: int, asked: int, reason: str) -> Value:
    """A share of what was evaluated; None with `reason` where nothing was."""
    if not evaluated:
        return Value(value=None, reason=reason, evaluated=0, asked=asked)
    return Value(value=successes / evaluated, evaluated=evaluated, asked=asked)
