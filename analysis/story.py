"""What happened, line by line: a message is told once, like things of a minute together, people trickling away by the half hour.

Where there is more to tell than a reader takes in, what turned the event goes before what was merely done.
"""

from __future__ import annotations

from dataclasses import dataclass

from analysis import words
from analysis.telling_names import HABIT, TASKS, TellingNames
from sim.record import Record, Row
from sim.vocabulary import SENT_KINDS

# Rows that a reader of the story does not need: the truth behind it, and the noise of phones.
_UNTOLD = frozenset({"scene", "called", "busy", "unanswered", "decision", "released"})
_TRICKLES = frozenset({"returned-home", "moved-up"})
_TRICKLE_MIN = 30.0
_MOST_TOLD = 60
# What turned the event is always told first; then what made it known and moved people; then what was done in passing.
_TURNS = frozenset(
    {
        "occurred",
        "risk-found",
        "warned",
        "classified",
        "regraded",
        "activated",
        "expanded",
        "command-established",
        "reception-opened",
        "registered",
        "representatives-chosen",
        "heard",
        "answered",
        "moved-up",
        "cleared",
        "hurt",
        "dispersed",
        "ended",
        "fault",
        "expectation-missed",
        "published",
        "lost",
    }
)
_STEPS = frozenset(
    {
        "noticed",
        "verified",
        "estimated",
        "assessed",
        "proposed",
        "requested",
        "approved",
        "dispatched",
        "arrived",
        "persuaded",
        "returned-home",
        "support-requested",
        "reported",
        "inject",
    }
)
_REPORTS = frozenset({"initial", "follow-up", "final", "partial", "proposal", "request", "end", "support", "warning", "warning-information"})


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryMoment:
    """One line of the story. `cites` is the clause, or says that a habit did it."""

    minute: float
    clock: str
    text: str
    cites: str


def story(record: Record, names: TellingNames, until_min: float) -> tuple[list[StoryMoment], int]:
    """The moments that are told, in order of time, and how many more there are."""
    arrived = {row.cause for row in record.rows if row.kind == "received" and row.cause is not None}
    seen_at = {row.cause for row in record.rows if row.kind in ("noticed", "fault") and row.cause is not None}
    told: dict[tuple[object, ...], list[Row]] = {}
    for row in record.rows:
        if row.kind in _UNTOLD or row.time > until_min or (row.kind in SENT_KINDS and row.seq in arrived):
            continue
        if row.kind == "inject" and row.seq in seen_at:
            continue  # what it brought about is told
        told.setdefault(_together(row), []).append(row)
    groups = list(told.values())
    ranks = _ranks(groups)
    kept = sorted(sorted(range(len(groups)), key=lambda place: (ranks[place], place))[:_MOST_TOLD])
    return [_moment(groups[place], names) for place in kept], len(groups) - len(kept)


def _together(row: Row) -> tuple[object, ...]:
    if row.kind in _TRICKLES:
        return int(row.time // _TRICKLE_MIN), row.kind, row.about
    return int(row.time), row.kind, row.actor, row.form, row.about, row.rule


def _ranks(groups: list[list[Row]]) -> list[int]:
    """How readily each is told. What the same body does again and again by the same rule is told readily only the first time."""
    found, done = [], set()
    for rows in groups:
        row = rows[0]
        deed = (row.kind, row.actor, row.to, row.about, row.rule)
        rank = _rank(row)
        found.append(2 if rank == 1 and row.rule is not None and deed in done else rank)
        done.add(deed)
    return found


def _rank(row: Row) -> int:
    if row.kind in _TURNS:
        return 2 if row.facts.get("people") == 0 else 0
    return 1 if row.kind in _STEPS or (row.kind == "received" and row.form in _REPORTS) else 2


def _moment(rows: list[Row], names: TellingNames) -> StoryMoment:
    row = rows[0]
    cites = row.clause or ""
    if row.rule is not None and row.rule.startswith(HABIT):
        word = "习惯" if names.lang == "zh" else "habit"
        cites = f"{cites}（{word}）" if cites else word
    return StoryMoment(minute=row.time, clock=words.clock(row.time), text=names.mark(row.about) + _told(rows, names), cites=cites)


def _told(rows: list[Row], names: TellingNames) -> str:
    row, lang = rows[0], names.lang
    zh = lang == "zh"
    to = names.joined(list(dict.fromkeys(names.who(one.to) for one in rows if one.to is not None)))
    what, channel = names.form(row), words.word(words.CHANNELS, row.channel, lang)
    if row.kind == "received":
        sender = names.who(row.actor)
        by = (f"（{channel}）" if zh else f" ({channel})") if channel else ""
        start = f"{to}收到{sender}：{what or '消息'}" if zh else f"{to} received from {sender}: {what or 'a message'}"
        return start + by + _stated(rows, names)
    kind = words.word(words.KINDS, row.kind, lang)
    if row.kind in TASKS and what:
        kind, what = what, ""  # the task says more than that one was done
    if row.kind == "occurred":
        what = names.event(row.about)
    text = row.facts.get("text")
    if row.kind == "inject" and isinstance(text, dict):
        what = str(text.get(lang) or what)
    who = names.who(row.actor) if row.actor is not None else ""
    if zh:
        return "".join((f"{who}：" if who else "", kind, f"（{what}）" if what else "", f"→{to}" if to else "", _stated(rows, names)))
    return "".join((f"{who}: " if who else "", kind, f" ({what})" if what else "", f" → {to}" if to else "", _stated(rows, names)))


def _stated(rows: list[Row], names: TellingNames) -> str:
    """The grade or level that a row states, where stating it is what the row is for, or how many people it is about."""
    row, zh = rows[0], names.lang == "zh"
    facts = row.facts
    if row.kind in ("classified", "regraded") and "grade" in facts:
        return ("：" if zh else ": ") + names.rank("grade", facts["grade"])
    if "level" in facts and (row.kind in ("activated", "proposed", "expanded") or row.form == "proposal"):
        return ("：" if zh else ": ") + names.rank("level", facts["level"])
    if row.kind == "estimated" and (counted := names.counted(facts)):
        return f"：{counted} 人" if zh else f": {counted} people"
    people = [one.facts["people"] for one in rows if isinstance(one.facts.get("people"), int)]
    if row.kind == "received" or not people:
        return ""
    number = sum(people) if row.kind in _TRICKLES else people[0]
    unheard = row.kind in _TRICKLES and facts.get("unheard") is True
    if zh:
        return (
            ("，未被听取" if unheard else "")
            + f"，{number} 人"
            + (f"（到 {words.clock(rows[-1].time)}）" if len(rows) > 1 and row.kind in _TRICKLES else "")
        )
    until = f" by {words.clock(rows[-1].time)}" if len(rows) > 1 and row.kind in _TRICKLES else ""
    return (" unheard" if unheard else "") + f", {number} {'person' if number == 1 else 'people'}" + until
