"""What mutants found, each with the right value: files that were read as no file may be."""

from __future__ import annotations

import copy
import sqlite3
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from analysis.experiment.store import ArmNames, ResultStore, StoredArm
from analysis.figures.sheet import _wrapped
from analysis.logs.reading import read_log
from sim.cli.outfile import OutFile, claim_file
from sim.errors import InputError
from sim.inputs.assembly import find
from sim.plan.loader import check_plan_document
from tests.sources import ROOT
from tests.unit.test_log_sheets import PLAN

FLOOD = tomllib.loads((ROOT / "tests" / "plans" / "flood" / "plan.toml").read_text("utf-8"))
CHANGES: dict[str, tuple[Callable[[dict[str, Any]], None], str]] = {
    "a flag that is a word of conditions": (lambda plan: plan["end"][0].update(requires=["dry", "and"]), 'end "end" › requires: the condition'),
    "a condition that is too long with what is added": (
        lambda plan: plan["end"][0].update(when=" or ".join(["dry"] * 70)), 'end "end" › when: the condition has',
    ),
    "too many flags": (lambda plan: plan["end"][0].update(requires=["dry"] * 200), 'end "end" › requires: the condition has'),
    "an id that fills a condition": (lambda plan: plan["level"][0].update(id="x" * 490), "› id: the condition has"),
    "whoever is no name": (lambda plan: plan["end"][0].update(ordered_by=["a b"]), 'end "end" › ordered_by'),
}  # fmt: skip


@pytest.mark.parametrize("name", CHANGES)
def test_a_duty_that_cannot_be_derived_is_told_where_its_words_stand(name: str) -> None:
    change, place = CHANGES[name]
    plan = copy.deepcopy(FLOOD)
    change(plan)
    with pytest.raises(InputError) as caught:
        check_plan_document(plan, "plan.toml")

    assert place in caught.value.told("en")


def test_a_date_that_no_calendar_has_is_one_cell_that_is_asked_for(tmp_path: Path) -> None:
    file = tmp_path / "log.csv"
    file.write_text("时间,事项,谁\n2026-00-10 8:20,发现,区信访局\n2026-03-10 8:30,核实,区信访局\n", "utf-8")
    log = read_log(file, PLAN)

    assert [problem.line for problem in log.problems if problem.column == "time"] == [2]


# -- results -------------------------------------------------------------------------------------------------------------------

ARM = StoredArm("p", "r", "s", "c", "y")
NAMES = ArmNames(scenario="s", arm="a", measures={"m": ("min", "less")})


@pytest.fixture
def store(tmp_path: Path) -> Path:
    file = tmp_path / "results.sqlite"
    with ResultStore(file) as made:
        made.enter([(ARM, NAMES)])
        made.put_many([(ARM.seed(seed), {"values": {"m": float(seed)}}) for seed in range(1, 4)])
    return file


def changed(file: Path, text: str) -> None:
    base = sqlite3.connect(file, isolation_level=None)
    base.execute(text)
    base.close()


def test_measures_of_an_arm_that_are_others_are_damage_and_no_other_measures(store: Path) -> None:
    changed(store, "UPDATE arm SET measures = '[\"n\"]'")
    with ResultStore(store) as opened, pytest.raises(InputError, match="measures"):
        opened.enter([(ARM, NAMES)])


def test_a_value_of_another_type_in_an_arm_is_damage(store: Path) -> None:
    changed(store, "UPDATE arm SET plan = x'00ff'")
    with ResultStore(store) as opened, pytest.raises(InputError):
        opened.arms()


def test_an_index_that_lost_rows_is_told_when_the_results_are_opened(store: Path) -> None:
    data = bytearray(store.read_bytes())
    with sqlite3.connect(store) as base:
        (page,) = base.execute("SELECT rootpage FROM sqlite_master WHERE name = 'sqlite_autoindex_result_1'").fetchone()
        (size,) = base.execute("PRAGMA page_size").fetchone()
    base.close()
    data[(page - 1) * size + 4] = 1  # of its three cells one is left: a search would find one row, and say nothing
    store.write_bytes(data)

    with pytest.raises(InputError, match="cannot be read"):
        ResultStore(store)


# -- places and pictures -------------------------------------------------------------------------------------------------------


def test_a_seal_is_broken_by_any_byte_before_it_too(tmp_path: Path) -> None:
    from tests.command.test_kept_places import archive

    path = tmp_path / "out.xlsx"
    OutFile(path).write(path, archive())
    claim_file(path)
    data = bytearray(path.read_bytes())
    data[-39] ^= 1  # of the length of what follows it
    path.write_bytes(data)

    with pytest.raises(InputError):
        claim_file(path)


def test_a_name_that_is_too_long_for_a_file_is_an_unknown_scenario() -> None:
    with pytest.raises(InputError, match="no such scenario"):
        find("scenario", "x" * 5000)


def test_a_body_without_a_name_has_an_empty_line_beside_its_lane() -> None:
    assert _wrapped(None, "") == [""]  # type: ignore[arg-type]
