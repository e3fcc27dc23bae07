"""Mutants of a user's Word template: its package torn, and its tags spoiled."""

from __future__ import annotations

import io
from functools import cache
from pathlib import Path

from docx import Document

from analysis.papers.evaluator import NO_EVALUATION
from analysis.papers.fields import PaperFields, PictureFields, ResultFields
from analysis.papers.frame import exercise_fields, plan_fields, scenario_fields
from analysis.papers.own_template import filled_template, read_template
from analysis.papers.templates import template
from sim.words import LANGUAGES, words
from tests.fuzz.mutations import repacked, torn
from tests.fuzz.trials import Files, Luck, kind
from tests.unit.judged_log import PLAN

_TAGS = (
    "{{ exercise.name }}", "{{ exercise.nam }}", "{% for one in result.findings %}", "{%p for one in bodies %}", "{{ one.body }}", "{% endfor %}",
    "{{ 'a' * 9999999999 }}", "{{ range(999999999) }}", "{{ exercise.__class__ }}", "{{ bodies }}", "{{ pictures.late }}", "{{ 1 // 0 }}",
    "{%tr x %}",
    "{{",
    "{{ exercise.name | center(10) }}", "{{ loop }}", "{% include 'x' %}", "{% set a = 1 %}", "{{ result.forms[3].title }}",
)  # fmt: skip


@cache
def _fields() -> PaperFields:
    say = words(LANGUAGES[0])
    return PaperFields(
        exercise=exercise_fields(NO_EVALUATION, say, name="", date="", record=""), plan=plan_fields(PLAN, (), (), say),
        scenario=scenario_fields(PLAN, None, None, None, say), bodies=(), bodies_left="", result=ResultFields(), pictures=PictureFields(),
    )  # fmt: skip


@cache
def _ours() -> bytes:
    return template("inject-cards", LANGUAGES[0])


def _mutant(luck: Luck) -> Files:
    if luck.random() < 0.4:
        return {"mine.docx": torn(_ours(), luck) if luck.random() < 0.3 else repacked(_ours(), luck)}
    document = Document(io.BytesIO(_ours()))
    for _ in range(luck.randint(1, 3)):
        document.add_paragraph(" ".join(luck.choice(_TAGS) for _ in range(luck.randint(1, 3))))
    data = io.BytesIO()
    document.save(data)
    return {"mine.docx": data.getvalue()}


@kind("template", _mutant, suite=6, reads=("analysis.papers.own_template.read_template",))
def own_template(folder: Path) -> None:
    """Read, and filled in a process of its own."""
    path = folder / "mine.docx"
    filled_template(path, read_template(path), _fields())
