"""The luck of a crowd: named streams of random numbers, and everything about a member that is drawn when it
is created.

A stream is named by seed, purpose and occasion, so that what one purpose draws moves no other. Luck is
standardised (a normal score, a unit exponential) and scaled afterwards, so that a change of a parameter
changes sizes and not who is who.
"""

from __future__ import annotations

from hashlib import blake2b
from statistics import NormalDist
from typing import Final

import numpy as np
from numpy.typing import NDArray

from sim.durations import TICKS_PER_MINUTE
from sim.inputs.crowd_parameters import GroupParameters

PER_PCT: Final = 2**32  # thresholds are counted in 2⁻³² %, so that a tie is a tie whatever the rounding of a share
U16: Final = 2**16


def stream(seed: int, *name: str | int) -> np.random.Generator:
    """The stream of random numbers of this name under this seed."""
    key = blake2b("/".join(map(str, (seed, *name))).encode(), digest_size=16).digest()
    return np.random.Generator(np.random.SFC64(int.from_bytes(key, "little")))


def limit_of(share: float) -> int:
    """How many of the 65,536 values of a 16-bit number fall to this share."""
    return round(share * U16)


def numbers16(generator: np.random.Generator, count: int) -> NDArray[np.uint16]:
    """That many 16-bit numbers, four from each word of the generator."""
    words: NDArray[np.uint64] = generator.bit_generator.random_raw(-(-count // 4))
    return words.view(np.uint16)[:count]


def below(numbers: NDArray[np.uint16], limit: int) -> NDArray[np.bool_]:
    """Which numbers are below a limit of 0 to 65,536 (which 16 bits cannot hold)."""
    if limit == 0:
        return np.zeros(numbers.size, dtype=np.bool_)
    found: NDArray[np.bool_] = numbers <= np.uint16(limit - 1)
    return found


def threshold_counts(group: GroupParameters, seed: int) -> NDArray[np.int64]:
    """The group's thresholds in 2⁻³² %, in ascending order."""
    scores: NDArray[np.float64]
    if group.thresholds_pct:
        percent = np.sort(np.array(group.thresholds_pct, dtype=np.float64))
    else:
        if group.thresholds == "quantiles":
            score = NormalDist().inv_cdf
            scores = np.array([score((i + 0.5) / group.size) for i in range(group.size)])
        else:
            scores = np.sort(stream(seed, "threshold", group.id).standard_normal(group.size))
        percent = np.clip(group.threshold_mean_pct + group.threshold_sd_pct * scores, -1e8, 1e8)
    return np.rint(percent * PER_PCT).astype(np.int64)


def patience_seconds(group: GroupParameters, seed: int) -> NDArray[np.float32]:
    """How many seconds each member waits: whole ones, at least one (exact in 32 bits for half a year)."""
    luck = stream(seed, "patience", group.id).standard_exponential(group.size)
    waits = np.maximum(np.rint(luck * (group.patience_mean_min * TICKS_PER_MINUTE)), 1.0)
    return waits.astype(np.float32)


def arrivals(group: GroupParameters, seed: int) -> tuple[NDArray[np.float64], NDArray[np.intp]]:
    """Minutes after the group's beginning in ascending order, and the member who comes at each."""
    generator = stream(seed, "arrival", group.id)
    member = generator.permutation(group.size)
    trickle = np.sort(generator.random(group.size)) * group.over_min
    loads = [np.full(people, minute, dtype=np.float64) for minute, people in group.buses]
    by_bus = np.concatenate([*loads, np.empty(0)])
    # the last ones of a sorted sample are no sample, so those who do not ride are chosen at random
    rest = group.size - by_bus.size
    chosen = trickle if rest == group.size else generator.choice(trickle, size=rest, replace=False)
    after = _to_ticks(np.concatenate([by_bus, chosen]))
    order = np.argsort(after, kind="stable")
    return after[order], member[order]


def destinies(group: GroupParameters, seed: int) -> NDArray[np.uint16]:
    """A number per member that says where it goes when it leaves."""
    return stream(seed, "destiny", group.id).integers(0, U16, group.size, dtype=np.uint16)


def rungs(group: GroupParameters, seed: int) -> NDArray[np.uint8]:
    """From which rung on each member is content with an answer: a number from 0, the lowest, drawn from the group's shares."""
    if len(group.rung_shares) == 1:
        return np.zeros(group.size, dtype=np.uint8)
    ends = np.rint(np.cumsum(group.rung_shares) * U16).astype(np.int64)
    ends[-1] = U16
    drawn = numbers16(stream(seed, "rung", group.id), group.size)
    return np.searchsorted(ends, drawn, side="right").astype(np.uint8)


def kept_home(group: GroupParameters, rung: NDArray[np.uint8], seed: int) -> NDArray[np.bool_]:
    """Whom the talk before the day has kept at home: a share of those who are content with what was said by whoever talked."""
    if group.talked_to_rung is None or group.stay_home_share == 0.0:
        return np.zeros(group.size, dtype=np.bool_)
    drawn = numbers16(stream(seed, "stay-home", group.id), group.size)
    return below(drawn, limit_of(group.stay_home_share)) & (rung <= group.talked_to_rung)


def ease_units(group: GroupParameters, seed: int) -> NDArray[np.float32]:
    """How long each member stays on once its answer has been told, in multiples of the mean."""
    return stream(seed, "ease", group.id).standard_exponential(group.size).astype(np.float32)


def _to_ticks(minutes: NDArray[np.float64]) -> NDArray[np.float64]:
    rounded: NDArray[np.float64] = np.rint(minutes * TICKS_PER_MINUTE) / TICKS_PER_MINUTE
    return rounded
