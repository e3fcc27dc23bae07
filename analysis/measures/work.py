"""Measures of the work: how many reports and calls there were, and how many of them reached nobody."""

from __future__ import annotations

from analysis.measures.log import Log
from analysis.measures.model import Direction, Measure, Value, share_of
from analysis.verdicts import Judgement
from sim.text import Text

# id, kinds of row, Chinese, English, direction
_COUNTS: tuple[tuple[str, tuple[str, ...], str, str, Direction], ...] = (
    ("reports", ("reported",), "报告份数", "reports sent", "none"),
    ("calls", ("called",), "拨打电话次数", "phone calls", "none"),
    ("failed-messages", ("unanswered", "busy", "lost"), "未接通、占线和丢失", "messages unanswered, busy or lost", "lower"),
    ("regrades", ("regraded",), "重新定级次数", "regrades", "none"),
    ("people-sent", ("dispatched",), "派出批次", "units sent", "none"),
)


def work_measures() -> list[Measure]:
    """Counts of rows, and how much of the work was done by habits of which the plan says nothing."""
    found = [_count(*entry) for entry in _COUNTS]
    found.append(
        Measure(
            id="acts-by-habit",
            kind="share",
            group="work",
            direction="none",
            work=_by_habit,
            name=Text(zh="靠习惯完成的动作", en="acts that a habit brought about"),
            formula=Text(zh="由 habit: 引起的行 ÷ 有规则依据的行", en="rows that cite a habit ÷ rows that cite any rule"),
        )
    )
    return found


def _count(id_: str, kinds: tuple[str, ...], zh: str, en: str, direction: Direction) -> Measure:
    def work(log: Log, judgement: Judgement) -> Value:
        del judgement
        events = len(log.events)
        return Value(value=float(log.count(*kinds)), evaluated=events, asked=events)

    return Measure(
        id=id_,
        kind="count",
        group="work",
        direction=direction,
        work=work,
        name=Text(zh=zh, en=en),
        formula=Text(zh=f"{'、'.join(kinds)} 的行数", en=f"number of rows {', '.join(kinds)}"),
    )


def _by_habit(log: Log, judgement: Judgement) -> Value:
    del judgement
    rules = [row.rule for row in log.record.rows if row.rule is not None and row.kind != "received"]
    return share_of(sum(rule.startswith("habit:") for rule in rules), len(rules), len(log.record.rows), "no row cites a rule")
