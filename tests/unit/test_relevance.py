"""What a rule rests on, where the plan language grows: a key that nobody has looked at yet makes a rule ask for more, never for less."""

from __future__ import annotations

from dataclasses import replace

import pytest

from analysis import relevance
from analysis.relevance import ENGINE_KINDS, Asks, Relevance
from sim.plan.model import Duty, Fact, Plan
from sim.plan.rulebook import Rulebook
from sim.plan.starts import STARTED_BY
from sim.vocabulary import KINDS

TEXTS = {"clause": "1", "title": "x"}
DUTY = {"id": "tell", **TEXTS, "bearer": "mill", "on": "noticed", "when": "hurt >= 3", "act": "report", "to": ["town"], "within": "1 h"}
FACT = {"id": "hurt", "name": "hurt", "type": "count"}


class DutyWithAKey(Duty):
    """A duty with a key that is new in the plan language, and that names a kind of row."""

    paused_by: str = ""


class FactWithAKey(Fact):
    """A fact with a key that is new in the plan language."""

    fades_after: str = ""


def asks_of(duty: Duty, fact: Fact | None = None) -> Asks:
    plan = Plan.model_validate({
        "plan": {"id": "p", "title": "p"}, "fact": [FACT], "body": [{"id": body, "name": body, "clause": "1"} for body in ("mill", "town")],
        "duty": [DUTY],
    })  # fmt: skip
    if fact is not None:
        plan = plan.model_copy(update={"fact": (fact,)})
    book = Rulebook(plan)
    book.rules = tuple(replace(rule, duty=duty) for rule in book.rules)
    return Relevance(book).of[0]


def test_a_new_key_of_a_duty_is_no_plain_one_and_the_kinds_that_it_names_bear_on_the_rule():
    known, unknown = asks_of(Duty.model_validate(DUTY)), asks_of(DutyWithAKey.model_validate({**DUTY, "paused_by": "published"}))

    assert known.plain
    assert "published" not in known.loose
    assert not unknown.plain
    assert "published" in unknown.loose


def test_a_new_key_of_a_fact_keeps_the_rules_that_ask_for_it_from_being_plain():
    duty = Duty.model_validate(DUTY)

    assert asks_of(duty, Fact.model_validate(FACT)).plain
    assert not asks_of(duty, FactWithAKey.model_validate({**FACT, "fades_after": "1 h"})).plain


@pytest.mark.parametrize(("listed", "model"), [("_ASKED_FINELY", Duty), ("_PLAIN_KEYS", Duty), ("_PLAIN_FACT", Fact)])
def test_the_keys_that_are_known_here_are_keys_of_the_plan_language(listed, model):
    assert getattr(relevance, listed) <= set(model.model_fields)


def test_every_start_of_a_limit_is_a_kind_of_its_own_among_the_values_of_an_open_kind():
    assert set(STARTED_BY) <= ENGINE_KINDS <= set(KINDS)
