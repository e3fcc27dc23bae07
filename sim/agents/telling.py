"""Saying something: draft, send, try again, try another way, try the stand-in, and say less where time runs out.

A way is tried as often as its channel says, then the next one at once; a line of no use rests for the whole desk, and when all rest, the task
waits. Where a duty asks for certain ways, these come first; a way that does not count follows, so that the word arrives, and then only those
that count are tried again, much later. One message over a channel to many tells everybody who is to be told the same for the same reason.
The stand-in of a post is tried when the channel's tries are used up, or a margin before the limit if officers watch the clock. A message
that may have been lost on its way is sent again when its receipt is not known a margin before the limit.
"""

from __future__ import annotations

from collections.abc import Iterator
from math import inf
from typing import Any

from sim.agents.desk import Desk, Hand
from sim.agents.hand import Work
from sim.agents.lines import LATER_TRIES
from sim.agents.messages import Message, Sent, is_near, send
from sim.agents.player import Player
from sim.agents.task import Task
from sim.durations import to_tick
from sim.plan.conditions import NO_RANK
from sim.plan.obligations import DONE, OPEN, WAIVED
from sim.record import Row
from sim.vocabulary import ACTS, IN_PERSON, SENT_KINDS

_STATE_NAMES = ("grade", "level", "warning")
_GONE = (Sent.HEARD, Sent.UNDER_WAY)
_PLACEHOLDER = 0  # the occurrence of a message that stands in for a duty's own, or that no duty asks for


def tell(hand: Hand, task: Task, player: Player) -> Work:
    """Tell the recipient; try again later where nobody could be reached."""
    desk, setting = hand.desk, hand.desk.world.setting
    if not _still_wanted(desk, task):
        return
    task.waits_for_line = False
    choices = [(to, meant, _ways(hand, task, to)) for to, meant in _choices(desk, task)]
    if not choices:
        return
    to, meant, ways = next((choice for choice in choices if _open_way(desk, choice[0], choice[2]) is not None), choices[0])
    facts = facts_to_tell(desk, task, to) if task.reply is None else task.reply.facts
    said, channel, way = Sent.FAILED, ways[0], _open_way(desk, to, ways)
    if way is not None and desk.goes_with_another(task, to):
        said, way = Sent.UNDER_WAY, None
    while way is not None:
        channel = way
        said = yield from send(hand, task, Message(task, to, facts, _told(desk, task), meant if meant != to else None), channel)
        way = _open_way(desk, to, ways)
        if said in _GONE or not task.open or way == channel:
            break  # told, or this way later once more
    _settle(hand, task, channel, to, ways, said)
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
    to, meant = next(_choices(desk, task), (None, None))
    if to is None:
        return
    said = yield from send(hand, task, Message(task, to, facts_to_tell(desk, task, to), _told(desk, task), meant if meant != to else None), channel)
    _settle(hand, task, channel, to, _ways(hand, task, to), said)


def _settle(hand: Hand, task: Task, channel: str, to: str, ways: tuple[str, ...], said: Sent) -> None:
    """What becomes of a task after an attempt: done, tried again, or waiting for the receipt."""
    desk, obligation = hand.desk, task.obligation
    gone = said in _GONE
    right = obligation.rule.ways is None or task.reply is not None or obligation.rule.ways.right(channel) is True
    if obligation.occurrence == _PLACEHOLDER and gone:
        obligation.state = DONE  # its receipt is nobody's duty
    elif obligation.state == OPEN and gone and not right and channel != ways[0]:
        task.told_otherwise.add(to)  # the word is there; the way that counts is still owed
        desk.put_back(task, desk.world.now + desk.world.setting.channel(ways[0]).retry * LATER_TRIES)
    elif obligation.state == OPEN and (not gone or desk.world.setting.channel(channel).loss):
        desk.put_back(task, _next_try(hand, task, channel, failed=not gone))


def _told(desk: Desk, task: Task) -> list[Row]:
    """The state of the response as it is known here, which goes with every message."""
    return list(desk.state_rows.get(task.obligation.about, ()))


def _ways(hand: Hand, task: Task, to: str) -> tuple[str, ...]:
    """The ways to somebody, in the order in which they are tried: face to face where they are near, unless the plan wants it otherwise."""
    world, duty = hand.desk.world, task.obligation.rule.duty
    ways, form = (task.obligation.rule.ways, duty.form or ACTS[task.act].form) if task.reply is None else (None, task.reply.form)
    receiver = world.desk_of(to)
    allowed = () if ways is None else ways.allowed
    if allowed and to in task.told_otherwise:
        return allowed
    free = ways is None or IN_PERSON in allowed or IN_PERSON not in ways.excluded
    if free and isinstance(receiver, Desk) and receiver is not hand.desk and is_near(hand, receiver, task.obligation.about):
        return (IN_PERSON,) if not allowed or IN_PERSON in allowed else (*allowed, IN_PERSON)
    return world.setting.channels_for(task.act, form, ways)


def _open_way(desk: Desk, to: str, ways: tuple[str, ...]) -> str | None:
    """The first way to somebody that does not rest; None where all do."""
    receiver, now = desk.world.desk_of(to), desk.world.env.now
    if not isinstance(receiver, Desk) or receiver is desk:
        return ways[0]
    return next((way for way in ways if desk.lines_to.opens(receiver.name, way, now) <= now), None)


def _opens(desk: Desk, to: str, ways: tuple[str, ...]) -> float:
    """When the next of the ways to somebody may be tried."""
    receiver, now = desk.world.desk_of(to), desk.world.env.now
    if not isinstance(receiver, Desk) or receiver is desk:
        return now
    return min(desk.lines_to.opens(receiver.name, way, now) for way in ways)


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


def _next_try(hand: Hand, task: Task, channel: str, *, failed: bool) -> float:
    desk = hand.desk
    now, near = desk.world.now, _margin_of(desk, task)
    entry = desk.world.setting.channel(channel)
    if not failed:  # under way, but perhaps lost: whoever sent it asks again
        delay = 0.0 if entry.delay is None else to_tick(entry.delay.mean())
        again = to_tick(now + max(entry.retry if near < inf else entry.retry * entry.tries, 2 * delay))
        return max(near, again) if near < inf else again
    later = max(to_tick(now + entry.retry), min((_opens(desk, to, _ways(hand, task, to)) for to, _ in _choices(desk, task)), default=now))
    task.waits_for_line = True
    has_stand_in = any(who in desk.world.setting.rulebook.stand_ins for who in task.obligation.recipients or ())
    return near if has_stand_in and now < near < later else later


def _choices(desk: Desk, task: Task) -> Iterator[tuple[str, str]]:
    """Whom to address, and for whom it is meant, best first: the recipient; in turn with it the stand-in, once it is time for that."""
    recipients, tries = desk.to_address(task), task.tries
    setting = desk.world.setting
    for step in range(len(recipients)):
        who = recipients[(tries + step) % len(recipients)]
        stand_in = setting.rulebook.stand_ins.get(who)
        if stand_in is None:
            yield who, who
            continue
        patience = setting.channel("phone").tries
        in_turn = tries >= patience and (tries - patience) % 2 == 0
        near = 0 < tries < patience and desk.world.now >= _margin_of(desk, task)
        for one in (stand_in, who) if in_turn or near else (who, stand_in):
            yield one, who


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
    elif task.act == "propose" and (task.obligation.rule.duty.form or SENT_KINDS["proposed"]) == SENT_KINDS["proposed"]:
        level = setting.level_for.get(str(state.value("grade")))
        if level is not None:
            facts["level"] = level.id
            ages["level"] = now
    if facts:
        facts["as_of"] = ages
    if task.obligation.occurrence == _PLACEHOLDER or (duty.partial and wanted is not None and not wanted <= facts.keys()):
        facts["partial"] = True
    return facts
