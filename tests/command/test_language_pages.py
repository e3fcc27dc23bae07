"""The pages on scenarios, resources, revisions and calendars: every table and every key is there with an example, and the examples run."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from sim.inputs.schema import keys_of
from sim.plan.model import Plan
from tests.command.pages import Block, blocks, write_block
from tests.command_line import command
from tests.sources import ROOT, tool

PAGES = ("scenario", "resources", "revision", "calendar")
tables = tool("tables")
MODELS = tables._OTHERS
LISTS = {"scenario": {"list-fault"}, "resources": {"list-channel", "list-scene", "list-crowd"}}


def page(kind: str, twin: str = "") -> Path:
    return ROOT / "docs" / f"{kind}-language{twin}.md"


@cache
def marks(path: Path) -> tuple[str, ...]:
    lines = path.read_text("utf-8").splitlines()
    return tuple(line.removeprefix("<!-- generated: ").removesuffix(" -->") for line in lines if line.startswith("<!-- generated:"))


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The examples of all pages as files, the drill in one folder and the revision beside the plan that it is for."""
    folder = tmp_path_factory.mktemp("pages")
    for name, kinds in (("town", ("resources", "calendar", "scenario")), ("plain", ("revision",))):
        here = folder / name
        here.mkdir()
        only = ("--only", "plan") if name == "town" else ()
        assert command("new", "mine", "--blank", *only, cwd=here).returncode == 0
        for block in (block for kind in kinds for block in blocks(page(kind))):
            write_block(here, block)
    return folder


def example(kind: str) -> dict[str, Any]:
    """What the examples of a page make of its kind of file."""
    of_it = [block.text for block in blocks(page(kind)) if block.name.endswith(".toml") and not block.name.endswith("plan.toml")]
    return tomllib.loads("\n".join(of_it))


def used(data: Any, path: str = "") -> Iterator[str]:
    """Every key, with the tables in which it stands."""
    for key, held in data.items():
        here = f"{path}.{key}" if path else key
        yield here
        for entry in held if isinstance(held, list) else [held]:
            if isinstance(entry, dict):
                yield from used(entry, here)


@pytest.mark.parametrize("kind", ["scenario", "resources", "calendar"])
def test_every_key_is_shown_in_an_example(kind: str) -> None:
    models = MODELS[kind]
    every: set[str] = set()
    for model in models:
        bases = [base for base in model.__mro__[1:] if base.__module__ == Plan.__module__]
        own = {field.alias or name for base in bases for name, field in base.model_fields.items()}
        keys = set(keys_of(model)) - (own - model.__annotations__.keys())
        every |= {tables._joined(model, key, models) for key in keys}

    assert every - set(used(example(kind))) <= {f"{key}.{word}" for key in ORIGINS for word in ("source", "assumption", "range")}


ORIGINS = frozenset(
    {"journey", "hall", "rung", "task", "channel", "unit", "sight", "officer", "conduct", "amounts", "talks"}
)  # a number has a source, or is an assumption with a range: never both


def test_every_key_of_a_revision_is_shown_in_an_example() -> None:
    shown = {step for path in used(example("revision")) for step in path.split(".")}

    assert {key for model in MODELS["revision"] for key in keys_of(model)} <= shown
    assert {"was", "now", "before", "after"} <= shown


@pytest.mark.parametrize("kind", PAGES)
def test_every_table_stands_on_its_page_in_the_page_s_own_tongue(kind: str) -> None:
    paths = {tables._path(model, MODELS[kind]) or "file" for model in MODELS[kind]}
    wanted = {f"keys-{kind}-{path.replace('.', '-')}" for path in paths} | LISTS.get(kind, set())
    if kind == "revision":
        wanted.remove("keys-revision-resources")  # as in the file itself
    assert {f"{table}-en" for table in wanted} == set(marks(page(kind)))
    assert tuple(mark.removesuffix("-en") for mark in marks(page(kind))) == tuple(mark.removesuffix("-zh") for mark in marks(page(kind, ".zh-CN")))


@pytest.mark.parametrize("kind", PAGES)
def test_the_page_has_the_same_examples_in_both_languages(kind: str) -> None:
    def shape(path: Path) -> list[Block]:
        return [replace(block, lines=(0, 0)) for block in blocks(path)]

    assert shape(page(kind)) == shape(page(kind, ".zh-CN"))


def test_the_examples_of_the_pages_make_a_drill_that_runs(home: Path) -> None:
    checked = command("check", "mine", cwd=home / "town")
    assert (checked.returncode, checked.stderr) == (0, "")
    assert [line.split(":")[0] for line in checked.stdout.splitlines() if line.startswith("warning")] == ["warning"]  # acts without a time
    assert command("run", "mine/evening.toml", cwd=home / "town").returncode == 0


def test_the_revision_of_the_page_is_one_of_the_plan(home: Path) -> None:
    assert command("check", "mine/faster.toml", cwd=home / "plain").stdout == "mine/faster.toml: revision: no faults\n"
    assert command("plan", "diff", "mine/plan.toml", "mine/faster.toml", cwd=home / "plain").returncode == 0
