"""A run told to a person: what happened when, the duties worst first, what was late and by which clause, where the plan was silent.

Everything is returned as lines and cells of text in one language; whoever prints them chooses the looks.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from analysis import words
from analysis.silence_lines import silence_lines
from analysis.story import StoryMoment, story
from analysis.telling_names import TellingNames
from analysis.verdicts import LATE, MISSED, STATUSES, SUPERSEDED, Judgement, Verdict
from sim.plan.model import Duty
from sim.plan.rulebook import Rulebook
from sim.record import Record


@dataclass(frozen=True, slots=True, kw_only=True)
class DutyLine:
    """One line of the table of duties, all as text."""

    status: str
    clause: str
    title: str
    who: str
    to: str
    limit: str
    took: str
    margin: str
    reason: str
    verdict: Verdict


@dataclass(frozen=True, slots=True, kw_only=True)
class Telling:
    """The whole telling in one language."""

    story: tuple[StoryMoment, ...]
    untold: int
    duties: tuple[DutyLine, ...]
    sentences: tuple[str, ...]
    silences: tuple[str, ...]


def tell(rules: Rulebook, record: Record, judgement: Judgement, lang: str, habits: Iterable[Duty] = ()) -> Telling:
    """Tell a judged record in Chinese ("zh") or English ("en"). `habits` of the resources give the names of habits that the record cites."""
    names = TellingNames(rules, record, lang, habits)
    moments, untold = story(record, names, judgement.until_min)
    ordered = worst_first(judgement.verdicts, judgement.until_min)
    return Telling(
        story=tuple(moments),
        untold=untold,
        duties=tuple(_line(rules, verdict, names, judgement.until_min) for verdict in ordered if verdict.status != SUPERSEDED),
        sentences=tuple(_sentences(rules, [one for one in ordered if one.status in (LATE, MISSED)], names, judgement.until_min)),
        silences=tuple(silence_lines(judgement.silences, names)),
    )


def worst_first(verdicts: tuple[Verdict, ...], until_min: float) -> list[Verdict]:
    """Missed, late, cannot be judged, pending and so on; within each, what is furthest over its limit first."""
    rank = {status: place for place, status in enumerate(STATUSES)}

    def key(verdict: Verdict) -> tuple[int, float, str]:
        margin = verdict.margin_min
        if margin is None:
            margin = float("inf") if verdict.due_min is None else verdict.due_min - until_min
        return rank[verdict.status], margin, verdict.id

    return sorted(verdicts, key=key)


# -- duties ----------------------------------------------------------------------------------------------------------------


def _line(rules: Rulebook, verdict: Verdict, names: TellingNames, until_min: float) -> DutyLine:
    lang = names.lang
    return DutyLine(
        status=words.word(words.STATUSES, verdict.status, lang),
        clause=verdict.clause,
        title=verdict.title.of(lang) or verdict.rule,
        who=names.who(verdict.bearer),
        to=names.joined([names.who(one) for one in verdict.to]),
        limit=_limit(rules, verdict, lang),
        took="" if verdict.latency_min is None else words.span(verdict.latency_min, lang),
        margin=_margin(verdict, lang, until_min),
        reason="" if verdict.reason is None else verdict.reason.of(lang),
        verdict=verdict,
    )


def _limit(rules: Rulebook, verdict: Verdict, lang: str) -> str:
    return verdict.limit.of(lang)


def _margin(verdict: Verdict, lang: str, until_min: float) -> str:
    """How much time was left, or by how much it was late; what is undone and due is late up to the end of observation."""
    if verdict.margin_min is not None:
        sign = "−" if verdict.margin_min < 0 else ""
        return sign + words.span(abs(verdict.margin_min), lang)
    if verdict.status == MISSED and verdict.due_min is not None:
        return f"< −{words.span(until_min - verdict.due_min, lang)}"
    return ""


def _sentences(rules: Rulebook, found: list[Verdict], names: TellingNames, until_min: float) -> Iterator[str]:
    """One sentence each; the same duty of one bearer to several recipients, or again and again, is told together."""
    groups: dict[tuple[str, str | None, str], list[Verdict]] = {}
    for verdict in found:
        groups.setdefault((verdict.rule, verdict.bearer, verdict.status), []).append(verdict)
    for (_, _, status), group in groups.items():
        first = _sentence(rules, group[0], names, until_min)
        if len(group) == 1:
            yield first
            continue
        others = names.joined(list(dict.fromkeys(_other(one, names, status) for one in group[1:])))
        more = len(group) - 1
        if names.lang == "zh":
            yield f"{first}同样{'迟了' if status == LATE else '没有办'}的还有 {more} 项" + (f"：{others}。" if others else "。")
        else:
            yield f"{first} {more} more {'were late' if status == LATE else 'were not done'} in the same way" + (f": {others}." if others else ".")


def _other(verdict: Verdict, names: TellingNames, status: str) -> str:
    """Another of the same: to whom, or about which event, and by how much it was late."""
    to = names.joined([names.who(one) for one in verdict.to]) or names.event(verdict.about) or verdict.about
    if status != LATE or verdict.margin_min is None:
        return to
    over = words.span(-verdict.margin_min, names.lang)
    return f"{to}（迟 {over}）" if names.lang == "zh" else f"{to} ({over} late)"


def _sentence(rules: Rulebook, verdict: Verdict, names: TellingNames, until_min: float) -> str:
    """One sentence for a late or missed duty, which names its clause, its limit and by how much."""
    lang, zh = names.lang, names.lang == "zh"
    who, to = names.who(verdict.bearer), names.joined([names.who(one) for one in verdict.to])
    limit, title = _limit(rules, verdict, lang), verdict.title.of(lang) or verdict.rule
    start = f"第 {verdict.clause} 条：" if zh else f"Clause {verdict.clause}: "
    what = f"“{title}”{f'（给{to}）' if to else ''}" if zh else f'"{title}"{f" (to {to})" if to else ""}'
    if zh and limit[:1].isdigit():
        limit = f" {limit}"
    if verdict.readings:
        read = names.joined([names.reading(one) for one in verdict.readings])
        limit += f"（读法：{read}）" if zh else f" (as read: {read})"
    if verdict.force == "must not" and verdict.done_min is not None:
        when = words.clock(verdict.done_min)
        return start + (f"{who}在 {when} 做了不得做的事：{what}。" if zh else f"at {when} {who} did what must not be done: {what}.")
    if verdict.status == LATE and verdict.margin_min is not None:
        took, over = words.span(verdict.latency_min or 0.0, lang), words.span(-verdict.margin_min, lang)
        if zh:
            return f"{start}{who}办理{what}用了 {took}，时限{limit}，迟 {over}。"
        return f"{start}{who} took {took} for {what}; the limit is {limit}, so it was {over} late."
    due, end = "" if verdict.due_min is None else words.clock(verdict.due_min), words.clock(until_min)
    if zh:
        return f"{start}{who}没有办理{what}，时限{limit}，应于 {due} 前完成，到 {end} 仍未见。"
    return f"{start}{who} did not do {what}; the limit is {limit}, it was due at {due} and not seen by {end}."
