"""What a record must still tell, so that the duties can be judged of which nobody knows yet what became of them.

These are no problems of the drill but of its record: they stand apart from what went wrong, each question once, that first for which most wait.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from analysis.papers.findings import PaperFinding
from analysis.report.model import RunReport
from sim.words import words

_MOST_WAITING = 4  # duties that wait for one answer and are told


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordQuestion:
    """What to ask for, and the findings that wait for it; one may wait for several answers. `duties` says how many verdicts do."""

    ask: str
    duties: int
    waiting: tuple[PaperFinding, ...]


@dataclass(slots=True)
class _Asked:
    """What is known of one question while it is put together."""

    in_a_log: bool
    said: dict[str, None] = field(default_factory=dict)
    duties: set[str] = field(default_factory=set)
    waiting: list[PaperFinding] = field(default_factory=list)


def problems_of(findings: Iterable[PaperFinding]) -> tuple[PaperFinding, ...]:
    """The findings that say that something went wrong, in their order."""
    return tuple(one for one in findings if not one.asks)


def questions_of(findings: Iterable[PaperFinding], lang: str) -> tuple[RecordQuestion, ...]:
    """What to ask for in `lang`, that first for which most duties wait; the open cells of one line of a log are one question."""
    asked: dict[int | str, _Asked] = {}
    for one in findings:
        for ask in one.asks:
            said = ask.said.of(lang)
            found = asked.setdefault(ask.line or said, _Asked(in_a_log=bool(ask.line)))
            found.said.setdefault(said)
            found.duties.update(ask.duties)
            if one not in found.waiting:
                found.waiting.append(one)
    say = words(lang)
    questions = (
        RecordQuestion(
            ask=say("mend.cells", cells=list(found.said)) if found.in_a_log else next(iter(found.said)),
            duties=len(found.duties), waiting=tuple(found.waiting),
        )
        for found in asked.values()
    )  # fmt: skip
    return tuple(sorted(questions, key=lambda one: -one.duties))


def waiting_lines(question: RecordQuestion, report: RunReport, lang: str) -> list[str]:
    """A few of the duties that wait, and how many more findings do, a line for each."""
    say, names = words(lang), report.names.of(lang)
    told = []
    for one in question.waiting[:_MOST_WAITING]:
        who = say("doubt.somebody") if one.bearer is None else names.party(one.bearer)
        told.append(say("books.waiting", clause=one.clause, who=who, duty=names.rule(one.rule)))
    left = len(question.waiting) - len(told)
    return [*told, say("books.more-duties", n=left)] if left else told
