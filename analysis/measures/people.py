"""Measures of what people met with: how long they waited, how many were registered, heard, led away or hurt.

They rest on the `scene` rows, which say what was true. Being led away and being hurt are costs, never successes.
"""

from __future__ import annotations

from analysis.measures.log import EventLog, Log
from analysis.measures.model import Direction, Measure, Value, mean_of, share_of
from analysis.verdicts import Judgement
from sim.text import Text

_NOBODY = "the record has no count of the people at the scene"
# id, count in the scene rows, Chinese, English, direction
_SHARES: tuple[tuple[str, str, str, str, Direction], ...] = (
    ("registered-share", "registered", "已登记的人", "people registered", "higher"),
    ("heard-share", "heard", "诉求被听取的人", "people heard", "higher"),
    ("answered-share", "answered", "得到答复的人", "people answered", "higher"),
    ("home-heard-share", "returned_home_heard", "诉求被听取后返回的人", "people who went home heard", "higher"),
    ("home-unheard-share", "returned_home_unheard", "未被听取就返回的人", "people who went home unheard", "lower"),
    ("moved-up-share", "moved_up", "转往上级的人", "people who moved on to a higher level", "lower"),
    ("cleared-share", "cleared", "被带离的人（代价）", "people led away (a cost)", "lower"),
)


def people_measures() -> list[Measure]:
    """Waiting, shares of those who came, and the worst moment."""
    return [
        Measure(
            id="waiting",
            kind="minutes",
            direction="lower",
            work=_waiting,
            name=Text(zh="人均等候至开始接访", en="waiting until reception, per person"),
            formula=Text(
                zh="从发生到 reception-opened，在场人数对时间积分，除以到场人数",
                en="people present, summed over time until reception-opened, ÷ people who had come",
            ),
        ),
        *(_share(*entry) for entry in _SHARES),
        Measure(
            id="hurt",
            kind="count",
            direction="lower",
            work=_hurt,
            name=Text(zh="受伤人数（代价）", en="people hurt (a cost)"),
            formula=Text(
                zh="各事件实况中的受伤人数之和", en="people hurt by the true counts, summed over the events"
            ),
        ),
        Measure(
            id="peak-obstructing",
            kind="count",
            direction="lower",
            work=_peak,
            name=Text(zh="堵塞和冲击的人数峰值", en="most people obstructing or storming"),
            formula=Text(
                zh="同一时刻堵塞与冲击的人数之和的最大值", en="the most people obstructing or storming at one moment"
            ),
        ),
        Measure(
            id="obstructing-minutes",
            kind="minutes",
            direction="lower",
            work=_obstructing,
            name=Text(zh="人均堵塞、冲击时间", en="time obstructing or storming, per person"),
            formula=Text(
                zh="堵塞与冲击的人数之和对时间积分，除以到场人数",
                en="people obstructing or storming, summed over time, ÷ people who had come",
            ),
        ),
    ]


def _share(id_: str, name: str, zh: str, en: str, direction: Direction) -> Measure:
    def work(log: Log, judgement: Judgement) -> Value:
        del judgement
        events = [event for event in log.begun() if event.last_truth("arrived")]
        came = sum(event.last_truth("arrived") for event in events)
        return share_of(sum(event.last_truth(name) or 0 for event in events), came, came, _NOBODY)

    return Measure(
        id=id_,
        kind="share",
        direction=direction,
        work=work,
        name=Text(zh=zh, en=en),
        formula=Text(zh=f"实况计数 {name} ÷ arrived", en=f"{name} ÷ arrived, by the true counts"),
    )


def _waiting(log: Log, judgement: Judgement) -> Value:
    del judgement
    people = [event for event in log.begun() if event.last_truth("present") is not None]
    if not people:
        return Value(value=None, reason=_NOBODY, evaluated=0, asked=len(log.begun()))
    return mean_of((_waited(event) for event in people), "reception never opened, or nobody had come")


def _waited(event: EventLog) -> float | None:
    opened = event.first("reception-opened")
    came = event.last_truth("arrived", opened)
    if opened is None or not came:
        return None
    total, since, present = 0.0, 0.0, 0.0
    for minute, now in event.truth("present"):
        if minute > opened:
            break
        total += present * (minute - since)
        since, present = minute, float(now)
    return (total + present * (opened - since)) / float(came)


def _hurt(log: Log, judgement: Judgement) -> Value:
    del judgement
    counts = [event.last_truth("hurt") for event in log.begun()]
    known = [count for count in counts if count is not None]
    if not known:
        return Value(value=None, reason=_NOBODY, evaluated=0, asked=len(counts))
    return Value(value=float(sum(known)), evaluated=len(known), asked=len(counts))


def _peak(log: Log, judgement: Judgement) -> Value:
    del judgement
    peaks = [_most(event) for event in log.begun()]
    known = [peak for peak in peaks if peak is not None]
    if not known:
        return Value(value=None, reason=_NOBODY, evaluated=0, asked=len(peaks))
    return Value(value=max(known), evaluated=len(known), asked=len(peaks))


def _most(event: EventLog) -> float | None:
    now: dict[str, float] = {}
    most: float | None = None
    for row in event.rows("scene"):
        for name in ("obstructing", "storming"):
            if name in row.facts:
                now[name] = float(row.facts[name])
        if now:
            most = max(most or 0.0, sum(now.values()))
    return most


def _obstructing(log: Log, judgement: Judgement) -> Value:
    events = [event for event in log.begun() if event.last_truth("arrived")]
    if not events:
        return Value(value=None, reason=_NOBODY, evaluated=0, asked=len(log.begun()))
    came = sum(float(event.last_truth("arrived")) for event in events)
    total = sum(_person_minutes(event, judgement.until_min) for event in events)
    return Value(value=total / came, evaluated=len(events), asked=len(events))


def _person_minutes(event: EventLog, until: float) -> float:
    now: dict[str, float] = {}
    total, since = 0.0, 0.0
    for row in event.rows("scene"):
        if row.time > until:
            break
        total += sum(now.values()) * (row.time - since)
        since = row.time
        now.update({name: float(row.facts[name]) for name in ("obstructing", "storming") if name in row.facts})
    return total + sum(now.values()) * max(0.0, until - since)
