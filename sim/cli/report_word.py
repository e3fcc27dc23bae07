"""The parts of `drill report` that only Word documents have: papers of a scenario that was not run, the user's own template, all templates."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from sim.cli.folder import DrillFolder
from sim.cli.log_input import LogOptions
from sim.cli.terminal import print_lines
from sim.errors import InputError
from sim.words import phrase, words

if TYPE_CHECKING:
    from sim.inputs.assembly import Inputs

SUFFIX = ".docx"
_SCENARIO, _RECORDS = "scenario.toml", ("record.jsonl", "inputs")


def write_templates(home: Path, lang: str) -> None:
    """Write all templates and the page of their fields into a folder. Raises InputError, OSError."""
    from analysis.papers.word import written_templates

    files = dict(written_templates(lang))
    DrillFolder.claim(home, files).put(files)
    print_lines([str(home / name) for name in files])


def check_template(out: Path, template: Path | None) -> None:
    """A template is of a Word document. Raises InputError."""
    if template is not None and out.suffix.lower() != SUFFIX:
        raise InputError.of("--template", "", phrase("docx.template.no-word"), value=str(out), allowed=phrase("cli.keep.suffix", suffix=SUFFIX))


def scenario_meant(place: Path, out: Path, options: LogOptions) -> Inputs | None:
    """The scenario that a place names, where it is none of a kept run, of a log or of an experiment. Raises InputError for a broken one."""
    from sim.inputs.assembly import assemble, find, locate

    if out.suffix.lower() != SUFFIX:
        return None
    if place.is_dir():
        if not (place / _SCENARIO).is_file() or any((place / name).exists() for name in _RECORDS):
            return None
    elif place.exists() and place.suffix.lower() != ".toml":
        return None
    elif not place.exists():
        try:
            find("scenario", str(place))
        except InputError:
            return None  # the place is told to be missing, as for any other paper
    return assemble(locate(str(place), options.plan, options.resources, calendar=options.calendar))


def paper_of_scenario(inputs: Inputs, form: str, options: LogOptions, lang: str, template: Path | None) -> bytes:
    """A paper of a scenario that was not run. Raises InputError."""
    from analysis.papers.course import GivenDrill
    from analysis.papers.word import word_document_of_scenario
    from sim.cli.reported import evaluation_of

    drill = GivenDrill(plan=inputs.plan, resources=inputs.resources, scenario=inputs.scenario)
    return word_document_of_scenario(form, drill, lang, evaluation=evaluation_of(options), template=template)


def need(place: Path | None, out: Path | None, lang: str) -> tuple[Path, Path]:
    """The place and the file of a paper. Raises InputError where one is not named."""
    if place is None or out is None:
        missing = words(lang)("cli.value.place") if place is None else "--out"
        raise InputError.of(missing, "", phrase("cli.report.not-named"), hint=phrase("cli.report.not-named.hint"))
    return place, out
