"""Halls, rungs and who is content with whom: what is wrong with a file is told once, and clearly."""

from __future__ import annotations

from typing import Any

import pytest

from sim.errors import InputError
from sim.words import LANGUAGES, words
from tests.plans.harness import Documents, documents, setting_of

RUNGS = [
    {"id": "low", "name": "low", "bodies": ["office"], "share": 0.4, "source": "a test"},
    {"id": "high", "name": "high", "bodies": ["leader"], "share": 0.6, "source": "a test"},
]


def told(change: Any, lang: str = "en") -> list[str]:
    found = documents("reception")
    found["resources"]["rung"] = [dict(rung) for rung in RUNGS]
    change(found)
    with pytest.raises(InputError) as error:
        setting_of(found)
    return [f"{mistake.place}: {words(lang).tell(mistake.problem)}" for mistake in error.value.mistakes]


def hall(**values: Any) -> Any:
    def change(found: Documents) -> None:
        found["resources"]["hall"][0].update(values)

    return change


def without(key: str) -> Any:
    return lambda found: found["resources"]["hall"][0].pop(key)


def rung(**values: Any) -> Any:
    return lambda found: found["resources"]["rung"][1].update(values)


def content(**shares: float) -> Any:
    return lambda found: found["scenario"]["people"][0].update(content_with=shares)


@pytest.mark.parametrize(
    ("change", "place", "words_"),
    [
        (rung(share=0.5), "rung", "0.9 in all"),
        (rung(share=1.5), "rung", ""),
        (rung(bodies=["nobody"]), "rung", ""),
        (content(low=0.5, high=0.4), "content_with", "0.9 in all"),
        (content(low=0.5, highest=0.5), "content_with", ""),
        (hall(counters=0), "counters", ""),
        (hall(rooms=0), "rooms", ""),
        (hall(staff=-1), "staff", ""),
        (hall(staff=0), "host", "no staff of its own"),
        (hall(place="nowhere"), "place", ""),
        (hall(host="nobody"), "host", ""),
        (without("place"), "place", ""),
        (without("counters"), "counters", ""),
        (without("source"), "hall", ""),
    ],
)
def test_what_is_wrong_is_told_once_with_its_place(change, place, words_):
    found = told(change)

    assert len(found) == 1
    assert place in found[0]
    assert words_ in found[0]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_it_is_told_in_every_language(lang):
    assert all(told(change, lang)[0] for change in (rung(share=0.5), content(low=0.5), hall(staff=0)))


@pytest.mark.parametrize("change", [content(high=1.0), content(), rung(share=0.6000001), hall(staff=0, host="")])
def test_what_is_right_is_read(change):
    found = documents("reception")
    found["resources"]["rung"] = [dict(one) for one in RUNGS]
    change(found)

    assert setting_of(found).inputs.resources.hall
