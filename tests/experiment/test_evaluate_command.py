"""`drill evaluate` as its users meet it: the document, the pictures, resuming after a kill, the same with any number of workers."""

from __future__ import annotations

import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest

from analysis.experiment.arms import cases_of
from analysis.experiment.conduct import conduct
from analysis.experiment.document import experiment_report
from analysis.experiment.evaluation import run_experiment, study_of
from analysis.experiment.looks import LEAST_PAIRS, MOST_FOR_PRECISION, MOST_PAIRS, one_look
from analysis.experiment.store import ResultStore
from sim.cli import evaluate as command_module
from sim.cli.evaluate import print_evaluation
from sim.cli.shown import Shown
from sim.words import LANGUAGES
from tests.command_line import command
from tests.experiment.chain_files import write_chain
from tests.foreign import foreign

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def files(tmp_path):
    write_chain(tmp_path)
    return tmp_path


def asked(*args, revisions=("slower", "looser")):
    named = [word for name in revisions for word in ("--revision", f"./{name}.toml")]
    return ["evaluate", "./leak.toml", "--plan", "./plan.toml", *named, *map(str, args)]


def environment():
    return os.environ | {"PYTHONPATH": str(ROOT), "DRILL_LANG": "en", "PYTHONUTF8": "1"}


def evaluate(files, *args, code=0, revisions=("slower", "looser")):
    done = command(*asked(*args, revisions=revisions), cwd=files)
    assert done.returncode == code, done.stdout[-1000:] + done.stderr[-2000:]
    return done


def test_the_document_is_as_documented_and_alone_on_stdout(files):
    process = subprocess.run(
        [sys.executable, "-m", "sim.cli", *asked("--runs", 200, "--workers", 2, "--explain", "--json")], cwd=files, capture_output=True, text=True,
        encoding="utf-8", timeout=120, check=False, env=environment(),
    )  # fmt: skip
    assert process.returncode == 0, process.stdout[-1000:] + process.stderr[-2000:]
    assert "Traceback" not in process.stderr
    document = json.loads(process.stdout)

    assert document["schema"] == "drill.evaluate/3"
    told = {one["revision"]: one for one in document["figures"] if one["id"] == "minutes:town_hall-informed"}
    assert set(told) == {"slower", "looser"}
    assert told["slower"]["after"] == pytest.approx(told["slower"]["before"] + told["slower"]["difference"])
    assert told["slower"]["low"] < told["slower"]["difference"] < told["slower"]["high"]
    assert told["slower"]["state"] == "worse"
    assert {(one["revision"], one["scenario"], one["word"]) for one in document["verdicts"]} == {
        ("slower", "leak", "hurts"), ("looser", "leak", "no-difference"),
    }  # fmt: skip
    figures = {(one["revision"], one["scenario"], one["id"]) for one in document["figures"]}
    for verdict in document["verdicts"]:
        assert {(verdict["revision"], one["scenario"], one["figure"]) for one in verdict["clauses"]} <= figures
        assert verdict["headline"].endswith(".")
        assert str(verdict["figures_looked_at"]) in verdict["small_print"]
    assert {one["revision"] for one in document["explain"]} == {"slower", "looser"}
    assert {(one["scenario"], one["arm"]) for one in document["inputs"]} == {("leak", "baseline"), ("leak", "slower"), ("leak", "looser")}


def test_every_digest_of_the_results_file_stands_in_the_document(files):
    evaluate(files, "--runs", 4, "--workers", 1, "--out", "out")
    document = json.loads((files / "out" / "evaluation.json").read_text("utf-8"))
    with sqlite3.connect(files / "out" / "results.sqlite") as base:
        arms = set(base.execute("SELECT scenario_id, arm_id, plan, resources, scenario, code, yardstick FROM arm"))
    base.close()
    keys = ("scenario", "arm", "plan_digest", "resources_digest", "scenario_digest", "code", "yardstick")

    assert arms == {tuple(one[key] for key in keys) for one in document["inputs"]}


def test_the_numbers_of_the_help_text_are_those_of_the_looks():
    assert (command_module.LEAST, command_module.MOST, command_module.MOST_FOR_PRECISION) == (LEAST_PAIRS, MOST_PAIRS, MOST_FOR_PRECISION)


def test_without_a_number_of_runs_it_goes_on_until_the_word_is_settled(files):
    document = json.loads(evaluate(files, "--workers", 1, "--json", revisions=("slower",)).stdout)

    assert document["looks"] == {"goal": "decide", "planned": [200, 400, 800], "level": pytest.approx(1 - 0.05 / 3)}
    assert [(one["pairs"], one["stopped"]) for one in document["revisions"]] == [(200, "settled")]


def test_a_quick_answer_is_of_shares_of_runs_alone(files):
    document = json.loads(evaluate(files, "--quick", "--workers", 1, "--json", revisions=("slower",)).stdout)

    assert (document["looks"]["goal"], document["verdicts"][0]["word"]) == ("quick", "shares")
    assert [(one["pairs"], one["stopped"]) for one in document["revisions"]] == [(50, "settled")]


@pytest.mark.parametrize(
    "words",
    [
        ("--runs", "9", "--decide"),
        ("--runs", "9", "--most", "20"),
        ("--quick", "--precision", "1 min"),
        ("--runs", "9", "--quick"),
        ("--decide", "--quick"),
    ],
)
def test_goals_that_exclude_each_other_are_refused(files, words):
    assert "--runs is a fixed number of pairs" in evaluate(files, *words, code=2).stderr


def test_any_number_of_workers_gives_the_same_document(files):
    one, two = (evaluate(files, "--runs", 60, "--workers", workers, "--json").stdout for workers in (1, 2))

    assert one == two


def test_the_pictures_and_the_inputs_are_kept_and_the_text_leads_with_the_verdicts(files):
    done = evaluate(files, "--runs", 200, "--workers", 1, "--full", "--out", "out")

    for name in ("forest", "heat-map", "survival", "on-time"):
        assert (files / "out" / f"{name}.png").stat().st_size > 10_000
        assert (files / "out" / f"{name}.svg").is_file()
    assert (files / "out" / "arms" / "leak" / "slower" / "inputs" / "revisions" / "01-slower.toml").is_file()
    assert done.stdout.index("It hurts") < done.stdout.index("the figures that decide")
    assert "ONLY THE YARDSTICK MOVED" in done.stdout


def test_a_folder_with_results_is_neither_overwritten_nor_gone_on_with_unasked(files):
    evaluate(files, "--runs", 5, "--workers", 1, "--out", "out")

    assert "--resume" in evaluate(files, "--runs", 5, "--workers", 1, "--out", "out", code=2).stderr
    evaluate(files, "--runs", 8, "--workers", 1, "--out", "out", "--resume")
    assert rows(files / "out" / "results.sqlite") == 8 * 3


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--precision", "soon"), "length of time above 0"),
        (("--precision", "0 min"), "length of time above 0"),
        (("--measure", "town-hall-informed"), "town_hall-informed"),
        (("--resume",), "--out"),
    ],
)
def test_what_cannot_be_asked_is_refused_with_what_can(files, words, said):
    assert said in evaluate(files, *words, code=2).stderr


def rows(file):
    try:
        with sqlite3.connect(f"file:{file}?mode=ro", uri=True, timeout=5) as base:
            return base.execute("SELECT count(*) FROM result").fetchone()[0]
    except sqlite3.OperationalError:  # not made yet
        return 0


MANY = 600  # pairs: enough that a process is stopped before it has done them


def started(files, least):
    """An experiment of many pairs, in a process of its own, that has got somewhere."""
    process = subprocess.Popen(
        [sys.executable, "-m", "sim.cli", *asked("--runs", MANY, "--workers", 2, "--out", "out", revisions=("slower",))], cwd=files,
        stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, env=environment(),
    )  # fmt: skip
    until = time.monotonic() + 60
    while rows(files / "out" / "results.sqlite") < least:
        assert process.poll() is None, process.communicate()
        assert time.monotonic() < until
        time.sleep(0.01)
    return process


def test_a_killed_experiment_loses_only_what_was_in_flight_and_nothing_is_run_twice(files):
    process = started(files, 200)
    process.kill()
    process.communicate()
    kept = rows(files / "out" / "results.sqlite")
    study, measures = study_of(cases_of([str(files / "leak.toml")], [str(files / "slower.toml")], plan=str(files / "plan.toml")), None)
    with ResultStore(files / "out" / "results.sqlite") as store:
        ran = conduct(study, store, 1, one_look(MANY), measures, workers=1).ran
        again = conduct(study, store, 1, one_look(MANY), measures, workers=1).ran

    assert 200 <= kept < 2 * MANY
    assert ran == 2 * MANY - kept
    assert again == 0
    resumed = json.loads(evaluate(files, "--runs", 100, "--workers", 1, "--out", "out", "--resume", "--json", revisions=("slower",)).stdout)
    fresh = json.loads(evaluate(files, "--runs", 100, "--workers", 1, "--json", revisions=("slower",)).stdout)
    assert resumed == fresh


@pytest.mark.skipif(sys.platform == "win32", reason="there a console event, not a signal, interrupts")
def test_an_interruption_exits_with_130_and_keeps_what_was_computed(files):
    process = started(files, 100)
    process.send_signal(signal.SIGINT)
    _, said = process.communicate(timeout=60)

    assert process.returncode == 130
    assert b"--resume" in said
    assert b"Traceback" not in said
    assert 100 <= rows(files / "out" / "results.sqlite") < 2 * MANY


# -- in words ----------------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def shipped(tmp_path_factory):
    """An experiment on a shipped plan, whose names are in both languages."""
    folder = tmp_path_factory.mktemp("shipped")
    cases = cases_of(["district-gate"], ["one-desk", "looser-limit"])
    study, measures = study_of(cases, None)
    with ResultStore(folder / "results.sqlite") as store:
        yield run_experiment(study, store, measures, 1, one_look(3), "runs", workers=1, explaining=True)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_what_is_printed_speaks_one_language(shipped, capfdbinary, lang):
    print_evaluation(experiment_report(shipped, lang), None, shipped, Shown(full=True))
    printed = capfdbinary.readouterr().out.decode()

    assert "one-desk" in printed
    assert foreign(printed.splitlines(), lang) == []


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_texts_of_the_document_speak_one_language(shipped, lang):
    document = experiment_report(shipped, lang).document()
    texts = [one["name"] for part in ("figures", "measures") for one in document[part]]
    texts += [one[part] for part in ("headline", "small_print") for one in document["verdicts"]]
    texts += [text for one in document["explain"] for link in one["links"] for text in (link["link"], link["who"])]

    assert document["lang"] == lang
    assert foreign(texts, lang) == []


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_list_of_measures_speaks_one_language(lang, tmp_path, monkeypatch):
    monkeypatch.setenv("COLUMNS", "400")
    done = command("list", "measures", cwd=tmp_path, lang=lang)

    assert done.returncode == 0
    assert len(done.stdout.splitlines()) > 60
    assert foreign(done.stdout.splitlines(), lang, own=["DUTY", "BODY", "WHO"]) == []


def test_a_report_and_its_document_hold_the_same(shipped):
    report = experiment_report(shipped, "en")
    document = report.document()

    assert document == json.loads(json.dumps(document, allow_nan=False))
    assert "explain" in document
    assert [one["difference"] for one in document["figures"]] == [one.difference for one in report.figures]
    assert isinstance(report.explain, list)
    for one in report.explain:
        assert sum(link.difference for link in one.links) == pytest.approx(one.difference)
