"""The rows of an edited script laid over the scenario that it was written from, or over one that is named: the tables of a scenario.

Every row becomes an entry, or is a fault; nothing is dropped. What a cell holds and a scenario has no key for becomes a comment.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import suppress
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from analysis.scripts.acts import digest_of_acts
from analysis.scripts.base import Base, EntryKey, same
from analysis.scripts.columns import HEAD, TABLES, script_words
from analysis.scripts.moments import MomentReader
from analysis.scripts.opened import CellPlace, OpenScript, OpenTable
from analysis.scripts.takes import MOMENTS, TAKES, ScriptGround, TakenRow, told_text
from sim.documents import Steps
from sim.durations import parse_clock
from sim.words import LANGUAGES, RefusedError, phrase, words

_SPOKEN = ("source", "means", "note", "clause", "limit", "act")  # what becomes a comment where the row's kind has no key for it
_UNSAID = ("seq", "done", "kind", "id", "time", "date", "elapsed", "about")
_ORDER = {"event": 0, "sign": 1}  # before rows that count from their event


@dataclass(slots=True)
class TakenScript:
    """The tables of a scenario, where each of their values stands in the workbook, and what a reader is told of how they came about."""

    tables: dict[str, Any]
    places: dict[Steps, CellPlace]
    comments: dict[tuple[str, int], list[str]] = field(default_factory=dict)
    changed: tuple[EntryKey, ...] = ()
    added: tuple[EntryKey, ...] = ()
    removed: tuple[EntryKey, ...] = ()
    half_translated: int = 0  # texts that were changed in one language of several
    acts: int = 0  # rows of what the plan calls for
    acts_changed: bool = False
    unread: tuple[str, ...] = ()


class ScriptTaker:
    """Takes the rows of one script. Faults are gathered in those of the script."""

    def __init__(self, opened: OpenScript, ground: ScriptGround) -> None:
        self._table: OpenTable = opened.script
        self._ground, self._base, self._faults = ground, ground.base, opened.faults
        self._made: dict[EntryKey, dict[str, Any]] = {}
        self._lines: dict[EntryKey, list[TakenRow]] = {}
        self._comments: dict[EntryKey, list[str]] = {}
        self._also: dict[EntryKey, list[EntryKey]] = {}  # an inject for several bodies, and those for the further ones
        self._acts: list[list[str]] = []
        self._titles = _event_titles(ground.base)

    def take(self) -> TakenScript:
        """The scenario that the rows say; faults are told by whoever holds them."""
        rows = list(self._rows())
        for row in sorted(rows, key=lambda one: _ORDER.get(one.kind, 2)):
            if row.kind != "end":
                self._fill_event(row)
            for column, take in TAKES[row.kind]:
                try:
                    take(row, self._ground)
                except RefusedError as error:
                    self._refuse(row.line, column, error, row.cells.get(column))
            if row.kind == "event":
                self._note_beginning(row)
            self._repeat(row)
        self._drop_signs({row.key for row in rows if row.kind == "sign"})
        return self._put_together()

    # -- which rows there are --------------------------------------------------------------------------------------------------

    def _rows(self) -> Iterator[TakenRow]:
        table, before = self._table, list[str]()
        kinds_read = self._reads_kinds()
        last: EntryKey | None = None
        seen: set[tuple[str, EntryKey]] = set()
        for row in table.rows:
            line = row[0]
            cells = {name: cell for name in table.columns if (cell := table.cell(row, name)) is not None}
            holding = [name for name in cells if name not in ("seq", "done")]
            if not holding:
                if isinstance(cells.get("seq"), str) and not cells["seq"].strip(" .、").isdecimal():
                    before.append(cells["seq"].strip())  # the name of a part of the drill
                continue
            kind = self._kind(line, cells, read=kinds_read)
            if kind is None:
                continue
            if kind == "act":
                self._take_act(line, cells, last)
                continue
            key = source = self._key(kind, cells)
            if (kind, key) in seen:
                if kind in ("end", "sign"):
                    self._faults.add(str(table.at(line)), phrase("script.twice"), value=cells.get("kind", ""), hint=phrase("script.twice.hint"))
                    continue
                key = self._copy_of(key)
            seen.add((kind, key))
            before_edits = self._base.head if key[0] == HEAD else self._base.entries.get(source, _new(source))
            entry = self._made.setdefault(key, _under(key, before_edits))
            taken = TakenRow(kind, key, line, cells, entry, source, was=self._was(source, kind))
            self._lines.setdefault(key, []).append(taken)
            self._comments.setdefault(key, []).extend((*before, *self._said(kind, cells, row[1])))
            before, last = [], key
            try:
                taken.minute = self._ground.moments.minute(cells.get("time"), cells.get("date"), cells.get("elapsed"), taken.was)
            except RefusedError as error:
                self._refuse(line, "time" if "time" in cells else "elapsed", error, cells.get("time", cells.get("elapsed")))
                taken.minute = taken.was if taken.was is not None else 0.0
            yield taken
        if before:
            self._faults.add(str(table.at(table.rows[-1][0])), phrase("script.no-place"), value=before[-1])

    def _reads_kinds(self) -> bool:
        """Whether the column of kinds is one of a script: of a sheet without keys it may be about something else."""
        known = script_words("kind")
        cells = [cell for row in self._table.rows if (cell := self._table.cell(row, "kind")) is not None]
        return "id" in self._table.columns or any(known.of(cell) in {*TABLES, "end", "act"} for cell in cells)

    def _kind(self, line: int, cells: Mapping[str, Any], *, read: bool) -> str | None:
        cell = cells.get("kind") if read else None
        if cell is not None:
            kind = script_words("kind").of(cell)
            if kind in (*TABLES, "end", "act"):
                return kind
            allowed = tuple(phrase(f"script.kind.{one}") for one in (*TABLES, "end"))
            self._faults.add(str(self._table.at(line, "kind")), phrase("script.no-kind"), value=cell, allowed=allowed)
            return None
        if "text" in cells:
            return "inject"
        if "act" in cells:
            return "act"
        value = next((cells[name] for name in cells if name not in ("seq", "done")), "")
        self._faults.add(str(self._table.at(line)), phrase("script.no-place"), value=value, hint=phrase("script.no-place.hint"))
        return None

    def _key(self, kind: str, cells: Mapping[str, Any]) -> EntryKey:
        """The entry that a row is; a new one gets a key of its own."""
        if kind == "end":
            return HEAD, ""
        table, cell = TABLES[kind], cells.get("id")
        if isinstance(cell, float) and cell.is_integer():
            cell = int(cell)
        if cell is not None:
            return table, str(cell).strip()
        taken = {id_ for known in (self._base.entries, self._made, self._given) for held, id_ in known if held == table}
        number = 1 + len([one for one in self._base.entries if one[0] == "course"]) if table == "course" else 1
        while (id_ := str(number) if table == "course" else f"{table}-{number}") in taken:
            number += 1
        return table, id_

    def _copy_of(self, key: EntryKey) -> EntryKey:
        """The key of a row that repeats another one's: whoever copies a row means a new entry that is like it."""
        number, taken = 2, {*self._base.entries, *self._made, *self._given}
        if key[0] == "course":
            number = 1 + max(int(id_) for table, id_ in taken if table == "course" and id_.isdecimal())
        while (copied := (key[0], str(number) if key[0] == "course" else f"{key[1]}-{number}")) in taken:
            number += 1
        return copied

    @property
    def _given(self) -> tuple[EntryKey, ...]:
        """The keys that stand on the sheet, also further below."""
        cells = ((self._table.cell(row, "kind"), self._table.cell(row, "id")) for row in self._table.rows)
        known = script_words("kind")
        return tuple((TABLES[kind], str(id_).strip()) for cell, id_ in cells if id_ is not None and (kind := known.of(cell)) in TABLES and kind)

    def _was(self, key: EntryKey, kind: str) -> float | None:
        names = ("risk_known_at",) if kind == "sign" else tuple(name for name in MOMENTS if name != "risk_known_at")
        for text in self._base.texts(key, *names):
            if text:
                with suppress(RefusedError):  # where somebody wrote over it, nobody knows what was written
                    return self._ground.moments.minute(None, None, text, None)
        return None

    def _take_act(self, line: int, cells: Mapping[str, Any], last: EntryKey | None) -> None:
        """A row of what the plan calls for: ours is the plan's; a peer's, beneath a row of its own, is said beside that."""
        if "id" in cells:
            if str(cells["id"]).strip() not in self._ground.duties:
                self._faults.add(str(self._table.at(line, "id")), phrase("script.no-duty"), value=cells["id"], hint=phrase("script.acts-hint"))
            self._acts.append([str(cells.get(name, "")) for name in ("act", "source", "to", "clause", "limit")])
            return
        if self._base.own or last is None:
            self._faults.add(
                str(self._table.at(line, "act")), phrase("script.act-of-plan"), value=cells.get("act", ""), hint=phrase("script.acts-hint")
            )
            return
        self._comments[last].append(self._comment("act", cells.get("act", "")))

    # -- what they say -----------------------------------------------------------------------------------------------------------

    def _fill_event(self, row: TakenRow) -> None:
        """A row that is new is about the event that it names, or about the only one."""
        table = row.key[0]
        if table not in ("course", "people", "inject"):
            return
        cell = row.cells.get("about")
        if cell is not None:
            event = self._titles.get("".join(str(cell).split()))
            if event is not None:
                row.entry["event"] = event
                return
            if len(self._events()) == 1:  # a peer's column of events says what happens, too
                self._comments[row.key].append(self._comment("about", cell))
            else:
                allowed = tuple(self._titles)
                self._faults.add(str(self._table.at(row.line, "about")), phrase("script.no-event"), value=cell, allowed=allowed)
        if "event" not in row.entry:
            events = self._events()
            if len(events) == 1:
                row.entry["event"] = events[0]
            else:
                hint = phrase("script.which-event.hint", kind=phrase(f"script.kind.{row.kind}"), key=row.key[1])
                self._faults.add(str(self._table.at(row.line)), phrase("script.which-event"), allowed=tuple(events), hint=hint)
                row.entry["event"] = events[0] if events else ""

    def _events(self) -> list[str]:
        held = [id_ for table, id_ in (*self._base.entries, *self._made) if table == "event"]
        return list(dict.fromkeys(held))

    def _note_beginning(self, row: TakenRow) -> None:
        try:
            self._ground.begins[row.key[1]] = parse_clock(row.entry.get("at"))
        except ValueError:
            return

    def _repeat(self, row: TakenRow) -> None:
        """An inject for several bodies becomes one for each."""
        for number, body in enumerate(row.also, 2):
            key = (row.key[0], f"{row.key[1]}-{number}")
            if key in self._made or key in self._base.entries:
                self._faults.add(str(self._table.at(row.line, "to")), phrase("script.one-party"), value=row.cells.get("to", ""))
                return
            entry = deepcopy(row.entry)
            entry["id"], entry["notice"] = key[1], {**entry.get("notice", {}), "body": body}
            self._made[key], self._lines[key], self._comments[key] = entry, [row], []
            self._also.setdefault(row.key, []).append(key)

    def _drop_signs(self, signs: set[EntryKey]) -> None:
        for key, entry in self._made.items():
            if key[0] != "event":
                continue
            if key in signs and not any(row.kind == "event" for row in self._lines[key]):
                self._faults.add(str(self._table.at(self._lines[key][0].line)), phrase("script.sign-alone"), value=key[1])
            if key not in signs and (self._base.own or signs) and self._base.texts(key, "risk_known_at"):
                for name in ("risk_known_at", "risk_known_by"):
                    entry.pop(name, None)

    def _said(self, kind: str, cells: Mapping[str, Any], held: Any) -> list[str]:
        """What a row says that a scenario has no key for; what the program itself writes there is not said again."""
        read = {column for column, _ in TAKES[kind]} | ({"text", "condition"} if kind in ("end", "sign", "people", "fault") else set())
        own = {words(lang)(code) for lang in LANGUAGES for code in ("script.control", "script.card", "script.announced", "script.end")}
        told = [
            self._comment(column, cells[column])
            for column in ("text", "condition", "to", *_SPOKEN)
            if column in cells and column not in read and not same(cells[column], own)
        ]
        others = [(place, held[place]) for place in self._table.unread if place < len(held) and held[place] not in (None, "")]
        told += [f"{self._table.heading[place]}: {_line(cell)}" for place, cell in others]
        return told

    def _comment(self, column: str, cell: Any) -> str:
        return f"{self._table.heading[self._table.columns[column]]}: {_line(told_text(cell))}"

    def _refuse(self, line: int, column: str, error: RefusedError, value: Any) -> None:
        shown = value if value is not None else ""
        at = str(self._table.at(line, column))
        self._faults.add(at, error.why, value=error.value or shown, allowed=error.allowed, hint=error.hint)

    # -- the tables ----------------------------------------------------------------------------------------------------------------

    def _put_together(self) -> TakenScript:
        base, table = self._base, self._table
        head = self._made.get((HEAD, ""), deepcopy(base.head))
        taken = TakenScript({"scenario": head}, {("scenario",): CellPlace(table.sheet, 1)})
        self._place(taken, (HEAD, ""), ("scenario",))
        present = {key[0] for key in self._made}
        further = {key for keys in self._also.values() for key in keys}
        made = (key for key in self._made if key not in base.entries and key not in further and key[0] != HEAD)
        order = [one for key in (*base.entries, *made) for one in (key, *self._also.get(key, ()))]
        for key in order:
            entry = self._made.get(key)
            if entry is None and not base.own and key[0] not in present:
                entry = deepcopy(base.entries[key])  # the script has no row of this kind: it is taken as it is
            if entry is None:
                taken.removed += (key,)
                continue
            rows = taken.tables.setdefault(key[0], [])
            steps = (key[0], len(rows))
            rows.append(entry)
            taken.comments[steps] = self._comments.get(key, [])
            self._place(taken, key, steps)
            if key not in base.entries or (base.own and not base.shown.get(key)):
                taken.added += (key,)
            elif entry != base.entries[key]:
                taken.changed += (key,)
                taken.half_translated += _half_translated(entry, base.entries[key])
        if head != base.head:
            taken.changed += ((HEAD, ""),)
        taken.acts = len(self._acts)
        taken.acts_changed = base.own and digest_of_acts(self._acts) != base.meta.get("acts")
        taken.unread = tuple(word for place in table.unread if (word := table.heading[place].strip()))
        return taken

    def _place(self, taken: TakenScript, key: EntryKey, steps: Steps) -> None:
        """Where an entry and its values stand: among the details what nobody changed, else on the script where a cell shows it."""
        entry, before = self._made.get(key, {}), self._base.head if key[0] == HEAD else self._base.entries.get(key, {})
        details = {inner: place for (held, inner), place in self._base.places.items() if held == key}
        for inner, place in details.items():
            if _at(entry, inner) == _at(before, inner):
                taken.places[*steps, *inner] = place
        for row in self._lines.get(key, ()):
            taken.places.setdefault(steps, self._table.at(row.line))
            for column in {name for name, _ in TAKES[row.kind]} | ({"time"} if row.kind == "inject" else set()):
                for name in _SHOWN[column] if column in self._table.columns else ():
                    taken.places.setdefault((*steps, *name.split(".")), self._table.at(row.line, column))
        for inner, place in details.items():
            taken.places.setdefault((*steps, *inner), place)
            taken.places.setdefault(steps, CellPlace(place.sheet, place.line))


def _at(entry: Any, steps: Steps) -> Any:
    for step in steps:
        inside = isinstance(entry, dict) or (isinstance(entry, list) and isinstance(step, int) and step < len(entry))
        entry = (entry.get(step) if isinstance(entry, dict) else entry[step]) if inside else None
    return entry


_SHOWN = {
    "time": ("at", "missing.by", "arrival.begins", "risk_known_at", "horizon"), "text": ("title", "text", "name", "size"), "act": ("text",),
    "condition": ("when", "missing.duty"), "to": ("notice.body", "target", "risk_known_by"), "limit": ("until",), "clause": ("clause",),
}  # fmt: skip


def _under(key: EntryKey, entry: Mapping[str, Any]) -> dict[str, Any]:
    """A copy of an entry, under its own key or another one."""
    copied = deepcopy(dict(entry))
    if "id" in copied and key[0] != HEAD:
        copied["id"] = key[1]
    return copied


def _new(key: EntryKey) -> dict[str, Any]:
    return {} if key[0] == "course" else {"id": key[1]}


def _line(cell: Any) -> str:
    """A cell as one line of a comment."""
    return " ".join(str(cell).split())


def _event_titles(base: Base) -> dict[str, str]:
    """The ids of events by id and by title, without blanks."""
    found: dict[str, str] = {}
    for (table, id_), entry in base.entries.items():
        if table == "event":
            title = entry.get("title")
            for text in (id_, *(title.values() if isinstance(title, dict) else (title,))):
                found["".join(str(text).split())] = id_
    return found


def _half_translated(entry: Mapping[str, Any], before: Mapping[str, Any]) -> int:
    """How many of its texts were changed in some of their languages."""
    count = 0
    for name, held in entry.items():
        was = before.get(name)
        if isinstance(held, dict) and isinstance(was, dict) and set(held) == set(was) >= set(LANGUAGES):
            alike = [held[lang] == was[lang] for lang in held]
            count += any(alike) and not all(alike)
    return count


def moments_of(opened: OpenScript, base: Base, start: datetime, horizon: float) -> MomentReader:
    """The reader of a script's moments; `start` and `horizon` are the drill's own."""
    table, written = opened.script, base.meta.get("start")
    place = table.columns.get("time")
    cells = [table.cell(row, "time") for row in table.rows]
    before = datetime.fromisoformat(written) if written else start
    return MomentReader(start, before, horizon, cells, table.heading[place] if place is not None else "")
