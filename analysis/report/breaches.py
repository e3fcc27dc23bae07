"""What was late or missed, worst first, for a screen: the same duty of one bearer once, and the sentence on the worst of all."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from analysis.report.model import RunReport
from analysis.report.prose import Prose, worst_first
from analysis.verdicts import BROKEN, LATE, MISSED, Judgement, Verdict, rests_on_reading
from sim.record import WallClock
from sim.vocabulary import ACTS
from sim.words import words
from sim.words.lengths import span


def grouped_breaches(judgement: Judgement) -> list[list[Verdict]]:
    """The duties that were broken, in groups of one duty, bearer and word, worst first; those whose number the plan states stand first."""
    found: dict[tuple[str, str | None, str, bool], list[Verdict]] = {}
    for one in worst_first((one for one in judgement.verdicts if one.status in BROKEN), judgement.until_min):
        found.setdefault((one.rule, one.bearer, one.status, rests_on_reading(one)), []).append(one)
    return sorted(found.values(), key=lambda group: rests_on_reading(group[0]))


class Breaches:
    """The duties that were broken, in groups of one duty, bearer and word; `by_plan` groups, whose number the plan states, stand first."""

    def __init__(self, report: RunReport, lang: str, at: Callable[[float], str] | None = None) -> None:
        """`at` tells a moment; by the clock on the wall where nothing else is given."""
        self._prose, self._report, self._lang = Prose(report, lang), report, lang
        self._names, self._at, self.say = report.names.of(lang), WallClock(report.header).minute if at is None else at, words(lang)
        self.groups = grouped_breaches(report.judgement)
        self.by_plan = sum(not rests_on_reading(group[0]) for group in self.groups)

    def headline(self) -> list[str]:
        """A sentence on the latest and one on the worst of what was missed or did not count: by numbers of the plan, else of readings."""
        shown = self.groups[: self.by_plan] or self.groups
        found = []
        for statuses in ((LATE,), tuple(one for one in BROKEN if one != LATE)):
            groups = [group for group in shown if group[0].status in statuses]
            if groups:
                worst = min(groups, key=lambda group: not _is_message(group[0]))  # reports and orders first, as in the picture
                found.append(self._sentence(worst[0]))
        return found

    def rows(self) -> list[tuple[str, ...]]:
        """A row for each group: clause, duty, from whom to whom, limit, when it was done, and how it was broken."""
        return [self._row(group) for group in self.groups]

    def more(self, left: int) -> str:
        """What is said of the groups that are not shown."""
        read = min(left, len(self.groups) - self.by_plan)
        stated = left - read
        if not stated:
            return self.say("screen.more-as-read", n=read)
        return self.say("screen.more", n=stated, read=read) if read else self.say("screen.more-by-plan", n=stated)

    def _row(self, group: list[Verdict]) -> tuple[str, ...]:
        one, limit = group[0], self._prose.limit(group[0])
        return (
            one.clause, self._duty(one), self._who(group), self.say("screen.as-read", limit=limit) if rests_on_reading(one) else limit,
            self._done(one), self._how(group),
        )  # fmt: skip

    def _duty(self, one: Verdict) -> str:
        title = self._prose.title(one)
        if len(self._report.header.events) < 2:
            return title
        return self.say("story.about", event=self._names.of("event", one.about), said=title)

    def _who(self, group: Iterable[Verdict]) -> str:
        one, *others = group
        bearer = self.say("doubt.somebody") if one.bearer is None else self._names.party(one.bearer)
        if not one.to:
            return bearer
        to = dict.fromkeys(who for verdict in (one, *others) for who in verdict.to)
        named = self._prose.to(one) if len(to) == len(one.to) else self.say("screen.and-others", who=self._prose.to(one), n=len(to) - len(one.to))
        return self.say("clauses.who-to-whom", who=bearer, to=named)

    def _done(self, one: Verdict) -> str:
        """When it was done, by the clock on the wall, with how long it took; of what was not, when it was due."""
        if one.done_min is None:
            return "" if one.due_min is None else self.say("screen.due-at", at=self._at(one.due_min))
        if one.latency_min is None:
            return self._at(one.done_min)
        return self.say("screen.done-at", at=self._at(one.done_min), took=self._prose.took(one))

    def _how(self, group: list[Verdict]) -> str:
        one = group[0]
        status = self._names.status(one.status, one.act)
        if one.status == LATE and one.margin_min is not None:
            told = self.say("screen.late-by", status=status, over=self._prose.over(one))
        elif one.status == MISSED and one.due_min is not None:
            told = self.say("screen.past-due", status=status, span=span(self._report.judgement.until_min - one.due_min, self._lang))
        else:
            told = status
        return told if len(group) == 1 else self.say("screen.worst-of", told=told, n=len(group))

    def _sentence(self, one: Verdict) -> str:
        """The worst: what, by whom to whom, the limit, when, and how much too late."""
        how = self._how([one])
        what: dict[str, Any] = {
            "clause": one.clause, "duty": self._duty(one), "who": self._who([one]), "how": how, "limit": self._prose.limit(one),
            "at": self._done(one),
        }  # fmt: skip
        said = self.say("screen.headline-timed", **what) if what["at"] else self.say("screen.headline", **what)
        said = said[:1].upper() + said[1:]
        return self.say("screen.headline-as-read", said=said) if rests_on_reading(one) else said


def _is_message(one: Verdict) -> bool:
    return one.act in ACTS and ACTS[one.act].message
