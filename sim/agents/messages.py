"""How a message gets from one desk to another: by phone, over the network, by runner, in person, or between two hats.

Delay and loss belong to the channel. A phone call takes both people's time and a line at each end: a caller waits for a line
of the own desk, but not for one of the other's, which is busy. Who works in the same place, or is at the same scene, is told face to
face: that takes the way there and both people's time, and nobody's line. Bodies that share a desk hear what is said at it.
"""

from __future__ import annotations

from collections.abc import Generator
from enum import Enum
from functools import partial
from typing import Any

from simpy import Event

from sim.agents.desk import Desk, Hand
from sim.agents.hand import Work
from sim.agents.roster import AWAY
from sim.agents.task import Task
from sim.durations import to_tick
from sim.inputs.scenario import Fault
from sim.record import Row
from sim.vocabulary import ACTS, CARRIERS, IN_PERSON, OWN_HAT, RUNNER
from sim.world.clock import Order
from sim.world.world import World

PHONE = "phone"


class Sent(Enum):
    """What became of an attempt to tell somebody something."""

    HEARD = "heard"  # it is there
    UNDER_WAY = "under way"  # it has left, and nobody knows yet whether it gets there
    FAILED = "failed"  # it has not left
    DEAD = "dead"  # nor can it: this way does not work, as whoever tries it sees at once
    NEEDLESS = "needless"  # nobody wants it any more


class Message:
    """What is said: its row's fields, the facts, and the rows about the state of the response that go with it.

    `stands_in_for` is the post for which the message is meant, where `to` only stands in.
    """

    __slots__ = ("about", "actor", "cause", "clause", "facts", "form", "kind", "rule", "stands_in_for", "subject", "task", "to", "told")

    def __init__(self, task: Task, to: str, facts: dict[str, Any], told: list[Row], stands_in_for: str | None) -> None:
        obligation, rule = task.obligation, task.obligation.rule
        act = ACTS[task.act]
        self.task = task
        self.kind = act.kind if task.reply is None else task.reply.kind
        self.form = (rule.duty.form or act.form) if task.reply is None else task.reply.form
        self.actor = task.actor
        self.to = to
        self.about = obligation.about
        self.rule = rule.id
        self.clause = rule.duty.clause or None
        self.cause = task.because
        self.facts = facts
        self.told = told
        self.stands_in_for = stands_in_for
        self.subject = f"{self.about}/{self.kind}/{self.form or ''}/{self.actor}/{to}"  # of its luck, whichever duty asks for it


def send(hand: Hand, task: Task, message: Message, channel: str) -> Generator[Event, Any, Sent]:
    """Try once to get a message to its recipient, and remember of what use the line was."""
    desk, world = hand.desk, hand.desk.world
    receiver = world.desk_of(message.to)
    if not isinstance(receiver, Desk) or receiver is desk:
        return (yield from _send(hand, task, message, channel))
    desk.lines_to.begin(receiver.name, channel)
    said = yield from _send(hand, task, message, channel)
    desk.lines_to.end(receiver.name, channel)
    down = _down(world, channel, message) if said is Sent.DEAD else None
    if down is not None:
        ours = ("", channel, *desk.names, *world.setting.fault_names(message.actor))
        desk.lines_to.dead(receiver.name, channel, world.now, down, is_ours=down.target in ours)
    elif said in (Sent.FAILED, Sent.DEAD):
        desk.lines_to.failed(receiver.name, channel, world.now)
    elif said is Sent.HEARD:
        desk.lines_to.heard(receiver.name, channel)
        receiver.hear(desk, channel)
    return said


def _send(hand: Hand, task: Task, message: Message, channel: str) -> Generator[Event, Any, Sent]:
    """Try once to get a message to its recipient."""
    desk, world = hand.desk, hand.desk.world
    receiver = world.desk_of(message.to)
    task.tried[message.to] = task.tried.get(message.to, 0) + 1
    if receiver is desk:
        own = IN_PERSON if desk.is_shared and message.to != message.actor else OWN_HAT
        _deliver(world, desk, desk, message, own, _sent(desk, message, own))
        return Sent.HEARD
    if not isinstance(receiver, Desk):  # nobody has this name
        row = _sent(desk, message, channel)
        _write(world, "lost", message, channel, row.seq)
        return Sent.UNDER_WAY
    if channel == IN_PERSON and is_near(hand, receiver, message.about):
        return (yield from _walk_over(hand, task, message, receiver))
    if channel != IN_PERSON and world.setting.carriers[channel].heard_as_said:
        return (yield from _call(hand, task, message, receiver, channel))
    entry = world.setting.channel(channel)
    down = _down(world, channel, message)
    if down is not None:
        _write(world, "unanswered", message, channel, message.cause, {"fault": down.id})
        return Sent.DEAD
    if receiver.reads_nothing():
        away = receiver.absence()
        _write(world, "unanswered", message, channel, message.cause, None if away is None else {"fault": away.id})
        if away is not None:
            desk.lines_to.lies_unread(receiver.name, channel, world.faults.until(away))
        return Sent.FAILED
    row = _sent(desk, message, channel)
    if entry.loss and world.luck(f"{channel}/loss", message.subject) < entry.loss:
        _write(world, "lost", message, channel, row.seq)
        return Sent.UNDER_WAY
    world.later(_minutes(world, message, channel), Order.MESSAGES, partial(_deliver, world, desk, receiver, message, channel, row))
    return Sent.UNDER_WAY


def _minutes(world: World, message: Message, channel: str) -> float:
    """How long a message is under way: what the channel takes, and for a runner the journey."""
    setting = world.setting
    entry = setting.channel(channel)
    minutes = 0.0 if entry.delay is None else entry.delay.at(world.luck(f"{channel}/delay", message.subject))
    if channel == RUNNER:
        journey = setting.places.journey(setting.places.workplace(message.actor), setting.places.workplace(message.to))
        if journey is not None:
            minutes += journey.minutes.at(world.luck(f"{channel}/journey", message.subject))
    return to_tick(minutes)


# -- face to face -----------------------------------------------------------------------------------------------------------


def is_near(hand: Hand, receiver: Desk, about: str) -> bool:
    """Whether somebody of the receiver is where this hand is: at the same scene, or at work in the same place."""
    return bool(_who_is_near(hand, receiver, about))


def _who_is_near(hand: Hand, receiver: Desk, about: str) -> list[Hand]:
    """Those of the receiver whom one can walk over to."""
    if hand.is_at(about):
        return receiver.at_event(about)
    if hand.place is not None or hand.away or hand.unit is not None or not hand.desk.workplace:
        return []
    return [other for other in receiver.at_desk() if not other.away] if receiver.workplace == hand.desk.workplace else []


def _walk_over(hand: Hand, task: Task, message: Message, receiver: Desk) -> Generator[Event, Any, Sent]:
    """Go and say it. Whoever is on the phone is waited for no longer than for a line that is busy."""
    world = hand.desk.world
    hand.talking = True
    yield from hand.be_away(world.minutes("walk-over", None, message.actor, message.subject))
    able = [other for other in _who_is_near(hand, receiver, message.about) if not other.talking]
    answerer = next((other for other in able if other.current is None), able[0] if able else None)
    if answerer is not None and task.open:
        talk = world.minutes("talk", message.form, message.actor, message.subject)
        answerer.talking = True
        yield from hand.be_away(talk)
        answerer.hang_up(talk)
    hand.talking = False
    if not task.open:
        return Sent.NEEDLESS
    if answerer is None:
        return Sent.FAILED
    _deliver(world, hand.desk, receiver, message, IN_PERSON, _sent(hand.desk, message, IN_PERSON))
    return Sent.HEARD


# -- talks -----------------------------------------------------------------------------------------------------------------


def _call(hand: Hand, task: Task, message: Message, receiver: Desk, channel: str) -> Generator[Event, Any, Sent]:
    """By phone, or over another channel on which one answers at once; only the desk's phone needs a line at each end."""
    desk, world, lines = hand.desk, hand.desk.world, channel == PHONE
    hand.talking = True
    if lines:
        yield from desk.switchboard.line_for(hand, task)
    said = Sent.NEEDLESS
    if task.open:
        said = yield from _dial(hand, message, receiver, channel)
    if lines:
        desk.switchboard.give_back(desk)
    hand.talking = False
    if said is Sent.HEARD:
        row = _write(world, message.kind, message, channel, message.cause, message.facts)
        desk.learn(row)
        _deliver(world, desk, receiver, message, channel, row)
    return said


def _dial(hand: Hand, message: Message, receiver: Desk, channel: str) -> Generator[Event, Any, Sent]:
    """One call: busy, unanswered, or a talk that takes the time of both. `message.cause` becomes the call's row."""
    world, lines = hand.desk.world, channel == PHONE
    entry = world.setting.channel(channel)
    called = _write(world, "called", message, channel, message.cause)
    message.cause = called.seq
    fault = _fault(world, message, receiver, channel)
    if lines and fault is None and receiver.lines_used >= receiver.lines:
        _write(world, "busy", message, channel, called.seq)
        return Sent.FAILED
    answerer = receiver.free_hand() if fault is None else None
    at_home = fault is None and receiver.answers_from_home()
    if answerer is None and fault is None and receiver.at_work():
        _write(world, "busy", message, channel, called.seq)
        return Sent.FAILED
    share = entry.answer_night if entry.answer_night is not None and world.hours.is_night() else entry.answer
    if receiver.lines_watched:
        share = entry.answer_watched
    if (answerer is None and not at_home) or world.luck(f"{channel}/answer", message.subject) >= share:
        yield from hand.be_away(entry.ring)
        _write(world, "unanswered", message, channel, called.seq, None if fault is None else {"fault": fault.id})
        return Sent.FAILED if lines or fault is None else Sent.DEAD
    talk = world.minutes("talk", message.form, message.actor, message.subject)
    if answerer is None:
        yield from hand.be_away(talk)
        receiver.call_in()
        return Sent.HEARD
    receiver.lines_used += lines
    answerer.talking = True
    yield from hand.be_away(talk)
    if lines:
        receiver.switchboard.give_back(receiver)
    answerer.hang_up(talk)
    return Sent.HEARD


def _fault(world: World, message: Message, receiver: Desk, channel: str) -> Fault | None:
    """Why nobody can be reached: nobody is there, or the channel does not work, here or there."""
    return _down(world, channel, message) or world.faults.any_of(AWAY, world.now, receiver.names, message.about)


def _down(world: World, channel: str, message: Message) -> Fault | None:
    """Why a channel does not work between two: a fault of its kinds, with it as a whole, or here or there.

    One of the plan's own fails only where a fault names it: what is wrong with somebody's phone is not wrong with their radio.
    """
    names, carrier = world.setting.fault_names, world.setting.carriers[channel]
    if channel not in CARRIERS:
        return world.faults.any_of(carrier.fails_by, world.now, (channel,), message.about, named=True)
    return world.faults.any_of(carrier.fails_by, world.now, (channel, *names(message.to), *names(message.actor)), message.about)


def talk_on(hand: Hand, teller: Desk, listener: Desk, message: Message, channel: str) -> Work:
    """In a talk that goes on, one says something more to the other: it takes the time of both, and nobody dials."""
    world = teller.world
    other_desk = listener if teller is hand.desk else teller
    other = other_desk.free_hand()
    hand.talking = True
    if other is not None and other is not hand:
        other.talking = True
    minutes = world.minutes("talk", message.form, message.actor, message.subject)
    yield from hand.be_away(minutes)
    if other is not None and other is not hand:
        other.hang_up(minutes)
    hand.talking = False
    _deliver(world, teller, listener, message, channel, _sent(teller, message, channel))


# -- rows -------------------------------------------------------------------------------------------------------------------


def _sent(desk: Desk, message: Message, channel: str) -> Row:
    row = _write(desk.world, message.kind, message, channel, message.cause, message.facts)
    desk.learn(row)
    return row


def _deliver(world: World, sender: Desk, receiver: Desk, message: Message, channel: str, sent: Row) -> None:
    """The message is there: the receiver knows it, and what was told with it; the sender knows that it is there."""
    row = _write(world, "received", message, channel, sent.seq, message.facts)
    receiver.learn(row, standing_in_for=message.stands_in_for)
    sender.learn(row)
    sender.words.end(message.task, message.to)
    for told in message.told:
        receiver.learn(told, because=row.seq)


def _write(world: World, kind: str, message: Message, channel: str, cause: int, facts: dict[str, Any] | None = None) -> Row:
    return world.write(
        kind, message.actor, message.to, channel=channel, form=message.form, about=message.about, rule=message.rule, clause=message.clause,
        cause=cause, facts=facts,
    )  # fmt: skip
