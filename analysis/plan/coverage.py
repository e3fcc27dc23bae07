"""How much of a plan's text its file carries: each rule of the text, the entries that carry it, and what they change in a run.

The rules are data beside the plan (`coverage.toml`); what an entry changes is derived. A rule without entries is a gap, and is counted as one.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from pydantic import Field

from analysis.plan.page import PageBlock, PlanPage, markdown_row
from analysis.plan.sentences import PageLine
from analysis.plan.words import in_a_row
from sim.documents import SEPARATOR, Mistakes, read_toml
from sim.durations import NONE_STATED
from sim.plan.check.index import PlanIndex, recipients, several, titles
from sim.plan.condition_words import Series
from sim.plan.expression import names, readings_in
from sim.plan.model import Duty, Plan
from sim.text import NO_TEXT, Entry, Id, Text, Word, WordList
from sim.validation import validate_partly
from sim.vocabulary import ACTS
from sim.words import LANGUAGES, InLanguages, Phrase, in_every_language, phrase

FILE = "coverage.toml"
Manner = Literal["acts", "timed", "recorded"]
_FEW = 3  # more titles than this are counted
_ROW_ALONE = frozenset({"check-in", "prepare", "perform"})  # verbs that change nothing but the record
_MORE_THAN_TOLD = frozenset({"warn", "lift", "approve"})  # messages that change more than what their recipient knows

# The kinds of means that a scenario's faults can take away.
MEANS_FAULTS: Mapping[str, tuple[str, ...]] = {
    "network": ("network down",),
    "phone": ("line down", "phone off"),
    "vehicles": ("no vehicle", "bus breakdown"),
    "roads": ("road closed", "bad weather"),
    "medical": ("ambulance away",),
    "room": ("room full",),
    "staff": ("post absent", "leader elsewhere"),
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
    def share(self) -> Phrase:
        """One sentence with the counts."""
        manners = [row.manner for row in self.rows]
        duties = [change for key, change in {key: change for row in self.rows for key, change in row.changes}.items() if key.startswith("duty:")]
        act, timed = (sum(one.manner == manner for one in duties) for manner in ("acts", "timed"))
        return phrase(
            "plan.coverage-share",
            rules=len(self.rows), inside=sum(manner is not None for manner in manners), acting=manners.count("acts"),
            timed=manners.count("timed"), filed=manners.count("recorded"),
            duties=len(duties), duties_acting=act, duties_timed=timed, duties_idle=len(duties) - act - timed,
        )  # fmt: skip


def load_coverage(file: Path, plan: Plan) -> Coverage:
    """The coverage file of a plan. Raises InputError with every fault: an unknown entry or part, an entry named twice."""
    document, faults = validate_partly(CoverageDocument, read_toml(file), str(file))
    changes = ListedChanges(PlanIndex(plan))
    known, parts = changes.known, tuple(part.id for part in document.part)
    for rule in document.row:
        place = f'row "{rule.text.of(LANGUAGES[-1])}"{SEPARATOR}'
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
            faults.add(f"{place}entries", phrase("plan.entry-named-twice"), value=entry)


def coverage_page(coverage: Coverage) -> PlanPage:
    """The table as a page: a block for each part, a line for each rule."""
    blocks = []
    for part in coverage.parts:
        rows = [row for row in coverage.rows if row.rule.part == part.id]
        lines = tuple(_line(row, f"{part.id}-{number}") for number, row in enumerate(rows, 1))
        blocks.append(PageBlock(phrase("plan.chapter", id=part.id, title=part.title), lines))
    head = coverage.plan.plan
    title = phrase("plan.title-of", plan=head.title, what=phrase("plan.rule-by-rule"))
    return PlanPage(view="coverage", plan=head.id, title=title, blocks=tuple(blocks), note=coverage.share, issuer=head.issuer)


def _line(row: CoverageRow, id_: str) -> PageLine:
    """One rule: which entries carry it, those that change the same told together."""
    said = [
        phrase("plan.entries-change", entries=Series(tuple(keys)), manner=phrase(f"manner.{manner}"), change=change)
        for (manner, change), keys in _together(row).items()
    ]
    entries = [{"entry": key, "manner": change.manner, "change": change.text} for key, change in row.changes]
    return PageLine(
        section="rule", id=id_, clause=row.rule.clause, title=row.rule.text, sentence=_Lines(tuple(said)) if said else phrase("manner.missing"),
        facts={"manner": row.manner or "missing", "entries": entries},
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Lines:
    """Several things said, each on its line."""

    parts: tuple[Phrase, ...]

    def of(self, lang: str) -> str:
        """The lines in `lang`."""
        return "\n".join(part.of(lang) for part in self.parts)


def coverage_tables(coverage: Coverage) -> str:
    """Markdown, all languages side by side: one row for each rule, its entries with what they change."""
    head = [side_by_side(one) for one in (phrase("plan.column-clause"), phrase("plan.column-rule"), phrase("plan.column-entries-change"))]
    parts = ["\n\n".join(coverage.share.of(lang) for lang in reversed(LANGUAGES))]
    for part in coverage.parts:
        rows = [markdown_row(head), "|" + "---|" * len(head)]
        rows += [markdown_row(_cells(row)) for row in coverage.rows if row.rule.part == part.id]
        parts += [f"### {part.id} {side_by_side(part.title)}", "\n".join(rows)]
    return "\n\n".join(parts) + "\n"


def side_by_side(said: InLanguages) -> str:
    """In every language, for documents that all read."""
    told = in_every_language(said)
    return " · ".join(told[lang] for lang in reversed(LANGUAGES))


def _cells(row: CoverageRow) -> list[str]:
    said = []
    for (manner, change), keys in _together(row).items():
        told = side_by_side(phrase("plan.manner-and-change", manner=phrase(f"manner.{manner}"), change=change))
        said.append(f"{', '.join(f'`{key}`' for key in keys)} {told}")
    return [row.rule.clause, side_by_side(row.rule.text), "<br>".join(said) or f"**{side_by_side(phrase('manner.missing'))}**"]


def _together(row: CoverageRow) -> dict[tuple[Manner, InLanguages], list[str]]:
    """The entries of a rule, those that change the same in one place."""
    found: dict[tuple[Manner, InLanguages], list[str]] = {}
    for key, change in row.changes:
        found.setdefault((change.manner, change.text), []).append(key)
    return found


# -- what each entry changes ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class ListedChange:
    """How an entry shows in a run. acts: something else goes differently; timed: its row alone, and `text` says why; recorded: read, not run."""

    manner: Manner
    text: InLanguages


class ListedChanges:
    """What the entries of one plan change, by "section:id"."""

    def __init__(self, index: PlanIndex) -> None:
        self._index = index
        self._after: dict[str, list[Duty]] = {}
        for then in index.duties:
            if not then.timed_entry:
                for first in index.links.before[then.id]:
                    self._after.setdefault(first.id, []).append(then)
        self._entries: dict[str, Any] = {}
        for section in ("fact", "reading", "body", "post", "group", "grade", "warning", "level", "end", "means", "occasion"):
            self._entries |= {f"{section}:{entry.id}": entry for entry in getattr(index.plan, section)}
        self._entries |= {f"content:{entry.form}": entry for entry in index.plan.content} | {f"duty:{duty.id}": duty for duty in index.plan.duty}

    @property
    def known(self) -> tuple[str, ...]:
        """Every entry of the plan as "section:id"."""
        return tuple(self._entries)

    def of(self, entry: str) -> ListedChange:
        """What one entry changes."""
        section = entry.partition(":")[0]
        found: ListedChange = getattr(self, f"_{section}")(self._entries[entry])
        return found

    def _duty(self, duty: Duty) -> ListedChange:
        if duty.timed_entry:
            return ListedChange("timed", duty.why_timed)
        change = act_change(duty.act)
        parts: list[InLanguages] = [] if change is None else [change]
        if parts and not recipients(duty) and duty.to == NONE_STATED:
            parts = [phrase("plan.nobody-to-receive")]
        elif duty.effect:
            parts.append(effect_change(duty.effect))
        follow = self._after.get(duty.id, [])
        if follow:
            parts.append(phrase("plan.sets-off", duties=titles(follow, _FEW)))
        return ListedChange("acts", in_a_row(parts)) if parts else ListedChange("recorded", phrase("plan.row-alone"))

    def _fact(self, fact: Any) -> ListedChange:
        index = self._index
        grades = sum(1 for grade in index.plan.grade for case in grade.any if fact.id in names(index.condition(case.when)))
        asked = sum(1 for duty in index.duties if duty.when and fact.id in names(index.condition(duty.when)))
        forms = sum(1 for content in index.plan.content if any(fact.id in item.facts for item in content.items))
        return _counted(lambda uses: phrase("plan.used-in", uses=uses), {"cases": grades, "conditions": asked, "contents": forms})

    def _reading(self, reading: Any) -> ListedChange:
        index = self._index
        leaning = sum(1 for duty in index.duties if reading.id in self._leans_on(duty))
        grades = sum(1 for grade in index.plan.grade for case in grade.any if reading.id in readings_in(index.condition(case.when)))
        levels = sum(1 for level in index.plan.level if level.includes_if == reading.id)
        return _counted(lambda uses: phrase("plan.bears-on", uses=uses), {"duties": leaning, "cases": grades, "levels": levels})

    def _leans_on(self, duty: Duty) -> frozenset[str]:
        return frozenset((*readings_in(duty.when.node), *duty.limit_readings(), *duty.readings))

    def _body(self, body: Any) -> ListedChange:
        return self._party({body.id, *(post.id for post in self._index.plan.post if post.body == body.id)})

    def _post(self, post: Any) -> ListedChange:
        return self._party({post.id})

    def _party(self, ids: set[str]) -> ListedChange:
        index = self._index
        return _counted(lambda uses: phrase("plan.in-duties", uses=uses), {
            "bears": sum(1 for duty in index.duties if ids & index.parties(duty.bearer)),
            "is-told": sum(1 for duty in index.duties if ids & index.told(duty)),
            "sets-off": sum(1 for duty in index.duties for word in several(duty.by) if ids & index.parties(word)),
            "stands-in": sum(1 for post in index.plan.post if post.stand_in in ids),
            "same-person": sum(1 for post in index.plan.post if post.id in ids for _ in post.same_person),
        })  # fmt: skip

    def _group(self, group: Any) -> ListedChange:
        uses = sum(1 for duty in self._index.duties if group.id in (duty.bearer, *recipients(duty), *several(duty.by)))
        return _counted(lambda uses: phrase("plan.as-a-group", uses=uses), {"each-member": uses})

    def _turning_on(self, name: str) -> int:
        """How many duties ask for the grade, or the warning."""
        return sum(1 for duty in self._index.duties if duty.when and name in names(self._index.condition(duty.when)))

    def _grade(self, _: Any) -> ListedChange:
        return ListedChange("acts", phrase("plan.grade-changes", count=self._turning_on("grade")))

    def _warning(self, warning: Any) -> ListedChange:
        asked = self._turning_on("warning")
        silent = warning.issued_by == NONE_STATED
        return ListedChange("acts", phrase("plan.warning-unissued", count=asked) if silent else phrase("plan.warning-changes", count=asked))

    def _level(self, level: Any) -> ListedChange:
        own = sum(1 for duty in self._index.plan.duty if duty.level == level.id)
        every = sum(1 for duty in self._index.plan.duty if "activated" in several(duty.on) and not duty.level)
        return ListedChange("acts", phrase("plan.level-changes", own=own, every=every))

    def _end(self, end: Any) -> ListedChange:
        return ListedChange("acts", phrase("plan.end-changes", count=len(end.requires)))

    def _content(self, content: Any) -> ListedChange:
        facts = {fact for item in content.items for fact in item.facts}
        silent = not facts and not content.includes
        return ListedChange("acts", phrase("plan.contents-open") if silent else phrase("plan.contents-change", count=len(facts)))

    def _means(self, means: Any) -> ListedChange:
        faults = MEANS_FAULTS.get(means.kind, ())
        if not faults:
            return ListedChange("recorded", phrase("plan.means-on-file"))
        return ListedChange("acts", phrase("plan.means-can-fail", faults=Series(tuple(phrase(f"fault.{fault}") for fault in faults))))

    def _occasion(self, occasion: Any) -> ListedChange:
        moved = occasion.kind == "law" and occasion.superseded_by != NO_TEXT
        return ListedChange("recorded", phrase("plan.law-has-moved") if moved else phrase("plan.occasion-on-file"))


def act_change(verb: str) -> Phrase | None:
    """What doing an act changes in a run beyond its row, where it does; a message's recipient learns what the sender knows."""
    if verb in _ROW_ALONE:
        return None
    if ACTS[verb].message and verb not in _MORE_THAN_TOLD:
        return phrase("plan.told")
    return phrase(f"act-changes.{verb}")


def effect_change(effect: str) -> Phrase:
    """What an effect changes in a run."""
    return phrase(f"effect-changes.{effect}")


def _counted(said: Callable[[InLanguages], Phrase], uses: Mapping[str, int]) -> ListedChange:
    """What uses an entry, and how often."""
    found = tuple(phrase(f"use.{use}", count=count) for use, count in uses.items() if count)
    return ListedChange("acts", said(Series(found))) if found else ListedChange("recorded", phrase("plan.unused"))
