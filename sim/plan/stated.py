"""What has been stated of one event, and what holds of it: facts with their age, how they hold, and over which window of time.

A plain fact is what was stated last, by its age (`as_of`), not by its arrival. A fact may also hold by a rule (`[[fact]] holds`,
`window`): the largest of all that was stated, or the sum, and only what was so within some time of the event, or of the row that asks.

Such a fact is kept statement by statement, and so it must be told what is stated anew from what is only said again. Said again is:

- a receipt of what was sent;
- the same value of the same age (`as_of`);
- in a message to somebody to whom its sender had not said it yet: what the sender knew, from others or by its own. For a sum that is any
  one statement that it knew, or all that it had still to say to this recipient, added up; else the newest.

For a sum, what somebody knew and puts down again in a row of another kind (noticed, then verified) is said again too; for the others it is
a new look. What is noticed is always new.
One meaning for the book of a post, for that of the judge, and for a grade that is held against the facts.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right, insort
from collections import defaultdict, deque
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from math import inf
from typing import Any, Literal

from sim.calendar import Calendar
from sim.durations import Amount, parse_amount
from sim.plan.conditions import Test, Vocabulary, compile_condition
from sim.plan.model import Fact
from sim.record import TOLERANCE_MIN, Row
from sim.vocabulary import is_message

FOUND = frozenset({"occurred", "risk-found", "noticed"})  # whatever its actor knew before
ANEW = frozenset({"verified", "regraded"})  # from such a row on the largest starts anew
_NUMBERS = (int, float)  # a pair, since a union would be made anew at each look
_DIGITS = 6  # of a minute, where ages are compared: outside logs are rounded
_OPEN = object()  # something was stated, and nobody can say what follows; None: nothing was
_Key = tuple[float, int]  # age and arrival: the order of statements
_Saying = tuple[str, str]  # by whom, and to whom or in which kind of row


@dataclass(frozen=True, slots=True)
class HoldingRule:
    """How one fact holds that is not plainly what was stated last. `windows` are lengths, each with its condition; the first that holds."""

    id: str
    holds: Literal["latest", "largest", "sum"]
    windows: tuple[tuple[Test | None, Amount], ...]
    rolling: bool  # the window lies before the row that asks, not after the event


def holdings_of(facts: Iterable[Fact], vocabulary: Vocabulary, readings: Mapping[str, bool | str]) -> dict[str, HoldingRule]:
    """The facts that hold by a rule of their own, by id."""
    return {
        fact.id: HoldingRule(
            fact.id,
            fact.holds,
            tuple((compile_condition(one.when.node, vocabulary, readings) if one.when else None, _length(one.length)) for one in fact.windows),
            fact.window_from == "now",
        )
        for fact in facts
        if fact.ruled
    }


def _length(text: str) -> Amount:
    length = parse_amount(text)
    if length is None:
        raise ValueError(f"a window without a length: {text!r}")
    return length


@dataclass(slots=True, eq=False)
class Statement:
    """One value as it was stated anew, and who said it in which way, so that it is known when it is only said again."""

    value: Any
    key: _Key
    said: set[_Saying] = field(default_factory=set)
    known_to: set[str] = field(default_factory=set)

    @property
    def age(self) -> float:
        """As of which minute it is so."""
        return self.key[0]


class Statements:
    """All that was stated anew of one fact that holds by a rule of its own."""

    __slots__ = ("_anew", "_by_age", "_cached", "_keys", "_known", "_known_values", "_newest", "_next", "_order", "_unheard", "rule")

    def __init__(self, rule: HoldingRule) -> None:
        self.rule = rule
        self._order: list[Statement] = []  # by age, then arrival
        self._keys: list[_Key] = []
        self._anew: list[_Key] = []
        self._by_age: dict[tuple[float, Any], Statement] = {}
        self._known: dict[str, list[Statement]] = defaultdict(list)  # to whom, in the order in which they came to know
        self._newest: dict[str, Statement] = {}  # of those that somebody knows
        self._known_values: dict[tuple[str, Any], list[Statement]] = defaultdict(list)
        self._next: dict[tuple[_Saying, Any], int] = {}  # up to which of the values that somebody knows it has said them so
        self._unheard: dict[tuple[_Saying, Any], deque[Statement]] = defaultdict(deque)
        self._cached: tuple[tuple[int, int, int], Any] = ((-1, -1, -1), None)

    # -- what is stated ----------------------------------------------------------------------------------------------------------

    def note(self, value: Any, age: float | None, row: Row, body_of: Mapping[str, str]) -> None:
        """Take in what a row states. `age` None: the row says nothing of how old it is."""
        word, message = _word(value), is_message(row.kind)
        who = _body(row.actor, body_of)
        saying = (who, _body(row.to, body_of) if message else row.kind)
        again = self._again(word, age, row, saying, message=message)
        if again is None:
            when = row.time if age is None else age
            again = [self._state(value, word, when, row)]
        for one in again:
            self._said(one, saying, message=message, heard=row.kind == "received")

    def _state(self, value: Any, word: Any, age: float, row: Row) -> Statement:
        made = Statement(value, (age, len(self._order)))
        self._by_age.setdefault((round(age, _DIGITS), word), made)
        at = bisect_right(self._keys, made.key)
        self._keys.insert(at, made.key)
        self._order.insert(at, made)
        if row.kind in ANEW:
            insort(self._anew, made.key)
        return made

    def _said(self, one: Statement, saying: _Saying, *, message: bool, heard: bool) -> None:
        """Note that it was said so, and who knows it now."""
        one.said.add(saying)
        for who in saying if message else saying[:1]:
            if who and who not in one.known_to:
                one.known_to.add(who)
                self._known[who].append(one)
                if who not in self._newest or one.key > self._newest[who].key:
                    self._newest[who] = one
                self._known_values[who, _word(one.value)].append(one)
        if message and not heard:
            self._unheard[saying, _word(one.value)].append(one)

    def _again(self, word: Any, age: float | None, row: Row, saying: _Saying, *, message: bool) -> list[Statement] | None:
        """The statements that a row only says again; None where it states something new."""
        if row.kind == "received" and (waiting := self._unheard.get((saying, word))):
            heard = next((one for one in waiting if age is None or abs(one.age - age) <= TOLERANCE_MIN), None)
            if heard is not None:
                waiting.remove(heard)
                return [heard]
        if not message and (self.rule.holds != "sum" or row.kind in FOUND):
            return None
        if age is not None:
            same = self._by_age.get((round(age, _DIGITS), word))
            if same is not None and (message or saying[0] in same.known_to):
                return [same]
        return self._passed_on(word, age, saying)

    def _passed_on(self, word: Any, age: float | None, saying: _Saying) -> list[Statement] | None:
        """What its sayer knew and had not said so yet."""
        known = self._known.get(saying[0])
        if not known:
            return None
        if self.rule.holds != "sum":
            newest = self._newest[saying[0]]
            return [newest] if age is None and _word(newest.value) == word and saying not in newest.said else None
        if age is None and (one := self._next_unsaid(saying, word)) is not None:
            return [one]
        unsaid = [one for one in known if saying not in one.said]
        return unsaid if len(unsaid) > 1 and all(_is_number(one.value) for one in unsaid) and _added(unsaid) == word else None

    def _next_unsaid(self, saying: _Saying, word: Any) -> Statement | None:
        """The first statement of a value that somebody knows and has not said so; the search goes on where it ended the last time."""
        values = self._known_values.get((saying[0], word), ())
        at = self._next.get((saying, word), 0)
        while at < len(values) and saying in values[at].said:
            at += 1
        self._next[saying, word] = at
        return values[at] if at < len(values) else None

    def to_tell(self, who: str, to: str) -> tuple[Any, float]:
        """What somebody who knows all of this tells another: value and age. Of a sum, all that it has not told yet.

        Of the largest, what is newest once the largest is known there.
        """
        newest = self._order[-1]
        if self.rule.holds == "sum":
            left = [one for one in self._order if (who, to) not in one.said and to not in one.known_to and _is_number(one.value)]
            return _added(left), newest.age
        first = bisect_left(self._keys, self._anew[-1]) if self._anew else 0
        since = [one for one in self._order[first:] if _is_number(one.value)]
        if self.rule.holds == "latest" or not since:
            return newest.value, newest.age
        largest = max(since, key=lambda one: (one.value, one.key))
        if to in largest.known_to:
            return newest.value, newest.age  # whoever knows how many there have been wants to know how many there are
        return largest.value, largest.age

    # -- what holds --------------------------------------------------------------------------------------------------------------

    def __len__(self) -> int:
        return len(self._order)

    def between(self, low: float, high: float) -> Any:
        """What follows from the statements of these ages, the bounds included; None where there is none."""
        first, last = bisect_left(self._keys, (low, -1)), bisect_right(self._keys, (high, len(self._order)))
        where = (first, last, len(self._order))
        if self._cached[0] != where:
            self._cached = (where, self._reckoned(first, last))
        return self._cached[1]

    def first_within(self, reaches: Callable[[float], bool]) -> float:
        """The lowest age from which a moment is reached, where all that are older do not reach it; infinity for none."""
        at = bisect_left(self._keys, 1, key=lambda key: int(reaches(key[0])))
        return self._keys[at][0] if at < len(self._keys) else inf

    def _reckoned(self, first: int, last: int) -> Any:
        holds = self.rule.holds
        if first >= last:
            return 0 if holds == "sum" and self._order else None
        if holds == "latest":
            return self._order[last - 1].value
        if holds == "largest":
            begin = bisect_right(self._anew, self._keys[last - 1])
            if begin:
                first = max(first, bisect_left(self._keys, self._anew[begin - 1]))
        counted = self._order[first:last]
        if not all(_is_number(one.value) for one in counted):
            return _OPEN  # a log from outside may hold anything
        return max(one.value for one in counted) if holds == "largest" else _added(counted)


class Stated:
    """What is known of the facts of one event. Rows come in the order in which they became known.

    `began` gives the minute of the event, from which windows run; None while it is unknown. With `presumed`, whoever has not heard of
    that moment takes the oldest that it has heard of: a post has to act. The judge does not.
    """

    __slots__ = ("_began", "_body_of", "_calendar", "_defaults", "_oldest", "_presumed", "_told", "known", "ruled")

    def __init__(
        self,
        holdings: Mapping[str, HoldingRule],
        defaults: Mapping[str, Any],
        body_of: Mapping[str, str],
        calendar: Calendar,
        began: Callable[[], float | None],
        *,
        presumed: bool = False,
    ) -> None:
        self.known: dict[str, tuple[Any, float, int]] = {}  # name -> (value, as of minute, row): the newest of all
        self.ruled: dict[str, Statements] = {id_: Statements(rule) for id_, rule in holdings.items()} if holdings else {}
        self._began = began
        self._defaults = defaults
        self._body_of = body_of
        self._calendar = calendar
        self._presumed = presumed
        self._oldest: float | None = None
        self._told: dict[str, Any] | None = None

    def anew(self) -> Stated:
        """The same of which nothing has been stated yet."""
        rules = {id_: statements.rule for id_, statements in self.ruled.items()}
        return Stated(rules, self._defaults, self._body_of, self._calendar, self._began, presumed=self._presumed)

    def has_seen(self, facts: dict[str, Any]) -> bool:
        """Whether these very facts were the last to be taken in: the sender of a message sees them again when it is received."""
        if self._told is facts and not self.ruled:
            return True
        self._told = facts
        return False

    def note_statements(self, row: Row, ages: Mapping[str, Any]) -> None:
        for name, statements in self.ruled.items():
            if name in row.facts:
                said = ages.get(name)
                age = float(said) if isinstance(said, int | float) else None
                statements.note(row.facts[name], age, row, self._body_of)
                since = row.time if age is None else age
                self._oldest = since if self._oldest is None else min(self._oldest, since)

    def to_tell(self, name: str, who: str | None, to: str | None) -> tuple[Any, float]:
        """What somebody who knows all of this tells another of a fact that holds by a rule: value and age."""
        return self.ruled[name].to_tell(_body(who, self._body_of), _body(to, self._body_of))

    def latest(self, name: str) -> Any:
        """What was stated last of a fact, whatever its rule; its default where nobody has; or None."""
        held = self.known.get(name)
        return self._defaults.get(name) if held is None else held[0]

    def value(self, name: str, now: float) -> Any:
        """What holds of a fact for a row at minute `now`, or None while that is unknown."""
        if self.ruled and name in self.ruled:
            return self._ruled_value(self.ruled[name], now)
        held = self.known.get(name)
        return self._defaults.get(name) if held is None else held[0]

    def _ruled_value(self, statements: Statements, now: float) -> Any:
        rule = statements.rule
        if not rule.windows:
            found = [statements.between(-inf, inf)]
        else:
            found = [self._within(statements, length, now) for length in self._lengths(rule, now)]
        usual = self._defaults.get(rule.id)
        first, *others = (usual if one is None else one for one in found)
        return None if first is _OPEN or any(type(one) is not type(first) or one != first for one in others) else first

    def _lengths(self, rule: HoldingRule, now: float) -> list[Amount]:
        """The length of the window; several where it is unknown which holds."""
        found: list[Amount] = []
        for test, length in rule.windows:
            try:
                holds = True if test is None else test(lambda name: self.value(name, now))
            except TypeError:
                holds = None  # a value of a wrong type says nothing
            if holds is not False and length not in found:
                found.append(length)
            if holds:
                break
        return found

    def _within(self, statements: Statements, length: Amount, now: float) -> Any:
        if not len(statements):
            return None
        if statements.rule.rolling:
            if self._end(length, now) is None:
                return _OPEN
            low = statements.first_within(lambda age: (self._end(length, age) or -inf) >= now - TOLERANCE_MIN)
            return statements.between(low, now + TOLERANCE_MIN)
        start = self._began()
        if start is None and self._presumed:
            start = self._oldest
        end = None if start is None else self._end(length, start)
        return _OPEN if start is None or end is None else statements.between(start - TOLERANCE_MIN, end + TOLERANCE_MIN)

    def _end(self, length: Amount, start: float) -> float | None:
        """Where a window that begins at a minute ends: where a limit of its length would. None where nobody knows the date."""
        return self._calendar.end_of(length, start).minute


def learn(row: Row, holders: Sequence[Stated]) -> None:
    """Let all `holders` take in the facts of a row (the newer *as of* wins, not the newer arrival)."""
    facts = row.facts
    ages = facts.get("as_of")
    if not isinstance(ages, dict):
        ages = None
    elif len(holders) == 1 and holders[0].has_seen(facts):
        return
    time, seq, proposed = row.time, row.seq, row.form == "proposal"
    knowing = [stated.known for stated in holders]
    first, *others = knowing
    for name, value in facts.items():
        if name == "as_of" or (proposed and name == "level"):
            continue  # a level that is only proposed does not hold
        age = time
        if ages is not None:
            age = ages.get(name, time)
            if type(age) is not float and not isinstance(age, _NUMBERS):
                age = time  # a log from outside may hold anything
        held = first.get(name)
        if held is None or age >= held[1]:
            first[name] = (value, age, seq)
        for known in others:  # none beside a desk's own book
            held = known.get(name)
            if held is None or age >= held[1]:
                known[name] = (value, age, seq)
    if holders[0].ruled:
        for stated in holders:
            stated.note_statements(row, ages or {})


def _body(who: str | None, body_of: Mapping[str, str]) -> str:
    return "" if who is None else body_of.get(who, who)


def _is_number(value: object) -> bool:
    return type(value) in (int, float)


def _word(value: Any) -> Any:
    """A value as a key: numbers by what they are, anything else by how it is written."""
    return value if _is_number(value) else repr(value)


def _added(statements: Iterable[Statement]) -> float:
    total: float = sum(one.value for one in statements)
    return total
