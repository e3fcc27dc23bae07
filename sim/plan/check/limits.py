"""Limits that say nothing a clock could check: no number, no start, no stop; and duties that name nobody."""

from __future__ import annotations

from collections.abc import Iterator

from sim.durations import NONE_STATED
from sim.plan.check.finding import Finding, FindingKind, kind
from sim.plan.check.view import PlanIndex, act_of, parts, titles
from sim.plan.model import Duty
from sim.plan.starts import ReadingRef

WORDS = kind(
    "limit-without-number",
    "warning",
    why=("没有数字，迟与不迟各说各的。", "Without a number nobody can say what is late, neither before nor afterwards."),
    mend=("写出分钟数，或写明不得晚于哪一步。", "Give the minutes, or the step before which it must be done."),
)
REPORTS = kind(
    "report-without-limit",
    "warning",
    why=("没有时限的报告，永远不算晚。", "A report without a limit can never be late."),
    mend=("写明多久之内、从何时起算。", "State a length and from when it runs."),
)
NO_LIMIT = kind(
    "no-limit",
    "note",
    why=("没有时限的事，演练中只能看做没做，不能看快慢。", "What has no limit can only be seen as done or not done."),
    mend=("对关键动作写出时限。", "Give the acts that matter a limit."),
)
NO_START = kind(
    "limit-without-start",
    "warning",
    why=("同样的分钟数，从接报算和从认定算可以差出一倍。", "The same minutes from receipt or from the finding are two different limits."),
    mend=("写明从哪一时刻起算。", "State the moment from which the limit runs."),
)
NO_STOP = kind(
    "no-stop",
    "warning",
    why=("不写何时为止，就只能一直报下去或自行停下。", "Without a stop it goes on for ever, or ends when somebody thinks so."),
    mend=("写明停止的事项，如终报或响应结束。", "Name what ends it, such as the final report or the end of the response."),
)
NO_RECIPIENT = kind(
    "no-recipient",
    "error",
    why=("不写报给谁，各人报给各人，或谁也没报。", "Where no recipient is named, each tells another, or nobody is told."),
    mend=("写明接收单位。", "Name who is told."),
)
NO_BEARER = kind(
    "no-bearer",
    "error",
    why=("不写由谁做，就没有人会迟，也没有人会做。", "A duty of nobody is never late and need not be done."),
    mend=("写明由谁负责。", "Name who bears it."),
)
_REPORTING = ("report", "file", "feed-back")


def limits(view: PlanIndex) -> Iterator[Finding]:
    """What a limit needs, looked for in each duty of the plan; like things in one finding."""
    yield from _by_reading(view)
    yield from _unlimited(view)
    yield from _silent_parties(view)


def _by_reading(view: PlanIndex) -> Iterator[Finding]:
    """Lengths, starts and stops for which the plan has an open word: one finding for each reading."""
    lengths: dict[str, list[Duty]] = {}
    starts: dict[str, list[Duty]] = {}
    stops: dict[str, list[Duty]] = {}
    for duty in view.plan.duty:
        for part in parts(duty.within):
            if isinstance(part.amount, ReadingRef):
                lengths.setdefault(part.amount.id, []).append(duty)
            if isinstance(part.start, ReadingRef):
                starts.setdefault(part.start.id, []).append(duty)
        if duty.every and isinstance(duty.start, ReadingRef):
            starts.setdefault(duty.start.id, []).append(duty)
        if duty.every and (duty.until == NONE_STATED or duty.until.startswith("reading:")):
            stops.setdefault(duty.until.removeprefix("reading:"), []).append(duty)
    for about, found, zh, en in (
        (WORDS, lengths, "没有数字", "no number"),
        (NO_START, starts, "没写起算时刻", "no start"),
        (NO_STOP, stops, "没写何时为止", "no stop"),
    ):
        for reading, duties in found.items():
            yield _open_word(view, about, reading, duties, (zh, en))


def _open_word(view: PlanIndex, about: FindingKind, reading: str, duties: list[Duty], what: tuple[str, str]) -> Finding:
    entry = next((one for one in view.plan.reading if one.id == reading), None)
    word = (entry.text.zh, entry.text.en) if entry is not None else ("计划未说明", "the plan is silent")
    return about.found(
        f"{what[0]}（{word[0]}）：{titles(duties, 'zh')}",
        f"{what[1]} ({word[1]}): {titles(duties, 'en')}",
        clauses=_clauses(duties),
        rules=_ids(duties),
    )


def _unlimited(view: PlanIndex) -> Iterator[Finding]:
    """Duties that must be done and have no limit at all, reports apart from the rest."""
    bare = [
        duty
        for duty in view.plan.duty
        if duty.force == "must" and not duty.every and not duty.timed_entry and (duty.within is None or duty.within.is_silent())
    ]
    reports = [duty for duty in bare if duty.act in _REPORTING]
    others = [duty for duty in bare if duty.act not in _REPORTING]
    for about, duties in ((REPORTS, reports), (NO_LIMIT, others)):
        if duties:
            yield about.found(
                f"没有时限的{'报告' if about is REPORTS else '任务'}共 {len(duties)} 项：{titles(duties, 'zh')}",
                f"{len(duties)} {'reports' if about is REPORTS else 'tasks'} without a limit: {titles(duties, 'en')}",
                clauses=_clauses(duties),
                rules=_ids(duties),
            )


def _silent_parties(view: PlanIndex) -> Iterator[Finding]:
    """Duties that name no bearer, and messages that name no recipient."""
    to_nobody = [duty for duty in view.plan.duty if act_of(duty).message and duty.to == NONE_STATED]
    of_nobody = [duty for duty in view.plan.duty if duty.bearer == NONE_STATED]
    for about, duties, zh, en in (
        (NO_RECIPIENT, to_nobody, "没写报给谁", "no recipient is named"),
        (NO_BEARER, of_nobody, "没写由谁做", "nobody is named to do it"),
    ):
        if duties:
            yield about.found(f"{zh}：{titles(duties, 'zh')}", f"{en}: {titles(duties, 'en')}", clauses=_clauses(duties), rules=_ids(duties))


def _clauses(duties: list[Duty]) -> list[str]:
    return [duty.clause for duty in duties]


def _ids(duties: list[Duty]) -> list[str]:
    return [duty.id for duty in duties]
