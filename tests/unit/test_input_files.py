"""Whatever stands in an input file says in its annotation what it is; faults have lines and words."""

from __future__ import annotations

import copy
import re
import tomllib
from pathlib import Path
from types import UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

import pytest
from pydantic import BaseModel, ValidationError
from pydantic_core.core_schema import ErrorType

import sim.inputs.resources as resources_room
from sim.documents import Mistakes, TomlLines, parse_toml, read_toml
from sim.durations import NONE_STATED
from sim.errors import InputError
from sim.inputs.checking import check_files
from sim.inputs.resources import Resources, check_resources_document
from sim.inputs.scenario import Scenario, check_scenario_document, load_scenario
from sim.inputs.schema import schema_of
from sim.plan.loader import check_plan_document, load_plan
from sim.plan.model import Fact, Plan
from sim.references import leaves
from sim.text import Closed, Condition, Entry, FactValues, Id, OwnId, Ref, Says, Text, digest
from sim.validation import _BOUNDS, _SHAPES, _allowed, _problem, validate
from sim.words import LANGUAGES, in_language, phrase, words
from tests.unit import flood_plan as flood

ROOT = Path(__file__).parents[2] / "scenarios"
MODELS: tuple[type[Entry], ...] = (Plan, Resources, Scenario)
MARKS = (Ref, OwnId, Says, Condition, Closed)
PLANS = sorted(ROOT.glob("*/plan.toml"))


def shapes(model):
    """(where, shape, marks) of every simple value that may stand in a document."""
    seen = set()

    def walk(shape, where, marks=()):
        origin, parts = get_origin(shape), get_args(shape)
        if origin is Annotated:
            yield from walk(parts[0], where, (*marks, *parts[1:]))
        elif origin in (Union, UnionType):
            for part in parts:
                yield from walk(part, where, marks)
        elif origin is dict:
            yield from walk(parts[0], f"{where}{{key}}")
            yield from walk(parts[1], f"{where}{{value}}")
        elif origin is tuple:
            for part in parts:
                yield from walk(part, f"{where}[]") if part is not Ellipsis else ()
        elif isinstance(shape, type) and issubclass(shape, BaseModel):
            if shape not in seen:
                seen.add(shape)
                for name, field in shape.model_fields.items():
                    yield from walk(field.annotation, f"{shape.__name__}.{name}", tuple(field.metadata))
        else:
            yield where, shape, marks

    return list(walk(model, model.__name__))


def is_text(shape):
    return isinstance(shape, type) and issubclass(shape, str)


@pytest.mark.parametrize("model", MODELS)
def test_every_text_of_an_input_file_says_what_it_is(model):
    unsaid = [where for where, shape, marks in shapes(model) if is_text(shape) and not any(isinstance(mark, MARKS) for mark in marks)]

    assert unsaid == []


def test_a_text_that_says_nothing_would_be_found():
    class Newcomer(Entry):
        asks: str

    assert [where for where, shape, marks in shapes(Newcomer) if is_text(shape) and not marks] == ["Newcomer.asks"]


@pytest.mark.parametrize("model", MODELS)
def test_every_word_of_a_closed_list_has_a_name_in_every_language(model):
    lists = [(get_args(shape), marks) for _, shape, marks in shapes(model) if get_origin(shape) is Literal and get_args(shape) != (NONE_STATED,)]
    families = [(values, mark.family) for values, marks in lists for mark in marks if isinstance(mark, Closed)]
    nameless = [(family, value, lang) for values, family in families for value in values for lang in LANGUAGES
                if not words(lang).knows(f"{family}.{value}")]  # fmt: skip

    assert len(families) == len(lists) > 0
    assert nameless == []


@pytest.mark.parametrize("model", MODELS)
def test_what_a_text_is_and_what_a_reference_names_have_words(model):
    marks = [mark for _, _, marks in shapes(model) for mark in marks]
    codes = {f"says.{mark.what}" for mark in marks if isinstance(mark, Says)}
    codes |= {f"ref.{kind}" for mark in marks if isinstance(mark, Ref) for kind in (*mark.kinds, *mark.prefixed)}

    assert {(code, lang) for code in codes for lang in LANGUAGES if not words(lang).knows(code)} == set()


class Press(Entry):
    """A table that a newcomer has added."""

    id: Id
    asks: Annotated[str, Ref("body", "post")]
    among: tuple[Annotated[str, Ref("press")], ...] = ()


class ResourcesWithPress(Resources):
    """Resources with the new table."""

    press: tuple[Press, ...] = ()


@pytest.mark.parametrize(
    ("entries", "places"),
    [
        ('[[press]]\nid = "daily"\nasks = "library"\namong = ["daily"]\n', []),
        ('[[press]]\nid = "daily"\nasks = "nobody-at-all"\n', [('press "daily" › asks', "the body or post is unknown")]),
        ('[[press]]\nid = "daily"\nasks = "head"\namong = ["dayly"]\n', [('press "daily" › among 1', "the press is unknown")]),
        ('[[press]]\nid = "daily"\nasks = "head"\n[[press]]\nid = "daily"\nasks = "head"\n', [('press "daily" › id', "the id is there twice")]),
    ],
)
def test_a_table_that_a_newcomer_adds_is_checked_without_another_line(monkeypatch, entries, places):
    monkeypatch.setattr(resources_room, "Resources", ResourcesWithPress)
    plan = check_plan_document(tomllib.loads(flood.PLAN), "plan")
    try:
        check_resources_document(tomllib.loads(flood.RESOURCES + entries), "resources", plan)
        told = []
    except InputError as error:
        told = [(fault.place, str(fault.problem)) for fault in error.mistakes]

    assert told == places


def test_faults_of_shape_reference_and_rule_are_told_together_in_the_order_of_the_file():
    text = flood.PLAN.replace('type = "count"', 'type = "cuont"').replace('superior = "council"', 'superior = "counsil"')
    text = text.replace('requires = ["dry"]', 'requires = ["rising", "dri"]').replace('value = "10 min"', 'value = "20 min"')
    with pytest.raises(InputError) as caught:
        check_plan_document(parse_toml(text, "plan.toml"), "plan.toml")
    lines = text.splitlines()
    told = [(lines[(fault.line or 0) - 1], fault.place) for fault in caught.value.mistakes]

    assert told == [
        ('type = "cuont"', 'fact "depth" › type'),
        ('value = "20 min"', 'reading "at_once" › value'),
        ('superior = "counsil"', 'body "library" › superior'),
        ('requires = ["rising", "dri"]', 'end "dry-end" › requires 2'),
    ]


def test_a_line_is_told_where_the_file_is_checked_on_the_command_line(tmp_path):
    file = tmp_path / "plan.toml"
    file.write_text(flood.PLAN.replace('act = "perform"', 'act = "preform"'), encoding="utf-8")
    number = file.read_text(encoding="utf-8").splitlines().index('act = "preform"') + 1
    with pytest.raises(InputError, match=rf"plan\.toml: line {number}: duty \"pump\" › act"):
        check_files([file], None)


TOML = '''a.b = 1
"x.y" = """
two lines"""
list = [ # a remark with ] in it
  1,
  { k = [2,
    3], "l" = 'x]' },
]
[[t]]
id = "u"
[t.sub]
q = 2025-01-01 08:00:00
[[t.more]]
z = "\\" ]"
[[t]]
id = \'\'\'
v\'\'\'
[[t.more]]
z = 3
'''


@pytest.mark.parametrize(
    ("steps", "line"),
    [
        (("a", "b"), 1), (("x.y",), 2), (("list",), 4), (("list", 0), 5), (("list", 1, "k", 0), 6), (("list", 1, "k", 1), 7),
        (("list", 1, "l"), 7), (("t", 0), 9), (("t", 0, "id"), 10), (("t", 0, "sub", "q"), 12), (("t", 0, "more", 0, "z"), 14),
        (("t", 1), 15), (("t", 1, "id"), 16), (("t", 1, "more", 0, "z"), 19), (("t", 1, "not there"), 15), (("nowhere", 3), 1),
    ],
)  # fmt: skip
def test_every_value_has_its_line(steps, line):
    tomllib.loads(TOML)

    assert TomlLines(TOML).line(steps) == line


def places(node, path=()):
    yield path
    steps = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
    for step, below in steps:
        yield from places(below, (*path, step))


@pytest.mark.parametrize("file", sorted(ROOT.rglob("*.toml")), ids=lambda file: str(file.relative_to(ROOT)))
def test_the_line_of_every_key_of_every_shipped_file_has_that_key(file):
    text = file.read_text(encoding="utf-8")
    document, lines, found = tomllib.loads(text), text.splitlines(), TomlLines(text)
    strangers = [path for path in places(document) if path and isinstance(path[-1], str) and path[-1] not in lines[found.line(path) - 1]]

    assert strangers == []


def test_what_changes_a_copy_of_a_document_leaves_its_lines_behind():
    document = parse_toml(flood.PLAN, "plan")

    assert type(copy.deepcopy(document)) is dict
    assert document.again().lines.line(("duty", 1)) == document.lines.line(("duty", 1))


CHINESE_TO_BE_EXPECTED = re.compile(r"[\u4e00-\u9fff]")


@pytest.mark.parametrize("kind", get_args(ErrorType))
def test_no_kind_of_error_of_the_validator_is_told_in_its_own_words(kind):
    if kind in ("value_error", "assertion_error"):
        return  # these carry what a validator of ours says
    details: Any = {"type": kind, "msg": "English of the validator", "loc": (), "input": 1, "ctx": {}}
    for lang in LANGUAGES:
        say = words(lang)
        told = [say.tell(said) for said in (_problem(details), _allowed(details)) if say.tell(said)] or [say("shape.cannot-stand-here")]

        assert not any("English" in text for text in told)
        assert kind == "literal_error" or all(CHINESE_TO_BE_EXPECTED.search(text) is not None for text in told) == (lang == "zh")


# Kinds of error that come from shapes of our own fields and are told in other ways than by what may stand there.
_TOLD_OTHERWISE = {"missing", "extra_forbidden", "value_error", "literal_error", "string_pattern_mismatch", "too_short", "string_too_short",
                   "too_long", "string_too_long"}  # fmt: skip


def test_the_errors_that_a_broken_file_can_raise_have_words_of_their_own():
    """Every simple value of the flood's files is given a value of another kind: what may stand there is said, and no error falls back."""
    wrong = [3, 3.5, True, "x", "", "y" * 3000, [], [[]], {}, {"x": {}}, float("nan"), float("inf"), tomllib.loads("a = 2025-01-01")["a"]]
    raised = set()
    for model, text in zip(MODELS, (flood.PLAN, flood.RESOURCES, flood.SCENARIO), strict=True):
        document = tomllib.loads(text)
        for path in [path for path in places(document) if path]:
            for value in wrong:
                changed = copy.deepcopy(document)
                parent = changed
                for step in path[:-1]:
                    parent = parent[step]
                parent[path[-1]] = value
                try:
                    model.model_validate(changed)
                except ValidationError as error:
                    raised |= {one["type"] for one in error.errors()}

    assert len(raised) > 12
    assert {kind for kind in raised - _TOLD_OTHERWISE if kind not in _SHAPES and kind not in _BOUNDS} == set()


def test_a_text_may_speak_further_languages_and_falls_back(monkeypatch):
    import sim.text

    monkeypatch.setattr(sim.text, "LANGUAGES", (*LANGUAGES, "fr"))
    text = Text.model_validate({"zh": "水", "en": "water", "fr": "eau"})

    assert [text.of(lang) for lang in ("zh", "en", "fr", "de")] == ["水", "water", "eau", "water"]
    assert Text(zh="水", en="").of("de") == "水"
    assert digest(text) != digest(Text(zh="水", en="water"))
    assert (text.written(), Text(zh="水", en="").written()) == ({"zh": "水", "en": "water", "fr": "eau"}, {"zh": "水", "en": "水"})


def test_what_a_record_or_a_file_holds_by_language_falls_back_to_english():
    texts = {"zh": "水", "en": "water"}

    assert [in_language(texts, lang) for lang in ("zh", "en", "fr")] == ["水", "water", "water"]
    assert (in_language({"zh": "水", "en": ""}, "fr"), in_language({}, "fr")) == ("水", "")


def test_a_text_in_a_language_that_the_product_does_not_speak_is_refused():
    with pytest.raises(InputError, match='there is no language "xx"'):
        validate(Fact, {"id": "x", "name": {"zh": "水", "en": "water", "xx": "?"}, "type": "flag"}, "plan")


def test_a_circle_is_told_once_from_the_name_that_stands_first():
    faults = Mistakes("f", data={})
    after = {"z": ("y",), "y": ("x",), "x": ("z", "y"), "w": ("w",), "v": ("w",)}
    faults.circles(phrase("circle.superior"), {name: (others, ("body", at)) for at, (name, others) in enumerate(after.items())})

    assert [fault.value for fault in faults.found] == ["z → y → x → z", "w → w"]


def test_marks_are_found_in_whatever_shape_a_value_has():
    found = {(leaf.steps, leaf.value) for leaf in leaves(Plan, tomllib.loads(flood.PLAN)) if isinstance(leaf.mark, Ref)}

    assert {(("duty", 1, "to", 0), "@to"), (("duty", 2, "level"), "partial"), (("end", 0, "requires", 0), "dry")} <= found
    facts = [leaf.steps for leaf in leaves(Scenario, tomllib.loads(flood.SCENARIO)) if isinstance(leaf.mark, FactValues)]
    assert ("event", 0, "facts") in facts


def test_a_shipped_scenario_reads_from_its_file_as_from_its_tables():
    home = ROOT / "shanting"
    plan = load_plan(home / "plan.toml")
    resources = resources_room.load_resources(home / "resources.toml", plan)
    file = home / "scenarios" / "district-gate.toml"

    assert load_scenario(file, plan, resources) == check_scenario_document(dict(read_toml(file)), "s", plan, resources)


def test_the_schema_allows_a_text_as_a_plain_string_and_in_every_language():
    table = schema_of("plan", "en")["$defs"]["Text"]["anyOf"]

    assert table[0] == {"type": "string"}
    assert set(table[1]["properties"]) == set(LANGUAGES)
    assert table[1]["required"] == ["zh", "en"]


def test_what_is_done_to_the_tables_of_a_file_does_not_show_where_it_is_read_again(tmp_path):
    file = tmp_path / "some.toml"
    file.write_text("[[duty]]\nid = 'one'\nat = 2026-03-10T08:30:00\n", "utf-8")
    first = read_toml(file)
    first["duty"][0]["id"] = "another"
    first["duty"].append({})

    again = read_toml(file)
    assert again == tomllib.loads(file.read_text("utf-8"))
    assert again.lines.line(("duty", 0, "id")) == 2
    file.write_text("[[duty]]\nid = 'two'\n", "utf-8")
    assert read_toml(file) == {"duty": [{"id": "two"}]}
