"""Records of drills, read row by row: what is broken is told and left out, the rest stays as it is."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from analysis.evidence import Evidence, OneOf, OpenCell
from analysis.logs.choices import STRANGE_KIND
from analysis.logs.completeness import EVERYBODY, NOBODY, stated_by_caller
from analysis.logs.names import PartyNames
from analysis.logs.outcome import LOST, NO_DATES, LoggedRecord, RowProblem, Understood
from sim.errors import InputError, shown
from sim.record import Header, Record, Row, event_roles, misfit
from sim.record_content import FactKinds, header_misfit, row_misfit
from sim.vocabulary import KINDS
from sim.words import Phrase, phrase


def read_drill_record(
    data: bytes, file: str, parties: PartyNames, complete: Sequence[str] | None = None, types: FactKinds | None = None
) -> LoggedRecord:
    """A record with its header. Rows keep their `seq` and `cause`; `types` are of the plan's facts. Raises InputError for a broken header.

    Everybody's acts are in it, unless rows of it are broken; `complete` then says whose are all the same.
    """
    lines = [(number, line) for number, line in enumerate(data.removeprefix(b"\xef\xbb\xbf").split(b"\n"), 1) if line.strip()]
    try:
        header = msgspec.json.decode(lines[0][1], type=Header)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        problem = phrase("log.no-header", reason=misfit(error))
        raise InputError.of(file, "", problem, value=lines[0][1][:80].decode("utf-8", "replace"), line=lines[0][0]) from None
    if (field := header_misfit(header)) is not None:
        problem = phrase("log.no-header", reason=phrase("values.record-wrong-field", field=field))
        raise InputError.of(file, "", problem, value=lines[0][1][:80].decode("utf-8", "replace"), line=lines[0][0])
    problems: list[RowProblem] = []
    cells: dict[int, tuple[OpenCell, ...]] = {}
    found = _rows(lines[1:], problems, cells, types)
    _check_parties(found, parties, header, problems)
    latest = float("-inf")
    for number, row in found:
        if row.time < latest:
            problems.append(RowProblem(number, "time", f"{row.time:g}", "out-of-order"))
        latest = max(latest, row.time)
    found.sort(key=lambda entry: entry[1].time)
    problems.sort(key=lambda problem: problem.line)
    kinds: dict[str, int] = {}
    for _, row in found:
        kinds[row.kind] = kinds.get(row.kind, 0) + 1
    everybody = EVERYBODY if all(problem.code not in LOST for problem in problems) else NOBODY
    return LoggedRecord(
        record=Record(header, tuple(row for _, row in found)),
        problems=tuple(problems),
        lines=tuple(number for number, _ in found),
        dated=header.start not in NO_DATES,
        understood=Understood(
            file=file,
            format="record",
            encoding="UTF-8",
            rows_read=len(lines) - 1,
            rows_kept=len(found),
            start=header.start,
            kinds=tuple(sorted(kinds.items())),
        ),
        evidence=Evidence(
            cells=cells, complete=everybody if complete is None or everybody == NOBODY else stated_by_caller(complete, parties, event_roles(header))
        ),
    )


def _rows(
    lines: list[tuple[int, bytes]], problems: list[RowProblem], cells: dict[int, tuple[OpenCell, ...]], types: FactKinds | None
) -> list[tuple[int, Row]]:
    found: list[tuple[int, Row]] = []
    known = frozenset(KINDS)
    seen: dict[int, Row] = {}
    read = msgspec.json.Decoder(Row).decode
    for number, line in lines:
        try:
            row = read(line)
        except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
            problems.append(RowProblem(number, "", shown(line.decode("utf-8", "replace"), 80), "no-record-row", misfit(error)))
            continue
        if (field := row_misfit(row, types)) is not None:
            why = phrase("values.record-wrong-field", field=field)
            problems.append(RowProblem(number, field, shown(line.decode("utf-8", "replace"), 80), "no-record-row", why))
            continue
        if row.kind not in known:
            problems.append(RowProblem(number, "kind", shown(row.kind, 80), "unknown-kind"))
            cells[row.seq] = (OpenCell(row.seq, "kind", OneOf((STRANGE_KIND, *KINDS)), number, shown(row.kind, 80)),)
            row = msgspec.structs.replace(row, kind=STRANGE_KIND)
        earlier = seen.setdefault(row.seq, row)
        if earlier is not row:
            problems.append(RowProblem(number, "seq", str(row.seq), "duplicate" if earlier == row else "near-duplicate"))
            if earlier == row:
                continue
        found.append((number, row))
    return found


def _check_parties(found: list[tuple[int, Row]], parties: PartyNames, header: Header, problems: list[RowProblem]) -> None:
    known = set(parties.ids) | set(header.bodies)
    for number, row in found:
        for column, who in (("actor", row.actor), ("to", row.to)):
            if who is not None and who not in known:
                problems.append(RowProblem(number, column, shown(who, 80), "unknown-party", parties.near(who)))


def changed_since(header: Header, lineage: Sequence[tuple[str, str]], **digests: str | None) -> tuple[Phrase, ...]:
    """Which inputs a drill did not run with as they stand now; for a log from outside, none.

    `lineage` are the id and the digest of the plan and of each revision, `digests` those of `resources` and `scenario`; None for what is not there.
    """
    ran = [(one.get("id"), one.get("digest")) for one in header.plan.get("lineage", ())]
    held = {"resources": header.resources.get("digest"), "scenario": header.scenario.get("digest")}
    others = [name for name, now in digests.items() if held[name] and now is not None and now != held[name]]
    found = [*(("plan",) if ran and ran != list(lineage) else ()), *others]
    return (phrase("run.changed-since", what=[phrase(f"cli.file.{name}") for name in found]),) if found else ()
