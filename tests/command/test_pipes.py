"""Pipes that are given as files."""

import os
import threading
from functools import partial

import pytest

from sim import documents
from sim.cli import group
from sim.cli.failures import BAD_INPUT, guarded


@pytest.mark.parametrize("args", [("check", "pipe.toml"), ("judge", "pipe.toml"), ("plot", "pipe.toml", "--out", "drawn")])
def test_a_pipe_into_which_nobody_writes_is_refused(tmp_path, monkeypatch, capsys, args):
    monkeypatch.setattr(documents, "PIPE_WAIT_S", 0)
    monkeypatch.chdir(tmp_path)
    os.mkfifo("pipe.toml")

    code = guarded(partial(group.main, args=["--lang", "en", *args], prog_name="drill", standalone_mode=False))

    assert code == BAD_INPUT
    assert "this is a pipe" in capsys.readouterr().err


def test_what_a_program_writes_into_a_pipe_is_read(tmp_path):
    pipe = tmp_path / "pipe.toml"
    os.mkfifo(pipe)
    writer = threading.Thread(target=pipe.write_bytes, args=(b"[plan]\n",))
    writer.start()

    assert documents.read_toml(pipe) == {"plan": {}}
    writer.join()
