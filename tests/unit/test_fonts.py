"""The font that comes along holds what figures write, and matplotlib draws with it without a missing sign."""

import io
import warnings
from importlib.resources import files

import matplotlib as mpl
import pytest
from fontTools.ttLib import TTFont
from matplotlib.figure import Figure

from analysis.figures.style import FONT_FAMILY, use_font

FOLDER = files("analysis.figures") / "fonts"
TEXT = "群体性信访事件应急预案：迟报、瞒报；Ⅳ–Ⅰ级 ①–⑳ →↑↓● ○ ■ □ ▲△▼◆◇ × ✓ – — · ≥ ≤ ± ≠ “引”《号》【注】…℃％"


@pytest.fixture(scope="module")
def cut():
    with TTFont(str(FOLDER / "NotoSansSC-cut.otf")) as font:
        yield font


def test_every_character_of_gb_2312_and_of_ascii_is_there(cut):
    rows = [bytes((high, low)) for high in range(0xB0, 0xF8) for low in range(0xA1, 0xFF)]
    hanzi = "".join(row.decode("gb2312", errors="ignore") for row in rows)
    present = set(cut.getBestCmap())

    assert len(hanzi) == 6763
    ascii_signs = "".join(map(chr, range(32, 127)))
    assert [sign for sign in hanzi + TEXT + ascii_signs if ord(sign) not in present] == []


def test_the_font_bears_its_own_name_and_its_licence(cut):
    names = {entry.nameID: str(entry) for entry in cut["name"].names}

    assert names[1] == FONT_FAMILY
    assert all(word not in names[number] for number in (1, 3, 4, 6) for word in ("Noto", "Source"))
    assert "SIL Open Font License" in names[13]
    assert "SIL OPEN FONT LICENSE Version 1.1" in (FOLDER / "OFL.txt").read_text(encoding="utf-8")


def test_the_font_is_small():
    assert len((FOLDER / "NotoSansSC-cut.otf").read_bytes()) <= 1_800_000


@pytest.mark.parametrize("kind", ["png", "svg", "pdf"])
def test_chinese_is_drawn_without_a_missing_sign(kind):
    with mpl.rc_context({"font.family": [use_font()], "svg.fonttype": "path"}), warnings.catch_warnings():
        warnings.simplefilter("error")
        figure = Figure(figsize=(8, 1))
        figure.text(0.01, 0.5, TEXT)
        target = io.BytesIO()
        figure.savefig(target, format=kind)

    assert len(target.getvalue()) > 5_000


def test_a_sign_that_is_missing_would_be_noticed():
    with mpl.rc_context({"font.family": [use_font()]}):
        figure = Figure()
        figure.text(0.5, 0.5, "☐")

        with pytest.warns(UserWarning, match="missing from font"):
            figure.savefig(io.BytesIO(), format="png")


def test_asking_again_registers_nothing_again():
    from matplotlib.font_manager import fontManager

    families = [use_font(), use_font()]

    assert families == ["Drill Sans SC"] * 2
    assert sum(entry.name == FONT_FAMILY for entry in fontManager.ttflist) == 1
