"""Writing a picture: PNG to project, SVG to enlarge; the same bytes for the same picture."""

from __future__ import annotations

import io
from pathlib import Path

from matplotlib.figure import Figure

from analysis.figures.style import look
from sim.record import write_atomically

_OURS = (".png", ".svg")


def save(figure: Figure, path: Path) -> tuple[Path, Path]:
    """Write `figure` beside `path` as .png and .svg, each whole or not at all, and give both paths. Raises OSError.

    A suffix .png or .svg of `path` is dropped. No date and no program's name goes into the files.
    """
    stem = path.with_suffix("") if path.suffix.lower() in _OURS else path
    written = []
    with look():
        for suffix, metadata in ((".png", {"Software": None}), (".svg", {"Date": None, "Creator": None})):
            target = stem.with_name(stem.name + suffix)
            data = io.BytesIO()
            figure.savefig(data, format=suffix[1:], metadata=metadata)
            write_atomically(target, data.getvalue())
            written.append(target)
    return written[0], written[1]
