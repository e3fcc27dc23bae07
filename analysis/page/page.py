"""A run, a judged log or an experiment as one self-contained page (HTML): the same inputs, the same bytes."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from analysis.page.frame import framed
from analysis.page.run import RunPage

if TYPE_CHECKING:
    from analysis.papers.given import PaperGiven

_NUMBER = "{n}"
_SAID = ("led-to-it", "followed", "nothing-led", "nothing-followed", "close", "duties-of", "in-rows", "of-row")
_COUNTED = ("others", "own")  # the script puts the number in


def page_of(given: PaperGiven, lang: str) -> bytes:
    """The page of a run or of a judged log, in a language."""
    made = RunPage(given, lang)
    sections = list(made.sections())
    said = {one: made.say(f"page.said.{one}") for one in _SAID} | {one: made.say(f"page.said.{one}", number=_NUMBER) for one in _COUNTED}
    return framed(made.frame(), sections, made.say, css=made.picture_css() + made.tables.css(), said=said)


def page_of_experiment(folder: Path, lang: str) -> bytes:
    """The page of an experiment's folder. Raises InputError for what is none."""
    from analysis.page.experiment import experiment_page

    return experiment_page(folder, lang)
