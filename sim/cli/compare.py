"""`drill compare`: two drills side by side, runs that were kept or logs, of one plan or of a revised one."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from sim.cli.log_input import asked_of_log, log_options
from sim.cli.options import PATH, SpokenCommand, argument, json_option, lang_option, language
from sim.cli.shown import Shown, one_way, shown_options
from sim.cli.terminal import print_document
from sim.errors import InputError
from sim.words import in_language, phrase, words

if TYPE_CHECKING:
    from sim.cli.log_input import LogOptions
    from sim.cli.reported import Reported


@click.command("compare", cls=SpokenCommand, help=phrase("cli.compare.help"))
@argument("first", type=PATH, metavar=phrase("cli.value.drill"))
@argument("second", type=PATH, metavar=phrase("cli.value.drill"))
@log_options
@shown_options("compare")
@lang_option
@json_option
def command(first: Path, second: Path, full: bool, sections: tuple[str, ...], as_json: bool, **given: Any) -> None:
    """Judge both, and show what differs: people first."""
    from analysis.programme.compared import ComparedDrills
    from analysis.programme.compared_told import ComparedTold

    one_way(as_json=as_json, full=full, sections=sections)
    shown, lang, asked = Shown(full=full, sections=tuple(sections or ())), language(), asked_of_log(given)
    one, other = (_judged(place, asked, lang) for place in (first, second))
    told = ComparedTold(ComparedDrills(one.report, other.report), (_called(one, lang), _called(other, lang)), lang)
    if as_json:
        print_document(told.document((str(first), str(second))))
    else:
        shown.print(lambda _: told.screen(), told.sections)


def _judged(place: Path, asked: LogOptions, lang: str) -> Reported:
    """A place, judged. What says by which inputs a log is read is not for what is kept with its own. Raises InputError."""
    from sim.cli.keep import kept_sources, record_file
    from sim.cli.reported import reported, say_before

    if kept_sources(record_file(place).parent) is not None:
        asked = replace(asked, plan=None, resources=None)
    found = reported(place, asked)
    if not found.report.record.rows:
        raise InputError.of(str(place), "", phrase("cli.plot.no-rows"), hint=phrase("cli.plot.no-rows.hint"))
    say_before(found.report, lang)
    return found


def _called(found: Reported, lang: str) -> str:
    """What a drill is called: by its scenario and seed, or by its file."""
    header = found.report.header
    title = in_language(header.scenario.get("title", {}), lang)
    return words(lang)("compare.run", title=title, seed=str(header.seed)) if title else found.found.file.name
