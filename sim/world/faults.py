"""What does not work, where, and from when to when."""

from __future__ import annotations

from collections.abc import Iterable
from math import inf

from sim.inputs.scenario import Fault


class Faults:
    """The faults of a scenario. One without a time begins when an inject names it."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self._all = {fault.id: fault for fault in faults}
        self._by_kind: dict[str, list[Fault]] = {}
        for fault in self._all.values():
            self._by_kind.setdefault(fault.kind, []).append(fault)
        self._began: dict[str, float] = {fault.id: fault.at for fault in self._all.values() if fault.at is not None}

    def begin(self, fault: str, minute: float) -> None:
        """Let a fault begin now, unless it has."""
        self._began.setdefault(fault, minute)

    def active(self, kind: str, minute: float, *targets: str | None, event: str | None = None) -> Fault | None:
        """The fault of this kind that holds at `minute` for one of `targets` ("" in the file means every target), or None."""
        for fault in self._by_kind.get(kind, ()):
            if (
                (not fault.target or fault.target in targets)
                and (not fault.event or event is None or fault.event == event)
                and self._began.get(fault.id, inf) <= minute < self.until(fault)
            ):
                return fault
        return None

    def any_of(self, kinds: Iterable[str], minute: float, targets: Iterable[str | None], event: str | None = None) -> Fault | None:
        """The first of several kinds of fault that holds."""
        for kind in kinds:
            if kind in self._by_kind and (found := self.active(kind, minute, *targets, event=event)) is not None:
                return found
        return None

    def until(self, fault: Fault) -> float:
        """The minute at which a fault ends; infinity where it does not."""
        return inf if fault.until is None else fault.until

    def timed(self) -> tuple[Fault, ...]:
        """The faults that begin at a time."""
        return tuple(fault for fault in self._all.values() if fault.at is not None)

    def of_kind(self, kind: str) -> tuple[Fault, ...]:
        """All faults of a kind, begun or not."""
        return tuple(self._by_kind.get(kind, ()))

    def by_id(self, fault: str) -> Fault:
        """The fault with this id, which the loader has checked."""
        return self._all[fault]
