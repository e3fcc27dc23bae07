"""Which tasks the resources leave untimed, and which of their times nothing uses: a task without an entry takes no time at all."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from sim.durations import NONE_STATED
from sim.inputs.resources import Resources, TaskTime
from sim.plan.derived import derived_duties
from sim.plan.model import Duty, Plan
from sim.plan.sections import task_name
from sim.vocabulary import ACTS, TASKS
from sim.words import Phrase, Said, phrase

_SHOWN = 12


def time_remarks(plan: Plan, resources: Resources) -> tuple[Phrase, ...]:
    """At most two remarks: on the duties and habits that take 0 minutes because nothing times them, and on times that nothing uses."""
    duties = [duty for duty in (*plan.duty, *derived_duties(plan), *resources.habit) if duty.force != "must not"]
    members = {group.id: () if isinstance(group.members, str) else group.members for group in plan.group}
    times = _Times(resources.task, members)
    untimed = tuple(dict.fromkeys(task_name({"act": duty.act, "form": duty.form}) for duty in duties if ACTS[duty.act].timed and not times.has(duty)))
    unused = tuple(task_name(task.model_dump()) for task in resources.task if not times.is_used(task, duties))
    return tuple(_remarks(untimed, unused))


def _remarks(untimed: tuple[str, ...], unused: tuple[str, ...]) -> Iterator[Phrase]:
    if untimed:
        yield phrase("check-files.untimed", len(untimed), tasks=shown_names(untimed))
    if unused:
        yield phrase("check-files.unused-times", len(unused), tasks=shown_names(unused))


def shown_names(names: tuple[Said, ...]) -> Said:
    """Names in a row; when they are many, the first of them and how many more there are."""
    more = len(names) - _SHOWN
    return names if more <= 0 else phrase("check.and-more", items=names[:_SHOWN], more=more)


class _Times:
    """The times of the resources by act, form and who does it."""

    def __init__(self, tasks: Iterable[TaskTime], members: dict[str, tuple[str, ...]]) -> None:
        self._members = members
        self._by_act: dict[str, list[TaskTime]] = {}
        for task in tasks:
            self._by_act.setdefault(task.act, []).append(task)

    def has(self, duty: Duty) -> bool:
        """Whether an entry times a duty for some of its bearers; who is only pointed at may be anybody."""
        return any(self._times(task, duty) for task in self._by_act.get(duty.act, ()))

    def is_used(self, task: TaskTime, duties: Iterable[Duty]) -> bool:
        """Whether some duty or habit takes the time of an entry, or the engine itself does: talking and deciding."""
        return task.act in TASKS or any(task.act == duty.act and self._times(task, duty) for duty in duties)

    def _times(self, task: TaskTime, duty: Duty) -> bool:
        if task.form not in ("", duty.form):
            return False
        if task.by in ("", NONE_STATED) or duty.bearer.startswith("@") or duty.bearer == NONE_STATED:
            return True
        return task.by in self._all(duty.bearer)

    def _all(self, who: str) -> frozenset[str]:
        inner = self._members.get(who, ())
        return frozenset({who}).union(*(self._all(one) for one in inner))
