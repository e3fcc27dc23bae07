"""Measures of duties: what share was met, late or missed, and for each duty of the plan how long it took."""

from __future__ import annotations

from collections.abc import Callable

from analysis.measures.log import Log
from analysis.measures.model import Measure, Value, share_of
from analysis.verdicts import LATE, MET, MISSED, PENDING, SUPERSEDED, WAIVED, Judgement, Verdict
from sim.plan.rule import Rule
from sim.plan.rulebook import Rulebook
from sim.text import Text
from sim.vocabulary import ACTS

_JUDGED = frozenset({MET, LATE, MISSED})
_NOT_ASKED = frozenset({SUPERSEDED, WAIVED})
_NOT_RAISED = Value(value=None, reason="the duty was not raised", evaluated=0, asked=0)
_NOT_JUDGED = Value(value=None, reason="no duty of this kind could be judged", evaluated=0, asked=0)
Chosen = Callable[[Verdict], bool]


def duty_measures(rules: Rulebook) -> list[Measure]:
    """Shares over all duties, then `latency:ID` and `met:ID` for each duty of the plan."""
    found = [
        _share("duties-met", MET, "按时办理的义务", "duties met", "higher"),
        _share("duties-late", LATE, "迟办的义务", "duties late", "lower"),
        _share("duties-missed", MISSED, "漏办的义务", "duties missed", "lower"),
        _share("reports-on-time", MET, "按时送达的报告", "reports on time", "higher", _is_limited_report),
        _share("written-on-time", MET, "按时送达的书面报告", "written reports on time", "higher", lambda verdict: verdict.form == "written"),
        _of_done("by-habit", "靠习惯办成的义务", "duties done by a habit", lambda verdict: verdict.habit is not None),
        _of_done("to-oneself", "一人兼任、自报自收的义务", "duties done between two hats of one person", lambda verdict: verdict.same_person),
        Measure(
            id="duties-undecided",
            kind="count",
            group="duties",
            direction="lower",
            work=_undecided,
            name=Text(zh="无法判断的义务", en="duties that cannot be judged"),
            formula=Text(zh="状态为 cannot-be-judged 的义务数", en="number of duties with status cannot-be-judged"),
        ),
    ]
    for rule in rules.rules:
        if not rule.habit:
            found += [_latency(rule), _met(rule)]
    return found


def _is_limited_report(verdict: Verdict) -> bool:
    return ACTS[verdict.act].message and verdict.due_min is not None


def _share(id_: str, status: str, zh: str, en: str, direction: str, chosen: Chosen | None = None) -> Measure:
    def work(log: Log, judgement: Judgement) -> Value:
        del log
        return _share_with(status, [one for one in judgement.verdicts if one.force == "must" and (chosen is None or chosen(one))])

    return Measure(
        id=id_,
        kind="share",
        group="duties",
        direction="lower" if direction == "lower" else "higher",
        work=work,
        name=Text(zh=zh, en=en),
        formula=Text(
            zh=f"{status} ÷（met + late + missed），只计“必须”的义务；未到期、未起算、无法判断的不在分母内，见覆盖",
            en=f'{status} ÷ (met + late + missed), "must" duties only; pending, not started and undecided ones are outside, see coverage',
        ),
    )


def _share_with(status: str, verdicts: list[Verdict]) -> Value:
    judged = [verdict for verdict in verdicts if verdict.status in _JUDGED]
    asked = sum(verdict.status not in _NOT_ASKED for verdict in verdicts)
    return share_of(sum(verdict.status == status for verdict in judged), len(judged), asked, _NOT_JUDGED.reason)


def _of_done(id_: str, zh: str, en: str, chosen: Chosen) -> Measure:
    def work(log: Log, judgement: Judgement) -> Value:
        del log
        done = [verdict for verdict in judgement.verdicts if verdict.done_seq is not None]
        return share_of(sum(map(chosen, done)), len(done), len(judgement.verdicts), "no duty was done")

    return Measure(
        id=id_,
        kind="share",
        group="duties",
        direction="none",
        work=work,
        name=Text(zh=zh, en=en),
        formula=Text(zh="占已办义务的份额", en="share of the duties that were done"),
    )


def _undecided(log: Log, judgement: Judgement) -> Value:
    del log
    asked = len(judgement.verdicts)
    return Value(value=float(sum(one.status == "cannot-be-judged" for one in judgement.verdicts)), evaluated=asked, asked=asked)


def _latency(rule: Rule) -> Measure:
    def work(log: Log, judgement: Judgement) -> Value:
        asked = [
            verdict
            for verdict in log.verdicts(judgement, rule.id)
            if verdict.status not in _NOT_ASKED and not (verdict.status == PENDING and verdict.due_min)
        ]
        if not asked:
            return _NOT_RAISED
        took = [verdict.latency_min for verdict in asked if verdict.latency_min is not None]
        if len(took) < len(asked):
            return Value(value=None, reason="not done, or its start is unknown", evaluated=len(took), asked=len(asked))
        return Value(value=max(took), evaluated=len(took), asked=len(asked))

    title = rule.duty.title
    return Measure(
        id=f"latency:{rule.id}",
        kind="minutes",
        group="duties",
        family="latency:DUTY",
        of=rule.id,
        subject=title,
        direction="lower",
        work=work,
        clause=rule.duty.clause,
        name=Text(zh=f"用时：{title.zh}", en=f"time taken: {title.en}"),
        formula=Text(
            zh="办结减起算的分钟数；多个对象或多次时取最久的；有一项未办则没有值",
            en="minutes from start to done; the longest of several recipients or occurrences; no value while one is undone",
        ),
    )


def _met(rule: Rule) -> Measure:
    def work(log: Log, judgement: Judgement) -> Value:
        found = log.verdicts(judgement, rule.id)
        return _share_with(MET, found) if found else _NOT_JUDGED

    title = rule.duty.title
    return Measure(
        id=f"met:{rule.id}",
        kind="share",
        group="duties",
        family="met:DUTY",
        of=rule.id,
        subject=title,
        direction="higher",
        work=work,
        clause=rule.duty.clause,
        name=Text(zh=f"按时：{title.zh}", en=f"on time: {title.en}"),
        formula=Text(zh="met ÷（met + late + missed）", en="met ÷ (met + late + missed)"),
    )
