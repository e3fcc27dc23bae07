"""The evaluator's file: ratings that people set, what only they know of the exercise, and what is to be mended, by whom and until when.

It is the file of `--confirm`. What papers ask for and neither the program nor this file knows stays a blank that names who fills it in.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Annotated, Any, Literal, NotRequired, TypedDict

from msgspec import Meta

from analysis.forms.model import FormFile, Override, shipped_forms
from analysis.forms.proposal import confirmation_in
from analysis.papers.evaluation_read import confirmation_of_book
from sim.documents import Mistakes, read_toml
from sim.words import phrase

FORM_SUFFIX = ".xlsx"  # of an evaluation form that came back; any other file is read as TOML
_LONGEST = 20_000  # signs of one text: some ten pages
_TABLES = ("override", "confirmed", "exercise", "action")
_DATES: tuple[dict[str, str], ...] = ({"format": "date"}, {})
WrittenDate = Annotated[Any, Meta(extra_json_schema={"anyOf": [{"type": "string", **form} for form in _DATES]})]
Filler = Literal["unit", "evaluator"]


class ExerciseTable(TypedDict, total=False):
    """What papers say of an exercise and a record does not: free texts. The first belong to whoever holds it, the others to the evaluator."""

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


class ActionTable(TypedDict):
    """Something that is to be mended: of which finding, what, and where it is settled by whom, from when and until when."""

    finding: str
    what: str
    owner: NotRequired[str]
    start: NotRequired[WrittenDate]
    due: NotRequired[WrittenDate]


EXERCISE_TEXTS: tuple[str, ...] = tuple(ExerciseTable.__annotations__)
OF_THE_EVALUATOR = frozenset(EXERCISE_TEXTS[EXERCISE_TEXTS.index("capabilities") :])
_OF_AN_ACTION = tuple(ActionTable.__annotations__)
_NEEDED = ("finding", "what")


@dataclass(frozen=True, slots=True, kw_only=True)
class CorrectiveAction:
    """What mends a finding. `finding` is its key; `owner`, `start` and `due` are "" where nobody has settled them, dates as ISO writes them."""

    finding: str
    what: str
    owner: str = ""
    start: str = ""
    due: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Evaluation:
    """All that an evaluator's file says. `confirmed` is the role and the time of whoever confirmed the forms, None where nobody did."""

    overrides: tuple[Override, ...] = ()
    confirmed: dict[str, str] | None = None
    exercise: Mapping[str, str] = field(default_factory=dict)
    actions: tuple[CorrectiveAction, ...] = ()

    def actions_on(self, finding: str) -> tuple[CorrectiveAction, ...]:
        """What mends a finding, in the order of the file."""
        return tuple(one for one in self.actions if one.finding == finding)


NO_EVALUATION = Evaluation()


def read_evaluation(path: Path, forms: Iterable[FormFile] | None = None) -> Evaluation:
    """The evaluator's file, or the evaluation form that came back filled in; `forms` are the shipped ones where none are given.

    Raises InputError with every fault of the file.
    """
    known = shipped_forms() if forms is None else tuple(forms)
    data = confirmation_of_book(path, known) if path.suffix.lower() == FORM_SUFFIX else read_toml(path)
    faults = Mistakes(str(path), data=data)
    for key in data:
        faults.known("", phrase("docx.word.table"), key, _TABLES)
    overrides, confirmed = confirmation_in(data, known, faults)
    exercise = _exercise(data.get("exercise", {}), faults)
    actions = _actions(data.get("action", []), faults)
    faults.stop()
    return Evaluation(overrides=overrides, confirmed=confirmed, exercise=exercise, actions=actions)


def _exercise(table: Any, faults: Mistakes) -> dict[str, str]:
    if not isinstance(table, dict):
        faults.add(("exercise",), phrase("docx.exercise-table"), value=table, allowed=EXERCISE_TEXTS)
        return {}
    found = {}
    for key, value in table.items():
        at = ("exercise", key)
        if faults.known(at, phrase("docx.word.key"), key, EXERCISE_TEXTS) and (text := _text(value, at, faults)):
            found[key] = text
    return found


def _actions(entries: Any, faults: Mistakes) -> tuple[CorrectiveAction, ...]:
    if not isinstance(entries, list) or not all(isinstance(one, dict) for one in entries):
        faults.add(("action",), phrase("docx.action-tables"), allowed=_OF_AN_ACTION)
        return ()
    found = []
    for number, entry in enumerate(entries):
        said = {key: _text(value, ("action", number, key), faults) for key, value in entry.items() if key in _OF_AN_ACTION}
        for key in entry:
            faults.known(("action", number, key), phrase("docx.word.key"), key, _OF_AN_ACTION)
        for key in _NEEDED:
            if not said.get(key) and not faults.at(("action", number, key)):
                faults.add(("action", number), phrase("docx.action-needs", key=key), hint=phrase(f"docx.action-key.{key}"))
        if all(said.get(key) for key in _NEEDED):
            found.append(CorrectiveAction(**said))
    return tuple(found)


def _text(value: Any, at: tuple[str | int, ...], faults: Mistakes) -> str:
    """A text as it stands in the file, without blanks around it; a date as ISO writes it."""
    if isinstance(value, datetime | date):
        return value.isoformat()
    if not isinstance(value, str):
        faults.add(at, phrase("docx.no-text"), value=value, allowed=phrase("docx.text"))
        return ""
    if len(value) > _LONGEST:
        faults.add(at, phrase("docx.long-text"), value=len(value), allowed=phrase("shape.at-most", bound=_LONGEST))
        return ""
    return value.strip()
