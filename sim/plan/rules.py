"""A duty made ready to be matched (a rule), and which rules a row may set off.

Rules are made by `sim.plan.rulebook`; they never change, and all duty books share them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Protocol, TypeVar

from sim.durations import Amount
from sim.plan.channels import Ways
from sim.plan.conditions import Lookup, Test
from sim.plan.limit_form import LimitForm
from sim.plan.model import Duty, End
from sim.plan.slots import Daily, Every
from sim.plan.starts import STARTED_BY
from sim.record import Row
from sim.vocabulary import ALSO, form_of


@dataclass(frozen=True, slots=True)
class Watch:
    """A row for which a limit waits, ready to be matched."""

    kinds: tuple[str, ...]
    by: tuple[str, ...]
    when: Test | None

    def holds(self, view: Lookup) -> bool | None:
        """Whether its condition holds; a value of a wrong type says nothing."""
        return _answer(self.when, view)


@dataclass(frozen=True, slots=True, eq=False)
class Rule:
    """A duty, ready to be matched. `id` is the duty's; a habit's is cited as "habit:ID".

    `due` is what `within` says, `limit` what a reader is told: for a duty that recurs its period, and silence where nothing is stated.
    """

    id: str
    duty: Duty
    habit: bool
    kinds: tuple[str, ...]
    by: tuple[str, ...]
    when: Test | None
    sent_kind: str
    done_kind: str
    done_form: str | None
    recipients: tuple[str, ...]
    any_recipient: bool
    due: LimitForm | None
    limit: LimitForm
    start: str
    until: str
    readings: tuple[str, ...]
    place: int = 0  # its place in the rulebook
    names: tuple[str, ...] = ()  # what the condition asks a lookup for
    monotone: bool = True  # what is false with little known stays false when more is known
    plain: tuple[tuple[str, tuple[str, ...] | None], ...] | None = None  # bearer and recipients, where no row changes them
    per_event: bool = True
    at_once: bool = False  # once per event, and whoever sets it off sets it off for all of its bearers and recipients
    once_for_all: bool = False  # at once, and no grading takes the ground from under it, so that it is never raised anew
    starts: tuple[str, ...] = ()  # the moments from which its limit may run
    level: str = ""
    slots: Every | Daily | None = None  # of a duty that recurs
    stops: Watch | None = None
    resumes: Watch | None = None
    extends: Watch | None = None
    extension: Amount | None = None
    latest: tuple[str, ...] = ()  # the forms of message from whose latest its limit runs
    ahead_min: float = 0.0  # how long before another's limit ends it warns of that
    left_out: tuple[str, ...] = ()  # recipients whom it leaves out
    ways: Ways | None = None  # the channels by which it counts; None: any
    may_come_first: bool = True  # an act before the trigger counts: not for a recurring duty, nor for what must not be done
    measures: tuple[str, ...] = ()  # the moments that its condition asks for
    facts_hold: Test | None = None  # what its condition asks of facts; None where it asks nothing of them
    turns: bool = False  # whether rows may turn its limit while it runs
    stated_by_plan: bool = True  # whether no reading supplies a number of its limit: the plan states it, or there is none
    runs: tuple[tuple[Amount, str], ...] = ()  # where its limit is the first to end of lengths from a start, and nothing else: these

    def holds(self, view: Lookup) -> bool | None:
        """Whether its condition holds; a value of a wrong type, which a log from outside may have, says nothing."""
        return _answer(self.when, view)

    def facts_held(self, view: Lookup) -> bool | None:
        """The same of the part of its condition that is about facts."""
        return _answer(self.facts_hold, view)


@dataclass(frozen=True, slots=True)
class Quiet:
    """How long it must have been quiet before an end, and which rows start that anew."""

    end: End
    length: Amount
    kinds: frozenset[str]
    by: tuple[str, ...]
    when: Test | None


def _answer(test: Test | None, view: Lookup) -> bool | None:
    try:
        return True if test is None else test(view)
    except TypeError:
        return None


GRADINGS = frozenset({"classified", "regraded"})  # rows that may take the ground from under a duty
Clocked = tuple[Rule, tuple[str, ...]]  # with those of its starts that a kind of row is
RowKind = tuple[str, str | None, str | None, str | None]  # kind, form, actor, recipient
_MOST_REMEMBERED = 20_000  # between whom rows go, in which form: a plan has far fewer, a broken log may name a new body in every row


class RulesAsked(tuple[Rule, ...]):
    """The rules that rows of one make may set off: one object for all rows that ask the same rules, and found as a key by what it is."""

    __slots__ = ()
    __hash__ = object.__hash__

    def __eq__(self, other: object) -> bool:
        return self is other

    def __ne__(self, other: object) -> bool:
        return self is not other


class _Meaning(Protocol):
    """Who may be meant by the words of a plan's duties."""

    def may_be(self, who: str | None, word: str) -> bool: ...

    def wholes_of(self, who: str | None) -> tuple[str | None, ...]: ...

    def named_bearer(self, rule: Rule) -> str | None: ...


class Triggers:
    """The rules that may ask something of some posts, by what sets them off. Shared by all their duty books.

    What `wider` knows to set no rule off sets none of these off. `may_bear` says whether the row leaves room for these posts to be the
    bearer.
    """

    def __init__(
        self,
        rules: Iterable[Rule],
        wider: Triggers | None = None,
        may_bear: Callable[[Rule, Row], bool] | None = None,
        warned: frozenset[Rule] = frozenset(),
    ) -> None:
        self._rules = tuple(rules)
        self._wider = wider
        self._may_bear = may_bear
        self.warned = warned  # of whose limits these posts may have to warn, whoever bears them
        self._places = frozenset(rule.place for rule in self._rules)
        self._found: dict[RowKind, RulesAsked] = {}
        self._asked: dict[tuple[Rule, ...], RulesAsked] = {}
        self.kinds = frozenset(kind for rule in self._rules for kind in rule.kinds)
        self.early: dict[str, set[str | None]] = {}  # kinds and forms of acts that count before their trigger
        self.clocked: dict[tuple[str, str | None], tuple[Clocked, ...]] = {}  # whose limits a kind of row starts, by the bearer's name
        measured: set[str] = set()
        self.asks_what_was_known = False  # whether some act counts before its trigger only for who knew enough
        self._early: dict[tuple[str, str | None, str | None], list[Rule]] = {}
        self._found_early: dict[tuple[str, str | None, str | None], tuple[Rule, ...]] = {}
        for rule in self._rules:
            named = rule.plain[0][0] if rule.plain else None
            if rule.may_come_first:
                self.early.setdefault(rule.done_kind, set()).add(rule.done_form)
                self._early.setdefault((rule.done_kind, rule.done_form, named), []).append(rule)
                self.asks_what_was_known |= rule.facts_hold is not None
            for kind, starts in STARTED_BY.items() if rule.starts or rule.measures else ():
                if not set(starts).isdisjoint(rule.measures):
                    measured.add(kind)
                if own := tuple(start for start in starts if start in rule.starts):
                    key = (kind, named if kind in ("received", "noticed") else None)
                    self.clocked[key] = (*self.clocked.get(key, ()), (rule, own))
        self.clock_kinds = frozenset((*measured, *(kind for kind, _ in self.clocked)))
        if not self.clock_kinds.isdisjoint(("received", "noticed")):
            self.clock_kinds |= {"occurred"}  # before which only a mere risk was told

    def rules_for(self, row: Row) -> RulesAsked:
        """The rules that a row of this kind and form between these two can set off, whatever is known of the event."""
        key = (row.kind, row.form, row.actor, row.to)
        found = self._found.get(key)
        if found is None:
            if len(self._found) >= _MOST_REMEMBERED:
                self._found.clear()
                self._asked.clear()
            rules = tuple(self._find(row))
            found = self._found[key] = self._asked.setdefault(rules, RulesAsked(rules))
        return found

    def early_rules(self, row: Row) -> tuple[Rule, ...]:
        """The rules that an act may discharge before their trigger, as far as its kind, form and actor go."""
        key = (row.kind, row.form, row.actor)
        found = self._found_early.get(key)
        if found is None:
            if len(self._found_early) >= _MOST_REMEMBERED:
                self._found_early.clear()
            forms, bearers = dict.fromkeys((row.form, None)), self.meant_by(row.actor)
            found = tuple(rule for form in forms for who in bearers for rule in self._early.get((row.kind, form, who), ()))
            self._found_early[key] = found
        return found

    def meant_by(self, who: str | None) -> tuple[str | None, ...]:
        return (who, None) if self._wider is None else self._wider.meant_by(who)

    def _find(self, row: Row) -> Iterable[Rule]:
        wider = self._rules if self._wider is None else self._wider.rules_for(row)
        may_bear = self._may_bear
        return (rule for rule in wider if rule.place in self._places and (may_bear is None or may_bear(rule, row)))


class EverybodysTriggers(Triggers):
    """Those of everybody. A receipt asks only the rules whose bearer may be its recipient: by name, or where the plan names nobody."""

    def __init__(self, rules: Iterable[Rule], meaning: _Meaning) -> None:
        super().__init__(rules)
        self._meaning = meaning
        self._by_kind: dict[str, list[Rule]] = {}
        self._by_bearer: dict[str | None, list[Rule]] = {}
        for rule in self._rules:
            self._by_bearer.setdefault(meaning.named_bearer(rule), []).append(rule)
            for kind in rule.kinds:
                self._by_kind.setdefault(kind, []).append(rule)

    def meant_by(self, who: str | None) -> tuple[str | None, ...]:
        return self._meaning.wholes_of(who)

    def near(self, words: Iterable[str | None]) -> list[Rule]:
        """The rules whose bearer is one of these words or is not somebody by name, in the order of the plan."""
        return sorted((rule for word in dict.fromkeys((*words, None)) for rule in self._by_bearer.get(word, ())), key=lambda rule: rule.place)

    def _find(self, row: Row) -> Iterable[Rule]:
        if row.kind == "received":
            candidates = [rule for rule in self.near(self._meaning.wholes_of(row.to)) if "received" in rule.kinds]
        else:
            candidates = self._by_kind.get(row.kind, [])
        return (rule for rule in candidates if self._could_set_off(rule, row))

    def _could_set_off(self, rule: Rule, row: Row) -> bool:
        may_be = self._meaning.may_be
        if row.kind == "received" and not may_be(row.to, rule.duty.bearer):
            return False
        if rule.by and not any(may_be(row.actor, one) for one in rule.by):
            return False
        if rule.when is None or not rule.monotone:
            return True
        said = {"kind": row.kind, "form": form_of(row.kind, row.form)}
        return rule.when(said.get) is not False


def with_others(on: Iterable[str] | str) -> tuple[str, ...]:
    """Kinds of row with those that are also of their kind."""
    kinds = (on,) if isinstance(on, str) else on
    return tuple(dict.fromkeys(kind for first in kinds for kind in (first, *ALSO.get(first, ()))))


K = TypeVar("K")
V = TypeVar("V")


def remember(cache: dict[K, V], key: K, value: V) -> None:
    """Keep what was worked out, but not without end: a broken log may name a new body in every row."""
    if len(cache) >= _MOST_REMEMBERED:
        cache.clear()
    cache[key] = value
