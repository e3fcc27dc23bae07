"""Saying something: draft, send, try again, try another way, try the stand-in, and say less where time runs out.

A way is tried as often as its channel says, then the next one at once; when all were of no use, they are tried again much later. Where a
duty asks for certain ways, these come first; a way that does not count follows, so that the word arrives, and then only those that count are
tried again, much later. One message over a channel to many tells everybody who is to be told the same for the same reason. The stand-in of a post is tried when the
channel's tries are used up, or a margin before the limit if officers watch the clock. A message that may have been lost on its way is
sent again when its receipt is not known a margin before the limit.
"""

from __future__ import annotations

from math import inf
from typing import Any

from sim.agents.desk import Desk, Hand
from sim.agents.hand import Work
from sim.agents.messages import Message, Sent, is_near, send
from sim.agents.player import Player
from sim.agents.task import Task
from sim.durations import to_tick
from sim.plan.conditions import NO_RANK
from sim.plan.obligations import DONE, OPEN, WAIVED
from sim.record import Row
from sim.vocabulary import ACTS, IN_PERSON

_STATE_NAMES = ("grade", "level", "warning")
_LATER_TRIES = 5  # after the channel's tries, wait this many times as long between attempts
_GONE = (Sent.HEARD, Sent.UNDER_WAY)
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
    ways = _ways(hand, task, form, to)
    said, channel = Sent.FAILED, ways[0]
    while True:
        channel = _way(desk, task, to, ways)
        said = yield from send(hand, task, Message(task, to, facts, _told(desk, task), meant if meant != to else None), channel)
        if said is Sent.DEAD and len(ways) > 1:
            _give_up(desk, task, to, ways, channel)
        if said in _GONE or not task.open or _way(desk, task, to, ways) in (channel, ways[0]):
            break  # told, or this way later once more, or all ways later once more
    _settle(desk, task, channel, to, ways, said)
    company, task.company = task.company, []
    for other in company:
        if said is Sent.UNDER_WAY and setting.channel(channel).to_many:
            yield from _tell_too(hand, other, channel)
        else:
            desk.add(other)


def gather(hand: Hand, task: Task) -> None:
    """Where one message reaches many, whoever begins to write it writes it for all who are to be told the same."""
    setting, obligation = hand.desk.world.setting, task.obligation
    if task.reply is None and obligation.recipients:
        ways = setting.channels_for(task.act, obligation.rule.duty.form or ACTS[task.act].form, obligation.rule.ways)
        if setting.channel(ways[0]).to_many:
            task.company = hand.desk.siblings(task)


def _tell_too(hand: Hand, task: Task, channel: str) -> Work:
    """One message reaches many: whoever else is to be told the same has it with it."""
    desk = hand.desk
    task.worked = True
    to, meant = _recipient(desk, task)
    if to is None:
        return
    said = yield from send(hand, task, Message(task, to, facts_to_tell(desk, task, to), _told(desk, task), meant if meant != to else None), channel)
    _settle(desk, task, channel, to, (channel,), said)


def _settle(desk: Desk, task: Task, channel: str, to: str, ways: tuple[str, ...], said: Sent) -> None:
    """What becomes of a task after an attempt: done, tried again, or waiting for the receipt."""
    obligation = task.obligation
    gone = said in _GONE
    right = obligation.rule.ways is None or task.reply is not None or obligation.rule.ways.right(channel) is True
    if obligation.occurrence == _PLACEHOLDER and gone:
        obligation.state = DONE  # its receipt is nobody's duty
    elif obligation.state == OPEN and gone and not right and channel != ways[0]:
        task.told_otherwise.add(to)  # the word is there; the way that counts is still owed
        desk.put_back(task, desk.world.now + desk.world.setting.channel(ways[0]).retry * _LATER_TRIES)
    elif obligation.state == OPEN and (not gone or desk.world.setting.channel(channel).loss):
        desk.put_back(task, _next_try(desk, task, channel, to, ways, failed=not gone))


def _told(desk: Desk, task: Task) -> list[Row]:
    """The state of the response as it is known here, which goes with every message."""
    return list(desk.state_rows.get(task.obligation.about, ()))


def _ways(hand: Hand, task: Task, form: str | None, to: str) -> tuple[str, ...]:
    """The ways to somebody, in the order in which they are tried: face to face where they are near, unless the plan wants it otherwise."""
    world, ways = hand.desk.world, task.obligation.rule.ways if task.reply is None else None
    receiver = world.desk_of(to)
    allowed = () if ways is None else ways.allowed
    if allowed and to in task.told_otherwise:
        return allowed
    free = ways is None or IN_PERSON in allowed or IN_PERSON not in ways.excluded
    if free and isinstance(receiver, Desk) and receiver is not hand.desk and is_near(hand, receiver, task.obligation.about):
        return (IN_PERSON,) if not allowed or IN_PERSON in allowed else (*allowed, IN_PERSON)
    return world.setting.channels_for(task.act, form, ways)


def _give_up(desk: Desk, task: Task, to: str, ways: tuple[str, ...], channel: str) -> None:
    """Nobody tries again what they have seen not to work, while there is another way."""
    while _way(desk, task, to, ways) == channel:
        task.tried[to] += 1


def _way(desk: Desk, task: Task, to: str, ways: tuple[str, ...]) -> str:
    """The way that is next: each as often as its channel says, and then from the first again."""
    tries = [desk.world.setting.channel(way).tries for way in ways]
    left = task.tried.get(to, 0) % sum(tries)
    for way, often in zip(ways, tries, strict=True):
        if left < often:
            return way
        left -= often
    return ways[0]


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


def _next_try(desk: Desk, task: Task, channel: str, to: str, ways: tuple[str, ...], *, failed: bool) -> float:
    now, near = desk.world.now, _margin_of(desk, task)
    entry = desk.world.setting.channel(channel)
    has_stand_in = any(who in desk.world.setting.rulebook.stand_ins for who in task.obligation.recipients or ())
    if not failed:  # under way, but perhaps lost: whoever sent it asks again
        delay = 0.0 if entry.delay is None else to_tick(entry.delay.mean())
        again = to_tick(now + max(entry.retry if near < inf else entry.retry * entry.tries, 2 * delay))
        return max(near, again) if near < inf else again
    once = sum(desk.world.setting.channel(way).tries for way in ways)
    in_vain = task.tries >= 2 * once if has_stand_in else task.tried.get(to, 0) >= once
    later = to_tick(now + entry.retry * (_LATER_TRIES if in_vain else 1))
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
