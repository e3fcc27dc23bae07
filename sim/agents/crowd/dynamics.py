"""The tick of a crowd: one pass over arrays in place, linear in members, with the same numbers drawn
whatever the state.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from sim.agents.crowd.luck import PER_PCT, U16, below, numbers16, stream
from sim.agents.crowd.mood import Mood
from sim.agents.crowd.parameters import CrowdParameters, GroupParameters
from sim.agents.crowd.rumour import Rumour
from sim.agents.crowd.state import OBSTRUCTING, STORMING, VOCAL, Counts, Level, Members, Way
from sim.durations import TICKS_PER_MINUTE

TOLERANCE_MIN = 1e-6
FARTHEST_PCT = 1e8  # beyond every threshold, within 64 bits


class CrowdDynamics:
    """A crowd that arrives, decides and leaves by itself. What others do to it is in `effects.Crowd`.

    `seed` is any whole number that the caller derives for this scene. People due by `start_min` are there
    from the beginning. Raises ValueError for two groups of one name or a negative start.
    """

    def __init__(
        self,
        parameters: CrowdParameters,
        groups: Sequence[GroupParameters],
        seed: int,
        start_min: float = 0.0,
    ) -> None:
        names = [group.id for group in groups]
        if len(set(names)) < len(names):
            raise ValueError(f"two groups have one name: {', '.join(names)}")
        if not 0 <= start_min < math.inf:
            raise ValueError(f"a crowd starts at minute 0 or later, not at {start_min}")
        self.parameters = parameters
        self._number = {name: g for g, name in enumerate(names)}
        self._seed = seed
        self._minute = start_min
        self._moods = [Mood(group, parameters) for group in groups]
        self._members = Members(groups, parameters, seed)
        self._rumour: Rumour | None = None
        self._rumour_weight = 1.0
        self._tires = [group.patience_mean_min < math.inf for group in groups]
        self._gaps = (0.0, parameters.gap_2_pct, parameters.gap_2_pct + parameters.gap_3_pct)
        chance = -math.expm1(-parameters.redecide_rate_per_min * parameters.dt_min)
        self._whole, self._rest = divmod(chance * U16, 1.0)
        self._meeting = -math.expm1(-parameters.rumour_contacts_per_min * parameters.dt_min)
        self._turns = stream(seed, "turns")
        total = self._members.total
        self._wanted = np.empty(total, dtype=np.uint8)
        self._leaves = np.empty(total, dtype=np.bool_)
        self._admit(start_min)

    @property
    def minute(self) -> float:
        """The minute of the last tick."""
        return self._minute

    def tick(self, minute: float) -> None:
        """Advance one step of `dt_min`, to this minute.

        1. The share of active people is taken as it stands; then those who are due come in, calm.
        2. Each group's shift is formed, and from it how many of its thresholds are reached at each level.
        3. Members decide anew with probability 1 − exp(−rate × dt).
        4. Calm members whose patience is over leave.
        5. Tellers of a rumour meet others.
        6. Levels are counted.

        Raises ValueError when the minute is not one step after the last.
        """
        if abs(minute - self._minute - self.parameters.dt_min) > TOLERANCE_MIN:
            due = self._minute + self.parameters.dt_min
            raise ValueError(f"the next tick is due at minute {due}, not at {minute}")
        share_pct = self.active_pct()
        may_be_high = any(row[Level.OBSTRUCTING] for row in self._members.at_least)
        self._minute = minute
        self._admit(minute)
        may_be_high |= self._decide(share_pct, minute)
        self._tire(minute)
        if self._rumour is not None and self._rumour.is_told:
            occasion = round(minute * TICKS_PER_MINUTE)
            self._rumour.spread(self._members.present, sum(self._members.present_count), self._meeting, occasion)
        self._members.recount(active_only=not may_be_high)

    def active_pct(self, group: str | None = None) -> float:
        """Percent of those present who are active: of everybody, or of one group. 0 where nobody is."""
        rows = [self._members.at_least[g] for g in self._chosen(group)]
        present, active = sum(row[Level.CALM] for row in rows), sum(row[Level.VOCAL] for row in rows)
        return 100.0 * active / present if present else 0.0

    def shift_pct(self, group: str) -> float:
        """The group's shift at the last tick, in percent: the higher, the calmer."""
        g = self._number[group]
        return self._moods[g].shift_pct(self._minute, self._rumour_share(g))

    def waited_min(self, group: str) -> float:
        """How long the group has waited unreceived, at the last tick."""
        return self._moods[self._number[group]].waited_min(self._minute)

    def counts(self, group: str | None = None) -> Counts:
        """Everybody counted, or one group."""
        return self._members.counts(self._chosen(group), None if self._rumour is None else self._rumour.heard)

    def levels(self) -> NDArray[np.uint8]:
        """A copy of the level of every member, absent ones as calm."""
        return self._members.level.copy()

    def _chosen(self, group: str | None) -> list[int]:
        """The numbers of one group, or of all. Raises KeyError for an unknown name."""
        return list(self._number.values()) if group is None else [self._number[group]]

    def _admit(self, minute: float) -> None:
        for g, mood in enumerate(self._moods):
            if self._members.admit(g, minute, mood.clock(minute)):
                mood.begin_to_wait(minute)

    def _decide(self, share_pct: float, minute: float) -> bool:
        """Let members decide anew; whether anybody may now obstruct or storm."""
        decides, wanted = self._draw_turns().view(np.uint8), self._wanted
        np.negative(decides, out=decides)  # 1 becomes 255: a mask
        np.bitwise_and(decides, self._members.present, out=decides)
        high = False
        for g, members in enumerate(self._members.slices):
            first, second, third = self._reached(g, share_pct, minute)
            high |= second > members.start
            np.bitwise_and(decides[members.start : third], STORMING, out=wanted[members.start : third])
            np.bitwise_and(decides[third:second], OBSTRUCTING, out=wanted[third:second])
            np.bitwise_and(decides[second:first], VOCAL, out=wanted[second:first])
            wanted[first : members.stop] = 0
        level = self._members.level
        np.invert(decides, out=decides)
        np.bitwise_and(level, decides, out=level)
        np.bitwise_or(level, wanted, out=level)
        return high

    def _draw_turns(self) -> NDArray[np.bool_]:
        """Mark whose turn it is to decide: 16 bits a member and one number a tick, whatever the state.

        The one number carries the part of the probability that 16 bits cannot hold.
        """
        limit = int(self._whole) + (self._turns.random() < self._rest)
        return below(numbers16(self._turns, self._members.total), limit)

    def _reached(self, g: int, share_pct: float, minute: float) -> tuple[int, int, int]:
        """The ends of the slices of those who would be vocal, obstruct, storm. Ties act."""
        members = self._members.slices[g]
        threshold = self._members.threshold[members]
        reach = share_pct - self._moods[g].shift_pct(minute, self._rumour_share(g))
        reaches = [round(min(max(reach - gap, -FARTHEST_PCT), FARTHEST_PCT) * PER_PCT) for gap in self._gaps]
        ends = np.searchsorted(threshold, np.array(reaches, dtype=np.int64), side="right") + members.start
        first, second, third = ends.tolist()
        return first, second, third

    def _tire(self, minute: float) -> None:
        """Calm members whose patience is over leave."""
        if not any(self._tires):
            return
        state, leaves = self._members, self._leaves
        for members, mood in zip(state.slices, self._moods, strict=True):
            np.less_equal(state.deadline[members], np.float32(mood.clock(minute)), out=leaves[members])
        np.greater(leaves.view(np.uint8), state.level, out=leaves)  # over (1) and calm (0); no level above 0 is below 1
        if leaves.any():
            state.remove(np.flatnonzero(leaves), Way.PATIENCE)

    def _rumour_share(self, g: int) -> float:
        """The share of the group's people present who have heard the rumour; less once it has been refuted."""
        present = self._members.present_count[g]
        if self._rumour is None or not present:
            return 0.0
        members = self._members.slices[g]
        heard = self._members.present[members] & self._rumour.heard[members].view(np.uint8)
        return self._rumour_weight * int(np.count_nonzero(heard)) / present
