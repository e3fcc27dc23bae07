"""Views of a plan: by clause in the order of the text, by body, by time and grade."""

from __future__ import annotations

import tomllib

import pytest

from analysis.plan.page import Asked, clause_key, inside, page_document, page_markdown, plan_page
from sim.durations import parse_amount
from sim.errors import InputError
from sim.inputs.assembly import find_plan
from sim.plan.loader import check_plan_document, load_plan
from sim.vocabulary import ACTS, KINDS
from sim.words import LANGUAGES, words
from tests.unit import flood_plan as flood


@pytest.fixture(scope="module")
def library():
    return flood_plan()


@pytest.fixture(scope="module")
def shanting():
    return load_plan(find_plan("shanting"))


def flood_plan(change=lambda plan: None):
    plan = tomllib.loads(flood.PLAN)
    change(plan)
    return check_plan_document(plan, "flood")


def duties(page, heading=""):
    return [line.id for block in page.blocks if block.heading.of("en").startswith(heading) for line in block.lines if line.section == "duty"]


def sentence(page, id_):
    return next(line.sentence for block in page.blocks for line in block.lines if line.id == id_)


# -- clauses -----------------------------------------------------------------------------------------------------------------


def test_clauses_stand_in_the_order_of_the_text():
    clauses = ["4.10", "4.1.2(2)", "10", "4.1.2(10)", "4.2", "4.1.2", "4.1.10", "3"]

    assert sorted(clauses, key=clause_key) == ["3", "4.1.2", "4.1.2(2)", "4.1.2(10)", "4.1.10", "4.2", "4.10", "10"]


@pytest.mark.parametrize(
    ("clause", "wanted", "lies_inside"),
    [("4.1.2(2)", "4.1", True), ("4.1", "4.1", True), ("4.10", "4.1", False), ("4", "4.1", False), ("4.1", "", False), ("4.1 (rev.)", "4.1", True)],
)
def test_a_clause_lies_inside_the_clauses_that_begin_like_it(clause, wanted, lies_inside):
    assert inside(clause, wanted) is lies_inside


def test_by_clause_every_entry_stands_once_under_its_clause(shanting):
    page = plan_page(shanting, Asked())

    shown = [(line.section, line.id) for block in page.blocks for line in block.lines]
    sections = ("fact", "reading", "body", "post", "group", "grade", "warning", "level", "duty", "end", "means", "occasion")
    expected = {(section, entry.id) for section in sections for entry in getattr(shanting, section)}
    expected |= {("content", one.form) for one in shanting.content}
    assert len(shown) == len(set(shown))
    assert set(shown) == expected
    assert all(line.clause == block.lines[0].clause for block in page.blocks for line in block.lines)


def test_a_clause_shows_what_lies_inside_it_and_nothing_else(shanting):
    page = plan_page(shanting, Asked(clause="4.1"))

    assert {line.clause for block in page.blocks for line in block.lines} == {"4.1.1", "4.1.2", "4.1.2(1)", "4.1.2(2)", "4.1.2(3)"}


def test_an_unknown_clause_is_refused_with_the_nearest(shanting):
    with pytest.raises(InputError, match=r"4\.1\.1") as error:
        plan_page(shanting, Asked(clause="4.1.9"))
    assert error.value.mistakes[0].value == "4.1.9"


# -- sentences ---------------------------------------------------------------------------------------------------------------


def test_a_duty_is_one_sentence_with_its_trigger_its_recipient_its_limit_and_its_start(library):
    said = sentence(plan_page(library, Asked(clause="2")), "tell-council")

    assert said.of("en") == (
        "Once graded, if amber or worse: library must report (initial report) to the superior of the bearer; limit: 30 min (from receipt, as read)."
    )
    assert said.of("zh") == "定级后，若amber以上：library须报告（初报），送承担者的上级；时限：30 分钟（自接报起，按条款理解）。"


def test_a_condition_is_told_with_its_readings_taken(library):
    def otherwise(plan):
        next(one for one in plan["reading"] if one["id"] == "cumulative")["value"] = False

    assert "cumulative" not in sentence(plan_page(library, Asked(clause="2")), "tell-council").of("en")
    assert (
        sentence(plan_page(flood_plan(otherwise), Asked(clause="2")), "tell-council").of("en").startswith("(Not in force as the readings are taken.)")
    )


def test_a_reading_in_a_limit_is_named(library):
    assert "10 min (as read: at once)" in sentence(plan_page(library, Asked(clause="3")), "pump").of("en")


def test_a_choice_goes_by_the_name_that_the_plan_gives_it_or_by_what_it_points_at():
    def worded(plan):
        plan["reading"][0] |= {
            "value": "soon", "choices": ["soon", "head", "duty:pump", "5 min", "aware"], "value_names": {"soon": {"zh": "尽快", "en": "before long"}},
        }  # fmt: skip
        plan["duty"][2]["within"] = "2 h"

    said = sentence(plan_page(flood_plan(worded), Asked(clause="2")), "at_once")

    assert said.of("en") == "taken as “before long”; choices: before long, head librarian, “pump”, 5 min, from first knowing"
    assert said.of("zh").startswith("取“尽快”；可取：尽快、head librarian、“pump”、5 分钟、自知悉起")


def test_a_name_for_what_is_no_choice_is_refused():
    def misspelt(plan):
        plan["reading"][2]["value_names"] = {"yes": "yes"}

    with pytest.raises(InputError, match='choice of "cumulative" is unknown'):
        flood_plan(misspelt)


def test_a_form_of_the_plans_own_goes_by_its_name_or_by_the_duty_that_has_it():
    def own(plan):
        plan["content"] += [{"form": "pumping", "clause": "2"}, {"form": "always", "clause": "2", "name": {"zh": "每次", "en": "every time"}}]
        plan["content"][1]["includes"] = ["pumping", "always"]

    page = plan_page(flood_plan(own), Asked(clause="2"))

    assert sentence(page, "follow-up").of("en") == "and all of “pump”; and all of “every time”"
    assert sentence(page, "follow-up").of("zh") == "另含“pump”的各项；另含“每次”的各项"


def test_silence_is_said_and_never_a_number(shanting):
    page = plan_page(shanting, Asked(clause="4.1.2"))

    said = sentence(page, "final-report")
    assert "somebody whom the plan does not name must report (final report) to a recipient who is not stated; limit: none stated" in said.of("en")
    assert "对象未规定" in said.of("zh")


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_act_and_every_kind_of_row_has_words_of_its_own(lang):
    say = words(lang)

    for act in ACTS:
        assert say(f"act.{act}")
    assert len({say(f"kind.{kind}") for kind in KINDS}) == len(KINDS)


@pytest.mark.parametrize("act", ACTS)
def test_an_act_and_its_row_are_called_by_one_verb(act):
    def asked(plan):
        plan["duty"] = [
            {"id": "asks", "clause": "2", "title": "asks", "bearer": "library", "on": "noticed", "act": act}
            | ({"to": ["council"]} if ACTS[act].message else {"form": "pumping"}),
            {"id": "follows", "clause": "2", "title": "follows", "bearer": "library", "by": "library", "on": ACTS[act].kind, "act": "verify"},
        ]

    say = words("zh")
    verb = say(f"act.{act}")
    page = plan_page(flood_plan(asked), Asked(clause="2"))

    assert say(f"kind.{ACTS[act].kind}") == verb
    assert sentence(page, "follows").of("zh").startswith(f"library{verb}后：")
    done = "办：asks" if act in ("perform", "prepare") else verb
    assert sentence(page, "asks").of("zh").startswith(f"发现后：library须{done}")


def test_what_sets_a_duty_off_is_said_with_who_did_it():
    def several(plan):
        plan["duty"][0] |= {"on": ["verified", "received", "arrived"], "by": "library"}

    said = sentence(plan_page(flood_plan(several), Asked(clause="2")), "tell-council")

    assert said.of("en").startswith("Once verified by library or word is received from library or library arrived, if")
    assert said.of("zh").startswith("library核实或收到library的消息或library到场后，若")


# -- by body -----------------------------------------------------------------------------------------------------------------


def test_a_body_is_asked_what_it_bears_itself_and_through_its_groups(library):
    page = plan_page(library, Asked(body="library"))

    assert duties(page, "Asked of me") == ["tell-council", "hourly", "pump", "end-report-dry-end", "end-order-dry-end-head"]
    assert sentence(page, "pump").of("en").endswith("[as rescue group]")
    assert not sentence(page, "tell-council").of("en").endswith("]")


def test_whoever_starts_a_level_sees_what_there_is_to_decide(library):
    page = plan_page(library, Asked(body="head"))

    assert set(duties(page, "For me to decide")) >= {"level-full", "level-partial", "end-approve-dry-end"}


def test_a_body_is_told_what_is_sent_to_it_by_pointer_and_climb(library):
    page = plan_page(library, Asked(body="council"))

    assert duties(page, "Told to me") == ["tell-council", "hourly"]
    assert duties(page, "Asked of me") == []


def test_a_role_is_asked_what_its_group_is_asked(library):
    assert "pump" in duties(plan_page(library, Asked(body="salvage")), "Asked of me")


def test_a_pointer_means_only_those_whom_the_condition_allows(shanting):
    health, transport = (set(duties(plan_page(shanting, Asked(body=body)), "Asked of me")) for body in ("health", "transport"))

    assert "roads-kept-open" in transport
    assert "roads-kept-open" not in health  # the command asks this of police and transport alone
    assert "send-ambulance" in health


def test_whoever_asked_for_a_decision_is_told_it(library):
    assert "end-answer-dry-end" in duties(plan_page(library, Asked(body="library")), "Told to me")
    assert "end-answer-dry-end" not in duties(plan_page(library, Asked(body="council")), "Told to me")


@pytest.mark.parametrize("word", ["petition_bureau", "区信访局", "信访工作机构", "district petition bureau"])
def test_a_body_goes_by_its_id_its_names_and_its_other_names(shanting, word):
    assert "report-ordinary" in duties(plan_page(shanting, Asked(body=word)), "Asked of me")


def test_a_person_of_several_posts_is_asked_what_every_post_is_asked(shanting):
    assert "level-IV" in duties(plan_page(shanting, Asked(body="bureau_head")), "For me to decide")


def test_an_unknown_body_is_refused_with_the_nearest(library):
    with pytest.raises(InputError, match='did you mean "library"'):
        plan_page(library, Asked(body="libary"))


# -- by time and grade -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("within", "expected"),
    [("9 min", []), ("10 min", ["pump"]), ("29 min", ["pump"]), ("30 min", ["pump", "tell-council"]), ("59 min", ["pump", "tell-council"])],
)
def test_within_holds_at_the_limit_and_not_below(library, within, expected):
    assert duties(plan_page(library, Asked(within=parse_amount(within)))) == expected


def test_recurring_duties_are_due_after_their_period(library):
    assert "hourly" in duties(plan_page(library, Asked(within=parse_amount("1 h"))))


def test_silence_is_counted_and_not_listed_among_the_due(library):
    page = plan_page(library, Asked(within=parse_amount("1 h")))

    # two levels decided and answered; the end asked for, approved, answered and ordered
    assert page.note.of("en") == "Each from its own start. 8 more have no stated limit."
    assert not [duty for duty in duties(page) if duty.startswith(("level", "end"))]


def test_a_grade_shows_only_what_can_arise_at_it(shanting):
    at = {grade: set(duties(plan_page(shanting, Asked(grade=grade)))) for grade in ("I", "III", "IV")}

    assert "report-ordinary" in at["IV"] - at["III"]
    assert "report-serious-city" in at["III"] - at["IV"]
    assert "work-team-leaves" in at["I"] - at["III"]
    assert "yellow-standby" in at["III"] - at["IV"]
    assert "keep-out" in at["IV"] - at["III"]  # at the district's own gate: a city gate is another place
    assert "find-grade" in at["I"] & at["III"] & at["IV"]


def test_a_grade_opens_with_its_cases_its_warning_and_its_level(shanting):
    page = plan_page(shanting, Asked(grade="III", within=parse_amount("1 h")))

    assert [(line.section, line.id) for line in page.blocks[0].lines] == [("grade", "III"), ("warning", "yellow"), ("level", "III")]
    assert "number of people ≥ 50" in page.blocks[0].lines[0].sentence.of("en")


def test_lengths_stand_in_order_minutes_before_days_before_silence(shanting):
    page = plan_page(shanting, Asked(grade="IV"))

    headings = [block.heading.of("en") for block in page.blocks[1:]]
    lengths = ("10 min", "1 h", "5 working days", "30 days", "none stated")
    first = [next(at for at, heading in enumerate(headings) if length in heading) for length in lengths]
    assert first == sorted(first)


def test_an_unknown_grade_is_refused(library):
    with pytest.raises(InputError, match="the plan has no such grade"):
        plan_page(library, Asked(grade="blue"))


# -- output ------------------------------------------------------------------------------------------------------------------


def test_json_is_stable_and_says_what_was_asked(library):
    document = page_document(plan_page(library, Asked(body="council", within=parse_amount("30 min"))), "en")

    assert document["schema"] == "drill.plan/1"
    assert (document["view"], document["plan"], document["asked"]) == ("body", "flood", {"body": "council", "within": "30 min"})
    entry = document["blocks"][2]["entries"][0]
    assert (entry["id"], entry["limit_min"], entry["readings"], entry["limit"]) == (
        "tell-council", 30.0, ["cumulative", "clock"], "limit: 30 min (from receipt, as read)",
    )  # fmt: skip


def test_markdown_has_a_table_for_each_clause_and_no_broken_cell(library):
    text = page_markdown(plan_page(library, Asked()), "zh")

    assert text.count("## ") == 5  # without a clause (facts), and clauses 1 to 4
    rows = [line for line in text.splitlines() if line.startswith("| ")]
    assert all(line.replace("\\|", "").count("|") == 4 for line in rows)
