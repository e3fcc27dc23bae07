"""What nobody foresaw, signals, closed streams and text that would steer a terminal."""

import json
import os
import re
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import click
import pytest

from sim.cli import failures, terminal
from sim.cli.failures import guarded
from sim.cli.signals import TerminatedError
from sim.errors import InputError
from sim.record import Row
from sim.words.layout import visible
from sim.world import world
from tests.command_line import command

ROOT = Path(__file__).resolve().parents[2]


def started(*args, **more):
    begin = "from sim.start import main; main()"
    return subprocess.Popen([sys.executable, "-c", begin, *args], env=os.environ | {"PYTHONPATH": str(ROOT), "DRILL_LANG": "en"}, **more)


def results_in(store):
    """How many results a store holds while somebody writes to it."""
    try:
        with closing(sqlite3.connect(f"file:{store}?mode=ro", uri=True)) as opened:
            return opened.execute("SELECT count(*) FROM result").fetchone()[0]
    except sqlite3.OperationalError:
        return 0  # not there yet


def raising(error):
    def action():
        raise error

    return action


def test_an_error_of_the_program_is_one_block_with_a_file_of_details(capsys, monkeypatch):
    def broken(*_, **__):
        raise LookupError("no such thing")

    monkeypatch.setattr("sim.inputs.assembly.assemble", broken)

    done = command("run", "city-gate", cwd=Path.cwd())

    assert (done.returncode, done.stdout) == (70, "")
    assert "an error of this program" in done.stderr
    assert "LookupError: no such thing" in done.stderr
    assert "drill --lang en run city-gate" in done.stderr
    assert "none was left half-written" in done.stderr
    assert "Traceback" not in done.stderr
    (name,) = re.findall(r"\S*drill-error\S*\.txt", done.stderr)
    details = Path(name)
    assert "in broken" in details.read_text()
    details.unlink()


@pytest.mark.parametrize(
    ("error", "code"),
    [(KeyboardInterrupt(), 130), (TerminatedError(), 143), (InputError.of("f", "", "no"), 2), (click.UsageError("no"), 2), (click.Abort(), 130)],
)
def test_each_end_has_its_code(error, code, capsys):
    assert guarded(raising(error)) == code
    assert "Traceback" not in capsys.readouterr().err


def test_a_lost_worker_is_an_error_of_the_program_and_says_which_jobs(capsys):
    from analysis.experiment.pool import WorkerCrashError

    assert guarded(raising(WorkerCrashError(["seed 7"]))) == failures.OWN_ERROR
    assert "seed 7" in capsys.readouterr().err


def test_whatever_stops_an_experiment_says_how_to_go_on(tmp_path, capsys, monkeypatch):
    from analysis.experiment.pool import WorkerCrashError
    from analysis.experiment.store import ResultStore
    from sim.cli.evaluate import _kept_when_interrupted

    monkeypatch.setattr(ResultStore, "__len__", lambda _: 3)
    store = ResultStore(tmp_path / "results.sqlite")
    with pytest.raises(WorkerCrashError), _kept_when_interrupted(store, tmp_path, "en"):
        raise WorkerCrashError(["seed 7"])

    assert "--resume" in capsys.readouterr().err


@pytest.mark.skipif(sys.platform == "win32", reason="signals of another kind")
def test_asked_to_end_it_tidies_up_and_its_workers_say_nothing(tmp_path):
    args = ("evaluate", "small-orderly", "--revision", "stand-in", "--runs", "20000", "--workers", "2", "--out", "experiment")
    running = started(*args, cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True)
    until = time.monotonic() + 90
    while (running_at := results_in(tmp_path / "experiment" / "results.sqlite")) == 0 and time.monotonic() < until:
        time.sleep(0.2)
    assert running_at > 0  # the workers work
    os.killpg(running.pid, signal.SIGINT)
    os.kill(running.pid, signal.SIGTERM)
    out, err = running.communicate(timeout=60)

    assert running.returncode in (130, 143)  # whichever was heard first
    assert out == b""
    assert b"Traceback" not in err
    assert re.search(rb"^(interrupted|the system asked this program to end)$", err, re.MULTILINE)
    assert b"--resume" in err


@pytest.mark.skipif(sys.platform == "win32", reason="no streams are closed so")
def test_closed_streams_change_no_exit_code(tmp_path):
    line = f"{sys.executable} -m sim.cli"
    env = os.environ | {"PYTHONPATH": str(ROOT)}
    for words, code in ((f"{line} list >&-", 0), (f"{line} run nothing-of-this-name 2>&- >&-", 2)):
        assert subprocess.run(["/bin/sh", "-c", words], env=env, cwd=tmp_path, check=False).returncode == code


STEERING = "\x1b[2J \x9b1m \u202egnp \u2066 \r \x07 \ud800"


def test_what_would_steer_a_terminal_is_shown_as_what_it_is(capfdbinary):
    terminal.print_lines([STEERING])
    terminal.print_table(STEERING, [STEERING], [[STEERING]], note=STEERING)
    terminal.print_json({STEERING: STEERING})
    terminal.say_aside(STEERING)
    sys.stdout.flush()

    out, err = (data.decode("utf-8") for data in capfdbinary.readouterr())
    assert not [sign for sign in out + err if visible(sign) != sign]
    assert "\\u001b[2J" in out
    assert "\\u202e" in err


def test_a_document_reads_back_as_it_was(capfdbinary):
    document = {"name": "\u202e\x1b\x7f\u2028 plain 中文"}
    terminal.print_json(document)
    sys.stdout.flush()

    assert json.loads(capfdbinary.readouterr().out) == document


def test_a_name_that_would_steer_a_terminal_does_not_reach_it(tmp_path):
    command("new", "mine", "--from", "city-gate", cwd=tmp_path)
    file = tmp_path / "mine" / "scenario.toml"
    file.write_text(file.read_text("utf-8").replace("Two hundred people", r"\u001b[2J\u202eTwo", 1), "utf-8")

    for words in (("run", "mine"), ("check", "mine/scenario.toml"), ("run", "mine", "--plan", "\x1b[2J")):
        done = command(*words, cwd=tmp_path)
        assert not {"\x1b", "\u202e"} & set(done.stdout + done.stderr)


def test_columns_are_obeyed_and_lines_end_without_blanks(monkeypatch, capfdbinary):
    monkeypatch.setenv("COLUMNS", "40")
    terminal.print_table("title", ["one", "two"], [["a " * 40, "b"]])
    sys.stdout.flush()

    lines = capfdbinary.readouterr().out.decode().splitlines()
    assert max(map(len, lines)) <= 40
    assert all(line == line.rstrip() for line in lines)


def test_a_drill_that_does_not_get_on_is_stopped_by_the_name_of_its_duty(monkeypatch):
    monkeypatch.setattr(world, "_LOOK_EVERY", 4)
    rows = [Row(seq, 5.0, "reported", rule="ping") for seq in range(3)]

    with pytest.raises(InputError, match="ping"):
        world._refuse_endless(rows)
    world._refuse_endless([*rows[:2], Row(2, 6.0, "reported")])  # it got on


def test_a_drill_that_writes_without_end_is_stopped(monkeypatch):
    monkeypatch.setattr(world, "_LOOK_EVERY", 4)
    monkeypatch.setattr(world, "_MOST_ROWS", 3)

    with pytest.raises(InputError, match="more than 3 rows"):
        world._refuse_endless([Row(seq, float(seq), "reported") for seq in range(3)])
