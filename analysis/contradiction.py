"""A contradiction, and the words for its kinds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sim.text import Text

TOLD, BEFORE, UNSENT, GRADE, EARLIER = ("told-differently", "before-known", "receipt-without-sending", "grade-not-from-facts", "known-earlier")
KINDS: dict[str, Text] = {
    TOLD: Text(zh="不一致：前后所报不同", en="inconsistent: one fact told differently"),
    BEFORE: Text(zh="不一致：发出早于知情", en="inconsistent: said before it could be known"),
    UNSENT: Text(zh="不一致：有收无发", en="inconsistent: a receipt without a sending"),
    GRADE: Text(zh="不一致：定级与所述事实不符", en="inconsistent: the grade does not follow from the facts stated"),
    EARLIER: Text(zh="迟报或漏报：后来表明早已知情", en="late or omitted: known earlier, as shown later"),
}


@dataclass(frozen=True, slots=True)
class Contradiction:
    """One thing that does not fit: a key of KINDS, the sentence, the rows that show it, and the clause where the plan has one."""

    kind: str
    about: str
    sentence: Text
    rows: tuple[int, ...]
    clause: str | None = None


def same(one: Any, other: Any) -> bool:
    """Whether two values of a fact say the same; sets do in any order."""
    if isinstance(one, list | tuple | set | frozenset) and isinstance(other, list | tuple | set | frozenset):
        return set(map(str, one)) == set(map(str, other))
    return bool(one == other)
