"""Saying something: draft, send, try again, try the stand-in, and say less where time runs out.

The stand-in of a post is tried when the channel's tries are used up, or a margin before the limit if officers watch the
clock. A message that may have been lost on its way is sent again when its receipt is not known a margin before the limit.
"""

from __future__ import annotations

from math import inf
from typing import Any

from sim.agents.desk import Desk, Hand
from sim.agents.hand import Work
from sim.agents.messages import Message, Sent, send
from sim.agents.player import Player
from sim.agents.task import Task
from sim.durations import to_tick
from sim.plan.conditions import NO_RANK
from sim.plan.obligations import DONE, OPEN, WAIVED
from sim.vocabulary import ACTS

_STATE_NAMES = ("grade", "level", "warning")
_LATER_TRIES = 5  # after the channel's tries, wait this many times as long between attempts
_PLACEHOLDER = 0  # the occurrence of a message that stands in for a duty's own, or that no duty asks for


def tell(hand: Hand, task: Task, player: Player) -> Work:
    """Tell the recipient; try again later where nobody could be reached."""
    desk, setting, obligation = hand.desk, hand.desk.world.setting, task.obligation
    if not _still_wanted(desk, task):
        return
    to, meant = _recipient(desk, task)
    if to is None:
        return
    duty = obligation.rule.duty
    facts = facts_to_tell(desk, task, to) if task.reply is None else task.reply.facts
    form = (duty.form or ACTS[task.act].form) if task.reply is None else task.reply.form
    channels = setting.channels_for(task.act, form, obligation.rule.ways if task.reply is None else None)
    said, channel = Sent.FAILED, channels[0]
    for way in channels:  # which of them works is found out by trying
        message = Message(task, to, facts, list(desk.state_rows.get(obligation.about, ())), meant if meant != to else None)
        said = yield from send(hand, task, message, way)
        if said is not Sent.FAILED or not task.open:
            channel = way
            break
    if obligation.occurrence == _PLACEHOLDER and said is not Sent.FAILED:
        obligation.state = DONE  # its receipt is nobody's duty
    elif obligation.state == OPEN and (said is Sent.FAILED or setting.channel(channel).loss):
        desk.put_back(task, _next_try(desk, task, channel, failed=said is Sent.FAILED))


def _still_wanted(desk: Desk, task: Task) -> bool:
    """A report in part is not sent where the duty itself has been raised meanwhile."""
    if task.obligation.occurrence != _PLACEHOLDER or task.reply is not None or desk.may_be_partial(task.obligation):
        return True
    task.obligation.state = WAIVED
    return False


def _margin_of(desk: Desk, task: Task) -> float:
    """The minute from which the bearer attends to the limit; infinity where there is none, or nobody watches it."""
    officer = desk.world.setting.officer
    return task.urgent_from(officer.margin) if officer.watches_clock else inf


def _next_try(desk: Desk, task: Task, channel: str, *, failed: bool) -> float:
    now, near = desk.world.now, _margin_of(desk, task)
    entry = desk.world.setting.channel(channel)
    has_stand_in = any(who in desk.world.setting.rulebook.stand_ins for who in task.obligation.recipients or ())
    if not failed:  # under way, but perhaps lost: whoever sent it asks again
        delay = 0.0 if entry.delay is None else to_tick(entry.delay.mean())
        again = to_tick(now + max(entry.retry if near < inf else entry.retry * entry.tries, 2 * delay))
        return max(near, again) if near < inf else again
    first = entry.tries * 2 if has_stand_in else entry.tries
    later = to_tick(now + entry.retry * (1 if task.tries < first else _LATER_TRIES))
    return near if has_stand_in and now < near < later else later


def _recipient(desk: Desk, task: Task) -> tuple[str | None, str | None]:
    """Whom to address, and for whom it is meant: the recipient; and in turn with it the stand-in, once it is time for that."""
    recipients = desk.to_address(task)
    if not recipients:
        return None, None
    setting, tries = desk.world.setting, task.tries
    who = recipients[tries % len(recipients)]
    stand_in = setting.rulebook.stand_ins.get(who)
    if stand_in is None or not tries:
        return who, who
    patience = setting.channel("phone").tries
    if tries >= patience:
        return (stand_in if (tries - patience) % 2 == 0 else who), who
    return (stand_in if desk.world.now >= _margin_of(desk, task) else who), who


def facts_to_tell(desk: Desk, task: Task, to: str) -> dict[str, Any]:
    """What the sender knows of what the form must hold, with the age of each; and the state of the response."""
    setting, duty = desk.world.setting, task.obligation.rule.duty
    state = desk.book.event(task.obligation.about)
    wanted = setting.contents.get(duty.form or ACTS[task.act].form or "")
    facts: dict[str, Any] = {}
    ages: dict[str, float] = {}
    for name, (newest, at, _) in state.stated.known.items():
        value, age = state.stated.to_tell(name, task.actor, to) if name in state.stated.ruled else (newest, at)
        if name in _STATE_NAMES or (name in setting.facts and (not wanted or name in wanted)):
            facts[name] = value
            ages[name] = age
    now = desk.world.now
    if task.act in ("warn", "lift"):
        warnings = setting.inputs.plan.warning
        facts["warning"] = next((w.id for w in warnings if task.act == "warn" and w.grade == state.value("grade")), NO_RANK)
        ages["warning"] = now
    elif task.act == "propose":
        level = setting.level_for.get(str(state.value("grade")))
        if level is not None:
            facts["level"] = level.id
            ages["level"] = now
    if facts:
        facts["as_of"] = ages
    if task.obligation.occurrence == _PLACEHOLDER or (duty.partial and wanted is not None and not wanted <= facts.keys()):
        facts["partial"] = True
    return facts
