"""Fills forms from what a judged record shows: duties of certain acts, and checks on who started which response.

A rating is never above its evidence: nothing evaluated, no rating; partly evaluated, a capped one.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import reduce
from typing import Any

from analysis.contradictions import Contradiction
from analysis.forms.model import NOT_APPLICABLE, FilledForm, FilledItem, FormFile, FormItem, Grounds, Override, Pick, RatingScale
from analysis.judge import in_order_of_time
from analysis.verdicts import JUDGED, LATE, MET, MISSED, SUPERSEDED, UNJUDGED, WAIVED, WRONG_CHANNEL, Judgement, Verdict
from sim.documents import Mistakes
from sim.durations import NONE_STATED
from sim.plan.rulebook import Rulebook
from sim.record import Record, Row
from sim.words import NOTHING, Phrase, Said, phrase


@dataclass(frozen=True, slots=True, kw_only=True)
class Basis:
    """All that forms are proposed from."""

    rules: Rulebook
    record: Record
    judgement: Judgement
    contradictions: Sequence[Contradiction]


def propose(forms: Iterable[FormFile], basis: Basis, overrides: Sequence[Override] = ()) -> tuple[FilledForm, ...]:
    """Every form, filled. Overrides take the place of what is proposed, and both are kept."""
    return tuple(_filled(form, basis, overrides) for form in forms)


def _filled(form: FormFile, basis: Basis, overrides: Sequence[Override]) -> FilledForm:
    given = {one.item: one for one in overrides if one.form == form.form.id}
    items = tuple(_item(item, form.scale, basis, given.get(item.id)) for item in form.item)
    if not any(item.points for item in form.item):
        return FilledForm(form=form, items=items, points=None, points_of=None, points_asked=None, overall=None)
    rated = [(filled, filled.rating) for filled in items if filled.state == "rated"]
    points = sum(filled.item.points * form.grade(rating).counts for filled, rating in rated if rating is not None)
    of = sum(filled.item.points for filled, _ in rated)
    asked = sum(filled.item.points for filled in items if filled.state != "not applicable")
    overall = None
    if of:
        overall = capped(form.scale, _by_share(form.scale, points / of), of / asked)
    return FilledForm(form=form, items=items, points=points, points_of=of, points_asked=asked, overall=overall)


def _item(item: FormItem, scale: RatingScale, basis: Basis, override: Override | None) -> FilledItem:
    evidence = evidence_for(item, basis, scale.thin_margin)
    uncapped = rating_of(item, scale, evidence)
    proposed = None if uncapped is None else capped(scale, uncapped, evidence.coverage)
    return FilledItem(
        item=item, evidence=evidence, proposed=proposed, uncapped=uncapped, why=why_of(item, evidence, scale, proposed, uncapped), override=override
    )


def rating_of(item: FormItem, scale: RatingScale, evidence: Grounds) -> str | None:
    """The rating that the evidence gives if all that was asked had been evaluated; None where nothing was."""
    if not evidence.evaluated:
        return None
    if scale.kind == "challenges":
        return _by_challenges(scale, evidence)
    good = evidence.in_time + (evidence.late if item.counts == "done" else 0)
    return _by_share(scale, good / (evidence.evaluated + evidence.faults))


def rating_between(item: FormItem, scale: RatingScale, evidence: Grounds) -> tuple[str | None, str | None]:
    """The ratings if nothing that cannot be judged had been done, and if all of it had been done in time."""
    undecided = evidence.undecided
    judged = replace(evidence, evaluated=evidence.evaluated + undecided)
    undone, done = replace(judged, undone=evidence.undone + undecided), replace(judged, in_time=evidence.in_time + undecided)
    return rating_of(item, scale, undone), rating_of(item, scale, done)


def _by_share(scale: RatingScale, share: float) -> str:
    return next((grade.id for grade in scale.grade if share >= grade.from_ - 1e-9), scale.grade[-1].id)


def _by_challenges(scale: RatingScale, evidence: Grounds) -> str:
    """Without challenges, with some, with major ones (achieved, but not by the plan's rules), or not performed."""
    without, some, major, unable = (grade.id for grade in scale.grade)
    if (evidence.in_time + evidence.late) / evidence.evaluated < scale.achieved_from - 1e-9:
        return unable
    if evidence.late or evidence.undone or evidence.faults:
        return major
    return some if evidence.weak else without


def capped(scale: RatingScale, rating: str, coverage: float) -> str | None:
    """A rating, lowered to what its coverage allows; None where it allows none."""
    order = [grade.id for grade in scale.grade]
    for cap in scale.cap:
        if coverage < cap.below - 1e-9:
            if not cap.at_most:
                return None
            rating = order[max(order.index(rating), order.index(cap.at_most))]
    return rating


def why_of(item: FormItem, evidence: Grounds, scale: RatingScale, proposed: str | None, uncapped: str | None) -> Said:
    """What a rating rests on; beside it what the limits of readings would say, on which none rests."""
    read = _as_read(item, evidence, scale)
    if not evidence.evaluated:
        return evidence.reason if read is None else phrase("forms.not-by-plan", read=read)
    counts = {"asked": evidence.asked, "evaluated": evidence.evaluated, "in_time": evidence.in_time, "late": evidence.late}
    parts: list[Said] = [phrase("forms.counts", undone=evidence.undone, **counts)]
    if evidence.faults:
        parts.append(phrase("forms.faults", number=evidence.faults))
    if evidence.weak and scale.kind == "challenges":
        parts.append(phrase("forms.weak", number=evidence.weak))
    worst, best = rating_between(item, scale, evidence)
    if worst is not None and best is not None and worst != best:
        names = {grade.id: grade.name for grade in scale.grade}
        parts.append(phrase("forms.between", n=evidence.undecided, worst=names[worst], best=names[best]))
    if proposed is None:
        parts.append(phrase("forms.too-little"))
    elif proposed != uncapped:
        names = {grade.id: grade.name for grade in scale.grade}
        parts.append(phrase("forms.lowered", rating=names[uncapped or proposed]))
    if read is not None:
        parts.append(read)
    return reduce(lambda first, then: phrase("forms.and", first=first, then=then), parts)


def _as_read(item: FormItem, evidence: Grounds, scale: RatingScale) -> Phrase | None:
    """What the duties whose numbers a reading supplies came to, and the rating that these alone would give; None where there are none."""
    read = evidence.read
    if read is None or not read.evaluated:
        return None
    rating = capped(scale, rating_of(item, scale, read) or scale.grade[-1].id, read.coverage)
    named = {grade.id: grade.name for grade in scale.grade}
    counts = {"evaluated": read.evaluated, "in_time": read.in_time, "late": read.late, "undone": read.undone}
    if rating is None:
        return phrase("forms.as-read-unrated", **counts)
    return phrase("forms.as-read", rating=named[rating], **counts)


# -- evidence ----------------------------------------------------------------------------------------------------------------


def evidence_for(item: FormItem, basis: Basis, thin_margin: float) -> Grounds:
    """The evidence for an item. A duty counts once, whichever of the item's picks finds it."""
    found = _check(item.check, basis) if item.check else _duties(item, basis, thin_margin)
    against = [one for one in basis.contradictions if one.kind in item.contradictions]
    return Grounds(
        asked=found.asked, evaluated=found.evaluated, in_time=found.in_time, late=found.late, undone=found.undone,
        undecided=found.undecided, faults=found.faults + len(against), weak=found.weak, duties=found.duties,
        rows=tuple(sorted({*found.rows, *(row for one in against for row in one.rows)})), reason=found.reason, read=found.read,
    )  # fmt: skip


def _duties(item: FormItem, basis: Basis, thin_margin: float) -> Grounds:
    """What became of an item's duties; those whose limit a reading gives its number stand apart."""
    chosen = [verdict for verdict in basis.judgement.verdicts if any(_fits(pick, verdict, basis.rules) for pick in item.duties)]
    stated = _grounds([verdict for verdict in chosen if verdict.stated_by_plan or verdict.force == "must not"], thin_margin)
    read = [verdict for verdict in chosen if not verdict.stated_by_plan and verdict.force != "must not"]
    return replace(stated, read=_grounds(read, thin_margin)) if read else stated


def _grounds(chosen: Sequence[Verdict], thin_margin: float) -> Grounds:
    asked = [verdict for verdict in chosen if verdict.force == "must" and verdict.status not in (SUPERSEDED, WAIVED)]
    judged = [verdict for verdict in asked if verdict.status in JUDGED]
    forbidden = [verdict for verdict in chosen if verdict.force == "must not" and verdict.done_min is not None]
    reason: Said = NOTHING
    if not judged:
        reason = phrase("forms.not-judged") if asked else phrase("forms.nothing-asked")
    return Grounds(
        asked=len(asked),
        evaluated=len(judged),
        in_time=_count(judged, MET),
        late=_count(judged, LATE),
        undone=_count(judged, MISSED) + _count(judged, WRONG_CHANNEL),
        undecided=_count(asked, UNJUDGED),
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


def _check(name: str, basis: Basis) -> Grounds:
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
        return Grounds(asked=len(graded), reason=phrase("forms.no-start") if graded else phrase("forms.nothing-asked"))
    known = [answer for answer in answers if answer is not None]
    unknown = phrase("forms.no-grade") if name == "level-fits-grade" else phrase("forms.no-approver")
    return Grounds(
        asked=len(started), evaluated=len(known), in_time=sum(known), undone=len(known) - sum(known), rows=tuple(row.seq for row in started),
        reason=NOTHING if known else unknown,
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


# -- what a person says to it --------------------------------------------------------------------------------------------------


_KEYS = ("form", "item", "rating", "role", "time", "reason")


def confirmation_in(data: Mapping[str, Any], forms: Iterable[FormFile], faults: Mistakes) -> tuple[tuple[Override, ...], dict[str, str] | None]:
    """The overrides of a parsed file, and who confirmed the forms (role and time) where it says so; what is wrong is added to `faults`.

    The file has `[[override]]` with form, item, rating, role, time, reason, and may have `[confirmed]` with role and time. Wrong is an override
    without a reason, by nobody, at no time, or of something that does not exist.
    """
    known = {form.form.id: form for form in forms}
    entries = data.get("override", [])
    found: list[Override] = []
    if not isinstance(entries, list):
        faults.add("override", phrase("forms.override-tables"), allowed=_KEYS)
        entries = []
    for number, entry in enumerate(entries, 1):
        one = _override(entry, f"override {number}", known, faults)
        if one is not None and any((one.form, one.item) == (other.form, other.item) for other in found):
            faults.add(f"override {number}", phrase("forms.override-twice"), value=f"{one.form} › {one.item}")
        elif one is not None:
            found.append(one)
    return tuple(found), _confirmed(data.get("confirmed"), faults)


def confirm(forms: Iterable[FilledForm], confirmed: Mapping[str, str] | None) -> tuple[FilledForm, ...]:
    """The forms marked as confirmed by a role at a time; proposed only, where nobody did."""
    return tuple(replace(form, confirmed=None if confirmed is None else dict(confirmed)) for form in forms)


def _override(entry: Any, place: str, known: Mapping[str, FormFile], faults: Mistakes) -> Override | None:
    if not isinstance(entry, dict):
        faults.add(place, phrase("forms.no-table"), allowed=_KEYS)
        return None
    said = {key: _said(entry.get(key)) for key in _KEYS}
    missing = [key for key in _KEYS if not said[key]]
    for key in missing:
        faults.add(f"{place} › {key}", phrase("forms.override-needs", key=key), hint=phrase(f"forms-key.{key}"))
    for key in entry:
        faults.known(place, "key", key, _KEYS)
    if missing or not faults.known(f"{place} › form", "form", said["form"], tuple(known)):
        return None
    form = known[said["form"]]
    if not faults.known(f"{place} › item", "item", said["item"], tuple(item.id for item in form.item)):
        return None
    ratings = (*(grade.id for grade in form.scale.grade), NOT_APPLICABLE)
    if not faults.known(f"{place} › rating", "rating", said["rating"], ratings):
        return None
    return Override(**said)


def _said(value: Any) -> str:
    if isinstance(value, datetime | date):
        return value.isoformat()
    return value.strip() if isinstance(value, str) else ""


def _confirmed(entry: Any, faults: Mistakes) -> dict[str, str] | None:
    if entry is None:
        return None
    said = {key: _said(entry.get(key)) if isinstance(entry, dict) else "" for key in ("role", "time")}
    for key, value in said.items():
        if not value:
            faults.add(f"confirmed › {key}", phrase("forms.confirmation-needs", key=key), hint=phrase(f"forms-key.{key}"))
    return said
