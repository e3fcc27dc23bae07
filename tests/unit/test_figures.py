"""The pictures: what is late jumps out, what is missing shows, no words lie on each other, and the same run gives the same bytes."""

from __future__ import annotations

import warnings
from functools import cache
from itertools import combinations

import numpy as np
import pytest
from matplotlib.colors import to_hex
from matplotlib.figure import Figure
from matplotlib.text import Annotation
from matplotlib.text import Text as Artist

from analysis.figures.labels import Labels
from analysis.figures.latency import latency
from analysis.figures.people import crowd_bands, people_steps
from analysis.figures.scale import clock_ticks, time_scale
from analysis.figures.sheet import OTHERS
from analysis.figures.style import BLACK, STATUS, VERMILION, save_figure
from analysis.figures.timeline import timeline
from analysis.figures.window import drawn_messages, window
from analysis.verdicts import LATE, MET
from sim.durations import Span
from sim.errors import InputError
from sim.plan.limits import Limit
from sim.plan.model import Plan
from sim.record import Row
from sim.words import LANGUAGES, Names
from tests.unit.figure_records import DRILLS, NAMES, PLAN, Drill, dense, morning, three_days, weeks


@cache
def drawn(drill: str, lang: str):
    record, judgement = DRILLS[drill]()
    return timeline(record, judgement, PLAN, NAMES[lang])


def words(figure) -> list[str]:
    return [artist.get_text() for artist in figure.findobj(Artist) if artist.get_visible() and artist.get_text()]


def lines(figure, name: str):
    return [artist for artist in figure.axes[0].lines if str(artist.get_gid()).startswith(name)]


def overlapping(figure) -> list[tuple[str, str]]:
    boxes = [(artist.get_text(), Artist.get_window_extent(artist)) for artist in figure.findobj(Artist)
             if artist.get_text() and artist.get_visible()]  # fmt: skip
    return [
        (one, other)
        for (one, a), (other, b) in combinations(boxes, 2)
        if min(a.x1, b.x1) - max(a.x0, b.x0) > 1 and min(a.y1, b.y1) - max(a.y0, b.y0) > 1
    ]


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("drill", list(DRILLS))
def test_no_words_lie_on_other_words(drill, lang):
    assert overlapping(drawn(drill, lang)) == []


def test_words_on_words_would_be_noticed():
    figure = Figure()
    figure.text(0.5, 0.5, "one")
    figure.text(0.5, 0.51, "other")

    assert overlapping(figure) == [("one", "other")]


def test_forty_late_reports_in_an_hour_are_all_named():
    drill = Drill()
    drill.row(0, "occurred", "gate")
    for number in range(40):
        drill.report("4.1.1", ("bureau", "unit", "office")[number % 3], "command", number * 1.5, 10, 11 + number)
    record, judgement = drill.made()
    figure = timeline(record, judgement, PLAN, NAMES["en"])

    assert overlapping(figure) == []
    shown = " ".join(text for text in words(figure) if text.startswith(("initial report", "No room")))
    assert [late for late in range(1, 41) if f"initial report {late} min late" not in shown] == []


def test_the_sentence_over_the_picture_names_the_latest_report_with_limit_time_and_clause():
    assert "最迟：初报 信访局→指挥部，限 30 分钟，用时 41 分钟（迟报 11 分钟）· 4.1.1" in words(drawn("morning", "zh"))
    assert "Latest: initial report, Petition Bureau → Command: limit 30 min, took 41 min (11 min late) · 4.1.1" in words(drawn("morning", "en"))


def test_a_late_report_counts_before_an_answer_that_was_days_late():
    drill = Drill()
    drill.row(0, "occurred", "gate")
    drill.report("4.1.1", "bureau", "command", 0, 30, 31)
    drill.row(60, "ended", "command")
    drill.duty("5.1.1", "unit", (), 60, 7200, 9000, act="answer", form=None, rule="answer", place=drill.row(9060, "answered", "unit"))
    record, judgement = drill.made()
    shown = window(record, judgement, PLAN, NAMES["en"])

    assert [worst.clause for worst in [shown.worst(LATE)] if worst is not None] == ["4.1.1"]


def test_nothing_late_is_said_in_words_too():
    drill = Drill()
    drill.report("4.1.1", "bureau", "command", 0, 30, 30)
    record, judgement = drill.made()

    assert "Nothing late, nothing missed" in words(timeline(record, judgement, PLAN, NAMES["en"]))


def test_arrows_are_coloured_by_the_status_of_their_duty_and_the_latest_is_thickest():
    record, judgement = dense()
    arrows = lines(drawn("dense", "zh"), "arrow-")
    colours = [to_hex(arrow.get_color()).upper() for arrow in arrows]
    thickest = max(arrows, key=lambda arrow: arrow.get_linewidth())

    assert colours.count(VERMILION) == sum(verdict.status == LATE for verdict in judgement.verdicts) == 3
    assert colours.count(STATUS[MET].colour) == sum(verdict.status == MET for verdict in judgement.verdicts)
    assert to_hex(thickest.get_color()).upper() == VERMILION
    assert len(arrows) == len(drawn_messages(record.rows, judgement.verdicts))


def test_a_missed_duty_is_drawn_as_an_absence_at_its_due_time():
    marks = lines(drawn("morning", "zh"), "missed-")

    assert len(marks) == 1
    assert to_hex(marks[0].get_color()) == BLACK
    assert any(text.startswith("漏报：书面报告") and "4.1.2" in text for text in words(drawn("morning", "zh")))


def test_each_limit_names_its_clause_and_the_late_one_by_how_much():
    shown = words(drawn("morning", "zh"))

    assert "4.1.1 · 30 分钟 · 迟报 11 分钟" in shown
    assert "4.1.2 · 30 分钟 · 漏报" in shown


def test_a_receipt_is_found_by_its_cause_and_else_by_its_two_ends():
    drill = Drill()
    drill.send(0, 9, "bureau", "command")
    drill.send(1, 2, "bureau", "command")
    record, judgement = drill.made()
    by_ends = [message.received_min for message in drawn_messages(record.rows, ())]
    drill.rows[1]["cause"], drill.rows[3]["cause"] = 0, 1
    record, judgement = drill.made()

    assert by_ends == [3, 9]
    assert [message.received_min for message in drawn_messages(record.rows, judgement.verdicts)] == [9, 3]


def test_a_report_that_never_arrived_has_no_receipt():
    drill = Drill()
    drill.row(0, "reported", "bureau", "command", form="initial")
    record, _ = drill.made()

    assert drawn_messages(record.rows, ())[0].received_min is None


def test_bodies_that_only_listen_share_a_lane_and_those_that_never_appear_have_none():
    shown = words(drawn("morning", "en"))

    assert "Other bodies × 3" in shown
    assert "Other bodies: Health, Finance, Transport" in shown
    assert "City Bureau" not in shown
    assert OTHERS not in shown


def test_only_one_body_leaves_out_what_does_not_touch_it():
    record, judgement = morning()
    shown = words(timeline(record, judgement, PLAN, NAMES["en"], only=["bureau_desk"]))

    assert "Petition Bureau" in shown
    assert "Command" in shown  # the other end of its reports
    assert "Command Office" not in shown
    assert "District Police" not in shown


def test_a_window_of_time_cuts_the_axis_and_what_happens_outside():
    record, judgement = morning()
    figure = timeline(record, judgement, PLAN, NAMES["en"], from_min=0, to_min=45)
    arrows = lines(figure, "arrow-")

    assert "08:30" in words(figure)
    assert "10:00" not in words(figure)
    assert len(arrows) == 1  # the guard's call; the report to the command went out later
    assert any(text.startswith("excerpt: 08:30–09:15") for text in words(figure))


@pytest.mark.parametrize(("options", "said"), [({"only": ["bureu"]}, "bureau"), ({"from_min": 60, "to_min": 60}, "09:30 – 09:30")])
def test_an_unknown_body_or_an_empty_window_is_refused(options, said):
    record, judgement = morning()

    with pytest.raises(InputError, match=said):
        timeline(record, judgement, PLAN, NAMES["en"], **options)


def test_a_record_without_rows_still_gives_a_picture():
    record, judgement = Drill().made()

    assert "No duty could be judged" in words(timeline(record, judgement, PLAN, NAMES["en"]))


def test_names_posts_and_ranks_come_from_the_plan():
    plan = Plan.model_validate({
        "plan": {"id": "p", "title": "P"},
        "body": [{"id": "bureau", "name": {"zh": "局", "en": "Bureau"}, "clause": "2"}],
        "post": [{"id": "desk", "name": "Desk", "body": "bureau", "clause": "2"}],
        "grade": [{"id": one, "name": f"grade {one}", "clause": "1", "any": [{"clause": "1", "when": "size > 5"}]} for one in ("A", "B")],
        "level": [{"id": "A", "name": "level A", "clause": "4"}],
    })  # fmt: skip
    record, judgement = morning()
    shown = window(record, judgement, plan, Names("en", plan))

    assert [shown.name("bureau"), shown.name("desk"), shown.names.of("grade", "A"), shown.names.of("level", "A")] == [
        "Bureau",
        "Desk",
        "grade A",
        "level A",
    ]
    assert shown.body("desk") == "bureau"
    assert shown.ranks == {"grade": ("A", "B"), "level": ("A",), "warning": ()}


def test_bands_show_the_truth_the_declared_grade_and_the_level_by_name():
    shown = words(drawn("dense", "en"))

    for text in ("True grade", "Declared grade", "Response level", "serious (III)", "ordinary (IV)", "level III", "below every grade"):
        assert text in shown


def test_scene_rows_tell_changes_and_what_they_leave_out_stays():
    rows = (
        Row(0, 0.0, "scene", about="a", facts={"calm": 10, "present": 10, "true_grade": "none"}),
        Row(1, 5.0, "scene", about="a", facts={"vocal": 3, "calm": 7}),
        Row(2, 6.0, "scene", about="a", facts={"intense": True}),
        Row(3, 8.0, "scene", about="b", facts={"present": 4}),
        Row(4, 9.0, "scene", about="a", facts={"calm": 0}),
    )

    assert people_steps(rows) == [
        (0.0, {"calm": 10}),
        (5.0, {"calm": 7, "vocal": 3}),
        (8.0, {"calm": 7, "vocal": 3, "present": 4}),
        (9.0, {"calm": 0, "vocal": 3, "present": 4}),
    ]


def test_what_happens_without_an_actor_has_the_lane_of_the_scene():
    drill = Drill()
    drill.row(0, "occurred")
    drill.report("4.1.1", "bureau", "command", 0, 30, 10)
    record, judgement = drill.made()

    assert {"Scene", "occurred"} <= set(words(timeline(record, judgement, PLAN, NAMES["en"])))


def test_days_after_the_end_have_a_dated_strip():
    shown = words(drawn("weeks", "en"))

    assert "After the end" in shown
    assert any(text.startswith("Responsible Unit answer 3 days 21 h late · 5.1.1") for text in shown)
    assert any("review missed" in text for text in shown)


def test_injects_and_faults_are_numbered_and_listed():
    shown = words(drawn("morning", "zh"))

    assert {"1", "2"} <= set(shown)
    assert any("有人在网上发视频" in text for text in shown)
    assert any("故障" in text and text.startswith("2") for text in shown)


def test_a_busy_hour_in_three_days_gets_more_room_than_a_quiet_one():
    axis = time_scale([5.0, 6.0, 7.0, 12.0, 13.0], 0, 4320, 2.0, 15.8)

    assert axis.compression > 1
    assert axis.x(20) - axis.x(0) > 5 * (axis.x(2020) - axis.x(2000))
    assert [axis.x(0), axis.x(4320)] == pytest.approx([2.0, 15.8])


def test_an_evenly_busy_run_has_one_speed():
    axis = time_scale([float(minute) for minute in range(0, 600, 5)], 0, 600, 0, 10)

    assert axis.compression == 1
    assert axis.x(300) == pytest.approx(5.0)


def test_the_clock_shows_round_times_and_the_date_at_midnight():
    record, judgement = three_days()
    shown = window(record, judgement, PLAN, NAMES["zh"])
    ticks = clock_ticks(time_scale([], 0, 4320, 2.0, 15.8), shown.start)

    assert [tick.text for tick in ticks if tick.major] == ["2-17", "2-18", "2-19"]
    assert all(tick.text.endswith(":00") for tick in ticks if not tick.major)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_sign_is_in_the_font_and_the_same_run_gives_the_same_bytes(tmp_path, lang):
    record, judgement = weeks()
    written, names = [], []
    for name in ("a", "b"):
        figure = timeline(record, judgement, PLAN, NAMES[lang])
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            paths = save_figure(figure, tmp_path / f"{name}.png", NAMES["en"].say)
        names.append([path.name for path in paths])
        written.append([path.read_bytes() for path in paths])

    assert written[0] == written[1]
    assert names == [["a.png", "a.svg"], ["b.png", "b.svg"]]
    assert b"<text" in written[0][1]
    assert b"<dc:date>" not in written[0][1]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.png", "a.svg", "b.png", "b.svg"]


def test_latency_puts_the_missed_and_the_latest_first_and_tells_how_many_were_left_out():
    record, judgement = dense()
    figure = latency(record.header, judgement, NAMES["en"])
    rows = [text.get_text() for text in figure.findobj(Annotation)][1::2]
    left_out = len(judgement.verdicts) - 30

    assert rows[0].startswith("4.1.3 · written report  Responsible Unit → Petition Bureau")
    assert rows[1].startswith("4.1.2")
    assert f"{left_out} more met, not drawn" in words(figure)


def test_latency_without_any_limit_says_so():
    record, judgement = Drill().made()

    assert "No duty could be judged" in words(latency(record.header, judgement, NAMES["en"]))


def test_crowd_bands_draw_a_panel_for_each_level():
    runs = np.random.default_rng(1).integers(0, 50, size=(20, 60))
    figure = crowd_bands({"calm": runs, "vocal": runs // 2}, lang="zh", start="2026-03-10T08:30:00+08:00")

    assert len(figure.axes) == 2
    assert {"平静", "喊口号", "现场人数，20 次演练"} <= set(words(figure))
    median = figure.axes[0].lines[0].get_ydata()
    assert np.array_equal(np.asarray(median), np.median(runs, axis=0))


@pytest.mark.parametrize("levels", [{}, {"calm": np.zeros((0, 5))}, {"calm": np.zeros((2, 5)), "vocal": np.zeros((2, 6))}])
def test_crowd_bands_refuse_arrays_that_do_not_fit(levels):
    with pytest.raises(ValueError, match="runs by moments"):
        crowd_bands(levels, lang="en")


def test_a_label_that_must_be_seen_and_finds_no_room_is_handed_back():
    from matplotlib.backends.backend_agg import FigureCanvasAgg

    from analysis.figures.labels import Label

    figure = Figure(figsize=(4, 4))
    axes = figure.add_axes((0, 0, 1, 1))
    axes.set_xlim(0, 4)
    axes.set_ylim(4, 0)
    labels = Labels(axes, FigureCanvasAgg(figure), (0, 0, 4, 4))
    labels.block((0, 0, 4, 4))
    labels.want(Label(text="late", places=((2, 2, "left", "center"),), rank=0, must=True))
    labels.want(Label(text="met", places=((2, 2, "left", "center"),), rank=1))

    assert [label.text for label in labels.place_all()] == ["late"]
    assert words(figure) == []


@pytest.mark.parametrize(("lang", "told", "foreign"), [("zh", "30 分钟（自接报起）", "from"), ("en", "30 min (from receipt)", "自")])
def test_a_limit_tells_its_start_in_the_language_of_the_picture(lang, told, foreign):
    drill = Drill()
    drill.row(0, "occurred", "gate")
    place = drill.send(39, 2, "bureau", "command")
    drill.duty("4.1.1", "bureau", ("command",), 0, 30, 41, place=place, stated=Limit(Span(30), "received"))
    record, judgement = drill.made()
    pictures = (timeline(record, judgement, PLAN, NAMES[lang]), latency(record.header, judgement, NAMES[lang]))

    said = [[text for text in words(picture) if "30" in text] for picture in pictures]

    assert all(any(told in text for text in texts) for texts in said)
    assert [text for texts in said for text in texts if foreign in text] == []
