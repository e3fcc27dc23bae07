"""Every key that a person may write in a file is described, once, in every language, and nothing else is."""

from __future__ import annotations

import re
from dataclasses import fields
from pathlib import Path

import pytest

import sim.words
from sim.inputs.crowd_parameters import CrowdParameters
from sim.inputs.resources import SCENE
from sim.inputs.schema import DOCUMENTS, keys_of, models_in, schema_of, table_words
from sim.vocabulary import FAULTS
from sim.words import LANGUAGES

MODELS = tuple(dict.fromkeys(model for file in DOCUMENTS.values() for model in models_in(file)))
CATALOGUE = Path(sim.words.__file__).parent / "locale" / "en" / "language.po"
OF_PAGES = ("language.allowed.", "language.column.", "language.referred", "language.stop")  # what a table of keys says around them
CHINESE = re.compile(r"[\u4e00-\u9fff]")


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
def test_every_table_and_every_key_has_words(model, lang):
    told = [table_words(model).of(lang), *(one.of(lang) for one in keys_of(model).values())]

    assert all(bool(CHINESE.search(text)) == (lang == "zh") for text in told), told


def test_no_words_describe_a_key_that_does_not_exist():
    used = {one.code for model in MODELS for one in (table_words(model), *keys_of(model).values())}
    said = set(re.findall(r'^msgid "(language\.[^"]+)"', CATALOGUE.read_text("utf-8"), re.MULTILINE))

    listed = {
        *(f"language.faults.{kind}" for kind in FAULTS),
        *(f"language.crowd.{size.name}" for size in fields(CrowdParameters)),
        *(f"language.scene.{name}" for name in SCENE.names),
    }

    assert {code for code in said - used if not code.startswith(OF_PAGES)} == listed


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("kind", DOCUMENTS)
def test_the_schema_describes_every_property_in_the_language_asked_for(kind, lang):
    schema = schema_of(kind, lang)
    tables = [schema, *(table for table in schema["$defs"].values() if "properties" in table)]
    silent = [f"{table['title']}.{key}" for table in tables for key, held in table["properties"].items() if not held.get("description")]

    assert silent == []
    assert all(bool(CHINESE.search(table["description"])) == (lang == "zh") for table in tables if table["title"] != "Text")


def test_the_schema_offers_the_words_of_closed_lists():
    duty = schema_of("plan", "en")["$defs"]["Duty"]["properties"]

    assert "noticed" in duty["on"]["anyOf"][1]["examples"]
    assert "report" in duty["act"]["examples"]
    assert "@actor" in duty["bearer"]["examples"]
    assert "examples" not in duty["title"]
