"""What agents and the world assume stands in data, with its range: a number in their code is a definition or a matter of method, and listed."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from tests.sources import FILES, ROOT, nodes

LOOKED_AT = [file for file in FILES if file.relative_to(ROOT).parts[:2] in (("sim", "agents"), ("sim", "world"))]
# Numbers that stand for nothing in the world that could be otherwise, and what they are.
NUMBERS_OF_MODULES = {
    "DAY": "minutes of a day",
    "EVERYBODY": "more than there are people",
    "FARTHEST_PCT": "beyond every threshold",
    "FEW": "speed",
    "GLANCE": "speed",
    "LOOK_EVERY": "speed",
    "MOST_ROWS": "a bound of the machine",
    "PER_PCT": "the grid of thresholds",
    "PLACEHOLDER": "a number that no occurrence has",
    "SPARSE": "speed",
    "TOLERANCE_MIN": "rounding",
    "U16": "bits of a word of luck",
    "WORDS_AHEAD": "speed",
}
NUMBERS_WITHIN = {
    "sim/agents/crowd/dynamics.py": {1e-6, 2.0, 100.0, 1e8},  # rounding; bits of luck; percent; beyond every threshold
    "sim/agents/crowd/luck.py": {0.5, 1e8},  # the middle of each quantile; beyond every threshold
    "sim/agents/crowd/mood.py": {2.0, 60.0},  # of a half-life; minutes of an hour
    "sim/agents/crowd/state.py": {0.5, 2.0},  # ticks, for rounding
    "sim/agents/gathering.py": {2.0},  # the last go no earlier than in the middle of their stay
    "sim/agents/sight.py": {0.5},  # of a time in which an error halves
    "sim/world/clock.py": {60.0, 1440.0},  # minutes of an hour, of a day; seconds of a minute
    "sim/world/world.py": {0.5},  # any luck: what is constant takes none
}


def is_number(node: ast.AST) -> bool:
    """Whether it is a number, or worked out from numbers alone."""
    inner = [one for one in ast.walk(node) if isinstance(one, ast.Constant | ast.Name | ast.Attribute | ast.Call)]
    return bool(inner) and all(isinstance(one, ast.Constant) and type(one.value) in (int, float) for one in inner)


def named(file: Path) -> Iterator[str]:
    """The names that a module gives to numbers, without a leading underscore."""
    (module,) = (node for node in nodes(file) if isinstance(node, ast.Module))
    for node in module.body:
        if isinstance(node, ast.Assign | ast.AnnAssign) and node.value is not None and is_number(node.value):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            yield from (target.id.removeprefix("_") for target in targets if isinstance(target, ast.Name))


def test_no_number_that_a_module_names_is_an_assumption():
    assert sorted({name for file in LOOKED_AT for name in named(file)} ^ NUMBERS_OF_MODULES.keys()) == []


def test_no_number_within_code_is_an_assumption():
    found: dict[str, set[float]] = {}
    for file in LOOKED_AT:
        floats = {node.value for node in nodes(file) if isinstance(node, ast.Constant) and isinstance(node.value, float)} - {0.0, 1.0}
        if floats:
            found[file.relative_to(ROOT).as_posix()] = floats

    assert found == NUMBERS_WITHIN
