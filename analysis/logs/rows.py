"""From cells to drafts: each row of an outside log is read once, and what is wrong with it is noted."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from math import isfinite
from typing import Any, NamedTuple

import msgspec

from analysis.evidence import OneOf, Range
from analysis.logs.choices import STRANGE_KIND, Choices
from analysis.logs.clock import MINUTES, UNREAD, UNREADABLE, ClockReader, LoggedMoment
from analysis.logs.columns import Columns
from analysis.logs.everyday import everyday
from analysis.logs.names import Found, PartyNames
from analysis.logs.offers import Hints
from analysis.logs.outcome import RowProblem
from analysis.logs.synonyms import HeardPhrase, Synonyms, own_channels, plain, titled_forms
from analysis.logs.table import Cells
from analysis.logs.values import FactCells
from sim.errors import shown
from sim.plan.conditions import forms_of
from sim.plan.model import Plan
from sim.vocabulary import SENT_KINDS
from sim.words import LANGUAGES, NOTHING, Said

BLANKS = frozenset({"", "-", "--", "—", "——", "/", "n/a", "N/A"})
MESSAGES = frozenset(SENT_KINDS) | {"received"}
_NEEDS_NOBODY = frozenset({"occurred", "scene", "inject", "fault", "risk-found", "dispersed", "hurt", "moved-up", "returned-home"})
_STATED_BY = {"classified": "grade", "regraded": "grade", "activated": "level", "warned": "warning"}  # rows that say nothing without their rank
_OWN = ("rule", "clause", "seq", "cause")  # what few logs have
_ESCAPED = ("'=", "'+", "'-", "'@")
_NOBODY = Found(())
NO_FACTS: dict[str, Any] = {}
_STRANGER = HeardPhrase(STRANGE_KIND)


class Opened(NamedTuple):
    """A cell that leaves something open: what it may hold, what is written there, and the row that has the same, where it is another's to say."""

    range: Range
    written: str = ""
    like: Draft | None = None


NO_OPENS: dict[str, Opened] = {}
_Parties = tuple[tuple[str | None, Opened | None], ...]


class Draft(msgspec.Struct, gc=False):
    """A row before its time, its event and its place are settled.

    `time` is the likely minute, between `low` and `high` where the moment is open; `written` is what stands in its cell. `opens` are the
    other open cells by column. `place` is the row's place in the sheet; `answers` the sending whose receipt this is assumed to be.
    """

    line: int
    moment: LoggedMoment
    kind: str
    actor: str | None
    to: str | None
    channel: str | None
    form: str | None
    about: str | None
    facts: dict[str, Any]
    rule: str | None = None
    clause: str | None = None
    own_seq: str | None = None
    own_cause: str | None = None
    time: float = 0.0
    low: float = 0.0
    high: float = 0.0
    written: str = ""
    place: int = 0
    opens: dict[str, Opened] = NO_OPENS
    answers: Draft | None = None


class RowReader:
    """Reads rows of one table. `drafts` and `problems` grow with each."""

    def __init__(self, plan: Plan, synonyms: Synonyms, parties: PartyNames, columns: Columns, clock: ClockReader, choices: Choices) -> None:
        self.drafts: list[Draft] = []
        self.problems: list[RowProblem] = []
        self.own_forms = frozenset(forms_of(plan))
        self._parties, self._columns, self._clock, self._choices = parties, columns, clock, choices
        self._facts = FactCells(plan, synonyms)
        self._fact_ids = {plain(id_): id_ for id_ in self._facts.names}
        self._kinds, self._channels = synonyms.kind, synonyms.channel | own_channels(plan)
        titles = {plain(title): form for lang in LANGUAGES for title, form in titled_forms(plan, lang).items()}
        self._forms = titles | synonyms.form | {plain(form): form for form in self.own_forms}
        self._hints = {"kind": Hints(self._kinds), "form": Hints(self._forms), "channel": Hints(self._channels)}
        self._numbered = any(name in columns.fixed for name in _OWN)
        self._width = 1 + max((*columns.fixed.values(), *(place for place, _ in columns.facts)), default=0)
        self._ranks = {id_ for _, id_ in columns.facts if id_ in _STATED_BY.values()}
        self._above: Cells = ()
        self._kind_of: dict[str, HeardPhrase | None] = {}
        self._telling = tuple(name for name in ("kind", "actor", "to", "from", "channel", "form", "facts") if name in columns.fixed)

    def read(self, line: int, cells: Cells) -> None:
        """Take in one row. What cannot be read of it is open; a row of which nothing can be read but a note is left out, and told."""
        if len(cells) < self._width:
            cells = [*cells, *[None] * (self._width - len(cells))]
        if any(_same_as_above(cell) for cell in cells):
            cells = [self._above[place] if place < len(self._above) and _same_as_above(cell) else cell for place, cell in enumerate(cells)]
        self._above = cells
        found = len(self.problems)
        moment, written = self._moment(line, cells)
        if moment.kind == UNREAD and not any(self._understands(cells, name) for name in self._telling):
            del self.problems[found:]
            self._note(line, "", written, "note")
            return
        opens: dict[str, Opened] = {}
        kind = self._kind(line, cells[self._columns.fixed["kind"]], opens)
        channel = self._word(line, "channel", cells, self._channels, opens) or kind.channel
        form = self._word(line, "form", cells, self._forms, opens) or kind.form
        actors, recipients = self._who(line, kind.kind, cells)
        about = self._plain_text(cells, "about")
        facts = self._stated(line, cells, moment, opens)
        rule, clause, own_seq, own_cause = (self._plain_text(cells, name) for name in _OWN) if self._numbered else (None,) * 4
        rank = _STATED_BY.get(kind.kind)
        if rank is not None and rank in self._ranks and rank not in facts and rank not in opens:
            self._note(line, rank, "", "no-rank")
            opens[rank] = Opened(self._facts.whole_range(rank))
        if channel is None and "channel" in self._columns.fixed and (kind.kind in MESSAGES or "kind" in opens):
            opens.setdefault("channel", Opened(OneOf(self._choices.channels)))
        place = len(self.drafts)
        for actor, actor_open in actors:
            for to, to_open in recipients:
                own = opens | ({} if actor_open is None else {"actor": actor_open}) | ({} if to_open is None else {"to": to_open})
                draft = Draft(line, moment, kind.kind, actor, to, channel, form, about, facts, rule, clause, own_seq, own_cause)
                draft.written, draft.place, draft.opens = written, place, own or NO_OPENS
                self.drafts.append(draft)

    def _understands(self, cells: Cells, column: str) -> bool:
        """Whether a cell, beside the time, makes a row more than a title, a signature or a note below the table."""
        word = _text(_cell(cells[self._columns.fixed[column]]))
        if not word or column in ("kind", "facts"):
            return bool(word)
        if column == "channel":
            return plain(word) in self._channels
        if column == "form":
            return plain(word) in self._forms
        return self._parties.knows(word)

    def _note(self, line: int, column: str, cell: object, code: str, hint: Said = NOTHING, strange: tuple[str, ...] = ()) -> None:
        self.problems.append(RowProblem(line, column, shown(_text(cell), 80), code, hint, strange))

    # -- what every row has ---------------------------------------------------------------------------------------------------

    def _moment(self, line: int, cells: Cells) -> tuple[LoggedMoment, str]:
        """The moment of a row, and what is written of it."""
        fixed = self._columns.fixed
        cell = _cell(cells[fixed["time"]])
        day = _cell(cells[fixed["date"]]) if "date" in fixed else None
        if cell is None and (day is None or isinstance(day, str)):
            cell, day = day, None  # a column headed date may hold both
        if cell is None:
            self._note(line, "time", "", "no-time" if day is None else "bad-time")
            return UNREADABLE, ""
        written = _text(cell) if day is None else f"{_text(day)} {_text(cell)}"
        taken = self._clock.read(cell, day)
        moment = taken.moment or UNREADABLE
        if taken.code:
            self._note(line, "time", written, taken.code, taken.advice)
        return moment, shown(written, 80) if moment.open or moment.either_half else ""

    def _kind(self, line: int, cell: object, opens: dict[str, Opened]) -> HeardPhrase:
        word = _text(_cell(cell))
        kind = None
        if not word:
            self._note(line, "kind", "", "no-kind")
        else:
            if word not in self._kind_of:
                self._kind_of[word] = self._kinds.get(plain(word))
            kind = self._kind_of[word]
            if kind is None:
                self._note(line, "kind", word, "unknown-kind", self._hints["kind"].near(plain(word)), (word,))
        if kind is None:
            opens["kind"] = Opened(OneOf(self._choices.kinds), shown(word, 80))
            return _STRANGER
        return kind

    def _who(self, line: int, kind: str, cells: Cells) -> tuple[_Parties, _Parties]:
        actor, to = self._party(line, "actor", cells, kind), self._party(line, "to", cells, kind)
        if kind == "received" and "from" in self._columns.fixed:
            sender = self._party(line, "from", cells, kind)
            if sender.ids:  # whoever is named otherwise is the receiver
                actor, to = sender, to if to.ids else actor
        nobody = not actor.ids and kind not in _NEEDS_NOBODY
        if nobody:
            self._note(line, "actor", "", "no-actor")
        unsaid = not to.ids and (kind in MESSAGES or kind == STRANGE_KIND)
        if unsaid and kind in SENT_KINDS:
            self._note(line, "to", "", "no-recipient")
        return self._opened(actor, nobody), self._opened(to, unsaid)

    def _opened(self, found: Found, missing: bool) -> _Parties:
        """Everybody whom a cell names, each with what else may be meant."""
        if not found.ids:
            return ((None, Opened(self._choices.who(None)) if missing else None),)
        if not found.among and not found.strangers:
            return tuple([(id_, None) for id_ in found.ids])
        if found.among:
            among = tuple(dict.fromkeys((*found.ids, *found.among)))
            return tuple((id_, Opened(OneOf(among), id_)) for id_ in found.ids)
        return tuple((id_, Opened(self._choices.who(id_), shown(id_, 80)) if id_ in found.strangers else None) for id_ in found.ids)

    def _party(self, line: int, column: str, cells: Cells, kind: str) -> Found:
        place = self._columns.fixed.get(column)
        word = None if place is None else _cell(cells[place])
        if word is None:
            return _NOBODY
        found = self._parties.find(_text(word)[:2000])
        if found.code:
            hint = found.hint
            if found.strangers and not found.masked:
                hint = self._parties.near(found.strangers[0], self._choices.parties(kind, column))
            self._note(line, column, found.masked or word, found.code, hint, () if found.masked else found.strangers)
        return found

    # -- what some rows have --------------------------------------------------------------------------------------------------

    def _word(self, line: int, column: str, cells: Cells, known: Mapping[str, str], opens: dict[str, Opened]) -> str | None:
        place = self._columns.fixed.get(column)
        cell = None if place is None else _cell(cells[place])
        if cell is None:
            return None
        word = _text(cell)
        if column == "form" and word in self.own_forms:
            return word
        found = known.get(plain(word))
        if found is None:
            self._note(line, column, word, f"unknown-{column}", self._hints[column].near(plain(word)), (word,))
            if column == "channel":
                opens[column] = Opened(OneOf(self._choices.channels), shown(word, 80))
                return None
            kind = STRANGE_KIND  # which forms there are hangs on the kind, which may itself be open: all of them
            opens[column] = Opened(OneOf((word[:200], *self._choices.forms(kind))), shown(word, 80))
            return word[:200]
        return found

    def _plain_text(self, cells: Cells, column: str) -> str | None:
        place = self._columns.fixed.get(column)
        cell = None if place is None else _cell(cells[place])
        return None if cell is None else _text(cell)[:200]

    def _stated(self, line: int, cells: Cells, moment: LoggedMoment, opens: dict[str, Opened]) -> dict[str, Any]:
        facts: dict[str, Any] = {}
        for place, id_ in self._columns.facts:
            cell = _cell(cells[place])
            if cell is not None:
                self._take(line, id_, cell, facts, opens)
        if "facts" in self._columns.fixed:
            self._take_nested(line, cells[self._columns.fixed["facts"]], facts, opens)
        if "as_of" in self._columns.fixed and facts:
            self._take_age(line, _cell(cells[self._columns.fixed["as_of"]]), moment, facts)
        return facts or NO_FACTS

    def _take(self, line: int, id_: str, cell: object, facts: dict[str, Any], opens: dict[str, Opened]) -> None:
        value = self._facts.read(id_, cell)
        if value.code:
            self._note(line, id_, cell, value.code)
        else:
            facts[id_] = value.value
        if value.range is not None:
            opens[id_] = Opened(value.range, shown(_text(cell), 80))

    def _take_nested(self, line: int, cell: object, facts: dict[str, Any], opens: dict[str, Opened]) -> None:
        """A whole set of facts in one cell, as records of drills hold them."""
        if isinstance(cell, str) and cell.strip().startswith("{"):
            with suppress(msgspec.MsgspecError, RecursionError, UnicodeError):
                cell = msgspec.json.decode(cell)
        if cell in (None, "", {}):
            return
        if not isinstance(cell, dict):
            self._note(line, "facts", cell, "bad-value")
            return
        for name, value in cell.items():
            id_ = self._fact_ids.get(plain(str(name)))
            if id_ is not None and value is not None:
                self._take(line, id_, value, facts, opens)
            elif name == "as_of" and isinstance(value, dict):
                facts["as_of"] = {str(fact): float(age) for fact, age in value.items() if _is_number(age)}
            elif isinstance(value, str | bool) or _is_number(value):
                facts[str(name)[:200]] = value

    def _take_age(self, line: int, cell: object, moment: LoggedMoment, facts: dict[str, Any]) -> None:
        """Since when the facts of this row were so; minutes now, clock times once the rows have been placed."""
        if cell is None:
            return
        age = self._clock.read(cell).moment
        if age is None or not age.told:
            self._note(line, "as_of", cell, "bad-age")
        elif (age.kind == MINUTES) == (moment.kind == MINUTES):
            facts["as_of"] = age
        else:
            self._note(line, "as_of", cell, "bad-age")


def _cell(cell: object) -> object:
    """A cell's content, or None where it is blank; a sign that shields a formula is taken off."""
    if isinstance(cell, str):
        cell = cell.strip()
        if cell in BLANKS:
            return None
        return cell[1:] if cell.startswith(_ESCAPED) else cell
    return cell


def _same_as_above(cell: object) -> bool:
    return isinstance(cell, str) and cell.strip().casefold() in everyday().ditto


def _text(cell: object) -> str:
    if isinstance(cell, str):
        return cell
    if isinstance(cell, float) and isfinite(cell) and cell == int(cell):
        return str(int(cell))
    return "" if cell is None else str(cell)


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and isfinite(value)
