"""A run told to a person: what happened when, the duties worst first, what was late and by which clause, where the plan was silent.

Everything is returned as lines and cells of text in one language; whoever prints them chooses the looks.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from analysis import words
from analysis.verdicts import LATE, MISSED, STATUSES, SUPERSEDED, Judgement, Silence, Verdict
from sim.plan.acts import SENT_KINDS
from sim.plan.limit_text import limit_text
from sim.plan.rulebook import Rulebook
from sim.plan.vocabulary import NO_RANK
from sim.record import Record, Row

# Rows that a reader of the story does not need: the truth behind it, and the noise of phones.
_UNTOLD = frozenset({"scene", "called", "busy", "unanswered", "decision", "released"})
_TASKS = frozenset({"performed", "prepared"})
_MOST_TOLD = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """One line of the story. `more` counts like rows at the same minute that are told with it."""

    minute: float
    clock: str
    text: str
    cites: str


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

    story: tuple[Moment, ...]
    untold: int
    duties: tuple[DutyLine, ...]
    sentences: tuple[str, ...]
    silences: tuple[str, ...]


class Names:
    """Bodies, posts, facts' values and duties in one language."""

    def __init__(self, rules: Rulebook, record: Record, lang: str) -> None:
        self.lang = lang
        plan = rules.plan
        self._names = {
            entry.id: entry.name.of(lang) for table in (plan.body, plan.post, plan.group) for entry in table
        }
        self._ranks = {("grade", entry.id): entry.name.of(lang) for entry in plan.grade}
        self._ranks |= {("level", entry.id): entry.name.of(lang) for entry in plan.level}
        for id_, entry in record.header.bodies.items():
            name = entry.get("name")
            if isinstance(name, Mapping):
                self._names[id_] = str(name.get(lang) or id_)
        self._titles = {rule.id: rule.duty.title.of(lang) for rule in rules.rules}

    def who(self, id_: str | None) -> str:
        """A body or post; "?" where nobody is named."""
        return "?" if id_ is None else self._names.get(id_, id_)

    def rank(self, name: str, value: object) -> str:
        """A grade or a level by its name."""
        if value == NO_RANK:
            return "不够级" if self.lang == "zh" else "below every grade"
        return self._ranks.get((name, str(value)), str(value))

    def form(self, row: Row) -> str:
        """What a message or a task is: its form in words, or the title of the rule that it follows; "" where it has none."""
        if row.form is None:
            return ""
        if row.kind not in _TASKS and row.form in words.FORMS:
            return words.word(words.FORMS, row.form, self.lang)
        return self.rule(row.rule) if row.rule is not None else row.form

    def rule(self, id_: str) -> str:
        """A duty or habit by its title."""
        return self._titles.get(id_) or id_.removeprefix("habit:")


def tell(rules: Rulebook, record: Record, judgement: Judgement, lang: str) -> Telling:
    """Tell a judged record in Chinese ("zh") or English ("en")."""
    names = Names(rules, record, lang)
    moments = _story(record, names, judgement.until_min)
    ordered = worst_first(judgement.verdicts, judgement.until_min)
    return Telling(
        story=tuple(moments[:_MOST_TOLD]),
        untold=max(0, len(moments) - _MOST_TOLD),
        duties=tuple(
            _line(rules, verdict, names, judgement.until_min) for verdict in ordered if verdict.status != SUPERSEDED
        ),
        sentences=tuple(
            _sentence(rules, one, names, judgement.until_min) for one in ordered if one.status in (LATE, MISSED)
        ),
        silences=tuple(_silences(judgement.silences, names)),
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


# -- the story -------------------------------------------------------------------------------------------------------------


def _story(record: Record, names: Names, until_min: float) -> list[Moment]:
    """One moment for each thing that happened; a message is told once, when it arrives, and like ones of a minute together."""
    arrived = {row.cause for row in record.rows if row.kind == "received" and row.cause is not None}
    told: dict[tuple[object, ...], list[Row]] = {}
    for row in record.rows:
        if row.kind in _UNTOLD or row.time > until_min or (row.kind in SENT_KINDS and row.seq in arrived):
            continue
        told.setdefault((int(row.time), row.kind, row.actor, row.form, row.about, row.rule), []).append(row)
    return [_moment(rows, names) for rows in told.values()]


def _moment(rows: list[Row], names: Names) -> Moment:
    row, lang = rows[0], names.lang
    cites = row.clause or ""
    if not cites and row.rule is not None and row.rule.startswith("habit:"):
        cites = f"习惯：{names.rule(row.rule)}" if lang == "zh" else f"habit: {names.rule(row.rule)}"
    return Moment(minute=row.time, clock=words.clock(row.time), text=_told(rows, names), cites=cites)


def _told(rows: list[Row], names: Names) -> str:
    row, lang = rows[0], names.lang
    zh = lang == "zh"
    to = _joined(list(dict.fromkeys(names.who(one.to) for one in rows if one.to is not None)), lang)
    what, channel, stated = names.form(row), words.word(words.CHANNELS, row.channel, lang), _stated(row, names)
    if row.kind == "received":
        sender = names.who(row.actor)
        by = (f"（{channel}）" if zh else f" ({channel})") if channel else ""
        return (
            (f"{to}收到{sender}：{what or '消息'}" if zh else f"{to} received from {sender}: {what or 'a message'}")
            + by
            + stated
        )
    kind = words.word(words.KINDS, row.kind, lang)
    if row.kind in _TASKS and what:
        kind, what = what, ""  # the task says more than that one was done
    who = names.who(row.actor) if row.actor is not None else ""
    if zh:
        return "".join(
            (f"{who}：" if who else "", kind, f"（{what}）" if what else "", f"→{to}" if to else "", stated)
        )
    return "".join((f"{who}: " if who else "", kind, f" ({what})" if what else "", f" → {to}" if to else "", stated))


def _stated(row: Row, names: Names) -> str:
    """The grade or level that a row states, where stating it is what the row is for, or how many people it is about."""
    zh, facts = names.lang == "zh", row.facts
    if row.kind in ("classified", "regraded") and "grade" in facts:
        return ("：" if zh else ": ") + names.rank("grade", facts["grade"])
    if "level" in facts and (row.kind in ("activated", "proposed", "expanded") or row.form == "proposal"):
        return ("：" if zh else ": ") + names.rank("level", facts["level"])
    people = facts.get("people")
    if row.kind != "received" and isinstance(people, int):
        return f"，{people} 人" if zh else f", {people} people"
    return ""


# -- duties ----------------------------------------------------------------------------------------------------------------


def _line(rules: Rulebook, verdict: Verdict, names: Names, until_min: float) -> DutyLine:
    lang = names.lang
    return DutyLine(
        status=words.word(words.STATUSES, verdict.status, lang),
        clause=verdict.clause,
        title=verdict.title.of(lang) or verdict.rule,
        who=names.who(verdict.bearer),
        to=_joined([names.who(one) for one in verdict.to], lang),
        limit=_limit(rules, verdict, lang),
        took="" if verdict.latency_min is None else words.span(verdict.latency_min, lang),
        margin=_margin(verdict, lang, until_min),
        reason=words.reason(verdict.reason, lang),
        verdict=verdict,
    )


def _limit(rules: Rulebook, verdict: Verdict, lang: str) -> str:
    return limit_text(rules.by_id[verdict.rule].duty, rules.readings, lang)


def _joined(parts: list[str], lang: str) -> str:
    return ("、" if lang == "zh" else ", ").join(parts)


def _margin(verdict: Verdict, lang: str, until_min: float) -> str:
    """How much time was left, or by how much it was late; what is undone and due is late up to the end of observation."""
    if verdict.margin_min is not None:
        sign = "−" if verdict.margin_min < 0 else ""
        return sign + words.span(abs(verdict.margin_min), lang)
    if verdict.status == MISSED and verdict.due_min is not None:
        return f"< −{words.span(until_min - verdict.due_min, lang)}"
    return ""


def _sentence(rules: Rulebook, verdict: Verdict, names: Names, until_min: float) -> str:
    """One sentence for a late or missed duty, which names its clause, its limit and by how much."""
    lang, zh = names.lang, names.lang == "zh"
    who, to = names.who(verdict.bearer), _joined([names.who(one) for one in verdict.to], lang)
    limit, title = _limit(rules, verdict, lang), verdict.title.of(lang) or verdict.rule
    start = f"第 {verdict.clause} 条：" if zh else f"Clause {verdict.clause}: "
    what = f"“{title}”{f'（给{to}）' if to else ''}" if zh else f'"{title}"{f" (to {to})" if to else ""}'
    if verdict.readings:
        read = _joined(list(verdict.readings), lang)
        limit += f"（按读法 {read}）" if zh else f" (by the reading {read})"
    if verdict.force == "must not" and verdict.done_min is not None:
        when = words.clock(verdict.done_min)
        return start + (
            f"{who}在 {when} 做了不得做的事：{what}。"
            if zh
            else f"at {when} {who} did what must not be done: {what}."
        )
    if verdict.status == LATE and verdict.margin_min is not None:
        took, over = words.span(verdict.latency_min or 0.0, lang), words.span(-verdict.margin_min, lang)
        if zh:
            return f"{start}{who}办理{what}用了 {took}，时限{limit}，迟 {over}。"
        return f"{start}{who} took {took} for {what}; the limit is {limit}, so it was {over} late."
    due, end = "" if verdict.due_min is None else words.clock(verdict.due_min), words.clock(until_min)
    if zh:
        return f"{start}{who}没有办理{what}，时限{limit}，应于 {due} 前完成，到 {end} 仍未见。"
    return f"{start}{who} did not do {what}; the limit is {limit}, it was due at {due} and not seen by {end}."


# -- silences --------------------------------------------------------------------------------------------------------------


def _silences(silences: tuple[Silence, ...], names: Names) -> list[str]:
    """First what habits filled, then what nothing filled; limits that are not stated are told together."""
    lang = names.lang
    lines = [_silence(silence, names) for silence in silences if silence.about != "limit"]
    unlimited = list(dict.fromkeys(silence.clause for silence in silences if silence.about == "limit"))
    if unlimited:
        clauses = _joined(unlimited, lang)
        lines.append(
            f"没有写时限的条款：{clauses}。"
            if lang == "zh"
            else f"Clauses that state no limit in numbers: {clauses}."
        )
    return lines


def _silence(silence: Silence, names: Names) -> str:
    zh, what, filled = names.lang == "zh", silence.what.of(names.lang), silence.filled_by
    times = "once" if silence.times == 1 else f"{silence.times} times"
    place = f"第 {silence.clause} 条：" if zh else f"Clause {silence.clause}: "
    start = place if silence.clause else ""
    if silence.about == "act" and filled is not None:
        habit = names.rule(filled)
        return (
            f"{start}靠习惯“{habit}”，{silence.times} 次。"
            if zh
            else f'{start}the habit "{habit}" stood in, {times}.'
        )
    if filled is None:
        return (
            f"{start}{what}（{silence.times} 项），没有习惯补上。"
            if zh
            else f"{start}{what} ({times}); nothing filled it."
        )
    habit = names.rule(filled)
    return f"{start}{what}，靠习惯“{habit}”补上。" if zh else f'{start}{what}; the habit "{habit}" filled it.'
