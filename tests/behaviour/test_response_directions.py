"""Which way people fare with their number and with the start of the response, and where that must change nothing."""

from functools import cache, partial
from statistics import fmean

from benchmarks.changed import deciding_takes, none_above, of_size, without
from benchmarks.response import Figures, figures
from sim.inputs.assembly import Inputs, assemble, locate

PAIRS = 4
STARTS = (0.0, 120.0, 2000.0)  # at once, two hours later, after the drill


@cache
def started(minutes: float, *, content: bool = False) -> Figures:
    """The gate with a start that takes so long to be decided; `content`: nobody needs more than the responsible unit."""
    gate = assemble(locate("district-gate"))
    return figures(deciding_takes(none_above(gate, gate.resources.rung[1].id) if content else gate, minutes), PAIRS)


def mean(found: Figures, name: str) -> float:
    return fmean(value or 0.0 for value in found[name])


def test_who_starts_early_answers_no_fewer_than_who_starts_late_and_who_never_starts_fewest() -> None:
    early, late, never = (mean(started(minutes), "answered-share") for minutes in STARTS)

    assert early >= late >= never
    assert early > never + 0.02


def test_where_nobody_needs_more_than_the_responsible_unit_an_early_start_answers_nobody_more() -> None:
    early, late, never = (mean(started(minutes, content=True), "answered-share") for minutes in STARTS)

    assert max(early, late, never) - min(early, late, never) < 0.01  # three of 320 people
    assert early > mean(started(STARTS[0]), "answered-share") + 0.05


def test_the_more_come_to_the_same_staff_the_fewer_are_heard_in_time_and_answered_and_the_more_move_up() -> None:
    def gate(size: int) -> Inputs:
        return of_size(without(assemble(locate("district-gate")), "district_leader"), size)

    few, many = figures(gate(20), 12), figures(gate(640), 4)  # about as sure of the share of each: 240 people, and 2,560 who come together
    of = partial(mean, few), partial(mean, many)

    assert of[1]("registered-in-time") < of[0]("registered-in-time") - 0.2
    assert of[1]("heard-in-time") < of[0]("heard-in-time") - 0.05
    assert of[1]("answered-share") < of[0]("answered-share")
    assert of[1]("moved-up-share") > of[0]("moved-up-share")
