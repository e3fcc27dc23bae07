"""Every document that `--json` prints has a name and a schema of its own, described in every language; none leaves without."""

from __future__ import annotations

import ast
import json
import re
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

import sim.words
from analysis.documents.schemas import HANDWRITTEN, SHAPES, document_schema
from sim.cli.editors import schema_named
from sim.cli.terminal import print_document
from sim.inputs.schema import DOCUMENTS as INPUTS
from sim.vocabulary import DOCUMENTS, INPUT_KINDS
from sim.words import LANGUAGES
from tests.command_line import command
from tests.json_documents import fitting
from tests.sources import FILES, ROOT, nodes, tool

CHINESE = re.compile(r"[\u4e00-\u9fff]")
CATALOGUE = Path(sim.words.__file__).parent / "locale" / "en" / "documents.po"
EVERY = (*DOCUMENTS.values(), *HANDWRITTEN, "record")


def described(schema):
    """Each table of a schema with its name: the whole, and what it holds."""
    return [("", schema), *schema["$defs"].items()]


def test_the_lists_of_documents_and_of_input_files_are_those_that_have_schemas():
    assert SHAPES.keys() == DOCUMENTS.keys()
    assert (*INPUTS, *HANDWRITTEN) == INPUT_KINDS


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("name", EVERY)
def test_every_key_of_every_document_is_described_in_the_language_asked_for(name, lang):
    schema = schema_named(name, lang)
    told = [(table, key, held["description"]) for table, part in described(schema) for key, held in part.get("properties", {}).items()]

    Draft202012Validator.check_schema(schema)
    assert told
    assert [one for one in told if bool(CHINESE.search(one[2])) != (lang == "zh")] == []


def test_no_words_describe_a_key_that_no_document_has():
    tool("tables")  # the page on documents asks for the rest
    used = set()
    for name in EVERY:
        schema = schema_named(name, "en")
        shapes = schema["$defs"] | {schema.get("title", "Header"): schema}
        for shape, part in shapes.items():
            hyphened = re.sub(r"(?<!^)([A-Z])", r"-\1", shape).lower()
            used |= {f"document.{hyphened}"}
            used |= {f"document.{of}.{key}" for key in part.get("properties", {}) for of in (hyphened, "any")}
    said = set(re.findall(r'^msgid "(document\.[^"]+)"', CATALOGUE.read_text("utf-8"), re.MULTILINE))

    assert {code for code in said - used if not code.startswith(("document.type.", "document.column."))} == set()


def test_a_document_without_a_schema_is_an_error():
    with pytest.raises(LookupError, match="without a schema"):
        print_document({"findings": []})


def test_whatever_a_command_prints_as_json_goes_through_the_look_at_its_name():
    """But for schemas themselves, which have a name that JSON Schema gives them."""
    bare = {path.relative_to(ROOT).as_posix() for path in FILES for node in nodes(path) if isinstance(node, ast.Name) and node.id == "print_json"}

    assert bare == {"sim/cli/editors.py", "sim/cli/terminal.py"}


@pytest.mark.parametrize(
    "asked",
    [("list",), ("list", "measures"), ("plan", "show", "reservoir"), ("plan", "show", "--coverage"), ("plan", "check", "reservoir"),
     ("plan", "check", "--revision", "stand-in"), ("plan", "diff", "shanting", "stand-in")],
    ids=" ".join,
)  # fmt: skip
def test_a_document_fits_its_schema_with_no_key_beside(asked, tmp_path):
    """With a validator of JSON Schema; those of the other commands are held against their types wherever a test prints one."""
    document = fitting(command(*asked, "--json", cwd=tmp_path).stdout)

    Draft202012Validator(document_schema(document["schema"], "en", closed=True)).validate(document)


def test_a_key_that_no_schema_knows_is_noticed(tmp_path):
    document = json.loads(command("list", "plans", "--json", cwd=tmp_path).stdout)

    with pytest.raises(AssertionError, match="does not know"):
        fitting(json.dumps(document | {"strange": 1}))


def test_the_schemas_to_which_shipped_files_point_are_in_step():
    shipped = {kind: (ROOT / "scenarios" / "schemas" / f"{kind}.json").read_text("utf-8") for kind in INPUT_KINDS}

    assert {kind for kind, text in shipped.items() if json.loads(text) != schema_named(kind, "en")} == set()
