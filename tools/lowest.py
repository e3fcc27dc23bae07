"""Print the lowest version of each dependency that pyproject.toml allows, as requirements for pip.

python tools/lowest.py                  # of what the program runs with
python tools/lowest.py --tests          # of what its unit tests need beside it

What is installed by these lines and starts is what the bounds promise.
"""

from __future__ import annotations

import re
import sys
import tomllib
from collections.abc import Iterable
from pathlib import Path

_BOUND = re.compile(r"([A-Za-z0-9_.-]+)>=([0-9.]+),<[0-9.]+")
_TESTING = (
    "babel",
    "hypothesis",
    "jsonschema",
    "pytest",
    "pytest-xdist",
    "docxtpl",
    "jinja2",
    "python-docx",
)  # of the extra `test`: the others check sources, which is done once
# matplotlib 3.9 calls what pyparsing has announced to drop since; a warning to whoever takes the lowest of one and the newest of the other.
_BESIDE = ("pyparsing<3.2",)


def lowest(entries: Iterable[str]) -> list[str]:
    """The requirements, one a line. Raises ValueError for a dependency without both bounds."""
    found = []
    for entry in entries:
        bound = _BOUND.fullmatch(entry)
        if bound is None:
            raise ValueError(f"{entry}: a dependency has a lowest and a first impossible version")
        found.append(f"{bound[1]}=={bound[2]}")
    return found


def wanted(pyproject: Path, *, tests: bool = False) -> list[str]:
    """What the program runs with, or what its unit tests need beside it, with both bounds."""
    project = tomllib.loads(pyproject.read_text("utf-8"))["project"]
    if tests:
        return [entry for entry in project["optional-dependencies"]["test"] if entry.partition(">")[0] in _TESTING]
    return list(project["dependencies"])


def _main(*options: str) -> None:
    tests = "--tests" in options
    entries = wanted(Path(__file__).resolve().parents[1] / "pyproject.toml", tests=tests)
    print("\n".join([*lowest(entries), *(() if tests else _BESIDE)]))


if __name__ == "__main__":
    _main(*sys.argv[1:])
