"""The table of outcomes of one run: people first, then how fast it went, then the duties; and a table of who was told, called and busy."""

from __future__ import annotations

from collections.abc import Mapping

from analysis import words
from analysis.measures.model import GROUPS, Measure, MeasureGroup, Value
from analysis.measures.registry import by_group
from sim.cli.terminal import print_lines, print_table
from sim.words import words as words_of_language

_BODY_FAMILIES = ("BODY-informed", "waited-for:BODY", "call-minutes:WHO", "acts-per-hour:WHO")
_TOLD = "BODY-informed"


def print_measures(measures: Mapping[str, Measure], values: Mapping[str, Value], lang: str) -> None:
    """Each measure with its unit under its heading, and what it lacks; then a line for each body that had a part."""
    zh = lang == "zh"
    rows: list[list[str]] = []
    for group, ids in by_group(measures, (id_ for id_, measure in measures.items() if not measure.family)).items():
        rows.append(["", "", "", ""] if rows else [])
        rows.append([group_heading(group, lang), "", "", ""])
        rows += [_line(id_, measures[id_], values[id_], lang) for id_ in ids]
    columns = ["", "值", "说明", "指标"] if zh else ["", "value", "note", "measure"]
    print_table("结果" if zh else "Outcome", columns, [row for row in rows if row])
    print_lines([""])
    print_table(body_title(lang), body_columns(lang), body_rows(measures, {id_: value.value for id_, value in values.items()}, lang))


def _line(id_: str, measure: Measure, value: Value, lang: str) -> list[str]:
    note = "" if value.reason is None else value.reason.of(lang)
    if value.evaluated < value.asked and value.evaluated:
        note = (f"{value.asked} 中评了 {value.evaluated}" if lang == "zh" else f"{value.evaluated} of {value.asked} evaluated") + (
            f"; {note}" if note else ""
        )
    return [measure.name.of(lang), shown(value.value, measure.unit, lang), note, id_]


def group_heading(group: MeasureGroup, lang: str) -> str:
    """The line above the measures of a group."""
    return words_of_language(lang)("measure-group.heading", group=GROUPS[group]).upper()


def body_title(lang: str) -> str:
    """The heading of the table by body."""
    return "各单位和岗位" if lang == "zh" else "Bodies and posts"


def body_columns(lang: str) -> list[str]:
    """What is said of each body and post."""
    if lang == "zh":
        return ["", "首次得到消息", "链条等它", "通话", "每小时动作"]
    return ["", "first told", "chain waited for it", "on the phone", "acts per hour"]


def body_rows(measures: Mapping[str, Measure], values: Mapping[str, float | None], lang: str) -> list[list[str]]:
    """One row for each body or post that was told, waited for, called or did something; who was told first comes first."""
    found: dict[str, dict[str, str]] = {}
    order: dict[str, float] = {}
    names: dict[str, str] = {}
    for id_, measure in measures.items():
        value = values.get(id_)
        if measure.family not in _BODY_FAMILIES or not value:
            continue
        found.setdefault(measure.of, {})[measure.family] = shown(value, measure.unit, lang)
        names[measure.of] = measure.subject.of(lang)
        if measure.family == _TOLD:
            order[measure.of] = value
    ordered = sorted(found, key=lambda who: order.get(who, float("inf")))
    return [[names[who], *(found[who].get(family, "–") for family in _BODY_FAMILIES)] for who in ordered]


def shown(value: float | None, unit: str, lang: str = "en") -> str:
    """A value with its unit; a dash where there is none."""
    if value is None:
        return "–"
    if unit == "share":
        return f"{value:.0%}"
    if unit == "min":
        return words.span(value, lang)
    if unit == "person-min":
        return f"{value:.0f} {'人·分钟' if lang == 'zh' else 'person-min'}"
    return f"{value:.1f}" if unit == "per h" else f"{value:g}"
