"""Write what the program prints today into the tutorials: `python tools/tutorials.py` (some minutes), or only into pages that are named.

Each page is worked through in a folder of its own, in its language, as a reader would; `tests/command/lessons.py` says how its blocks are read.
"""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))
os.environ.pop("COLUMNS", None)  # as wide as in a pipe, as the tests have it

from tests.command.lessons import worked_through  # noqa: E402 - found only now

TUTORIALS = ROOT / "docs" / "tutorials"


def main() -> None:
    """Renew every page, or those named."""
    for page in [Path(name) for name in sys.argv[1:]] or sorted(TUTORIALS.glob("*.md")):
        with tempfile.TemporaryDirectory() as folder:
            renewed = worked_through(page, Path(folder), "zh" if ".zh-CN" in page.suffixes else "en", short=False)
        lines = page.read_text("utf-8").splitlines()
        for block in reversed(renewed):
            lines[slice(*block.lines)] = block.text.splitlines()
        page.write_text("\n".join(lines) + "\n", "utf-8")


if __name__ == "__main__":
    main()
