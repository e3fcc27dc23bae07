"""What a crowd is made from: its groups, and the size of every effect on them. Frozen, checked when made.

Percentages are of the people present; times are in minutes. The names of sizes end in their unit.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from typing import Literal

from sim.errors import InputError, Mistake, nearest, shown

PLACE = "crowd"


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupParameters:
    """A group of synthetic people who came with one matter.

    A member acts once the share of active people reaches its threshold. Thresholds are drawn from N(mean,
    sd), or are that distribution's quantiles at (i − ½)/size, or are listed one by one in `thresholds_pct`.
    Patience is exponential with its mean; `math.inf` is a group that never tires.

    The group gathers from `begins_min` on (`None`: when it is brought): busloads of (minutes after the
    beginning, people) first, everybody else evenly at random over `over_min`.

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

    def __post_init__(self) -> None:
        if faults := list(self._faults()):
            raise InputError(faults)

    def _faults(self) -> Iterator[Mistake]:
        place = f"people {self.id}"
        if self.size < 0:
            yield _fault(f"{place}, size", "cannot be negative", self.size, "0 or more")
        if self.thresholds not in ("drawn", "quantiles"):
            yield _fault(f"{place}, thresholds", "is not known", self.thresholds, "drawn, quantiles")
        if self.thresholds_pct and len(self.thresholds_pct) != self.size:
            found = len(self.thresholds_pct)
            yield _fault(f"{place}, thresholds_pct", "must list one threshold for each member", found, str(self.size))
        for name in ("threshold_mean_pct", "temper_pct"):
            if not abs(getattr(self, name)) <= MOST_PCT:
                yield _fault(f"{place}, {name}", "is out of range", getattr(self, name), f"−{MOST_PCT:g} to {MOST_PCT:g}")
        if not all(abs(threshold) <= MOST_PCT for threshold in self.thresholds_pct):
            yield _fault(f"{place}, thresholds_pct", "is out of range", self.thresholds_pct, f"−{MOST_PCT:g} to {MOST_PCT:g}")
        if not 0 <= self.threshold_sd_pct <= MOST_PCT:
            yield _fault(f"{place}, threshold_sd_pct", "is out of range", self.threshold_sd_pct, f"0 to {MOST_PCT:g}")
        if not self.patience_mean_min > 0:
            yield _fault(f"{place}, patience_mean_min", "must be positive", self.patience_mean_min, "above 0, or inf")
        if self.begins_min is not None and not 0 <= self.begins_min < math.inf:
            yield _fault(f"{place}, begins_min", "is out of range", self.begins_min, "0 or more, or none")
        if not 0 <= self.over_min < math.inf:
            yield _fault(f"{place}, over_min", "is out of range", self.over_min, "0 or more")
        if not all(0 <= minute < math.inf and people >= 0 for minute, people in self.buses):
            yield _fault(f"{place}, buses", "has a negative moment or load", self.buses, "(0 or more, 0 or more)")
        if sum(people for _, people in self.buses) > self.size:
            yield _fault(f"{place}, buses", "carry more people than the group has", self.buses, f"{self.size} in all")


@dataclass(frozen=True, slots=True, kw_only=True)
class CrowdParameters:
    """The size of every effect. 0 turns an effect off (an infinite half-life: it does not fade).

    Every default but `dt_min` (a choice of the method) and `representatives_max` (the law's limit, which
    data may change) is an assumption with its range in `sim.agents.crowd.assumptions`. Raises InputError,
    with every fault, for values out of range.
    """

    dt_min: float = 1.0
    redecide_rate_per_min: float = 0.2  # inf: everybody decides anew every tick
    gap_2_pct: float = 55.0  # between shouting and obstructing
    gap_3_pct: float = 25.0  # between obstructing and storming
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
    backlash_pct: float = 15.0
    backlash_half_life_min: float = 120.0
    refuted_rumour_share: float = 0.5  # of the rumour cost that is left once the facts have been published
    unregistered_persuasion_share: float = 0.3  # of the persuasion that reaches a registered member
    hurt_share: float = 0.02  # of those who are cleared
    move_up_share: float = 0.1  # of those who leave unheard
    another_day_share: float = 0.2  # of those who leave unheard
    representatives_max: int = 5

    @classmethod
    def from_mapping(cls, values: Mapping[str, object], file: str = "") -> CrowdParameters:
        """Parameters from a table of a file; what is not named keeps its default.

        Raises InputError for an unknown name or a value that is no number.
        """
        known = [field.name for field in fields(cls)]
        faults = []
        for name, value in values.items():
            if name not in known:
                hint = nearest(name, known)
                faults.append(Mistake(file=file, place=f"{PLACE}.{name}", problem="is not known", hint=hint))
            elif isinstance(value, bool) or not isinstance(value, int | float):
                faults.append(_fault(f"{PLACE}.{name}", "must be a number", value, "a number", file))
        if faults:
            raise InputError(faults)
        return cls(**values)  # type: ignore[arg-type]  # names and types were checked above

    def __post_init__(self) -> None:
        if faults := list(self._faults()):
            raise InputError(faults)

    def _faults(self) -> Iterator[Mistake]:
        for field in fields(self):
            value = getattr(self, field.name)
            low, high, allowed = _allowed(field.name)
            if not low <= value <= high or (value == 0 and field.name in MUST_BE_POSITIVE):
                yield _fault(f"{PLACE}.{field.name}", "is out of range", value, allowed)
        if self.representatives_max % 1 != 0:
            place = f"{PLACE}.representatives_max"
            yield _fault(place, "must be a whole number", self.representatives_max, "0, 1, 2, …")
        if self.move_up_share + self.another_day_share > 1:
            found = self.move_up_share + self.another_day_share
            yield _fault(f"{PLACE}.move_up_share", "is above 1 together with another_day_share", found, "1 or less in all")


MUST_BE_POSITIVE = frozenset({"dt_min", "credit_half_life_min", "deterrence_half_life_min", "backlash_half_life_min"})
MOST_PCT = 1e6  # keeps a threshold in 2⁻³² % within 64 bits


def _allowed(name: str) -> tuple[float, float, str]:
    """The lowest and the highest value that a parameter may take, and the same in words."""
    if name.endswith("_share"):
        return 0.0, 1.0, "0 to 1"
    if name.endswith("half_life_min"):
        return 0.0, math.inf, "above 0, or inf"
    if name.endswith(("_pct", "_pct_per_h")):
        return 0.0, MOST_PCT, f"0 to {MOST_PCT:g}"
    if name == "redecide_rate_per_min":
        return 0.0, math.inf, "0 or more, or inf"
    if name == "dt_min":
        return 0.0, 1440.0, "above 0, to 1440"
    return 0.0, 1e9, "0 to 1e9"


def _fault(place: str, problem: str, value: object, allowed: str, file: str = "") -> Mistake:
    return Mistake(file=file or PLACE, place=place, problem=problem, value=shown(value), allowed=allowed)
