"""The table of words that outside logs use: the one shipped here, and a user's own that adds to it."""

from __future__ import annotations

import unicodedata
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from importlib.resources import files
from itertools import product
from pathlib import Path
from typing import Any

from sim.documents import Mistakes, read_toml
from sim.plan.channels import channels_of
from sim.plan.conditions import forms_of
from sim.plan.model import Plan
from sim.vocabulary import CHANNELS, FORMS, KINDS, SENT_KINDS
from sim.words import LANGUAGES, phrase, words

COLUMNS = (
    "time",
    "date",
    "kind",
    "actor",
    "to",
    "from",
    "channel",
    "form",
    "about",
    "grade",
    "level",
    "warning",
    "as_of",
    "seq",
    "cause",
    "rule",
    "clause",
    "facts",
    "note",
)
_CLOSED: dict[str, tuple[str, ...]] = {
    "column": COLUMNS,
    "kind": KINDS,
    "channel": CHANNELS,
    "flag": ("yes", "no"),
    "setting": ("complete",),
    "scope": ("everybody", "nobody"),
}
_OPEN = ("form", "party", "fact")
_CALLED = {table: phrase(f"log.table.{table}") for table in ("column", "kind", "form", "channel", "party", "fact")}
_NO_IDS: Mapping[str, Collection[str]] = {}
_DROPPED = str.maketrans("", "", " \t\r\n\u3000_-‐‑–\"'“”‘’「」\u200b\u200c\u200d\u200e\u200f\u2060\ufeff")


@lru_cache(maxsize=65536)
def plain(word: str) -> str:
    """A word as it is compared: full width made half, no case, no blanks, hyphens, underlines or quotes."""
    return unicodedata.normalize("NFKC", word).casefold().translate(_DROPPED)


@dataclass(frozen=True, slots=True)
class HeardPhrase:
    """A word for a kind that may also say the form and the channel."""

    kind: str
    form: str | None = None
    channel: str | None = None


@dataclass(frozen=True, slots=True)
class Synonyms:
    """Plain words to meanings. `shown` gives the word that sheets show, by table, id and language."""

    column: dict[str, str] = field(default_factory=dict)
    kind: dict[str, HeardPhrase] = field(default_factory=dict)
    form: dict[str, str] = field(default_factory=dict)
    channel: dict[str, str] = field(default_factory=dict)
    flag: dict[str, bool] = field(default_factory=dict)
    setting: dict[str, str] = field(default_factory=dict)
    scope: dict[str, bool] = field(default_factory=dict)
    party: dict[str, str] = field(default_factory=dict)
    fact: dict[str, str] = field(default_factory=dict)
    value: dict[str, dict[str, str]] = field(default_factory=dict)
    shown: dict[tuple[str, str, str], str] = field(default_factory=dict)

    def word(self, table: str, id_: str, lang: str) -> str:
        """The word that a sheet in `lang` shows for an id; the id where there is none."""
        return self.shown.get((table, id_, lang), id_)


def titled_forms(plan: Plan, lang: str) -> dict[str, str]:
    """Titles of duties with the form that each names, where that is the plan's own and has no word but the title."""
    say = words(lang)
    return {duty.title.of(lang): duty.form for duty in reversed(plan.duty) if duty.form and not say.knows(f"form.{duty.form}")}


def own_channels(plan: Plan) -> dict[str, str]:
    """Plain words for the plan's own channels: their ids and names."""
    named = {plain(channel.name.of(lang)): channel.id for channel in plan.channel for lang in LANGUAGES}
    return named | {plain(channel.id): channel.id for channel in plan.channel}


def ids_of(plan: Plan, parties: Collection[str]) -> Mapping[str, Collection[str]]:
    """The ids that a user's file may name with a plan: of bodies and posts, facts, columns, forms and channels."""
    forms = dict.fromkeys((*FORMS, *SENT_KINDS.values(), *forms_of(plan)))
    facts = [fact.id for fact in plan.fact]
    return {"party": parties, "fact": facts, "column": (*COLUMNS, *facts), "form": tuple(forms), "channel": channels_of(plan)}


def load_synonyms(*more: Path | None, ids: Mapping[str, Collection[str]] = _NO_IDS) -> Synonyms:
    """The shipped table, with other files on top, each before those in front of it. Raises InputError with every fault of a file.

    `ids` are those that tables of the last file may name beside, or in place of, the product's own (`ids_of`).
    """
    found = Synonyms()
    path = files("analysis.logs") / "synonyms.toml"
    _take(read_toml(path), found, Mistakes(str(path)), _NO_IDS)
    _take_own_words(found)
    for place, extra in enumerate(more, 1):
        if extra is None:
            continue
        faults = Mistakes(str(extra))
        _take(read_toml(extra), found, faults, ids if place == len(more) else _NO_IDS)
        faults.stop()
    return found


def _take_own_words(found: Synonyms) -> None:
    """The words that this product itself shows for kinds, forms and channels: what it writes, it reads; sheets show them too."""
    for table, ids in (("kind", KINDS), ("form", (*FORMS, *SENT_KINDS.values())), ("channel", CHANNELS)):
        for id_, lang in product(ids, LANGUAGES):
            shown = found.shown[table, id_, lang] = words(lang).named(table, id_)
            if table == "kind":
                found.kind[plain(shown)] = HeardPhrase(id_)
            else:
                (found.form if table == "form" else found.channel)[plain(shown)] = id_


def _take(data: Mapping[str, Any], found: Synonyms, faults: Mistakes, ids: Mapping[str, Collection[str]]) -> None:
    for table, entries in data.items():
        if not faults.known("", "table", table, (*_CLOSED, *_OPEN, "phrase", "value")):
            continue
        if not isinstance(entries, dict):
            faults.add(table, phrase("log.table-expected"), value=entries, allowed=f"[{table}]")
        elif table == "phrase":
            _take_phrases(entries, found, faults)
        elif table == "value":
            for fact, values in entries.items():
                if "fact" in ids and not faults.known("value", _CALLED["fact"], fact, ids["fact"]):
                    continue
                for id_, given in _entries(values, f"value › {fact}", faults):
                    found.value.setdefault(fact, {}).update(dict.fromkeys(map(plain, given), id_))
        else:
            _take_words(table, entries, found, faults, ids)


def _take_words(table: str, entries: Mapping[str, Any], found: Synonyms, faults: Mistakes, ids: Mapping[str, Collection[str]]) -> None:
    known, said = ids.get(table, _CLOSED.get(table)), dict[str, str]()
    for id_, given in _entries(entries, table, faults, found, table):
        if known is not None and not faults.known(table, _CALLED.get(table, table), id_, known):
            continue
        for word in (id_, *given):
            if (other := said.setdefault(plain(word), id_)) != id_:
                faults.add(f"{table} › {id_}", phrase("log.said-of-two", other=other), value=word, hint=phrase("log.said-of-two-hint"))
            if table == "kind":
                found.kind[plain(word)] = HeardPhrase(id_)
            elif table == "flag":
                found.flag[plain(word)] = id_ == "yes"
            elif table == "scope":
                found.scope[plain(word)] = id_ == "everybody"
            else:
                meanings: dict[str, str] = getattr(found, table)
                meanings[plain(word)] = id_


def _take_phrases(entries: Mapping[str, Any], found: Synonyms, faults: Mistakes) -> None:
    for word, meaning in entries.items():
        place = f'phrase › "{word}"'
        known = isinstance(meaning, dict) and set(meaning) <= {"kind", "form", "channel"}
        if not known or not all(isinstance(part, str) for part in meaning.values()):
            allowed = phrase("log.phrase-form", form='{ kind = "…", form = "…", channel = "…" }')
            faults.add(place, phrase("log.table-expected"), value=meaning, allowed=allowed)
            continue
        good = faults.known(place, "kind", meaning.get("kind", ""), KINDS)
        if "channel" in meaning:
            good = faults.known(place, "channel", meaning["channel"], CHANNELS) and good
        if good:
            found.kind[plain(word)] = HeardPhrase(meaning["kind"], meaning.get("form"), meaning.get("channel"))


def _entries(entries: object, place: str, faults: Mistakes, found: Synonyms | None = None, table: str = "") -> Iterable[tuple[str, list[str]]]:
    """Ids with all their words; the first word of each language is noted as the one to show."""
    if not isinstance(entries, dict):
        faults.add(place, phrase("log.table-expected"), value=entries)
        return
    for id_, given in entries.items():
        if isinstance(given, str):  # word = "id", as a file to fill in has it; "" says nothing yet
            if given:
                yield given, [id_]
            continue
        lists = given if isinstance(given, dict) else {"": given}
        if not set(lists) <= {"", *LANGUAGES} or not all(map(_is_words, lists.values())):
            allowed = phrase("log.words-form", by_language="{ " + ", ".join(f'{lang} = ["…"]' for lang in LANGUAGES) + " }")
            faults.add(f"{place} › {id_}", phrase("log.words-expected"), value=given, allowed=allowed)
            continue
        for lang, some in lists.items():
            if found is not None and lang and some:
                found.shown.setdefault((table, id_, lang), some[0])
        yield id_, [one for some in lists.values() for one in some]


def _is_words(found: object) -> bool:
    return isinstance(found, list) and all(isinstance(one, str) and one for one in found)
