"""What is read of a plan is said in the reader's language: every shipped plan, in every view, and every shipped revision."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from analysis.plan.changes import changes_document
from analysis.plan.coverage import FILE, coverage_page, load_coverage
from analysis.plan.page import Asked, page_document, page_markdown, plan_page
from sim.documents import read_toml
from sim.durations import Days, Span
from sim.plan.loader import load_plan
from sim.words import LANGUAGES
from tests.foreign import CHINESE, TWO_WORDS, foreign
from tests.shipped import changes_of

SCENARIOS = Path(__file__).resolve().parents[2] / "scenarios"
PLANS = sorted(SCENARIOS.glob("*/plan.toml"))
REVISIONS = sorted(SCENARIOS.glob("*/revisions/*.toml"))
# What is for other programs: ids, and the filters and conditions as they are written.
FOR_PROGRAMS = frozenset({
    "schema", "view", "plan", "asked", "section", "id", "clause", "force", "bearer", "on", "when", "act", "form", "to", "readings", "manner", "entry",
})  # fmt: skip


def texts(document: Any) -> Iterator[str]:
    """Everything in a document that is there for a reader."""
    match document:
        case str():
            yield document
        case list():
            for part in document:
                yield from texts(part)
        case dict():
            for key, held in document.items():
                if key not in FOR_PROGRAMS:
                    yield from texts(held)


def words_of_one_language(document: Any) -> Iterator[str]:
    """A file's own words that it gives once for all languages, such as other names of a body, or where a number comes from."""
    match document:
        case str():
            yield document
        case list():
            for part in document:
                yield from words_of_one_language(part)
        case dict() if set(document) != set(LANGUAGES):
            for held in document.values():
                yield from words_of_one_language(held)


@cache
def pages(file: Path) -> tuple[Any, ...]:
    plan = load_plan(file)
    asked = [Asked(), *(Asked(body=body.id) for body in plan.body[::8]), *(Asked(grade=grade.id) for grade in plan.grade)]
    asked += [Asked(within=Span(60)), Asked(within=Days(5, working=True))]
    found = [plan_page(plan, one) for one in asked]
    if (file.parent / FILE).is_file():
        found.append(coverage_page(load_coverage(file.parent / FILE, plan)))
    return tuple(found)


@cache
def own_words(home: Path) -> tuple[str, ...]:
    """What the files say once for all languages."""
    files = [file for name in ("plan.toml", "resources.toml") if (file := home / name).is_file()]
    found = {word for file in files for word in words_of_one_language(read_toml(file)) if CHINESE.search(word) or TWO_WORDS.search(word)}
    return tuple(found)


def strangers(document: Any, lang: str, home: Path) -> list[str]:
    """The texts in which another language is left over once the files' own words are taken out."""
    return foreign(texts(document), lang, own=own_words(home))


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("file", PLANS, ids=lambda file: file.parent.name)
def test_a_plan_is_read_in_one_language(file, lang):
    for page in pages(file):
        assert strangers(page_document(page, lang), lang, file.parent) == []


@pytest.mark.parametrize("file", PLANS, ids=lambda file: file.parent.name)
def test_every_heading_and_column_of_a_page_is_in_the_readers_language(file):
    for page in pages(file):
        heads = [line for line in page_markdown(page, "zh").splitlines() if line.startswith(("#", "| 条款"))]
        assert len(heads) >= 1 + len(page.blocks)
        assert foreign(heads, "zh") == []


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("file", REVISIONS, ids=lambda file: file.stem)
def test_a_revision_is_told_in_one_language(file, lang):
    document = changes_document("p", [], changes_of(file), lang)

    assert document["changes"]
    assert all(one["sentence"] for one in document["changes"])
    assert strangers(document, lang, file.parents[1]) == []
