"""Cells that say the same, merged into regions that can be read: "venue = city and size < 50"."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from math import inf

from sim.plan.check.diagram import ANY_OTHER, NOWHERE, Axis, Cell, Diagram, Holding, Split, TooManyCellsError
from sim.plan.check.index import PlanIndex, joined
from sim.plan.expression import Const
from sim.words import InLanguages, Phrase, Said, phrase

Escape = Mapping[int, bool]  # for an axis of flags, whether it holds
Bounds = Mapping[int, frozenset[int]]  # for an axis, the cells that are in the region; an axis that is not there is free
_MOST_BLOCKS = 2_000  # of one region; nobody reads more
_MOST_PATHS = 60  # through the flags of one block, from which the shortest ways are made
_MOST_LOOKS = 1_000_000  # at nodes, over all ways in all regions of one diagram: some seconds
_MOST_WAYS = 6  # of flags in one sentence; more are told by their number


@dataclass(frozen=True, slots=True)
class Region:
    """A block of words, ranks and numbers (`bounds`), and what must hold of the flags in it: one of `ways`.

    `unless` are the ways that lead out of the region. `ways == ({},)` is the whole block.
    """

    bounds: Bounds
    ways: tuple[Escape, ...]
    unless: tuple[Escape, ...]

    @property
    def whole(self) -> bool:
        """Whether the block is in the region whatever the flags are."""
        return self.ways == ({},)


class NodeLooks:
    """How often nodes of a diagram may still be looked at: what is asked of it, pair by pair of its conditions, shares one amount."""

    def __init__(self, left: int = _MOST_LOOKS) -> None:
        self._left = left

    def take(self) -> None:
        """One more. Raises TooManyCellsError where there are none left."""
        self._left -= 1
        if self._left < 0:
            raise TooManyCellsError


def regions(diagram: Diagram, chosen: Callable[[Holding], bool], looks: NodeLooks | None = None) -> list[Region]:
    """The cells whose answers are `chosen`, as disjoint blocks, in the order of the axes. Raises TooManyCellsError."""
    verdicts = _Verdicts(diagram, chosen, looks or NodeLooks())
    blocks: dict[int, list[dict[int, frozenset[int]]]] = {}
    for number, (bounds, node) in enumerate(verdicts.blocks(verdicts.root)):
        if number >= _MOST_BLOCKS:
            raise TooManyCellsError
        merged = blocks.setdefault(node, [])
        if not any(_merge(other, bounds) for other in merged):
            merged.append(dict(bounds))
    found = [
        Region(bounds, verdicts.ways(node, wanted=True), verdicts.ways(node, wanted=False)) for node, merged in blocks.items() for bounds in merged
    ]
    return sorted(found, key=lambda region: [sorted(region.bounds.get(at, ())) for at in range(len(diagram.axes))])


def _merge(into: dict[int, frozenset[int]], more: Bounds) -> bool:
    """Widen a block by one that differs in a single axis; whether that could be done."""
    if set(into) != set(more):
        return False
    differing = [at for at in into if into[at] != more[at]]
    if len(differing) != 1:
        return False
    into[differing[0]] |= more[differing[0]]
    return True


class _Verdicts:
    """A diagram with two kinds of leaves, in and out, and no question whose answer changes nothing."""

    def __init__(self, diagram: Diagram, chosen: Callable[[Holding], bool], looks: NodeLooks) -> None:
        self._axes = diagram.axes
        self._ids: dict[Split | bool, int] = {}
        self._nodes: list[Split | bool] = []
        self._ways: dict[tuple[int, bool], tuple[Escape, ...]] = {}
        self._looks = looks
        reduced: list[int] = []
        for node in diagram.nodes:  # what is below a node was kept before it
            if isinstance(node, Split):
                found = {reduced[one] for one in node.below if one != NOWHERE}
                reduced.append(found.pop() if len(found) == 1 else self._split(node, reduced))
            else:
                reduced.append(self._kept(chosen(node)))
        self.root = reduced[diagram.root]

    def _split(self, node: Split, reduced: list[int]) -> int:
        """A question that tells something apart. What is nowhere is in no region."""
        nowhere = self._kept(node=False) if NOWHERE in node.below else NOWHERE
        return self._kept(Split(node.axis, tuple(nowhere if one == NOWHERE else reduced[one] for one in node.below)))

    def _kept(self, node: Split | bool) -> int:
        if node not in self._ids:
            self._ids[node] = len(self._nodes)
            self._nodes.append(node)
        return self._ids[node]

    def blocks(self, at: int) -> Iterator[tuple[dict[int, frozenset[int]], int]]:
        """The paths over words, ranks and numbers to nodes with something in the region."""
        node = self._nodes[at]
        if node is False:
            return
        if not isinstance(node, Split) or self._axes[node.axis].sort == "yes or no":
            yield {}, at
            return
        for below in dict.fromkeys(node.below):
            cells = frozenset(place for place, one in enumerate(node.below) if one == below)
            for bounds, end in self.blocks(below):
                yield {node.axis: cells} | bounds, end

    def ways(self, at: int, *, wanted: bool) -> tuple[Escape, ...]:
        """The shortest combinations of flags below a node that lead to the verdict."""
        if (at, wanted) not in self._ways:
            self._ways[at, wanted] = tuple(self._shortest(at, wanted))
        return self._ways[at, wanted]

    def _shortest(self, at: int, wanted: bool) -> Iterable[Escape]:
        found: dict[tuple[tuple[int, bool], ...], Escape] = {}
        for way in islice(self._paths(at, wanted), _MOST_PATHS):
            for axis in tuple(way):
                shorter = {one: holds for one, holds in way.items() if one != axis}
                if self._always(at, shorter, wanted, {}):
                    way = shorter  # noqa: PLW2901 - the way gets shorter as we go
            found[tuple(sorted(way.items()))] = way
        return found.values()

    def _paths(self, at: int, wanted: bool) -> Iterator[Escape]:
        node = self._nodes[at]
        if not isinstance(node, Split):
            if node == wanted:
                yield {}
            return
        for place, below in enumerate(node.below):
            for rest in self._paths(below, wanted):
                yield {node.axis: place == 0, **rest}

    def _always(self, at: int, way: Escape, wanted: bool, known: dict[int, bool]) -> bool:
        """Whether everything below a node has the verdict once the flags of `way` are settled; `known` remembers nodes."""
        node = self._nodes[at]
        if not isinstance(node, Split):
            return node == wanted
        if at not in known:
            self._looks.take()
            below = (node.below[0 if way[node.axis] else 1],) if node.axis in way else node.below
            known[at] = all(self._always(one, way, wanted, known) for one in set(below))
        return known[at]


def shared_exceptions(found: Iterable[Region]) -> list[Escape]:
    """The ways out that all the regions have."""
    exits = [region.unless for region in found]
    return [way for way in exits[0] if all(way in others for others in exits)] if exits else []


class Teller:
    """Regions of one diagram in words."""

    def __init__(self, diagram: Diagram, index: PlanIndex) -> None:
        self._axes = diagram.axes
        self._index = index

    def region(self, region: Region, *, without: int | None = None, but: Sequence[Escape] = ()) -> Said:
        """A region; `without` names an axis, and `but` exceptions, that have been told already."""
        bounds = [self._bounds(self._axes[at], cells) for at, cells in sorted(region.bounds.items()) if at != without]
        block = joined(_and_within, bounds) if bounds else None
        unless = [way for way in region.unless if way not in but]
        if region.whole or not unless:
            return block or phrase("check.every-case")
        negative = {id(ways): sum(not holds for way in ways for holds in way.values()) for ways in (region.ways, unless)}
        if but or (negative[id(unless)], len(unless)) < (negative[id(region.ways)], len(region.ways)):
            ways = self.ways(unless)
            return phrase("check.unless", ways=ways) if block is None else phrase("check.block-unless", block=block, ways=ways)
        ways = self.ways(region.ways)
        return phrase("check.where", ways=ways) if block is None else phrase("check.block-where", block=block, ways=ways)

    def ways(self, ways: Sequence[Escape]) -> Said:
        """Ways through the flags, any of which suffices."""
        told: list[Said] = [self._way(way) for way in ways[:_MOST_WAYS]]
        if len(ways) > _MOST_WAYS:
            told.append(phrase("check.more-ways", more=len(ways) - _MOST_WAYS))
        return joined(_or_else, told)

    def _way(self, way: Escape) -> Said:
        return joined(_and, [self._flag(self._axes[at], holds=holds) for at, holds in sorted(way.items())])

    def _flag(self, axis: Axis, *, holds: bool) -> Phrase:
        name: InLanguages = self._index.fact(axis.fact)
        if axis.value == ANY_OTHER:
            name = phrase("check.any", fact=name)
        elif axis.value:
            name = phrase("check.has", fact=name, value=self._index.value(axis.fact, axis.value))
        return phrase("check.flag", flag=name) if holds else phrase("check.not-flag", flag=name)

    def _bounds(self, axis: Axis, cells: frozenset[int]) -> Said:
        """The cells of one axis: "size < 50", "venue = city or province"."""
        if axis.sort == "number":
            return joined(_or, [self._span(self.called(axis), first, last, axis.cells) for first, last in _runs(axis, cells)])
        return is_one_of(self._index, axis.fact, [axis.cells[at].value for at in sorted(cells)])

    def called(self, axis: Axis) -> InLanguages:
        """What an axis is called: a fact, or several added up."""
        return self._index.total(axis.terms) if axis.terms else self._index.fact(axis.fact)

    def _span(self, name: InLanguages, first: Cell, last: Cell, cells: tuple[Cell, ...]) -> Phrase:
        low, high = in_digits(first.low), in_digits(last.high)
        if first.low == last.high:
            return phrase("check.compared", fact=name, sign="=", number=low)
        bounded = first.low > -inf and first != cells[0], last.high < inf
        above, below = "≤" if first.low_in else "<", "≤" if last.high_in else "<"
        if all(bounded):
            return phrase("check.between", low=low, above=above, fact=name, below=below, high=high)
        if bounded[0]:
            return phrase("check.compared", fact=name, sign="≥" if first.low_in else ">", number=low)
        return phrase("check.compared", fact=name, sign=below, number=high) if bounded[1] else phrase("check.any-number", fact=name)


def in_digits(number: float) -> str:
    """A number as people write it: a million has seven digits."""
    return f"{number:.12g}"


def is_one_of(index: PlanIndex, fact: str, values: Iterable[Const]) -> Phrase:
    """A word has one of these values."""
    named = [phrase("check.value", value=index.value(fact, value)) for value in values]
    return phrase("check.is-one-of", fact=index.fact(fact), values=joined(_or, named))


def _and(one: Said, other: Said) -> Phrase:
    return phrase("check.and", one=one, other=other)


def _and_within(one: Said, other: Said) -> Phrase:
    return phrase("check.and-within", one=one, other=other)


def _or(one: Said, other: Said) -> Phrase:
    return phrase("check.or", one=one, other=other)


def _or_else(one: Said, other: Said) -> Phrase:
    return phrase("check.or-else", one=one, other=other)


def _runs(axis: Axis, cells: frozenset[int]) -> Iterator[tuple[Cell, Cell]]:
    """Cells side by side, as first and last."""
    order = sorted(cells)
    first = order[0]
    for at, after in zip(order, [*order[1:], -1], strict=True):
        if after != at + 1:
            yield axis.cells[first], axis.cells[at]
            first = after
