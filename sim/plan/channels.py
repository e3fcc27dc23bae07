"""Ways for messages: the product's and a plan's own, what carries each, and which of them count for a duty."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from sim.plan.model import Duty, Plan
from sim.vocabulary import CARRIERS, CHANNELS, OWN_HAT, Carrier, FaultKind

_OWN_FAILS_BY: tuple[FaultKind, ...] = ("line down", "network down")  # a plan's own channel, where the fault names it


def channels_of(plan: Plan) -> tuple[str, ...]:
    """The channels that a row may name: the product's, then the plan's own."""
    return (*CHANNELS, *(channel.id for channel in plan.channel))


def carriers_of(plan: Plan) -> Mapping[str, Carrier]:
    """What carries each of them."""
    return {**CARRIERS, **{channel.id: Carrier(_OWN_FAILS_BY, heard_as_said=channel.two_way) for channel in plan.channel}}


def heard_as_said(plan: Plan) -> frozenset[str]:
    """The channels on which one answers at once, so that saying is hearing."""
    return frozenset(channel for channel, carrier in carriers_of(plan).items() if carrier.heard_as_said)


class Ways(NamedTuple):
    """The channels by which an act counts: those in `allowed` (all, where it is empty), without those in `excluded`.

    Between two hats of one person nothing goes anywhere, so that no channel can be asked for: it counts unless it is excluded by name.
    """

    allowed: tuple[str, ...]
    excluded: tuple[str, ...]

    def right(self, channel: str | None) -> bool | None:
        """Whether an act by this channel counts; None where the channel is not stated."""
        if channel is None:
            return None
        if channel in self.excluded:
            return False
        return not self.allowed or channel in self.allowed or channel == OWN_HAT


def ways_of(duty: Duty) -> Ways | None:
    """The ways that a duty states; None where any will do."""
    allowed, excluded = (((held,) if isinstance(held, str) else held) for held in (duty.channel, duty.not_channel))
    return Ways(allowed, excluded) if allowed or excluded else None
