"""What a book holds of a fact is what follows from walking through all that was stated, however it came to be told."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from sim.calendar import Calendar
from sim.plan.conditions import Vocabulary
from sim.plan.model import Fact
from sim.plan.stated import Stated, holdings_of, learn
from sim.record import Row

CALENDAR = Calendar(
    start=datetime(2026, 3, 2, 10), utc_offset_min=480, weekends=frozenset({5, 6}), holidays=frozenset(), workdays=frozenset(),
    years=frozenset({2026}),
)  # fmt: skip
HOUR, DAY, FIRST_MIDNIGHT = 60, 1440, 840  # minute 0 is 10:00
WINDOWS = ["", "1 h", "30 min", "1 day", "2 days"]
BODIES = ["works", "county", "city"]


def stated_of(began: float | None, **rule: Any) -> Stated:
    fact = Fact.model_validate({"id": "dead", "name": "dead", "type": "count", **rule})
    return Stated(holdings_of([fact], Vocabulary({}), {}), {}, {"clerk": "county"}, CALENDAR, lambda: began)


def ends(start: float, window: str) -> float:
    """By hand: minutes to the minute, days to the midnight that ends the last."""
    number, unit = window.split()
    if unit in ("h", "min"):
        return start + int(number) * (HOUR if unit == "h" else 1)
    return FIRST_MIDNIGHT + ((start + DAY - FIRST_MIDNIGHT) // DAY + int(number)) * DAY


def by_hand(statements: list[tuple[float, int, bool]], holds: str, window: str, rolling: bool, began: float | None, now: float) -> int | None:
    """`statements`: age, value, and whether it starts the largest anew; in the order in which they arrived."""
    if not statements:
        return None
    if window and not rolling and began is None:
        return None
    counted = []
    for place, (age, value, anew) in enumerate(statements):
        if not window or (rolling and age <= now <= ends(age, window)) or (not rolling and began is not None and began <= age <= ends(began, window)):
            counted.append((age, place, value, anew))
    counted.sort()
    if not counted:
        return 0 if holds == "sum" else None
    if holds == "sum":
        return sum(value for _, _, value, _ in counted)
    if holds == "latest":
        return counted[-1][2]
    last = max((at for at, one in enumerate(counted) if one[3]), default=0)
    return max(value for _, _, value, _ in counted[last:])


LOOKS = st.lists(
    st.tuples(
        st.integers(0, 4000),  # when
        st.sampled_from([0, 0, 0, 5, 1500]),  # how old it was then
        st.integers(0, 20),
        st.sampled_from(["noticed", "verified", "regraded"]),
    ),
    max_size=9,
).map(sorted)


@given(LOOKS, st.sampled_from(["latest", "largest", "sum"]), st.sampled_from(WINDOWS), st.booleans(), st.sampled_from([None, 0, 70, 900]),
       st.integers(0, 4000))  # fmt: skip
def test_a_value_is_what_follows_from_walking_through_all_statements(looks, holds, window, rolling, began, now):
    rule: dict[str, Any] = {"holds": holds}
    if window:
        rule |= {"window": window, "window_from": "now" if rolling else "event"}
    stated = stated_of(began, **rule)
    if not holdings_of([Fact.model_validate({"id": "dead", "name": "dead", "type": "count", **rule})], Vocabulary({}), {}):
        return  # a plain fact: the newest by age, tested elsewhere
    seen = []
    for seq, (time, old, value, kind) in enumerate(looks):
        # somebody else each time, so that each is a look of its own
        learn(Row(seq, float(time), kind, actor=f"body-{seq}", about="e", facts={"dead": value, "as_of": {"dead": float(time - old)}}), (stated,))
        seen.append((float(time - old), value, kind != "noticed"))
        assert stated.value("dead", now) == by_hand(seen, holds, window, rolling, began, now)


@given(st.data())
def test_passing_on_changes_no_sum_and_no_largest(data):
    plain = {holds: stated_of(None, holds=holds) for holds in ("sum", "largest")}
    told = {holds: stated_of(None, holds=holds) for holds in ("sum", "largest")}
    known: dict[str, list[tuple[int, float, int]]] = {body: [] for body in BODIES}  # number of the statement, its minute, its value
    said: dict[tuple[str, str], set[int]] = {}
    seq = 0

    def show(books, kind, actor, to, value, age=None):
        nonlocal seq
        seq += 1
        facts: dict[str, Any] = {"dead": value} if age is None else {"dead": value, "as_of": {"dead": age}}
        for book in books:
            learn(Row(seq, float(seq), kind, actor=actor, to=to, form="initial" if to else None, about="e", facts=facts), (book,))

    for number in range(data.draw(st.integers(1, 6))):
        who, value = data.draw(st.sampled_from(BODIES)), data.draw(st.integers(1, 4))
        show((*plain.values(), *told.values()), "noticed", who, None, value)
        known[who].append((number, float(seq), value))
        for _ in range(data.draw(st.integers(0, 3))):
            teller, hearer = data.draw(st.permutations(BODIES))[:2]
            unsaid = [one for one in known[teller] if one[0] not in said.setdefault((teller, hearer), set())]
            if not unsaid:
                continue
            number_told, age, worth = unsaid[0]
            aged = data.draw(st.booleans())
            show(told.values(), "reported", teller, hearer, worth, age if aged else None)
            if data.draw(st.booleans()):
                show(told.values(), "received", teller, hearer, worth, age if aged and data.draw(st.booleans()) else None)
            said[teller, hearer].add(number_told)
            if all(one[0] != number_told for one in known[hearer]):
                known[hearer].append(unsaid[0])
        for holds in ("sum", "largest"):
            assert told[holds].value("dead", 9999.0) == plain[holds].value("dead", 9999.0)
