"""Whose acts are all in a log: what the log itself says above its headings or on another sheet, and what the caller says."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from analysis.logs.names import PartyNames
from analysis.logs.outcome import RowProblem
from analysis.logs.synonyms import Synonyms, plain
from analysis.logs.table import Cells
from sim.errors import InputError, shown
from sim.words import phrase

EVERYBODY: frozenset[str] | None = None  # as evidence has it
NOBODY: frozenset[str] = frozenset()
_COLON = re.compile(r"\s*[:：]\s*")
_PARTED = re.compile(r"[、,，;；\n]")


def stated_in_log(
    rows: Iterable[tuple[int, Cells]], words: Synonyms, parties: PartyNames, roles: Mapping[str, Mapping[str, str]]
) -> tuple[frozenset[str] | None, list[RowProblem]]:
    """Whose acts a log says it holds, nobody's where it says nothing, and what was wrong with that."""
    for line, cells in rows:
        said = _said(cells, words)
        if said is None:
            continue
        if plain(said) in words.scope:
            return (EVERYBODY if words.scope[plain(said)] else NOBODY), []
        found = parties.find(said)
        problems = [RowProblem(line, "complete", shown(one, 80), "unknown-complete", parties.near(one)) for one in found.strangers]
        return _with_posts((one for one in found.ids if one not in found.strangers), parties, roles), problems
    return NOBODY, []


def stated_by_caller(names: Sequence[str], parties: PartyNames, roles: Mapping[str, Mapping[str, str]]) -> frozenset[str] | None:
    """The bodies of `--complete`, everybody where it names none. Raises InputError with every name that nobody is known by."""
    wanted = [part.strip() for name in names for part in _PARTED.split(name) if part.strip()]
    if not wanted:
        return EVERYBODY
    found = {name: parties.find(name) for name in wanted}
    strangers = [name for name, one in found.items() if one.code]
    if strangers:
        raise InputError.of(
            "--complete", "", phrase("log.complete-unknown"), value=", ".join(strangers), allowed=parties.everybody, hint=parties.near(strangers[0])
        )
    return _with_posts((id_ for one in found.values() for id_ in one.ids), parties, roles)


def _with_posts(ids: Iterable[str], parties: PartyNames, roles: Mapping[str, Mapping[str, str]]) -> frozenset[str]:
    """The bodies, the roles that they play, and all their posts."""
    named = set(ids)
    for held in roles.values():
        for role, body in held.items():
            if named & {role, body}:
                named |= {role, body}
    return frozenset(named | {post for post, body in parties.body_of.items() if body in named})


def _said(cells: Cells, words: Synonyms) -> str | None:
    """What stands behind the word that begins such a statement, in its cell or in the next ones; None in other rows."""
    texts = [str(cell).strip() for cell in cells if cell is not None and str(cell).strip()]
    for place, text in enumerate(texts):
        head, *rest = _COLON.split(text, maxsplit=1)
        if plain(head) in words.setting:
            said = ",".join(part for part in (*rest, *texts[place + 1 :]) if part)
            return said or None
    return None
