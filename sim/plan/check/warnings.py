"""Warnings that nobody issues, nobody lifts, or nobody gets."""

from __future__ import annotations

from collections.abc import Iterator

from sim.durations import NONE_STATED
from sim.plan.check.finding import Finding, FindingKind, kind
from sim.plan.check.view import PlanIndex
from sim.plan.model import Warning as Colour

NOBODY_ISSUES = kind(
    "warning-not-issued",
    "error",
    why=("没人发布，预警措施就无从开始。", "A warning that nobody issues sets none of its measures in motion."),
    mend=("写明由谁发布。", "Name who issues it."),
)
NEVER_LIFTED = kind(
    "warning-never-lifted",
    "warning",
    why=(
        "不解除，值班和待命就没有尽头，下一次也没人当真。",
        "A warning that is never lifted keeps people on watch without end, and the next is taken lightly.",
    ),
    mend=("写明由谁、凭什么解除。", "Say who lifts it and on what ground."),
)
NO_ADDRESSEE = kind(
    "warning-to-nobody",
    "error",
    why=("不写发给谁，该准备的单位可能不知道。", "Where no addressees are named, those who should prepare may not know."),
    mend=("写明接收单位。", "Name who gets it."),
)


def warnings(view: PlanIndex) -> Iterator[Finding]:
    """For every warning: somebody issues it, somebody lifts it, somebody gets it."""
    issuing = any(duty.act == "warn" for duty in view.plan.duty)
    lifting = any(duty.act == "lift" for duty in view.plan.duty)
    found = view.plan.warning
    yield from _each(NOBODY_ISSUES, [one for one in found if one.issued_by == NONE_STATED and not issuing], "没有人发布", "nobody issues")
    yield from _each(NEVER_LIFTED, [one for one in found if one.lifted_by == NONE_STATED and not lifting], "没有人解除", "nobody lifts")
    yield from _each(NO_ADDRESSEE, [one for one in found if one.to == NONE_STATED], "没写发给谁", "no addressees are named for")


def _each(about: FindingKind, found: list[Colour], zh: str, en: str) -> Iterator[Finding]:
    if found:
        yield about.found(
            f"{zh}：{'、'.join(one.name.zh for one in found)}",
            f"{en}: {', '.join(one.name.en for one in found)}",
            clauses=[one.clause for one in found],
            rules=[f"warning:{one.id}" for one in found],
        )
