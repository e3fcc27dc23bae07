"""How things start: who proposes and who starts a response, whether its own measures must run first, and duties that nothing sets off."""

from __future__ import annotations

from collections.abc import Iterator

from sim.durations import NONE_STATED
from sim.plan.check.finding import Finding, finds, kind
from sim.plan.check.index import OF_ITSELF, PlanIndex, act_of, clauses_of, ids_of, recipients, sent_form, several, titled, titles
from sim.plan.model import Duty, Level
from sim.words import Said, phrase

CIRCLE = kind("circular-start", "error")
EARLY = kind("measures-before-approval", "note")
NOBODY_PROPOSES = kind("approval-nobody-proposes", "error")
TWO_WAYS = kind("start-in-two-ways", "warning")
NEVER_HOLDS = kind("condition-never-holds", "error")
NOTHING_BEFORE = kind("never-triggered", "warning")

_BEFOREHAND = frozenset({"risk-found", "warned", "lifted"})  # what is known beforehand does not tell that it has happened
_FEW = 3  # other ways of learning of an event that are named


# -- the start of a response -------------------------------------------------------------------------------------------------


def _measures(index: PlanIndex, level: Level) -> list[Duty]:
    """The duties that a level sets in motion, by their level or by standing in its clause."""
    return [duty for duty in index.plan.duty if duty.level == level.id or duty.clause == level.clause or duty.clause.startswith(f"{level.clause}(")]


@finds(CIRCLE)
def _circles(index: PlanIndex) -> Iterator[Finding]:
    """For every level: the way from the event to the one who starts it, without the level's own measures."""
    for level in index.plan.level:
        if level.approved_by not in (NONE_STATED, "") and not level.approved_by.startswith("@"):
            yield from _circle(index, level)


def _circle(index: PlanIndex, level: Level) -> Iterator[Finding]:
    approver = level.approved_by
    posts = index.person_of(approver) | {post for post, body in index.body_of.items() if body == approver}
    seats = index.seats(posts)
    measures = _measures(index, level)
    tells = [duty for duty in measures if act_of(duty).message and index.told(duty) & seats and not index.parties(duty.bearer) & seats]
    first = [duty for duty in tells if set(several(duty.on)) & OF_ITSELF]
    waiting = [duty for duty in tells if "activated" in several(duty.on) and duty.level]
    reached = index.links.reached(without=ids_of(measures), roots=OF_ITSELF - _BEFOREHAND)
    others = [duty for duty in index.duties if duty.id in reached and _informs(duty, seats)]
    twins = [duty for duty in waiting if not others or any(_alike(duty, one) for one in first)]
    found = [*first, *twins]
    if not found:
        return
    name, who, how = index.called("level", level.id), index.party(approver), _only_titles(found)
    said = phrase("check.circular-start", level=name, who=who, measures=how)
    if others:
        said = phrase("check.roundabout-start", level=name, who=who, measures=how, others=tuple(titled(duty) for duty in others[:_FEW]))
    yield CIRCLE.found(
        said, clauses=[level.clause, *clauses_of(found)], rules=[f"level:{level.id}", *ids_of(found)], severity="warning" if others else "error"
    )


def _only_titles(duties: list[Duty]) -> Said:
    """Titles without clauses, which stand beside them."""
    return tuple(dict.fromkeys(duty.title for duty in duties))


def _informs(duty: Duty, seats: frozenset[str]) -> bool:
    """Whether the seats learn of the event by this duty: they are told, or act on what they see for themselves."""
    told = act_of(duty).message and bool(set(recipients(duty)) & seats)
    return told or (duty.bearer in seats and "noticed" in several(duty.on))


def _alike(one: Duty, other: Duty) -> bool:
    return (one.act, sent_form(one), recipients(one)) == (other.act, sent_form(other), recipients(other))


@finds(EARLY)
def _early(index: PlanIndex) -> Iterator[Finding]:
    """Measures of a level that are to be done at the first moment."""
    for level in index.plan.level:
        found = [duty for duty in _measures(index, level) if set(several(duty.on)) & OF_ITSELF and not duty.level]
        if found and level.approved_by != NONE_STATED:
            yield EARLY.found(
                phrase("check.measures-before-approval", level=index.called("level", level.id), measures=_only_titles(found)),
                clauses=[level.clause, *clauses_of(found)],
                rules=[f"level:{level.id}", *ids_of(found)],
            )


@finds(NOBODY_PROPOSES)
def _unproposed(index: PlanIndex) -> Iterator[Finding]:
    """Levels that are approved and that nobody proposes."""
    if found := _not_proposed(index):
        levels = tuple(index.called("level", level.id) for level in found)
        said = phrase("check.approval-nobody-proposes", levels=levels)
        if not any(_numbered(duty) for duty in index.plan.duty if duty.act == "activate"):
            said = phrase("check.approval-without-limit", levels=levels)
        yield NOBODY_PROPOSES.found(said, clauses=[level.clause for level in found], rules=[f"level:{level.id}" for level in found])


def _not_proposed(index: PlanIndex) -> list[Level]:
    approved = [level for level in index.plan.level if level.approved_by != NONE_STATED]
    return [level for level in approved if level.proposed_by == NONE_STATED and not _proposals(index, level)]


def _proposals(index: PlanIndex, level: Level) -> list[Duty]:
    seats = index.seats({level.approved_by})
    return [
        duty
        for duty in index.plan.duty
        if duty.act == "propose" and sent_form(duty) == "proposal" and (index.told(duty) & seats or "@level.approved_by" in recipients(duty))
    ]


def _numbered(duty: Duty) -> bool:
    return duty.limit.has_number()


@finds(TWO_WAYS)
def _two_ways(index: PlanIndex) -> Iterator[Finding]:
    """A start at once in one clause, and after approval in another."""
    levels = [level for level in index.plan.level if level.approved_by != NONE_STATED]
    own = {level.clause for level in levels}
    found = [duty for duty in index.plan.duty if duty.act == "activate" and duty.clause not in own]
    if levels and found:
        yield TWO_WAYS.found(
            phrase("check.start-in-two-ways", duties=titles(found)),
            clauses=[*clauses_of(found), *(level.clause for level in levels)],
            rules=[*ids_of(found), *(f"level:{level.id}" for level in levels)],
        )


# -- the start of a duty -----------------------------------------------------------------------------------------------------


@finds(NEVER_HOLDS)
def _never_hold(index: PlanIndex) -> Iterator[Finding]:
    """Every duty can hold in some case."""
    for duty in index.dead:
        yield NEVER_HOLDS.found(phrase("check.condition-never-holds", duty=duty.title), clauses=[duty.clause], rules=[duty.id])


@finds(NOTHING_BEFORE)
def _never_set_off(index: PlanIndex) -> Iterator[Finding]:
    """Every duty is set off by an event or by another duty; told at the first that is not.

    A start that waits for a proposal which nobody makes is a finding of its own: here it is taken to be made, so that it is not told again
    as what waits for the start.
    """
    links, dead = index.links, index.dead
    starts = [duty for duty in index.duties if duty.act == "activate" and "received" in several(duty.on)] if _not_proposed(index) else []
    reached = links.reached(without=ids_of(dead), taken=ids_of(starts))
    cut_off = [duty for duty in index.duties if duty.id not in reached and duty not in dead]
    first = [duty for duty in cut_off if not OF_ITSELF & set(links.waits_for(duty)) and not links.before[duty.id]]
    first = first or cut_off  # duties that only set off each other
    if first:
        more = len(cut_off) - len(first)
        said = phrase("check.never-triggered", duties=titles(first))
        if more:
            said = phrase("check.never-triggered-and-more", duties=titles(first), more=more)
        yield NOTHING_BEFORE.found(said, clauses=clauses_of(first), rules=ids_of(first))
