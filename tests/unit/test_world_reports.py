"""What is said and known: faults of reports, reports in part, refusals, and the newer *as of* over the newer arrival."""

from __future__ import annotations

from itertools import permutations
from types import SimpleNamespace
from typing import Any

import pytest
from msgspec.structs import replace

from sim.drill import run
from sim.world.clock import After, Order
from sim.world.world import Faults, World
from tests.plans.harness import Documents, documents, drill, entry, first, log, minute, setting_of, works_at_the_scene


def fault(kind: str, target: str = "", **more: Any) -> dict[str, Any]:
    return {"id": "f", "kind": kind, "target": target, "at": "0 min", **more}


def with_fault(*args: Any, **more: Any) -> Any:
    def change(found: Documents) -> None:
        found["scenario"]["fault"] = [fault(*args, **more)]

    return change


def test_a_concealed_report_comes_when_it_is_found_out_and_a_row_says_so():
    record = drill("relay", 1, with_fault("report concealed", "watch", until="90 min"))

    why = first(record, "decision", form="report concealed")
    assert why is not None
    assert (why.time, why.facts) == (10.0, {"fault": "f"})
    assert minute(record, "received") == 90.0 + 4.0 + 2.0


def test_a_concealed_report_that_is_never_found_out_never_comes():
    assert first(drill("relay", 1, with_fault("report concealed", "watch")), "received") is None


def test_a_late_report_is_late_by_its_minutes():
    assert minute(drill("relay", 1, with_fault("report late", "watch", amount=25.0)), "received") == 16.0 + 25.0


def test_a_full_room_opens_when_it_is_free():
    def change(found: Documents) -> None:
        with_fault("room full", "watch", until="33 min")(found)
        found["plan"]["duty"].append({"id": "open", "clause": "3", "title": "x", "bearer": "watch", "on": "noticed", "act": "open-reception"})
        works_at_the_scene(found, "watch")

    record = drill("relay", 1, change)

    assert minute(record, "reception-opened") == 33.0
    assert first(record, "decision", form="room full") is not None


@pytest.mark.parametrize(("share", "amount", "depth"), [(None, None, 10), (0.3, None, 6), (0.3, 0.25, 5)])
def test_an_underestimate_is_what_is_reported(share, amount, depth):
    def change(found: Documents) -> None:
        with_fault("underestimate", "watch", **({} if amount is None else {"amount": amount}))(found)
        if share is not None:
            found["resources"]["amounts"] = {"seen_share": share, "source": "a test"}
        found["plan"]["duty"].append({"id": "look", "clause": "3", "title": "x", "bearer": "watch", "on": "noticed", "act": "verify"})

    row = first(drill("relay", 1, change), "verified")

    assert row is not None
    assert row.facts == {"leak": True, "depth": depth}


def test_a_false_all_clear_ends_the_response_early():
    ended = minute(drill("library"), "ended")

    assert minute(drill("library", 1, with_fault("false all-clear", "library")), "ended") < ended


def test_an_injected_fault_begins_with_its_inject():
    def change(found: Documents) -> None:
        found["scenario"]["fault"] = [{"id": "f", "kind": "post absent", "target": "office", "until": "60 min"}]
        found["scenario"]["inject"].append({"id": "gone", "text": "gone", "event": "E1", "at": "12 min", "fault": "f"})

    record = drill("relay", 1, change)

    begun, put_in = first(record, "fault"), first(record, "inject", form="gone")
    assert begun is not None
    assert put_in is not None
    assert begun.cause == put_in.seq
    assert minute(record, "received") > 60.0


def test_a_fault_holds_from_its_beginning_up_to_its_end():
    entry_ = SimpleNamespace(id="f", kind="line down", target="a", event="", at=5.0, until=10.0)
    faults = Faults([entry_])  # type: ignore[list-item]  # as much of a fault as is looked at

    held = [minute for minute in (4.0, 5.0, 9.0, 10.0) if faults.active("line down", minute, "a") is not None]

    assert held == [5.0, 9.0]
    assert faults.active("line down", 6.0, "b") is None


# -- in part ----------------------------------------------------------------------------------------------------------------


def slow_look(found: Documents, *, partial: bool, watches: bool = True) -> None:
    """The library looks for so long that the council would be told late."""
    entry(found["resources"]["task"], act="verify")["minutes"] = "90 min"
    entry(found["plan"]["duty"], id="tell-council")["partial"] = partial
    found["resources"]["officer"]["watches_clock"] = watches


def told(*, partial: bool, watches: bool = True) -> list[tuple[Any, ...]]:
    return log(drill("library", 1, lambda found: slow_look(found, partial=partial, watches=watches)), "reported")[1:]


def test_without_leave_to_report_in_part_the_council_waits_until_all_is_known():
    # received at 9, due at 39
    assert told(partial=False)[0][0] > 99.0


def test_what_is_known_goes_a_margin_before_the_limit_though_the_look_is_unfinished():
    record = drill("library", 1, lambda found: slow_look(found, partial=True))

    row = first(record, "reported", to="council")
    assert row is not None
    assert (row.time, row.form, row.rule) == (39.0 - 5.0 + 2.0, "initial", "tell-council")
    assert row.facts == {"room": "cellar", "as_of": {"room": 3.0}, "partial": True}
    assert sum(row.kind == "reported" and row.to == "council" for row in record.rows) == 1  # it counts: no second one


def test_nobody_reports_in_part_who_does_not_watch_the_clock():
    assert told(partial=True, watches=False) == told(partial=False, watches=False)


def test_drafting_is_cut_short_where_a_report_may_go_in_part():
    def change(found: Documents) -> None:
        found["plan"]["duty"][0] |= {"partial": True, "within": "20 min"}
        entry(found["resources"]["task"], act="report")["minutes"] = "50 min"

    # due at 30, margin from 25, and two minutes of talk
    assert minute(drill("relay", 1, change), "received") == 27.0


# -- decisions --------------------------------------------------------------------------------------------------------------


class Refusing:
    """Somebody who starts nothing, and ends what is asked."""

    def __init__(self, env: Any) -> None:
        self.env = env

    def ask(self, question: Any) -> Any:
        return After(self.env, 1.0, Order.DECISIONS, question.options[1])


def test_whoever_asked_is_told_of_a_refusal(monkeypatch):
    setting = setting_of(documents("library"))
    monkeypatch.setattr("sim.drill.SimulatedPlayer", lambda world: Refusing(world.env))

    record = run(setting, 1)

    decision, answer = first(record, "decision"), first(record, "notified", form="refusal")
    assert decision is not None
    assert answer is not None
    assert first(record, "activated") is None
    assert (decision.facts["answer"], answer.to, answer.facts) == ("refuse", "library", {"refused": "red"})
    assert first(record, "received", form="refusal") is not None


# -- knowledge --------------------------------------------------------------------------------------------------------------


def office() -> tuple[World, Any]:
    """A world and the desk of its office, which knows nothing yet."""
    from sim.agents.desk import Desk
    from sim.agents.hands import Hands
    from sim.agents.player import SimulatedPlayer

    setting = setting_of(documents("relay"))
    world = World(setting, 1)
    plan = setting.desk_for("office")
    assert plan is not None
    return world, Desk(world, plan, Hands(world, SimulatedPlayer(world), {}))


@pytest.mark.parametrize("order", list(permutations(range(3))), ids=str)
def test_whether_a_response_is_over_hangs_on_the_clock_and_not_on_the_order_in_which_word_comes(order):
    course = [("activated", 10.0), ("ended", 20.0), ("activated", 30.0)]
    for upto, over in ((1, False), (2, True), (3, False)):
        world, desk = office()
        rows = [replace(world.write(kind, "watch", about="E1"), time=time) for kind, time in course[:upto]]
        for place in order:
            if place < upto:
                desk.learn(rows[place])

        assert desk.is_over("E1") is over


def test_the_newer_as_of_wins_and_not_the_newer_arrival():
    world, desk = office()
    for depth, as_of in ((20, 7.0), (10, 3.0), (30, 7.0)):
        desk.learn(world.write("received", "watch", "office", form="initial", about="E1", cause=0, facts={"depth": depth, "as_of": {"depth": as_of}}))

    assert desk.book.event("E1").value("depth") == 30
    assert desk.book.event("E1").stated.known["depth"][1] == 7.0


def test_a_row_is_learned_once():
    record = drill("library")

    assert sum(row.kind == "ended" for row in record.rows) == 1
    assert [row.seq for row in record.rows] == list(range(len(record.rows)))


def test_what_was_expected_and_is_missing_is_put_in_and_what_was_done_is_not():
    def change(by: str) -> Any:
        def missing(found: Documents) -> None:
            found["scenario"]["inject"].append({
                "id": "ask", "text": "the town asks", "event": "E1", "missing": {"duty": "tell", "by": by}, "facts": {"depth": 99},
            })  # fmt: skip

        return missing

    early, late = drill("relay", 1, change("15 min")), drill("relay", 1, change("16 min"))

    assert [row.kind for row in early.rows if row.time == 15.0] == ["expectation-missed", "inject", "scene"]
    assert first(late, "expectation-missed") is None
