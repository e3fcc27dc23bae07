"""Chinese output holds no English, English output no Chinese: what a reader sees is in the reader's language."""

from __future__ import annotations

import re

import pytest
from click.testing import CliRunner
from openpyxl import load_workbook

from sim.cli import group

SCENARIOS = ("district-gate", "province-gate-night", "beyond-capacity", "good-early-warning")
# Two words of the Latin alphabet side by side. Ids that must be typed are one word each: they hold hyphens and colons, no spaces.
ENGLISH = re.compile(r"[A-Za-z][A-Za-z'’]+[,;:.]? [A-Za-z][A-Za-z'’]+")
CHINESE = re.compile(r"[\u3000-\u303f\u4e00-\u9fff\uff00-\uff0f\uff1a-\uff20]")
FOREIGN = {"zh": ENGLISH, "en": CHINESE}


def output(*words: object) -> str:
    result = CliRunner().invoke(group, [str(word) for word in words])
    assert result.exit_code == 0, result.output
    return result.stdout


def foreign(text: str, lang: str) -> list[str]:
    return [line for line in text.splitlines() if FOREIGN[lang].search(line)]


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("scenario", SCENARIOS)
def test_a_run_and_what_is_judged_of_it_speak_one_language(scenario: str, lang: str, tmp_path) -> None:
    kept = tmp_path / "演练" if lang == "zh" else tmp_path / "kept"
    run = output("run", scenario, "--out", kept, "--lang", lang)
    judged = output("judge", kept, "--why", 60, "--out", tmp_path / "judged.xlsx", "--lang", lang)

    assert foreign(run.replace(str(kept), ""), lang) == []
    assert foreign(judged.replace(str(tmp_path), ""), lang) == []
    cells = [str(cell.value) for sheet in load_workbook(tmp_path / "judged.xlsx") for row in sheet.iter_rows() for cell in row if cell.value]
    assert [cell for cell in cells if FOREIGN[lang].search(cell)] == []


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_many_runs_speak_one_language(lang: str) -> None:
    assert foreign(output("run", "district-gate", "--runs", 3, "--lang", lang), lang) == []


def test_the_look_for_foreign_words_can_tell() -> None:
    assert foreign("区信访局 no such row 定级", "zh")
    assert foreign("the bureau（电话）", "en")
    assert not foreign("met:report-ordinary  98%  E1", "zh")
