"""Fills forms from evidence. A rating is never above its evidence: nothing evaluated, no rating; partly evaluated, a capped one."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from analysis.forms.evidence import Basis, evidence_for
from analysis.forms.model import Evidence, FilledForm, FilledItem, FormFile, FormItem, Override, RatingScale
from sim.text import Text


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
        item=item, evidence=evidence, proposed=proposed, uncapped=uncapped, why=_why(evidence, scale, proposed, uncapped), override=override
    )


def rating_of(item: FormItem, scale: RatingScale, evidence: Evidence) -> str | None:
    """The rating that the evidence gives if all that was asked had been evaluated; None where nothing was."""
    if not evidence.evaluated:
        return None
    if scale.kind == "challenges":
        return _by_challenges(scale, evidence)
    good = evidence.in_time + (evidence.late if item.counts == "done" else 0)
    return _by_share(scale, good / (evidence.evaluated + evidence.faults))


def _by_share(scale: RatingScale, share: float) -> str:
    return next((grade.id for grade in scale.grade if share >= grade.from_ - 1e-9), scale.grade[-1].id)


def _by_challenges(scale: RatingScale, evidence: Evidence) -> str:
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


def _why(evidence: Evidence, scale: RatingScale, proposed: str | None, uncapped: str | None) -> Text:
    if not evidence.evaluated:
        return evidence.reason
    zh = f"应评 {evidence.asked} 项，已评 {evidence.evaluated} 项：按时 {evidence.in_time}，逾时 {evidence.late}，未做 {evidence.undone}"
    en = f"{evidence.evaluated} of {evidence.asked} evaluated: {evidence.in_time} in time, {evidence.late} late, {evidence.undone} not done"
    if evidence.faults:
        zh += f"；矛盾或违禁 {evidence.faults}"
        en += f"; {evidence.faults} contradictions or forbidden acts"
    if evidence.weak and scale.kind == "challenges":
        zh += f"；勉强按时、靠习惯或自报自收 {evidence.weak}"
        en += f"; {evidence.weak} just in time, by a habit or between two hats"
    if proposed is None:
        return Text(zh=zh + "；已评部分太少，不提出评级", en=en + "; too little of it was evaluated for a rating")
    if proposed != uncapped:
        names = {grade.id: grade.name for grade in scale.grade}
        held = names[uncapped or proposed]
        return Text(zh=f"{zh}；未全部评到，由“{held.zh}”下调", en=f'{en}; lowered from "{held.en}", since not all was evaluated')
    return Text(zh=zh, en=en)
