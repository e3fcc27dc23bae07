"""What the plan calls for in a scenario, as rows of its script: by the truth of one drill, in which each duty is done at once.

Which grade an event has may hang on how the people behave, which no scenario says; so one drill is run, and only what became true in it is
looked at, nothing that anybody did.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Sequence

from analysis.asked_course import AskedDuty, asked_of
from analysis.experiment.bench import Bench
from analysis.plan.page import inside
from analysis.scripts.rows import RowMaker, ScriptRow, shown_text
from sim.plan.channels import ways_of

SEED = 1  # of the drill whose truth is looked at
_SAME_MIN = 1.0  # what is called for within a minute of a row stands beneath that row


def act_rows(maker: RowMaker) -> tuple[list[ScriptRow], int]:
    """The acts that the plan calls for under the clauses that the scenario drills, or within a limit; and how many others it calls for."""
    inputs = maker.inputs
    head = inputs.scenario.scenario
    bench = Bench(inputs)
    asked = [one for one in asked_of(bench.rulebook, bench.run(SEED), calendar=inputs.calendar, until=head.horizon) if one.occurrence <= 1]
    groups = _together(asked)
    drilled = [group for group in groups if group[0].latest_min is not None or any(inside(group[0].clause, one) for one in head.clauses)]
    moments = {(row.about, row.minute) for row in maker.rows() if row.minute is not None and row.about}
    return [_row(group, maker, moments) for group in drilled], len(groups) - len(drilled)


def _together(asked: Iterable[AskedDuty]) -> list[list[AskedDuty]]:
    """What stands in one row: one duty of one bearer to several, and of several bearers who owe the same to the same by the same moment."""
    by_bearer: dict[tuple[str, str, int, str | None], list[AskedDuty]] = {}
    for one in asked:
        by_bearer.setdefault((one.rule.id, one.about, round(one.since_min), one.bearer), []).append(one)
    groups: dict[tuple[object, ...], list[AskedDuty]] = {}
    for (*key, _), owed in by_bearer.items():
        groups.setdefault((*key, *((one.to, one.latest_min) for one in owed)), []).extend(owed)
    return list(groups.values())


def _row(group: Sequence[AskedDuty], maker: RowMaker, moments: Collection[tuple[str, float]]) -> ScriptRow:
    first, say, names = group[0], maker.say, maker.names
    minute = first.since_min
    set_off = any(event == first.about and abs(minute - one) < _SAME_MIN for event, one in moments)
    ways = ways_of(first.rule.duty)
    act = shown_text(first.title.of(maker.lang))
    if not set_off and len(maker.inputs.scenario.event) > 1:
        act += "\n" + say("script.aside", said=say("script.about", event=names.of("event", first.about)))
    return ScriptRow(
        kind="act", id=first.rule.id, sorted_at=minute, clock="" if set_off else say("script.about-then", clock=maker.clock.said(minute)),
        source=say.tell(_unlike(names.party(one.bearer) if one.bearer is not None else say("script.unnamed") for one in group)),
        to=say.tell(_unlike(names.party(one) for duty in group for one in duty.to or ())), act=act, clause=shown_text(first.clause),
        means=say.tell([names.channel(one) for one in ways.allowed]) if ways is not None else "", limit=_limit(group, maker),
    )  # fmt: skip


def _limit(group: Sequence[AskedDuty], maker: RowMaker) -> str:
    first, say = group[0], maker.say
    limit = shown_text(first.limit.of(maker.lang))
    if not first.by_plan and first.latest_min is not None:
        limit = say("log-sheet.as-read", limit=limit)
    latest = max((one.latest_min for one in group if one.latest_min is not None), default=None)
    if first.rule.duty.every or latest is None or latest > maker.inputs.scenario.scenario.horizon:
        return limit
    return limit + "\n" + say("script.latest", clock=maker.clock.said(latest))


def _unlike(words: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(words))


def digest_of_acts(cells: Iterable[Sequence[str]]) -> str:
    """16 hexadecimal digits that name what the rows of acts say, in whatever order they stand."""
    told = sorted("\x1f".join("".join(cell.split()) for cell in row) for row in cells)
    return hashlib.sha256("\x1e".join(told).encode()).hexdigest()[:16]
