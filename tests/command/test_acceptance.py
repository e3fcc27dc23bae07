"""The command line as its users meet it: in an empty folder, and where it matters in a process of its own."""

import json
import os
import subprocess
import sys
from functools import partial
from pathlib import Path

import pytest

from sim.cli import group
from sim.cli.failures import guarded
from tests.command_line import command

ROOT = Path(__file__).resolve().parents[2]
WITHOUT_PICTURES = "import sim.cli, sim.cli.keep; sim.cli.keep.draw = lambda *_, **__: []; sim.cli.main()"


def process(*args, cwd, code=0, pictures=True, **env):
    """Run the command in a process of its own and check its exit code."""
    words = [sys.executable, *(["-m", "sim.cli"] if pictures else ["-c", WITHOUT_PICTURES]), *map(str, args)]
    done = subprocess.run(
        words, cwd=cwd, capture_output=True, text=True, encoding="utf-8", timeout=120, check=False,
        env=os.environ | {"PYTHONPATH": str(ROOT), "DRILL_LANG": "en", "PYTHONUTF8": "1"} | env,
    )  # fmt: skip
    assert done.returncode == code, done.stdout[-2000:] + done.stderr[-2000:]
    assert "Traceback" not in done.stderr
    return done


def drill(*args, cwd, code=0, pictures=False):
    """Run the command in this process and check its exit code."""
    done = command(*args, cwd=cwd, pictures=pictures)
    assert done.returncode == code, done.stdout[-2000:] + done.stderr[-2000:]
    return done


def here(*args):
    """Run the command in this process; gives its exit code."""
    return guarded(partial(group.main, args=["--lang", "en", *args], prog_name="drill", standalone_mode=False))


def test_list_names_what_ships(tmp_path):
    done = drill("list", cwd=tmp_path)

    assert "district-gate" in done.stdout
    assert "city-gate" in done.stdout


def test_scenarios_are_listed_as_json(tmp_path):
    entries = json.loads(process("list", "scenarios", "--json", cwd=tmp_path).stdout)["scenarios"]

    assert {"id", "title"} <= set(entries[0])
    assert "city-gate" in [entry["id"] for entry in entries]


def test_the_same_seed_gives_the_same_bytes_whatever_the_hash_seed_and_from_a_copy_of_the_inputs(tmp_path):
    process("run", "city-gate", "--seed", 3, "--out", "a", cwd=tmp_path, pictures=False, PYTHONHASHSEED="1")
    process("run", "city-gate", "--seed", 3, "--out", "b", cwd=tmp_path, pictures=False, PYTHONHASHSEED="2")
    drill("new", "mine", "--from", "city-gate", cwd=tmp_path)
    drill("check", "mine/plan.toml", "mine/resources.toml", "mine/scenario.toml", cwd=tmp_path)
    drill("run", "mine/scenario.toml", "--seed", 3, "--out", "c", cwd=tmp_path)

    first = (tmp_path / "a" / "record.jsonl").read_bytes()
    assert first == (tmp_path / "b" / "record.jsonl").read_bytes()
    assert first == (tmp_path / "c" / "record.jsonl").read_bytes()


@pytest.fixture(scope="module")
def kept(tmp_path_factory):
    """A folder that holds a kept run, `a`."""
    folder = tmp_path_factory.mktemp("kept")
    drill("run", "district-gate", "--seed", 2, "--out", "a", cwd=folder, pictures=True)
    return folder


def test_a_run_is_kept_with_its_pictures_and_its_inputs(kept):
    for name in ("record.jsonl", "summary.json", "timeline.png", "timeline.svg", "latency.png", "inputs/plan.toml"):
        assert (kept / "a" / name).stat().st_size > 0


def test_a_kept_run_is_judged_again_with_the_same_verdicts(kept):
    run = json.loads((kept / "a" / "summary.json").read_text("utf-8"))
    judged = json.loads(drill("judge", "a/record.jsonl", "--json", cwd=kept).stdout)

    assert judged["duties"] == run["duties"]
    assert {"header", "measures", "outcome"} <= set(judged)


def test_run_prints_one_json_document_with_the_promised_keys(tmp_path):
    document = json.loads(drill("run", "district-gate", "--seed", 1, "--json", cwd=tmp_path).stdout)

    assert document["schema"] == "drill.run/2"
    duty = {"id", "rule", "clause", "about", "bearer", "to", "form", "raised_min", "due_min", "done_min", "latency_min", "status"}
    assert duty <= set(document["duties"][0])
    assert {"value", "unit", "clause", "reason", "evaluated", "asked"} <= set(next(iter(document["measures"].values())))
    for measure in document["measures"].values():
        assert measure["value"] is not None or measure["reason"]


def test_several_runs_give_means_with_intervals(tmp_path):
    document = json.loads(drill("run", "city-gate", "--runs", 4, "--json", cwd=tmp_path).stdout)

    assert document["runs"] == 4
    clause = {"rule", "clause", "stated_by_plan", "runs", "instances", "in_time", "late_min", "median_min", "ninth_decile_min"}
    assert set(document["clauses"][0]) == clause
    assert {"mean", "low", "high", "q50", "q90", "n", "missing"} <= set(next(iter(document["measures"].values())))


def test_workers_change_no_result(tmp_path):
    one = drill("run", "city-gate", "--runs", 4, "--json", cwd=tmp_path).stdout
    two = drill("run", "city-gate", "--runs", 4, "--workers", 2, "--json", cwd=tmp_path).stdout

    assert one == two


def test_a_part_of_a_kept_run_is_drawn(kept):
    before = (kept / "a" / "timeline.png").read_bytes()
    drill("plot", "a", "--only", "petition_bureau", "--from", "0 min", "--to", "2 h", cwd=kept, pictures=True)

    (excerpt,) = (kept / "a").glob("timeline-petition_bureau-*.png")
    assert excerpt.read_bytes() != before == (kept / "a" / "timeline.png").read_bytes()


def test_times_from_own_drills_go_into_resources_that_load(tmp_path):
    for seed in (1, 2, 3):
        drill("run", "city-gate", "--seed", seed, "--out", f"r{seed}", cwd=tmp_path)
    drill("fit", "r1/record.jsonl", "r2/record.jsonl", "r3/record.jsonl", "--out", "mine.toml", cwd=tmp_path)
    drill("check", "mine.toml", cwd=tmp_path)

    assert 'source = "own drills, n = ' in (tmp_path / "mine.toml").read_text("utf-8")


@pytest.mark.parametrize(
    ("args", "words"),
    [
        (["run", "district-gat"], 'did you mean "district-gate"'),
        (["run", "district-gate", "--seed", "minus"], "whole number"),
        (["run", "district-gate", "--seed", "-4"], "0 or more"),
        (["run", "district-gate", "--plan", "nowhere"], "no such plan"),
        (["run", "district-gate", "--revision", "stand-inn"], 'did you mean "stand-in"'),
        (["run", "district-gate", "--reading", "inclusive=perhaps"], "none of the reading's choices"),
        (["run", "there-is-none.toml"], "there-is-none.toml"),
        (["run", "."], "scenario.toml"),
        (["check", "empty.toml"], "empty"),
        (["check", "binary.toml"], "binary.toml"),
        (["check", "folder"], "folder"),
        (["check", "large.toml"], "10 MB"),
        (["plot", "folder"], "record"),
        (["judge", "nothing.csv"], "nothing.csv"),
    ],
)
def test_bad_input_is_one_clear_block(tmp_path, args, words, monkeypatch, capsysbinary):
    (tmp_path / "empty.toml").write_bytes(b"")
    (tmp_path / "binary.toml").write_bytes(bytes(range(256)))
    (tmp_path / "large.toml").write_bytes(b"# " + b"x" * 11_000_000)
    (tmp_path / "folder").mkdir()
    monkeypatch.chdir(tmp_path)

    assert here(*args) == 2
    said = capsysbinary.readouterr()
    assert words in said.err.decode()
    assert said.out == b""


def test_bad_input_ends_a_process_with_its_code(tmp_path):
    assert 'did you mean "district-gate"' in process("run", "district-gat", cwd=tmp_path, code=2).stderr


def test_a_folder_that_is_not_a_drills_is_not_written_to(tmp_path):
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "letter.txt").write_text("mine", "utf-8")

    done = drill("run", "district-gate", "--out", "mine", cwd=tmp_path, code=2)

    assert "something else" in done.stderr
    assert [path.name for path in (tmp_path / "mine").iterdir()] == ["letter.txt"]


def test_help_loads_neither_numpy_nor_simpy_nor_matplotlib(tmp_path):
    done = subprocess.run(
        [sys.executable, "-X", "importtime", "-m", "sim.cli", "--help"], cwd=tmp_path, capture_output=True, text=True,
        env=os.environ | {"PYTHONPATH": str(ROOT)}, timeout=60, check=True,
    )  # fmt: skip
    loaded = {line.rpartition("|")[2].strip().partition(".")[0] for line in done.stderr.splitlines()}

    assert not loaded & {"numpy", "simpy", "matplotlib", "pydantic", "scipy", "rich"}


@pytest.mark.parametrize("kind", ["plan", "resources", "scenario", "revision", "calendar", "record"])
def test_every_schema_is_printed(kind, capsysbinary):
    assert here("schema", kind) == 0
    assert json.loads(capsysbinary.readouterr().out)


def test_interrupting_exits_130_with_files_whole(tmp_path):
    if sys.platform == "win32":
        pytest.skip("a console interrupt cannot be sent to one process there")
    import signal
    import time

    with subprocess.Popen(
        [sys.executable, "-m", "sim.cli", "run", "city-gate", "--runs", "5000", "--out", "a"], cwd=tmp_path,
        env=os.environ | {"PYTHONPATH": str(ROOT)}, stderr=subprocess.PIPE, stdout=subprocess.PIPE,
    ) as process:  # fmt: skip
        until = time.monotonic() + 60
        while not (tmp_path / "a").exists() and time.monotonic() < until:  # it has begun
            time.sleep(0.05)
        time.sleep(0.5)
        process.send_signal(signal.SIGINT)
        try:
            _, said = process.communicate(timeout=60)
        finally:
            process.kill()  # one that heard nothing would run on, and be waited for

    assert process.returncode == 130
    assert b"Traceback" not in said
    assert not list(tmp_path.rglob(".*.*.*"))  # what is written beside a file before it takes its place
