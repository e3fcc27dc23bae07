"""A plan, resources and a way to read a log by them, for tests of what is read."""

from pathlib import Path

from analysis.logs.reading import read_log
from sim.inputs.resources import Resources
from sim.plan.model import Plan

PLAN = Plan.model_validate({
    "plan": {"id": "hospital", "title": {"zh": "医院停电规定", "en": "Power failure rule of a hospital"}},
    "fact": [
        {"id": "patients", "name": {"zh": "患者人数", "en": "patients"}, "type": "count"},
        {"id": "ventilated", "name": {"zh": "有呼吸机", "en": "ventilated"}, "type": "flag"},
        {"id": "place", "name": {"zh": "位置", "en": "place"}, "type": "one of", "values": ["ward", "theatre"]},
        {"id": "lost", "name": {"zh": "失去的", "en": "what is lost"}, "type": "set of", "values": ["light", "lifts", "oxygen"]},
        {"id": "hours", "name": {"zh": "小时数", "en": "hours"}, "type": "number"},
    ],
    "body": [
        {"id": "ward", "name": {"zh": "病区", "en": "Ward"}, "superior": "house", "clause": "1"},
        {"id": "house", "name": {"zh": "总值班室", "en": "House office"}, "clause": "1", "aliases": ["总值班", "duty office"]},
        {"id": "plant", "name": {"zh": "后勤保障部（配电）", "en": "Plant"}, "clause": "1", "aliases": ["后勤"]},
        {"id": "supplier", "name": {"zh": "供电单位", "en": "Supplier"}, "kind": "role", "clause": "1"},
    ],
    "post": [{"id": "matron", "name": {"zh": "护士长", "en": "Matron"}, "body": "ward", "clause": "1"}],
    "group": [{"id": "heads", "name": {"zh": "各部门", "en": "all departments"}, "members": ["ward", "plant"], "clause": "1"}],
    "grade": [
        {"id": "A", "name": {"zh": "一类（A级）", "en": "class A"}, "clause": "2", "any": [{"clause": "2", "when": "ventilated"}]},
        {"id": "B", "name": {"zh": "二类", "en": "class B"}, "clause": "2", "any": [{"clause": "2", "when": "patients >= 1"}]},
    ],
    "duty": [
        {"id": "tell", "clause": "3", "title": "tell", "bearer": "ward", "on": "noticed", "act": "report", "form": "initial",
         "to": ["house"], "within": "10 min"},
        {"id": "news", "clause": "3", "title": "news", "bearer": "ward", "on": "noticed", "act": "report", "form": "follow-up",
         "to": ["house"], "within": "60 min"},
    ],
})  # fmt: skip
RESOURCES = Resources.model_validate({
    "resources": {"id": "base", "plan": "hospital", "title": "base"}, "officer": {"assumption": True, "range": [0, 10]},
    "body": [{"id": "east-grid", "name": {"zh": "东区供电所", "en": "East grid"}, "plays": ["supplier"]}],
})  # fmt: skip


def log(tmp_path: Path, text: str | bytes, name: str = "log.csv", **how):
    path = tmp_path / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return read_log(path, PLAN, **how)


def brief(logged):
    return [(row.time, row.kind, row.actor, row.to) for row in logged.record.rows]


def codes(logged):
    return [(problem.line, problem.column, problem.code) for problem in logged.problems]
