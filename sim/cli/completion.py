"""Completion in a shell: ids of what ships, at the values that take them (`drill completion` says how a shell learns of it).

It is asked at every press of a key, so nothing here reads more than it must: ids of plans, scenarios and revisions are names of files, those of
bodies and duties are found in a plan's text, and those of measures stand in the catalogue.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import click
from click.shell_completion import CompletionItem

from sim.words import LANGUAGES, words

GIVEN = "drill.given"  # in the meta of a context: the words of the command line
_ENTRY = re.compile(r"^\[\[(\w+)\]\]|^id\s*=\s*[\"']([^\"'\n]+)[\"']", re.MULTILINE)


# -- which ids a value may be --------------------------------------------------------------------------------------------------


def completed(value: str) -> Callable[[click.Context, click.Parameter, str], list[CompletionItem]] | None:
    """What completes a value that the help calls `cli.value.VALUE`; None where nothing that ships is meant."""
    ids = _IDS.get(value)
    if ids is None:
        return None

    def complete(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
        """The ids that begin so; where none does, the shell completes a path."""
        found = [CompletionItem(id_) for id_ in sorted(set(ids(ctx))) if id_.startswith(incomplete)]
        return found or [CompletionItem(incomplete, type="file")]

    return complete


def _plans(ctx: click.Context) -> Iterable[str]:
    return (home.name for home in _homes())


def _scenarios(ctx: click.Context) -> Iterable[str]:
    return _files(ctx, "scenarios")


def _revisions(ctx: click.Context) -> Iterable[str]:
    return _files(ctx, "revisions")


def _files(ctx: click.Context, folder: str) -> Iterator[str]:
    for home in _meant(ctx):
        yield from (file.stem for file in (home / folder).glob("*.toml"))


def _parties(ctx: click.Context) -> Iterator[str]:
    for home in _meant(ctx):
        yield from _entries(home, "body", "post", "group")


def _measures(ctx: click.Context) -> Iterator[str]:
    """What the catalogue has words for; of a pattern, the members by the ids of the plan."""
    for measure in words(LANGUAGES[0]).below("measure.", ".name"):
        kinds = next((kinds for word, kinds in _PATTERNS.items() if word in measure), None)
        if kinds is None:
            yield measure
            continue
        word = next(word for word in _PATTERNS if word in measure)
        yield from (measure.replace(word, id_) for home in _meant(ctx) for id_ in _entries(home, *kinds))


_IDS: dict[str, Callable[[click.Context], Iterable[str]]] = {
    "plan": _plans, "scenario": _scenarios, "revision": _revisions, "body": _parties, "bodies": _parties, "measure": _measures,
}  # fmt: skip
_PATTERNS: dict[str, tuple[str, ...]] = {"DUTY": ("duty",), "BODY": ("body",), "WHO": ("body", "post"), "FORM": ()}


def _meant(ctx: click.Context) -> list[Path]:
    """The folders of the plans that the command line names, or to which a scenario that it names belongs; else of all plans that ship."""
    homes, given = _homes(), ctx.meta.get(GIVEN, ())
    found = [home for home in homes if home.name in given or any((home / "scenarios" / f"{word}.toml").is_file() for word in given)]
    return found or homes


def _entries(home: Path, *tables: str) -> Iterator[str]:
    """The ids of entries of a plan, found in its text."""
    table = ""
    for found in _ENTRY.finditer((home / "plan.toml").read_text("utf-8")):
        if found[1]:
            table = found[1]
        elif table in tables:
            yield found[2]
            table = ""


def _homes() -> list[Path]:
    import tomllib

    import scenarios

    root = Path(scenarios.__file__).parent
    return [root / plan for plan in tomllib.loads((root / "index.toml").read_text("utf-8"))["plans"]]
