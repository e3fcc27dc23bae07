"""What holds a group back or drives it on: credits, deterrence, backlash and the waiting clock, as one
shift in percent.

    shift = credits + deterrence − waiting cost × hours waited beyond the grace − rumour cost × share who
    heard it − backlash − temper

A member acts where its threshold is at most the active share less the shift. Credits, deterrence and
backlash fade by half in their half-lives. An influence is *raised to* a size and never added up, so that
saying the same thing twice does nothing twice.
"""

from __future__ import annotations

import math

from sim.durations import to_tick
from sim.inputs.crowd_parameters import CrowdParameters, GroupParameters


class Fading:
    """An influence in percent that halves in every half-life."""

    __slots__ = ("_half_life_min", "_since", "size")

    def __init__(self, half_life_min: float) -> None:
        self._half_life_min = half_life_min
        self.size = 0.0  # when it was last raised
        self._since = 0.0

    def at(self, minute: float) -> float:
        """Its size at this minute."""
        if self.size == 0.0:
            return 0.0
        return self.size * math.pow(2.0, -max(0.0, minute - self._since) / self._half_life_min)

    def raise_to(self, size: float, minute: float) -> None:
        """Make it at least `size` from this minute on."""
        if size > self.at(minute):
            self.size, self._since = size, minute


class Mood:
    """One group's influences and its waiting clock."""

    __slots__ = (
        "_parameters", "_received_min", "_received_since", "_temper", "_told_until", "_waits_from",
        "answer", "backlash", "deterrence", "dialogue", "leader", "reception", "representatives",
    )  # fmt: skip

    def __init__(self, group: GroupParameters, parameters: CrowdParameters) -> None:
        self._parameters = parameters
        self._temper = group.temper_pct
        self.reception = Fading(parameters.credit_half_life_min)
        self.dialogue = Fading(parameters.credit_half_life_min)
        self.leader = Fading(parameters.credit_half_life_min)
        self.answer = Fading(parameters.credit_half_life_min)
        self.deterrence = Fading(parameters.deterrence_half_life_min)
        self.backlash = Fading(parameters.backlash_half_life_min)
        self.representatives = 0
        self._waits_from: float | None = None  # on the waiting clock; None: nobody has come yet
        self._told_until = -math.inf
        self._received_since: float | None = None
        self._received_min = 0.0

    def clock(self, minute: float) -> float:
        """Minutes on the waiting clock, which stands still while the group is received."""
        now = 0.0 if self._received_since is None else max(0.0, minute - self._received_since)
        return minute - self._received_min - now

    def waited_min(self, minute: float) -> float:
        """How long the group has waited since its first member came."""
        return 0.0 if self._waits_from is None else max(0.0, self.clock(minute) - self._waits_from)

    def begin_to_wait(self, minute: float) -> None:
        """The first member has come. Later calls change nothing."""
        if self._waits_from is None:
            self._waits_from = self.clock(minute)

    def open_reception(self, minute: float) -> None:
        """Stop the waiting clock and earn the credit of reception."""
        if self._received_since is None:
            self._received_since = minute
            self.reception.raise_to(self._parameters.reception_credit_pct, minute)

    def close_reception(self, minute: float) -> None:
        """Let the waiting clock run again."""
        if self._received_since is not None:
            self._received_min += max(0.0, minute - self._received_since)
            self._received_since = None

    def tell_wait(self, minute: float, wait_min: float) -> None:
        """Announce that the wait ends in `wait_min`; the relief ends then, if reception has not come."""
        self._told_until = max(self._told_until, to_tick(minute + wait_min))

    def shift_pct(self, minute: float, share_who_heard_rumour: float) -> float:
        """The shift at this minute, in percent."""
        sizes = self._parameters
        hours = max(0.0, self.waited_min(minute) - sizes.grace_min) / 60.0
        relief = sizes.told_wait_relief_share if minute <= self._told_until else 0.0
        earned = 0.0
        for credit in (self.reception, self.dialogue, self.leader, self.answer, self.deterrence):
            if credit.size:  # most groups have felt little of all this, and a crowd asks every minute
                earned += credit.at(minute)
        return (
            earned
            - sizes.waiting_cost_pct_per_h * hours * (1.0 - relief)
            - sizes.rumour_cost_pct * share_who_heard_rumour
            - (self.backlash.at(minute) if self.backlash.size else 0.0)
            - self._temper
        )
