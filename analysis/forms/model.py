"""What a form's file holds, the forms that ship, and what a filled form says."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Annotated, Any, Literal, Self

from pydantic import Field, model_validator

from sim.documents import read_toml
from sim.text import NO_TEXT, Entry, Id, Text, WordList
from sim.validation import validate
from sim.words import NOTHING, RefusedError, Said, phrase

FormShare = Annotated[float, Field(ge=0, le=1)]
Where = Literal["anywhere", "inside", "outside"]


class SourcedForm(Entry):
    """A number that an evaluator may ask about: it has a source, or says that it is an assumption."""

    source: str = ""
    assumption: bool = False

    @model_validator(mode="after")
    def _traceable(self) -> Self:
        if not self.source and not self.assumption:
            raise RefusedError(phrase("forms.no-source"))
        return self


class FormHead(Entry):
    """Which form this is, and where its items come from."""

    id: Id
    title: Text
    source: Text
    note: Text = NO_TEXT


class Rating(Entry):
    """One rating of a scale, best first. `from_` is the least share for it, `counts` how much of an item's points it brings."""

    id: Id
    name: Text
    meaning: Text = NO_TEXT
    from_: FormShare = Field(default=0.0, alias="from")
    counts: FormShare = 0.0


class Cap(Entry):
    """Where less than `below` of what was asked could be evaluated: no better rating than `at_most`; "" allows none."""

    below: FormShare
    at_most: str = ""


class RatingScale(SourcedForm):
    """How evidence becomes a rating: by the share done as asked, or by challenges met with (P, S, M, U)."""

    kind: Literal["share", "challenges"]
    grade: tuple[Rating, ...] = Field(min_length=2)
    cap: tuple[Cap, ...] = ()
    achieved_from: FormShare = 1.0  # challenges: the least share of tasks done at all, late or not, for an achieved objective
    thin_margin: FormShare = 0.0  # challenges: a margin below this share of the limit is an opportunity to do better

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        known = [grade.id for grade in self.grade]
        if any(cap.at_most and cap.at_most not in known for cap in self.cap):
            raise RefusedError(phrase("forms.cap-of-no-rating", ratings=tuple(known)))
        if self.kind == "challenges" and len(self.grade) != 4:
            raise RefusedError(phrase("forms.four-ratings"))
        if self.kind == "share" and [grade.from_ for grade in self.grade] != sorted((g.from_ for g in self.grade), reverse=True):
            raise RefusedError(phrase("forms.best-first"))
        return self


class Pick(Entry):
    """Which duties an item looks at: by act, by form, by what set them off, and by where their recipients are."""

    acts: WordList
    forms: WordList
    on: WordList
    to: Where = "anywhere"


class FormItem(Entry):
    """One line of a form."""

    id: Id
    number: str = ""
    title: Text
    points: Annotated[float, Field(ge=0)] = 0.0
    counts: Literal["in time", "done"] = "in time"
    duties: tuple[Pick, ...] = ()
    contradictions: WordList
    check: Literal["", "level-fits-grade", "right-person"] = ""
    note: Text = NO_TEXT


class FormFile(Entry):
    """A whole form."""

    form: FormHead
    scale: RatingScale
    item: tuple[FormItem, ...] = Field(min_length=1)

    def grade(self, id_: str) -> Rating:
        """A rating of the scale by its id. Raises KeyError."""
        return {grade.id: grade for grade in self.scale.grade}[id_]


@cache
def shipped_forms() -> tuple[FormFile, ...]:
    """Every form of the product, by file name. Raises InputError when one of them is broken."""
    folder = files("analysis.forms")
    entries = sorted((entry for entry in folder.iterdir() if entry.name.endswith(".toml")), key=lambda entry: entry.name)
    return tuple(validate(FormFile, read_toml(entry), entry.name) for entry in entries)


@dataclass(frozen=True, slots=True, kw_only=True)
class Grounds:
    """What the record shows for an item. Counts of duties or of checks; `faults` are contradictions and what was forbidden and done.

    `read` is the same of the duties whose limits' numbers a reading supplies: it is told, and no rating rests on it.
    """

    asked: int = 0
    evaluated: int = 0
    in_time: int = 0
    late: int = 0
    undone: int = 0
    undecided: int = 0  # cannot be judged
    faults: int = 0
    weak: int = 0  # in time by a thin margin, by a habit that the plan does not have, or between two hats of one person
    duties: tuple[str, ...] = ()  # ids of the verdicts
    rows: tuple[int, ...] = ()
    reason: Said = NOTHING  # why nothing was asked, or nothing could be evaluated
    read: Grounds | None = None

    @property
    def coverage(self) -> float:
        """The share of what was asked that could be evaluated; 1 where nothing was asked."""
        return self.evaluated / self.asked if self.asked else 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Override:
    """A person's rating in place of (or in agreement with) the one proposed. A role, never a name."""

    form: str
    item: str
    rating: str  # a rating of the form's scale, or "not applicable"
    role: str
    time: str
    reason: str


State = Literal["rated", "not rated", "not applicable"]


@dataclass(frozen=True, slots=True, kw_only=True)
class FilledItem:
    """An item with what is proposed, why, and what a person made of it."""

    item: FormItem
    evidence: Grounds
    proposed: str | None
    uncapped: str | None  # what the evidence would give with full coverage
    why: Said
    override: Override | None = None

    @property
    def rating(self) -> str | None:
        """The rating that holds: a person's, else the proposed one; None where there is none."""
        if self.override is None:
            return self.proposed
        return None if self.override.rating == NOT_APPLICABLE else self.override.rating

    @property
    def state(self) -> State:
        """Whether the item is rated, could not be, or does not apply."""
        if self.override is not None:
            return "not applicable" if self.override.rating == NOT_APPLICABLE else "rated"
        read = self.evidence.read
        if not self.evidence.asked and not self.evidence.faults and not (read is not None and read.asked):
            return "not applicable"
        return "not rated" if self.proposed is None else "rated"


@dataclass(frozen=True, slots=True, kw_only=True)
class FilledForm:
    """A form with all its items. Points are of the rated items; `overall` is None where points are not given or too few items are rated."""

    form: FormFile
    items: tuple[FilledItem, ...]
    points: float | None
    points_of: float | None  # of the rated items
    points_asked: float | None  # of all items that apply
    overall: str | None
    confirmed: dict[str, Any] | None = None  # role and time of whoever confirmed the form as a whole


NOT_APPLICABLE = "not applicable"
