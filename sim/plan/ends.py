"""Ends and lifts that are void: by somebody whom the plan does not let, before what it requires holds, or while a quiet period runs.

What is certainly void has no effect in the duty book: what was to go on until the end goes on, and the level or the warning stays.
A requirement of which nobody has said whether it holds makes no end void; that it cannot be told is said beside the verdicts.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

import msgspec

from sim.calendar import Calendar
from sim.durations import NONE_STATED
from sim.plan.event_state import EventState, Seen
from sim.plan.model import End, Level
from sim.plan.pointers import STARTER, is_one_of, resolve
from sim.plan.rulebook import Rulebook
from sim.plan.rules import Quiet
from sim.record import TOLERANCE_MIN, Row
from sim.vocabulary import SENT_KINDS

_TAKEN_BACK = ("level", "warning")  # what an end or a lift says of the state of the response

Why = Literal["body", "requires", "quiet", "not-known", "days-not-known", "quiet-not-known"]
_UNKNOWN: tuple[Why, ...] = ("not-known", "days-not-known", "quiet-not-known")


@dataclass(frozen=True, slots=True)
class Objection:
    """One thing against an end or a lift, and the clause that says so.

    body: `parties` may, and its actor is none of them. requires: `facts` do not hold, as `rows` say. quiet: the period that the last of
    `rows` started anew runs until minute `until`. not-known: nobody has said whether `facts` hold; days-not-known: when the quiet period
    ends, nobody can tell; quiet-not-known: nobody can tell whether the last of `rows` started it anew, and if so, it runs until `until`.
    """

    why: Why
    clause: str
    parties: tuple[str, ...] = ()
    facts: tuple[str, ...] = ()
    rows: tuple[int, ...] = ()
    until: float | None = None

    @property
    def certain(self) -> bool:
        """Whether it makes the end void."""
        return self.why not in _UNKNOWN


def note_signals(row: Row, state: EventState, rules: Rulebook) -> None:
    """Start each quiet period anew that this row restarts; of one that it may restart, that is kept in mind."""
    for quiet in rules.quiets:
        if row.kind not in quiet.kinds or (quiet.by and not is_one_of(row.actor, quiet.by, state, rules)):
            continue
        holds = _holds(quiet, row, state)
        if holds:
            state.quiet_from[quiet.end.id] = row
            state.quiet_unsure.pop(quiet.end.id, None)
        elif holds is None:
            state.quiet_unsure[quiet.end.id] = row


def _holds(quiet: Quiet, row: Row, state: EventState) -> bool | None:
    try:
        return quiet.when is None or quiet.when(Seen(row, state))
    except TypeError:
        return None  # a value of a wrong type says nothing


def is_void(row: Row, state: EventState, rules: Rulebook, calendar: Calendar, *, of_everybody: bool) -> bool:
    """Whether a row that ends the response or lifts a warning certainly does not count; the state is that before the row.

    Whoever has not seen all rows (`of_everybody` False) may know an old state of what is required, and does not judge by it.
    """
    found = objections(row, state, rules, calendar)
    return any(one.certain and (of_everybody or one.why != "requires") for one in found)


def without_effect(row: Row) -> Row:
    """What a void end or lift leaves: what it says beside the level and the warning."""
    if row.facts.keys().isdisjoint(_TAKEN_BACK):
        return row
    return msgspec.structs.replace(row, facts={name: value for name, value in row.facts.items() if name not in _TAKEN_BACK})


def objections(row: Row, state: EventState, rules: Rulebook, calendar: Calendar) -> tuple[Objection, ...]:
    """All that is to be said against an end or a lift; nothing against any other row. The state is that before the row.

    Of several ways to end, the one against which the least is to be said counts.
    """
    if row.kind == "ended":
        ways = [tuple(_to_end(end, row, state, rules, calendar)) for end in rules.ends] or [tuple(_to_end_without(row, state, rules))]
        return min(ways, key=lambda found: (sum(one.certain for one in found), len(found)))
    if row.kind == "lifted" or (row.kind == "received" and row.form == SENT_KINDS["lifted"]):
        return tuple(_to_lift(row, state, rules))
    return ()


# -- who may -----------------------------------------------------------------------------------------------------------------


def _to_end_without(row: Row, state: EventState, rules: Rulebook) -> Iterator[Objection]:
    """Where the plan has no entry for the end, its levels may say who ends them."""
    levels = _levels(row, state, rules)
    yield from _wrong_body([_ended_by(level) for level in levels], levels[0].clause if levels else "", row, state, rules)


def _levels(row: Row, state: EventState, rules: Rulebook) -> tuple[Level, ...]:
    """The level that may be ended: the one that holds, or any where that is not known."""
    level = rules.levels.get(str(state.value("level")))
    return rules.plan.level if level is None else (level,)


def _ended_by(level: Level) -> str:
    """Who ends a level; what points at the level points at this one, whichever holds."""
    who = level.ended_by
    return {"@level.approved_by": level.approved_by, "@level.proposed_by": level.proposed_by}.get(who, who)


def _to_lift(row: Row, state: EventState, rules: Rulebook) -> Iterator[Objection]:
    named = {str(row.facts.get("warning")), str(state.value("warning"))}
    warnings = [warning for warning in rules.plan.warning if warning.id in named] or list(rules.plan.warning)
    yield from _wrong_body([warning.lifted_by for warning in warnings], warnings[0].clause if warnings else "", row, state, rules)


def _wrong_body(words: list[str], clause: str, row: Row, state: EventState, rules: Rulebook) -> Iterator[Objection]:
    """That its actor is none of those whom these words name; nothing where one of them names nobody, or the actor is not known."""
    if row.actor is None or not words or NONE_STATED in words:
        return
    named = [_whoever(word, row, state, rules) for word in dict.fromkeys(words)]
    parties = tuple(dict.fromkeys(who for found in named for who in found))
    if all(named) and not any(rules.belongs(row.actor, who) for who in parties):
        yield Objection("body", clause, parties=parties)


def _whoever(word: str, row: Row, state: EventState, rules: Rulebook) -> tuple[str, ...]:
    """Whom a word names here; of two who started the same level, not knowing of each other, either may end it."""
    if word == STARTER:
        return tuple(who for who in state.starters() if who is not None)
    return tuple(resolve(word, row, None, state, rules))


# -- when --------------------------------------------------------------------------------------------------------------------


def _to_end(end: End, row: Row, state: EventState, rules: Rulebook, calendar: Calendar) -> Iterator[Objection]:
    by_level = [_ended_by(level) for level in _levels(row, state, rules)]
    stated = [word for word in by_level if word != NONE_STATED]
    yield from _wrong_body([end.approved_by, *stated] if end.approved_by != NONE_STATED else by_level, end.clause, row, state, rules)
    held = {fact: row.facts.get(fact, state.value(fact)) for fact in end.requires}
    missing = tuple(fact for fact, value in held.items() if value is False)
    unknown = tuple(fact for fact, value in held.items() if value is None)
    if missing:
        yield Objection("requires", end.clause, facts=missing, rows=tuple(_said_in(fact, row, state) for fact in missing))
    elif unknown:
        yield Objection("not-known", end.clause, facts=unknown)
    yield from _too_soon(end, row, state, rules, calendar)


def _said_in(fact: str, row: Row, state: EventState) -> int:
    held = state.stated.known.get(fact)
    return row.seq if fact in row.facts or held is None else held[2]


def _too_soon(end: End, row: Row, state: EventState, rules: Rulebook, calendar: Calendar) -> Iterator[Objection]:
    quiet = next((quiet for quiet in rules.quiets if quiet.end is end), None)
    if quiet is None:
        return
    if (began := state.quiet_from.get(end.id)) is not None:
        surely, sure = _quiet_until(quiet, began, calendar)
        if surely is not None and row.time < surely - TOLERANCE_MIN:
            yield Objection("quiet", end.clause, rows=(began.seq,), until=surely)
            return
        if not sure:
            yield Objection("days-not-known", end.clause, rows=(began.seq,))
    if (perhaps := state.quiet_unsure.get(end.id)) is not None:
        surely, sure = _quiet_until(quiet, perhaps, calendar)
        if not sure or (surely is not None and row.time < surely - TOLERANCE_MIN):
            yield Objection("quiet-not-known", end.clause, rows=(perhaps.seq,), until=surely)


def _quiet_until(quiet: Quiet, began: Row, calendar: Calendar) -> tuple[float | None, bool]:
    """Until when it is quiet time, whichever days are worked; and whether it is surely over then."""
    over, doubt = calendar.end_of(quiet.length, began.time)
    return (over, True) if doubt is None else (doubt.earliest, False)
