"""The people of a scene once they gather, with what is there to receive them."""

from __future__ import annotations

from typing import NamedTuple

from sim.agents.crowd.effects import Crowd
from sim.agents.reception import Reception


class Received(NamedTuple):
    """The people of a scene once they gather, the counters for them, and the names of their groups."""

    crowd: Crowd
    reception: Reception
    groups: tuple[str, ...]

    def choosing(self) -> dict[str, int]:
        """How many representatives each group would choose that has none: the most for the event shared out among the groups, at least one each."""
        crowd, most = self.crowd, int(self.crowd.parameters.representatives_max)
        left, found = most - crowd.representatives(), dict[str, int]()
        for group in self.groups if left > 0 else ():
            if left > 0 and not crowd.representatives(group) and (here := crowd.registered_here(group)):
                found[group] = min(left, max(1, most // len(self.groups)), here)
                left -= found[group]
        return found
