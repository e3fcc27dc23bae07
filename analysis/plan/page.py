"""A plan to read: its clauses in order, what is asked of a body, what is due at a grade and within how long.

A page is a value, told in a language only by whoever prints it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from analysis.plan.filters import Capacity, GradeFilter, PartyTables
from analysis.plan.sentences import PageLine, duty_line, entry_line, entry_lines, length_of, limit_heading, limit_told
from analysis.plan.words import PlanWords
from sim.durations import Days, Span, amount_words, length_key
from sim.errors import InputError, nearest
from sim.plan.check.index import PlanIndex
from sim.plan.model import Duty, Plan
from sim.text import NO_TEXT
from sim.vocabulary import DOCUMENTS
from sim.words import InLanguages, phrase, speaks, words

_PARTS = re.compile(r"\d+|[^\W\d]+")


@dataclass(frozen=True, slots=True)
class PageBlock:
    """Lines under one heading."""

    heading: InLanguages
    lines: tuple[PageLine, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanPage:
    """A whole view. `asked` are the filters that it answers."""

    view: str
    plan: str
    title: InLanguages
    blocks: tuple[PageBlock, ...]
    asked: Mapping[str, str] = field(default_factory=dict)
    note: InLanguages = NO_TEXT
    issuer: InLanguages = NO_TEXT  # of the plan

    def head(self, lang: str) -> tuple[str, ...]:
        """What stands below the title: who has issued the plan, and a note, where there are any."""
        say, issuer = words(lang), words(lang).tell(self.issuer)
        return tuple(filter(None, (say("plan.issued-by", issuer=issuer) if issuer else "", say.tell(self.note))))


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What a reader asks for; None asks for everything."""

    clause: str | None = None
    body: str | None = None
    grade: str | None = None
    within: Span | Days | None = None

    def filters(self) -> dict[str, str]:
        """The filters that are set, as they were asked."""
        found = {"clause": self.clause, "body": self.body, "grade": self.grade, "within": None if self.within is None else str(self.within)}
        return {name: value for name, value in found.items() if value is not None}


# -- clauses -----------------------------------------------------------------------------------------------------------------


def clause_key(clause: str) -> tuple[tuple[int, int, str], ...]:
    """A key that sorts clauses as a text numbers them: 4.1.2(2) before 4.10; words stand after numbers."""
    return tuple((0, int(part), "") if part.isdecimal() else (1, 0, part) for part in _PARTS.findall(clause))


def inside(clause: str, wanted: str) -> bool:
    """Whether `clause` is `wanted` or a part of it: 4.1.2(2) lies inside 4.1, 4.10 does not."""
    parts = clause_key(wanted)
    return bool(parts) and clause_key(clause)[: len(parts)] == parts


def _check_clause(wanted: str, known: Iterable[str]) -> None:
    """Raises InputError with the nearest clause where the plan has nothing at `wanted`."""
    clauses = sorted(set(known), key=clause_key)
    if any(inside(clause, wanted) for clause in clauses):
        return
    above = [clause for clause in clauses if clause_key(clause)[:1] == clause_key(wanted)[:1]]
    hint = nearest(wanted, above or clauses) or phrase("plan.every-clause-is-listed")
    raise InputError.of("--clause", "", phrase("plan.nothing-under-clause"), value=wanted, allowed=tuple(above or clauses), hint=hint)


# -- views -------------------------------------------------------------------------------------------------------------------


def plan_page(plan: Plan, asked: Asked) -> PlanPage:
    """The view that answers: by body where a body is named, by time where a grade or a length is, else clause by clause.

    Raises InputError with the nearest known name for an unknown clause, body or grade.
    """
    views = _Views(plan, asked)
    if asked.body is not None:
        return views.by_body(asked.body)
    if asked.grade is not None or asked.within is not None:
        return views.by_time()
    return views.by_clause()


class _Views:
    """The views of one plan that answer one question."""

    def __init__(self, plan: Plan, asked: Asked) -> None:
        self._plan, self._asked = plan, asked
        self._index, self._wording = PlanIndex(plan), PlanWords(plan)
        if asked.clause is not None:
            clauses = [line.clause for line in entry_lines(self._wording)] + [duty.clause for duty in self._index.duties]
            _check_clause(asked.clause, clauses)
        self._wanted = self._filter(asked)

    def _filter(self, asked: Asked) -> Callable[[Duty], bool]:
        grades = None if asked.grade is None else GradeFilter(self._index, asked.grade)
        longest = None if asked.within is None else length_key(asked.within)

        def fits(duty: Duty) -> bool:
            return (
                (asked.clause is None or inside(duty.clause, asked.clause))
                and (grades is None or grades.possible(duty))
                and (longest is None or length_key(length_of(duty, self._index)) <= longest)
            )

        return fits

    def _page(self, view: str, title: InLanguages, blocks: Iterable[PageBlock], note: InLanguages = NO_TEXT) -> PlanPage:
        head = self._plan.plan
        return PlanPage(
            view=view, plan=head.id, title=title, blocks=tuple(blocks), note=note, asked=self._asked.filters(), issuer=head.issuer
        )  # fmt: skip

    def _line(self, duty: Duty, via: InLanguages | None = None) -> PageLine:
        return duty_line(duty, self._index, self._wording, via)

    # by clause

    def by_clause(self) -> PlanPage:
        """Every entry under its clause, in the order of the text."""
        wanted = self._asked.clause
        found: dict[str, list[PageLine]] = {}
        for line in (*entry_lines(self._wording), *(self._line(duty) for duty in self._plan.duty)):
            if wanted is None or inside(line.clause, wanted):
                found.setdefault(line.clause, []).append(line)
        blocks = [PageBlock(_clause_heading(clause), tuple(found[clause])) for clause in sorted(found, key=clause_key)]
        return self._page("clause", self._plan.plan.title, blocks, self._plan.plan.note)

    # by body

    def by_body(self, body: str) -> PlanPage:
        """What is asked of a body, what it decides, what it is told, and where it stands."""
        parties = PartyTables(self._index, self._wording)
        asker = parties.find(body)
        duties = [duty for duty in self._index.duties if self._wanted(duty)]
        # A role that a body has in nothing but a derived duty (who starts a level) is an approval, and is told there.
        borne = [(duty, role) for duty in duties for role in [parties.bears(asker, duty)] if role is not None]
        decides = [pair for pair in borne if pair[0].act in ("activate", "approve", "end")]
        does = [pair for pair in borne if pair not in decides]
        told = [(duty, role) for duty in duties for role in [parties.hears(asker, duty)] if role is not None]
        blocks = [
            PageBlock(phrase("plan.asked-of-me", count=len(does)), self._in_capacity(does)),
            PageBlock(phrase("plan.for-me-to-decide", count=len(decides)), self._in_capacity(decides)),
            PageBlock(phrase("plan.told-to-me", count=len(told)), self._in_capacity(told)),
            PageBlock(phrase("plan.where-i-stand"), tuple(self._standing(parties, asker.ids))),
        ]
        return self._page("body", phrase("plan.title-of", plan=self._plan.plan.title, what=asker.name), blocks)

    def _in_capacity(self, pairs: Iterable[tuple[Duty, Capacity]]) -> tuple[PageLine, ...]:
        ordered = sorted(pairs, key=lambda pair: clause_key(pair[0].clause))
        return tuple(self._line(duty, role.words) for duty, role in ordered)

    def _standing(self, parties: PartyTables, ids: frozenset[str]) -> Iterable[PageLine]:
        """The body itself, its posts, the groups that it is in, and the means that it holds."""
        plan, wording = self._plan, self._wording
        for section, entries in (("body", plan.body), ("post", plan.post)):
            yield from (entry_line(section, entry, wording) for entry in entries if entry.id in ids)
        yield from (entry_line("group", group, wording) for group in plan.group if ids & self._index.parties(group.id) or group.lead in ids)
        yield from (entry_line("means", means, wording) for means in plan.means if ids & parties.meant(means.held_by))

    # by time and grade

    def by_time(self) -> PlanPage:
        """What is due, the shortest limits first."""
        groups: dict[tuple[tuple[int, float], str], list[Duty]] = {}
        for duty in self._index.duties:
            if self._wanted(duty):
                told = str(limit_told(duty, self._wording))  # those that say the same stand together
                groups.setdefault((length_key(length_of(duty, self._index)), told), []).append(duty)
        blocks = self._grade_blocks()
        for key in sorted(groups):
            held = sorted(groups[key], key=lambda duty: clause_key(duty.clause))
            heading = limit_heading(held[0], self._wording, len(held))
            blocks.append(PageBlock(heading, tuple(self._line(duty) for duty in held)))
        return self._page("time", self._time_title(), blocks, self._unnumbered())

    def _grade_blocks(self) -> list[PageBlock]:
        plan, grade, wording = self._plan, self._asked.grade, self._wording
        if grade is None:
            return []
        lines = [entry_line("grade", entry, wording) for entry in plan.grade if entry.id == grade]
        lines += [entry_line("warning", warning, wording) for warning in plan.warning if warning.grade == grade]
        lines += [entry_line("level", level, wording) for level in plan.level if level.grade == grade]
        return [PageBlock(phrase("plan.the-grade"), tuple(lines))]

    def _time_title(self) -> InLanguages:
        title: InLanguages = self._plan.plan.title
        if self._asked.grade is not None:
            title = phrase("plan.title-of", plan=title, what=self._wording.names.rank("grade", self._asked.grade))
        if self._asked.within is not None:
            title = phrase("plan.title-of", plan=title, what=phrase("plan.due-within", length=amount_words(self._asked.within)))
        return title

    def _unnumbered(self) -> InLanguages:
        """How many more have no length at all: silence is not "later"."""
        if self._asked.within is None:
            return NO_TEXT
        fits = self._filter(Asked(clause=self._asked.clause, body=self._asked.body, grade=self._asked.grade))
        silent = sum(1 for duty in self._index.duties if fits(duty) and duty.limit.taken(self._index.terms).is_silent())
        return phrase("plan.no-stated-limit", count=silent)


def _clause_heading(clause: str) -> InLanguages:
    return phrase("plan.clause", clause=clause) if clause else phrase("plan.without-clause")


# -- how a page looks --------------------------------------------------------------------------------------------------------


def page_columns(lang: str) -> list[str]:
    """The heads of the columns of `line_cells`."""
    say = words(lang)
    return [say("plan.column-clause"), say("plan.column-entry"), say("plan.column-says")]


def line_cells(line: PageLine, lang: str) -> list[str]:
    """A line as the cells of a table."""
    say = words(lang)
    return [line.clause, say("plan.cell-entry", title=line.title, entry=f"{line.section}:{line.id}"), say.tell(line.sentence)]


def page_markdown(page: PlanPage, lang: str) -> str:
    """The page as Markdown; ends with a newline."""
    say, head = words(lang), page_columns(lang)
    parts = [f"# {say.tell(page.title)}", *page.head(lang)]
    for block in page.blocks:
        rows = [markdown_row(head), "|" + "---|" * len(head), *(markdown_row(line_cells(line, lang)) for line in block.lines)]
        parts += [f"## {say.tell(block.heading)}", "\n".join(rows) if block.lines else ""]
    return "\n\n".join(part for part in parts if part) + "\n"


def markdown_row(values: list[str]) -> str:
    """One row of a Markdown table; bars inside a cell are escaped."""
    return "| " + " | ".join(value.replace("|", "\\|").replace("\n", "<br>") for value in values) + " |"


def page_document(page: PlanPage, lang: str) -> dict[str, Any]:
    """The page as one document. The keys are stable; texts are in `lang`."""
    say = words(lang)
    return {
        "schema": DOCUMENTS["plan"],
        "view": page.view,
        "plan": page.plan,
        "asked": dict(page.asked),
        "title": say.tell(page.title),
        "issuer": say.tell(page.issuer),
        "note": say.tell(page.note),
        "blocks": [
            {"heading": say.tell(block.heading), "note": "", "entries": [_entry(line, lang) for line in block.lines]} for block in page.blocks
        ],
    }


def _entry(line: PageLine, lang: str) -> dict[str, Any]:
    say = words(lang)
    told = {"section": line.section, "id": line.id, "clause": line.clause, "title": say.tell(line.title), "sentence": say.tell(line.sentence)}
    return told | {key: _plain(value, lang) for key, value in line.facts.items()}


def _plain(value: Any, lang: str) -> Any:
    match value:
        case dict():
            return {key: _plain(held, lang) for key, held in value.items()}
        case list():
            return [_plain(held, lang) for held in value]
    return value.of(lang) if speaks(value) else value
