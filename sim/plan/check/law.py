"""Laws on which the plan rests and which have been replaced or revised."""

from __future__ import annotations

from collections.abc import Iterator

from sim.plan.check.finding import Finding, kind
from sim.plan.check.view import PlanIndex

MOVED = kind(
    "law-superseded",
    "warning",
    why=(
        "依据已改，按旧文写的职责和时限可能已不合法。",
        "The ground has moved: duties and limits written after the old text may no longer be lawful.",
    ),
    mend=("对照新文修订相应条款。", "Revise the clauses that rest on it after the new text."),
)


def law(view: PlanIndex) -> Iterator[Finding]:
    """Every law of which the plan file says that something has taken its place."""
    for entry in view.plan.occasion:
        if entry.kind == "law" and entry.superseded_by.en.strip():
            yield MOVED.found(
                f"{entry.title.zh}：{entry.superseded_by.zh}",
                f"{entry.title.en}: {entry.superseded_by.en}",
                clauses=[entry.clause],
                rules=[f"occasion:{entry.id}"],
            )
