"""Prints what a person reads of an experiment: the verdicts first, then the numbers, then where the minutes came from."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from sim.cli.terminal import print_lines, print_table

if TYPE_CHECKING:
    from analysis.experiment.evaluation import Experiment
    from analysis.experiment.explain import Explanation
    from analysis.experiment.findings import ArmFinding

_SHOWN_LINKS = 8
_GENERAL = (
    "first-word", "first-report", "verification", "classification", "ending", "grade-right-first", "duties-met", "duties-missed",
    "reports-on-time", "written-on-time", "failed-messages", "regrades",
)  # fmt: skip


def print_evaluation(evaluation: Experiment, lang: str, out: Path | None) -> None:
    """Everything, in the order in which it is wanted."""
    zh = lang == "zh"
    _print_verdicts(evaluation, lang)
    _print_measures(evaluation, lang)
    _print_habits(evaluation, lang)
    for explanation in evaluation.explained or ():
        _print_explanation(explanation, evaluation, lang)
    note = (
        "差值为修订减现行，同一种子两两相减，区间 95 %；q 已按错误发现率校正：决定性指标、群众所受、其余三组各自控制。"
        if zh else
        "Differences are revision − baseline, seed by seed, with 95 % intervals; q controls the false discoveries, for deciding measures, "
        "people and the rest each by itself."
    )  # fmt: skip
    print_lines(["", note])
    if out is not None:
        print_lines([f"已保存到 {out}" if zh else f"kept in {out}"])


def _print_verdicts(evaluation: Experiment, lang: str) -> None:
    from analysis.experiment.findings import ALL
    from analysis.experiment.sentences import scope_name, sentence

    zh = lang == "zh"
    titles = {case.name: case.title for case in evaluation.study.cases}
    arms = {arm.name: arm for arm in evaluation.study.cases[0].arms}
    pairs = len(evaluation.conducted.seeds)
    stop = {
        "runs": "",
        "precision": "，已达到精度" if zh else ", precision reached",
        "budget": "，次数用完，未达到精度" if zh else ", all runs spent before the precision was reached",
    }
    print_lines([f"{pairs} {'对演练' if zh else 'pairs'}{stop[evaluation.conducted.reason]}"])
    for revision in evaluation.study.revisions:
        print_lines(["", f"{arms[revision].title.of(lang)} ({revision})"])
        for verdict in evaluation.verdicts:
            if verdict.revision != revision or (verdict.scope == ALL and len(titles) == 1):
                continue
            bound = evaluation.bounds[verdict.finding.measure]
            said = sentence(verdict, evaluation.measures, evaluation.habits[verdict.scope, revision], bound, lang)
            print_lines([f"- {scope_name(verdict.scope, lang)}{'：' if zh else ': '}{said}"])


def _print_measures(evaluation: Experiment, lang: str) -> None:
    from analysis.experiment.findings import ALL
    from analysis.experiment.sentences import scope_name

    zh = lang == "zh"
    titles = {case.name: case.title for case in evaluation.study.cases}
    scopes = evaluation.findings.scopes if len(titles) > 1 else evaluation.findings.scopes[:1]
    columns = ["指标", "", "情景", "现行", "修订", "差 ± 半宽", "好/坏", "n", "q"] if zh else [
        "measure", "", "scenario", "baseline", "revision", "difference", "better/worse", "n", "q"]  # fmt: skip
    for revision in evaluation.study.revisions:
        by_scope = {scope: evaluation.findings.of(scope, revision) for scope in scopes}
        rows = []
        for name in evaluation.measures:
            shown = _worth(name, by_scope[scopes[-1]].get(name))
            for scope in scopes if shown else ():
                row = _row(name, scope_name(scope, lang), by_scope[scope][name], evaluation, lang)
                if scope == ALL or row[-2] != "0":
                    rows.append(row)
        print_lines([""])
        print_table(revision, columns, rows)


def _worth(name: str, finding: ArmFinding | None) -> bool:
    if finding is None or not finding.result.n:
        return False
    return finding.family != "other" or name in _GENERAL


def _row(name: str, scope: str, finding: ArmFinding, evaluation: Experiment, lang: str) -> list[str]:
    from analysis.experiment.sentences import amount

    measure, result = evaluation.measures[name], finding.result
    unit = measure.unit
    half = "" if result.half_width is None else f" ± {result.half_width * (100 if unit == 'share' else 1):.1f}"
    sides = "–" if measure.direction == "none" else f"{result.share_better or 0:.0%} / {result.share_worse or 0:.0%}"
    q_value = "–" if result.q_value is None else "<.001" if result.q_value < 0.001 else f"{result.q_value:.3f}"
    change = amount(result.difference, unit, lang, signed=True) + half
    levels = [amount(result.mean_baseline, unit, lang), amount(result.mean_arm, unit, lang)]
    return [name, measure.name.of(lang), scope, *levels, change, sides, str(result.n), q_value]


def _print_habits(evaluation: Experiment, lang: str) -> None:
    from analysis.experiment.arms import BASELINE
    from analysis.experiment.findings import ALL

    zh = lang == "zh"
    lines = []
    for arm in (BASELINE, *evaluation.study.revisions):
        held = evaluation.habits[ALL, arm]
        ways = [f"{evaluation.measures[name].name.of(lang)} {share:.0%}" for name, share in held.on_the_way.items()]
        acts = "–" if held.acts is None else f"{held.acts:.0%}"
        glue = "，" if zh else ", "
        lines.append(f"- {arm}：{acts} 的动作靠习惯；路上有习惯的演练：{glue.join(ways) or '–'}" if zh else
                     f"- {arm}: habits brought about {acts} of the acts; runs with a habit on the way: {glue.join(ways) or '–'}")  # fmt: skip
    print_lines(["", "习惯做了多少事" if zh else "How often habits did the work", *lines])


def _print_explanation(explanation: Explanation, evaluation: Experiment, lang: str) -> None:
    from analysis.experiment.arms import names_in
    from analysis.words import KINDS, word
    from sim.record import UNCAUSED

    zh = lang == "zh"
    case = next(case for case in evaluation.study.cases if case.name == explanation.scope)
    names = names_in(case)
    rows = []
    for link in explanation.links[:_SHOWN_LINKS]:
        body = names[link.body].of(lang) if link.body in names else link.body
        name = ("被看见之前" if zh else "before it was seen") if link.kind in UNCAUSED else word(KINDS, link.kind, lang)
        rows.append([name, body, f"{float(link.baseline):.2f}", f"{float(link.arm):.2f}", f"{float(link.difference):+.2f}"])
    rest = explanation.links[_SHOWN_LINKS:]
    if rest:
        sums = [float(sum(values)) for values in zip(*((one.baseline, one.arm, one.difference) for one in rest), strict=True)]
        rows.append([f"其余 {len(rest)} 环" if zh else f"{len(rest)} more links", "", f"{sums[0]:.2f}", f"{sums[1]:.2f}", f"{sums[2]:+.2f}"])
    totals = [float(sum(one.baseline for one in explanation.links)), float(sum(one.arm for one in explanation.links))]
    rows.append(["合计" if zh else "sum", "", f"{totals[0]:.2f}", f"{totals[1]:.2f}", f"{float(explanation.difference):+.2f}"])
    name = evaluation.measures[explanation.measure].name.of(lang)
    title = (f"分钟从哪一环来：{explanation.revision} · {explanation.scope} · {name}（{explanation.pairs} 对）" if zh else
             f"Where the minutes came from: {explanation.revision} · {explanation.scope} · {name} ({explanation.pairs} pairs)")  # fmt: skip
    columns = ["到这一环", "谁", "现行（分钟）", "修订（分钟）", "差"]
    columns = columns if zh else ["link that ends at", "who", "baseline (min)", "revision (min)", "difference"]
    print_lines([""])
    print_table(title, columns, rows)
