"""Results that were computed elsewhere, taken into a store: the same inputs, another machine, no network between them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from analysis.experiment.conduct import named_arms
from analysis.experiment.store import ResultStore, StoredArm
from analysis.experiment.trial import Study
from analysis.measures.model import Measure
from sim.errors import InputError
from sim.words import Phrase, phrase

_AT_ONCE = 500  # rows to a transaction


@dataclass(frozen=True, slots=True, kw_only=True)
class MergedStore:
    """How many runs of a file were new here, how many were here already with the same result, and how many arms of it are of other inputs."""

    file: str
    new: int
    there: int
    arms_left: int


def merge_into(store: ResultStore, study: Study, measures: Mapping[str, Measure], other: Path) -> MergedStore:
    """Take in what a file holds of a study's runs; what is of other inputs stays out.

    Raises InputError for a file that is no results file, that holds nothing of this study, or that has another result of the same run: the
    batches before that one are kept, which are right.
    """
    if not other.is_file():
        raise InputError.of(str(other), "--merge", phrase("merging.no-file"), hint=phrase("merging.no-file.hint"))
    if store.path.exists() and other.samefile(store.path):
        raise InputError.of(str(other), "--merge", phrase("merging.itself"), hint=phrase("merging.itself.hint"))
    with ResultStore(other, read_only=True) as source:
        held, wanted = source.arms(), {arm for arms in study.stored for arm in arms}
        fitting = [arm for arm in held if arm in wanted]
        if not fitting:
            problem = phrase("merging.other-inputs", what=_differs(held, wanted))
            raise InputError.of(str(other), "--merge", problem, hint=phrase("merging.other-inputs.hint"))
        store.enter(named_arms(study, measures))
        new = there = 0
        for arm in fitting:
            rest = source.of_arm(arm)
            while rows := list(islice(rest, _AT_ONCE)):
                added = store.put_many((arm.seed(seed), kept) for seed, kept in rows)
                new, there = new + added, there + len(rows) - added
    return MergedStore(file=str(other), new=new, there=there, arms_left=len(held) - len(fitting))


def _differs(held: list[StoredArm], wanted: set[StoredArm]) -> Phrase:
    """What is another in all of a file than in this study: the first of program, plan, resources, scenario, measures kept."""
    if not held:
        return phrase("merging.empty")
    for name in ("code", "plan", "resources", "scenario"):
        if not {getattr(arm, name) for arm in held} & {getattr(arm, name) for arm in wanted}:
            return phrase(f"merging.other-{name}")
    return phrase("merging.other-question")
