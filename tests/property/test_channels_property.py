"""What holds of channels in any record: an excluded one never meets a duty, and what a plan calls its own channel does not matter."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from analysis.judge import judge
from analysis.verdicts import MET, UNJUDGED, Judgement
from sim.plan.rulebook import Rulebook
from tests.unit.test_channels import MONDAY, plan_of, record_of

ROWS = st.lists(
    st.tuples(
        st.integers(0, 400),
        st.sampled_from(["noticed", "reported", "received"]),
        st.sampled_from(["mill", "county"]),
        st.sampled_from(["county", "city"]),
        st.sampled_from(["phone", "radio", "fax", None]),
    ),
    max_size=12,
)
LIMITS = st.sampled_from(["none stated", "30 min", {"limit": "1 h", "from": "received"}])
SHAPES = st.fixed_dictionaries({"within": LIMITS, "per": st.sampled_from(["event", "trigger"]), "counts": st.sampled_from(["sent", "received"])})


def judged(rows: list[tuple[Any, ...]], *duties: dict[str, Any], radio: str = "radio") -> Judgement:
    in_order = sorted(rows, key=lambda row: row[0])
    seen = [row[:3] if row[1] == "noticed" else row for row in in_order]
    return judge(Rulebook(plan_of(*duties, radio=radio)), record_of(*seen), calendar=MONDAY)


@given(ROWS, SHAPES)
def test_nothing_is_met_by_acts_that_all_go_by_an_excluded_channel(rows, shape):
    by_fax = [(*row[:4], "fax") for row in rows]

    found = judged(by_fax, {**shape, "not_channel": "fax"}, {**shape, "id": "other", "channel": ["phone", "radio"]})

    assert {one.status for one in found.verdicts} & {MET, "late", UNJUDGED} == set()


@given(ROWS, SHAPES)
def test_what_a_plans_own_channel_is_called_changes_nothing(rows, shape):
    duty = {**shape, "channel": ["phone", "radio"]}
    renamed = [(*row[:4], "walkie" if row[4] == "radio" else row[4]) for row in rows]

    def brief(found: Judgement) -> list[tuple[Any, ...]]:
        return [(one.id, one.status, one.due_min, one.done_min) for one in found.verdicts]

    assert brief(judged(rows, duty)) == brief(judged(renamed, {**duty, "channel": ["phone", "walkie"]}, radio="walkie"))


@given(ROWS, SHAPES)
def test_a_duty_that_allows_every_channel_is_judged_as_one_that_says_nothing(rows, shape):
    stated = [(*row[:4], row[4] or "phone") for row in rows]

    def brief(found: Judgement) -> list[tuple[Any, ...]]:
        return [(one.id, one.status, one.done_min) for one in found.verdicts]

    assert brief(judged(stated, shape)) == brief(judged(stated, {**shape, "channel": ["phone", "radio", "fax"]}))
