"""The folder of a judged log: the log, what it was read and judged by, and the judgement, so that all of it can be had again from there alone.

The log stands there under its own name, its inputs under `inputs`, as those of a run do; what was asked on the command line is in a file of
its own, which comes last: a folder that has it has everything.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from sim.cli.asked import ASKED, AskedOfJudge, asked_in
from sim.cli.folder import DrillFolder
from sim.cli.keep import INPUTS, input_files, json_bytes, of_one_drill, record_file
from sim.cli.options import spoken
from sim.cli.schema_line import unpointed
from sim.cli.terminal import json_parts, say_aside
from sim.errors import InputError
from sim.words import phrase

if TYPE_CHECKING:
    from sim.cli.log_input import LogInput, LogOptions

_JUDGEMENT = "judgement.json"
_HALVES = re.compile("[\ud800-\udfff]")  # of a sign, in a name of another encoding, which no text can hold
_PLAN, _CALENDAR, _SYNONYMS = "plan.toml", "calendar.toml", "synonyms.toml"
_CONFIRMED, _FORM = "confirmed.toml", "confirmed.xlsx"  # the evaluators' file, or the form that they filled in


@dataclass(frozen=True, slots=True)
class JudgedFolder:
    """Where a judged log is kept: a folder, and the log and its inputs as they were when it was read."""

    folder: DrillFolder
    files: dict[str, bytes]
    asked: AskedOfJudge

    def put(self, document: Any) -> None:
        """Put everything in the place of what a drill or a log before left there, of which nothing stays. Raises InputError, OSError."""
        files = {**self.files, _JUDGEMENT: b"".join(json_parts(document)) + b"\n", ASKED: json_bytes(msgspec.to_builtins(self.asked))}
        self.folder.put(files, instead_of=of_one_drill(self.folder))


def claim_for_log(out: Path, found: LogInput) -> JudgedFolder:
    """The place of a judged log. Raises InputError for what is not a drill's, and for a log that cannot be kept there."""
    if not found.file.is_file():
        raise InputError.of(str(found.file), "--out", phrase("cli.judged.no-file"), hint=phrase("cli.judged.no-file.hint"))
    if out.resolve() == found.file.resolve().parent:
        raise InputError.of(str(out), "--out", phrase("cli.judged.same-folder"), hint=phrase("cli.judged.same-folder.hint"))
    options, files = found.options, _inputs(found)
    own = _HALVES.sub("\ufffd", found.file.name)
    name = own if own not in (_JUDGEMENT, ASKED) else f"log-{own}"
    files[name] = found.file.read_bytes()
    folder = DrillFolder.claim(out, [*files, _JUDGEMENT, ASKED, *of_one_drill(DrillFolder(out))])
    return JudgedFolder(folder, files, AskedOfJudge(log=name, start=options.start, until=options.until, complete=options.complete))


def _inputs(found: LogInput) -> dict[str, bytes]:
    """The files of inputs that a log was read by, under the names by which they are kept; those of a drill as a drill keeps them."""
    files, options = found.files, found.options
    form = options.confirm is not None and options.confirm.suffix.lower() == ".xlsx"
    named = {_SYNONYMS: options.synonyms, _FORM if form else _CONFIRMED: options.confirm}
    if files.of_drill is None:
        named |= {_PLAN: files.plan, "resources.toml": files.resources, _CALENDAR: files.calendar, "names.toml": files.everyday}
    kept = {f"{INPUTS}/{name}": unpointed(path.read_bytes()) for name, path in named.items() if path is not None}
    return kept if files.of_drill is None else kept | input_files(files.of_drill)


def as_it_was_judged(path: Path, options: LogOptions) -> tuple[Path, LogOptions]:
    """The file of a log, and how it is to be judged: from the folder of a judged log as it was then, but for what is asked now. Raises InputError."""
    file, asked = record_file(path), asked_in(path)
    if asked is None:
        return file, options
    home = path / INPUTS
    if changed := [name for name in DrillFolder(path).changed() if name != _JUDGEMENT]:
        say_aside(spoken()("cli.judged.changed-since", n=len(changed), files=changed))
    merged = replace(
        options,
        start=options.start or asked.start,
        until=options.until or asked.until,
        complete=options.complete or asked.complete,
        synonyms=options.synonyms or _there(home / _SYNONYMS),
        confirm=options.confirm or _there(home / _CONFIRMED) or _there(home / _FORM),
    )
    if options.plan is not None or options.resources is not None or (home / "scenario.toml").is_file():
        return file, merged
    return file, replace(merged, plan=str(home / _PLAN), calendar=options.calendar or _there(home / _CALENDAR))


def _there(file: Path) -> Path | None:
    return file if file.is_file() else None
