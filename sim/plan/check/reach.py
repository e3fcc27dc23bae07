"""Rules that never come to anything: nothing sets them off, or their condition cannot hold."""

from __future__ import annotations

from collections.abc import Iterator

from sim.plan.check.diagram import satisfiable
from sim.plan.check.finding import Finding, kind
from sim.plan.check.links import OF_ITSELF, Links
from sim.plan.check.view import titles

NEVER_HOLDS = kind(
    "condition-never-holds",
    "error",
    why=("条件自相矛盾，这条规定永远用不上。", "The condition contradicts itself: the rule never applies."),
    mend=("改正条件。", "Put the condition right."),
)
NOTHING_BEFORE = kind(
    "never-triggered",
    "warning",
    why=(
        "等着一件没有人去做的事，这条规定和它后面的都不会开始。",
        "It waits for something that nobody is asked to do, and what comes after it waits too.",
    ),
    mend=("写明由谁做前一步。", "Say who does the step before."),
)


def reach(links: Links) -> Iterator[Finding]:
    """Every duty can hold in some case and is set off by an event or by another duty; told at the first that is not."""
    view = links.view
    dead = [duty for duty in view.duties if duty.when and not satisfiable([view.condition(duty.when)], view.vocabulary)]
    for duty in dead:
        yield NEVER_HOLDS.found(
            f"“{duty.title.zh}”的条件在任何情形下都不成立",
            f'the condition of "{duty.title.en}" holds in no case',
            clauses=[duty.clause],
            rules=[duty.id],
        )
    reached = links.reached(without=[duty.id for duty in dead])
    cut_off = [duty for duty in view.duties if duty.id not in reached and duty not in dead]
    first = [duty for duty in cut_off if not OF_ITSELF & set(links.waits_for(duty)) and not links.before[duty.id]]
    if not first:  # duties that only set off each other
        first = cut_off
    if first:
        after = len(cut_off) - len(first)
        more = (f"；另有 {after} 项随之不会开始", f"; {after} more wait for them") if after else ("", "")
        yield NOTHING_BEFORE.found(
            f"没有什么会引出：{titles(first, 'zh')}{more[0]}",
            f"nothing sets off: {titles(first, 'en')}{more[1]}",
            clauses=[duty.clause for duty in first],
            rules=[duty.id for duty in first],
        )
