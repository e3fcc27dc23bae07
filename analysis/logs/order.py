"""The order of a log's rows: by time, and at one instant by a fixed rule, so that the file's own order there says nothing.

At one instant a sending stands before its receipt, and kinds stand in the order in which a response runs.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import msgspec

from analysis.evidence import NO_END
from analysis.logs.clock import UNREAD
from analysis.logs.outcome import RowProblem
from analysis.logs.rows import Draft
from sim.vocabulary import KINDS, SENT_KINDS

_RANK = {kind: float(place) for place, kind in enumerate(KINDS)}
_SENDING_OF_FORM = {form: kind for kind, form in SENT_KINDS.items()}
_encode = msgspec.json.Encoder(order="deterministic", enc_hook=str).encode
_Key = tuple[float, str, str, str, str, str, bytes, str, str]


def rank(kind: str, form: str | None) -> float:
    """The place of a row among those of its instant. A receipt stands right behind the kind that its form belongs to."""
    if kind == "received":
        return _RANK[_SENDING_OF_FORM.get(form or "", "reported")] + 0.5
    return _RANK[kind]


def key(draft: Draft) -> _Key:
    """All that tells rows of one instant apart."""
    facts = _encode(draft.facts) if draft.facts else b""
    return (
        rank(draft.kind, draft.form),
        draft.actor or "",
        draft.to or "",
        draft.form or "",
        draft.channel or "",
        draft.about or "",
        facts,
        draft.rule or "",
        draft.clause or "",
    )


def is_newest_first(times: Sequence[float]) -> bool:
    """Whether a log runs backwards from its first row to its last."""
    return len(times) > 2 and times[0] > times[-1] and all(later <= earlier for earlier, later in pairwise(times))


def out_of_order(drafts: Sequence[Draft]) -> list[RowProblem]:
    """A problem for each row that must be earlier than one above it, whatever its open time is."""
    found: list[RowProblem] = []
    latest = float("-inf")
    for draft in drafts:
        if draft.moment.kind == UNREAD:
            continue
        if draft.high < latest:
            found.append(RowProblem(draft.line, "time", "", "out-of-order"))
        else:
            latest = max(latest, draft.low)
    return found


def bind(drafts: Sequence[Draft], earliest: float, *, ordered: bool) -> None:
    """Give each row its likely minute and the range of it. Rows stand as in the sheet.

    Where the order of the sheet binds (`ordered`), ranges are cut so that they never decrease; else one that cannot be read may be anywhere
    from `earliest` on.
    """
    for draft in drafts:
        if draft.moment.kind == UNREAD:
            draft.low, draft.high = earliest, NO_END
    last = None
    if ordered:
        low, high = earliest, NO_END
        for draft in drafts:
            low = draft.low = max(low, draft.low) if draft.moment.open else draft.time
        for draft in reversed(drafts):
            high = draft.high = min(high, draft.high) if draft.moment.open else draft.time
    for draft in drafts:
        if draft.moment.kind == UNREAD:
            draft.time = last if last is not None else min(draft.high, next((one.time for one in drafts if one.moment.kind != UNREAD), 0.0))
        if draft.moment.open:
            likely = draft.time if last is None or not ordered else max(draft.time, last)
            draft.time = min(max(likely, draft.low), draft.high)
        last = draft.time


def in_order(drafts: list[Draft], *, ordered: bool = False) -> tuple[list[Draft], list[RowProblem]]:
    """The rows in order, identical ones dropped, with what was found about duplicates.

    Where the order of the sheet binds, rows of one instant keep it if the time of one of them is open.
    """
    drafts.sort(key=lambda draft: draft.time)
    kept: list[Draft] = []
    problems: list[RowProblem] = []
    place, count = 0, len(drafts)
    while place < count:
        end = place + 1
        time = drafts[place].time
        while end < count and drafts[end].time == time:
            end += 1
        together = drafts[place:end]
        if ordered and any(draft.moment.open for draft in together):
            kept += sorted(together, key=lambda draft: (draft.place, draft.answers is not None))
        elif end - place == 1:
            kept.append(drafts[place])
        else:
            _settle(together, kept, problems)
        place = end
    return kept, problems


def _settle(together: list[Draft], kept: list[Draft], problems: list[RowProblem]) -> None:
    """Order the rows of one instant; of identical ones the first line stays."""
    seen: set[tuple[object, ...]] = set()
    last: _Key | None = None
    for here, draft in sorted(((key(draft), draft) for draft in together), key=lambda pair: (pair[0], pair[1].line)):
        if here == last and not (draft.moment.open or draft.opens):  # of two that are open nobody can say that they are one
            problems.append(RowProblem(draft.line, "", "", "duplicate"))
            continue
        last = here
        alike = (draft.kind, draft.actor, draft.to, draft.form, draft.about)
        if alike in seen:
            problems.append(RowProblem(draft.line, "", "", "near-duplicate"))
        seen.add(alike)
        kept.append(draft)
