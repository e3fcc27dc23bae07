"""The tables of many runs: outcomes under their headings, a line for each body, and the duties that were not always in time."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from analysis.measures.model import Measure
from analysis.measures.registry import by_group
from sim.cli.outcome_table import body_columns, body_rows, body_title, group_heading, shown
from sim.cli.terminal import print_lines, print_table

_MOST_DUTIES = 25


def print_runs(document: Mapping[str, Any], measures: Mapping[str, Measure], lang: str) -> None:
    """Print the document of several runs (`analysis.summary.runs_document`)."""
    entries, runs = document["measures"], document["runs"]
    _outcomes(entries, measures, runs, lang)
    print_lines([""])
    means = {id_: entry["mean"] for id_, entry in entries.items()}
    print_table(body_title(lang) + ("（均值）" if lang == "zh" else " (means)"), body_columns(lang), body_rows(measures, means, lang))
    print_lines([""])
    _duties(entries, measures, runs, lang)


def _outcomes(entries: Mapping[str, Any], measures: Mapping[str, Measure], runs: int, lang: str) -> None:
    zh = lang == "zh"
    rows: list[list[str]] = []
    general = (id_ for id_, measure in measures.items() if not measure.family and entries[id_]["n"])
    for group, ids in by_group(measures, general).items():
        if rows:
            rows.append([""] * 6)
        rows.append([group_heading(group, lang), *[""] * 5])
        rows += [_line(id_, measures[id_], entries[id_], runs, lang) for id_ in ids]
    columns = ["", "均值 ± 半宽（95%）", "中位数", "九成不超过", "有值的次数", "指标"]
    if not zh:
        columns = ["", "mean ± half width (95 %)", "median", "90 % at most", "runs with a value", "measure"]
    print_table(f"结果：{runs} 次推演" if zh else f"Outcome of {runs} runs", columns, rows)


def _line(id_: str, measure: Measure, entry: Mapping[str, Any], runs: int, lang: str) -> list[str]:
    half = "" if entry["half_width"] is None else f" ± {_half(entry['half_width'], measure.unit)}"
    some = "" if entry["n"] == runs else f"{entry['n']}/{runs}"
    return [
        measure.name.of(lang),
        _plain(entry["mean"], measure.unit, lang) + half,
        *(_plain(entry[q], measure.unit, lang) for q in ("q50", "q90")),
        some,
        id_,
    ]


def _plain(value: float, unit: str, lang: str) -> str:
    """A value whose interval stands beside it: minutes stay minutes, so that the two can be compared."""
    if unit == "min":
        return f"{value:.1f} {'分钟' if lang == 'zh' else 'min'}"
    return f"{value:.1%}" if unit == "share" else shown(round(value, 2), unit, lang)


def _half(value: float, unit: str) -> str:
    return f"{value:.1%}" if unit == "share" else f"{value:.1f}" if unit != "count" else f"{value:.2g}"


def _duties(entries: Mapping[str, Any], measures: Mapping[str, Measure], runs: int, lang: str) -> None:
    """Each duty that was late or missed in some run, the least often kept first."""
    zh = lang == "zh"
    kept = {measure.of: entries[id_] for id_, measure in measures.items() if measure.family == "met:DUTY" and entries[id_]["n"]}
    wanting = sorted((id_ for id_, entry in kept.items() if entry["mean"] < 1.0), key=lambda id_: kept[id_]["mean"])
    rows = []
    for id_ in wanting[:_MOST_DUTIES]:
        measure, took = measures[f"met:{id_}"], entries[f"latency:{id_}"]
        times = [_plain(took[q], "min", lang) if took["n"] else "–" for q in ("q50", "q90")]
        rows.append([measure.clause, measure.subject.of(lang), f"{kept[id_]['mean']:.1%}", *times, f"{kept[id_]['n']}/{runs}"])
    columns = ["条款", "职责", "按时", "用时中位数", "九成不超过", "触发的次数"]
    if not zh:
        columns = ["clause", "duty", "in time", "median time", "90 % at most", "runs that raised it"]
    always = len(kept) - len(wanting)
    note = f"另有 {always} 项职责每次都按时。" if zh else f"{always} more duties were in time in every run."
    if len(wanting) > _MOST_DUTIES:
        more = len(wanting) - _MOST_DUTIES
        note = (f"另有 {more} 项偶有迟漏，见 --json；" if zh else f"{more} more were late in some runs (see --json); ") + note
    print_table("没有次次按时的职责" if zh else "Duties that were not in time in every run", columns, rows, note=note)
