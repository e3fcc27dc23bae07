"""The product's closed lists: each stands once, every member has words in every language, and every act has somebody who knows how."""

from __future__ import annotations

import ast
from typing import get_args

import pytest

from analysis.verdicts import STATUSES
from sim.agents import deeds
from sim.agents.outside import staff
from sim.inputs.scenario import Inject
from sim.plan.conditions import ENGINE_NAMES
from sim.plan.starts import STARTS
from sim.vocabulary import (
    ACTS,
    ALSO,
    CARRIERS,
    CHANNELS,
    EFFECTS,
    FAULTS,
    FORCES,
    FORMS,
    IN_VAIN,
    KINDS,
    SENT_KINDS,
    STAYS,
    TASKS,
    TOLD,
    UNCAUSED,
    UNKNOWN_KINDS,
    DeedName,
    Telling,
)
from sim.words import LANGUAGES, words
from tests.sources import FILES, ROOT, nodes

FAMILIES = {
    "kind": KINDS,
    "act": tuple(ACTS),
    "form": tuple(dict.fromkeys((*FORMS, *SENT_KINDS.values(), *STAYS, *IN_VAIN))),
    "channel": CHANNELS,
    "effect": EFFECTS,
    "task": TASKS,
    "fault": FAULTS,
    "force": FORCES,
    "status": STATUSES,
    "start": STARTS,
    "fact": ENGINE_NAMES,
}


@pytest.mark.parametrize("family", FAMILIES)
@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_member_of_a_closed_list_has_words_in_every_language(family, lang):
    say = words(lang)

    assert [one for one in FAMILIES[family] if not say.knows(f"{family}.{one}")] == []


def test_chinese_words_of_closed_lists_hold_no_english():
    say = words("zh")
    told = [say(f"{family}.{one}") for family, members in FAMILIES.items() for one in members]

    assert [text for text in told if any(sign.isascii() and sign.isalpha() for sign in text)] == []


def constants_in(node: ast.Tuple | ast.List | ast.Set) -> set[object]:
    return {one.value for one in node.elts if isinstance(one, ast.Constant)}


@pytest.mark.parametrize("family", ["kind", "act", "form", "channel", "effect", "fault"])
def test_a_closed_list_stands_once(family):
    members = set(FAMILIES[family])
    enough = len(members) * 0.9
    homes = [
        f"{file.relative_to(ROOT)}:{node.lineno}"
        for file in FILES
        for node in nodes(file)
        if isinstance(node, ast.Tuple | ast.List | ast.Set) and len(constants_in(node) & members) >= enough
    ]

    assert [home for home in homes if not home.startswith("sim/vocabulary.py")] == []


def test_acts_write_rows_of_known_kinds_and_some_kinds_are_more_than_acts():
    assert {act.kind for act in ACTS.values()} <= set(KINDS)
    assert UNKNOWN_KINDS | UNCAUSED | set(ALSO) <= set(KINDS)


def test_every_act_is_a_deed_that_hands_know():
    assert {act.deed for act in ACTS.values()} <= set(deeds._DEEDS) == set(get_args(DeedName))
    assert [verb for verb, act in ACTS.items() if act.message != (act.form is not None)] == []


def test_every_channel_says_what_carries_it():
    assert tuple(CARRIERS) == CHANNELS
    assert {fault for carrier in CARRIERS.values() for fault in carrier.fails_by} <= set(FAULTS)


def test_the_story_knows_how_readily_every_kind_of_row_is_told():
    assert tuple(TOLD) == KINDS
    assert set(TOLD.values()) == set(get_args(Telling))


def test_whatever_an_inject_may_change_is_carried_out():
    assert set(staff.CHANGES) == set(Inject.changes())
    assert set(Inject.TRIGGERS) <= set(Inject.model_fields)
