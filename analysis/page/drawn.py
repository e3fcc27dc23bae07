"""A drawing in SVG, as the library writes it, taken apart: small enough for a page, its texts dark enough to be read, and each part with
what it stands for and the room that it takes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from xml.etree import ElementTree as ET

from analysis.figures.pages import RIM
from analysis.figures.style import PAPER, QUIET_TINT
from analysis.figures.subject import SIGN, Subject, subject_of
from analysis.page.look import readable
from analysis.page.markup import Html, tag

_SVG, _XLINK = "{http://www.w3.org/2000/svg}", "{http://www.w3.org/1999/xlink}"
_NUMBER = re.compile(r"-?\d+\.\d+")
_PAIR = re.compile(r"(-?[\d.]+(?:e-?\d+)?)[ ,]+(-?[\d.]+(?:e-?\d+)?)")
_STEP = re.compile(r"\s{2,}|\s+$|(?<=[A-Za-z])\s+(?=[-\d])|(?<=\d)\s+(?=[A-Za-z])")
_FAMILY = re.compile(r"font-family: [^;\"]*;? ?")
_FONT = re.compile(r"font: ([\d.]+px) [^;\"]*")
_UPRIGHT = re.compile(r"^rotate\(-?0 .*\)$")
_LINKED = re.compile(r"url\(#([^)]*)\)")
_DRAWN = frozenset({"g", "path", "text", "tspan", "use", "rect", "image", "circle", "line", "polyline", "polygon"})
_KEPT = frozenset({
    "d", "x", "y", "width", "height", "transform", "style", "id", "href", "r", "cx", "cy", "x1", "x2", "y1", "y2", "points", "viewBox",
    "patternUnits", "fill", "stroke", "opacity", "preserveAspectRatio",
})  # fmt: skip
_MARK_IN_UNITS = 8.0
_PLACES = 1  # after the point, in units of 1/72 inch: less than a pixel at any zoom that one reads at
_IMAGE = "data:image/png;base64,"

Room = tuple[float, float, float, float]  # left, top, right, bottom in units of the drawing


@dataclass(frozen=True, slots=True)
class DrawnPart:
    """A part of a drawing: its markup, the room it takes, what it stands for, and for a text or a mark the point where it stands."""

    inner: Html
    room: Room
    subject: Subject | None
    point: tuple[float, float] | None


@dataclass(slots=True)
class Drawing:
    """All parts in the order in which they are painted, what they refer to (`defs`), and the styles by the classes that they are given."""

    wide: float
    tall: float
    parts: list[DrawnPart] = field(default_factory=list)
    defs: list[Html] = field(default_factory=list)
    styles: dict[str, str] = field(default_factory=dict)

    def css(self) -> str:
        """The styles that the parts are drawn with."""
        return "".join(f".{name}{{{style}}}" for style, name in self.styles.items())


def taken_apart(svg: str, prefix: str) -> Drawing:
    """Take apart what matplotlib wrote; ids and classes begin with `prefix`. Raises ValueError for what is no SVG."""
    if "<!ENTITY" in svg:
        raise ValueError("this is no drawing of ours")  # entities could be made to grow without end
    try:
        root = ET.fromstring(svg)  # noqa: S314 - without entities there is nothing that it could be made to read
    except ET.ParseError as error:
        raise ValueError(str(error)) from None
    if root.tag != f"{_SVG}svg":
        raise ValueError("this is no SVG")
    _, _, wide, tall = (float(one) for one in str(root.get("viewBox", "0 0 0 0")).split())
    found = Drawing(wide, tall)
    writer = _Writer(found, prefix)
    for part in _groups(root):
        writer.add(part)
    return found


def _groups(root: ET.Element) -> Iterator[ET.Element]:
    """The groups of a figure and of its axes, each one artist."""
    for figure in root.findall(f"{_SVG}g"):
        for child in figure:
            inner = list(child)
            if child.tag == f"{_SVG}g" and len(inner) > 1 and all(one.tag == f"{_SVG}g" for one in inner):
                yield from inner
            elif child.tag == f"{_SVG}g":
                yield child
    yield from root.findall(f"{_SVG}defs")


class _Writer:
    """Writes the parts of one drawing."""

    def __init__(self, found: Drawing, prefix: str) -> None:
        self._found, self._prefix = found, prefix
        self._ids: dict[str, str] = {}
        self._x: list[float] = []
        self._y: list[float] = []
        self._point: tuple[float, float] | None = None
        self._lines = False

    def add(self, part: ET.Element) -> None:
        """One artist."""
        self._x, self._y, self._point, self._lines = [], [], None, False
        id_ = part.get("id", "")
        before, sign, written = id_.partition(SIGN)
        if part.tag == f"{_SVG}defs":
            self._define(part)
            return
        ground = self._ground(part)
        inner = Html("".join(self._written(child, ground) for child in part))
        if RIM in (before, part.get("class")):
            inner = tag("g", inner, class_="rim")
        if not self._x:
            return
        room = min(self._x), min(self._y), max(self._x), max(self._y)
        point = None if self._lines and ground is None else self._point
        self._found.parts.append(DrawnPart(inner, room, subject_of(sign + written) if sign else None, point))

    def _ground(self, part: ET.Element) -> str | None:
        """The fill of the box behind a text; None for a part without both."""
        if part.find(f".//{_SVG}text") is None:
            return None
        box = part.find(f".//{_SVG}path")
        fill = re.search(r"fill: (#[0-9a-f]{6})", box.get("style", "")) if box is not None else None
        return fill[1] if fill else None

    def _define(self, defs: ET.Element) -> None:
        for one in defs:
            name = one.tag.removeprefix(_SVG)
            if name in ("path", "pattern"):
                self._found.defs.append(self._element(one, name, None))

    def _written(self, one: ET.Element, ground: str | None) -> str:
        name = one.tag.removeprefix(_SVG)
        if name == "defs":
            self._define(one)
            return ""
        if name not in _DRAWN:
            return ""
        if name == "g" and not one.get("id", "").startswith(SIGN):
            return "".join(self._written(child, ground) for child in one)
        self._measure(one, name)
        return self._element(one, name, ground)

    def _measure(self, one: ET.Element, name: str) -> None:
        if name == "path":
            pairs = [(float(x), float(y)) for x, y in _PAIR.findall(one.get("d", ""))]
            self._lines = self._lines or bool(pairs)
        elif "x" in one.attrib and "y" in one.attrib:
            x, y = float(one.get("x", 0)), float(one.get("y", 0))
            reach = _MARK_IN_UNITS if name == "use" else 0.0
            wide, high = (float(one.get("width", 0)), float(one.get("height", 0))) if name in ("rect", "image") else (0.0, 0.0)
            pairs = [(x - reach, y - reach), (x + reach + wide, y + reach + high)]
            self._point = self._point or (x, y)
            self._lines = self._lines or name in ("rect", "image")
        else:
            return
        self._x += [x for x, _ in pairs]
        self._y += [y for _, y in pairs]

    def _element(self, one: ET.Element, name: str, ground: str | None) -> Html:
        attributes: dict[str, str] = {}
        for key, value in one.attrib.items():
            bare = key.removeprefix(_XLINK)
            if bare == "style":
                attributes["class"] = self._class(value, name, ground)
            elif bare in _KEPT and not (bare == "transform" and _UPRIGHT.match(value)) and (kept := self._kept(bare, value, name)):
                attributes[bare] = kept
        inner = [Html(self._element(child, child.tag.removeprefix(_SVG), ground)) for child in one if child.tag.removeprefix(_SVG) in _DRAWN]
        said = {f"{key}_" if key == "class" else key: value for key, value in attributes.items()}
        return tag(name, one.text.strip() if one.text and one.text.strip() else None, *inner, **said)

    def _kept(self, bare: str, value: str, name: str) -> str:
        """An attribute as it is written here; empty where it leads out of the page."""
        if bare == "id":
            return self._id(value)
        if bare == "href":
            return f"#{self._id(value[1:])}" if value.startswith("#") else value if name == "image" and value.startswith(_IMAGE) else ""
        short = f".{_PLACES}f"
        return _STEP.sub("", _NUMBER.sub(lambda found: format(float(found[0]), short).rstrip("0").rstrip("."), value))

    def _id(self, own: str) -> str:
        """A short id in place of the library's, which are long; `·` keeps them apart from all other ids of a page."""
        return self._ids.setdefault(own, f"{self._prefix}·{len(self._ids)}")

    def _class(self, style: str, name: str, ground: str | None) -> str:
        """The class for a style; words are dark enough for the darkest ground that they may stand on, and a box for its words."""
        style = _FONT.sub(r"font-size: \1", _FAMILY.sub("", style))
        style = _LINKED.sub(lambda found: f"url(#{self._id(found[1])})", style).replace("; ", ";").replace(": ", ":").strip(" ;")
        style = ";".join(one for one in style.split(";") if not one.startswith("clip-path"))
        if "url(" in _LINKED.sub("", style) or "<" in style:
            style = ""
        if name == "text" and "fill:#ffffff" not in style:
            fill = re.search(r"fill:(#[0-9a-f]{6})", style)
            style = style.replace(fill[0], f"fill:{readable(fill[1], QUIET_TINT.lower())}") if fill else style
        elif name == "path" and ground is not None and f"fill:{ground}" in style:
            style = style.replace(f"fill:{ground}", f"fill:{readable(ground, PAPER.lower())}")
        return self._found.styles.setdefault(style, f"{self._prefix}{len(self._found.styles)}")
