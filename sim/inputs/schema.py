"""What every kind of file may hold, key by key: in words, and as a JSON Schema made from the models, so that editors complete and check.

A key is described once, in the catalogues: `language.MODEL.KEY`, with the model's name in small letters and hyphens. A key without words
of its own has those of the model that it is made from, or of the model that it holds (`language.MODEL`).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Any, get_args, get_origin

from pydantic import BaseModel

from sim.errors import InputError, nearest
from sim.inputs.calendars import CalendarFile
from sim.inputs.programme import Programme
from sim.inputs.resources import Resources
from sim.inputs.revisions import RevisionDocument
from sim.inputs.scenario import Scenario
from sim.inputs.typed_schema import DRAFT, typed_schema
from sim.plan.known import CLOSED
from sim.plan.model import Plan
from sim.record import Header, Row
from sim.text import Entry, Ref, hyphened
from sim.words import LANGUAGES, MissingWordsError, Phrase, Words, phrase, words

DOCUMENTS: dict[str, type[Entry]] = {
    "plan": Plan, "resources": Resources, "scenario": Scenario, "revision": RevisionDocument, "calendar": CalendarFile,
    "programme": Programme,
}  # fmt: skip
KINDS_OF_FILE = (*DOCUMENTS, "record")


def schema_of(kind: str, lang: str) -> dict[str, Any]:
    """The schema of a kind of file, described in a language; for the record, of one line of it. Raises InputError for an unknown kind."""
    if kind not in KINDS_OF_FILE:
        raise InputError.of("schema", "", phrase("inputs.no-kind"), value=kind, allowed=KINDS_OF_FILE, hint=nearest(kind, KINDS_OF_FILE))
    if kind not in DOCUMENTS:
        return typed_schema((Header, Row), lang)
    model = DOCUMENTS[kind]
    schema = model.model_json_schema(by_alias=True, mode="validation")
    say, held = words(lang), {one.__name__: one for one in models_in(model)}
    _describe(schema, model, say)
    for name, table in schema["$defs"].items():
        if name in held:
            _describe(table, held[name], say)
    return {"$schema": DRAFT, **schema}


def models_in(model: type[BaseModel]) -> tuple[type[BaseModel], ...]:
    """A model and all that are held in it, each once."""
    found: dict[type[BaseModel], None] = {}
    _gather(model, found)
    return tuple(found)


def _gather(model: type[BaseModel], found: dict[type[BaseModel], None]) -> None:
    if model not in found:
        found[model] = None
        for field in model.model_fields.values():
            for held in _held(field.annotation):
                _gather(held, found)


def _held(shape: Any) -> Iterator[type[BaseModel]]:
    """The models that an annotation names."""
    if isinstance(shape, type) and issubclass(shape, BaseModel):
        yield shape
        return
    for part in get_args(shape):
        yield from _held(part)


def keys_of(model: type[BaseModel]) -> dict[str, Phrase]:
    """What each key of a table is, as a file writes the key. Raises MissingWordsError for one that nobody has described."""
    return {field.alias or name: _key(model, field.alias or name, field.annotation) for name, field in model.model_fields.items()}


def table_words(model: type[BaseModel]) -> Phrase:
    """What a table is."""
    return phrase(f"language.{hyphened(model.__name__)}")


def _key(model: type[BaseModel], key: str, shape: Any) -> Phrase:
    own = (f"{hyphened(kind.__name__)}.{key}" for kind in model.__mro__ if issubclass(kind, BaseModel))
    code = next((code for code in (*own, *(hyphened(held.__name__) for held in _held(shape))) if words(LANGUAGES[0]).knows(f"language.{code}")), None)
    if code is None:
        raise MissingWordsError(f"no words for the key {key!r} of {model.__name__}")
    return phrase(f"language.{code}")


def _describe(table: dict[str, Any], model: type[BaseModel], say: Words) -> None:
    """Put the words of a model and of its keys into its schema, and what a key may hold of a closed list."""
    table["description"] = say.tell(table_words(model))
    for key, told in keys_of(model).items():
        if key in table.get("properties", {}):
            table["properties"][key]["description"] = say.tell(told)
    for name, field in model.model_fields.items():
        shown = table.get("properties", {}).get(field.alias or name)
        if shown is not None and (closed := _closed(Annotated[field.annotation, *field.metadata] if field.metadata else field.annotation)):
            for text in _texts(shown):
                text["examples"] = list(closed)


def _closed(shape: Any) -> tuple[str, ...]:
    """The words of the closed lists from which a field may take its own."""
    if get_origin(shape) is Annotated:
        inside, *marks = get_args(shape)
        kinds = [kind for mark in marks if isinstance(mark, Ref) for kind in mark.kinds]
        return tuple(word for kind in kinds if kind in CLOSED for word in CLOSED[kind]) or _closed(inside)
    return next((found for part in get_args(shape) if (found := _closed(part))), ())


def _texts(shown: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """The parts of a field's schema that are texts."""
    if shown.get("type") == "string" and "const" not in shown:
        yield shown
    for inside in (*shown.get("anyOf", ()), shown.get("items")):
        if isinstance(inside, dict):
            yield from _texts(inside)
