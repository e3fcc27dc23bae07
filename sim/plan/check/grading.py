"""The grades of a plan laid out cell by cell, for the checks that look for holes and overlaps."""

from __future__ import annotations

from functools import cached_property

from sim.plan.check.axes import Axis, plain, sets_in
from sim.plan.check.diagram import Diagram, Leaf, folded
from sim.plan.check.regions import Region
from sim.plan.check.view import PlanIndex
from sim.plan.condition_names import ENGINE_NAMES
from sim.plan.expression import And, Compare, Const, In, Node, Not, Or, names, walk
from sim.plan.model import Case, Duty, Grade


class Grading:
    """The cases of all grades, and beside them the duties that decide by the same numbers and by no grade.

    Readings have the value that the plan file gives them, and every fact counts as known.
    """

    def __init__(self, view: PlanIndex) -> None:
        self.view = view
        self.cases: tuple[tuple[Grade, Case], ...] = tuple((grade, case) for grade in view.plan.grade for case in grade.any)
        self.nodes: tuple[Node, ...] = tuple(view.condition(case.when) for _, case in self.cases)
        self.facts = frozenset(name for node in self.nodes for name in names(node)) - set(ENGINE_NAMES)
        self.beside: tuple[Duty, ...] = self._beside()

    def _beside(self) -> tuple[Duty, ...]:
        """One duty for each condition that asks for a number by which events are graded, and for no grade."""
        types = self.view.vocabulary.names
        numbers = {name for name in self.facts if types[name].type in ("count", "number")}
        found: dict[str, Duty] = {}
        for duty in self.view.plan.duty:
            mentioned = names(self.view.condition(duty.when))
            if mentioned & numbers and not mentioned & set(ENGINE_NAMES):
                found.setdefault(duty.when, duty)
        return tuple(found.values())

    def alike(self, duty: Duty) -> list[Duty]:
        """All duties with the same condition, that one among them."""
        return [other for other in self.view.plan.duty if other.when == duty.when]

    @cached_property
    def diagram(self) -> Diagram:
        """Cases first, then the duties beside them. Raises TooManyCellsError."""
        beside = (self.view.condition(duty.when) for duty in self.beside)
        return Diagram((*self.nodes, *beside), self.view.vocabulary, self.view.readings)

    @property
    def first(self) -> Axis | None:
        """The word by which the cells are told slice by slice, such as the place; None where the grades ask for none."""
        axes = self.diagram.axes
        return axes[0] if axes and axes[0].sort == "word" else None

    def graded(self, leaf: Leaf) -> bool:
        """Whether a cell has a grade."""
        return any(leaf[: len(self.cases)])

    def covers(self, region: Region, value: int) -> bool:
        """Whether a region holds cells of this value of the first word."""
        return value in region.bounds.get(0, frozenset({value}))

    def naming(self, value: Const) -> list[int]:
        """The cases that name a value of the first word."""
        return [at for at, node in enumerate(self.nodes) if self.first is not None and names_value(node, self.first.key, value)]

    def drops(self, fixed: tuple[str, Const] | None, number: Axis) -> float | None:
        """Above which number something that is graded below has no grade any more, all else being the same; None for none."""
        sets = sets_in(self.nodes, self.view.vocabulary)
        either = folded(Or(tuple(plain(node, sets, self.view.readings) for node in self.nodes)), fixed, self.view.vocabulary)
        at = [folded(either, (number.key, cell.value), self.view.vocabulary) for cell in number.cells]
        lost = (place for place, node in enumerate(at) if self._can_hold(And((node, Not(at[-1])))))
        last = max(lost, default=None)
        return None if last is None else number.cells[last].high

    def _can_hold(self, node: Node) -> bool:
        return (True,) in Diagram([node], self.view.vocabulary).leaves()


def names_value(node: Node, name: str, value: Const) -> bool:
    """Whether a condition holds the name against this value, as what it asks for."""
    for part in walk(node):
        if isinstance(part, Compare) and part.name == name and part.op == "==" and part.constant == value:
            return True
        if isinstance(part, In) and part.name == name and value in part.constants:
            return True
    return False
