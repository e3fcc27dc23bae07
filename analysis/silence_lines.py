"""Where the plan is silent, in a few lines: what habits did, what they filled in, what nothing filled, and which limits have no number."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from analysis.telling_names import TellingNames
from analysis.verdicts import Silence

_NOT_STATED = {"bearer": ("由谁办理", "who is to do it"), "recipient": ("报给谁", "to whom")}


def silence_lines(silences: Sequence[Silence], names: TellingNames) -> list[str]:
    """At most one line for what habits did, one for each kind of gap that was filled or not, and one for missing limits."""
    zh = names.lang == "zh"
    lines = list(_habits([one for one in silences if one.about == "act" and one.filled_by is not None], names))
    for about, (what_zh, what_en) in _NOT_STATED.items():
        filled = [one for one in silences if one.about == about and one.filled_by is not None]
        empty = [one for one in silences if one.about == about and one.filled_by is None]
        if filled:
            each = "；".join(_filled(one, names) for one in filled) if zh else "; ".join(_filled(one, names) for one in filled)
            lines.append(f"没有规定{what_zh}，靠习惯补上：{each}。" if zh else f"It is not stated {what_en}, and a habit filled it: {each}.")
        if empty:
            each = names.joined([_place(one, names) for one in empty])
            lines.append(f"没有规定{what_zh}，也没有习惯补上：{each}。" if zh else f"It is not stated {what_en}, and nothing filled it: {each}.")
    unlimited = list(dict.fromkeys(one.clause for one in silences if one.about == "limit"))
    if unlimited:
        clauses = names.joined(unlimited)
        lines.append(f"没有写时限的条款：{clauses}。" if zh else f"Clauses that state no limit in numbers: {clauses}.")
    return lines


def _habits(found: Iterable[Silence], names: TellingNames) -> Iterable[str]:
    """What habits did, the most frequent first."""
    ordered = sorted(found, key=lambda one: -one.times)
    if not ordered:
        return
    if names.lang == "zh":
        each = "、".join(f"{names.rule(one.filled_by or '')} {one.times} 次" for one in ordered)
        yield f"预案没有写、靠习惯做的事（{len(ordered)} 种）：{each}。"
    else:
        each = "; ".join(f"{names.rule(one.filled_by or '')} ({one.times}×)" for one in ordered)
        yield f"Not in the plan, done by habit ({len(ordered)} kinds): {each}."


def _place(one: Silence, names: TellingNames) -> str:
    return f"{one.clause} {names.rule(one.rule)}".strip()


def _filled(one: Silence, names: TellingNames) -> str:
    habit = names.rule(one.filled_by or "")
    return f"{_place(one, names)}（{habit}）" if names.lang == "zh" else f"{_place(one, names)} ({habit})"
