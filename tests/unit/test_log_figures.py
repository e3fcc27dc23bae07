"""A log that somebody kept is drawn: how it was read stands over it, what is not exact or not understood is marked, what it has not is left out."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from matplotlib.text import Text as Artist

from analysis.certain import judge_openly
from analysis.figures.kept_log import kept_log
from analysis.figures.timeline import timeline
from analysis.logs.reading import read_log
from sim.cli import group
from sim.errors import InputError
from sim.inputs.assembly import shipped_calendar
from sim.inputs.calendars import load_calendar_file
from sim.plan.rulebook import Rulebook
from sim.words import Names
from tests.unit.figure_records import PLAN

HAND = """时间,事项,谁,对谁,渠道,文种,备注
约8:30,发生,,,,,门前开始有人
08:40,报告,门卫,信访局,电话,初报,
09:2?,报告,信访局,指挥部,电话,初报,
23:50,核实,信访局,,,,
00:20,核实,某某处,,,,
"""


@cache
def drawn(text: str, lang: str = "zh"):
    with TemporaryDirectory() as folder:
        return _drawn(Path(folder) / "值班 $1$.csv", text, lang)


def _drawn(file: Path, text: str, lang: str):
    file.write_text(text, encoding="utf-8")
    log = read_log(file, PLAN)
    rules = Rulebook(PLAN)
    days = load_calendar_file(shipped_calendar()).of_log(log.record.header.start, dated=log.dated)
    judgement = judge_openly(rules, log.record, log.evidence, calendar=days)
    names = Names(lang, PLAN, rules, log.record.header)
    return timeline(log.record, judgement, PLAN, names, kept=kept_log(log, judgement, names))


def said(figure) -> list[str]:
    return [artist.get_text() for artist in figure.findobj(Artist) if artist.get_visible() and artist.get_text()]


def marks(figure, name: str) -> int:
    return sum(str(line.get_gid()).startswith(name) for line in figure.axes[0].lines)


def test_the_file_and_how_much_of_it_was_read_stand_over_the_picture():
    words = said(drawn(HAND))

    assert {"演练记录：值班 $1$.csv", "文件 5 行，采用 5 行，未采用 0 行（csv 文本）", "记录未写日期"} <= set(words)
    assert any(text.startswith("有 ") for text in words)


def test_times_that_are_not_exact_and_rows_that_were_not_understood_are_marked_and_explained():
    figure = drawn(HAND)
    words = said(figure)

    assert marks(figure, "between-") == 2
    assert "?6" in words  # the row of which nobody knows who acted
    assert {"时间不准，在这两点之间", "这一行有没读懂或不准的内容，数字是行号"} <= set(words)
    assert any("第 6 行“某某处”（单位或岗位未知）" in text for text in words)


def test_a_log_without_a_date_shows_no_date_and_no_minutes_from_a_midnight_before_it():
    words = said(drawn(HAND, "en"))

    assert not any("2001" in text or "0001" in text for text in words)
    assert "Minutes" not in words
    assert "+1" in words  # the next day has no other name
    assert "00:15" not in words


def test_a_log_of_minutes_shows_no_clock():
    words = said(drawn("time,kind,who\n0,noticed,门卫\n50,verified,信访局\n", "en"))

    assert "Clock" not in words
    assert {"Minutes", "50"} <= set(words)


def test_what_a_log_has_not_is_not_drawn():
    words = said(drawn(HAND, "en"))

    assert not any(word in text for text in words for word in ("Seed", "True grade", "calm", "People"))


def test_nothing_late_is_not_said_of_a_log_that_need_not_hold_everything():
    words = said(drawn("时间,事项,谁\n8:30,发现,门卫\n", "en"))

    assert "Nothing is seen to have been late or missed; the log does not say that it holds all acts of everybody." in words
    assert not any(text.startswith("Nothing late") for text in words)


def test_the_command_draws_a_log_into_a_folder_that_is_named(tmp_path, capsys):
    file = tmp_path / "log.csv"
    file.write_text("时间,事项,谁\n8:30,发现,保安值勤人员\n", encoding="utf-8")
    with pytest.raises(InputError, match="has no folder of its own"):
        group.main(["plot", str(file), "--lang", "en"], standalone_mode=False)
    group.main(["plot", str(file), "--plan", "shanting", "--out", str(tmp_path / "pictures"), "--lang", "en"], standalone_mode=False)

    drawn = [f"{name}.{suffix}" for name in ("late", "latency", "timeline") for suffix in ("png", "svg")]
    assert sorted(path.name for path in (tmp_path / "pictures").glob("*.*g")) == drawn
    assert capsys.readouterr().out.count("timeline") == 2
