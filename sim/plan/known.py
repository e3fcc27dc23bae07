"""What a plan (and, for habits, the resources) names: the words that its entries may refer to."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Self

from sim.documents import Mistakes
from sim.durations import NONE_STATED
from sim.plan.condition_names import Name, Vocabulary, ranked, vocabulary
from sim.plan.derived import derived_duties
from sim.plan.model import Plan, Reading
from sim.vocabulary import FORMS, SENT_KINDS

POINTERS = ("@actor", "@to", "@bearer", "@approver", "@level.approved_by", "@level.proposed_by", "@activated.approver")
_POINTER = re.compile("(" + "|".join(map(re.escape, POINTERS)) + r")(\.superior)*")


@dataclass(frozen=True, slots=True, kw_only=True)
class Ids:
    """Ids by kind. Entries with faults of their own count too: a reference to them is no second fault."""

    bodies: tuple[str, ...]
    posts: tuple[str, ...]
    groups: tuple[str, ...]
    facts: tuple[str, ...]
    grades: tuple[str, ...]
    levels: tuple[str, ...]
    duties: tuple[str, ...]
    contents: tuple[str, ...]
    reading_ids: tuple[str, ...]
    readings: Mapping[str, Reading]
    vocabulary: Vocabulary

    @classmethod
    def of(cls, plan: Plan, data: Mapping[str, Any] | None = None) -> Self:
        """The words of a plan; `data` is its file as parsed, where some entries may not have become part of the plan."""

        def ids(table: str, key: str = "id") -> tuple[str, ...]:
            if data is None:
                return tuple(str(getattr(entry, key)) for entry in getattr(plan, table))
            return tuple(ids_in(data, table, key))

        base = vocabulary(plan)
        names: dict[str, Name] = dict(base.names)
        for name, table in (("grade", "grade"), ("level", "level"), ("warning", "warning")):
            names[name] = ranked(dict.fromkeys(ids(table)))
        for name in ("actor", "to"):
            names[name] = Name("one of", (*ids("body"), *ids("post")))
        names["form"] = Name("one of", (*base.names["form"].values, *ids("content", "form"), *ids("duty", "form")))
        return cls(
            bodies=ids("body"), posts=ids("post"), groups=ids("group"), facts=ids("fact"), grades=ids("grade"), levels=ids("level"),
            duties=(*ids("duty"), *(duty.id for duty in derived_duties(plan))), contents=ids("content", "form"),
            reading_ids=ids("reading"), readings={reading.id: reading for reading in plan.reading},
            vocabulary=Vocabulary(names, base.readings),
        )  # fmt: skip

    def with_more(self, *, bodies: Iterable[str] = (), duties: Iterable[str] = (), forms: Iterable[str] = ()) -> Ids:
        """The same with bodies, habits and forms that only the resources know."""
        names = dict(self.vocabulary.names)
        names["form"] = Name("one of", (*names["form"].values, *forms))
        for name in ("actor", "to"):
            names[name] = Name("one of", (*names[name].values, *bodies))
        return replace(
            self, bodies=(*self.bodies, *bodies), duties=(*self.duties, *duties),
            vocabulary=replace(self.vocabulary, names=names),
        )  # fmt: skip

    @property
    def forms(self) -> tuple[str, ...]:
        """The forms that a message may have."""
        return tuple(dict.fromkeys((*FORMS, *SENT_KINDS.values(), *self.contents)))

    @property
    def parties(self) -> tuple[str, ...]:
        """Whoever may bear a duty or receive a message."""
        return (*self.bodies, *self.posts, *self.groups)

    def party(self, faults: Mistakes, place: str, word: str, *, pointers: bool = False, silent: bool = True) -> None:
        """Check a word that stands for a body, post or group, or points at one where pointers may stand."""
        if word == NONE_STATED and silent:
            return
        if not word.startswith("@"):
            faults.known(place, "body, post or group", word, self.parties)
        elif not pointers:
            faults.add(place, "a pointer cannot stand here", value=word, allowed="a body, post or group")
        elif not _POINTER.fullmatch(word):
            faults.known(place, "pointer", word, POINTERS)

    def one_of(self, faults: Mistakes, place: str, what: str, word: str, known: tuple[str, ...]) -> None:
        """Check a reference that may also be silent."""
        if word != NONE_STATED:
            faults.known(place, what, word, known)


def ids_in(data: Mapping[str, Any], table: str, key: str = "id") -> Iterable[str]:
    """The ids of a table of a parsed file, also of its faulty entries."""
    rows = data.get(table)
    for entry in rows if isinstance(rows, list) else ():
        name = entry.get(key) if isinstance(entry, dict) else None
        if isinstance(name, str) and name:
            yield name
