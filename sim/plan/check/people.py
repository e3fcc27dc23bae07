"""Who is who: one person in several posts, who starts and who ends, who belongs to what, who leads."""

from __future__ import annotations

from collections.abc import Iterator

from sim.durations import NONE_STATED
from sim.plan.check.finding import Finding, kind
from sim.plan.check.view import PlanIndex, recipients, titles
from sim.plan.model import Duty, Group

TO_SELF = kind(
    "reports-to-self",
    "warning",
    why=(
        "报告人和接收人是同一个人，报告起不到第二双眼睛的作用；此人不在，两头都空。",
        "Sender and recipient are one person: the report brings no second pair of eyes, and if that person is away both ends are empty.",
    ),
    mend=("让另一职务接收，或给其中一职定代行人。", "Let another post receive it, or give one of the posts a stand-in."),
)
OWN = kind(
    "approves-own-work",
    "warning",
    why=("自己认定、自己批准，批准就只是一道手续。", "Whoever finds and approves in one person has nobody to disagree with."),
    mend=("认定与批准分给两人，或事后由上一级确认。", "Give finding and approving to two people, or have it confirmed above."),
)
NO_STAND_IN = kind(
    "no-stand-in",
    "warning",
    why=("此人联系不上，须其决定的事就都停着。", "When that person cannot be reached, everything waits that only he or she may decide."),
    mend=("给每个须作决定的职务定代行人。", "Name a stand-in for each post that has to decide."),
)
TWO_HANDS = kind(
    "started-and-ended-by-different",
    "warning",
    why=("启动的人和结束的人不同，结束时谁说了算不清。", "Who starts the response is not who ends it: at the end it is unclear whose word counts."),
    mend=("写明由启动者结束，或写明上交的时点。", "Let who starts it end it, or say when the decision passes on."),
)
NEVER_TOLD = kind(
    "duties-without-membership",
    "warning",
    why=(
        "有任务，却不在统一通知的名单里，只能等别人想起来。",
        "They have tasks and are not among those who are called together: somebody has to think of them.",
    ),
    mend=("列入成员，或写明由谁在何时通知。", "Make them members, or say who tells them and when."),
)
IN_NO_GROUP = kind(
    "in-no-working-group",
    "note",
    why=("到了现场不知编入哪一组、听谁指挥。", "On the scene they have no group and no lead."),
    mend=("写明编入哪一组。", "Say which group they join."),
)
NO_LEAD = kind(
    "group-without-lead",
    "warning",
    why=("没有牵头单位的组没有人召集，也没有人代表它。", "Nobody calls a group without a lead together, and nobody speaks for it."),
    mend=("写明牵头单位。", "Name its lead."),
)
NO_MEMBERS = kind(
    "group-without-members",
    "note",
    why=("没写成员，就不知道该叫谁。", "Where no members are named, nobody knows whom to call."),
    mend=("列出成员。", "List the members."),
)
_FINDS = ("classify", "propose", "request")
_UPWARD = ("report", "file", "propose", "request")


def people(view: PlanIndex) -> Iterator[Finding]:
    """Several posts of one person: reports between them, approvals of own work; and posts that decide and have no stand-in."""
    for person in view.persons:
        yield from _to_self(view, person)
        yield from _own(view, person)
    yield from _stand_ins(view)


def _to_self(view: PlanIndex, person: frozenset[str]) -> Iterator[Finding]:
    seats = view.seats(person)
    found = [duty for duty in view.duties if duty.act in _UPWARD and duty.bearer in seats and _to_another_seat(view, duty, seats)]
    if found:
        posts = view.listed(sorted(person), "zh"), view.listed(sorted(person), "en")
        yield TO_SELF.found(
            f"{posts[0]}是同一人，以下报告和请示两头都有此人：{titles(found, 'zh')}",
            f"{posts[1]} are one person, who is at both ends of: {titles(found, 'en')}",
            clauses=[*_clauses_of(view, person), *(duty.clause for duty in found)],
            rules=[duty.id for duty in found],
        )


def _to_another_seat(view: PlanIndex, duty: Duty, seats: frozenset[str]) -> bool:
    """Whether a duty speaks to a body in which the same person sits, other than the bearer's own."""
    own = view.body_of.get(duty.bearer, duty.bearer)
    return any(word in seats and view.body_of.get(word, word) != own for word in recipients(duty))


def _own(view: PlanIndex, person: frozenset[str]) -> Iterator[Finding]:
    seats = view.seats(person)
    finds = [duty for duty in view.plan.duty if duty.act in _FINDS and duty.bearer in seats]
    levels = [level for level in view.plan.level if level.approved_by in person]
    ends = [end for end in view.plan.end if end.approved_by in seats and (end.assessed_by in seats or levels)]
    grading = [duty for duty in finds if duty.act == "classify"]
    asking = [duty for duty in finds if duty.act != "classify" and _to_another_seat(view, duty, seats)]
    if not ((levels and grading) or asking):
        return
    posts = view.listed(sorted(person), "zh"), view.listed(sorted(person), "en")
    zh, en = [], []
    if levels and grading:
        zh.append(f"自己定级，自己批准{'、'.join(level.name.zh for level in levels)}")
        en.append(f"finds the grade and approves {', '.join(level.name.en for level in levels)}")
    if asking:
        zh.append(f"自己提请，自己所在单位批准：{titles(asking, 'zh')}")
        en.append(f"asks the body that he or she sits in: {titles(asking, 'en')}")
    if ends:
        zh.append("又可参与决定结束")
        en.append("and has a say in when it ends")
    yield OWN.found(
        f"{posts[0]}是同一人，{'；'.join(zh)}",
        f"{posts[1]} are one person, who {'; '.join(en)}",
        clauses=[*_clauses_of(view, person), *(level.clause for level in levels), *(duty.clause for duty in asking), *(end.clause for end in ends)],
        rules=[*(f"level:{level.id}" for level in levels), *(duty.id for duty in (*grading, *asking))],
    )


def _stand_ins(view: PlanIndex) -> Iterator[Finding]:
    """Posts that start or end a response, or are borne by name, and have nobody to stand in."""
    stated = {level.approved_by: level.stand_in for level in view.plan.level if level.stand_in != NONE_STATED}
    approves = {level.approved_by for level in view.plan.level} | {end.approved_by for end in view.plan.end}
    bears = {duty.bearer for duty in view.plan.duty if duty.force == "must"}
    posts = [
        post
        for post in view.plan.post
        if post.stand_in == NONE_STATED and post.id not in stated and (post.id in approves or post.id in bears or len(view.person_of(post.id)) > 1)
    ]
    if posts:
        ids = [post.id for post in posts]
        yield NO_STAND_IN.found(
            f"没有代行人：{view.listed(ids, 'zh')}",
            f"no stand-in: {view.listed(ids, 'en')}",
            clauses=[post.clause for post in posts],
            rules=[f"post:{id_}" for id_ in ids],
        )


def hands(view: PlanIndex) -> Iterator[Finding]:
    """Levels whose start one party approves and whose end another."""
    for end in view.plan.end:
        if end.approved_by == NONE_STATED or end.approved_by.startswith("@"):
            continue
        other = [level for level in view.plan.level if level.approved_by not in (NONE_STATED, end.approved_by)]
        if other:
            zh = "；".join(f"{level.name.zh}由{view.name(level.approved_by, 'zh')}启动" for level in other)
            en = "; ".join(f"{level.name.en} is started by: {view.name(level.approved_by, 'en')}" for level in other)
            yield TWO_HANDS.found(
                f"{zh}；结束却都由{view.name(end.approved_by, 'zh')}批准",
                f"{en}; all are ended by: {view.name(end.approved_by, 'en')}",
                clauses=[end.clause, *(level.clause for level in other)],
                rules=[f"end:{end.id}", *(f"level:{level.id}" for level in other)],
            )


def membership(view: PlanIndex) -> Iterator[Finding]:
    """Who has tasks and is not called together with the others; who is called and has no group; groups without lead or members."""
    called = [group for group in view.plan.group if any(duty.act in ("notify", "order") and group.id in duty.to for duty in view.plan.duty)]
    working = [group for group in view.plan.group if group.lead != NONE_STATED or group.tasks.en or group.members == NONE_STATED]
    largest = max(called, key=lambda group: len(group.members), default=None)
    if largest is not None:
        yield from _not_called(view, largest, working)
        yield from _in_no_group(view, largest, [group for group in working if set(group.members) != set(largest.members)])
    for about, groups, zh, en in (
        (
            NO_LEAD,
            [group for group in working if group.lead == NONE_STATED and not (largest is not None and set(group.members) == set(largest.members))],
            "没有牵头单位",
            "no lead",
        ),
        (NO_MEMBERS, [group for group in view.plan.group if group.members == NONE_STATED], "没有写成员", "no members are named"),
    ):
        if groups:
            ids = [group.id for group in groups]
            yield about.found(
                f"{zh}：{view.listed(ids, 'zh')}",
                f"{en}: {view.listed(ids, 'en')}",
                clauses=[group.clause for group in groups],
                rules=[f"group:{id_}" for id_ in ids],
            )


def _not_called(view: PlanIndex, called: Group, working: list[Group]) -> Iterator[Finding]:
    """Bodies of the plan that are in a working group or must act in the response, and that no call to all reaches."""
    members = view.parties(called.id)
    inside = {body.id: body for body in view.plan.body if body.kind in ("body", "role")}
    tasked = {who for group in working for who in view.parties(group.id)}
    acting = [duty for duty in view.plan.duty if duty.force == "must" and set(_kinds(duty)) & {"received", "activated", "arrived"}]
    tasked |= {duty.bearer for duty in acting if duty.bearer in inside}
    tellers = {who for duty in view.plan.duty if duty.act in ("notify", "order") for who in view.parties(duty.bearer)}
    left = [inside[who] for who in inside if who in tasked and who not in members and who not in tellers]
    if left:
        ids = [body.id for body in left]
        yield NEVER_TOLD.found(
            f"有任务而不在{called.name.zh}之列：{view.listed(ids, 'zh')}",
            f"they have tasks and are not among the {called.name.en}: {view.listed(ids, 'en')}",
            clauses=[called.clause, *(body.clause for body in left)],
            rules=[f"group:{called.id}", *(f"body:{id_}" for id_ in ids)],
        )


def _in_no_group(view: PlanIndex, called: Group, working: list[Group]) -> Iterator[Finding]:
    placed = {who for group in working for who in (*view.parties(group.id), group.lead)}
    left = [who for who in called.members if not isinstance(called.members, str) and who not in placed]
    if working and left:
        bodies = {body.id: body.clause for body in view.plan.body}
        yield IN_NO_GROUP.found(
            f"{called.name.zh}中不在任何工作组：{view.listed(left, 'zh')}",
            f"of the {called.name.en}, in no working group: {view.listed(left, 'en')}",
            clauses=[called.clause, *(bodies[who] for who in left if who in bodies)],
            rules=[f"group:{called.id}", *(f"body:{who}" for who in left)],
        )


def _kinds(duty: Duty) -> tuple[str, ...]:
    return (duty.on,) if isinstance(duty.on, str) else duty.on


def _clauses_of(view: PlanIndex, posts: frozenset[str]) -> list[str]:
    return [post.clause for post in view.plan.post if post.id in posts]
