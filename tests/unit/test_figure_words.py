"""Pictures of shipped drills and of an experiment: one language each, no words cut or on other words, each late message named at one of its ends.

They are drawn and looked at, not saved: saving takes most of the time and changes no word.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from itertools import combinations

import numpy as np
import pytest
from matplotlib.figure import Figure
from matplotlib.text import Text as Artist

from analysis.experiment.arms import cases_of
from analysis.experiment.evaluation import Experiment, run_experiment, study_of
from analysis.experiment.looks import one_look
from analysis.experiment.store import ResultStore
from analysis.figures import timeline as timeline_room
from analysis.figures.captions import ARROW_SIGNS, breach_words, duty_words
from analysis.figures.experiment import figures_of
from analysis.figures.late import late_ones
from analysis.figures.latency import latency
from analysis.figures.marks import draw_arrows
from analysis.figures.people import crowd_bands
from analysis.figures.sheet import Sheet
from analysis.figures.style import house_style
from analysis.verdicts import BROKEN, LATE
from sim.words import LANGUAGES, Names
from tests.foreign import ANY_WORD, foreign
from tests.shipped import drilled, inputs_of, judged

DRAWN = (("two-scenes", "zh"), ("network-failure", "en"), ("over-24-hours", "en"), ("roof-fall", "zh"))
OVERLAP = 0.06  # of the smaller of two texts: signs of a line do not fill the whole of its height
Box = tuple[float, float, float, float]


@pytest.fixture(scope="module")
def experiment(tmp_path_factory) -> Iterator[tuple[Experiment, ResultStore]]:
    study, measures = study_of(cases_of(["small-orderly", "city-gate"], ["shorter-limit"]), None)
    with ResultStore(tmp_path_factory.mktemp("experiment") / "results.sqlite") as store:
        yield run_experiment(study, store, measures, 1, one_look(2), "runs", workers=1), store


@cache
def drawn(scenario: str, lang: str) -> tuple[dict[str, Figure], Sheet]:
    """The three pictures of a drill, and the sheet on which its timeline was drawn."""
    inputs, record, judgement = inputs_of(scenario), drilled(scenario, 1), judged(scenario, 1)
    names = Names(lang, inputs.plan, inputs.resources, inputs.scenario, record.header)
    seen: list[Sheet] = []

    def kept(sheet: Sheet) -> None:
        seen.append(sheet)
        draw_arrows(sheet)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(timeline_room, "draw_arrows", kept)
        pictures = {
            "timeline": timeline_room.timeline(record, judgement, inputs.plan, names),
            "late": late_ones(record, judgement, inputs.plan, names),
            "latency": latency(record.header, judgement, names),
        }
    return pictures, seen[0]


def texts(figure: Figure) -> list[Artist]:
    found = [artist for artist in figure.findobj(Artist) if artist.get_visible() and artist.get_text().strip()]
    assert found
    return found


def strange(figure: Figure, lang: str) -> list[str]:
    """Texts of another language than the picture's."""
    return foreign([artist.get_text() for artist in texts(figure)], lang, ANY_WORD)


def boxes(figure: Figure) -> list[tuple[str, Box]]:
    """Each text with its left, top, right and bottom edge in inches from the upper left corner."""
    dpi, tall = figure.dpi, float(figure.get_size_inches()[1])
    with house_style():
        if any(axes.axison for axes in figure.axes):
            figure.draw_without_rendering()  # only then do the words of an axis have their places
        found = [(one.get_text(), Artist.get_window_extent(one)) for one in texts(figure)]
    return [(text, (box.x0 / dpi, tall - box.y1 / dpi, box.x1 / dpi, tall - box.y0 / dpi)) for text, box in found]


def beyond_the_edge(figure: Figure) -> list[str]:
    wide, tall = map(float, figure.get_size_inches())
    placed = [one for one in boxes(figure) if not one[0].isdecimal()]  # an axis holds numbers beyond its ends, which nobody sees
    return [text for text, (left, top, right, bottom) in placed if left < 0 or top < 0 or right > wide or bottom > tall]


def on_others(figure: Figure) -> list[tuple[str, str]]:
    found = []
    for (one, a), (other, b) in combinations(boxes(figure), 2):
        across, along = min(a[2], b[2]) - max(a[0], b[0]), min(a[3], b[3]) - max(a[1], b[1])
        least = min((box[2] - box[0]) * (box[3] - box[1]) for box in (a, b))
        if across > 0 and along > 0 and across * along > OVERLAP * least:
            found.append((one, other))
    return found


@pytest.mark.parametrize(("scenario", "lang"), DRAWN)
def test_pictures_of_a_run_speak_one_language(scenario, lang):
    assert {name: found for name, figure in drawn(scenario, lang)[0].items() if (found := strange(figure, lang))} == {}


@pytest.mark.parametrize(("scenario", "lang"), DRAWN)
def test_no_words_are_cut_at_the_edge_or_lie_on_others(scenario, lang):
    pictures = drawn(scenario, lang)[0]

    assert {name: found for name, figure in pictures.items() if (found := beyond_the_edge(figure))} == {}
    assert {name: pairs for name, figure in pictures.items() if (pairs := on_others(figure))} == {}


@pytest.mark.parametrize(("scenario", "lang"), DRAWN)
def test_a_late_message_is_named_in_the_lane_of_whoever_sent_or_got_it(scenario, lang):
    pictures, sheet = drawn(scenario, lang)
    view, lanes, placed = sheet.view, sheet.lanes.of_body, boxes(pictures["timeline"])
    own: dict[str, list[tuple[float, float]]] = {}
    for one in view.messages:
        if one.status == LATE and one.verdict is not None:
            late = breach_words(view.names, one.verdict)
            text = view.say("figures.done-late", what=duty_words(view.names, one.verdict, ARROW_SIGNS), late=late)
            ends = [lanes[view.body(who) or ""] for who in (one.sent.actor, one.sent.to)]
            own.setdefault(text, []).extend((lane.top, lane.bottom) for lane in ends)
    shown = [(text, box) for text, box in placed if text in own]
    strays = [text for text, box in shown if not any(top <= box[1] and box[3] <= bottom for top, bottom in own[text])]

    assert strays == []
    assert len(shown) >= len(own) / 2  # what finds no room in its own lanes is listed under the picture


@pytest.mark.parametrize(("scenario", "lang"), DRAWN)
def test_every_bar_has_its_name_beside_it_or_stands_beside_one_of_its_kind_that_has(scenario, lang):
    pictures, sheet = drawn(scenario, lang)
    placed = boxes(pictures["timeline"])
    nameless = []
    for lane in sheet.lanes.all:
        for bar in lane.bars:
            middle = lane.bar_top(bar.row) + 0.1
            kin = [one for one in lane.bars if one.row == bar.row and one.worst.rule == bar.worst.rule and one.name]
            if not any(one.name == text and box[1] < middle < box[3] for one in kin for text, box in placed):
                nameless.append((lane.body, bar.worst.id))
            if bar.worst.status in BROKEN:
                assert bar.name

    assert nameless == []


@pytest.mark.parametrize("lang", LANGUAGES)
def test_people_over_many_runs_are_drawn_in_one_language_without_empty_panels(lang):
    levels = {level: np.arange(20).reshape(2, 10) for level in ("present", "calm", "vocal", "obstructing")}
    figure = crowd_bands(levels | {"storming": np.zeros((2, 10))}, lang=lang)

    assert strange(figure, lang) == []
    assert len(figure.axes) == 4


@pytest.mark.slow
@pytest.mark.parametrize("lang", LANGUAGES)
def test_an_experiment_is_drawn_in_one_language_and_no_words_are_cut(experiment, lang):
    found, store = experiment
    pictures = dict(figures_of(found, store, lang))

    assert set(pictures) == {"forest", "heat-map", "survival", "on-time", "escalation"}
    assert {name: texts for name, figure in pictures.items() if (texts := strange(figure, lang))} == {}
    assert {name: texts for name, figure in pictures.items() if (texts := beyond_the_edge(figure))} == {}


def test_another_language_would_be_noticed():
    with house_style():
        figure = Figure()
        figure.text(0.5, 0.5, "限 30 min")

    assert strange(figure, "zh") == strange(figure, "en") == ["限 30 min"]
