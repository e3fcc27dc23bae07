"""What a new key, table or kind of row needs beside its own place: whoever forgets it is told here."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from itertools import chain
from types import SimpleNamespace
from typing import Any, get_args, get_origin

import pytest
from pydantic import BaseModel

from sim.inputs.resources import Resources
from sim.inputs.scenario import Scenario
from sim.plan.model import Plan
from sim.text import Entry
from sim.vocabulary import KINDS
from sim.words.names import Names
from tests.sources import FILES, ROOT
from tests.sources import nodes as nodes_of

DOCUMENTS = (Plan, Resources, Scenario)
LISTED_FOR_READERS = {"analysis.documents.page"}  # tables of the documents


def nodes() -> Iterator[ast.AST]:
    return chain.from_iterable(map(nodes_of, FILES))


def tables_in(annotation: Any) -> Iterator[type[Entry]]:
    if isinstance(annotation, type) and issubclass(annotation, Entry):
        yield annotation
    for inner in get_args(annotation):
        yield from tables_in(inner)


def tables_of(model: type[BaseModel], found: set[type[BaseModel]]) -> set[type[BaseModel]]:
    if model not in found:
        found.add(model)
        for field in model.model_fields.values():
            for table in tables_in(field.annotation):
                tables_of(table, found)
    return found


@pytest.mark.parametrize("document", DOCUMENTS)
def test_every_key_that_a_file_may_hold_is_read_by_somebody(document):
    words = {node.attr for node in nodes() if isinstance(node, ast.Attribute)}
    words |= {node.value for node in nodes() if isinstance(node, ast.Constant) and isinstance(node.value, str)}
    keys = {f"{table.__name__}.{key}": key for table in tables_of(document, set()) for key in table.model_fields}

    assert sorted(place for place, key in keys.items() if key not in words) == []


@pytest.mark.parametrize("document", DOCUMENTS)
def test_every_entry_with_an_id_and_a_name_is_called_by_its_name(document):
    named = {
        key: told[0]
        for key, field in document.model_fields.items()
        for table in tables_in(field.annotation)
        if get_origin(field.annotation) is tuple
        and "id" in table.model_fields
        and (told := [word for word in ("name", "title") if word in table.model_fields])
    }
    for key, word in named.items():
        entry = SimpleNamespace(id="x", **{str(word): SimpleNamespace(of=lambda lang: "some")})
        assert Names("en", SimpleNamespace(**{key: (entry,)})).of(key, "x") == "some"


def test_every_row_that_is_written_is_of_a_known_kind():
    written = [
        node.args[0].value
        for node in nodes()
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "write" and node.args
        if isinstance(node.args[0], ast.Constant) and isinstance(node.args[0].value, str)
    ]

    assert len(written) > 10
    assert [kind for kind in written if kind not in KINDS] == []


NAMED_IN_NO_IMPORT = ("sim.start", "sim.cli.", "sim.agents.outside.")  # where a process begins; commands, by name; agents, folder by folder


def test_every_file_is_imported_by_another():
    files = {".".join(file.relative_to(ROOT).with_suffix("").parts) for file in FILES}
    imported = {node.module or "" for node in nodes() if isinstance(node, ast.ImportFrom)}
    imported |= {f"{node.module}.{name.name}" for node in nodes() if isinstance(node, ast.ImportFrom) for name in node.names}
    imported |= {name.name for node in nodes() if isinstance(node, ast.Import) for name in node.names}

    unused = sorted(file for file in files - imported if not file.endswith(("__init__", "__main__")) and not file.startswith(NAMED_IN_NO_IMPORT))

    assert [file for file in unused if file not in LISTED_FOR_READERS] == []
