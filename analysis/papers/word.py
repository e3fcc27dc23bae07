"""Papers as Word documents: the fields of a report or a scenario, put into one of our templates or into the user's own.

The libraries that do it are an extra (`pip install 'petition-drill[word]'`): whoever makes no such paper need not have them.
"""

from __future__ import annotations

from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import NamedTuple

from analysis.papers.course import GivenDrill
from analysis.papers.evaluator import NO_EVALUATION, Evaluation
from analysis.papers.fields import PaperFields, PictureFields, ResultFields, every_field
from analysis.papers.frame import body_fields, exercise_fields, plan_fields, scenario_fields
from analysis.papers.given import PaperGiven
from analysis.papers.polish import polished
from sim.errors import InputError
from sim.inputs.resources import Resources
from sim.inputs.scenario import Scenario
from sim.plan.model import Plan
from sim.record import Record
from sim.vocabulary import PAPER_FORMS
from sim.words import Words, phrase, words

LIBRARIES = ("docxtpl", "docx", "jinja2")
EXTRA = "pip install 'petition-drill[word]'"
_SUFFIX = ".docx"
_MOST_BODIES = 60
_PICTURED = frozenset({"summary"})


def word_document(form: str, given: PaperGiven, lang: str, *, template: Path | None = None) -> bytes:
    """One paper of a form on what was found. `template` takes the place of ours. Raises InputError, where a library is missing too."""
    _need_libraries()
    from analysis.papers.own_template import read_template, shows_pictures
    from analysis.papers.templates import OF_A_SCENARIO

    if form in OF_A_SCENARIO and given.scenario is None:
        raise InputError.of(given.place, "--form", phrase("docx.needs-scenario"), value=form, hint=phrase("docx.needs-scenario.hint"))
    own = None if template is None else _OwnTemplate(template, read_template(template))
    fields = fields_of(given, lang, pictures=form in _PICTURED if own is None else shows_pictures(own.data))
    return _made(form, fields, lang, own)


def word_document_of_scenario(
    form: str, drill: GivenDrill, lang: str, *, evaluation: Evaluation = NO_EVALUATION, template: Path | None = None
) -> bytes:
    """One paper of a form that needs no results, of a scenario that has not been run. Raises InputError for another form."""
    _need_libraries()
    from analysis.papers.own_template import read_template
    from analysis.papers.templates import OF_A_SCENARIO

    if form not in OF_A_SCENARIO:
        allowed = sorted(OF_A_SCENARIO)
        raise InputError.of(
            drill.scenario.scenario.id, "--form", phrase("docx.needs-run"), value=form, allowed=allowed, hint=phrase("docx.needs-run.hint")
        )
    own = None if template is None else _OwnTemplate(template, read_template(template))
    return _made(form, fields_of_scenario(drill, lang, evaluation), lang, own)


def written_templates(lang: str) -> Iterator[tuple[str, bytes]]:
    """Every template and the page of all fields, each with the name of its file. Raises InputError where a library is missing."""
    _need_libraries()
    from analysis.papers.rendering import in_order
    from analysis.papers.templates import template

    say = words(lang)
    for form in PAPER_FORMS[_SUFFIX]:
        yield f"{form}{_SUFFIX}", in_order(template(form, lang), title=say(f"docx.title.{form}"), language=say("docx.latin-language"))
    yield f"fields{_SUFFIX}", _page_of_fields(say)


# -- fields ------------------------------------------------------------------------------------------------------------------


def fields_of(given: PaperGiven, lang: str, *, pictures: bool) -> PaperFields:
    """All fields of a judged run or log; pictures are drawn where they are asked for."""
    from analysis.papers.results import Results

    say, report = words(lang), given.report
    results = Results(report, given.plan, lang, given.evaluation)
    title = given.scenario.scenario.title.of(lang) if given.scenario is not None else ""
    revisions = [report.names.of(lang).of("revision", one["id"]) for one in report.header.plan.get("lineage", ())[1:]]
    return _framed(
        given.plan, given.resources, given.scenario, report.record, given.evaluation, say, name=title, date=results.held_on(), told=results.record(),
        revisions=revisions, result=results.fields(), pictures=results.pictures() if pictures else PictureFields(),
    )  # fmt: skip


def fields_of_scenario(drill: GivenDrill, lang: str, evaluation: Evaluation) -> PaperFields:
    """All fields of a scenario of which there are no results."""
    say = words(lang)
    return _framed(
        drill.plan, drill.resources, drill.scenario, None, evaluation, say, name=drill.scenario.scenario.title.of(lang), date="",
        told=say("docx.record.none"), revisions=[], result=ResultFields(), pictures=PictureFields(),
    )  # fmt: skip


def _framed(
    plan: Plan,
    resources: Resources | None,
    scenario: Scenario | None,
    record: Record | None,
    evaluation: Evaluation,
    say: Words,
    *,
    name: str,
    date: str,
    told: str,
    revisions: list[str],
    result: ResultFields,
    pictures: PictureFields,
) -> PaperFields:
    bodies = body_fields(plan, resources, scenario, say)
    fields = PaperFields(
        exercise=exercise_fields(evaluation, say, name=name, date=date, record=told),
        plan=plan_fields(plan, scenario.scenario.clauses if scenario is not None else (), revisions, say),
        scenario=scenario_fields(plan, resources, scenario, record, say),
        bodies=tuple(bodies[:_MOST_BODIES]),
        bodies_left=say("docx.bodies-left", len(bodies) - _MOST_BODIES) if len(bodies) > _MOST_BODIES else "",
        result=result,
        pictures=pictures,
    )
    return polished(fields, say)


# -- documents ---------------------------------------------------------------------------------------------------------------


class _OwnTemplate(NamedTuple):
    """A user's template, and where it stands."""

    path: Path
    data: bytes


def _made(form: str, fields: PaperFields, lang: str, own: _OwnTemplate | None) -> bytes:
    from analysis.papers.own_template import filled_template
    from analysis.papers.rendering import in_order, rendered
    from analysis.papers.sandbox import without_controls
    from analysis.papers.templates import template

    if own is not None:
        return in_order(filled_template(own.path, own.data, fields))
    say = words(lang)
    title = without_controls(say("docx.properties-title", kind=say(f"docx.title.{form}"), name=fields.exercise.name))
    return in_order(rendered(template(form, lang), fields), title=title, language=say("docx.latin-language"))


def _page_of_fields(say: Words) -> bytes:
    """What a template may use, as a table."""
    from analysis.papers.paper import Paper
    from analysis.papers.rendering import in_order

    paper = Paper(say, marked=False)
    paper.title(say("docx.fields.title"))
    for number in range(1, 5):
        paper.text(say(f"docx.fields.how.{number}"))
    paper.names([(name, say(code)) for name, code in every_field()], (75.0, 85.0))
    return in_order(paper.bytes(), title=say("docx.fields.title"), language=say("docx.latin-language"))


def _need_libraries() -> None:
    """Raise InputError where the extra is not installed."""
    missing = [name for name in LIBRARIES if find_spec(name) is None]
    if missing:
        raise InputError.of("--out", "", phrase("docx.no-library"), value=", ".join(missing), hint=phrase("docx.no-library.hint", command=EXTRA))
