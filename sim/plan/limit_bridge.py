"""Lengths, starts and limits as phrases."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sim.durations import Amount, Days, Span, parse_amount
from sim.plan.limits import FirstOf, LastOf, LimitForm, ReadingRef, StartValue
from sim.plan.model import Duty, Reading
from sim.words import InLanguages, Phrase, phrase


def amount_words(amount: Amount | None) -> Phrase:
    """A length of time as a plan writes it; None is the plan's silence."""
    match amount:
        case None:
            return phrase("values.none-stated")
        case Span(minutes):
            whole = minutes >= 60 and minutes % 60 == 0
            return phrase("values.hours", hours=minutes / 60) if whole else phrase("values.minutes", minutes=minutes)
        case Days(count, _, months=True):
            return phrase("values.months", n=count)
        case Days(count, working):
            return phrase("values.working-days", n=count) if working else phrase("values.days", n=count)


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """What the words of a limit stand for in one plan."""

    readings: Mapping[str, bool | str]
    wordings: Mapping[str, InLanguages]
    titles: Mapping[str, InLanguages]

    @classmethod
    def of(cls, readings: Iterable[Reading], duties: Iterable[Duty]) -> Terms:
        """The terms of a plan's readings and duties."""
        given = tuple(readings)
        return cls(
            readings={one.id: one.value for one in given},
            wordings={one.id: one.text for one in given},
            titles={duty.id: duty.title for duty in duties},
        )


def limit_words(form: LimitForm, terms: Terms) -> Phrase:
    """A limit: how long, and from when."""
    if isinstance(form, FirstOf | LastOf):
        first, *others = (limit_words(part, terms) for part in form.limits)
        for other in others:
            first = phrase("limits.or", one=first, other=other)
        return phrase("limits.first-of", limits=first) if isinstance(form, FirstOf) else phrase("limits.last-of", limits=first)
    amount = form.amount
    if isinstance(amount, ReadingRef):
        length = phrase("limits.length-as-read", length=amount_words(parse_amount(terms.readings[amount.id])), text=terms.wordings[amount.id])
    else:
        length = amount_words(amount)
    return length if form.start == "trigger" else phrase("limits.from", length=length, start=start_words(form.start, terms))


def start_words(start: StartValue, terms: Terms) -> Phrase:
    """A start in words: "from receipt"."""
    if isinstance(start, ReadingRef):
        return phrase("limits.start-as-read", start=start_words(str(terms.readings[start.id]), terms))
    if start.startswith("duty:"):
        return phrase("limits.from-duty", title=terms.titles.get(start.removeprefix("duty:"), start))
    return phrase(f"start.{start}")


def length_key(length: Amount | None) -> tuple[int, float]:
    """Sorts lengths: minutes before days before silence."""
    if isinstance(length, Span):
        return 0, length.minutes
    return (1, float(length.count * 30 if length.months else length.count)) if length is not None else (2, 0.0)
