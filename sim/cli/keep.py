"""The folder of a drill: which folders may be written to, and what is kept there of a run, so that it can be judged and repeated alone."""

from __future__ import annotations

import json
import re
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from analysis.verdicts import Judgement
from sim.cli.failures import system_problem
from sim.errors import InputError
from sim.inputs.assembly import CALENDAR_FILE, Sources, file_named_by, locate
from sim.plan.model import Plan
from sim.record import UNTIMED, Record, decode, encode, write_atomically
from sim.words import Names, phrase
from sim.world.setting import Setting

if TYPE_CHECKING:
    from analysis.figures.kept_log import KeptLog

INPUTS = "inputs"
_RECORD = "record.jsonl"
_MARK = "drill-folder.json"
_UNSAFE = re.compile(r"[^\w-]+")
_LONGEST_NAME = 80
_MARK_TEXT = b'{"schema": "drill.folder/1"}\n'


def claim(folder: Path) -> Path:
    """Make `folder` a drill's, or check that it is one. Raises InputError for anything else: nothing of a user's is overwritten."""
    if folder.exists() and not folder.is_dir():
        raise InputError.of(str(folder), "--out", phrase("cli.keep.a-file"), hint=phrase("cli.keep.a-file.hint"))
    if folder.is_dir() and any(folder.iterdir()) and not (folder / _MARK).is_file():
        raise InputError.of(str(folder), "--out", phrase("cli.keep.something-else"), hint=phrase("cli.keep.something-else.hint"))
    try:
        folder.mkdir(parents=True, exist_ok=True)
        write_atomically(folder / _MARK, _MARK_TEXT)
    except OSError as error:
        problem = phrase("cli.keep.not-written", why=system_problem(error))
        raise InputError.of(str(folder), "--out", problem, hint=phrase("cli.keep.not-written.hint")) from None
    return folder


def claim_file(file: Path, *suffixes: str) -> Path:
    """Check that a file can be written at `file`, with a suffix that says what it is. Raises InputError."""
    if suffixes and file.suffix.lower() not in suffixes:
        allowed = phrase("cli.keep.suffix", suffix=suffixes[0]) if len(suffixes) == 1 else phrase("cli.keep.suffixes", suffixes=list(suffixes))
        raise InputError.of("--out", "", phrase("cli.keep.workbook"), value=str(file), allowed=allowed)
    if file.is_dir():
        raise InputError.of(str(file), "--out", phrase("cli.keep.a-folder"), hint=phrase("cli.keep.a-folder.hint"))
    if not file.resolve().parent.is_dir():
        raise InputError.of("--out", "", phrase("cli.keep.no-folder"), value=str(file.parent), hint=phrase("cli.keep.no-folder.hint"))
    return file


def write_json(file: Path, document: Any) -> None:
    """One JSON document as a file, whole or not at all."""
    write_atomically(file, (json.dumps(document, ensure_ascii=False, indent=2, allow_nan=False) + "\n").encode())


def record_file(path: Path) -> Path:
    """The file of a log; in the folder of a drill, its record. Raises InputError where there is none."""
    file = path / _RECORD if path.is_dir() else path
    if file.is_dir() or not file.exists():
        problem = phrase("cli.keep.no-record") if path.is_dir() else phrase("cli.keep.no-file")
        raise InputError.of(str(path), "", problem, hint=phrase("cli.keep.no-record.hint"))
    return file


def read_record(path: Path) -> Record:
    """The record in a drill's folder, or in a file. Raises InputError."""
    file = path / _RECORD if path.is_dir() else path
    if not file.exists():
        raise InputError.of(str(file), "", phrase("cli.keep.no-file"), hint=phrase("cli.keep.no-file.hint"))
    return decode(file.read_bytes(), str(file))


def keep_run(folder: Path, sources: Sources, setting: Setting, record: Record, judgement: Judgement, document: dict[str, Any], lang: str) -> None:
    """Write everything of one run. The record comes last but the pictures: a folder with a record has what judging it needs."""
    keep_inputs(folder, sources)
    write_json(folder / "summary.json", document)
    write_atomically(folder / _RECORD, encode(record))
    inputs = setting.inputs
    draw(folder, inputs.plan, Names(lang, inputs.plan, inputs.resources, inputs.scenario, record.header), record, judgement)


def keep_inputs(folder: Path, sources: Sources) -> None:
    """Copy the files that the inputs came from, byte for byte; revisions in their order."""
    home = folder / INPUTS
    revisions = home / "revisions"
    revisions.mkdir(parents=True, exist_ok=True)
    for old in revisions.glob("*.toml"):
        old.unlink()
    calendar = file_named_by(sources.scenario, "calendar") or CALENDAR_FILE  # by the name that the scenario knows it by
    kept = {"plan.toml": sources.plan, "resources.toml": sources.resources, "scenario.toml": sources.scenario, calendar: sources.calendar}
    for name, path in kept.items():
        write_atomically(home / name, path.read_bytes())
    for number, path in enumerate(sources.revisions, 1):
        write_atomically(revisions / f"{number:02}-{path.name}", path.read_bytes())


def kept_sources(folder: Path, calendar: Path | None = None) -> Sources | None:
    """The inputs beside a record, where they are there; with another calendar, where one is given."""
    home = folder / INPUTS
    if not (home / "scenario.toml").is_file():
        return None
    revisions = sorted(str(path) for path in (home / "revisions").glob("*.toml"))
    return locate(str(home / "scenario.toml"), str(home / "plan.toml"), str(home / "resources.toml"), revisions, calendar)


def draw(
    folder: Path,
    plan: Plan,
    names: Names,
    record: Record,
    judgement: Judgement,
    *,
    only: tuple[str, ...] = (),
    span: tuple[float | None, float | None] = (None, None),
    kept: KeptLog | None = None,
    new: bool = False,
) -> list[Path]:
    """Draw the timeline and the latencies into a folder; gives the files. `span` cuts the time, in minutes; `kept` is how a log was read.

    An excerpt has a name of its own, so that the whole picture stays. A folder that is `new` is made when there is something to write.
    """
    from analysis.figures.latency import latency
    from analysis.figures.style import save_figure
    from analysis.figures.timeline import timeline

    figure = timeline(record, judgement, plan, names, only=only, from_min=span[0], to_min=span[1], kept=kept)
    whole = latency(judgement, names)
    if new:
        claim(folder)
    written = list(save_figure(figure, folder / _picture(record, only, span), names.say))
    written += save_figure(whole, folder / "latency", names.say)
    return written


def _picture(record: Record, only: tuple[str, ...], span: tuple[float | None, float | None]) -> str:
    """The name of a timeline: of an excerpt with whose it is, and from when to when."""
    untimed = record.header.start == UNTIMED

    def clock(minute: float) -> str:
        return f"{minute:.0f}" if untimed else f"{datetime.fromisoformat(record.header.start) + timedelta(minutes=minute):%H%M}"

    begin, end = ("" if minute is None else clock(minute) for minute in span)
    bodies = "+".join(_UNSAFE.sub("_", one) for one in only)[:_LONGEST_NAME]
    return "-".join(part for part in ("timeline", bodies, f"{begin}-{end}" if begin or end else "") if part)
