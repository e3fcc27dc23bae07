"""Results are kept once, in one file, over the death of the process that writes them."""

import os
import signal
import sqlite3
import subprocess
import sys
import textwrap
import time
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from analysis.experiment.store import ArmNames, ResultStore, RunKey, StoredArm
from sim.errors import InputError

ROOT = Path(__file__).resolve().parents[2]
UNITS = {"m": ("min", "lower"), "on time": ("share", "higher")}
NAMES = ArmNames(scenario="gate", arm="baseline", measures=UNITS)
ARM = StoredArm("plan-a", "resources", "gate", "1.0")
OTHER = StoredArm("plan-b", "resources", "gate", "1.0")


def kept(minutes=None, **rest):
    """What is kept of a run, with one measure."""
    return {"values": {} if minutes is None else {"m": minutes}, **rest}


def opened(path, *arms):
    """The store, with its arms made known."""
    store = ResultStore(path)
    store.enter([(arm, NAMES) for arm in arms or (ARM, OTHER)])
    return store


@pytest.fixture
def path(tmp_path):
    return tmp_path / "results.sqlite"


def test_what_is_put_comes_back_after_reopening(path):
    with opened(path) as store:
        new = store.put_many([(ARM.seed(1), kept(3.25, crowd=[1, 2], ways={"情况": None}))])
    with ResultStore(path) as store:
        assert store.get(ARM.seed(1)) == kept(3.25, crowd=[1, 2], ways={"情况": None})
        assert store.get(ARM.seed(2)) is None
        assert store.get(OTHER.seed(1)) is None
        assert (new, len(store)) == (1, 1)


def test_another_program_reads_one_row_for_each_run_and_measure_with_names_and_units(path):
    with opened(path, ARM) as store:
        store.put_many([(ARM.seed(2), {"values": {"m": 4.5, "on time": 0.25}}), (ARM.seed(1), kept(3.0))])
    with sqlite3.connect(path) as base:
        rows = base.execute("SELECT scenario, arm, seed, measure, unit, better, value FROM run_measure ORDER BY seed, measure").fetchall()
    base.close()

    assert rows == [
        ("gate", "baseline", 1, "m", "min", "lower", 3.0), ("gate", "baseline", 2, "m", "min", "lower", 4.5),
        ("gate", "baseline", 2, "on time", "share", "higher", 0.25),
    ]  # fmt: skip


@pytest.mark.parametrize("column", ["measured", "packed", "checksum"])
def test_a_row_that_was_changed_is_said_to_be_damaged(path, column):
    with opened(path, ARM) as store:
        store.put_many([(ARM.seed(1), kept(3.0, crowd=[1]))])
    with sqlite3.connect(path) as base:
        base.execute(f"UPDATE result SET {column} = ?", ({"measured": "[4.0,null]", "packed": b"x", "checksum": 7}[column],))  # noqa: S608
    base.close()
    with ResultStore(path) as store, pytest.raises(InputError, match="damaged"):
        list(store.of_arm(ARM))


def test_a_file_of_an_earlier_version_is_refused(path):
    ResultStore(path).close()
    base = sqlite3.connect(path)
    base.execute("PRAGMA user_version = 1")
    base.close()
    with pytest.raises(InputError, match="earlier version"):
        ResultStore(path)


@pytest.mark.parametrize("field", ["plan", "resources", "scenario", "seed", "code", "yardstick"])
def test_every_part_of_the_key_tells_results_apart(path, field):
    key = ARM.seed(1)
    changed: dict[str, Any] = {field: 2 if field == "seed" else "other"}
    other = key._replace(**changed)
    with opened(path, key.arm, other.arm) as store:
        store.put_many([(key, kept(1.0)), (other, kept(2.0))])

        assert (store.get(key), store.get(other)) == (kept(1.0), kept(2.0))


def test_missing_keeps_the_order_and_draws_keys_one_by_one(path):
    with opened(path) as store:
        store.put_many([(ARM.seed(2), kept()), (ARM.seed(4), kept())])
        endless = store.missing(ARM.seed(5 - step) if step < 6 else pytest.fail("drawn too far") for step in count())

        assert [next(endless).seed for _ in range(3)] == [5, 3, 1]
        assert list(store.missing([OTHER.seed(2)])) == [OTHER.seed(2)]


def test_an_arm_reads_by_seed_whatever_order_it_was_written_in(path):
    with opened(path) as store:
        store.put_many([(ARM.seed(seed), kept(seed)) for seed in (9, 2, 11, 1)])
        store.put_many([(OTHER.seed(5), kept(0))])

        assert list(store.of_arm(ARM)) == [(seed, kept(seed)) for seed in (1, 2, 9, 11)]
        assert store.arms() == [ARM, OTHER]
        assert list(store.of_arm(StoredArm("none", "", "", ""))) == []


def test_the_same_result_again_is_kept_once(path):
    with opened(path) as store:
        store.put_many([(ARM.seed(1), kept(1, a=1, b=2))])

        assert store.put_many([(ARM.seed(1), {"b": 2, "a": 1, **kept(1)}), (ARM.seed(2), kept())]) == 1
        assert len(store) == 2


@pytest.mark.parametrize("other", [kept(2, a=1), kept(1, a=2)])
def test_another_result_for_the_same_inputs_is_refused_with_its_whole_batch(path, other):
    with opened(path) as store:
        store.put_many([(ARM.seed(1), kept(1, a=1))])
        with pytest.raises(InputError, match=r"seed 1.*another result"):
            store.put_many([(OTHER.seed(7), kept(1)), (ARM.seed(1), other)])

        assert store.get(OTHER.seed(7)) is None
        assert store.put_many([(OTHER.seed(7), kept(1))]) == 1
        assert store.get(OTHER.seed(7)) == kept(1)


def test_what_is_not_a_number_comes_back_as_no_value(path):
    with opened(path) as store:
        store.put_many([(ARM.seed(1), {"values": {"m": float("nan"), "on time": float("inf")}})])

        assert store.get(ARM.seed(1)) == kept()


def test_a_text_file_is_refused_and_left_as_it_is(path):
    text = "a plan, and no results\n" * 100
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match="not a results file"):
        ResultStore(path)

    assert path.read_text(encoding="utf-8") == text


def test_another_programs_data_base_is_refused_and_left_as_it_is(path):
    with sqlite3.connect(path) as base:
        base.execute("CREATE TABLE notes (text)")
    base.close()
    before = path.read_bytes()
    with pytest.raises(InputError, match="not a results file"):
        ResultStore(path)

    assert path.read_bytes() == before


def test_a_file_of_a_later_version_is_refused(path):
    ResultStore(path).close()
    base = sqlite3.connect(path)
    base.execute("PRAGMA user_version = 99")
    base.close()
    with pytest.raises(InputError, match="later version"):
        ResultStore(path)


def test_a_folder_and_a_missing_folder_are_refused(tmp_path):
    with pytest.raises(InputError, match="cannot be read or written"):
        ResultStore(tmp_path)
    with pytest.raises(InputError, match="folder does not exist"):
        ResultStore(tmp_path / "nowhere" / "results.sqlite")


def test_a_file_cut_short_is_said_to_be_so(path):
    with opened(path) as store:
        store.put_many([(ARM.seed(seed), kept(seed, text=[seed * 7919 % 1009 + step for step in range(500)])) for seed in range(200)])
    path.write_bytes(path.read_bytes()[:20_000])
    with pytest.raises(InputError, match="cannot be read or written"), ResultStore(path) as store:
        list(store.of_arm(ARM))


def test_an_empty_file_becomes_a_store(path):
    path.touch()
    with ResultStore(path) as store:
        assert len(store) == 0


def test_a_killed_writer_loses_only_its_batch_in_flight(path):
    # four batches are promised; the fifth is cut off in the middle of its transaction
    script = textwrap.dedent("""
        import sys
        from analysis.experiment.store import ArmNames, StoredArm, ResultStore
        names = ArmNames(scenario="gate", arm="baseline", measures={"m": ("min", "lower")})
        arm = StoredArm("plan-a", "resources", "gate", "1.0")
        def rows(batch):
            for seed in range(batch * 50, batch * 50 + 50):
                yield arm.seed(seed), {"values": {"m": seed}, "text": [seed * 7919 % 1009 + step * step for step in range(1000)]}
            if batch == 4:
                print("in flight", flush=True)
                sys.stdin.read()
        store = ResultStore(sys.argv[1])
        store.enter([(arm, names)])
        store._base.execute("PRAGMA cache_size = 5")  # pages spill into the file before the commit
        for batch in range(100):
            store.put_many(rows(batch))
    """)
    writer = subprocess.Popen([sys.executable, "-c", script, str(path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=ROOT)
    assert writer.stdout is not None
    assert writer.stdin is not None
    with writer.stdout, writer.stdin:
        assert writer.stdout.readline().strip() == b"in flight"
        writer.kill()
        writer.wait(timeout=20)

    with ResultStore(path) as store:
        assert [seed for seed, _ in store.of_arm(ARM)] == list(range(200))
        assert [key.seed for key in store.missing(ARM.seed(seed) for seed in range(250))] == list(range(200, 250))
        assert store.put_many([(ARM.seed(200), kept(200))]) == 1


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="needs a signal that cannot be caught")
def test_a_writer_killed_at_any_moment_leaves_whole_batches(path):
    script = textwrap.dedent("""
        import sys
        from analysis.experiment.store import ArmNames, StoredArm, ResultStore
        names = ArmNames(scenario="gate", arm="baseline", measures={"m": ("min", "lower")})
        arm = StoredArm("plan-a", "resources", "gate", "1.0")
        with ResultStore(sys.argv[1]) as store:
            store.enter([(arm, names)])
            first = len(store)
            for start in range(first, first + 100_000, 20):
                store.put_many([(arm.seed(seed), {"values": {"m": seed}}) for seed in range(start, start + 20)])
                print(start + 20, flush=True)
    """)
    kept = 0
    for turn in range(4):
        writer = subprocess.Popen([sys.executable, "-c", script, str(path)], stdout=subprocess.PIPE, cwd=ROOT)
        assert writer.stdout is not None
        with writer.stdout:
            promised = int(writer.stdout.readline())
            time.sleep(0.02 + 0.013 * turn)
            os.kill(writer.pid, signal.SIGKILL)
            promised = max([promised, *(int(line) for line in writer.stdout if line.endswith(b"\n"))])
            writer.wait(timeout=20)
        with ResultStore(path) as store:
            seeds = [seed for seed, _ in store.of_arm(ARM)]
        assert seeds == list(range(len(seeds)))
        assert len(seeds) % 20 == 0
        assert len(seeds) >= promised > kept
        kept = promised


def test_two_processes_may_write_to_one_file(path):
    script = textwrap.dedent("""
        import sys
        from analysis.experiment.store import ArmNames, StoredArm, ResultStore
        names = ArmNames(scenario="gate", arm="baseline", measures={"m": ("min", "lower")})
        arm = StoredArm(sys.argv[2], "resources", "gate", "1.0")
        with ResultStore(sys.argv[1]) as store:
            store.enter([(arm, names)])
            for seed in range(60):
                store.put_many([(arm.seed(seed), {"values": {"m": seed}})])
    """)
    writers = [subprocess.Popen([sys.executable, "-c", script, str(path), name], cwd=ROOT) for name in ("one", "two")]
    assert [writer.wait(timeout=60) for writer in writers] == [0, 0]
    with ResultStore(path) as store:
        assert len(store) == 120


def test_keys_sort_by_arm_and_then_by_seed():
    keys = [RunKey("b", "r", "s", 1, "c"), RunKey("a", "r", "s", 10, "c"), RunKey("a", "r", "s", 9, "c")]

    assert [key.seed for key in sorted(keys)] == [9, 10, 1]
    assert keys[0].arm.seed(1) == keys[0]
