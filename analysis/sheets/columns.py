"""What an empty log asks for, made from a plan: its columns, the words that may be chosen in each, and one row as an example.

Workbook and phone page take their headings and words from here, so what either holds is read back.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from analysis.logs.columns import Headings
from analysis.logs.synonyms import Synonyms, plain, titled_forms
from sim.inputs.resources import ConcreteBody, Resources
from sim.inputs.scenario import Scenario
from sim.plan.conditions import forms_of
from sim.plan.model import Body, Fact, Group, Plan, Post
from sim.text import Text
from sim.vocabulary import CHANNELS, KINDS, SENT_KINDS
from sim.words import Names, Words, words

_FIXED = ("time", "kind", "actor", "to", "channel", "form", "about", "note")  # what a hand fills in on paper
ON_PAPER = len(_FIXED)
_NOT_LOGGED = frozenset({"scene", "expectation-missed"})  # truth, and what only a drill's staff writes


@dataclass(frozen=True, slots=True)
class SheetColumn:
    """One column: its heading, the words to choose from (none: free), a prompt, and the type of a fact."""

    meaning: str
    heading: str
    choices: tuple[str, ...] = ()
    prompt: str = ""
    type: str = ""


def sheet_columns(plan: Plan, resources: Resources | None, synonyms: Synonyms, lang: str, scenario: Scenario | None = None) -> list[SheetColumn]:
    """The columns of the sheet in one language, left to right; of a scenario the events may be chosen by their titles."""
    parties = _parties(plan, resources, lang)
    own_forms: dict[str, list[str]] = defaultdict(list)
    for title, form in titled_forms(plan, lang).items():
        own_forms[form].append(title)
    choices = {
        "kind": [synonyms.word("kind", kind, lang) for kind in KINDS if kind not in _NOT_LOGGED],
        "actor": parties,
        "to": parties,
        "channel": [*(synonyms.word("channel", one, lang) for one in CHANNELS), *_shown([(one.id, one.name) for one in plan.channel], lang)],
        "about": [event.title.of(lang) for event in scenario.event] if scenario is not None else [],
        "form": [word for form in _forms(plan) for word in own_forms.get(form) or [synonyms.word("form", form, lang)]],
    }
    columns = [
        SheetColumn(meaning, synonyms.word("column", meaning, lang), tuple(dict.fromkeys(choices.get(meaning, ()))), _prompt(meaning, words(lang)))
        for meaning in _FIXED
    ]
    headings = Headings(plan, synonyms)
    for name, entries in (("grade", plan.grade), ("level", plan.level), ("warning", plan.warning)):
        if entries:
            ranks = _shown([(entry.id, entry.name) for entry in entries], lang)
            columns.append(SheetColumn(name, synonyms.word("column", name, lang), tuple(ranks), "", "ranked"))
    names = Names(lang, plan)
    columns += [_fact_column(fact, headings, synonyms, names) for fact in _reported_facts(plan)]
    return columns


def _prompt(meaning: str, say: Words) -> str:
    prompts = {
        "time": say("log-sheet.ask-time"),
        "actor": say("log-sheet.ask-actor"),
        "to": say("log-sheet.ask-to"),
        "about": say("log-sheet.ask-about"),
        "note": say("log-sheet.ask-note"),
    }
    return prompts.get(meaning, "")


def _forms(plan: Plan) -> list[str]:
    """Forms of messages first, then the tasks that duties name."""
    own = {duty.form for duty in plan.duty} | set(SENT_KINDS.values()) | {"follow-up", "final", "written"}
    return [form for form in forms_of(plan) if form in own]


def _parties(plan: Plan, resources: Resources | None, lang: str) -> list[str]:
    concrete = resources.body if resources is not None else ()
    entries: tuple[Body | Post | Group | ConcreteBody, ...] = (*plan.body, *concrete, *plan.post, *plan.group)
    return _shown([(entry.id, entry.name) for entry in entries], lang)


def _shown(entries: Iterable[tuple[str, Text]], lang: str) -> list[str]:
    """Names in a language; the id where a name is missing or stands for several."""
    known = list(entries)
    names = [plain(name.of(lang)) for _, name in known]
    return [id_ if not name.of(lang) or names.count(plain(name.of(lang))) > 1 else name.of(lang) for id_, name in known]


def _reported_facts(plan: Plan) -> list[Fact]:
    """The facts that reports must hold, in the order of the plan; all of them where it lists no contents."""
    wanted = {fact for content in plan.content for item in content.items for fact in item.facts}
    return [fact for fact in plan.fact if fact.id in wanted] if wanted else list(plan.fact)


def _fact_column(fact: Fact, headings: Headings, synonyms: Synonyms, names: Names) -> SheetColumn:
    say, name = names.say, fact.name.of(names.lang)
    heading = name if headings.meaning(name) == (fact.id, True) else fact.id
    choices: tuple[str, ...] = ()
    unit = f"log-sheet.unit.{fact.unit}"
    prompt = say(unit) if say.knows(unit) else fact.unit  # else it is a word of the plan's own
    if fact.type == "flag":
        choices = (synonyms.word("flag", "yes", names.lang), synonyms.word("flag", "no", names.lang))
    elif fact.type == "one of":
        choices = tuple(_value_word(fact.id, value, synonyms, names) for value in fact.values)
    elif fact.type == "set of":
        prompt = say("log-sheet.ask-several", words=[_value_word(fact.id, value, synonyms, names) for value in fact.values])
    return SheetColumn(fact.id, heading, choices, prompt, fact.type)


def _value_word(fact: str, value: str, synonyms: Synonyms, names: Names) -> str:
    """The user's own word for a value, else the plan's name for it."""
    return next((word for word, id_ in synonyms.value.get(fact, {}).items() if id_ == value), names.value(fact, value))


def example_row(columns: Iterable[SheetColumn], plan: Plan, synonyms: Synonyms, lang: str) -> list[str]:
    """One row, filled in as an example: a first report by whoever the plan says makes one; a cell for each column."""
    say, held = words(lang), list(columns)
    parties = next(column.choices for column in held if column.meaning == "actor")
    names = Names(lang, plan)
    reports = [(duty.bearer, duty.to[0]) for duty in plan.duty if duty.act == "report" and isinstance(duty.to, tuple) and duty.to]
    ends = ((names.party(bearer), names.party(to)) for bearer, to in reports)
    anybody = (parties[0], parties[-1]) if parties else ("", "")
    who, to = next((pair for pair in ends if set(pair) <= set(parties)), anybody)
    cells = {
        "time": say("log-sheet.example", time="09:12"),
        "kind": synonyms.word("kind", "reported", lang),
        "actor": who,
        "to": to,
        "channel": synonyms.word("channel", "phone", lang),
        "form": synonyms.word("form", "initial", lang),
        "note": say("log-sheet.example-note"),
    }
    return [cells.get(column.meaning, "") for column in held]
