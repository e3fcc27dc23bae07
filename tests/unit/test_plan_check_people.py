"""Checks of persons, membership and names: each fires on a plan with the fault and not on its near twin."""

from __future__ import annotations

import pytest

from tests.unit.dam_plan import broken, duty, entry, fires_on_the_fault_alone, of


def changed(table, id_, **fields):
    return lambda data: entry(data, table, id_).update(fields)


def both(*changes):
    def change(data):
        for one in changes:
            one(data)

    return change


def body(id_, name, **fields):
    return lambda data: data["body"].append({"id": id_, "name": name, "clause": "2.9", **fields})


def group(id_, name, members, **fields):
    return lambda data: data["group"].append({"id": id_, "name": name, "members": members, "clause": "2.8", **fields})


ONE_PERSON = changed("post", "director", same_person=["mayor"])
OTHER_PERSON = changed("post", "director", same_person=["deputy"])
ENDED_BY = changed("end", "dry", approved_by="council")
NEW_CREW = body("crane", "Crane firm")
IN_PARTY = changed("group", "pumping", members=["fire", "waterworks", "crane"])
CALLED_TOO = changed("group", "crews", members=["fire", "waterworks", "crane"])


def in_the_text(name):
    """Another name that the plan's own text uses, not only logs."""
    return {"aliases": [name], "alias_clauses": {name: ["9.9"]}}


CASES = [
    ("reports-to-self", ONE_PERSON, OTHER_PERSON, "tell-council"),
    ("approves-own-work", OTHER_PERSON, changed("level", "full", approved_by="council"), "level:full"),
    ("no-stand-in", changed("post", "director", stand_in="none stated"), changed("post", "deputy", stand_in="none stated"), "post:director"),
    ("started-and-ended-by-different", ENDED_BY, changed("end", "dry", approved_by="director"), "level:full"),
    ("duties-without-membership", both(NEW_CREW, IN_PARTY), both(NEW_CREW, IN_PARTY, CALLED_TOO), "body:crane"),
    (
        "duties-without-membership",
        both(NEW_CREW, lambda data: duty(data, "lift", bearer="crane", on="activated", act="perform", form="hoist")),
        NEW_CREW,
        "body:crane",
    ),
    ("in-no-working-group", both(NEW_CREW, CALLED_TOO), both(NEW_CREW, CALLED_TOO, IN_PARTY), "body:crane"),
    (
        "group-without-lead",
        group("boats", "boat party", ["fire"], tasks="row"),
        group("boats", "boat party", ["fire"], tasks="row", lead="fire"),
        "group:boats",
    ),
    (
        "group-without-members",
        group("boats", "boat party", "none stated", lead="fire"),
        group("boats", "boat party", ["fire"], lead="fire"),
        "group:boats",
    ),
    ("several-names", changed("body", "fire", **in_the_text("Firefighters")), changed("body", "fire", aliases=["Firefighters"]), "body:fire"),
    ("several-names", changed("body", "fire", **in_the_text("Firefighters")), changed("body", "fire", **in_the_text("Fire")), "body:fire"),
    (
        "names-alike",
        both(body("rescue", "防汛抢险队"), body("other", "抢险防汛队")),
        both(body("rescue", "防汛抢险队"), body("other", "水上救援队")),
        "body:rescue",
    ),
    (
        "names-alike",
        both(body("office", "防汛应急办"), body("bureau", "防汛应急管理局")),
        both(body("office", "防汛应急办"), body("bureau", "供水管理局")),
        "body:office",
    ),
    (
        "names-alike",
        both(body("one", "Harbour rescue service"), body("two", "Harbour rescue crew")),
        both(body("one", "Harbour rescue service"), body("two", "Fen rescue crew")),
        "body:one",
    ),
    ("name-shared", body("police", "Police", aliases=["Fire brigade"]), body("police", "Police", aliases=["Officers"]), "body:police"),
]


@pytest.mark.parametrize(("check", "fault", "twin", "named"), CASES, ids=[f"{case[0]}-{at}" for at, case in enumerate(CASES)])
def test_the_check_fires_on_the_fault_and_not_on_its_twin(check, fault, twin, named):
    fires_on_the_fault_alone(check, fault, twin, named)


def test_the_person_who_finds_the_grade_and_starts_the_response_is_told_in_one_sentence():
    (found,) = of(broken(OTHER_PERSON), "approves-own-work")

    assert found.message.of("en") == "Second engineer, Director are one person, who finds the grade and approves full response"
    assert set(found.rules) == {"level:full", "grade", "grade-anew"}


def test_one_body_under_the_same_words_turned_round_is_marked_as_such():
    (turned,) = of(broken(body("rescue", "防汛抢险队", **in_the_text("抢险防汛队"))), "several-names")
    (other,) = of(broken(body("rescue", "防汛抢险队", **in_the_text("水上救援队"))), "several-names")

    assert "字序颠倒" in turned.message.of("zh")
    assert "字序颠倒" not in other.message.of("zh")
    assert turned.clauses[-1] == "9.9"  # where the other name stands


@pytest.mark.parametrize(
    "names",
    [("市供水局", "省供水局"), ("供水局", "供水局办公室"), ("第一抢险队一", "第一抢险队二"), ("City police", "City port"), ("Crew 1", "Crew 22")],
)
def test_series_subdivisions_and_levels_are_not_mixed_up(names):
    assert not of(broken(both(body("one", names[0]), body("two", names[1]))), "names-alike")


def test_two_titles_that_are_nearly_the_same_are_told():
    def titles(data, *named):
        for at, title in enumerate(named):
            data["occasion"].append({"id": f"o{at}", "clause": f"8.{at}", "title": f"see 《{title}》", "kind": "scope"})

    (found,) = of(broken(lambda data: titles(data, "大坝渗漏应急预案", "大坝渗漏事件应急预案")), "document-under-two-titles")

    assert found.clauses == ("8.0", "8.1")
    assert not of(broken(lambda data: titles(data, "大坝渗漏应急预案", "供水价格管理办法")), "document-under-two-titles")
