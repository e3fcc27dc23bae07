"""The page that says where what is names files and functions that are there."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

import sim

ROOT = Path(sim.__file__).parent.parent
PAGES = ("docs/house.md", "CONTRIBUTING.md")
PATH = re.compile(r"`((?:sim|analysis|tests|tools|docs|scenarios)/[\w./-]*)`")
IN = re.compile(r"`(\w+(?:\.\w+)?)` (?:in|of) `([\w/]+\.py)`")
CALLED = re.compile(r"`(\w+(?:\.\w+)?)`,? \(`([\w/]+\.py)`\)")
MADE_FOR_A_TRIAL = {"sim/agents/outside/press.py", "sim/words/locale/fr/"}
SHORT = re.compile(r"`(?:\w+/)*(\w+\.py)`")


def defined(file: Path) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ClassDef):
            found |= {node.name, *(f"{node.name}.{inner.name}" for inner in node.body if isinstance(inner, ast.FunctionDef))}
        if isinstance(node, ast.FunctionDef):
            found.add(node.name)
        if isinstance(node, ast.Assign | ast.AnnAssign):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            found |= {target.id for target in targets if isinstance(target, ast.Name)}
    return found


def text_of(page: str) -> str:
    return (ROOT / page).read_text(encoding="utf-8")


@pytest.mark.parametrize("page", PAGES)
def test_every_file_that_a_page_names_is_there(page):
    text = text_of(page)
    paths = [path for path in PATH.findall(text) if path.isascii() and "LANGUAGE" not in path and "CODE" not in path]
    files = {file.name for folder in ("sim", "analysis", "tests", "tools") for file in (ROOT / folder).rglob("*.py")}

    assert len(paths) > 20
    assert [path for path in paths if path not in MADE_FOR_A_TRIAL and not (ROOT / path).exists()] == []
    assert [name for name in SHORT.findall(text) if name not in files and name not in {Path(path).name for path in MADE_FOR_A_TRIAL}] == []


@pytest.mark.parametrize("page", PAGES)
def test_every_function_that_a_page_places_in_a_file_stands_there(page):
    placed = [(name, file) for name, file in (*IN.findall(text_of(page)), *CALLED.findall(text_of(page))) if (ROOT / file).is_file()]

    assert len(placed) >= 5
    assert [(name, file) for name, file in placed if name not in defined(ROOT / file)] == []


def test_every_room_is_on_the_page():
    text = text_of("docs/house.md")
    rooms = {file.parent.relative_to(ROOT).as_posix() for folder in ("sim", "analysis") for file in (ROOT / folder).rglob("*.py")}

    assert [room for room in sorted(rooms) if f"{room}/" not in text and f"`{room.rsplit('/', 1)[-1]}/`" not in text] == []
