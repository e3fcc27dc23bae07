"""Luck by name: one number for one decision about one subject, whatever else happens and in whatever order.

A number depends on the seed, the name of the decision and the subject, and on nothing else. So one more
officer, call or message elsewhere moves no other draw, and two plans that are run with one seed meet the
same luck. The names of plan and scenario never take part. The values are a promise: a change of this file
changes every record.
"""

from __future__ import annotations

from hashlib import blake2b

# Decisions are paths with slashes and subjects are free text; a control character that no name may hold keeps
# ("a/b", "c") and ("a", "b/c") apart.
_BETWEEN = "\x1f"
_BITS = 53  # what a float holds exactly
_STEP = 2.0**-_BITS
_KEY_USE = b"array key"  # keeps the keys of arrays apart from single draws of the same name


def draw(seed: int, decision: str, subject: str) -> float:
    """A number between 0 and 1, never either of them, even over multiples of 2**-53.

    `decision` names what is decided ("post/clerk/verify"), `subject` whom or what it is about.
    """
    name = f"{seed}{_BETWEEN}{decision}{_BETWEEN}{subject}"
    bits = int.from_bytes(blake2b(name.encode(), digest_size=8).digest(), "big") >> (64 - _BITS)
    return (bits or 1) * _STEP  # 0 has no finite quantile; it comes once in 9e15 draws


def key(seed: int, purpose: str, subject: str) -> int:
    """A 128-bit key for NumPy's `Philox`: one generator for each scene and purpose."""
    name = f"{seed}{_BETWEEN}{purpose}{_BETWEEN}{subject}"
    return int.from_bytes(blake2b(name.encode(), digest_size=16, person=_KEY_USE).digest(), "big")
