"""Certain answers against their definition: completions are drawn and judged with every cell closed, and no word that was said may differ."""

from __future__ import annotations

import tomllib
from datetime import datetime
from pathlib import Path
from random import Random
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.certain import judge_openly
from analysis.evidence import EXISTS, NO_END, TIME, Between, Evidence, OneOf, OpenCell, Same, bounds_of_times, completed, sampled
from analysis.judge import in_order_of_time, judge, verdicts_on
from analysis.open_record import occurrences
from analysis.relevance import Relevance
from analysis.verdicts import UNJUDGED, Judgement, Verdict
from sim.calendar import Calendar
from sim.durations import rough_minutes
from sim.plan.channels import channels_of
from sim.plan.model import Plan
from sim.plan.named import lengths_in, words_in
from sim.plan.rulebook import Rulebook
from sim.record import Header, Record, Row, event_roles
from sim.vocabulary import FORMS, KINDS, is_message

CASES = Path(__file__).parent.parent / "cases"
PLANS = {file.name.removesuffix(".plan.toml"): file for folder in (CASES, Path(__file__).parent) for file in sorted(folder.glob("*.plan.toml"))}
DOMAINS = tuple(PLANS)
BOOKS = {domain: Rulebook(Plan.model_validate(tomllib.loads(file.read_text(encoding="utf-8")))) for domain, file in PLANS.items()}
RELEVANCE = {domain: Relevance(book) for domain, book in BOOKS.items()}
CALENDAR = Calendar(
    start=datetime(2026, 3, 2, 8), utc_offset_min=480, weekends=frozenset({5, 6}), holidays=frozenset(), workdays=frozenset(),
    years=frozenset({2026}),
)  # fmt: skip
SEEDS = st.integers(0, 2**32)


class Drawing:
    """Draws a record that has to do with the rules of a plan, and opens some of its cells; what it holds is one of its completions."""

    def __init__(self, domain: str, seed: int) -> None:
        self.luck = Random(seed)  # noqa: S311 (no secret)
        self.book = BOOKS[domain]
        plan = self.book.plan
        rules = self.book.rules
        named = {kind for rule in rules for kind in words_in(rule.duty) & set(KINDS)}
        self.kinds = sorted({kind for rule in rules for kind in (*rule.kinds, rule.done_kind, rule.sent_kind)} | named | {"occurred", "noticed"})
        self.forms = sorted({rule.done_form for rule in rules if rule.done_form} | {"initial"})
        self.parties = sorted({*(body.id for body in plan.body), *(post.id for post in plan.post), "stranger"})
        self.lengths = sorted({rough_minutes(length) for length in lengths_in((rules, plan.fact, plan.end))} | {10.0})
        self.roles = {body.id: self.luck.choice([body.id, f"our-{body.id}"]) for body in plan.body if body.kind == "role"}

    def record(self, *, ordered: bool) -> Record:
        """Up to a dozen rows, mostly such as some rule asks for, at times that limits can tell apart."""
        rows: list[Row] = []
        times: list[float] = []
        time = 0.0
        for _ in range(self.luck.randint(2, 12)):
            time = self.luck.choice([time, self.luck.choice([0.0, *times]) + self.luck.choice(self.lengths), time + self.luck.choice([1, 5, 30])])
            times.append(max(0.0, time + self.luck.choice([0, 0, -1, 1])))
        if ordered:
            times.sort()
        for seq, minute in enumerate(times):
            rows.append(self.row(seq, minute))
        header = Header(
            version="0", plan={}, resources={}, scenario={}, seed=1, start="2026-03-02T08:00:00+08:00",
            horizon_min=self.luck.choice([0.0, max(times) + self.luck.choice([0, 1, 100, 10_000])]), events={"e": {"roles": self.roles}},
        )  # fmt: skip
        return Record(header, tuple(rows))

    def row(self, seq: int, minute: float) -> Row:
        """A row that a rule may ask for, or any other."""
        luck, rule = self.luck, self.luck.choice(self.book.rules)
        asked = luck.random()
        kind, form, actor, to = luck.choice(self.kinds), luck.choice([None, *self.forms]), luck.choice(self.parties), luck.choice(self.parties)
        if asked < 0.4:
            kind, form = rule.done_kind, rule.done_form
            actor = self._party(rule.duty.bearer, actor)
            to = self._party(luck.choice(rule.recipients), to) if rule.recipients else to
        elif asked < 0.8:
            kind = luck.choice(rule.kinds or ("noticed",))
            to = self._party(rule.duty.bearer, to) if kind == "received" else to
            actor = self._party(rule.by[0], actor) if rule.by else actor
        facts = {name: self.value(name) for name in self.fact_names() if luck.random() < 0.4}
        channel = luck.choice([None, "phone", "phone", *channels_of(self.book.plan)])
        return Row(seq, minute, kind, actor=actor, to=to, form=form, channel=channel, about="e" if luck.random() < 0.95 else "f", facts=facts)

    def _party(self, word: str, other: str) -> str:
        members = [word, *self.book.members.get(word, ())]
        named = [self.roles.get(one, one) for one in members if one in self.parties]
        return self.luck.choice(named) if named else other

    def fact_names(self) -> list[str]:
        """What the plan's conditions may ask for."""
        return [
            *(fact.id for fact in self.book.plan.fact),
            *(["grade"] if self.book.plan.grade else []),
            *(["level"] if self.book.plan.level else []),
        ]

    def value(self, name: str) -> Any:
        """A value of a fact."""
        luck, plan = self.luck, self.book.plan
        if name in ("grade", "level"):
            return luck.choice([*(one.id for one in (plan.grade if name == "grade" else plan.level)), "none"])
        fact = next(fact for fact in plan.fact if fact.id == name)
        match fact.type:
            case "flag":
                return luck.random() < 0.5
            case "count" | "number":
                return luck.choice([0, 1, 2, 3, 4, 5, 10, 29, 30, 49, 50, 51, 100, 150, 999, 1000, 1001])
            case "one of":
                return luck.choice(fact.values)
        return [value for value in fact.values if luck.random() < 0.4]

    def evidence(self, record: Record, most: int, *, ordered: bool) -> Evidence:
        """Some open cells, each with what the record holds in its range."""
        cells: dict[int, list[OpenCell]] = {}
        for _ in range(self.luck.randint(1, most)):
            row = self.luck.choice(record.rows)
            cell = self.cell(row, record.rows)
            if cell is not None and all(one.column != cell.column for one in cells.get(row.seq, ())):
                cells.setdefault(row.seq, []).append(cell)
        complete = self.luck.choice([None, None, frozenset(self.luck.sample(self.parties, 2))])
        possible: list[Row] = []
        for sent in record.rows:
            if most > 1 and is_message(sent.kind) and self.luck.random() < 0.15 and len(possible) < 2:
                seq = len(record.rows) + len(possible)
                possible.append(msgspec.structs.replace(sent, seq=seq, kind="received", cause=sent.seq))
                later = NO_END if self.luck.random() < 0.5 else sent.time + 60.0
                cells[seq] = [OpenCell(seq, EXISTS, OneOf((True, False))), OpenCell(seq, TIME, Between(sent.time, later))]
        return Evidence(cells={seq: tuple(found) for seq, found in cells.items()}, ordered=ordered, complete=complete, possible=tuple(possible))

    def cell(self, row: Row, rows: tuple[Row, ...]) -> OpenCell | None:
        """A cell of a row, opened."""
        luck = self.luck
        column = luck.choice([TIME, TIME, TIME, "kind", "actor", "to", "channel", "form", "fact", "fact", EXISTS, "about"])
        if column == TIME:
            before = next((one for one in rows if one.seq == row.seq - 1 and one.time == row.time), None)
            if before is not None and luck.random() < 0.5:
                return OpenCell(row.seq, TIME, Same(before.seq))
            reach = luck.choice([1, 5, 10, 60, 600, 2000])
            return OpenCell(row.seq, TIME, Between(max(0.0, row.time - luck.choice([0, reach])), row.time + luck.choice([1, reach])))
        if column == EXISTS:
            return OpenCell(row.seq, EXISTS, OneOf((True, False)))
        if column == "fact":
            name = luck.choice(self.fact_names() or ["none"])
            if name == "none":
                return None
            held = row.facts.get(name)
            if isinstance(held, int) and not isinstance(held, bool) and luck.random() < 0.6:
                return OpenCell(row.seq, name, Between(max(0, held - luck.choice([0, 1, 30])), held + luck.choice([0, 1, 20, 1000]), whole=True))
            return OpenCell(row.seq, name, OneOf(_distinct([held, self.value(name), self.value(name), *([None] if luck.random() < 0.5 else [])])))
        wide = luck.random() < 0.3
        pools: dict[str, list[Any]] = {
            "kind": list(KINDS) if wide else self.kinds, "actor": [*self.parties, None], "to": [*self.parties, None],
            "channel": [*channels_of(self.book.plan), None], "form": [*FORMS, *self.forms, None], "about": ["e", "f"],
        }  # fmt: skip
        pool = pools[column]
        some = pool if wide else luck.sample(pool, min(len(pool), luck.randint(1, 4)))
        return OpenCell(row.seq, column, OneOf(_distinct([getattr(row, column), *some])))


def _distinct(values: list[Any]) -> tuple[Any, ...]:
    return tuple({repr(value): value for value in values}.values())


def _openly(domain: str, record: Record, evidence: Evidence) -> Judgement:
    return judge_openly(BOOKS[domain], record, evidence, calendar=CALENDAR)


def _closed(domain: str, record: Record, evidence: Evidence, choice: Any, until: float) -> Judgement:
    return judge(BOOKS[domain], completed(record, evidence, choice), calendar=CALENDAR, until=until, complete=evidence.complete)


def check_no_word_differs(domain: str, seed: int, most: int = 4, draws: int = 12) -> Judgement:
    """Judge a record with open cells, then completions of it; returns the open judgement."""
    drawing = Drawing(domain, seed)
    ordered = drawing.luck.random() < 0.5
    record = drawing.record(ordered=ordered)
    evidence = drawing.evidence(record, most, ordered=ordered)
    openly = _openly(domain, record, evidence)
    said = occurrences(openly.verdicts, BOOKS[domain])
    doubtful = {(one.rule, one.about) for one in openly.verdicts if one.status == UNJUDGED}
    assert len({one.id for one in openly.verdicts}) == len(openly.verdicts)
    for _ in range(draws):
        choice = sampled(record, evidence, drawing.luck)
        found = occurrences(_closed(domain, record, evidence, choice, openly.until_min).verdicts, BOOKS[domain])
        for key, verdict in said.items():
            if verdict.status != UNJUDGED:
                assert key in found, (key, verdict.status, choice, evidence)
                assert found[key].status == verdict.status, (key, verdict, found[key], choice, evidence)
        for key in found:
            assert key in said or key[:2] in doubtful, (key, choice, evidence)
    return openly


def check_one_cell_is_exact(domain: str, seed: int) -> None:
    """With one open cell, what cannot be judged turns between two of its values."""
    drawing = Drawing(domain, seed)
    ordered = drawing.luck.random() < 0.5
    record = drawing.record(ordered=ordered)
    evidence = drawing.evidence(record, 1, ordered=ordered)
    openly = _openly(domain, record, evidence)
    doubts = [(key, one) for key, one in occurrences(openly.verdicts, BOOKS[domain]).items() if one.cells]
    if not doubts:
        return
    cell = next(iter(evidence))
    trials = [
        occurrences(_closed(domain, record, evidence, {(cell.seq, cell.column): value}, openly.until_min).verdicts, BOOKS[domain])
        for value in _densely(domain, cell, record, evidence)
    ]
    for key, verdict in doubts:
        words = {found[key].status if key in found else "" for found in trials}
        rule = BOOKS[domain].by_id[key[0]]
        of_somebody = (key[2] is None and rule.duty.bearer != "none stated") or (not key[3] and rule.recipients)
        assert len(words) > 1 or of_somebody, (key, verdict, words, evidence)


def _densely(domain: str, cell: OpenCell, record: Record, evidence: Evidence) -> list[Any]:
    if isinstance(cell.range, OneOf):
        return list(cell.range.values)
    assert isinstance(cell.range, Between)
    low, high = cell.range.low, cell.range.high
    if cell.range.whole:
        return list(range(int(low), int(high) + 1))
    low, high = bounds_of_times(record.rows, evidence)[cell.seq]
    book = BOOKS[domain]
    lengths = [0.0, *(rough_minutes(one) for one in lengths_in((book.rules, book.plan.fact, book.plan.end)))]
    moments = [*(row.time for row in record.rows), record.header.horizon_min]
    edges = {time + sign * length + hair for time in moments for sign in (-1, 1) for length in lengths for hair in (-0.01, 0, 0.01)}
    grid = {low + (high - low) * step / 300 for step in range(301)}
    return sorted(at for at in edges | grid if low <= at <= high)


@pytest.mark.parametrize("domain", DOMAINS)
@settings(max_examples=25)
@given(seed=SEEDS)
def test_no_word_differs_in_any_completion(domain: str, seed: int) -> None:
    check_no_word_differs(domain, seed)


@pytest.mark.parametrize("domain", DOMAINS)
@settings(max_examples=25)
@given(seed=SEEDS)
def test_with_one_open_cell_what_cannot_be_judged_turns(domain: str, seed: int) -> None:
    check_no_word_differs(domain, seed, most=1, draws=4)
    check_one_cell_is_exact(domain, seed)


@pytest.mark.parametrize("domain", DOMAINS)
@settings(max_examples=25)
@given(seed=SEEDS)
def test_the_rows_that_bear_on_a_rule_give_its_verdicts(domain: str, seed: int) -> None:
    book, relevance = BOOKS[domain], RELEVANCE[domain]
    drawing = Drawing(domain, seed)
    record = drawing.record(ordered=False)
    rows, roles = in_order_of_time(record.rows), event_roles(record.header)
    end = drawing.luck.choice([rows[-1].time, rows[-1].time + 1000])

    def judged(rules: Rulebook, some: tuple[Row, ...]) -> list[Verdict]:
        return verdicts_on(rules, some, roles, calendar=CALENDAR, end=end, complete=None)[0]

    every = judged(book, rows)

    for place in relevance.of:
        some = tuple(row for row in rows if place in relevance.bearing(row))
        found = judged(book.only(relevance.closure[place]), some)
        id_ = book.rules[place].id
        assert [one for one in found if one.rule == id_] == [one for one in every if one.rule == id_]
        raised = {one.trigger_seq for one in found if one.rule == id_}
        assert raised <= {row.seq for row in rows if place in relevance.setting_off(row)}


@pytest.mark.parametrize("domain", DOMAINS)
@settings(max_examples=10)
@given(seed=SEEDS)
def test_a_closed_record_is_judged_as_it_stands(domain: str, seed: int) -> None:
    record = Drawing(domain, seed).record(ordered=False)

    assert _openly(domain, record, Evidence()) == judge(BOOKS[domain], record, calendar=CALENDAR)
