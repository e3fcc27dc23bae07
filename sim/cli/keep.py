"""The folder of a drill: which folders may be written to, and what is kept there of a run, so that it can be judged and repeated alone."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any

from analysis.verdicts import Judgement
from sim.cli.asked import ASKED, asked_in
from sim.cli.folder import DrillFolder
from sim.cli.schema_line import unpointed
from sim.documents import own_bytes
from sim.errors import InputError
from sim.inputs.assembly import CALENDAR_FILE, Sources, file_named_by, locate
from sim.plan.model import Plan
from sim.record import UNTIMED, Record, decode, encode
from sim.words import Names, phrase
from sim.world.setting import Setting

if TYPE_CHECKING:
    from analysis.figures.kept_log import KeptLog

INPUTS = "inputs"
_RECORD = "record.jsonl"
_SUMMARY = "summary.json"
_PICTURES = ("timeline", "late", "latency", "people")
_SUFFIXES = (".png", ".svg")
_OF_A_RUN = (_RECORD, _SUMMARY, *(f"{stem}.*" for stem in _PICTURES), "timeline-*.*", "late-*.*", f"{INPUTS}/*", f"{INPUTS}/revisions/*")
_OF_A_LOG = ("judgement.json", ASKED)
OF_AN_EXPERIMENT = (
    "evaluation.json", "forest.*", "heat-map.*", "survival.*", "on-time.*", "escalation.*", "limits.*", "arms/*/*/inputs/*",
    "arms/*/*/inputs/revisions/*",
)  # fmt: skip
_KEPT_REVISION = re.compile(r"(\d+)-(.+\.toml)")


@dataclass(frozen=True, slots=True)
class RunPlace:
    """Where a run is kept: a folder, and the files of its inputs as they were when it began."""

    folder: DrillFolder
    inputs: Mapping[str, bytes]

    def put(self, files: Mapping[str, bytes]) -> None:
        """Put inputs and files in the place of those of the run before, of which nothing stays."""
        self.folder.put({**self.inputs, **files}, instead_of=of_one_drill(self.folder))


def of_one_drill(folder: DrillFolder) -> list[str]:
    """The names of all that is kept in a folder of one run, of runs, or of a judged log: what comes next to stand there replaces it.

    A log stands there under a name of its own: it is whatever the mark lists at the top that is of no experiment, also where the note that
    names it is gone since somebody's process was stopped.
    """
    logs = [name for name in folder.listed("*") if "/" not in name and not any(PurePosixPath(name).match(one) for one in OF_AN_EXPERIMENT)]
    return list(dict.fromkeys((*folder.listed(*_OF_A_RUN, *_OF_A_LOG), *logs)))


def claim_for_run(out: Path | None, sources: Sources) -> RunPlace | None:
    """The place of one run or of many. Raises InputError for what is not a drill's, and for a file of a run there that somebody changed."""
    if out is None:
        return None
    inputs = input_files(sources)  # now: they may be changed while drills run, and may be those of the run that stands there
    pictures = [f"{stem}{suffix}" for stem in _PICTURES for suffix in _SUFFIXES]
    return RunPlace(DrillFolder.claim(out, [*inputs, _RECORD, _SUMMARY, *pictures, *of_one_drill(DrillFolder(out))]), inputs)


_UNSAFE = re.compile(r"[^\w-]+")
_LONGEST_NAME = 80


def claim(folder: Path) -> Path:
    """Make a folder a drill's, or check that it is one. Raises InputError for anything else."""
    return DrillFolder.claim(folder).home


def json_bytes(document: Any) -> bytes:
    """One JSON document as the content of a file."""
    return (json.dumps(document, ensure_ascii=False, indent=2, allow_nan=False) + "\n").encode()


def record_file(path: Path) -> Path:
    """The file of a log; in the folder of a drill its record, in that of a judged log the log. Raises InputError where there is none."""
    asked = asked_in(path)
    file = path / (_RECORD if asked is None else asked.log) if path.is_dir() else path
    if file.is_dir() or not file.exists():
        problem = phrase("cli.keep.no-record") if path.is_dir() else phrase("cli.keep.no-file")
        raise InputError.of(str(path), "", problem, hint=phrase("cli.keep.no-record.hint"))
    return file


def holds_runs(path: Path) -> bool:
    """Whether a folder holds what many runs came to, and the record of none."""
    return (path / _SUMMARY).is_file() and not (path / _RECORD).exists()


def read_record(path: Path) -> Record:
    """The record in a drill's folder, or in a file. Raises InputError."""
    file = path / _RECORD if path.is_dir() else path
    if not file.exists():
        raise InputError.of(str(file), "", phrase("cli.keep.no-file"), hint=phrase("cli.keep.no-file.hint"))
    return decode(own_bytes(file), str(file))


def keep_run(place: RunPlace, setting: Setting, record: Record, judgement: Judgement, document: dict[str, Any], lang: str) -> None:
    """Write everything of one run. The record comes last but the pictures: a folder with a record has what judging it needs."""
    place.put({_SUMMARY: json_bytes(document), _RECORD: encode(record)})
    given = setting.inputs
    draw(place.folder.home, given.plan, Names(lang, given.plan, given.resources, given.scenario, record.header), record, judgement)


def keep_runs(place: RunPlace, document: dict[str, Any]) -> None:
    """Write what is kept of many runs but the pictures."""
    place.put({_SUMMARY: json_bytes(document)})


def input_files(sources: Sources, home: str = INPUTS) -> dict[str, bytes]:
    """The files that the inputs came from, byte for byte but for the line that points an editor at a schema, by the names under which they are kept.

    Revisions are in their order.
    """
    calendar = file_named_by(sources.scenario, "calendar") or CALENDAR_FILE  # by the name that the scenario knows it by
    kept = {"plan.toml": sources.plan, "resources.toml": sources.resources, "scenario.toml": sources.scenario, calendar: sources.calendar}
    found = {f"{home}/{name}": unpointed(path.read_bytes()) for name, path in kept.items()}
    return found | {f"{home}/revisions/{number:02}-{_bare(path)}": unpointed(path.read_bytes()) for number, path in enumerate(sources.revisions, 1)}


def _bare(revision: Path) -> str:
    """The name of a revision's file without the number that it was kept under."""
    found = _KEPT_REVISION.fullmatch(revision.name) if revision.parent.name == "revisions" and revision.parent.parent.name == INPUTS else None
    return found[2] if found else revision.name


def kept_sources(folder: Path, calendar: Path | None = None) -> Sources | None:
    """The inputs beside a record, where they are there; with another calendar, where one is given."""
    home = folder / INPUTS
    if not (home / "scenario.toml").is_file():
        return None
    numbered = {path: found for path in (home / "revisions").glob("*.toml") if (found := _KEPT_REVISION.fullmatch(path.name))}
    revisions = [str(path) for path in sorted(numbered, key=lambda path: int(numbered[path][1]))]  # 100 comes after 99
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
    """Draw the timeline, what was late alone, and the latencies into a folder; gives the files.

    `span` cuts the time, in minutes; `kept` is how a log was read.
    An excerpt has names of its own, so that the whole pictures stay. A folder that is `new` is made when there is something to write.
    """
    from analysis.figures.late import late_ones
    from analysis.figures.latency import latency
    from analysis.figures.style import save_figure
    from analysis.figures.timeline import timeline
    from analysis.figures.window import window
    from sim.cli.terminal import say_remarks

    write = DrillFolder(folder).write
    figure = timeline(record, judgement, plan, names, only=only, from_min=span[0], to_min=span[1], kept=kept)
    late = late_ones(record, judgement, plan, names, only=only, from_min=span[0], to_min=span[1], kept=kept)
    whole = latency(record.header, judgement, names, title="" if kept is None else kept.title)
    if new:
        claim(folder)
    if only and (seen := window(record, judgement, plan, names, only, *span)).asked_in_vain:
        say_remarks([phrase("figures.nothing-of", bodies=[names.party(one) for one in seen.asked_in_vain])], names.lang)
    part = _excerpt(record, only, span)
    written = list(save_figure(figure, folder / f"timeline{part}", names.say, write))
    written += save_figure(late, folder / f"late{part}", names.say, write)
    written += save_figure(whole, folder / "latency", names.say, write)
    return written


def _excerpt(record: Record, only: tuple[str, ...], span: tuple[float | None, float | None]) -> str:
    """What the names of pictures of an excerpt end with: whose it is, and from when to when. Nothing where all is shown."""
    untimed = record.header.start == UNTIMED

    def clock(minute: float) -> str:
        return f"{minute:.0f}" if untimed else f"{datetime.fromisoformat(record.header.start) + timedelta(minutes=minute):%H%M}"

    begin, end = ("" if minute is None else clock(minute) for minute in span)
    bodies = "+".join(_UNSAFE.sub("_", one) for one in only)[:_LONGEST_NAME]
    return "".join(f"-{part}" for part in (bodies, f"{begin}-{end}" if begin or end else "") if part)
