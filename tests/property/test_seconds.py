"""A second is exact: durations add up without a rest, what is done at the second of a limit is in time, and a second later is late."""

from __future__ import annotations

import ast
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.judge import judge
from sim.durations import Span, parse_amount, parse_clock, summed, tick_after, to_tick
from sim.world.clock import After, Order, RunClock
from tests.duty_books import APRIL
from tests.plans.harness import Documents, documents, drill, setting_of

SECONDS = st.integers(0, 60 * 60 * 24 * 60)
ROOT = Path(__file__).parents[2]


@given(st.lists(SECONDS, max_size=60))
def test_any_chain_of_durations_adds_up_exactly(seconds):
    env, minute = RunClock(), 0.0

    def wait():
        for one in seconds:
            yield After(env, one / 60, Order.TICKS)

    env.process(wait())
    env.run()
    for one in seconds:
        minute = to_tick(minute + one / 60)

    assert minute == env.now == sum(seconds) / 60


@given(SECONDS, SECONDS)
def test_the_end_of_a_limit_is_the_second_itself_whatever_the_start(start, length):
    end = APRIL.end_of(Span(length / 60), start / 60).minute

    assert end is not None
    assert end == (start + length) / 60
    assert end == summed(start / 60 + length / 60) == to_tick(end)
    assert to_tick(end - length / 60) == start / 60
    assert end < (start + length + 1) / 60


@given(st.floats(0, 1e5))
def test_a_moment_of_a_log_between_seconds_stays_where_it_is(minute):
    seconds = Fraction(minute) * 60

    assert summed(minute) == (to_tick(minute) if abs(seconds - round(seconds)) < Fraction(1, 10**8) else summed(minute))
    assert abs(summed(minute) - minute) < 1e-9
    assert tick_after(minute) >= minute - 1e-9
    assert tick_after(minute) < minute + 1 / 60 + 1e-9


@given(SECONDS)
def test_what_is_written_in_seconds_lies_on_the_grid(seconds):
    hours, rest = divmod(seconds, 3600)

    assert parse_amount(f"{seconds % 86400} s") == Span(seconds % 86400 / 60)
    assert parse_clock(f"{hours}:{rest // 60:02d}:{rest % 60:02d}") == seconds / 60


def at_the_limit(seconds: int, *, draft: int):
    """The smallest plan, with a limit in seconds from when it is noticed, and a draft and a talk that take whole seconds."""

    def change(found: Documents) -> None:
        found["plan"]["duty"][0]["within"] = f"{seconds} s"
        found["scenario"]["event"][0]["at"] = "0:00:07"
        found["scenario"]["inject"][0]["at"] = "0:10:07"
        for task in found["resources"]["task"]:
            task["minutes"] = f"{draft} s" if task["act"] == "report" else "20 s"

    return change


@pytest.mark.parametrize("draft", [1, 20, 59, 61, 100, 427])
def test_a_report_at_the_very_second_of_its_limit_is_met_and_a_second_later_late(draft):
    words = []
    for seconds in (draft + 20, draft + 19):
        change = at_the_limit(seconds, draft=draft)
        found = documents("relay")
        change(found)
        setting = setting_of(found)
        record = drill("relay", 1, change)
        (verdict,) = judge(setting.rulebook, record, calendar=setting.inputs.calendar).verdicts
        assert verdict.done_min is not None
        assert verdict.due_min is not None
        words.append((verdict.status, to_tick(verdict.done_min - verdict.due_min) * 60))

    assert words == [("met", 0.0), ("late", 1.0)]


def test_the_agents_and_the_world_keep_no_sum_of_minutes_that_is_not_on_the_grid():
    """Where a moment is added to, the sum goes through the one helper, or into a delay, which the clock rounds."""
    moments, delays = {"now", "due", "since", "time", "minute"}, {"later", "After", "call_later"}
    loose = []
    for path in [*(ROOT / "sim/agents").glob("*.py"), *(ROOT / "sim/world").glob("*.py")]:
        tree = ast.parse(path.read_text("utf-8"))
        kept: set[int] = set()
        for call in (node for node in ast.walk(tree) if isinstance(node, ast.Call)):
            name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
            if name in {"to_tick", "put_back", *delays}:
                kept |= {id(inner) for inner in ast.walk(call)}
        for node in ast.walk(tree):
            if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add) and id(node) not in kept:
                sides = {
                    getattr(side, "attr", "").replace("minute", "") or getattr(side, "id", "") for side in (node.left, node.right)
                }  # not a clock time's
                if sides & moments:
                    loose.append(f"{path.name}:{node.lineno}: {ast.unparse(node)}")

    assert loose == []
