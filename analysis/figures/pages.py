"""A picture as a page: text that can be searched, copied and read aloud, as wide as what holds it, with a title and a description.

The library writes each text with the names of its fonts, and a white rim as outlines of every sign. Here the names stand once, with those
of fonts that a reader may have, and the rim is left to the reader's program (`paint-order`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from html import escape

from matplotlib.figure import Figure
from matplotlib.text import Text as Artist

RIM_PT = 2.8
RIM = "rim"
# ours, then what carries Chinese on the usual systems, then whatever is there
_FONTS = "'Drill Sans SC','Noto Sans SC','Noto Sans CJK SC','Source Han Sans SC','PingFang SC','Microsoft YaHei','DejaVu Sans',sans-serif"
_STYLE = f"text{{font-family:{_FONTS}}}.{RIM} text{{paint-order:stroke;stroke:#fff;stroke-width:{RIM_PT}px;stroke-linejoin:round}}"
_HEAD = re.compile(r"<svg\b[^>]*>")
_SIZE = re.compile(r' (?:width|height)="[^"]*"')
_OWN_STYLE = re.compile(r"(<style[^>]*>)")
_FAMILY = re.compile(r"font-family: [^;\"]*;? ?")
_FONT = re.compile(r"font: ([\d.]+px) [^;\"]*")  # how earlier versions of the library write size and family
_UNNAMED = re.compile(r'<g id="(?:text|patch|line2d|axes|matplotlib\.axis|xtick|ytick)_\d+">')
_UPRIGHT = re.compile(r' transform="rotate\(-?0 [^"]*\)"')
_RIMMED = re.compile(rf'<g id="{RIM}">')


@contextmanager
def without_outlines(figure: Figure) -> Iterator[None]:
    """Let every text that has a rim be drawn without it, and marked; afterwards all is as it was."""
    rimmed = [artist for artist in figure.findobj(Artist) if artist.get_path_effects()]
    held = [(artist, artist.get_path_effects(), artist.get_gid()) for artist in rimmed]
    for artist in rimmed:
        artist.set_path_effects([])
        artist.set_gid(RIM)
    try:
        yield
    finally:
        for artist, effects, gid in held:
            artist.set_path_effects(effects)
            artist.set_gid(gid)


def as_page(drawn: str, told: str, lang: str) -> str:
    """The SVG that the library drew, as a page. Of `told` the first line is the title, the others are the description."""
    title, _, more = told.partition("\n")
    head = _HEAD.search(drawn)
    if head is None:
        raise ValueError("this is no SVG")
    names = "title desc" if more else "title"
    opening = _SIZE.sub("", head[0])[:-1] + f' width="100%" style="height:auto" xml:lang="{lang}" role="img" aria-labelledby="{names}">'
    opening += f'\n <title id="title">{escape(title)}</title>' + (f'\n <desc id="desc">{escape(more)}</desc>' if more else "")
    page = drawn[: head.start()] + opening + drawn[head.end() :]
    page = _OWN_STYLE.sub(rf"\1{_STYLE}", page, count=1)
    page = _FONT.sub(r"font-size: \1", _FAMILY.sub("", page))
    return _RIMMED.sub(f'<g class="{RIM}">', _UPRIGHT.sub("", _UNNAMED.sub("<g>", page)))
