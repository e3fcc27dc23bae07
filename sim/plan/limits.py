"""A limit: how a plan writes it, from which moment it runs, when it ends, and what it is called. Starts are in `sim.plan.starts`.

    "30 min" · "5 working days" · "none stated" · { limit, from } · { earlier = [...] } · { later = [...] }
    { moved, to, except } for an end that moves to the next working day
    { reading = "ID" } in place of a limit, of a length or of a start

What recurs has its limits in `sim.plan.slots`.

A limit is a value. As a plan writes it, it may lean on readings; `taken` gives the same limit with what the readings say, and only such
a limit has an end. It is told by `phrase(terms)`, which names readings and duties as the plan does, or by `of(lang)`, which needs no
plan: a taken limit (`Rule.limit`, `Verdict.limit`) can be told wherever a text in several languages can, `verdict.limit.of(lang)`.

A new form is a subclass of `LimitForm` in this file, added to `FORMS`, and its words in the room `limits` of the catalogues: what a form
must answer is abstract there, so that a form which forgets something cannot be made. Nobody outside asks which form a limit has.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from math import inf
from operator import attrgetter
from typing import Annotated, Any

from pydantic import BeforeValidator, WithJsonSchema

from sim.calendar import Doubt
from sim.durations import NONE_STATED, Amount, Days, amount_words, length_key, longer_amount, parse_amount
from sim.errors import cited
from sim.plan.clocks import Ground
from sim.plan.limit_form import LimitEnd, LimitForm
from sim.plan.starts import (
    NO_TERMS,
    START_SCHEMA,
    ReadingRef,
    StartValue,
    Terms,
    hour_words,
    is_reference,
    parse_hour,
    parse_start,
    reading_words,
    start_word,
    start_words,
    taken_start,
)  # fmt: skip
from sim.words import InLanguages, Phrase, RefusedError, phrase


@dataclass(frozen=True, slots=True)
class Limit(LimitForm):
    """One length from one start. `amount` None is the plan's silence about the length."""

    tables = (frozenset({"limit"}), frozenset({"limit", "from"}), frozenset({"reading"}))
    needs = "limit, from"

    amount: Amount | ReadingRef | None
    start: StartValue = "trigger"

    @classmethod
    def read(cls, table: Mapping[str, Any]) -> Limit:
        """{ limit, from }, or { reading } for a length that a reading gives."""
        length = table if "reading" in table else table["limit"]
        amount = ReadingRef(str(length["reading"])) if is_reference(length) else parse_amount(length)
        return cls(amount, parse_start(table.get("from", "trigger")))

    def lengths(self) -> tuple[Limit, ...]:
        """Itself."""
        return (self,)

    def starts(self) -> tuple[StartValue, ...]:
        """Its one start."""
        return (self.start,)

    def has_number(self) -> bool:
        """Whether its length is written."""
        return self.amount is not None and not isinstance(self.amount, ReadingRef)

    def taken(self, terms: Terms) -> Limit:
        """The length and the start that the readings give."""
        amount = self.amount
        return Limit(parse_amount(terms.readings[amount.id]) if isinstance(amount, ReadingRef) else amount, taken_start(self.start, terms))

    def end(self, ground: Ground) -> LimitEnd:
        """The length added to the start; silence sets no end."""
        start, length = ground.moment(start_word(self.start)), self.length()
        if length is None:
            return LimitEnd(None, start, settled=True)
        if start is None:
            return LimitEnd(None, None, settled=False)
        end, doubt = ground.end_of(length, start)
        return LimitEnd(end, start, settled=True, doubt=doubt)

    def runs(self) -> tuple[tuple[Amount, str], ...]:
        """Its length and its start; silence has none."""
        length = self.length()
        return () if length is None else ((length, start_word(self.start)),)

    def length(self) -> Amount | None:
        """Its length."""
        if isinstance(self.amount, ReadingRef):
            raise TypeError(f"the reading {self.amount.id!r} is not taken")
        return self.amount

    def phrase(self, terms: Terms = NO_TERMS) -> Phrase:
        """The length, and the start where it is not the trigger."""
        length = self._length_words(terms)
        return length if self.start == "trigger" else phrase("limits.from", length=length, start=start_words(self.start, terms))

    def _length_words(self, terms: Terms) -> Phrase:
        amount = self.amount
        if not isinstance(amount, ReadingRef):
            return amount_words(amount)
        if amount.id not in terms.readings:
            return reading_words(amount)
        length = amount_words(parse_amount(terms.readings[amount.id]))
        return phrase("limits.length-as-read", length=length, text=terms.wordings[amount.id])

    def loosened(self, now: LimitForm) -> bool | None:
        """Longer from the same start, or gone."""
        if not isinstance(now, Limit):
            return None
        longer = longer_amount(self.length(), now.length())
        return longer if self.start == now.start or (longer and now.amount is None) else None


@dataclass(frozen=True, slots=True)
class _Several(LimitForm):
    """One of several limits."""

    limits: tuple[LimitForm, ...]

    @classmethod
    def read(cls, table: Mapping[str, Any]) -> LimitForm:
        """{ earlier = [...] } or { later = [...] }."""
        ((word, parts),) = table.items()
        if not isinstance(parts, list | tuple) or len(parts) < 2:
            raise RefusedError(phrase("limits.two-at-least", word=word))
        return cls(tuple(form for part in parts if (form := parse_limit(part)) is not None))

    def lengths(self) -> tuple[Limit, ...]:
        """Those of all its limits."""
        return tuple(length for part in self.limits for length in part.lengths())

    def starts(self) -> tuple[StartValue, ...]:
        """Those of all its limits."""
        return tuple(dict.fromkeys(start for part in self.limits for start in part.starts()))

    def has_number(self) -> bool:
        """Whether one of its limits has."""
        return any(part.has_number() for part in self.limits)

    def taken(self, terms: Terms) -> LimitForm:
        """The same of its limits, each taken."""
        return type(self)(tuple(part.taken(terms) for part in self.limits))

    def loosened(self, now: LimitForm) -> bool | None:
        """One of them is, and none is less."""
        if not isinstance(now, _Several) or type(now) is not type(self) or len(self.limits) != len(now.limits):
            return None
        parts = [loosened(one, other) for one, other in zip(self.limits, now.limits, strict=True)]
        return None if None in parts else any(parts)

    def _known_end(self, parts: list[LimitEnd], pick: Callable[[Iterable[float]], float], doubt: Doubt | None) -> LimitEnd:
        settled = False not in [part.settled for part in parts]
        ends = {part.minute: part.anchor for part in reversed(parts) if part.minute is not None}
        if not ends:
            return LimitEnd(None, next((part.anchor for part in parts if part.anchor is not None), None), settled, doubt)
        end = pick(ends)
        return LimitEnd(end, ends[end], settled, doubt)


@dataclass(frozen=True, slots=True)
class FirstOf(_Several):
    """The limit that ends first."""

    tables = (frozenset({"earlier"}),)
    needs = "earlier"

    def end(self, ground: Ground) -> LimitEnd:
        """The earliest end known so far, which may still move forward. A limit of unstated length sets none."""
        parts = [part.end(ground) for part in self.limits]
        if not any(part.doubt for part in parts):
            return self._known_end(parts, min, None)
        first = min((part.minute for part in parts if part.minute is not None and part.doubt is None), default=inf)
        # A doubtful end that cannot come before a certain one changes nothing.
        doubt = min((part.doubt for part in parts if part.doubt is not None and part.doubt.earliest < first), key=_earliest, default=None)
        return self._known_end(parts, min, doubt)

    def runs(self) -> tuple[tuple[Amount, str], ...]:
        """Those of all its limits, where each of them has such."""
        found = [part.runs() for part in self.limits]
        return tuple(one for runs in found for one in runs) if all(found) else ()

    def length(self) -> Amount | None:
        """The shortest."""
        return min((length for part in self.limits if (length := part.length()) is not None), key=length_key, default=None)

    def phrase(self, terms: Terms = NO_TERMS) -> Phrase:
        """All of them, and that the first ends it."""
        return phrase("limits.first-of", limits=_alternatives(self.limits, terms))


@dataclass(frozen=True, slots=True)
class LastOf(_Several):
    """The limit that ends last."""

    tables = (frozenset({"later"}),)
    needs = "later"

    def end(self, ground: Ground) -> LimitEnd:
        """The latest end; unknown until all are known."""
        parts = [part.end(ground) for part in self.limits]
        if not all(part.settled for part in parts):
            return LimitEnd(None, None, settled=False)
        doubt = max((part.doubt for part in parts if part.doubt is not None), key=_earliest, default=None)
        return self._known_end(parts, max, doubt)

    def not_before(self, ground: Ground) -> float | None:
        """The latest end that is known of any of them."""
        return max((minute for part in self.limits if (minute := part.not_before(ground)) is not None), default=None)

    def length(self) -> Amount | None:
        """The longest; the later of a length and of silence has no end."""
        found = [part.length() for part in self.limits]
        return None if None in found else max(found, key=length_key)

    def phrase(self, terms: Terms = NO_TERMS) -> Phrase:
        """All of them, and that the last ends it."""
        return phrase("limits.last-of", limits=_alternatives(self.limits, terms))


@dataclass(frozen=True, slots=True)
class Moved(LimitForm):
    """A limit whose end, where it is not on a working day, moves to a time of the next one; not for those who are spared."""

    tables = (frozenset({"moved", "to"}), frozenset({"moved", "to", "except"}))
    needs = "moved, to, except"

    limit: LimitForm
    hour: float  # minutes after midnight
    spared: tuple[str, ...] = ()
    names: tuple[InLanguages | str, ...] = field(default=(), compare=False)  # what those are called: only taken limits have it

    @classmethod
    def read(cls, table: Mapping[str, Any]) -> Moved:
        """{ moved = LIMIT, to = "12:00", except = [PARTY, …] }."""
        limit, spared = parse_limit(table["moved"]), table.get("except", ())
        if limit is None or not isinstance(spared, list | tuple) or not all(isinstance(word, str) for word in spared):
            raise RefusedError(phrase("limits.spared", value=cited(spared)))
        return cls(limit, parse_hour(table["to"]), tuple(spared))

    def lengths(self) -> tuple[Limit, ...]:
        """Those of the limit that moves."""
        return self.limit.lengths()

    def starts(self) -> tuple[StartValue, ...]:
        """Those of the limit that moves."""
        return self.limit.starts()

    def parties(self) -> tuple[str, ...]:
        """Those who are spared, and whom the limit that moves names."""
        return (*self.spared, *self.limit.parties())

    def has_number(self) -> bool:
        """Whether the limit that moves has."""
        return self.limit.has_number()

    def taken(self, terms: Terms) -> Moved:
        """The same of the limit that moves, taken."""
        return Moved(self.limit.taken(terms), self.hour, self.spared, tuple(terms.parties.get(word, word) for word in self.spared))

    def end(self, ground: Ground) -> LimitEnd:
        """The end of the limit that moves, moved by the calendar."""
        found = self.limit.end(ground)
        if found.minute is None or ground.spares(self.spared):
            return found
        minute, doubt = ground.calendar.moved(found.minute, self.hour)
        return found._replace(minute=minute, doubt=found.doubt or doubt)

    def not_before(self, ground: Ground) -> float | None:
        """That of the limit that moves: its end never moves forward."""
        return self.limit.not_before(ground)

    def length(self) -> Amount | None:
        """That of the limit that moves."""
        return self.limit.length()

    def phrase(self, terms: Terms = NO_TERMS) -> Phrase:
        """The limit, to when it moves, and for whom it does not."""
        limit, hour = self.limit.phrase(terms), hour_words(self.hour)
        if not self.spared:
            return phrase("limits.moved", limit=limit, hour=hour)
        names = self.names or tuple(terms.parties.get(word, word) for word in self.spared)
        return phrase("limits.moved-but", limit=limit, hour=hour, parties=names)

    def loosened(self, now: LimitForm) -> bool | None:
        """A later hour, fewer who are spared, more time where it is counted in days; or gone.

        More hours may end on a working day, earlier than the hour to which fewer would have moved.
        """
        if not isinstance(now, Moved):
            return True if now.is_silent() else None
        inner, spared = loosened(self.limit, now.limit), set(now.spared) <= set(self.spared)
        in_days = all(isinstance(part.amount, Days) for form in (self, now) for part in form.lengths())
        if inner is None or not spared or now.hour < self.hour or (inner and not in_days):
            return None
        return inner or now.hour > self.hour or set(now.spared) != set(self.spared)


FORMS: tuple[type[LimitForm], ...] = (Limit, FirstOf, LastOf, Moved)
_BY_KEYS = {keys: kind for kind in FORMS for keys in kind.tables}
NO_LIMIT = Limit(None)


# -- reading -----------------------------------------------------------------------------------------------------------------


def parse_limit(value: object) -> LimitForm | None:
    """Read a limit in any of its forms; None where the file has none. Raises RefusedError with what is allowed."""
    if value is None or isinstance(value, LimitForm):
        return value
    if isinstance(value, str):
        return Limit(parse_amount(value))
    if not isinstance(value, dict):
        raise RefusedError(phrase("limits.no-limit", value=cited(value)))
    kind = _BY_KEYS.get(frozenset(value))
    if kind is None:
        raise RefusedError(phrase("limits.table", allowed=tuple(kind.needs for kind in FORMS if kind.needs), found=sorted(map(str, value))))
    return kind.read(value)


_SAID = {"from": START_SCHEMA, "to": {"type": "string", "examples": ["12:00"]}, "except": {"type": "array", "items": {"type": "string"}}}
_SCHEMA = {
    "anyOf": [
        {"type": "string", "examples": ["30 min", "5 working days", NONE_STATED]},
        {"type": "object", "properties": {key: _SAID.get(key, {}) for keys in _BY_KEYS for key in sorted(keys)}, "additionalProperties": False},
    ]
}
LimitField = Annotated[LimitForm | None, BeforeValidator(parse_limit), WithJsonSchema(_SCHEMA)]


# -- words and comparison ----------------------------------------------------------------------------------------------------


_earliest = attrgetter("earliest")


def _alternatives(limits: tuple[LimitForm, ...], terms: Terms) -> Phrase:
    """Limits of which one holds: in English "1 h or 2 h", in Chinese 1 小时、2 小时."""
    first, *others = (part.phrase(terms) for part in limits)
    for other in others:
        first = phrase("limits.or", one=first, other=other)
    return first


def loosened(before: LimitForm | None, now: LimitForm | None) -> bool | None:
    """Whether a limit gives more time now, or is gone: False where it is the same, None where it is less or nobody can say."""
    if before is None or now is None:
        return False if before is now else True if now is None else None
    if isinstance(now, Moved) and not isinstance(before, Moved):  # an end that moves is never earlier
        found = loosened(before, now.limit)
        return None if found is None else True
    return before.loosened(now)
