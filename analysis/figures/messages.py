"""Messages of a record as arrows: a sending and its receipt as one thing, with the status of the duty it discharged."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from analysis.verdicts import LATE, MET, PENDING, UNJUDGED, Verdict
from sim.record import Row
from sim.vocabulary import SENT_KINDS

SENDINGS = frozenset({"reported", *SENT_KINDS})
_WORST = (LATE, UNJUDGED, PENDING, MET)


@dataclass(frozen=True, slots=True, kw_only=True)
class DrawnMessage:
    """One message from sender to recipient. `received_min` is None while it has not arrived (or never does)."""

    sent: Row
    received_min: float | None
    verdict: Verdict | None  # the worst that this message discharged

    @property
    def status(self) -> str | None:
        """The status of the duty that it discharged, or None where it discharged none."""
        return None if self.verdict is None else self.verdict.status


def messages(rows: tuple[Row, ...], verdicts: tuple[Verdict, ...]) -> tuple[DrawnMessage, ...]:
    """All sendings in the order of the record, each with its receipt and its worst verdict."""
    receipts = _receipts(rows)
    worst = _worst_by_row(verdicts)
    found = []
    for row in rows:
        if row.kind not in SENDINGS or row.to is None:
            continue
        receipt = receipts.get(row.seq)
        candidates = [worst[seq] for seq in (row.seq, receipt.seq if receipt else None) if seq in worst]
        verdict = min(candidates, key=_badness) if candidates else None
        found.append(DrawnMessage(sent=row, received_min=receipt.time if receipt else None, verdict=verdict))
    return tuple(found)


def _receipts(rows: tuple[Row, ...]) -> dict[int, Row]:
    """Which `received` row belongs to which sending: by cause, else the first with the same two ends."""
    sent = {row.seq: row for row in rows if row.kind in SENDINGS}
    found: dict[int, Row] = {}
    for row in rows:
        if row.kind != "received":
            continue
        seq = row.cause if row.cause in sent and row.cause not in found else None
        if seq is None:
            seq = next((s for s, one in sent.items() if s not in found and _same_ends(one, row)), None)
        if seq is not None:
            found[seq] = row
    return found


def _same_ends(sent: Row, receipt: Row) -> bool:
    return (sent.actor, sent.to, sent.about) == (receipt.actor, receipt.to, receipt.about) and sent.time <= receipt.time


def _worst_by_row(verdicts: tuple[Verdict, ...]) -> Mapping[int | None, Verdict]:
    found: dict[int | None, Verdict] = {}
    for verdict in verdicts:
        if verdict.done_seq is None or verdict.status not in _WORST:
            continue
        held = found.get(verdict.done_seq)
        if held is None or _badness(verdict) < _badness(held):
            found[verdict.done_seq] = verdict
    return found


def _badness(verdict: Verdict) -> tuple[int, float]:
    margin = verdict.margin_min if verdict.margin_min is not None else float("inf")
    return _WORST.index(verdict.status), margin
