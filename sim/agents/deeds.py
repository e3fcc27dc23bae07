"""What hands do with a task: say something, find something out, decide something, or do it and write it down.

First the work, which takes time; then the deed, which ends with a row that may discharge the duty. Which deed belongs to
which act is one table, at the end.
"""

from __future__ import annotations

from collections.abc import Callable, Generator
from math import inf
from typing import Any

from simpy import Event

from sim.agents.desk import Desk, Hand
from sim.agents.hand import Work
from sim.agents.hindrance import hinder
from sim.agents.player import Player, Question
from sim.agents.sight import seen
from sim.agents.task import Reply, Task
from sim.agents.telling import gather, tell
from sim.agents.travel import man_command, set_out
from sim.agents.unit import SPECIAL
from sim.durations import to_tick
from sim.plan.conditions import NO_RANK
from sim.record import Row
from sim.vocabulary import ACTS, DeedName
from sim.world.setting import grade_of

Deed = Callable[[Hand, Task, Player], Work]


def perform(hand: Hand, task: Task, player: Player) -> Work:
    """Do a task, whatever it is: the work first, then what it leads to."""
    if not task.worked and ACTS[task.act].message:
        gather(hand, task)
    if not task.worked and ACTS[task.act].timed:
        if _held_up(hand, task):
            return
        if not _can_reach(hand, task):
            return
        if task.act == "register" and hand.desk.world.scenes[task.obligation.about].begin_to_register(hand.desk, task):
            return  # it is done at the counters, one by one
        if _goes_on_beside(hand, task):
            return
        drafted = ACTS[task.act].message and hand.desk.is_drafted(task)
        if ACTS[task.act].message and not drafted and hand.desk.waits_for_draft(task):
            return
        if not drafted:
            scene = hand.desk.world.scenes[task.obligation.about]
            scene.begin_to_try(hand, task)
            yield from hand.work(_minutes(hand, task))
            scene.end_trying(task)
        if ACTS[task.act].message:
            hand.desk.keep_draft(task)
    task.worked = True
    if task.open:
        deed = "tell" if task.reply is not None else ACTS[task.act].deed
        yield from _DEEDS[deed](hand, task, player)


def _held_up(hand: Hand, task: Task) -> bool:
    """Whether a fault keeps the task from being done now: it is put back, and a row says why."""
    world, about = hand.desk.world, task.obligation.about
    names = world.setting.fault_names(task.actor)
    if task.act == "report":
        concealed = world.faults.any_of(("report concealed",), world.now, names, about)
        if concealed is not None:
            hinder(hand, task, concealed.kind, concealed)
            hand.desk.put_back(task, world.faults.until(concealed))
            return True
        late = world.faults.any_of(("report late",), world.now, names, about)
        told_at = world.now if late is None else to_tick(task.since + (late.amount or 0.0))
        if late is not None and told_at > world.now:
            hinder(hand, task, late.kind, late)
            hand.desk.put_back(task, told_at)
            return True
    if task.act == "open-reception":
        full = world.faults.any_of(("room full",), world.now, names, about)
        if full is not None:
            hinder(hand, task, full.kind, full)
            hand.desk.put_back(task, world.faults.until(full))
            return True
    return False


def _can_reach(hand: Hand, task: Task) -> bool:
    """Whether work among people would reach anybody; else it is not begun, and waits until it would."""
    scene = hand.desk.world.scenes[task.obligation.about]
    if scene.is_tried_by_others(task):
        scene.keep(hand.desk, task, tried=False)
        return False
    why = scene.why_in_vain(task)
    if why is not None:
        _in_vain(hand, task, why, tried=False)
    return why is None


def _in_vain(hand: Hand, task: Task, why: str, *, tried: bool) -> None:
    """It reaches nobody, so it is no act: a row says why, once while a body waits with the same, and the task waits."""
    scene = hand.desk.world.scenes[task.obligation.about]
    task.worked = False
    told = scene.keep(hand.desk, task, tried=tried, why=why)
    if told and (tried or task.act == "perform" or not task.obligation.rule.habit):  # what nobody asked for and nobody began is no event
        hinder(hand, task, why, None)


def _minutes(hand: Hand, task: Task) -> float:
    """How long the work takes. A report that may go in part is cut short a margin before its limit."""
    world, duty = hand.desk.world, task.obligation.rule.duty
    minutes = to_tick(world.minutes(duty.act, duty.form, task.actor, task.matter) * world.scenes[task.obligation.about].rounds(task))
    officer = world.setting.officer
    if duty.partial and officer.watches_clock and task.due < inf:
        minutes = min(minutes, max(0.0, to_tick(task.urgent_from(officer.margin) - world.now)))
    return minutes


def _goes_on_beside(hand: Hand, task: Task) -> bool:
    """A case that takes weeks keeps nobody from the desk: its time passes, and then somebody finishes it."""
    world, duty = hand.desk.world, task.obligation.rule.duty
    if not world.setting.goes_on_beside(duty.act, duty.form, task.actor):
        return False
    minutes = _minutes(hand, task)
    task.worked = True
    hand.desk.put_back(task, world.now + minutes)
    return True


def _write(hand: Hand, task: Task, kind: str, facts: dict[str, Any] | None = None) -> Row:
    row = _row_of(hand.desk, task, kind, facts)
    hand.desk.learn(row)
    return row


def _row_of(desk: Desk, task: Task, kind: str, facts: dict[str, Any] | None, form: str | None = None) -> Row:
    rule = task.obligation.rule
    return desk.world.write(
        kind, task.actor, channel=_channel_of(desk, task, kind), form=form or rule.duty.form or None, about=task.obligation.about, rule=rule.id,
        clause=rule.duty.clause or None, cause=task.because, facts=facts,
    )  # fmt: skip


def _channel_of(desk: Desk, task: Task, kind: str) -> str | None:
    """By what an act is done that is no message, such as publishing: only where the plan says so."""
    rule = task.obligation.rule
    if rule.ways is None or kind != rule.sent_kind:
        return None
    return desk.world.setting.channels_for(task.act, rule.duty.form, rule.ways)[0]


# -- finding out ------------------------------------------------------------------------------------------------------------


def look(hand: Hand, task: Task, player: Player) -> Work:
    """Find out what is so (verify, estimate, assess): a row with what was seen, well or badly.

    Whoever assesses on the spot sees the people too; what the body at a scene finds, those who are there know.
    """
    yield from ()
    setting, about = hand.desk.world.setting, task.obligation.about
    there = hand.is_at(about)
    only = frozenset(setting.end_flags) if task.act == "assess" else setting.facts_to_see
    if there and task.act == "assess":
        only |= setting.facts_to_see
    facts = seen(hand.desk.world, about, task.actor, only, f"{task.act}/{task.matter}", at_scene=there)
    row = _write(hand, task, ACTS[task.act].kind, facts)
    if task.act != "verify":
        _to_scene(hand, row)  # a count is told those who stand there, so that they need none of their own


def classify(hand: Hand, task: Task, player: Player) -> Work:
    """Say which grade it is from what is known here; a second time only if the grade has changed."""
    yield from ()
    state = hand.desk.book.event(task.obligation.about)
    grade, clause = grade_of(hand.desk.world.setting, state.stated, hand.desk.world.now)
    facts: dict[str, Any] = {"grade": grade} if clause is None else {"grade": grade, "case": clause}
    before = state.stated.known.get("grade")
    if before is None:
        _write(hand, task, "classified", facts)
    elif _regrades(hand, str(before[0]), grade):
        _write(hand, task, "regraded", {**facts, "was": before[0]})
    elif task.obligation.rule.duty.per == "event" and not task.obligation.rule.habit:
        _write(hand, task, "classified", facts)


def _regrades(hand: Hand, before: str, now: str) -> bool:
    setting = hand.desk.world.setting
    ranks = setting.rulebook.vocabulary.names["grade"].ranks
    if setting.officer.downgrades:
        return now != before
    return ranks.get(now, 0) > ranks.get(before, 0)


# -- deciding ---------------------------------------------------------------------------------------------------------------


def activate(hand: Hand, task: Task, player: Player) -> Work:
    """Decide on a proposed level; an activation makes the level hold. Whoever proposed it is told of a refusal."""
    trigger = task.obligation.trigger
    level = trigger.facts.get("level") or hand.desk.book.event(task.obligation.about).value("level")
    answer, row = yield from ask(hand, task, player, "activate", ("activate", "refuse"), {"level": level})
    if answer == "activate":
        task.because = row.seq
        which = {} if level is None else {"level": level}  # one that no grade leads to may be started without being named
        scene = hand.desk.world.scenes[task.obligation.about]
        scene.over = scene.told_of_end = False
        started = _write(hand, task, "activated", {**which, "approver": task.actor, "requester": trigger.actor})
        _to_scene(hand, started)
    else:
        _refuse(hand, task, row, {"refused": level})


def end(hand: Hand, task: Task, player: Player) -> Work:
    """Decide whether the response ends. Whoever asked for the end is told of a refusal."""
    answer, row = yield from ask(hand, task, player, "end", ("end", "go on"), {})
    if answer == "end":
        task.because = row.seq
        hand.desk.world.scenes[task.obligation.about].over = True
        _write(hand, task, "ended", {"level": NO_RANK, "requester": task.obligation.trigger.actor})
    else:
        _refuse(hand, task, row, {"refused": "end"})


def _refuse(hand: Hand, task: Task, decision: Row, facts: dict[str, Any]) -> None:
    """The plan says nothing of a refusal; whoever asked is told of it all the same."""
    asked_by = task.obligation.trigger.actor
    if asked_by is not None and asked_by != task.actor:
        hand.desk.reply(task, asked_by, decision, Reply("notified", "refusal", facts))


def ask(hand: Hand, task: Task, player: Player, kind: str, options: tuple[str, ...], facts: dict[str, Any]) -> Generator[Event, Any, tuple[str, Row]]:
    """Put a question to whoever plays this officer, and write the answer down. The first option is what is proposed."""
    question = Question(
        id=f"{kind}/{task.obligation.id}", kind=kind, who=task.actor, about=task.obligation.about, options=options, proposed=options[0], facts=facts
    )
    answer = str((yield player.ask(question)))
    yield from hand.wait_for_the_call_to_end()  # nobody decides while on the phone
    row = _row_of(hand.desk, task, "decision", {"answer": answer, **facts}, kind)
    return answer, row


# -- doing ------------------------------------------------------------------------------------------------------------------


def do(hand: Hand, task: Task, player: Player) -> Work:
    """Do it, and write it down; whoever is at the scene sees it, and the scene changes where the act changes it."""
    yield from ()
    world, effect = hand.desk.world, task.obligation.rule.duty.effect
    scene = world.scenes[task.obligation.about]
    facts = scene.attempt(task, world.now)
    if isinstance(facts, str):  # nobody was reached: it is not done
        _in_vain(hand, task, facts, tried=True)
        return
    if effect == "join-group":
        facts = facts | {"groups": world.setting.groups_of(task.actor), "leads": world.setting.led_by(task.actor)}
    row = _write(hand, task, ACTS[task.act].kind, facts)
    scene.prepare(effect, task.actor)
    _received_too(hand, task, row)
    if effect == "lines-open":
        hand.desk.lines_watched = True
    if effect == "staffing":
        hand.desk.reinforced = True
        hand.desk.wake()
    if task.act == "establish-command":
        man_command(world, scene)
    _to_scene(hand, row)


def _received_too(hand: Hand, task: Task, row: Row) -> None:
    """A leader who receives people has heard and answered them: a row for each, as when anybody else does."""
    if task.obligation.rule.duty.effect == "leader-receives":
        for kind in ("heard", "answered"):
            if row.facts.get(kind):
                rule = task.obligation.rule
                facts = {"people": row.facts[kind]}
                clause = rule.duty.clause or None
                done = hand.desk.world.write(kind, task.actor, about=row.about, rule=rule.id, clause=clause, cause=row.seq, facts=facts)
                hand.desk.learn(done)
                _to_scene(hand, done)


def go(hand: Hand, task: Task, player: Player) -> Work:
    """Who has no unit sets out in person. Vehicles and ambulances are no persons: who has none of their own sees to it that some come."""
    if task.act == "dispatch" and task.obligation.rule.duty.effect in SPECIAL:
        yield from do(hand, task, player)
    else:
        set_out(hand, task)


def _to_scene(hand: Hand, row: Row) -> None:
    if hand.is_at(row.about or "") or row.kind in ("command-established", "reception-opened"):
        hand.desk.world.tell_those_present(row)


_DEEDS: dict[DeedName, Deed] = {
    "tell": tell, "look": look, "classify": classify, "activate": activate, "end": end, "go": go, "do": do,
}  # fmt: skip
if missing := {act.deed for act in ACTS.values()} - set(_DEEDS):
    raise TypeError(f"nobody knows how to do what these acts ask for: {sorted(missing)}")
