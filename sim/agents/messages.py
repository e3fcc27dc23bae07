"""How a message gets from one desk to another: by phone, over the network, by runner, in person, or between two hats.

Delay and loss belong to the channel. A phone call takes both people's time; one that is not answered is tried again, and a
margin before the limit the stand-in is tried.
"""

from __future__ import annotations

from collections.abc import Generator
from typing import Any

from simpy import Event

from sim.agents.desk import Desk, Hand, Task
from sim.plan.acts import ACTS
from sim.record import Row
from sim.resources import Channel
from sim.world.clock import Order
from sim.world.world import World

_PLAIN_PHONE = Channel(id="phone", source="no channel entry: every call is answered")


class Message:
    """What is said: its row's fields, the facts, and the rows about the state of the response that go with it."""

    __slots__ = ("kind", "actor", "to", "form", "about", "rule", "clause", "cause", "facts", "told")

    def __init__(self, task: Task, actor: str, to: str, facts: dict[str, Any], told: list[Row]) -> None:
        rule = task.obligation.rule
        act = ACTS[rule.duty.act]
        self.kind = act.kind
        self.actor = actor
        self.to = to
        self.form = rule.duty.form or act.form
        self.about = task.obligation.about
        self.rule = rule.id
        self.clause = rule.duty.clause or None
        self.cause = task.because
        self.facts = facts
        self.told = told


def send(hand: Hand, task: Task, message: Message, channel: str) -> Generator[Event, Any, bool]:
    """Send a message; True when it has been said or is on its way, False when it must be tried again."""
    world, receiver = hand.desk.world, hand.desk.world.desk_of(message.to)
    if receiver is None:
        row = _sent(world, message, channel)
        _write(world, "lost", message, channel, row.seq)
        return True
    if receiver is hand.desk:
        _deliver(world, hand.desk, receiver, message, "self", _sent(world, message, "self"))
        return True
    if channel == "phone":
        return (yield from _call(hand, task, message, receiver))
    entry = world.setting.channels.get(channel)
    if channel == "network":
        down = world.faults.active("network down", world.now, message.actor, message.to)
        if down is not None:
            return False
    row = _sent(world, message, channel)
    hand.desk.learn(row)
    subject = f"{message.about}/{message.actor}>{message.to}/{message.form}/{task.obligation.occurrence}/{task.tries}"
    if entry is not None and entry.loss and world.luck(f"{channel}/loss", subject) < entry.loss:
        _write(world, "lost", message, channel, row.seq)
        return True
    delay = entry.delay.at(world.luck(f"{channel}/delay", subject)) if entry is not None and entry.delay is not None else 0.0
    world.later(delay, Order.MESSAGES, lambda: _deliver(world, hand.desk, receiver, message, channel, row))
    return True


def _call(hand: Hand, task: Task, message: Message, receiver: Desk) -> Generator[Event, Any, bool]:
    world = hand.desk.world
    entry = world.setting.channels.get("phone", _PLAIN_PHONE)
    task.tries += 1
    subject = f"{message.about}/{message.actor}>{message.to}/{message.form}/{task.obligation.occurrence}/{task.tries}"
    called = _write(world, "called", message, "phone", message.cause)
    answerer = receiver.free_hand()
    if receiver.lines_used >= receiver.lines or (receiver.hands and answerer is None):
        _write(world, "busy", message, "phone", called.seq)
        return False
    if answerer is None or not _answers(world, message, receiver, entry, subject):
        hand.talking = True
        yield from hand.work(entry.ring)
        hand.talking = False
        _write(world, "unanswered", message, "phone", called.seq)
        return False
    talk = world.minutes("talk", message.form, message.actor, subject)
    receiver.lines_used += 1
    hand.talking = answerer.talking = True
    answerer.stolen += talk
    yield from hand.work(talk)
    receiver.lines_used -= 1
    hand.talking = answerer.talking = False
    row = _sent(world, message, "phone", called.seq)
    hand.desk.learn(row)
    _deliver(world, hand.desk, receiver, message, "phone", row)
    return True


def _answers(world: World, message: Message, receiver: Desk, entry: Channel, subject: str) -> bool:
    """Whether somebody picks up: nobody does at a post that is absent, switched off, or on a line that is down."""
    holder = receiver.holder.id if receiver.holder is not None else None
    for kind in ("line down", "phone off", "post absent", "leader elsewhere"):
        if world.faults.active(kind, world.now, message.to, holder, event=message.about):
            return False
    if receiver.holder is not None and receiver.holder.absent:
        return False
    share = entry.answer_night if world.is_night() and entry.answer_night is not None else entry.answer
    return world.luck("phone/answer", subject) < share


def _sent(world: World, message: Message, channel: str, cause: int | None = None) -> Row:
    return _write(world, message.kind, message, channel, message.cause if cause is None else cause, message.facts)


def _deliver(world: World, sender: Desk, receiver: Desk, message: Message, channel: str, sent: Row) -> None:
    """The message is there: the receiver knows it, and what was told with it; the sender knows that it is there."""
    row = _write(world, "received", message, channel, sent.seq, message.facts)
    receiver.learn(row)
    sender.learn(row)
    for told in message.told:
        receiver.learn(told, because=row.seq)


def _write(world: World, kind: str, message: Message, channel: str, cause: int, facts: dict[str, Any] | None = None) -> Row:
    return world.write(
        kind, message.actor, message.to, channel=channel, form=message.form, about=message.about, rule=message.rule, clause=message.clause,
        cause=cause, facts=facts,
    )  # fmt: skip
