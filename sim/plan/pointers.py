"""From the words of a duty to bodies and posts: ids, roles, groups, and pointers into the trigger row."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache

from sim.durations import NONE_STATED
from sim.plan.event_state import EventState
from sim.plan.rulebook import Rulebook
from sim.plan.rules import Rule
from sim.record import Row

STARTER = "@activated.approver"  # who started the response
Bearing = tuple[str | None, tuple[str, ...] | None]  # bearer and recipients; None: nobody is named


def pairs_of(
    rule: Rule, row: Row, state: EventState, rules: Rulebook, viewer: frozenset[str] | None, *, beyond: bool | None = False, warned: str | None = None
) -> Iterable[Bearing]:
    """Who bears the duty that `row` sets off, and to whom: one pair for each obligation.

    One obligation per recipient, or one for all where any of them suffices. A duty on a receipt with a fixed bearer is for
    the bearer's own receipts only. `by` limits who the trigger row's actor is. Only bearers among `viewer` count, for None all.
    Where the grade is unknown, nobody can tell whether a climb goes on beyond a body: a post itself reports on; for everybody's book
    such bearers are in doubt, and are those asked for with `beyond` true (None: with the certain ones). For a duty that warns of another's
    limit, `row` is what set that one off, and `warned` bears it.
    """
    if rule.by and not is_one_of(row.actor, rule.by, state, rules):
        return ()
    if rule.level and rule.level not in rules.includes.get(str(row.facts.get("level")), ()):
        return ()
    if rule.plain is None:
        return _pairs(rule, row, state, rules, viewer, beyond, warned)
    if not rule.plain:
        return ()
    bearer = rule.plain[0][0]
    if viewer is not None and bearer not in viewer:
        return ()
    # That a receipt is the bearer's own is certain here: `Triggers` looks at nothing else for a bearer by name.
    return rule.plain if _climbs(rule, bearer, state, rules, viewer, beyond) else ()


def _pairs(
    rule: Rule, row: Row, state: EventState, rules: Rulebook, viewer: frozenset[str] | None, beyond: bool | None, warned: str | None
) -> Iterator[Bearing]:
    for bearer in _bearers_of(rule, row, state, rules, viewer, beyond, warned):
        for recipients in _recipients_of(rule, row, bearer, state, rules):
            yield bearer, recipients


def _bearers_of(
    rule: Rule, row: Row, state: EventState, rules: Rulebook, viewer: frozenset[str] | None, beyond: bool | None, warned: str | None
) -> Iterator[str | None]:
    """None, one, or each member of a group. None stands for "nobody is named"."""
    duty = rule.duty
    if duty.bearer == NONE_STATED:
        if viewer is None and beyond is not True:
            yield None
        return
    for bearer in resolve(duty.bearer, row, warned, state, rules):
        if viewer is not None and bearer not in viewer and not _for_its_body(duty.bearer, row, state, rules, viewer):
            continue
        own_receipt = row.kind != "received" or duty.warns_of or duty.bearer.startswith("@") or rules.belongs(row.to, bearer)
        if own_receipt and _climbs(rule, bearer, state, rules, viewer, beyond):
            yield bearer


def _for_its_body(word: str, row: Row, state: EventState, rules: Rulebook, viewer: frozenset[str]) -> bool:
    """Whether a duty of `@to.body` falls to the post among `viewer` that was told: what its body owes, it can do."""
    pointer, steps = pointer_steps(word)
    return steps == ("body",) and _pointed(pointer, row, None, state, rules) in viewer


def is_one_of(who: str | None, words: tuple[str, ...], state: EventState, rules: Rulebook) -> bool:
    """Whether `who` is, or belongs to, one of these bodies, posts, roles or members of groups."""
    return any(rules.belongs(who, state.roles.get(member, member)) for word in words for member in rules.everybody_in(word))


def _recipients_of(rule: Rule, row: Row, bearer: str | None, state: EventState, rules: Rulebook) -> Iterator[tuple[str, ...] | None]:
    """To whom: one obligation per recipient, or one for all where any of them suffices; None where none is named."""
    if not rule.recipients:
        yield None
        return
    found = [who for word in rule.recipients for who in resolve(word, row, bearer, state, rules) if who != bearer]
    if rule.left_out:
        left_out = [who for word in rule.left_out for who in resolve(word, row, bearer, state, rules)]
        found = [who for who in found if not rules.is_among(who, left_out)]
    if rule.any_recipient:
        if found:
            yield tuple(found)
        return
    for who in dict.fromkeys(found):
        yield (who,)


def resolve(word: str, row: Row, bearer: str | None, state: EventState, rules: Rulebook) -> Iterator[str]:
    """The bodies or posts that a word of a duty means at this row; none where the plan or the record says nobody."""
    if not word.startswith("@"):
        if word in rules.members:
            for member in rules.members[word]:
                yield from resolve(member, row, bearer, state, rules)
        elif word != NONE_STATED:
            yield state.roles.get(word, word)
        return
    pointer, steps = pointer_steps(word)
    who = _pointed(pointer, row, bearer, state, rules)
    for step in steps:  # @x.body, @x.superior.superior
        if who is not None:
            who = rules.body_of.get(who, who) if step == "body" else rules.superior_of(who)
    if who is not None:
        yield state.roles.get(who, who)


@cache
def pointer_steps(word: str) -> tuple[str, tuple[str, ...]]:
    """A pointer without what stands behind it, and that step by step: @to.body.superior is @to, body, superior."""
    pointer, *steps = word.split(".")
    if pointer in ("@level", "@activated"):
        pointer, steps = f"{pointer}.{steps[0]}", steps[1:]
    return pointer, tuple(steps)


def _pointed(pointer: str, row: Row, bearer: str | None, state: EventState, rules: Rulebook) -> str | None:
    if pointer == "@actor":
        return row.actor
    if pointer == "@to":
        return row.to
    if pointer == "@bearer":
        return bearer
    if pointer == "@approver":
        return row.facts.get("approver", state.approver)
    if pointer == "@requester":
        return row.facts.get("requester")
    if pointer == STARTER:
        return state.approver
    field = pointer.removeprefix("@level.")
    graded = _level_for(row.facts.get("grade"), rules) if row.kind in ("classified", "regraded") else None
    level = graded or rules.levels.get(str(row.facts.get("level") or state.value("level"))) or _level_for(state.value("grade"), rules)
    who = getattr(level, field, NONE_STATED) if level is not None else NONE_STATED
    return None if who == NONE_STATED else who


def _level_for(grade: object, rules: Rulebook) -> object:
    return next((level for level in rules.plan.level if level.grade == grade), None)


def _climbs(rule: Rule, bearer: str, state: EventState, rules: Rulebook, viewer: frozenset[str] | None, beyond: bool | None) -> bool:
    top = at_the_top(rule, bearer, state, rules)
    if top is None and viewer is None:
        return beyond is not False
    return not top and beyond is not True


def at_the_top(rule: Rule, bearer: str | None, state: EventState, rules: Rulebook) -> bool | None:
    """Whether a climb ends at a body, which `top` names for the grade; None where the grade is unknown and decides it."""
    tops = rule.duty.top
    if not tops:
        return False
    grade = state.value("grade")
    if grade is not None:
        top = tops.get(str(grade))
        return top is not None and rules.belongs(bearer, top)
    ends = {(one := tops.get(entry.id)) is not None and rules.belongs(bearer, one) for entry in rules.plan.grade}
    return ends.pop() if len(ends) == 1 else None
