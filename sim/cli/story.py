"""Prints what a person reads of a run or of a judged log."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from analysis.measures.model import Measure, Value
from analysis.telling import Telling
from sim.cli.outcome_table import print_measures
from sim.cli.terminal import print_lines, print_table

_WORDS = {
    "story": ("经过", "What happened"),
    "more": ("另有 {} 条，见记录", "{} more in the record"),
    "duties": ("职责（最差的在前）", "Duties, worst first"),
    "late": ("迟报与漏报", "Late or missed"),
    "none": ("没有迟报或漏报。", "Nothing was late or missed."),
    "silences": ("预案没有说明之处", "Where the plan is silent"),
    "kept": ("已保存到 {}", "kept in {}"),
    "more_duties": ("另有 {} 项按时完成或无需完成，见 --json", "{} more in time or not called for; --json lists them"),
}
_SHOWN_DUTIES = 30


def say(key: str, lang: str, *values: object) -> str:
    """A heading or a sentence in the language."""
    return _WORDS[key][0 if lang == "zh" else 1].format(*values)


def print_telling(told: Telling, measures: Mapping[str, Measure], values: Mapping[str, Value], lang: str, out: Path | None = None) -> None:
    """The story, the duties, a sentence for each that was late, the measures, and the plan's silences."""
    zh = lang == "zh"
    print_table(say("story", lang), ["时间" if zh else "time", "", "条款" if zh else "clause"], [[m.clock, m.text, m.cites] for m in told.story])
    if told.untold:
        print_lines([say("more", lang, told.untold)])
    print_lines([""])
    columns = (
        ["状态", "条款", "职责", "由谁", "对谁", "时限", "用时", "余量"]
        if zh
        else ["status", "clause", "duty", "who", "to", "limit", "took", "margin"]
    )
    rows = [[d.status, d.clause, d.title, d.who, d.to, d.limit, d.took, d.margin] for d in told.duties[:_SHOWN_DUTIES]]
    print_table(say("duties", lang), columns, rows)
    if len(told.duties) > _SHOWN_DUTIES:
        print_lines([say("more_duties", lang, len(told.duties) - _SHOWN_DUTIES)])
    print_lines(["", say("late", lang), *(f"- {sentence}" for sentence in told.sentences or (say("none", lang),)), ""])
    print_measures(measures, values, lang)
    if told.silences:
        print_lines(["", say("silences", lang), *(f"- {line}" for line in told.silences)])
    if out is not None:
        print_lines(["", say("kept", lang, out)])
