"""Clauses in the order of the text, and which clauses lie inside another: 4.1.2(2) stands before 4.10, and inside 4.1."""

from __future__ import annotations

import re
from collections.abc import Iterable

from sim.errors import InputError, nearest

_PARTS = re.compile(r"\d+|[^\W\d]+")


def clause_key(clause: str) -> tuple[tuple[int, int, str], ...]:
    """A key that sorts clauses as a text numbers them; words stand after numbers."""
    return tuple((0, int(part), "") if part.isdecimal() else (1, 0, part) for part in _PARTS.findall(clause))


def inside(clause: str, wanted: str) -> bool:
    """Whether `clause` is `wanted` or a part of it."""
    parts = clause_key(wanted)
    return bool(parts) and clause_key(clause)[: len(parts)] == parts


def check_clause(wanted: str, known: Iterable[str]) -> None:
    """Raises InputError with the nearest clause where the plan has nothing at `wanted`."""
    clauses = sorted(set(known), key=clause_key)
    if any(inside(clause, wanted) for clause in clauses):
        return
    above = [clause for clause in clauses if clause_key(clause)[:1] == clause_key(wanted)[:1]]
    hint = nearest(wanted, above or clauses) or "drill plan show lists every clause"
    raise InputError.of("--clause", "", "the plan file has nothing under this clause", value=wanted, allowed=", ".join(above or clauses), hint=hint)
