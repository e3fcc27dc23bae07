"""What must be in place before the day: warnings that somebody issues, lifts and gets, laws that are in force, documents under one title."""

from __future__ import annotations

import re
from collections.abc import Iterator
from difflib import SequenceMatcher
from itertools import combinations, groupby

from sim.durations import NONE_STATED
from sim.plan.check.finding import Finding, FindingKind, finds, kind
from sim.plan.check.index import PlanIndex, says_something
from sim.plan.model import Warning as Colour
from sim.words import LANGUAGES, InLanguages, Phrase, Said, phrase

NOBODY_ISSUES = kind("warning-not-issued", "error")
NOT_PROPOSED = kind("warning-not-proposed", "warning")
NEVER_LIFTED = kind("warning-never-lifted", "warning")
NO_ADDRESSEE = kind("warning-to-nobody", "error")
MOVED = kind("law-superseded", "warning")
TITLES = kind("document-under-two-titles", "note")

_QUOTED = re.compile(r"《([^》]+)》|“([^”]+)”")
_SAME_TITLE = 0.8  # of all characters, in their order


@finds(NOBODY_ISSUES)
def _issued(index: PlanIndex) -> Iterator[Finding]:
    """Warnings that nobody issues."""
    if found := [one for one in _unless_asked(index, "warn") if one.issued_by == NONE_STATED]:
        yield _of_warnings(NOBODY_ISSUES, phrase("check.warning-not-issued", warnings=_named(index, found)), found)


@finds(NOT_PROPOSED)
def _proposed(index: PlanIndex) -> Iterator[Finding]:
    """Warnings that somebody is named to propose whom no duty asks for a proposal."""
    asked = frozenset().union(*(index.seats(index.parties(duty.bearer)) for duty in index.plan.duty if duty.act == "propose"))
    named = [one for one in index.plan.warning if one.proposed_by != NONE_STATED]
    for who, found in groupby(sorted(named, key=_proposer), key=_proposer):
        if asked.isdisjoint(index.seats(index.parties(who))):
            warnings = list(found)
            said = phrase("check.warning-not-proposed", who=index.parties_named([who]), warnings=_named(index, warnings))
            yield _of_warnings(NOT_PROPOSED, said, warnings, who)


def _proposer(warning: Colour) -> str:
    return warning.proposed_by


@finds(NEVER_LIFTED)
def _lifted(index: PlanIndex) -> Iterator[Finding]:
    """Warnings that nobody lifts."""
    if found := [one for one in _unless_asked(index, "lift") if one.lifted_by == NONE_STATED]:
        yield _of_warnings(NEVER_LIFTED, phrase("check.warning-never-lifted", warnings=_named(index, found)), found)


@finds(NO_ADDRESSEE)
def _addressed(index: PlanIndex) -> Iterator[Finding]:
    """Warnings that nobody gets."""
    if found := [one for one in index.plan.warning if one.to == NONE_STATED]:
        yield _of_warnings(NO_ADDRESSEE, phrase("check.warning-to-nobody", warnings=_named(index, found)), found)


def _unless_asked(index: PlanIndex, act: str) -> tuple[Colour, ...]:
    """The warnings, where no duty of the plan asks for an act."""
    return () if any(duty.act == act for duty in index.plan.duty) else index.plan.warning


def _named(index: PlanIndex, warnings: list[Colour]) -> Said:
    return tuple(index.called("warning", one.id) for one in warnings)


def _of_warnings(about: FindingKind, message: Phrase, found: list[Colour], *more: str) -> Finding:
    return about.found(message, clauses=[one.clause for one in found], rules=[f"warning:{one.id}" for one in found], about=more)


@finds(MOVED)
def _laws(index: PlanIndex) -> Iterator[Finding]:
    """Every law of which the plan file says that something has taken its place."""
    for entry in index.plan.occasion:
        if entry.kind == "law" and says_something(entry.superseded_by):
            said = phrase("check.law-superseded", law=entry.title, now=entry.superseded_by)
            yield MOVED.found(said, clauses=[entry.clause], rules=[f"occasion:{entry.id}"])


@finds(TITLES)
def _documents(index: PlanIndex) -> Iterator[Finding]:
    """Quoted titles of other documents against each other."""
    plan = index.plan
    texts: list[tuple[str, str, InLanguages]] = [(entry.clause, f"occasion:{entry.id}", entry.title) for entry in plan.occasion]
    texts += [(end.clause, f"end:{end.id}", end.title) for end in plan.end]
    texts += [(duty.clause, duty.id, text) for duty in plan.duty for text in (duty.title, duty.note)]
    texts += [(body.clause, f"body:{body.id}", body.note) for body in plan.body]
    found: dict[str, list[tuple[str, str]]] = {}  # each title, with the clauses and entries in which it stands
    for clause, rule, text in texts:
        for match in _QUOTED.finditer("\n".join(text.of(lang) for lang in LANGUAGES)):
            found.setdefault(match[1] or match[2], []).append((clause, rule))
    for one, two in combinations(found, 2):
        if min(len(one), len(two)) > 5 and SequenceMatcher(None, one, two).ratio() >= _SAME_TITLE:
            entries = [rule for title in (one, two) for _, rule in found[title]]
            clauses = [clause for title in (one, two) for clause, _ in found[title]]
            yield TITLES.found(phrase("check.titles-alike", one=one, other=two), clauses=clauses, rules=entries, about=[one, two])
