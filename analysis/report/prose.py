"""The report's sentences, in one language: what was late or not done and by which clause, and where the plan was silent."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from operator import itemgetter
from typing import Any

from analysis.evidence import EXISTS, ROW_COLUMNS, OpenCell
from analysis.habit_chains import SHOWN, HabitCauses
from analysis.report.model import RunReport
from analysis.verdicts import BROKEN, LATE, MISSED, STATUSES, UNJUDGED, WRONG_CHANNEL, Silence, Verdict, rests_on_reading
from sim.words import NamesLater, Phrase, Said, phrase, words
from sim.words.lengths import clock, span

_MOST_CELLS = 4
_MOST_OPENERS = 3


def worst_first(verdicts: Iterable[Verdict], until_min: float) -> list[Verdict]:
    """Missed, late, cannot be judged, pending and so on; within each, the plan's numbers before those of readings, then what is furthest over."""
    rank = {status: place for place, status in enumerate(STATUSES)}

    def key(verdict: Verdict) -> tuple[int, bool, float, str]:
        margin = verdict.margin_min
        if margin is None:
            margin = float("inf") if verdict.due_min is None else verdict.due_min - until_min
        return rank[verdict.status], rests_on_reading(verdict), margin, verdict.id

    return sorted(verdicts, key=key)


def on_habits(found: HabitCauses, names: NamesLater, lang: str, runs: int = 1, *, asked: bool = False) -> str:
    """On how much of what was called for, in so many runs together, habits stand, and the three that stand on most of it.

    `asked`: there are verdicts; where nothing is known to have been called for, that is then left open.
    """
    say, called = words(lang), names.of(lang)
    if found.share is None:
        return say("head.unknown-called-for") if asked else say("head.nothing-called-for")
    if not found.habits:
        return say("head.no-habit", number=found.called_for)
    each = [say("head.habit", habit=called.rule(habit), share=times / found.called_for) for habit, times in found.habits[:SHOWN]]
    if runs > 1:
        return say("head.habits-over-runs", share=found.share, number=found.called_for / runs, runs=runs, habits=each)
    return say("head.habits", share=found.share, number=found.called_for, habits=each)


def open_cell(cell: OpenCell, names: NamesLater) -> Phrase:
    """An open cell, by its line and column and what was written there."""
    column: Said = phrase(f"cell-column.{cell.column}") if cell.column in (*ROW_COLUMNS, EXISTS) else names.fact(cell.column)
    if cell.written:
        return phrase("doubt.cell-written", line=cell.line, column=column, written=cell.written)
    return phrase("doubt.cell", line=cell.line, column=column) if cell.line else phrase("doubt.cell-of-no-line", column=column)


def open_cells(cells: Sequence[OpenCell], names: NamesLater) -> list[Phrase]:
    """A few open cells, and how many more there are."""
    told = [open_cell(cell, names) for cell in cells[:_MOST_CELLS]]
    left = len(cells) - len(told)
    return [*told, phrase("doubt.more-cells", n=left)] if left else told


class Prose:
    """Says what a report holds of duties and silences."""

    def __init__(self, report: RunReport, lang: str) -> None:
        self._report, self._lang = report, lang
        self._names = report.names.of(lang)
        self.say = words(lang)

    # -- duties --------------------------------------------------------------------------------------------------------------

    def title(self, verdict: Verdict) -> str:
        """A duty by its title."""
        return verdict.title.of(self._lang) or verdict.rule

    def who(self, id_: str | None) -> str:
        """A body or a post; nothing for nobody."""
        return "" if id_ is None else self._names.party(id_)

    def to(self, verdict: Verdict) -> str:
        """Whom a duty is owed to."""
        return self.say.tell([self._names.party(one) for one in verdict.to])

    def limit(self, verdict: Verdict) -> str:
        """A duty's limit, with the readings that the plan is taken by."""
        return verdict.limit.of(self._lang)

    def number_by(self, verdict: Verdict) -> str:
        """Whether the plan states the number of a limit, or a reading supplies it; nothing where there is none."""
        if verdict.due_min is None and verdict.anchor_min is None:
            return ""
        return self.say("number-by.plan") if verdict.stated_by_plan else self.say("number-by.reading")

    def took(self, verdict: Verdict) -> str:
        """How long it took; from the shortest to the longest that it can have taken, where cells of the record are open."""
        if verdict.latency_min is None:
            return ""
        return self._from_to(*((verdict.spread and verdict.spread.latency) or (verdict.latency_min, verdict.latency_min)))

    def over(self, verdict: Verdict) -> str:
        """By how much it was late."""
        margin = verdict.margin_min or 0.0
        low, high = (verdict.spread and verdict.spread.margin) or (margin, margin)
        return self._from_to(-high, -low)

    def _from_to(self, low: float, high: float) -> str:
        first, last = span(low, self._lang), span(high, self._lang)
        return first if first == last else self.say("quantity.range", low=first, high=last)

    def margin(self, verdict: Verdict) -> str:
        """How much time was left, by how much it was late, for how long what is undone has been due; of what does not count, why."""
        if verdict.status == WRONG_CHANNEL and verdict.reason is not None:
            return self.say.tell(verdict.reason)
        if verdict.spread is not None and verdict.spread.margin is not None:
            low, high = verdict.spread.margin
            if low < 0 <= high:
                return self.say("margin.open", over=span(-low, self._lang), left=span(high, self._lang))
            return self.say("margin.over", span=self.over(verdict)) if high < 0 else self.say("margin.left", span=self._from_to(low, high))
        if verdict.margin_min is not None:
            left = span(abs(verdict.margin_min), self._lang)
            return self.say("margin.over", span=left) if verdict.margin_min < 0 else self.say("margin.left", span=left)
        if verdict.status == MISSED and verdict.due_min is not None:
            return self.say("margin.undone", span=span(self._report.judgement.until_min - verdict.due_min, self._lang))
        return ""

    def sentences(self, *, by_reading: bool) -> Iterator[str]:
        """One for each duty that was broken, by the plan's numbers or only `by_reading`; the same of one bearer are told together."""
        found = [one for one in self._report.judgement.verdicts if one.status in BROKEN and rests_on_reading(one) is by_reading]
        groups: dict[tuple[str, str | None, str], list[Verdict]] = {}
        for verdict in worst_first(found, self._report.judgement.until_min):
            groups.setdefault((verdict.rule, verdict.bearer, verdict.status), []).append(verdict)
        for (_, _, status), group in groups.items():
            said, more = self._sentence(group[0]), len(group) - 1
            if not more:
                yield said
                continue
            others = list(dict.fromkeys(self._other(one) for one in group[1:]))
            code = {LATE: "late.more-late", WRONG_CHANNEL: "late.more-by-wrong-channel"}.get(status, "late.more-undone")
            yield self.say(code, n=more, said=said, others=others)

    def _other(self, verdict: Verdict) -> str:
        """Another of the same: to whom, or about which event, and by how much it was late."""
        to = self.to(verdict) or self._names.of("event", verdict.about)
        if verdict.status != LATE or verdict.margin_min is None:
            return to
        return self.say("late.other", to=to, status=self._names.status(LATE, verdict.act), over=self.over(verdict))

    def _sentence(self, verdict: Verdict) -> str:
        """One sentence for a duty that was broken, which names its clause, its limit and by how much."""
        say, title, to = self.say, self.title(verdict), self.to(verdict)
        limit = self.limit(verdict)
        if verdict.readings:
            limit = say("late.limit-as-read", limit=limit, readings=[self._names.of("reading", one) for one in verdict.readings])
        said: dict[str, Any] = {
            "clause": verdict.clause,
            "who": self._names.party(verdict.bearer),
            "duty": say("late.duty-to", title=title, to=to) if to else say("late.duty", title=title),
        }
        if verdict.force == "must not" and verdict.done_min is not None:
            return say("late.forbidden", when=clock(verdict.done_min), **said)
        if verdict.status == LATE and verdict.margin_min is not None:
            status = self._names.status(LATE, verdict.act)
            took, over = self.took(verdict), self.over(verdict)
            return say("late.late", took=took, over=over, limit=limit, status=status, **said)
        if verdict.status == WRONG_CHANNEL and verdict.done_min is not None:
            return say("late.by-wrong-channel", when=clock(verdict.done_min), reason=say.tell(verdict.reason or ""), **said)
        said |= {"limit": limit, "due": "" if verdict.due_min is None else clock(verdict.due_min), "end": clock(self._report.judgement.until_min)}
        return say("late.unreported", **said) if verdict.act == "report" else say("late.undone", **said)

    # -- what cannot be judged -----------------------------------------------------------------------------------------------

    def why(self, verdict: Verdict) -> str:
        """The reason that a verdict states, with the open cells on which it rests, by line and column."""
        said = self.say.tell(verdict.reason) if verdict.reason else ""
        if not verdict.cells:
            return said
        return self.say("doubt.cells", reason=said, cells=open_cells(verdict.cells, self._report.names))

    def _cell(self, cell: OpenCell) -> str:
        return self.say.tell(open_cell(cell, self._report.names))

    def doubts(self) -> Iterator[str]:
        """One sentence for each duty that cannot be judged, with the reason; those of one bearer that rest on the same are told together."""
        groups: dict[tuple[str, str | None, str], list[Verdict]] = {}
        for verdict in self._report.judgement.verdicts:
            if verdict.status == UNJUDGED:
                groups.setdefault((verdict.rule, verdict.bearer, self.why(verdict)), []).append(verdict)
        for (_, bearer, why), group in groups.items():
            first, to = group[0], self.say.tell(list(dict.fromkeys(self._names.party(one) for verdict in group for one in verdict.to)))
            title = self.title(first)
            duty = self.say("late.duty-to", title=title, to=to) if to else self.say("late.duty", title=title)
            who = self.say("doubt.somebody") if bearer is None else self._names.party(bearer)
            yield self.say("doubt.sentence", clause=first.clause, who=who, duty=duty, why=why)

    def openers(self) -> Iterator[str]:
        """The few cells on which most verdicts rest, each with their number; none where all of these rest on one that was named before, too."""
        left = [one.cells for one in self._report.judgement.verdicts if one.status == UNJUDGED and one.cells]
        resting = Counter(cell for cells in left for cell in dict.fromkeys(cells))
        for _ in range(_MOST_OPENERS):
            counts = Counter(cell for cells in left for cell in dict.fromkeys(cells))
            cell, number = max(counts.items(), key=itemgetter(1), default=(None, 0))
            if cell is None or number < 2:
                return
            yield self.say("doubt.opener", cell=self._cell(cell), n=resting[cell])
            left = [cells for cells in left if cell not in cells]

    # -- where the plan is silent ----------------------------------------------------------------------------------------------

    def silences(self) -> Iterator[str]:
        """At most one line for what habits did, one for each kind of gap that was filled or not, and one for missing limits."""
        silences = self._report.judgement.silences
        did = sorted((one for one in silences if one.about == "act" and one.filled_by is not None), key=lambda one: -one.times)
        if did:
            each = [self.say("silence-line.times", habit=self._names.rule(one.filled_by), times=one.times) for one in did]
            yield self.say("silence-line.habits", number=len(did), each=each)
        yield from self.gaps()

    def gaps(self) -> Iterator[str]:
        """The same without what habits did: what the plan does not state."""
        silences = self._report.judgement.silences
        yield from self._unstated(silences, "bearer")
        yield from self._unstated(silences, "recipient")
        unlimited = list(dict.fromkeys(one.clause for one in silences if one.about == "limit"))
        if unlimited:
            yield self.say("silence-line.no-limit", clauses=unlimited)

    def _unstated(self, silences: Sequence[Silence], about: str) -> Iterator[str]:
        """What the plan does not state, and a habit filled or nothing did."""
        what = self.say(f"silence-part.{about}")
        filled = [one for one in silences if one.about == about and one.filled_by is not None]
        empty = [one for one in silences if one.about == about and one.filled_by is None]
        if filled:
            each = [self.say("silence-line.filled-by", place=self._place(one), habit=self._names.rule(one.filled_by)) for one in filled]
            yield self.say("silence-line.filled", what=what, each=each)
        if empty:
            yield self.say("silence-line.empty", what=what, each=[self._place(one) for one in empty])

    def _place(self, one: Silence) -> str:
        return self.say("silence-line.place", clause=one.clause, duty=self._names.rule(one.rule)) if one.clause else self._names.rule(one.rule)
