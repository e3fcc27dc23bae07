"""A scene with people: the crowd lives there, acts reach it, and what it does becomes true facts of the plan.

One process per scene ticks the crowd once a minute (`CrowdParameters.dt_min`) while anybody is there or expected. What is counted
becomes facts by the resources' observables; the `scene` rows carry the counts, so that every outcome can be recomputed from the record.
"""

from __future__ import annotations

from collections.abc import Generator
from typing import Any

from simpy import Event

from sim.agents.crowd.effects import Crowd
from sim.agents.crowd.parameters import CrowdParameters, GroupParameters
from sim.agents.crowd.state import Counts
from sim.draws import key
from sim.durations import to_tick
from sim.inputs.resources import Talks
from sim.inputs.scenario import People
from sim.plan.obligations import Obligation
from sim.world.clock import After, Order
from sim.world.scene import Scene
from sim.world.world import World

_LEVELS = ("present", "calm", "vocal", "obstructing", "storming")
_TOTALS = ("arrived", "registered", "heard", "answered", "returned_home_heard", "returned_home_unheard", "moved_up", "another_day", "cleared", "hurt")
_EARLY_TALKS = frozenset({"early-dialogue", "work-team"})
_DETERRING_KINDS = frozenset({"police", "guards"})


class Gathering(Scene):
    """The scene of an event with people at it."""

    def __init__(self, world: World, event: str, groups: tuple[People, ...], parameters: CrowdParameters) -> None:
        super().__init__(event)
        self._world = world
        self._entries = groups
        self._parameters = parameters
        self._talks: Talks = world.setting.inputs.resources.talks
        self._crowd: Crowd | None = None
        self._persuasions = 0
        self._vehicles = False
        self._began = 0.0
        self._joined: dict[str, float] = {}  # from when on each group gathers
        self._shown: dict[str, Any] = {}
        self._counts: Counts | None = None  # as last looked at
        self._last_seen: tuple[Counts, int] | None = None
        self._gone: dict[str, int] = {}
        self._last_bus = 0.0
        self.seen_facts = frozenset(world.setting.observables)
        self._spoken_to = False  # before the event began

    def begin(self, minute: float, sizes: dict[str, int]) -> None:
        """The event begins: people start to gather. `sizes` replaces the size of groups that are made of people from another event."""
        self._began = minute
        self._joined = {entry.id: to_tick(minute + entry.arrival.begins) for entry in self._entries if not entry.brought}
        step = self._parameters.dt_min
        start = minute - minute % step
        groups = [_group(entry, sizes.get(entry.id, entry.size), start, self._late_buses(entry)) for entry in self._entries]
        self._crowd = Crowd(self._parameters, groups, key(self._world.seed, "crowd", self.event), start)
        if self._spoken_to:
            for group in groups:
                self._crowd.hear(start, group.id, self._talks.early_strength)
        self._world.env.process(self._live(self._crowd, start + step))

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

    def _live(self, crowd: Crowd, first: float) -> Generator[Event, Any, None]:
        env, step, due = self._world.env, self._parameters.dt_min, first
        expected = sum(entry.size for entry in self._entries)
        while True:
            yield After(env, due - env.now, Order.TICKS)
            crowd.tick(due)
            for entry in self._entries:
                if entry.id in self._joined and due >= to_tick(self._joined[entry.id] + entry.stays):
                    crowd.all_leave(due, entry.id)
            counts = crowd.counts()
            self._show(counts)
            if counts.present == 0 and counts.arrived >= min(expected, 1) and self._all_have_come(due):
                self._world.write("dispersed", about=self.event, cause=self._world.last_scene_row(self.event))
                return
            due = to_tick(due + step)

    def _all_have_come(self, minute: float) -> bool:
        return all(minute >= to_tick(self._began + max(_last_arrival(entry), entry.arrival.begins + self._last_bus + 1.0)) for entry in self._entries)

    def _show(self, counts: Counts) -> None:
        """Write what has changed, and let the plan's facts follow from it. Most ticks change nothing, and cost no more than this look."""
        seen = (counts, self._persuasions)
        if seen == self._last_seen:
            return
        self._last_seen = seen
        if counts == self._counts:
            return
        self._counts = counts
        totals = {name: getattr(counts, name) for name in _TOTALS}
        now = {name: getattr(counts, name) for name in _LEVELS} | totals
        changed = {name: value for name, value in now.items() if self._shown.get(name) != value}
        if not changed:
            return
        self._shown = now
        self._world.truth(self, self.observed(counts), people=changed)
        for kind, name in (("moved-up", "moved_up"), ("returned-home", "returned_home_unheard"), ("hurt", "hurt")):
            if name in changed and totals[name] > self._gone.get(name, 0):
                more = totals[name] - self._gone.get(name, 0)
                self._gone[name] = totals[name]
                left = {"people": more, "unheard": name != "hurt"}
                self._world.write(kind, about=self.event, cause=self._world.last_scene_row(self.event), facts=left)
        self._world.people_left(self.event, totals)

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
            "arrived": counts.arrived, "hurt": counts.hurt, "persuasions": self._persuasions,
            "waiting_min": to_tick(self._world.now - self._began),
        }  # fmt: skip
        return {fact: value(seen) for fact, value in self._world.setting.observables.items()}

    # -- what others do ------------------------------------------------------------------------------------------------------

    def act(self, act: str, effect: str, minute: float, obligation: Obligation) -> dict[str, Any]:
        """Let an act reach the crowd; gives what the act's row states. Acts that reach nobody change nothing."""
        crowd = self._crowd
        if crowd is None:
            self._spoken_to |= effect in _EARLY_TALKS
            return {}
        before = crowd.counts()
        stated = self._reach(crowd, act, effect, max(minute, crowd.minute), before)
        self._show(crowd.counts())
        return stated

    def _reach(self, crowd: Crowd, act: str, effect: str, minute: float, counts: Counts) -> dict[str, Any]:
        groups = [entry.id for entry in self._entries]
        if act == "open-reception":
            crowd.open_reception(minute)
        elif act == "register":
            return {"people": crowd.register(minute, counts.present)}
        elif act == "choose-representatives":
            each = max(1, self._parameters.representatives_max // len(groups))  # the law's number is for the event, not for each group
            return {"people": sum(crowd.choose_representatives(minute, each, group) for group in groups)}
        elif act == "hear":
            for group in groups:
                crowd.hear(minute, group)
            return {"people": crowd.counts().heard}
        elif act == "answer":
            crowd.answer(minute)
            return {"people": crowd.counts().answered}
        elif act == "persuade":
            before = crowd.registered_here()
            return {"people": crowd.persuade(minute, self._persuaded_share(counts)), "people_registered": before - crowd.registered_here()}
        elif act == "clear":
            cleared = crowd.clear(minute, self._talks.clear_share)
            return {"people": cleared, "hurt": crowd.counts().hurt - counts.hurt}
        elif act == "publish":
            crowd.refute(minute)
        elif act == "stand-down":
            if counts.present <= self._talks.last_few:
                crowd.all_leave(minute)
        else:
            self._apply(crowd, effect, minute, groups)
        return {}

    def _persuaded_share(self, counts: Counts) -> float:
        self._persuasions += 1
        answered = counts.answered > 0
        share = self._talks.persuade_share_answered if answered else self._talks.persuade_share
        return min(1.0, share * (self._talks.vehicles_factor if self._vehicles else 1.0))

    def _apply(self, crowd: Crowd, effect: str, minute: float, groups: list[str]) -> None:
        if effect == "leader-receives":
            crowd.leader_receives(minute)
        elif effect in ("explain", "lead-to-reception"):
            crowd.tell_wait(minute, self._talks.told_wait)
        elif effect in _EARLY_TALKS:
            for group in groups:
                crowd.hear(minute, group, self._talks.early_strength)
        elif effect in ("order", "keep-out"):
            crowd.deter(minute, 1.0 if effect == "order" else 0.5)
        elif effect == "vehicles":
            self._vehicles = True

    def arrive(self, kind: str, minute: float) -> None:
        """A unit has come: police and guards are seen; vehicles make it easier to go home."""
        if self._crowd is None:
            return
        if kind in _DETERRING_KINDS:
            self._crowd.deter(max(minute, self._crowd.minute))
        elif kind == "vehicle":
            self._vehicles = True

    def rumour(self, tellers: int, minute: float) -> None:
        """A rumour starts with so many tellers."""
        if self._crowd is not None:
            self._crowd.start_rumour(max(minute, self._crowd.minute), tellers)

    def join(self, group: str, minute: float) -> None:
        """A further group begins to gather."""
        if self._crowd is not None:
            self._joined.setdefault(group, minute)
            self._crowd.bring(max(minute, self._crowd.minute), group)


def _last_arrival(entry: People) -> float:
    if entry.brought:
        return 0.0
    buses = [minute for minute, _ in entry.arrival.buses]
    return entry.arrival.begins + max(entry.arrival.over, *buses, 0.0) + 1.0


def _group(entry: People, size: int, start: float, buses: list[tuple[float, int]]) -> GroupParameters:
    """A scenario's group as the crowd's parameters; its times count from the event's beginning."""
    return GroupParameters(
        id=entry.id, size=size, threshold_mean_pct=entry.threshold_mean, threshold_sd_pct=entry.threshold_sd, patience_mean_min=entry.patience,
        temper_pct=entry.temper, begins_min=None if entry.brought else to_tick(start + entry.arrival.begins), over_min=entry.arrival.over,
        buses=tuple(buses),
    )  # fmt: skip
