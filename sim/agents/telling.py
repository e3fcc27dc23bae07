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
from sim.agents.messages import Message, Sent, is_near, send, talk_on
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
    if task.reply is None and not desk.words.begin(task, to):
        return
    facts = facts_to_tell(desk, task, to) if task.reply is None else task.reply.facts
    said, channel, way = Sent.FAILED, ways[0], _open_way(desk, to, ways)
    while way is not None:
        channel = way
        said = yield from send(hand, task, Message(task, to, facts, _told(desk, task), meant if meant != to else None), channel)
        way = _open_way(desk, to, ways)
        if said in _GONE or not task.open or way == channel:
            break  # told, or this way later once more
    _settle(hand, task, channel, to, ways, said)
    if task.reply is None:
        if said is not Sent.UNDER_WAY:
            desk.words.end(task, to)
        elif desk.world.setting.channel(channel).loss:
            desk.words.end(task, to, _under_way(desk, channel))  # else it ends when it is there
    if said is Sent.HEARD:
        yield from _what_else(hand, to, channel, task.obligation.about)
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


def _under_way(desk: Desk, channel: str) -> float:
    """For how long nobody sends the same again that is under way."""
    entry = desk.world.setting.channel(channel)
    return max(entry.retry, 0.0 if entry.delay is None else to_tick(entry.overdue * entry.delay.mean()))


def _tell_too(hand: Hand, task: Task, channel: str) -> Work:
    """One message reaches many: whoever else is to be told the same has it with it."""
    desk = hand.desk
    task.worked = True
    to, meant = next(_choices(desk, task), (None, None))
    if to is None:
        return
    said = yield from send(hand, task, Message(task, to, facts_to_tell(desk, task, to), _told(desk, task), meant if meant != to else None), channel)
    _settle(hand, task, channel, to, _ways(hand, task, to), said)


def _what_else(hand: Hand, to: str, channel: str, about: str) -> Work:
    """Who talk with each other say all that they have to say to each other about the event, and need no second call for it."""
    desk, world = hand.desk, hand.desk.world
    other = world.desk_of(to)
    if not isinstance(other, Desk) or other is desk or not world.setting.carriers[channel].heard_as_said:
        return
    while (found := next((one for pair in ((desk, other), (other, desk)) for one in _to_say(*pair, channel, about)), None)) is not None:
        teller, task, whom = found
        if task.queued:
            task.queued = False
            teller.tasks.remove(task)
        teller.words.begin(task, whom)
        facts = facts_to_tell(teller, task, whom) if task.reply is None else task.reply.facts
        yield from talk_on(hand, teller, other if teller is desk else desk, Message(task, whom, facts, _told(teller, task), None), channel)
        teller.words.end(task, whom)
        if task.open and task.obligation.occurrence == _PLACEHOLDER:
            task.obligation.state = DONE


def _to_say(teller: Desk, listener: Desk, channel: str, about: str) -> Iterator[tuple[Desk, Task, str]]:
    """What waits at one desk to be said to another: nothing that is written, that goes to many at once, that waits for its time, or is kept quiet."""
    world = teller.world
    setting, now = world.setting, world.env.now
    being_written = [hand.current for hand in teller.hands if hand.current is not None and not hand.current.worked]
    for task in (*teller.tasks, *being_written):
        if not (task.open and ACTS[task.act].message and task.obligation.about == about and ACTS[task.act].deed == "tell"):
            continue
        if (task.not_before > now and not (task.waits_for_line or task.told_otherwise)) or (task.reply is None and not _still_wanted(teller, task)):
            continue
        whom = next((one for one in teller.to_address(task) if world.desk_of(one) is listener), None)
        if whom is None or teller.words.is_told(task, whom):
            continue
        ways, form = (None, task.reply.form) if task.reply is not None else (task.obligation.rule.ways, task.obligation.rule.duty.form)
        if ways is not None and ways.right(channel) is not True:
            continue
        duty = task.obligation.rule.duty
        if not task.worked and world.minutes(duty.act, duty.form, task.actor, task.matter) > setting.conduct.offhand:
            continue  # it has to be thought over first
        usual = setting.channels_for(task.act, form or ACTS[task.act].form, ways)[0]
        if not setting.carriers[usual].heard_as_said or setting.channel(usual).to_many:
            continue
        if task.act == "report" and world.faults.any_of(("report concealed", "report late"), now, setting.fault_names(task.actor), about):
            continue
        yield teller, task, whom


def _settle(hand: Hand, task: Task, channel: str, to: str, ways: tuple[str, ...], said: Sent) -> None:
    """What becomes of a task after an attempt: done, tried again, or waiting for the receipt."""
    desk, obligation = hand.desk, task.obligation
    gone = said in _GONE
    right = obligation.rule.ways is None or obligation.rule.habit or task.reply is not None or obligation.rule.ways.right(channel) is True
    if obligation.occurrence == _PLACEHOLDER and gone:
        obligation.state = DONE  # its receipt is nobody's duty
    elif obligation.state == OPEN and gone and not right and channel != ways[0]:
        task.told_otherwise.add(to)  # the word is there; the way that counts is still owed
        usual = desk.world.setting.channel(ways[0])
        desk.put_back(task, desk.world.now + usual.retry * usual.rest)
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
        again = to_tick(now + max(entry.retry if near < inf else entry.retry * entry.tries, entry.overdue * delay))
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
    graded = state.value("grade") is not None  # whoever is told the grade wants to know how many there are, and not how many there have been
    for name, (newest, at, _) in state.stated.known.items():
        value, age = (newest, at)
        if name in state.stated.ruled and not (name in setting.crowd_sizes and graded):
            value, age = state.stated.to_tell(name, task.actor, to)
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
