"""Of a text that only loosens a clear gain is named, and so is why it makes no word: in words and in JSON alike."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from analysis.experiment.decision import decide, word_of
from analysis.experiment.document import _verdict
from analysis.experiment.evaluation import _word_is_settled
from analysis.experiment.looks import one_look
from analysis.experiment.sentences import VerdictTeller
from analysis.experiment.verdict import verdict_on
from sim.words import phrase
from tests.theory.simulated import differing, found

SOONER = found("told", state="better", difference=-5.0)
MORE_DONE = found("duty", "done", "better", difference=0.3)


LOOSER: Any = SimpleNamespace(yardstick=SimpleNamespace(duty=[]), own=SimpleNamespace(duty=[]), loosens_only=True)


def judged(*findings, word="cannot-tell"):
    found: Any = SimpleNamespace(
        revision="r", seeds=range(1, 201), findings=findings, claims=(), words={"one": word}, headline=word,
        in_scope=lambda scope: [one for one in findings if one.scope == scope],
    )  # fmt: skip
    return found


def told(*findings, word="cannot-tell", loosens_only=True, lang="en"):
    """The verdict as JSON holds it."""
    arm: Any = SimpleNamespace(**{**vars(LOOSER), "loosens_only": loosens_only})
    named = {"told": "the town hall is told", "open": "help is there", "hurt": "hurt"}
    measures: Any = {id_: SimpleNamespace(name=phrase("experiment.figure-reached", moment=text), unit="min") for id_, text in named.items()}
    plan: Any = SimpleNamespace(duty=[SimpleNamespace(id="duty", clause="2.1", title="tell the keeper")])
    teller = VerdictTeller(measures, plan, {"one": "one"}, [one.figure for one in findings])  # type: ignore[dict-item]
    return _verdict(verdict_on(judged(*findings, word=word), "one", arm, one_look(200), ()), teller, 1, lang)


@pytest.mark.parametrize(("lang", "measured", "why"), [("en", "NOT CALLED A HELP", "only loosens"), ("zh", "不称为有帮助", "只是放宽时限")])
def test_what_was_measured_is_said_with_its_limits_and_why_it_is_no_help(lang, measured, why):
    verdict = told(SOONER, found("open", state="same"), lang=lang)

    assert (verdict.word, verdict.heading) == ("cannot-tell", "help-withheld")
    assert [one.figure for one in verdict.clauses] == ["told"]
    assert verdict.headline.index(measured) < verdict.headline.index("-6.0") < verdict.headline.index("-4.0") < verdict.headline.index(why)
    assert not any(words in verdict.headline for words in ("Cannot tell", "尚不能判断"))
    assert verdict.more_pairs is None


def test_minutes_come_before_duties_and_the_rest_is_counted():
    later = [found(f"told-{number}", state="better", difference=-float(number)) for number in (6, 8, 7)]
    verdict = verdict_on(judged(MORE_DONE, SOONER, *later), "one", LOOSER, one_look(200), ())

    assert [one.figure.id for one in verdict.clauses] == ["told-8", "told-7", "duty"]
    assert verdict.more == 2


def test_what_is_in_doubt_beside_is_said_too():
    verdict = told(SOONER, found("open", state="open", low=-9.0, high=3.0))

    assert verdict.heading == "help-withheld"
    assert verdict.headline.index("NOT CALLED A HELP") < verdict.headline.index("Cannot tell: help is there")
    assert verdict.more_pairs is not None


@pytest.mark.parametrize(
    ("findings", "word", "loosens_only"),
    [
        ((SOONER,), "helps", False),
        ((SOONER, found("hurt", "people", "worse")), "hurts", True),
        ((MORE_DONE, found("told", state="same")), "no-difference", True),
        ((found("told"),), "cannot-tell", True),
        ((SOONER,), "cannot-tell", False),
        ((found("told"), found("hurt", "people", "better")), "cannot-tell", True),  # people who fare better are no gain of this kind
    ],
)
def test_nothing_is_withheld_where_there_is_a_word_or_nothing_better(findings, word, loosens_only):
    verdict = told(*findings, word=word, loosens_only=loosens_only)

    assert verdict.heading != "help-withheld"
    assert "NOT CALLED A HELP" not in verdict.headline


@pytest.mark.parametrize(
    ("findings", "word", "settled"),
    [
        ((SOONER, found("b", state="same")), "cannot-tell", True),  # further pairs would bring nothing
        ((SOONER, found("b", state="open")), "cannot-tell", False),
        ((SOONER, found("b", state="hangs")), "cannot-tell", False),
        ((), "cannot-tell", False),
        ((SOONER,), "helps", True),
        ((SOONER,), "shares", False),
    ],
)
def test_an_experiment_goes_on_while_anything_is_in_doubt(findings, word, settled):
    assert _word_is_settled(judged(*findings, word=word), None) is settled


def test_the_rule_itself_withholds():
    findings = decide([differing(np.full(200, -5.0))], one_look(200))
    assert (word_of(findings), word_of(findings, loosens_only=True)) == ("helps", "cannot-tell")
