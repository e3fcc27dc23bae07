"""What the judge says of each duty: the one type that measures, pictures, tables and forms are made from."""

from __future__ import annotations

from dataclasses import dataclass

import msgspec

from analysis.evidence import OpenCell
from sim.plan.limit_form import LimitForm
from sim.words import InLanguages, Phrase

MET, LATE, MISSED, WRONG_CHANNEL, PENDING = "met", "late", "missed", "wrong-channel", "pending"
NOT_STARTED, SUPERSEDED, WAIVED, UNJUDGED = "not-started", "superseded", "waived", "cannot-be-judged"
STATUSES = (MISSED, WRONG_CHANNEL, LATE, UNJUDGED, PENDING, NOT_STARTED, MET, WAIVED, SUPERSEDED)  # worst first
BROKEN = (MISSED, WRONG_CHANNEL, LATE)  # the plan was not kept: worst first
JUDGED = (*BROKEN, MET)  # what became of a duty is known, and shares count it


class Spread(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """From when to when, in minutes, what a verdict states can have been, where open cells leave that open: pairs of low and high, or None."""

    due: tuple[float, float] | None = None
    done: tuple[float, float] | None = None
    latency: tuple[float, float] | None = None
    margin: tuple[float, float] | None = None


class Verdict(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """One duty of one bearer to one recipient about one event. Times are minutes since the start; None where there is none.

    `latency_min` is done − anchor (0 where the act came before its trigger); `margin_min` is due − done, negative when late. Where cells
    of the record are open they are those of its likeliest completion, and `spread` says what else they can be; `cells` is the smallest
    set of open cells that was seen to turn the status.
    """

    id: str  # rule/event/bearer/recipient/occurrence
    rule: str
    clause: str
    title: InLanguages
    force: str
    act: str
    form: str | None
    about: str
    bearer: str | None
    to: tuple[str, ...]
    occurrence: int
    raised_min: float
    anchor_min: float | None
    due_min: float | None
    done_min: float | None
    latency_min: float | None
    margin_min: float | None
    status: str
    limit: LimitForm  # with what its readings gave; told by `limit.of(lang)`: "30 min", "5 working days", "none stated"
    trigger_seq: int
    done_seq: int | None
    habit: str | None = None  # the habit that did the work, where one did
    stated_by_plan: bool = True  # no reading supplies the number of its limit
    same_person: bool = False  # a report between two hats of one holder
    readings: tuple[str, ...] = ()
    cells: tuple[OpenCell, ...] = ()
    spread: Spread | None = None
    reason: Phrase | None = None  # why it could not be judged, was waived, or counts before its trigger


def rests_on_reading(verdict: Verdict) -> bool:
    """Whether that it was not kept rests on a number that the plan does not state, and a reading supplies."""
    return verdict.status in (LATE, MISSED) and not verdict.stated_by_plan and verdict.force != "must not"


@dataclass(frozen=True, slots=True, kw_only=True)
class Silence:
    """Where the plan was silent, and what filled it: the habit (or nothing), and how often.

    `about` is what is not stated: the bearer, the recipient, the limit, or "act" where a habit does what no duty asks for.
    `rule` is the duty, or the habit; `times` counts the duties raised, or the acts of the habit.
    """

    clause: str
    what: Phrase
    filled_by: str | None
    times: int
    about: str = "act"
    rule: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """All verdicts on one record, with the end of observation that they were made at.

    `unknown_years` are those of which the calendar does not know which days are worked, where a verdict would need it. `complete` are
    the bodies, posts and groups all of whose acts are in the record, None for everybody's. `void` are the rows, by `seq`, that would end the
    response or lift a warning and do not count.
    """

    verdicts: tuple[Verdict, ...]
    silences: tuple[Silence, ...]
    until_min: float
    unknown_years: tuple[int, ...] = ()
    complete: frozenset[str] | None = None
    void: frozenset[int] = frozenset()

    @property
    def hides_nothing(self) -> bool:
        """Whether everything that was called for could be seen, so that "nothing was late or missed" can be said."""
        return self.complete is None and not any(one.status == UNJUDGED and one.force in ("must", "must not") for one in self.verdicts)
