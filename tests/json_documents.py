"""Every document that a command of the tests prints is held against its schema: by its types, which is fast, whatever else the test looks at."""

from __future__ import annotations

import json
from typing import Any

import msgspec

from analysis.documents.schemas import SHAPES
from sim.vocabulary import DOCUMENTS

NAMED = {name: SHAPES[kind] for kind, name in DOCUMENTS.items()}


def fitting(text: str) -> dict[str, Any]:
    """The document that was printed. Raises where it has no schema, lacks what that needs, holds another type, or a key that is not in it."""
    document: dict[str, Any] = json.loads(text)
    shape = NAMED[document["schema"]]
    assert msgspec.to_builtins(msgspec.convert(document, shape)) == document, "a key that its schema does not know"
    return document
