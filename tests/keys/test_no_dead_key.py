"""No key without an effect: whatever a file may say changes a verdict, a run, a finding or, where it is a text for readers, what is printed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from typing import Any

import pytest
from pydantic.fields import FieldInfo

from sim.errors import InputError
from sim.references import own_ids
from sim.text import OwnId
from sim.vocabulary import ACTS, CHANNELS, EFFECTS, KINDS
from tests.keys.bases import DEEDS, DOCUMENTS, TEXTS, Base, own_bases, shipped_base
from tests.keys.walk import MISSING, Key, Steps, changed_at, changes, holds_only_tables, is_for_readers, keys_of, marks_of, tables_in, value_at

CROWDED = (("shanting", "sudden-growth"), ("shanting", "come-back-another-day"), ("shanting", "beyond-capacity"), ("shanting", "district-gate"))
CROWD_TABLES = frozenset({"People", "Arrival", "Follows", "Talks", "Observable", "crowd"})
MOST_PLACES, MOST_CHANGES = 6, 12  # in the small files; where a run takes its time, a third of it

HAND: dict[str, tuple[Any, ...]] = {
    "Shift.begins": ("13:00",),
    "Shift.ends": ("07:00",),
    "Level.includes_if": ("never",),
    "Expect.share": ([0.0, 0.1],),
    "Expect.that": ("rows__reported >= 1000",),
    "Duty.effect": ("ambulance",),
    "Duty.until": ("stood-down", "none stated"),
}
ALL = [(document, key) for document, model in DOCUMENTS.items() for key, field in keys_of(model).items() if not holds_only_tables(field)]


@cache
def bases() -> tuple[Base, ...]:
    return own_bases()


@cache
def crowded() -> tuple[Base, ...]:
    return tuple(shipped_base(*names) for names in CROWDED)


def places(document: str, key: Key, base: Base) -> list[Steps]:
    """Where a table of the key's kind stands, those with the key first."""
    data = getattr(base.files, document)
    found = [at for table, at in tables_in(DOCUMENTS[document], data) if table == key.table]
    return sorted(found, key=lambda at: value_at(data, (*at, key.name)) is MISSING)


@cache
def ids(base: Base) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = defaultdict(tuple)
    for document, model in DOCUMENTS.items():
        for kind, own in own_ids(model, getattr(base.files, document)).items():
            found[kind] += own
    return {**found, "act": tuple(ACTS), "kind": KINDS, "channel": CHANNELS, "effect": EFFECTS}


def tried(document: str, key: Key, field: FieldInfo | None) -> Iterator[tuple[Base, Base]]:
    """A base, and the same with another value of the key, from place to place."""
    for base in (*bases(), *(crowded() if key.table in CROWD_TABLES else ())):
        share = 1 if base in bases() else 3
        data = getattr(base.files, document)
        for at in places(document, key, base)[: MOST_PLACES // share]:
            value = value_at(data, (*at, key.name))
            new = [*HAND.get(str(key), ()), *changes(value, field, ids(base))]
            for other in new[: MOST_CHANGES // share]:
                if other != value:
                    yield base, base.with_tables(document, changed_at(data, (*at, key.name), other))


def effect(document: str, key: Key, field: FieldInfo | None) -> str | None:
    """What the key changes, in the first place where it changes anything; None where it changes nothing."""
    seen = DEEDS[document] + (TEXTS[document] if is_for_readers(field) else ())
    named = any(isinstance(mark, OwnId) for mark in marks_of(field))
    for base, other in tried(document, key, field):
        for what in seen:
            before = getattr(base, what)
            try:
                if before != getattr(other, what):
                    return what
            except InputError:
                if named:
                    return "refused"  # by what names it
                break
    return None


@pytest.mark.parametrize(("document", "key"), ALL, ids=lambda one: str(one))
def test_every_key_of_a_file_has_an_effect(document: str, key: Key) -> None:
    field = keys_of(DOCUMENTS[document])[key]

    assert effect(document, key, field) is not None
