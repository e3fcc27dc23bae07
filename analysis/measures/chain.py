"""Measures of the chain from the event to the response: how long until the first word, the grading, the start, the end."""

from __future__ import annotations

from analysis.measures.log import Log
from analysis.measures.model import Measure, Value, mean_of
from analysis.measures.parties import EventParties
from analysis.verdicts import Judgement
from sim.plan.rulebook import Rulebook
from sim.text import Text

# id, from, to, Chinese, English: minutes from the first row of one kind to the first of the others, averaged over the events
SPANS: tuple[tuple[str, str, tuple[str, ...], str, str], ...] = (
    ("first-word", "occurred", ("noticed", "received"), "首次发觉或得到消息", "first noticed or told"),
    ("first-report", "occurred", ("reported",), "第一份报告发出", "first report sent"),
    ("verification", "received", ("verified",), "收到消息到核实", "from the first word received to verified"),
    ("classification", "occurred", ("classified",), "首次定级", "first graded"),
    ("activation", "occurred", ("activated",), "启动响应", "response activated"),
    ("on-scene", "occurred", ("arrived",), "首批力量到场", "first unit on scene"),
    ("on-scene-command", "occurred", ("command-established",), "设立现场指挥部", "on-scene command established"),
    ("reception", "occurred", ("reception-opened",), "开始接访", "reception opened"),
    ("first-news", "occurred", ("published",), "首次发布信息", "first publication"),
    ("ending", "occurred", ("ended",), "响应结束", "response ended"),
)


def chain_measures() -> list[Measure]:
    """How long each link of the chain took."""
    return [_span(*entry) for entry in SPANS]


def told_measures(rules: Rulebook, parties: EventParties) -> list[Measure]:
    """For each body of the plan the minutes until it first received word."""
    return [_informed(parties, body.id, body.name, body.clause) for body in rules.plan.body]


def _span(id_: str, start: str, ends: tuple[str, ...], zh: str, en: str) -> Measure:
    def work(log: Log, judgement: Judgement) -> Value:
        del judgement
        return mean_of((event.span(start, *ends) for event in log.begun()), f"no row {' or '.join(ends)} after {start}")

    return Measure(
        id=id_,
        kind="minutes",
        group="speed",
        name=Text(zh=zh, en=en),
        direction="lower",
        work=work,
        formula=Text(
            zh=f"各事件从首个 {start} 到首个 {'／'.join(ends)} 的分钟数，取平均",
            en=f"minutes from the first {start} to the first {' or '.join(ends)}, mean over the events",
        ),
    )


def _informed(parties: EventParties, body: str, name: Text, clause: str) -> Measure:
    def work(log: Log, judgement: Judgement) -> Value:
        told = log.once("told", judgement, lambda: _told(parties, log, judgement))
        asked = [first.get(body) for first, due in told if body in first or body in due]
        if not asked:
            return _NOTHING_DUE
        return mean_of(asked, "it received nothing")

    return Measure(
        id=f"{body}-informed",
        kind="minutes",
        group="told",
        family="BODY-informed",
        of=body,
        subject=name,
        direction="lower",
        work=work,
        clause=clause,
        name=Text(zh=f"{name.zh}首次得到消息", en=f"{name.en} first told"),
        formula=Text(zh=f"从 occurred 到首个由{name.zh}收到的 received 的分钟数", en=f"minutes from occurred to the first received at {name.en}"),
    )


_NOTHING_DUE = Value(value=None, reason="nothing was due to it", evaluated=0, asked=0)


def _told(parties: EventParties, log: Log, judgement: Judgement) -> list[tuple[dict[str, float], frozenset[str]]]:
    """For each event: minutes from its beginning to each body's first receipt, and the bodies to which something was due."""
    due: dict[str, set[str]] = {}
    for verdict in judgement.verdicts:
        due.setdefault(verdict.about, set()).update(verdict.to)
    found = []
    for event in log.begun():
        begun = event.first("occurred") or 0.0
        first = {body: max(0.0, minute - begun) for body, minute in parties.first_receipts(event).items()}
        owed = frozenset[str]().union(*(parties.bodies(who, event.roles) for who in due.get(event.event, ())))
        found.append((first, owed))
    return found
