"""Checks that any story of a drill keeps, by roles, places and kinds alone: nobody's id stands here.

    python tests/behaviour/course_checks.py SCENARIO --seeds 20

prints how many runs break each check, and the first place at which one does. What takes a comparison of several runs is not here.
Numbers are an experienced duty leader's: a yardstick for stories, in minutes and people.
"""

from __future__ import annotations

import argparse
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from typing import Any

from sim.record import Record, Row
from tests.behaviour.course_ground import Ground

AMONG = (
    "reception-opened",
    "registered",
    "representatives-chosen",
    "heard",
    "answered",
    "persuaded",
    "estimated",
    "checked-in",
    "command-established",
)
NEWLY = ("registered", "representatives-chosen", "heard", "answered", "persuaded")
TRUTH = ("scene", "occurred", "inject", "fault", "risk-found", "expectation-missed", "noticed", "received", "lost", "released")
CALLS = ("called", "busy", "unanswered")
AWAY = ("post absent", "leader elsewhere")
JOURNEY = {"here": 2.0, "elsewhere": 35.0, "highest": 240.0}  # the least from leaving to arriving
OFFICIALS = {"here": 30, "elsewhere": 30, "highest": 10}  # the most people of other places among those who arrived, per 80 to 200 people
PAPER = 45.0  # the plan states 30 (4.1.2 of the shipped one), and half of all papers keep it: a little late is judged, and no strange line
BY_HAND = 60.0  # where it has to be carried
DOING = {
    "heard": 120.0,
    "early-dialogue": 120.0,
    "leader-receives": 120.0,
    "registered": 60.0,
    "persuaded": 60.0,
    "command-established": 60.0,
    "gather-information": 60.0,
    "decision": 90.0,  # of an attempt in vain: as long as the attempt
}  # work that is written down when it is over: the latest end
WAY_BACK = 15.0  # from a scene to the desk
TWICE = 5.0  # so soon nobody says the same word again
STALE = 120.0  # a number that is older is not reported any more
A_WHILE = 45.0  # later is another attempt
CALLS_FIRST = {"here": 12, "elsewhere": 20, "highest": 20}  # before the hall opens, or in the first hour where it opens later


class Course:
    """The rows about one event of one record."""

    def __init__(self, rows: tuple[Row, ...], event: str, ground: Ground) -> None:
        self.all_rows = rows  # about other events too
        self.rows = [row for row in rows if row.about == event]
        self.event = event
        self.ground = ground
        self.began = next((row.time for row in self.rows if row.kind == "occurred"), 0.0)
        self.ended = next((row for row in self.rows if row.kind == "ended"), None)

    def of(self, *kinds: str) -> list[Row]:
        """The rows of these kinds."""
        return [row for row in self.rows if row.kind in kinds]

    def first(self, *kinds: str) -> Row | None:
        """The first of these kinds."""
        return next(iter(self.of(*kinds)), None)

    def totals(self) -> Iterator[tuple[Row, dict[str, int]]]:
        """What has been counted so far, at each row of the truth."""
        held: dict[str, int] = {}
        for row in self.of("scene"):
            held |= {name: value for name, value in row.facts.items() if isinstance(value, int) and not isinstance(value, bool)}
            yield row, dict(held)


def people_of(row: Row) -> int:
    """Whom an act reached."""
    return int(row.facts.get("people", 0))


def there_first(course: Course) -> Iterator[str]:
    """1. Whoever acts among people has come there, and no journey is shorter than its road."""
    ground = course.ground
    arrived: dict[str | None, float] = {}
    left: dict[tuple[str | None, Any], float] = {}
    for row in course.rows:
        if row.kind == "dispatched":
            left[row.actor, row.facts.get("unit")] = row.time
        elif row.kind == "arrived":
            arrived.setdefault(row.actor, row.time)
            since = left.get((row.actor, row.facts.get("unit")))
            least = JOURNEY[ground.way(row.actor, course.event)]
            if since is not None and row.time - since < least and not ground.is_home(row.actor, course.event):
                yield f"{row.seq} {row.actor} arrives after {row.time - since:.1f} min"
        elif row.kind in AMONG and not ground.is_home(row.actor, course.event):
            bodies = len(arrived) if row.actor in ground.made_there else 2 * bool(ground.party(row.actor) & set(arrived))
            if bodies < 2:
                yield f"{row.seq} {row.kind} by {row.actor}, who has not come"


def in_order(course: Course) -> Iterator[str]:
    """2. Opened < registered ≤ chosen < heard < answered < persuaded with an answer; and talk takes its time."""
    moments = {kind: row.time for kind in AMONG if (row := course.first(kind)) is not None}
    order = ("reception-opened", "registered", "representatives-chosen", "heard", "answered")
    for place, later in enumerate(order):
        for earlier in order[:place]:
            if later in moments and moments.get(earlier, float("inf")) > moments[later]:
                yield f"{later} at {moments[later]:.1f} before {earlier}"
    with_answer = next((row for row in course.of("persuaded") if row.facts.get("people_answered", 0)), None)
    if with_answer is not None and moments.get("answered", float("inf")) > with_answer.time:
        yield f"{with_answer.seq} persuaded with an answer before one was given"
    if "heard" in moments and moments["heard"] - moments.get("representatives-chosen", 0.0) < 20.0:
        yield "heard less than 20 min after representatives were chosen"
    if "answered" in moments and not 45.0 <= moments["answered"] - course.began <= 300.0 and course.ground.reach(course.event) == "here":
        yield f"first answer after {moments['answered'] - course.began:.0f} min"


def nested(course: Course) -> Iterator[str]:
    """3. Answered ≤ heard ≤ registered ≤ came; an act that reaches nobody is none; explaining contents its share."""
    for row in course.of(*NEWLY):
        if "people" in row.facts and people_of(row) <= 0:
            yield f"{row.seq} {row.kind} of nobody"
    last: dict[str, int] = {}
    for row, total in course.totals():
        last = total
        line = [total.get(name, 0) for name in ("answered", "heard", "registered", "arrived")]
        if line != sorted(line):
            yield f"{row.seq} answered, heard, registered, came: {line}"
    answering = {row.actor for row in course.of("answered")}
    if answering and course.ground.lowest and all(course.ground.party(who) & course.ground.lowest for who in answering):
        came = last.get("arrived", 0)
        if last.get("answered", 0) > course.ground.explained * came + 2.0 * came**0.5:
            yield f"{last.get('answered')} of {came} content with an explanation"


def in_portions(course: Course) -> Iterator[str]:
    """4. Many are registered one after the other, as fast as counters and sheets allow."""
    rows, opened = course.of("registered"), course.first("reception-opened")
    if sum(map(people_of, rows)) > 20 and len(rows) < 3:
        yield f"{sum(map(people_of, rows))} registered in {len(rows)} rows"
    place = course.ground.chain(course.ground.place.get(course.event, ""))
    rate = 3.0 * next((course.ground.counters[one] for one in place if one in course.ground.counters), 4)
    since = course.began if opened is None else opened.time
    done = 0
    for row in rows:
        done += people_of(row)
        if done > rate * (row.time - since + 1.0):
            yield f"{row.seq} {done} registered in {row.time - since:.1f} min"


def balanced(course: Course) -> Iterator[str]:
    """5. Who came is there or has left some way; nobody moves up from the highest place; few leave before an answer."""
    answered = course.first("answered")
    before, came = 0, 0
    until = float("inf") if answered is None else answered.time
    for row, total in course.totals():
        gone = sum(value for name, value in total.items() if name.startswith("returned_home") or name in ("moved_up", "another_day"))
        came = max(came, total.get("arrived", 0))
        if total.get("arrived", 0) - gone != total.get("present", 0):
            yield f"{row.seq} came {total.get('arrived', 0)}, gone {gone}, present {total.get('present', 0)}"
        if row.time <= until:
            before = gone
        if total.get("moved_up", 0) and set(course.ground.chain(course.ground.place.get(course.event, ""))) & course.ground.highest:
            yield f"{row.seq} moved up from the highest place"
    if answered is not None and came and before / came > 0.3 * max(1.0, (until - course.began) / 60.0):
        yield f"{before} of {came} left before the first answer, within {until - course.began:.0f} min"


def moved(numbers: list[int]) -> bool:
    """Whether so many came or went meanwhile that whoever looks sees it."""
    return max(numbers) - min(numbers) > max(2.0, 0.1 * max(numbers))


def traced(course: Course) -> Iterator[str]:
    """6. A number that is reported was counted or told before, and is not that of hours ago."""
    size = course.ground.size
    counted: set[Any] = set()
    present: list[tuple[float, int]] = []
    for row in course.rows:
        if row.kind == "scene" and "present" in row.facts:
            present.append((row.time, int(row.facts["present"])))
        elif size in row.facts and row.kind in ("estimated", "assessed", "verified", "received", "noticed", "risk-found"):
            counted.add(row.facts[size])
        elif (
            row.kind == "reported" and row.form in ("follow-up", "progress") and row.time > course.began and (said := row.facts.get(size)) is not None
        ):
            if said not in counted:
                yield f"{row.seq} {row.form} of {row.actor} says {said}, which nobody counted"
            before = [number for time, number in present if time < row.time - STALE]
            lately = [number for time, number in present if time >= row.time - STALE] + before[-1:]
            if lately and not 0.4 * min(lately) - 5 <= said <= 1.6 * max(lately) + 5:  # three times what a look errs by
                yield f"{row.seq} {row.form} of {row.actor} says {said}, where {min(lately)} to {max(lately)} were"


def word_first(course: Course) -> Iterator[str]:
    """6. Nobody acts before word has come; and follow-ups of a long event do not all say the same."""
    yield from traced(course)
    knows: set[str] = set()
    follow: dict[tuple[str | None, str | None], list[Any]] = defaultdict(list)
    there = 0  # people, when something was reported
    truth: dict[tuple[str | None, str | None], list[int]] = defaultdict(list)
    for row in course.rows:
        if row.kind in ("noticed", "risk-found"):
            knows |= course.ground.party(row.actor)
        elif row.kind == "received":
            knows |= course.ground.party(row.to)
        elif row.kind == "arrived":
            knows |= {row.actor or ""}
        elif row.kind == "command-established":
            knows |= course.ground.made_there
        if row.kind not in TRUTH and row.actor and row.actor not in knows and not course.ground.is_home(row.actor, course.event):
            knows |= course.ground.party(row.actor)  # told once
            yield f"{row.seq} {row.kind} by {row.actor}, whom nobody has told"
        if row.kind == "scene":
            there = int(row.facts.get("present", there))
        if row.kind == "reported" and row.form == "follow-up":
            truth[row.actor, row.to].append(there)
            follow[row.actor, row.to].append({name: value for name, value in row.facts.items() if name != "as_of"})
    over = course.rows[-1].time if course.rows else 0.0
    for (who, to), said in follow.items():
        if len(said) > 1 and over - course.began > 120.0 and all(one == said[0] for one in said) and moved(truth[who, to]):
            yield f"{len(said)} follow-ups of {who} to {to} that say the same"


def on_time(course: Course) -> Iterator[str]:
    """7. Paper follows the phone to the same addressee, whatever slows it; nobody reports an event before it is; guards write no reports."""
    phoned: dict[tuple[str | None, str | None], float] = {}
    for row in course.of("reported"):
        line = (row.actor, row.to)
        if row.time < course.began and row.form == "initial":
            yield f"{row.seq} an initial report before the event"
        if row.channel == "phone" and row.form in ("initial", "follow-up", "final"):
            phoned.setdefault(line, row.time)
        elif row.form == "written":
            since = phoned.pop(line, row.time)
            if row.time - since > (BY_HAND if row.channel == "runner" else PAPER):
                yield f"{row.seq} written report of {row.actor} to {row.to} {row.time - since:.0f} min after the phone"
            if row.actor in course.ground.on_spot:
                yield f"{row.seq} written report by {row.actor}, who stands on the spot"


def one_corridor(course: Course) -> Iterator[str]:
    """8. Who share a desk or a workplace, or are one person, do not phone each other, unless one of them is out."""
    ground = course.ground
    away: Counter[str] = Counter()  # on their way or at a scene, who are reached by phone
    absent: dict[str, float] = {}  # not at work, and until when
    back: dict[str, float] = {}  # on the way back, and until when
    for row in course.all_rows:
        if row.kind in ("dispatched", "released"):
            for one in ground.person(row.actor):
                away[one] += 1 if row.kind == "dispatched" else -1
                back[one] = row.time + WAY_BACK if row.kind == "released" else -1.0
        elif row.kind == "fault" and row.form in AWAY:
            absent |= dict.fromkeys(ground.person(row.facts.get("target")), row.facts.get("until") or float("inf"))
        elif row.about == course.event and row.kind in CALLS and row.actor and row.to:
            work, other, out = (
                ground.works(row.actor),
                ground.works(row.to),
                any(away[one] > 0 or max(absent.get(one, -1.0), back.get(one, -1.0)) >= row.time for one in (row.actor, row.to)),
            )
            together = any({row.actor, row.to} <= group for group in ground.together)
            apart = work and other and work != other  # as where a body's work is done by a holder who sits elsewhere
            if not out and ((together and not apart) or (work and work == other)):
                yield f"{row.seq} {row.kind} {row.actor} → {row.to}, of one corridor"


def few_calls(course: Course) -> Iterator[str]:
    """9. Few talks by phone before the hall opens, none of one content a third time, and three tries at most on one line in a while."""
    opened = course.first("reception-opened")
    if opened is not None:
        early = [row for row in course.of(*CALLS) if course.began <= row.time < min(opened.time, course.began + 60.0) and row.channel == "phone"]
        talks = sum(1 if row.kind == "called" else -1 for row in early)
        if talks > CALLS_FIRST[course.ground.reach(course.event)]:
            yield f"{talks} calls before the hall opened"
    said: dict[Any, list[float]] = defaultdict(list)
    failed: dict[Any, list[float]] = defaultdict(list)
    spoken: dict[Any, float] = {}
    for row in course.rows:
        line = (row.actor, row.to, row.channel)
        if row.kind in ("busy", "unanswered"):
            tries = failed[line, row.form] = [*(time for time in failed[line, row.form] if row.time - time <= A_WHILE), row.time]
            if len(tries) == 4:
                yield f"{row.seq} a fourth try of {row.actor} → {row.to} on one line within {A_WHILE:.0f} min"
        elif row.kind == "received":
            failed[line, row.form] = []
            by_mouth = row.channel in ("phone", "in person")
            if by_mouth and row.time - spoken.get((row.actor, row.to, row.form), -TWICE) < TWICE and row.form in ("initial", "tell", "call"):
                yield f"{row.seq} {row.form} twice within {TWICE:.0f} min, {row.actor} → {row.to}"
            if by_mouth:
                spoken[row.actor, row.to, row.form] = row.time
            if row.channel == "phone":
                content = (line, row.form, str(sorted((name, str(value)) for name, value in row.facts.items() if name != "as_of")))
                times = said[content] = [*(time for time in said[content] if row.time - time <= 2.0 * A_WHILE), row.time]
                if len(times) == 3:
                    yield f"{row.seq} {row.form} a third time by phone, {row.actor} → {row.to}, in the same words"


def nobody_at(course: Course, minute: float) -> bool:
    """Whether people had come, and all had left."""
    held = [total for row, total in course.totals() if row.time <= minute]
    return bool(held) and held[-1].get("arrived", 0) > 0 and held[-1].get("present", 0) == 0


def who_is_there(course: Course) -> Iterator[str]:
    """10. Who comes does something there, few come, and nobody comes when it is over."""
    came = max((total.get("arrived", 0) for _, total in course.totals()), default=0)
    officials = 0
    for row in course.of("arrived"):
        if course.ended is not None and row.time > course.ended.time:
            yield f"{row.seq} {row.actor} arrives after the end"
        officials += 0 if course.ground.is_home(row.actor, course.event) else people_of(row)
        party = course.ground.party(row.actor)
        if nobody_at(course, row.time):
            continue  # the last ones have left meanwhile: there is nothing to do
        doing = [one for one in course.rows if one.kind not in (*TRUTH, *CALLS, "arrived", "dispatched") and one.actor in party]
        waits = row.actor in course.ground.helpers or any(0.0 <= one.time - row.time <= 30.0 for one in course.of("ended", "stood-down"))
        if not waits and not any(row.time <= one.time <= row.time + DOING.get(one.form or "", DOING.get(one.kind, 30.0)) for one in doing):
            yield f"{row.seq} {row.actor} comes and does nothing for 30 min"
    most = OFFICIALS[course.ground.reach(course.event)] * max(1.0, came / 80.0)
    if officials > most:
        yield f"{officials} officials for {came} people"


def decent_end(course: Course) -> Iterator[str]:
    """12. The end comes when people have left, by who began, is told in one text, and force comes last of all."""
    end, began = course.ended, course.first("activated")
    if end is not None:
        if began is not None and end.actor not in course.ground.party(began.actor):
            yield f"{end.seq} ended by {end.actor}, activated by {began.actor}"
        left = [total.get("present", 0) for row, total in course.totals() if row.time <= end.time]
        if left and left[-1] > 0:
            yield f"{end.seq} ended with {left[-1]} people there"
        late = [row for row in course.of("estimated", "assessed") if row.time > end.time + A_WHILE]
        yield from (f"{row.seq} {row.kind} by {row.actor} long after the end" for row in late)
        texts = Counter((row.actor, row.to) for row in course.of("reported") if row.form == "final")
        yield from (f"{number} final reports of {who} to {to}" for (who, to), number in texts.items() if number > 1)
        yield from (f"{row.seq} final report before the end" for row in course.of("reported") if row.form == "final" and row.time < end.time)
    forced = course.first("cleared")
    heard, answered = course.first("heard"), course.first("answered")
    if forced is not None and people_of(forced) and (
        heard is None or answered is None or answered.time > forced.time or forced.time - heard.time < 60.0
    ):  # fmt: skip
        yield f"{forced.seq} cleared before an hour of talk and an answer"


CHECKS: dict[int, Callable[[Course], Iterator[str]]] = {
    1: there_first, 2: in_order, 3: nested, 4: in_portions, 5: balanced, 6: word_first, 7: on_time, 8: one_corridor, 9: few_calls,
    10: who_is_there, 12: decent_end,
}  # fmt: skip


def violations(record: Record, ground: Ground) -> dict[int, list[str]]:
    """What a record breaks, by check, in the order of its rows."""
    events = list(dict.fromkeys(row.about for row in record.rows if row.kind == "occurred" and row.about))
    courses = [Course(record.rows, event, ground) for event in events]
    return {number: [said for course in courses for said in check(course)] for number, check in CHECKS.items()}


def main() -> None:
    """Print what a scenario's runs break."""
    from sim.drill import run
    from sim.inputs.assembly import assemble, locate
    from sim.world.setting import Setting

    asked = argparse.ArgumentParser()
    asked.add_argument("scenario", nargs="+")
    asked.add_argument("--seeds", type=int, default=20)
    asked.add_argument("--all", action="store_true", help="every line, and not the first only")
    given = asked.parse_args()
    for name in given.scenario:
        setting = Setting(assemble(locate(name, None, None, ())))
        ground = Ground.of(setting)
        found = {seed: violations(run(setting, seed), ground) for seed in range(1, given.seeds + 1)}
        print(name)
        for number, check in CHECKS.items():
            broken = {seed: one[number] for seed, one in found.items() if one[number]}
            if broken:
                print(f"  {number:2} broken in {len(broken)} of {given.seeds}: {(check.__doc__ or '').split('.', 1)[1].strip()}")
                for seed, lines in broken.items() if given.all else [next(iter(broken.items()))]:
                    for line in lines if given.all else lines[:3]:
                        print(f"       seed {seed}: {line}")


if __name__ == "__main__":
    main()
