"""Words on the sheet that never lie on each other.

Fixed words are put down first. Then labels are placed one after the other, the most important first: each tries the places
that its maker proposes, takes the one that covers least of the drawing, and is left out when none is free. A label that
must be seen tries further away, on a leader line; if that fails too it is handed back, to be listed under the picture.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.patheffects import withStroke
from matplotlib.text import Text as Artist

from analysis.figures.pages import RIM_PT
from analysis.figures.signs import drawable
from analysis.figures.style import INK, LABEL_PT, PAPER
from analysis.figures.subject import Subject, stands_for

Box = tuple[float, float, float, float]  # left, top, right, bottom in inches from the sheet's upper left corner
Place = tuple[float, float, str, str]  # x, y, horizontal and vertical alignment
_PAD_IN = 0.02
_FAR = (0.3, 0.5, 0.8, 1.1, 1.5, 2.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Label:
    """Words with the places they may take, best first. The lower `rank`, the sooner it chooses."""

    text: str
    places: tuple[Place, ...]
    rank: float
    size: float = LABEL_PT
    colour: str = INK
    box: str | None = None  # the colour of a filled box behind the words
    must: bool = False
    cover: float = float("inf")  # how much drawing it may cover; small for words that nobody misses
    points: tuple[tuple[float, float], ...] = ()  # of these a leader line points at the nearest
    lanes: tuple[tuple[float, float], ...] = ()  # tops and bottoms: the words stand within one of them, in nobody else's lane
    of: Subject | None = None  # what they are about


@dataclass
class Labels:
    """The words of one sheet and the boxes that they take."""

    axes: Axes
    canvas: FigureCanvasAgg
    bounds: Box
    taken: list[Box] = field(default_factory=list)
    wanted: list[Label] = field(default_factory=list)
    _ink: list[tuple[float, float, float]] = field(default_factory=list)
    _widths: dict[tuple[str, float], float] = field(default_factory=dict)

    @classmethod
    def of_sheet(cls, wide: float, tall: float, dpi: int, bounds: Box) -> tuple[Figure, Labels]:
        """A new sheet, its words within `bounds`: inches from its upper left corner are its units."""
        figure = Figure(figsize=(wide, tall), dpi=dpi, facecolor=PAPER)
        canvas = FigureCanvasAgg(figure)
        axes = figure.add_axes((0, 0, 1, 1))
        axes.set_axis_off()
        axes.set_xlim(0, wide)
        axes.set_ylim(tall, 0)
        return figure, cls(axes, canvas, bounds)

    def fixed(self, text: str, place: Place, *, size: float = LABEL_PT, colour: str = INK, **look: Any) -> Box:
        """Put down words where they must stand, and give the box that they take."""
        of = look.pop("of", None)
        artist = self._artist(text, size, colour, **look)
        stands_for(artist, of)
        return self._settle(artist, place, self._size(artist))

    def width(self, text: str, size: float) -> float:
        """How wide words are, in inches."""
        if (text, size) not in self._widths:
            artist = self._artist(text, size, INK)
            self._widths[text, size] = self._size(artist)[0]
            artist.remove()
        return self._widths[text, size]

    def fitting(self, text: str, size: float, room: float) -> str:
        """Words cut to so many inches, with dots where something was cut."""
        if self.width(text, size) <= room:
            return text
        low, high = 0, len(text)
        while low < high:
            middle = (low + high + 1) // 2
            low, high = (middle, high) if self.width(text[:middle].rstrip() + "…", size) <= room else (low, middle - 1)
        return text[:low].rstrip() + "…"

    def fitted(self, text: str, size: float, least: float, room: float) -> tuple[str, float]:
        """Words and the size at which they fit: smaller down to `least`, and cut only beyond that."""
        wide = self.width(text, size)
        if wide <= room:
            return text, size
        size = max(size * 0.99 * room / wide, least)
        return self.fitting(text, size, room), size

    def want(self, label: Label) -> None:
        """Ask for a label; `place_all` decides."""
        self.wanted.append(label)

    def line(self, x0: float, y0: float, x1: float, y1: float, weight: float) -> None:
        """Tell of a line that labels had better not cover."""
        steps = max(int(np.hypot(x1 - x0, y1 - y0) / 0.08), 1)
        self._ink += [(x0 + (x1 - x0) * n / steps, y0 + (y1 - y0) * n / steps, weight) for n in range(steps + 1)]

    def block(self, box: Box) -> None:
        """Keep labels out of a box."""
        self.taken.append(box)

    def place_all(self) -> list[Label]:
        """Place what was wanted, and give back the labels that must be seen and found no room."""
        ink = np.array(self._ink) if self._ink else np.zeros((0, 3))
        homeless = []
        for label in sorted(self.wanted, key=lambda one: one.rank):
            artist = self._artist(label.text, label.size, label.colour, box=label.box)
            size = self._size(artist)
            place = self._best(label, label.places, size, ink)
            if place is None and label.must:
                place = self._best(label, _further(label), size, ink)
            if place is None:
                artist.remove()
                if label.must:
                    homeless.append(label)
                continue
            box = self._settle(artist, place, size)
            stands_for(artist, label.of)
            self._leader(label, box)
        self.wanted.clear()
        return homeless

    def _leader(self, label: Label, box: Box) -> None:
        if not label.points:
            return
        x, y = min(label.points, key=lambda one: abs(one[1] - (box[1] + box[3]) / 2))
        near = (min(max(x, box[0]), box[2]), min(max(y, box[1]), box[3]))
        if np.hypot(near[0] - x, near[1] - y) > 0.14:
            (line,) = self.axes.plot([near[0], x], [near[1], y], color=label.box or label.colour, lw=0.8, zorder=8, solid_capstyle="round")
            stands_for(line, label.of)

    def _best(self, label: Label, places: Sequence[Place], size: tuple[float, float], ink: Any) -> Place | None:
        best, least = None, float("inf")
        taken = np.array(self.taken) if self.taken else np.zeros((0, 4))
        for number, place in enumerate(places):
            left, top, right, bottom = box = _box(place, size)
            if left < self.bounds[0] or top < self.bounds[1] or right > self.bounds[2] or bottom > self.bounds[3]:
                continue
            if label.lanes and not any(first <= top and bottom <= last for first, last in label.lanes):
                continue
            if np.any((taken[:, 0] < right) & (taken[:, 2] > left) & (taken[:, 1] < bottom) & (taken[:, 3] > top)):
                continue
            inside = (ink[:, 0] > box[0]) & (ink[:, 0] < box[2]) & (ink[:, 1] > box[1]) & (ink[:, 1] < box[3])
            covered = float(ink[inside, 2].sum())
            cost = covered + 0.25 * number
            if covered <= label.cover and cost < least:
                best, least = place, cost
        return best

    def _artist(self, text: str, size: float, colour: str, **look: Any) -> Artist:
        box = look.pop("box", None)
        if box is not None:
            look["bbox"] = {"boxstyle": "square,pad=0.18", "facecolor": box, "edgecolor": "none"}
        artist = self.axes.text(0, 0, drawable(text), fontsize=size, color=colour, zorder=10, **look)
        if box is None and "path_effects" not in look:
            artist.set_path_effects([withStroke(linewidth=RIM_PT, foreground=PAPER)])
        return artist

    def _size(self, artist: Artist) -> tuple[float, float]:
        extent = artist.get_window_extent()
        dpi = self.canvas.figure.dpi
        grow = 0.36 * float(artist.get_fontsize()) / 72 if artist.get_bbox_patch() is not None else 0.0
        return extent.width / dpi + grow, extent.height / dpi + grow

    def _settle(self, artist: Artist, place: Place, size: tuple[float, float]) -> Box:
        box = _box(place, size)
        artist.set_position(((box[0] + box[2]) / 2, (box[1] + box[3]) / 2))
        artist.set_horizontalalignment("center")
        artist.set_verticalalignment("center")
        self.taken.append((box[0] - _PAD_IN, box[1] - _PAD_IN, box[2] + _PAD_IN, box[3] + _PAD_IN))
        return box


def _box(place: Place, size: tuple[float, float]) -> Box:
    x, y, across, along = place
    left = x - {"left": 0.0, "center": 0.5, "right": 1.0}[across] * size[0]
    top = y - {"top": 0.0, "center": 0.5, "bottom": 1.0}[along] * size[1]
    return left, top, left + size[0], top + size[1]


def _further(label: Label) -> list[Place]:
    """More places: along the lanes that the words may stand in, or the same places moved away in every direction; near ones first."""
    if label.lanes:
        steps = [(top + 0.1 + 0.1 * n) for top, bottom in label.lanes for n in range(int((bottom - top - 0.1) / 0.1))]
        x = [one[0] for one in (label.points or label.places)]
        return [place for far in (0.07, *_FAR, 3.0, 4.0) for y in steps for at in dict.fromkeys(x)
                for place in ((at + far, y, "left", "center"), (at - far, y, "right", "center"))]  # fmt: skip
    aside = ((0, -1), (0, 1), (1, 0), (-1, 0), (1, -1), (-1, -1), (1, 1), (-1, 1))
    return [(x + dx * far, y + dy * far, ha, va) for far in _FAR for dx, dy in aside for x, y, ha, va in label.places[:2]]
