"""What misses a number of the plan stands apart from what misses a number that a reading supplies: verdicts, lists, tables, pictures."""

from __future__ import annotations

import msgspec
import pytest

from analysis.figures.captions import breach_words
from analysis.figures.style import STATUS, stroke_of
from analysis.judge import judge
from analysis.measures.registry import evaluate, measures_of
from analysis.report.as_json import run_document
from analysis.report.as_tables import duties
from analysis.report.as_text import Paragraph, run_parts
from analysis.report.build import report_of_run
from analysis.report.model import RunReport
from analysis.verdicts import LATE, MET, MISSED, Verdict, rests_on_reading
from sim.words import LANGUAGES, Names
from tests.hand_cases import MONDAY
from tests.unit.test_asked_course import ACTS, PLAN, RULES, TRUTH, record

# "verify" is five minutes by a reading, and took twenty; the unit's report is made late here, against ten minutes of the plan
LATE_REPORT = [(time + 20 if to == "bureau" else time, kind, who, to, form, facts) for time, kind, who, to, form, facts in ACTS]
SAID = {"en": ("by a reading's number", "by a number of the plan", "reading"), "zh": ("按条款理解", "按预案所写", "条款理解")}


def report() -> RunReport:
    held, measures = record(*TRUTH, *LATE_REPORT), measures_of(RULES)
    judgement = judge(RULES, held, calendar=MONDAY)
    return report_of_run(held, RULES, judgement, measures, evaluate(measures, held, judgement, MONDAY), calendar=MONDAY)


def verdict(rule: str) -> Verdict:
    return next(one for one in report().judgement.verdicts if one.rule == rule)


def test_a_verdict_knows_whether_the_plan_states_the_number_of_its_limit() -> None:
    tell, come = verdict("tell"), verdict("come")

    assert (tell.status, tell.stated_by_plan, rests_on_reading(tell)) == (LATE, True, False)
    assert (come.status, come.stated_by_plan, rests_on_reading(come)) == (MET, True, False)
    assert [one["stated_by_plan"] for one in run_document(report())["duties"] if one["rule"] == "verify"] == [False]


@pytest.mark.parametrize("status", [LATE, MISSED, MET])
def test_only_what_misses_a_reading_alone_is_paler_and_says_so(status: str) -> None:
    for stated in (True, False):
        one = msgspec.structs.replace(verdict("tell"), status=status, stated_by_plan=stated)
        paler = not stated and status != MET
        assert rests_on_reading(one) is paler
        assert (stroke_of(one) != STATUS[status]) is paler
        for lang in LANGUAGES:
            assert (SAID[lang][0] in breach_words(Names(lang, PLAN), one)) is paler


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_lists_and_tables_put_the_plans_numbers_first_and_head_each_kind(lang: str) -> None:
    held = report()
    verify = next(one for one in held.judgement.verdicts if one.rule == "verify")
    late = msgspec.structs.replace(verify, status=LATE, margin_min=-500.0)  # far later than what misses the plan's
    verdicts = tuple(late if one.rule == "verify" else one for one in held.judgement.verdicts)
    held = msgspec.structs.replace(held, judgement=type(held.judgement)(verdicts=verdicts, silences=(), until_min=held.judgement.until_min))

    rows = [row for row in duties(held, lang, 30).rows if row[2] in ("tell", "verify")]
    assert [row[2] for row in rows] == ["tell", "verify"]
    assert rows[1][6] == SAID[lang][2]
    headed = {part.heading: part.lines for part in run_parts(held, lang) if isinstance(part, Paragraph) and part.heading}
    of_plan, as_read = (next(lines for heading, lines in headed.items() if word in heading) for word in SAID[lang][1:])
    assert any("tell" in line for line in of_plan)
    assert any("verify" in line for line in as_read)
    assert not any("verify" in line for line in of_plan)
