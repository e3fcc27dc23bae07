"""Findings: every problem once, the gravest first, under a key that lasts, with what would mend it in both languages."""

from itertools import pairwise

import msgspec
import pytest

from analysis.called_for import CalledFor
from analysis.papers.findings import FINDING_KINDS, findings_of
from analysis.papers.record_questions import problems_of, questions_of, waiting_lines
from analysis.report.build import report_of_run
from analysis.verdicts import BROKEN, UNJUDGED
from sim.words import LANGUAGES, words
from tests import shipped
from tests.unit.judged_log import LOG, PLAN, judged

LATE = LOG.replace("09:30,notified", "09:45,notified").replace("09:10,reported", "09:14,reported")
UNDATED = LOG.replace("09:30,notified", ",notified").replace("09:40,activated", "10:40,activated")
SILENT = """time,kind,who,to,channel,form,grade,level,burnt
09:00,occurred,,,,,,,
09:02,noticed,warden,,,,,,4
12:00,activated,warden,,,,,low,
"""


def found(folder, text, **options):
    return {one.key: one for one in findings_of(judged(folder, text, **options))}


@pytest.mark.parametrize("text", [LOG, LATE, UNDATED, SILENT])
@pytest.mark.parametrize("complete", [None, ()])
def test_every_breach_and_every_doubt_stands_in_one_finding(tmp_path, text, complete):
    report = judged(tmp_path, text, complete=complete)
    findings = findings_of(report)

    duties = [duty for one in findings for duty in one.duties]
    assert sorted(duties) == sorted(one.id for one in report.judgement.verdicts if one.status in (*BROKEN, UNJUDGED))
    assert len({one.key for one in findings}) == len(findings)
    assert sum(len(one.duties) == one.count for one in findings if one.duties) == sum(bool(one.duties) for one in findings)
    for one in findings:
        for lang in LANGUAGES:
            assert one.mend.of(lang).strip()
            assert one.said.of(lang).strip()
            assert FINDING_KINDS[one.kind].of(lang)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_what_cannot_be_judged_is_asked_for_once_a_line_and_is_no_problem(tmp_path, lang):
    report = judged(tmp_path, LOG.replace("09:02,noticed", ",noticed").replace("09:10,reported", "about 09:30,reported"))
    findings = findings_of(report)
    questions = questions_of(findings, lang)
    unjudged = {one.id for one in report.judgement.verdicts if one.status == UNJUDGED}

    assert not unjudged & {duty for one in problems_of(findings) for duty in one.duties}
    assert {duty for one in findings for ask in one.asks for duty in ask.duties} == unjudged
    lines = [ask.line for one in findings for ask in one.asks if ask.line]
    assert len(lines) > len(set(lines))  # a line with two open cells, or for which two findings wait
    assert sum(words(lang)("mend.cells", cells=["|"]).split("|")[0] in one.ask for one in questions) == len(set(lines))
    assert [one.duties for one in questions] == sorted((one.duties for one in questions), reverse=True)
    assert all(waiting_lines(one, report, lang) for one in questions)


def test_the_plans_numbers_come_before_those_of_readings_and_doubts_come_last(tmp_path):
    late = findings_of(judged(tmp_path, LATE))
    doubts = findings_of(judged(tmp_path, UNDATED))

    assert [one.key for one in late if one.kind == "late"] == ["late:tell-neighbours:mill", "late:tell-town:mill:as-read"]
    assert late[0].over_min == 23
    assert doubts[-1].kind == "cannot-be-judged"


def test_a_key_is_the_same_in_another_log_of_the_plan(tmp_path):
    later = LATE.replace("09:", "13:").replace("13:45", "13:55")

    assert set(found(tmp_path, later)) == set(found(tmp_path, LATE))


def test_of_what_was_late_it_says_how_much_and_where_the_time_went(tmp_path):
    said = found(tmp_path, LATE)["late:tell-neighbours:mill"]

    assert said.rows == (3, 6)
    assert "43 min" in said.said.of("en")
    assert "20 min" in said.said.of("en")
    assert "23 min must be saved" in said.mend.of("en")
    assert "26 min in which -warden had it in hand" in said.mend.of("en")  # from the report at 09:14 to the start at 09:40
    assert "(rows 4 to 7)" in said.mend.of("en")


def test_of_what_was_not_done_it_says_whether_they_knew(tmp_path):
    mend = {key: one.mend.of("en") for key, one in found(tmp_path, SILENT).items()}

    assert "knew from 09:02 on (row 3)" in mend["missed:tell-neighbours:mill"]
    assert "if it was done and not written down" in mend["missed:tell-neighbours:mill"]


def test_of_what_cannot_be_judged_it_names_the_cell_or_whose_log_to_ask_for(tmp_path):
    by_cell = found(tmp_path, UNDATED)["cannot-be-judged:tell-neighbours:mill"]
    by_log = found(tmp_path, SILENT, complete=None)["cannot-be-judged:tell-neighbours:mill"]

    assert "line 6, time" in by_cell.mend.of("en")
    assert "mill for their own log" in by_log.mend.of("en")


def test_what_the_facts_called_for_and_nobody_set_off_is_a_finding(tmp_path):
    report = judged(tmp_path)
    duty, noticed = PLAN.duty[1], report.record.rows[1]
    assert duty.within is not None
    called = CalledFor(
        rule=duty.id, clause=duty.clause, title=duty.title, about="E1", grade="big", bearer="mill", to=("neighbours",), limit=duty.within,
        since_min=noticed.time, since_seq=noticed.seq,
    )  # fmt: skip
    one = next(one for one in findings_of(msgspec.structs.replace(report, called_for=(called, called))) if one.kind == "never-raised")

    assert (one.key, one.count, one.rows, one.clause) == ("never-raised:tell-neighbours:mill", 2, (3,), "4")
    assert "09:02" in one.mend.of("en")


def test_harm_to_people_stands_first_and_no_id_is_told():
    inputs = shipped.inputs_of("district-gate")
    bench = shipped.bench_of("district-gate")
    record, judgement = shipped.drilled("district-gate", 1), shipped.judged("district-gate", 1)
    report = report_of_run(
        record, bench.rulebook, judgement, bench.measures, bench.values(record, judgement), calendar=inputs.calendar,
        sources=(inputs.resources, inputs.scenario),
    )  # fmt: skip
    findings = findings_of(report)

    kinds = [one.kind for one in findings]
    assert kinds[0] == "harm"
    assert all(not (after == "harm" and before != "harm") for before, after in pairwise(kinds))
    ids = [one for one in (body.id for body in inputs.plan.body) if "_" in one or "-" in one]
    assert not [one.key for one in findings for lang in LANGUAGES for id_ in ids if id_ in one.said.of(lang) + one.mend.of(lang)]
