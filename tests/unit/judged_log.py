"""A small plan and log of a mill fire, for tests of what is said about a judged log."""

from __future__ import annotations

from pathlib import Path

from analysis.logs.reading import read_log
from analysis.report.build import judge_log
from analysis.report.model import LogReport
from sim.inputs.assembly import shipped_calendar
from sim.inputs.calendars import load_calendar_file
from sim.plan.model import Plan
from sim.plan.rulebook import Rulebook

DOCUMENT = {
    "plan": {"id": "mill", "title": {"zh": "厂房火警规定", "en": "Fire rule of a mill"}},
    "fact": [{"id": "burnt", "name": {"zh": "过火间数", "en": "rooms burnt"}, "type": "count"}],
    "reading": [
        {
            "id": "at_once", "clause": "1", "text": {"zh": "“立即”", "en": "“at once”"}, "value": "10 min",
            "choices": ["none stated", "5 min", "10 min", "30 min"],
        },
    ],
    "body": [
        {"id": "mill", "name": {"zh": "=厂方", "en": "=mill"}, "clause": "1", "superior": "town"},
        {"id": "town", "name": {"zh": "+镇政府", "en": "+town"}, "clause": "1"},
        {"id": "neighbours", "name": {"zh": "@邻居", "en": "@neighbours"}, "clause": "1", "kind": "outside"},
    ],
    "post": [{"id": "warden", "name": {"zh": "-值班员", "en": "-warden"}, "body": "mill", "clause": "1"}],
    "grade": [
        {"id": "big", "name": {"zh": "大火", "en": "big"}, "clause": "2", "any": [{"clause": "2", "when": "burnt >= 3"}]},
        {"id": "small", "name": {"zh": "小火", "en": "small"}, "clause": "2", "any": [{"clause": "2", "when": "burnt < 3"}]},
    ],
    "level": [
        {"id": "high", "name": {"zh": "一级", "en": "high"}, "clause": "5", "grade": "big", "approved_by": "town"},
        {"id": "low", "name": {"zh": "二级", "en": "low"}, "clause": "5", "grade": "small", "approved_by": "warden"},
    ],
    "duty": [
        {
            "id": "tell-town", "clause": "3", "title": {"zh": "报镇政府", "en": "tell the town"}, "bearer": "mill", "on": "noticed", "act": "report",
            "to": ["town"], "within": {"reading": "at_once"},
        },
        {
            "id": "tell-neighbours", "clause": "4", "title": {"zh": "告知邻居", "en": "tell the neighbours"}, "bearer": "mill", "on": "noticed",
            "act": "notify", "to": ["neighbours"], "within": "20 min",
        },
        {
            "id": "account", "clause": "6", "title": {"zh": "书面说明", "en": "written account"}, "bearer": "mill", "on": "noticed", "act": "report",
            "form": "written", "to": ["town"], "within": "2 working days",
        },
        {
            "id": "judge-it", "clause": "2", "title": {"zh": "定级", "en": "grade it"}, "bearer": "mill", "on": "noticed", "act": "classify",
            "within": "15 min",
        },
    ],
}  # fmt: skip
PLAN = Plan.model_validate(DOCUMENT)
LOG = """time,kind,who,to,channel,form,grade,level,burnt
09:00,occurred,,,,,,,
09:02,noticed,warden,,,,,,2
09:10,reported,warden,town,phone,initial,,,2
09:12,classified,mill,,,,small,,2
09:30,notified,mill,neighbours,in person,notice,,,
09:40,activated,warden,,,,,low,
"""


def write_log(folder: Path, text: str = LOG) -> Path:
    """The log in a file."""
    path = folder / "log.csv"
    path.write_text(text, encoding="utf-8")
    return path


def judged(folder: Path, text: str = LOG, plan: Plan = PLAN, *, complete: tuple[str, ...] | None = (), **options: object) -> LogReport:
    """The log judged by the plan; it holds all that was done, or all that those in `complete` did (None: it does not say)."""
    log = read_log(write_log(folder, text), plan, complete=complete)
    return judge_log(log, Rulebook(plan), load_calendar_file(shipped_calendar()), **options)  # type: ignore[arg-type]  # tests hand options on
