"""Pictures speak one language: drawn as SVG with text kept as text, a Chinese one holds no English and an English one no Chinese."""

from __future__ import annotations

import io
from collections.abc import Iterator
from xml.etree import ElementTree as ET

import matplotlib as mpl
import numpy as np
import pytest
from matplotlib.figure import Figure
from matplotlib.text import Text as Artist

from analysis.experiment.arms import cases_of
from analysis.experiment.evaluation import Experiment, run_experiment, study_of
from analysis.experiment.looks import one_look
from analysis.experiment.store import ResultStore
from analysis.figures.experiment import figures_of
from analysis.figures.latency import latency
from analysis.figures.people import crowd_bands
from analysis.figures.style import house_style
from analysis.figures.timeline import timeline
from sim.words import LANGUAGES, Names
from tests.foreign import ANY_WORD, foreign
from tests.shipped import drilled, inputs_of, judged

SCENARIOS = ("district-gate", "city-gate", "over-24-hours", "roof-fall")
SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture(scope="module")
def experiment(tmp_path_factory) -> Iterator[tuple[Experiment, ResultStore]]:
    study, measures = study_of(cases_of(["district-gate", "city-gate"], ["shorter-limit", "one-desk"]), None)
    with ResultStore(tmp_path_factory.mktemp("experiment") / "results.sqlite") as store:
        yield run_experiment(study, store, measures, 1, one_look(4), "runs", workers=1), store


def said(figure: Figure) -> list[str]:
    """Every text of a picture, as it stands in its SVG."""
    data = io.BytesIO()
    for artist in figure.findobj(Artist):
        artist.set_path_effects([])  # words with a rim are drawn as paths
    with house_style(), mpl.rc_context({"svg.fonttype": "none"}):
        figure.savefig(data, format="svg")
    page = ET.fromstring(data.getvalue())  # noqa: S314 - the picture that was just drawn
    found = ["".join(text.itertext()).strip() for text in page.iter(f"{SVG}text")]
    assert found
    return found


def strange(figure: Figure, lang: str) -> list[str]:
    """Texts of another language than the picture's."""
    return foreign(said(figure), lang, ANY_WORD)


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("scenario", SCENARIOS)
def test_a_run_is_drawn_in_one_language(scenario, lang):
    inputs, record, judgement = inputs_of(scenario), drilled(scenario, 1), judged(scenario, 1)
    names = Names(lang, inputs.plan, inputs.resources, inputs.scenario, record.header)

    assert strange(timeline(record, judgement, inputs.plan, names), lang) == []
    assert strange(latency(record.header, judgement, names), lang) == []


@pytest.mark.parametrize("lang", LANGUAGES)
def test_people_over_many_runs_are_drawn_in_one_language(lang):
    levels = {level: np.arange(20).reshape(2, 10) for level in ("present", "calm", "vocal", "obstructing", "storming")}

    assert strange(crowd_bands(levels, lang=lang), lang) == []


@pytest.mark.slow
@pytest.mark.parametrize("lang", LANGUAGES)
def test_an_experiment_is_drawn_in_one_language(experiment, lang):
    found, store = experiment
    drawn = dict(figures_of(found, store, lang))

    assert set(drawn) == {"forest", "heat-map", "survival", "on-time", "escalation"}
    assert {name: texts for name, figure in drawn.items() if (texts := strange(figure, lang))} == {}


def test_another_language_would_be_noticed():
    with house_style():
        figure = Figure()
        figure.text(0.5, 0.5, "限 30 min")

    assert strange(figure, "zh") == strange(figure, "en") == ["限 30 min"]
