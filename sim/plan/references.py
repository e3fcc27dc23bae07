"""What the entries of a plan other than duties refer to, and that nothing refers to itself in a circle."""

from __future__ import annotations

from collections.abc import Mapping
from keyword import iskeyword
from typing import Any

from sim.documents import SEPARATOR, Mistakes, place_of
from sim.durations import NONE_STATED, Days, parse_amount
from sim.plan.condition_names import ENGINE_NAMES, fact_problem
from sim.plan.duty_check import check_when
from sim.plan.expression import FUNCTIONS, MAX_CHARACTERS
from sim.plan.known import Ids
from sim.plan.model import Fact, Plan
from sim.plan.reading_values import check_reading, check_yes_no

_NAMESPACES = (
    ("fact",), ("reading",), ("body", "post", "group"), ("grade",), ("warning",), ("level",), ("duty",), ("end",),
    ("means",), ("occasion",),
)  # fmt: skip
_RESERVED = (*ENGINE_NAMES, *FUNCTIONS, "true", "false", "as_of")
_STATED_OF_EVENTS = ("grade", "level", "warning")


def check_ids(data: Mapping[str, Any], faults: Mistakes) -> None:
    """Ids that are there twice; bodies, posts and groups share one set of names."""
    for tables in _NAMESPACES:
        faults.unique(entry for table in tables for entry in entries(data, table))
    faults.unique(entries(data, "content", "form"))


def entries(data: Mapping[str, Any], table: str, key: str = "id") -> list[tuple[str, str]]:
    """The place and the id of each entry of a table that has one."""
    rows = data.get(table)
    return [
        (place_of(data, (table, number)), entry[key])
        for number, entry in enumerate(rows if isinstance(rows, list) else ())
        if isinstance(entry, dict) and isinstance(entry.get(key), str)
    ]


def check_references(plan: Plan, known: Ids, faults: Mistakes) -> None:
    """Note every reference of the plan's entries, its duties excepted, that leads nowhere."""
    for fact in plan.fact:
        _check_fact(fact, faults)
    for reading in plan.reading:
        check_reading(reading, faults)
    _check_parties(plan, known, faults)
    _check_grading(plan, known, faults)
    _check_ends(plan, known, faults)
    _check_contents(plan, known, faults)
    for means in plan.means:
        for holder in means.held_by:
            known.party(faults, f'means "{means.id}"{SEPARATOR}held_by', holder, silent=False)
    for occasion in plan.occasion:
        known.party(faults, f'occasion "{occasion.id}"{SEPARATOR}by', occasion.by)
    _check_circles(plan, faults)


def _check_fact(fact: Fact, faults: Mistakes) -> None:
    place = f'fact "{fact.id}"{SEPARATOR}'
    if not fact.id.isidentifier() or iskeyword(fact.id) or fact.id in _RESERVED:
        faults.add(f"{place}id", "conditions cannot use this name", value=fact.id,
                   allowed=f"letters, digits and _, not first a digit; not one of {', '.join(_RESERVED)}")  # fmt: skip
    if fact.type in ("one of", "set of"):
        if not fact.values:
            faults.add(f"{place}values", f'a fact of type "{fact.type}" needs its values', allowed='such as ["a", "b"]')
    elif fact.values:
        faults.add(f"{place}values", f'a fact of type "{fact.type}" has no values', hint='write type = "one of"')
    if fact.default is not None and (problem := fact_problem(fact, fact.default)):
        faults.add(f"{place}default", problem, value=fact.default, allowed=", ".join(fact.values))
    if fact.window:
        _check_window(fact, place, faults)


def _check_window(fact: Fact, place: str, faults: Mistakes) -> None:
    try:
        days = isinstance(amount := parse_amount(fact.window), Days) and not amount.working and not amount.months
    except ValueError:
        days = False
    if not days or fact.type not in ("count", "number"):
        faults.add(f"{place}window", "a count or number sums over a window of days", value=fact.window, allowed='"7 days"')


def _check_parties(plan: Plan, known: Ids, faults: Mistakes) -> None:
    for body in plan.body:
        known.one_of(faults, f'body "{body.id}"{SEPARATOR}superior', "body", body.superior, known.bodies)
    for post in plan.post:
        place = f'post "{post.id}"{SEPARATOR}'
        faults.known(f"{place}body", "body", post.body, known.bodies)
        known.one_of(faults, f"{place}stand_in", "post", post.stand_in, known.posts)
        for other in post.same_person:
            faults.known(f"{place}same_person", "post", other, known.posts)
    for group in plan.group:
        place = f'group "{group.id}"{SEPARATOR}'
        known.one_of(faults, f"{place}lead", "body or post", group.lead, (*known.bodies, *known.posts))
        for member in () if isinstance(group.members, str) else group.members:
            known.party(faults, f"{place}members", member, silent=False)


def _check_grading(plan: Plan, known: Ids, faults: Mistakes) -> None:
    for grade in plan.grade:
        for number, case in enumerate(grade.any, 1):
            check_when(case.when, f'grade "{grade.id}"{SEPARATOR}any {number}{SEPARATOR}when', known, faults)
    for warning in plan.warning:
        place = f'warning "{warning.id}"{SEPARATOR}'
        known.one_of(faults, f"{place}grade", "grade", warning.grade, known.grades)
        for key in ("proposed_by", "issued_by", "lifted_by"):
            known.party(faults, f"{place}{key}", getattr(warning, key))
        for word in () if isinstance(warning.to, str) else warning.to:
            known.party(faults, f"{place}to", word, silent=False)
    for level in plan.level:
        place = f'level "{level.id}"{SEPARATOR}'
        known.one_of(faults, f"{place}grade", "grade", level.grade, known.grades)
        for key in ("proposed_by", "approved_by", "stand_in"):
            known.party(faults, f"{place}{key}", getattr(level, key))
        known.party(faults, f"{place}ended_by", level.ended_by, pointers=True)
        for lower in level.includes:
            faults.known(f"{place}includes", "level", lower, known.levels)
        if level.includes_if:
            check_yes_no(level.includes_if, f"{place}includes_if", known, faults)


def _check_ends(plan: Plan, known: Ids, faults: Mistakes) -> None:
    types = {fact.id: fact.type for fact in plan.fact}
    for end in plan.end:
        place = f'end "{end.id}"{SEPARATOR}'
        for fact in end.requires:
            if faults.known(f"{place}requires", "fact", fact, known.facts) and types.get(fact, "flag") != "flag":
                faults.add(f"{place}requires", "an end requires flags", value=fact, allowed="facts of type flag")
        for key in ("assessed_by", "approved_by"):
            known.party(faults, f"{place}{key}", getattr(end, key), pointers=True)
        for word in () if isinstance(end.ordered_by, str) else end.ordered_by:
            known.party(faults, f"{place}ordered_by", word, pointers=True, silent=False)
        if len(" and ".join(end.requires)) > MAX_CHARACTERS:
            faults.add(f"{place}requires", "these are too many for one condition", hint="sum them up in one flag")


def _check_contents(plan: Plan, known: Ids, faults: Mistakes) -> None:
    facts = (*known.facts, *_STATED_OF_EVENTS)
    for content in plan.content:
        place = f'content "{content.form}"{SEPARATOR}'
        for form in content.includes:
            faults.known(f"{place}includes", "form with contents", form, known.contents)
        for number, item in enumerate(content.items, 1):
            for fact in item.facts:
                faults.known(f"{place}items {number}{SEPARATOR}facts", "fact", fact, facts)


def _check_circles(plan: Plan, faults: Mistakes) -> None:
    def one(word: str) -> tuple[str, ...]:
        return () if word == NONE_STATED else (word,)

    faults.circles("superior", {body.id: (one(body.superior), f'body "{body.id}"{SEPARATOR}superior') for body in plan.body})
    faults.circles("stand-in", {post.id: (one(post.stand_in), f'post "{post.id}"{SEPARATOR}stand_in') for post in plan.post})
    faults.circles("inclusion", {level.id: (level.includes, f'level "{level.id}"{SEPARATOR}includes') for level in plan.level})
    faults.circles("inclusion", {part.form: (part.includes, f'content "{part.form}"{SEPARATOR}includes') for part in plan.content})
    members = {group.id: (() if isinstance(group.members, str) else group.members, f'group "{group.id}"{SEPARATOR}members') for group in plan.group}
    faults.circles("membership", members)
