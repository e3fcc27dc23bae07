"""The figures by which a revision is judged, fixed before anything is run, in three columns.

PEOPLE: what they suffered, and who was heard and answered. DONE: each duty of the baseline's plan that the event calls for, and each
deciding moment, reached or not. MINUTES: how long each deciding moment took; a run that never got there counts as `tau` minutes, so that
what never happens is an outcome and not a gap.

Every figure has a value in every run. Where nobody came, nobody was harmed and nobody went unheard. Where the event of either arm does
not call for a duty or a moment, the pair counts as equal.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, get_args

from analysis.measures.model import Direction, Measure
from sim.durations import NONE_STATED
from sim.plan.rulebook import Rulebook

Column = Literal["people", "done", "minutes"]
COLUMNS: tuple[Column, ...] = get_args(Column)
FigureKind = Literal["of-people", "moment-reached", "duty-done", "moment-minutes", "asked"]

PEOPLE = ("hurt", "cleared-share", "home-unheard-share", "moved-up-share", "heard-share", "answered-share", "waiting-until-heard")
_MOMENTS = ("activation", "on-scene", "reception")
_FIRST_OF_ALL = "report-by-anybody"
_LONGEST_TAU_MIN = 24 * 60.0
_BOUND_MIN, _BOUND_OF_SHARES, _BOUND_OF_COUNTS = 1.0, 0.02, 0.1

KeptRun = Mapping[str, Any]


@dataclass(frozen=True, kw_only=True)
class FigureLabel:
    """What a figure is, as the JSON document has it too; `bound` is the difference not worth the name, in the figure's unit."""

    id: str
    column: Column
    unit: str
    direction: Direction
    bound: float


@dataclass(frozen=True, kw_only=True)
class Figure(FigureLabel):
    """One figure. `of` is the measure's id, or the duty's."""

    kind: FigureKind
    of: str

    def value(self, kept: KeptRun, tau: float) -> float | None:
        """What it came to in one run, `tau` minutes where a moment was not reached; None where the event did not call for it."""
        if self.kind == "duty-done":
            cell = kept["duties"].get(self.of)
            return None if cell is None or not cell[0] else cell[1] / cell[0]
        value = kept["values"].get(self.of)
        if self.kind == "moment-reached":
            return 1.0 if value is not None else 0.0 if self.of in kept["unreached"] else None
        if self.kind == "moment-minutes":
            return min(value, tau) if value is not None else tau if self.of in kept["unreached"] else None
        return None if value is None else float(value)

    @property
    def where_none(self) -> float | None:
        """What counts where there is no value: nobody came, so nobody was harmed. None: the pair counts as equal."""
        if self.kind != "of-people":
            return None
        return 1.0 if self.direction == "higher" else 0.0


def figures_of(rules: Rulebook, measures: Mapping[str, Measure], asked: Sequence[str] = (), bound: float | None = None) -> tuple[Figure, ...]:
    """All figures, column by column. What is `asked` for takes the place of the minutes; `bound` is of these, and else of all minutes."""
    found = [_of_measure(f"people:{name}", "people", "of-people", measures[name]) for name in PEOPLE if name in measures]
    moments = deciding_moments(rules, measures)
    found += [_of_done(f"reached:{name}", "moment-reached", name) for name in moments]
    owed = (rule for rule in rules.rules if not rule.habit and rule.duty.force == "must" and not rule.duty.warns_of)
    found += [_of_done(f"done:{rule.id}", "duty-done", rule.id) for rule in owed]
    for name in asked or moments:
        kind: FigureKind = "moment-minutes" if measures[name].kind == "minutes" else "asked"
        found.append(_of_measure(f"minutes:{name}", "minutes", kind, measures[name], bound))
    return tuple(sorted(found, key=lambda figure: COLUMNS.index(figure.column)))


def _of_done(id_: str, kind: FigureKind, of: str) -> Figure:
    return Figure(id=id_, column="done", kind=kind, of=of, unit="share", direction="higher", bound=_BOUND_OF_SHARES)


def _of_measure(id_: str, column: Column, kind: FigureKind, measure: Measure, bound: float | None = None) -> Figure:
    return Figure(
        id=id_,
        column=column,
        kind=kind,
        of=measure.id,
        unit=measure.unit,
        direction=measure.direction,
        bound=bound_of(measure) if bound is None else bound,
    )


def bound_of(measure: Measure) -> float:
    """The difference not worth the name where none is asked for: a minute, two in a hundred, a tenth of a person."""
    return _BOUND_MIN if measure.kind == "minutes" else _BOUND_OF_SHARES if measure.kind == "share" else _BOUND_OF_COUNTS


def deciding_moments(rules: Rulebook, measures: Mapping[str, Measure]) -> tuple[str, ...]:
    """The moments that decide, as they follow from the plan: when the body is told that starts the mildest response, when each top of
    the reporting chain is, when a response starts, the first of those sent arrives, reception opens.
    """
    return tuple(dict.fromkeys(name for name in (*_told(rules), *_MOMENTS) if name in measures))


def _told(rules: Rulebook) -> list[str]:
    """The body whose approval starts the mildest response, and those at the top of the reporting chain; else the first report of all."""
    approvers = [level.approved_by for level in rules.levels.values() if level.approved_by != NONE_STATED]
    asked = [rules.body_of.get(approvers[-1], approvers[-1])] if approvers else []
    bodies = [body for body in (*asked, *_tops(rules)) if body in rules.plan_bodies]
    return [f"{body}-informed" for body in bodies] or [_FIRST_OF_ALL]


def _tops(rules: Rulebook) -> list[str]:
    """Bodies that somebody must report to and that must report to nobody, in the order of the plan."""
    reports = [rule for rule in rules.rules if rule.duty.force == "must" and rule.duty.act == "report" and rule.duty.to]
    told = {body for rule in reports for body in (*rule.recipients, *rule.duty.top.values())}
    tell = {rules.body_of.get(rule.duty.bearer, rule.duty.bearer) for rule in reports}
    return [body.id for body in rules.plan.body if body.id in told - tell]


def tau_of(first_event_min: float, horizon_min: float, stated: float | None) -> float:
    """What a run counts as that never reaches a moment: the minutes that were left of it, a day at most, unless the scenario says."""
    return min(horizon_min - first_event_min, _LONGEST_TAU_MIN if stated is None else stated)


def other_taus(tau: float, first_event_min: float, horizon_min: float) -> tuple[float, ...]:
    """What it could as well count as: half of that, and all that was left of the run."""
    return tau / 2, horizon_min - first_event_min
