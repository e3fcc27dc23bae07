"""The year on one page: a self-contained HTML file that prints on one sheet of A4 and asks for nothing.

A list that is long is cut, and says how much of it is left; the whole stands in the file and under `drill programme --full`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from importlib.resources import files

from analysis.page.look import OF_STATUS, colours_css
from analysis.page.markup import Html, tag
from analysis.programme.told import MARK, ProgrammeTold
from analysis.report.as_tables import ReportTable
from analysis.verdicts import LATE
from sim.words.layout import visible, width

_STYLE = "page.css"
_POLICY = "default-src 'none'; style-src 'unsafe-inline'"
_MOST_LEFT = 40  # clauses that were not exercised, named one by one
_LINES = 24  # of table rows on one sheet, beside headings, sentences and notes
_USUAL_SENTENCES, _WIDE = 3, 112  # of drills and clauses, each on one line so wide
_LEAST = 2  # rows that each table has, before any has more
_WIDTHS: Mapping[str, tuple[int, ...]] = {  # of the columns, in narrow characters, as they come out on A4
    "open-findings": (9, 66, 16, 22, 6), "actions": (12, 11, 24, 62, 9), "drills-held": (11, 12, 52, 24, 8, 8), "closed-findings": (9, 82, 22),
}  # fmt: skip


def programme_page(told: ProgrammeTold) -> bytes:
    """The page, UTF-8."""
    say = told.say
    title = say("programme.title", plan=told.plan.plan.title)
    style = files("analysis.programme").joinpath(_STYLE).read_text("utf-8")
    head = tag(
        "head", tag("meta", charset="utf-8"), tag("meta", http_equiv="Content-Security-Policy", content=_POLICY),
        tag("meta", name="viewport", content="width=device-width, initial-scale=1"), tag("meta", name="referrer", content="no-referrer"),
        tag("title", visible(title)), Html(f"<style>{colours_css()}:root{{--overdue:{OF_STATUS[LATE]}}}{style}</style>"),
    )  # fmt: skip
    top = tag(
        "header", tag("p", say("programme.mark"), class_="mark"), tag("h1", visible(title)), tag("p", told.facts(), class_="facts"),
        tag("p", told.headline(), class_="headline"),
    )  # fmt: skip
    foot = tag("footer", tag("p", say("programme.page-foot", on=told.day(told.state.on)), class_="note"))
    body = tag("body", top, tag("main", *_parts(told)), foot)
    return f'<!DOCTYPE html>\n<html lang="{told.lang}">\n{head}\n{body}\n</html>\n'.encode()


def _parts(told: ProgrammeTold) -> Iterator[Html]:
    say, state = told.say, told.state
    shown = dict(zip(_WIDTHS, _fitting(told, [_open(told), told.actions_table().only(0, 1, 2, 3, 4), _drills(told), _closed(told)]), strict=True))
    yield _section(shown["open-findings"], empty=say("programme.none-open"), after=[told.revision_on_page()])
    yield _section(shown["actions"], empty=say("programme.no-actions"), late=[one.state for one in state.actions])
    yield _section(shown["drills-held"], before=told.required())
    yield _section(
        ReportTable(id="clauses", title=say("table.clauses-exercised", year=str(state.on.year)), columns=(), rows=()), before=_clauses(told)
    )
    if state.closed:
        yield _section(shown["closed-findings"])


def _open(told: ProgrammeTold) -> ReportTable:
    """Open findings, marked where they are reasons to revise the plan."""
    table = told.findings_table("open-findings", told.state.open).only(0, 1, 2, 3)
    marks = [MARK if told.is_reason(one) else "" for one in told.state.open]
    rows = tuple((*row, mark) for row, mark in zip(table.rows, marks, strict=True))
    return replace(table, columns=(*table.columns, ""), keys=(*table.keys, "reason"), rows=rows)


def _drills(told: ProgrammeTold) -> ReportTable:
    """The drills, the last first."""
    table = told.drills_table().only(0, 1, 2, 3, 4, 5)
    return replace(table, rows=table.rows[::-1])


def _closed(told: ProgrammeTold) -> ReportTable:
    return told.closed_table().only(0, 1, 4)


def _clauses(told: ProgrammeTold) -> Iterator[str]:
    """How many clauses were exercised this year, and which were not."""
    yield told.coverage()
    left = [one.clause for one in told.not_exercised()]
    if left:
        shown, more = left[:_MOST_LEFT], len(left) - _MOST_LEFT
        yield told.say("programme.not-yet", left=shown) if more <= 0 else told.say("programme.not-yet-more", more, left=shown)


def _fitting(told: ProgrammeTold, tables: Sequence[ReportTable]) -> list[ReportTable]:
    """As many rows of each table as one sheet has room for, each table in its turn; a note says how many are left out."""
    sentences = [*told.required(), *_clauses(told)]
    wanted, left = [0] * len(tables), _LINES - sum(-(-width(one) // _WIDE) for one in sentences) + _USUAL_SENTENCES
    while True:
        open_ = [place for place, table in enumerate(tables) if wanted[place] < len(table.rows)]
        needy = [place for place in open_ if wanted[place] < _LEAST] or open_
        place = min(needy, key=lambda place: wanted[place], default=None)
        if place is None or (lines := _lines(tables[place], wanted[place])) > left:
            break
        wanted[place] += 1
        left -= lines
    return [_cut(told, table, most) for table, most in zip(tables, wanted, strict=True)]


def _lines(table: ReportTable, row: int) -> int:
    """How many lines a row takes on paper, at a guess that is rather too high."""
    return max(-(-width(str(cell or "")) // wide) for cell, wide in zip(table.rows[row], _WIDTHS[table.id], strict=True)) or 1


def _cut(told: ProgrammeTold, table: ReportTable, most: int) -> ReportTable:
    left = len(table.rows) - most
    if not left:
        return table
    note = told.say("word.wide-separator").join(filter(None, (told.say("programme.more-rows", left), table.note)))
    return replace(table, rows=table.rows[:most], note=note)


def _section(table: ReportTable, *, before: Iterable[str] = (), after: Iterable[str] = (), empty: str = "", late: Sequence[str] = ()) -> Html:
    """A heading, sentences, the table, its note; rows of which the state is overdue stand out."""
    parts: list[Html] = [tag("h2", table.title), *(tag("p", visible(line)) for line in before)]
    if table.rows:
        table = table.only(*(place for place in range(len(table.columns)) if any(row[place] not in ("", None) for row in table.rows)))
        head = tag("tr", *(tag("th", one, scope="col") for one in table.columns))
        rows = [_row(row, late[number] if number < len(late) else "") for number, row in enumerate(table.rows)]
        parts.append(tag("table", tag("thead", head), tag("tbody", *rows), class_=table.id))
    elif empty:
        parts.append(tag("p", empty))
    if table.note:
        parts.append(tag("p", table.note, class_="note"))
    return tag("section", *parts, *(tag("p", visible(line)) for line in after))


def _row(cells: Sequence[object], state: str) -> Html:
    shown = (tag("td", "" if cell is None else visible(str(cell))) for cell in cells)
    return tag("tr", *shown, class_="overdue" if state == "overdue" else None)
