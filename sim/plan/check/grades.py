"""Holes and overlaps in the grades, found in every cell that their conditions tell apart."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import cached_property
from itertools import pairwise
from math import inf
from typing import TypeGuard

from sim.durations import NONE_STATED
from sim.plan.check.diagram import Axis, Cell, Diagram, Holding, TooManyCellsError, as_comparisons, folded, sets_in
from sim.plan.check.finding import Finding, finds, kind
from sim.plan.check.index import PlanIndex, clauses_of, ids_of, in_turn, titles
from sim.plan.check.regions import NodeLooks, Region, Teller, in_digits, is_one_of, regions, shared_exceptions
from sim.plan.check.sums import Additions
from sim.plan.conditions import ENGINE_NAMES
from sim.plan.expression import And, AtLeast, Compare, Const, In, Node, Not, Or, Total, Truth, When, moments_in, names, walk
from sim.plan.model import Case, Duty, Grade
from sim.words import Phrase, Said, phrase

HOLE = kind("grade-hole", "error")
SCOPE = kind("scope-ungraded", "error")
OVERLAP = kind("grade-overlap", "warning")
BESIDE = kind("graded-and-handed-on", "warning")
LARGEST = kind("largest-case-falls-out", "error")
TOO_MANY = kind("grades-too-many-cells", "note")
_AGAIN = "the-same-again"  # a name that no plan can have
_MOST_PARTS = 4  # blocks told of one overlap


class Grading:
    """The cases of all grades, and beside them the duties that decide by the same numbers and by no grade.

    Readings have the value that the plan file gives them, and every fact counts as known.
    """

    def __init__(self, index: PlanIndex) -> None:
        self.index = index
        self.cases: tuple[tuple[Grade, Case], ...] = tuple((grade, case) for grade in index.plan.grade for case in grade.any)
        self.nodes: tuple[Node, ...] = tuple(index.condition(case.when) for _, case in self.cases)
        self.facts = frozenset(name for node in self.nodes for name in names(node)) - set(ENGINE_NAMES)
        self.beside: tuple[Duty, ...] = self._beside()
        self.looks = NodeLooks()  # shared by all that is asked of the diagram
        self._additions = Additions()

    def _beside(self) -> tuple[Duty, ...]:
        """One duty for each condition that asks for a number by which events are graded, and for no grade."""
        types = self.index.vocabulary.names
        numbers = {name for name in self.facts if types[name].type in ("count", "number")}
        found: dict[str, Duty] = {}
        for duty in self.index.plan.duty:
            mentioned = names(self.index.condition(duty.when))
            if mentioned & numbers and not mentioned & set(ENGINE_NAMES) and not moments_in(duty.when.node):
                found.setdefault(duty.when, duty)
        return tuple(found.values())

    def alike(self, duty: Duty) -> list[Duty]:
        """All duties with the same condition, that one among them."""
        return [other for other in self.index.plan.duty if other.when == duty.when]

    @cached_property
    def diagram(self) -> Diagram:
        """Cases first, then the duties beside them. Raises TooManyCellsError."""
        beside = (self.index.condition(duty.when) for duty in self.beside)
        return Diagram((*self.nodes, *beside), self.index.vocabulary, self.index.readings, additions=self._additions)

    @cached_property
    def teller(self) -> Teller:
        """Says regions in words."""
        return Teller(self.diagram, self.index)

    @property
    def first(self) -> Axis | None:
        """The word by which the cells are told slice by slice, such as the place; None where the grades ask for none."""
        axes = self.diagram.axes
        return axes[0] if axes and axes[0].sort == "word" else None

    def graded(self, leaf: Holding) -> bool:
        """Whether a cell has a grade."""
        return any(leaf[: len(self.cases)])

    def covers(self, region: Region, value: int) -> bool:
        """Whether a region holds cells of this value of the first word."""
        return value in region.bounds.get(0, frozenset({value}))

    @staticmethod
    def said(cases: Iterable[tuple[Grade, Case]]) -> list[str]:
        """What cases ask for, grade by grade: by this a finding on them is known again, whatever their order."""
        return [f"{grade.id}: {_text(case.when)}" for grade, case in cases]

    def where(self, values: Iterable[Const]) -> Phrase:
        """The first word has one of these values."""
        return is_one_of(self.index, "" if self.first is None else self.first.fact, values)

    def naming(self, value: Const) -> list[int]:
        """The cases that name a value of the first word."""
        return [at for at, node in enumerate(self.nodes) if self.first is not None and names_value(node, self.first.key, value)]

    def may_fall_out(self, number: Axis) -> bool:
        """Whether an axis is a number whose largest may be looked at by itself: a sum only where none of its names is an axis too."""
        others = [axis for axis in self.diagram.axes if axis is not number and (set(axis.terms) | {axis.key}) & set(number.terms)]
        return number.sort == "number" and not (number.terms and others)

    def falls(self, fixed: tuple[str, Const] | None, number: Axis) -> bool:
        """Whether less of a number is worse: the gravest grade that asks for it, in this slice, bounds it from above alone."""
        looked_at = range(len(self.cases)) if fixed is None else self.naming(fixed[1])
        asked: dict[str, list[str]] = {}
        for at in looked_at:
            for part in walk(self.nodes[at]):
                if _is_of(part, number):
                    asked.setdefault(self.cases[at][0].id, []).append(part.op)
        gravest = next(iter(asked.values()), [">"])
        return all(op in ("<", "<=") for op in gravest)

    def broken_off(self, fixed: tuple[str, Const] | None) -> bool:
        """Whether something worse, all else being the same, has no grade where something milder has one."""
        for number in filter(self.may_fall_out, self.diagram.axes):
            if any(number.key in axis.terms for axis in self.diagram.axes):
                if self._drops_of_term(fixed, number) is not None:
                    return True
                continue
            at = self._by_cell(fixed, number)
            if any(self._can_hold(And((milder, Not(worse)))) for milder, worse in pairwise(reversed(at) if self.falls(fixed, number) else at)):
                return True
        return False

    def _by_cell(self, fixed: tuple[str, Const] | None, number: Axis) -> list[Node]:
        """For each cell of a number, what must hold beside it for there to be a grade."""
        sets = sets_in(self.nodes, self.index.vocabulary)
        either = folded(Or(tuple(as_comparisons(node, sets, self.index.readings) for node in self.nodes)), fixed, self.index.vocabulary)
        return [folded(either, (number.key, cell.value), self.index.vocabulary) for cell in number.cells]

    def drops(self, fixed: tuple[str, Const] | None, number: Axis) -> float | None:
        """Above which number something that is graded below has no grade any more, all else being the same; None for none."""
        if any(number.key in axis.terms for axis in self.diagram.axes):
            return self._drops_of_term(fixed, number)
        at = self._by_cell(fixed, number)
        lost = (place for place, node in enumerate(at) if self._can_hold(And((node, Not(at[-1])))))
        last = max(lost, default=None)
        return None if last is None else number.cells[last].high

    def _drops_of_term(self, fixed: tuple[str, Const] | None, number: Axis) -> float | None:
        """The same for a name that stands in sums too: these change with it, so that it is held beside itself with another value."""
        words = self.index.vocabulary
        known = replace(words, names={**words.names, _AGAIN: words.names[number.key]})
        given = None if fixed is None else dict((fixed,))
        either, top = Or(self.nodes), _in_cell(number.cells[-1], _AGAIN)
        falls_out = Not(_renamed(either, number.key, _AGAIN))
        beside = (And((either, _in_cell(cell, number.key), top, falls_out)) for cell in number.cells)
        diagrams = (Diagram([node], known, self.index.readings, given, self._additions) for node in beside)
        lost = (place for place, diagram in enumerate(diagrams) if (True,) in diagram.leaves())
        last = max(lost, default=None)
        return None if last is None else number.cells[last].high

    def _can_hold(self, node: Node) -> bool:
        return (True,) in Diagram([node], self.index.vocabulary, additions=self._additions).leaves()


def _text(when: When) -> str:
    return " ".join(str(when).split())


def _is_of(part: Node, number: Axis) -> TypeGuard[Compare | Total]:
    """Whether a part of a condition holds this number, this sum, or a sum of which it is part, against another."""
    if isinstance(part, Total):
        return number.key in part.names or set(part.names) == set(number.terms)
    return isinstance(part, Compare) and part.name == number.key


def _in_cell(cell: Cell, name: str) -> Node:
    """The condition that a number has a value of a cell."""
    low: Node = Compare(name, ">=" if cell.low_in else ">", cell.low) if cell.low > -inf else Truth(value=True)
    high: Node = Compare(name, "<=" if cell.high_in else "<", cell.high) if cell.high < inf else Truth(value=True)
    return And((low, high))


def _renamed(node: Node, name: str, other: str) -> Node:
    """The same condition over another name."""
    match node:
        case Total(ids, op, constant):
            return Total(tuple(other if id_ == name else id_ for id_ in ids), op, constant)
        case Compare() | In() if node.name == name:
            return replace(node, name=other)
        case Not(part):
            return Not(_renamed(part, name, other))
        case And(parts) | Or(parts) | AtLeast(parts=parts):
            return replace(node, parts=tuple(_renamed(part, name, other) for part in parts))
    return node


def names_value(node: Node, name: str, value: Const) -> bool:
    """Whether a condition holds the name against this value, as what it asks for."""
    for part in walk(node):
        if isinstance(part, Compare) and part.name == name and part.op == "==" and part.constant == value:
            return True
        if isinstance(part, In) and part.name == name and value in part.constants:
            return True
    return False


@finds(HOLE, SCOPE, OVERLAP, BESIDE, LARGEST, TOO_MANY)
def _every_cell(index: PlanIndex) -> Iterator[Finding]:
    """Every cell of the facts by which events are graded: none without a grade, none with two."""
    if not index.plan.grade:
        return
    grading = Grading(index)
    try:
        yield from _holes(grading)
        yield from _overlaps(grading)
        yield from _beside(grading)
        yield from _largest(grading)
    except TooManyCellsError:
        yield TOO_MANY.found(phrase("check.grades-too-many-cells"), clauses=[grade.clause for grade in index.plan.grade])


def _holes(grading: Grading) -> Iterator[Finding]:
    """Cells with no grade, told slice by slice; slices that are alike in one finding."""
    empty = regions(grading.diagram, lambda leaf: not any(leaf), grading.looks)
    if grading.first is None:
        if empty:
            yield HOLE.found(
                phrase("check.no-grade", cases=_told(empty, grading)),
                clauses=[case.clause for _, case in grading.cases],
                rules=[f"grade:{grade.id}" for grade, _ in grading.cases],
                severity="error" if grading.broken_off(None) else "warning",
                about=grading.said(grading.cases),
            )
        return
    slices: dict[tuple[Said, bool, tuple[str, ...]], list[int]] = {}
    for at, cell in enumerate(grading.first.cells):
        here = [region for region in empty if grading.covers(region, at)]
        if here:
            named = bool(grading.naming(cell.value))
            takers = () if named else tuple(ids_of(_takers(grading, cell.value)))
            slices.setdefault((_told(here, grading), named, takers), []).append(at)
    for (cases, named, _), places in slices.items():
        values = [grading.first.cells[at].value for at in places]
        yield _hole(grading, values, cases) if named else _ungraded(grading, values, cases, _takers(grading, values[0]))


def _takers(grading: Grading, value: Const) -> list[Duty]:
    """Duties that speak of this value of the first word and of no other."""
    wanted = None if grading.first is None else Compare(grading.first.key, "==", value)
    return [duty for duty in grading.index.plan.duty if grading.index.condition(duty.when) == wanted]


def _hole(grading: Grading, values: list[Const], cases: Said) -> Finding:
    """Cells without a grade where a grade names their values of the first word. What is only below the mildest grade may be meant so."""
    naming = [grading.cases[at] for value in values for at in grading.naming(value)]
    return HOLE.found(
        phrase("check.no-grade-where", place=grading.where(values), cases=cases),
        clauses=[case.clause for _, case in naming],
        rules=[f"grade:{grade.id}" for grade, _ in naming],
        severity="error" if any(grading.broken_off((grading.first.key, value)) for value in values if grading.first is not None) else "warning",
        about=[*map(str, values), *grading.said(naming)],
    )


def _ungraded(grading: Grading, values: list[Const], cases: Said, takers: list[Duty]) -> Finding:
    """The same where no grade names them; `takers` are the duties that take them instead."""
    place = grading.where(values)
    said = phrase("check.no-grade-where", place=place, cases=cases)
    if takers:
        said = phrase("check.no-grade-but-handled", place=place, cases=cases, duties=titles(takers))
    fact = "" if grading.first is None else grading.first.fact
    clause = next((entry.clause for entry in grading.index.plan.fact if entry.id == fact), "")
    return SCOPE.found(
        said,
        clauses=[*([clause] if clause else []), *clauses_of(takers)],
        rules=[f"fact:{fact}", *ids_of(takers)],
        severity="note" if takers else "error",
        about=[*map(str, values), *grading.said(grading.cases)],
    )


def _told(found: list[Region], grading: Grading) -> Said:
    """The blocks of a slice, and first the exceptions that they share."""
    shared = shared_exceptions(found)
    without = 0 if grading.first is not None else None
    cases = in_turn(grading.teller.region(region, without=without, but=shared) for region in found)
    return phrase("check.cases-except", ways=grading.teller.ways(shared), cases=cases) if shared else cases


def _blocks(found: list[Region], grading: Grading) -> Said:
    told = tuple(dict.fromkeys(grading.teller.region(region) for region in found))
    more = len(told) - _MOST_PARTS
    return in_turn(told) if more <= 0 else phrase("check.more-cases", cases=in_turn(told[:_MOST_PARTS]), more=more)


def _overlaps(grading: Grading) -> Iterator[Finding]:
    """Cells in which cases of two grades hold. Two cases of one grade say the same of an event: nothing follows from which of them holds."""
    for first, (grade, _) in enumerate(grading.cases):
        pairs: dict[int, list[Region]] = {}
        for second in range(first + 1, len(grading.cases)):
            if grading.cases[second][0].id != grade.id and (both := _both(grading, first, second)):
                pairs[second] = both
        if pairs:
            yield _overlap(grading, first, pairs)


def _both(grading: Grading, one: int, two: int) -> list[Region]:
    return regions(grading.diagram, lambda leaf: leaf[one] and leaf[two], grading.looks)


def _overlap(grading: Grading, first: int, pairs: dict[int, list[Region]]) -> Finding:
    others = in_turn(phrase("check.case-in", case=_case(grading, at), cases=_blocks(found, grading)) for at, found in pairs.items())
    involved = [grading.cases[at] for at in (first, *pairs)]
    return OVERLAP.found(
        phrase("check.overlap", case=_case(grading, first), others=others),
        clauses=[which.clause for _, which in involved],
        rules=[f"grade:{grade.id}" for grade, _ in involved],
        about=grading.said(involved),
    )


def _case(grading: Grading, at: int) -> Phrase:
    grade, which = grading.cases[at]
    number = sum(1 for other, _ in grading.cases[: at + 1] if other.id == grade.id)
    return phrase("check.case", grade=grading.index.called("grade", grade.id), number=number, clause=which.clause)


def _beside(grading: Grading) -> Iterator[Finding]:
    """Cells that are graded and in which a duty that goes by the same numbers hands the event on."""
    for at, duty in enumerate(grading.beside, len(grading.cases)):
        both = _graded_and(grading, at)
        if both:
            same = grading.alike(duty)
            said = phrase("check.graded-and-handed-on", duty=duty.title, cases=_blocks(both, grading))
            where = [case for which, case in enumerate(grading.cases) if any(leaf[which] and leaf[at] for leaf in grading.diagram.leaves())]
            clauses = [*clauses_of(same), *(case.clause for _, case in where)]
            yield BESIDE.found(said, clauses=clauses, rules=ids_of(same), about=[_text(duty.when), *grading.said(where)])


def _graded_and(grading: Grading, at: int) -> list[Region]:
    return regions(grading.diagram, lambda leaf: leaf[at] and grading.graded(leaf), grading.looks)


def _largest(grading: Grading) -> Iterator[Finding]:
    """The largest number falls out of the grades though a smaller one, all else being the same, is graded."""
    cells: tuple[Cell | None, ...] = (None,) if grading.first is None else grading.first.cells
    for number in filter(grading.may_fall_out, grading.diagram.axes):
        for cell in cells:
            fixed = None if cell is None or grading.first is None else (grading.first.key, cell.value)
            if not grading.falls(fixed, number) and (bound := grading.drops(fixed, number)) is not None:
                yield _falls_out(grading, number, bound, fixed)


def _falls_out(grading: Grading, number: Axis, bound: float, fixed: tuple[str, Const] | None) -> Finding:
    index = grading.index
    beside = [duty for one in grading.beside for duty in grading.alike(one) if fixed is None or names_value(index.condition(duty.when), *fixed)]
    case = phrase("check.above", fact=grading.teller.called(number), number=in_digits(bound))
    if fixed is not None:
        case = phrase("check.above-where", place=grading.where([fixed[1]]), case=case)
    cases = [one for at, one in enumerate(grading.cases) if fixed is None or at in grading.naming(fixed[1])]
    held_by_nobody = not beside or any(duty.bearer == NONE_STATED for duty in beside)
    return LARGEST.found(
        _nowhere_but(index, case, beside),
        clauses=[*clauses_of(beside), *(which.clause for _, which in cases)],
        rules=[*ids_of(beside), *(f"grade:{grade.id}" for grade, _ in cases)],
        severity="error" if held_by_nobody else "warning",
        about=[number.key, *map(str, fixed or ()), *grading.said(cases)],
    )


def _nowhere_but(index: PlanIndex, case: Phrase, beside: Sequence[Duty]) -> Phrase:
    """What takes the largest case, if anything does."""
    if not beside:
        return phrase("check.largest-falls-out", case=case)
    who = index.parties_named(party for duty in beside for party in sorted(index.told(duty))) or phrase("check.nobody-named")
    if any(duty.bearer == NONE_STATED for duty in beside):
        return phrase("check.largest-with-nobody", case=case, duties=titles(beside), who=who)
    return phrase("check.largest-elsewhere", case=case, duties=titles(beside), who=who)
