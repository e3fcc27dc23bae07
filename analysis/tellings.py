"""Two tellings of one course, compared: what the one says and the other leaves out, says later or says otherwise."""

from __future__ import annotations

from collections import defaultdict, deque
from dataclasses import dataclass
from typing import Any

from analysis.contradictions import same
from sim.record import TOLERANCE_MIN, Record, Row, minutes_between
from sim.words import Phrase, phrase

SAME, DIFFERENT, OMITTED, UNSUPPORTED = "same", "inconsistent", "omitted", "unsupported"
WORDS: dict[str, Phrase] = {word: phrase(f"telling.{word}") for word in (SAME, DIFFERENT, OMITTED, UNSUPPORTED)}
_Key = tuple[str, str | None, str | None, str | None, str | None]


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that either telling has. `minutes` is how much later it is established than claimed; `facts` those told differently.

    `word` is a key of WORDS. Rows that only one telling has are None in the other.
    """

    word: str
    claimed: Row | None
    established: Row | None
    minutes: float | None
    facts: tuple[tuple[str, Any, Any], ...]


def compare_tellings(claimed: Record, established: Record) -> list[Difference]:
    """Everything in either telling, in the order of time of what is established.

    Rows are the same thing where kind, actor, recipient, form and event agree, the first with the first and so on. Where each telling
    has one event, its name does not matter. Dated tellings are compared by the calendar, others from their starts.
    """
    shift = minutes_between(established.header, claimed.header)  # added to a claimed time
    alone = max(len(_events(claimed)), len(_events(established))) <= 1
    waiting: dict[_Key, deque[Row]] = defaultdict(deque)
    for row in claimed.rows:
        if row.kind != "scene":
            waiting[_key(row, alone=alone)].append(row)
    found: list[tuple[float, int, Difference]] = []
    for row in established.rows:
        if row.kind == "scene":
            continue
        line = waiting[_key(row, alone=alone)]
        if line:
            found.append((row.time, row.seq, _compared(line.popleft(), row, shift)))
        else:
            found.append((row.time, row.seq, Difference(OMITTED, None, row, None, ())))
    for line in waiting.values():
        found += [(row.time + shift, row.seq, Difference(UNSUPPORTED, row, None, None, ())) for row in line]
    found.sort(key=lambda entry: entry[:2])
    return [difference for _, _, difference in found]


def _compared(claimed: Row, established: Row, shift: float) -> Difference:
    minutes = established.time - (claimed.time + shift)
    if abs(minutes) <= TOLERANCE_MIN:
        minutes = 0.0
    names = sorted((claimed.facts.keys() & established.facts.keys()) - {"as_of", "assumed"})
    facts = tuple((name, claimed.facts[name], established.facts[name]) for name in names if not same(claimed.facts[name], established.facts[name]))
    return Difference(DIFFERENT if minutes or facts else SAME, claimed, established, minutes, facts)


def _key(row: Row, *, alone: bool) -> _Key:
    return row.kind, row.actor, row.to, row.form, None if alone else row.about


def _events(record: Record) -> set[str]:
    return {row.about for row in record.rows if row.about is not None}
