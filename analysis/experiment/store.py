"""Results of runs in one SQLite file, so that nothing is lost and nothing is run twice.

A row is keyed by everything that its result depends on: the digests of plan, resources and scenario, the
seed, the version of the code, and the yardstick by which the run was judged. A batch is one transaction: a
process that is killed loses the batch in flight and nothing else, and what it had begun to write is undone
when the file is next opened. The rollback journal is used rather than a write-ahead log, so that the results
are one file that can be copied.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Any, NamedTuple, Self

import msgspec

from sim.errors import InputError
from sim.words import phrase

Measures = Mapping[str, Any]

APPLICATION = 0x6472696C  # "dril": marks the file as ours, where SQLite keeps such marks
VERSION = 1
_SEEDS_END = 2**63 - 1  # SQLite's largest whole number
_WAIT_S = 30.0  # for another process that is writing to the same file

_SCHEMA = """
CREATE TABLE IF NOT EXISTS arm (
    id INTEGER PRIMARY KEY, plan TEXT NOT NULL, resources TEXT NOT NULL, scenario TEXT NOT NULL, code TEXT NOT
    NULL, yardstick TEXT NOT NULL, UNIQUE (plan, resources, scenario, code, yardstick)
);
CREATE TABLE IF NOT EXISTS result (
    arm INTEGER NOT NULL REFERENCES arm (id), seed INTEGER NOT NULL, measures BLOB NOT NULL,
    PRIMARY KEY (arm, seed)
) WITHOUT ROWID;
"""
_SELECT = "SELECT measures FROM result WHERE arm = ? AND seed = ?"


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

    Raises InputError when the file is not a results file, is of a later version, or cannot be read or
    written. Measures are JSON objects: a NaN or an infinity comes back as None.
    """

    def __init__(self, path: Path | str) -> None:
        self.path = Path(path)
        self._ids: dict[StoredArm, int] = {}
        if not self.path.parent.is_dir():
            raise InputError.of(str(path), "", phrase("experiment.no-folder"), hint=phrase("experiment.no-folder.hint"))
        with self._explained():
            # isolation None: transactions begin and end only where this module says so
            self._base = sqlite3.connect(self.path, timeout=_WAIT_S, isolation_level=None)
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

    def put_many(self, rows: Iterable[tuple[RunKey, Measures]]) -> int:
        """Write rows in one transaction, all or none; returns how many were new.

        A row that is there already is left as it is. Raises InputError when it is there with other measures:
        the same inputs gave another result, and no experiment may go on over that.
        """
        new = 0
        with self._explained(), self._transaction():
            for key, measures in rows:
                blob = msgspec.json.encode(measures, order="sorted")
                arm = self._arm_id(key.arm, make=True)
                done = self._base.execute("INSERT INTO result VALUES (?, ?, ?) ON CONFLICT DO NOTHING", (arm, key.seed, blob))
                if done.rowcount == 1:
                    new += 1
                elif self._base.execute(_SELECT, (arm, key.seed)).fetchone()[0] != blob:
                    raise self._contradiction(key)
        return new

    def get(self, key: RunKey) -> dict[str, Any] | None:
        """The measures of one run, or None when it has not been run."""
        with self._explained():
            arm = self._arm_id(key.arm, make=False)
            found = None if arm is None else self._base.execute(_SELECT, (arm, key.seed)).fetchone()
            return None if found is None else self._decoded(found[0])

    def missing(self, keys: Iterable[RunKey]) -> Iterator[RunKey]:
        """Those of the keys that have no result yet, in their order, one by one, so that a million take no
        room.
        """
        for key in keys:
            with self._explained():
                arm = self._arm_id(key.arm, make=False)
                found = None if arm is None else self._base.execute(_SELECT, (arm, key.seed)).fetchone()
            if found is None:
                yield key

    def of_arm(self, arm: StoredArm, seeds: range | None = None) -> Iterator[tuple[int, dict[str, Any]]]:
        """Seed and measures of every run of an arm (or of those of its runs with these seeds, one apart), by seed, whatever order
        they were written in.
        """
        with self._explained():
            number = self._arm_id(arm, make=False)
            low, high = (seeds.start, seeds.stop) if seeds is not None else (0, _SEEDS_END)
            query = "SELECT seed, measures FROM result WHERE arm = ? AND seed >= ? AND seed < ? ORDER BY seed"
            for seed, blob in self._base.execute(query, (number, low, high)):
                yield seed, self._decoded(blob)

    def arms(self) -> list[StoredArm]:
        """Every arm with a result, sorted."""
        with self._explained():
            rows = self._base.execute(
                "SELECT plan, resources, scenario, code, yardstick FROM arm WHERE EXISTS (SELECT 1 FROM result WHERE result.arm = arm.id)"
            )
            return sorted(StoredArm(*row) for row in rows)

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
        if mark != APPLICATION and (mark != 0 or version != 0 or tables != 0):
            raise self._not_ours()
        if tables == 0 or mark != APPLICATION:
            self._make()

    def _make(self) -> None:
        # mark and tables in one transaction: a kill in between must not leave a file that is refused for ever
        self._base.executescript(f"BEGIN IMMEDIATE; PRAGMA application_id = {APPLICATION}; PRAGMA user_version = {VERSION};{_SCHEMA} COMMIT;")

    def _arm_id(self, arm: StoredArm, *, make: bool) -> int | None:
        known = self._ids.get(arm)
        if known is not None:
            return known
        if make:
            self._base.execute(
                "INSERT INTO arm (plan, resources, scenario, code, yardstick) VALUES (?, ?, ?, ?, ?)"
                " ON CONFLICT DO NOTHING", arm,
            )  # fmt: skip
        row = self._base.execute("SELECT id FROM arm WHERE (plan, resources, scenario, code, yardstick) = (?, ?, ?, ?, ?)", arm).fetchone()
        if row is None:
            return None
        self._ids[arm] = row[0]
        return int(row[0])

    def _decoded(self, blob: bytes) -> dict[str, Any]:
        try:
            return msgspec.json.decode(blob, type=dict[str, Any])
        except msgspec.DecodeError:
            raise InputError.of(str(self.path), "result", phrase("experiment.no-measures"), hint=phrase("experiment.no-measures.hint")) from None

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
        except sqlite3.DatabaseError as error:
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
