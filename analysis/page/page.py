"""The page of a run or a log, and that of an experiment."""

from __future__ import annotations

from pathlib import Path

from analysis.papers.given import PaperGiven


def page_of(given: PaperGiven, lang: str) -> bytes:
    """The page of a judged run or log, in a language."""
    raise NotImplementedError(given.place, lang)


def page_of_experiment(folder: Path, lang: str) -> bytes:
    """The page of the experiment that is kept in a folder, in a language. Raises InputError."""
    raise NotImplementedError(folder, lang)
