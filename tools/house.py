"""Measures the house: files, lines, the longest chain of imports, files with a single importer, names with two meanings, words in code.

    python tools/house.py [FOLDER]             # the checkout to measure; else this one
    python tools/house.py --single [FOLDER]    # the files with a single importer, with it, and the lines of both

What it counts is what `docs/house.md` states; the tests hold the ones that must be 0.
"""

from __future__ import annotations

import ast
import re
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator
from functools import cache
from graphlib import TopologicalSorter
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
ROOMS = ("sim", "analysis")
_CHINESE = re.compile("[\u4e00-\u9fff]")


def files(root: Path) -> dict[str, Path]:
    """Every module of the product by its dotted name."""
    found = {}
    for room in ROOMS:
        for path in sorted((root / room).rglob("*.py")):
            parts = path.relative_to(root).with_suffix("").parts
            found[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = path
    return found


@cache
def tree_of(path: Path) -> ast.Module:
    """The parsed file."""
    return ast.parse(path.read_text("utf-8"))


def imports(modules: dict[str, Path]) -> dict[str, set[str]]:
    """Module to the modules that it imports, anywhere in the file but for types alone."""
    found: dict[str, set[str]] = {}
    for name, path in modules.items():
        wanted: set[str] = set()
        for node in _running(tree_of(path)):
            if isinstance(node, ast.Import):
                wanted |= {alias.name for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module is not None:
                wanted |= {f"{node.module}.{alias.name}" if f"{node.module}.{alias.name}" in modules else node.module for alias in node.names}
        found[name] = (wanted & modules.keys()) - {name}
    return found


def _running(tree: ast.AST) -> Iterator[ast.AST]:
    """Every node, without what stands under `if TYPE_CHECKING`."""
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.If) and isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING":
            continue
        yield node
        yield from _running(node)


def longest_chain(graph: dict[str, set[str]]) -> list[str]:
    """The longest chain of files of which each imports the next. Raises graphlib.CycleError for a circle."""
    longest: dict[str, list[str]] = {}
    for name in TopologicalSorter(graph).static_order():
        longest[name] = [name, *max((longest[other] for other in graph[name]), key=len, default=[])]
    return max(longest.values(), key=len)


def single_importers(graph: dict[str, set[str]]) -> list[str]:
    """Modules that exactly one other module imports."""
    times = Counter(other for wanted in graph.values() for other in wanted)
    return sorted(name for name, count in times.items() if count == 1)


def double_names(modules: dict[str, Path]) -> dict[str, list[str]]:
    """Names of classes and of types that stand in more than one file."""
    places: dict[str, list[str]] = defaultdict(list)
    for name, path in modules.items():
        for node in tree_of(path).body:
            if isinstance(node, ast.ClassDef):
                places[node.name].append(name)
            elif isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name) and re.fullmatch("[A-Z][a-z]+[A-Za-z]*", node.targets[0].id):
                places[node.targets[0].id].append(name)
    return {name: where for name, where in sorted(places.items()) if len(where) > 1 and not name.startswith("_")}


def literals(path: Path) -> Iterator[ast.Constant]:
    """The texts of a file that are no docstrings."""
    documents = {
        id(node.body[0].value)
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef) and node.body and isinstance(node.body[0], ast.Expr)
    }
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in documents:
            yield node


def chinese(path: Path) -> list[tuple[int, str]]:
    """Line and text of each literal with Chinese in it."""
    return [(node.lineno, str(node.value)) for node in literals(path) if _CHINESE.search(str(node.value))]


def main(root: Path) -> None:
    """Print the figures."""
    modules = files(root)
    graph = imports(modules)
    chain = longest_chain(graph)
    doubles = double_names(modules)
    words = {name: len(found) for name, path in modules.items() if (found := chinese(path))}
    print(f"files {len(modules)} · lines {sum(len(path.read_text('utf-8').splitlines()) for path in modules.values()):,}")
    print(f"longest chain of imports {len(chain)}: {' → '.join(chain)}")
    print(f"files with one importer {len(single_importers(graph))}")
    print(f"names with two meanings {len(doubles)}{': ' if doubles else ''}{', '.join(doubles)}")
    print(f"literals with Chinese {sum(words.values()):,} in {len(words)} files: {', '.join(f'{name} {count}' for name, count in words.items())}")


def singles(root: Path) -> None:
    """Print each file that has but one importer: it may be a part of it."""
    modules = files(root)
    graph = imports(modules)
    length = {name: len(path.read_text("utf-8").splitlines()) for name, path in modules.items()}
    for name in single_importers(graph):
        importer = next(other for other, wanted in graph.items() if name in wanted)
        print(f"{length[name]:4} {name} ← {importer} {length[importer]}")


if __name__ == "__main__":
    asked = sys.argv[1:]
    single = "--single" in asked
    folders = [Path(word) for word in asked if word != "--single"]
    (singles if single else main)(folders[0] if folders else ROOT)
