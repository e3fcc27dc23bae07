"""A programme as one screen: what is open, what is overdue, what was not exercised yet, and what speaks for a revision."""

from __future__ import annotations

from collections.abc import Iterator

from analysis.programme.told import ProgrammeTold
from sim.words.screen import Screen, ScreenPart, ScreenTable, ScreenText

_ROWS = 5


def programme_screen(told: ProgrammeTold, *, before: str = "", file: str) -> Screen:
    """The screen. `before` is what was just done, `file` the programme's own."""
    say = told.say
    title = say("programme.title", plan=told.plan.plan.title)
    parts = [
        *([ScreenText(text=before, strong=True, gap=True)] if before else []),
        ScreenText(text=title, strong=True),
        ScreenText(text=told.facts(), lines=1, gap=True),
        ScreenText(text=told.headline(), strong=True),
        *_open(told),
        *_overdue(told),
        *(ScreenText(text=line, lines=1) for line in told.required()),
        ScreenText(text=_clauses(told)),
        ScreenText(text=told.revision()),
        *([ScreenText(text=told.later())] if told.later() else []),
    ]
    return Screen(parts=tuple(parts), last=(say("programme.rest", file=file),))


def _open(told: ProgrammeTold) -> Iterator[ScreenPart]:
    found = told.state.open
    if not found:
        return
    say = told.say
    yield ScreenTable(
        title=say("table.open-findings"), head=[say(f"column.{one}") for one in ("clause", "finding", "times", "last-seen")],
        rows=[(one.last.found.clause, one.last.found.said.of(told.lang), told.times(one), told.seen(one)) for one in found],
        usual=_ROWS, more=lambda left: say("programme.more-open", left),
    )  # fmt: skip


def _overdue(told: ProgrammeTold) -> Iterator[ScreenPart]:
    overdue = [one for one in told.state.actions if one.state == "overdue"]
    if not overdue:
        return
    say = told.say
    yield ScreenTable(
        title=say("programme.overdue-actions"), head=[say(f"column.{one}") for one in ("due-day", "owner", "action")],
        rows=[
            ("" if one.action.due is None else told.day(one.action.due), told.owner(one), one.action.what.of(told.lang))
            for one in overdue
        ],
        usual=_ROWS, more=lambda left: say("programme.more-overdue", left),
    )  # fmt: skip


def _clauses(told: ProgrammeTold) -> str:
    """How many clauses were exercised, and which were not."""
    left = [one.clause for one in told.not_exercised()]
    return told.say("programme.clauses-left", said=told.coverage(), left=left) if left else told.coverage()
