"""What the judge and the measures say is a value until the edge: every code has words, and no language speaks another's."""

from __future__ import annotations

import ast
import re
from functools import partial
from pathlib import Path

import pytest

from analysis.chain import LINK_NAMES, STEP_NAMES
from analysis.contradictions import KINDS, RowMark, contradictions, renumbered
from analysis.measures.model import GROUPS, UNITS, Measure, Value, measure
from analysis.measures.registry import measures_of
from analysis.report.as_json import measure_entry
from analysis.tellings import WORDS
from sim.calendar import NO_DATE
from sim.inputs.assembly import find_plan, plans, shipped
from sim.plan.loader import load_plan
from sim.plan.rulebook import Rulebook
from sim.words import LANGUAGES, MissingWordsError, phrase, words
from tests.foreign import JOINED_WORDS, is_foreign
from tests.shipped import bench_of, drilled, judged
from tests.sources import ROOT, nodes

foreign = partial(is_foreign, english=JOINED_WORDS)


def codes_in(path: Path) -> set[str]:
    """The codes that a file says with `phrase("…")`."""
    found = set()
    for node in nodes(path):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "phrase":
            code = node.args[0]
            if isinstance(code, ast.Constant):
                found.add(str(code.value))
    return found


REASONS = sorted(
    code
    for path in (*ROOT.glob("analysis/*.py"), *ROOT.glob("analysis/measures/*.py"))
    for code in codes_in(path)
    if code.split(".")[0] in ("judge", "measure", "silence", "contradiction", "leaning")
)


def test_the_source_says_reasons_by_code():
    assert len(REASONS) >= 40
    assert {"judge.no-limit", "measure.why.no-link"} <= set(REASONS)


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("code", REASONS)
def test_every_reason_that_the_source_can_give_has_words_of_its_language(code, lang):
    assert words(lang).knows(code)
    assert not foreign(re.sub(r"\{\w+\}", "", words(lang)(code)), lang)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_closed_lists_have_words(lang):
    said = [one for table in (LINK_NAMES, STEP_NAMES, KINDS, WORDS, GROUPS) for one in table.values()]
    said += [phrase(f"unit.{unit}") for unit in UNITS.values()] + [phrase(f"silence.{about}", duty="x") for about in silent_parts()]

    assert not [one for one in said if foreign(one.of(lang), lang)]


def silent_parts() -> tuple[str, ...]:
    return ("bearer", "recipient", "limit", "act")


def shipped_measures() -> list[Measure]:
    found: dict[str, Measure] = {}
    for name in plans():
        found |= measures_of(Rulebook(load_plan(find_plan(name))))
    return list(found.values())


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_measure_of_every_shipped_plan_has_a_name_and_a_formula(lang):
    told = {(one.family or one.id): one for one in shipped_measures()}

    assert len(told) > 50
    for one in told.values():
        shown = one.pattern() if one.family else one
        for said in (shown.name.of(lang), shown.formula.of(lang)):
            assert said
            assert "{" not in said
            assert not foreign(said, lang), said


def test_a_measure_about_somebody_names_it_and_its_pattern_names_nobody():
    [one] = [one for one in shipped_measures() if one.id == "command-informed"][:1]

    assert one.name.of("en") == f"{one.subject.of('en')} first told"
    assert one.pattern().name.of("en") == "… first told"
    assert one.pattern().id == "BODY-informed"


def test_a_measure_without_words_cannot_be_told():
    made = measure("no-such-words", "count", "work", "none")(lambda log, judgement: Value(value=0.0, evaluated=0, asked=0))
    with pytest.raises(MissingWordsError, match="no-such-words"):
        made.name.of("en")


@pytest.mark.parametrize("name", [name for name, _ in shipped("scenario")])
def test_what_is_said_of_a_shipped_drill_is_said_in_each_language_alone(name):
    bench, record, judgement = bench_of(name), drilled(name, 1), judged(name, 1)
    values = bench.values(record, judgement)
    given = [*(one.reason for one in judgement.verdicts), *(one.reason for one in values.values())]
    said = [one for one in given if one is not None]
    texts = {(lang, one.of(lang)) for one in {*said} for lang in LANGUAGES}
    # the rules by which a record is judged know a habit by its id alone
    texts |= {(lang, one.what.of(lang).replace(one.rule.removeprefix("habit:"), "")) for one in judgement.silences for lang in LANGUAGES}
    texts |= {(lang, one.sentence.of(lang)) for one in contradictions(record, bench.inputs.plan) for lang in LANGUAGES}

    assert said
    assert not [text for lang, text in texts if foreign(text, lang)]


def test_a_document_holds_a_reason_as_a_sentence_and_as_a_code():
    [one] = [one for one in shipped_measures() if one.id == "hurt"][:1]
    entry = measure_entry(one, Value(value=None, reason=phrase("measure.why.no-count"), evaluated=0, asked=1))

    assert entry["reason"] == "the record has no count of the people at the scene"
    assert entry["reason_code"] == "measure.why.no-count"


def test_the_reason_of_an_unknown_day_has_words_in_both_languages():
    assert NO_DATE.of("en") == "the limit is in days, and the log has no date to count them from"
    assert "日期" in NO_DATE.of("zh")


def test_a_sentence_about_rows_can_be_told_with_a_readers_numbers():
    said = phrase("contradiction.no-row-shows-how", who="Works", row=RowMark(3))

    assert renumbered(said, lambda seq: seq + 14).of("en").endswith("row 17.")
    assert renumbered(said, lambda _: None) == said


def test_every_words_of_a_measure_belong_to_one():
    known = {one.family or one.id for one in shipped_measures()}
    catalogue = (ROOT / "sim" / "words" / "locale" / "en" / "measures.po").read_text("utf-8")
    told = {found[1] for found in re.finditer(r'^msgid "measure\.(.+)\.(?:name|formula)"$', catalogue, re.MULTILINE)}

    assert told == known


def test_every_reason_of_the_catalogue_is_given_somewhere():
    codes = set()
    for lang in LANGUAGES:
        for room in ("judge", "measures"):
            file = ROOT / "sim" / "words" / "locale" / lang / f"{room}.po"
            codes |= {found[1] for found in re.finditer(r'^msgid "((?:judge|measure\.why)\..+)"$', file.read_text("utf-8"), re.MULTILINE)}

    assert codes <= set(REASONS)
