"""The verdict on a revision in one scope: the word, what is said for it, and what its small print holds.

At most three clauses, in this order: people worse off, duties lost, people better off, duties gained, minutes better, minutes worse. Within
each the largest against its bound comes first. A duty that the revision repeals is *repealed*, and *lost* where the event called for it and
nothing else did it.

Of a text that only loosens, what is clearly better and yet no help (`decision.word_of`) is named too, where nothing else makes a word.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from analysis.experiment.arms import Arm
from analysis.experiment.claims import Claim
from analysis.experiment.decision import MOVED, FigureFinding, FigureState, RevisionWord
from analysis.experiment.described import Described
from analysis.experiment.figure import Column
from analysis.experiment.judged import JudgedRevision
from analysis.experiment.looks import Looks, blind_spot
from analysis.experiment.samples import ALL

Heading = Literal["", "only-the-mark-moved", "help-withheld"]

_ORDER: tuple[tuple[Column, FigureState], ...] = (
    ("people", "worse"), ("done", "worse"), ("people", "better"), ("done", "better"), ("minutes", "better"), ("minutes", "worse"),
)  # fmt: skip
MOST_CLAUSES = 3
_BY_MARK = ("duties-met", "duties-in-time", "reports-on-time", "duties-late", "duties-missed")
_WORTH_MENTIONING = 0.001  # of a share judged by its own yardstick: below, nothing moved


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnMark:
    """A share of duties by the baseline's yardstick and by the revision's own, of the same drills."""

    measure: str
    by_baseline: float
    by_own: float


@dataclass(frozen=True, slots=True, kw_only=True)
class RevisionVerdict:
    """What can be said of a revision in a scope.

    `clauses` are the findings that the headline names, `more` how many others moved too (under *help withheld*, are better too); `shown` is
    the one whose numbers stand where none moved; `hangs` says that the word hangs on what a run that never gets there counts as. `further` is
    about how many more pairs would settle it, None where the question does not arise. `blind_spot` is the share of runs below which something
    may strike unseen, and `looked_at` the number of figures. `repealed` are the duties that the revision takes away; `lost` those of them that
    were called for and that nothing else did.
    """

    scope: str
    revision: str
    word: RevisionWord
    pairs: int
    clauses: tuple[FigureFinding, ...]
    more: int
    shown: FigureFinding | None
    claims: tuple[Claim, ...]
    hangs: bool
    further: int | None
    blind_spot: float
    looked_at: int
    heading: Heading
    by_own_mark: tuple[OwnMark, ...]
    repealed: tuple[str, ...]
    lost: tuple[str, ...]
    loosens_only: bool


def verdict_on(found: JudgedRevision, scope: str, arm: Arm, looks: Looks, described: Sequence[Described]) -> RevisionVerdict:
    """The verdict on one revision in one scope."""
    here, word = found.in_scope(scope), found.words[scope]
    withheld = _withheld(here) if arm.loosens_only and word == "cannot-tell" else []
    moved = withheld or _moved(found, scope, loosens_only=arm.loosens_only)
    hanging = [one for one in here if one.state == "hangs"]
    minutes = [one for one in here if one.figure.column == "minutes"]
    open_ = [*hanging, *(one for one in minutes if one.state == "open")] or [one for one in here if one.state == "open"]
    repealed = tuple(duty.id for duty in arm.yardstick.duty if duty.id not in {one.id for one in arm.own.duty})
    lost = {one.figure.of for one in here if one.state == "worse" and one.figure.kind == "duty-done"}
    marks = tuple(_marks(described))
    return RevisionVerdict(
        scope=scope,
        revision=found.revision,
        word=word,
        pairs=len(found.seeds),
        clauses=_clauses(moved),
        more=len(moved) - len(_clauses(moved)),
        shown=next(iter([*open_, *minutes]), None),
        claims=tuple(one for one in found.claims if scope in (one.scope, ALL)) if word == "shares" else (),
        hangs=word == "cannot-tell" and bool(hanging),
        further=_further(open_, len(found.seeds)) if word == "cannot-tell" and not hanging else None,
        blind_spot=blind_spot(len(found.seeds), looks.error / _scenarios(found, scope)),
        looked_at=len(here),
        heading="help-withheld" if withheld else "only-the-mark-moved" if word == "no-difference" and arm.loosens_only else "",
        by_own_mark=marks,
        repealed=repealed,
        lost=tuple(one for one in repealed if one in lost),
        loosens_only=arm.loosens_only,
    )


def _scenarios(found: JudgedRevision, scope: str) -> int:
    """In how many scenarios something may have stayed unseen that would have turned the word: harm to one of them is harm over all."""
    return len(found.words) - 1 if scope == ALL else 1


def _moved(found: JudgedRevision, scope: str, *, loosens_only: bool) -> list[FigureFinding]:
    """What moved in a scope, in the order in which it is said; over all scenarios also the harm to one of them that makes the word."""
    moved = [one for one in found.in_scope(scope) if one.state in MOVED]
    if scope == ALL:
        named = {one.figure.id for one in moved if one.state == "worse"}
        hurt = [name for name, word in found.words.items() if name != ALL and word in ("hurts", "trades")]
        moved += [one for one in found.findings if one.scope in hurt and one.state == "worse" and one.figure.id not in named]
    if loosens_only:
        moved = [one for one in moved if one.state == "worse" or one.figure.column == "people"]
    return sorted(moved, key=lambda one: _rank(one, scope))


def _withheld(here: Sequence[FigureFinding]) -> list[FigureFinding]:
    """What is clearly better in a scope though the text asks nobody for more: minutes first, since these are what surprises."""
    better = [one for one in here if one.state == "better" and one.figure.column != "people"]
    return sorted(better, key=lambda one: (one.figure.column != "minutes", _rank(one, one.scope)))


def _rank(one: FigureFinding, scope: str) -> tuple[int, bool, float]:
    return _ORDER.index((one.figure.column, one.state)), one.scope != scope, -abs(one.difference) / one.figure.bound


def _clauses(moved: Sequence[FigureFinding]) -> tuple[FigureFinding, ...]:
    """Three at most, in their order; two of the first kind where others moved too, so that the headline says what it came from."""
    if not moved:
        return ()
    first = [one for one in moved if (one.figure.column, one.state) == (moved[0].figure.column, moved[0].state)]
    rest = moved[len(first) :]
    return tuple([*first[: MOST_CLAUSES - 1], *rest[:1]] if rest else first[:MOST_CLAUSES])


def _further(open_: Sequence[FigureFinding], pairs: int) -> int | None:
    """About how many more pairs until each open figure's interval leaves 0 out or fits its bound, at today's estimates."""
    found = []
    for one in open_:
        half = max(one.high - one.difference, one.difference - one.low)
        target = max(abs(one.difference), one.figure.bound - abs(one.difference))
        found.append(int(pairs * (half / target) ** 2) + 1 - pairs)
    return max(1, *found) if found else None


def _marks(described: Sequence[Described]) -> list[OwnMark]:
    """Where its own yardstick says otherwise than the baseline's of the same drills."""
    found = {one.measure: one for one in described}
    marks = []
    for name in _BY_MARK:
        one = found.get(name)
        if one is not None and one.own is not None and one.after is not None and abs(one.own - one.after) >= _WORTH_MENTIONING:
            marks.append(OwnMark(measure=name, by_baseline=one.after, by_own=one.own))
    return marks
