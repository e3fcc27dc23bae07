"""Cut Noto Sans CJK SC down to what Chinese figures need, under a name of its own.

    python tools/cut_font.py NotoSansCJK-Regular.ttc analysis/figures/fonts/NotoSansSC-cut.otf

Kept: ASCII, Latin-1, all of GB 2312 (6,763 characters and symbols), and the marks in `SYMBOLS`. Hinting and
layout features go: figures are drawn large and horizontally. The same source gives the same bytes.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTCollection, TTFont

SOURCE_FAMILY = "Noto Sans CJK SC"
FAMILY = "Drill Sans SC"
POSTSCRIPT = "DrillSansSC-Regular"
LAYOUT = ["BASE", "DSIG", "GDEF", "GPOS", "GSUB", "STAT", "VORG", "vhea", "vmtx", "meta"]
BLOCKS = ((0x20, 0x7E), (0xA0, 0xFF), (0x2500, 0x257F), (0xFF01, 0xFF5E))  # ASCII, Latin-1, lines, full width
SYMBOLS = (
    "‐‑‒–—―‘’“”„†‡•…‰′″‹›※⁴€№™Ω←↑→↓↔↕↖↗↘↙⇒⇔∀∂∅∆∈∏∑−√∝∞∠∧∨∩∪∫∴∵≈≠≡≤≥⊕⊥"
    "■□▲△▶▷▼▽◀◁◆◇◎○●★☆✓ⅠⅡⅢⅣⅤⅥⅦⅧⅨⅩⅪⅫⅰⅱⅲⅳⅴⅵⅶⅷⅸⅹ"
    "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳〇〈〉《》「」『』【】〔〕"
)


def wanted() -> set[int]:
    """The code points to keep."""
    kept = set(map(ord, SYMBOLS))
    for first, last in BLOCKS:
        kept.update(range(first, last + 1))
    for high in range(0xA1, 0xF8):
        for low in range(0xA1, 0xFF):
            kept.update(map(ord, bytes((high, low)).decode("gb2312", errors="ignore")))
    return kept


def cut(source: Path, target: Path) -> None:
    """Write the cut font."""
    options = Options(hinting=False, layout_features=[], notdef_outline=True)
    options.name_IDs, options.name_languages = ["*"], ["*"]
    options.drop_tables += LAYOUT
    # The time of cutting in the file would make every cut different.
    font = TTFont(source, fontNumber=_member(source), recalcTimestamp=False)
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=wanted())
    subsetter.subset(font)
    _rename(font)
    target.parent.mkdir(parents=True, exist_ok=True)
    font.save(target)


def _member(source: Path) -> int:
    """The place of the simplified Chinese font in a collection; -1 for a file that holds one font."""
    if source.suffix != ".ttc":
        return -1
    with TTCollection(source) as collection:
        families = [font["name"].getDebugName(1) for font in collection]
    return families.index(SOURCE_FAMILY)


def _rename(font: TTFont) -> None:
    """Give the cut its own names; copyright, trademark, designers and licence stay as they are."""
    version = str(font["name"].getDebugName(5)).split(";", maxsplit=1)[0]
    names = {
        1: FAMILY,
        2: "Regular",
        3: f"{version.removeprefix('Version ')};{POSTSCRIPT}",
        4: f"{FAMILY} Regular",
        5: f"{version}; cut to GB 2312 and symbols",
        6: POSTSCRIPT,
    }
    kept = {0, 7, 8, 9, 10, 11, 13, 14}
    font["name"].names = [entry for entry in font["name"].names if entry.nameID in kept]
    for number, text in names.items():
        font["name"].setName(text, number, 3, 1, 0x409)
    if "CFF " in font:
        outlines = font["CFF "].cff
        outlines.fontNames = [POSTSCRIPT]
        outlines.topDictIndex[0].FullName = names[4]
        outlines.topDictIndex[0].FamilyName = FAMILY


def main() -> None:
    """Read the two paths and cut."""
    parser = argparse.ArgumentParser(description="Cut a font to GB 2312 and symbols.")
    parser.add_argument("source", type=Path)
    parser.add_argument("target", type=Path)
    given = parser.parse_args()
    cut(given.source, given.target)
    with TTFont(given.target) as font:
        missing = sorted(wanted() - set(font.getBestCmap()))
    print(f"{given.target}: {given.target.stat().st_size:,} bytes")
    print(f"not in the source: {' '.join(chr(code) for code in missing) or 'nothing'}")


if __name__ == "__main__":
    main()
