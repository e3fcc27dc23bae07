"""What a paper says of an exercise before anything is found: its name and date, the plan, who is bound by it, and the scenario."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from analysis.papers.course import CourseOfScenario, GivenDrill
from analysis.papers.evaluator import EXERCISE_TEXTS, OF_THE_EVALUATOR, Evaluation
from analysis.papers.fields import ExerciseFields, PaperEvent, PaperPost, PlanFields, ScenarioFields
from analysis.papers.moments import PaperMoments, written_date
from sim.durations import NONE_STATED
from sim.inputs.resources import Resources
from sim.inputs.scenario import Scenario
from sim.plan.model import Plan
from sim.record import Record
from sim.words import Names, Words, in_language


def exercise_fields(evaluation: Evaluation, say: Words, *, name: str, date: str, record: str) -> ExerciseFields:
    """What the evaluator's file says, else what is known otherwise, else blanks. `record` is what the result rests on."""
    known = {"name": name[:1].upper() + name[1:], "date": date}
    texts = {}
    for key in EXERCISE_TEXTS:
        given = evaluation.exercise.get(key, "")
        texts[key] = (written_date(given, say) if key == "date" else given) or known.get(key, "") or blank(key, say)
    by = evaluation.confirmed
    confirmed = say("docx.proposed") if by is None else say("docx.confirmed-by", role=by["role"], time=written_date(by["time"], say))
    return ExerciseFields(mark=say("docx.mark"), record=record, confirmed=confirmed, **texts)


def blank(key: str, say: Words) -> str:
    """A blank that says what is missing, and who fills it in."""
    who = say("docx.filled-by.evaluator") if key in OF_THE_EVALUATOR else say("docx.filled-by.unit")
    return say("docx.blank", what=say(f"docx.exercise.{key}"), who=who)


def plan_fields(plan: Plan, clauses: Iterable[str], revisions: Iterable[str], say: Words) -> PlanFields:
    """The plan, the clauses that are exercised, and the revisions laid over it."""
    head = plan.plan
    return PlanFields(
        title=head.title.of(say.lang), issuer=head.issuer.of(say.lang), clauses=say.tell(list(clauses)), revisions=say.tell(list(revisions))
    )


def scenario_fields(plan: Plan, resources: Resources | None, scenario: Scenario | None, record: Record | None, say: Words) -> ScenarioFields:
    """Of the scenario, where there is one; else what the record says of its events."""
    if scenario is not None and resources is not None:
        return CourseOfScenario(GivenDrill(plan=plan, resources=resources, scenario=scenario), say.lang).fields()
    events: tuple[PaperEvent, ...] = ()
    start = ""
    if record is not None:
        at = PaperMoments(record.header.start, say)
        start = at.start() or say("docx.no-date")
        first = {row.about: row.time for row in reversed(record.rows) if row.about is not None}
        events = tuple(
            _event(id_, record.header.events.get(id_), at.at(minute), say) for id_, minute in sorted(first.items(), key=lambda one: one[1])
        )
    unknown = say("docx.no-scenario")
    return ScenarioFields(
        title=unknown, purpose=unknown, teaches="", start=start, length="", objectives=(), people="", events=events, injects=(), course=(), acts=(),
        acts_left="", expected=(), questions=(),
    )  # fmt: skip


def _event(id_: str, entry: Any, time: str, say: Words) -> PaperEvent:
    title = in_language(entry.get("title", {}), say.lang) if isinstance(entry, Mapping) else ""
    return PaperEvent(title=title or id_, time=time, place="", facts="", people="")


def body_fields(plan: Plan, resources: Resources | None, scenario: Scenario | None, say: Words) -> list[PaperPost]:
    """The bodies that the plan binds, with their posts and stand-ins; a role by who plays it, where the scenario says."""
    names = Names(say.lang, plan, resources)
    roles: dict[str, dict[str, None]] = {}
    for event in scenario.event if scenario is not None else ():
        for role, player in event.roles.items():
            roles.setdefault(role, {})[player] = None
    found = []
    for body in plan.body:
        if body.kind == "scene":
            continue
        posts = [post for post in plan.post if post.body == body.id]
        stand_ins = [say("docx.stand-in", post=post.name, stand_in=names.party(post.stand_in)) for post in posts if post.stand_in != NONE_STATED]
        players = [names.party(one) for one in roles.get(body.id, ())]
        found.append(PaperPost(
            body=body.name.of(say.lang), plays=say.tell(players), posts=say.tell([post.name for post in posts]), stand_ins=say.tell(stand_ins),
            clause=body.clause,
        ))  # fmt: skip
    return found
