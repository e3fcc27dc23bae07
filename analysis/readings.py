"""Which verdicts lean on how long an open word is ("at once"), and at which length they would turn.

The plan gives no number for such a word; a reading does, with its alternatives. A report that came 12 minutes after its trigger is
in time where "at once" is 15 minutes and late where it is 10: so much is said beside the verdict, and it is the reader's to weigh.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from math import inf, isinf

from analysis.verdicts import LATE, MET, MISSED, PENDING, Judgement, Verdict
from sim.calendar import Calendar
from sim.durations import NONE_STATED, Amount, amount_words, parse_amount
from sim.plan.limits import Limit
from sim.plan.model import Reading
from sim.plan.rulebook import Rulebook
from sim.record import TOLERANCE_MIN
from sim.text import Text
from sim.words import Phrase, phrase
from sim.words.lengths import elapsed

_JUDGED = (MET, LATE, MISSED, PENDING)


@dataclass(frozen=True, slots=True, kw_only=True)
class Leaning:
    """A verdict that leans on a length which a reading gives.

    `turns_late_at` is the longest of the reading's choices under which what is in time (or pending) would be late (or missed);
    `turns_met_at` the shortest under which what is late or missed would not be. None: under none of them, or it cannot be said
    because the limit is one of several.
    """

    verdict: Verdict
    id: str
    text: Text
    clause: str
    value: str
    choices: tuple[str, ...]
    turns_late_at: str | None
    turns_met_at: str | None

    @property
    def sentence(self) -> Phrase:
        """The reading, its value, and where the verdict turns."""
        taken = phrase("leaning.taken", word=self.text, value=_length(self.value))
        if self.value == NONE_STATED:
            taken = phrase("leaning.taken-as-unlimited", word=self.text)
        if self.verdict.latency_min is not None:
            taken = phrase("leaning.took", taken=taken, took=elapsed(self.verdict.latency_min))
        return phrase("leaning.sentence", taken=taken, turn=self._turn())

    def _turn(self) -> Phrase:
        """Where the verdict would be another."""
        if self.turns_late_at is not None:
            return phrase("leaning.late-from", at=_length(self.turns_late_at))
        if self.turns_met_at == NONE_STATED:
            return phrase("leaning.met-without-limit")
        if self.turns_met_at is not None:
            return phrase("leaning.met-from", at=_length(self.turns_met_at))
        return phrase("leaning.never-turns")


def leanings(rules: Rulebook, judgement: Judgement, calendar: Calendar) -> tuple[Leaning, ...]:
    """Every verdict (met, late, missed or pending) whose limit's length is a reading, with where it turns."""
    readings = {reading.id: reading for reading in rules.plan.reading}
    found: list[Leaning] = []
    for verdict in judgement.verdicts:
        if verdict.status not in _JUDGED or verdict.force == "must not":
            continue
        rule = rules.by_id[verdict.rule]
        form = rule.duty.within
        for id_ in () if form is None else form.length_readings():
            alone = isinstance(form, Limit) and not rule.turns  # what rows have made of its end, another length would meet otherwise
            found.append(_leaning(verdict, readings[id_], calendar, judgement.until_min, alone=alone))
    return tuple(found)


def _leaning(verdict: Verdict, reading: Reading, calendar: Calendar, until_min: float, *, alone: bool) -> Leaning:
    late_at = met_at = None
    if alone and verdict.anchor_min is not None:
        moment = until_min if verdict.done_min is None else verdict.done_min
        asked = ((str(choice), _over(parse_amount(choice), verdict.anchor_min, moment, calendar)) for choice in reading.choices)
        over = {choice: found for choice, found in asked if found is not None}
        if verdict.status in (LATE, MISSED):
            met_at = _pick(over, late=False)
        else:
            late_at = _pick(over, late=True)
    return Leaning(
        verdict=verdict, id=reading.id, text=reading.text, clause=reading.clause, value=str(reading.value),
        choices=tuple(map(str, reading.choices)), turns_late_at=late_at, turns_met_at=met_at,
    )  # fmt: skip


def _over(amount: Amount | None, anchor: float, moment: float, calendar: Calendar) -> tuple[bool, float] | None:
    """Whether a limit of this length would be over at a moment, and when it would end; None where nobody can say."""
    if amount is None:
        return False, inf
    end, doubt = calendar.end_of(amount, anchor)
    return None if end is None or doubt is not None else (moment > end + TOLERANCE_MIN, end)


def _pick(over: dict[str, tuple[bool, float]], *, late: bool) -> str | None:
    """The longest choice that is over, or the shortest that is not; silence counts as no choice of a length."""
    fitting = {choice: end for choice, (is_late, end) in over.items() if is_late is late and not (isinf(end))}
    if not late and not fitting:
        return next((choice for choice, (_, end) in over.items() if isinf(end)), None)
    if not fitting:
        return None
    return max(fitting, key=fitting.__getitem__) if late else min(fitting, key=fitting.__getitem__)


def _length(value: str) -> Phrase:
    return amount_words(parse_amount(value))


def by_verdict(found: Iterable[Leaning]) -> dict[str, list[Leaning]]:
    """Leanings by the id of their verdict."""
    grouped: dict[str, list[Leaning]] = {}
    for one in found:
        grouped.setdefault(one.verdict.id, []).append(one)
    return grouped
