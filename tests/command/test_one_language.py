"""Chinese output holds no English, English output no Chinese: what a reader sees is in the reader's language."""

from __future__ import annotations

import pytest
from click.testing import CliRunner
from openpyxl import load_workbook

from sim.cli import group
from sim.vocabulary import SECTIONS
from sim.words import LANGUAGES
from tests.foreign import foreign

TYPED = ("drill plot", "drill evaluate", *(f"--section {id_}" for ids in SECTIONS.values() for id_ in ids))
SCENARIOS = ("district-gate", "province-gate-night", "beyond-capacity", "good-early-warning")


@pytest.fixture(autouse=True)
def _nothing_is_drawn(monkeypatch: pytest.MonkeyPatch) -> None:
    """What stands in pictures has a test of its own."""
    monkeypatch.setattr("sim.cli.keep.draw", lambda *_, **__: [])


def output(*words: object) -> str:
    result = CliRunner().invoke(group, [str(word) for word in words])
    assert result.exit_code == 0, result.output
    return result.stdout


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("scenario", SCENARIOS)
def test_a_run_and_what_is_judged_of_it_speak_one_language(scenario: str, lang: str, tmp_path) -> None:
    kept = tmp_path / "演练" if lang == "zh" else tmp_path / "kept"
    run = output("run", scenario, "--out", kept, "--lang", lang)
    judged = output("judge", kept, "--why", 60, "--full", "--out", tmp_path / "judged.xlsx", "--lang", lang)

    assert foreign(run.replace(str(kept), "").splitlines(), lang, own=TYPED) == []
    assert foreign(judged.replace(str(tmp_path), "").splitlines(), lang) == []
    cells = [str(cell.value) for sheet in load_workbook(tmp_path / "judged.xlsx") for row in sheet.iter_rows() for cell in row if cell.value]
    assert foreign(cells, lang) == []


@pytest.mark.parametrize("lang", LANGUAGES)
def test_many_runs_speak_one_language(lang: str) -> None:
    assert foreign(output("run", "city-gate", "--runs", 3, "--lang", lang).splitlines(), lang, own=TYPED) == []
