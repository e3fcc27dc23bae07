"""How much of a plan's text its file carries: each rule of the text, the entries that carry it, and what they change in a run.

The rules are data beside the plan (`coverage.toml`); what an entry changes is derived. A rule without entries is a gap, and is counted as one.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from pydantic import Field

from sim.documents import SEPARATOR, Mistakes, read_toml
from sim.plan.check.index import PlanIndex
from sim.plan.model import Plan
from sim.plan.show.changes import ListedChange, ListedChanges, Manner
from sim.plan.show.page import Block, Line, Page, markdown_row
from sim.text import Entry, Id, Text, Word, WordList
from sim.validation import validate_partly

FILE = "coverage.toml"
_MANNERS = {
    "acts": Text(zh="作用于推演", en="acts on the run"),
    "timed": Text(zh="仅计时", en="timed entry"),
    "recorded": Text(zh="只作记录", en="on file"),
    "missing": Text(zh="尚无条目", en="no entry"),
}


class Part(Entry):
    """A chapter of the rules."""

    id: Id
    title: Text


class CoverageRule(Entry):
    """One rule of the plan's text, in our words, and the entries that carry it."""

    part: Id
    text: Text
    clause: Word
    entries: WordList


class CoverageDocument(Entry):
    """A whole coverage file."""

    part: tuple[Part, ...] = Field(min_length=1)
    row: tuple[CoverageRule, ...] = Field(min_length=1)


@dataclass(frozen=True, slots=True)
class CoverageRow:
    """A rule with what its entries change."""

    rule: CoverageRule
    changes: tuple[tuple[str, ListedChange], ...]

    @property
    def manner(self) -> Manner | None:
        """How the rule shows in a run: the strongest of its duties, or of its other entries where it has no duty. None where it has no entry."""
        duties = {change.manner for key, change in self.changes if key.startswith("duty:")}
        manners = duties or {change.manner for _, change in self.changes}
        order: tuple[Manner, ...] = ("acts", "timed", "recorded")
        return next((manner for manner in order if manner in manners), None)


@dataclass(frozen=True, slots=True)
class Coverage:
    """All rules of a plan's text, with what carries them."""

    plan: Plan
    parts: tuple[Part, ...]
    rows: tuple[CoverageRow, ...]
    unpointed: tuple[str, ...]  # entries to which no rule points

    @property
    def share(self) -> Text:
        """One sentence with the counts."""
        manners = [row.manner for row in self.rows]
        whole = len(self.rows)
        inside, acting = sum(manner is not None for manner in manners), manners.count("acts")
        alone, filed = manners.count("timed"), manners.count("recorded")
        duties = [change for key, change in {key: change for row in self.rows for key, change in row.changes}.items() if key.startswith("duty:")]
        act, timed = sum(one.manner == "acts" for one in duties), sum(one.manner == "timed" for one in duties)
        idle = len(duties) - act - timed
        return Text(
            zh=f"预案 {whole} 条规定，文件载有 {inside} 条：作用于推演 {acting}，全为仅计时条目 {alone}，只供阅读 {filed}。"
            f"职责 {len(duties)} 项：作用于推演 {act}，仅计时 {timed}，除自身一行记录外无后果 {idle}。",
            en=f"{inside} of {whole} rules are in the plan file: {acting} act on the run, {alone} are timed entries alone, {filed} are on file. "
            f"{len(duties)} duties: {act} act on the run, {timed} are timed entries, {idle} change nothing but their own row.",
        )


def load_coverage(file: Path, plan: Plan) -> Coverage:
    """The coverage file of a plan. Raises InputError with every fault: an unknown entry or part, an entry named twice."""
    document, faults = validate_partly(CoverageDocument, read_toml(file), str(file))
    changes = ListedChanges(PlanIndex(plan))
    known, parts = changes.known, tuple(part.id for part in document.part)
    for rule in document.row:
        place = f'row "{rule.text.en}"{SEPARATOR}'
        faults.known(f"{place}part", "part", rule.part, parts)
        for entry in rule.entries:
            faults.known(f"{place}entries", "entry", entry, known)
        _twice(rule, place, faults)
    faults.stop()
    rows = tuple(CoverageRow(rule, tuple((entry, changes.of(entry)) for entry in rule.entries)) for rule in document.row)
    pointed = {entry for rule in document.row for entry in rule.entries}
    return Coverage(plan, document.part, rows, tuple(entry for entry in known if entry not in pointed))


def _twice(rule: CoverageRule, place: str, faults: Mistakes) -> None:
    for entry in dict.fromkeys(rule.entries):
        if rule.entries.count(entry) > 1:
            faults.add(f"{place}entries", "this entry is named twice", value=entry)


def coverage_page(coverage: Coverage) -> Page:
    """The table as a page: a block for each part, a line for each rule."""
    blocks = []
    for part in coverage.parts:
        rows = [row for row in coverage.rows if row.rule.part == part.id]
        lines = tuple(_line(row, f"{part.id}-{number}") for number, row in enumerate(rows, 1))
        blocks.append(Block(Text(zh=f"{part.id} {part.title.zh}", en=f"{part.id} {part.title.en}"), lines))
    head = coverage.plan.plan
    title = Text(zh=f"{head.title.zh}：逐条对照", en=f"{head.title.en}: rule by rule")
    return Page(view="coverage", plan=head.id, title=title, blocks=tuple(blocks), note=coverage.share)


def _line(row: CoverageRow, id_: str) -> Line:
    """One rule: which entries carry it, those that change the same told together."""
    together = _together(row)
    zh = [f"{'、'.join(keys)}：{_MANNERS[manner].zh}，{text.zh}" for (manner, text), keys in together.items()]
    en = [f"{', '.join(keys)}: {_MANNERS[manner].en}, {text.en}" for (manner, text), keys in together.items()]
    said = Text(zh="\n".join(zh), en="\n".join(en)) if together else _MANNERS["missing"]
    entries = [{"entry": key, "manner": change.manner, "change": change.text} for key, change in row.changes]
    facts = {"manner": row.manner or "missing", "entries": entries}
    return Line(section="rule", id=id_, clause=row.rule.clause, title=row.rule.text, sentence=said, facts=facts)


def coverage_tables(coverage: Coverage) -> str:
    """Markdown, both languages side by side: one row for each rule, its entries with what they change."""
    head = ["clause · 条款", "rule · 规定", "entries, and what they change in a run · 条目及其在推演中改变什么"]
    parts = [f"{coverage.share.en}\n\n{coverage.share.zh}"]
    for part in coverage.parts:
        rows = [markdown_row(head), "|" + "---|" * len(head)]
        rows += [markdown_row(_cells(row)) for row in coverage.rows if row.rule.part == part.id]
        parts += [f"### {part.id} {part.title.en} · {part.title.zh}", "\n".join(rows)]
    return "\n\n".join(parts) + "\n"


def _cells(row: CoverageRow) -> list[str]:
    said = [
        f"{', '.join(f'`{key}`' for key in keys)} *{_MANNERS[manner].en}*: {text.en} · *{_MANNERS[manner].zh}*：{text.zh}"
        for (manner, text), keys in _together(row).items()
    ]
    missing = f"**{_MANNERS['missing'].en} · {_MANNERS['missing'].zh}**"
    return [row.rule.clause, f"{row.rule.text.en} · {row.rule.text.zh}", "<br>".join(said) or missing]


def _together(row: CoverageRow) -> dict[tuple[Manner, Text], list[str]]:
    """The entries of a rule, those that change the same in one place."""
    found: dict[tuple[Manner, Text], list[str]] = {}
    for key, change in row.changes:
        found.setdefault((change.manner, change.text), []).append(key)
    return found
