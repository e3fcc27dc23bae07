"""What a measure is: a pure function of a record and its judgement, with its unit, source, formula and coverage."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Literal, get_args

from analysis.measures.log import Log
from analysis.verdicts import Judgement
from sim.record import Record
from sim.text import NO_TEXT
from sim.words import InLanguages, Phrase, phrase

MeasureKind = Literal["minutes", "share", "count", "person-minutes", "rate"]
Direction = Literal["lower", "higher", "none"]
MeasureGroup = Literal["people", "speed", "told", "reports", "response", "grading", "duties", "work"]
UNITS: dict[MeasureKind, str] = {"minutes": "min", "share": "share", "count": "count", "person-minutes": "person-min", "rate": "per h"}
# In the order in which they are shown: what became of the people first, then how fast it went, then who kept to the plan.
GROUPS: dict[MeasureGroup, Phrase] = {group: phrase(f"measure-group.{group}") for group in get_args(MeasureGroup)}
ANY = phrase("measure.any")  # in the place of the one duty, body or post that a measure is about
NO_EVENT = phrase("measure.why.no-event")


@dataclass(frozen=True, slots=True, kw_only=True)
class Value:
    """What a measure came to. `value` None has a `reason`, and is never 0; `evaluated` of `asked` says what it rests on.

    `low` and `high` are there where something cannot be judged: the value lies between them, whichever way that went. `beyond` is there
    where something was not reached by the end of observation, so many minutes after it began: worse than any number, and not missing.
    """

    value: float | None
    reason: Phrase | None = None
    evaluated: int
    asked: int
    low: float | None = None
    high: float | None = None
    beyond: float | None = None


Compute = Callable[[Log, Judgement], Value]


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """One measure. `clause` is the plan's, "" where the measure is the product's own; `direction` says which way is better.

    Its words stand in the catalogue, as `measure.ID.name` and `measure.ID.formula`. Measures that exist once for each duty, body or post
    of the plan share a `family`, the pattern of their ids, and its words; `of` is the id of the duty, body or post, and `subject` its
    name, which those words hold. `args` are what else they hold.
    """

    id: str
    kind: MeasureKind
    direction: Direction
    work: Compute
    group: MeasureGroup
    family: str = ""
    of: str = ""
    subject: InLanguages = NO_TEXT
    clause: str = ""
    stated_by_plan: bool = True  # of a duty: no reading supplies the number of its limit
    args: Mapping[str, Any] = field(default_factory=dict)

    @property
    def name(self) -> Phrase:
        """What it is called."""
        return self._words("name")

    @property
    def formula(self) -> Phrase:
        """How it is reckoned."""
        return self._words("formula")

    def _words(self, what: str) -> Phrase:
        return phrase(f"measure.{self.family or self.id}.{what}", subject=self.subject, **self.args)

    def pattern(self) -> Measure:
        """The measure of a family as one of any duty, body or post."""
        return replace(self, id=self.family, subject=ANY, clause="")

    @property
    def unit(self) -> str:
        """min, share (0 to 1), count, person-min or per h."""
        return UNITS[self.kind]

    def compute(self, record: Record | Log, judgement: Judgement) -> Value:
        """The measure of one record. A `Log`, made once, serves many measures of the same record."""
        return self.work(record if isinstance(record, Log) else Log(record, judgement.void), judgement)


def measure(
    id_: str,
    kind: MeasureKind,
    group: MeasureGroup,
    direction: Direction,
    *,
    family: str = "",
    of: str = "",
    subject: InLanguages = NO_TEXT,
    clause: str = "",
    stated_by_plan: bool = True,
    **args: Any,
) -> Callable[[Compute], Measure]:
    """Makes a measure of the function below it."""

    def made(work: Compute) -> Measure:
        return Measure(
            id=id_, kind=kind, group=group, direction=direction, work=work, family=family, of=of, subject=subject, clause=clause,
            stated_by_plan=stated_by_plan, args=args,
        )  # fmt: skip

    return made


def mean_of(values: Iterable[float | None], reason: Phrase | None) -> Value:
    """The mean over the events that have a value; `reason` says why the others have none."""
    found = list(values)
    present = [value for value in found if value is not None]
    if not present:
        return Value(value=None, reason=reason, evaluated=0, asked=len(found))
    return Value(value=sum(present) / len(present), reason=None if len(present) == len(found) else reason, evaluated=len(present), asked=len(found))


@dataclass(frozen=True, slots=True)
class Elapse:
    """Minutes from a start to what ends it; None where that was not reached, `watched` minutes after the start."""

    minutes: float | None
    watched: float


def reached_in(found: Iterable[Elapse], nothing: Phrase, missing: Phrase) -> Value:
    """The mean over all that began; not reached where one of them was not. `nothing` says why none began, `missing` what was not reached."""
    stretches = list(found)
    if not stretches:
        return Value(value=None, reason=nothing, evaluated=0, asked=0)
    open_ = [one.watched for one in stretches if one.minutes is None]
    if open_:
        return Value(value=None, reason=missing, evaluated=len(stretches) - len(open_), asked=len(stretches), beyond=max(open_))
    total = sum(one.minutes or 0.0 for one in stretches)
    return Value(value=total / len(stretches), evaluated=len(stretches), asked=len(stretches))


def share_of(successes: int, evaluated: int, asked: int, reason: Phrase, undecided: int = 0) -> Value:
    """A share of what was evaluated; None with `reason` where nothing was. Of `undecided` all, or none, may have been successes."""
    low = successes / (evaluated + undecided) if undecided else None
    high = (successes + undecided) / (evaluated + undecided) if undecided else None
    if not evaluated:
        return Value(value=None, reason=reason, evaluated=0, asked=asked, low=low, high=high)
    return Value(value=successes / evaluated, evaluated=evaluated, asked=asked, low=low, high=high)
