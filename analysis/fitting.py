"""Task times from the user's own drills: how long verifying, deciding, drafting took, where nothing is published.

For every duty that was done, the time taken is counted from the moment its bearer could begin: the later of the row that set it off and
the bearer's last act before. What is left is the work, and any waiting that the log does not show. Times of one kind of task are
taken as lognormal; the interval is that of the mean of their logarithms (Student's t), given back as a range of medians.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import exp, log
from statistics import fmean, stdev

from analysis.experiment.statistics import t_quantile
from analysis.verdicts import Judgement
from sim.record import Record, Row, sending_of

LEAST = 3  # fewer times say nothing of a spread
_SHORTEST_MIN = 1 / 64  # a log that notes whole minutes may show two acts at one
_OWN_ACTS = frozenset({
    "reported", "notified", "filed", "proposed", "requested", "ordered", "assigned", "approved", "verified", "classified", "activated",
    "estimated", "assessed", "performed", "registered", "heard", "answered", "persuaded", "reception-opened", "ended", "published",
})  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Fitted:
    """One kind of task: lognormal parameters of minutes, how many times were seen, and the 95 % range of the median."""

    act: str
    form: str
    mu: float
    sigma: float
    n: int
    median_low_min: float
    median_high_min: float


def times_of(record: Record, judgement: Judgement) -> dict[tuple[str, str], list[float]]:
    """Minutes that each kind of task (act, form) took in a judged record; waived and undone duties give none."""
    rows = {row.seq: row for row in record.rows}
    acts = _acts_by_actor(record.rows)
    found: dict[tuple[str, str], dict[int, float]] = {}
    for verdict in judgement.verdicts:
        done = rows.get(verdict.done_seq) if verdict.done_seq is not None else None
        trigger = rows.get(verdict.trigger_seq)
        if done is None or trigger is None or done.time < trigger.time or verdict.bearer is None:
            continue
        sent = sending_of(done, rows.get) or done
        begins = max(trigger.time, _last_before(acts.get(sent.actor or "", ()), sent))
        found.setdefault((verdict.act, verdict.form or ""), {})[sent.seq] = max(sent.time - begins, _SHORTEST_MIN)
    return {task: list(times.values()) for task, times in found.items()}


def _acts_by_actor(rows: Iterable[Row]) -> dict[str, list[Row]]:
    acts: dict[str, list[Row]] = {}
    for row in rows:
        if row.actor is not None and row.kind in _OWN_ACTS:
            acts.setdefault(row.actor, []).append(row)
    return acts


def _last_before(acts: Sequence[Row], row: Row) -> float:
    return max((act.time for act in acts if act.seq < row.seq and act.time <= row.time), default=0.0)


def fit(times: Mapping[tuple[str, str], Sequence[float]]) -> list[Fitted]:
    """A lognormal for each kind of task seen at least `LEAST` times, in the order of its name."""
    return [_fit(act, form, minutes) for (act, form), minutes in sorted(times.items()) if len(minutes) >= LEAST]


def _fit(act: str, form: str, minutes: Sequence[float]) -> Fitted:
    logs = [log(minute) for minute in minutes]
    mean, spread, n = fmean(logs), stdev(logs), len(logs)
    half = t_quantile(0.95, n - 1) * spread / n**0.5
    return Fitted(act=act, form=form, mu=mean, sigma=spread, n=n, median_low_min=exp(mean - half), median_high_min=exp(mean + half))
