"""Bodies, posts and groups: one person in several posts, who stands in, who starts and who ends, who belongs to what, and one name for one."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import combinations

from sim.durations import NONE_STATED
from sim.plan.check.finding import Finding, FindingKind, finds, kind
from sim.plan.check.index import PlanIndex, clauses_of, ids_of, in_turn, joined, recipients, says_something, several, titles
from sim.plan.model import Body, Duty, Group, Level, Post
from sim.text import CHINESE, Text
from sim.words import LANGUAGES, Phrase, Said, phrase

TO_SELF = kind("reports-to-self", "warning")
OWN = kind("approves-own-work", "warning")
NO_STAND_IN = kind("no-stand-in", "warning")
TWO_HANDS = kind("started-and-ended-by-different", "warning")
NEVER_TOLD = kind("duties-without-membership", "warning")
IN_NO_GROUP = kind("in-no-working-group", "note")
NO_LEAD = kind("group-without-lead", "warning")
NO_MEMBERS = kind("group-without-members", "note")
SEVERAL = kind("several-names", "note")
ALIKE = kind("names-alike", "warning")
SHARED = kind("name-shared", "error")

_FINDS = ("classify", "propose", "request")
_UPWARD = ("report", "file", "propose", "request")
_WIDE = re.compile(f"[{CHINESE}]")
_SAME_START = 0.6  # of the shorter name


# -- one person in several posts ---------------------------------------------------------------------------------------------


@finds(TO_SELF, OWN)
def _one_person(index: PlanIndex) -> Iterator[Finding]:
    """Several posts of one person: reports between them, and approvals of own work."""
    for person in index.persons:
        yield from _to_self(index, person)
        yield from _own(index, person)


def _to_self(index: PlanIndex, person: frozenset[str]) -> Iterator[Finding]:
    seats = index.seats(person)
    found = [duty for duty in index.duties if duty.act in _UPWARD and duty.bearer in seats and _to_another_seat(index, duty, seats)]
    if found:
        said = phrase("check.reports-to-self", posts=index.parties_named(sorted(person)), duties=titles(found))
        yield TO_SELF.found(said, clauses=[*_clauses_of_posts(index, person), *clauses_of(found)], rules=ids_of(found), about=person)


def _to_another_seat(index: PlanIndex, duty: Duty, seats: frozenset[str]) -> bool:
    """Whether a duty speaks to a body in which the same person sits, other than the bearer's own."""
    own = index.body_of.get(duty.bearer, duty.bearer)
    return any(word in seats and index.body_of.get(word, word) != own for word in recipients(duty))


def _own(index: PlanIndex, person: frozenset[str]) -> Iterator[Finding]:
    seats = index.seats(person)
    found = [duty for duty in index.plan.duty if duty.act in _FINDS and duty.bearer in seats]
    levels = [level for level in index.plan.level if level.approved_by in person]
    ends = [end for end in index.plan.end if end.approved_by in seats and (end.assessed_by in seats or levels)]
    grading = [duty for duty in found if duty.act == "classify"]
    asking = [duty for duty in found if duty.act != "classify" and _to_another_seat(index, duty, seats)]
    does: list[Said] = []
    if levels and grading:
        does.append(phrase("check.grades-and-approves", levels=_levels_named(index, levels)))
    if asking:
        does.append(phrase("check.asks-own-body", duties=titles(asking)))
    if does and ends:
        does.append(phrase("check.ends-too"))
    if does:
        yield OWN.found(
            phrase("check.approves-own-work", posts=index.parties_named(sorted(person)), does=in_turn(does)),
            clauses=[
                *_clauses_of_posts(index, person),
                *(level.clause for level in levels),
                *clauses_of((*grading, *asking)),
                *(end.clause for end in ends),
            ],
            rules=[*(f"level:{level.id}" for level in levels), *ids_of((*grading, *asking)), *(f"end:{end.id}" for end in ends)],
            about=person,
        )


def _levels_named(index: PlanIndex, levels: Iterable[Level]) -> Said:
    return tuple(index.called("level", level.id) for level in levels)


def _clauses_of_posts(index: PlanIndex, posts: frozenset[str]) -> list[str]:
    return [post.clause for post in index.plan.post if post.id in posts]


@finds(NO_STAND_IN)
def _stand_ins(index: PlanIndex) -> Iterator[Finding]:
    """Posts that start or end a response, or are borne by name, and have nobody to stand in."""
    stated = {level.approved_by: level.stand_in for level in index.plan.level if level.stand_in != NONE_STATED}
    approves = {level.approved_by for level in index.plan.level} | {end.approved_by for end in index.plan.end}
    bears = {duty.bearer for duty in index.plan.duty if duty.force == "must"}
    posts = [
        post
        for post in index.plan.post
        if post.stand_in == NONE_STATED and post.id not in stated and (post.id in approves or post.id in bears or len(index.person_of(post.id)) > 1)
    ]
    if posts:
        said = phrase("check.no-stand-in", posts=index.parties_named(post.id for post in posts))
        yield NO_STAND_IN.found(said, clauses=[post.clause for post in posts], rules=[f"post:{post.id}" for post in posts])


@finds(TWO_HANDS)
def _two_hands(index: PlanIndex) -> Iterator[Finding]:
    """Levels whose start one party approves and whose end another."""
    for end in index.plan.end:
        if end.approved_by == NONE_STATED or end.approved_by.startswith("@"):
            continue
        other = [level for level in index.plan.level if level.approved_by not in (NONE_STATED, end.approved_by)]
        if other:
            starts = in_turn(phrase("check.started-by", level=index.called("level", level.id), who=index.party(level.approved_by)) for level in other)
            yield TWO_HANDS.found(
                phrase("check.started-and-ended", starts=starts, who=index.party(end.approved_by)),
                clauses=[end.clause, *(level.clause for level in other)],
                rules=[f"end:{end.id}", *(f"level:{level.id}" for level in other)],
            )


# -- who belongs to what -----------------------------------------------------------------------------------------------------


def _working(index: PlanIndex) -> list[Group]:
    """Groups that have something to do."""
    return [group for group in index.plan.group if group.lead != NONE_STATED or says_something(group.tasks) or group.members == NONE_STATED]


def _called_together(index: PlanIndex) -> Group | None:
    """The largest group that a duty calls."""
    called = [group for group in index.plan.group if any(duty.act in ("notify", "order") and group.id in duty.to for duty in index.plan.duty)]
    return max(called, key=lambda group: len(group.members), default=None)


@finds(NEVER_TOLD)
def _not_called(index: PlanIndex) -> Iterator[Finding]:
    """Bodies of the plan that are in a working group or must act in the response, and that no call to all reaches."""
    called = _called_together(index)
    if called is None:
        return
    members = index.parties(called.id)
    inside = {body.id: body for body in index.plan.body if body.kind == "body"}  # a role is somebody who may be a member, event by event
    tasked = {who for group in _working(index) for who in index.parties(group.id)}
    acting = [duty for duty in index.plan.duty if duty.force == "must" and set(several(duty.on)) & {"received", "activated", "arrived"}]
    tasked |= {duty.bearer for duty in acting if duty.bearer in inside}
    tellers = {who for duty in index.plan.duty if duty.act in ("notify", "order") for who in index.parties(duty.bearer)}
    left = [inside[who] for who in inside if who in tasked and who not in members and who not in tellers]
    if left:
        yield NEVER_TOLD.found(
            phrase("check.duties-without-membership", group=index.party(called.id), bodies=index.parties_named(body.id for body in left)),
            clauses=[called.clause, *(body.clause for body in left)],
            rules=[f"group:{called.id}", *(f"body:{body.id}" for body in left)],
        )


@finds(IN_NO_GROUP)
def _in_no_group(index: PlanIndex) -> Iterator[Finding]:
    """Who is called and joins no working group."""
    called = _called_together(index)
    if called is None or isinstance(called.members, str):
        return
    working = [group for group in _working(index) if set(group.members) != set(called.members)]
    placed = {who for group in working for who in (*index.parties(group.id), group.lead)}
    left = [who for who in called.members if who not in placed]
    if working and left:
        bodies = {body.id: body.clause for body in index.plan.body}
        yield IN_NO_GROUP.found(
            phrase("check.in-no-working-group", group=index.party(called.id), bodies=index.parties_named(left)),
            clauses=[called.clause, *(bodies[who] for who in left if who in bodies)],
            rules=[f"group:{called.id}", *(f"body:{who}" for who in left)],
        )


@finds(NO_LEAD)
def _leads(index: PlanIndex) -> Iterator[Finding]:
    """Working groups without a lead."""
    called = _called_together(index)
    led_by_nobody = [group for group in _working(index) if group.lead == NONE_STATED]
    groups = [group for group in led_by_nobody if called is None or set(group.members) != set(called.members)]
    if groups:
        yield _of_groups(NO_LEAD, phrase("check.group-without-lead", groups=index.parties_named(group.id for group in groups)), groups)


@finds(NO_MEMBERS)
def _members(index: PlanIndex) -> Iterator[Finding]:
    """Groups of which nobody knows who is in them."""
    groups = [group for group in index.plan.group if group.members == NONE_STATED]
    if groups:
        yield _of_groups(NO_MEMBERS, phrase("check.group-without-members", groups=index.parties_named(group.id for group in groups)), groups)


def _of_groups(about: FindingKind, message: Phrase, groups: list[Group]) -> Finding:
    return about.found(message, clauses=[group.clause for group in groups], rules=[f"group:{group.id}" for group in groups])


# -- two names for one, or one name for two ----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Named:
    id: str
    clause: str
    name: Text
    names: tuple[str, ...]
    post_of: str | None  # the body whose post it is
    written: dict[str, tuple[str, ...]]  # its names in the plan's own text, each with its clauses


def _all_named(index: PlanIndex) -> list[_Named]:
    tables: tuple[tuple[str, tuple[Body | Post | Group, ...]], ...] = (
        ("body", index.plan.body), ("post", index.plan.post), ("group", index.plan.group),
    )  # fmt: skip
    return [
        _Named(f"{table}:{entry.id}", entry.clause, entry.name, _own_names(entry.name, entry.aliases), getattr(entry, "body", None), _written(entry))
        for table, entries in tables
        for entry in entries
    ]


def _written(entry: Body | Post | Group) -> dict[str, tuple[str, ...]]:
    """Its name, and the other names that stand in the plan's text. What only logs call it says nothing of the plan."""
    own, *others = _own_names(entry.name, tuple(entry.alias_clauses))
    return {own: (entry.clause,)} | {name: entry.alias_clauses[name] for name in others}


def _own_names(name: Text, aliases: tuple[str, ...]) -> tuple[str, ...]:
    """The name in the language of the plan's own text, and its aliases. A short form that is part of the name is no other name."""
    told = [name.of(lang) for lang in LANGUAGES]
    own = next((one for one in told if _WIDE.search(one)), told[-1])
    return tuple(dict.fromkeys((own, *(alias for alias in aliases if alias not in own))))


@finds(SEVERAL)
def _several_names(index: PlanIndex) -> Iterator[Finding]:
    """One body, post or group under several names."""
    for entry in _all_named(index):
        names = tuple(entry.written)
        if len(names) > 1:
            turned = any(_turned(one, two) for one, two in combinations(names, 2))
            told = joined(_beside, names)
            said = phrase("check.names-turned", names=told) if turned else phrase("check.several-names", names=told)
            yield SEVERAL.found(said, clauses=[one for held in entry.written.values() for one in held], rules=[entry.id], about=names)


@finds(ALIKE, SHARED)
def _two_of_one_name(index: PlanIndex) -> Iterator[Finding]:
    """Two bodies, posts or groups under one name, or under names that are taken for one."""
    for first, second in combinations(_all_named(index), 2):
        if (first.post_of is None) != (second.post_of is None) or (first.post_of is not None and first.post_of == second.post_of):
            continue  # a post is no body, and posts of one body are told apart by how their names end
        yield from _compared(first, second)


def _compared(first: _Named, second: _Named) -> Iterator[Finding]:
    for one in first.names:
        for two in second.names:
            if one != two and not _turned(one, two) and not _same_start(one, two):
                continue
            told = _beside(_KnownAs(one, first.name), _KnownAs(two, second.name))
            about, said = (SHARED, phrase("check.name-shared", names=told)) if one == two else (ALIKE, phrase("check.names-alike", names=told))
            yield about.found(said, clauses=[first.clause, second.clause], rules=[first.id, second.id], about=[one, two])
            return


def _beside(one: Said, other: Said) -> Phrase:
    return phrase("check.beside", one=one, other=other)


@dataclass(frozen=True, slots=True)
class _KnownAs:
    """A name, with the one by which readers know what it stands for where that is another."""

    word: str
    name: Text

    def of(self, lang: str) -> str:
        return self.word if self.name.of(lang) == self.word else phrase("check.known-as", name=self.word, known=self.name).of(lang)


def _turned(one: str, two: str) -> bool:
    """The same characters or words in another order."""
    parts = (one.split(), two.split()) if " " in one else (list(one), list(two))
    return one != two and len(parts[0]) > 1 and sorted(parts[0]) == sorted(parts[1])


def _same_start(one: str, two: str) -> bool:
    """Most of the shorter name begins the other too, and then they part; a name that is wholly part of the other is a subdivision."""
    if one in two or two in one:
        return False
    same = next((at for at, (a, b) in enumerate(zip(one, two, strict=False)) if a != b), 0)
    if not _WIDE.search(one):
        same = one.rfind(" ", 0, same) + 1  # whole words
    tails = one[same:], two[same:]
    numbered = all(len(tail) == 1 or tail.isdigit() for tail in tails)  # one of a series
    least = 2 if _WIDE.search(one) else 5
    return same >= least and same >= _SAME_START * min(len(one), len(two)) and not numbered
