"""Places and journeys: the pair counts, then what each lies within; what is missing is told once, naming both ends."""

from __future__ import annotations

from typing import Any

import pytest

from sim.errors import InputError
from sim.inputs.places import Atlas
from sim.inputs.resources import Journey, PlaceEntry
from sim.words import words
from tests.plans.harness import Documents, documents, setting_of, works_at_the_scene


def place(id_: str, within: str = "", *bodies: str, highest: bool = False) -> PlaceEntry:
    return PlaceEntry.model_validate({"id": id_, "name": id_, "within": within, "bodies": bodies, "highest": highest})


def journey(one: str, other: str, minutes: int) -> Journey:
    return Journey.model_validate({"between": [one, other], "minutes": f"{minutes} min", "source": "a test"})


PLACES = (
    place("town"), place("gate", "town", "guards"), place("bureau", "town", "office"), place("hall", "bureau"),
    place("city"), place("square", "city"), place("capital", highest=True), place("avenue", "capital"),
)  # fmt: skip
ATLAS = Atlas(PLACES, (journey("town", "city", 40), journey("gate", "city", 35), journey("square", "bureau", 50)), {"head": "office"})


def minutes(one: str, other: str) -> float | None:
    found = ATLAS.journey(one, other)
    return None if found is None else found.minutes.mean()


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("town", "city", 40.0),
        ("city", "town", 40.0),
        ("gate", "city", 35.0),
        ("gate", "square", 35.0),
        ("square", "gate", 35.0),
        ("hall", "city", 40.0),
        ("hall", "square", 50.0),
        ("bureau", "square", 50.0),
        ("gate", "bureau", None),
        ("gate", "gate", None),
        ("gate", "town", None),
        ("gate", "avenue", None),
    ],
)
def test_a_journey_is_that_of_the_pair_else_of_the_nearest_around_them_in_either_direction(one, other, expected):
    assert minutes(one, other) == expected


def test_a_pair_within_one_area_may_have_a_journey_of_its_own():
    own = Atlas((*PLACES[:4],), (journey("gate", "bureau", 6),), {})
    found = own.journey("hall", "gate")

    assert found is not None
    assert found.minutes.mean() == 6.0


def test_a_journey_to_what_both_lie_within_is_for_who_works_there_and_not_between_the_two():
    country = (place("land"), place("north", "land"), place("south", "land"))
    up = Atlas(country, (journey("north", "land", 90),), {})
    found = up.journey("north", "land")

    assert found is not None
    assert found.minutes.mean() == 90.0
    assert up.journey("north", "south") is None


def test_a_post_works_where_its_body_does_unless_a_place_names_it():
    elsewhere = Atlas((*PLACES, place("annex", "town", "head")), (), {"head": "office", "clerk": "office"})

    assert ATLAS.workplace("head") == "bureau"
    assert elsewhere.workplace("head") == "annex"
    assert elsewhere.workplace("clerk") == "bureau"
    assert elsewhere.workplace("stranger") is None


def test_from_the_highest_place_and_whatever_lies_within_it_nobody_can_go_higher():
    assert [one for one in ("avenue", "capital", "square", "gate") if ATLAS.is_highest(one)] == ["avenue", "capital"]


# -- what is wrong with a file -------------------------------------------------------------------------------------------------


def faults(change: Any) -> list[str]:
    found = documents("relay")
    works_at_the_scene(found, "watch")
    change(found)
    with pytest.raises(InputError) as told:
        setting_of(found)
    return [f"{mistake.place}: {words('en').tell(mistake.problem)}" for mistake in told.value.mistakes]


def far_office(found: Documents) -> None:
    found["resources"]["place"].append({"id": "capital", "name": "the capital", "bodies": ["office", "idle"]})


def test_a_missing_journey_is_one_fault_that_names_both_places():
    told = faults(far_office)

    assert len(told) == 1
    assert "E1" in told[0]
    assert "the capital" in told[0]
    assert "there" in told[0]


def test_a_journey_between_what_they_lie_within_is_enough():
    found = documents("relay")
    works_at_the_scene(found, "watch")
    far_office(found)
    found["resources"]["journey"] = [{"between": ["capital", "town"], "minutes": "3 h", "source": "a test"}]

    assert setting_of(found).places.journey("there", "capital") is not None


def test_an_event_without_a_place_is_refused_where_there_are_places():
    told = faults(lambda found: found["scenario"]["event"][0].pop("place"))

    assert len(told) == 1
    assert "place" in told[0]


def test_a_body_with_units_that_works_nowhere_is_refused_where_there_are_places():
    def change(found: Documents) -> None:
        found["resources"]["unit"] = [{"id": "team", "name": "team", "body": "idle", "turn_out": "1 min", "travel": "1 min", "source": "a test"}]

    told = faults(change)

    assert len(told) == 1
    assert "team" in told[0]


def test_a_place_within_itself_and_a_journey_from_a_place_to_itself_are_refused():
    def change(found: Documents) -> None:
        found["resources"]["place"][0]["within"] = "there"
        found["resources"]["journey"] = [{"between": ["there", "there"], "minutes": "3 h", "source": "a test"}]

    assert len(faults(change)) == 2
