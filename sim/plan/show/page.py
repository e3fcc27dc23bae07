"""What a view of a plan is made of: a page of blocks of lines. How a page looks is decided where it is printed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from sim.text import NO_TEXT, Text

SCHEMA = "drill.plan/1"


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One entry of the plan: its clause, what it is called, and what it says in one sentence. `facts` are for other programs."""

    section: str
    id: str
    clause: str
    title: Text
    sentence: Text
    facts: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Block:
    """Lines under one heading."""

    heading: Text
    lines: tuple[Line, ...]
    note: Text = NO_TEXT


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A whole view. `asked` are the filters that it answers."""

    view: str
    plan: str
    title: Text
    blocks: tuple[Block, ...]
    asked: Mapping[str, str] = field(default_factory=dict)
    note: Text = NO_TEXT


COLUMNS: tuple[Text, ...] = (Text(zh="条款", en="clause"), Text(zh="条目", en="entry"), Text(zh="内容", en="what it says"))


def cells(line: Line, lang: str) -> list[str]:
    """A line as the cells of a table."""
    return [line.clause, f"{line.title.of(lang)} [{line.section}:{line.id}]", line.sentence.of(lang)]


def to_markdown(page: Page, lang: str) -> str:
    """The page as Markdown; ends with a newline."""
    parts = [f"# {page.title.of(lang)}", *([page.note.of(lang)] if page.note.of(lang) else [])]
    for block in page.blocks:
        head = [column.of(lang) for column in COLUMNS]
        rows = [markdown_row(head), "|" + "---|" * len(head), *(markdown_row(cells(line, lang)) for line in block.lines)]
        table = "\n".join(rows) if block.lines else ""
        parts += [part for part in (f"## {block.heading.of(lang)}", block.note.of(lang), table) if part]
    return "\n\n".join(parts) + "\n"


def markdown_row(values: list[str]) -> str:
    """One row of a Markdown table; bars inside a cell are escaped."""
    return "| " + " | ".join(value.replace("|", "\\|").replace("\n", "<br>") for value in values) + " |"


def to_json(page: Page, lang: str) -> dict[str, Any]:
    """The page as one document. The keys are stable; texts are in `lang`."""
    return {
        "schema": SCHEMA,
        "view": page.view,
        "plan": page.plan,
        "asked": dict(page.asked),
        "title": page.title.of(lang),
        "note": page.note.of(lang),
        "blocks": [
            {"heading": block.heading.of(lang), "note": block.note.of(lang), "entries": [_entry(line, lang) for line in block.lines]}
            for block in page.blocks
        ],
    }


def _entry(line: Line, lang: str) -> dict[str, Any]:
    said = {"section": line.section, "id": line.id, "clause": line.clause, "title": line.title.of(lang), "sentence": line.sentence.of(lang)}
    return said | {key: _plain(value, lang) for key, value in line.facts.items()}


def _plain(value: Any, lang: str) -> Any:
    match value:
        case Text():
            return value.of(lang)
        case dict():
            return {key: _plain(held, lang) for key, held in value.items()}
        case list():
            return [_plain(held, lang) for held in value]
    return value
