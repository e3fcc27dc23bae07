"""What the completions of a question make of its verdicts: a word where all say the same, else a doubt with the cells that turn it.

Only a status that is the same in all of them is kept. Where not everything was tried, nothing is certain. A duty that only some
completions raise is a doubt of its own.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import msgspec

from analysis.evidence import OpenCell
from analysis.open_record import ByOccurrence, Occurrence, Source
from analysis.verdicts import UNJUDGED, Spread, Verdict
from sim.words import phrase

Attempts = Sequence[tuple[Mapping[Source, Any], ByOccurrence]]
_MOST_NAMED = 4  # doubts of one rule about one event that are told one by one


@dataclass(slots=True)
class Merged:
    """What the completions make of the verdicts of some rules about one event: changed ones by id, and the doubts beside them."""

    changed: dict[str, Verdict] = field(default_factory=dict)
    more: list[Verdict] = field(default_factory=list)


class Answer:
    """Puts together what was found in the completions of one question."""

    def __init__(self, tried: Attempts, likely: ByOccurrence, cells: Mapping[Source, OpenCell], untold: Iterable[Verdict], *, whole: bool) -> None:
        """`tried` are choices, without what is as the record has it, the fewest cells first, with what was found.

        `likely` are the verdicts of the likeliest completion, `cells` all open cells of the question. Where not the `whole` of what is worth
        trying was tried, `untold` are doubts for the rules of which no verdict was seen.
        """
        self._tried, self._likely, self._cells, self._untold, self._whole = tried, likely, cells, untold, whole

    def merged(self) -> Merged:
        """Each verdict of the likeliest completion as far as it is certain, and a doubt for each that only others have."""
        merged = Merged()
        if not self._whole:
            merged.more += [msgspec.structs.replace(one, cells=tuple(self._cells.values())) for one in self._untold]
        for key, one in self._likely.items():
            now = self._merge(key, one)
            if now is not one:
                merged.changed[one.id] = now
        merged.more += self._only_in_some()
        return merged

    def _merge(self, key: Occurrence, likely: Verdict) -> Verdict:
        found = [(chosen, one.get(key)) for chosen, one in self._tried]
        turning = next((chosen for chosen, one in found if one is None or one.status != likely.status), None)
        spread = _spread(one for _, one in found if one is not None) if self._whole else None
        if turning is not None:
            return self._doubted(likely, self._named(turning), spread)
        if not self._whole:
            cells = tuple(self._cells.values())
            reason = phrase("judge.too-many-open", number=len(cells))
            return likely if likely.status == UNJUDGED else msgspec.structs.replace(likely, status=UNJUDGED, reason=reason, cells=cells)
        return likely if spread is None else msgspec.structs.replace(likely, spread=spread)

    def _named(self, sources: Iterable[Source]) -> tuple[OpenCell, ...]:
        """The open cells that are chosen there."""
        return tuple(self._cells[source] for source in sources)

    def _doubted(self, one: Verdict, cells: tuple[OpenCell, ...], spread: Spread | None) -> Verdict:
        if one.status == UNJUDGED:
            return msgspec.structs.replace(one, cells=cells, spread=spread)
        reason = phrase("judge.turned-by", n=len(cells))
        return msgspec.structs.replace(one, status=UNJUDGED, reason=reason, cells=cells, spread=spread)

    def _only_in_some(self) -> Iterator[Verdict]:
        """Duties that the likeliest completion does not raise. Where one takes the place of another, one doubt stands for all."""
        first: dict[tuple[str, str], dict[Occurrence, tuple[Mapping[Source, Any], Verdict]]] = {}
        together: dict[tuple[str, str], int] = defaultdict(int)
        for chosen, found in self._tried:
            here: dict[tuple[str, str], int] = defaultdict(int)
            for key, one in found.items():
                if key not in self._likely:
                    first.setdefault(key[:2], {}).setdefault(key, (chosen, one))
                    here[key[:2]] += 1
            for head, count in here.items():
                together[head] = max(together[head], count)
        for head, found_here in first.items():
            doubts = [(self._doubted(_open(one), self._named(chosen), None)) for chosen, one in found_here.values()]
            if len(doubts) > _MOST_NAMED and len(doubts) > together[head]:
                doubts = [_of_somebody(doubts)]
            yield from doubts


def _open(one: Verdict) -> Verdict:
    """A duty that only some completions raise: nothing is known of it."""
    return msgspec.structs.replace(one, status="", due_min=None, done_min=None, latency_min=None, margin_min=None, done_seq=None, habit=None)


def _of_somebody(doubts: Sequence[Verdict]) -> Verdict:
    """One doubt for several duties of which nobody can tell whose they are."""
    first = doubts[0]
    bearers, recipients = {one.bearer for one in doubts}, {one.to for one in doubts}
    bearer = first.bearer if len(bearers) == 1 else None
    to = first.to if len(recipients) == 1 else ()
    id_ = f"{first.rule}/{first.about}/{bearer or '-'}/{'|'.join(to) or '-'}/{first.occurrence}"
    return msgspec.structs.replace(first, id=id_, bearer=bearer, to=to)


def _spread(found: Iterable[Verdict]) -> Spread | None:
    """From when to when what the verdicts state can have been; None where it is the same in all."""
    verdicts = list(found)

    def ends(value: Callable[[Verdict], float | None]) -> tuple[float, float] | None:
        values = {one for verdict in verdicts if (one := value(verdict)) is not None}
        return (min(values), max(values)) if len(values) > 1 else None

    spread = Spread(
        due=ends(lambda one: one.due_min), done=ends(lambda one: one.done_min), latency=ends(lambda one: one.latency_min),
        margin=ends(lambda one: one.margin_min),
    )  # fmt: skip
    return None if (spread.due, spread.done, spread.latency, spread.margin) == (None,) * 4 else spread
