"""What a crowd is made from: its groups, and the size of every effect on them. Frozen, checked when made.

Percentages are of the people present; times are in minutes. The names of sizes end in their unit.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, replace
from typing import Literal

from sim.errors import InputError, Mistake, nearest, shown
from sim.words import Phrase, Said, phrase

PLACE = "crowd"
SHARE_TOLERANCE = 1e-6  # so far may shares of everybody be from 1, for the rounding of decimals


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupParameters:
    """A group of synthetic people who came with one matter.

    A member acts once the share of active people reaches its threshold. Thresholds are drawn from N(mean,
    sd), or are that distribution's quantiles at (i − ½)/size, or are listed one by one in `thresholds_pct`.
    Patience is exponential with its mean; `math.inf` is a group that never tires.

    The group gathers from `begins_min` on (`None`: when it is brought): busloads of (minutes after the
    beginning, people) first, everybody else evenly at random over `over_min`.

    Each member is content with an answer from one rung on (the first of `rung_shares` is the lowest).

    Raises InputError, with every fault, when a value cannot be used.
    """

    id: str
    size: int
    threshold_mean_pct: float = 45.0
    threshold_sd_pct: float = 15.0
    thresholds: Literal["drawn", "quantiles"] = "drawn"
    thresholds_pct: tuple[float, ...] = ()
    patience_mean_min: float = 240.0
    temper_pct: float = 0.0  # how much readier to act than the thresholds say, whatever happens
    begins_min: float | None = 0.0
    over_min: float = 0.0
    buses: tuple[tuple[float, int], ...] = ()
    rung_shares: tuple[float, ...] = (1.0,)  # from the lowest on: whose answer is enough, by share of the people; the sum is 1
    talked_to_rung: int | None = None  # the highest rung of those who talked with them before the day
    stay_home_share: float = 0.0  # of those content with that rung: they never set out

    def __post_init__(self) -> None:
        if faults := list(self._faults()):
            raise InputError(faults)

    def _faults(self) -> Iterator[Mistake]:
        yield from self._faults_of_shares(f"people {self.id}")
        yield from self._faults_of_numbers(f"people {self.id}")

    def _faults_of_shares(self, place: str) -> Iterator[Mistake]:
        if not all(0 <= share <= 1 for share in self.rung_shares) or abs(sum(self.rung_shares) - 1) > SHARE_TOLERANCE:
            yield _fault(f"{place}, rung_shares", _OUT_OF_RANGE, self.rung_shares, phrase("reception.sum-is-1"))
        if not 0 <= self.stay_home_share <= 1:
            yield _fault(f"{place}, stay_home_share", _OUT_OF_RANGE, self.stay_home_share, _between(0, 1))

    def _faults_of_numbers(self, place: str) -> Iterator[Mistake]:
        if self.size < 0:
            yield _fault(f"{place}, size", phrase("values.not-negative"), self.size, phrase("values.0-or-more"))
        if self.thresholds not in ("drawn", "quantiles"):
            yield _fault(f"{place}, thresholds", phrase("values.not-known"), self.thresholds, ("drawn", "quantiles"))
        if self.thresholds_pct and len(self.thresholds_pct) != self.size:
            found = len(self.thresholds_pct)
            yield _fault(f"{place}, thresholds_pct", phrase("values.one-threshold-each"), found, str(self.size))
        for name in ("threshold_mean_pct", "temper_pct"):
            if not abs(getattr(self, name)) <= MOST_PCT:
                yield _fault(f"{place}, {name}", _OUT_OF_RANGE, getattr(self, name), _between(-MOST_PCT, MOST_PCT))
        if not all(abs(threshold) <= MOST_PCT for threshold in self.thresholds_pct):
            yield _fault(f"{place}, thresholds_pct", _OUT_OF_RANGE, self.thresholds_pct, _between(-MOST_PCT, MOST_PCT))
        if not 0 <= self.threshold_sd_pct <= MOST_PCT:
            yield _fault(f"{place}, threshold_sd_pct", _OUT_OF_RANGE, self.threshold_sd_pct, _between(0, MOST_PCT))
        if not self.patience_mean_min > 0:
            yield _fault(f"{place}, patience_mean_min", phrase("values.positive"), self.patience_mean_min, phrase("values.above-0-or-inf"))
        if self.begins_min is not None and not 0 <= self.begins_min < math.inf:
            yield _fault(f"{place}, begins_min", _OUT_OF_RANGE, self.begins_min, phrase("values.0-or-more-or-none"))
        if not 0 <= self.over_min < math.inf:
            yield _fault(f"{place}, over_min", _OUT_OF_RANGE, self.over_min, phrase("values.0-or-more"))
        if not all(0 <= minute < math.inf and people >= 0 for minute, people in self.buses):
            yield _fault(f"{place}, buses", phrase("values.negative-bus"), self.buses, phrase("values.bus-pairs"))
        if sum(people for _, people in self.buses) > self.size:
            yield _fault(f"{place}, buses", phrase("values.too-many-in-buses"), self.buses, phrase("values.in-all", size=self.size))


@dataclass(frozen=True, slots=True, kw_only=True)
class CrowdParameters:
    """The size of every effect. 0 turns an effect off (an infinite half-life: it does not fade).

    Every default but `dt_min` (a choice of the method) and `representatives_max` (the law's limit, which
    data may change) is an assumption with its range in `sim.inputs.crowd_assumptions`. Raises InputError,
    with every fault, for values out of range.
    """

    dt_min: float = 1.0
    redecide_rate_per_min: float = 0.2  # inf: everybody decides anew every tick
    gap_2_pct: float = 55.0  # between shouting and obstructing
    gap_3_pct: float = 25.0  # between obstructing and storming
    company_least_people: float = 0.0  # fewer people than this lend each other no more company than their part of so many
    surge_least_people: float = 0.0  # so many have to obstruct, or more, before anybody storms: fewer only stand in the way
    waiting_cost_pct_per_h: float = 6.0
    grace_min: float = 30.0
    told_wait_relief_share: float = 0.5  # of the waiting cost, until the announced wait is over
    rumour_cost_pct: float = 10.0  # when the whole group has heard it
    rumour_contacts_per_min: float = 0.2
    reception_credit_pct: float = 8.0
    dialogue_credit_pct: float = 10.0
    leader_credit_pct: float = 8.0
    answer_credit_pct: float = 10.0
    unrepresented_dialogue_share: float = 0.5  # of the dialogue credit, where no representatives were chosen
    credit_half_life_min: float = 120.0
    deterrence_pct: float = 5.0
    deterrence_half_life_min: float = 30.0
    keep_out_deterrence_share: float = 0.5  # of the deterrence, where people are only kept out and not kept in order
    backlash_pct: float = 15.0
    backlash_half_life_min: float = 120.0
    refuted_rumour_share: float = 0.5  # of the rumour cost that is left once the facts have been published
    unregistered_persuasion_share: float = 0.3  # of the persuasion that reaches a registered member
    awaiting_persuasion_share: float = 0.2  # the same, of one who waits for somebody on the way or here whose answer would be enough
    hurt_share: float = 0.02  # of those who are cleared
    move_up_share: float = 0.2  # of those who leave unheard
    another_day_share: float = 0.4  # of those who leave unheard
    move_up_heard_share: float = 0.1  # of those who leave heard, and without an answer that is enough for them
    another_day_heard_share: float = 0.3
    move_up_answered_share: float = 0.02  # of those who leave with an answer
    another_day_answered_share: float = 0.06
    registered_patience_factor: float = 4.0  # who has been taken down waits so many times as long for the rest
    telling_min: float = 10.0  # from an answer until those whom it concerns have been told
    content_stay_min: float = 30.0  # how long who has been told stays on, on average
    last_leave_over_min: float = 60.0  # over how long the last go, until the end of their stay
    representatives_max: int = 5

    @classmethod
    def from_mapping(cls, values: Mapping[str, object], file: str = "") -> CrowdParameters:
        """Parameters from a table of a file; what is not named keeps its default.

        Raises InputError for an unknown name or a value that is no number.
        """
        if faults := faults_of_sizes(values, file):
            raise InputError(faults)
        return cls(**values)  # type: ignore[arg-type]  # names and types were checked

    def __post_init__(self) -> None:
        if faults := list(self._faults()):
            raise InputError(faults)

    def _faults(self) -> Iterator[Mistake]:
        for field in fields(self):
            value = getattr(self, field.name)
            low, high, allowed = _allowed(field.name)
            if not low <= value <= high or (value == 0 and field.name in MUST_BE_POSITIVE):
                yield _fault(f"{PLACE}.{field.name}", _OUT_OF_RANGE, value, allowed)
        if self.representatives_max % 1 != 0:
            place = f"{PLACE}.representatives_max"
            yield _fault(place, phrase("values.must-be-whole"), self.representatives_max, "0, 1, 2, …")
        for up, again in LEAVING_SHARES:
            found = getattr(self, up) + getattr(self, again)
            if found > 1:
                yield _fault(f"{PLACE}.{up}", phrase("values.above-1-together", other=again), found, phrase("values.1-or-less-in-all"))


def faults_of_sizes(values: Mapping[str, object], file: str) -> tuple[Mistake, ...]:
    """What is wrong with a table of sizes: a name that is unknown, a value that is no number, or out of range."""
    known = [field.name for field in fields(CrowdParameters)]
    faults, sound = [], {}
    for name, value in values.items():
        if name not in known:
            hint = nearest(name, known)
            faults.append(Mistake(file=file, place=f"{PLACE}.{name}", problem=phrase("values.not-known"), hint=hint))
        elif isinstance(value, bool) or not isinstance(value, int | float):
            faults.append(_fault(f"{PLACE}.{name}", phrase("values.must-be-a-number"), value, phrase("values.a-number"), file))
        else:
            sound[name] = value
    try:
        CrowdParameters(**sound)  # type: ignore[arg-type]  # names and types were checked above
    except InputError as error:
        faults += [replace(fault, file=file) for fault in error.mistakes]
    return tuple(faults)


# Who moves up and who comes again: of those who leave unheard, heard, answered.
LEAVING_SHARES = (
    ("move_up_share", "another_day_share"),
    ("move_up_heard_share", "another_day_heard_share"),
    ("move_up_answered_share", "another_day_answered_share"),
)
_OUT_OF_RANGE = phrase("values.out-of-range")
MUST_BE_POSITIVE = frozenset({"dt_min", "credit_half_life_min", "deterrence_half_life_min", "backlash_half_life_min"})
MOST_PCT = 1e6  # keeps a threshold in 2⁻³² % within 64 bits


def nowhere_higher(parameters: CrowdParameters) -> CrowdParameters:
    """The same where nobody can take the matter higher."""
    return replace(parameters, move_up_share=0.0, move_up_heard_share=0.0, move_up_answered_share=0.0)


def _allowed(name: str) -> tuple[float, float, Phrase]:
    """The lowest and the highest value that a parameter may take, and the same in words."""
    if name.endswith("_share"):
        return 0.0, 1.0, _between(0, 1)
    if name.endswith("half_life_min"):
        return 0.0, math.inf, phrase("values.above-0-or-inf")
    if name.endswith(("_pct", "_pct_per_h")):
        return 0.0, MOST_PCT, _between(0, MOST_PCT)
    if name == "redecide_rate_per_min":
        return 0.0, math.inf, phrase("values.0-or-more-or-inf")
    if name == "registered_patience_factor":
        return 1.0, math.inf, phrase("values.1-or-more-or-inf")
    if name == "dt_min":
        return 0.0, 1440.0, phrase("values.above-0-to", high="1440")
    return 0.0, 1e9, _between(0, 1e9)


def _between(low: float, high: float) -> Phrase:
    return phrase("values.from-to", low=f"{low:g}".replace("-", "−"), high=f"{high:g}")


def _fault(place: str, problem: Said, value: object, allowed: Said, file: str = "") -> Mistake:
    return Mistake(file=file or PLACE, place=place, problem=problem, value=shown(value), allowed=allowed)
