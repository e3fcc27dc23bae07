"""What a log leaves out about its messages, as far as the log itself tells: forms, senders of receipts, receipts."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Mapping

from analysis.logs.outcome import RowProblem
from analysis.logs.rows import Draft
from sim.plan.channels import heard_as_said
from sim.plan.derived import derived_duties
from sim.plan.model import Plan
from sim.vocabulary import ACTS, SENT_KINDS

ASSUMED = {"assumed": "receipt"}


def only_forms(plan: Plan) -> dict[str, str]:
    """For each kind of message, the form that it must have, where the plan's duties leave but one."""
    forms: dict[str, set[str]] = defaultdict(set)
    for duty in (*plan.duty, *derived_duties(plan)):
        act = ACTS.get(duty.act)
        if act is not None and act.message:
            forms[act.kind].add(duty.form or act.form or "")
    return {kind: next(iter(found)) for kind, found in forms.items() if len(found) == 1}


def fill_forms(drafts: Iterable[Draft], forms: Mapping[str, str]) -> int:
    """State the form of messages that do not, where there is but one; how many that were.

    Messages that no duty asks for have the product's form; a report among several forms stays open.
    """
    count = 0
    usual = {kind: form for kind, form in SENT_KINDS.items() if kind != "reported"} | dict(forms)
    for draft in drafts:
        if draft.form is None and draft.kind in SENT_KINDS and draft.kind in usual:
            draft.form = usual[draft.kind]
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
            sent = sendings.latest(None, receiver, draft.about, draft.time) if receiver is not None else None
            draft.actor, draft.to = (sent.actor if sent is not None else None), receiver
            problems.append(RowProblem(draft.line, "to", receiver or "", "no-sender" if sent is None else "turned"))
        else:
            sent = sendings.latest(draft.actor, draft.to, draft.about, draft.time)
        if sent is not None:
            draft.form = draft.form or sent.form
            draft.channel = draft.channel or sent.channel
    return problems


def assume_receipts(drafts: list[Draft], plan: Plan) -> int:
    """Where a log has no receipts at all, add one for each message that is heard as it is said, or names no channel; how many."""
    at_once = {None, *heard_as_said(plan)}
    if any(draft.kind == "received" for draft in drafts):
        return 0
    said = [draft for draft in drafts if draft.kind in SENT_KINDS and draft.to is not None and draft.channel in at_once]
    drafts += [
        Draft(
            line=0,
            moment=draft.moment,
            kind="received",
            actor=draft.actor,
            to=draft.to,
            channel=draft.channel,
            form=draft.form,
            about=draft.about,
            facts={**draft.facts, **ASSUMED},
            rule=draft.rule,
            clause=draft.clause,
            own_cause=draft.own_seq,
            time=draft.time,
        )
        for draft in said
    ]
    return len(said)
