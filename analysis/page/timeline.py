"""The timeline made alive: cut along its layout into the names, the bands over the lanes, the lanes, the clock, and what stands under them, so
that names and clock can stand still while the lanes are zoomed and moved.

Without a script it is a picture in a frame that scrolls. What a part stands for is written beside it: `data-r` a row, `data-d` duties, `data-b`
bodies, by the numbers of `PageKeys`; `data-x` and `data-y` where a text or a mark stands in a strip that is stretched one way only.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from statistics import fmean

from matplotlib.figure import Figure

from analysis.figures.style import drawing
from analysis.figures.subject import Subject
from analysis.figures.timeline import TimelineLayout
from analysis.page.drawn import DrawnPart, Room, taken_apart
from analysis.page.markup import Html, joined, tag
from sim.words import Words

UNITS_PER_IN = 72.0
_OVER_IN = 0.07
_EDGE = 16.0  # a text so near to the edge of time begins there instead of reaching over it
_TOUCH, _FOOT = 0.5, 5.0
_HIT = 9  # as wide as a line is for a pointer


@dataclass(frozen=True, slots=True, kw_only=True)
class PageKeys:
    """How a page numbers what a picture stands for: duties by the ids of their verdicts, bodies by theirs. Rows go by their `seq`."""

    duties: Mapping[str, int]
    bodies: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class LiveTimeline:
    """The picture as markup, its styles, and the ids of the parts where rows and duties can be found in it."""

    markup: Html
    css: str
    rows: Mapping[int, str]
    duties: Mapping[str, str]


def live_timeline(figure: Figure, layout: TimelineLayout, keys: PageKeys, say: Words, *, name: str) -> LiveTimeline:
    """Make a timeline alive; `name` is what it is called for those who do not see it."""
    drawn = taken_apart(drawing(figure, say), "t")
    places = (layout.names, layout.bands - _OVER_IN, layout.lanes, layout.clock, layout.under)
    left, bands, lanes, clock, under = (round(one * UNITS_PER_IN, 2) for one in places)
    bottom, wide = max(layout.bottom * UNITS_PER_IN, drawn.tall), drawn.wide
    cutter = _Cutter(drawn.parts, keys)
    plot = cutter.strip("plot", (left, lanes, wide, clock), defs=tag("defs", *drawn.defs))
    strips = joined((
        cutter.strip("corner", (0, bands, left, lanes)), cutter.strip("bands", (left, bands, wide, lanes)),
        cutter.strip("names", (0, lanes, left, clock)), plot,
        cutter.strip("corner-under", (0, clock, left, under)), cutter.strip("clock", (left, clock, wide, under)),
    ))  # fmt: skip
    grid = tag("div", strips, class_="grid", id="grid", style=f"grid-template-columns:{100 * left / wide:.3f}% {100 - 100 * left / wide:.3f}%")
    size = f"{wide - left:.2f} {clock - lanes:.2f} {left:.2f} {lanes:.2f} {lanes - bands:.2f} {under - clock:.2f}"
    box = tag("div", grid, class_="box", id="box", tabindex="0", role="group", aria_label=name, data_size=size)
    rest = tag("div", cutter.strip("signs", (0, under, wide, bottom)), class_="signs")
    return LiveTimeline(joined((box, rest)), drawn.css(), cutter.rows, cutter.duties)


class _Cutter:
    """Cuts the parts of a drawing to rooms."""

    def __init__(self, parts: Iterable[DrawnPart], keys: PageKeys) -> None:
        self._parts, self._keys = tuple(parts)[1:], keys  # the first is the paper
        heights: dict[Subject, list[float]] = defaultdict(list)
        for part in self._parts:
            if part.subject is not None and part.point is not None:
                heights[part.subject].append(part.point[1])
        self._middle = {subject: fmean(found) for subject, found in heights.items()}
        self.rows: dict[int, str] = {}
        self.duties: dict[str, str] = {}

    def strip(self, name: str, room: Room, *, defs: Html | None = None) -> Html:
        """All that lies in a room, as a drawing of its own."""
        left, top, right, bottom = room
        shown = [self._part(part, name, room) for part in self._parts if _meet(part, room)]
        view = f"{left:g} {top:g} {right - left:.2f} {bottom - top:.2f}"
        return tag("svg", defs, *shown, id=f"t-{name}", class_="drawn", viewBox=view, aria_hidden="true" if name in _SILENT else None)

    def _part(self, part: DrawnPart, name: str, room: Room) -> Html:
        said = {} if part.subject is None else self._marks(part.subject, part.room[0], findable=name in _FINDABLE)
        inner = part.inner
        if part.point is not None and name in _STRETCHED:
            x, y = part.point
            if part.subject is not None and name == "names":
                y = self._middle[part.subject]  # the lines of one name stay together
            said |= {"data-x": f"{x:.1f}", "data-y": f"{y:.1f}"}
            if name in _ACROSS and x - room[0] < _EDGE:
                inner = Html(inner.replace("<text ", '<text style="text-anchor:start" ', 1))
        if name == "names" and part.point is not None and room[3] - part.point[1] < _FOOT:
            inner = Html(inner.replace("<text ", f'<text dy="-{_FOOT:g}" ', 1))  # the nought of the people, on the edge to the clock
        if name == "plot" and part.subject is not None and part.subject.row is not None and part.point is None:
            inner = Html(inner + inner.replace(' class="', ' class="hit ', 1)) if inner.startswith("<path") else inner
        return tag("g", inner, **said)

    def _marks(self, subject: Subject, x: float, *, findable: bool) -> dict[str, object]:
        """What a part stands for, by numbers; the first that stands for a row or a duty in the lanes can be linked to."""
        said: dict[str, object] = {}
        if findable:
            said["data-x"] = f"{x:.1f}"
            id_ = f"p{len(self.rows) + len(self.duties)}"
            new_row = subject.row is not None and subject.row not in self.rows
            new = [duty for duty in subject.duties if duty not in self.duties]
            if new_row or new:
                said["id"] = id_
            if subject.row is not None and new_row:
                self.rows[subject.row] = id_
            self.duties |= dict.fromkeys(new, id_)
        if subject.row is not None:
            said["data-r"] = subject.row
        if duties := [str(self._keys.duties[one]) for one in subject.duties if one in self._keys.duties]:
            said["data-d"] = " ".join(duties)
        if bodies := [str(self._keys.bodies[one]) for one in subject.bodies if one in self._keys.bodies]:
            said["data-b"] = " ".join(bodies)
        return said


_STRETCHED = ("bands", "names", "clock")  # stretched one way when the lanes are zoomed
_ACROSS = ("bands", "clock")
_FINDABLE = ("plot", "bands", "signs")
_SILENT = ("corner", "corner-under", "clock")


def _meet(part: DrawnPart, room: Room) -> bool:
    """Whether a part lies in a room, by more than an edge that both have."""
    left, top, right, bottom = part.room
    return left < room[2] - _TOUCH and right > room[0] + _TOUCH and top < room[3] - _TOUCH and bottom > room[1] + _TOUCH
