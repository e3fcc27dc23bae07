"""The tick of a crowd: one pass over arrays in place, linear in members, with the same numbers drawn
whatever the state.
"""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from sim.agents.crowd.luck import PER_PCT, U16, stream
from sim.agents.crowd.mood import Mood
from sim.agents.crowd.rumour import Rumour
from sim.agents.crowd.state import ANSWERED, OBSTRUCTING, STORMING, VOCAL, Behaviour, Counts, Leaving, Members
from sim.durations import TICKS_PER_MINUTE
from sim.inputs.crowd_parameters import CrowdParameters, GroupParameters

TOLERANCE_MIN = 1e-6  # for the rounding of sums of minutes
FARTHEST_PCT = 1e8  # beyond every threshold, within 64 bits
FARTHEST = round(FARTHEST_PCT) * PER_PCT
_WORDS_AHEAD = 2**15  # drawn at once: what a small crowd needs for many ticks


class CrowdDynamics:
    """A crowd that arrives, decides and leaves by itself. What others do to it is in `effects.Crowd`.

    `seed` is any whole number that the caller derives for this scene. People due by `start_min` are there
    from the beginning. Raises ValueError for two groups of one name or a negative start.
    """

    def __init__(self, parameters: CrowdParameters, groups: Sequence[GroupParameters], seed: int, start_min: float = 0.0) -> None:
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
        self._gaps = (0.0, parameters.gap_2_pct, parameters.gap_2_pct + parameters.gap_3_pct)
        chance = -math.expm1(-parameters.redecide_rate_per_min * parameters.dt_min)
        self._whole, self._rest = divmod(chance * U16, 1.0)
        self._meeting = -math.expm1(-parameters.rumour_contacts_per_min * parameters.dt_min)
        self._turns = stream(seed, "turns")
        total = self._members.total
        self._wanted = np.zeros(total, dtype=np.uint8)  # what each member would do if it decided now
        self._change = np.empty(total, dtype=np.uint8)
        self._ends = [(members.start,) * 3 for members in self._members.slices]  # of those who would storm, obstruct, be vocal
        self._least = [int(self._members.threshold[members.start]) if members.start < members.stop else FARTHEST for members in self._members.slices]
        self._ahead: NDArray[np.uint8] = np.empty((0, total), dtype=np.uint8)  # whose turn it is, for the ticks to come
        self._place = 0
        self._thresholds = memoryview(self._members.threshold.data)  # whose items are plain numbers
        self._counted: Counts | None = None
        self._leaves = np.empty(total, dtype=np.bool_)
        self._admit(start_min)

    @property
    def minute(self) -> float:
        """The minute of the last tick."""
        return self._minute

    def tick(self, minute: float) -> None:
        """Advance one step of `dt_min`, to this minute.

        1. The share of active people is taken as it stands (of the least number who make a crowd, where fewer are here); then those who
           are due come in, calm (a queue may have let them in before).
        2. Each group's shift is formed, and from it how many of its thresholds are reached at each level.
        3. Members decide anew with probability 1 − exp(−rate × dt).
        4. Calm members leave whose patience is over, and whoever is content with what they have been told.
        5. Tellers of a rumour meet others.
        6. Levels are counted.

        Raises ValueError when the minute is not one step after the last.
        """
        if abs(minute - self._minute - self.parameters.dt_min) > TOLERANCE_MIN:
            due = self._minute + self.parameters.dt_min
            raise ValueError(f"the next tick is due at minute {due}, not at {minute}")
        state = self._members
        was_active = any(row[Behaviour.VOCAL] for row in state.at_least)
        share_pct = self._company_pct() if was_active else 0.0
        obstructing = sum(row[Behaviour.OBSTRUCTING] for row in state.at_least)
        self._minute = minute
        self._admit(minute)
        surges = obstructing >= self.parameters.surge_least_people
        high, changed = self._decide(share_pct, minute, was_active=was_active, surges=surges)
        changed |= self._tire(minute)
        if self._rumour is not None and self._rumour.is_told:
            occasion = round(minute * TICKS_PER_MINUTE)
            self._rumour.spread(state.present, sum(state.present_count), self._meeting, occasion)
            state.touched = True
        if changed:
            state.recount(active_only=not (obstructing or high))

    def active_pct(self, group: str | None = None) -> float:
        """Percent of those present who are active: of everybody, or of one group. 0 where nobody is."""
        rows = [self._members.at_least[g] for g in self._chosen(group)]
        present, active = sum(row[Behaviour.CALM] for row in rows), sum(row[Behaviour.VOCAL] for row in rows)
        return 100.0 * active / present if present else 0.0

    def _company_pct(self) -> float:
        """Percent of company that active people lend each other: their share of those present, or of the least number who make a crowd."""
        present = sum(row[Behaviour.CALM] for row in self._members.at_least)
        active = sum(row[Behaviour.VOCAL] for row in self._members.at_least)
        return 100.0 * active / max(present, self.parameters.company_least_people) if present else 0.0

    def shift_pct(self, group: str) -> float:
        """The group's shift at the last tick, in percent: the higher, the calmer."""
        g = self._number[group]
        return self._moods[g].shift_pct(self._minute, self._rumour_share(g))

    def waited_min(self, group: str) -> float:
        """How long the group has waited unreceived, at the last tick."""
        return self._moods[self._number[group]].waited_min(self._minute)

    def counts(self, group: str | None = None) -> Counts:
        """Everybody counted, or one group."""
        heard = None if self._rumour is None else self._rumour.heard
        if group is not None:
            return self._members.counts(self._chosen(group), heard)
        if self._counted is None or self._members.touched:
            self._members.touched = False
            self._counted = self._members.counts(self._chosen(None), heard)
        return self._counted

    def levels(self) -> NDArray[np.uint8]:
        """A copy of the level of every member, absent ones as calm."""
        return self._members.level.copy()

    def _chosen(self, group: str | None) -> list[int]:
        """The numbers of one group, or of all. Raises KeyError for an unknown name."""
        return list(self._number.values()) if group is None else [self._number[group]]

    def _admit(self, minute: float) -> None:
        if minute < self._members.nobody_before:
            return
        for mood, came in zip(self._moods, self._members.admit(minute), strict=True):
            if came:
                mood.begin_to_wait(minute)

    def _would_act(self) -> bool:
        """Whether anybody would be more than calm if it decided now."""
        return any(ends[2] > members.start for ends, members in zip(self._ends, self._members.slices, strict=True))

    def _decide(self, share_pct: float, minute: float, *, was_active: bool, surges: bool) -> tuple[bool, bool]:
        """Let members decide anew; whether anybody may now obstruct or storm, and whether anybody does something else than before."""
        high, wanted = False, self._wanted
        for g, members in enumerate(self._members.slices):
            ends = self._reached(g, share_pct, minute)
            if not surges:
                ends = (members.start, *ends[1:])  # who would storm obstructs
            high |= ends[1] > members.start
            if ends != self._ends[g]:
                self._ends[g] = ends
                third, second, first = ends
                wanted[members.start : third] = STORMING
                wanted[third:second] = OBSTRUCTING
                wanted[second:first] = VOCAL
                wanted[first : members.stop] = 0
        turns = self._next_turns()
        if was_active or self._would_act():  # else all are calm, and stay so
            level, change = self._members.level, self._change
            np.bitwise_xor(level, wanted, out=change)
            np.bitwise_and(change, turns, out=change)
            np.bitwise_and(change, self._members.present, out=change)
            if np.count_nonzero(change):
                np.bitwise_xor(level, change, out=level)
                self._members.decided += 1
                return high, True
        return high, False

    def _next_turns(self) -> NDArray[np.uint8]:
        """All bits for each member whose turn it is to decide: 16 bits a member and one number a tick, whatever the state.

        The one number carries the part of the probability that 16 bits cannot hold. A small crowd's are drawn for many ticks at once.
        """
        if self._place == len(self._ahead):
            total = self._members.total
            words = 1 + -(-total // 4)
            ticks = max(1, _WORDS_AHEAD // words)
            drawn = self._turns.bit_generator.random_raw(ticks * words).reshape(ticks, words)
            limits = int(self._whole) + ((drawn[:, 0] >> np.uint64(11)) * 2.0**-53 < self._rest)
            numbers = np.ascontiguousarray(drawn[:, 1:]).view(np.uint16)[:, :total]
            turns = (numbers <= (limits - 1).clip(0).astype(np.uint16)[:, None]) & (limits > 0)[:, None]
            self._ahead, self._place = np.negative(turns.view(np.uint8)), 0
        turn: NDArray[np.uint8] = self._ahead[self._place]
        self._place += 1
        return turn

    def _reached(self, g: int, share_pct: float, minute: float) -> tuple[int, int, int]:
        """The ends of the slices of those who would storm, obstruct, be vocal. Ties act."""
        members = self._members.slices[g]
        reach = share_pct - self._moods[g].shift_pct(minute, self._rumour_share(g))
        first = round((reach if -FARTHEST_PCT < reach < FARTHEST_PCT else math.copysign(FARTHEST_PCT, reach)) * PER_PCT)
        if first < self._least[g]:
            return members.start, members.start, members.start
        third, second = (
            bisect_right(self._thresholds, round(min(max(reach - gap, -FARTHEST_PCT), FARTHEST_PCT) * PER_PCT), members.start, members.stop)
            for gap in self._gaps[:0:-1]
        )
        return third, second, bisect_right(self._thresholds, first, second, members.stop)

    def _tire(self, minute: float) -> bool:
        """Calm members whose patience is over leave, and those who have been told what contents them; whether anybody did."""
        state, leaves = self._members, self._leaves
        second = round(minute * TICKS_PER_MINUTE)
        first = state.first_deadline
        if min(first, default=math.inf) > second:
            return False
        now = np.float32(second)
        np.less_equal(state.deadline, now, out=leaves)
        over = int(np.count_nonzero(leaves))
        leaves &= (state.level == 0) | (state.stage == ANSWERED)  # who has the answer that is enough goes, whatever it did before
        number = int(np.count_nonzero(leaves))
        if number:
            state.remove(np.flatnonzero(leaves), Leaving.PATIENCE)
        if number < over:
            return number > 0  # somebody whose time has come is not calm: the next tick has to look again anyway
        for g, members in enumerate(state.slices):
            if first[g] <= second:
                first[g] = float(state.deadline[members].min()) if members.start < members.stop else math.inf
        return number > 0

    def _rumour_share(self, g: int) -> float:
        """The share of the group's people present who have heard the rumour; less once it has been refuted."""
        present = self._members.present_count[g]
        if self._rumour is None or not present:
            return 0.0
        members = self._members.slices[g]
        heard = self._members.present[members] & self._rumour.heard[members].view(np.uint8)
        return self._rumour_weight * int(np.count_nonzero(heard)) / present
