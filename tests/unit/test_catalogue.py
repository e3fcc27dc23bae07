"""Every word that a reader sees stands in the catalogues, in every language, and nothing stands there that nobody says."""

import ast
import re
from functools import cache
from io import BytesIO

import pytest
from babel.messages.pofile import read_po

from sim.cli import failures
from sim.words import LANGUAGES, words
from sim.words.catalogue import LOCALE
from tests.sources import FILES as SOURCES
from tests.sources import ROOT, nodes, tool

FOREIGN = "click"  # the room whose ids are another library's sentences
SAYERS = {"say", "_say", "phrase"}  # what a code is given to, by the name of the variable

catalogues, house = tool("catalogues"), tool("house")


@cache
def codes():
    """All codes of the catalogues, without those that are another library's sentences."""
    return frozenset(catalogues.read(LOCALE / LANGUAGES[0])[1])


def patterns_in(path):
    """The codes that a file names, as regular expressions: an argument in an f-string stands for anything."""
    for node in nodes(path):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield re.escape(node.value)
        elif isinstance(node, ast.JoinedStr):
            yield "".join(re.escape(str(part.value)) if isinstance(part, ast.Constant) else ".+" for part in node.values)
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "named" and node.args:
            family = node.args[0]
            yield re.escape(str(family.value)) + r"\..+" if isinstance(family, ast.Constant) else r"(?!)"


def said_in(path):
    """Codes that are given, as they stand, to something that says them: line and code."""
    for node in nodes(path):
        if isinstance(node, ast.Call) and node.args and isinstance(node.args[0], ast.Constant) and isinstance(node.args[0].value, str):
            name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            if name in SAYERS:
                yield node.lineno, node.args[0].value


def test_every_code_that_is_said_stands_in_the_catalogues():
    strangers = [f"{path.relative_to(ROOT)}:{line} {code}" for path in SOURCES for line, code in said_in(path) if code not in codes()]

    assert strangers == []


def counted_in(path):
    """Codes that a number goes with, to choose the singular or the plural: line, code, and whether one does."""
    for node in nodes(path):
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "phrase" and node.args and isinstance(node.args[0], ast.Constant):
            yield node.lineno, str(node.args[0].value), len(node.args) > 1 or any(keyword.arg == "n" for keyword in node.keywords)


def test_a_number_goes_with_the_words_that_have_a_plural_and_with_no_others():
    files = sorted((LOCALE / "en").glob("*.po"))
    messages = [message for file in files for message in read_po(BytesIO(file.read_bytes()), locale="en") if message.id]
    plural = {message.id[0] for message in messages if not isinstance(message.id, str)}

    said = [(path.name, *found) for path in SOURCES for found in counted_in(path)]
    wrong = [one for one in said if one[2] in codes() and one[3] != (one[2] in plural)]

    assert wrong == []


def test_every_code_in_the_catalogues_is_said_somewhere():
    plain = {pattern for path in SOURCES for pattern in patterns_in(path)}
    literal = {pattern.replace("\\", "") for pattern in plain if ".+" not in pattern}
    open_ended = re.compile("|".join(sorted(f"(?:{pattern})" for pattern in plain if ".+" in pattern and "\\." in pattern)))
    unsaid = sorted(code for code in codes() if code not in literal and not open_ended.fullmatch(code))

    assert unsaid == []


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_catalogue_is_compiled_from_what_stands_beside_it(lang):
    say = words(lang)

    assert all(say.knows(code) for code in codes())


def test_chinese_stands_in_no_file_of_code_but_where_a_reader_writes_it():
    """What people write into files and logs is understood by grammars; what is said to them stands in the catalogues."""
    grammars = {"sim/durations.py", "sim/text.py"}
    found = {path.relative_to(ROOT).as_posix(): [text for _, text in house.chinese(path)] for path in SOURCES}
    left = {name: texts for name, texts in found.items() if texts and name not in grammars and not name.startswith("analysis/logs/")}

    assert left == {"sim/cli/failures.py": [failures._NO_WORDS]}  # what is said where there are no catalogues


def test_no_code_asks_which_language_it_is_or_takes_one_language_of_a_text():
    asked = []
    for path in SOURCES:
        for node in nodes(path):
            if isinstance(node, ast.Compare) and any(
                isinstance(one, ast.Constant) and one.value in LANGUAGES for one in (node.left, *node.comparators)
            ):
                asked.append(f"{path.relative_to(ROOT)}:{node.lineno}")
            if isinstance(node, ast.Attribute) and node.attr in LANGUAGES:
                asked.append(f"{path.relative_to(ROOT)}:{node.lineno}")

    assert asked == []


def test_no_name_of_a_class_has_two_meanings_and_no_file_is_in_a_circle():
    modules = house.files(ROOT)

    assert house.double_names(modules) == {}
    assert len(house.longest_chain(house.imports(modules))) > 1  # raises where there is a circle
