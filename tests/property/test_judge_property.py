"""Random and broken logs: the judge never fails, never invents a duty, and a verdict always says what its times say."""

from __future__ import annotations

import tomllib
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.judge import judge
from analysis.measures.registry import evaluate, measures_of
from analysis.report.as_json import run_document
from analysis.report.as_text import run_parts
from analysis.report.build import report_of_run
from analysis.verdicts import LATE, MET, MISSED, NOT_STARTED, PENDING, STATUSES, Judgement
from sim.calendar import Calendar
from sim.plan.model import Plan
from sim.plan.rulebook import Rulebook
from sim.record import TOLERANCE_MIN, Header, Record, Row
from sim.vocabulary import ALSO, CHANNELS, FORMS, KINDS

CASES = Path(__file__).parent.parent / "cases"
DOMAINS = ("accident", "cyber", "school", "bureau", "outbreak", "bank")
BOOKS = {domain: Rulebook(Plan.model_validate(tomllib.loads((CASES / f"{domain}.plan.toml").read_text(encoding="utf-8")))) for domain in DOMAINS}
CALENDAR = Calendar(
    start=datetime(2026, 3, 2, 8), utc_offset_min=480, weekends=frozenset({5, 6}), holidays=frozenset(), workdays=frozenset(),
    years=frozenset({2026}),
)  # fmt: skip
HEADER = Header(
    version="0", plan={}, resources={}, scenario={}, seed=1, start="2026-03-02T08:00:00+08:00", horizon_min=0.0,
    events={"e": {"roles": {"class": "class-3b", "unit": "mill"}}},
)  # fmt: skip
BODIES = {body.id for book in BOOKS.values() for body in book.plan.body}
PARTIES = sorted(BODIES | {"manager", "chief", "head", "class-3b", "mill", "stranger"})
FACTS = st.fixed_dictionaries(
    {},
    optional={
        "grade": st.sampled_from(["I", "II", "III", "serious", "ordinary", "major", "none", 3]),
        "level": st.sampled_from(["II", "III", "none", None]),
        "dead": st.one_of(st.integers(0, 5), st.just("many")),
        "size": st.one_of(st.integers(0, 200), st.booleans(), st.lists(st.integers(), max_size=1)),
        "leaked": st.booleans(),
        "users": st.integers(0, 2000),
        "calm": st.booleans(),
        "sick": st.one_of(st.integers(0, 12), st.just("few")),
        "missing": st.integers(0, 12),
        "lost": st.floats(0, 2000),
        "sort": st.sampled_from(["card", "branch", "none"]),
        "fresh": st.booleans(),
        "negative": st.booleans(),
        "as_of": st.one_of(st.just("yesterday"), st.fixed_dictionaries({"size": st.one_of(st.floats(0, 100), st.just("noon"))})),
    },
)
ROWS = st.lists(
    st.tuples(
        st.integers(0, 3000).map(lambda quarter: quarter / 4),
        st.sampled_from((*KINDS, "hearsay")),
        st.one_of(st.none(), st.sampled_from(PARTIES)),
        st.one_of(st.none(), st.sampled_from(PARTIES)),
        st.one_of(st.none(), st.sampled_from((*FORMS, "proposal", "notice", "round", "sonnet"))),
        st.one_of(st.none(), st.sampled_from(CHANNELS)),
        st.sampled_from(["e", "e", "e", "other", None]),
        FACTS,
    ),
    max_size=40,
)


def _record(cells: list[Any]) -> Record:
    rows = (
        Row(seq, time, kind, actor=actor, to=to, form=form, channel=channel, about=about, facts=facts)
        for seq, (time, kind, actor, to, form, channel, about, facts) in enumerate(cells)
    )
    return Record(HEADER, tuple(rows))


def _judged(domain: str, record: Record, until: float | None = None) -> Judgement:
    return judge(BOOKS[domain], record, calendar=CALENDAR, until=until)


@pytest.mark.parametrize("domain", DOMAINS)
@settings(max_examples=30)
@given(cells=ROWS, until=st.one_of(st.none(), st.integers(0, 4000).map(float)))
def test_a_verdict_says_what_its_times_say(domain: str, cells: list[Any], until: float | None) -> None:
    judgement = _judged(domain, _record(cells), until)

    for verdict in judgement.verdicts:
        assert verdict.status in STATUSES
        if verdict.force == "must not":
            continue
        done, due = verdict.done_min, verdict.due_min
        if done is not None:
            assert verdict.status in (MET, LATE)
            assert (verdict.status == MET) == (due is None or done <= due + TOLERANCE_MIN)
            assert verdict.latency_min is None or verdict.latency_min >= 0
        else:
            assert verdict.status not in (MET, LATE)
        if verdict.status == MISSED:
            assert due is not None
            assert due < judgement.until_min
        if verdict.status == PENDING and due is not None:
            assert due >= judgement.until_min - TOLERANCE_MIN
        if verdict.status == NOT_STARTED:
            assert due is None
    assert len({verdict.id for verdict in judgement.verdicts}) == len(judgement.verdicts)


@pytest.mark.parametrize("domain", DOMAINS)
@settings(max_examples=30)
@given(cells=ROWS)
def test_no_duty_is_invented(domain: str, cells: list[Any]) -> None:
    record = _record(cells)
    kinds = {row.kind for row in record.rows if row.about is not None}
    rules = BOOKS[domain].by_id

    for verdict in _judged(domain, record).verdicts:
        duty = rules[verdict.rule].duty
        on = (duty.on,) if isinstance(duty.on, str) else duty.on
        assert kinds & {kind for first in on for kind in (first, *ALSO.get(first, ()))}
        assert any(row.seq == verdict.trigger_seq and row.about == verdict.about for row in record.rows)


@pytest.mark.parametrize("domain", DOMAINS)
@settings(max_examples=25)
@given(cells=ROWS)
def test_measures_documents_and_tellings_of_broken_logs_do_not_fail(domain: str, cells: list[Any]) -> None:
    record, book = _record(cells), BOOKS[domain]
    judgement = _judged(domain, record)
    measures = measures_of(book)

    values = evaluate(measures, record, judgement)

    report = report_of_run(record, book, judgement, measures, values)

    assert run_document(report)["schema"] == "drill.run/2"
    for value in values.values():
        assert value.value is not None or value.reason
        assert 0 <= value.evaluated <= value.asked
    assert len(list(run_parts(report, "zh"))) == len(list(run_parts(report, "en")))


@pytest.mark.parametrize("domain", DOMAINS)
@settings(max_examples=25)
@given(cells=ROWS)
def test_rows_after_the_end_of_observation_change_nothing(domain: str, cells: list[Any]) -> None:
    record = _record(cells)
    cut = Record(HEADER, tuple(row for row in record.rows if row.time <= 300.0))

    assert _judged(domain, record, 300.0).verdicts == _judged(domain, cut, 300.0).verdicts


@pytest.mark.parametrize("domain", DOMAINS)
@settings(max_examples=25)
@given(cells=ROWS)
def test_judging_twice_gives_the_same(domain: str, cells: list[Any]) -> None:
    record = _record(cells)

    assert _judged(domain, record) == _judged(domain, record)
