"""An editor that goes by the schema and `drill check` accept the same files, as far as a schema can say what is allowed.

What it cannot say: what a text must hold to be a length, a condition or a limit, which ids there are, and what must be so of several keys
together. And JSON, by which editors judge a TOML file, has no dates (to it they are texts) and knows no 5.0 beside 5.
"""

from __future__ import annotations

import copy
import json
import re
import subprocess
import sysconfig
import tomllib
from datetime import date, time
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from pydantic import ValidationError

import scenarios
from sim.inputs.schema import DOCUMENTS, schema_of
from tests.command_line import command

ROOT = Path(__file__).parents[2]
SHIPPED = Path(scenarios.__file__).parent
BASES = {
    "plan": ROOT / "tests/keys/plan.toml", "resources": ROOT / "tests/keys/resources.toml", "scenario": ROOT / "tests/keys/scenario.toml",
    "revision": SHIPPED / "shanting/revisions/stand-in.toml", "calendar": SHIPPED / "calendar-cn.toml",
    "programme": ROOT / "tests/keys/programme.toml",
}  # fmt: skip
VALUES = ["", 0, 1, -1, 2.5, True, "30 min", "x", "1", "true", "2026-03-10", 10**9, [], ["x"], {}, {"limit": "30 min"}, {"zh": "a", "en": "b"},
          [{}], [1], [["x"]], {"x": 1}]  # fmt: skip
TAPLO = Path(sysconfig.get_path("scripts")) / "taplo"
UNSAID = {"value_error", "date_type", "time_type"}  # by what reads a text or compares several keys; a date in quotation marks


def as_json(value):
    if isinstance(value, dict):
        return {key: as_json(held) for key, held in value.items()}
    if isinstance(value, list):
        return [as_json(held) for held in value]
    return value.isoformat() if isinstance(value, date | time) else value


def places(node, path=()):
    steps = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
    for step, below in steps:
        yield (*path, step)
        yield from places(below, (*path, step))


@cache
def base(kind):
    document = tomllib.loads(BASES[kind].read_text("utf-8"))
    return document, tuple(places(document)), Draft202012Validator(schema_of(kind, "en"))


def refusals(model, document):
    """By what a file is refused before its texts are read: its shape."""
    try:
        model.model_validate(document)
    except ValidationError as error:
        return {one["type"] for one in error.errors(include_url=False)}
    return set()


def changed(document, path, deed, value):
    found = copy.deepcopy(document)
    parent = found
    for step in path[:-1]:
        parent = parent[step]
    if deed == "replace":
        parent[path[-1]] = value
    elif deed == "delete":
        del parent[path[-1]]
    elif isinstance(parent, dict):
        parent["no_such_key"] = value
    else:
        parent.append(value)
    return found


@pytest.mark.parametrize("kind", DOCUMENTS)
@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_a_changed_file_is_refused_by_its_schema_exactly_where_its_shape_is_refused(kind, data):
    document, ways, schema = base(kind)
    path, deed = data.draw(st.sampled_from(ways)), data.draw(st.sampled_from(["replace", "delete", "add"]))
    made = changed(document, path, deed, copy.deepcopy(data.draw(st.sampled_from(VALUES))))
    found, told = refusals(DOCUMENTS[kind], made), next(schema.iter_errors(as_json(made)), None)

    if told is not None:
        assert found, f"the schema alone refuses it: {told.message[:300]}"
    elif not found & UNSAID:
        assert not found


def marks(*files):
    """What an editor's own checker marks in files, by the schemas to which they point."""
    run = subprocess.run([TAPLO, "lint", *map(str, files)], capture_output=True, text=True, check=False)
    return run.returncode, [line for line in run.stderr.splitlines() if line.startswith("error")]


def test_every_shipped_file_is_clean_in_an_editor_that_follows_its_first_line():
    """By `taplo`, the program behind an editor's marks. It goes by the schemas that ship, which are those that `drill schema` prints."""
    kinds = "|".join(map(re.escape, (f"[{kind}]" for kind in DOCUMENTS)))
    files = [file for file in SHIPPED.rglob("*.toml") if re.search(f"^({kinds})", file.read_text("utf-8"), re.MULTILINE)]
    files = [file for file in files if file.parent.name != "blank"]  # a template: what comes of it is looked at below
    silent = [file for file in files if not file.read_text("utf-8").startswith("#:schema .")]

    assert len(files) > 40
    assert silent == []
    assert marks(*files) == (0, [])


@pytest.mark.parametrize("asked", [("--blank",), ("--from", "high-water")], ids=" ".join)
def test_a_new_folder_is_clean_in_an_editor_and_a_slip_in_it_is_marked(asked, tmp_path):
    made = command("new", "mine", *asked, cwd=tmp_path, lang="zh")
    files = sorted((tmp_path / "mine").glob("*.toml"))
    found = marks(*files)
    slip = tmp_path / "mine" / "scenario.toml"
    slip.write_text(slip.read_text("utf-8").replace("[scenario]", "[scenario]\nstrat = 3", 1), "utf-8")
    described = json.loads((tmp_path / "mine" / "schemas" / "scenario.json").read_text("utf-8"))

    assert (made.returncode, len(files), found) == (0, 3, (0, []))
    assert marks(slip)[0] == 1
    assert re.search("[一-鿿]", described["description"])
    assert command("check", "mine/plan.toml", cwd=tmp_path).returncode == 0


@pytest.mark.parametrize(
    ("written", "fine"), [("2026-03-10T08:20:00", True), ("2026-03-10", True), ("2026-03-10T08:20:00+08:00", False), ("08:20:00", False),
     ("5", False)],
)  # fmt: skip
def test_the_start_of_a_scenario_is_written_as_check_wants_it(written, fine):
    document, _, schema = base("scenario")
    made = copy.deepcopy(document)
    made["scenario"]["start"] = tomllib.loads(f"start = {written}")["start"]

    assert schema.is_valid(as_json(made)) == fine
