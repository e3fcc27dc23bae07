"""Which changes of a plan do nothing but loosen limits."""

from __future__ import annotations

import tomllib

import pytest

from analysis.experiment.arms import yardstick
from analysis.experiment.loosening import only_loosens
from sim.plan.loader import check_plan_document
from tests.unit.flood_plan import PLAN


def plan(*changes):
    text = PLAN
    for before, after in changes:
        assert before in text
        text = text.replace(before, after, 1)
    return check_plan_document(tomllib.loads(text), "plan.toml")


BASE = plan()
STOPPED = 'stops = { on = "requested" }\nresumes = { on = "approved" }\n'
TELL, PUMP = 'within = { limit = "30 min"', 'within = { earlier = ["2 h", '


@pytest.mark.parametrize(
    ("change", "loosens"),
    [
        ((TELL, 'within = { limit = "45 min"'), True),
        ((TELL, 'within = { limit = "20 min"'), False),
        ((TELL, 'within = { limit = "1 day"'), True),
        ((TELL, 'within = { limit = "none stated"'), True),
        ((PUMP, 'within = { earlier = ["3 h", '), True),
        ((PUMP, 'within = { later = ["2 h", '), False),
        (('every = "1 h"', 'every = "2 h"'), True),
        (('every = "1 h"', 'every = "30 min"'), False),
        (('value = "10 min"', 'value = "none stated"'), True),  # the reading that a limit leans on
        (('value = "received"', 'value = "trigger"'), False),  # another start may set other people to work
        (('title = "tell the council"', 'title = "tell the town council"'), False),  # nothing is looser
        (('title = "pump"', 'title = "pump"\nforce = "may"'), True),
        (('stand_in = "deputy"', 'stand_in = "none stated"'), False),
        (('requires = ["dry"]', 'requires = ["dry", "rising"]'), False),
        ((TELL, STOPPED + TELL), True),
        ((TELL, 'extends = { on = "approved", length = "1 h" }\n' + TELL), True),
        (('every = "1 h"', 'daily = ["08:00"]'), False),
    ],
)
def test_a_plan_that_only_loosens_is_told_from_one_that_does_more(change, loosens):
    assert only_loosens(BASE, plan(change)) is loosens


@pytest.mark.parametrize(
    ("before", "after", "loosens"),
    [
        ('["08:00", "17:00"]', '["08:00"]', True),
        ('["08:00"]', '["08:00", "17:00"]', False),
        ('["08:00"]', '["09:00"]', False),  # sooner for whoever is asked at 08:30
    ],
)
def test_fewer_times_of_day_loosen_a_duty(before, after, loosens):
    base, revised = (plan(('every = "1 h"', f"daily = {hours}")) for hours in (before, after))

    assert only_loosens(base, revised) is loosens


@pytest.mark.parametrize(("before", "after", "loosens"), [("1 h", "2 h", True), ("2 h", "1 h", False), ("1 h", None, False)])
def test_a_longer_extension_loosens_a_duty(before, after, loosens):
    written = ("" if length is None else f'extends = {{ on = "approved", length = "{length}" }}\n' for length in (before, after))
    base, revised = (plan((TELL, one + TELL)) for one in written)

    assert only_loosens(base, revised) is loosens


def test_another_row_that_extends_a_limit_may_give_less_time():
    base, revised = (
        plan((TELL, f'extends = {{ on = "{kind}", length = "{length}" }}\n' + TELL)) for kind, length in (("approved", "1 h"), ("filed", "2 h"))
    )

    assert not only_loosens(base, revised)
    assert not only_loosens(plan((TELL, STOPPED + TELL)), BASE)


def test_a_looser_limit_beside_anything_else_is_not_only_a_looser_limit():
    assert not only_loosens(BASE, plan((TELL, 'within = { limit = "45 min"'), ('to = ["@bearer.superior"]', 'to = ["council"]')))
    assert not only_loosens(BASE, plan((TELL, 'within = { limit = "45 min"'), ('every = "1 h"', 'every = "30 min"')))


def test_the_yardstick_has_the_baselines_limits_and_the_revisions_people():
    revised = plan(
        (TELL, 'within = { limit = "45 min"'), ('stand_in = "deputy"', 'stand_in = "night_head"'),
        ("[[group]]", '[[post]]\nid = "night_head"\nname = "night head"\nbody = "library"\nclause = "1"\n\n[[group]]'),
    )  # fmt: skip
    found = yardstick(BASE, revised)

    assert found.duty == BASE.duty
    assert {post.id: post.stand_in for post in found.post}["head"] == "night_head"
    assert "night_head" in {post.id for post in found.post}
    assert yardstick(BASE, BASE) == BASE
