"""A folder of `--out`: what the program wrote there it may replace, and nothing else.

The mark in the folder lists each file with the digests of what was written under its name. A digest is noted before its file is written, so
that a process that is killed in between leaves nothing that its successor would take for a stranger's. A file that is not listed, or whose
content is none that is listed, is somebody's own; a link leads somewhere else. Both are refused, at best before anything runs.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from pathlib import Path, PurePosixPath
from typing import Any

from sim.cli.failures import system_problem
from sim.documents import own_bytes
from sim.errors import InputError
from sim.record import left_beside, staged, write_atomically
from sim.words import Phrase, phrase

MARK = "drill-folder.json"
SCHEMA = "drill.folder/2"
_OURS = "drill.folder/"  # marks of earlier versions begin so too; they list nothing


class DrillFolder:
    """A folder that belongs to drills. Names are relative to it, with slashes."""

    def __init__(self, home: Path) -> None:
        self.home = home

    @classmethod
    def claim(cls, home: Path, names: Iterable[str] = (), *, adopt: bool = False) -> DrillFolder:
        """Make `home` a drill's, or check that it is one, and that each of `names` may be written there.

        With `adopt` it may hold other things and no mark, as a copy of a record does. Raises InputError; nothing has been touched then.
        """
        if home.exists() and not home.is_dir():
            raise InputError.of(str(home), "--out", phrase("cli.keep.a-file"), hint=phrase("cli.keep.a-file.hint"))
        folder = cls(home)
        if home.is_dir() and not adopt and not folder._mark().is_file() and any(left_beside(path.name) != MARK for path in home.iterdir()):
            raise InputError.of(str(home), "--out", phrase("cli.keep.something-else"), hint=phrase("cli.keep.something-else.hint"))
        noted = folder._noted()
        folder._check(noted, names)
        try:
            home.mkdir(parents=True, exist_ok=True)
            folder._note(noted)
        except OSError as error:
            problem = phrase("cli.keep.not-written", why=system_problem(error))
            raise InputError.of(str(home), "--out", problem, hint=phrase("cli.keep.not-written.hint")) from None
        return folder

    def check(self, names: Iterable[str]) -> None:
        """Each of the names may be written. Raises InputError with all that may not."""
        self._check(self._noted(), names)

    def listed(self, *patterns: str) -> list[str]:
        """The names in the mark that fit one of the patterns."""
        return sorted(name for name in self._noted() if any(PurePosixPath(name).match(pattern) for pattern in patterns))

    def changed(self) -> list[str]:
        """The names in the mark whose files are gone, or other than they were written; none where the mark is gone or broken."""
        try:
            noted = self._noted()
        except InputError:
            return []
        return sorted(name for name, digests in noted.items() if self._digest(name) not in digests)

    def write(self, path: Path, data: bytes) -> None:
        """Write one file of the folder, whole or not at all. Raises InputError where it is not the program's to replace; OSError."""
        self.put({path.relative_to(self.home).as_posix(): data})

    def put(self, files: Mapping[str, bytes], instead_of: Iterable[str] = ()) -> None:
        """Write files in their order; those of the names `instead_of` that are not written anew go first. Raises InputError, OSError.

        Where there is no room for all of them nothing is changed. The last of the files speaks for the others: it goes before one of them is
        changed, so that a process that is killed in between leaves it missing, and never beside what it does not belong to.
        """
        noted = self._noted()
        old = [name for name in instead_of if name not in files]
        self._check(noted, [*files, *old])
        for name, data in files.items():
            there = self._digest(name)
            noted[name] = list(dict.fromkeys([*([there] if there else []), _digest_of(data)]))
            (self.home / name).parent.mkdir(parents=True, exist_ok=True)
        with staged({self.home / name: data for name, data in files.items()}) as put_in_place:
            self._note(noted)
            for name in [*list(files)[-1:], *old] if len(files) > 1 else old:
                (self.home / name).unlink(missing_ok=True)
            put_in_place()
        if old:
            self._note({name: digests for name, digests in noted.items() if name not in old})

    # -- what may be touched -------------------------------------------------------------------------------------------------------

    def _check(self, noted: Mapping[str, list[str]], names: Iterable[str]) -> None:
        """Every name may be written. Raises InputError with all that may not."""
        faults = [fault for name in dict.fromkeys(names) if (fault := self._fault(noted, name)) is not None]
        if faults:
            raise InputError(mistake for fault in faults for mistake in fault.mistakes)

    def _fault(self, noted: Mapping[str, list[str]], name: str) -> InputError | None:
        path = self.home / name
        for step in (path, *path.parents):
            if step == self.home:
                break
            if step.is_symlink():
                return self._refused(step, phrase("folders.link"), phrase("folders.link.hint"))
        if path.is_dir():
            return self._refused(path, phrase("folders.a-folder"), phrase("folders.not-written-here.hint"))
        there = self._digest(name)
        if there is None or there in noted.get(name, ()):
            return None
        if name in noted:
            return self._refused(path, phrase("folders.changed-since"), phrase("folders.changed-since.hint"))
        return self._refused(path, phrase("folders.not-written-here"), phrase("folders.not-written-here.hint"))

    def _refused(self, path: Path, problem: Phrase, hint: Phrase) -> InputError:
        return InputError.of(str(path), "--out", problem, hint=hint)

    def _digest(self, name: str) -> str | None:
        try:
            return _digest_of(own_bytes(self.home / name))
        except FileNotFoundError:
            return None
        except (NotADirectoryError, InputError):
            return ""  # a file stands where a folder is needed, or is longer than any of ours: nothing that was ever noted

    # -- the mark ------------------------------------------------------------------------------------------------------------------

    def _mark(self) -> Path:
        return self.home / MARK

    def _noted(self) -> dict[str, list[str]]:
        """The digests of each name. Raises InputError for a mark that is none of ours."""
        mark = self._mark()
        if mark.is_symlink():
            raise self._refused(mark, phrase("folders.link"), phrase("folders.link.hint"))
        if not mark.is_file():
            return {}
        try:
            document = json.loads(own_bytes(mark))
        except (ValueError, RecursionError, InputError):
            document = None
        schema = document.get("schema") if isinstance(document, dict) else None
        if not isinstance(schema, str) or not schema.startswith(_OURS):
            raise self._refused(mark, phrase("folders.broken-mark"), phrase("folders.broken-mark.hint"))
        files: Any = document.get("files", {})
        if not isinstance(files, dict) or not all(_is_noted(one) for one in files.values()):
            raise self._refused(mark, phrase("folders.broken-mark"), phrase("folders.broken-mark.hint"))
        return dict(files)

    def _note(self, noted: Mapping[str, list[str]]) -> None:
        text = json.dumps({"schema": SCHEMA, "files": dict(sorted(noted.items()))}, ensure_ascii=False, indent=1)
        write_atomically(self._mark(), text.encode() + b"\n")


def _is_noted(digests: object) -> bool:
    return isinstance(digests, list) and all(isinstance(one, str) for one in digests)


def _digest_of(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()[:32]
