"""Minutes from one thing to another: how long each link of the chain took, and the latencies that a drill evaluation asks for.

What came before the event (a warning, a risk) ends no span of it. Where a span is about a report, it pairs the same report: by whom the
clause binds, to the recipient that it names, in its form. What never came by the end of observation is *not reached*, and not missing.
Only spans from what happened have a better direction: those from one act to another grow shorter where the first act is left undone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from analysis.asked_done import AskedFate
from analysis.measures.asked import asked_fates, is_report, told_by_who_saw
from analysis.measures.log import EventLog, EventParties, Log
from analysis.measures.model import NO_EVENT, Direction, Elapse, Measure, Value, measure, reached_in
from analysis.verdicts import Judgement
from sim.durations import NONE_STATED
from sim.plan.conditions import NO_RANK
from sim.plan.model import Body
from sim.plan.rulebook import Rulebook
from sim.record import Row, sending_of
from sim.words import phrase

# id, and the kinds of row of which the first ends it: minutes from the event
SPANS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("first-noticed", ("noticed",)),
    ("report-by-anybody", ("reported",)),
    ("verified-after", ("verified",)),
    ("classification", ("classified",)),
    ("activation", ("activated",)),
    ("on-scene", ("arrived",)),
    ("on-scene-command", ("command-established",)),
    ("reception", ("reception-opened",)),
    ("first-news", ("published",)),
    ("ending", ("ended",)),
)
_FORCES = ("dispatched", "ordered")
_NEITHER = frozenset({"ending"})  # a response that ends sooner may have ended too early
_ALWAYS = frozenset({"noticed"})  # what every event calls for
_NOTHING_ASKED = phrase("measure.why.not-called-for")
_NOT_DONE = phrase("measure.why.not-reached")
_NO_START = phrase("measure.why.start-not-reached")
_Pairs = Callable[[Log, Judgement], Iterable[Elapse]]


def chain_measures(rules: Rulebook) -> list[Measure]:
    """How long after the event each step of the chain was first taken."""
    return [_span(*entry, rules) for entry in SPANS]


def _span(id_: str, ends: tuple[str, ...], rules: Rulebook) -> Measure:
    missing = phrase("measure.why.never-came", ends=tuple(phrase(f"kind.{end}") for end in ends))

    @measure(id_, "minutes", "speed", "none" if id_ in _NEITHER else "lower")
    def span(log: Log, judgement: Judgement) -> Value:
        rows = [(event, event.first_row(*ends)) for event in log.begun()]
        called = log.once(("kinds called for", rules), judgement, lambda: _kinds_called_for(rules, log, judgement))
        asked = [(event, row) for event, row in rows if not called.get(event.event, _ALWAYS).isdisjoint(ends)]
        if not asked and all(row is not None for _, row in rows):
            asked = rows  # nothing calls for it, and yet it was done everywhere
        nothing = _NOTHING_ASKED if rows else NO_EVENT
        return reached_in((_since_event(event, row, judgement) for event, row in asked), nothing, missing)

    return span


def _kinds_called_for(rules: Rulebook, log: Log, judgement: Judgement) -> dict[str, frozenset[str]]:
    """By event, the kinds of row that it calls for: those of its duties, and with a level its start and its end."""
    found: dict[str, set[str]] = {event.event: set(_ALWAYS) for event in log.begun()}
    for fate in asked_fates(rules, log, judgement):
        found.setdefault(fate.asked.about, set()).add(fate.asked.rule.done_kind)
    for event in log.begun():
        if _called_for_level(event, rules) is not None:
            found[event.event].update(("classified", "activated", "ended"))
    return {event: frozenset(kinds) for event, kinds in found.items()}


def _since_event(event: EventLog, row: Row | None, judgement: Judgement) -> Elapse:
    return between(event.first("occurred") or 0.0, None if row is None else row.time, judgement)


def between(start: float, end: float | None, judgement: Judgement) -> Elapse:
    """From one minute to another; what came before the start took no time."""
    return Elapse(None if end is None else max(0.0, end - start), max(0.0, judgement.until_min - start))


def span_measures(rules: Rulebook, parties: EventParties) -> list[Measure]:
    """Reports by whom the clause binds, on to each higher recipient, on paper, followed up; leaders at the scene; level, order, force."""
    spans = _Spans(rules, parties)
    levels = any(level.grade != NONE_STATED for level in rules.plan.level)
    found = [
        _measure("first-report", "lower", spans.first_reports),
        _measure("first-word", "lower", spans.first_words),
        _measure("verification", "none", spans.verifications),
        _measure("phone-to-paper", "none", spans.on_paper),
        _measure("first-to-follow-up", "none", spans.follow_ups),
        _measure("follow-up-to-final", "none", spans.finals),
        *(spans.passed_on(body) for body in rules.plan.body),
        _measure("unit-head-on-scene", "lower", spans.unit_heads),
    ]
    if levels:
        found += [
            _measure("leader-on-scene", "lower", spans.leaders),
            _measure("call-to-level", "lower", spans.called_levels),
            _measure("level-to-order", "none", spans.orders),
            _measure("order-to-force", "none", spans.forces),
            _measure("call-to-force", "lower", spans.called_forces),
        ]
    return found


def _measure(id_: str, direction: Direction, pairs: _Pairs) -> Measure:
    @measure(id_, "minutes", "speed", direction)
    def span(log: Log, judgement: Judgement) -> Value:
        return reached_in(pairs(log, judgement), _NOTHING_ASKED if direction == "lower" else _NO_START, _NOT_DONE)

    return span


class _Spans:
    """Finds the two ends of each span."""

    def __init__(self, rules: Rulebook, parties: EventParties) -> None:
        self._rules, self._parties = rules, parties
        approvers = {one for level in rules.plan.level for one in (level.approved_by, level.stand_in) if one != NONE_STATED}
        posts = {post.id for post in rules.plan.post}
        self._leaders = frozenset(approvers & posts) | {post.id for post in rules.plan.post if post.body in approvers}
        self._heads = frozenset(post.id for post in rules.plan.post if post.body in rules.role_ids)

    def _of(self, event: EventLog, log: Log, judgement: Judgement) -> Iterator[AskedFate]:
        return (found for found in asked_fates(self._rules, log, judgement) if found.asked.about == event.event)

    # -- reports -------------------------------------------------------------------------------------------------------------

    def first_words(self, log: Log, judgement: Judgement) -> Iterator[Elapse]:
        """From the event to the first receipt of a report that whoever sees it owes."""
        return self._first(log, judgement, lambda found: None if found.done is None else found.done.time)

    def first_reports(self, log: Log, judgement: Judgement) -> Iterator[Elapse]:
        """From the event to the sending of such a report."""
        rows = {row.seq: row for row in log.record.rows}

        def sent(found: AskedFate) -> float | None:
            if found.done is None:
                return None
            sending = sending_of(found.done, rows.get)
            return found.done.time if sending is None else sending.time

        return self._first(log, judgement, sent)

    def _first(self, log: Log, judgement: Judgement, minute: Callable[[AskedFate], float | None]) -> Iterator[Elapse]:
        for event in log.begun():
            begun = event.first("occurred") or 0.0
            owed = [minute(found) for found in self._of(event, log, judgement) if told_by_who_saw(found)]
            came = [one for one in owed if one is not None and one >= begun]
            if owed:
                yield between(begun, min(came, default=None), judgement)

    def verifications(self, log: Log, judgement: Judgement) -> Iterator[Elapse]:
        """From the first word that whoever verified had of the event itself to what it verified."""
        for event in log.begun():
            verified = event.first_row("verified")
            begun = event.first("occurred") or 0.0
            known = None if verified is None else self._first_known(event, verified.actor, begun)
            if known is not None and verified is not None:
                yield between(known, max(known, verified.time), judgement)
            elif verified is None and (word := event.first_row("received")) is not None:
                yield between(word.time, None, judgement)

    def _first_known(self, event: EventLog, who: str | None, since: float) -> float | None:
        body = self._parties.body(who or "")
        rows = (row for row in event.rows("received", "noticed") if row.time >= since)
        return next((row.time for row in rows if self._parties.body((row.to if row.kind == "received" else row.actor) or "") == body), None)

    def passed_on(self, body: Body) -> Measure:
        """From the first word at whoever has to report to a body to the body's own receipt of that report."""

        @measure(f"passed-on:{body.id}", "minutes", "told", "none", family="passed-on:BODY", of=body.id, subject=body.name, clause=body.clause)
        def passed(log: Log, judgement: Judgement) -> Value:
            return reached_in(self._passed_on(body.id, log, judgement), _NO_START, _NOT_DONE)

        return passed

    def _passed_on(self, body: str, log: Log, judgement: Judgement) -> Iterator[Elapse]:
        for event in log.begun():
            begun = event.first("occurred") or 0.0
            seen: set[str | None] = set()
            for found in self._of(event, log, judgement):
                asked = found.asked
                if not is_report(found) or asked.bearer in seen or not any(body in self._parties.bodies(to, event.roles) for to in asked.to or ()):
                    continue
                seen.add(asked.bearer)
                known = self._first_known(event, asked.bearer, begun)
                if known is not None:
                    yield between(known, None if found.done is None else max(known, found.done.time), judgement)

    def on_paper(self, log: Log, judgement: Judgement) -> Iterator[Elapse]:
        """From a report by word of mouth to the written one of the same two about the same event."""
        for found in asked_fates(self._rules, log, judgement):
            asked, event = found.asked, log.events[found.asked.about]
            if asked.rule.done_form != "written":
                continue
            said = next((row for row in event.rows("received") if self._same_two(row, found) and row.form not in ("written", None)), None)
            if said is not None:
                yield between(said.time, None if found.done is None else max(said.time, found.done.time), judgement)

    def _same_two(self, row: Row, found: AskedFate) -> bool:
        bearer, to, belongs = found.asked.bearer, found.asked.to, self._rules.belongs
        return bearer is not None and belongs(row.actor, bearer) and (to is None or any(belongs(row.to, one) for one in to))

    def follow_ups(self, log: Log, judgement: Judgement) -> Iterator[Elapse]:
        """From a first report to the first follow-up between the same two."""
        return self._next(log, judgement, "initial", "follow-up")

    def finals(self, log: Log, judgement: Judgement) -> Iterator[Elapse]:
        """From the last follow-up to the final report between the same two."""
        return self._next(log, judgement, "follow-up", "final")

    def _next(self, log: Log, judgement: Judgement, first: str, then: str) -> Iterator[Elapse]:
        for event in log.begun():
            begun = event.first("occurred") or 0.0
            rows = [row for row in event.rows("received") if row.time >= begun]
            for two in dict.fromkeys((self._parties.body(row.actor or ""), self._parties.body(row.to or "")) for row in rows if row.form == first):
                own = [row for row in rows if (self._parties.body(row.actor or ""), self._parties.body(row.to or "")) == two]
                ends = [row.time for row in own if row.form == then]
                starts = [row.time for row in own if row.form == first and (not ends or row.time <= ends[0])]
                if ends and starts:
                    yield between(starts[0] if first == "initial" else starts[-1], ends[0], judgement)

    # -- people and levels -----------------------------------------------------------------------------------------------------

    def leaders(self, log: Log, judgement: Judgement) -> Iterator[Elapse]:
        """From the event to the arrival of somebody who may start a level, where the facts called for one."""
        return (
            self._came(event, self._leaders, judgement)
            for event in log.begun()
            if self._leaders and _called_for_level(event, self._rules) is not None
        )

    def unit_heads(self, log: Log, judgement: Judgement) -> Iterator[Elapse]:
        """From the event to the arrival of a head of a unit that has a part in it."""
        return (self._came(event, self._heads, judgement) for event in log.begun() if self._heads and event.roles)

    def _came(self, event: EventLog, posts: frozenset[str], judgement: Judgement) -> Elapse:
        begun = event.first("occurred") or 0.0
        came = next((row.time for row in event.rows("arrived", "checked-in") if row.time >= begun and row.actor in posts), None)
        return between(begun, came, judgement)

    def called_levels(self, log: Log, judgement: Judgement) -> Iterator[Elapse]:
        """From the facts that call for a level to the start of one."""
        return self._after_call(log, judgement, ("activated", "expanded"))

    def called_forces(self, log: Log, judgement: Judgement) -> Iterator[Elapse]:
        """From the facts that call for a level to the first force at the scene."""
        return self._after_call(log, judgement, ("arrived",))

    def _after_call(self, log: Log, judgement: Judgement, ends: tuple[str, ...]) -> Iterator[Elapse]:
        for event in log.begun():
            since = _called_for_level(event, self._rules)
            if since is not None:
                row = event.first_row(*ends)
                yield between(since, None if row is None else row.time, judgement)

    def orders(self, log: Log, judgement: Judgement) -> Iterator[Elapse]:
        """From the start of a level to the first order, or people sent, after it."""
        return self._then(log, judgement, ("activated",), _FORCES)

    def forces(self, log: Log, judgement: Judgement) -> Iterator[Elapse]:
        """From the first people sent to the first force at the scene after it."""
        return self._then(log, judgement, ("dispatched",), ("arrived",))

    def _then(self, log: Log, judgement: Judgement, starts: tuple[str, ...], ends: tuple[str, ...]) -> Iterator[Elapse]:
        for event in log.begun():
            start = event.first_row(*starts)
            if start is not None:
                end = next((row.time for row in event.rows(*ends) if row.time >= start.time), None)
                yield between(start.time, end, judgement)


def _called_for_level(event: EventLog, rules: Rulebook) -> float | None:
    """The minute from which the truth calls for some level of the plan; None where it never does."""
    grades = {level.grade for level in rules.plan.level if level.grade not in (NONE_STATED, NO_RANK)}
    since = next((minute for minute, grade in event.truth("true_grade") if grade in grades), None)
    begun = event.first("occurred")
    return None if since is None or begun is None else max(since, begun)
