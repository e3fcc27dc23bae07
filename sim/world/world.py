"""The world of one run: time, the record, desks by address, scenes, faults, and luck."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from simpy import Environment

from sim.draws import draw
from sim.record import Row
from sim.world.clock import Order, call_later
from sim.world.faults import Faults
from sim.world.grading import grade_by
from sim.world.scene import Scene
from sim.world.setting import Setting

if TYPE_CHECKING:
    from collections.abc import Callable

    from sim.agents.desk import Desk


class World:
    """One run. Rows are written here and nowhere else."""

    def __init__(self, setting: Setting, seed: int) -> None:
        self.setting = setting
        self.seed = seed
        self.env = Environment()
        self.rows: list[Row] = []
        self.calendar = setting.inputs.calendar
        self.faults = Faults(setting.inputs.scenario.fault)
        self.scenes: dict[str, Scene] = {event.id: Scene(event.id) for event in setting.inputs.scenario.event}
        self.desks: dict[str, Desk] = {}
        self._last_scene_row: dict[str, int] = {}
        self._true_grade: dict[str, str] = {}
        self.on_people: list[Callable[[str, dict[str, int]], None]] = []
        self.on_truth: list[Callable[[Scene], None]] = []

    @property
    def now(self) -> float:
        """Minutes since the start."""
        return float(self.env.now)

    def write(
        self, kind: str, actor: str | None = None, to: str | None = None, *, channel: str | None = None, form: str | None = None,
        about: str | None = None, rule: str | None = None, clause: str | None = None, cause: int | None = None, facts: dict[str, Any] | None = None,
    ) -> Row:  # fmt: skip
        """Append a row at this minute."""
        row = Row(len(self.rows), self.now, kind, actor, to, channel, form, about, rule, clause, cause, facts or {})
        self.rows.append(row)
        if kind == "occurred" and about is not None:
            self._last_scene_row[about] = row.seq
        return row

    def last_scene_row(self, event: str) -> int | None:
        """The row that last said what is true at a scene."""
        return self._last_scene_row.get(event)

    def truth(self, scene: Scene, facts: dict[str, Any], people: dict[str, int] | None = None) -> None:
        """Let facts become true at a scene, write what changed, and let the drill's staff look whether something was waiting for it.

        `people` are counts that changed; they are written and are no facts of the plan.
        """
        changed = scene.change(facts)
        if changed:
            grade = grade_by(self.setting, scene.true_value)[0]
            if self._true_grade.get(scene.event) != grade:
                self._true_grade[scene.event] = changed["true_grade"] = grade
        changed |= people or {}
        if changed:
            last = self._last_scene_row.get(scene.event)
            row = self.write("scene", about=scene.event, cause=last, facts=changed)
            self._last_scene_row[scene.event] = row.seq
        for watch in self.on_truth:
            watch(scene)

    def people_left(self, event: str, totals: dict[str, int]) -> None:
        """Let the drill's staff see how many have gone where, for events that follow from it."""
        for watch in self.on_people:
            watch(event, totals)

    def luck(self, decision: str, subject: str) -> float:
        """A number in (0, 1) that belongs to one decision about one subject, whatever else happens in the run."""
        return draw(self.seed, decision, subject)

    def minutes(self, act: str, form: str | None, by: str, subject: str) -> float:
        """How long a task takes this time. Tasks that the resources do not time take none."""
        found = self.setting.minutes_for(act, form, by)
        return 0.0 if found is None else found.at(self.luck(f"{by}/{act}/{form or ''}", subject))

    def desk_of(self, address: str) -> Desk | None:
        """The mailbox of a body or post; a post that nobody holds is answered at its body's desk."""
        return self.desks.get(address) or self.desks.get(self.setting.rulebook.body_of.get(address, ""))

    def later(self, minutes: float, order: Order, action: Callable[[], None]) -> None:
        """Do something after `minutes`, in its place among what happens at that instant."""
        call_later(self.env, minutes, order, lambda _: action())

    def is_night(self) -> bool:
        """Whether it is night now, by the calendar."""
        return self.calendar.is_night(self.now)

    def is_day_off(self) -> bool:
        """Whether today is no working day."""
        return not self.calendar.is_working_day(self.calendar.date_at(self.now))

    def on_shift(self, shift: str) -> bool:
        """Whether the hours of a shift run now. A shift that ends before it begins runs over midnight."""
        entry = self.setting.shifts.get(shift)
        if entry is None:
            return True
        if entry.days != "all" and self.is_day_off() != (entry.days == "off"):
            return False
        clock, begins, ends = self.calendar.datetime_at(self.now).strftime("%H:%M"), entry.begins.zfill(5), entry.ends.zfill(5)
        return begins <= clock < ends if begins < ends else clock >= begins or clock < ends

    def tell_those_present(self, row: Row) -> None:
        """What is done at a scene is seen by every body that has people there."""
        for body in self.scenes[row.about or ""].present:
            desk = self.desk_of(body)
            if desk is not None:
                desk.learn(row)
