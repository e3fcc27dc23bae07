"""Every key of a duty, a fact, an end, a level and a channel that changes alone is told by `plan diff`, as it was and as it is."""

from __future__ import annotations

import tomllib
from copy import deepcopy
from typing import Any

import pytest

from analysis.plan.changes import told_changes
from analysis.plan.page import Asked, plan_page
from sim.plan.check import check
from sim.plan.model import Duty, End, Fact, Level, Plan
from sim.plan.sections import PLAN_SECTIONS
from sim.words import LANGUAGES
from tests.unit import flood_plan as flood

GIVES_MORE_TIME = {"on": "approved", "by": "council"}
# What each key says, in two ways that differ; the first is None where the key is left out.
WAYS: dict[str, dict[str, tuple[Any, Any]]] = {
    "duty": {
        "clause": ("2", "2 (rev.)"), "title": ("tell", "say"), "force": ("must", "may"), "bearer": ("library", "rescue"),
        "on": ("noticed", ["classified", "regraded"]), "by": (None, ["council"]), "when": (None, "grade >= 'amber'"), "level": (None, "partial"),
        "act": ("report", "file"), "form": ("initial", "follow-up"), "to": (["council"], {"any": ["council", "rescue"]}),
        "except": (None, ["@actor"]), "within": ("30 min", {"limit": "1 h", "from": "received"}), "every": ("1 h", "2 h"),
        "daily": (["08:00"], ["08:00", "17:00"]), "counted": ("clock", "from-last"),
        "start": ("trigger", "classified"), "until": ("ended", "duty:hourly"),
        "counts": ("received", "sent"), "per": ("event", "trigger"), "top": (None, {"amber": "council"}), "channel": (None, "phone"),
        "not_channel": (None, ["network"]), "partial": (False, True), "timed_entry": (False, True), "why_timed": (None, "it takes weeks"),
        "effect": (None, "guide"), "readings": (None, ["at_once"]), "assumption": (False, True), "note": (None, "who does it is open"),
        "warns_of": ("tell-council", "hourly"), "ahead": (None, "1 h"), "stops": ({"on": "requested"}, {"on": "requested", "by": "council"}),
        "resumes": ({"on": "filed"}, {"on": "filed", "when": "rising"}),
        "extends": (GIVES_MORE_TIME | {"length": "1 h"}, GIVES_MORE_TIME | {"length": "2 h"}),
    },
    "fact": {
        "name": ("water", "water in cm"), "type": ("count", "number"), "unit": (None, "cm"), "values": (None, ["a", "b"]),
        "value_names": (None, {"a": "first"}), "window": ("7 days", "30 days"), "clause": ("1", "1 (rev.)"), "default": (None, 0),
        "holds": ("latest", "largest"), "window_from": ("event", "now"),
    },
    "end": {
        "when": (None, "reading('cumulative')"), "clause": ("4", "4 (rev.)"),
        "title": ("end", "the end"), "requires": (["rising"], ["rising", "depth"]), "assessed_by": (None, "rescue"),
        "approved_by": (None, "council"), "ordered_by": (None, ["council"]), "quiet": ("21 days", "14 days"),
        "quiet_since": ({"on": "verified"}, {"on": "verified", "by": "rescue"}),
    },
    "level": {
        "name": ("low", "lower"), "clause": ("3", "3 (rev.)"), "grade": (None, "amber"), "proposed_by": (None, "library"),
        "approved_by": (None, "council"), "stand_in": (None, "rescue"), "ended_by": (None, "council"), "includes": (None, ["partial"]),
        "includes_if": (None, "cumulative"),
    },
    "channel": {"name": ("radio", "radio on channel 5"), "clause": ("2", "2 (rev.)"), "two_way": (False, True)},
}  # fmt: skip
ENTRY: dict[str, dict[str, Any]] = {
    "duty": {"id": "probe", "clause": "2", "title": "probe", "bearer": "library", "on": "noticed", "act": "report", "to": ["council"]},
    "fact": {"id": "probe", "name": "probe", "type": "count", "clause": "1"},
    "end": {"id": "probe", "clause": "4", "title": "end", "requires": ["rising"]},
    "level": {"id": "probe", "name": "probe", "clause": "3"},
    "channel": {"id": "probe", "name": "probe", "clause": "2"},
}
SECTIONS = {"duty": Duty, "fact": Fact, "end": End, "level": Level} | ({"channel": PLAN_SECTIONS["channel"]} if "channel" in PLAN_SECTIONS else {})
KEYS = [(section, key) for section in SECTIONS for key in PLAN_SECTIONS[section].fields if key != "id"]
# Keys that stand only together with others.
BESIDE: dict[str, dict[str, Any]] = {
    "ahead": {"warns_of": "hourly"}, "stops": {"resumes": {"on": "filed"}, "within": "1 day"},
    "resumes": {"stops": {"on": "requested"}, "within": "1 day"},
    "extends": {"within": "1 day"}, "quiet_since": {"quiet": "21 days"}, "quiet": {"quiet_since": {"on": "verified"}},
    "window_from": {"window": "7 days"}, "start": {"every": "1 h"}, "until": {"every": "1 h"}, "counted": {"every": "1 h"},
}  # fmt: skip


def plan(section: str, key: str, value: Any) -> Plan:
    document = deepcopy(tomllib.loads(flood.PLAN))
    entry = ENTRY[section] | BESIDE.get(key, {})
    entry |= {} if value is None else {key: value}
    if key in ("warns_of", "ahead"):
        del entry["on"]
    document.setdefault(section, []).append(entry)
    return Plan.model_validate(document)


@pytest.mark.parametrize(("section", "key"), KEYS)
def test_a_key_that_changes_alone_is_told_as_it_was_and_as_it_is(section: str, key: str) -> None:
    was, now = WAYS[section][key]
    found = told_changes(plan(section, key, was), plan(section, key, now))

    assert [(one.change.section, one.change.key, one.change.field) for one in found] == [(section, "probe", key)]
    for lang in LANGUAGES:
        before, after, sentence = found[0].before.of(lang), found[0].after.of(lang), found[0].sentence.of(lang)
        assert before != after
        assert after in sentence
        assert not any(sign in sentence for sign in ("object at", "Signal(", "{", "node=", "{'"))


@pytest.mark.parametrize(("section", "key"), KEYS)
def test_a_plan_with_a_key_is_shown_and_checked(section: str, key: str) -> None:
    for value in WAYS[section][key]:
        found = plan(section, key, value)

        page = plan_page(found, Asked())
        check(found)
        for lang in LANGUAGES:
            told = [line.sentence.of(lang) for block in page.blocks for line in block.lines]
            assert not any("object at" in one or "Signal(" in one for one in told)
