"""What a revision adds to the findings on a plan: those that the plan alone does not have, and how many it takes away.

A finding is the same where it is of one kind, about the same entries, and says the same; a new title or clause of an entry, which every
revision brings, is no new finding. One that is left of a larger one, of which a revision has mended a part, is not new either.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sim.plan.check.finding import SEVERITIES, Finding
from sim.plan.check.index import Lasting
from sim.plan.model import Duty, End, Occasion, Plan
from sim.words import LANGUAGES, Called, InLanguages, Phrase

_HOW_MANY = frozenset({"n", "more"})  # arguments that only count the others


@dataclass(frozen=True, slots=True)
class Added:
    """The findings that a revised plan has and the plan had not, those that are gone, and how many both have."""

    added: tuple[Finding, ...]
    gone: tuple[Finding, ...]
    kept: int


def added(before: tuple[Finding, ...], after: tuple[Finding, ...], plan: Plan, revised: Plan) -> Added:
    """Compare the findings on a plan (`before`) with those on the plan as revised (`after`), each in its order."""
    old = [_Told(one, _titles(plan)) for one in before]
    new = [_Told(one, _titles(revised)) for one in after]
    fresh = tuple(one.finding for one in new if not any(one.within(other) for other in old))
    gone = tuple(one.finding for one in old if not any(one.within(other) or other.within(one) for other in new))
    return Added(fresh, gone, len(new) - len(fresh))


def _titles(plan: Plan) -> dict[str, str]:
    """Which entry a title stands for."""
    entries: list[End | Occasion | Duty] = [*plan.end, *plan.occasion, *plan.duty]
    return {_words(entry.title): entry.id for entry in entries}


class _Told:
    """A finding with what it says, taken apart."""

    def __init__(self, finding: Finding, titles: dict[str, str]) -> None:
        self.finding = finding
        self._rules = frozenset(finding.rules)
        self._says = frozenset(_parts(finding.message, titles))

    def within(self, other: _Told) -> bool:
        """Whether this says nothing that the other does not say as gravely."""
        mine, theirs = self.finding, other.finding
        if mine.kind is not theirs.kind or SEVERITIES.index(mine.severity) < SEVERITIES.index(theirs.severity):
            return False
        return self._rules <= other._rules and self._says <= other._says


def _parts(said: Any, titles: dict[str, str]) -> Iterator[object]:
    """The codes, names and values of a sentence, with ids in place of titles."""
    match said:
        case Phrase(code="check.titled"):
            yield from (part for name, value in said.args if name == "title" for part in _parts(value, titles))
        case Phrase():
            if said.code != "check.and-more":
                yield said.code
            for name, value in said.args:
                yield from () if name in _HOW_MANY else _parts(value, titles)
        case Called():
            yield said.args
        case Lasting():
            yield str(said.amount)
        case tuple() | list():
            for one in said:
                yield from _parts(one, titles)
        case str() | int() | float():
            yield said
        case _:
            text = _words(said)
            yield titles.get(text, text)


def _words(text: InLanguages) -> str:
    return "\n".join(text.of(lang) for lang in LANGUAGES)
