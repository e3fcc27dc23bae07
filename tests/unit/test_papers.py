"""Papers: one text is written once, and where several duties ask for the same at once, one copy does for all of them."""

from __future__ import annotations

import pytest

from analysis.judge import judge
from sim.drill import run
from sim.plan.rulebook import Rulebook
from sim.record import Record
from tests.plans.harness import Documents, documents, setting_of

LETTER = {"id": "letter", "delay": "2 min", "tries": 2, "retry": "3 min", "source": "a test"}


def papers(found: Documents, *others: dict[str, object], staff: int = 2) -> None:
    """The watch owes the office a letter on what it has noticed, once by the plan's duty and once more by each of `others`."""
    duty = found["plan"]["duty"][0]
    duty |= {"channel": ["network"]}
    found["plan"]["duty"] += [{**duty, "id": f"again-{number}", **other} for number, other in enumerate(others)]
    found["resources"]["channel"].append({**LETTER, "id": "network"})
    found["resources"]["desk"][0]["staff"] = staff


def played(*others: dict[str, object], staff: int = 2) -> tuple[Record, list[tuple[str, str]]]:
    found = documents("relay")
    papers(found, *others, staff=staff)
    setting = setting_of(found)
    record = run(setting, 1)
    return record, [(one.rule, one.status) for one in judge(Rulebook(setting.inputs.plan), record, calendar=setting.inputs.calendar).verdicts]


@pytest.mark.parametrize("staff", [1, 2])
def test_one_copy_does_for_two_duties_that_ask_for_the_same_paper_at_once(staff):
    record, verdicts = played({}, staff=staff)

    assert [row.time for row in record.rows if row.kind == "reported"] == [14.0]  # noticed at 10, written in 4 minutes
    assert verdicts == [("tell", "met"), ("again-0", "met")]


def test_another_recipient_gets_a_copy_of_the_same_paper_at_the_same_time():
    record, verdicts = played({"to": ["idle"]})

    assert [(row.time, row.to) for row in record.rows if row.kind == "reported"] == [(14.0, "office"), (14.0, "idle")]
    assert verdicts == [("tell", "met"), ("again-0", "met")]


def test_another_form_is_another_paper():
    record, _ = played({"form": "summary"}, staff=1)

    assert [row.time for row in record.rows if row.kind == "reported"] == [14.0, 18.0]


def test_what_is_asked_for_later_is_a_paper_of_its_own():
    record, verdicts = played({"on": "received", "bearer": "office", "to": ["watch"]})

    assert [(row.actor, row.to) for row in record.rows if row.kind == "reported"] == [("watch", "office"), ("office", "watch")]
    assert verdicts == [("tell", "met"), ("again-0", "met")]
