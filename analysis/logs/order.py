"""The order of a log's rows: by time, and at one instant by a fixed rule, so that the file's own order there says nothing.

At one instant a sending stands before its receipt, and kinds stand in the order in which a response runs.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import msgspec

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
    """A problem for each row that stands below a later one."""
    found: list[RowProblem] = []
    latest = float("-inf")
    for draft in drafts:
        if draft.time < latest:
            found.append(RowProblem(draft.line, "time", "", "out-of-order"))
        else:
            latest = draft.time
    return found


def in_order(drafts: list[Draft]) -> tuple[list[Draft], list[RowProblem]]:
    """The rows in order, identical ones dropped, with what was found about duplicates."""
    drafts.sort(key=lambda draft: draft.time)
    kept: list[Draft] = []
    problems: list[RowProblem] = []
    place, count = 0, len(drafts)
    while place < count:
        end = place + 1
        time = drafts[place].time
        while end < count and drafts[end].time == time:
            end += 1
        if end - place == 1:
            kept.append(drafts[place])
        else:
            _settle(drafts[place:end], kept, problems)
        place = end
    return kept, problems


def _settle(together: list[Draft], kept: list[Draft], problems: list[RowProblem]) -> None:
    """Order the rows of one instant; of identical ones the first line stays."""
    seen: set[tuple[object, ...]] = set()
    last: _Key | None = None
    for here, draft in sorted(((key(draft), draft) for draft in together), key=lambda pair: (pair[0], pair[1].line)):
        if here == last:
            problems.append(RowProblem(draft.line, "", "", "duplicate"))
            continue
        last = here
        alike = (draft.kind, draft.actor, draft.to, draft.form, draft.about)
        if alike in seen:
            problems.append(RowProblem(draft.line, "", "", "near-duplicate"))
        seen.add(alike)
        kept.append(draft)
