"""The list of problems as a workbook: each finding with its clause and rows, what would mend it, and room for who does that and until when."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from analysis.papers.book_head import RowsTold, head, name_of
from analysis.papers.evaluator import CorrectiveAction
from analysis.papers.findings import FINDING_KINDS, PaperFinding, findings_of
from analysis.papers.given import PaperGiven
from analysis.papers.moments import written_date
from analysis.printed_sheets import PrintedColumn, PrintedSheet, printed_book
from sim.words import Words, words
from sim.workbook_file import workbook_bytes

_LEAST_PT = 30.0  # of a row in which a hand writes
_PROBLEMS = {
    "number": 6, "kind": 13, "problem": 50, "clause": 9, "rows": 14, "worst": 14, "mend": 46, "owner": 15, "due-date": 13, "state": 11,
}  # fmt: skip
_DOUBTS = {"number": 6, "ask": 56, "how-many": 9, "waiting": 70, "answer": 40}
_MOST_WAITING = 4  # duties that wait for one answer and are told
_NO_BREACHES = frozenset({"contradiction", "expectation"})
_STATES = ("open", "under-way", "done")


def problems_book(given: PaperGiven, lang: str) -> bytes:
    """What was not as it should be, worst first; what cannot be judged stands on a sheet of its own, as what to ask for."""
    say, book = words(lang), printed_book(words(lang))
    name, mark, rows = name_of(given, say), say("sheet.exercise"), RowsTold(given, say)
    found = findings_of(given.report)
    problems = [one for one in found if one.kind != "cannot-be-judged"]
    doubts = [one for one in found if one.kind == "cannot-be-judged"]
    _problems(book, problems, len(doubts), given, rows, say).finish(left=name, mark=mark, filtered=True)
    if doubts:
        _doubts(book, doubts, given, say).finish(left=name, mark=mark, filtered=True)
    return workbook_bytes(book)


def _problems(book: Any, found: list[PaperFinding], doubts: int, given: PaperGiven, rows: RowsTold, say: Words) -> PrintedSheet:
    sheet = PrintedSheet(book, say("books.sheet.problems"), _columns(_PROBLEMS, say), say)
    head(sheet, say("books.title.problems"), given, say)
    sheet.line(
        say("books.problems", n=len(found), each=_counted(found, say)) if found else say("books.no-problem-seen" if doubts else "books.no-problem")
    )
    if doubts:
        sheet.line(say("books.doubts", n=doubts, sheet=say("books.sheet.doubts")))
    sheet.headings()
    first, number = sheet.row + 1, 0
    for one in found:
        number += 1
        worst = "" if one.worst is None else one.worst.of(say.lang)
        told = [FINDING_KINDS[one.kind].of(say.lang), one.said.of(say.lang), one.clause, rows.of(one.rows, between="\n"), worst]
        actions = given.evaluation.actions_on(one.key)
        sheet.cells([number, *told, *_settled(actions, one.mend.of(say.lang), say), one.key], least=_LEAST_PT)
    for key, others in _of_no_finding(given).items():
        number += 1
        sheet.cells([number, "", say("docx.finding-not-here"), "", "", "", *_settled(others, "", say), key], least=_LEAST_PT)
    if number:
        sheet.choices(len(_PROBLEMS), [say(f"books.state.{state}") for state in _STATES], first, sheet.row)
        sheet.line(say("books.problems-note"), soft=True)
    return sheet


def _settled(actions: Sequence[CorrectiveAction], proposed: str, say: Words) -> list[str]:
    """What is done about a problem, by whom, until when, and how far it is: as the evaluators settled it, else what is proposed, with blanks."""
    if not actions:
        return [proposed, "", "", say("books.state.open")]
    due = [written_date(one.due, say) for one in actions]
    return ["\n".join(one.what for one in actions), _lines([one.owner for one in actions]), _lines(due), say("books.state.open")]


def _lines(texts: Sequence[str]) -> str:
    """One text where all are the same, else a line for each."""
    return texts[0] if len(set(texts)) == 1 else "\n".join(one or "–" for one in texts)


def _of_no_finding(given: PaperGiven) -> dict[str, list[CorrectiveAction]]:
    """What the evaluators want to be mended and this record shows no problem for, by the key that they wrote."""
    known = {one.key for one in findings_of(given.report)}
    others: dict[str, list[CorrectiveAction]] = {}
    for action in given.evaluation.actions:
        if action.finding not in known:
            others.setdefault(action.finding, []).append(action)
    return others


def _counted(found: list[PaperFinding], say: Words) -> list[str]:
    """How many there are of what: harm to people, by the plan, by readings, and the rest."""
    harm = sum(one.kind == "harm" for one in found)
    others = sum(one.kind in _NO_BREACHES for one in found)
    read = sum(one.by_reading for one in found)
    counts = {"harm": harm, "stated": len(found) - harm - others - read, "read": read, "others": others}
    return [say(f"books.count.{what}", number=number) for what, number in counts.items() if number]


def _doubts(book: Any, found: list[PaperFinding], given: PaperGiven, say: Words) -> PrintedSheet:
    """What to ask for, that first for which most duties wait."""
    sheet = PrintedSheet(book, say("books.sheet.doubts"), _columns(_DOUBTS, say), say)
    sheet.title(say("books.title.doubts"))
    sheet.line(say("books.doubts-note"), soft=True)
    sheet.headings()
    waiting: dict[str, list[PaperFinding]] = {}
    for one in found:
        waiting.setdefault(one.mend.of(say.lang), []).append(one)
    for number, (ask, ones) in enumerate(sorted(waiting.items(), key=lambda entry: -len(entry[1])), 1):
        told = [_waiting(one, given, say) for one in ones[:_MOST_WAITING]]
        if left := len(ones) - len(told):
            told.append(say("books.more-duties", n=left))
        sheet.cells([number, ask, sum(one.count for one in ones), "\n".join(told), "", " ".join(one.key for one in ones)], least=_LEAST_PT)
    return sheet


def _waiting(one: PaperFinding, given: PaperGiven, say: Words) -> str:
    names = given.report.names.of(say.lang)
    who = say("doubt.somebody") if one.bearer is None else names.party(one.bearer)
    return say("books.waiting", clause=one.clause, who=who, duty=names.rule(one.rule))


def _columns(widths: dict[str, int], say: Words) -> list[PrintedColumn]:
    """The columns of a list; the last, which is folded, holds the key by which other files name a finding."""
    shown = [
        PrintedColumn(heading=say(f"books.column.{key}"), width=width, align="center" if key == "number" else "left") for key, width in widths.items()
    ]
    return [*shown, PrintedColumn(heading=say("books.column.key"), width=30, folded=True)]
