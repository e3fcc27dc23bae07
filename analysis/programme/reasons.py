"""Which findings are reasons to revise the plan, and a draft of what a revision of them could change.

The program does not know how grave a problem is. What it lists is what a better drill alone has not mended: a finding that is open, and that came
to light in a real event, or in more than one drill, or is something that the plan forbids. What is wrong with a log is none. By which clause
such a problem is a reason, the plan's file says (`after_findings` of an `[[occasion]]`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from analysis.papers.findings import PaperFindingKind
from analysis.programme.state import ProgrammeState, TrackedFinding
from analysis.programme.toml_text import comment, key, statement, written
from sim.plan.model import Occasion, Plan
from sim.words import Phrase, in_every_language, phrase, words

_OF_THE_LOG: frozenset[PaperFindingKind] = frozenset({"contradiction", "cannot-be-judged"})
# What a revision of a duty could change, by what came to light, the nearest first.
_FIELDS: Mapping[str, tuple[str, ...]] = {
    "late": ("within", "every", "daily", "start", "bearer", "to"), "missed": ("bearer", "to", "on", "when", "within", "every"),
    "never-raised": ("on", "when", "bearer", "to"), "wrong-channel": ("channel", "not_channel", "to"), "forbidden": ("when", "bearer"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class RevisionReason:
    """A finding that is a reason to revise the plan, and why it is one."""

    finding: TrackedFinding
    why: tuple[Phrase, ...]


def reasons(state: ProgrammeState) -> tuple[RevisionReason, ...]:
    """The findings that are reasons, in the order in which findings are told."""
    found = ((one, tuple(_why(one))) for one in state.open if one.last.found.kind not in _OF_THE_LOG)
    return tuple(RevisionReason(one, why) for one, why in found if why)


def _why(one: TrackedFinding) -> Iterator[Phrase]:
    if one.last.found.kind == "forbidden":
        yield phrase("programme.why-forbidden")
    if one.gravest.kind == "real":
        yield phrase("programme.why-real")
    if len(one.occurrences) > 1:
        yield phrase("programme.why-again", n=len(one.occurrences))


def revision_clauses(plan: Plan) -> tuple[Occasion, ...]:
    """The entries by which the plan is revised after a problem came to light; none where it says nothing of that."""
    return tuple(one for one in plan.occasion if one.after_findings)


def draft_of(found: Sequence[RevisionReason], plan: Plan, tables: Mapping[str, Any], name: str, lang: str) -> str:
    """A revision to be filled in: over each finding a table that changes nothing yet, since each line of it stands behind a `#`.

    `tables` is the plan as it is written, from which each `was` is taken.
    """
    say = words(lang)
    clauses = list(dict.fromkeys(one.finding.last.found.clause for one in found if one.finding.last.found.clause))
    told = phrase("programme.draft-reason", clauses=[one.clause for one in revision_clauses(plan)])
    head = {
        "id": name, "on": plan.plan.id, "title": in_every_language(phrase("programme.draft-title")), "reason": in_every_language(told),
        "answers": clauses,
    }  # fmt: skip
    parts = [f"{comment(say('programme.draft-head'))}\n\n[revision]\n" + "".join(statement(name, value) for name, value in head.items())]
    duties = {duty["id"]: duty for duty in tables.get("duty", ()) if isinstance(duty, Mapping) and "id" in duty}
    done: set[str] = set()
    for one in found:
        rule = one.finding.last.found.rule
        duty = duties.get(rule)
        parts.append(comment(_about(one, lang)) + "\n" + ("" if duty is None or rule in done else _commented(_amendment(rule, duty, one, lang))))
        if duty is None and rule:
            parts[-1] += comment(say("programme.draft-no-duty")) + "\n"
        done.add(rule)
    return "\n".join(parts)


def _about(one: RevisionReason, lang: str) -> str:
    say, last = words(lang), one.finding.last
    return say("programme.draft-finding", said=last.found.said, why=list(one.why), drills=[each.drill.id for each in one.finding.occurrences])


def _amendment(rule: str, duty: Mapping[str, Any], one: RevisionReason, lang: str) -> str:
    say = words(lang)
    fields = [name for name in _FIELDS.get(one.finding.last.found.kind, ("within", "bearer")) if name in duty]
    lines = [f"[amend.duty.{key(rule)}]\n", statement("clause", say("programme.draft-clause", clause=duty.get("clause", "")))]
    lines += [f"{name} = {{ was = {written(duty[name])}, now = {written(say('programme.draft-now'))} }}\n" for name in fields]
    return "".join(lines)


def _commented(text: str) -> str:
    return "".join(f"# {line}\n" for line in text.splitlines())
