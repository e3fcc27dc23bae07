"""The page on the JSON documents, made from their shapes: each document, and each kind of entry where it first occurs, key by key."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from analysis.documents.parts import TEXTS
from analysis.documents.schemas import SHAPES, document_schema
from analysis.plan.page import markdown_row
from sim.vocabulary import DOCUMENTS
from sim.words import Words, words

_REFERENCE = "#/$defs/"


def documents_page(lang: str) -> str:
    """Every document as Markdown."""
    say, told = words(lang), set[str]()
    return "\n".join(part for kind in SHAPES for part in _document(DOCUMENTS[kind], lang, say, told))


def _document(name: str, lang: str, say: Words, told: set[str]) -> Iterator[str]:
    schema = document_schema(name, lang)
    yield f"## `{name}`\n\n{schema['description']}{say('language.stop')}\n\n{_table(schema, say)}"
    waiting = list(_named_in(schema))
    while waiting:
        shape = waiting.pop(0)
        if shape not in told:
            told.add(shape)
            held = schema["$defs"][shape]
            yield f"### `{shape}`\n\n{held['description']}{say('language.stop')}\n\n{_table(held, say)}"
            waiting += _named_in(held)


def _named_in(held: Any) -> Iterator[str]:
    """The kinds of entry that a part of a schema names, in its order."""
    if isinstance(held, dict):
        if "$ref" in held:
            yield held["$ref"].removeprefix(_REFERENCE)
        for key, part in held.items():
            if key != "$defs":
                yield from _named_in(part)
    elif isinstance(held, list):
        for part in held:
            yield from _named_in(part)


def _table(schema: dict[str, Any], say: Words) -> str:
    needed = set(schema.get("required", schema["properties"]))
    head = [say("language.column.key"), say("language.column.what"), say("document.column.type")]
    rows = [
        [f"`{key}`", held["description"], _type(held, say) + ("" if key in needed else say("document.type.may-lack"))]
        for key, held in schema["properties"].items()
    ]
    return "\n".join([markdown_row(head), "|" + "---|" * len(head), *map(markdown_row, rows)]) + "\n"


def _type(held: dict[str, Any], say: Words) -> str:
    """What stands there, in words."""
    if "$ref" in held:
        shape = held["$ref"].removeprefix(_REFERENCE)
        return f"[`{shape}`](#{shape.lower()})"
    if held.get("title") == TEXTS:
        return say("document.type.texts")
    if "enum" in held:
        return _either([f'`"{one}"`' for one in held["enum"]], say)
    if "anyOf" in held:
        kinds = sorted(held["anyOf"], key=lambda one: one.get("type") == "null")  # each version of the library puts nothing elsewhere
        return _either([_type(one, say) for one in kinds], say)
    match held.get("type"):
        case "array":
            return say("document.type.list", what=_type(held.get("items", {}), say))
        case "object" if isinstance(held.get("additionalProperties"), dict):
            return say("document.type.table-of", what=_type(held["additionalProperties"], say))
        case None:
            return say("document.type.anything")
        case str(kind):
            return say(f"document.type.{kind}")
    raise TypeError(f"no words for {held!r}")


def _either(parts: Iterable[str], say: Words) -> str:
    return say("word.list-separator").join(parts)
