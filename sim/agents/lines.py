"""What a desk remembers of its lines to others: which were of no use, how often in a row, and from when they are tried again.

A line is a pair of desks and a channel, whatever is to be said over it. Tried in vain as often as its channel says, it rests, for all who
sit at the desk; after the rest one try shows whether it is of use again, and if not, the next rest is longer. It is of use at once when the
other is heard on it. A way that is seen not to work rests until it works again, as everybody who depends on it sees; what is amiss at the
other's end is not seen from here.
"""

from __future__ import annotations

from math import inf

from sim.durations import to_tick
from sim.inputs.scenario import Fault
from sim.world.setting import Setting

TriedLine = tuple[str, str]  # the other desk, and the channel


class TriedLines:
    """The lines of one desk to others."""

    def __init__(self, setting: Setting) -> None:
        self._setting = setting
        self._in_vain: dict[TriedLine, int] = {}  # in a row
        self._in_use: dict[TriedLine, int] = {}  # tries whose outcome nobody knows yet
        self._rests: dict[TriedLine, float] = {}  # until when
        self._dead: dict[str, float] = {}  # channels that work for nobody here, until when

    def opens(self, other: str, channel: str, now: float) -> float:
        """The minute from which a line may be tried: now, or later."""
        entry, line = self._setting.channel(channel), (other, channel)
        minute = max(now, self._dead.get(channel, now), self._rests.get(line, now))
        in_use, most = self._in_use.get(line, 0), max(entry.tries, entry.tries_at_once)
        in_vain = self._in_vain.get(line, 0)
        rested = in_vain >= entry.tries
        if in_use and (rested or in_vain + in_use >= most):
            return max(minute, to_tick(now + entry.retry))
        return minute

    def begin(self, other: str, channel: str) -> None:
        """Somebody tries a line."""
        self._in_use[other, channel] = self._in_use.get((other, channel), 0) + 1

    def end(self, other: str, channel: str) -> None:
        """It is known what became of a try."""
        self._in_use[other, channel] -= 1

    def failed(self, other: str, channel: str, now: float) -> None:
        """A try was in vain. The last that the channel allows lets the line rest."""
        entry, line = self._setting.channel(channel), (other, channel)
        in_vain = self._in_vain[line] = self._in_vain.get(line, 0) + 1
        if in_vain >= entry.tries:
            longer = min(2 ** (in_vain - entry.tries), entry.longest_rest)  # who was not there twice is not rung every quarter of an hour all day
            self._rests[line] = max(self._rests.get(line, now), to_tick(now + entry.retry * entry.rest * longer))

    def dead(self, other: str, channel: str, now: float, fault: Fault, *, is_ours: bool) -> None:
        """A way is seen not to work. Where that lies with it or with this desk, it works for nobody here until that ends."""
        entry = self._setting.channel(channel)
        later = to_tick(now + entry.retry * entry.rest)
        if is_ours and not fault.event:
            self._dead[channel] = inf if fault.until is None else fault.until
        else:
            self._rests[other, channel] = later

    def lies_unread(self, other: str, channel: str, until: float) -> None:
        """What was written lies unread with whoever is out of reach; writing again before they are back changes nothing."""
        self._rests[other, channel] = until

    def heard(self, other: str, channel: str) -> bool:
        """The other was reached or heard on a line, so that it is of use; whether it had been of none."""
        line = (other, channel)
        self._rests.pop(line, None)
        return bool(self._in_vain.pop(line, 0))
