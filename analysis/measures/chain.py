"""Measures of the chain from the event to the response: how long until the first word, the grading, the start, the end."""

from __future__ import annotations

from analysis.measures.log import EventLog, Log
from analysis.measures.model import Compute, Measure, Value, mean_of, share_of
from analysis.verdicts import Judgement
from sim.plan.rulebook import Rulebook
from sim.plan.vocabulary import NO_RANK
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


def chain_measures(rules: Rulebook) -> list[Measure]:
    """The measures of the chain, with one for each body of the plan: minutes until it first received word."""
    found = [_span(*entry) for entry in SPANS]
    found += [_right("first"), _right("last"), _STARTED]
    found += [_informed(rules, body.id, body.name, body.clause) for body in rules.plan.body]
    return found


def _span(id_: str, start: str, ends: tuple[str, ...], zh: str, en: str) -> Measure:
    def work(log: Log, judgement: Judgement) -> Value:
        del judgement
        return mean_of(
            (event.span(start, *ends) for event in log.begun()), f"no row {' or '.join(ends)} after {start}"
        )

    return Measure(
        id=id_,
        kind="minutes",
        name=Text(zh=zh, en=en),
        direction="lower",
        work=work,
        formula=Text(
            zh=f"各事件从首个 {start} 到首个 {'／'.join(ends)} 的分钟数，取平均",
            en=f"minutes from the first {start} to the first {' or '.join(ends)}, mean over the events",
        ),
    )


def _informed(rules: Rulebook, body: str, name: Text, clause: str) -> Measure:
    def work(log: Log, judgement: Judgement) -> Value:
        due = {
            verdict.about
            for verdict in judgement.verdicts
            if any(_is(rules, who, body, log.events.get(verdict.about)) for who in verdict.to)
        }
        times = {event.event: _first_receipt(rules, event, body) for event in log.begun()}
        asked = [time for event, time in times.items() if time is not None or event in due]
        return mean_of(asked, "it received nothing" if asked else "nothing was due to it")

    return Measure(
        id=f"{body}-informed",
        kind="minutes",
        direction="lower",
        work=work,
        clause=clause,
        name=Text(zh=f"{name.zh}首次得到消息", en=f"{name.en} first told"),
        formula=Text(
            zh=f"从 occurred 到首个由{name.zh}收到的 received 的分钟数",
            en=f"minutes from occurred to the first received at {name.en}",
        ),
    )


def _first_receipt(rules: Rulebook, event: EventLog, body: str) -> float | None:
    begun = event.first("occurred")
    for row in event.rows("received"):
        if begun is not None and _is(rules, row.to, body, event):
            return max(0.0, row.time - begun)
    return None


def _is(rules: Rulebook, who: str | None, body: str, event: EventLog | None) -> bool:
    """Whether `who` is the body, one of its posts, or the body that plays it in the event."""
    return rules.belongs(who, body) or (event is not None and who is not None and event.roles.get(body) == who)


def _right(which: str) -> Measure:
    first = which == "first"
    zh, en = ("首次", "first") if first else ("最后", "last")
    return Measure(
        id=f"grade-right-{which}",
        kind="share",
        direction="higher",
        work=_grade_right(first=first),
        name=Text(zh=f"{zh}定级准确", en=f"{en} grade right"),
        formula=Text(
            zh=f"{zh}定级与当时实际级别相同的事件所占份额",
            en=f"share of events whose {en} stated grade is the true one at that minute",
        ),
    )


def _grade_right(*, first: bool) -> Compute:
    def work(log: Log, judgement: Judgement) -> Value:
        del judgement
        right = evaluated = 0
        begun = log.begun()
        for event in begun:
            stated = [row for row in event.rows("classified", "regraded") if "grade" in row.facts]
            if not stated:
                continue
            row = stated[0] if first else stated[-1]
            true = event.last_truth("true_grade", row.time)
            if true is not None:
                evaluated += 1
                right += true == row.facts["grade"]
        return share_of(right, evaluated, len(begun), "no stated grade, or the record does not say what was true")

    return work


def _started(log: Log, judgement: Judgement) -> Value:
    """Whether a response was started where the event was truly of some grade."""
    del judgement
    begun = log.begun()
    graded = [event for event in begun if any(value not in (None, NO_RANK) for _, value in event.truth("true_grade"))]
    started = sum(event.first("activated") is not None for event in graded)
    return share_of(started, len(graded), len(begun), "no event was ever of a grade")


_STARTED = Measure(
    id="response-started",
    kind="share",
    direction="higher",
    work=_started,
    name=Text(zh="够级事件启动了响应", en="response started where the event had a grade"),
    formula=Text(zh="实际够级的事件中有 activated 的份额", en="share of the events truly of a grade that have a row activated"),
)
