"""Results of runs in one SQLite file, so that nothing is lost and nothing is run twice.

For a reader of another program the view `run_measure` has one row for each run and measure: scenario, arm, seed, measure, unit, which way
is better, value. What else a verdict needs of a run is packed beside it, with a checksum over both.

A row is keyed by everything that its result depends on: the digests of plan, resources and scenario, the
seed, the version of the code, and the yardstick by which the run was judged. A batch is one transaction: a
process that is killed loses the batch in flight and nothing else, and what it had begun to write is undone
when the file is next opened. The rollback journal is used rather than a write-ahead log, so that the results
are one file that can be copied.
"""

from __future__ import annotations

import sqlite3
import zlib
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, NamedTuple, Self

import msgspec

from sim.errors import InputError
from sim.words import phrase

Measures = Mapping[str, Any]

APPLICATION = 0x6472696C  # "dril": marks the file as ours, where SQLite keeps such marks
VERSION = 2
_SEEDS_END = 2**63 - 1  # SQLite's largest whole number
_WAIT_S = 30.0  # for another process that is writing to the same file

_SCHEMA = """
CREATE TABLE IF NOT EXISTS arm (
    id INTEGER PRIMARY KEY, plan TEXT NOT NULL, resources TEXT NOT NULL, scenario TEXT NOT NULL, code TEXT NOT NULL, yardstick TEXT NOT NULL,
    scenario_id TEXT NOT NULL, arm_id TEXT NOT NULL, measures TEXT NOT NULL, names TEXT NOT NULL, UNIQUE (plan, resources, scenario, code, yardstick)
);
CREATE TABLE IF NOT EXISTS measure (id TEXT PRIMARY KEY, unit TEXT NOT NULL, better TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS result (
    arm INTEGER NOT NULL REFERENCES arm (id), seed INTEGER NOT NULL, measured TEXT NOT NULL, packed BLOB NOT NULL, checksum INTEGER NOT NULL,
    UNIQUE (arm, seed)
);
CREATE VIEW IF NOT EXISTS run_measure AS
    SELECT arm.scenario_id AS scenario, arm.arm_id AS arm, result.seed AS seed, name.value AS measure, measure.unit AS unit,
        measure.better AS better, number.value AS value
    FROM result JOIN arm ON arm.id = result.arm JOIN json_each(arm.measures) AS name
        JOIN json_each(result.measured) AS number ON number.key = name.key LEFT JOIN measure ON measure.id = name.value
    WHERE number.value IS NOT NULL;
"""
_SELECT = "SELECT measured, packed, checksum FROM result WHERE arm = ? AND seed = ?"
_MEASURES = "SELECT measures FROM arm WHERE (plan, resources, scenario, code, yardstick) = (?, ?, ?, ?, ?)"
_PAGE_BYTES = 16_384  # several runs to a page: on small ones the rest of each page would stay empty
_PACKED_LEVEL = 6  # of zlib; more costs time and saves nothing


class StoredArm(NamedTuple):
    """What runs of one arm have in common. `yardstick` is the digest of the plan that judged, where it is
    another.
    """

    plan: str
    resources: str
    scenario: str
    code: str
    yardstick: str = ""

    def seed(self, seed: int) -> RunKey:
        """The key of one run of this arm."""
        return RunKey(self.plan, self.resources, self.scenario, seed, self.code, self.yardstick)


@dataclass(frozen=True, slots=True, kw_only=True)
class ArmNames:
    """What a reader calls an arm, and the measures that are kept of its runs, each with its unit and which way is better.

    `names` are other ids that occur in most runs: what is packed is packed smaller for knowing them.
    """

    scenario: str
    arm: str
    measures: Mapping[str, tuple[str, str]]
    names: tuple[str, ...] = ()


class _Known(NamedTuple):
    """An arm in the file: its number, the measures that are kept, and the names that its packed parts know."""

    number: int
    measures: tuple[str, ...]
    names: bytes


class RunKey(NamedTuple):
    """What the result of one run depends on. Sorts by plan, resources, scenario, then seed."""

    plan: str
    resources: str
    scenario: str
    seed: int
    code: str
    yardstick: str = ""

    @property
    def arm(self) -> StoredArm:
        """The arm that this run belongs to."""
        return StoredArm(self.plan, self.resources, self.scenario, self.code, self.yardstick)


class ResultStore:
    """The results in one file, made when it does not exist. Use as a context manager, or `close` it.

    With `read_only` it must exist, and nothing is written to it. Raises InputError when the file is not a results file, is of a later version,
    or cannot be read or written.
    """

    def __init__(self, path: Path | str, *, read_only: bool = False) -> None:
        self.path = Path(path)
        self._ids: dict[StoredArm, _Known] = {}
        if not self.path.parent.is_dir():
            raise InputError.of(str(path), "", phrase("experiment.no-folder"), hint=phrase("experiment.no-folder.hint"))
        with self._explained():
            # isolation None: transactions begin and end only where this module says so
            place = f"{self.path.absolute().as_uri()}?mode=ro" if read_only else self.path
            self._base = sqlite3.connect(place, timeout=_WAIT_S, isolation_level=None, uri=read_only)
        try:
            with self._explained():
                self._open()
        except BaseException:
            self._base.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the file. What `put_many` returned from is already safe."""
        self._base.close()

    def __len__(self) -> int:
        with self._explained():
            return int(self._base.execute("SELECT count(*) FROM result").fetchone()[0])

    def enter(self, arms: Iterable[tuple[StoredArm, ArmNames]]) -> None:
        """Make arms known before anything of them is put in; the first name of an arm stays."""
        with self._explained(), self._transaction():
            for arm, names in arms:
                self._base.executemany(
                    "INSERT INTO measure VALUES (?, ?, ?) ON CONFLICT DO NOTHING", [(id_, *told) for id_, told in names.measures.items()]
                )
                measures = msgspec.json.encode(tuple(names.measures)).decode()
                self._base.execute(
                    "INSERT INTO arm (plan, resources, scenario, code, yardstick, scenario_id, arm_id, measures, names)"
                    " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
                    (*arm, names.scenario, names.arm, measures, "\n".join(names.names)),
                )
                if self._base.execute(_MEASURES, arm).fetchone() != (measures,):  # they are part of what an arm is known by
                    raise self._damaged()

    def put_many(self, rows: Iterable[tuple[RunKey, Measures]]) -> int:
        """Write rows in one transaction, all or none; returns how many were new. Their arms have been entered (else KeyError).

        A row that is there already is left as it is. Raises InputError when it is there with another result: the same inputs gave another
        one, and no experiment may go on over that.
        """
        new = 0
        with self._explained(), self._transaction():
            for key, kept in rows:
                known = self._arm(key.arm)
                if known is None:
                    raise KeyError(key.arm)
                measured = msgspec.json.encode([kept["values"].get(name) for name in known.measures])
                rest = msgspec.json.encode({name: part for name, part in kept.items() if name != "values"}, order="sorted")
                packer = zlib.compressobj(_PACKED_LEVEL, zdict=known.names)
                packed = packer.compress(rest) + packer.flush()
                row = (known.number, key.seed, measured.decode(), packed, zlib.crc32(packed, zlib.crc32(measured)))
                if self._base.execute("INSERT INTO result VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING", row).rowcount == 1:
                    new += 1
                    continue
                there = self._base.execute(_SELECT, (known.number, key.seed)).fetchone()
                if there[0] != row[2] or self._unpacked(known, *there) != rest:  # unpacked, since libraries pack in their own ways
                    raise self._contradiction(key)
        return new

    def get(self, key: RunKey) -> dict[str, Any] | None:
        """What was kept of one run, or None when it has not been run."""
        with self._explained():
            known = self._arm(key.arm)
            found = None if known is None else self._base.execute(_SELECT, (known.number, key.seed)).fetchone()
            return None if known is None or found is None else self._decoded(known, *found)

    def missing(self, keys: Iterable[RunKey]) -> Iterator[RunKey]:
        """Those of the keys that have no result yet, in their order, one by one, so that a million take no
        room.
        """
        for key in keys:
            with self._explained():
                known = self._arm(key.arm)
                found = (
                    None
                    if known is None
                    else self._base.execute("SELECT 1 FROM result WHERE arm = ? AND seed = ?", (known.number, key.seed)).fetchone()
                )
            if found is None:
                yield key

    def of_arm(self, arm: StoredArm, seeds: range | None = None) -> Iterator[tuple[int, dict[str, Any]]]:
        """Seed and what was kept of every run of an arm (or of those of its runs with these seeds, one apart), by seed, whatever order
        they were written in.
        """
        with self._explained():
            known = self._arm(arm)
            if known is None:
                return
            low, high = (seeds.start, seeds.stop) if seeds is not None else (0, _SEEDS_END)
            query = "SELECT seed, measured, packed, checksum FROM result WHERE arm = ? AND seed >= ? AND seed < ? ORDER BY seed"
            for seed, *row in self._base.execute(query, (known.number, low, high)):
                yield seed, self._decoded(known, *row)

    def arms(self) -> list[StoredArm]:
        """Every arm with a result, sorted."""
        with self._explained():
            rows = self._base.execute(
                "SELECT plan, resources, scenario, code, yardstick FROM arm WHERE EXISTS (SELECT 1 FROM result WHERE result.arm = arm.id)"
            )
            with self._damaged_is_told():
                return sorted(msgspec.convert(row, StoredArm) for row in rows)

    def _open(self) -> None:
        self._base.execute("BEGIN")  # so that the three belong together while another process makes the file
        mark = self._base.execute("PRAGMA application_id").fetchone()[0]
        version = self._base.execute("PRAGMA user_version").fetchone()[0]
        tables = self._base.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]
        self._base.execute("COMMIT")
        if mark == APPLICATION and version > VERSION:
            raise InputError.of(
                str(self.path), "", phrase("experiment.later-version"), value=version,
                allowed=phrase("experiment.later-version.allowed", version=VERSION), hint=phrase("experiment.later-version.hint"),
            )  # fmt: skip
        if mark == APPLICATION and 0 < version < VERSION:
            raise InputError.of(
                str(self.path), "", phrase("experiment.earlier-version"), value=version,
                allowed=phrase("experiment.earlier-version.allowed", version=VERSION), hint=phrase("experiment.other-result.hint"),
            )  # fmt: skip
        if mark != APPLICATION and (mark != 0 or version != 0 or tables != 0):
            raise self._not_ours()
        if tables == 0 or mark != APPLICATION:
            self._make()
        elif self._base.execute("PRAGMA integrity_check(1)").fetchone() != ("ok",):  # an index that lost rows would give fewer, and say nothing
            raise InputError.of(str(self.path), "", phrase("experiment.unreadable"), hint=phrase("experiment.unreadable.hint"))

    def _make(self) -> None:
        self._base.execute(f"PRAGMA page_size = {_PAGE_BYTES}")
        # mark and tables in one transaction: a kill in between must not leave a file that is refused for ever
        self._base.executescript(f"BEGIN IMMEDIATE; PRAGMA application_id = {APPLICATION}; PRAGMA user_version = {VERSION};{_SCHEMA} COMMIT;")

    def _arm(self, arm: StoredArm) -> _Known | None:
        """An arm that has been entered, else None."""
        known = self._ids.get(arm)
        if known is not None:
            return known
        row = self._base.execute(
            "SELECT id, measures, names FROM arm WHERE (plan, resources, scenario, code, yardstick) = (?, ?, ?, ?, ?)", arm
        ).fetchone()
        if row is None:
            return None
        with self._damaged_is_told():
            found = self._ids[arm] = _Known(int(row[0]), msgspec.json.decode(row[1], type=tuple[str, ...]), row[2].encode())
        return found

    def _decoded(self, known: _Known, measured: str, packed: bytes, checksum: int) -> dict[str, Any]:
        rest = self._unpacked(known, measured, packed, checksum)
        with self._damaged_is_told():
            numbers = msgspec.json.decode(measured, type=list[float | None])
            values = {name: value for name, value in zip(known.measures, numbers, strict=True) if value is not None}
            return {"values": values, **msgspec.json.decode(rest, type=dict[str, Any])}

    def _unpacked(self, known: _Known, measured: str, packed: bytes, checksum: int) -> bytes:
        with self._damaged_is_told():
            if zlib.crc32(packed, zlib.crc32(measured.encode())) != checksum:
                raise ValueError(checksum)
            unpacker = zlib.decompressobj(zdict=known.names)
            return unpacker.decompress(packed) + unpacker.flush()

    @contextmanager
    def _damaged_is_told(self) -> Iterator[None]:
        """Turn whatever a damaged row does to its readers into the one form in which bad input is reported."""
        try:
            yield
        except (msgspec.MsgspecError, zlib.error, ValueError, TypeError, AttributeError):
            raise self._damaged() from None

    def _damaged(self) -> InputError:
        return InputError.of(str(self.path), "result", phrase("experiment.no-measures"), hint=phrase("experiment.no-measures.hint"))

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        self._base.execute("BEGIN IMMEDIATE")
        try:
            yield
            self._base.execute("COMMIT")
        except BaseException:
            self._ids.clear()  # ids handed out in the transaction are undone with it
            if self._base.in_transaction:  # a full disk undoes it before we can
                self._base.execute("ROLLBACK")
            raise

    @contextmanager
    def _explained(self) -> Iterator[None]:
        """Turn the data base's errors into the one form in which bad input is reported."""
        try:
            yield
        except (sqlite3.DatabaseError, UnicodeDecodeError) as error:  # the latter where a damaged text is not even one
            if getattr(error, "sqlite_errorcode", None) == sqlite3.SQLITE_NOTADB:
                raise self._not_ours() from None
            raise InputError.of(
                str(self.path), "", phrase("experiment.unreadable"), hint=phrase("experiment.unreadable.hint"),
            ) from error  # fmt: skip

    def _not_ours(self) -> InputError:
        return InputError.of(
            str(self.path), "", phrase("experiment.not-ours"), allowed=phrase("experiment.not-ours.allowed"), hint=phrase("experiment.not-ours.hint"),
        )  # fmt: skip

    def _contradiction(self, key: RunKey) -> InputError:
        return InputError.of(
            str(self.path), f"seed {key.seed}", phrase("experiment.other-result"), value=key.arm, hint=phrase("experiment.other-result.hint"),
        )  # fmt: skip
