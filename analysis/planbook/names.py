"""What the words in the cells of a plan's workbook may be called: a body by its id or its name, a word of a closed list by what a reader says."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import product
from typing import Any

from analysis.planbook.shapes import Holds, plan_sheets
from sim.durations import NONE_STATED
from sim.plan.known import CLOSED, POINTERS
from sim.plan.model import Plan
from sim.references import POINTER, own_ids
from sim.text import Closed, Ref
from sim.vocabulary import FORMS
from sim.words import LANGUAGES, RefusedError, in_language, phrase, words

_NAMED_BY = ("name", "title")
_FORM = "form"
_CONTENT = "content"
_STEPS = 2  # of a pointer that have words: the superior of the recipient's body


@dataclass(frozen=True, slots=True)
class BookNames:
    """The ids of a plan by kind, and what a reader calls them."""

    ids: Mapping[str, frozenset[str]]
    called: Mapping[str, Mapping[str, Mapping[str, str]]]  # kind, id, language
    meant: Mapping[str, Mapping[str, tuple[str, ...]]]  # kind, name in any language, the ids that have it

    @classmethod
    def of(cls, data: Mapping[str, Any]) -> BookNames:
        """The names of a plan's tables as parsed, whatever is wrong with them."""
        called = {kind: dict(held) for kind, held in _closed_called().items()}
        entries = tuple(_entries(data))
        for kind, id_, texts in entries:
            called.setdefault(kind, {})[id_] = texts
        forms = called[_FORM] = {**called.get(_CONTENT, {}), **called[_FORM]}
        of_content = own_ids(Plan, data).get(_CONTENT, ())
        called[_CONTENT] = {**{form: forms[form] for form in of_content if form in forms}, **called.get(_CONTENT, {})}
        ids = {kind: frozenset(held) for kind, held in called.items()}
        for kind, held in own_ids(Plan, data).items():
            ids[kind] = ids.get(kind, frozenset()) | frozenset(held)
        meant: dict[str, dict[str, tuple[str, ...]]] = {}
        aliases: dict[tuple[str, str], list[str]] = {}
        told = ((kind, id_, texts) for kind, held_by in called.items() for id_, texts in held_by.items())
        for kind, id_, texts in (*told, *entries):  # two entries may have one id, which is a fault of its own
            for name in (text.strip() for text in texts.values() if text.strip()):
                names = meant.setdefault(kind, {})
                names[name] = tuple(dict.fromkeys((*names.get(name, ()), id_)))
        for kind, id_, other in _other_names(data):  # of a body that was given a new name, the old one still stands in cells
            if other not in meant.setdefault(kind, {}) and other not in ids.get(kind, ()):
                aliases.setdefault((kind, other), []).append(id_)
        for (kind, other), of in aliases.items():
            meant[kind][other] = tuple(dict.fromkeys(of))
        return cls(ids, called, meant)

    def knows(self, holds: Holds, word: str) -> bool:
        """Whether a word is an id or a name of what may stand in a cell."""
        return any(word in self.ids.get(kind, ()) or word in self.meant.get(kind, {}) for kind in _kinds(holds)) or word in holds.words

    def word(self, holds: Holds, name: str) -> str:
        """The word that a file has for what stands in a cell; what nobody knows stays as it is. Raises RefusedError for a name of several."""
        if name == NONE_STATED or (holds.silent and name in _silences()):
            return NONE_STATED if holds.silent else name
        for family in (mark.family for mark in holds.marks if isinstance(mark, Closed)):
            if name not in holds.words:
                return _closed_words(family, holds.words).get(name, name)
        kinds = _kinds(holds)
        if any(name in self.ids.get(kind, ()) for kind in kinds) or name.startswith("@"):
            return name
        meant = tuple(dict.fromkeys(id_ for kind in kinds for id_ in self.meant.get(kind, {}).get(name, ())))
        if len(meant) > 1:
            raise RefusedError(phrase("inputs.name-of-several"), value=name, allowed=meant, hint=phrase("inputs.write-the-id"))
        return meant[0] if meant else name

    def name(self, holds: Holds, word: str, lang: str) -> str:
        """What a cell says for a word of the file: its name where that means nothing else, else the word."""
        if word == NONE_STATED and holds.silent:
            return words(lang)("values.none-stated")
        for name in self._names(holds, word, lang):
            try:
                if name and name == name.strip() and self.word(holds, name) == word:
                    return name
            except RefusedError:
                continue
        return word

    def _names(self, holds: Holds, word: str, lang: str) -> Iterator[str]:
        if word in holds.words:
            yield from (words(lang).named(mark.family, word) for mark in holds.marks if isinstance(mark, Closed))
        for kind in _kinds(holds):
            if (texts := self.called.get(kind, {}).get(word)) is not None:
                yield in_language(dict(texts), lang).strip()


def _kinds(holds: Holds) -> tuple[str, ...]:
    """The kinds of entries that a cell may name."""
    kinds = [kind for mark in holds.marks if isinstance(mark, Ref) for kind in mark.kinds]
    return tuple(dict.fromkeys((*kinds, *((_FORM,) if holds.says("form") else ()))))


def _entries(data: Mapping[str, Any]) -> Iterator[tuple[str, str, dict[str, str]]]:
    """Kind, id and names of all entries that have them."""
    for sheet in plan_sheets():
        rows = data.get(sheet.keys[0]) if sheet.own and not sheet.alone and len(sheet.keys) == 1 else None
        for entry in rows if isinstance(rows, list) else ():
            if isinstance(entry, dict) and isinstance(id_ := entry.get(sheet.own), str) and id_:
                text = next((entry[key] for key in _NAMED_BY if key in entry), None)
                if texts := _texts(text):
                    yield sheet.keys[0], id_, texts


def _other_names(data: Mapping[str, Any]) -> Iterator[tuple[str, str, str]]:
    """Kind, id and alias of all entries that have aliases."""
    for kind, rows in data.items():
        for entry in rows if isinstance(rows, list) else ():
            if isinstance(entry, dict) and isinstance(id_ := entry.get("id"), str) and isinstance(others := entry.get("aliases"), list):
                yield from ((kind, id_, one.strip()) for one in others if isinstance(one, str) and one.strip())


def _texts(text: object) -> dict[str, str]:
    if isinstance(text, str):
        return dict.fromkeys(LANGUAGES, text)
    return {lang: said for lang, said in text.items() if isinstance(said, str)} if isinstance(text, Mapping) else {}


@cache
def _closed_called() -> dict[str, dict[str, dict[str, str]]]:
    """What the closed lists of the product are called, and pointers with the steps behind them."""
    told = {kind: {id_: _in_all(kind, id_) for id_ in ids} for kind, ids in CLOSED.items()}
    told[_FORM] = {form: _in_all(_FORM, form) for form in FORMS}
    for pointer in POINTERS:
        for steps in (steps for number in range(1, _STEPS + 1) for steps in product(("superior", "body"), repeat=number)):
            who = phrase(f"pointer.{pointer}")
            for step in steps:
                who = phrase("plan.body-of", who=who) if step == "body" else phrase("plan.superior-of", who=who)
            told[POINTER][".".join((pointer, *steps))] = {lang: who.of(lang) for lang in LANGUAGES}
    return told


def _in_all(family: str, id_: str) -> dict[str, str]:
    return {lang: words(lang).named(family, id_) for lang in LANGUAGES}


@cache
def _closed_words(family: str, among: tuple[str, ...]) -> dict[str, str]:
    """What a reader may call the words of a closed list; what two words share stands for neither."""
    found: dict[str, list[str]] = {}
    for word in among:
        for lang in LANGUAGES:
            found.setdefault(words(lang).named(family, word), []).append(word)
    return {name: meant[0] for name, meant in found.items() if len(set(meant)) == 1}


@cache
def _silences() -> frozenset[str]:
    return frozenset(words(lang)("values.none-stated") for lang in LANGUAGES)


def yes_no() -> dict[str, bool]:
    """The words for yes and no, in every language and as a file writes them."""
    told = {"true": True, "false": False}
    for lang in LANGUAGES:
        told |= {words(lang)("word.yes").casefold(): True, words(lang)("word.no").casefold(): False}
    return told
