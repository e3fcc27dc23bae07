"""The page of what was late or missed alone, the axis of the latencies, and pictures as pages with text that can be read."""

from __future__ import annotations

from xml.etree import ElementTree as ET

import pytest
from matplotlib.text import Text as Artist

from analysis.figures.late import TALL_IN, WIDE_IN, late_ones
from analysis.figures.late_lines import late_lines
from analysis.figures.latency import ShareScale, latency
from analysis.figures.style import save_figure
from analysis.figures.timeline import timeline
from analysis.figures.window import window
from analysis.verdicts import BROKEN, LATE, MISSED
from tests.unit.figure_records import NAMES, PLAN, Drill, morning

SVG = "{http://www.w3.org/2000/svg}"


def words(figure) -> list[str]:
    return [artist.get_text() for artist in figure.findobj(Artist) if artist.get_text()]


def hourly(times: int) -> Drill:
    """A follow-up that recurs and is late each time, by one minute more than before."""
    drill = Drill()
    drill.row(0, "occurred", "gate")
    for number in range(times):
        drill.report("4.1.2", "bureau", "command", number * 60, 10, 11 + number, form="follow-up")
    return drill


def test_only_those_who_were_late_have_lanes_and_what_was_in_time_is_not_shown():
    record, judgement = morning()
    shown = words(late_ones(record, judgement, PLAN, NAMES["en"]))

    assert {"Petition Bureau", "Responsible Unit"} & set(shown)
    assert not {"Gate", "Guards", "District Police", "City Bureau"} & set(shown)
    assert {one.status for line in late_lines(record, window(record, judgement, PLAN, NAMES["en"]), PLAN) for one in line.verdicts} <= set(BROKEN)
    assert any(text.startswith("4.1.1 · initial report → Command · limit 30 min · took 41 min · 11 min late") for text in shown)
    assert any("2026-03-10" in text and "seed" in text for text in shown)


def test_the_page_is_a4_across():
    record, judgement = morning()

    assert tuple(late_ones(record, judgement, PLAN, NAMES["zh"]).get_size_inches()) == pytest.approx((WIDE_IN, TALL_IN)) == (11.69, 8.27)


def test_a_duty_that_recurs_has_one_line_that_tells_the_worst():
    record, judgement = hourly(5).made()
    lines = late_lines(record, window(record, judgement, PLAN, NAMES["en"]), PLAN)

    assert [len(line.verdicts) for line in lines] == [5]
    assert lines[0].worst.latency_min == 15
    assert any("worst of 5" in text for text in words(late_ones(record, judgement, PLAN, NAMES["en"])))


def test_what_has_no_room_is_counted():
    drill = Drill()
    drill.row(0, "occurred", "gate")
    for number in range(40):
        drill.report(f"4.{number}", "bureau", "command", number, 10, 11 + number)
    record, judgement = drill.made()
    shown = words(late_ones(record, judgement, PLAN, NAMES["en"]))
    told = [text for text in shown if "took" in text and text.startswith("4.")]

    assert 8 < len(told) < 40
    assert told[0].startswith("4.39 ")
    assert any(text.startswith(f"{40 - len(told)} more late or missed") for text in shown)


def test_nothing_late_is_a_page_that_says_so():
    drill = Drill()
    drill.report("4.1.1", "bureau", "command", 0, 30, 30)
    record, judgement = drill.made()

    assert "Nothing late, nothing missed" in words(late_ones(record, judgement, PLAN, NAMES["en"]))


def test_late_and_missed_are_said_in_words_and_not_by_colour_alone():
    record, judgement = morning()
    shown = " ".join(words(late_ones(record, judgement, PLAN, NAMES["en"])))

    assert {one.status for one in judgement.verdicts} >= {LATE, MISSED}
    assert "late" in shown
    assert "missed" in shown


def test_twice_as_late_is_farther_on_the_axis_however_late_both_are():
    scale = ShareScale(even=False)
    places = [scale.at(share) for share in (0.5, 1.0, 3.7, 5.1, 50.0, 100.0)]

    assert places[:2] == [0.5, 1.0]
    assert scale.at(5.1) - scale.at(3.7) > 0.2
    assert places[-1] - places[-2] == pytest.approx(scale.at(2.0) - scale.at(1.0))


def test_every_picture_of_a_run_says_scenario_day_and_seed():
    record, judgement = morning()
    for figure in (timeline(record, judgement, PLAN, NAMES["en"]), latency(record.header, judgement, NAMES["en"])):
        shown = words(figure)
        assert any("Petition at the gate" in text for text in shown)
        assert any("2026-03-10 08:30" in text and "seed" in text for text in shown)


def test_a_body_that_has_nothing_in_the_window_is_told():
    record, judgement = morning()
    shown = words(timeline(record, judgement, PLAN, NAMES["en"], only=["bureau", "health"], from_min=0, to_min=5))

    assert any(text.startswith("Nothing in this window of: ") and "Health" in text for text in shown)


def test_an_svg_is_a_page_with_text_a_title_and_rims_that_are_no_outlines(tmp_path):
    record, judgement = morning()
    _, path = save_figure(late_ones(record, judgement, PLAN, NAMES["en"]), tmp_path / "late", NAMES["en"].say)
    page = ET.fromstring(path.read_bytes())  # noqa: S314 - the picture that was just drawn

    assert page.get("width") == "100%"
    assert page.get("height") is None
    assert "Petition at the gate" in (page.findtext(f"{SVG}title") or "")
    assert "11 min late" in (page.findtext(f"{SVG}desc") or "")
    assert any("11 min late" in "".join(text.itertext()) for text in page.iter(f"{SVG}text"))
    assert "paint-order:stroke" in path.read_text()
    assert path.stat().st_size < 60_000
