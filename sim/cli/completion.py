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

_ENTRY = re.compile(r"^\[\[(\w+)\]\]|^id\s*=\s*[\"']([^\"'\n]+)[\"']", re.MULTILINE)


# -- which ids a value may be --------------------------------------------------------------------------------------------------


def completed(value: str) -> Callable[[click.Context, click.Parameter, str], list[CompletionItem]] | None:
    """What completes a value that the help calls `cli.value.VALUE`; None where nothing that ships is meant."""
    ids = _IDS.get(value)
    if ids is None:
        return None

    def complete(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
        """The ids that begin so; where none does, the shell completes a path."""
        found = [CompletionItem(id_) for id_ in sorted(set(ids())) if id_.startswith(incomplete)]
        return found or [CompletionItem(incomplete, type="file")]

    return complete


def _plans() -> Iterable[str]:
    return (home.name for home in _homes())


def _scenarios() -> Iterable[str]:
    return _files("scenarios")


def _revisions() -> Iterable[str]:
    return _files("revisions")


def _files(folder: str) -> Iterator[str]:
    for home in _meant():
        yield from (file.stem for file in (home / folder).glob("*.toml"))


def _parties() -> Iterator[str]:
    for home in _meant():
        yield from _entries(home, "body", "post", "group")


def _measures() -> Iterator[str]:
    """What the catalogue has words for; of a pattern, the members by the ids of the plan."""
    for measure in words(LANGUAGES[0]).below("measure.", ".name"):
        kinds = next((kinds for word, kinds in _PATTERNS.items() if word in measure), None)
        if kinds is None:
            yield measure
            continue
        word = next(word for word in _PATTERNS if word in measure)
        yield from (measure.replace(word, id_) for home in _meant() for id_ in _entries(home, *kinds))


_IDS: dict[str, Callable[[], Iterable[str]]] = {
    "plan": _plans, "scenario": _scenarios, "revision": _revisions, "body": _parties, "bodies": _parties, "measure": _measures,
}  # fmt: skip
_PATTERNS: dict[str, tuple[str, ...]] = {"DUTY": ("duty",), "BODY": ("body",), "WHO": ("body", "post"), "FORM": ()}


def _meant() -> list[Path]:
    """The folders of the plans that the command line names, or to which a scenario that it names belongs; else of all plans that ship."""
    from sim.cli.options import asked_for  # which takes from here what completes its values

    homes, given = _homes(), asked_for()
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
