"""A scene with people: the crowd lives there, acts reach it, and what it does becomes true facts of the plan.

One process per scene ticks the crowd once a minute (`CrowdParameters.dt_min`) while anybody is there or expected. What is counted
becomes facts by the resources' observables; the `scene` rows carry the counts, so that every outcome can be recomputed from the record.
"""

from __future__ import annotations

from collections.abc import Generator
from math import inf
from operator import attrgetter
from typing import Any

from simpy import Event

from sim.agents.among import Attempt, attempt_of, rounds
from sim.agents.crowd.effects import Crowd
from sim.agents.crowd.state import Counts, Stage
from sim.agents.desk import Desk, Hand
from sim.agents.kept import KeptTasks
from sim.agents.received import Received
from sim.agents.reception import Reception
from sim.agents.task import Task
from sim.draws import key
from sim.durations import to_tick
from sim.inputs.assumed import Talks
from sim.inputs.crowd_parameters import CrowdParameters, GroupParameters, nowhere_higher
from sim.inputs.resources import Hall
from sim.inputs.scenario import People
from sim.plan.obligations import Obligation
from sim.vocabulary import AT_HOME_BEFORE
from sim.world.clock import After, Order
from sim.world.scene import Scene
from sim.world.world import World

_SHOWN = (
    "present", "calm", "vocal", "obstructing", "storming", "arrived", "registered", "heard", "answered", "returned_home_heard",
    "returned_home_unheard", "moved_up", "another_day", "left_unheard", "stayed_home", "cleared", "hurt",
)  # fmt: skip
_shown_of = attrgetter(*_SHOWN)
_DETERRING_KINDS = frozenset({"police", "guards"})


class Gathering(Scene):
    """The scene of an event with people at it."""

    def __init__(self, world: World, event: str, groups: tuple[People, ...], parameters: CrowdParameters) -> None:
        super().__init__(event)
        self._world = world
        self._entries = groups
        self._parameters = nowhere_higher(parameters) if _is_highest(world, event) else parameters
        self.talks: Talks = world.setting.inputs.resources.talks
        self._received: Received | None = None  # None until people begin to gather
        self._hearings: dict[Task, tuple[int, Hand]] = {}  # how many had been heard when each began, and who hears
        self._attempts = 0  # at talking people into going home
        self._kept = KeptTasks()
        self._vehicles = False
        self._began = 0.0
        self._joined: dict[str, float] = {}  # from when on each group gathers
        self._shown: dict[str, Any] = {}
        self._counts: Counts | None = None  # as last looked at
        self._gone: dict[str, int] = {}
        self._last_bus = 0.0
        self.seen_facts = frozenset(world.setting.observables)
        self._spoken_to = False  # before the event began
        self._talked_to: int | None = None  # the highest rung of those who did

    def begin(self, minute: float, sizes: dict[str, int]) -> None:
        """The event begins: people start to gather. `sizes` replaces the size of groups that are made of people from another event."""
        self._began = minute
        self._joined = {entry.id: to_tick(minute + entry.arrival.begins) for entry in self._entries if not entry.brought}
        step = self._parameters.dt_min
        start = minute - minute % step
        groups = [self._group(entry, sizes.get(entry.id, entry.size), start) for entry in self._entries]
        crowd = Crowd(self._parameters, groups, key(self._world.seed, "crowd", self.event), start)
        hall = self._hall()
        if hall is not None:
            self._open_to(hall)
        self._received = Received(crowd, Reception(self._world, self, crowd, hall), tuple(entry.id for entry in self._entries))
        if self._spoken_to:
            crowd.talk(start, self.talks.early_strength)
        self._world.env.process(self._live(crowd, self._received.reception, to_tick(start + step)))

    def _open_to(self, hall: Hall) -> None:
        """The hall's own people can receive others; they belong to its host, which is there by them."""
        self.own_staff = hall.staff
        setting = self._world.setting
        if hall.host and hall.host not in setting.places.who_works_at(setting.event_place[self.event] or ""):
            self.come(hall.host, hall.staff, self._world.now, travelled=False)

    def _hall(self) -> Hall | None:
        """The hall at the place of the event, else the nearest that the place lies in."""
        setting = self._world.setting
        halls = {hall.place: hall for hall in reversed(setting.inputs.resources.hall)}
        return next((halls[place] for place in setting.places.around(setting.event_place.get(self.event) or "") if place in halls), None)

    def _group(self, entry: People, size: int, start: float) -> GroupParameters:
        """A scenario's group as the crowd's parameters; its times count from the event's beginning."""
        rungs = self._world.setting.inputs.resources.rung
        shares = tuple(entry.content_with.get(rung.id, 0.0) if entry.content_with else rung.share for rung in rungs)
        return GroupParameters(
            id=entry.id, size=size, threshold_mean_pct=entry.threshold_mean, threshold_sd_pct=entry.threshold_sd, patience_mean_min=entry.patience,
            temper_pct=entry.temper, begins_min=None if entry.brought else to_tick(start + entry.arrival.begins), over_min=entry.arrival.over,
            buses=tuple(self._late_buses(entry)), rung_shares=shares or (1.0,), talked_to_rung=self._talked_to,
            stay_home_share=self.talks.stay_home_share,
        )  # fmt: skip

    def _late_buses(self, entry: People) -> list[tuple[float, int]]:
        """When a group's buses come, in minutes after it begins: one that breaks down on the way comes later."""
        found: list[tuple[float, int]] = []
        for minute, people in entry.arrival.buses:
            late = minute
            for fault in self._world.faults.of_kind("bus breakdown"):
                at = to_tick(self._began + entry.arrival.begins + late)
                if fault.target == entry.id and fault.at is not None and fault.at <= at < self._world.faults.until(fault):
                    late += fault.amount or 0.0
                    self._last_bus = max(self._last_bus, late)
            found.append((late, people))
        return found

    def _live(self, crowd: Crowd, reception: Reception, first: float) -> Generator[Event, Any, None]:
        env, step, due = self._world.env, self._parameters.dt_min, first
        expected = sum(entry.size for entry in self._entries)
        while True:
            yield After(env, due - env.now, Order.TICKS)
            crowd.tick(due)
            for entry in self._entries:
                until = self._joined.get(entry.id, inf) + entry.stays
                if due > until - min(self._parameters.last_leave_over_min, entry.stays / 2.0) - 1.0:
                    crowd.leave_by(to_tick(until), due, entry.id)
            counts = crowd.counts()
            self.show()
            reception.write_down()
            reception.look()  # who was not willing may be now
            if counts.present == 0 and counts.arrived + counts.stayed_home >= min(expected, 1) and self._all_have_come(due):
                self._world.write("dispersed", about=self.event, cause=self._world.last_scene_row(self.event))
                return
            due = to_tick(due + step)

    def _all_have_come(self, minute: float) -> bool:
        return all(minute >= to_tick(self._began + max(entry.last_arrival, entry.arrival.begins + self._last_bus + 1.0)) for entry in self._entries)

    def show(self) -> None:
        """Write what has changed, and let the plan's facts follow from it. Most ticks change nothing, and cost no more than this look."""
        if self._received is None:
            return
        counts = self._received.crowd.counts()
        if counts is self._counts or counts == self._counts:
            return
        self._counts = counts
        self._write(counts)
        self.look_for_waiting()

    def _write(self, counts: Counts) -> None:
        now: dict[str, int] = dict(zip(_SHOWN, _shown_of(counts), strict=True))
        changed = {name: value for name, value in now.items() if self._shown.get(name) != value}
        if not changed:
            return
        before, self._shown = self._shown, now
        more_unheard = now["left_unheard"] - before.get("left_unheard", 0) - (now["returned_home_unheard"] - before.get("returned_home_unheard", 0))
        self._world.truth(self, self.observed(counts), people=changed)
        for kind, name in (("moved-up", "moved_up"), ("returned-home", "returned_home_unheard"), ("hurt", "hurt")):
            if name in changed and now[name] > self._gone.get(name, 0):
                more = now[name] - self._gone.get(name, 0)
                self._gone[name] = now[name]
                unheard = name == "returned_home_unheard" or (name == "moved_up" and more_unheard >= more)
                left = {"people": more, "unheard": unheard}
                self._world.write(kind, about=self.event, cause=self._world.last_scene_row(self.event), facts=left)
        self._world.people_left(self.event, now)

    def observed(self, counts: Counts) -> dict[str, Any]:
        """The plan's facts that follow from the counts, by the resources' observables."""
        active = counts.present - counts.calm
        seen = {
            "present": counts.present, "calm": counts.calm, "vocal": counts.vocal, "obstructing": counts.obstructing, "storming": counts.storming,
            "active_share": active / counts.present if counts.present else 0.0,
            "obstructing_share": (counts.obstructing + counts.storming) / counts.present if counts.present else 0.0,
            "registered_share": counts.registered / counts.arrived if counts.arrived else 0.0,
            "heard_share": counts.heard / counts.arrived if counts.arrived else 0.0,
            "answered_share": counts.answered / counts.arrived if counts.arrived else 0.0,
            "arrived": counts.arrived, "hurt": counts.hurt, "persuasions": self._attempts, "unregistered": counts.unregistered,
            "unheard": counts.unheard, "unanswered": counts.unanswered, "left_unheard": counts.left_unheard,
            "waiting_min": to_tick(self._world.now - self._began),
        }  # fmt: skip
        return {fact: value(seen) for fact, value in self._world.setting.observables.items()}

    def gathered(self) -> int:
        """How many people are here now."""
        return 0 if self._received is None else self._received.crowd.counts().present

    def may_help(self, body: str) -> bool:
        """Whether somebody here is still to be heard, or would be content with what this body can say."""
        if self._received is None:
            return False
        crowd, rung = self._received.crowd, self._world.setting.rung_of(self.event, body)
        return bool(crowd.to_hear() or crowd.present_at(Stage.HEARD, rung=rung))

    def on_the_list(self) -> int:
        """How many of those who are here have been registered."""
        return 0 if self._received is None else self._received.crowd.registered_here()

    # -- what others do ------------------------------------------------------------------------------------------------------

    def why_in_vain(self, task: Task) -> str | None:
        """Why an attempt among the people would reach nobody now; None where it would, or where it is no such attempt."""
        duty = task.obligation.rule.duty
        tried = attempt_of(task.act, duty.effect)
        if tried is None:
            return None
        if self._received is None:
            return None if duty.effect in AT_HOME_BEFORE else "nobody there"
        return tried.why(self._received, self._world.setting.rung_of(self.event, task.actor))

    def attempt(self, task: Task, minute: float) -> dict[str, Any] | str:
        """Try it: what its row states, or why it reached nobody."""
        duty = task.obligation.rule.duty
        tried = attempt_of(task.act, duty.effect)
        if tried is None or self._received is None:
            return self._away_from_people(task.act, duty.effect, minute, task.actor)
        rung = self._world.setting.rung_of(self.event, task.actor)
        why = tried.why(self._received, rung)
        if why is not None and task not in self._hearings:
            return why
        self._attempts += task.act == "persuade"
        stated = tried.do(self, self._received, max(minute, self._received.crowd.minute), rung)
        if task.act == "hear":
            before = self._hearings.pop(task, None)
            if not stated["people"] and before is not None:  # who sat in the hearing of another has heard the same people, though none newly
                stated = {"people": self._received.crowd.counts().heard - before[0], "jointly": True}
            self._end_hearings(tried, rung)
        self.show()
        self.look_for_waiting()
        return stated if stated["people"] else tried.else_

    def _end_hearings(self, tried: Attempt, rung: int | None) -> None:
        """Where nobody is left to hear, whoever else sits with the same people has heard them too: the talk is over for all."""
        if self._received is not None and self._hearings and tried.why(self._received, rung) is not None:
            for other, (_, hand) in self._hearings.items():
                hand.finish(other)

    def rounds(self, task: Task) -> int:
        """How many times the usual time the work takes, by how many people it is about and how many do it."""
        if self._received is None:
            return 1
        duty, setting = task.obligation.rule.duty, self._world.setting
        at_once = setting.at_once(duty.act, duty.form, task.actor)
        doers = max(self.people.get(task.actor, 0), self.people.get(setting.rulebook.body_of.get(task.actor, ""), 0))
        return rounds(self._received, task.act, duty.effect, self._world.setting.rung_of(self.event, task.actor), at_once, doers)

    def begin_to_register(self, desk: Desk, task: Task) -> bool:
        """Let a body register at the counters; False where nobody has gathered."""
        if self._received is None:
            return False
        self._received.reception.join(desk, task)
        return True

    def is_tried_by_others(self, task: Task) -> bool:
        """Whether people of the same body are at the same already: nobody else of it begins with that meanwhile."""
        return self._kept.is_tried_by_others(task)

    def begin_to_try(self, hand: Hand, task: Task) -> None:
        """Somebody begins with work among the people."""
        if task.act == "hear" and self._received is not None:
            self._hearings[task] = self._received.crowd.counts().heard, hand
        if attempt_of(task.act, task.obligation.rule.duty.effect) is not None:
            self._kept.begin(task)

    def end_trying(self, task: Task) -> None:
        """That work is over; whoever waited with the same looks again."""
        if self._kept.end(task) and not task.open:
            self.look_for_waiting()

    def keep(self, desk: Desk, task: Task, *, tried: bool, why: str = "") -> bool:
        """Keep a task that would reach nobody until it can; one that was tried in vain, until something has changed since.

        Gives whether this is to be told, since nobody of the body waits with the same already.
        """
        return self._kept.keep(desk, task, self._state() if tried else None, why)

    def _state(self) -> tuple[int, ...]:
        if self._received is None:
            return ()
        counts = self._received.crowd.counts()
        return counts.arrived, counts.registered, counts.heard, counts.answered

    def look_for_waiting(self) -> None:
        """Put back what has waited for people, and can reach somebody now."""
        if self._kept:
            self._kept.look(self._state(), lambda task: self.why_in_vain(task) is not None, self._world.now)

    def note(self, desk: Desk, task: Task, kind: str, facts: dict[str, Any]) -> None:
        """Write down what has been done among the people; everybody there sees it."""
        rule = task.obligation.rule
        row = self._world.write(
            kind, task.actor, form=rule.duty.form or None, about=self.event, rule=rule.id, clause=rule.duty.clause or None, cause=task.because,
            facts=facts,
        )  # fmt: skip
        desk.learn(row)
        self._world.tell_those_present(row)

    def persuaded_shares(self) -> tuple[float, float]:
        """Of those not answered and of those answered, how many go when they are talked to."""
        factor = self.talks.vehicles_factor if self._vehicles else 1.0
        return min(1.0, self.talks.persuade_share * factor), min(1.0, self.talks.persuade_share_answered * factor)

    def awaited_rung(self) -> int | None:
        """The highest rung of those who are on the way or here; None where nobody is, or there are no rungs."""
        rungs = (self._world.setting.rung_of(self.event, party) for party in self.expected)
        return max((rung for rung in rungs if rung is not None), default=None)

    def act(self, act: str, effect: str, minute: float, obligation: Obligation) -> dict[str, Any]:
        """What is done without anybody being met: a unit is sent for a purpose, something is published, people are called off."""
        return self._away_from_people(act, effect, minute, obligation.bearer or "")

    def _away_from_people(self, act: str, effect: str, minute: float, actor: str) -> dict[str, Any]:
        received = self._received
        if received is None:
            if effect in AT_HOME_BEFORE:
                self._talk_at_home(actor)
                self.look_for_waiting()  # others of the same body may go and talk now
            return {}
        crowd, at = received.crowd, max(minute, received.crowd.minute)
        if act == "publish":
            crowd.refute(at)
        elif act == "stand-down":
            if crowd.counts().present <= self.talks.last_few:
                crowd.all_leave(at)
        else:
            self.feel(effect, at)
        self.show()
        return {}

    def _talk_at_home(self, actor: str) -> None:
        self._spoken_to = True
        rung = self._world.setting.rung_of(self.event, actor)
        if rung is None:
            rung = 0
        if rung >= 0:
            self._talked_to = rung if self._talked_to is None else max(rung, self._talked_to)

    def feel(self, effect: str, minute: float) -> None:
        """What the people feel of it: goodwill or respect, and nothing that counts as received."""
        if self._received is None:
            return
        crowd = self._received.crowd
        if effect in ("explain", "lead-to-reception"):
            crowd.tell_wait(minute, self.talks.told_wait)
        elif effect in AT_HOME_BEFORE:
            crowd.talk(minute, self.talks.early_strength)
        elif effect in ("order", "keep-out"):
            crowd.deter(minute, 1.0 if effect == "order" else self._parameters.keep_out_deterrence_share)
        elif effect == "vehicles":
            self._vehicles = True

    # -- who comes and goes ------------------------------------------------------------------------------------------------------

    def come(self, body: str, people: int, minute: float, kind: str = "team", *, travelled: bool = True) -> None:
        """So many people of a body are at the scene from now on; more counters may be at work."""
        super().come(body, people, minute, kind, travelled=travelled)
        if self._received is not None:
            self._received.reception.look()

    def has_people_of(self, party: str) -> bool:
        """Whether people of a body, or a post itself, are here."""
        return party in self.present or self._world.setting.rulebook.body_of.get(party, "") in self.present

    def arrive(self, kind: str, minute: float) -> None:
        """A unit has come: police and guards are seen; vehicles make it easier to go home."""
        if self._received is None:
            return
        crowd = self._received.crowd
        if kind in _DETERRING_KINDS:
            crowd.deter(max(minute, crowd.minute))
        elif kind == "vehicle":
            self._vehicles = True

    def rumour(self, tellers: int, minute: float) -> None:
        """A rumour starts with so many tellers."""
        if self._received is not None:
            self._received.crowd.start_rumour(max(minute, self._received.crowd.minute), tellers)

    def join(self, group: str, minute: float) -> None:
        """A further group begins to gather."""
        if self._received is not None:
            self._joined.setdefault(group, minute)
            self._received.crowd.bring(max(minute, self._received.crowd.minute), group)
            self._received.reception.more_people()


def _is_highest(world: World, event: str) -> bool:
    return world.setting.places.is_highest(world.setting.event_place.get(event) or "")
