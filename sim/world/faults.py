"""What does not work, where, and from when to when."""

from __future__ import annotations

from collections.abc import Iterable
from math import inf

from sim.scenario import Fault


class Faults:
    """The faults of a scenario. One without a time begins when an inject names it."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self._all = tuple(faults)
        self._began: dict[str, float] = {fault.id: fault.at for fault in self._all if fault.at is not None}

    def begin(self, fault: str, minute: float) -> None:
        """Let a fault begin now, unless it has."""
        self._began.setdefault(fault, minute)

    def active(self, kind: str, minute: float, *targets: str | None, event: str | None = None) -> Fault | None:
        """The fault of this kind that holds at `minute` for one of `targets` ("" in the file means every target), or None."""
        for fault in self._all:
            if fault.kind != kind or not self._holds(fault, minute):
                continue
            if (not fault.target or fault.target in targets) and (not fault.event or event is None or fault.event == event):
                return fault
        return None

    def _holds(self, fault: Fault, minute: float) -> bool:
        begins = self._began.get(fault.id, inf)
        return begins <= minute < (inf if fault.until is None else max(fault.until, begins))

    def until(self, fault: Fault) -> float:
        """The minute at which a fault ends; infinity where it does not."""
        return inf if fault.until is None else fault.until

    def timed(self) -> tuple[Fault, ...]:
        """The faults that begin at a time."""
        return tuple(fault for fault in self._all if fault.at is not None)

    def by_id(self, fault: str) -> Fault:
        """The fault with this id, which the loader has checked."""
        return next(found for found in self._all if found.id == fault)
