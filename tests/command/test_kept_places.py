"""What stands in a folder or a file of --out: what a user has there is never lost, and what the program wrote is replaced."""

import json
from pathlib import Path

import pytest

from sim.cli.folder import MARK, DrillFolder
from sim.cli.outfile import OutFile, claim_file
from sim.errors import InputError
from tests.command_line import command

RUN = ("run", "person-of-three-posts-away")


def said(error) -> str:
    return str(error.value)


@pytest.fixture(scope="module")
def repeated(tmp_path_factory):
    """A kept run with a revision, and the folder after it was repeated out of itself."""
    home = tmp_path_factory.mktemp("repeated")
    first = command("run", "city-gate", "--revision", "parallel-report", "--out", "o", cwd=home, pictures=False)
    before = files_of(home / "o")
    again = command(
        "run", "o/inputs/scenario.toml", "--revision", "o/inputs/revisions/01-parallel-report.toml", "--out", "o", cwd=home, pictures=False
    )
    return first, before, again, home / "o"


def files_of(folder):
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_a_kept_run_repeats_itself_out_of_its_own_folder_and_loses_nothing(repeated):
    first, before, again, folder = repeated

    assert (first.returncode, again.returncode) == (0, 0)
    assert files_of(folder) == before
    assert "inputs/revisions/01-parallel-report.toml" in before


@pytest.mark.parametrize("name", ["inputs/scenario.toml", "record.jsonl"])
def test_a_file_that_was_edited_since_is_refused_before_anything_runs(repeated, name, tmp_path):
    home = copied(repeated[3], tmp_path / "o")
    path = home / name
    path.write_bytes(path.read_bytes() + b"\n")
    before = files_of(home)

    done = command(*RUN, "--out", "o", cwd=tmp_path)

    assert done.returncode == 2
    assert "changed after it was written here" in done.stderr
    assert files_of(home) == before


def copied(source, target):
    import shutil

    shutil.copytree(source, target)
    return target


def test_a_revision_that_the_user_put_there_stays_and_is_none_of_the_run(repeated, tmp_path):
    home = copied(repeated[3], tmp_path / "o")
    own = home / "inputs" / "revisions" / "mine.toml"
    own.write_text("# mine")

    done = command("run", "city-gate", "--out", "o", cwd=tmp_path, pictures=False)

    assert done.returncode == 0
    assert own.read_text() == "# mine"
    assert [path.name for path in own.parent.iterdir()] == ["mine.toml"]


def test_nothing_is_written_through_a_link(repeated, tmp_path):
    home = copied(repeated[3], tmp_path / "o")
    elsewhere = tmp_path / "elsewhere"
    (home / "inputs" / "revisions").rename(elsewhere)
    (home / "inputs" / "revisions").symlink_to(elsewhere)
    before = files_of(elsewhere)

    done = command("run", "city-gate", "--revision", "parallel-report", "--out", "o", cwd=tmp_path)

    assert (done.returncode, "link to another place" in done.stderr) == (2, True)
    assert files_of(elsewhere) == before


def test_a_file_of_the_name_that_nobody_wrote_here_is_refused(tmp_path):
    folder = DrillFolder.claim(tmp_path / "o")
    (tmp_path / "o" / "record.jsonl").write_text("mine")

    for attempt in (lambda: folder.put({"record.jsonl": b"x"}), lambda: DrillFolder.claim(tmp_path / "o", ["record.jsonl"])):
        with pytest.raises(InputError) as error:
            attempt()
        assert "not written by this program" in said(error)
    assert (tmp_path / "o" / "record.jsonl").read_text() == "mine"


def test_a_process_that_is_killed_between_mark_and_file_leaves_nothing_that_is_refused(tmp_path, monkeypatch):
    folder = DrillFolder.claim(tmp_path / "o")
    folder.put({"a": b"old"})

    replace = Path.replace

    def killed_at_a(made, path):
        if path.name == "a":
            raise KeyboardInterrupt
        return replace(made, path)

    with monkeypatch.context() as patch:
        patch.setattr(Path, "replace", killed_at_a)
        with pytest.raises(KeyboardInterrupt):
            folder.put({"a": b"new"})

    for there in (b"old", b"new"):
        (tmp_path / "o" / "a").write_bytes(there)
        DrillFolder.claim(tmp_path / "o", ["a"])


def test_what_belongs_to_the_run_before_goes_and_only_that(tmp_path):
    folder = DrillFolder.claim(tmp_path / "o")
    folder.put({"people.png": b"old", "record.jsonl": b"old"})

    folder.put({"record.jsonl": b"new"}, instead_of=folder.listed("people.*", "record.jsonl"))

    assert set(files_of(tmp_path / "o")) == {MARK, "record.jsonl"}


@pytest.mark.parametrize("mark", ["{", "[]", '{"schema": "another/1"}', '{"schema": "drill.folder/2", "files": {"a": 1}}'])
def test_a_mark_that_cannot_be_read_is_refused(tmp_path, mark):
    (tmp_path / "o").mkdir()
    (tmp_path / "o" / MARK).write_text(mark)

    with pytest.raises(InputError):
        DrillFolder.claim(tmp_path / "o")


# -- single files --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("suffix", [".toml", ".html", ".xlsx", ".sarif", ""])
def test_a_file_that_the_program_wrote_is_replaced_until_somebody_changes_it(tmp_path, suffix):
    path = tmp_path / f"out{suffix}"
    OutFile(path).write(path, {".xlsx": archive(), ".toml": b"text\n", ".html": b"text\n"}.get(suffix, b'{"version": "text"}\n'))

    claim_file(path)
    path.write_bytes(path.read_bytes().replace(b"text", b"mine"))
    with pytest.raises(InputError) as error:
        claim_file(path)

    assert "not overwritten" in said(error)


def archive():
    import io
    import zipfile

    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as book:
        book.writestr("a", "text")
    return data.getvalue()


def test_a_sealed_workbook_is_still_one(tmp_path):
    import zipfile

    path = tmp_path / "out.xlsx"
    OutFile(path).write(path, archive())

    assert zipfile.ZipFile(path).read("a") == b"text"
    assert zipfile.ZipFile(path).testzip() is None


def test_a_findings_file_says_the_same_sealed_and_is_no_ones_elses(tmp_path):
    path = tmp_path / "findings.sarif"
    OutFile(path).write(path, b'{\n  "version": "2.1.0",\n  "runs": []\n}\n')

    document = json.loads(path.read_bytes())
    assert document.pop("properties").keys() == {"drill"}
    assert document == {"version": "2.1.0", "runs": []}

    path.write_text(json.dumps({"runs": [{"tool": {"driver": {"name": "drill plan check"}}}]}))
    with pytest.raises(InputError) as error:
        claim_file(path, asked="--sarif")
    assert "--sarif" in said(error)


@pytest.mark.skipif(not Path("/dev/zero").exists(), reason="no such device here")
def test_what_has_no_end_is_no_file_of_ours():
    with pytest.raises(InputError):
        claim_file(Path("/dev/zero"))


def test_a_workbook_that_is_open_elsewhere_costs_no_work(tmp_path, monkeypatch, capsys):
    path, replace = tmp_path / "out.xlsx", Path.replace
    path.write_bytes(b"open in another program")

    def refused(self, target):
        if Path(target) == path:
            raise PermissionError(13, "held", str(target))
        return replace(self, target)

    monkeypatch.setattr(Path, "replace", refused)
    place = OutFile(path)
    place.write(path, archive())

    assert place.written == tmp_path / "out-2.xlsx"
    assert place.written.read_bytes().startswith(b"PK")
    assert "out-2.xlsx" in capsys.readouterr().err
    assert path.read_bytes() == b"open in another program"
