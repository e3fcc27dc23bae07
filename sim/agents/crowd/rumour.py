"""A rumour among the people present, after Maki and Thompson.

A teller meets somebody else at random. Who has not heard the rumour becomes a teller; a teller who meets
anyone that has heard it stops. In a large crowd with few first tellers the share that never hears it is the
root of x = exp(−2(1 − x)): 20.3188 %. Both must be right for that: the listener is anybody present *but the
teller*, and is drawn among all of them, not among those who have not heard. The meetings of one tick are
worked off one after another: the second teller to meet the same newcomer stops.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.agents.crowd.luck import stream

Indices = NDArray[np.intp]
SPARSE = 4  # of so many members fewer than one is here: then listing those who are costs less than drawing again


class Rumour:
    """Who has heard the rumour, and who is telling it. Every minute draws from its own stream, however many
    meet in it.
    """

    __slots__ = ("_first_call", "_seed", "_tellers", "heard")

    def __init__(self, members: int, seed: int) -> None:
        self._seed = seed
        self._tellers: Indices = np.empty(0, dtype=np.intp)
        self._first_call = np.empty(members, dtype=np.int32)
        self.heard = np.zeros(members, dtype=np.bool_)

    @property
    def is_told(self) -> bool:
        """Whether anybody was telling it when last seen."""
        return self._tellers.size > 0

    def start(self, tellers: Indices) -> None:
        """These members know the rumour and tell it; who has heard it already changes nothing."""
        new = tellers[~self.heard[tellers]]
        self.heard[new] = True
        self._tellers = np.concatenate([self._tellers, new])

    def spread(self, present: NDArray[np.uint8], here: int, probability: float, occasion: int) -> None:
        """Let every teller who is present meet one other with this probability, and forget those who left.

        How many meet is drawn; who does goes by turns, for tellers differ in nothing that matters here.

        `present` is not 0 for the `here` members who are present. `occasion` names the tick, so that the
        numbers drawn in it depend on nothing that was drawn before.
        """
        if here < 2:
            return
        generator = stream(self._seed, "rumour", occasion)
        meeting = int(generator.binomial(self._tellers.size, probability))
        turn, waiting = self._tellers[:meeting], self._tellers[meeting:]
        callers = turn[present[turn] != 0]
        listeners = _others(callers, present, here, generator)
        convinced = self._is_news_to(listeners)
        new = listeners[convinced]
        self.heard[new] = True
        self._tellers = np.concatenate([waiting, callers[convinced], new])

    def _is_news_to(self, listeners: Indices) -> NDArray[np.bool_]:
        """For each meeting in order: whether the listener hears the rumour for the first time."""
        news: NDArray[np.bool_] = ~self.heard[listeners]
        hearing = listeners[news]
        calls = np.arange(hearing.size, dtype=np.int32)
        self._first_call[hearing[::-1]] = calls[::-1]  # the last write stands, so the first call does
        news[news] = self._first_call[hearing] == calls
        return news


def _others(callers: Indices, present: NDArray[np.uint8], here: int, generator: np.random.Generator) -> Indices:
    """For each caller somebody else who is present, at random: drawn anew until it is so."""
    # listing the people present costs a pass over all, and pays only where few of the members are
    pool = np.flatnonzero(present) if here * SPARSE < present.size else None
    size = present.size if pool is None else pool.size
    listeners = np.empty(callers.size, dtype=np.intp)
    open_calls = np.arange(callers.size)
    while open_calls.size:
        drawn = generator.integers(0, size, open_calls.size)
        found = drawn if pool is None else pool[drawn]
        listeners[open_calls] = found
        open_calls = open_calls[(present[found] == 0) | (found == callers[open_calls])]
    return listeners
