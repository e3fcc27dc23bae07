"""Pictures are ours alone: no setting of the user changes a byte, no name is a formula, and what no font has is listed."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import matplotlib as mpl
import pytest
from matplotlib.text import Text as Artist

from analysis.figures.signs import drawable
from analysis.figures.style import draw_arms, empty_sheet, house_style, save_figure
from analysis.figures.timeline import timeline
from sim.words import LANGUAGES, Names
from tests.unit.figure_records import NAMES, PLAN, morning

DRAW = """
import sys
from pathlib import Path
from analysis.figures.style import empty_sheet, house_style, place_axes, save_figure
from sim.words import words
with house_style():
    figure = empty_sheet("迟报 $x^2$", 2, "note")
    axes = place_axes(figure, 1, 0.8, 4, 0.8)
    axes.barh(0, 3, hatch="//")
    axes.plot([0, 3], [0, 1])
save_figure(figure, Path(sys.argv[1]), words("zh"))
"""


def drawn_by(here: Path, **environment: str) -> tuple[bytes, bytes]:
    """A picture of another process that stands in a folder with its own settings; it may say nothing."""
    root = Path(__file__).parents[2]
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", DRAW, str(here / "picture")],
        cwd=here, env=os.environ | {"PYTHONPATH": str(root)} | environment, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    return (here / "picture.png").read_bytes(), (here / "picture.svg").read_bytes()


def test_a_picture_is_the_same_under_any_settings_of_the_user(tmp_path, monkeypatch):
    strange, broken = tmp_path / "strange", tmp_path / "broken"
    strange.mkdir()
    broken.mkdir()
    (strange / "matplotlibrc").write_text(
        "text.usetex: True\nfont.size: 31\naxes.facecolor: red\nsavefig.bbox: tight\nsavefig.dpi: 11\nnonsense: 1\nfigure.autolayout: True\n"
    )
    (broken / "matplotlibrc").write_bytes("字体: 宋体".encode("gbk"))
    monkeypatch.setattr(sys, "argv", ["here", str(tmp_path / "plain")])
    exec(DRAW, {})  # noqa: S102 - the same few lines in this process, under the settings of the tests
    plain = (tmp_path / "plain.png").read_bytes(), (tmp_path / "plain.svg").read_bytes()

    assert drawn_by(strange, MPLBACKEND="module://nobody_has_this.backend") == plain
    assert drawn_by(broken, MATPLOTLIBRC=str(strange)) == plain


def test_settings_of_a_program_that_has_the_library_already_are_put_aside_and_put_back(tmp_path):
    with mpl.rc_context({"text.usetex": True, "font.size": 40, "lines.linewidth": 9, "savefig.facecolor": "red"}):
        with house_style():
            assert (mpl.rcParams["text.usetex"], mpl.rcParams["lines.linewidth"]) == (False, 1.5)
        assert (mpl.rcParams["text.usetex"], mpl.rcParams["lines.linewidth"]) == (True, 9)


STRANGE = ("甲$办$乙", r"\frac{a}{b}_1^2", "100 % {x} #&~", "_first", "$\\nonsense{$")


def test_names_that_look_like_formulas_are_drawn_as_they_are_written():
    names = dict(zip(("guard", "bureau", "command", "office", "police"), STRANGE, strict=True))
    bodies = [body.model_dump() | ({"name": dict.fromkeys(LANGUAGES, names[body.id])} if body.id in names else {}) for body in PLAN.body]
    plan = PLAN.model_validate({**PLAN.model_dump(), "body": bodies})
    record, judgement = morning()
    figure = timeline(record, judgement, plan, Names("en", plan))
    texts = [artist for artist in figure.findobj(Artist) if artist.get_text()]

    assert [name for name in STRANGE if not any(name in artist.get_text() for artist in texts)] == []
    assert not any(artist.get_parse_math() or artist.get_usetex() for artist in texts)


def test_an_arm_whose_name_begins_with_a_line_is_named_in_the_legend():
    with house_style():
        figure = empty_sheet("arms", 4)
        draw_arms(figure, ["baseline", "_mine"], 4)

    assert [text.get_text() for text in figure.legends[0].get_texts()] == ["baseline", "_mine"]


def test_what_no_font_has_is_listed_once_under_a_picture_that_grows_for_it(tmp_path):
    with house_style():
        figure = empty_sheet("𠮷县 ✈ 𠮷镇 ABC", 2)
    before = figure.get_size_inches().copy()
    png, _ = save_figure(figure, tmp_path / "picture", NAMES["zh"].say)
    high = int.from_bytes(png.read_bytes()[20:24], "big")
    said: list[str] = []
    original = type(figure).text

    def text(self, x, y, words, **more):
        said.append(words)
        return original(self, x, y, words, **more)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(type(figure), "text", text)
        save_figure(figure, tmp_path / "again", NAMES["zh"].say)

    assert said == ["方框处的字，字体中没有：U+20BB7"]  # the plane is in the second font
    assert high == round((before[1] + 0.34) * 150)
    assert (tmp_path / "again.png").read_bytes() == png.read_bytes()


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a\nb\tc", "a b c"),
        ("甲\u202e乙\u200b丙\ufeff", "甲乙丙"),
        ("\ud83d\uffff", "\ufffd\ufffd"),
        ("\u3000甲", " 甲"),
        ("x\x00y", "x y"),
        ("שלום", "שלום"),
    ],
)
def test_what_is_no_sign_to_draw_does_not_reach_the_picture(text, shown):
    assert drawable(text) == shown
