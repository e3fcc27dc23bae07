"""What a condition is once it has been read: a tree of frozen nodes, which can be walked.

`sim.plan.expression` makes the tree from text; `sim.plan.conditions` says what it means.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

Const = bool | int | float | str
Op = Literal["==", "!=", "<", "<=", ">", ">="]


@dataclass(frozen=True, slots=True)
class Truth:
    """`true` or `false`, whatever is known."""

    value: bool


@dataclass(frozen=True, slots=True)
class Compare:
    """A name against a constant. A flag alone stands for `flag == true`."""

    name: str
    op: Op
    constant: Const


@dataclass(frozen=True, slots=True)
class In:
    """A name whose value is one of the constants."""

    name: str
    constants: tuple[Const, ...]


@dataclass(frozen=True, slots=True)
class Has:
    """A set that holds a value."""

    name: str
    constant: str


@dataclass(frozen=True, slots=True)
class HasAny:
    """A set that is not empty."""

    name: str


@dataclass(frozen=True, slots=True)
class IsKnown:
    """A name whose value is known. Never unknown itself."""

    name: str


@dataclass(frozen=True, slots=True)
class ReadingIs:
    """A reading of the plan against a constant. A yes/no reading alone stands for `== true`."""

    id: str
    op: Literal["==", "!="]
    constant: bool | str


@dataclass(frozen=True, slots=True)
class Not:
    """The contrary of a part."""

    part: Node


@dataclass(frozen=True, slots=True)
class And:
    """All parts hold."""

    parts: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Or:
    """At least one part holds."""

    parts: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class AtLeast:
    """At least `count` of the parts hold."""

    count: int
    parts: tuple[Node, ...]


Node = Truth | Compare | In | Has | HasAny | IsKnown | ReadingIs | Not | And | Or | AtLeast


def walk(node: Node) -> Iterator[Node]:
    """The node and every node below it, in the order of the text."""
    yield node
    match node:
        case Not(part):
            yield from walk(part)
        case And(parts) | Or(parts) | AtLeast(parts=parts):
            for part in parts:
                yield from walk(part)


def names(node: Node) -> frozenset[str]:
    """Every name that the condition asks for."""
    return frozenset(part.name for part in walk(node) if isinstance(part, Compare | In | Has | HasAny | IsKnown))


def readings_in(node: Node) -> frozenset[str]:
    """The ids of the readings on which the condition leans."""
    return frozenset(part.id for part in walk(node) if isinstance(part, ReadingIs))


def thresholds(node: Node) -> dict[str, set[Const]]:
    """For each name, the constants against which it is held: where the answer can change."""
    found: dict[str, set[Const]] = {name: set() for name in sorted(names(node))}
    for part in walk(node):
        if isinstance(part, Compare | Has):
            found[part.name].add(part.constant)
        elif isinstance(part, In):
            found[part.name].update(part.constants)
    return found
