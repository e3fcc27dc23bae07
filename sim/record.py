"""The record of a drill: typed rows, a header, and how both are written and read.

A record is append-only JSON Lines: the header first, then one row per line in the order of `seq`. A row's `cause` is the
`seq` of the row that led to it; only the kinds in `UNCAUSED` may have none. Times are minutes since the start.
"""

from __future__ import annotations

import math
import os
import re
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import datetime
from itertools import count
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

import msgspec

from sim.errors import InputError
from sim.record_content import FactKinds, header_misfit, row_misfit
from sim.vocabulary import SENT_KINDS
from sim.words import Phrase, phrase
from sim.words.lengths import clock, time_of_day

T = TypeVar("T")
SCHEMA = "drill.record/1"
_COUNT = count()
_MISSING, _AT_FIELD = re.compile(r"missing required field `([^`]*)`"), re.compile(r"at `\$\.?([^`]*)`")
_LEFT = re.compile(r"\.(.+)\.(\d{1,10})\.(\d+)")  # a temporary file: of which file, by which process, its number there
_UNDATED_YEAR = 1  # of a log that has no date
UNDATED = "0001-01-01T00:00:00"  # the start of a log that has clock times and no date: minute 0 is a midnight
UNTIMED = "0001-01-02T00:00:00"  # of one that has only minutes: nobody knows at which time of day minute 0 was
TOLERANCE_MIN = 1e-6  # outside logs carry rounded times; simulated ones are exact


class Row(msgspec.Struct, frozen=True, gc=False, kw_only=False, omit_defaults=False):
    """One thing that happened. `actor` and `to` are ids of bodies or posts; `about` is the event.

    A message is two rows with the same `actor` (its sender) and `to` (its recipient): the sending (`reported`,
    `notified`, …) and, when it gets there, `received`. `rule` is a duty's id or "habit:ID"; `clause` is the plan's.
    """

    seq: int
    time: float
    kind: str
    actor: str | None = None
    to: str | None = None
    channel: str | None = None
    form: str | None = None
    about: str | None = None
    rule: str | None = None
    clause: str | None = None
    cause: int | None = None
    facts: dict[str, Any] = {}


class Header(msgspec.Struct, frozen=True, kw_only=True):
    """The first line: what ran. No host, no path, no wall time."""

    schema: str = SCHEMA
    version: str
    plan: dict[str, Any]  # id, digest, lineage: list of {id, digest}
    resources: dict[str, Any]
    scenario: dict[str, Any]
    seed: int
    start: str  # ISO 8601 with a fixed UTC offset
    horizon_min: float
    events: dict[str, dict[str, Any]]  # event id -> {"roles": {role: body}, "title": …}
    bodies: dict[str, dict[str, Any]] = {}  # bodies that only the resources know: id -> {"name": {...}, "plays": [...]}


def starting_minute(header: Header) -> float:
    """Minutes after midnight at which minute 0 of a record was; 0 where it does not say."""
    start = _moment(header.start)
    return 0.0 if start is None else start.hour * 60 + start.minute + start.second / 60


class WallClock:
    """The clock on the wall, as far as a record says what it showed at minute 0."""

    def __init__(self, header: Header) -> None:
        self.known = header.start != UNTIMED
        self._starts = starting_minute(header)

    def minute(self, minute: float) -> str:
        """The same without seconds, as a reader says it who has the seconds beside it."""
        return self.time(math.floor(minute + self._starts + TOLERANCE_MIN) - self._starts)

    def time(self, minute: float) -> str:
        """A moment by that clock, "09:05:30", with "+1" for the next day; since the start, "1:05:30", where nobody knows the clock."""
        return time_of_day(minute + self._starts) if self.known else clock(minute)


def minutes_between(one: Header, other: Header) -> float:
    """How many minutes after the start of `one` that of `other` was; 0 where either does not say on which day it was."""
    first, second = _moment(one.start), _moment(other.start)
    if first is None or second is None or min(first.year, second.year) <= _UNDATED_YEAR:
        return 0.0
    if first.tzinfo is None or second.tzinfo is None:
        first, second = first.replace(tzinfo=None), second.replace(tzinfo=None)
    return (second - first).total_seconds() / 60


def starts_on_a_day(start: str) -> bool:
    """Whether the start of a record says on which day it was."""
    moment = _moment(start)
    return moment is not None and moment.year > _UNDATED_YEAR


def _moment(start: str) -> datetime | None:
    try:
        return datetime.fromisoformat(start)
    except ValueError:
        return None


class Record(msgspec.Struct, frozen=True):
    """A header and its rows, in order."""

    header: Header
    rows: tuple[Row, ...]


class Delivery(NamedTuple):
    """One message: its sending, and its receipt, which is None while it has not arrived (or never does)."""

    sent: Row
    received: Row | None


def deliveries(rows: Iterable[Row]) -> tuple[Delivery, ...]:
    """All messages in the order of their sendings. A receipt belongs to the sending that is its cause, else to the first with its two ends."""
    held = tuple(rows)
    sent = {row.seq: row for row in held if row.kind in SENT_KINDS}
    receipts: dict[int, Row] = {}
    for row in held:
        if row.kind == "received":
            seq = row.cause if row.cause in sent and row.cause not in receipts else _sent_between_the_same(row, sent, receipts)
            if seq is not None:
                receipts[seq] = row
    return tuple(Delivery(row, receipts.get(seq)) for seq, row in sent.items() if row.to is not None)


def sending_of(receipt: Row, row_of: Callable[[int], Row | None]) -> Row | None:
    """The sending that a receipt names as its cause; None for any other row. `row_of` finds a row by its number."""
    return row_of(receipt.cause) if receipt.kind == "received" and receipt.cause is not None else None


def _sent_between_the_same(receipt: Row, sent: Mapping[int, Row], receipts: Mapping[int, Row]) -> int | None:
    ends = (receipt.actor, receipt.to, receipt.about)
    return next(
        (seq for seq, row in sent.items() if seq not in receipts and (row.actor, row.to, row.about) == ends and row.time <= receipt.time), None
    )


_encoder = msgspec.json.Encoder(order="deterministic")


def encode(record: Record) -> bytes:
    """The record as JSON Lines, UTF-8, the same bytes for the same record."""
    lines = [_encoder.encode(record.header), *map(_encoder.encode, record.rows)]
    return b"\n".join(lines) + b"\n"


def decode(data: bytes, file: str = "record") -> Record:
    """Read JSON Lines written by `encode`. Raises InputError with the line that cannot be read."""
    lines = [(number, line) for number, line in enumerate(data.split(b"\n"), 1) if line.strip()]
    if not lines:
        raise InputError.of(file, "", phrase("values.record-empty"), allowed=phrase("values.record-lines"))
    header = _line(lines[0], Header, file)
    if header.schema != SCHEMA:
        raise InputError.of(file, "schema", phrase("values.record-of-another-version"), value=header.schema, allowed=SCHEMA, line=lines[0][0])
    if (field := header_misfit(header)) is not None:
        raise _misfitting(lines[0], field, file)
    rows = []
    for line in lines[1:]:
        row = _line(line, Row, file)
        if (field := row_misfit(row)) is not None:
            raise _misfitting(line, field, file)
        rows.append(row)
    return Record(header, tuple(rows))


def check_facts(record: Record, kinds: FactKinds, file: str) -> None:
    """The facts of a record are of the types that its plan gives them. Raises InputError with the first row whose are not."""
    for row in record.rows:
        if (field := row_misfit(row, kinds)) is not None:
            why = phrase("values.record-wrong-field", field=field)
            value = _encoder.encode(row)[:80].decode("utf-8", "replace")
            raise InputError.of(file, f"seq {row.seq}", phrase("values.record-line", why=why), value=value)


def _misfitting(line: tuple[int, bytes], field: str, file: str) -> InputError:
    number, text = line
    why = phrase("values.record-wrong-field", field=field)
    return InputError.of(file, "", phrase("values.record-line", why=why), value=text[:80].decode("utf-8", "replace"), line=number)


def _line(line: tuple[int, bytes], kind: type[T], file: str) -> T:
    number, text = line
    try:
        return msgspec.json.decode(text, type=kind)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise InputError.of(
            file, "", phrase("values.record-line", why=misfit(error)), value=text[:80].decode("utf-8", "replace"), line=number
        ) from None


def misfit(error: Exception) -> Phrase:
    """Why a line is none of a record: the library that reads it says so in English alone, but names the field."""
    if found := _MISSING.search(str(error)):
        return phrase("values.record-without-field", field=found[1])
    if found := _AT_FIELD.search(str(error)):
        return phrase("values.record-wrong-field", field=found[1])
    return phrase("values.record-no-json")


def write_atomically(path: Path, data: bytes) -> None:
    """Write a whole file or nothing: a temporary file beside it, then one rename. Raises OSError that names the file."""
    with staged({path: data}) as put_in_place:
        put_in_place()


def replace_unchanged(path: Path, before: bytes, after: bytes) -> bool:
    """Put a whole file in the place of one that still says `before`, of none where that is empty; False where it says something else by now.

    Of two processes that do so at once only one changes it, where the system can hold a folder for one of them. Raises OSError that names the file.
    """
    with _held_alone(path.resolve().parent):
        if (path.read_bytes() if path.exists() else b"") != before:
            return False
        write_atomically(path, after)
    return True


@contextmanager
def _held_alone(folder: Path) -> Iterator[None]:
    """Hold a folder until nobody else does; for as long as a file is written."""
    handle = None
    with suppress(ImportError, OSError):  # not every system, and not every disk, can
        import fcntl

        handle = os.open(folder, os.O_RDONLY)
        fcntl.flock(handle, fcntl.LOCK_EX)
    try:
        yield
    finally:
        if handle is not None:
            os.close(handle)


@contextmanager
def staged(files: Mapping[Path, bytes]) -> Iterator[Callable[[], None]]:
    """Write files beside the places where they belong; what is yielded gives them their names, in their order, and can no more run out of room.

    Until it is called nothing is changed; whatever has no name at the end is removed. Raises OSError that names the file that is meant.
    """
    _sweep(files)
    beside: list[tuple[Path, Path]] = []

    def put_in_place() -> None:
        while beside:
            made, path = beside[0]
            with _named(path):
                made.replace(path)
            del beside[0]

    try:
        for path, data in files.items():
            with _named(path):
                made, handle = _beside(path)
                beside.append((made, path))
                with os.fdopen(handle, "wb") as file:
                    file.write(data)
        yield put_in_place
    finally:
        for made, _ in beside:
            with suppress(OSError):  # a disk that became read-only lets nothing be removed, and that is told already
                made.unlink(missing_ok=True)


@contextmanager
def _named(path: Path) -> Iterator[None]:
    """Let an error of the system name the file that is meant: a full disk names none, and a temporary name says nothing to anybody."""
    try:
        yield
    except OSError as error:
        if error.errno is None:
            raise
        raise OSError(error.errno, error.strerror, str(path)) from None


def _beside(path: Path) -> tuple[Path, int]:
    """A new file beside `path`, opened. Not of tempfile: what that makes can be read by its owner alone, and a report is for others too."""
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
    while True:
        beside = path.parent / f".{path.name}.{os.getpid()}.{next(_COUNT)}"
        try:
            return beside, os.open(beside, flags, 0o666)
        except FileExistsError:
            continue  # a process that was killed left it, and this one has got its number


def left_beside(name: str) -> str | None:
    """The file for which a process that was killed left a temporary one of this name; None for any other name."""
    found = _LEFT.fullmatch(name)
    return None if found is None or _is_alive(int(found[2])) else found[1]


def _sweep(files: Iterable[Path]) -> None:
    """Remove what processes that were killed left beside these files."""
    wanted = {(path.parent, path.name) for path in files}
    for folder in dict.fromkeys(path.parent for path in files):
        with suppress(OSError):
            for there in folder.iterdir():
                if (left := left_beside(there.name)) is not None and (folder, left) in wanted:
                    with suppress(OSError):
                        there.unlink()


def _is_alive(process: int) -> bool:
    """Whether there may be a process of this number; where to ask would end it, there always may."""
    if sys.platform == "win32":
        return True
    try:
        os.kill(process, 0)
    except (ProcessLookupError, OverflowError):
        return False
    except OSError:
        return True
    return True


def event_roles(header: Header) -> dict[str, Mapping[str, str]]:
    """Which body plays which role of the plan in each event."""
    return {event: dict(facts.get("roles", {})) for event, facts in header.events.items()}
