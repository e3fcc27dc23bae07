"""The page on files of synonyms, in each language: what it says is written, is written, and what it says a log means, it means."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path

import pytest

from analysis.logs.outcome import LoggedRecord
from analysis.logs.reading import read_log
from analysis.logs.synonyms import _CLOSED, _OPEN
from analysis.logs.unknown_words import is_incomplete, synonyms_to_fill_in
from sim.cli.log_input import everyday_names, named_plan
from sim.errors import InputError
from tests.command.pages import Block, blocks, write_block

DOCS = Path(__file__).resolve().parents[2] / "docs"
PAGES = {"en": DOCS / "synonyms.md", "zh": DOCS / "synonyms.zh-CN.md"}
SEEN = ("kind", "actor", "to", "channel")
languages = pytest.mark.parametrize("lang", PAGES)


@cache
def page(lang: str) -> tuple[Block, ...]:
    return tuple(blocks(PAGES[lang]))


def block(lang: str, name: str) -> Block:
    return next(one for one in page(lang) if one.name == name)


@pytest.fixture(params=list(PAGES))
def lang(request, tmp_path) -> str:
    for one in page(request.param):
        write_block(tmp_path, one)
    return str(request.param)


def read(folder: Path, log: str, synonyms: str | None = None) -> LoggedRecord:
    plan, resources = named_plan("shanting", None)
    return read_log(folder / log, plan, resources, everyday=everyday_names("shanting"), synonyms=None if synonyms is None else folder / synonyms)


def bare(text: str) -> list[str]:
    return [line for line in text.splitlines() if line and not line.startswith("#")]


def test_what_is_not_known_is_written_as_the_page_prints_it(lang, tmp_path):
    plan, resources = named_plan("shanting", None)
    log = read(tmp_path, "log.csv")
    written = synonyms_to_fill_in(log, plan, resources, lang)

    assert is_incomplete(log)
    assert bare(written) == bare(block(lang, "written.toml").text)
    (tmp_path / "again.toml").write_text(written, encoding="utf-8")
    assert read(tmp_path, "log.csv", "again.toml").record.rows == log.record.rows  # it can be used as it is


def test_a_log_is_read_with_a_file_as_the_page_says(lang, tmp_path):
    shown = [one for one in page(lang) if "synonyms" in one.given]

    assert len(shown) == 2
    for one in shown:
        log = read(tmp_path, one.name, one.given["synonyms"])
        rows = [(line, row) for line, row in zip(log.lines, log.record.rows, strict=True) if line]
        said = [tuple(cell.strip("`") for cell in cells) for cells in one.table]
        assert sorted((str(line), *(getattr(row, name) or "" for name in SEEN), str(row.facts.get("size", ""))) for line, row in rows) == sorted(said)
        assert log.problems == ()


def test_every_fault_is_told_as_the_page_says(lang, tmp_path):
    with pytest.raises(InputError) as refused:
        read(tmp_path, "log.csv", "faults.toml")

    told = {(str(one.place) or "table", str(one.value)) for one in refused.value.mistakes}
    assert told == {(cells[0].strip("`"), cells[1]) for cells in block(lang, "faults.toml").table}


def test_both_pages_show_every_table():
    for lang in PAGES:
        assert set(tomllib.loads(block(lang, "more.toml").text)) == {*_CLOSED, *_OPEN, "phrase", "value"}
