"""Small promises of the engine: who comes first among equals, who sees how well, who answers, and how events are triggered."""

from __future__ import annotations

from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest
from simpy import Environment, Timeout

from sim.agents.messages import _dial
from sim.agents.sight import seen
from sim.agents.switchboard import Switchboard
from sim.agents.unit import UnitPool
from sim.vocabulary import CARRIERS
from sim.world.clock import After, Order, call_later

# -- first come, first served ------------------------------------------------------------------------------------------------


class Caller:
    """Hands that wait for a line, and note when they get it."""

    def __init__(self, name: str, desk: Any, got: list[str]) -> None:
        self.name, self.desk, self.got = name, desk, got

    def rest(self) -> Iterator[None]:
        yield

    def ring(self) -> None:
        self.got.append(self.name)


def test_among_calls_that_are_due_together_the_one_that_asked_first_gets_the_line():
    got: list[str] = []
    desk: Any = SimpleNamespace(lines=1, lines_used=1)
    board = Switchboard()
    waiting = []
    for name, due in (("first", 10.0), ("second", 10.0), ("urgent", 5.0), ("third", 10.0)):
        call: Any = board.line_for(Caller(name, desk, got), SimpleNamespace(due=due))  # type: ignore[arg-type]
        next(call)
        waiting.append(call)

    for _ in range(5):
        board.give_back(desk)

    assert got == ["urgent", "first", "second", "third"]
    assert desk.lines_used == 0


def test_among_tasks_that_wait_for_a_unit_the_one_that_asked_first_looks_first():
    back: list[str] = []
    desk = SimpleNamespace(put_back=lambda task, _: back.append(task), world=SimpleNamespace(now=3.0))
    pool = UnitPool(())
    for task in ("first", "second", "third"):
        pool.wait(SimpleNamespace(desk=desk), task)  # type: ignore[arg-type]

    pool.look_again()
    pool.look_again()

    assert back == ["first", "second", "third"]


def test_units_leave_in_the_order_of_the_file_and_of_their_numbers():
    entries: Any = tuple(SimpleNamespace(id=id_, number=2, kind="team") for id_ in ("near", "far"))
    pool = UnitPool(entries)
    task: Any = SimpleNamespace(obligation=SimpleNamespace(rule=SimpleNamespace(duty=SimpleNamespace(effect=""))))
    left = []
    for _ in range(3):
        taken = pool.take(task, {})
        assert taken is not None
        left.append((taken[0].id, taken[1]))
    pool.give_back("near", 1)
    pool.give_back("near", 0)
    again = pool.take(task, {})

    assert left == [("near", 0), ("near", 1), ("far", 0)]
    assert again is not None
    assert (again[0].id, again[1]) == ("near", 0)


# -- seeing from afar --------------------------------------------------------------------------------------------------------


def looked(*, at_scene: bool, remote: bool = False, present: dict[str, float] | None = None) -> int:
    """How many of 1000 somebody sees whose error is 10 % and whose luck is one deviation too high."""
    sight = SimpleNamespace(remote=remote, improves=30.0, error=0.1, error_night=0.1, miss=0.0, from_afar=1.7)
    scene = SimpleNamespace(present=present or {}, facts={"size": 1000}, investigated_by=set())
    world: Any = SimpleNamespace(
        scenes={"e": scene},
        now=0.0,
        setting=SimpleNamespace(
            sight_of=lambda _: sight, fault_names=lambda _: (), facts={"size": SimpleNamespace(type="count")}, end_flags=(), crowd_sizes=()
        ),
        faults=SimpleNamespace(active=lambda *_, **__: None),
        hours=SimpleNamespace(is_night=lambda: False),
        luck=lambda *_: 0.8413447460685429,
    )
    found: int = seen(world, "e", "bureau", frozenset({"size"}), "s", at_scene=at_scene)["size"]
    return found


def test_who_asks_by_phone_sees_worse_than_who_stands_there():
    near, far = looked(at_scene=True), looked(at_scene=False)

    assert near == 1100
    assert far == 1170


def test_who_has_people_there_or_only_a_camera():
    assert looked(at_scene=False, present={"bureau": 0.0}) == looked(at_scene=True)
    assert looked(at_scene=True, remote=True) == looked(at_scene=False)


# -- lines that somebody keeps -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("watched", "luck", "kind"), [(False, 0.9, "unanswered"), (True, 0.9, "talk"), (True, 0.99, "unanswered"), (False, 0.4, "talk")]
)
def test_a_call_is_answered_more_often_where_somebody_keeps_the_lines(watched, luck, kind):
    written: list[str] = []

    def write(kind: str, *_: object, **__: object) -> SimpleNamespace:
        written.append(kind)
        return SimpleNamespace(seq=len(written))

    channel = SimpleNamespace(answer=0.5, answer_night=None, answer_watched=0.98, ring=0.5)
    world: Any = SimpleNamespace(
        now=0.0,
        setting=SimpleNamespace(channel=lambda _: channel, fault_names=lambda _: (), carriers=CARRIERS),
        faults=SimpleNamespace(any_of=lambda *_, **__: None),
        hours=SimpleNamespace(is_night=lambda: False),
        luck=lambda *_: luck,
        minutes=lambda *_: 2.0,
        write=write,
    )
    away = lambda minutes: iter([minutes])  # noqa: E731
    answerer = SimpleNamespace(talking=False, hang_up=lambda _: None)
    receiver: Any = SimpleNamespace(
        lines=2, lines_used=0, lines_watched=watched, names=(), free_hand=lambda: answerer, at_work=lambda: 1, answers_from_home=lambda: False,
        switchboard=Switchboard(),
    )  # fmt: skip
    message: Any = SimpleNamespace(
        kind="reported", actor="a", to="b", form="initial", about="e", subject="s", cause=1, facts={}, rule=None, clause=None,
    )  # fmt: skip

    list(_dial(SimpleNamespace(desk=SimpleNamespace(world=world), be_away=away), message, receiver, "phone"))  # type: ignore[arg-type]

    assert answerer.talking is (kind == "talk")
    assert ("unanswered" in written) is (kind == "unanswered")


# -- the event loop ----------------------------------------------------------------------------------------------------------


def test_an_event_that_happens_by_itself_is_made_as_the_library_makes_its_own():
    env = Environment()
    own, theirs = After(env, 5.0, Order.MESSAGES, "x"), Timeout(env, 5.0, "x")

    # What `After` writes by hand, because the library's own event has no place among those of one instant.
    for name in ("env", "callbacks", "_value", "_ok"):
        assert getattr(own, name) == getattr(theirs, name), name
    assert set(vars(theirs)) - set(vars(own)) == {"_delay"}
    assert (own.triggered, own.processed, own.ok, own.value) == (True, False, True, "x")
    assert env.run(until=own) == "x"


def test_at_one_instant_things_happen_in_their_order_and_then_as_they_were_asked_for():
    env = Environment()
    happened: list[str] = []
    for name, order in (("tick", Order.TICKS), ("message", Order.MESSAGES), ("fault", Order.FAULTS), ("next message", Order.MESSAGES)):
        call_later(env, 1.0, order, lambda _, name=name: happened.append(name))  # type: ignore[misc]
    env.run()

    assert happened == ["fault", "message", "next message", "tick"]
