"""Which body plays which role of the plan in each event of a log, as far as the log and the resources tell."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence

from analysis.logs.outcome import Remark
from analysis.logs.rows import Draft
from sim.inputs.resources import Resources
from sim.plan.model import Plan
from sim.words import Said


def bind_roles(drafts: Sequence[Draft], plan: Plan, resources: Resources | None) -> tuple[dict[str, dict[str, str]], list[Remark]]:
    """Event to role to body. Rows that name a role that one body plays come to name that body.

    A role is bound to its only player in the event's rows, else to its only player at all. Between several, it stays open.
    """
    present: dict[str, set[str]] = defaultdict(set)
    for draft in drafts:
        if draft.about is not None:
            present[draft.about].update(who for who in (draft.actor, draft.to) if who is not None)
    players = _players(plan, resources)
    roles: dict[str, dict[str, str]] = {event: {} for event in sorted(present)}
    bound: set[tuple[str, str]] = set()
    unclear: set[tuple[str, tuple[str, ...]]] = set()
    for event, held in roles.items():
        for role, bodies in players.items():
            there = [body for body in bodies if body in present[event]]
            candidates = there or bodies
            if len(candidates) == 1:
                held[role] = candidates[0]
                if there or role in present[event]:
                    bound.add((role, candidates[0]))
            elif there or role in present[event]:
                unclear.add((role, tuple(candidates)))
    _rename(drafts, roles)
    called = _names(plan, resources)
    remarks = [Remark("roles", {"role": called(role), "body": called(body)}) for role, body in sorted(bound)]
    remarks += [Remark("role-open", {"role": called(role), "bodies": tuple(map(called, bodies))}) for role, bodies in sorted(unclear)]
    return roles, remarks


def _names(plan: Plan, resources: Resources | None) -> Callable[[str], Said]:
    """The name of a body; its id where it has none."""
    known = {body.id: body.name for body in plan.body} | {body.id: body.name for body in (resources.body if resources is not None else ())}
    return lambda body: known.get(body, body)


def _rename(drafts: Sequence[Draft], roles: dict[str, dict[str, str]]) -> None:
    for draft in drafts:
        held = roles.get(draft.about) if draft.about is not None else None
        if held:
            draft.actor = None if draft.actor is None else held.get(draft.actor, draft.actor)
            draft.to = None if draft.to is None else held.get(draft.to, draft.to)


def _players(plan: Plan, resources: Resources | None) -> dict[str, list[str]]:
    players: dict[str, list[str]] = {body.id: [] for body in plan.body if body.kind == "role"}
    for body in resources.body if resources is not None else ():
        for role in body.plays:
            if role in players:
                players[role].append(body.id)
    return {role: bodies for role, bodies in players.items() if bodies}
