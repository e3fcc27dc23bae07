"""The folder of a judged log holds all that it was judged by: from there alone it is judged again to the byte."""

import json
import shutil

import pytest

from tests.command_line import command

LOG = """时间,行为,谁,对谁,方式,形式,人数
09:00,发生,,,,,
09:02,发现,信访局,,,,
09:05,摸底,信访局,,,,60
09:20,报告,信访局,区委值班室,电话,初报,60
10:40,报告,信访局,区委值班室,电话,续报,40
"""
WORDS = '[kind]\n"摸底" = "verified"\n'
CONFIRMED = '[confirmed]\nrole = "评估组长"\ntime = 2026-11-20T09:00:00\n'
OPTIONS = (
    "--plan",
    "shanting",
    "--until",
    "10:30",
    "--start",
    "2026-11-20 09:00",
    "--synonyms",
    "words.toml",
    "--confirm",
    "said.toml",
    "--complete",
)


@pytest.fixture(scope="module")
def kept(tmp_path_factory):
    """A log that was judged with every option, its document, and the folder: what it was judged from is gone."""
    home = tmp_path_factory.mktemp("judged")
    for name, text in (("值班记录.csv", LOG), ("words.toml", WORDS), ("said.toml", CONFIRMED)):
        (home / name).write_text(text, "utf-8")
    done = command("judge", "值班记录.csv", *OPTIONS, "--out", "kept", "--json", cwd=home)
    assert done.returncode == 0, done.stderr
    for name in ("值班记录.csv", "words.toml", "said.toml"):
        (home / name).unlink()
    return home, json.loads(done.stdout)


def test_a_log_is_judged_again_out_of_its_folder_alone(kept):
    home, document = kept

    again = command("judge", "kept", "--json", cwd=home)

    assert json.loads(again.stdout) == document
    assert json.loads((home / "kept" / "judgement.json").read_bytes()) == document


def test_every_option_that_was_kept_counts(kept, tmp_path):
    home, document = kept
    for name in ("synonyms.toml", "confirmed.toml"):
        shutil.copytree(home / "kept", folder := tmp_path / name)
        (folder / "inputs" / name).unlink()
        assert json.loads(command("judge", folder, "--json", cwd=tmp_path).stdout) != document, name
    asked = json.loads((home / "kept" / "asked.json").read_text("utf-8"))
    for key in ("start", "until", "complete"):
        shutil.copytree(home / "kept", folder := tmp_path / key)
        (folder / "asked.json").write_text(json.dumps(asked | {key: None}), "utf-8")
        assert json.loads(command("judge", folder, "--json", cwd=tmp_path).stdout) != document, key


def test_what_is_asked_now_goes_before_what_was_asked_then(kept):
    home, document = kept

    later = json.loads(command("judge", "kept", "--until", "12:00", "--json", cwd=home).stdout)

    assert (document["until_min"], later["until_min"]) == (90, 180)


def test_a_folder_holds_one_drill_or_log_and_nothing_of_the_one_before(kept, tmp_path):
    home, _ = kept
    shutil.copytree(home / "kept", tmp_path / "o")

    command("run", "person-of-three-posts-away", "--out", "o", cwd=tmp_path, pictures=False)

    assert not any((tmp_path / "o" / name).exists() for name in ("asked.json", "judgement.json", "值班记录.csv", "inputs/names.toml"))
    run = command("judge", "o", "--json", cwd=tmp_path)
    command("judge", home / "kept", "--out", tmp_path / "o", cwd=tmp_path)
    assert not any((tmp_path / "o" / name).exists() for name in ("record.jsonl", "summary.json", "inputs/scenario.toml"))
    assert command("judge", "o", "--json", cwd=tmp_path).stdout != run.stdout


def test_a_log_goes_too_whose_note_was_lost_when_somebody_stopped(kept, tmp_path):
    shutil.copytree(kept[0] / "kept", tmp_path / "o")
    (tmp_path / "o" / "asked.json").unlink()

    command("run", "person-of-three-posts-away", "--out", "o", cwd=tmp_path, pictures=False)

    assert not (tmp_path / "o" / "值班记录.csv").exists()


@pytest.mark.parametrize(
    ("content", "word"),
    [("no json", "no JSON object"), ('{"schema": "drill.asked/9"}', "log"), ('{"schema":"x","log":"../a.csv","start":null}', "until")],
)
def test_a_broken_note_of_what_was_asked_is_told(kept, tmp_path, content, word):
    shutil.copytree(kept[0] / "kept", tmp_path / "o")
    (tmp_path / "o" / "asked.json").write_text(content, "utf-8")

    done = command("judge", "o", cwd=tmp_path)

    assert done.returncode == 2
    assert "asked.json" in done.stderr
    assert word in done.stderr


def test_what_is_other_than_when_it_was_judged_is_said(kept, tmp_path):
    shutil.copytree(kept[0] / "kept", tmp_path / "o")
    assert command("judge", "o", cwd=tmp_path).stderr == command("judge", kept[0] / "kept", cwd=tmp_path).stderr
    (tmp_path / "o" / "inputs" / "resources.toml").unlink()
    with (tmp_path / "o" / "值班记录.csv").open("a", encoding="utf-8") as log:
        log.write("\n")

    said = command("judge", "o", cwd=tmp_path).stderr

    assert "inputs/resources.toml" in said
    assert "值班记录.csv" in said


def test_a_log_outside_the_folder_is_never_led_to(kept, tmp_path):
    (tmp_path / "a.csv").write_text(LOG, "utf-8")
    shutil.copytree(kept[0] / "kept", tmp_path / "o")
    (tmp_path / "o" / "asked.json").write_text(
        '{"schema": "drill.asked/1", "log": "../a.csv", "start": null, "until": null, "complete": null}', "utf-8"
    )

    done = command("judge", "o", cwd=tmp_path)

    assert done.returncode == 2
    assert "which log is kept here" in done.stderr


def test_a_log_is_not_kept_in_the_folder_where_it_stands(kept):
    home, _ = kept

    done = command("judge", "kept", "--out", "kept", cwd=home)

    assert done.returncode == 2
    assert "the log stands in this folder itself" in done.stderr
