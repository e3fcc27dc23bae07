"""What a diff of two plans says, in clauses and in both languages."""

from __future__ import annotations

import tomllib
from copy import deepcopy
from pathlib import Path

import pytest

from analysis.plan.changes import told_changes
from sim.inputs.overlay import RESOURCE_SECTIONS
from sim.inputs.resources import check_resources_document
from sim.plan.condition_words import ConditionWords
from sim.plan.loader import check_plan_document
from sim.plan.sections import PLAN_SECTIONS
from sim.words import LANGUAGES, NamesLater, words
from tests.shipped import changes_of
from tests.unit import flood_plan as flood

BILINGUAL = {"council": {"zh": "理事会", "en": "council"}, "library": {"zh": "图书馆", "en": "library"}}


def document():
    plan = tomllib.loads(flood.PLAN)
    for body in plan["body"]:
        body["name"] = BILINGUAL.get(body["id"], body["name"])
    plan["duty"][0]["title"] = {"zh": "报理事会", "en": "tell the council"}
    plan["duty"][0]["within"] = "30 min"
    return plan


def changes(change):
    before, after = document(), document()
    change(after)
    return told_changes(check_plan_document(before, "before"), check_plan_document(after, "after"))


def test_a_plan_against_itself_has_no_changes():
    assert changes(lambda plan: None) == ()


def test_a_limit_is_told_with_its_clause_its_title_and_both_lengths():
    def change(plan):
        plan["duty"][0] |= {"within": "15 min", "clause": "2 (rev.)"}

    (entry,) = changes(change)

    assert (entry.change.section, entry.change.key, entry.change.field) == ("duty", "tell-council", "within")
    assert (entry.change.clause_before, entry.change.clause_after) == ("2", "2 (rev.)")
    assert entry.sentence.of("zh") == "2 报理事会 时限：30 分钟 → 15 分钟"
    assert entry.sentence.of("en") == "2 tell the council, limit: 30 min → 15 min"
    assert entry.before.of("zh") == "30 分钟"
    assert entry.after.of("en") == "15 min"


LIMITS = [
    ({"limit": "1 h", "from": "received"}, "1 小时（自接报起）", "1 h (from receipt)"),
    ("5 working days", "5 个工作日", "5 working days"),
    ("none stated", "未规定", "none stated"),
    ({"reading": "at_once"}, "10 分钟（条款理解：at once）", "10 min (as read: at once)"),
    ({"earlier": ["2 h", "90 min"]}, "2 小时、90 分钟，以先到者为准", "2 h or 90 min, whichever ends first"),
    ({"later": ["2 h", "1 day"]}, "2 小时、1 天，以后到者为准", "2 h or 1 day, whichever ends last"),
    ({"limit": "1 h", "from": {"reading": "clock"}}, "1 小时（自接报起，按条款理解）", "1 h (from receipt, as read)"),
    ({"limit": "1 h", "from": "duty:hourly"}, "1 小时（自“go on telling”完成起）", "1 h (from “go on telling”)"),
]


@pytest.mark.parametrize(("limit", "zh", "en"), LIMITS)
def test_every_form_of_limit_is_said_in_words(limit, zh, en):
    (entry,) = changes(lambda plan: plan["duty"][0].update(within=limit))

    assert (entry.after.of("zh"), entry.after.of("en")) == (zh, en)


def test_bodies_are_called_by_the_plans_names_and_pointers_by_what_they_point_at():
    first, second = changes(lambda plan: plan["duty"][0].update(to=["council"], bearer="@actor"))

    assert first.sentence.of("en") == "2 tell the council, bearer: library → the one who acted"
    assert second.sentence.of("zh") == "2 报理事会 送达对象：承担者的上级 → 理事会"
    assert second.sentence.of("en") == "2 tell the council, recipients: the superior of the bearer → council"


def test_a_reading_is_told_by_what_it_is_a_reading_of():
    (entry,) = changes(lambda plan: plan["reading"][0].update(value="none stated"))

    assert entry.sentence.of("en") == "2 at once: 10 min → none stated"


def test_an_added_duty_says_who_to_whom_and_by_when():
    new = {"id": "call", "clause": "2 (rev.)", "title": {"zh": "叫人", "en": "call"}, "bearer": "library", "on": "noticed", "act": "notify",
           "to": ["council"], "within": "5 min"}  # fmt: skip
    (entry,) = changes(lambda plan: plan["duty"].append(new))

    assert (entry.change.field, entry.change.clause_before, entry.change.clause_after) == ("", "", "2 (rev.)")
    assert entry.sentence.of("zh") == "2 (rev.) 新增职责：叫人（图书馆，送理事会，时限 5 分钟）"
    assert entry.sentence.of("en") == "2 (rev.) new duty: call (library; to council; limit 5 min)"


def test_a_removed_entry_is_told_with_the_clause_that_it_had():
    (entry,) = changes(lambda plan: plan["duty"].pop(1))

    assert (entry.change.key, entry.change.clause_before, entry.change.clause_after) == ("hourly", "2", "")
    assert entry.sentence.of("en").startswith("2 duty removed: go on telling")


def test_of_the_cases_of_a_grade_only_what_came_and_what_went_is_told():
    def change(plan):
        plan["grade"][1]["any"].append({"clause": "1 (rev.)", "when": "room == 'hall' and (rising or depth > 9)"})

    (entry,) = changes(change)

    assert entry.before.of("en") == "none"
    assert entry.sentence.of("en") == "1 amber, any of: added [1 (rev.)] where = hall and (rising or water in cm > 9)"


def test_a_change_of_rank_is_a_change():
    (entry,) = changes(lambda plan: plan["level"].reverse())

    assert (entry.change.section, entry.change.field) == ("level", "order")
    assert entry.sentence.of("en") == "level of response, order: full, partial → partial, full"


def test_only_the_clause_changed_is_still_told():
    (entry,) = changes(lambda plan: plan["body"][0].update(clause="1.1"))

    assert entry.sentence.of("en") == "1 library, clause: 1 → 1.1"


def test_the_head_is_compared_too():
    (entry,) = changes(lambda plan: plan["plan"].update(title="Cellar flood, second edition"))

    assert (entry.change.section, entry.change.field) == ("plan", "title")


def test_true_is_not_one():
    (entry,) = changes(lambda plan: plan["fact"][1].update(default=False))

    assert entry.sentence.of("en") == "rising, default: none → no"


def test_resources_are_compared_where_both_are_given():
    plan = check_plan_document(document(), "plan")
    before = tomllib.loads(flood.RESOURCES)
    after = deepcopy(before)
    after["task"][0]["minutes"] = "4 min"
    after["officer"]["margin"] = "8 min"
    after["desk"].append({"bodies": ["council"]})
    after["holder"].pop()
    old, new = (check_resources_document(one, "resources", plan) for one in (before, after))
    told = [entry.sentence.of("en") for entry in told_changes(plan, plan, old, new)]

    assert told == [
        "holder removed: h1 (head librarian, library)",
        "new desk: council",
        "task time “report”, time taken: 5 min on average → 4 min on average",
        "officer, margin: 5 min → 8 min",
    ]
    assert told_changes(plan, plan, old) == ()


def said_in(lang, said):
    return words(lang).tell(said)


CONDITIONS = [
    ("depth >= 50 and rising", "water in cm ≥ 50 and rising"),
    ("not (rising or dry)", "not (rising or dry again)"),
    ("5 <= depth < 50", "water in cm ≥ 5 and water in cm < 50"),
    ("room in ['cellar', 'hall']", "where is cellar / hall"),
    ("grade >= 'amber'", "amber or worse"),
    ("reading('cumulative')", "the reading “cumulative” = yes"),
    ("known(depth)", "water in cm is known"),
    ("at_least(2, rising, dry, depth > 1)", "at least 2 of (rising; dry again; water in cm > 1)"),
    ("to == 'council' and form == 'initial'", "recipient = council and form = initial report"),
    ("form == 'pumping'", "form = “pump”"),
    ("not known(depth)", "water in cm is not known"),
    ("grade > 'amber' or grade == 'amber'", "amber or worse"),
    ("grade == 'amber' or grade > 'amber'", "amber or worse"),
    ("grade < 'red'", "milder than red"),
    ("this is none", "this is none"),
]


@pytest.mark.parametrize(("text", "told"), CONDITIONS)
def test_a_condition_is_said_with_the_plans_names(text, told):
    names = NamesLater(check_plan_document(document(), "plan"))

    assert said_in("en", ConditionWords(names).of_text(text)) == told


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_section_and_every_field_of_the_format_has_words(lang):
    say, sections = words(lang), {**PLAN_SECTIONS, **RESOURCE_SECTIONS}
    fields = {field for section in sections.values() for field in section.fields}

    assert [name for name in sections if not say.knows(f"section.{name}")] == []
    assert [name for name in fields - {"id"} if not say.knows(f"field.{name}")] == []


SHIPPED = Path(__file__).parents[2] / "scenarios" / "shanting"


@pytest.mark.parametrize("file", sorted((SHIPPED / "revisions").glob("*.toml")), ids=lambda file: file.stem)
def test_what_a_shipped_revision_changes_can_be_told_in_both_languages(file):
    found = changes_of(file)

    assert found
    assert any(entry.change.section in PLAN_SECTIONS and "(rev.)" in entry.change.clause_after for entry in found)
    for entry in found:
        for lang in LANGUAGES:
            assert entry.sentence.of(lang)
            assert "object at" not in entry.sentence.of(lang)
