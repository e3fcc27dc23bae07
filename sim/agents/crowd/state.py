"""The members of a crowd as arrays, how they come and go, and what is counted of them.

Groups are slices. Within a group members stand in the order of their thresholds, so that those who would
act at a level are the first ones of the slice. Members have no identity: an index, luck, and a level.
"""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import IntEnum
from itertools import pairwise
from typing import Any, Final, TypeVar

import numpy as np
from numpy.typing import NDArray

from sim.agents.crowd import luck
from sim.durations import TICKS_PER_MINUTE, to_tick
from sim.inputs.crowd_parameters import LEAVING_SHARES, CrowdParameters, GroupParameters

T = TypeVar("T", bound=np.generic)

ABSENT: Final = np.uint8(0)
PRESENT: Final = np.uint8(255)  # all bits, so that it serves as a mask
_SOONER_MIN: Final = 2.0 / TICKS_PER_MINUTE  # more than what rounding to seconds may bring somebody forward
_HALF_SECOND: Final = 0.5 / TICKS_PER_MINUTE  # sums of minutes are off by far less


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

    PATIENCE = 0  # by themselves: tired of waiting, or content with the answer
    PERSUADED = 1
    CLEARED = 2
    DISPERSED = 3  # with everybody else, at the end


class Destination(IntEnum):
    """Where a member went."""

    HOME_HEARD = 0  # heard, and not cleared by force
    HOME_UNHEARD = 1
    MOVED_UP = 2  # to a higher venue
    ANOTHER_DAY = 3  # home, to come again


class Stage(IntEnum):
    """How far a member has been received, one after the other; it keeps its stage when it leaves."""

    CAME = 0
    REGISTERED = 1
    HEARD = 2
    ANSWERED = 3


# plain 8-bit numbers for the arrays
REGISTERED: Final = np.uint8(Stage.REGISTERED)
HEARD: Final = np.uint8(Stage.HEARD)
ANSWERED: Final = np.uint8(Stage.ANSWERED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """People, counted.

    `arrived = present + left_by_patience + persuaded + cleared + dispersed` (how they left), and also
    `arrived = present + returned_home_heard + returned_home_unheard + moved_up + another_day` (where they
    went). `present = calm + vocal + obstructing + storming`. `registered`, `heard` and `answered` count
    members who ever were, each among those before; `unregistered`, `unheard` and `unanswered` those present who are not.
    `hurt` is a part of `cleared`. Who returned home *heard* was not cleared. `left_unheard` counts all who left
    without having been heard, wherever they went; `stayed_home` those who never set out, and so never arrived.
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
    unregistered: int
    unheard: int
    unanswered: int
    left_unheard: int
    stayed_home: int
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
        own_rungs = [luck.rungs(group, seed) for group in groups]
        self.rung = _joined(own_rungs, np.uint8)
        self.rungs = max((len(group.rung_shares) for group in groups), default=1)
        comes = [_who_come(*luck.arrivals(group, seed), luck.kept_home(group, rung, seed)) for group, rung in zip(groups, own_rungs, strict=True)]
        self._comes_after = [after for after, _ in comes]
        self._comes = [member + start for (_, member), start in zip(comes, self._starts, strict=True)]
        self.stayed_home = [size - after.size for size, after in zip(sizes, self._comes_after, strict=True)]
        self.begins = [math.inf if group.begins_min is None else group.begins_min for group in groups]
        self._ease: Callable[[], NDArray[np.float32]] = lambda: _joined([luck.ease_units(group, seed) for group in groups], np.float32)
        self._eased: NDArray[np.float32] | None = None
        shares = [(getattr(parameters, up), getattr(parameters, again)) for up, again in LEAVING_SHARES]
        by_case = [(luck.limit_of(up), luck.limit_of(up + again)) for up, again in shares]
        by_stage = [by_case[0], *by_case]  # who is only registered has not been heard
        self._moves_up = np.array([up for up, _ in by_stage], dtype=np.int32)
        self._goes_again = np.array([again for _, again in by_stage], dtype=np.int32)

        self.level = np.zeros(self.total, dtype=np.uint8)
        self.present = np.zeros(self.total, dtype=np.uint8)
        self.stage = np.zeros(self.total, dtype=np.uint8)
        self.deadline = np.full(self.total, np.inf, dtype=np.float32)  # the second at which it leaves if calm; inf: not here, or at a counter
        self.queue = np.empty(self.total, dtype=np.intp)  # all who came, in the order of their arrival
        self.queued = 0

        count = len(groups)
        self.arrived = [0] * count
        self.present_count = [0] * count
        # plain lists: a few numbers each, where an array would cost more than the adding
        self.at_least = _table(count, len(Behaviour))  # present members at this level or above
        self.ways = _table(count, len(Leaving))
        self.destinations = _table(count, len(Destination))
        self.hurt = [0] * count
        self.left_unheard = [0] * count
        self.ever = _table(count, len(Stage))  # members who ever came to the stage
        self.at = _table(count, len(Stage))  # present members by stage
        self.here = np.zeros((count, len(Stage), self.rungs), dtype=np.int64)  # present members by stage and rung
        self.decided = 0  # how often anybody has changed what they do
        self.nobody_before = -math.inf  # the minute before which nobody more comes, as far as is known
        self.group_ends = [members.stop for members in self.slices]
        # the same arrays for looks at single members, whose items are plain numbers
        self.level_of, self.present_of, self.stage_of = _plain(self.level), _plain(self.present), _plain(self.stage)
        self.deadline_of, self.queue_of, self.rung_of = _plain(self.deadline), _plain(self.queue), _plain(self.rung)
        self.first_deadline = [math.inf] * count  # seconds: nobody of the group leaves by itself before it
        self.touched = True  # whether anything that is counted may have changed since it was counted

    def next_arrival(self) -> float:
        """The minute at which the next member comes, as far as is known; infinity where nobody is expected."""
        found = math.inf
        for g, after in enumerate(self._comes_after):
            if self.arrived[g] < after.size and self.begins[g] < math.inf:
                found = min(found, to_tick(self.begins[g] + float(after[self.arrived[g]])))
        return found

    def admit(self, minute: float) -> list[int]:
        """Let in whoever is due by this minute, in the order of their arrival; their patience runs from then on. Returns how many came, by group."""
        came: list[tuple[NDArray[np.float64], NDArray[np.intp]]] = []
        numbers = [0] * len(self.slices)
        for g, after in enumerate(self._comes_after):
            known = self.arrived[g]
            if known == after.size or minute < self.begins[g]:
                continue
            due = int(np.searchsorted(after, to_tick(minute - self.begins[g]) + _HALF_SECOND, side="right"))
            if due == known:
                continue
            new = self._comes[g][known:due]
            seconds = np.rint((after[known:due] + self.begins[g]) * TICKS_PER_MINUTE)
            self.present[new] = PRESENT
            self.deadline[new] = self._patience[new] + seconds.astype(np.float32)
            self.first_deadline[g] = min(self.first_deadline[g], float(self.deadline[new].min()))
            self.arrived[g], numbers[g] = due, due - known
            self.present_count[g] += due - known
            self.at_least[g][Behaviour.CALM] += due - known
            self.ever[g][Stage.CAME] += due - known
            self.at[g][Stage.CAME] += due - known
            self.here[g, Stage.CAME] += np.bincount(self.rung[new], minlength=self.rungs)
            came.append((seconds, new))
        if came:
            self.touched = True
            self._line_up(came)
        self.nobody_before = self.next_arrival() - _SOONER_MIN
        return numbers

    def _line_up(self, came: list[tuple[NDArray[np.float64], NDArray[np.intp]]]) -> None:
        new = came[0][1]
        if len(came) > 1:
            new = np.concatenate([members for _, members in came])[np.argsort(np.concatenate([at for at, _ in came]), kind="stable")]
        self.queue[self.queued : self.queued + new.size] = new
        self.queued += new.size

    def at_stage(self, stage: Stage, g: int | None = None, rung: int | None = None) -> int:
        """How many present members are at this very stage: of a group, and content with an answer of at most this rung."""
        if rung is None:
            return sum(row[stage] for row in self.at) if g is None else self.at[g][stage]
        table = self.here[:, stage] if g is None else self.here[g : g + 1, stage]
        return int(table[:, : rung + 1].sum())

    def advance(self, members: NDArray[np.intp], to: Stage) -> int:
        """Bring these present members, who are one stage before, to a stage. Returns how many they are."""
        if members.size:
            self.stage[members] = np.uint8(to)
            table = self._by_group_and(self.rung[members].astype(np.intp), members, self.rungs)
            self.here[:, to - 1] -= table
            self.here[:, to] += table
            for g, number in enumerate(table.sum(axis=1).tolist()):
                self.ever[g][to] += number
                self.at[g][to - 1] -= number
                self.at[g][to] += number
            self.touched = True
        return int(members.size)

    def register_few(self, members: Sequence[int], seconds: Sequence[float]) -> None:
        """Register these present members, who came and no more; each leaves by itself at its second. For few, cheaper than over whole arrays."""
        for member, second in zip(members, seconds, strict=True):
            g, rung = bisect_right(self.group_ends, member), self.rung_of[member]
            self.deadline_of[member] = second
            self.first_deadline[g] = min(self.first_deadline[g], self.deadline_of[member])
            self.stage_of[member] = Stage.REGISTERED
            self.here[g, Stage.CAME, rung] -= 1
            self.here[g, Stage.REGISTERED, rung] += 1
            self.ever[g][Stage.REGISTERED] += 1
            self.at[g][Stage.CAME] -= 1
            self.at[g][Stage.REGISTERED] += 1
            self.touched = True

    def go_home_after(self, members: NDArray[np.intp], second: int, mean_seconds: float) -> None:
        """Let these members leave by themselves from this second on, each after its own while."""
        if self._eased is None:
            self._eased = self._ease()
        self.set_deadlines(members, np.rint(second + self._eased[members] * np.float64(mean_seconds)).astype(np.float32))

    def set_deadlines(self, members: NDArray[np.intp], seconds: NDArray[np.float32]) -> None:
        """Let these present members leave by themselves at these seconds."""
        self.deadline[members] = seconds
        for g, part in enumerate(self.slices):
            own = seconds[(members >= part.start) & (members < part.stop)]
            if own.size:
                self.first_deadline[g] = min(self.first_deadline[g], float(own.min()))

    def remove(self, leaving: NDArray[np.intp], way: Leaving) -> None:
        """Take these present members away and count where they go. The caller recounts the levels."""
        stage, fate = self.stage[leaving], self._destiny[leaving]
        taken = np.zeros_like(stage) if way is Leaving.CLEARED else stage  # force leaves nobody content
        where = np.where(taken >= HEARD, np.uint8(Destination.HOME_HEARD), np.uint8(Destination.HOME_UNHEARD))
        where[fate < self._goes_again[taken]] = Destination.ANOTHER_DAY
        where[fate < self._moves_up[taken]] = Destination.MOVED_UP
        kinds = len(Destination)
        key = (stage.astype(np.intp) * self.rungs + self.rung[leaving]) * kinds + where
        gone = self._by_group_and(key, leaving, len(Stage) * self.rungs * kinds).reshape(*self.here.shape, kinds)
        self.here -= gone.sum(axis=3)
        for g, by_stage in enumerate(gone.sum(axis=2).tolist()):
            if not any(map(any, by_stage)):
                continue
            row = [sum(column) for column in zip(*by_stage, strict=True)]
            out = [sum(one) for one in by_stage]
            self.destinations[g] = [before + more for before, more in zip(self.destinations[g], row, strict=True)]
            self.at[g] = [before - less for before, less in zip(self.at[g], out, strict=True)]
            self.ways[g][way] += sum(row)
            self.present_count[g] -= sum(row)
            self.left_unheard[g] += out[Stage.CAME] + out[Stage.REGISTERED]
        self.touched = True
        self.present[leaving] = ABSENT
        self.level[leaving] = 0
        self.deadline[leaving] = np.inf

    def _by_group_and(self, column: NDArray[np.intp], members: NDArray[np.intp], width: int) -> NDArray[np.int64]:
        """How many of these members there are of each group with each value of a column."""
        group_of = np.searchsorted(self._starts, members, side="right") - 1
        counted: NDArray[np.int64] = np.bincount(group_of * width + column, minlength=len(self.slices) * width).astype(np.int64)
        return counted.reshape(len(self.slices), width)

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
        came, registered, heard, _ = _summed(self.at, index)
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
            registered=ever[Stage.REGISTERED],
            heard=ever[Stage.HEARD],
            answered=ever[Stage.ANSWERED],
            unregistered=came,
            unheard=came + registered,
            unanswered=came + registered + heard,
            left_unheard=sum(self.left_unheard[g] for g in index),
            stayed_home=sum(self.stayed_home[g] for g in index),
            heard_rumour=sum(int(np.count_nonzero(part)) for part in told),
            hurt=sum(self.hurt[g] for g in index),
        )


def _who_come(after: NDArray[np.float64], member: NDArray[np.intp], kept: NDArray[np.bool_]) -> tuple[NDArray[np.float64], NDArray[np.intp]]:
    """The arrivals of a group without those who stay at home."""
    if not kept.any():
        return after, member
    comes = ~kept[member]
    return after[comes], member[comes]


def _plain(array: NDArray[Any]) -> Any:
    """A view of an array whose items are Python's own numbers."""
    return memoryview(array.data)


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
