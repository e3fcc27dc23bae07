"""What was asked of `drill judge` about the log that a folder keeps: the file that says it, and how it is read."""

from __future__ import annotations

from pathlib import Path

import msgspec

from sim.documents import own_bytes
from sim.errors import InputError
from sim.record import misfit
from sim.words import Phrase, phrase

ASKED = "asked.json"
_SCHEMA = "drill.asked/1"


class AskedOfJudge(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The name of the log in its folder, and options as they were given."""

    schema: str = _SCHEMA
    log: str
    start: str | None
    until: str | None
    complete: tuple[str, ...] | None


def asked_in(folder: Path) -> AskedOfJudge | None:
    """What was asked about the log in a folder; None where no judged log is kept. Raises InputError for a file that is none of ours."""
    file = folder / ASKED
    if not file.is_file():
        return None
    try:
        found = msgspec.json.decode(own_bytes(file), type=AskedOfJudge)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise _broken(file, misfit(error)) from None
    if found.schema != _SCHEMA or found.log in ("", ".", "..") or Path(found.log).name != found.log:
        raise _broken(file, phrase("cli.judged.not-ours"))
    return found


def _broken(file: Path, problem: Phrase) -> InputError:
    return InputError.of(str(file), "", problem, hint=phrase("cli.judged.broken.hint"))
