"""An event as it goes on: who is told as it gets worse, whether it is graded anew, what reports carry, who decides, who is owed an answer."""

from __future__ import annotations

from collections.abc import Iterator

from sim.plan.check.finding import Finding, finds, kind
from sim.plan.check.grades import names_value
from sim.plan.check.index import PlanIndex, act_of, clauses_of, ids_of, sent_form, several, short, titled, titles
from sim.plan.check.regions import is_one_of
from sim.plan.conditions import ENGINE_NAMES
from sim.plan.expression import names
from sim.plan.model import Content, Duty
from sim.words import phrase

FEWER = kind("higher-grade-told-to-fewer", "error")
NO_REGRADING = kind("no-regrading", "warning")
ENDS_THERE = kind("request-without-decision", "warning")
NO_BODY = kind("bearer-only-if-set-up", "warning")
LACKS = kind("first-report-lacks", "warning")
UNSAID = kind("fact-never-reported", "note")
NO_PARTIAL = kind("no-partial-report", "warning")
BETWEEN = kind("value-between-rules", "warning")
NO_ANSWER = kind("no-numbered-answer-outside", "note")

_TELLING = ("report", "file", "notify", "warn")
_ASKING = ("ask-support", "request", "propose")  # to tell that an event may outgrow one's means (`expand`) is a report
_FACING_OUT = ("feed-back", "publish", "answer")
_LATER = ("regraded", "estimated", "assessed", "expanded", "moved-up", "hurt", "arrived", "reported")  # rows after a first finding
_FIRST, _PARTIAL = "initial", "partial"


# -- as it gets worse --------------------------------------------------------------------------------------------------------


@finds(FEWER)
def _fewer(index: PlanIndex) -> Iterator[Finding]:
    """Who is told at a milder grade and not at a worse one."""
    told = _told_by_grade(index)
    missing: dict[str, list[str]] = {}
    milder_duties: dict[str, list[Duty]] = {}
    for at, grade in enumerate(index.plan.grade):
        for milder in index.plan.grade[at + 1 :]:
            for who in sorted(set(told[milder.id]) - set(told[grade.id])):
                missing.setdefault(who, []).append(grade.id)
                milder_duties.setdefault(who, []).extend(told[milder.id][who])
    for who, grades in missing.items():
        levels = [level for level in index.plan.level if level.grade in grades]
        starts = [level for level in levels if who == level.approved_by or index.body_of.get(level.approved_by) == who]
        worse = tuple(index.called("grade", id_) for id_ in dict.fromkeys(grades))
        said = phrase("check.starter-told-less", who=index.party(who), grades=worse)
        if not starts:
            said = phrase("check.higher-grade-told-to-fewer", who=index.party(who), grades=worse)
        yield FEWER.found(
            said,
            clauses=[*clauses_of(milder_duties[who]), *(level.clause for level in starts)],
            rules=[*ids_of(milder_duties[who]), *(duty.id for id_ in grades for found in told[id_].values() for duty in found)],
            severity="error" if starts and not _told_otherwise(index, who, told) else "warning",
            about=[who, *grades],
        )


def _told_otherwise(index: PlanIndex, who: str, told: dict[str, dict[str, list[Duty]]]) -> bool:
    """Whether somebody may hear of an event by a duty that asks for no grade."""
    by_grade = {duty.id for of_grade in told.values() for duties in of_grade.values() for duty in duties}
    seats = index.seats(index.person_of(who) | {post.id for post in index.plan.post if post.body == who})
    return any(act_of(duty).message and duty.id not in by_grade and not duty.level and index.told(duty) & seats for duty in index.plan.duty)


def _told_by_grade(index: PlanIndex) -> dict[str, dict[str, list[Duty]]]:
    """For each grade, who is told, and by which duties that ask for a grade."""
    by_grade = [duty for duty in index.plan.duty if duty.act in _TELLING and not duty.level and "grade" in names(index.condition(duty.when))]
    told: dict[str, dict[str, list[Duty]]] = {}
    for grade in index.plan.grade:
        told[grade.id] = {}
        for duty in by_grade:
            if index.can_hold(index.condition(duty.when), given={"grade": grade.id}):
                for who in index.told(duty):
                    told[grade.id].setdefault(who, []).append(duty)
    return told


@finds(NO_REGRADING)
def _regrading(index: PlanIndex) -> Iterator[Finding]:
    """A first finding of the grade that nothing corrects."""
    finding = [duty for duty in index.plan.duty if duty.act == "classify"]
    anew = any(duty.per == "trigger" or set(several(duty.on)) & set(_LATER) or "grade" in names(index.condition(duty.when)) for duty in finding)
    if len(index.plan.grade) > 1 and finding and not anew:
        yield NO_REGRADING.found(phrase("check.no-regrading"), clauses=clauses_of(finding), rules=ids_of(finding))


@finds(ENDS_THERE)
def _ends_there(index: PlanIndex) -> Iterator[Finding]:
    """Requests that nobody takes up."""
    inside = {body.id for body in index.plan.body if body.kind != "outside"} | set(index.body_of)
    found = []
    for duty in index.plan.duty:
        asked = index.told(duty) & inside
        if duty.act in _ASKING and asked and not any(_takes_up(index, other, sent_form(duty), asked) for other in index.duties):
            found.append(duty)
    if found:
        yield ENDS_THERE.found(phrase("check.request-without-decision", duties=titles(found)), clauses=clauses_of(found), rules=ids_of(found))


def _takes_up(index: PlanIndex, duty: Duty, form: str, asked: frozenset[str]) -> bool:
    """Whether a duty is about receiving this form, borne by one of those who are asked."""
    node = index.condition(duty.when)
    mine = duty.bearer.startswith("@") or bool(index.parties(duty.bearer) & index.seats(asked))
    about = "received" in several(duty.on) and "form" in names(node) and form in index.vocabulary.names["form"].values
    return mine and about and index.can_hold(node, given={"form": form, "kind": "received"})


@finds(NO_BODY)
def _optional(index: PlanIndex) -> Iterator[Finding]:
    """Duties of a body that exists only once somebody has set it up, where nobody must."""
    scenes = {body.id: body for body in index.plan.body if body.kind == "scene"}
    if not scenes or any(duty.act == "establish-command" and duty.force == "must" for duty in index.plan.duty):
        return
    setting_up = [duty for duty in index.plan.duty if duty.act == "establish-command"]
    for id_, body in scenes.items():
        seats = {id_, *(post for post, of in index.body_of.items() if of == id_)}
        borne = [duty for duty in index.plan.duty if duty.bearer in seats and duty.force == "must"]
        ends = [end for end in index.plan.end if end.assessed_by in seats or end.approved_by in seats]
        if borne or ends:
            tasks = (*(titled(duty) for duty in borne), *(phrase("check.end-assessed", clause=end.clause) for end in ends))
            yield NO_BODY.found(
                phrase("check.bearer-only-if-set-up", body=index.party(id_), tasks=tasks),
                clauses=[body.clause, *clauses_of((*setting_up, *borne)), *(end.clause for end in ends)],
                rules=[f"body:{id_}", *ids_of(borne), *(f"end:{end.id}" for end in ends)],
            )


# -- what reports carry, against what people need to know to decide ----------------------------------------------------------


@finds(LACKS)
def _first_report(index: PlanIndex) -> Iterator[Finding]:
    """The first report against the facts that the grades need."""
    forms = _forms(index)
    if _FIRST not in forms:
        return
    asked: dict[str, list[str]] = {}
    for grade in index.plan.grade:
        for case in grade.any:
            for name in sorted(names(index.condition(case.when)) - set(ENGINE_NAMES)):
                asked.setdefault(name, []).append(case.clause)
    missing = [name for name in asked if name not in _carried(_FIRST, forms)]
    if missing:
        yield LACKS.found(
            phrase("check.first-report-lacks", facts=short(index.fact(name) for name in missing)),
            clauses=[forms[_FIRST].clause, *(clause for name in missing for clause in asked[name])],
            rules=[f"content:{_FIRST}"],
            about=missing,
        )


@finds(UNSAID)
def _unsaid(index: PlanIndex) -> Iterator[Finding]:
    """Facts on which rules turn and that no form of report carries."""
    forms = _forms(index)
    if not forms:
        return
    said = frozenset().union(*(_carried(form, forms) for form in forms))
    users: dict[str, list[Duty]] = {}
    for duty in index.plan.duty:
        for name in sorted(names(index.condition(duty.when)) - set(ENGINE_NAMES) - said):
            users.setdefault(name, []).append(duty)
    if users:
        involved = [duty for duties in users.values() for duty in duties]
        facts = short((index.fact(name) for name in users), 20)
        yield UNSAID.found(phrase("check.fact-never-reported", facts=facts), clauses=clauses_of(involved), rules=ids_of(involved), about=users)


@finds(NO_PARTIAL)
def _partial(index: PlanIndex) -> Iterator[Finding]:
    """First reports that wait until all is known."""
    forms = _forms(index)
    first = [duty for duty in index.plan.duty if sent_form(duty) == _FIRST and duty.act == "report"]
    sent_early = any(duty.partial or sent_form(duty) == _PARTIAL for duty in index.plan.duty)
    if first and not sent_early:
        clauses = [*([forms[_FIRST].clause] if _FIRST in forms else []), *clauses_of(first)]
        yield NO_PARTIAL.found(phrase("check.no-partial-report"), clauses=clauses, rules=ids_of(first))


def _forms(index: PlanIndex) -> dict[str, Content]:
    return {content.form: content for content in index.plan.content}


def _carried(form: str, forms: dict[str, Content]) -> frozenset[str]:
    """The facts that a form must hold, those of the forms in it among them."""
    entry = forms.get(form)
    if entry is None:
        return frozenset()
    own = {fact for item in entry.items for fact in item.facts}
    return frozenset(own).union(*(_carried(inner, forms) for inner in entry.includes))


# -- cases between two rules, and people outside who wait for an answer ------------------------------------------------------


@finds(BETWEEN)
def _between(index: PlanIndex) -> Iterator[Finding]:
    """Values of a word for which no duty asks though duties ask for the other values, in the same stage of the work."""
    graded = frozenset().union(*(names(index.condition(case.when)) for grade in index.plan.grade for case in grade.any))
    for fact in index.plan.fact:
        if fact.type != "one of":
            continue
        asking = [duty for duty in index.plan.duty if fact.id in names(index.condition(duty.when))]
        named = [value for value in fact.values if any(names_value(index.condition(duty.when), fact.id, value) for duty in asking)]
        if len(named) < 2 or fact.id in graded:  # the grades' own words have checks of their own
            continue
        left = [value for value in fact.values if not any(index.can_hold(index.condition(duty.when), given={fact.id: value}) for duty in asking)]
        if left:
            said = phrase("check.value-between-rules", case=is_one_of(index, fact.id, left))
            yield BETWEEN.found(said, clauses=clauses_of(asking), rules=ids_of(asking), about=[fact.id, *left])


@finds(NO_ANSWER)
def _answers(index: PlanIndex) -> Iterator[Finding]:
    """Whoever is spoken to from within the plan and has no superior part in it: at least one duty with a number."""
    facing = [duty for duty in index.plan.duty if duty.act in _FACING_OUT]
    if facing and not any(_numbered(duty) for duty in facing):
        told = sorted({who for duty in facing for who in index.told(duty)})
        who = index.parties_named(told) or phrase("check.people-concerned")
        yield NO_ANSWER.found(phrase("check.no-numbered-answer-outside", who=who), clauses=clauses_of(facing), rules=ids_of(facing))


def _numbered(duty: Duty) -> bool:
    """Whether the plan itself gives a length; one that only a reading gives is not stated."""
    return duty.limit.has_number()
