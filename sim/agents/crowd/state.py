"""The members of a crowd as arrays, how they come and go, and what is counted of them.

Groups are slices. Within a group members stand in the order of their thresholds, so that those who would
act at a level are the first ones of the slice. Members have no identity: an index, luck, and a level.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum
from itertools import pairwise
from typing import Final, TypeVar

import numpy as np
from numpy.typing import NDArray

from sim.agents.crowd import luck
from sim.agents.crowd.parameters import CrowdParameters, GroupParameters
from sim.durations import TICKS_PER_MINUTE, to_tick

T = TypeVar("T", bound=np.generic)

ABSENT: Final = np.uint8(0)
PRESENT: Final = np.uint8(255)  # all bits, so that it serves as a mask


class Behaviour(IntEnum):
    """What a member does."""

    CALM = 0
    VOCAL = 1
    OBSTRUCTING = 2
    STORMING = 3


# plain 8-bit numbers for the arrays: a member of an IntEnum would widen them to 64 bits
VOCAL: Final = np.uint8(Behaviour.VOCAL)
OBSTRUCTING: Final = np.uint8(Behaviour.OBSTRUCTING)
STORMING: Final = np.uint8(Behaviour.STORMING)


class Leaving(IntEnum):
    """How a member left."""

    PATIENCE = 0
    PERSUADED = 1
    CLEARED = 2
    DISPERSED = 3  # with everybody else, at the end


class Destination(IntEnum):
    """Where a member went."""

    HOME_HEARD = 0  # registered, and not cleared by force
    HOME_UNHEARD = 1
    MOVED_UP = 2  # to a higher venue
    ANOTHER_DAY = 3  # home, to come again


class CrowdMark(IntEnum):
    """What has been done for a member; it keeps the mark when it leaves."""

    REGISTERED = 0
    HEARD = 1
    ANSWERED = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """People, counted.

    `arrived = present + left_by_patience + persuaded + cleared + dispersed` (how they left), and also
    `arrived = present + returned_home_heard + returned_home_unheard + moved_up + another_day` (where they
    went). `present = calm + vocal + obstructing + storming`. `registered`, `heard` and `answered` count
    members who ever were; `hurt` is a part of `cleared`. Who returned home *heard* was registered and was
    not cleared.
    """

    arrived: int
    present: int
    calm: int
    vocal: int
    obstructing: int
    storming: int
    left_by_patience: int
    persuaded: int
    cleared: int
    dispersed: int
    returned_home_heard: int
    returned_home_unheard: int
    moved_up: int
    another_day: int
    registered: int
    heard: int
    answered: int
    heard_rumour: int
    hurt: int

    @property
    def active(self) -> int:
        """Those present who are not calm."""
        return self.present - self.calm


class Members:
    """Arrays over all members of all groups, with the tallies of who came and left."""

    def __init__(self, groups: Sequence[GroupParameters], parameters: CrowdParameters, seed: int) -> None:
        sizes = [group.size for group in groups]
        ends = np.cumsum([0, *sizes])
        self.total = int(ends[-1])
        self.slices = [slice(a, b) for a, b in pairwise(ends.tolist())]
        self._starts = ends[:-1]
        self.threshold = _joined([luck.threshold_counts(group, seed) for group in groups], np.int64)
        self._patience = _joined([luck.patience_seconds(group, seed) for group in groups], np.float32)
        self._destiny = _joined([luck.destinies(group, seed) for group in groups], np.uint16)
        comes = [luck.arrivals(group, seed) for group in groups]
        self._comes_after = [after for after, _ in comes]
        self.by_arrival = [member + start for (_, member), start in zip(comes, self._starts, strict=True)]
        self.begins = [math.inf if group.begins_min is None else group.begins_min for group in groups]
        self._move_up = luck.limit_of(parameters.move_up_share)
        self._another_day = luck.limit_of(parameters.move_up_share + parameters.another_day_share)

        self.level = np.zeros(self.total, dtype=np.uint8)
        self.present = np.zeros(self.total, dtype=np.uint8)
        self.deadline = np.full(self.total, np.inf, dtype=np.float32)  # seconds on the group's waiting clock; inf: not here

        count = len(groups)
        self.arrived = [0] * count
        self.present_count = [0] * count
        # plain lists: a few numbers each, where an array would cost more than the adding
        self.at_least = _table(count, len(Behaviour))  # present members at this level or above
        self.ways = _table(count, len(Leaving))
        self.destinations = _table(count, len(Destination))
        self.hurt = [0] * count
        self.ever = _table(count, len(CrowdMark))  # members who ever bore the mark
        self._marks = np.zeros((len(CrowdMark), self.total), dtype=np.bool_)
        self.first_deadline = [math.inf] * count  # seconds: nobody of the group has lost patience before it, on the waiting clock
        self.touched = True  # whether anything that is counted may have changed since it was counted

    def admit(self, g: int, minute: float, clock: float) -> int:
        """Let in whoever of group g is due by this minute; their patience runs from `clock`, in minutes.
        Returns how many came.
        """
        known = self.arrived[g]
        after = self._comes_after[g]
        if known == after.size or minute < self.begins[g]:
            return 0
        due = int(np.searchsorted(after, to_tick(minute - self.begins[g]), side="right"))
        new = self.by_arrival[g][known:due]
        if new.size:
            self.present[new] = PRESENT
            self.deadline[new] = self._patience[new] + np.float32(round(clock * TICKS_PER_MINUTE))
            self.first_deadline[g] = min(self.first_deadline[g], float(self.deadline[new].min()))
            self.touched = True
            self.arrived[g] = due
            self.present_count[g] += new.size
            self.at_least[g][Behaviour.CALM] += new.size
        return int(new.size)

    def bears(self, mark: CrowdMark) -> NDArray[np.bool_]:
        """For every member whether it bears the mark. To be read only."""
        borne: NDArray[np.bool_] = self._marks[mark]
        return borne

    def put(self, mark: CrowdMark, g: int, new: NDArray[np.bool_]) -> int:
        """Mark these members of group g. Returns how many did not bear the mark before."""
        borne = self._marks[mark][self.slices[g]]
        added = int(np.count_nonzero(new & ~borne))
        borne |= new
        self.touched = True
        self.ever[g][mark] += added
        return added

    def remove(self, leaving: NDArray[np.intp], way: Leaving) -> None:
        """Take these present members away and count where they go. The caller recounts the levels."""
        group_of = np.searchsorted(self._starts, leaving, side="right") - 1
        where = np.full(leaving.size, Destination.HOME_UNHEARD, dtype=np.uint8)
        fate = self._destiny[leaving]
        where[fate < self._another_day] = Destination.ANOTHER_DAY
        where[fate < self._move_up] = Destination.MOVED_UP
        if way is not Leaving.CLEARED:
            where[self._marks[CrowdMark.REGISTERED][leaving]] = Destination.HOME_HEARD
        width = len(Destination)
        table = np.bincount(group_of * width + where, minlength=len(self.slices) * width).tolist()
        for g in range(len(self.slices)):
            row = table[g * width : (g + 1) * width]
            self.destinations[g] = [before + more for before, more in zip(self.destinations[g], row, strict=True)]
            self.ways[g][way] += sum(row)
            self.present_count[g] -= sum(row)
        self.touched = True
        self.present[leaving] = ABSENT
        self.level[leaving] = 0
        self.deadline[leaving] = np.inf

    def recount(self, active_only: bool = False) -> None:
        """Count levels afresh; `active_only` when nobody can be above VOCAL."""
        self.touched = True
        for g, members in enumerate(self.slices):
            level = self.level[members]
            self.at_least[g] = [
                self.present_count[g],
                int(np.count_nonzero(level)),
                0 if active_only else int(np.count_nonzero(level >= OBSTRUCTING)),
                0 if active_only else int(np.count_nonzero(level == STORMING)),
            ]

    def counts(self, groups: Sequence[int], heard_rumour: NDArray[np.bool_] | None) -> Counts:
        """The counts of these groups together."""
        index = list(groups)
        at_least = _summed(self.at_least, index)
        ways = _summed(self.ways, index)
        went = _summed(self.destinations, index)
        ever = _summed(self.ever, index)
        told = [] if heard_rumour is None else [heard_rumour[self.slices[g]] for g in index]
        return Counts(
            arrived=sum(self.arrived[g] for g in index),
            present=at_least[0],
            calm=at_least[0] - at_least[1],
            vocal=at_least[1] - at_least[2],
            obstructing=at_least[2] - at_least[3],
            storming=at_least[3],
            left_by_patience=ways[Leaving.PATIENCE],
            persuaded=ways[Leaving.PERSUADED],
            cleared=ways[Leaving.CLEARED],
            dispersed=ways[Leaving.DISPERSED],
            returned_home_heard=went[Destination.HOME_HEARD],
            returned_home_unheard=went[Destination.HOME_UNHEARD],
            moved_up=went[Destination.MOVED_UP],
            another_day=went[Destination.ANOTHER_DAY],
            registered=ever[CrowdMark.REGISTERED],
            heard=ever[CrowdMark.HEARD],
            answered=ever[CrowdMark.ANSWERED],
            heard_rumour=sum(int(np.count_nonzero(part)) for part in told),
            hurt=sum(self.hurt[g] for g in index),
        )


def _joined(parts: Sequence[NDArray[T]], dtype: type[T]) -> NDArray[T]:
    """One contiguous array; empty when there is no group."""
    return np.concatenate([*parts, np.empty(0, dtype=dtype)])


def _table(rows: int, columns: int) -> list[list[int]]:
    return [[0] * columns for _ in range(rows)]


def _summed(table: list[list[int]], rows: Sequence[int]) -> list[int]:
    """The columns added up over these rows; noughts where there are none."""
    if len(rows) == 1:
        return table[rows[0]]  # one group is the usual case, and this is asked at every tick
    return [sum(column) for column in zip(*(table[row] for row in rows), strict=True)] or [0] * len(Behaviour)
