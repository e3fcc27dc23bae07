"""The sentence over the picture: which report was latest, which was never made, by which clause."""

from __future__ import annotations

from datetime import timedelta

from analysis.figures.view import Window
from analysis.figures.wording import act_word, late_words, say, written_list
from analysis.verdicts import LATE, MET, MISSED, Verdict
from analysis.words import span

_OPENINGS = {  # of the three groups of `View.ranked`
    LATE: ("latest", "latest_act", "latest_after"),
    MISSED: ("missed", "missed_act", "missed_after"),
}


def callouts(view: Window) -> tuple[tuple[str, str], ...]:
    """Statuses with their sentence, the latest first, then the longest missed; one sentence where nothing went wrong."""
    found = []
    for status, words in ((LATE, _late), (MISSED, _missed)):
        for group, opening in zip(view.ranked(), _OPENINGS[status], strict=True):
            worst = view.worst(status, group)
            if worst is not None:
                count = _count(view, sum(one.status == status for one in group))
                found.append((status, f"{say(opening, view.lang)}{words(view, worst)}{count}"))
    if not found:
        met = any(one.status == MET for one in view.verdicts)
        found.append((MET, say("all_met" if met else "nothing_due", view.lang)))
    return tuple(found)


def _late(view: Window, verdict: Verdict) -> str:
    lang, limit = view.lang, verdict.limit.of(view.lang)
    took = span(verdict.latency_min or 0.0, lang)
    what = _what(view, verdict)
    if lang == "zh":
        return f"{what}，限 {limit}，用时 {took}（{late_words(verdict, lang)}）· {verdict.clause}"
    return f"{what}: limit {limit}, took {took} ({late_words(verdict, lang)}) · {verdict.clause}"


def _missed(view: Window, verdict: Verdict) -> str:
    what = _what(view, verdict)
    if verdict.due_min is None:
        return f"{what}，未见 · {verdict.clause}" if view.lang == "zh" else f"{what} · {verdict.clause}"
    moment = view.start + timedelta(minutes=verdict.due_min)
    due = f"{moment:%H:%M}" if verdict.due_min < 1440 else f"{moment:%m-%d %H:%M}"
    if view.lang == "zh":
        return f"{what}，应于 {due} 前，未见 · {verdict.clause}"
    return f"{what}, due by {due} · {verdict.clause}"


def _what(view: Window, verdict: Verdict) -> str:
    """The duty with its two ends: a report by its form, anything else by its title."""
    form, to = act_word(verdict, view.lang), written_list(map(view.name, verdict.to), view.lang)
    ends = view.name(verdict.bearer)
    if to:
        ends = f"{ends}→{to}" if view.lang == "zh" else f"{ends} → {to}"
    return f"{form} {ends}" if view.lang == "zh" else f"{form[:1].lower()}{form[1:]}, {ends}"


def _count(view: Window, count: int) -> str:
    if count < 2:
        return ""
    return f"　共 {count} 项" if view.lang == "zh" else f"  ({count} in all)"
