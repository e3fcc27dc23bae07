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
    ],
)
def test_a_plan_that_only_loosens_is_told_from_one_that_does_more(change, loosens):
    assert only_loosens(BASE, plan(change)) is loosens


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
