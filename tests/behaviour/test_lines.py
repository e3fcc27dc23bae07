"""Over shipped scenarios: lines are few, nobody is in two talks, nobody calls across the desk, and a line of no use is left alone."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from itertools import accumulate
from math import inf
from typing import Any, NamedTuple

import pytest

from sim.agents.hand import PairOfHands
from sim.agents.roster import AWAY
from sim.drill import run
from sim.inputs.assembly import shipped
from sim.record import Row
from sim.vocabulary import OWN_HAT
from sim.world.setting import DeskPlan, Setting
from tests.shipped import setting_of

SCENARIOS = tuple(name for name, _ in shipped("scenario"))
SEEDS = (2,)
MORE = {"province-gate-night": (1, 2, 3), "shift-change": (2, 3)}  # where much goes wrong
IN_A_ROW = 3
IN_VAIN = ("busy", "unanswered")


class Call(NamedTuple):
    """A call: between which desks, and how it ended."""

    caller: DeskPlan
    called: DeskPlan
    begin: Row
    end: Row | None

    @property
    def answered(self) -> bool:
        return self.end is not None and self.end.kind not in IN_VAIN


class Day(NamedTuple):
    """One drill: its rows, its calls, and who was drawn into a second talk."""

    setting: Setting
    rows: tuple[Row, ...]
    calls: tuple[Call, ...]
    twice: tuple[str, ...]


def calls_of(setting: Setting, rows: tuple[Row, ...]) -> Iterator[Call]:
    by_seq = {row.seq: row for row in rows}
    ends: dict[int, Row] = {}
    for row in rows:
        begin = by_seq.get(row.cause or 0)
        if begin is not None and begin.kind == "called" and begin.actor == row.actor:
            ends.setdefault(begin.seq, row)
    for row in rows:
        if row.kind == "called":
            caller, called = setting.desk_for(row.actor or ""), setting.desk_for(row.to or "")
            assert caller is not None
            assert called is not None
            yield Call(caller, called, row, ends.get(row.seq))


@pytest.fixture(scope="module", params=SCENARIOS)
def days(request: pytest.FixtureRequest) -> list[Day]:
    slot, twice = vars(PairOfHands)["talking"], list[str]()

    def put(hand: PairOfHands[Any], talks: bool) -> None:
        if talks and getattr(hand, "talking", False):
            twice.append(f"{hand.name} at {hand.desk.world.env.now}")
        slot.__set__(hand, talks)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(PairOfHands, "talking", property(slot.__get__, put))
        setting = setting_of(request.param)
        found = []
        for seed in MORE.get(request.param, SEEDS):
            twice.clear()
            rows = tuple(run(setting, seed).rows)
            found.append(Day(setting, rows, tuple(calls_of(setting, rows)), tuple(twice)))
    return found


def name_of(desk: DeskPlan) -> str:
    return desk.holder.id if desk.holder is not None else desk.addresses[0]


def test_no_desk_uses_more_lines_than_it_has(days: list[Day]):
    for day in days:
        changes: dict[str, list[tuple[float, int]]] = defaultdict(list)
        lines: dict[str, int] = {}
        for call in day.calls:
            end = inf if call.end is None else call.end.time
            for desk in (call.caller, call.called) if call.answered else (call.caller,):
                if end > call.begin.time:
                    changes[name_of(desk)] += [(call.begin.time, 1), (end, -1)]
                    lines[name_of(desk)] = desk.entry.lines
        for desk_name, those in changes.items():
            used = accumulate(change for _, change in sorted(those))
            assert max(used) <= lines[desk_name], desk_name


def test_nobody_is_in_two_talks_at_once(days: list[Day]):
    assert [who for day in days for who in day.twice] == []


def test_nobody_calls_across_the_desk(days: list[Day]):
    assert [call.begin for day in days for call in day.calls if call.caller.addresses == call.called.addresses] == []


def test_a_line_of_no_use_is_left_alone(days: list[Day]):
    for day in days:
        tries: dict[tuple[str, str, str], list[tuple[float, bool]]] = defaultdict(list)
        for call in day.calls:
            one, other, channel = name_of(call.caller), name_of(call.called), call.begin.channel or ""
            end = inf if call.end is None else call.end.time
            tries[one, other, channel].append((end, call.answered))
            if call.answered:
                tries[other, one, channel].append((end, True))
        for line, those in tries.items():
            entry = day.setting.channel(line[2])
            rest = entry.retry * entry.rest
            in_a_row, last = 0, -inf
            for end, answered in sorted(those):
                in_a_row = 0 if answered else 1 if end - last >= rest else in_a_row + 1
                last = end
                assert in_a_row <= IN_A_ROW, f"{line} at {end}"


def test_a_way_that_is_seen_dead_is_tried_once_at_a_desk_while_it_is(days: list[Day]):
    for day in days:
        seen: dict[tuple[str, str, object], int] = defaultdict(int)
        for row in day.rows:
            if row.kind == "unanswered" and row.channel != "phone":
                desk = day.setting.desk_for(row.actor or "")
                assert desk is not None
                seen[name_of(desk), row.channel or "", row.facts.get("fault")] += 1
        assert all(times == 1 for times in seen.values()), seen


def test_nothing_reaches_one_person_who_is_out_of_reach(days: list[Day]):
    """Whatever the way; what was under way when they went may still come in."""
    for day in days:
        faults = [one for one in day.setting.inputs.scenario.fault if one.kind in AWAY and one.at is not None]
        sent = {row.seq: row for row in day.rows}
        for row in day.rows:
            desk = day.setting.desk_for(row.to or "") if row.kind == "received" and row.to else None
            if desk is None or desk.holder is None or row.channel == OWN_HAT:
                continue
            left = sent[row.cause].time if row.cause is not None else row.time
            names = {*desk.addresses, desk.holder.id}
            out = [one.id for one in faults if one.target in names and (one.at or 0.0) <= left < (inf if one.until is None else one.until)]
            assert not out, (row, out)
