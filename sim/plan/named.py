"""All that an entry of a plan names, whatever its keys: words (ids, kinds, forms, starts, facts) and lengths of time.

It is asked where nothing may be forgotten, such as which rows may bear on a rule. A key that is new in the plan language is covered
without a change here, since every value below the entry is walked through; what is said to readers alone is left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import fields, is_dataclass
from typing import Any

from pydantic import BaseModel

from sim.durations import Days, Span, parse_amount
from sim.plan.expression import When
from sim.words import Phrase, RefusedError

_FOR_READERS = frozenset({"title", "note", "why_timed", "clause", "name", "text", "value_names", "aliases", "alias_clauses", "unit"})
_FOR_READERS_OF_PARTS = _FOR_READERS - {"name"}  # the `name` in a part of a condition is the fact that it asks for
_PARTS = re.compile(r"[^:@.|/]+")
TIME_OF_DAY = re.compile(r"([01]?\d|2[0-3]):([0-5]\d)")


def values_in(entry: object) -> Iterator[Any]:
    """Every word, number and length below a value: of models, dataclasses, tables and lists; conditions as text and as what they hold."""
    if isinstance(entry, When):
        yield str(entry)
        yield from values_in(entry.node)
    elif isinstance(entry, str | int | float | Span | Days):
        yield entry
    elif isinstance(entry, Phrase):
        return
    elif isinstance(entry, BaseModel):
        for name in type(entry).model_fields:
            if name not in _FOR_READERS:
                yield from values_in(getattr(entry, name))
    elif is_dataclass(entry) and not isinstance(entry, type):
        for one in fields(entry):
            if one.name not in _FOR_READERS_OF_PARTS:
                yield from values_in(getattr(entry, one.name))
    elif isinstance(entry, Mapping):
        for key, value in entry.items():
            yield from values_in(key)
            yield from values_in(value)
    elif isinstance(entry, list | tuple | set | frozenset):
        for value in entry:
            yield from values_in(value)


def words_in(entry: object) -> frozenset[str]:
    """Every word below a value, whole and in its parts: "duty:final" is also "duty" and "final", "@to.superior" also "to"."""
    whole = {value for value in values_in(entry) if isinstance(value, str)}
    return frozenset(whole.union(*(_PARTS.findall(word) for word in whole)))


def lengths_in(entry: object) -> tuple[Span | Days, ...]:
    """Every length of time below a value, also those that are written as text."""
    found: dict[Span | Days, None] = {}
    for value in values_in(entry):
        length = value if isinstance(value, Span | Days) else _length(value) if isinstance(value, str) else None
        if length is not None:
            found[length] = None
    return tuple(found)


def numbers_in(entry: object) -> tuple[float, ...]:
    """Every number below a value that is no flag."""
    return tuple(dict.fromkeys(value for value in values_in(entry) if isinstance(value, int | float) and not isinstance(value, bool)))


def hours_in(words: Iterable[str]) -> tuple[float, ...]:
    """The times of day among words, in minutes after midnight."""
    found = (TIME_OF_DAY.fullmatch(word) for word in words)
    return tuple(dict.fromkeys(int(match[1]) * 60.0 + int(match[2]) for match in found if match is not None))


def _length(word: str) -> Span | Days | None:
    try:
        return parse_amount(word)
    except RefusedError:
        return None
