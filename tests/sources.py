"""The sources of the product as trees, read once in a process for all tests that look at them, with the script that measures the house."""

from __future__ import annotations

import ast
import importlib.util
from functools import cache
from pathlib import Path
from types import ModuleType

import sim

ROOT = Path(sim.__file__).parent.parent
FILES = tuple(path for room in ("sim", "analysis") for path in sorted((ROOT / room).rglob("*.py")))


@cache
def tool(name: str) -> ModuleType:
    """A script of `tools`, as a module."""
    spec = importlib.util.spec_from_file_location(name, ROOT / "tools" / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    made = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(made)
    return made


@cache
def nodes(path: Path) -> tuple[ast.AST, ...]:
    """Every node of a file, outer ones first."""
    return tuple(ast.walk(tool("house").tree_of(path)))
