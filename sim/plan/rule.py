"""A duty made ready to be matched: what sets it off, what discharges it, and its limit with the readings taken."""

from __future__ import annotations

from dataclasses import dataclass

from sim.plan.conditions import Test
from sim.plan.limits import LimitForm
from sim.plan.model import Duty


@dataclass(frozen=True, slots=True, eq=False)
class Rule:
    """A duty, ready to be matched. `id` is the duty's; a habit's is cited as "habit:ID".

    `due` is what `within` says, `limit` what a reader is told: for a duty that recurs its period, and silence where nothing is stated.
    """

    id: str
    duty: Duty
    habit: bool
    kinds: tuple[str, ...]
    by: tuple[str, ...]
    when: Test | None
    sent_kind: str
    done_kind: str
    done_form: str | None
    recipients: tuple[str, ...]
    any_recipient: bool
    due: LimitForm | None
    limit: LimitForm
    period_min: float | None
    start: str
    until: str
    readings: tuple[str, ...]
    place: int = 0  # its place in the rulebook
    names: tuple[str, ...] = ()  # what the condition asks for
    monotone: bool = True  # what is false with little known stays false when more is known
    plain: tuple[tuple[str, tuple[str, ...] | None], ...] | None = None  # bearer and recipients, where no row changes them
    per_event: bool = True
    at_once: bool = False  # once per event, and whoever sets it off sets it off for all of its bearers and recipients
    starts: tuple[str, ...] = ()  # the moments from which its limit may run
    level: str = ""
    may_come_first: bool = True  # an act before the trigger counts: not for a recurring duty, nor for what must not be done
