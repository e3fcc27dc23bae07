"""The views of a plan: its clauses in order, what is asked of a body, what is due at a grade and within how long."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from sim.durations import Days, Span, length_key
from sim.plan.check.index import PlanIndex
from sim.plan.model import Duty, Plan
from sim.plan.show.clauses import check_clause, clause_key, inside
from sim.plan.show.duty_words import duty_line, length_of, limit_words
from sim.plan.show.entry_words import entry_line, entry_lines
from sim.plan.show.grade_filter import GradeFilter
from sim.plan.show.page import Block, Line, Page
from sim.plan.show.parties import PartyTables, Role
from sim.plan.wording import Wording, amount_words
from sim.text import NO_TEXT, Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What a reader asks for; None asks for everything."""

    clause: str | None = None
    body: str | None = None
    grade: str | None = None
    within: Span | Days | None = None

    def words(self) -> dict[str, str]:
        """The filters that are set, as they were asked."""
        found = {"clause": self.clause, "body": self.body, "grade": self.grade, "within": None if self.within is None else str(self.within)}
        return {name: value for name, value in found.items() if value is not None}


def show(plan: Plan, asked: Asked) -> Page:
    """The view that answers: by body where a body is named, by time where a grade or a length is, else clause by clause.

    Raises InputError with the nearest known name for an unknown clause, body or grade.
    """
    view, wording = PlanIndex(plan), Wording(plan)
    if asked.clause is not None:
        check_clause(asked.clause, _clauses(plan, view))
    wanted = _wanted(view, asked)
    if asked.body is not None:
        return _by_body(view, wording, asked, wanted)
    if asked.grade is not None or asked.within is not None:
        return _by_time(view, wording, asked, wanted)
    return _by_clause(view, wording, asked)


def _clauses(plan: Plan, view: PlanIndex) -> list[str]:
    return [line.clause for line in entry_lines(plan, Wording(plan))] + [duty.clause for duty in view.duties]


def _wanted(view: PlanIndex, asked: Asked) -> Callable[[Duty], bool]:
    grades = None if asked.grade is None else GradeFilter(view, asked.grade)
    longest = None if asked.within is None else length_key(asked.within)

    def fits(duty: Duty) -> bool:
        return (
            (asked.clause is None or inside(duty.clause, asked.clause))
            and (grades is None or grades.possible(duty))
            and (longest is None or length_key(length_of(duty, view)) <= longest)
        )

    return fits


# -- by clause ---------------------------------------------------------------------------------------------------------------


def _by_clause(view: PlanIndex, wording: Wording, asked: Asked) -> Page:
    plan = view.plan
    lines = [*entry_lines(plan, wording), *(duty_line(duty, view, wording) for duty in plan.duty)]
    found: dict[str, list[Line]] = {}
    for line in lines:
        if asked.clause is None or inside(line.clause, asked.clause):
            found.setdefault(line.clause, []).append(line)
    blocks = tuple(Block(_clause_heading(clause), tuple(found[clause])) for clause in sorted(found, key=clause_key))
    return Page(view="clause", plan=plan.plan.id, title=plan.plan.title, note=plan.plan.note, blocks=blocks, asked=asked.words())


def _clause_heading(clause: str) -> Text:
    return Text(zh=f"第 {clause} 条", en=f"Clause {clause}") if clause else Text(zh="无条款", en="Without a clause")


# -- by body -----------------------------------------------------------------------------------------------------------------


def _by_body(view: PlanIndex, wording: Wording, asked: Asked, wanted: Callable[[Duty], bool]) -> Page:
    parties = PartyTables(view, wording)
    me = parties.find(asked.body or "")
    duties = [duty for duty in view.duties if wanted(duty)]
    # A role that a body has in nothing but a derived duty (who starts a level) is an approval, and is told there.
    borne = [(duty, role) for duty in duties for role in [parties.bears(me, duty)] if role is not None]
    approves = [pair for pair in borne if pair[0].act in ("activate", "approve", "end")]
    does = [pair for pair in borne if pair not in approves]
    told = [(duty, role) for duty in duties for role in [parties.hears(me, duty)] if role is not None]
    blocks = [
        _role_block(Text(zh="要我做的", en="Asked of me"), does, view, wording),
        _role_block(Text(zh="要我批的", en="For me to decide or approve"), approves, view, wording),
        _role_block(Text(zh="向我报的", en="Told to me"), told, view, wording),
        Block(Text(zh="我的身份", en="Where I stand"), tuple(_standing(view, wording, parties, me.ids))),
    ]
    name = me.name
    title = Text(zh=f"{view.plan.plan.title.zh}：{name.zh}", en=f"{view.plan.plan.title.en}: {name.en}")
    return Page(view="body", plan=view.plan.plan.id, title=title, blocks=tuple(blocks), asked=asked.words())


def _role_block(heading: Text, pairs: Iterable[tuple[Duty, Role]], view: PlanIndex, wording: Wording) -> Block:
    ordered = sorted(pairs, key=lambda pair: clause_key(pair[0].clause))
    lines = tuple(duty_line(duty, view, wording, role.words) for duty, role in ordered)
    return Block(Text(zh=f"{heading.zh}（{len(lines)}）", en=f"{heading.en} ({len(lines)})"), lines)


def _standing(view: PlanIndex, wording: Wording, parties: PartyTables, ids: frozenset[str]) -> Iterable[Line]:
    """The body itself, its posts, the groups that it is in, and the means that it holds."""
    plan = view.plan
    for section, entries in (("body", plan.body), ("post", plan.post)):
        yield from (entry_line(section, entry, wording) for entry in entries if entry.id in ids)
    yield from (entry_line("group", group, wording) for group in plan.group if ids & view.parties(group.id) or group.lead in ids)
    yield from (entry_line("means", means, wording) for means in plan.means if ids & parties.meant(means.held_by))


# -- by time and grade -------------------------------------------------------------------------------------------------------


def _by_time(view: PlanIndex, wording: Wording, asked: Asked, wanted: Callable[[Duty], bool]) -> Page:
    duties = [duty for duty in view.duties if wanted(duty)]
    groups: dict[tuple[tuple[int, float], str], list[Duty]] = {}
    for duty in duties:
        groups.setdefault((length_key(length_of(duty, view)), limit_words(duty, wording).en), []).append(duty)
    blocks = _grade_blocks(view, wording, asked)
    for key in sorted(groups):
        held = sorted(groups[key], key=lambda duty: clause_key(duty.clause))
        limit = limit_words(held[0], wording)
        heading = Text(zh=f"{limit.zh}（{len(held)}）", en=f"{limit.en[:1].upper()}{limit.en[1:]} ({len(held)})")
        blocks.append(Block(heading, tuple(duty_line(duty, view, wording) for duty in held)))
    return Page(
        view="time", plan=view.plan.plan.id, title=_time_title(view, asked), blocks=tuple(blocks), asked=asked.words(), note=_unnumbered(view, asked),
    )  # fmt: skip


def _grade_blocks(view: PlanIndex, wording: Wording, asked: Asked) -> list[Block]:
    plan = view.plan
    if asked.grade is None:
        return []
    lines = [entry_line("grade", grade, wording) for grade in plan.grade if grade.id == asked.grade]
    lines += [entry_line("warning", warning, wording) for warning in plan.warning if warning.grade == asked.grade]
    lines += [entry_line("level", level, wording) for level in plan.level if level.grade == asked.grade]
    return [Block(Text(zh="级别", en="The grade"), tuple(lines))]


def _time_title(view: PlanIndex, asked: Asked) -> Text:
    title = view.plan.plan.title
    zh, en = [title.zh], [title.en]
    for grade in view.plan.grade:
        if grade.id == asked.grade:
            zh.append(grade.name.zh)
            en.append(grade.name.en)
    if asked.within is not None:
        length = amount_words(asked.within)
        zh.append(f"{length.zh}内到期")
        en.append(f"due within {length.en}")
    return Text(zh="：".join(zh), en=": ".join(en))


def _unnumbered(view: PlanIndex, asked: Asked) -> Text:
    """How many more have no length at all: silence is not "later"."""
    if asked.within is None:
        return NO_TEXT
    rest = Asked(clause=asked.clause, body=asked.body, grade=asked.grade)
    fits = _wanted(view, rest)
    silent = sum(1 for duty in view.duties if fits(duty) and duty.limit.taken(view.terms).is_silent())
    return Text(zh=f"时间从各自起点算。另有 {silent} 项未规定时限。", en=f"Each from its own start. {silent} more have no stated limit.")
