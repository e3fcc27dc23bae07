"""Where a programme stands on a day: which findings are open, which clauses were exercised in its year, which actions are overdue.

All of it follows from the drills that were held up to that day, whatever their order in the file. A finding is a list of occurrences. Each is
answered by a drill that was certainly later, exercised its rule, met it for all whom it bound, and says as much of people as the drill in which
it occurred: what happened with people in their posts is not undone by the program alone (`docs/decisions.md`). The finding is closed where every
occurrence is answered.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Literal

from sim.inputs.programme import KEY_SEPARATOR, HeldDrill, HeldFinding, Programme, ProgrammeAction
from sim.vocabulary import DRILL_KINDS

_BY_READING = 3
_GRAVITY: dict[str, int] = {
    "harm": 0, "forbidden": 1, "missed": 1, "wrong-channel": 1, "late": 1, "never-raised": 2, "contradiction": 4, "expectation": 5,
    "cannot-be-judged": 6,
}  # fmt: skip
AS_READ = "as-read"  # the last word of the key of a finding that rests on a reading's number
ActionState = Literal["open", "overdue", "done"]


@dataclass(frozen=True, slots=True)
class SeenIn:
    """A finding as it came to light in one drill, and the first drill that answers it; None where none has."""

    drill: HeldDrill
    found: HeldFinding
    answer: HeldDrill | None


@dataclass(frozen=True, slots=True)
class TrackedFinding:
    """A finding over all drills, its occurrences in the order of their dates."""

    key: str
    occurrences: tuple[SeenIn, ...]

    @property
    def last(self) -> SeenIn:
        """As it came to light last."""
        return self.occurrences[-1]

    @property
    def is_open(self) -> bool:
        """Whether an occurrence is without an answer."""
        return any(one.answer is None for one in self.occurrences)

    @property
    def closed_by(self) -> HeldDrill | None:
        """The drill that answered the last of what was unanswered; None while it is open."""
        answers = [one.answer for one in self.occurrences if one.answer is not None]
        return None if self.is_open else max(answers, key=when)

    @property
    def times(self) -> int:
        """How often it occurred, over all drills."""
        return sum(one.found.count for one in self.occurrences)

    @property
    def worst_min(self) -> float | None:
        """By how many minutes at most; None where it is not of minutes."""
        return max((one.found.over_min for one in self.occurrences if one.found.over_min is not None), default=None)

    @property
    def gravest(self) -> HeldDrill:
        """Of the drills in which it occurred, the one that says most of people, the last of several."""
        return max((one.drill for one in self.occurrences), key=lambda drill: (DRILL_KINDS.index(drill.kind), when(drill)))


@dataclass(frozen=True, slots=True)
class TrackedAction:
    """An action, what has become of it, and whether its finding is open."""

    action: ProgrammeAction
    state: ActionState
    finding: TrackedFinding | None


def when(drill: HeldDrill) -> tuple[date, str, str]:
    """By what drills are put in order: those of one day by the hour, as far as it is said."""
    return drill.date, "" if drill.time is None else drill.time.isoformat(), drill.id


class ProgrammeState:
    """A programme as it stands on a day."""

    def __init__(self, programme: Programme, on: date) -> None:
        self.programme, self.on = programme, on
        self.drills = tuple(sorted((one for one in programme.drill if one.date <= on), key=when))
        self.later = len(programme.drill) - len(self.drills)

    @property
    def this_year(self) -> tuple[HeldDrill, ...]:
        """The drills of the year of that day."""
        return tuple(one for one in self.drills if one.date.year == self.on.year)

    @cached_property
    def findings(self) -> tuple[TrackedFinding, ...]:
        """All findings: what is open first, then by gravity; of one gravity what was seen with people in their posts first, then what recurred."""
        keys: dict[str, list[tuple[HeldDrill, HeldFinding]]] = {}
        for drill in self.drills:
            for found in drill.finding:
                keys.setdefault(found.key, []).append((drill, found))
        tracked = [TrackedFinding(key, tuple(self._occurrences(those))) for key, those in keys.items()]
        return tuple(sorted(tracked, key=self._rank))

    def _occurrences(self, those: Iterable[tuple[HeldDrill, HeldFinding]]) -> Iterator[SeenIn]:
        for drill, found in those:
            yield SeenIn(drill, found, next((one for one in self.drills if answers(one, drill, found)), None))

    def _rank(self, one: TrackedFinding) -> tuple[bool, int, int, int, int, str]:
        place = [found.key for found in one.last.drill.finding].index(one.key)  # in its drill the worst stands first
        return not one.is_open, _gravity(one.key), -DRILL_KINDS.index(one.gravest.kind), -len(one.occurrences), place, one.key

    @property
    def open(self) -> tuple[TrackedFinding, ...]:
        """The findings that are open."""
        return tuple(one for one in self.findings if one.is_open)

    @property
    def closed(self) -> tuple[TrackedFinding, ...]:
        """The findings that are closed."""
        return tuple(one for one in self.findings if not one.is_open)

    @cached_property
    def actions(self) -> tuple[TrackedAction, ...]:
        """All actions, those that are overdue first, by the day on which they are due; those that are done last."""
        by_key = {one.key: one for one in self.findings}
        tracked = [TrackedAction(one, self._state(one), by_key.get(one.finding)) for one in self.programme.action]
        order: Sequence[ActionState] = ("overdue", "open", "done")
        return tuple(sorted(tracked, key=lambda one: (order.index(one.state), one.action.due or date.max, one.action.finding)))

    def _state(self, action: ProgrammeAction) -> ActionState:
        if action.done is not None and action.done <= self.on:
            return "done"
        return "overdue" if action.due is not None and action.due < self.on else "open"

    @property
    def without_action(self) -> tuple[TrackedFinding, ...]:
        """The open findings about which nobody is to do anything."""
        cared_for = {one.action.finding for one in self.actions}
        return tuple(one for one in self.open if one.key not in cared_for)

    @cached_property
    def exercised(self) -> frozenset[str]:
        """The rules of which a duty was raised and judged in this year."""
        return frozenset(one.rule for drill in self.this_year for one in drill.exercised if one.judged)


def _gravity(key: str) -> int:
    """How grave a finding is, by its key: harm to people first, what only a reading's numbers show behind what the plan's own do."""
    parts = key.split(KEY_SEPARATOR)  # one alone, where a person wrote it
    return _BY_READING if parts[-1] == AS_READ else _GRAVITY.get(parts[0], len(_GRAVITY))


def answers(later: HeldDrill, drill: HeldDrill, found: HeldFinding) -> bool:
    """Whether a drill answers what came to light in another: held after it, of no less weight, and with the rule exercised and met."""
    if not later.is_later_than(drill) or DRILL_KINDS.index(later.kind) < min(DRILL_KINDS.index(drill.kind), _PEOPLE):
        return False
    return _met(later, found)


_PEOPLE = DRILL_KINDS.index("played")  # from here on people were in their posts: of a real event nobody waits for another one to answer it


def _met(later: HeldDrill, found: HeldFinding) -> bool:
    """Whether what was not kept was kept now; of what belongs to no rule, whether it was looked at and was as it should be."""
    if found.rule:
        return any(one.rule == found.rule and one.kept for one in later.exercised)
    return found.key in later.passed
