"""The evidence that comes of a log: for each cell that is blank or cannot be read, what it may hold; receipts that nobody wrote down."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from analysis.evidence import EXISTS, NO_END, TIME, Between, Evidence, OneOf, OpenCell, Range, Same
from analysis.logs.rows import Draft
from sim.record import Row


def evidence_of(drafts: Sequence[Draft], possible: Iterable[tuple[Draft, Draft]], *, ordered: bool, complete: frozenset[str] | None) -> Evidence:
    """The evidence beside the rows that these drafts become, in their order. Cells of one line that several rows share are open once.

    `possible` are sendings with the receipts that they may have had: any time after the sending, up to the end of observation.
    """
    cells: dict[int, tuple[OpenCell, ...]] = {}
    seq_of: dict[int, int] = {id(draft): seq for seq, draft in enumerate(drafts)}
    first: dict[tuple[int, str, str], int] = {}
    for seq, draft in enumerate(drafts):
        if found := tuple(_cells(draft, seq, seq_of, first)):
            cells[seq] = found
    added: list[Row] = []
    for sent, row in possible:
        seq = len(drafts) + len(added)
        added.append(Row(seq, row.time, row.kind, row.actor, row.to, row.channel, row.form, row.about, None, None, seq_of[id(sent)], row.facts))
        earliest = sent.low if sent.moment.open else sent.time
        cells[seq] = (
            OpenCell(seq, EXISTS, OneOf((False, True)), sent.line),
            OpenCell(seq, TIME, Between(earliest, NO_END), sent.line),
            *(OpenCell(seq, name, Same(seq_of[id(sent)]), sent.line, opened.written) for name, opened in sent.opens.items() if name != "kind"),
        )
    for seq, found in cells.items():
        if any(isinstance(cell.range, Same) for cell in found):  # a range that is another's is rarely a third's: most cells stay as they are
            cells[seq] = tuple(replace(cell, range=_first(cell, cells)) if isinstance(cell.range, Same) else cell for cell in found)
    return Evidence(cells=cells, ordered=ordered, complete=complete, possible=tuple(added))


def _first(cell: OpenCell, cells: Mapping[int, tuple[OpenCell, ...]]) -> Range:
    """Its range; where it has what another row has, and that what a third has, what the first of them has."""
    held = cell.range
    while isinstance(held, Same):
        source = next((one.range for one in cells.get(held.seq, ()) if one.column == cell.column), None)
        if not isinstance(source, Same):
            return held
        held = source
    return held


def _cells(draft: Draft, seq: int, seq_of: dict[int, int], first: dict[tuple[int, str, str], int]) -> Iterator[OpenCell]:
    if draft.answers is not None:  # an assumed receipt says what its sending says, at the same moment
        source = seq_of[id(draft.answers)]
        if draft.answers.moment.open:
            yield OpenCell(seq, TIME, Same(source), draft.answers.line, draft.written)
        for name, opened in draft.answers.opens.items():
            if name != "kind":
                yield OpenCell(seq, name, Same(source), draft.answers.line, opened.written)
        return
    if draft.moment.open:
        yield _shared(draft, seq, TIME, Between(draft.low, draft.high), draft.written, first)
    for name, opened in draft.opens.items():
        if opened.like is not None:
            yield OpenCell(seq, name, Same(seq_of[id(opened.like)]), draft.line, opened.written)
        else:
            yield _shared(draft, seq, name, opened.range, opened.written, first)


def _shared(draft: Draft, seq: int, column: str, held: Range, written: str, first: dict[tuple[int, str, str], int]) -> OpenCell:
    """The cell; where an earlier row of the same line has it already, what stands there."""
    said = str(getattr(draft, column)) if column in ("actor", "to") else ""
    source = first.setdefault((draft.line, column, said), seq)
    return OpenCell(seq, column, held if source == seq else Same(source), draft.line, written)
