"""Print the lowest version of each dependency that pyproject.toml allows, as requirements for pip."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

_BOUND = re.compile(r"([A-Za-z0-9_.-]+)>=([0-9.]+),<[0-9.]+")
# matplotlib 3.9 calls what pyparsing has announced to drop since; a warning to whoever takes the lowest of one and the newest of the other.
_BESIDE = ("pyparsing<3.2",)


def lowest(pyproject: Path) -> list[str]:
    """The requirements, one a line. Raises ValueError for a dependency without both bounds."""
    found = []
    for entry in tomllib.loads(pyproject.read_text("utf-8"))["project"]["dependencies"]:
        bound = _BOUND.fullmatch(entry)
        if bound is None:
            raise ValueError(f"{entry}: a dependency has a lowest and a first impossible version")
        found.append(f"{bound[1]}=={bound[2]}")
    return [*found, *_BESIDE]


if __name__ == "__main__":
    print("\n".join(lowest(Path(__file__).resolve().parents[1] / "pyproject.toml")))
