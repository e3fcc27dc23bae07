"""Measures of what people met with: how long they waited, how many were registered, heard, led away or hurt.

They rest on the `scene` rows, which say what was true. Being led away and being hurt are costs, never successes; talking people
into going home counts as good only where they had been registered.
"""

from __future__ import annotations

from collections.abc import Callable

from analysis.measures.course import EventCourse
from analysis.measures.log import EventLog, Log
from analysis.measures.model import Compute, Direction, Measure, MeasureKind, Value, mean_of, share_of
from analysis.verdicts import Judgement
from sim.text import Text

_NOBODY = "the record has no count of the people at the scene"
# How soon people should be dealt with, counted from the first one's arrival. No source gives such a figure: these are the product's
# own marks, the same for every plan, so that drills can be compared. None: by the end of the event.
IN_TIME_MIN: dict[str, float | None] = {"registered": 60.0, "heard": 120.0, "answered": None}

# id, count in the scene rows, Chinese, English, direction
_SHARES: tuple[tuple[str, str, str, str, Direction], ...] = (
    ("registered-share", "registered", "已登记的人", "people registered", "higher"),
    ("heard-share", "heard", "诉求被听取的人", "people heard", "higher"),
    ("answered-share", "answered", "得到答复的人", "people answered", "higher"),
    ("home-heard-share", "returned_home_heard", "诉求被听取后返回的人", "people who went home heard", "higher"),
    ("home-unheard-share", "returned_home_unheard", "未被听取就返回的人（代价）", "people who went home unheard (a cost)", "lower"),
    ("moved-up-share", "moved_up", "转往上级的人（代价）", "people who moved on to a higher level (a cost)", "lower"),
    ("another-day-share", "another_day", "改日再来的人（代价）", "people who will come back another day (a cost)", "lower"),
    ("cleared-share", "cleared", "被带离的人（代价）", "people led away (a cost)", "lower"),
)
_IN_TIME: tuple[tuple[str, str, str, str], ...] = (
    ("registered-in-time", "registered", "一小时内登记的人", "people registered within an hour"),
    ("heard-in-time", "heard", "两小时内被听取的人", "people heard within two hours"),
    ("answered-in-time", "answered", "事件结束前得到答复的人", "people answered before the end of the event"),
)


def people_measures() -> list[Measure]:
    """The peaks, the trouble, the waiting, and what became of those who came."""
    return [
        _peak("peak-present", "present", "在场人数峰值", "most people present", "present", "none"),
        _peak(
            "peak-active",
            "active",
            "喊口号、堵塞、冲击的人数峰值",
            "most people vocal, obstructing or storming",
            "vocal + obstructing + storming",
            "lower",
        ),
        _peak("peak-obstructing", "trouble", "堵塞和冲击的人数峰值", "most people obstructing or storming", "obstructing + storming", "lower"),
        _sum(
            "obstructing-clock",
            "minutes",
            lambda course: course.clock_minutes,
            "有人堵塞、冲击的时间",
            "time with anybody obstructing or storming",
            "有人堵塞或冲击的分钟数，各事件相加；被带离者在有人未散之前仍计入",
            "minutes with at least one person obstructing or storming, summed over the events; who was led away counts on while anybody is there",
        ),
        _sum(
            "obstructing-person-minutes",
            "person-minutes",
            lambda course: course.person_minutes,
            "堵塞、冲击的人次时间",
            "people obstructing or storming × time",
            "堵塞与冲击的人数之和对时间积分，各事件相加；被带离者在有人未散之前仍计入",
            "people obstructing or storming, summed over time and the events; who was led away counts on while anybody is there",
        ),
        _measure(
            "obstructing-minutes",
            "minutes",
            "lower",
            _obstructing,
            ("人均堵塞、冲击时间", "time obstructing or storming, per person"),
            (
                "堵塞与冲击的人数之和对时间积分（被带离者在有人未散之前仍计入），除以到场人数",
                "people obstructing or storming, summed over time (who was led away counts on while anybody is there), ÷ people who had come",
            ),
        ),
        _measure(
            "first-received",
            "minutes",
            "lower",
            _first_received,
            ("第一个人到场后多久开始接访", "reception opened after the first arrival"),
            (
                "从首个到场的人到首个 reception-opened 的分钟数，各事件平均",
                "minutes from the first person there to the first reception-opened, mean over the events",
            ),
        ),
        _measure(
            "waiting",
            "minutes",
            "lower",
            _waiting,
            ("人均等候至开始接访", "waiting until reception, per person"),
            (
                "从发生到 reception-opened，在场人数对时间积分，除以到场人数",
                "people present, summed over time until reception-opened, ÷ people who had come",
            ),
        ),
        *(_share(*entry) for entry in _SHARES[:3]),
        *(_in_time(*entry) for entry in _IN_TIME),
        *(_share(*entry) for entry in _SHARES[3:]),
        _measure(
            "persuaded-registered",
            "share",
            "higher",
            _persuaded,
            ("劝返的人中已登记的", "of those talked into going home, registered before"),
            (
                "各 persuaded 行的 people_registered 之和 ÷ people 之和；未登记就劝返不算好事",
                "people_registered ÷ people over the rows persuaded; persuading before registration counts as no success",
            ),
        ),
        _measure(
            "hurt",
            "count",
            "lower",
            _hurt,
            ("受伤人数（代价）", "people hurt (a cost)"),
            ("各事件实况中的受伤人数之和", "people hurt by the true counts, summed over the events"),
        ),
    ]


def _measure(id_: str, kind: MeasureKind, direction: Direction, work: Compute, names: tuple[str, str], formula: tuple[str, str]) -> Measure:
    return Measure(
        id=id_,
        kind=kind,
        group="people",
        direction=direction,
        work=work,
        name=Text(zh=names[0], en=names[1]),
        formula=Text(zh=formula[0], en=formula[1]),
    )


def _came(log: Log) -> list[EventLog]:
    """The events to which people came."""
    return [event for event in log.begun() if event.last_truth("arrived")]


def _none(log: Log) -> Value:
    return Value(value=None, reason=_NOBODY, evaluated=0, asked=len(log.begun()))


def _share(id_: str, name: str, zh: str, en: str, direction: Direction) -> Measure:
    def work(log: Log, judgement: Judgement) -> Value:
        del judgement
        events = _came(log)
        came = sum(event.last_truth("arrived") for event in events)
        return share_of(sum(event.last_truth(name) or 0 for event in events), came, came, _NOBODY)

    return _measure(id_, "share", direction, work, (zh, en), (f"实况计数 {name} ÷ arrived", f"{name} ÷ arrived, by the true counts"))


def _in_time(id_: str, name: str, zh: str, en: str) -> Measure:
    limit = IN_TIME_MIN[name]

    def work(log: Log, judgement: Judgement) -> Value:
        events = _came(log)
        came = sum(event.last_truth("arrived") for event in events)
        done = sum(event.last_truth(name, _deadline(event, limit, judgement.until_min)) or 0 for event in events)
        return share_of(done, came, came, _NOBODY)

    by = (
        ("响应结束、人群散尽或观察结束（取最早）时", "when the response ended, the people had gone or observation ended")
        if limit is None
        else (
            f"第一个人到场后 {limit:g} 分钟时（本工具自定的尺度，没有出处）",
            f"{limit:g} minutes after the first arrival (the product's own mark, without a source)",
        )
    )
    return _measure(
        id_, "share", "higher", work, (zh, en), (f"{by[0]}的实况计数 {name} ÷ 最终 arrived", f"the true count {name} {by[1]} ÷ arrived in the end")
    )


def _deadline(event: EventLog, limit: float | None, until: float) -> float:
    came = event.course(until).came_min
    return event.over(until) if limit is None or came is None else min(came + limit, until)


def _peak(id_: str, peak: str, zh: str, en: str, names: str, direction: Direction) -> Measure:
    def work(log: Log, judgement: Judgement) -> Value:
        peaks = [event.course(judgement.until_min).peaks.get(peak) for event in log.begun()]
        known = [found for found in peaks if found is not None]
        return Value(value=float(max(known)), evaluated=len(known), asked=len(peaks)) if known else _none(log)

    formula = (f"同一时刻、同一现场 {names} 的最大值", f"the greatest {names} at one moment at one scene")
    return _measure(id_, "count", direction, work, (zh, en), formula)


def _sum(id_: str, kind: MeasureKind, of: Callable[[EventCourse], float], zh: str, en: str, formula_zh: str, formula_en: str) -> Measure:
    def work(log: Log, judgement: Judgement) -> Value:
        events = _came(log)
        if not events:
            return _none(log)
        return Value(value=sum(of(event.course(judgement.until_min)) for event in events), evaluated=len(events), asked=len(events))

    return _measure(id_, kind, "lower", work, (zh, en), (formula_zh, formula_en))


def _obstructing(log: Log, judgement: Judgement) -> Value:
    events = _came(log)
    if not events:
        return _none(log)
    came = sum(float(event.last_truth("arrived")) for event in events)
    total = sum(event.course(judgement.until_min).person_minutes for event in events)
    return Value(value=total / came, evaluated=len(events), asked=len(events))


def _first_received(log: Log, judgement: Judgement) -> Value:
    events = _came(log)
    if not events:
        return _none(log)
    return mean_of((_received_after(event, judgement.until_min) for event in events), "reception never opened")


def _received_after(event: EventLog, until: float) -> float | None:
    came, opened = event.course(until).came_min, event.first("reception-opened")
    return None if came is None or opened is None else max(0.0, opened - came)


def _waiting(log: Log, judgement: Judgement) -> Value:
    del judgement
    people = [event for event in log.begun() if event.last_truth("present") is not None]
    if not people:
        return _none(log)
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


def _persuaded(log: Log, judgement: Judgement) -> Value:
    del judgement
    rows = [row.facts for event in log.begun() for row in event.rows("persuaded") if "people" in row.facts]
    known = [facts for facts in rows if "people_registered" in facts]
    went = sum(facts["people"] for facts in known)
    return share_of(
        sum(facts["people_registered"] for facts in known), went, sum(facts["people"] for facts in rows), "nobody was talked into going home"
    )


def _hurt(log: Log, judgement: Judgement) -> Value:
    del judgement
    counts = [event.last_truth("hurt") for event in log.begun()]
    known = [count for count in counts if count is not None]
    if not known:
        return _none(log)
    return Value(value=float(sum(known)), evaluated=len(known), asked=len(counts))
