"""The checks of a course tell a story that keeps them from one that breaks them; on shipped scenarios they can all be asked."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from sim.record import Header, Record, Row
from tests.behaviour.course_checks import CHECKS, violations
from tests.behaviour.course_ground import Ground
from tests.shipped import drilled, setting_of

FILES = Path(__file__).parents[2] / "scenarios" / "shanting"
TOWN = Ground(
    place={"E": "gate"}, within={"gate": "town", "hall": "town", "works": "town", "square": "capital"}, highest=frozenset({"capital"}),
    works_at={"bureau": "hall", "office": "hall", "unit": "works", "far": "works"}, together=(frozenset({"chief", "office"}),),
    on_spot=frozenset({"guards"}),
    hosts={"town": ""}, counters={"gate": 2}, made_there=frozenset({"tent"}), lowest=frozenset({"bureau"}), explained=0.2,
)  # fmt: skip


def row(
    time: float, kind: str, actor: str | None = None, to: str | None = None, *, form: str | None = None, channel: str | None = None, **facts: Any
) -> Row:
    return Row(0, float(time), kind, actor, to, channel, form, "E", facts=facts)


GOOD = [
    row(0, "occurred"),
    row(1, "scene", present=60, arrived=60),
    row(1, "noticed", "guards"),
    row(2, "reported", "guards", "bureau", form="initial", channel="phone"),
    row(3, "received", "guards", "bureau", form="initial", channel="phone"),
    row(4, "dispatched", "bureau", people=4, unit="b"),
    row(8, "arrived", "bureau", people=4, unit="b"),
    row(9, "reception-opened", "bureau"),
    row(10, "called", "bureau", "unit", channel="phone"),
    row(12, "received", "bureau", "unit", form="notice", channel="phone", size=60),
    row(14, "reported", "bureau", "chief", form="initial"),
    row(15, "received", "bureau", "chief", form="initial", channel="in person"),
    row(16, "dispatched", "unit", people=5, unit="u"),
    row(19, "registered", "bureau", people=20),
    row(25, "registered", "bureau", people=20),
    row(31, "registered", "bureau", people=20),
    row(31, "scene", registered=60),
    row(35, "representatives-chosen", "bureau", people=5),
    row(36, "arrived", "unit", people=5, unit="u"),
    row(37, "activated", "chief"),
    row(40, "reported", "bureau", "chief", form="written"),
    row(50, "performed", "unit"),
    row(65, "heard", "bureau", people=60),
    row(65, "scene", heard=60),
    row(90, "answered", "unit", people=50),
    row(90, "scene", answered=50),
    row(100, "persuaded", "bureau", people=60, people_answered=50),
    row(110, "scene", present=0, returned_home_heard=60),
    row(120, "ended", "chief"),
    row(130, "reported", "bureau", "chief", form="final"),
]  # fmt: skip


def told(rows: list[Row], ground: Ground = TOWN) -> dict[int, list[str]]:
    ordered = sorted(rows, key=lambda one: one.time)
    held = tuple(Row(seq, *(getattr(one, name) for name in Row.__struct_fields__[1:])) for seq, one in enumerate(ordered))
    header = Header(version="0", plan={}, resources={}, scenario={}, seed=1, start="2026-03-10T08:00:00+08:00", horizon_min=600.0, events={"E": {}})
    return violations(Record(header, held), ground)


def without(*kinds: str) -> list[Row]:
    return [one for one in GOOD if one.kind not in kinds]


def moved(kind: str, time: float) -> list[Row]:
    return [row(time, kind, one.actor, one.to, form=one.form, channel=one.channel, **one.facts) if one.kind == kind else one for one in GOOD]


def test_a_decent_course_breaks_nothing():
    assert told(GOOD) == {number: [] for number in CHECKS}


@pytest.mark.parametrize(("number", "rows"), [
    (1, [one for one in GOOD if one.kind != "arrived" or one.actor != "unit"]),  # answers from its desk
    (1, [*GOOD, row(20, "command-established", "tent")]),  # of one body only
    (1, [*GOOD, row(30, "dispatched", "far", unit="f"), row(31, "arrived", "far", unit="f"), row(32, "performed", "far")]),
    (2, moved("reception-opened", 20)),
    (2, moved("heard", 40)),
    (2, moved("answered", 400)),
    (3, [*GOOD, row(66, "heard", "bureau", people=0)]),
    (3, [*GOOD, row(91, "scene", answered=61)]),
    (3, [row(one.time, "answered", "bureau", people=50) if one.kind == "answered" else one for one in GOOD]),  # explaining contents not so many
    (4, [*without("registered"), row(19, "registered", "bureau", people=60)]),
    (4, [*without("registered"), *(row(10.1 + number / 10, "registered", "bureau", people=20) for number in range(3))]),
    (5, [*GOOD, row(95, "scene", present=59)]),
    (5, [*GOOD, row(30, "scene", present=10, returned_home_unheard=50)]),
    (6, [*GOOD, row(0.5, "performed", "unit")]),
    (6, [*GOOD, row(200, "performed", "unit"), *(row(time, "reported", "bureau", "chief", form="follow-up", size=60) for time in (60, 119))]),
    (7, [*GOOD, row(50, "reported", "guards", "bureau", form="written")]),
    (7, [*GOOD, row(40, "reported", "bureau", "far", form="initial", channel="phone"), row(111, "reported", "bureau", "far", form="written")]),
    (8, [*GOOD, row(3.5, "called", "bureau", "office", channel="phone")]),
    (8, [*GOOD, row(60, "unanswered", "chief", "office", channel="phone")]),
    (9, [*GOOD, *(row(3.5, "called", "bureau", "far", channel="phone") for _ in range(13))]),
    (9, [*GOOD, *(row(60 + number, "unanswered", "bureau", "far", channel="phone") for number in range(4))]),
    (9, [*GOOD, *(row(60 + number, "received", "bureau", "unit", form="notice", channel="phone", size=60) for number in range(2))]),
    (9, [*GOOD, row(4, "received", "guards", "bureau", form="initial", channel="phone")]),  # the same word again, for another reason
    (6, [*GOOD, row(62, "reported", "bureau", "chief", form="follow-up", size=41)]),  # a number that nobody has counted
    (6, [*GOOD, row(20, "estimated", "bureau", size=15), row(62, "reported", "bureau", "chief", form="follow-up", size=15)]),  # nor is there
    (10, [*GOOD, row(125, "arrived", "unit", people=1, unit="v"), row(126, "performed", "unit")]),
    (10, [*GOOD, row(70, "arrived", "far", people=1, unit="f")]),
    (10, [*GOOD, row(70, "arrived", "unit", people=40, unit="v")]),
    (12, moved("ended", 105)),
    (12, [*GOOD, row(170, "estimated", "bureau")]),
    (12, [row(120, "ended", "bureau") if one.kind == "ended" else one for one in GOOD]),
    (12, [*GOOD, row(131, "reported", "bureau", "chief", form="final")]),
    (12, [*GOOD, row(80, "cleared", "bureau", people=3)]),
])  # fmt: skip
def test_a_course_that_breaks_a_check_is_told_so(number, rows):
    assert told(rows)[number]


def test_nobody_moves_up_from_the_highest_place_and_few_come_there():
    capital = Ground(place={"E": "square"}, within=TOWN.within, highest=TOWN.highest, works_at=TOWN.works_at, together=TOWN.together)
    found = told([*GOOD, row(95, "scene", moved_up=1, present=59), row(70, "arrived", "far", people=11, unit="f")], capital)

    assert any("highest" in line for line in found[5])
    assert any("officials" in line for line in found[10])
    assert any("bureau arrives after 4.0 min" in line for line in found[1])


def test_whoever_is_out_or_away_is_phoned_though_they_share_a_corridor():
    out = row(3.2, "dispatched", "chief", people=1)
    away = replace(row(3.2, "fault", form="post absent", target="office", until=60.0), about=None)
    call = row(3.5, "called", "bureau", "office", channel="phone")
    ground = dataclasses.replace(TOWN, persons=(frozenset({"chief", "office"}),))

    assert told([*GOOD, call], ground)[8]
    assert not told([*GOOD, out, call], ground)[8]
    assert not told([*GOOD, away, call], ground)[8]


def test_follow_ups_may_say_the_same_where_nobody_came_or_went():
    calm = [one for one in GOOD if one.kind not in ("scene", "ended")] + [row(1, "scene", present=60, arrived=60), row(200, "performed", "unit")]
    said = [row(time, "reported", "bureau", "chief", form="follow-up", size=60) for time in (60, 119)]

    assert not told([*calm, *said])[6]
    assert told([*calm, row(100, "scene", present=40, returned_home_heard=20), *said])[6]


SHIPPED = sorted(path.stem for path in (FILES / "scenarios").glob("*.toml"))


@pytest.mark.parametrize("name", SHIPPED)
def test_shipped_stories_keep_the_checks(name):
    number, ground = SHIPPED.index(name), Ground.of(setting_of(name))

    for seed in (2, 101 + number % 6):  # those that other tests look at too
        found = violations(drilled(name, seed), ground)
        assert not {(check, *lines) for check, lines in found.items() if lines}, seed
