"""Revisions: what they change, what they refuse, and that those which ship fit the plan that ships."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from sim.durations import Span
from sim.errors import InputError
from sim.inputs.overlay import same_as_written
from sim.inputs.resources import check_resources_document
from sim.inputs.revisions import apply, check_revision_document, lineage, load_revision
from sim.plan.loader import check_plan_document
from tests.shipped import documents_of
from tests.unit import flood_plan as flood

HEAD = '[revision]\nid = "{id}"\non = "flood"\ntitle = "t"\nreason = "r"\n'
PUMP_SOONER = """
[amend.duty.tell-council]
clause = "2 (rev.)"
within = { was = { limit = "30 min", from = { reading = "clock" } }, now = { limit = "15 min", from = { reading = "clock" } } }
"""


def plan_document():
    return tomllib.loads(flood.PLAN)


def resources_document():
    return tomllib.loads(flood.RESOURCES)


def revision(text, id_="r1"):
    return check_revision_document(tomllib.loads(HEAD.replace("{id}", id_) + text), f"{id_}.toml")


def revised(*texts):
    revisions = [revision(text, f"r{number}") for number, text in enumerate(texts, 1)]
    plan, resources = apply(plan_document(), resources_document(), revisions)
    made = check_plan_document(plan, "plan")
    return made, check_resources_document(resources, "resources", made)


def entry(rows, id_):
    return next(row for row in rows if row.id == id_)


def complaint(*texts):
    with pytest.raises(InputError) as caught:
        revised(*texts)
    return str(caught.value)


def test_an_amendment_changes_its_field_and_its_clause_and_keeps_the_rest():
    before = check_plan_document(plan_document(), "plan")
    after, _ = revised(PUMP_SOONER)
    old, new = entry(before.duty, "tell-council"), entry(after.duty, "tell-council")

    assert new.within.amount == Span(15.0)
    assert new.clause == "2 (rev.)"
    assert new.title == old.title
    assert new.model_copy(update={"within": old.within, "clause": old.clause}) == old
    assert [duty for duty in after.duty if duty.id != "tell-council"] == [duty for duty in before.duty if duty.id != "tell-council"]


def test_the_documents_that_are_revised_stay_as_they_are():
    plan, resources = plan_document(), resources_document()
    apply(plan, resources, [revision(PUMP_SOONER)])

    assert plan == plan_document()
    assert resources == resources_document()


def test_no_revision_changes_nothing():
    assert apply(plan_document(), resources_document(), []) == (plan_document(), resources_document())


def test_an_entry_is_added_where_it_says():
    plan, _ = revised(
        '[[add.grade]]\nid = "yellow"\nafter = "amber"\nname = "y"\nclause = "1 (rev.)"\nany = [{ clause = "1", when = "depth < 5" }]\n'
        '[[add.grade]]\nid = "black"\nbefore = "red"\nname = "b"\nclause = "1 (rev.)"\nany = [{ clause = "1", when = "depth > 9" }]\n'
    )

    assert [grade.id for grade in plan.grade] == ["black", "red", "amber", "yellow"]


def test_a_repealed_entry_is_gone():
    plan, _ = revised('[repeal.duty.hourly]\nclause = "2 (rev.)"\nreason = "nobody reads them"\n')

    assert [duty.id for duty in plan.duty] == ["tell-council", "pump"]


def test_a_reading_is_amended_by_its_value():
    plan, _ = revised('[amend.reading.at_once]\nclause = "2 (rev.)"\nvalue = { was = "10 min", now = "none stated" }\n')

    assert entry(plan.reading, "at_once").value == "none stated"


def test_a_field_that_is_not_stated_is_silent_before_and_stated_after():
    text = '[amend.post.deputy]\nclause = "1 (rev.)"\nstand_in = { %s now = "keeper" }\n'
    more = '[[add.post]]\nid = "keeper"\nname = "keeper"\nbody = "library"\nclause = "1 (rev.)"\n'

    for was in ("", 'was = "none stated",'):
        plan, _ = revised(text % was + more)
        assert entry(plan.post, "deputy").stand_in == "keeper"
        assert entry(plan.post, "deputy").clause == "1 (rev.)"


def test_a_field_without_now_is_taken_out():
    plan, _ = revised('[amend.post.head]\nclause = "1 (rev.)"\nstand_in = { was = "deputy" }\n')

    assert entry(plan.post, "head").stand_in == "none stated"


def test_revisions_stack_in_their_order():
    second = PUMP_SOONER.replace("15 min", "5 min").replace("30 min", "15 min").replace("(rev.)", "(rev. 2)")
    plan, _ = revised(PUMP_SOONER, second)

    assert entry(plan.duty, "tell-council").within.amount == Span(5.0)
    assert "the plan says otherwise" in complaint(second, PUMP_SOONER)


def test_two_revisions_of_one_field_conflict_and_the_second_names_the_first():
    message = complaint(PUMP_SOONER, PUMP_SOONER.replace("15 min", "20 min"))

    assert 'r2.toml: amend › duty "tell-council" › within › was' in message
    assert 'the revision "r1" has changed it before' in message
    assert '{ limit = "15 min", from = { reading = "clock" } }' in message


MISTAKES = [
    ("", ["changes nothing"]),
    ("[amend.duty.pump]\n", ["clause", 'amend › duty "pump"']),
    ('[amend.duty.pump]\nclause = "3 (rev.)"\n', ["amends nothing"]),
    ('[amend.duty.pump]\nbearer = { was = "rescue", now = "library" }\n', ['the key "clause" is missing']),
    ('[amend.duty.pump]\nclause = "3 (rev.)"\nbearer = { was = "library", now = "council" }\n', ["says otherwise", 'allowed: "rescue"']),
    ('[amend.duty.pump]\nclause = "3 (rev.)"\nbearer = { now = "council" }\n', ["says otherwise", "`was` is not given"]),
    ('[amend.duty.pump]\nclause = "3 (rev.)"\nbearer = { was = "rescue", now = "rescue" }\n', ["changes nothing: it was so before"]),
    ('[amend.duty.pump]\nclause = "3 (rev.)"\nbearer = "library"\n', ["{ was"]),
    ('[amend.duty.pump]\nclause = "3 (rev.)"\nbearer = { was = "rescue", then = "library" }\n', ["what it was and what it is now"]),
    ('[amend.duty.pump]\nclause = "3 (rev.)"\nbaerer = { was = "rescue", now = "library" }\n', ["no such field", 'did you mean "bearer"']),
    ('[amend.duty.pump]\nclause = "3 (rev.)"\nid = { was = "pump", now = "drain" }\n', ["cannot rename"]),
    ('[amend.duty.pmup]\nclause = "3 (rev.)"\nforce = { now = "may" }\n', ["no such duty", 'did you mean "pump"']),
    ('[amend.dutty.pump]\nclause = "3 (rev.)"\nforce = { now = "may" }\n', ["no such section", 'did you mean "duty"']),
    ('[amend.holder.h1]\nclause = "3 (rev.)"\nabsent = { now = true }\n', ["no such section", "[resources.amend.holder"]),
    ('[repeal.duty.pump]\nreason = "r"\n', ['the key "clause" is missing']),
    ('[repeal.duty.pump]\nclause = "3 (rev.)"\n', ['the key "reason" is missing']),
    ('[repeal.duty.drain]\nclause = "3 (rev.)"\nreason = "r"\n', ["no such duty"]),
    ('[repeal.duty.pump]\nclause = "x"\nreason = "r"\n[amend.duty.pump]\nclause = "x"\nforce = { now = "may" }\n', ["amended too"]),
    ('[[add.post]]\nid = "head"\nname = "n"\nbody = "library"\nclause = "1 (rev.)"\n', ["has this post already", "[amend.post"]),
    ('[[add.post]]\nid = "new"\nname = "n"\nbody = "library"\n', ['the key "clause" is missing']),
    ('[[add.grade]]\nid = "g"\nname = "g"\nclause = "c"\nany = [{ clause = "1", when = "depth > 1" }]\n', ["is its rank", "after ="]),
    ('[[add.grade]]\nid = "g"\nafter = "ambr"\nname = "g"\nclause = "c"\nany = [{ clause = "1", when = "rising" }]\n', ['mean "amber"']),
    ('[amend.duty.pump]\nclause = "3 (rev.)"\nbearer = { was = "rescue", now = "rescu" }\n', ['"pump" › bearer', 'mean "rescue"']),
    ('[amend.duty.pump]\nclause = "3 (rev.)"\nforce = { now = "could" }\n', ['amend › duty "pump" › force', "must not"]),
    ('[[add.duty]]\nid = "x"\nclause = "9"\ntitle = "x"\nbearer = "nobody"\non = "noticed"\nact = "verify"\n', ['add › duty "x" › bearer']),
    ('[repeal.post.deputy]\nclause = "1 (rev.)"\nreason = "r"\n', ['post "head" › stand_in', "(after this revision)"]),
    ('[amend.reading.at_once]\nclause = "2 (rev.)"\nvalue = { was = "10 min", now = "5 min" }\n', ['amend › reading "at_once" › value']),
    ("[amand.duty.pump]\n", ['did you mean "amend"']),
    ('[resources.amend.officer]\nmargin = { was = "1 min", now = "2 min" }\n', ["needs its own source"]),
    ('[resources.repeal.officer.x]\nreason = "r"\n', ["no list"]),
    ('[[resources.add.officer]]\nmargin = "1 min"\n', ["no list"]),
]


@pytest.mark.parametrize(("text", "words"), MISTAKES)
def test_a_mistake_is_refused_with_the_file_and_the_place(text, words):
    message = complaint(text)

    assert message.startswith("r1.toml: ")
    for word in words:
        assert word in message, message


def test_every_fault_of_a_revision_is_told_at_once():
    message = complaint(
        '[amend.duty.pump]\nclause = "3"\nbearer = { was = "x", now = "y" }\n[repeal.duty.drain]\nclause = "3"\nreason = "r"\n'
        '[[add.post]]\nid = "head"\nname = "n"\nbody = "library"\nclause = "1"\n'
    )

    assert message.count("r1.toml: ") == 3


def test_a_revision_of_another_plan_is_refused():
    text = (HEAD.replace("{id}", "r1") + PUMP_SOONER).replace('"flood"', '"fire"')
    other = check_revision_document(tomllib.loads(text), "other.toml")
    with pytest.raises(InputError, match="of another plan"):
        apply(plan_document(), resources_document(), [other])


def test_one_revision_twice_is_refused():
    one = revision(PUMP_SOONER)
    with pytest.raises(InputError, match="applied already"):
        apply(plan_document(), resources_document(), [one, one])


def test_a_fault_of_the_baseline_is_not_laid_at_the_revision():
    plan = plan_document()
    plan["duty"][2]["bearer"] = "nobody"
    with pytest.raises(InputError) as caught:
        apply(plan, resources_document(), [revision(PUMP_SOONER)], files=("plan.toml", "resources.toml"))

    assert str(caught.value).startswith('plan.toml: duty "pump" › bearer')


def resources_with_task():
    document = resources_document()
    document["task"] = [{"act": "report", "form": "initial", "minutes": "10 min", "source": "own drills"},
                        {"act": "report", "minutes": "4 min", "source": "own drills"}]  # fmt: skip
    return document


def test_a_task_is_found_by_act_form_and_who_and_its_new_number_brings_its_source():
    text = (
        '[resources.amend.task."report/initial"]\nminutes = { was = "10 min", now = "5 min" }\n'
        'source = { was = "own drills" }\nassumption = { now = true }\nrange = { now = ["3 min", "8 min"] }\n'
    )
    plan, resources = apply(plan_document(), resources_with_task(), [revision(text)])
    made = check_resources_document(resources, "resources", check_plan_document(plan, "plan"))

    assert [task.minutes.mean() for task in made.task] == [5.0, 4.0]
    assert made.task[0].assumption
    assert not made.task[0].source


def test_a_fault_in_a_task_is_placed_at_the_revision():
    text = '[resources.amend.task."report/initial"]\nminutes = { was = "10 min", now = "5 mn" }\nsource = { was = "own drills" }\n'
    with pytest.raises(InputError) as caught:
        apply(plan_document(), resources_with_task(), [revision(text)])

    assert str(caught.value).startswith("r1.toml: resources › amend › task")


def test_without_resources_what_a_revision_changes_in_them_is_left_out():
    plan, resources = apply(plan_document(), {}, [revision(PUMP_SOONER + '[[resources.add.holder]]\nid = "x"\nposts = ["head"]\n')])

    assert resources == {}
    assert plan["duty"][0]["within"]["limit"] == "15 min"


def test_a_holder_and_a_desk_are_added_and_repealed():
    text = '[[resources.add.holder]]\nid = "one-person"\nposts = ["head", "deputy"]\n[[resources.add.desk]]\nbodies = ["council"]\n'
    _, resources = revised(text)

    assert entry(resources.holder, "one-person").posts == ("head", "deputy")
    assert resources.desk[-1].bodies == ("council",)
    _, resources = revised(text, '[resources.repeal.desk.council]\nreason = "r"\n')
    assert all("council" not in desk.bodies for desk in resources.desk)


def test_lineage_names_revisions_in_order_with_digests_that_follow_what_they_say():
    first, second = revision(PUMP_SOONER), revision(PUMP_SOONER.replace("15 min", "16 min"), "r2")

    assert [one["id"] for one in lineage([first, second])] == ["r1", "r2"]
    assert first.digest == revision(PUMP_SOONER).digest
    assert len({first.digest, second.digest, revision(PUMP_SOONER.replace("15 min", "16 min")).digest}) == 3


def test_values_are_compared_as_written():
    assert same_as_written({"a": [1, "x"]}, {"a": [1, "x"]})
    assert not same_as_written(True, 1)
    assert not same_as_written(30, 30.0)
    assert not same_as_written("1 h", "60 min")
    assert not same_as_written(["a", "b"], ["b", "a"])


SHIPPED = Path(__file__).parents[2] / "scenarios" / "shanting"
FILES = sorted((SHIPPED / "revisions").glob("*.toml"))


def test_at_least_twelve_revisions_ship():
    assert len(FILES) >= 12


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_every_shipped_revision_fits_the_shipped_plan(file):
    one = load_revision(file)
    plan, resources = apply(*documents_of(SHIPPED), [one])

    assert one.id == file.stem
    assert one.answers
    assert all(text.zh and text.en and text.zh != text.en for text in (one.title, one.reason))
    assert (plan, resources) != documents_of(SHIPPED)


def test_the_shipped_improvements_stack():
    names = [file for file in FILES if file.stem not in ("looser-limit", "one-desk")]
    apply(*documents_of(SHIPPED), [load_revision(file) for file in names])


def test_the_two_that_move_one_limit_conflict():
    both = [load_revision(SHIPPED / "revisions" / f"{name}.toml") for name in ("shorter-limit", "looser-limit")]
    with pytest.raises(InputError, match='"shorter-limit" has changed it before'):
        apply(*documents_of(SHIPPED), both)
