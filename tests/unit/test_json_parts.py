"""A JSON document is written piece by piece, in the bytes of one that is written at once."""

from __future__ import annotations

import json

import msgspec
import pytest

from sim.cli.terminal import json_parts
from sim.words.layout import visible


def at_once(document: object) -> bytes:
    return msgspec.json.format(visible(json.dumps(document, ensure_ascii=False)).encode(), indent=2)


@pytest.mark.parametrize(
    "document",
    [
        {},
        [],
        None,
        [1, {"b": []}],
        {"a": []},
        {"a": {}, "b": [[], {}, {"x": [1, [2.5]]}], "c": None},
        {'行\n"': "line\nend, \u2028 and 事件", "list": ["a\nb", {"k": "\n"}]},
    ],
)
def test_a_document_in_pieces_has_the_bytes_of_one_written_at_once(document):
    assert b"".join(json_parts(document)) == at_once(document)


@pytest.mark.parametrize("entries", [[], [{"a": 1}], [{"a": [1]}, 2]])
def test_what_is_made_while_it_is_written_stands_there_as_a_list(entries):
    assert b"".join(json_parts({"x": iter(entries), "y": 1})) == at_once({"x": entries, "y": 1})


def test_a_number_that_json_does_not_have_is_refused():
    with pytest.raises(ValueError, match="JSON compliant"):
        list(json_parts({"x": [float("nan")]}))
