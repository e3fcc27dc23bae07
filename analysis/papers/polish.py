"""The last touch on what stands in a paper: texts of cells and lines begin with a capital, and a long row of clauses may be broken."""

from __future__ import annotations

import re
from typing import Any, TypeVar

import msgspec

from analysis.papers.fields import ExerciseFields, PaperPicture
from sim.words import Words

_WITHIN = frozenset({"plays", "stand_ins"})  # names that stand within a line
_MAY_BREAK = "\u200b"  # some word processors see none between figures
Filled = TypeVar("Filled")


def polished(value: Filled, say: Words) -> Filled:
    """Fields as a careful writer has them; what the evaluators wrote stays as it is."""
    between = re.compile(rf"(?<=[\d)])({re.escape(say('word.list-separator').strip())})(?=\d)")
    return _polished(value, "", between)  # type: ignore[no-any-return] # the same type comes back


def _polished(value: Any, name: str, between: re.Pattern[str]) -> Any:
    if isinstance(value, str):
        text = between.sub(rf"\1{_MAY_BREAK}", value)
        return text if name in _WITHIN else text[:1].upper() + text[1:]
    if isinstance(value, tuple):
        return tuple(_polished(one, name, between) for one in value)
    if isinstance(value, msgspec.Struct) and not isinstance(value, ExerciseFields | PaperPicture):
        changed = {key: _polished(getattr(value, key), key, between) for key in value.__struct_fields__}
        return msgspec.structs.replace(value, **changed)
    return value
