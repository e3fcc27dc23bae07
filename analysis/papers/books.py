"""Papers as workbooks."""

from __future__ import annotations

from analysis.papers.given import PaperGiven


def book_of(form: str, given: PaperGiven, lang: str) -> bytes:
    """One paper of a form, in a language."""
    raise NotImplementedError(form, given.place, lang)
