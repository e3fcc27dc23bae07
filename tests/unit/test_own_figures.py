"""Pictures are ours alone: no setting of the user changes a byte, no name is a formula, and what no font has is listed."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import matplotlib as mpl
import pytest
from matplotlib.text import Text as Artist

from analysis.figures.signs import drawable
from analysis.figures.style import draw_arms, empty_sheet, house_style, save_figure
from analysis.figures.timeline import timeline
from sim.words import Names
from tests.unit.figure_records import NAMES, PLAN, Drill, morning

DRAW = """
import logging, sys, warnings
from pathlib import Path
warnings.simplefilter("error")
from analysis.figures.latency import latency
from analysis.figures.style import save_figure
from tests.unit.figure_records import NAMES, morning
save_figure(latency(morning()[1], NAMES["zh"]), Path(sys.argv[1]), NAMES["zh"].say)
"""


def drawn_by(tmp_path: Path, name: str, **environment: str) -> tuple[bytes, bytes]:
    """A picture of another process that stands in a folder with its own settings; it may say nothing."""
    root = Path(__file__).parents[2]
    paths = {"PYTHONPATH": str(root), "PATH": "/usr/bin:/bin", "HOME": str(tmp_path), "MPLCONFIGDIR": str(tmp_path / "library")}
    here = tmp_path / name
    done = subprocess.run(
        [sys.executable, "-c", DRAW, str(here / "picture")], cwd=here, env=paths | environment, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    return (here / "picture.png").read_bytes(), (here / "picture.svg").read_bytes()


def test_a_picture_is_the_same_under_any_settings_of_the_user(tmp_path):
    for name in ("plain", "strange", "broken"):
        (tmp_path / name).mkdir()
    (tmp_path / "strange" / "matplotlibrc").write_text(
        "text.usetex: True\nfont.size: 31\naxes.facecolor: red\nsavefig.bbox: tight\nsavefig.dpi: 11\nnonsense: 1\nfigure.autolayout: True\n"
    )
    (tmp_path / "broken" / "matplotlibrc").write_bytes("字体: 宋体".encode("gbk"))
    plain = drawn_by(tmp_path, "plain")

    assert drawn_by(tmp_path, "strange", MPLBACKEND="module://nobody_has_this.backend") == plain
    assert drawn_by(tmp_path, "broken", MATPLOTLIBRC=str(tmp_path / "strange")) == plain


def test_settings_of_a_program_that_has_the_library_already_are_put_aside_and_put_back(tmp_path):
    with mpl.rc_context({"text.usetex": True, "font.size": 40, "lines.linewidth": 9, "savefig.facecolor": "red"}):
        with house_style():
            assert (mpl.rcParams["text.usetex"], mpl.rcParams["lines.linewidth"]) == (False, 1.5)
        assert (mpl.rcParams["text.usetex"], mpl.rcParams["lines.linewidth"]) == (True, 9)


@pytest.mark.parametrize("name", ["甲$办$乙", r"\frac{a}{b}_1^2", "100 % {x} #&~", "_first", "$\\nonsense{$"])
def test_a_name_that_looks_like_a_formula_is_drawn_as_it_is_written(tmp_path, name):
    bodies = [{**body.model_dump(), "name": {"zh": name, "en": name}} if body.id == "bureau" else body.model_dump() for body in PLAN.body]
    plan = PLAN.model_validate({**PLAN.model_dump(), "body": bodies})
    record, judgement = morning()
    figure = timeline(record, judgement, plan, Names("en", plan))
    save_figure(figure, tmp_path / "picture", NAMES["en"].say)
    texts = [artist for artist in figure.findobj(Artist) if name in artist.get_text()]

    assert texts
    assert not any(artist.get_parse_math() or artist.get_usetex() for artist in texts)


def test_an_arm_whose_name_begins_with_a_line_is_named_in_the_legend():
    with house_style():
        figure = empty_sheet("arms", 4)
        draw_arms(figure, ["baseline", "_mine"], 4)

    assert [text.get_text() for text in figure.legends[0].get_texts()] == ["baseline", "_mine"]


def test_what_no_font_has_is_listed_once_under_a_picture_that_grows_for_it(tmp_path):
    drill = Drill(title="𠮷县 ✈ 𠮷镇 ABC")
    drill.report("4.1.1", "bureau", "command", 0, 30, 30)
    record, judgement = drill.made()
    figure = timeline(record, judgement, PLAN, NAMES["zh"])
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
    [("a\nb\tc", "a b c"), ("甲\u202e乙\u200b丙\ufeff", "甲乙丙"), ("\ud83d", "\ufffd"), ("\u3000甲", " 甲"), ("x\x00y", "x y"), ("שלום", "שלום")],
)
def test_what_is_no_sign_to_draw_does_not_reach_the_picture(text, shown):
    assert drawable(text) == shown
