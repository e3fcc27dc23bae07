"""Draws the pictures that the documents show, from real runs: `python tools/pictures.py`.

Run it after a change that moves results or the look of a figure; the pictures then say what the program says today.
"""

from __future__ import annotations

import tempfile
from pathlib import Path

from PIL import Image

from sim.cli import group
from sim.words import LANGUAGES

PICTURES = Path(__file__).resolve().parents[1] / "docs" / "pictures"
WIDTH_PX = 1400  # enough to read in a browser, and small enough to keep in the repository
SCENARIO, SEED = "district-gate", "1"
SHOWN = ("late", "timeline")


def main() -> None:
    """Run the scenario in both languages, and keep what was late alone and the whole timeline."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    for lang in LANGUAGES:
        with tempfile.TemporaryDirectory() as folder:
            out = str(Path(folder) / "run")
            group.main(args=["run", SCENARIO, "--seed", SEED, "--lang", lang, "--out", out], standalone_mode=False)
            for name in SHOWN:
                _keep(Path(out) / f"{name}.png", PICTURES / f"{name}-{lang}.png")


def _keep(source: Path, target: Path) -> None:
    with Image.open(source) as picture:
        height = round(picture.height * WIDTH_PX / picture.width)
        small = picture.convert("RGB").resize((WIDTH_PX, height), Image.Resampling.LANCZOS)
        small.quantize(256).save(target, optimize=True)


if __name__ == "__main__":
    main()
