"""How the people at one scene fared: one pass over its `scene` rows, which say what was true, read by all measures of people."""

from __future__ import annotations

from collections.abc import Iterable

from sim.record import Row

_PRESENT = frozenset({"present"})
_TROUBLE = frozenset({"obstructing", "storming"})
_ACTIVE = _TROUBLE | {"vocal"}
_COUNTED = _ACTIVE | _PRESENT | {"arrived", "cleared"}


class EventCourse:
    """Peaks, and time integrals up to the end of observation. A name that no row counts is missing from `peaks`.

    `person_minutes` and `clock_minutes` are about people obstructing or storming: their number summed over time, and the time in
    which there was at least one. Who was led away counts on while anybody is there: force never shortens what it is to be measured
    by. `came_min` is the minute at which the first person was there, None where nobody came.
    """

    __slots__ = ("came_min", "clock_minutes", "peaks", "person_minutes")

    def __init__(self, rows: Iterable[Row], until: float) -> None:
        self.peaks: dict[str, int] = {}
        self.person_minutes = 0.0
        self.clock_minutes = 0.0
        self.came_min: float | None = None
        now: dict[str, int] = {}
        held, since = 0, 0.0
        for row in rows:
            if row.time > until:
                break
            if held:
                self._pass(held, row.time - since)
            since = row.time
            counted = {name: value for name, value in row.facts.items() if name in _COUNTED}
            if not counted:
                continue
            now.update(counted)
            if self.came_min is None and now.get("arrived", 0) > 0:
                self.came_min = row.time
            trouble = now.get("obstructing", 0) + now.get("storming", 0)
            held = trouble + now.get("cleared", 0) if now.get("present", 0) or trouble else 0
            self._raise("trouble", trouble, counted.keys() & _TROUBLE)
            self._raise("active", trouble + now.get("vocal", 0), counted.keys() & _ACTIVE)
            self._raise("present", now.get("present", 0), counted.keys() & _PRESENT)
        self._pass(held, max(0.0, until - since))

    def _pass(self, held: int, minutes: float) -> None:
        if held:
            self.person_minutes += held * minutes
            self.clock_minutes += minutes

    def _raise(self, peak: str, number: int, counted: set[str]) -> None:
        if counted and number >= self.peaks.get(peak, 0):
            self.peaks[peak] = number
