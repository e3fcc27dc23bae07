"""Weak patterns that the shipped world has to show all at once: what was published, what arithmetic says, and which way things must move.

    python benchmarks/calibration.py [--runs N] [--absent PARTY]

Nothing is fitted. Each line says what was found, what is to be, and whether it is so. `--absent` names who is left out where the staff of a
scene is to stay the same however many people come (a leader who is only asked for because many have come).
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from statistics import fmean

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))  # scripts, no package

from benchmarks.changed import deciding_takes, none_above, of_size, shifted, with_scenario, without
from benchmarks.response import Figures, difference, figures
from sim.drill import run
from sim.inputs.assembly import Inputs, assemble, locate
from sim.record import Record, Row
from sim.vocabulary import AT_HOME_BEFORE
from sim.world.setting import Setting

WORKDAY, AWAY, WARNED = "district-gate", "city-gate", "good-early-warning"
NIGHT_FROM = 8 + 10 / 60  # the event of WORKDAY begins at so many hours


def drills(inputs: Inputs, runs: int) -> list[Record]:
    """The records of so many seeds."""
    setting = Setting(inputs)
    return [run(setting, seed) for seed in range(1, runs + 1)]


def say(pattern: str, found: str, target: str, holds: bool) -> None:
    """One line of the table."""
    print(f"| {pattern} | {found} | {target} | {'yes' if holds else 'no'} |", flush=True)


# -- what was published ----------------------------------------------------------------------------------------------------------


def reached(records: Iterable[Record], within: float, setting: Setting, *, in_person: bool) -> float:
    """Of the desks, or the persons (holders of posts), that somebody tried to phone: the share told by phone so soon after the first try."""
    told, tried = 0, 0
    for record in records:
        first: dict[str, float] = {}
        heard: dict[str, float] = {}
        for row in record.rows:
            desk = None if row.to is None else setting.desk_for(row.to)
            if row.kind == "called" and row.to and desk is not None and (desk.holder is not None) is in_person:
                first.setdefault(row.to, row.time)
            elif row.kind == "received" and row.channel == "phone" and row.to in first:
                heard.setdefault(row.to, row.time)
        tried += len(first)
        told += sum(heard.get(party, 1e9) - time <= within for party, time in first.items())
    return told / tried


def answered_calls(records: Iterable[Record]) -> float:
    """The share of calls that were answered at the first ring or not at all because somebody was talking."""
    rows = [row for record in records for row in record.rows]
    calls = sum(row.kind == "called" for row in rows)
    return 1 - sum(row.kind == "unanswered" for row in rows) / calls


def papers(records: Iterable[Record]) -> list[float]:
    """Minutes from the first word of mouth of each sender about an event to its first paper."""
    found = []
    for record in records:
        said: dict[tuple[str | None, str | None], float] = {}
        for row in record.rows:
            if row.kind == "reported":
                if row.form == "written":
                    if (row.actor, row.about) in said:
                        found.append(row.time - said.pop((row.actor, row.about)))
                else:
                    said.setdefault((row.actor, row.about), row.time)
    return found


def published(runs: int) -> None:
    """Phones, patrols and papers."""
    day = assemble(locate(WORKDAY))
    for hour, minutes, low, high in ((4, 45, 0.28, 0.56), (2, 15, 0.18, 0.57), (2, 30, 0.31, 0.72)):
        at_night = shifted(day, 24 + hour - NIGHT_FROM)
        setting, records = Setting(at_night), drills(at_night, runs)
        desks, persons = (reached(records, minutes, setting, in_person=one) for one in (False, True))
        say(
            f"told by phone within {minutes} min of the first try, {hour}:00",
            f"persons {persons:.0%}, duty desks {desks:.0%}",
            f"{low:.0%}–{high:.0%} of hospital staff at home",
            low <= persons <= high,
        )
    at_work = drills(day, runs)
    share = answered_calls(at_work)
    say("a call to a desk that is staffed is answered", f"{share:.0%}", "97.6 % in 30 s", abs(share - 0.976) < 0.03)
    on_call = [one.on_call for one in day.resources.desk if one.on_call is not None]
    say("an unstaffed desk: until somebody is there", f"{fmean(on_call):g} min", "mean 50–63 min", 50 <= fmean(on_call) <= 63)
    patrols = [one for one in day.resources.unit if one.kind == "police"][:1]
    out, way = (fmean(getattr(one, name).quantile(0.5) for one in patrols) for name in ("turn_out", "travel"))
    say("police near: turned out, on the way (medians)", f"{out:.1f} + {way:.1f} min", "2.7 + 4.8 min", abs(out - 2.7) < 0.3 and abs(way - 4.8) < 0.5)
    taken = papers(at_work)
    shares = [sum(one <= limit for one in taken) / len(taken) for limit in (30, 60, 120, 240)]
    wanted = (0.35, 0.57, 0.80, 0.92)
    say(
        "paper after the first word, within 30 min, 1, 2, 4 h", " / ".join(f"{one:.0%}" for one in shares), "35 / 57 / 80 / 92 % without a template",
        all(abs(one - two) < 0.15 for one, two in zip(shares, wanted, strict=True)),
    )  # fmt: skip


# -- arithmetic ------------------------------------------------------------------------------------------------------------------


def arithmetic(runs: int) -> None:
    """What follows from the order of things, whatever the numbers are."""
    away = assemble(locate(AWAY))
    setting = Setting(away)
    early, above, seen = 0, 0, 0
    for record in drills(away, runs):
        seen += 1
        early += not in_order(record)
        above += answered_beyond(record, away, setting)
    say("away: opened, registered, chosen, heard, answered by who has come", f"broken in {early} of {seen}", "never", early == 0)
    say("answered: at most those content with the highest who answered", f"broken in {above} of {seen}", "never", above == 0)
    day, few, spans = assemble(locate(WORKDAY)), max(4, runs // 4), list[float]()
    for size in (320, 640, 1280):
        spans.append(fmean(registering(record) for record in drills(patient(of_size(day, size)), few)))
    holds = all(1.7 < two / one < 2.3 for one, two in pairwise(spans))
    minutes = " / ".join(f"{one:.0f} min" for one in spans)
    say("the last of 320, 640, 1280 who do not tire is registered", minutes, "twice the people, twice the time", holds)


def _first(rows: Iterable[Row], kind: str, actor: str | None = None) -> float:
    return next((row.time for row in rows if row.kind == kind and actor in (None, row.actor)), 1e9)


def in_order(record: Record) -> bool:
    """Whether reception went its way, and whoever answered had come or works there."""
    steps = [_first(record.rows, kind) for kind in ("reception-opened", "registered", "representatives-chosen", "heard", "answered")]
    came = {row.actor for row in record.rows if row.kind == "arrived"}
    here = all(_first(record.rows, "arrived", row.actor) <= row.time for row in record.rows if row.kind == "answered" and row.actor in came)
    return steps == sorted(steps) and here


def answered_beyond(record: Record, inputs: Inputs, setting: Setting) -> bool:
    """Whether more were answered than are content with the highest who answered, beyond the luck of who came (four standard errors)."""
    rungs = [setting.rung_of(row.about or "", row.actor or "") for row in record.rows if row.kind == "answered"]
    highest = max((rung for rung in rungs if rung is not None), default=-1)
    now: dict[str, int] = {}
    for row in record.rows:
        if row.kind == "scene":
            now.update({name: value for name, value in row.facts.items() if name in ("arrived", "answered")})
    ids = [one.id for one in inputs.resources.rung][: highest + 1]
    share = sum(inputs.scenario.people[0].content_with.get(id_, 0.0) for id_ in ids)
    came = now.get("arrived", 0)
    most: float = came * share + 4 * (came * share * (1 - share)) ** 0.5
    return now.get("answered", 0) > most


def patient(inputs: Inputs) -> Inputs:
    """The same people, of whom nobody leaves for want of patience."""
    return with_scenario(inputs, people=tuple(group.model_copy(update={"patience": 1e6}) for group in inputs.scenario.people))


def registering(record: Record) -> float:
    """Minutes from the opening to the last portion of the first rush."""
    opened = _first(record.rows, "reception-opened")
    times = [row.time for row in record.rows if row.kind == "registered"]
    last = opened
    for time in times:
        if time - last > 15.0 and last > opened:
            break  # who came long after the others
        last = time
    return last - opened


# -- directions and nulls ----------------------------------------------------------------------------------------------------------


def directions(runs: int, absent: list[str]) -> None:
    """More people, an earlier start, talk before the day; and where each must change nothing."""
    fixed = assemble(locate(WORKDAY))
    for party in absent:
        fixed = without(fixed, party)
    found = [figures(of_size(fixed, size), runs) for size in (20, 80, 320, 640)]
    for name, sign in (("heard-in-time", -1), ("answered-share", -1), ("moved-up-share", 1)):
        means = [fmean(value or 0.0 for value in one[name]) for one in found]
        holds = sign * (means[-1] - means[0]) > 0 and all(sign * difference(one[name], two[name])[0] > -0.02 for one, two in pairwise(found))
        say(f"20, 80, 320, 640 people, the same staff: {name}", " / ".join(f"{one:.3f}" for one in means), "falls" if sign < 0 else "rises", holds)
    base = assemble(locate(WORKDAY))
    second = base.resources.rung[1].id
    for title, drill, null in (("", base, False), (f", nobody needs more than {second}", none_above(base, second), True)):
        starts: list[Figures] = [figures(deciding_takes(drill, minutes), runs) for minutes in (0.0, 120.0, 2 * base.scenario.scenario.horizon)]
        means = [fmean(value or 0.0 for value in one["answered-share"]) for one in starts]
        holds = max(means) - min(means) < 0.005 if null else means[0] >= means[1] >= means[2] and means[0] > means[2]
        say(f"answered: started at once, two hours late, never{title}", " / ".join(f"{one:.3f}" for one in means),
            "all the same" if null else "early ≥ late ≥ never", holds)  # fmt: skip
    warned = assemble(locate(WARNED))
    duties = tuple(one.model_copy(update={"effect": ""}) if one.effect in AT_HOME_BEFORE else one for one in warned.plan.duty)
    came = [_came(drills(one, runs)) for one in (warned, replace(warned, plan=warned.plan.model_copy(update={"duty": duties})))]
    say("talk before the day: how many come, with and without", " / ".join(f"{one:.0f}" for one in came), "fewer with", came[0] < came[1])


def _came(records: Iterable[Record]) -> float:
    said = ([row.facts["arrived"] for row in record.rows if row.kind == "scene" and "arrived" in row.facts] for record in records)
    return fmean(max(counts, default=0) for counts in said)


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=20)
    parser.add_argument("--absent", action="append", default=[])
    given = parser.parse_args()
    print(f"| pattern ({given.runs} seeds) | found | to be | so |\n|---|---|---|---|")
    published(given.runs)
    arithmetic(given.runs)
    directions(given.runs, given.absent)


if __name__ == "__main__":
    main()
