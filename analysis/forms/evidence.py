"""What a judged record shows for one item of a form: duties of certain acts, and checks on who started which response."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from analysis.contradiction import Contradiction
from analysis.forms.model import Evidence, FormItem, Pick
from analysis.judge import in_order_of_time
from analysis.verdicts import LATE, MET, MISSED, SUPERSEDED, WAIVED, Judgement, Verdict
from sim.durations import NONE_STATED
from sim.plan.rulebook import Rulebook
from sim.record import Record, Row
from sim.text import NO_TEXT, Text

NOTHING_ASKED = Text(zh="本次事件中预案没有提出这一要求", en="the plan asked nothing of this kind in these events")
NOT_JUDGED = Text(zh="有要求，但记录不足以判断任何一项", en="it was asked, and the record does not suffice to judge any of it")
NO_START = Text(zh="没有启动响应", en="no response was started")
NO_GRADE = Text(zh="记录或预案没有写明等级与响应级别如何对应", en="the record or the plan does not say which grade the level belongs to")
NO_APPROVER = Text(zh="预案或记录没有写明由谁启动", en="the plan or the record does not say who starts it")


@dataclass(frozen=True, slots=True, kw_only=True)
class Basis:
    """All that forms are proposed from."""

    rules: Rulebook
    record: Record
    judgement: Judgement
    contradictions: Sequence[Contradiction]


def evidence_for(item: FormItem, basis: Basis, thin_margin: float) -> Evidence:
    """The evidence for an item. A duty counts once, whichever of the item's picks finds it."""
    found = _check(item.check, basis) if item.check else _duties(item, basis, thin_margin)
    against = [one for one in basis.contradictions if one.kind in item.contradictions]
    return Evidence(
        asked=found.asked, evaluated=found.evaluated, in_time=found.in_time, late=found.late, undone=found.undone,
        faults=found.faults + len(against), weak=found.weak, duties=found.duties,
        rows=tuple(sorted({*found.rows, *(row for one in against for row in one.rows)})), reason=found.reason,
    )  # fmt: skip


def _duties(item: FormItem, basis: Basis, thin_margin: float) -> Evidence:
    chosen = [verdict for verdict in basis.judgement.verdicts if any(_fits(pick, verdict, basis.rules) for pick in item.duties)]
    asked = [verdict for verdict in chosen if verdict.force == "must" and verdict.status not in (SUPERSEDED, WAIVED)]
    judged = [verdict for verdict in asked if verdict.status in (MET, LATE, MISSED)]
    forbidden = [verdict for verdict in chosen if verdict.force == "must not" and verdict.done_min is not None]
    reason = NO_TEXT
    if not judged:
        reason = NOT_JUDGED if asked else NOTHING_ASKED
    return Evidence(
        asked=len(asked),
        evaluated=len(judged),
        in_time=_count(judged, MET),
        late=_count(judged, LATE),
        undone=_count(judged, MISSED),
        faults=len(forbidden),
        weak=sum(verdict.status == MET and is_weak(verdict, thin_margin) for verdict in judged),
        duties=tuple(verdict.id for verdict in (*asked, *forbidden)),
        reason=reason,
    )


def is_weak(verdict: Verdict, thin_margin: float) -> bool:
    """Whether something in time leaves room to do better: a habit did it, one person told themselves, or hardly any time was left."""
    if verdict.habit is not None or verdict.same_person:
        return True
    if verdict.margin_min is None or verdict.anchor_min is None or verdict.due_min is None:
        return False
    return verdict.margin_min < thin_margin * (verdict.due_min - verdict.anchor_min)


def _count(verdicts: Iterable[Verdict], status: str) -> int:
    return sum(verdict.status == status for verdict in verdicts)


def _fits(pick: Pick, verdict: Verdict, rules: Rulebook) -> bool:
    kinds = rules.by_id[verdict.rule].kinds
    return (
        (not pick.acts or verdict.act in pick.acts)
        and (not pick.forms or verdict.form in pick.forms)
        and (not pick.on or any(kind in kinds for kind in pick.on))
        and (pick.to == "anywhere" or _is_outside(verdict.to, rules) is (pick.to == "outside"))
    )


def _is_outside(recipients: tuple[str, ...], rules: Rulebook) -> bool:
    """Whether everybody who is to be told stands outside the bodies that the plan binds."""
    outside = {body.id for body in rules.plan.body if body.kind == "outside"}
    return bool(recipients) and all(rules.body_of.get(who, who) in outside for who in recipients)


# -- who started which response ----------------------------------------------------------------------------------------------


def _check(name: str, basis: Basis) -> Evidence:
    rules = basis.rules
    stated: dict[str | None, str] = {}  # the grade last stated about each event
    graded: set[str | None] = set()
    started: list[Row] = []
    answers: list[bool | None] = []
    for row in in_order_of_time(basis.record.rows):
        if row.time > basis.judgement.until_min:
            break
        if row.kind in ("classified", "regraded") and "grade" in row.facts:
            stated[row.about] = str(row.facts["grade"])
            if any(level.grade == row.facts["grade"] for level in rules.plan.level):
                graded.add(row.about)
        elif row.kind == "activated":
            started.append(row)
            answers.append(_level_fits(row, stated.get(row.about), rules) if name == "level-fits-grade" else _right_person(row, rules))
    if not started:
        return Evidence(asked=len(graded), reason=NO_START if graded else NOTHING_ASKED)
    known = [answer for answer in answers if answer is not None]
    unknown = NO_GRADE if name == "level-fits-grade" else NO_APPROVER
    return Evidence(
        asked=len(started), evaluated=len(known), in_time=sum(known), undone=len(known) - sum(known), rows=tuple(row.seq for row in started),
        reason=NO_TEXT if known else unknown,
    )  # fmt: skip


def _level_fits(started: Row, grade: str | None, rules: Rulebook) -> bool | None:
    """Whether the level that was started belongs to the grade last stated before; None where that cannot be said."""
    level = rules.levels.get(str(started.facts.get("level")))
    if level is None or level.grade == NONE_STATED or grade is None:
        return None
    return level.grade == grade


def _right_person(started: Row, rules: Rulebook) -> bool | None:
    """Whether whoever started the response is the one whom the plan names, or stands in; None where the plan or the row is silent."""
    level = rules.levels.get(str(started.facts.get("level")))
    if level is None or level.approved_by == NONE_STATED or started.actor is None:
        return None
    return any(rules.belongs(started.actor, who) for who in (level.approved_by, level.stand_in) if who != NONE_STATED)
