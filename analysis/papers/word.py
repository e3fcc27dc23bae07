"""Papers as Word documents."""

from __future__ import annotations

from analysis.papers.given import PaperGiven


def word_document(form: str, given: PaperGiven, lang: str) -> bytes:
    """One paper of a form, in a language."""
    raise NotImplementedError(form, given.place, lang)
