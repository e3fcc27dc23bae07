"""What of a run a picture shows: the record and its judgement, cut to a window of time and to some bodies, with names."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from math import ceil, floor

from analysis.verdicts import (
    BROKEN,
    LATE,
    MET,
    NOT_STARTED,
    PENDING,
    SUPERSEDED,
    UNJUDGED,
    WAIVED,
    WRONG_CHANNEL,
    Judgement,
    Verdict,
    rests_on_reading,
)
from sim.errors import InputError, nearest
from sim.plan.known import party_words
from sim.plan.model import Plan
from sim.record import UNDATED, UNTIMED, Header, Record, Row, deliveries, event_roles, starts_on_a_day
from sim.vocabulary import ACTS
from sim.words import NOTHING, Names, Words, phrase

DAY_MIN = 1440.0
_SLACK_MIN = 1.0  # a clock without seconds is no more exact
SCENE = "·scene"  # no id may hold a middle dot
_OF_THE_SCENE = frozenset({"occurred", "risk-found", "hurt", "dispersed", "moved-up"})
_SILENT_KINDS = frozenset({"scene", "inject", "fault", "expectation-missed", "decision"})
_DISCHARGING = (WRONG_CHANNEL, LATE, UNJUDGED, PENDING, MET)  # statuses of a duty that a message did, worst first
_NOTHING_OWED = (NOT_STARTED, WAIVED, SUPERSEDED)
_SOME_YEAR = 2001
_RANKED = ("grade", "level", "warning")


@dataclass(frozen=True, slots=True, kw_only=True)
class DrawnMessage:
    """One message from sender to recipient. `received_min` is None while it has not arrived (or never does)."""

    sent: Row
    received_min: float | None
    verdict: Verdict | None  # the worst that this message discharged

    @property
    def status(self) -> str | None:
        """The status of the duty that it discharged, or None where it discharged none."""
        return None if self.verdict is None else self.verdict.status


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """Rows, messages and verdicts to draw. `afterwards` are the rows, and `of_days` the duties due, more than a day after
    the end; they are no part of the window of time.
    """

    header: Header
    rows: tuple[Row, ...]
    afterwards: tuple[Row, ...]
    of_days: tuple[Verdict, ...]
    messages: tuple[DrawnMessage, ...]
    verdicts: tuple[Verdict, ...]
    names: Names
    body_of: Mapping[str, str]
    ranks: Mapping[str, Sequence[str]]  # ids of grades, levels and warnings, worst first
    from_min: float
    to_min: float
    until_min: float
    end_min: float | None
    only: frozenset[str]
    hides_nothing: bool  # whether all that was called for could be seen
    excerpt: str  # which bodies and which time were asked for, in words; empty where all is shown

    @property
    def start(self) -> datetime:
        """The time of day at minute 0; of a log that names no day, on some day."""
        start = datetime.fromisoformat(self.header.start)
        return start if self.dated else start.replace(year=_SOME_YEAR)  # the record's own stands at the edge of the calendar

    @property
    def untitled(self) -> bool:
        """Whether the record is of no scenario of ours: a log that somebody kept."""
        return "title" not in self.header.scenario

    @property
    def dated(self) -> bool:
        """Whether the record says on which day it was."""
        return starts_on_a_day(self.header.start)

    @property
    def clocked(self) -> bool:
        """Whether anybody knows at which time of day it was; a log may have nothing but minutes."""
        return self.header.start != UNTIMED

    def stamp(self, minute: float, *, day: bool) -> str:
        """A moment as a clock shows it, with its day where that is wanted: the date, or how many days after the first."""
        if not self.clocked:
            return self.say("figures.minute", minute=f"{minute:.0f}")
        moment = self.start + timedelta(minutes=minute)
        if day and self.dated:
            return f"{moment:%m-%d %H:%M}"
        later = (moment.date() - self.start.date()).days if day else 0
        return f"{moment:%H:%M}" + (f" {later:+d}" if later else "")

    def acting(self, row: Row) -> str | None:
        """The body whose lane a row belongs to: the scene's own where nobody acts and something happens to the people there."""
        if row.actor is None and row.kind in _OF_THE_SCENE:
            return SCENE
        return self.body(row.actor)

    def body(self, who: str | None) -> str | None:
        """The body of a body or post."""
        return None if who is None else self.body_of.get(who, who)

    @property
    def say(self) -> Words:
        """The words of the picture's language."""
        return self.names.say

    def name(self, who: str | None) -> str:
        """A body or post in the picture's language; an id without a name stays as it is."""
        return self.say("figures.scene") if who == SCENE else self.names.party(who)

    def event(self, about: str) -> str:
        """The name of an event where the record has several; of one, it need not be said which."""
        return event_name(self.names, about, len(self.header.events))

    @property
    def asked_in_vain(self) -> tuple[str, ...]:
        """Bodies that were asked for and of which the window holds nothing: neither what they did or were told nor what they owed."""
        seen = {self.body(who) for row in self.rows for who in (row.actor, row.to)}
        seen |= {self.body(who) for one in self.verdicts for who in (one.bearer, *one.to) if one.status not in _NOTHING_OWED}
        return tuple(sorted(self.only - seen))

    def shows(self, *who: str | None) -> bool:
        """Whether one of these bodies or posts is among those asked for."""
        return not self.only or any(self.body(one) in self.only for one in who)

    def ranked(self) -> tuple[list[Verdict], list[Verdict], list[Verdict]]:
        """The verdicts in view in three groups: messages, other acts, and what counts in days after the end."""
        days = {one.id for one in self.of_days}
        near = [one for one in self.verdicts if one.id not in days]
        told = [one for one in near if one.act in ACTS and ACTS[one.act].message]
        ids = {one.id for one in told}
        return told, [one for one in near if one.id not in ids], list(self.of_days)

    def worst(self, status: str, among: Iterable[Verdict] | None = None) -> Verdict | None:
        """The verdict with this status furthest over its limit, by a number of the plan before one of a reading.

        Without `among`, of the first of `ranked` that has one.
        """
        if among is None:
            found_first = (self.worst(status, group) for group in self.ranked())
            return next((one for one in found_first if one is not None), None)
        found = [verdict for verdict in among if verdict.status == status]
        return min(found, key=lambda one: (rests_on_reading(one), _overrun(one, self.until_min)), default=None)


def event_name(names: Names, about: str, events: int) -> str:
    """An event by its name, where a record has several; nothing where it has one."""
    return names.of("event", about) if events > 1 and about else ""


def window(
    record: Record,
    judgement: Judgement,
    plan: Plan,
    names: Names,
    only: Iterable[str] = (),
    from_min: float | None = None,
    to_min: float | None = None,
) -> Window:
    """Cut a record to what a picture shows. Raises InputError for a body that is unknown or has no part in it, and for a window beyond it."""
    body_of = {post.id: post.body for post in plan.post}
    chosen = _chosen(record, plan, body_of, tuple(only), names)
    end = next((row.time for row in reversed(record.rows) if row.kind == "ended"), None)
    later = tuple(row for row in record.rows if end is not None and row.time > end + DAY_MIN)
    near = tuple(row for row in record.rows if end is None or row.time <= end + DAY_MIN)
    first, last = _bounds(near, judgement, end, 0.0 if record.header.start != UNDATED else None)
    low, high = first if from_min is None else from_min, last if to_min is None else to_min
    partial = Window(
        header=record.header, rows=(), afterwards=(), of_days=(), messages=(), verdicts=(), names=names, body_of=body_of,
        ranks={table: tuple(entry.id for entry in getattr(plan, table)) for table in _RANKED},
        from_min=low, to_min=high, until_min=judgement.until_min, end_min=end, only=chosen,
        hides_nothing=judgement.hides_nothing, excerpt="",
    )  # fmt: skip
    _check_window(partial, first, max(last, judgement.until_min))
    whole = from_min is None and to_min is None
    verdicts = tuple(v for v in judgement.verdicts if partial.shows(v.bearer, *v.to) and (whole or _touches(v, low, high)))
    edge = None if end is None or to_min is not None else end + DAY_MIN
    of_days = tuple(v for v in verdicts if edge is not None and v.due_min is not None and v.due_min > edge and v.bearer is not None)
    found = drawn_messages(record.rows, judgement.verdicts)
    return replace(
        partial,
        rows=tuple(row for row in near if low <= row.time <= high and _visible(partial, row)),
        afterwards=tuple(row for row in later if _visible(partial, row)) if to_min is None else (),
        of_days=tuple(sorted(of_days, key=lambda v: (v.due_min or 0.0, v.id))),
        messages=tuple(m for m in found if low <= m.sent.time <= high and partial.shows(m.sent.actor, m.sent.to)),
        verdicts=verdicts,
        excerpt=_excerpt(partial, whole),
    )


def drawn_messages(rows: Iterable[Row], verdicts: Iterable[Verdict]) -> tuple[DrawnMessage, ...]:
    """All sendings in the order of the record, each with its receipt and the worst verdict on what either of them did."""
    worst = _worst_by_row(verdicts)
    found = []
    for sent, received in deliveries(rows):
        candidates = [worst[row.seq] for row in (sent, received) if row is not None and row.seq in worst]
        verdict = min(candidates, key=_badness) if candidates else None
        found.append(DrawnMessage(sent=sent, received_min=received.time if received else None, verdict=verdict))
    return tuple(found)


def _worst_by_row(verdicts: Iterable[Verdict]) -> Mapping[int | None, Verdict]:
    found: dict[int | None, Verdict] = {}
    for verdict in verdicts:
        if verdict.done_seq is None or verdict.status not in _DISCHARGING:
            continue
        held = found.get(verdict.done_seq)
        if held is None or _badness(verdict) < _badness(held):
            found[verdict.done_seq] = verdict
    return found


def _badness(verdict: Verdict) -> tuple[int, float]:
    margin = verdict.margin_min if verdict.margin_min is not None else float("inf")
    return _DISCHARGING.index(verdict.status), margin


def _overrun(verdict: Verdict, until_min: float) -> tuple[float, str]:
    if verdict.margin_min is not None:
        return verdict.margin_min, verdict.id
    return (verdict.due_min - until_min if verdict.due_min is not None else 0.0), verdict.id


def _excerpt(partial: Window, whole: bool) -> str:
    between = partial.say.tell(sorted(partial.name(body) for body in partial.only))
    if whole:
        return between
    dates = {(partial.start + timedelta(minutes=minute)).date() for minute in (partial.from_min, partial.to_min)}
    hours = "–".join(partial.stamp(minute, day=len(dates) > 1) for minute in (partial.from_min, partial.to_min))
    return f"{between} {hours}".strip()


def _visible(partial: Window, row: Row) -> bool:
    return row.kind in _SILENT_KINDS or row.kind in ("classified", "regraded", "activated", "ended", "warned", "lifted", "expanded") \
        or partial.shows(row.actor, row.to)  # fmt: skip


def _touches(verdict: Verdict, low: float, high: float) -> bool:
    """Whether any part of a duty, from its anchor to its due time or its being done, lies in the window."""
    begins = verdict.anchor_min if verdict.anchor_min is not None else verdict.raised_min
    ends = max(one for one in (begins, verdict.due_min, verdict.done_min) if one is not None)
    return begins <= high and ends >= low


def _chosen(record: Record, plan: Plan, body_of: Mapping[str, str], only: tuple[str, ...], names: Names) -> frozenset[str]:
    """The bodies meant by ids and names in any language, each of which has a part in the record."""
    acting = dict.fromkeys(who for row in record.rows for who in (row.actor, row.to) if who is not None)
    there = {body_of.get(who, who) for who in acting}
    own = {name: id_ for id_, body in record.header.bodies.items() for name in body.get("name", {}).values()}
    known = {who: who for who in (*record.header.bodies, *acting)} | own | party_words(plan)
    found: set[str] = set()
    for one in only:
        here = {body_of.get(who, who) for who in _meant(known.get(one), record, plan)} & there
        found |= here
        if not here:
            problem = phrase("figures.no-part-in-it") if one in known else phrase("figures.nobody-of-this-name")
            near = sorted(word for word, id_ in known.items() if body_of.get(id_, id_) in there)
            allowed = list(dict.fromkeys(names.party(body_of.get(who, who)) for who in acting))
            raise InputError.of("--only", "", problem, value=one, allowed=allowed, hint=NOTHING if one in known else nearest(one, near))
    return frozenset(found)


def _meant(id_: str | None, record: Record, plan: Plan) -> set[str]:
    """Who is meant by an id: itself, the members of a group, those who play a role."""
    if id_ is None:
        return set()
    members = next((group.members for group in plan.group if group.id == id_), ())
    players = {held[id_] for held in event_roles(record.header).values() if id_ in held}
    return {id_, *players, *(() if isinstance(members, str) else members)}


def _bounds(rows: tuple[Row, ...], judgement: Judgement, end: float | None, start: float | None) -> tuple[float, float]:
    """From the start or the first row to just after the last one or the last breach near it.

    Minute 0 of clock times without a date is no start, but a midnight before it; `start` is then None.
    """
    times = [row.time for row in rows]
    breaches = [v.due_min for v in judgement.verdicts if v.status in BROKEN and v.due_min is not None]
    latest = max(times, default=0.0)
    near = [due for due in breaches if end is None or due <= end + DAY_MIN]
    last = max([latest, *[due for due in near if due <= max(latest, judgement.until_min)]], default=0.0)
    since = [*times, *([] if start is None else [start])]
    low = min(since, default=0.0)
    return float(low), float(last + max(0.03 * (last - low), 1.0))


def _check_window(asked: Window, first: float, last: float) -> None:
    """Raise InputError where a window is empty or goes beyond the record: what did not happen is not drawn."""
    if asked.from_min < asked.to_min and first - _SLACK_MIN <= asked.from_min and asked.to_min <= last + _SLACK_MIN:
        return
    minutes = (asked.from_min, asked.to_min, ceil(first), floor(last))
    days = {(asked.start + timedelta(minutes=minute)).date() for minute in minutes}
    from_, to, least, most = (asked.stamp(minute, day=len(days) > 1) for minute in minutes)
    raise InputError.of(
        "--from, --to", "", phrase("figures.empty-window"), value=f"{from_} – {to}", allowed=phrase("figures.window-allowed", least=least, most=most)
    )
