"""`drill programme` and `drill compare` as a user calls them: what is added, refused, shown, and left as it was."""

from __future__ import annotations

import json
import os
import re
import shutil
import tomllib
import zipfile
from collections.abc import Callable
from html import unescape
from pathlib import Path
from typing import Any

import pytest

from analysis.programme import adding
from analysis.programme.adding import action_text
from tests.command_line import Done, command
from tests.sources import ROOT

LATE = re.compile(r'key = "(late:[^"]+)"')


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three runs of a small plan, in the first two of which one duty is late, and a log of it; a programme of the first two."""
    folder = tmp_path_factory.mktemp("programme")
    for seed in (1, 2, 3):
        assert command("run", "high-water", "--seed", seed, "--out", f"run{seed}", cwd=folder, pictures=False).returncode == 0
    log = next((ROOT / "scenarios" / "reservoir" / "logs").glob("*.csv"))
    (folder / "watch.csv").write_bytes(log.read_bytes())
    for number in (1, 2):
        assert add(folder, f"run{number}", f"2026-0{number}-01").returncode == 0
    return folder


def add(folder: Path, place: str, on: str, *more: object, file: str = "year.toml", lang: str = "en") -> Done:
    return command("programme", file, "--add", place, "--on", on, *more, cwd=folder, lang=lang)


@pytest.fixture
def year(home: Path, tmp_path: Path) -> Callable[..., Done]:
    """Runs `drill programme` on a copy of the programme of the first two runs."""
    (tmp_path / "year.toml").write_bytes((home / "year.toml").read_bytes())
    for name in ("run1", "run2", "run3", "watch.csv"):
        (tmp_path / name).symlink_to(home / name)

    def called(*args: object, lang: str = "en") -> Done:
        return command("programme", "year.toml", *args, cwd=tmp_path, lang=lang)

    return called


def document(called: Callable[..., Done], on: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(called("--on", on, "--json").stdout)
    return found


def test_what_is_late_twice_is_open_and_a_drill_that_keeps_it_closes_it(year: Callable[..., Done]) -> None:
    [finding] = document(year, "2026-02-02")["findings"]
    assert (finding["kind"], finding["open"], finding["times"], finding["closed_by"]) == ("late", True, 2, None)
    assert finding["worst_min"] == max(one["over_min"] for one in finding["occurrences"])

    assert year("--add", "run3", "--on", "2026-03-01").returncode == 0
    after = document(year, "2026-03-01")
    assert [(one["open"], one["closed_by"]) for one in after["findings"]] == [(False, after["drills"][-1]["id"])]
    assert document(year, "2026-02-28")["findings"] == [finding]  # as it was


def test_the_same_drill_is_added_once_and_the_file_stays(year: Callable[..., Done], tmp_path: Path) -> None:
    before = (tmp_path / "year.toml").read_bytes()
    again = year("--add", "run2/record.jsonl", "--on", "2026-05-01", "--date", "2026-05-01")

    assert again.returncode == 2
    assert "in the file already" in again.stderr
    assert (tmp_path / "year.toml").read_bytes() == before


def test_what_a_person_wrote_stays_byte_for_byte(year: Callable[..., Done], tmp_path: Path) -> None:
    file = tmp_path / "year.toml"
    key = LATE.findall(file.read_text("utf-8"))[0]
    mine = f'\n# my own remark\n[[action]]\nfinding = "{key}"\nwhat = "说明"  # and why\ndue = 2026-02-10'  # no line end, and CR LF
    file.write_bytes((file.read_text("utf-8") + mine).replace("\n", "\r\n").encode())
    before = file.read_bytes()
    assert year("--add", "run3", "--on", "2026-03-01").returncode == 0
    assert year("--action", key, "--what", "ring twice", "--owner", "dam", "--due", "2026-04-01", "--on", "2026-03-01").returncode == 0

    after = file.read_bytes()
    assert after.startswith(before)
    assert b"\n" not in after.replace(b"\r\n", b"")
    actions = tomllib.loads(after.decode())["action"]
    assert [(one["what"], one.get("owner")) for one in actions] == [("说明", None), ("ring twice", "dam")]
    assert [one["state"] for one in document(year, "2026-03-02")["actions"]] == ["overdue", "open"]


def test_a_broken_file_is_told_with_its_line_and_not_touched(year: Callable[..., Done], tmp_path: Path) -> None:
    file = tmp_path / "year.toml"
    file.write_text(
        file.read_text("utf-8") + '\n[[action]]\nfinding = "late:nobody"\nwhat = "x"\n\n[[action]]\nfinding = "x"\nwhat = "x"\ndue = "soon"\n',
        "utf-8",
    )
    before = file.read_bytes()
    for args in (("--add", "run3"), ("--action", "x", "--what", "y"), (), ("--out", "year.html")):
        done = year(*args)
        assert done.returncode == 2
        assert re.search(r"year\.toml: line \d+: .*due", done.stderr)
        assert re.search(r"year\.toml: line \d+: .*finding.*\n.*late:nobody", done.stderr)
    assert file.read_bytes() == before
    assert not (tmp_path / "year.html").exists()


def test_what_another_wrote_meanwhile_is_not_lost(year: Callable[..., Done], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "year.toml"
    key, meanwhile = LATE.findall(file.read_text("utf-8"))[0], file.read_bytes() + b"# somebody's\n"

    def added(*args: Any) -> str:
        file.write_bytes(meanwhile)
        return action_text(*args)

    monkeypatch.setattr(adding, "action_text", added)
    done = year("--action", key, "--what", "train")

    assert (done.returncode, file.read_bytes()) == (2, meanwhile)
    assert "somebody else wrote into the file" in done.stderr


def test_nothing_is_added_where_the_plan_of_the_programme_is_gone(year: Callable[..., Done], tmp_path: Path) -> None:
    file = tmp_path / "year.toml"
    without = file.read_bytes().replace(b"[programme]\n", b'[programme]\nfile = "gone.toml"\n')
    file.write_bytes(without)

    assert year("--add", "run3", "--on", "2026-03-01").returncode == 2
    assert file.read_bytes() == without


def test_words_in_another_encoding_are_noted_as_far_as_a_file_can_hold_them(year: Callable[..., Done], tmp_path: Path) -> None:
    key = LATE.findall((tmp_path / "year.toml").read_text("utf-8"))[0]

    assert year("--action", key, "--what", os.fsdecode(b"train\xff")).returncode == 0
    assert 'what = "train\N{REPLACEMENT CHARACTER}"' in (tmp_path / "year.toml").read_text("utf-8")


def test_nothing_is_written_through_a_link(year: Callable[..., Done], tmp_path: Path) -> None:
    before = (tmp_path / "year.toml").read_bytes()
    (tmp_path / "year.toml").rename(tmp_path / "real.toml")
    (tmp_path / "year.toml").symlink_to(tmp_path / "real.toml")

    assert year("--on", "2026-03-01").returncode == 0
    assert year("--add", "run3", "--on", "2026-03-01").returncode == 2
    assert (tmp_path / "real.toml").read_bytes() == before
    assert (tmp_path / "year.toml").is_symlink()


def test_a_write_that_fails_leaves_the_old_file(year: Callable[..., Done], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = (tmp_path / "year.toml").read_bytes()

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", full)
    assert year("--add", "run3", "--on", "2026-03-01").returncode == 2
    monkeypatch.undo()

    assert [(path.name, path.read_bytes()) for path in tmp_path.glob("*year.toml*")] == [("year.toml", before)]


@pytest.mark.parametrize(("args", "told"), [
    (("--add", "watch.csv", "--plan", "reservoir"), "how the drill was held"),
    (("--add", "run3", "--date", "soon"), "no day"),
    (("--kind", "played"), "--add alone"),
    (("--action", "late:nobody", "--what", "x"), "late:nobody"),
    (("--draft", "draft.toml", "--on", "2026-01-15"), "No finding is a reason"),
    (("--out", "year.pdf"), ".docx"),
    (("--full", "--json"), "--json"),
])  # fmt: skip
def test_what_cannot_be_is_refused_in_words(year: Callable[..., Done], tmp_path: Path, args: tuple[str, ...], told: str) -> None:
    before = (tmp_path / "year.toml").read_bytes()
    done = year(*args)

    assert done.returncode == 2
    assert told in done.stderr
    assert (tmp_path / "year.toml").read_bytes() == before


def test_a_drill_of_another_plan_is_refused_and_of_a_revision_named(home: Path, year: Callable[..., Done], tmp_path: Path) -> None:
    assert command("run", "outage-that-grows", "--out", "other", cwd=tmp_path, pictures=False).returncode == 0
    assert "another plan" in year("--add", "other").stderr

    (tmp_path / "quick.toml").write_text(
        '[revision]\nid = "quick"\non = "reservoir"\ntitle = "quick"\nreason = "late"\n[amend.duty.report-high-water]\nclause = "3 (rev.)"\n'
        'within = { was = "10 min", now = "5 min" }\n'
    )
    assert command("run", "high-water", "--revision", "./quick.toml", "--out", "revised", cwd=tmp_path, pictures=False).returncode == 0
    done = year("--add", "revised", "--on", "2026-04-01")
    assert done.returncode == 0
    assert "by a revised plan (quick)" in done.stderr
    assert document(year, "2026-04-01")["drills"][-1]["revisions"] == ["quick"]


def test_a_draft_changes_nothing_until_it_is_filled_in_and_then_plan_diff_reads_it(year: Callable[..., Done], tmp_path: Path) -> None:
    assert year("--draft", "draft.toml", "--on", "2026-02-02").returncode == 0
    draft = tmp_path / "draft.toml"
    assert command("check", "draft.toml", cwd=tmp_path).returncode == 2  # it says that it changes nothing

    text = draft.read_text("utf-8")
    rule = LATE.findall((tmp_path / "year.toml").read_text("utf-8"))[0].split(":")[1]
    block = re.compile(rf"^# (\[amend\.duty\.{rule}\])\n# (clause = .*)\n# (within = .*now = )\"FILL IN\" }}$", re.MULTILINE)
    filled, number = block.subn(r'\1\n\2\n\3"12 min" }', text)
    assert number == 1
    (tmp_path / "filled.toml").write_text(filled, "utf-8")
    diff = command("plan", "diff", "reservoir", "./filled.toml", cwd=tmp_path)
    assert diff.returncode == 0, diff.stderr
    assert "12 min" in diff.stdout


def test_the_page_is_the_same_bytes_for_the_same_day_asks_for_nothing_and_shows_no_mark_up_of_a_file(
    year: Callable[..., Done], tmp_path: Path
) -> None:
    file = tmp_path / "year.toml"
    key = LATE.findall(file.read_text("utf-8"))[0]
    assert year("--action", key, "--what", "<script>\u202ealert(1)</script>", "--due", "2026-02-05").returncode == 0
    pages = {}
    for lang in ("en", "zh"):
        for name in (f"a-{lang}.html", f"b-{lang}.html"):
            assert year("--out", name, "--on", "2026-03-01", lang=lang).returncode == 0
        pages[lang] = (tmp_path / f"a-{lang}.html").read_bytes()
        assert pages[lang] == (tmp_path / f"b-{lang}.html").read_bytes()
    assert "EXERCISE" in pages["en"].decode()
    assert "演练" in pages["zh"].decode()
    for page in pages.values():
        text = unescape(page.decode())
        assert "default-src 'none'" in text
        assert "<script" not in page.decode()
        assert "\u202e" not in text
        assert re.findall(r"(?:src|href)=|https?:|url\(", text) == []
        assert 'class="overdue"' in text
    assert year("--out", "a-en.html", "--on", "2026-03-02").returncode == 0  # its own page, replaced
    assert (tmp_path / "a-en.html").read_bytes() != pages["en"]


def test_the_document_is_the_same_bytes_marked_and_has_every_finding(year: Callable[..., Done], tmp_path: Path) -> None:
    for name in ("a.docx", "b.docx"):
        assert year("--out", name, "--on", "2026-02-02").returncode == 0
    one, other = ((tmp_path / name).read_bytes() for name in ("a.docx", "b.docx"))
    assert one == other
    with zipfile.ZipFile(tmp_path / "a.docx") as archive:
        said = {name: unescape(archive.read(name).decode()) for name in archive.namelist() if name.startswith("word/") and name.endswith(".xml")}
    assert any("EXERCISE" in text for name, text in said.items() if "header" in name)
    assert all(one["said"]["en"] in said["word/document.xml"] for one in document(year, "2026-02-02")["findings"])


def test_the_actions_of_the_evaluators_file_come_with_the_drill(year: Callable[..., Done], tmp_path: Path) -> None:
    key = LATE.findall((tmp_path / "year.toml").read_text("utf-8"))[0]
    (tmp_path / "mine.toml").write_text(
        f'[[action]]\nfinding = "{key}"\nwhat = "ring twice"\nowner = "dam"\ndue = 2026-04-01\n\n[[action]]\nfinding = "late:x:y"\nwhat = "nothing"\n'
    )
    done = year("--add", "watch.csv", "--plan", "reservoir", "--kind", "played", "--date", "2026-03-02 10:00", "--confirm", "mine.toml")

    assert done.returncode == 0, done.stderr
    assert "late:x:y" in done.stderr
    assert [(one["what"]["en"], one["owner"], one["due"]) for one in document(year, "2026-03-02")["actions"]] == [("ring twice", "dam", "2026-04-01")]
    held = document(year, "2026-03-02")["drills"][-1]
    assert (held["id"], held["kind"], held["date"], held["time"]) == ("2026-03-02-watch", "played", "2026-03-02", "10:00:00")


def test_a_record_that_is_torn_is_said_wherever_it_counts(home: Path, tmp_path: Path) -> None:
    shutil.copytree(home / "run1", tmp_path / "torn")
    lines = (tmp_path / "torn" / "record.jsonl").read_bytes().split(b"\n")
    (tmp_path / "torn" / "record.jsonl").write_bytes(b"\n".join([*lines[:7], lines[7][:30], *lines[8:]]))
    said = "1 ROW WAS NOT FULLY UNDERSTOOD (line 8)"

    for args in (("compare", "torn", home / "run2"), ("programme", "year.toml", "--add", "torn")):
        assert said in command(*args, cwd=tmp_path, lang="en").stderr
    for form, name in (("problems", "a.xlsx"), ("summary", "a.docx"), ("aar", "b.docx")):
        done = command("report", "torn", "--form", form, "--out", name, cwd=tmp_path, lang="en", pictures=False)
        assert (done.returncode, said in done.stderr) == (0, True)
        with zipfile.ZipFile(tmp_path / name) as archive:
            assert any(said.encode() in archive.read(part) for part in archive.namelist())


def test_a_link_that_leads_to_itself_is_told(home: Path, tmp_path: Path) -> None:
    (tmp_path / "year.toml").symlink_to("year.toml")

    done = command("programme", "year.toml", "--add", home / "run1", cwd=tmp_path, lang="en")
    assert (done.returncode, "link" in done.stderr) == (2, True)  # newer Pythons resolve such a link, and it is refused as any link is


def test_two_drills_side_by_side_and_the_other_way_round(home: Path) -> None:
    one, other = (json.loads(command("compare", *places, "--json", cwd=home).stdout) for places in (("run1", "run3"), ("run3", "run1")))
    changes = {
        "worse": "better",
        "better": "worse",
        "only-first": "only-second",
        "only-second": "only-first",
        "later": "less-late",
        "less-late": "later",
    }

    assert one["plans"] == "same"
    assert {rule["rule"]: changes.get(rule["change"], rule["change"]) for rule in one["rules"]} == {
        rule["rule"]: rule["change"] for rule in other["rules"]
    }
    assert [rule["change"] for rule in one["rules"]].count("better") == 1
    assert [(found["kind"], found["change"]) for found in one["findings"]] == [("late", "gone")]
    assert [(found["kind"], found["change"]) for found in other["findings"]] == [("late", "new")]
    shown = command("compare", "run1", "run3", cwd=home).stdout
    assert "proves nothing" in shown
    assert "drill evaluate" in shown


def test_harm_that_a_log_does_not_tell_of_is_not_gone(tmp_path: Path) -> None:
    """A run of a plan with people, against a log of it that says nothing of them."""
    assert command("new", "mine", "--blank", cwd=tmp_path).returncode == 0
    assert command("run", "mine", "--out", "run", cwd=tmp_path, pictures=False).returncode == 0
    (tmp_path / "watch.csv").write_text("time,kind,actor\n2026-05-12 09:00,noticed,works\n")
    found = json.loads(command("compare", "run", "watch.csv", "--plan", "mine/plan.toml", "--json", cwd=tmp_path).stdout)
    harm = {one["key"]: one["change"] for one in found["findings"] if one["kind"] == "harm"}

    assert harm
    assert set(harm.values()) == {"not-exercised"}


def test_a_plan_that_does_not_ship_is_found_beside_the_programme_and_told_where_it_is_gone(tmp_path: Path) -> None:
    assert command("new", "mine", "--blank", cwd=tmp_path).returncode == 0
    assert command("run", "mine", "--out", "run", cwd=tmp_path, pictures=False).returncode == 0
    assert add(tmp_path, "run", "2026-03-01").returncode == 0
    assert command("programme", "year.toml", cwd=tmp_path).returncode == 0
    (tmp_path / "run").rename(tmp_path / "away")
    gone = command("programme", "year.toml", cwd=tmp_path)
    assert gone.returncode == 2
    assert "run/inputs/plan.toml" in gone.stderr
    assert command("programme", "year.toml", "--plan", "mine", cwd=tmp_path).returncode == 0
    assert "another one" in command("programme", "year.toml", "--plan", "reservoir", cwd=tmp_path).stderr


def test_of_two_plans_only_people_and_times_are_compared(home: Path, tmp_path: Path) -> None:
    assert command("run", "outage-that-grows", "--out", "other", cwd=tmp_path, pictures=False).returncode == 0
    found = json.loads(command("compare", home / "run1", "other", "--json", cwd=tmp_path).stdout)

    assert (found["plans"], found["rules"], found["findings"]) == ("other", [], [])
    assert all(one["first"] is not None and one["second"] is not None for one in found["measures"])
    assert {one["group"] for one in found["measures"]} <= {"people", "speed"}
