"""What a reader calls an id: the one place where ids of a plan, of its resources, of a scenario and of the product become names."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from sim.words.catalogue import InLanguages, in_language, speaks, words

_CALLED = ("name", "title", "text")  # the keys by which an entry of a table is called, the first that it has
_OF_A_HEADER = (("body", "bodies", "name"), ("event", "events", "title"))  # of a record: its events, and bodies that only the resources knew
_PARTIES = ("body", "post", "group", "unit")
_HABIT = "habit:"


class Names:
    """Names in one language. What has none is the user's own word, and stays as it is; nobody is `word.nobody`."""

    def __init__(self, lang: str, *sources: object) -> None:
        """`sources` are a plan, its rules, resources, a scenario, or a record's header: whatever holds tables of entries with ids and names."""
        self.lang = lang
        self.say = words(lang)
        self._names: dict[str, dict[str, InLanguages]] = defaultdict(dict)
        self._values: dict[str, Mapping[str, InLanguages]] = {}
        self._forms: dict[str, InLanguages] = {}
        for source in sources:
            self._take(source)

    def _take(self, source: object) -> None:
        for table in _tables(source):
            for entry in _entries(source, table):
                name = next((held for key in _CALLED if speaks(held := getattr(entry, key, None))), None)
                if name is not None and name.of(self.lang) and isinstance(id_ := getattr(entry, "id", None), str):
                    self._names[table].setdefault(id_, name)
        for fact in _entries(source, "fact"):
            self._values.setdefault(fact.id, getattr(fact, "value_names", {}))
        for reading in _entries(source, "reading"):
            self._values.setdefault(f"reading:{reading.id}", getattr(reading, "value_names", {}))
        for table, key in (("content", "name"), ("duty", "title"), ("habit", "title")):
            for entry in _entries(source, table):
                if speaks(name := getattr(entry, key, None)) and name.of(self.lang):
                    self._forms.setdefault(getattr(entry, "form", ""), name)
        for rule in _entries(source, "rules"):  # duties that follow from the plan's tables have titles too
            self._names["habit" if rule.habit else "duty"].setdefault(rule.duty.id, rule.duty.title)
        for table, where, key in _OF_A_HEADER:
            held = getattr(source, where, None)
            for id_, entry in held.items() if isinstance(held, Mapping) else ():
                if isinstance(entry, Mapping) and isinstance(name := entry.get(key), Mapping):
                    self._names[table].setdefault(id_, _Header(name))

    def knows(self, table: str, id_: str | None) -> bool:
        """Whether an entry of a table has a name; without one it is called by its id."""
        return id_ in self._names.get(table, {})

    def of(self, table: str, id_: str | None) -> str:
        """The name of an entry of one table (`duty`, `event`, `unit`, …)."""
        if id_ is None:
            return ""
        name = self._names[table].get(id_)
        return id_ if name is None else name.of(self.lang)

    def party(self, id_: str | None) -> str:
        """A body, a post, a group or a unit."""
        if id_ is None:
            return self.say("word.nobody")
        return next((self.of(table, id_) for table in _PARTIES if id_ in self._names[table]), id_)

    def table_of(self, party: str) -> str | None:
        """The table that a body, a post, a group or a unit stands in; None where it has no name."""
        return next((table for table in _PARTIES if party in self._names[table]), None)

    def rule(self, id_: str | None) -> str:
        """A duty, or a habit of the resources ("habit:ID"), by its title."""
        habit = id_ is not None and id_.startswith(_HABIT)
        return self.of("habit", id_.removeprefix(_HABIT)) if habit and id_ is not None else self.of("duty", id_)

    def rank(self, table: str, id_: str | None) -> str:
        """A grade, level or warning; None and "none" are none of them."""
        if id_ is None or id_ == "none":
            return self.say(f"word.no-{table}")
        return self.of(table, id_)

    def fact(self, id_: str) -> str:
        """A fact of the plan, or what every row says of itself, such as its kind."""
        return self.of("fact", id_) if id_ in self._names["fact"] else self.say.named("fact", id_)

    def value(self, fact: str, value: Any) -> str:
        """A fact's value: yes or no, a number, a word with the name that the plan gives it, or a list of these; nothing where there is none."""
        if value is None:
            return self.say("word.nothing")
        if isinstance(value, str):
            if fact in ("grade", "level", "warning", "true_grade"):
                return self.rank(fact.removeprefix("true_"), value)
            if fact == "kind":
                return self.kind(value)
            if fact == "channel":
                return self.channel(value)
            if fact == "form":
                return self.form(value)
            if fact == "assumed":
                return self.say.named("assumed", value)
            if fact in ("actor", "to"):
                return self.party(value)
            name = self._values.get(fact, {}).get(value)
            return value if name is None else name.of(self.lang)
        if isinstance(value, list | tuple | set | frozenset):
            return self.say.tell([self.value(fact, one) for one in sorted(value, key=str)]) or self.say("word.nothing")
        return self.say.tell(value) if isinstance(value, bool | int | float) else str(value)

    def choice(self, reading: str, value: str) -> str:
        """What a reading may be taken as: a word with the name that the plan gives it, a duty, a kind of row, a body or post."""
        if value.startswith("duty:"):
            return self.say("word.quoted", said=self.of("duty", value.removeprefix("duty:")))
        name = self._values.get(f"reading:{reading}", {}).get(value)
        if name is not None:
            return name.of(self.lang)
        return self.kind(value) if self.say.knows(f"kind.{value}") else self.party(value)

    def family(self, family: str, id_: str) -> str:
        """A word of one of the product's closed lists; one that stands in none is the user's own."""
        return self.say.named(family, id_)

    def task(self, word: str) -> str:
        """An act, or what else takes people time."""
        return self.act(word) if self.say.knows(f"act.{word}") else self.say.named("task", word)

    def kind(self, id_: str | None) -> str:
        """A kind of row."""
        return self.say.named("kind", id_)

    def act(self, id_: str | None) -> str:
        """A verb that a duty may use."""
        return self.say.named("act", id_)

    def form(self, id_: str | None) -> str:
        """The form of a message; one of the plan's own goes by its name, or the title of the first duty that has it."""
        if id_ in self._forms and not self.say.knows(f"form.{id_}"):
            return self.say("word.quoted", said=self._forms[id_])
        return self.say.named("form", id_)

    def channel(self, id_: str | None) -> str:
        """A way for messages, the product's or the plan's own."""
        return self.of("channel", id_) if id_ in self._names["channel"] else self.say.named("channel", id_)

    def status(self, status: str, act: str | None = None) -> str:
        """How a duty stands; of a report, late and missed have words of their own where the language has."""
        own = f"{status}.{act}"
        return self.say(f"status.{own}") if act is not None and self.say.knows(f"status.{own}") else self.say.named("status", status)


@dataclass(frozen=True, slots=True)
class Called:
    """A name before it is known in which language: an argument of a phrase. `ask` is the method of `Names` that gives it."""

    names: NamesLater = field(compare=False, repr=False)
    ask: str
    args: tuple[Any, ...]

    def of(self, lang: str) -> str:
        """The name in `lang`."""
        said: str = getattr(self.names.of(lang), self.ask)(*self.args)
        return said


class NamesLater:
    """`Names` for whoever writes phrases: what it calls something is told at the edge."""

    def __init__(self, *sources: object) -> None:
        self._sources = sources
        self._known: dict[str, Names] = {}

    def of(self, lang: str) -> Names:
        """The names in a language."""
        if lang not in self._known:
            self._known[lang] = Names(lang, *self._sources)
        return self._known[lang]

    def party(self, id_: str | None) -> Called:
        """A body, a post, a group or a unit."""
        return Called(self, "party", (id_,))

    def rank(self, table: str, id_: str | None) -> Called:
        """A grade, level or warning."""
        return Called(self, "rank", (table, id_))

    def rule(self, id_: str | None) -> Called:
        """A duty or a habit."""
        return Called(self, "rule", (id_,))

    def event(self, id_: str | None) -> Called:
        """An event."""
        return Called(self, "of", ("event", id_))

    def fact(self, id_: str) -> Called:
        """A fact."""
        return Called(self, "fact", (id_,))

    def channel(self, id_: str | None) -> Called:
        """A way for messages."""
        return Called(self, "channel", (id_,))

    def value(self, fact: str, value: Any) -> Called:
        """A fact's value."""
        return Called(self, "value", (fact, value))


class _Header:
    """A name as a record's header holds it."""

    def __init__(self, texts: Mapping[str, Any]) -> None:
        self._texts = texts

    def of(self, lang: str) -> str:
        """The words in `lang`, else in any other."""
        return str(in_language(self._texts, lang))


def _tables(source: object) -> Any:
    """The tables that a file or another source may hold."""
    of_type = type(source)
    return getattr(of_type, "model_fields", None) or getattr(source, "__dict__", None) or getattr(of_type, "__slots__", ())


def _entries(source: object, table: str) -> Iterable[Any]:
    found = getattr(source, table, ())
    return found if isinstance(found, tuple | list) else ()
