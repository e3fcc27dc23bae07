"""Names in one language: bodies, posts, ranks, events, forms, duties and habits, as a reader knows them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from analysis import words
from sim.plan.condition_names import NO_RANK
from sim.plan.model import Duty
from sim.plan.rulebook import Rulebook
from sim.record import Record, Row

HABIT = "habit:"
TASKS = frozenset({"performed", "prepared"})  # rows that say little beside what the task was


class TellingNames:
    """Bodies, posts, facts' values and duties in one language."""

    def __init__(self, rules: Rulebook, record: Record, lang: str, habits: Iterable[Duty] = ()) -> None:
        """`habits` are those of the resources; the rules by which a record is judged do not know them."""
        self.lang = lang
        plan = rules.plan
        self._names = {entry.id: entry.name.of(lang) for table in (plan.body, plan.post, plan.group) for entry in table}
        self._ranks = {("grade", entry.id): entry.name.of(lang) for entry in plan.grade}
        self._ranks |= {("level", entry.id): entry.name.of(lang) for entry in plan.level}
        for id_, entry in record.header.bodies.items():
            name = entry.get("name")
            if isinstance(name, Mapping):
                self._names[id_] = str(name.get(lang) or id_)
        self._titles = {f"{HABIT}{habit.id}": habit.title.of(lang) for habit in habits} | {rule.id: rule.duty.title.of(lang) for rule in rules.rules}
        self._events = {id_: _in(entry.get("title"), lang) for id_, entry in record.header.events.items()}
        self._counts = {fact.id: fact.name.of(lang) for fact in plan.fact if fact.type == "count"}
        self._readings = {reading.id: reading.text.of(lang) for reading in plan.reading}

    def who(self, id_: str | None) -> str:
        """A body or post; "?" where nobody is named."""
        return "?" if id_ is None else self._names.get(id_, id_)

    def rank(self, name: str, value: object) -> str:
        """A grade or a level by its name."""
        if value == NO_RANK:
            return "不够级" if self.lang == "zh" else "below every grade"
        return self._ranks.get((name, str(value)), str(value))

    def form(self, row: Row) -> str:
        """What a message or a task is: its form in words, or the title of the rule that it follows; "" where it has none."""
        if row.form is None:
            return ""
        if row.kind not in TASKS and row.form in words.FORMS:
            return words.word(words.FORMS, row.form, self.lang)
        return self.rule(row.rule) if row.rule is not None else row.form

    def rule(self, id_: str) -> str:
        """A duty or habit by its title."""
        return self._titles.get(id_) or id_.removeprefix(HABIT)

    def event(self, id_: str | None) -> str:
        """An event by its title; "" where it has none."""
        return self._events.get(id_ or "", "")

    def mark(self, about: str | None) -> str:
        """Which event a line is about, where there are several; "" where there is one."""
        return f"[{about}] " if about is not None and len(self._events) > 1 else ""

    def counted(self, facts: Mapping[str, object]) -> str:
        """The counts of the plan that a row states, in words."""
        sign = "：" if self.lang == "zh" else ": "
        return self.joined(
            [f"{name}{sign}{facts[id_]}" if len(self._counts) > 1 else f"{facts[id_]}" for id_, name in self._counts.items() if id_ in facts]
        )

    def reading(self, id_: str) -> str:
        """What a reading is about."""
        return self._readings.get(id_) or id_

    def joined(self, parts: list[str]) -> str:
        """A list as one reads it."""
        return ("、" if self.lang == "zh" else ", ").join(parts)


def _in(title: object, lang: str) -> str:
    return str(title.get(lang) or "") if isinstance(title, Mapping) else ""
