"""What hands do with a task: say something, find something out, decide something, or do it and write it down.

Each deed is a generator that takes simulated time and ends with a row that may discharge the duty. Which deed belongs to
which act is one table, at the end.
"""

from __future__ import annotations

from collections.abc import Callable, Generator
from typing import Any

from simpy import Event

from sim.agents.desk import Desk, Hand, Task
from sim.world.grading import grade_of
from sim.agents.messages import Message, send
from sim.agents.player import Player, Question
from sim.agents.sight import seen
from sim.plan.acts import ACTS
from sim.plan.vocabulary import NO_RANK
from sim.record import Row

Deed = Callable[[Hand, Task, Player], Generator[Event, Any, None]]
_STATE_NAMES = ("grade", "level", "warning")
_LATER_TRIES = 5  # after the channel's tries, wait this many times as long between calls


def perform(hand: Hand, task: Task, player: Player) -> Generator[Event, Any, None]:
    """Do a task, whatever it is."""
    act = ACTS[task.act]
    yield from _DEEDS.get(task.act, tell if act.message else do)(hand, task, player)


def actor_of(hand: Hand, task: Task) -> str:
    """In whose name: the bearer's, or the stand-in's who acts for the bearer."""
    desk, bearer = hand.desk, task.obligation.bearer or hand.desk.addresses[0]
    stand_in = desk.world.setting.rulebook.stand_ins.get(bearer)
    return stand_in if bearer not in desk.viewer and stand_in in desk.viewer and stand_in is not None else bearer


def _subject(task: Task) -> str:
    return task.obligation.id


def _write(hand: Hand, task: Task, kind: str, facts: dict[str, Any] | None = None, *, form: str | None = None) -> Row:
    rule = task.obligation.rule
    row = hand.desk.world.write(
        kind, actor_of(hand, task), form=form or rule.duty.form or None, about=task.obligation.about, rule=rule.id,
        clause=rule.duty.clause or None, cause=task.because, facts=facts,
    )  # fmt: skip
    hand.desk.learn(row)
    return row


def _take_time(hand: Hand, task: Task) -> Generator[Event, Any, None]:
    duty = task.obligation.rule.duty
    minutes = hand.desk.world.minutes(duty.act, duty.form, actor_of(hand, task), _subject(task))
    if minutes:
        yield from hand.work(minutes)


# -- saying -----------------------------------------------------------------------------------------------------------------


def tell(hand: Hand, task: Task, player: Player) -> Generator[Event, Any, None]:
    """Draft where the form takes drafting, then send; try again later where nobody could be reached."""
    desk, world, obligation = hand.desk, hand.desk.world, task.obligation
    duty = obligation.rule.duty
    concealed = world.faults.active("report concealed", world.now, actor_of(hand, task), event=obligation.about) if duty.act == "report" else None
    if concealed is not None:
        if world.faults.until(concealed) < world.setting.inputs.scenario.scenario.horizon:
            desk.put_back(task, world.faults.until(concealed))
        return
    if task.tries == 0:
        late = world.faults.active("report late", world.now, actor_of(hand, task), event=obligation.about) if duty.act == "report" else None
        if late is not None and task.since + (late.amount or 0.0) > world.now:
            desk.put_back(task, task.since + (late.amount or 0.0))
            return
        yield from _take_time(hand, task)
        if desk.done(obligation):
            return
    to = _recipient(desk, task)
    if to is None:
        return
    channel = world.setting.channel_for(duty.act, duty.form or ACTS[duty.act].form, duty.channel)
    message = Message(task, actor_of(hand, task), to, facts_to_tell(desk, task), list(desk.state_rows.get(obligation.about, ())))
    said = yield from send(hand, task, message, channel)
    if not said:
        entry = world.setting.channels.get(channel)
        retry, tries = (entry.retry, entry.tries) if entry is not None else (2.0, 6)
        desk.put_back(task, world.now + (retry if task.tries < tries else retry * _LATER_TRIES))


def _recipient(desk: Desk, task: Task) -> str | None:
    """Whom to address: the recipient, or the stand-in once the channel's tries are used up or the limit is near."""
    recipients = task.obligation.recipients
    if recipients is None:
        return None
    world = desk.world
    stand_ins = [world.setting.rulebook.stand_ins.get(who) for who in recipients]
    who = recipients[task.tries % len(recipients)] if len(recipients) > 1 else recipients[0]
    entry, officer = world.setting.channels.get("phone"), world.setting.inputs.resources.officer
    near = officer.watches_clock and task.obligation.due is not None and world.now >= task.obligation.due - officer.margin
    if task.tries and stand_ins[0] is not None and (near or task.tries >= (entry.tries if entry is not None else 6)):
        return stand_ins[0]
    return who


def facts_to_tell(desk: Desk, task: Task) -> dict[str, Any]:
    """What the sender knows of what the form must hold, with the age of each; and the state of the response."""
    duty, state = task.obligation.rule.duty, desk.book.event(task.obligation.about)
    wanted = desk.world.setting.contents.get(duty.form or ACTS[duty.act].form or "")
    facts: dict[str, Any] = {}
    ages: dict[str, float] = {}
    for name, (value, age, _) in state.known.items():
        if name in _STATE_NAMES or (name in desk.world.setting.facts and (not wanted or name in wanted)):
            facts[name] = value
            ages[name] = age
    if duty.act in ("warn", "lift"):
        warnings = desk.world.setting.inputs.plan.warning
        facts["warning"] = next((w.id for w in warnings if duty.act == "warn" and w.grade == state.value("grade")), NO_RANK)
        ages["warning"] = desk.world.now
    if duty.act == "propose":
        level = desk.world.setting.level_for.get(str(state.value("grade")))
        if level is not None:
            facts["level"] = level.id
            ages["level"] = desk.world.now
    if facts:
        facts["as_of"] = ages
    return facts


# -- finding out ------------------------------------------------------------------------------------------------------------


def look(hand: Hand, task: Task, player: Player) -> Generator[Event, Any, None]:
    """Find out what is so (verify, estimate, assess): after the time it takes, a row with what was seen, well or badly."""
    yield from _take_time(hand, task)
    setting = hand.desk.world.setting
    only = frozenset(setting.end_flags) if task.act == "assess" else frozenset(setting.facts) - frozenset(setting.end_flags)
    facts = seen(hand.desk.world, task.obligation.about, actor_of(hand, task), only, _subject(task), remote=hand.place is None)
    _write(hand, task, ACTS[task.act].kind, facts)


def classify(hand: Hand, task: Task, player: Player) -> Generator[Event, Any, None]:
    """Say which grade it is from what is known here; a second time only if the grade has changed."""
    yield from _take_time(hand, task)
    state = hand.desk.book.event(task.obligation.about)
    grade, clause = grade_of(hand.desk.world.setting, state)
    before = state.known.get("grade")
    if before is None:
        _write(hand, task, "classified", {"grade": grade, **_case(clause)})
    elif _regrades(hand, str(before[0]), grade):
        _write(hand, task, "regraded", {"grade": grade, "was": before[0], **_case(clause)})
    elif task.obligation.rule.duty.per == "event" and not task.obligation.rule.habit:
        _write(hand, task, "classified", {"grade": grade, **_case(clause)})


def _regrades(hand: Hand, before: str, now: str) -> bool:
    ranks = hand.desk.world.setting.rulebook.vocabulary.names["grade"].ranks
    if hand.desk.world.setting.inputs.resources.officer.downgrades:
        return now != before
    return ranks.get(now, 0) > ranks.get(before, 0)


def _case(clause: str | None) -> dict[str, Any]:
    return {} if clause is None else {"case": clause}


# -- deciding ---------------------------------------------------------------------------------------------------------------


def activate(hand: Hand, task: Task, player: Player) -> Generator[Event, Any, None]:
    """Decide on a proposed level; an activation makes the level hold."""
    trigger = task.obligation.trigger
    level = trigger.facts.get("level") or hand.desk.book.event(task.obligation.about).value("level")
    answer = yield from ask(hand, task, player, "activate", ("activate", "refuse"), "activate", {"level": level})
    if answer == "activate":
        row = _write(hand, task, "activated", {"level": level, "approver": actor_of(hand, task), "requester": trigger.actor})
        _to_scene(hand, row)


def end(hand: Hand, task: Task, player: Player) -> Generator[Event, Any, None]:
    """Decide whether the response ends."""
    answer = yield from ask(hand, task, player, "end", ("end", "go on"), "end", {})
    if answer == "end":
        _write(hand, task, "ended", {"level": NO_RANK, "requester": task.obligation.trigger.actor})


def ask(
    hand: Hand, task: Task, player: Player, kind: str, options: tuple[str, ...], proposed: str, facts: dict[str, Any]
) -> Generator[Event, Any, str]:
    """Put a question to whoever plays this officer, and write the answer down."""
    question = Question(
        id=f"{kind}/{_subject(task)}", kind=kind, who=actor_of(hand, task), about=task.obligation.about, options=options, proposed=proposed, facts=facts
    )
    hand.working = True
    answer = str((yield player.ask(question)))
    hand.working = False
    rule = task.obligation.rule
    hand.desk.world.write(
        "decision", question.who, about=question.about, form=kind, rule=rule.id, clause=rule.duty.clause or None, cause=task.because,
        facts={"answer": answer, **facts},
    )  # fmt: skip
    return answer


# -- doing ------------------------------------------------------------------------------------------------------------------


def do(hand: Hand, task: Task, player: Player) -> Generator[Event, Any, None]:
    """Do it, and write it down; whoever is at the scene sees it, and the scene changes where the act changes it."""
    world = hand.desk.world
    if world.faults.active("room full", world.now, actor_of(hand, task), event=task.obligation.about) is not None and task.act == "open-reception":
        hand.desk.put_back(task, world.now + 10.0)
        return
    yield from _take_time(hand, task)
    if hand.desk.done(task.obligation):
        return
    facts = world.scenes[task.obligation.about].act(task.act, task.obligation.rule.duty.effect, world.now, task.obligation)
    _prepare(hand, task)
    row = _write(hand, task, ACTS[task.act].kind, facts)
    if task.act == "establish-command":
        for body in world.setting.scene_bodies:  # from now on it stands at the scene, and sees what is done there
            world.scenes[task.obligation.about].present.setdefault(body, world.now)
    _to_scene(hand, row)


def go(hand: Hand, task: Task, player: Player) -> Generator[Event, Any, None]:
    """Somebody without a unit sets out, and can be reached on the road: the hand is free at once, the arrival comes later."""
    hand.desk.world.env.process(_on_the_road(hand, task))
    yield from ()


def _on_the_road(hand: Hand, task: Task) -> Generator[Event, Any, None]:
    world, about, actor = hand.desk.world, task.obligation.about, actor_of(hand, task)
    journey = world.setting.journeys.get(about)
    minutes = world.minutes("go", task.obligation.rule.duty.form, actor, _subject(task))
    if journey is not None:
        minutes += journey.at(world.luck(f"{actor}/journey", _subject(task)))
    yield world.env.timeout(minutes)
    if not hand.desk.done(task.obligation):
        world.scenes[about].present.setdefault(actor, world.now)
        world.tell_those_present(_write(hand, task, "arrived"))


def _prepare(hand: Hand, task: Task) -> None:
    """What a measure of readiness changes on the day: staff stay, teams are ready to leave, somebody keeps watch."""
    effect, scene = task.obligation.rule.duty.effect, hand.desk.world.scenes[task.obligation.about]
    if effect == "staffing":
        hand.desk.reinforced = True
    elif effect in ("standby", "team-ready"):
        scene.ready.add(actor_of(hand, task))
    elif effect == "watch":
        scene.watched_by.setdefault(actor_of(hand, task), None)


def _to_scene(hand: Hand, row: Row) -> None:
    if hand.place is not None or row.kind in ("command-established", "reception-opened"):
        hand.desk.world.tell_those_present(row)


_DEEDS: dict[str, Deed] = {
    "verify": look, "estimate": look, "assess": look, "classify": classify, "activate": activate, "end": end, "go": go,
}  # fmt: skip
