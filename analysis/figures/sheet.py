"""The sheet that a timeline is drawn on: one coordinate system in inches from the upper left corner, and a few strokes."""

from __future__ import annotations

from dataclasses import dataclass
from math import hypot
from typing import Any

from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.patches import Polygon, Rectangle

from analysis.figures.labels import Labels
from analysis.figures.lanes import Lanes
from analysis.figures.scale import TimeScale
from analysis.figures.view import Window

HEAD_LENGTH_IN, HEAD_HALF_IN = 0.12, 0.048


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """What every part of the picture needs: where to draw, what, and where time and bodies lie."""

    axes: Axes
    labels: Labels
    view: Window
    scale: TimeScale
    lanes: Lanes

    def line(self, points: list[tuple[float, float]], **look: Any) -> None:
        """A line through points given in inches."""
        look.setdefault("solid_capstyle", "butt")
        self.axes.add_line(Line2D([x for x, _ in points], [y for _, y in points], **look))

    def box(self, left: float, top: float, right: float, bottom: float, **look: Any) -> None:
        """A rectangle by its edges in inches."""
        self.axes.add_patch(Rectangle((left, top), right - left, bottom - top, **look))

    def mark(self, x: float, y: float, marker: str, size: float, **look: Any) -> None:
        """A single mark of `size` points."""
        look.setdefault("markeredgewidth", 0.8)
        self.axes.add_line(Line2D([x], [y], marker=marker, markersize=size, linestyle="none", **look))

    def head(self, x0: float, y0: float, x1: float, y1: float, size: float = 1.0, **look: Any) -> None:
        """An arrow's head at the second point, coming from the first."""
        length = hypot(x1 - x0, y1 - y0) or 1.0
        ux, uy = (x1 - x0) / length, (y1 - y0) / length
        bx, by = x1 - ux * HEAD_LENGTH_IN * size, y1 - uy * HEAD_LENGTH_IN * size
        side = HEAD_HALF_IN * size
        corners = [(x1, y1), (bx - uy * side, by + ux * side), (bx + uy * side, by - ux * side)]
        self.axes.add_patch(Polygon(corners, closed=True, **look))
