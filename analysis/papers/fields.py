"""All that a template may use: one typed context, of which every value is already in the reader's language.

A field is a text, a list of records or texts, or a picture. What nobody stated is a blank that says what is missing and who fills it in; a list
may be empty. What each field is stands in the catalogues under `docx.field.TYPE.FIELD`, and the page of all fields is made from these types.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, get_args, get_origin, get_type_hints

import msgspec

from sim.text import hyphened


class PaperPicture(msgspec.Struct, frozen=True, kw_only=True):
    """A picture as PNG, how wide it stands on the page, and what it shows, for whoever cannot see it."""

    png: bytes
    wide_mm: float
    told: str


class ExerciseFields(msgspec.Struct, frozen=True, kw_only=True):
    """The exercise as it was or will be held: from the evaluator's file, else blanks."""

    mark: str
    name: str
    form: str
    date: str
    place: str
    organiser: str
    unit: str
    participants: str
    observers: str
    staff: str
    contact: str
    basis: str
    scope: str
    communications: str
    safety: str
    logistics: str
    approval: str
    evaluators: str
    capabilities: str
    went_well: str
    causes: str
    lessons: str
    improvements: str
    conclusion: str
    record: str
    confirmed: str


class PlanFields(msgspec.Struct, frozen=True, kw_only=True):
    """The plan that is exercised."""

    title: str
    issuer: str
    clauses: str
    revisions: str


class PaperEvent(msgspec.Struct, frozen=True, kw_only=True):
    """An event of the scenario."""

    title: str
    time: str
    place: str
    facts: str
    people: str


class PaperInject(msgspec.Struct, frozen=True, kw_only=True):
    """Something that the staff puts in."""

    number: str
    time: str
    event: str
    sender: str
    to: str
    text: str
    change: str
    expected: tuple[str, ...]


class PaperAct(msgspec.Struct, frozen=True, kw_only=True):
    """An act that the plan asks for under the clauses that are exercised."""

    clause: str
    act: str
    who: str
    to: str
    limit: str


class PaperStep(msgspec.Struct, frozen=True, kw_only=True):
    """A moment of the course, with what is expected at it."""

    time: str
    kind: str
    text: str
    expected: tuple[str, ...]


class ScenarioFields(msgspec.Struct, frozen=True, kw_only=True):
    """What is exercised."""

    title: str
    purpose: str
    teaches: str
    start: str
    length: str
    objectives: tuple[str, ...]
    people: str
    events: tuple[PaperEvent, ...]
    injects: tuple[PaperInject, ...]
    course: tuple[PaperStep, ...]
    acts: tuple[PaperAct, ...]
    acts_left: str
    expected: tuple[str, ...]
    questions: tuple[str, ...]


class PaperPost(msgspec.Struct, frozen=True, kw_only=True):
    """A body of the plan with its posts."""

    body: str
    plays: str
    posts: str
    stand_ins: str
    clause: str


class PaperMoment(msgspec.Struct, frozen=True, kw_only=True):
    """A line of what happened."""

    time: str
    text: str
    clause: str


class PaperDuty(msgspec.Struct, frozen=True, kw_only=True):
    """A duty that was not kept, those of one bearer together."""

    clause: str
    duty: str
    who: str
    limit: str
    done: str
    how: str


class PaperBearer(msgspec.Struct, frozen=True, kw_only=True):
    """A body, and what became of its duties: numbers."""

    body: str
    asked: str
    in_time: str
    late: str
    undone: str
    undecided: str


class FindingFields(msgspec.Struct, frozen=True, kw_only=True):
    """A finding, worst first, with what mends it."""

    number: str
    clause: str
    bearer: str
    said: str
    weight: str
    evidence: str
    mend: str


class PaperAction(msgspec.Struct, frozen=True, kw_only=True):
    """A line of what is to be mended."""

    number: str
    problem: str
    clause: str
    what: str
    owner: str
    start: str
    due: str


class PaperItem(msgspec.Struct, frozen=True, kw_only=True):
    """An item of an evaluation form. `findings` are those that its duties have; the marks are filled for forms with four ratings."""

    number: str
    title: str
    rating: str
    by: str
    grounds: str
    marks: tuple[str, ...]
    strengths: str
    findings: tuple[str, ...]


class PaperForm(msgspec.Struct, frozen=True, kw_only=True):
    """An evaluation form, filled."""

    title: str
    source: str
    note: str
    overall: str
    items: tuple[PaperItem, ...]


class PaperExpectation(msgspec.Struct, frozen=True, kw_only=True):
    """Something that the scenario expects, and whether it came true."""

    text: str
    came_true: str


class ResultFields(msgspec.Struct, frozen=True, kw_only=True):
    """What was found. Empty where nothing has been held yet."""

    basis: tuple[str, ...] = ()
    headline: tuple[str, ...] = ()
    people: tuple[str, ...] = ()
    counts: str = ""
    bearers: tuple[PaperBearer, ...] = ()
    story: tuple[PaperMoment, ...] = ()
    story_left: str = ""
    duties: tuple[PaperDuty, ...] = ()
    duties_left: str = ""
    findings: tuple[FindingFields, ...] = ()
    findings_left: str = ""
    strengths: tuple[str, ...] = ()
    actions: tuple[PaperAction, ...] = ()
    forms: tuple[PaperForm, ...] = ()
    ratings: tuple[PaperForm, ...] = ()
    expectations: tuple[PaperExpectation, ...] = ()
    silences: tuple[str, ...] = ()
    doubts: tuple[str, ...] = ()
    contradictions: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()


class PictureFields(msgspec.Struct, frozen=True, kw_only=True):
    """Pictures of what happened; none where nothing has been held yet."""

    timeline: PaperPicture | None = None
    late: PaperPicture | None = None


class PaperFields(msgspec.Struct, frozen=True, kw_only=True):
    """All fields of a paper."""

    exercise: ExerciseFields
    plan: PlanFields
    scenario: ScenarioFields
    bodies: tuple[PaperPost, ...]
    bodies_left: str
    result: ResultFields
    pictures: PictureFields

    def context(self) -> dict[str, Any]:
        """The fields by their names, as a template asks for them."""
        return {name: getattr(self, name) for name in self.__struct_fields__}


def every_field(shape: type = PaperFields, before: str = "") -> Iterator[tuple[str, str]]:
    """Every field as a template writes it, and the code of what it is: a list before the fields of its records, these by the list's name and "[]"."""
    hints = get_type_hints(shape)
    for name in shape.__struct_fields__:  # type: ignore[attr-defined] # of a struct, which its type does not say
        held, inner = hints[name], _record(hints[name])
        listed = get_origin(held) is tuple
        path = f"{before}{name}"
        if inner in (None, PaperPicture) or listed:
            yield path, f"docx.field.{hyphened(shape.__name__)}.{name}"
        if inner is not None and inner is not PaperPicture:
            yield from every_field(inner, f"{path}[]." if listed else f"{path}.")


def _record(held: Any) -> type | None:
    """The struct that a field holds, alone or in a list."""
    for one in (held, *get_args(held)):
        if isinstance(one, type) and issubclass(one, msgspec.Struct):
            return one
    return None


def names_of(owner: str) -> tuple[str, ...]:
    """The fields of a record by the name of its type."""
    found: dict[str, type] = {PaperFields.__name__: PaperFields}
    left: list[type] = [PaperFields]
    while left:
        for held in get_type_hints(left.pop()).values():
            inner = _record(held)
            if inner is not None and inner.__name__ not in found:
                found[inner.__name__] = inner
                left.append(inner)
    shape = found.get(owner)
    return shape.__struct_fields__ if shape is not None else ()  # type: ignore[attr-defined] # of a struct, as above
