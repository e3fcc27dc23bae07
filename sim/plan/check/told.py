"""Findings told: one screen of them, the worst first; all of them; and the kinds, one by one or in a row."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sim.plan.check.accepted import AcceptedEntry
from sim.plan.check.added import Added
from sim.plan.check.finding import FINDING_KINDS, SEVERITIES, Finding, FindingKind, Severity
from sim.vocabulary import DOCUMENTS
from sim.words import InLanguages, Phrase, Words, words
from sim.words.layout import Strong
from sim.words.screen import Screen, ScreenList, ScreenText

_FIRST_CLAUSES = 3  # named in a line of the screen; all of them stand in the full list


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckedPlan:
    """What is told of a plan: its findings in their order, gravest first, and what was left out."""

    plan: InLanguages
    open: tuple[Finding, ...]  # that nobody has accepted
    accepted: tuple[Finding, ...] = ()
    unreasoned: int = 0  # of the accepted, those without a reason
    unmatched: tuple[AcceptedEntry, ...] = ()  # by which nothing is accepted any more
    left_out: int = 0  # by --select and --ignore
    revisions: Sequence[InLanguages] = ()
    moved: Added | None = None
    notes: tuple[Phrase, ...] = ()  # what else was done


def plan_screen(checked: CheckedPlan, lang: str, limit: int | None = None) -> Screen:
    """One screen: the plan, how many findings of which gravity and kind, the worst of them (at most `limit`), and what it came to."""
    say = words(lang)
    counts = ScreenList(entries=_counts(checked.open, say), usual=len(SEVERITIES))
    shown = checked.open[:limit]
    later = len(checked.open) - len(shown)
    worst = ScreenList(entries=[finding_line(one, say) for one in shown], more=lambda left: say("findings.more", n=left + later))
    rest = [ScreenText(text=say("findings.more", n=later))] if later else []
    return Screen(parts=(*_head(checked, say), counts, worst, *rest), last=(_rest(checked, say), total_line(checked, lang)))


def head_lines(checked: CheckedPlan, lang: str) -> list[str]:
    """What stands over the list, as lines of any length."""
    say = words(lang)
    return [*(Strong(part.text) if part.strong else part.text for part in _head(checked, say)), *_counts(checked.open, say)]


def _counts(findings: Sequence[Finding], say: Words) -> list[str]:
    return [line for severity in SEVERITIES if (line := by_severity(findings, severity, say))]


def _head(checked: CheckedPlan, say: Words) -> Iterator[ScreenText]:
    yield ScreenText(text=say("findings.title", plan=checked.plan), strong=True, lines=1)
    if checked.moved is not None:
        yield ScreenText(text=say("findings.moved", revisions=list(checked.revisions), gone=len(checked.moved.gone), kept=checked.moved.kept))
    for note in checked.notes:
        yield ScreenText(text=say.tell(note), lines=2)
    for entry in checked.unmatched:
        yield ScreenText(
            text=say("findings.unmatched", finding=entry.finding, check=entry.check, clauses=entry.clauses, reason=entry.reason), lines=1
        )


def by_severity(findings: Iterable[Finding], severity: Severity, say: Words) -> str:
    """How many findings are as grave as this, kind by kind; "" for none."""
    held = Counter(one.kind.id for one in findings if one.severity == severity)
    if not held:
        return ""
    kinds = [say("findings.kind-count", name=FINDING_KINDS[id_].name, number=number) if number > 1 else say.tell(FINDING_KINDS[id_].name)
             for id_, number in held.most_common()]  # fmt: skip
    return say("findings.by-severity", severity=say(f"check.severity.{severity}"), number=sum(held.values()), kinds=kinds)


def finding_line(finding: Finding, say: Words) -> str:
    """A finding as one line: how grave, where, which check, and what."""
    named, others = finding.clauses[:_FIRST_CLAUSES], len(finding.clauses) - _FIRST_CLAUSES
    clauses = say("findings.clauses-and-more", n=others, clauses=named) if others > 0 else say.tell(named)
    return say("findings.line", severity=say(f"check.severity.{finding.severity}"), clauses=clauses, name=finding.kind.name, message=finding.message)


def _rest(checked: CheckedPlan, say: Words) -> str:
    code = checked.open[0].check if checked.open else next(iter(FINDING_KINDS))
    return say("findings.rest", code=code)


def total_line(checked: CheckedPlan, lang: str) -> str:
    """The last line: how many findings of each gravity, how many are accepted, and how many were not looked at."""
    say = words(lang)
    held = Counter(one.severity for one in checked.open)
    parts = [say("findings.errors", n=held["error"]), say("findings.warnings", n=held["warning"]), say("findings.notes", n=held["note"])]
    accepted = len(checked.accepted)
    if accepted:
        bare = checked.unreasoned
        parts.append(say("findings.accepted-bare", accepted=accepted, bare=bare) if bare else say("findings.accepted", accepted=accepted))
    if checked.left_out:
        parts.append(say("findings.left-out", number=checked.left_out))
    if checked.unmatched:
        parts.append(say("findings.unmatched-number", n=len(checked.unmatched)))
    return say("findings.total", parts=parts)


# -- all of it -----------------------------------------------------------------------------------------------------------------


def in_full(findings: Sequence[Finding], lang: str) -> list[tuple[str, list[str]]]:
    """All findings, kind by kind: a heading, and under it each with all its clauses, then what would mend it."""
    say = words(lang)
    told: list[tuple[str, list[str]]] = []
    for severity in SEVERITIES:
        held = [one for one in findings if one.severity == severity]
        for kind in dict.fromkeys(one.kind for one in held):
            mine = [one for one in held if one.kind is kind]
            heading = say("findings.kind-heading", severity=say(f"check.severity.{severity}"), name=kind.name, code=kind.id, number=len(mine))
            lines = [say("findings.in-full", clauses=one.clauses, message=one.message) for one in mine]
            told.append((Strong(heading), [*lines, say("findings.mend", mend=kind.mend)]))
    return told


# -- what the checks are ---------------------------------------------------------------------------------------------------------


def explained(kind: FindingKind, lang: str) -> list[str]:
    """A kind of finding: what is looked for, why it matters, an example and its mend, how to accept it."""
    say = words(lang)
    fault, mended = kind.example
    return [
        Strong(say("findings.explain.title", name=kind.name, code=kind.id, severity=say(f"check.severity.{kind.severity}"))),
        say("findings.explain.looks", text=kind.looks),
        say("findings.explain.why", text=kind.why),
        say("findings.explain.fault", text=fault),
        say("findings.explain.mended", text=mended),
        say("findings.explain.mend", text=kind.mend),
        say(f"findings.explain.{kind.severity}"),
        say("findings.explain.accept", code=kind.id),
    ]


def in_a_row(kinds: Iterable[FindingKind], say: Words) -> tuple[list[str], list[list[str]]]:
    """The columns and rows of a table with a line for each kind, gravest first."""
    order = sorted(kinds, key=lambda one: SEVERITIES.index(one.severity))
    columns = [say("findings.column-code"), say("findings.column-severity"), say("findings.column-looks")]
    return columns, [[one.id, say(f"check.severity.{one.severity}"), say.tell(one.looks)] for one in order]


def explained_json(kinds: Iterable[FindingKind], lang: str) -> dict[str, Any]:
    """The kinds as one document; texts in `lang`."""
    return {
        "schema": DOCUMENTS["explain"],
        "checks": [
            {
                "check": one.id,
                "severity": one.severity,
                "name": one.name.of(lang),
                "looks": one.looks.of(lang),
                "why": one.why.of(lang),
                "fault": one.example[0].of(lang),
                "mended": one.example[1].of(lang),
                "mend": one.mend.of(lang),
            }
            for one in kinds
        ],
    }
