"""A sample of stops: kills, full disks and read-only ones while commands write. All of them: `python -m tests.fuzz.stops`."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.command_line import command
from tests.experiment.chain_files import write_chain
from tests.fuzz.stops import tree
from tests.sources import ROOT

EVERY = 97


@pytest.mark.slow
@pytest.mark.skipif(not hasattr(os, "fork"), reason="no forks on this system: the stops are made in forks of a process that has read everything")
def test_whatever_stops_a_command_loses_nothing_and_the_next_one_ends_as_if_nothing_had() -> None:
    args = [sys.executable, "-m", "tests.fuzz.stops", "--every", str(EVERY), "--how", "kill", "--how", "full", "--json"]
    done = subprocess.run(args, cwd=ROOT, env=os.environ | {"PYTHONPATH": str(ROOT)}, capture_output=True, text=True, encoding="utf-8", check=False)
    found = json.loads(done.stdout)

    assert [failure for one in found.values() for failure in one["failures"]] == []
    assert sum(sum(one["stops"].values()) for one in found.values()) > 2 * len(found) > 20
    assert all(one["steps"] > 0 for one in found.values())


def mounted(place: Path, size: str) -> bool:
    place.mkdir()
    return subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(place)], capture_output=True, check=False).returncode == 0  # noqa: S607


@pytest.fixture
def small_disk(tmp_path: Path):
    """A disk of its own, with some room for the files of a user and none for what a command writes."""
    place = tmp_path / "disk"
    if sys.platform != "linux" or os.geteuid() != 0 or not mounted(place, "1m"):
        pytest.skip("a disk of its own can only be had as root on Linux, where mounting is allowed")
    yield place
    subprocess.run(["umount", "-l", str(place)], check=False)  # noqa: S607


@pytest.mark.parametrize("args", [("run",), ("evaluate", "--revision", "tighter.toml", "--runs", "2", "--workers", "1")], ids=lambda args: args[0])
def test_on_a_disk_that_is_really_full_it_is_said_and_what_was_there_stays(small_disk: Path, args: tuple[str, ...]) -> None:
    write_chain(small_disk)
    before = tree(small_disk)
    room = os.statvfs(small_disk)
    (small_disk / "filled").write_bytes(b"x" * (room.f_bavail - 1) * room.f_bsize)
    line = (args[0], "leak.toml", "--plan", "plan.toml", "--resources", "resources.toml", *args[1:], "--out", "out")
    done = command(*line, cwd=small_disk, pictures=False)
    there = tree(small_disk)

    assert done.returncode == 2, done.stderr
    assert "out" in done.stderr
    assert {name: there.get(name) for name in before} == before
    assert {name for name in there if name.startswith("out/")} <= {"out/drill-folder.json", "out/results.sqlite"}

    (small_disk / "filled").unlink()
    more = ("--resume",) if (small_disk / "out" / "results.sqlite").exists() else ()
    assert command(*line, *more, cwd=small_disk, pictures=False).returncode == 0
