"""What must move which way, whatever the seed; and what must not move at all."""

from __future__ import annotations

from collections.abc import Callable
from statistics import fmean
from typing import Any

import pytest

from sim.drill import run
from sim.record import Record, Row
from tests.plans.harness import Documents, documents, entry, first, setting_of

SEEDS = range(1, 41)
Change = Callable[[Documents], None]
NEVER = 720.0  # the horizon of the flood


def runs(*changes: Change, folder: str = "flood") -> list[Record]:
    found = documents(folder)
    for change in changes:
        change(found)
    setting = setting_of(found)
    return [run(setting, seed) for seed in SEEDS]


def when(record: Record, kind: str, **same: Any) -> float:
    row = first(record, kind, **same)
    return NEVER if row is None else row.time


def nothing(found: Documents) -> None:
    """The flood as it is."""


def calls_from_everywhere(found: Documents) -> None:
    """Three more bodies see the flood and call the office at about the same time."""
    for number in range(3):
        found["plan"]["body"].append({"id": f"bridge{number}", "name": "bridge", "clause": "1"})
        calls = {"id": f"bridge{number}-calls", "bearer": f"bridge{number}", "by": f"bridge{number}"}
        found["plan"]["duty"].append({**found["plan"]["duty"][0], **calls})
        found["scenario"]["inject"].append({**found["scenario"]["inject"][0], "id": f"sees{number}", "notice": {"body": f"bridge{number}"}})


def one_line(found: Documents) -> None:
    entry(found["resources"]["desk"])["lines"] = 1


def no_mayor(found: Documents) -> None:
    found["scenario"]["fault"] = [{"id": "away", "kind": "post absent", "target": "m", "at": "0 min", "until": "6 h"}]


def no_stand_in(found: Documents) -> None:
    del entry(found["plan"]["post"], id="mayor")["stand_in"]


def closed_road(found: Documents) -> None:
    found["scenario"]["fault"] = [{"id": "road", "kind": "road closed", "at": "0 min"}]


def late_first_word(found: Documents) -> None:
    found["scenario"]["fault"] = [{"id": "late", "kind": "report late", "target": "gauge", "at": "0 min", "amount": 30.0}]


def second_flood(found: Documents) -> None:
    found["scenario"]["event"].append({**found["scenario"]["event"][0], "id": "E0", "at": "0 min"})
    found["scenario"]["inject"].append({**found["scenario"]["inject"][0], "id": "gauge-sees-other", "event": "E0", "at": "1 min"})


def test_more_lines_bring_no_later_reports():
    few = fmean(when(record, "received", actor=f"bridge{n}") for record in runs(calls_from_everywhere, one_line) for n in range(3))
    many = fmean(when(record, "received", actor=f"bridge{n}") for record in runs(calls_from_everywhere) for n in range(3))

    assert many < few


def test_with_more_lines_no_seed_has_more_busy_calls_in_sum():
    few = sum(row.kind == "busy" for record in runs(calls_from_everywhere, one_line) for row in record.rows)
    many = sum(row.kind == "busy" for record in runs(calls_from_everywhere) for row in record.rows)

    assert many < few


def test_an_absent_stand_in_starts_nothing_earlier():
    with_one, without = runs(no_mayor), runs(no_mayor, no_stand_in)

    assert all(when(a, "activated") <= when(b, "activated") for a, b in zip(with_one, without, strict=True))
    assert fmean(when(record, "activated") for record in with_one) < fmean(when(record, "activated") for record in without) - 60.0
    assert {row.actor for record in with_one if (row := first(record, "activated"))} == {"deputy_mayor"}


def test_a_closed_road_brings_nobody_earlier():
    open_, closed = runs(nothing), runs(closed_road)

    assert all(when(a, "arrived") <= when(b, "arrived") for a, b in zip(open_, closed, strict=True))
    assert any(when(a, "arrived") < when(b, "arrived") for a, b in zip(open_, closed, strict=True))


def test_a_later_first_word_brings_no_earlier_start():
    usual, late = runs(nothing), runs(late_first_word)

    assert fmean(when(record, "activated") for record in usual) + 20.0 < fmean(when(record, "activated") for record in late)


def test_a_second_scene_brings_no_earlier_muster_at_the_first():
    def few_boats(found: Documents) -> None:
        entry(found["resources"]["unit"], id="boat")["number"] = 1

    alone, beside = runs(few_boats), runs(few_boats, second_flood)

    assert fmean(when(record, "arrived", about="E1") for record in alone) < fmean(when(record, "arrived", about="E1") for record in beside)


def test_scenes_share_rows_only_through_what_they_share():
    for record in runs(second_flood)[:10]:
        about = {row.seq: row.about for row in record.rows}
        assert all(row.cause is None or about[row.cause] == row.about for row in record.rows)


# -- what must not move -----------------------------------------------------------------------------------------------------


def comparable(rows: tuple[Row, ...]) -> list[tuple[Any, ...]]:
    return [(row.time, row.kind, row.actor, row.to, row.channel, row.form, row.rule, row.facts) for row in rows]


def halved(found: Documents) -> None:
    """Every limit of the library is half as long."""
    for duty in found["plan"]["duty"]:
        if duty.get("within") == "5 min":
            duty["within"] = "2.5 min"
        if isinstance(duty.get("within"), dict):
            duty["within"]["limit"] = "15 min"


def no_clocks(found: Documents) -> None:
    found["resources"]["officer"]["watches_clock"] = False


def idle_officers(found: Documents) -> None:
    """More hands and lines than there is work, so that no queue forms whose order a limit could change."""
    found["resources"]["desk"] = [{"bodies": ["porter", "library", "council", "insurer"], "staff": 9, "lines": 9}]


@pytest.mark.parametrize("partial", [False, True])
def test_with_idle_officers_who_watch_no_clock_halving_every_limit_changes_no_row(partial):
    def maybe_partial(found: Documents) -> None:
        entry(found["plan"]["duty"], id="tell-council")["partial"] = partial

    base = runs(no_clocks, idle_officers, maybe_partial, folder="library")
    short = runs(no_clocks, idle_officers, maybe_partial, halved, folder="library")

    assert [comparable(record.rows) for record in base] == [comparable(record.rows) for record in short]


def repealed(found: Documents) -> None:
    found["plan"]["duty"] = [duty for duty in found["plan"]["duty"] if duty["id"] != "in-writing"]


def many_hands(found: Documents) -> None:
    found["resources"]["desk"] = [{"bodies": ["gauge", "office", "town_hall", "brigade", "works"], "staff": 9, "lines": 9}]


def test_with_hands_to_spare_a_repealed_duty_changes_nothing_before_the_first_row_that_cites_it():
    for whole, less in zip(runs(many_hands), runs(many_hands, repealed), strict=True):
        cited = next(place for place, row in enumerate(whole.rows) if row.rule == "in-writing")
        assert comparable(whole.rows[:cited]) == comparable(less.rows[:cited])
        assert not any(row.rule == "in-writing" for row in less.rows)


def test_a_repealed_duty_changes_nothing_before_the_row_that_set_it_off():
    """Where hands are short, work begins to bind them when the duty is set off, and not when its row is written."""
    for whole, less in zip(runs(nothing), runs(repealed), strict=True):
        cause = next(row.cause for row in whole.rows if row.rule == "in-writing")
        assert cause is not None
        assert comparable(whole.rows[: cause + 1]) == comparable(less.rows[: cause + 1])
        assert not any(row.rule == "in-writing" for row in less.rows)


def test_a_repealed_duty_moves_no_other_luck():
    def no_report(found: Documents) -> None:
        found["plan"]["duty"] = [duty for duty in found["plan"]["duty"] if duty["id"] != "tell-town-hall"]

    for whole, less in zip(runs(nothing), runs(no_report), strict=True):
        for one, other in ((first(whole, "verified"), first(less, "verified")), (first(whole, "dispatched"), first(less, "dispatched"))):
            assert (one is None) == (other is None)
            if one is not None and other is not None and one.kind == "verified":
                assert one.facts == other.facts
        travel = [when(record, "arrived") - when(record, "dispatched") for record in (whole, less)]
        assert travel[0] == travel[1]


def test_one_more_body_elsewhere_that_has_nothing_to_do_changes_nothing():
    def one_more(found: Documents) -> None:
        found["plan"]["body"].insert(0, {"id": "aaa", "name": "somebody", "clause": "1"})
        found["resources"]["desk"].insert(0, {"bodies": ["aaa"], "staff": 5, "lines": 5})
        found["resources"]["unit"].insert(0, {**found["resources"]["unit"][0], "id": "aaa-boat", "body": "aaa"})

    assert [record.rows for record in runs(nothing)] == [record.rows for record in runs(one_more)]
