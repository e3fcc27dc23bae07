"""Made-up drills to draw: one morning at a gate, a dense hour, three days, and weeks afterwards. No real place or person."""

from __future__ import annotations

from typing import Any

from analysis.verdicts import LATE, MET, MISSED, Judgement, Verdict
from sim.durations import Days, Span
from sim.plan.limits import Limit
from sim.plan.model import Plan
from sim.record import Header, Record, Row
from sim.text import Text
from sim.words import LANGUAGES, Names, words

BODIES = {
    "gate": Text(zh="机关大门", en="Gate"), "guard": Text(zh="门卫", en="Guards"), "bureau": Text(zh="信访局", en="Petition Bureau"),
    "unit": Text(zh="责任单位", en="Responsible Unit"),
    "command": Text(zh="指挥部", en="Command"), "office": Text(zh="指挥部办公室", en="Command Office"),
    "authorities": Text(zh="区委、区政府", en="District Authorities"), "city": Text(zh="市信访局", en="City Bureau"),
    "police": Text(zh="公安分局", en="District Police"), "finance": Text(zh="财政局", en="Finance"),
    "health": Text(zh="卫健局", en="Health"), "transport": Text(zh="交通局", en="Transport"),
}  # fmt: skip
GRADES = {
    "I": Text(zh="特别重大（Ⅰ级）", en="gravest (I)"), "II": Text(zh="重大（Ⅱ级）", en="grave (II)"),
    "III": Text(zh="较大（Ⅲ级）", en="serious (III)"), "IV": Text(zh="一般（Ⅳ级）", en="ordinary (IV)"),
}  # fmt: skip
LEVELS = {one: Text(zh=f"{numeral}级响应", en=f"level {one}") for one, numeral in zip(GRADES, "ⅠⅡⅢⅣ", strict=True)}
WARNINGS = {
    "red": Text(zh="红色预警", en="red"), "orange": Text(zh="橙色预警", en="orange"), "yellow": Text(zh="黄色预警", en="yellow"),
    "blue": Text(zh="蓝色预警", en="blue"),
}  # fmt: skip
PLAN = Plan.model_validate({
    "plan": {"id": "p", "title": "P"},
    "body": [{"id": id_, "name": name, "clause": "2"} for id_, name in BODIES.items()],
    "post": [{"id": "bureau_desk", "name": {"zh": "信访局值班室", "en": "Bureau duty desk"}, "body": "bureau", "clause": "2"}],
    "grade": [{"id": id_, "name": name, "clause": "1", "any": [{"clause": "1", "when": "size > 5"}]} for id_, name in GRADES.items()],
    "level": [{"id": id_, "name": name, "clause": "4"} for id_, name in LEVELS.items()],
    "warning": [{"id": id_, "name": name, "clause": "3", "grade": grade} for (id_, name), grade in zip(WARNINGS.items(), GRADES, strict=True)],
})  # fmt: skip
NAMES = {lang: Names(lang, PLAN) for lang in LANGUAGES}
CROWD = (
    (0, (12, 0, 0, 0), None), (6, (40, 5, 0, 0), None), (15, (50, 22, 2, 0), "IV"), (40, (35, 30, 14, 0), "IV"),
    (55, (30, 20, 20, 4), "IV"), (75, (45, 12, 3, 0), "IV"), (110, (20, 3, 0, 0), None), (150, (0, 0, 0, 0), None),
)  # fmt: skip
REPORT = Text(zh="报告", en="report")
TITLES = {  # of duties, by the form of what they ask for
    form: Text(**{lang: words(lang)(f"form.{form}") for lang in LANGUAGES}) for form in ("initial", "follow-up", "written", "final", "notice")
}


class Drill:
    """Collects rows and verdicts in any order; `record` sorts them and numbers them."""

    def __init__(self, start: str = "2026-03-10T08:30:00+08:00", title: str = "区机关门前集访", english: str = "Petition at the gate") -> None:
        self.start, self.title = start, {"zh": title, "en": english}
        self.rows: list[dict[str, Any]] = []
        self.verdicts: list[tuple[dict[str, Any], int | None]] = []

    def row(self, time: float, kind: str, actor: str | None = None, to: str | None = None, **more: Any) -> int:
        """Add a row and give its place in the list."""
        self.rows.append({"time": time, "kind": kind, "actor": actor, "to": to, "about": "gate-1", **more})
        return len(self.rows) - 1

    def send(self, time: float, minutes: float, actor: str, to: str, kind: str = "reported", form: str | None = "initial") -> int:
        """Add a message and its receipt; give the place of the receipt."""
        self.row(time, kind, actor, to, form=form, channel="phone")
        return self.row(time + minutes, "received", actor, to, form=form, channel="phone")

    def duty(self, clause: str, bearer: str, to: tuple[str, ...], anchor: float, limit: float, done: float | None, **more: Any) -> None:
        """Add a verdict; `place` names the row that did it."""
        due = anchor + limit
        place = more.pop("place", None)
        status = more.pop("status", MISSED if done is None else MET if done <= due else LATE)
        stated = more.pop("stated", Limit(Span(limit) if limit < 1440 else Days(int(limit / 1440), working=True)))
        fields = {
            "rule": f"r-{clause}",
            "clause": clause,
            "title": TITLES.get(more.get("form", "initial"), REPORT),
            "force": "must",
            "act": "report",
            "form": "initial",
            **more,
        }
        self.verdicts.append(({
            **fields, "id": f"{fields['rule']}/gate-1/{bearer}/{'+'.join(to)}/{len(self.verdicts)}", "about": "gate-1", "bearer": bearer,
            "to": to, "occurrence": 1, "raised_min": anchor, "anchor_min": anchor, "due_min": due, "done_min": done,
            "latency_min": None if done is None else done - anchor, "margin_min": None if done is None else due - done,
            "status": status, "limit": stated, "trigger_seq": 0,
        }, place))  # fmt: skip

    def report(self, clause: str, bearer: str, to: str, anchor: float, limit: float, took: float, form: str = "initial", call: float = 2.0) -> None:
        """A message that discharges a duty, `took` minutes after its anchor."""
        place = self.send(anchor + took - call, call, bearer, to, form=form)
        self.duty(clause, bearer, (to,), anchor, limit, anchor + took, form=form, place=place)

    def made(self, until: float | None = None) -> tuple[Record, Judgement]:
        """The record and its judgement."""
        order = sorted(range(len(self.rows)), key=lambda n: (self.rows[n]["time"], n))
        seq = {place: number for number, place in enumerate(order)}
        rows = tuple(Row(seq=n, **{"cause": None, **self.rows[place]}) for n, place in enumerate(order))
        last = max([row.time for row in rows], default=0.0)
        header = Header(version="1", plan={"id": "p"}, resources={"id": "r"}, scenario={"id": "gate", "title": self.title}, seed=1,
                        start=self.start, horizon_min=last + 60, events={"gate-1": {"roles": {}, "title": self.title}})  # fmt: skip
        verdicts = tuple(Verdict(**fields, done_seq=None if place is None else seq[place]) for fields, place in self.verdicts)
        return Record(header, rows), Judgement(verdicts=verdicts, silences=(), until_min=until if until is not None else last + 60)


def _opening(drill: Drill) -> None:
    drill.row(0, "occurred", "gate")
    drill.row(3, "noticed", "guard")
    drill.row(4, "called", "guard", "bureau_desk", channel="phone")
    drill.row(4.5, "busy", "guard", "bureau_desk", channel="phone")
    drill.row(6, "unanswered", "guard", "bureau_desk", channel="phone")
    drill.send(8, 2.5, "guard", "bureau_desk")
    for minute, people, grade in CROWD:
        facts = dict(zip(("calm", "vocal", "obstructing", "storming"), people, strict=True))
        drill.row(minute, "scene", None, facts={**facts, "present": sum(people), "true_grade": grade or "none"})


def morning() -> tuple[Record, Judgement]:
    """A short morning: one report eleven minutes late, a written one never made."""
    drill = Drill()
    _opening(drill)
    drill.row(15, "verified", "bureau_desk")
    drill.duty("4.1.1", "bureau", (), 10.5, 10, 15, act="verify", form=None, rule="verify", title=Text(zh="核实", en="verify"))
    drill.row(22, "classified", "bureau", facts={"grade": "IV"})
    drill.row(20, "inject", facts={"text": {"zh": "有人在网上发视频", "en": "a video appears online"}})
    drill.row(26, "fault", facts={"text": {"zh": "指挥部电话故障", "en": "the command's phone fails"}})
    drill.report("4.1.1", "bureau", "command", 10.5, 30, 41)
    drill.duty("4.1.2", "bureau", ("command",), 51.5, 30, None, form="written", rule="written")
    drill.send(54, 1, "command", "office", kind="ordered", form="order")
    drill.row(58, "activated", "command", facts={"level": "IV"})
    for minute, to in ((60, "police"), (61, "health"), (61.5, "finance"), (62, "transport")):
        drill.send(minute, 1, "office", to, kind="notified", form="notice")
    drill.report("4.1.1", "office", "authorities", 55, 30, 14)
    drill.row(78, "arrived", "police")
    drill.report("4.1.2", "bureau", "command", 90, 30, 22, form="follow-up")
    drill.row(150, "ended", "command")
    drill.report("4.1.2", "bureau", "command", 150, 60, 25, form="final")
    return drill.made()


def dense(reports: int = 40) -> tuple[Record, Judgement]:
    """Forty reports in one hour, a few of them late, some three hundred rows in all."""
    drill = Drill(title="省机关门前集访", english="Petition at the provincial gate")
    _opening(drill)
    drill.row(16, "classified", "bureau", facts={"grade": "IV"})
    drill.row(31, "regraded", "bureau", facts={"grade": "III"})
    drill.row(35, "activated", "command", facts={"level": "III"})
    pairs = [
        ("bureau", "command"),
        ("bureau", "authorities"),
        ("bureau", "city"),
        ("unit", "bureau"),
        ("police", "command"),
        ("office", "authorities"),
    ]
    for number in range(reports):
        bearer, to = pairs[number % len(pairs)]
        took = 26.0 if number in (7, 20) else 18.0 if number == 31 else 4.0 + number % 7
        drill.report(f"4.1.{number % 3 + 1}", bearer, to, 12 + number * 1.5 - 4, 15, took, form=("initial", "follow-up", "written")[number % 3])
    drill.duty("4.1.3", "unit", ("bureau",), 20, 30, None, form="written", rule="w")
    for minute in range(60):
        drill.row(10 + minute, "estimated", "guard")
        drill.row(10.5 + minute, "persuaded", "police")
        drill.row(10.7 + minute, "called", "office", "health")
    return drill.made()


def three_days() -> tuple[Record, Judgement]:
    """Hourly follow-ups for 72 hours to two recipients; three late, one missed."""
    drill = Drill("2026-02-16T22:10:00+08:00", "节日夜间进省集访", "A night petition on a holiday")
    _opening(drill)
    drill.row(22, "classified", "bureau", facts={"grade": "III"})
    drill.row(40, "activated", "command", facts={"level": "III"})
    drill.report("4.1.1", "bureau", "authorities", 10.5, 30, 18)
    drill.report("4.1.1", "bureau", "city", 10.5, 60, 131)
    for hour in range(1, 72):
        for to in ("authorities", "city"):
            late, none = (hour, to) in ((9, "city"), (33, "authorities")), (hour, to) == (50, "city")
            if none:
                drill.duty("4.1.2(2)", "bureau", (to,), hour * 60, 60, None, form="follow-up", rule="hourly")
            else:
                drill.report("4.1.2(2)", "bureau", to, hour * 60, 60, 95 if late else 35 + (hour * 7) % 20, form="follow-up")
    drill.row(72 * 60, "ended", "command")
    drill.row(3000, "inject", facts={"text": {"zh": "第二批人到达", "en": "a second group arrives"}})
    return drill.made()


def weeks() -> tuple[Record, Judgement]:
    """A morning, then the duties of working days and days: one answer late, one missed."""
    drill = Drill()
    _opening(drill)
    drill.row(16, "classified", "bureau", facts={"grade": "IV"})
    drill.report("4.1.1", "bureau", "command", 10.5, 30, 26)
    drill.row(-600, "warned", "office", facts={"warning": "blue"})
    drill.row(100, "lifted", "office")
    drill.row(150, "ended", "command")
    day = 1440.0
    place = drill.row(9 * day, "answered", "unit")
    drill.duty("5.1.1", "unit", (), 150, 5 * day, 9 * day, act="answer", form=None, rule="answer", title=Text(zh="答复", en="answer"), place=place)
    drill.row(12 * day, "published", "office")
    drill.row(33 * day, "performed", "bureau")
    drill.duty("5.1.3", "bureau", (), 150, 30 * day, None, act="perform", form=None, rule="review", title=Text(zh="总结评估", en="review"))
    place = drill.row(44 * day, "fed-back", "unit", "bureau", form="feedback")
    drill.duty("5.1.2", "unit", ("bureau",), 150, 60 * day, 44 * day, act="feed-back", form="feedback", rule="feedback", place=place)
    return drill.made(until=61 * day)


DRILLS = {"morning": morning, "dense": dense, "three_days": three_days, "weeks": weeks}
