"""What a log leaves out about its messages, as far as the log itself tells: forms, senders of receipts, receipts."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict, deque
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from analysis.logs.outcome import RowProblem
from analysis.logs.rows import Draft, Opened
from sim.plan.derived import derived_duties
from sim.plan.model import Plan
from sim.vocabulary import ACTS, SENT_KINDS

ASSUMED = {"assumed": "receipt"}


def plan_forms(plan: Plan) -> dict[str, frozenset[str]]:
    """For each kind of message, the forms that the plan's duties ask for."""
    forms: dict[str, set[str]] = defaultdict(set)
    for duty in (*plan.duty, *derived_duties(plan)):
        act = ACTS.get(duty.act)
        if act is not None and act.message:
            forms[act.kind].add(duty.form or act.form or "")
    return {kind: frozenset(found) for kind, found in forms.items()}


def fill_forms(drafts: Iterable[Draft], forms: Mapping[str, frozenset[str]]) -> int:
    """State the form of messages that do not, where there is but one; how many that were.

    Messages that no duty asks for have the product's form; one that may have several forms stays open.
    """
    count = 0
    for draft in drafts:
        if draft.form is None and draft.kind in SENT_KINDS:
            possible = forms.get(draft.kind) or ({SENT_KINDS[draft.kind]} if draft.kind != "reported" else ())
            if len(possible) == 1:
                (draft.form,) = possible
                count += 1
    return count


class Sendings:
    """The messages of a log, by sender, recipient and event, and by recipient alone."""

    def __init__(self, drafts: Iterable[Draft], body_of: Mapping[str, str]) -> None:
        self._body_of = body_of
        self._found: dict[tuple[str | None, str | None, str | None], list[tuple[float, int, Draft]]] = defaultdict(list)
        for draft in drafts:
            if draft.kind in SENT_KINDS:
                entry = (draft.time, draft.line, draft)
                self._found[self._body(draft.actor), self._body(draft.to), draft.about].append(entry)
                self._found[None, self._body(draft.to), draft.about].append(entry)
        for entries in self._found.values():
            entries.sort(key=lambda entry: (entry[0], entry[2].form or "", entry[2].actor or "", entry[2].channel or ""))

    def latest(self, actor: str | None, to: str | None, about: str | None, time: float) -> Draft | None:
        """The last message not after `time`; `actor` None stands for any sender."""
        entries = self._found.get((self._body(actor), self._body(to), about), [])
        place = bisect_right(entries, time, key=lambda entry: entry[0])
        return entries[place - 1][2] if place else None

    def _body(self, who: str | None) -> str | None:
        return self._body_of.get(who, who) if who is not None else None


def complete_receipts(drafts: list[Draft], body_of: Mapping[str, str]) -> list[RowProblem]:
    """Give receipts the sender and the form of the message that they answer. What cannot be told stays open."""
    problems: list[RowProblem] = []
    open_ones = [draft for draft in drafts if draft.kind == "received" and (draft.to is None or draft.actor is None or draft.form is None)]
    if not open_ones:
        return problems
    sendings = Sendings(drafts, body_of)
    for draft in open_ones:
        if draft.to is None or draft.actor is None:
            receiver = draft.to or draft.actor
            if draft.to is None and (own := _own_of_its_form(draft, drafts, sendings)) is not None:
                draft.to = own.to
                _like(draft, own, ("to",))
                problems.append(RowProblem(draft.line, "to", own.to or "", "by-form"))
                continue
            sent = sendings.latest(None, receiver, draft.about, draft.time) if receiver is not None else None
            draft.actor, draft.to = (sent.actor if sent is not None else None), receiver
            _like(draft, sent, ("actor", "to"))
            problems.append(RowProblem(draft.line, "to", receiver or "", "no-sender" if sent is None else "turned"))
        else:
            sent = sendings.latest(draft.actor, draft.to, draft.about, draft.time)
        if sent is not None and draft.form is None:
            draft.form = sent.form
            _like(draft, sent, ("form",))
        if sent is not None and draft.channel is None and not _written(draft, "channel"):
            draft.channel = sent.channel
            _like(draft, sent, ("channel",))
    return problems


def _own_of_its_form(draft: Draft, drafts: Sequence[Draft], sendings: Sendings) -> Draft | None:
    """The latest message with the form of a receipt that whoever stands in it sent, where none with that form came to them."""
    to_them = sendings.latest(None, draft.actor, draft.about, draft.time)
    if draft.form is None or (to_them is not None and to_them.form == draft.form):
        return None
    own = (one for one in drafts if one.kind in SENT_KINDS and one.actor == draft.actor and one.form == draft.form and one.time <= draft.time)
    return max(own, key=lambda one: one.time, default=None)


def _written(draft: Draft, column: str) -> bool:
    """Whether something stands in a cell that cannot be read."""
    return column in draft.opens and draft.opens[column].written != ""


def _like(draft: Draft, sent: Draft | None, columns: Iterable[str]) -> None:
    """What a receipt takes over from its sending is as open as it is there."""
    for column in columns if sent is not None else ():
        opened = sent.opens.get(column) if sent is not None else None
        kept = {name: held for name, held in draft.opens.items() if name != column}
        draft.opens = kept if opened is None else kept | {column: Opened(opened.range, opened.written, sent)}


class Unlogged(NamedTuple):
    """The receipts that a log does not hold: those that are assumed, and those that may have been, each with its sending."""

    assumed: list[Draft]
    possible: list[tuple[Draft, Draft]]


def unlogged_receipts(drafts: Sequence[Draft], body_of: Mapping[str, str], two_way: frozenset[str], *, channels: bool) -> Unlogged:
    """The receipts of messages that have none in the log.

    On a two-way channel saying is hearing: the receipt is assumed, at the same moment. On any other, and on one that cannot be read or is
    not stated, it may have been. A log without a column for channels (`channels` False) tells what was said as it was heard.
    """
    answered = _answered(drafts, body_of)
    assumed: list[Draft] = []
    possible: list[tuple[Draft, Draft]] = []
    for draft in drafts:
        sent = draft.kind in SENT_KINDS
        if id(draft) in answered or not (sent or "kind" in draft.opens):
            continue
        at_once = draft.channel in two_way or (draft.channel is None and not channels)
        if sent and draft.to is not None and "kind" not in draft.opens and at_once and "channel" not in draft.opens:
            assumed.append(_receipt(draft))
        elif draft.to is not None or "to" in draft.opens:
            possible.append((draft, _receipt(draft)))
    return Unlogged(assumed, possible)


def _receipt(sent: Draft) -> Draft:
    return Draft(
        line=0,
        moment=sent.moment,
        kind="received",
        actor=sent.actor,
        to=sent.to,
        channel=sent.channel,
        form=sent.form,
        about=sent.about,
        facts={**sent.facts, **ASSUMED},
        rule=sent.rule,
        clause=sent.clause,
        own_cause=sent.own_seq,
        time=sent.time,
        low=sent.low,
        high=sent.high,
        place=sent.place,
        answers=sent,
    )


def _answered(drafts: Sequence[Draft], body_of: Mapping[str, str]) -> set[int]:
    """The sendings that have a receipt: the one that it names as its cause, else the first between the same two before it."""

    def ends(draft: Draft) -> tuple[str | None, str | None, str | None]:
        return body_of.get(draft.actor or "", draft.actor), body_of.get(draft.to or "", draft.to), draft.about

    by_seq = {draft.own_seq: draft for draft in drafts if draft.own_seq is not None and draft.kind in SENT_KINDS}
    waiting: dict[object, deque[Draft]] = defaultdict(deque)  # by their very ends, and by the bodies of these
    answered: set[int] = set()
    for draft in drafts:
        keys = ((draft.actor, draft.to, draft.about, True), ends(draft))
        if draft.kind in SENT_KINDS:
            for key in keys:
                waiting[key].append(draft)
        elif draft.kind == "received":
            found = by_seq.get(draft.own_cause) if draft.own_cause is not None else None
            if found is None or id(found) in answered:
                found = next((one for key in keys if (one := _first(waiting[key], answered)) is not None), None)
            if found is not None:
                answered.add(id(found))
    return answered


def _first(waiting: deque[Draft], answered: set[int]) -> Draft | None:
    while waiting and id(waiting[0]) in answered:
        waiting.popleft()
    return waiting[0] if waiting else None
