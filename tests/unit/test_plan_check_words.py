"""Every kind of finding has its words in every language, and no sentence of one language holds another."""

from __future__ import annotations

import importlib
import pkgutil
import re
from collections.abc import Iterator
from copy import deepcopy
from importlib.resources import files
from typing import Any

import pytest

import sim.plan.check
from sim.plan.check import CHECKS, FINDING_KINDS, SEVERITIES, Finding
from sim.plan.check.finding import REGISTERED, finds, kind
from sim.plan.check.index import PlanIndex
from sim.plan.loader import check_plan_document
from sim.plan.model import Plan
from sim.words import LANGUAGES, MissingWordsError, Phrase, words
from tests.foreign import CHINESE, JOINED_WORDS, foreign, is_foreign
from tests.unit import test_plan_check_duties as of_duties
from tests.unit import test_plan_check_flow as of_flow
from tests.unit import test_plan_check_grades as of_grades
from tests.unit import test_plan_check_people as of_people
from tests.unit.dam_plan import SOUND, duty, entry

PLANS = ("shanting", "cyber-incident", "production-accident", "school-rule")
AT_THE_TOP = "place == 'dam' and 50 <= flow <= 500"


def beyond(data, bearer, to="council"):
    of_grades.case("red", 0, AT_THE_TOP)(data)
    duty(data, "army", bearer=bearer, on="classified", when="place == 'dam' and flow > 500", act="notify", to=[to])


def spillway(data):
    entry(data, "fact", "place")["values"].append("spillway")


def guarded(data):
    spillway(data)
    duty(data, "elsewhere", bearer="fire", on="noticed", when="place == 'spillway'", act="perform", form="guard")


def two_titles(data):
    for at, title in enumerate(("大坝渗漏应急预案", "大坝渗漏事件应急预案")):
        data["occasion"].append({"id": f"o{at}", "clause": f"8.{at}", "title": f"see 《{title}》", "kind": "scope"})


def crowded(data):
    data["fact"] += [{"id": f"n{at}", "name": f"n{at}", "type": "count"} for at in range(12)]
    text = " or ".join(f"(n{at} > {at} and n{(at * 5 + 7) % 12} < {at + 9} and n{(at * 7 + 3) % 12} != {at})" for at in range(12))
    entry(data, "grade", "amber")["any"][0]["when"] = text


def signs(when):
    """A set of signs, by which events are graded too."""

    def change(data):
        data["fact"].append({"id": "signs", "name": {"zh": "迹象", "en": "signs"}, "type": "set of", "values": ["mud", "noise", "smell"]})
        of_grades.case("amber", 0, when)(data)

    return change


def by_flags(red, amber):
    """Grades that ask for what holds or does not, and for nothing else."""

    def change(data):
        entry(data, "grade", "red")["any"] = [{"clause": "3.1", "when": red}]
        entry(data, "grade", "amber")["any"] = [{"clause": "3.3", "when": amber}]

    return change


def without_place(data):
    entry(data, "grade", "red")["any"] = [{"clause": "3.1", "when": "flow >= 50 and muddy"}]
    entry(data, "grade", "amber")["any"] = [{"clause": "3.3", "when": "flow < 40 or (flow > 45 and flow < 48)"}]


def at_once(within):
    return lambda data: duty(data, "at-once", bearer="council", on="classified", act="activate", within=within)


def handed_on(data):
    of_grades.case("red", 0, AT_THE_TOP)(data)
    duty(data, "army", bearer="none stated", on="classified", when="place == 'dam' and flow >= 500", act="notify", to=["council"])


MORE = {
    "grade-hole": of_grades.case("amber", 0, "place == 'dam' and 10 <= flow < 50"),
    "grade-overlap": of_grades.case("amber", 0, "place == 'dam' and flow <= 50"),
    "scope-ungraded": spillway,
    "scope-ungraded, handled elsewhere": guarded,
    "graded-and-handed-on": handed_on,
    "largest-case-falls-out": of_grades.case("red", 0, AT_THE_TOP),
    "largest-case-falls-out, told by nobody": lambda data: beyond(data, "none stated"),
    "largest-case-falls-out, told by somebody": lambda data: beyond(data, "fire"),
    "largest-case-falls-out, nobody told": lambda data: beyond(data, "fire", "@actor"),
    "grades-too-many-cells": crowded,
    "document-under-two-titles": two_titles,
    "a sign and no other": signs("place == 'dam' and flow < 50 and has(signs, 'mud')"),
    "any sign": signs("place == 'dam' and flow < 50 and has_any(signs)"),
    "no sign": signs("place == 'dam' and flow < 50 and not has(signs, 'mud') and not has(signs, 'noise')"),
    "no word to go by": without_place,
    "flags that hold": by_flags("muddy", "tight"),
    "flags that do not hold": by_flags("not muddy", "not tight"),
    "names turned round": of_people.body("rescue", "防汛抢险队", **of_people.in_the_text("抢险防汛队")),
    "nobody outside is named": lambda data: duty(data, "answer-valley", within="none stated", to="none stated"),
    "an approval within a limit": of_flow.both(of_flow.NOBODY_PROPOSES, at_once("10 min")),
    "an approval without a limit": of_flow.both(of_flow.NOBODY_PROPOSES, at_once("none stated")),
}


FAULTS = {f"{case[0]}-{at}": case[1] for room in (of_duties, of_flow, of_people) for at, case in enumerate(room.CASES)} | MORE


def shipped(name: str) -> Plan:
    import tomllib

    file = files("scenarios").joinpath(name, "plan.toml")
    return check_plan_document(tomllib.loads(file.read_text(encoding="utf-8")), name)


def broken_plan(name: str) -> Plan:
    data = deepcopy(SOUND)
    FAULTS[name](data)
    return check_plan_document(data, "dam.toml")


@pytest.fixture(scope="module")
def checked() -> dict[str, tuple[Plan, tuple[Finding, ...]]]:
    """All shipped plans and all deliberately broken ones, with what the check says of them."""
    plans = {name: shipped(name) for name in PLANS} | {name: broken_plan(name) for name in FAULTS}
    return {name: (plan, tuple(looked_at(plan))) for name, plan in plans.items()}


def looked_at(plan: Plan) -> Iterator[Finding]:
    """What all checks say; each yields only the kinds that it names."""
    index = PlanIndex(plan)
    for asked in CHECKS:
        for one in asked.look(index):
            assert one.kind in asked.kinds
            yield one


def own_texts(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        for inner in value.values():
            yield from own_texts(inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from own_texts(inner)
    elif isinstance(value, str):
        yield value


def own_words(plan: Plan) -> set[str]:
    """What the plan itself says, in whatever language."""
    texts = set(own_texts(plan.model_dump()))
    texts |= {title for text in texts for title in re.findall(r"《([^》]+)》", text)}
    return {text for text in texts if CHINESE.search(text) or JOINED_WORDS.search(text)}


def test_every_kind_of_finding_has_its_words_in_every_language():
    for lang in LANGUAGES:
        say = words(lang)
        for one in FINDING_KINDS.values():
            assert all(say.tell(said) for said in (one.name, one.why, one.mend, one.looks, *one.example)), one.id


def test_a_kind_without_words_is_an_error_and_no_id_on_the_screen(monkeypatch):
    monkeypatch.setattr("sim.plan.check.finding.FINDING_KINDS", {})
    forgotten = kind("nobody-wrote-words-for-this", "note")

    for said in (forgotten.name, forgotten.why, forgotten.mend):
        with pytest.raises(MissingWordsError):
            said.of("en")


def test_two_kinds_cannot_have_one_id():
    with pytest.raises(ValueError, match="grade-hole"):
        kind("grade-hole", "note")


def test_every_check_that_stands_in_a_file_is_asked_and_every_kind_has_one():
    for module in pkgutil.iter_modules(sim.plan.check.__path__):
        importlib.import_module(f"sim.plan.check.{module.name}")

    assert set(CHECKS) == set(REGISTERED)
    assert {one.id for asked in CHECKS for one in asked.kinds} == set(FINDING_KINDS)
    assert {one.severity for one in FINDING_KINDS.values()} == set(SEVERITIES)


def test_a_check_is_registered_with_its_kinds(monkeypatch):
    registered: list[Any] = []
    monkeypatch.setattr("sim.plan.check.finding.REGISTERED", registered)

    @finds(FINDING_KINDS["no-limit"])
    def look(index):
        yield from ()

    (one,) = registered
    assert (one.look, one.kinds, one.family) == (look, (FINDING_KINDS["no-limit"],), __name__)


def test_some_plan_shows_every_kind(checked):
    assert {one.check for _, found in checked.values() for one in found} == set(FINDING_KINDS)


def test_some_plan_shows_every_sentence(checked):
    """No message of the room is written and never said."""
    told = {code for _, found in checked.values() for one in found for code in codes(one.message)}
    edges = {"and-more", "more-ways", "more-cases", "any-number", "known-as"}  # long lists, free numbers, and names in another language
    tables_of = {f"severity.{one}" for one in SEVERITIES}
    of_kinds = {f"{family}.{one}" for family in ("name", "why", "mend") for one in FINDING_KINDS}

    assert {code.removeprefix("check.") for code in told} | edges | tables_of | of_kinds >= written()


def codes(said: Any) -> Iterator[str]:
    if isinstance(said, Phrase):
        yield said.code
        for _, value in said.args:
            yield from codes(value)
    elif isinstance(said, tuple):
        for one in said:
            yield from codes(one)


def written() -> set[str]:
    text = files("sim.words").joinpath("locale", "en", "check.po").read_text(encoding="utf-8")
    return set(re.findall(r'^msgid "check\.([^"]+)"', text, re.MULTILINE))


def test_chinese_findings_hold_no_english_and_english_ones_no_chinese_but_what_the_plan_says_itself(checked):
    for name, (plan, found) in checked.items():
        for lang in LANGUAGES:
            assert not foreign((one.message.of(lang) for one in found), lang, JOINED_WORDS, own_words(plan)), name


def test_the_words_of_a_kind_are_of_their_language():
    for one in FINDING_KINDS.values():
        for said in (one.name, one.why, one.mend, one.looks, *one.example):
            assert CHINESE.search(said.of("zh"))
            assert not any(is_foreign(said.of(lang), lang, JOINED_WORDS) for lang in LANGUAGES)


def test_chinese_findings_show_titles_and_no_ids_of_duties(checked):
    plan, found = checked["shanting"]
    ids = {one.id for one in plan.duty if "-" in one.id}

    for one in found:
        assert not ids & set(re.findall(r"[a-z][a-z0-9-]+", one.message.of("zh")))


def test_a_list_that_is_cut_says_how_much_is_left(checked):
    (no_recipient,) = [one for one in checked["shanting"][1] if one.check == "no-recipient"]

    assert no_recipient.message.of("en").endswith(" and 1 more")
    assert no_recipient.message.of("zh").endswith("，另有 1 项")
