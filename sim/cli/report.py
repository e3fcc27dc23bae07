"""`drill report`: a run, a judged log or an experiment as a paper to file: a page (HTML), a document (Word), a workbook (Excel)."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from sim.cli.log_input import LogOptions, asked_of_log, confirm_option, log_options
from sim.cli.options import PATH, SpokenCommand, argument, lang_option, language, option
from sim.cli.progress import doing
from sim.cli.terminal import print_lines
from sim.errors import InputError
from sim.vocabulary import PAPER_FORMS
from sim.words import phrase, words

if TYPE_CHECKING:
    from analysis.papers.given import PaperGiven

_EXPERIMENT = "evaluation.json"
_ALL_FORMS = tuple(dict.fromkeys(form for forms in PAPER_FORMS.values() for form in forms))


@click.command("report", cls=SpokenCommand, help=phrase("cli.report.help"))
@argument("place", type=PATH, required=False, metavar=phrase("cli.value.place"))
@option("--out", type=PATH, metavar=phrase("cli.value.paper"), help=phrase("cli.report.out"))
@option("--form", type=click.Choice(_ALL_FORMS), metavar=phrase("cli.value.form"), help=phrase("cli.report.form", forms=list(_ALL_FORMS)))
@option("--template", type=PATH, metavar=phrase("cli.value.file"), help=phrase("cli.report.template"))
@option("--write-templates", type=PATH, metavar=phrase("cli.value.folder"), help=phrase("cli.report.write-templates"))
@log_options
@confirm_option
@lang_option
def command(place: Path | None, out: Path | None, form: str | None, template: Path | None, write_templates: Path | None, **given: Any) -> None:
    """Make one paper of what stands at a place, or write all templates of Word documents."""
    from sim.cli import report_word
    from sim.cli.outfile import OutFile, claim_file

    lang = language()
    if write_templates is not None:
        report_word.write_templates(write_templates, lang)
        if place is None and out is None:
            return
    place, out = report_word.need(place, out, lang)
    claim_file(out, *PAPER_FORMS)
    _check_form(out, form)
    report_word.check_template(out, template)
    options = asked_of_log(given)
    if (place / _EXPERIMENT).is_file():
        data = _experiment_page(place, out, options, lang)
    elif form is not None and (inputs := report_word.scenario_meant(place, out, options)) is not None:
        data = report_word.paper_of_scenario(inputs, form, options, lang, template)
    else:
        data = _paper(place, out, form, options, lang, template)
    paper = OutFile(out)
    paper.write(out, data)
    print_lines([words(lang)("text.written", out=str(paper.written))])


def _check_form(out: Path, form: str | None) -> None:
    """The form is one that this kind of file has. Raises InputError."""
    forms = PAPER_FORMS[out.suffix.lower()]
    if form is None and forms:
        raise InputError.of("--form", "", phrase("cli.report.no-form", suffix=out.suffix), allowed=forms)
    if form is not None and form not in forms:
        fits = [suffix for suffix, names in PAPER_FORMS.items() if form in names]
        problem = phrase("cli.report.other-form", suffix=out.suffix)
        raise InputError.of("--form", "", problem, value=form, allowed=forms, hint=phrase("cli.report.other-form.hint", suffixes=fits))


def _experiment_page(place: Path, out: Path, options: LogOptions, lang: str) -> bytes:
    from analysis.page.page import page_of_experiment

    if out.suffix.lower() != ".html":
        raise InputError.of("--out", "", phrase("cli.report.experiment"), value=str(out), hint=phrase("cli.report.experiment.hint"))
    if options != LogOptions():
        raise InputError.of(str(place), "", phrase("cli.report.experiment-options"), hint=phrase("cli.report.experiment-options.hint"))
    return page_of_experiment(place, lang)


def _paper(place: Path, out: Path, form: str | None, options: LogOptions, lang: str, template: Path | None) -> bytes:
    from sim.cli.keep import holds_runs
    from sim.cli.reported import reported, say_before

    if holds_runs(place):
        raise InputError.of(str(place), "", phrase("cli.report.several-runs"), hint=phrase("cli.report.several-runs.hint"))
    given = reported(place, options).given()
    say_before(given.report, lang)
    doing(phrase("editors.progress.writing"))
    return _made(out.suffix.lower(), form, given, lang, template)


def _made(suffix: str, form: str | None, given: PaperGiven, lang: str, template: Path | None) -> bytes:
    if suffix == ".html" or form is None:
        from analysis.page.page import page_of

        return page_of(given, lang)
    if suffix == ".docx":
        from analysis.papers.word import word_document

        return word_document(form, given, lang, template=template)
    from analysis.papers.books import book_of

    return book_of(form, given, lang)
