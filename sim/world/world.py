"""The world of one run: time, the record, desks by address, scenes, faults, and luck."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from math import inf
from typing import Any, Protocol

from sim.distributions import Constant
from sim.draws import draw
from sim.errors import InputError
from sim.inputs.scenario import Fault
from sim.record import Row
from sim.words import phrase
from sim.world.clock import Hours, Order, RunClock, call_later
from sim.world.scene import Scene
from sim.world.setting import DeskPlan, Setting, grade_by


class Faults:
    """The faults of a scenario. One without a time begins when an inject names it."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self._all = {fault.id: fault for fault in faults}
        self._by_kind: dict[str, list[Fault]] = {}
        for fault in self._all.values():
            self._by_kind.setdefault(fault.kind, []).append(fault)
        self._began: dict[str, float] = {fault.id: fault.at for fault in self._all.values() if fault.at is not None}

    def begin(self, fault: str, minute: float) -> None:
        """Let a fault begin now, unless it has."""
        self._began.setdefault(fault, minute)

    def active(self, kind: str, minute: float, *targets: str | None, event: str | None = None, named: bool = False) -> Fault | None:
        """The fault of this kind that holds at `minute` for one of `targets` ("" in the file means every target, but not with `named`), or None."""
        for fault in self._by_kind.get(kind, ()):
            if (
                ((not fault.target and not named) or fault.target in targets)
                and (not fault.event or event is None or fault.event == event)
                and self._began.get(fault.id, inf) <= minute < self.until(fault)
            ):
                return fault
        return None

    def any_of(
        self, kinds: Iterable[str], minute: float, targets: Iterable[str | None], event: str | None = None, *, named: bool = False
    ) -> Fault | None:
        """The first of several kinds of fault that holds."""
        for kind in kinds:
            if kind in self._by_kind and (found := self.active(kind, minute, *targets, event=event, named=named)) is not None:
                return found
        return None

    def until(self, fault: Fault) -> float:
        """The minute at which a fault ends; infinity where it does not."""
        return inf if fault.until is None else fault.until

    def timed(self) -> tuple[Fault, ...]:
        """The faults that begin at a time."""
        return tuple(fault for fault in self._all.values() if fault.at is not None)

    def of_kind(self, kind: str) -> tuple[Fault, ...]:
        """All faults of a kind, begun or not."""
        return tuple(self._by_kind.get(kind, ()))

    def by_id(self, fault: str) -> Fault:
        """The fault with this id, which the loader has checked."""
        return self._all[fault]


_NO_FACTS: dict[str, Any] = {}  # shared by every row without facts: rows are never changed, and an own dictionary costs 64 bytes


_LOOK_EVERY = 65_536  # rows: so many at one instant come of no plan; 10,000 posts that are told at once write a third of them
_MOST_ROWS = 3_000_000  # of one drill: some 2 GB, and minutes


def _refuse_endless(rows: list[Row]) -> None:
    """A drill that goes on and on is stopped, and whose rows it was is said. Raises InputError."""
    latest = rows[-_LOOK_EVERY + 1 :]
    at_once = latest[0].time == latest[-1].time
    if not at_once and len(rows) < _MOST_ROWS:
        return
    (rule, kind), _ = Counter((row.rule or "", row.kind) for row in latest).most_common(1)[0]
    where = phrase("bounds.of-duty", duty=rule, kind=kind) if rule else phrase("bounds.of-kind", kind=kind)
    problem = phrase("bounds.rows-at-once", minute=latest[-1].time, most=where) if at_once else phrase("bounds.rows", rows=_MOST_ROWS, most=where)
    raise InputError.of("", "", problem, hint=phrase("bounds.rows.hint"))


class Mailbox(Protocol):
    """What the world knows of a desk: it learns rows, and can be told to look again."""

    def learn(self, row: Row) -> None:
        """Take in a row that has become known here."""

    def wake(self) -> None:
        """Look whether something can be done now."""

    def close(self) -> None:
        """The drill is over."""

    def at_work(self) -> int:
        """How many people are at the desk now."""


class World:
    """One run. Rows are written here and nowhere else."""

    def __init__(self, setting: Setting, seed: int) -> None:
        self.setting = setting
        self.seed = seed
        self.env = RunClock()
        self.rows: list[Row] = []
        self.calendar = setting.inputs.calendar
        self.hours = Hours(self.calendar, setting.shifts.values(), self.env)
        self.faults = Faults(setting.inputs.scenario.fault)
        self.scenes: dict[str, Scene] = {event.id: Scene(event.id) for event in setting.inputs.scenario.event}
        self.open_desk: Callable[[DeskPlan], Mailbox] | None = None  # how a desk is made when somebody first addresses it
        self._desks: dict[str, Mailbox] = {}
        self._opened: list[Mailbox] = []
        self._last_scene_row: dict[str, int] = {}
        self._true_grade: dict[str, str] = {}
        self._drawn: dict[tuple[str, str], int] = {}  # how often each decision about each subject has been taken
        self.on_people: list[Callable[[str, dict[str, int]], None]] = []
        self.on_truth: list[Callable[[Scene], None]] = []

    @property
    def now(self) -> float:
        """Minutes since the start."""
        return self.env.now

    def write(
        self,
        kind: str,
        actor: str | None = None,
        to: str | None = None,
        *,
        channel: str | None = None,
        form: str | None = None,
        about: str | None = None,
        rule: str | None = None,
        clause: str | None = None,
        cause: int | None = None,
        facts: dict[str, Any] | None = None,
    ) -> Row:
        """Append a row at this minute."""
        rows = self.rows
        if not (len(rows) + 1) % _LOOK_EVERY:
            _refuse_endless(rows)
        row = Row(len(rows), self.env.now, kind, actor, to, channel, form, about, rule, clause, cause, facts or _NO_FACTS)
        rows.append(row)
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
        """A number in (0, 1) that belongs to one decision about one subject the n-th time that it is taken, whatever else happens in the run.

        The times are counted here, so that no number is used twice. `subject` says what the act is (event, form, recipient), and never
        which duty asked for it: what another rule asks for in the same words meets the same luck.
        """
        times = self._drawn.get((decision, subject), 0) + 1
        self._drawn[decision, subject] = times
        return draw(self.seed, decision, f"{subject}/{times}")

    def minutes(self, act: str, form: str | None, by: str, subject: str) -> float:
        """How long a task takes this time. Tasks that the resources do not time take none."""
        found = self.setting.minutes_for(act, form, by)
        if found is None:
            return 0.0
        return found.at(0.5 if isinstance(found, Constant) else self.luck(f"{by}/{act}/{form or ''}", subject))

    def desk_of(self, address: str) -> Mailbox | None:
        """The mailbox of a body or post, opened when it is first addressed; None for a name that nobody has.

        A desk that nobody addresses is never made, so that bodies who take no part cost nothing and change nothing.
        """
        found = self._desks.get(address)
        if found is None and self.open_desk is not None:
            plan = self.setting.desk_for(address)
            if plan is not None:
                found = self.open_desk(plan)
                self._opened.append(found)
                for one in plan.addresses:
                    self._desks.setdefault(one, found)
        return found

    def close(self) -> None:
        """Let go of everybody, so that a run that is over is freed at once and need not be searched for: its parts hold each other."""
        for desk in self._opened:
            desk.close()
        for held in (self._opened, self._desks, self.scenes, self.on_people, self.on_truth, self.rows):
            held.clear()
        self.env.close()
        self.open_desk = None

    def stir(self) -> None:
        """Let everybody look whether they can go on: a shift or a fault has begun or ended."""
        for desk in self._opened:
            desk.wake()

    def later(self, minutes: float, order: Order, action: Callable[[], None]) -> None:
        """Do something after `minutes`, in its place among what happens at that instant."""
        call_later(self.env, minutes, order, lambda _: action())

    def tell_those_present(self, row: Row) -> None:
        """What is done at a scene is seen by every body that has people there."""
        for body in self.scenes[row.about or ""].present:
            desk = self.desk_of(body)
            if desk is not None:
                desk.learn(row)
