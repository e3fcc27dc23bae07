"""The JSON Schema of what the program itself writes, made from its types (structs and typed dictionaries), and described in a language.

A key is described once, in the catalogues: `document.TYPE.KEY`, with the type's name in small letters and hyphens, else `document.any.KEY`, which
says what a key is wherever it stands.
"""

from __future__ import annotations

from typing import Any

import msgspec

from sim.text import hyphened
from sim.words import LANGUAGES, MissingWordsError, Phrase, phrase, words

DRAFT = "https://json-schema.org/draft/2020-12/schema"
_REFERENCE = "#/$defs/{name}"


def typed_schema(shapes: tuple[type, ...], lang: str, *, closed: bool = False) -> dict[str, Any]:
    """The schema of a document that has one of these shapes; `closed`, it may have no other keys.

    Raises MissingWordsError for a key that nobody has described.
    """
    roots, definitions = msgspec.json.schema_components(shapes, ref_template=_REFERENCE)
    say = words(lang)
    for name, table in definitions.items():
        table["description"] = say.tell(shape_words(name))
        for key, held in table["properties"].items():
            held["description"] = say.tell(written_key(name, key))
        if closed:
            table["additionalProperties"] = False
    root = definitions.pop(shapes[0].__name__) if len(shapes) == 1 else {"oneOf": list(roots)}
    return {"$schema": DRAFT, **root, "$defs": dict(sorted(definitions.items()))}


def shape_words(name: str) -> Phrase:
    """What a type of the program's documents is."""
    return phrase(f"document.{hyphened(name)}")


def written_key(name: str, key: str) -> Phrase:
    """What a key of a type is. Raises MissingWordsError."""
    code = next((code for code in (f"{hyphened(name)}.{key}", f"any.{key}") if words(LANGUAGES[0]).knows(f"document.{code}")), None)
    if code is None:
        raise MissingWordsError(f"no words for the key {key!r} of {name}")
    return phrase(f"document.{code}")
