"""How a response starts: who proposes it, within what time, and whether its own measures must run before it can."""

from __future__ import annotations

from collections.abc import Iterator

from sim.durations import NONE_STATED
from sim.plan.check.finding import Finding, kind
from sim.plan.check.links import OF_ITSELF, Links
from sim.plan.check.view import PlanIndex, act_of, form_of, recipients, titles, words
from sim.plan.model import Duty, Level

CIRCLE = kind(
    "circular-start",
    "error",
    why=(
        "启动的人要靠该级措施才知情，而措施要等他启动。",
        "Who starts the level learns of the event by a measure of that level, and the measure waits for the start.",
    ),
    mend=("把这项通知移到启动之前，不归任何一级。", "Move that notice before the start, under no level."),
)
EARLY = kind(
    "measures-before-approval",
    "note",
    why=(
        "事情一发生就要做，却写在须经批准的级别之下，等不等批准说不清。",
        "They are to be done at the first moment and stand under a level that must be approved: whether they wait is unclear.",
    ),
    mend=("写明这些动作不等批准。", "Say that these acts do not wait for approval."),
)
NOBODY_PROPOSES = kind(
    "approval-nobody-proposes",
    "error",
    why=("批准要有人提请；没有人提请，就没有人批。", "An approval needs somebody who asks for it; where nobody does, nothing is approved."),
    mend=("写明由谁提请、多久内提请和批准。", "Say who proposes it, and within what time it is proposed and approved."),
)
TWO_WAYS = kind(
    "start-in-two-ways",
    "warning",
    why=(
        "一处要立即启动，一处要先批准，急时不知先守哪条。",
        "One clause wants the start at once, another after approval: in haste nobody knows which to follow.",
    ),
    mend=("写明先行启动、随后补批，或给批准定时限。", "Let the start come first and the approval after, or give the approval a limit."),
)
_BEFOREHAND = frozenset({"risk-found", "warned", "lifted"})  # what is known beforehand does not tell that it has happened


def start(links: Links) -> Iterator[Finding]:
    """For every level: the way from the event to the one who starts it, without the level's own measures."""
    view = links.view
    for level in view.plan.level:
        if level.approved_by not in (NONE_STATED, "") and not level.approved_by.startswith("@"):
            yield from _circle(links, level)
    yield from _early(view)
    yield from _unproposed(view)
    yield from _two_ways(view)


def _measures(view: PlanIndex, level: Level) -> list[Duty]:
    """The duties that a level sets in motion, by their level or by standing in its clause."""
    return [duty for duty in view.plan.duty if duty.level == level.id or duty.clause == level.clause or duty.clause.startswith(f"{level.clause}(")]


def _circle(links: Links, level: Level) -> Iterator[Finding]:
    view = links.view
    approver = level.approved_by
    posts = view.person_of(approver) | {post for post, body in view.body_of.items() if body == approver}
    seats = view.seats(posts)
    measures = _measures(view, level)
    tells = [duty for duty in measures if act_of(duty).message and view.told(duty) & seats and not view.parties(duty.bearer) & seats]
    first = [duty for duty in tells if set(words(duty.on)) & OF_ITSELF]
    waiting = [duty for duty in tells if "activated" in words(duty.on) and duty.level]
    reached = links.reached(without=[duty.id for duty in measures], roots=OF_ITSELF - _BEFOREHAND)
    others = [duty for duty in view.duties if duty.id in reached and _informs(duty, seats)]
    twins = [duty for duty in waiting if not others or any(_alike(duty, one) for one in first)]
    found = [*first, *twins]
    if not found:
        return
    learns = "此外没有别的途径" if not others else f"此外只有 {'、'.join(duty.id for duty in others[:3])} 等"
    only = "there is no other way" if not others else f"else only by {', '.join(duty.id for duty in others[:3])} and the like"
    titles = "、".join(dict.fromkeys(duty.title.zh for duty in found)), ", ".join(dict.fromkeys(duty.title.en for duty in found))
    yield CIRCLE.found(
        f"{level.name.zh}由{view.name(approver, 'zh')}启动，其知情却靠该级措施“{titles[0]}”；{learns}",
        f"{level.name.en} is started by: {view.name(approver, 'en')}, who learns by a measure of that level ({titles[1]}); {only}",
        clauses=[level.clause, *(duty.clause for duty in found)],
        rules=[f"level:{level.id}", *(duty.id for duty in found)],
        severity="warning" if others else "error",
    )


def _informs(duty: Duty, seats: frozenset[str]) -> bool:
    """Whether the seats learn of the event by this duty: they are told, or act on what they see for themselves."""
    told = act_of(duty).message and bool(set(recipients(duty)) & seats)
    return told or (duty.bearer in seats and "noticed" in words(duty.on))


def _alike(one: Duty, other: Duty) -> bool:
    return (one.act, form_of(one), recipients(one)) == (other.act, form_of(other), recipients(other))


def _early(view: PlanIndex) -> Iterator[Finding]:
    for level in view.plan.level:
        found = [duty for duty in _measures(view, level) if set(words(duty.on)) & OF_ITSELF and not duty.level]
        if found and level.approved_by != NONE_STATED:
            yield EARLY.found(
                f"写在{level.name.zh}之下而不等启动：{'、'.join(duty.title.zh for duty in found)}",
                f"under {level.name.en} and not waiting for its start: {', '.join(duty.title.en for duty in found)}",
                clauses=[level.clause, *(duty.clause for duty in found)],
                rules=[f"level:{level.id}", *(duty.id for duty in found)],
            )


def _unproposed(view: PlanIndex) -> Iterator[Finding]:
    found = [
        level for level in view.plan.level if level.approved_by != NONE_STATED and level.proposed_by == NONE_STATED and not _proposals(view, level)
    ]
    if found:
        unlimited = not any(_numbered(duty) for duty in view.plan.duty if duty.act == "activate")
        tail = ("，批准也没有时限", ", and the approval has no limit") if unlimited else ("", "")
        yield NOBODY_PROPOSES.found(
            f"{'、'.join(level.name.zh for level in found)}须批准启动，没写由谁提请{tail[0]}",
            f"{', '.join(level.name.en for level in found)}: the start is approved, and nobody is named to propose it{tail[1]}",
            clauses=[level.clause for level in found],
            rules=[f"level:{level.id}" for level in found],
        )


def _proposals(view: PlanIndex, level: Level) -> list[Duty]:
    seats = view.seats({level.approved_by})
    return [
        duty
        for duty in view.plan.duty
        if duty.act == "propose" and form_of(duty) == "proposal" and (view.told(duty) & seats or "@level.approved_by" in recipients(duty))
    ]


def _two_ways(view: PlanIndex) -> Iterator[Finding]:
    levels = [level for level in view.plan.level if level.approved_by != NONE_STATED]
    own = {level.clause for level in levels}
    found = [duty for duty in view.plan.duty if duty.act == "activate" and duty.clause not in own]
    if levels and found:
        yield TWO_WAYS.found(
            f"“{titles(found, 'zh')}”之外，各级又须批准启动",
            f'beside "{titles(found, "en")}" each level has an approval of its own',
            clauses=[*(duty.clause for duty in found), *(level.clause for level in levels)],
            rules=[*(duty.id for duty in found), *(f"level:{level.id}" for level in levels)],
        )


def _numbered(duty: Duty) -> bool:
    return duty.within is not None and duty.within.has_number()
