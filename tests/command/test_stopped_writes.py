"""What a stop in the middle of writing leaves, and that the next command takes it for what it is."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest

from sim.cli.folder import MARK, DrillFolder
from sim.record import staged, write_atomically
from tests.command_line import command

DEAD = 2**22 + 1  # more processes than this no system numbers


def full(*_: object, **__: object) -> None:
    raise OSError(errno.ENOSPC, "No space left on device")


def files_in(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_a_folder_whose_mark_was_never_finished_is_not_somebody_elses(tmp_path: Path) -> None:
    (tmp_path / f".{MARK}.{DEAD}.0").write_bytes(b"{")
    DrillFolder.claim(tmp_path)

    assert [path.name for path in tmp_path.iterdir()] == [MARK]


def test_what_a_killed_process_left_beside_a_file_goes_when_it_is_written_and_nothing_else_does(tmp_path: Path) -> None:
    others = {f".report.json.{os.getppid()}.0", ".report.json.bak", ".other.json.4194305.1"}
    for name in (*others, f".report.json.{DEAD}.3"):
        (tmp_path / name).write_bytes(b"left")
    write_atomically(tmp_path / "report.json", b"whole")

    assert {path.name for path in tmp_path.iterdir()} == {"report.json", *others}


def test_where_there_is_no_room_for_all_files_none_is_changed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = DrillFolder.claim(tmp_path)
    folder.put({"a": b"old a", "b": b"old b", "c": b"old"})
    before = files_in(tmp_path)
    opened = os.open

    def third_fails(path: Path, *given: int) -> int:
        if Path(path).name.startswith(".c."):
            full()
        return opened(path, *given)

    monkeypatch.setattr(os, "open", third_fails)
    with pytest.raises(OSError, match="No space left") as caught:
        folder.put({"a": b"new a", "b": b"new b", "c": b"new"})

    assert caught.value.filename == str(tmp_path / "c")
    assert files_in(tmp_path) == before


def test_a_record_is_never_seen_beside_what_does_not_belong_to_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = DrillFolder.claim(tmp_path)
    folder.put({"inputs": b"old", "record": b"old"})
    replace, seen = Path.replace, []

    def looked(made: Path, path: Path) -> Path:
        seen.append({name: data for name, data in files_in(tmp_path).items() if name in ("inputs", "record")})
        return replace(made, path)

    monkeypatch.setattr(Path, "replace", looked)
    folder.put({"inputs": b"new", "record": b"new"})

    assert [one.get("record") for one in seen if one.get("inputs") == b"new"] == [None]
    assert {name: data for name, data in files_in(tmp_path).items() if name != MARK} == {"inputs": b"new", "record": b"new"}


def test_on_a_disk_that_became_read_only_the_error_is_the_first_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def read_only(*_: object, **__: object) -> None:
        raise OSError(errno.EROFS, "Read-only file system")

    monkeypatch.setattr(Path, "replace", full)
    monkeypatch.setattr(Path, "unlink", read_only)
    with pytest.raises(OSError, match="No space left"), staged({tmp_path / "a": b""}) as put_in_place:
        put_in_place()


def test_a_beginning_that_was_cut_short_is_begun_again_and_one_that_was_changed_is_not(tmp_path: Path) -> None:
    command("new", "whole", "--from", "high-water", cwd=tmp_path)
    whole = files_in(tmp_path / "whole")
    (tmp_path / "cut").mkdir()
    (tmp_path / "cut" / "plan.toml").write_bytes(whole["plan.toml"])
    (tmp_path / "cut" / f".scenario.toml.{DEAD}.2").write_bytes(whole["scenario.toml"][:100])

    assert command("new", "cut", "--from", "high-water", cwd=tmp_path).returncode == 0
    assert files_in(tmp_path / "cut") == whole

    (tmp_path / "cut" / "plan.toml").write_bytes(whole["plan.toml"] + b"# mine\n")
    assert command("new", "cut", "--from", "high-water", cwd=tmp_path).returncode == 2
    assert files_in(tmp_path / "cut")["plan.toml"].endswith(b"# mine\n")
