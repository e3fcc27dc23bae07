"""The columns and the kinds of rows of an exercise script, and the words by which they are known: its own, and those of logs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Any

from analysis.logs.columns import Headings
from analysis.logs.synonyms import load_synonyms, plain
from sim.documents import read_toml
from sim.errors import InputError
from sim.words import Said, phrase

COLUMNS = ("seq", "time", "elapsed", "kind", "text", "condition", "source", "to", "means", "act", "clause", "limit", "done", "note", "id")
DETAILS = ("kind", "id", "name", "value", "shown", "about")
TABLES = {"event": "event", "sign": "event", "course": "course", "people": "people", "inject": "inject", "fault": "fault", "expect": "expect"}
"""Kinds of rows that are entries of a scenario, and the table of each; a sign is the beginning of its event."""
HEAD, META = "drill", "script"  # what the second sheet says of the whole scenario, and of the script itself
_OF_A_LOG = {  # what columns of logs are in a script
    "time": "time", "date": "date", "kind": "kind", "actor": "actor", "to": "to", "from": "source", "channel": "means", "about": "about",
    "seq": "seq", "clause": "clause", "note": "note",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class ScriptWords:
    """Plain words to meanings of one table, and the word of each that a script shows, by language."""

    meaning: Mapping[str, str]
    shown: Mapping[tuple[str, str], str] = field(default_factory=dict)

    def word(self, id_: str, lang: str) -> str:
        """The word that a script in `lang` shows; the id where there is none."""
        return self.shown.get((id_, lang), id_)

    def of(self, word: object) -> str | None:
        """What a word means; None for a stranger."""
        return self.meaning.get(plain(word)) if isinstance(word, str) else None


@cache
def script_words(table: str) -> ScriptWords:
    """The words of a table of headings.toml: `column`, `detail` or `kind`."""
    held = read_toml(files("analysis.scripts") / "headings.toml")[table]
    meaning = {plain(id_): id_ for id_ in held}
    meaning |= {plain(word): id_ for id_, by_language in held.items() for words in by_language.values() for word in words}
    shown = {(id_, lang): words[0] for id_, by_language in held.items() for lang, words in by_language.items()}
    return ScriptWords(meaning, shown)


class ScriptHeadings(Headings):
    """Knows the headings of a script: its own words before those of logs."""

    def __init__(self) -> None:
        logs = {word: _OF_A_LOG[column] for word, column in load_synonyms().column.items() if column in _OF_A_LOG}
        self._column = logs | dict(script_words("column").meaning)
        self._fact, self._ids = {}, set()

    def is_heading(self, cells: Sequence[Any]) -> bool:
        """Whether a row holds the headings of a script: what happens, and when."""
        held = [cell for cell in cells if cell not in (None, "")]
        found = {meaning[0] for cell in held if (meaning := self.meaning(cell)) is not None}
        known = 2 * len(found) >= len(held) and (len(found) > 2 or len(found) == len(held))  # else words of a row mean columns by chance
        return known and bool(found & {"text", "about", "act"}) and bool(found & {"time", "elapsed"})

    def refusal(self, file: str, seen: Sequence[Sequence[Any]], hint: Said | None = None) -> InputError:
        """The error of a workbook without a script in it."""
        nearest = max(seen, key=lambda cells: sum(self.meaning(cell) is not None for cell in cells), default=())
        value = ", ".join(str(cell) for cell in nearest if cell not in (None, ""))[:200]
        return InputError.of(
            file, "", phrase("script.no-headings"), value=value, allowed=phrase("script.headings"), hint=phrase("script.headings.hint")
        )


class DetailHeadings(Headings):
    """Knows the headings of a script's second sheet."""

    def __init__(self) -> None:
        self._column = dict(script_words("detail").meaning)
        self._fact, self._ids = {}, set()

    def is_heading(self, cells: Sequence[Any]) -> bool:
        """Whether a row holds all that the second sheet needs."""
        return {"kind", "id", "name", "value"} <= {meaning[0] for cell in cells if (meaning := self.meaning(cell)) is not None}
