"""Broken catalogues are refused, and what is wrong is named with its file and code; a text falls back by one rule; names travel."""

from __future__ import annotations

import importlib.util
import pickle
from pathlib import Path

import pytest

from sim.text import Text
from sim.words import LANGUAGES, in_language
from tests.shipped import untold_changes_of

ROOT = Path(__file__).resolve().parents[2]
HEAD = 'msgid ""\nmsgstr ""\n"Language: {lang}\\n"\n"Content-Type: text/plain; charset=UTF-8\\n"\n"Plural-Forms: {plural}\\n"\n\n'
PLURAL = {"zh": "nplurals=1; plural=0;", "en": "nplurals=2; plural=(n != 1);"}
GOOD = 'msgid "room.good"\nmsgstr "{name} is good"\n'


def catalogues():
    spec = importlib.util.spec_from_file_location("catalogues", ROOT / "tools" / "catalogues.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def compiled(folder, **said):
    for lang in ("zh", "en"):
        (folder / lang).mkdir(exist_ok=True)
        text = HEAD.format(lang=lang, plural=PLURAL[lang]) + GOOD + said.get(lang, "")
        (folder / lang / "room.po").write_bytes(text if isinstance(text, bytes) else text.encode("utf-8"))
    return catalogues().compile_all(folder)


def test_good_catalogues_are_compiled(tmp_path):
    assert compiled(tmp_path) == 1
    assert (tmp_path / "zh" / "LC_MESSAGES" / "drill.mo").is_file()


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ('\nmsgid "room.good"\nmsgstr "{name} again"\n', ["room.po", "room.good", "twice"]),
        ('\nmsgid "room.more"\nmsgstr "more"\n', ["zh", "room.more", "no words"]),
        ('\nmsgid "room.bad"\nmsgstr "a brace { alone"\n', ["room.po", "room.bad", "braces"]),
        ('\nmsgid "room.bad"\nmsgstr "an argument {} without a name"\n', ["room.po", "room.bad", "without a name"]),
        ('\nmsgid "room.bad"\nmsgstr ""\n', ["room.po", "room.bad", "says nothing"]),
        ("\nnonsense\n", ["room.po"]),
        ('\nmsgid "room.n"\nmsgid_plural "room.n.many"\nmsgstr[0] "one"\n', ["room.po", "room.n"]),
    ],
)
def test_a_fault_of_a_catalogue_names_its_file_and_code(said, told, tmp_path):
    with pytest.raises(Exception, match=r"room\.|zh") as caught:
        compiled(tmp_path, en=said)

    assert type(caught.value).__name__ == "CatalogueError"
    assert [word for word in told if word not in str(caught.value)] == []


def test_other_arguments_than_in_another_language_are_found(tmp_path):
    compiled(tmp_path)
    file = tmp_path / "en" / "room.po"
    file.write_text(file.read_text("utf-8").replace("{name}", "{nam}"), "utf-8")

    with pytest.raises(Exception, match=r"room\.good has other arguments"):
        catalogues().compile_all(tmp_path)


def test_a_file_that_is_no_utf_8_is_named(tmp_path):
    compiled(tmp_path)
    (tmp_path / "en" / "room.po").write_bytes('msgid "room.x"\nmsgstr "字"\n'.encode("gbk"))

    with pytest.raises(Exception, match=r"room\.po"):
        catalogues().compile_all(tmp_path)


@pytest.mark.parametrize(
    ("texts", "lang", "said"),
    [
        ({"zh": "字", "en": "word"}, "zh", "字"),
        ({"zh": "字", "en": "word"}, "xx", "word"),
        ({"zh": "字", "en": ""}, "en", "字"),
        ({"zh": "", "en": ""}, "zh", ""),
    ],
)
def test_what_a_file_does_not_say_in_a_language_it_says_in_english_else_in_any(texts, lang, said):
    assert in_language(texts, lang) == said
    assert Text(**texts).of(lang) == said


@pytest.mark.parametrize("file", sorted((ROOT / "scenarios").glob("*/revisions/*.toml")), ids=lambda file: file.stem)
def test_what_a_revision_changes_can_be_sent_to_another_process(file):
    """An experiment sends it to its workers."""
    said = [change.sentence for change in untold_changes_of(file)]

    assert said
    assert [one.of(lang) for lang in LANGUAGES for one in pickle.loads(pickle.dumps(said))] == [one.of(lang) for lang in LANGUAGES for one in said]  # noqa: S301
    told = [one.of("zh") for one in said]
    assert [one.of("zh") for one in pickle.loads(pickle.dumps(said))] == told  # what has been told once too  # noqa: S301
