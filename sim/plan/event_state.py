"""What a duty book knows of one event: what has been stated, the moments from which limits run, and acts done so far."""

from __future__ import annotations

from bisect import insort
from collections.abc import Mapping
from typing import Any

from sim.calendar import Calendar
from sim.plan.conditions import MOMENT, ROW_NAMES
from sim.plan.early_acts import EarlyActs
from sim.plan.moments import Moments
from sim.plan.obligations import Obligation, OpenDuties
from sim.plan.rulebook import Rulebook
from sim.plan.rules import Rule, RulesAsked, Triggers
from sim.plan.stated import Stated, learn
from sim.record import Row
from sim.vocabulary import SENT_KINDS, form_of, is_message


class EventState:
    """What was stated, moments and acts of one event, as far as its book has seen them.

    With `everybody`, the book sees what no single post does; then it is also kept what each body itself was told.
    """

    __slots__ = (
        "_everybody",
        "_players",
        "_rules",
        "_sent",
        "_sent_rows",
        "_told_to",
        "_triggers",
        "acts",
        "graded",
        "moments",
        "open",
        "over",
        "quiet_from",
        "quiet_unsure",
        "raised",
        "roles",
        "running",
        "sent",
        "starts",
        "stated",
        "untils",
        "yet_to_raise",
    )  # fmt: skip

    def __init__(self, rulebook: Rulebook, roles: Mapping[str, str], triggers: Triggers, calendar: Calendar, *, everybody: bool) -> None:
        self._rules = rulebook
        self._triggers = triggers
        self._everybody = everybody
        self.roles = roles
        self._players = {body: role for role, body in roles.items() if body not in rulebook.plan_bodies}
        self.moments = Moments(rulebook)
        self.stated = Stated(rulebook.holdings, rulebook.defaults, rulebook.body_of, calendar, self.moments.occurred, presumed=not everybody)
        self._told_to: dict[str | None, Stated] = {}
        self.acts = EarlyActs(rulebook)
        self.open = OpenDuties(rulebook)
        self.starts: list[Row] = []  # of a response, by time, in whatever order they became known
        self.over: float | None = None  # when it was last ended, as far as that counts
        self.quiet_from: dict[str, Row] = {}  # an end of the plan, and the row from which its quiet period runs
        self.quiet_unsure: dict[str, Row] = {}  # the same for a row of which nobody can tell whether it starts that period anew
        self.raised: set[int] = set()  # the places of the rules that were raised, and whose ground has not gone since
        self.yet_to_raise: dict[RulesAsked, tuple[Rule, ...]] = {}  # of the rules that rows of one make may set off, where some are raised
        self.graded: dict[Obligation, None] = {}  # raised by a grade, under a condition, and pending when last seen
        self.running: dict[int, dict[Obligation, None]] = {}  # by the rule's place, those whose limits rows may turn
        self.sent: dict[str, dict[str, float]] = {}  # a form from whose latest message limits run: who sent it last when
        self.untils: dict[str, list[Obligation]] = {}  # what they go on until
        self._sent: dict[tuple[str | None, str | None, str | None], set[str | None]] = {}  # by which channels, from whom to whom in which form
        self._sent_rows: dict[int, str | None] = {}

    def note(self, row: Row, *, void: bool = False) -> None:
        """Take in a row's facts and the moments that it sets, and who starts and ends the response; a `void` end ends nothing."""
        if row.facts:
            self._learn(row)
        if row.kind in SENT_KINDS and self._rules.asks_channels:
            self._sent_rows[row.seq] = row.channel
            self._sent.setdefault((row.actor, row.to, row.form), set()).add(row.channel)
        if row.kind in self._triggers.clock_kinds:
            self.moments.note(row, self._triggers.clocked, self._carries)
        if row.kind == "activated":
            insort(self.starts, row, key=_when)
        elif row.kind == "ended" and not void:
            self.over = row.time if self.over is None else max(self.over, row.time)

    @property
    def approver(self) -> str | None:
        """Who started the response last, as far as is known."""
        return self.starts[-1].actor if self.starts else None

    def starters(self) -> tuple[str | None, ...]:
        """Whoever started the level that was started last, the latest first: where two did, not knowing of each other, each of them."""
        since_end = [row for row in self.starts if self.over is None or row.time > self.over] or self.starts
        level = since_end[-1].facts.get("level") if since_end else None
        return tuple(dict.fromkeys(row.actor for row in reversed(since_end) if row.facts.get("level") == level))

    def _carries(self, rule: Rule, row: Row) -> bool | None:
        """Whether a row already carried what raises a duty; of a row that cannot raise it, only its facts count."""
        return rule.holds(Seen(row, self) if row.kind in rule.kinds else OfAnotherKind(row, self))

    def _learn(self, row: Row) -> None:
        holders = [self.stated]
        if self._everybody and self._triggers.asks_what_was_known:
            holders += [self._stated_to(who) for who in self._who_learns(row)]
        learn(row, holders)

    def _stated_to(self, who: str | None) -> Stated:
        """What the body of somebody has stated or was told."""
        body = self._rules.body_of.get(who or "", who)
        found = self._told_to.get(body)
        if found is None:
            found = self._told_to[body] = self.stated.anew()
        return found

    def channel_of(self, row: Row) -> str | None:
        """By which channel an act went: what the row says, for a receipt what its sending says; None where neither does.

        A receipt that names no cause is that of a sending between the two in its form; so many, by one channel, leave no doubt.
        """
        if row.channel is not None or row.kind != "received":
            return row.channel
        if row.cause in self._sent_rows:
            return self._sent_rows[row.cause]
        found = self._sent.get((row.actor, row.to, row.form), set())
        return next(iter(found)) if len(found) == 1 else None

    def _who_learns(self, row: Row) -> tuple[str, ...]:
        both = (row.actor, row.to) if row.kind == "received" else (row.actor,)
        return tuple(who for who in both if who is not None)

    def remember_act(self, row: Row) -> None:
        """Keep a row that may discharge a duty whose trigger comes later, and for which of them its sender knew enough."""
        if not self._triggers.asks_what_was_known:
            self.acts.remember(row, self.channel_of(row), (), lambda _: None)
            return
        view = SenderSaw(row, self._stated_to(row.actor) if self._everybody else self.stated)
        raised = self.raised
        waiting = (rule for rule in self._triggers.early_rules(row) if rule.place not in raised or not rule.once_for_all)
        self.acts.remember(row, self.channel_of(row), waiting, lambda rule: rule.facts_held(view))

    def named(self, who: str | None) -> str | None:
        """An actor under the plan's own name: the role, where only the role is in the plan."""
        return None if who is None else self._players.get(who, who)

    def value(self, name: str) -> Any:
        """What was stated last of a fact (such as the grade), or None."""
        return self.stated.latest(name)

    def moment(self, start: str, row: Row) -> float | None:
        """The minute of a moment that a condition measures from or to, for whoever acts in a row: of a receipt, whoever received it."""
        return self.moments.measured(start, row.to if row.kind == "received" else row.actor, row)


def _when(row: Row) -> tuple[float, int]:
    return row.time, row.seq


_OF_THE_ROW = frozenset(ROW_NAMES)


class Seen:
    """What a condition sees: the trigger row first, then what is known of the event."""

    __slots__ = ("_row", "_state")

    def __init__(self, row: Row, state: EventState) -> None:
        self._row = row
        self._state = state

    def __call__(self, name: str) -> Any:
        row = self._row
        if name == "form":
            return form_of(row.kind, row.form)
        stated = self._state.stated
        if name in row.facts and name not in stated.ruled:
            return row.facts[name]
        if name in _OF_THE_ROW:
            return self._of_the_row(name)
        held = stated.known.get(name)
        if held is not None and name not in stated.ruled:
            return held[0]
        if name.startswith(MOMENT):
            return self._state.moment(name.removeprefix(MOMENT), row)
        return stated.value(name, row.time)

    def _of_the_row(self, name: str) -> str | None:
        row = self._row
        if name == "kind":
            return row.kind
        if name == "channel":
            return row.channel if row.channel is not None or is_message(row.kind) else ""
        if name == "actor":
            return self._state.named(row.actor)
        return self._state.named(row.to) if row.to is not None or is_message(row.kind) else ""


class OfAnotherKind:
    """What a condition sees of a row that cannot set its duty off: the facts. What it asks of the row itself is open."""

    __slots__ = ("_row", "_state")

    def __init__(self, row: Row, state: EventState) -> None:
        self._row = row
        self._state = state

    def __call__(self, name: str) -> Any:
        if name in ROW_NAMES:
            return None
        row, stated = self._row, self._state.stated
        return row.facts[name] if name in row.facts and name not in stated.ruled else stated.value(name, row.time)


class SenderSaw:
    """What the sender of a row then knew: what the row states, and what its sender had been told."""

    __slots__ = ("_row", "_stated")

    def __init__(self, row: Row, stated: Stated) -> None:
        self._row = row
        self._stated = stated

    def __call__(self, name: str) -> Any:
        row, stated = self._row, self._stated
        return row.facts[name] if name in row.facts and name not in stated.ruled else stated.value(name, row.time)
