"""A programme: which drills of one plan were held, what came to light in them, and what is being done about it.

    [programme]             plan, and the digest of its text when the file was begun
    [[drill]]               id, date, kind (simulated, played, real), title, digest; the rules that it exercised
    [[drill.finding]]       what came to light in it: key, rule, clause, how often, by how much
    [[action]]              finding, what, owner, due; done = the day on which it was

A drill holds its own findings, so that adding one only ever adds to the end of the file: what a person wrote stays byte for byte. Whether a
finding is open is nowhere written; it follows from the drills (`analysis.programme.state`), whatever their order in the file.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated, Any

from pydantic import Field, StrictInt

from sim.documents import Mistakes, Steps
from sim.text import NO_TEXT, Closed, Entry, FreeText, Id, LocalDate, LocalTime, Text, Word
from sim.validation import validate_partly
from sim.vocabulary import DrillKind
from sim.words import phrase

KEY_SEPARATOR = ":"  # in the key of a finding: its kind, then its rule and bearer, or what else it is about
Count = Annotated[StrictInt, Field(ge=0)]


class ProgrammeHead(Entry):
    """Of which plan the drills are."""

    plan: Id
    digest: FreeText = ""
    file: FreeText = ""


class ExercisedRule(Entry):
    """What became of the duties of one rule in a drill, by number."""

    rule: Word
    clause: Word
    met: Count = 0
    late: Count = 0
    missed: Count = 0
    wrong_channel: Count = Field(default=0, alias="wrong-channel")
    open: Count = 0

    @property
    def judged(self) -> int:
        """How many were judged."""
        return self.met + self.broken

    @property
    def broken(self) -> int:
        """How many were not kept."""
        return self.late + self.missed + self.wrong_channel

    @property
    def kept(self) -> bool:
        """Whether it was exercised, and met by all whom it bound."""
        return self.met > 0 and not self.broken and not self.open


class HeldFinding(Entry):
    """What came to light in a drill."""

    key: Word
    rule: FreeText = ""
    clause: FreeText = ""
    count: Annotated[StrictInt, Field(ge=1)] = 1
    over_min: Annotated[float, Field(ge=0)] | None = None
    rows: tuple[FreeText, ...] = ()
    said: Text
    mend: Text = NO_TEXT

    @property
    def kind(self) -> str:
        """What kind of finding it is: the word with which its key begins."""
        return self.key.partition(KEY_SEPARATOR)[0]


class HeldDrill(Entry):
    """A drill that was held, or an event that was answered."""

    id: Id
    date: LocalDate
    time: LocalTime | None = None
    kind: Annotated[DrillKind, Closed("drill-kind")]
    title: Text
    digest: Word
    plan_digest: FreeText = ""
    revisions: tuple[Word, ...] = ()
    passed: tuple[Word, ...] = ()
    exercised: tuple[ExercisedRule, ...] = ()
    finding: tuple[HeldFinding, ...] = ()

    def is_later_than(self, other: HeldDrill) -> bool:
        """Whether it was certainly held after another: on a later day, or at a later hour of the same where both say the hour."""
        if self.date != other.date:
            return self.date > other.date
        return self.time is not None and other.time is not None and self.time > other.time


class ProgrammeAction(Entry):
    """What is to be done about a finding, by which post or body, and until when."""

    finding: Word
    what: Text
    owner: FreeText = ""
    due: LocalDate | None = None
    done: LocalDate | None = None


class Programme(Entry):
    """A whole programme file."""

    programme: ProgrammeHead
    drill: tuple[HeldDrill, ...] = ()
    action: tuple[ProgrammeAction, ...] = ()

    @property
    def keys(self) -> tuple[str, ...]:
        """The findings that there ever were, each once, in the order of the file."""
        return tuple(dict.fromkeys(found.key for drill in self.drill for found in drill.finding))


def check_programme_document(data: dict[str, Any], file: str) -> Programme:
    """The programme that parsed tables describe. Raises InputError with every mistake."""
    found, faults = validate_partly(Programme, data, file)
    _check_once(found, faults)
    for held, way in faults.sound:
        if isinstance(held, ProgrammeAction):
            faults.known((*way, "finding"), phrase("programme.a-finding"), held.finding, found.keys)
    faults.stop()
    return found


def _check_once(found: Programme, faults: Mistakes) -> None:
    """Each drill stands once, by its id and by its digest; in one drill each rule and each finding does."""
    drills = [(held, way) for held, way in faults.sound if isinstance(held, HeldDrill)]
    faults.unique(((*way, "id"), held.id) for held, way in drills)
    faults.unique(((*way, "digest"), held.digest) for held, way in drills)
    for held, way in drills:
        _each_once([((*way, "exercised", place, "rule"), one.rule) for place, one in enumerate(held.exercised)], faults)
        _each_once([((*way, "finding", place, "key"), one.key) for place, one in enumerate(held.finding)], faults)


def _each_once(named: Iterable[tuple[Steps, str]], faults: Mistakes) -> None:
    """Rules and findings may differ by capitals alone, unlike ids of a person's own."""
    seen: set[str] = set()
    for way, name in named:
        if name in seen:
            faults.add(way, phrase("inputs.twice"), value=name, allowed=phrase("inputs.each-once"))
        seen.add(name)
