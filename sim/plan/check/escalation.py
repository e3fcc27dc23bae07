"""What happens as an event gets worse: who is told, whether it is graded anew, and whether anybody decides."""

from __future__ import annotations

from collections.abc import Iterator

from sim.plan.check.diagram import satisfiable
from sim.plan.check.finding import Finding, kind
from sim.plan.check.view import PlanIndex, form_of, titles, words
from sim.plan.expression import names
from sim.plan.model import Duty

FEWER = kind(
    "higher-grade-told-to-fewer",
    "error",
    why=(
        "事情更大，反而有单位不再得知，而后面的动作可能正要靠它。",
        "The event is worse and somebody hears of it no longer, on whom later steps may depend.",
    ),
    mend=("高级别时仍同时报告这些单位。", "Let them be told at the higher grades too."),
)
NO_REGRADING = kind(
    "no-regrading",
    "warning",
    why=(
        "最初的认定会变，不重新定级，报告对象和响应就一直按第一眼。",
        "The first finding is preliminary; where nobody grades anew, reports and response follow the first glance.",
    ),
    mend=("写明何时、由谁升级或降级。", "Say when and by whom the grade is raised or lowered."),
)
ENDS_THERE = kind(
    "request-without-decision",
    "warning",
    why=("要人拿主意的报告送到就完了，没有人须作决定。", "It asks somebody to decide, and nobody is bound to do anything once it has arrived."),
    mend=("写明收到后由谁、多久内决定什么。", "Say who decides what, and how soon, once it is received."),
)
NO_BODY = kind(
    "bearer-only-if-set-up",
    "error",
    why=("机构是否设立要看情形；不设，这些事就没有人做。", "The body is set up only where needed; without it these duties have no bearer."),
    mend=("写明不设立时由谁承担。", "Say who bears them where it is not set up."),
)
_TELLING = ("report", "file", "notify", "warn")
_ASKING = ("expand", "ask-support", "request", "propose")
_LATER = ("regraded", "estimated", "assessed", "expanded", "moved-up", "hurt", "arrived", "reported")  # rows after a first finding


def escalation(view: PlanIndex) -> Iterator[Finding]:
    """Recipients grade by grade, grading anew, requests that nobody takes up, and bearers that may not exist."""
    yield from _fewer(view)
    yield from _regrading(view)
    yield from _ends_there(view)
    yield from _optional(view)


def _fewer(view: PlanIndex) -> Iterator[Finding]:
    by_grade = [duty for duty in view.plan.duty if duty.act in _TELLING and not duty.level and "grade" in names(view.condition(duty.when))]
    told: dict[str, dict[str, list[Duty]]] = {}
    for grade in view.plan.grade:
        told[grade.id] = {}
        for duty in by_grade:
            if satisfiable([view.condition(duty.when)], view.vocabulary, given={"grade": grade.id}):
                for who in view.told(duty):
                    told[grade.id].setdefault(who, []).append(duty)
    missing: dict[str, list[str]] = {}
    milder_duties: dict[str, list[Duty]] = {}
    for at, grade in enumerate(view.plan.grade):
        for milder in view.plan.grade[at + 1 :]:
            for who in sorted(set(told[milder.id]) - set(told[grade.id])):
                missing.setdefault(who, []).append(grade.id)
                milder_duties.setdefault(who, []).extend(told[milder.id][who])
    named = {grade.id: grade for grade in view.plan.grade}
    for who, grades in missing.items():
        worse = [named[id_] for id_ in dict.fromkeys(grades)]
        starts = [
            level for level in view.plan.level if level.grade in grades and (who == level.approved_by or view.body_of.get(level.approved_by) == who)
        ]
        tail = ("，而启动响应的人就在其中", ", where the one sits who must start the response") if starts else ("", "")
        yield FEWER.found(
            f"{view.name(who, 'zh')}在较轻级别得到报告，在{'、'.join(grade.name.zh for grade in worse)}得不到{tail[0]}",
            f"{view.name(who, 'en')}: told at a milder grade, not at {', '.join(grade.name.en for grade in worse)}{tail[1]}",
            clauses=[*(duty.clause for duty in milder_duties[who]), *(level.clause for level in starts)],
            rules=[*(duty.id for duty in milder_duties[who]), *(duty.id for id_ in grades for found in told[id_].values() for duty in found)],
        )


def _regrading(view: PlanIndex) -> Iterator[Finding]:
    finding = [duty for duty in view.plan.duty if duty.act == "classify"]
    anew = any(duty.per == "trigger" or set(words(duty.on)) & set(_LATER) or "grade" in names(view.condition(duty.when)) for duty in finding)
    if len(view.plan.grade) > 1 and finding and not anew:
        yield NO_REGRADING.found(
            "只有最初的认定，没有升级或降级的规定",
            "there is a first finding of the grade, and no rule that raises or lowers it",
            clauses=[duty.clause for duty in finding],
            rules=[duty.id for duty in finding],
        )


def _ends_there(view: PlanIndex) -> Iterator[Finding]:
    inside = {body.id for body in view.plan.body if body.kind != "outside"} | set(view.body_of)
    found = []
    for duty in view.plan.duty:
        asked = view.told(duty) & inside
        if duty.act in _ASKING and asked and not any(_takes_up(view, other, form_of(duty), asked) for other in view.duties):
            found.append(duty)
    if found:
        yield ENDS_THERE.found(
            f"送到即止，没有人须作决定：{titles(found, 'zh')}",
            f"nobody is bound to decide on: {titles(found, 'en')}",
            clauses=[duty.clause for duty in found],
            rules=[duty.id for duty in found],
        )


def _takes_up(view: PlanIndex, duty: Duty, form: str, asked: frozenset[str]) -> bool:
    """Whether a duty is about receiving this form, borne by one of those who are asked."""
    node = view.condition(duty.when)
    mine = duty.bearer.startswith("@") or bool(view.parties(duty.bearer) & view.seats(asked))
    about = "received" in words(duty.on) and "form" in names(node) and form in view.vocabulary.names["form"].values
    return mine and about and satisfiable([node], view.vocabulary, given={"form": form, "kind": "received"})


def _optional(view: PlanIndex) -> Iterator[Finding]:
    """Duties of a body that exists only once somebody has set it up, where nobody must."""
    scenes = {body.id: body for body in view.plan.body if body.kind == "scene"}
    if not scenes or any(duty.act == "establish-command" and duty.force == "must" for duty in view.plan.duty):
        return
    setting_up = [duty for duty in view.plan.duty if duty.act == "establish-command"]
    for id_, body in scenes.items():
        seats = {id_, *(post for post, of in view.body_of.items() if of == id_)}
        borne = [duty for duty in view.plan.duty if duty.bearer in seats and duty.force == "must"]
        ends = [end for end in view.plan.end if end.assessed_by in seats or end.approved_by in seats]
        if borne or ends:
            listed = [(f"{duty.title.zh}（{duty.clause}）", f"{duty.title.en} ({duty.clause})") for duty in borne]
            listed += [(f"判断能否结束（{end.clause}）", f"assess the end ({end.clause})") for end in ends]
            yield NO_BODY.found(
                f"{body.name.zh}视情设立，不设时无人承担：{'、'.join(zh for zh, _ in listed)}",
                f"{body.name.en}: set up only where needed; without it nobody bears {', '.join(en for _, en in listed)}",
                clauses=[body.clause, *(duty.clause for duty in (*setting_up, *borne)), *(end.clause for end in ends)],
                rules=[f"body:{id_}", *(duty.id for duty in borne), *(f"end:{end.id}" for end in ends)],
            )
