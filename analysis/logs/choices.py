"""What the cells of a log may hold where they are blank or nobody can read them, by the plan that judges it."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from functools import cached_property
from typing import Any

from analysis.evidence import OneOf
from analysis.logs.names import PartyNames
from sim.plan.channels import channels_of
from sim.plan.conditions import forms_of
from sim.plan.derived import derived_duties
from sim.plan.model import Plan
from sim.vocabulary import ACTS, ALSO, KINDS, UNKNOWN_KINDS, is_message

_WORD = re.compile(r"[a-z][a-z-]*(?: [a-z]+)*")
STRANGE_KIND = "other"  # of a row that no rule names
_KEPT = 10_000  # names of strangers
_OF_ITSELF = ("occurred", "noticed", "received", "classified", "regraded", "activated", "ended", "verified")  # what no plan need name


class Choices:
    """What the cells of a log may hold where nobody can read them, by the plan that it is judged by."""

    def __init__(self, plan: Plan, parties: PartyNames) -> None:
        self._plan, self._parties = plan, parties
        self._may_stand: dict[tuple[str, str], frozenset[str] | None] = {}
        self._who: dict[str | None, OneOf] = {}
        self._forms: dict[str, tuple[str, ...]] = {}

    @cached_property
    def _words(self) -> frozenset[str]:
        """Every word of the plan that may be a kind or a form."""
        return frozenset(_words_in(self._plan.model_dump(mode="json")))

    @cached_property
    def kinds(self) -> tuple[str, ...]:
        """The kinds that a rule of the plan may hang on, and one that none does."""
        acts = {ACTS[duty.act].kind for duty in self._duties if duty.act in ACTS}
        acts |= {kind for one in acts for kind in ALSO.get(one, ())}
        known = acts | {*_OF_ITSELF, *(word for word in self._words if word in KINDS)}
        return (STRANGE_KIND, *(kind for kind in KINDS if kind in known and kind != STRANGE_KIND and kind not in UNKNOWN_KINDS))

    def who(self, written: str | None) -> OneOf:
        """Anybody of the plan, or a stranger, by the name that was written."""
        found = self._who.get(written)
        if found is None:
            found = OneOf((written, *(one for one in self._parties.everybody if one != written)))
            if len(self._who) < _KEPT:
                self._who[written] = found
        return found

    def parties(self, kind: str, column: str) -> frozenset[str] | None:
        """Who may stand in a column of parties of such a row, by the duties of the plan; None where these do not tell."""
        if (kind, column) not in self._may_stand:
            self._may_stand[kind, column] = self._allowed(kind, column == "to")
        return self._may_stand[kind, column]

    def _allowed(self, kind: str, told: bool) -> frozenset[str] | None:
        named: set[str] = set()
        for duty in self._duties:
            own = ACTS[duty.act].kind if duty.act in ACTS else ""
            if kind != own and kind not in ALSO.get(own, ()) and not (kind == "received" and is_message(own)):
                continue
            whom = duty.to if told else (duty.bearer,)
            if not isinstance(whom, tuple):
                return None
            named |= {id_ for one in whom for id_ in (one, *self._parties.members.get(one, ()))}
        bodies = {self._parties.body_of.get(id_, id_) for id_ in named}
        here = {id_ for id_ in self._parties.everybody if id_ in named or self._parties.body_of.get(id_, id_) in bodies}
        players = {id_ for id_, roles in self._parties.plays.items() if bodies & set(roles)}
        return frozenset(here | players) or None

    @cached_property
    def channels(self) -> tuple[str | None, ...]:
        """Any way, or one that nobody knows."""
        return (None, *channels_of(self._plan))

    def forms(self, kind: str) -> tuple[str, ...]:
        """The forms that the plan's duties ask of a kind of row, and those that it names otherwise for messages."""
        found = self._forms.get(kind)
        if found is None:
            found = self._forms[kind] = self._forms_for(kind)
        return found

    def _forms_for(self, kind: str) -> tuple[str, ...]:
        own = self._forms_of_kind
        if kind in (STRANGE_KIND, "received"):
            return tuple(dict.fromkeys((*(form for some in own.values() for form in some), *self._named_forms)))
        return tuple(dict.fromkeys((*own.get(kind, ()), *(self._named_forms if is_message(kind) else ()))))

    @cached_property
    def _duties(self) -> tuple[Any, ...]:
        return (*self._plan.duty, *derived_duties(self._plan))

    @cached_property
    def _forms_of_kind(self) -> dict[str, dict[str, None]]:
        found: dict[str, dict[str, None]] = defaultdict(dict)
        for duty in self._duties:
            act = ACTS.get(duty.act)
            if act is not None and (form := duty.form or act.form):
                found[act.kind][form] = None
        return found

    @cached_property
    def _named_forms(self) -> tuple[str, ...]:
        contents = {content.form for content in self._plan.content}
        return tuple(form for form in forms_of(self._plan) if form in contents or form in self._words)


def _words_in(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
        yield from _WORD.findall(value)
    elif isinstance(value, dict):
        for held in value.values():
            yield from _words_in(held)
    elif isinstance(value, list | tuple | set | frozenset):
        for held in value:
            yield from _words_in(held)
