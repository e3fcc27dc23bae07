"""Papers as workbooks: the evaluation form, and the list of problems with what is to be done about each."""

from __future__ import annotations

from analysis.papers.evaluation_book import evaluation_book
from analysis.papers.given import PaperGiven
from analysis.papers.problems_book import problems_book

_BOOKS = {"evaluation": evaluation_book, "problems": problems_book}


def book_of(form: str, given: PaperGiven, lang: str) -> bytes:
    """One paper of a form, in a language: the same bytes for the same inputs. Raises KeyError for a form that is no workbook."""
    return _BOOKS[form](given, lang)
