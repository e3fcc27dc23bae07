"""What the ids of a document are called, in every language, said once and by table."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from analysis.report.model import RunReport
from sim.record import Row
from sim.words import LANGUAGES, Names, NamesLater


class NamesUsed:
    """Gathers the ids that a document uses, by table, with what each is called."""

    def __init__(self, names: NamesLater) -> None:
        self._names = {lang: names.of(lang) for lang in LANGUAGES}
        self.found: dict[str, dict[str, dict[str, str]]] = {}

    def take(self, table: str, id_: Any, ask: str = "") -> None:
        """An id of a table; `ask` is how `Names` is asked for it, by default as an entry of the table."""
        if isinstance(id_, str) and id_ not in self.found.setdefault(table, {}):
            self.found[table][id_] = {lang: _asked(names, table, id_, ask) for lang, names in self._names.items()}

    def party(self, id_: str | None) -> None:
        """A body, a post, a group or a unit, under the table that it stands in."""
        table = None if id_ is None else next((found for names in self._names.values() if (found := names.table_of(id_))), None)
        if table is not None:
            self.take(table, id_)

    def rule(self, id_: str | None) -> None:
        """A duty, or a habit as rows cite it."""
        self.take("habit" if id_ is not None and id_.startswith("habit:") else "duty", id_, "rule")

    def rows(self, rows: Iterable[Row]) -> None:
        """Everything that rows name."""
        for row in rows:
            self.party(row.actor)
            self.party(row.to)
            self.take("event", row.about)
            for table, id_ in (("kind", row.kind), ("channel", row.channel), ("form", row.form)):
                self.take(table, id_, table)
            for name in row.facts:
                if name not in ("as_of", "text"):
                    self.take("fact", name, "fact")


def _asked(names: Names, table: str, id_: str, ask: str) -> str:
    if ask == "rank":
        return names.rank(table, id_)
    return str(getattr(names, ask)(id_)) if ask else names.of(table, id_)


def names_of_run(report: RunReport) -> dict[str, dict[str, dict[str, str]]]:
    """Everything that the document of a run names."""
    called = NamesUsed(report.names)
    for event in report.header.events:
        called.take("event", event)
    for row in report.record.rows:
        called.party(row.actor)
        called.party(row.to)
    for verdict in report.judgement.verdicts:
        for who in (verdict.bearer, *verdict.to):
            called.party(who)
        called.rule(verdict.rule)
        called.rule(verdict.habit)
        called.take("event", verdict.about)
        for table, id_ in (("act", verdict.act), ("form", verdict.form), ("status", verdict.status)):
            called.take(table, id_, table)
        for reading in verdict.readings:
            called.take("reading", reading)
    for silence in report.judgement.silences:
        called.rule(silence.rule)
        called.rule(silence.filled_by)
    for one in report.outcome:
        called.take("event", one.event)
        for _, value in (*one.grade, *one.true_grade):
            called.take("grade", value, "rank")
        for _, value in one.level:
            called.take("level", value, "rank")
    return called.found
