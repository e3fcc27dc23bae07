"""No key without an effect: whatever a file may say changes a verdict, a run, a finding or, where it is a text for readers, what is printed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from itertools import tee
from typing import Any

import pytest
from pydantic.fields import FieldInfo

from sim.errors import InputError
from sim.inputs.resources import SCENE
from sim.references import own_ids
from sim.text import OwnId
from sim.vocabulary import ACTS, CHANNELS, EFFECTS, KINDS
from tests.keys.bases import DEEDS, DOCUMENTS, TEXTS, Base, case_bases, own_bases, reception_base, shipped_base
from tests.keys.walk import MISSING, Key, Steps, changed_at, changes, holds_only_tables, is_for_readers, keys_of, marks_of, tables_in, usual, value_at

CROWDED = (("shanting", "sudden-growth"), ("shanting", "come-back-another-day"), ("shanting", "beyond-capacity"), ("shanting", "district-gate"))
CROWD_TABLES = frozenset(
    {
        "People",
        "Arrival",
        "Follows",
        "Talks",
        "Observable",
        "crowd",
        "Inject",
        "Unit",
        "Sight",
        "Officer",
        "Conduct",
        "ChannelEntry",
        "PlaceEntry",
        "Journey",
    }
)
RECEPTION_TABLES = frozenset({"Hall", "Rung", "TaskTime", "People", "Talks", "crowd"})
# Where a key is looked for first, since it is known to show there: what is tried in vain before costs most of the time.
SHOWN_IN: dict[str, frozenset[str]] = {
    "sudden-growth": frozenset({
        "crowd", "Observable", "Sight.improves", "Sight.remote", "Officer.downgrades", "PlaceEntry.highest", "ChannelEntry.to_many", "Unit.kind",
        "Talks.persuade_share", "Talks.persuade_share_answered", "Talks.early_strength", "People.name", "People.threshold_mean",
        "People.threshold_sd", "People.temper", "People.stays", "People.responsible_unit", "Inject.rumour", "Conduct.offhand",
    }),
    "come-back-another-day": frozenset({
        "ChannelEntry.answer_watched", "Talks.told_wait", "crowd.waiting_cost_pct_per_h", "Follows.least", "crowd.move_up_heard_share",
        "crowd.another_day_heard_share",
    }),
    "district-gate": frozenset({"crowd.keep_out_deterrence_share"}),
    "beyond-capacity": frozenset({"Unit.travel", "Talks.vehicles_factor"}),
}  # fmt: skip
MOST_PLACES, MOST_CHANGES = 6, 12  # in the small files; where a run takes its time, a third of it

# Other values, where a number doubled or a flag turned is refused, or says the same.
HAND: dict[str, tuple[Any, ...]] = {
    "Body.kind": ("outside", "scene", "body"),
    "Arrival.begins": ("00:20",),
    "Duty.effect": ("ambulance",),
    "Duty.until": ("stood-down", "none stated"),
    "Duty.not_channel": ("phone", ["in person"]),
    "End.quiet": ("30 min",),
    "Signal.when": ("litres >= 1000",),
    "Signal.on": ("assessed",),
    "Signal.by": ("district",),
    "Expect.share": ([0.0, 0.1],),
    "Expect.that": ("rows__reported >= 1000",),
    "Fault.at": ("00:20",),
    "Hall.host": ("unit",),
    "Holder.shift": ("always",),
    "People.content_with": ({"unit": 1.0}, {"leader": 1.0}),
    "Inject.fault": ("no-boom", "away"),
    "Inject.rumour": (8,),
    "Journey.between": (["lodge", "seat"],),
    "Level.includes_if": ("never",),
    "People.matter": ({"zh": "拖欠工资", "en": "unpaid wages"},),
    "Shift.begins": ("13:00",),
    "Shift.ends": ("07:00",),
    "limit.reading": ("later_on",),
    "limit.to": ("09:00", "16:00"),
}
# Keys whose effect is not among what is looked at here, and where it is.
ELSEWHERE = {
    "ResourcesHead.id": "in the header of a record",
    "ResourcesHead.plan": "resources of another plan are refused",
    "ScenarioHead.id": "in the header of a record",
    "ScenarioHead.plan": "a scenario of another plan is refused",
    "ScenarioHead.resources": "which file is read: tests/unit/test_input_files.py",
    "ScenarioHead.calendar": "which file is read: tests/command/test_calendars.py",
    "ScenarioHead.title": "in the header of a record, and in `drill list`",
    "ScenarioHead.teaches": "in `drill list`",
    "Group.lead": "who joins a group at the scene; whether there is one, in a check",
    "Means.kind": "in `drill plan show --coverage`",
    "Unit.fatigue_after": "tests/unit/test_world_units.py",
    "Unit.fatigue_factor": "tests/unit/test_world_units.py",
    "Duty.counts": "what was sent and not received: tests/command/test_plan_language.py, tests/unit/test_certain.py",
    "DeskEntry.on_call": "where nobody is at a desk at night: tests/unit/test_ways.py",
    "DeskEntry.lines": "tests/unit/test_messages.py, tests/theory/test_chains.py",
    "ChannelEntry.tries_at_once": "where several at a desk try one line: tests/unit/test_ways.py",
    "Conduct.many_more": "where a second scene waits: tests/behaviour/test_nobody_would.py",
    "Conduct.command_bodies": "tests/unit/test_going.py",
    "Amounts.way_factor": "where a fault states no amount: tests/unit/test_world_units.py",
    "Amounts.breakdown": "likewise: tests/unit/test_world_units.py",
    "Amounts.seen_share": "likewise: tests/unit/test_world_reports.py",
    "Talks.last_few": "where people are left when those who received them stand down: tests/behaviour/test_reception.py",
    "Talks.clear_share": "where force is used, which the scenarios here do not come to: tests/behaviour/test_people_outcomes.py",
    "crowd.hurt_share": "likewise: tests/behaviour/test_crowd.py",
    "crowd.backlash_pct": "likewise: tests/behaviour/test_crowd.py",
    "crowd.backlash_half_life_min": "likewise: tests/behaviour/test_crowd.py",
    "crowd.awaiting_persuasion_share": "where somebody with a say is on the way: tests/behaviour/test_crowd_answered.py",
    "crowd.unregistered_persuasion_share": "where people are talked to before they are registered: tests/behaviour/test_crowd_answered.py",
    "PlaceEntry.name": "where a journey is missing: tests/unit/test_places.py",
    "Rung.id": "what others call it: tests/unit/test_reception_inputs.py",
    "Rung.share": "all together are everybody, so one alone cannot change: tests/behaviour/test_reception.py",
    "Resources.crowd": "its sizes are keys of their own",
    "crowd.told_wait_relief_share": "tests/behaviour/test_people_outcomes.py",
    "crowd.leader_credit_pct": "where a leader receives people, which the scenarios here do not come to",
    "crowd.refuted_rumour_share": "where something is published after a rumour, which the scenarios here do not come to",
    "Sourced.assumption": "a number without it, and without a source, is refused",
}
# Tables and keys that say nothing which anybody could be judged by or do: what they change is what is printed.
RECORDED = {
    "Occasion": "how a plan is kept up",
    "Means": "what there is; a fault of it strikes whoever holds it",
    "Sourced.range": "between what a number is assumed",
    "Duty.assumption": "that the author of the file assumes an entry",
}
OF_A_PLAN = frozenset(map(str, keys_of(DOCUMENTS["plan"])))  # a habit has a duty's keys: they are looked at in the plan
ALL = [
    (document, key)
    for document, model in DOCUMENTS.items()
    for key, field in keys_of(model).items()
    if not holds_only_tables(field) and (document == "plan" or str(key) not in OF_A_PLAN) and str(key) not in ELSEWHERE
]


@cache
def bases() -> tuple[Base, ...]:
    return own_bases()


@cache
def crowded() -> tuple[Base, ...]:
    return tuple(shipped_base(*names) for names in CROWDED)


@cache
def received() -> tuple[Base, ...]:
    return (reception_base(),)


@cache
def by_hand() -> tuple[Base, ...]:
    return case_bases()


def bases_for(document: str, key: Key) -> tuple[Base, ...]:
    """Where a key is looked for: first where it is known to show, then the small files, then what takes longer."""
    if document == "plan":
        return (*bases(), *by_hand())
    found = (*bases(), *(received() if key.table in RECEPTION_TABLES else ()), *(crowded() if key.table in CROWD_TABLES else ()))
    known = next((scenario for name in (str(key), key.table) for scenario, names in SHOWN_IN.items() if name in names), None)
    return tuple(sorted(found, key=lambda base: known is None or base not in crowded() or CROWDED[crowded().index(base)][1] != known))


def places(document: str, key: Key, base: Base) -> list[Steps]:
    """Where a table of the key's kind stands, those with the key first."""
    data = getattr(base.files, document)
    found = [at for table, at in tables_in(DOCUMENTS[document], data) if table == key.table]
    return sorted(found, key=lambda at: value_at(data, (*at, key.name)) is MISSING)


@cache
def ids(base: Base) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = defaultdict(tuple)
    for document, model in DOCUMENTS.items():
        for kind, own in own_ids(model, getattr(base.files, document)).items():
            found[kind] += own
    return {**found, "act": tuple(ACTS), "kind": KINDS, "channel": CHANNELS, "effect": EFFECTS, "seen": tuple(SCENE.names)}


def tried(document: str, key: Key, field: FieldInfo | None) -> Iterator[tuple[Base, Base]]:
    """A base, and the same with another value of the key, from place to place."""
    for base in bases_for(document, key):
        share = 3 if base in crowded() else 1
        data = getattr(base.files, document)
        for at in places(document, key, base)[: MOST_PLACES // share]:
            value = value_at(data, (*at, key.name))
            if value is MISSING:
                value = usual(key, field)
            new = [*HAND.get(str(key), ()), *changes(value, field, ids(base))]
            for other in new[: MOST_CHANGES // share]:
                if other != value:
                    yield base, base.with_tables(document, changed_at(data, (*at, key.name), other))


def effect(document: str, key: Key, field: FieldInfo | None) -> str | None:
    """What the key changes, in the first place where it changes anything; None where it changes nothing."""
    seen = DEEDS[document] + (TEXTS[document] if is_for_readers(field) or not RECORDED.keys().isdisjoint((key.table, str(key))) else ())
    named = any(isinstance(mark, OwnId) for mark in marks_of(field))
    # What resources change shows in runs: only where it does not, logs are judged by each of them.
    looks = (seen[:1], seen[1:]) if seen == DEEDS["resources"] else (seen,)
    for look, those in zip(looks, tee(tried(document, key, field), len(looks)), strict=True):
        for base, other in those:
            for what in look:
                before = getattr(base, what)
                try:
                    if before != getattr(other, what):
                        return what
                except InputError:
                    if named:
                        return "refused"  # by what names it
                    break
    return None


@pytest.mark.parametrize(("document", "key"), ALL, ids=str)
def test_every_key_of_a_file_has_an_effect(document: str, key: Key) -> None:
    field = keys_of(DOCUMENTS[document])[key]

    assert effect(document, key, field) is not None


def test_every_key_that_is_left_out_is_a_key() -> None:
    keys = {str(key) for model in DOCUMENTS.values() for key in keys_of(model)}

    assert sorted((ELSEWHERE.keys() | RECORDED.keys()) - keys - {key.partition(".")[0] for key in keys}) == []
