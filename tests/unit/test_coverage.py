"""The coverage table: every rule points at entries that exist, every entry is pointed at, and what it changes is derived."""

from __future__ import annotations

import json
import runpy
from pathlib import Path
from typing import cast, get_args

import pytest

from analysis.plan.coverage import FILE, MEANS_FAULTS, ListedChanges, act_change, coverage_page, effect_change, load_coverage
from analysis.plan.page import page_document
from sim.agents import unit
from sim.agents.among import attempt_of
from sim.agents.crowd.effects import Crowd
from sim.agents.gathering import Gathering
from sim.agents.received import Received
from sim.agents.reception import Reception
from sim.errors import InputError
from sim.inputs.assembly import assemble, find_plan, locate
from sim.inputs.crowd_parameters import CrowdParameters
from sim.inputs.scenario import Fault
from sim.plan.check.index import PlanIndex
from sim.plan.loader import load_plan
from sim.plan.model import Means
from sim.vocabulary import ACTS, EFFECTS
from sim.words import LANGUAGES
from sim.world.scene import Scene
from sim.world.setting import Setting
from sim.world.world import World

ROOT = Path(__file__).resolve().parents[2]
TABLES = runpy.run_path(str(ROOT / "tools" / "tables.py"))
ON_PEOPLE = {"leader-receives", "explain", "lead-to-reception", "early-dialogue", "work-team", "order", "keep-out", "vehicles"}


@pytest.fixture(scope="module")
def plan():
    return load_plan(find_plan("shanting"))


@pytest.fixture(scope="module")
def coverage(plan):
    return load_coverage(find_plan("shanting").parent / FILE, plan)


@pytest.fixture(scope="module")
def changes(plan):
    return ListedChanges(PlanIndex(plan))


def test_every_rule_has_an_entry_and_every_entry_a_rule(coverage):
    assert [row.rule.text.en for row in coverage.rows if row.manner is None] == []
    assert coverage.unpointed == ()


def test_the_chapters_hold_every_row_of_the_rules(coverage):
    counts = {part.id: sum(row.rule.part == part.id for row in coverage.rows) for part in coverage.parts}

    # rows of the tables, and what stands beside them: members and on-scene command (2), forms without contents (5), levels (6),
    # an instruction on the result (7), law (8)
    assert counts == {"1": 5, "2": 27 + 2, "3": 8, "4": 13, "5": 25 + 1, "6": 30 + 1, "7": 10 + 1, "8": 4 + 1}


def test_every_timed_entry_says_why(plan, changes):
    timed = [duty for duty in plan.duty if duty.timed_entry]

    assert timed
    for duty in timed:
        change = changes.of(f"duty:{duty.id}")
        assert change.manner == "timed"
        assert all(change.text.of(lang) for lang in LANGUAGES)


def test_the_share_counts_rules_and_duties(coverage, plan):
    counted = coverage.share.of("en")

    assert counted.startswith(f"{len(coverage.rows)} of {len(coverage.rows)} rules are in the plan file")
    assert f"{len(plan.duty)} duties" in counted
    assert f"{sum(duty.timed_entry for duty in plan.duty)} are timed entries, " in counted


@pytest.mark.parametrize(
    ("entry", "manner", "words"),
    [
        ("duty:report-ordinary", "acts", "the recipient learns"),
        ("duty:clear", "acts", "cost"),
        ("duty:blue-staffing", "acts", "the day's staff"),
        ("duty:evidence", "timed", "nothing of it is modelled"),
        ("duty:summary-of-course", "acts", "nobody is named to receive it"),
        ("reading:at_once", "acts", "duties"),
        ("means:roads", "acts", "road closed"),
        ("occasion:law-petition-regulation", "recorded", "the law has moved"),
    ],
)
def test_what_an_entry_changes_follows_from_the_entry(changes, entry, manner, words):
    change = changes.of(entry)

    assert change.manner == manner
    assert words in change.text.of("en")


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_verb_and_every_effect_says_what_it_changes(lang):
    changed = {verb: change.of(lang) for verb in ACTS if (change := act_change(verb)) is not None}

    assert set(ACTS) - set(changed) == {"check-in", "prepare", "perform"}
    assert all(changed[verb] for verb, act in ACTS.items() if act.message)
    assert len({effect_change(effect).of(lang) for effect in EFFECTS}) >= len(EFFECTS) - 2  # support and supply relieve alike, teams stand by alike


class Recorder:
    """A crowd that only notes what was done to it."""

    def __init__(self):
        self.calls = []

    def __getattr__(self, name):
        return lambda *_: self.calls.append(name)


def test_effects_that_are_said_to_reach_people_reach_them_and_no_others_do():
    inputs = assemble(locate("district-gate"))
    world = World(Setting(inputs), 1)
    event = inputs.scenario.event[0].id
    reached = {effect for effect in EFFECTS if attempt_of("perform", effect) is not None}
    for effect in EFFECTS:
        gathering, crowd = Gathering(world, event, (), CrowdParameters()), Recorder()
        gathering._received = Received(cast("Crowd", crowd), cast("Reception", Recorder()), ())
        before = dict(vars(gathering))
        gathering.feel(effect, 0.0)
        if crowd.calls or vars(gathering) != before:
            reached.add(effect)

    assert reached == ON_PEOPLE


def test_effects_that_are_said_to_change_readiness_or_vehicles_do_and_every_other_effect_is_said_to_change_nothing():
    ready = {"staffing", "lines-open", "join-group"}  # of the desk and of the row, not of the scene; tests/behaviour/test_effects.py
    for effect in EFFECTS:
        scene = Scene("e")
        scene.prepare(effect, "a")
        if vars(scene) != vars(Scene("e")):
            ready.add(effect)

    assert ready == {
        "staffing", "lines-open", "join-group", "standby", "team-ready", "watch", "open-road", "guide", "logistics", "support",
        "investigate", "take-case",
    }  # fmt: skip
    assert ON_PEOPLE | ready | set(unit.SPECIAL) | {unit.MORE} == set(EFFECTS)


def test_the_page_tells_each_rule_in_one_line(coverage):
    document = page_document(coverage_page(coverage), "zh")

    entries = [entry for block in document["blocks"] for entry in block["entries"]]
    assert document["view"] == "coverage"
    assert len(entries) == len(coverage.rows)
    assert {one["entry"] for entry in entries for one in entry["entries"]} == {key for row in coverage.rows for key, _ in row.changes}
    assert document["note"] == coverage.share.of("zh")


def row(text, *entries, part="1"):
    return f'[[row]]\npart = "{part}"\ntext = "{text}"\nclause = "1"\nentries = {json.dumps(entries)}\n'


def written(folder, *rows):
    file = folder / FILE
    file.write_text('[[part]]\nid = "1"\ntitle = "one"\n' + "".join(rows), encoding="utf-8")
    return file


def test_an_unknown_entry_or_part_is_refused_with_the_nearest(tmp_path, plan):
    file = written(tmp_path, row("r", "duty:report-ordinari", "grade:I", "grade:I", part="2"))

    with pytest.raises(InputError) as error:
        load_coverage(file, plan)

    said = str(error.value)
    assert len(error.value.mistakes) == 3
    assert 'did you mean "duty:report-ordinary"?' in said
    assert "named twice" in said


def test_a_rule_without_entries_is_a_gap_and_is_counted_as_one(tmp_path, plan):
    file = written(tmp_path, row("gap"), row("one", "grade:I"))

    found = load_coverage(file, plan)

    assert found.rows[0].manner is None
    assert found.share.of("en").startswith("1 of 2 rules")
    assert "duty:report-ordinary" in found.unpointed
    assert coverage_page(found).blocks[0].lines[0].sentence.of("en") == "no entry"


@pytest.mark.parametrize("path", sorted((ROOT / "docs").glob("*.md")), ids=lambda path: path.name)
def test_generated_tables_are_in_step_with_what_they_come_from(path):
    text = path.read_text("utf-8")

    assert TABLES["filled"](text) == text, "run python tools/tables.py"


def test_means_fail_only_by_faults_that_a_scenario_may_name():
    kinds = set(get_args(Fault.model_fields["kind"].annotation))

    assert set(MEANS_FAULTS) <= set(get_args(Means.model_fields["kind"].annotation))
    assert {fault for faults in MEANS_FAULTS.values() for fault in faults} <= kinds
