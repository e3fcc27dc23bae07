"""A limit as a person reads it, in Chinese and English, with its readings taken."""

from __future__ import annotations

from collections.abc import Mapping

from sim.durations import Amount, Span, parse_amount
from sim.plan.limits import FirstOf, LastOf, Limit, LimitForm, ReadingRef, StartValue
from sim.plan.model import Duty

_STARTS = {
    "occurred": ("事发", "the event"),
    "aware": ("知悉", "becoming aware"),
    "received": ("收到报告", "its receipt"),
    "classified": ("定级", "the grading"),
}
Readings = Mapping[str, bool | str]


def limit_text(duty: Duty, readings: Readings, lang: str) -> str:
    """The limit of a duty: "30 min", "1 h from the event", "every 1 h", "the earlier of …", "none stated"."""
    period = parse_amount(duty.every) if duty.every else None
    if period is not None:
        length = amount_text(period, lang)
        return f"每 {length}" if lang == "zh" else f"every {length}"
    return "未规定" if duty.within is None and lang == "zh" else _form(duty.within, readings, lang)


def amount_text(amount: Amount | None, lang: str) -> str:
    """A length in words; None is the plan's silence."""
    if lang != "zh":
        return "none stated" if amount is None else str(amount)
    if amount is None:
        return "未规定"
    if isinstance(amount, Span):
        hours = amount.minutes / 60
        return f"{hours:g} 小时" if amount.minutes >= 60 and amount.minutes % 60 == 0 else f"{amount.minutes:g} 分钟"
    if amount.months:
        return f"{amount.count} 个月"
    return f"{amount.count} 个工作日" if amount.working else f"{amount.count} 天"


def _form(form: LimitForm | None, readings: Readings, lang: str) -> str:
    if form is None:
        return "none stated"
    if isinstance(form, Limit):
        return _single(form, readings, lang)
    parts = [_form(part, readings, lang) for part in form.limits]
    if lang == "zh":
        return "、".join(parts) + ("，以先到为准" if isinstance(form, FirstOf) else "，以后到为准")
    return f"the {'later' if isinstance(form, LastOf) else 'earlier'} of {', '.join(parts)}"


def _single(limit: Limit, readings: Readings, lang: str) -> str:
    amount = limit.amount
    taken = parse_amount(readings[amount.id]) if isinstance(amount, ReadingRef) else amount
    text, start = amount_text(taken, lang), _start(limit.start, readings)
    if start == "trigger" or taken is None:
        return text
    if start.startswith("duty:"):
        zh, en = f"“{start.removeprefix('duty:')}”完成", f'"{start.removeprefix("duty:")}"'
    else:
        zh, en = _STARTS[start]
    return f"{zh}后 {text}" if lang == "zh" else f"{text} from {en}"


def _start(start: StartValue, readings: Readings) -> str:
    return str(readings[start.id]) if isinstance(start, ReadingRef) else start
