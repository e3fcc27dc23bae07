"""Findings as a SARIF log, for editors and code hosts: each at the line of its entry, known again from run to run, and marked where accepted."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

from sim import __version__
from sim.documents import Document, Steps
from sim.plan.check.finding import Finding, Severity
from sim.plan.derived import derived_with_origins
from sim.plan.model import Plan
from sim.words import words

_SARIF = "https://json.schemastore.org/sarif-2.1.0.json"
_LEVEL: dict[Severity, str] = {"error": "error", "warning": "warning", "note": "note"}
_PRINT = "drillFinding/v1"
_OWN = {"content": "form"}  # the key by which entries of a table are called, where it is not `id`


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A plan's file, or a revision's: how it is shown, and its tables with their lines."""

    uri: str
    document: Document

    @classmethod
    def of(cls, file: Path, document: Document) -> SourceFile:
        """A file as a checkout has it: relative to here where it lies here, else with its whole path."""
        path, here = file.resolve(), Path.cwd().resolve()
        if path.is_relative_to(here):
            return cls(quote(path.relative_to(here).as_posix(), safe="/"), document)
        return cls(path.as_uri(), document)

    def line_of(self, table: str, id_: str) -> int | None:
        """The line in which an entry has its name, or a revision changes it; None where it is not in this file."""
        way = _entry_in(self.document, (table,), id_) or _entry_in(self.document, ("add", table), id_)
        if way is None and isinstance(_held(self.document, ("amend", table)), Mapping) and id_ in _held(self.document, ("amend", table)):
            way = ("amend", table, id_)
        return None if way is None else self.document.lines.line(way)


def _held(document: Any, steps: Sequence[str]) -> Any:
    for step in steps:
        document = document.get(step) if isinstance(document, Mapping) else None
    return document


def _entry_in(document: Document, steps: tuple[str, ...], id_: str) -> Steps | None:
    entries, key = _held(document, steps), _OWN.get(steps[-1], "id")
    for place, entry in enumerate(entries if isinstance(entries, list) else ()):
        if isinstance(entry, Mapping) and entry.get(key) == id_:
            return (*steps, place, key)
    return None


class EntryPlaces:
    """Where the entries stand that findings are about."""

    def __init__(self, plan: Plan, files: Sequence[SourceFile]) -> None:
        """`files`: the plan's, then those of the revisions laid over it; what the last of them says of an entry is its place."""
        self._files = files
        self._origins = {duty.id: origin for origin, duty in derived_with_origins(plan)}

    def place(self, rule: str) -> dict[str, Any]:
        """The physical location of an entry; the plan's file alone where it stands nowhere."""
        table, _, id_ = self._origins.get(rule, rule if ":" in rule else f"duty:{rule}").partition(":")
        for file in reversed(self._files):
            if (line := file.line_of(table, id_)) is not None:
                return {"artifactLocation": {"uri": file.uri}, "region": {"startLine": line}}
        return self.whole

    @property
    def whole(self) -> dict[str, Any]:
        """The plan's file."""
        return {"artifactLocation": {"uri": self._files[0].uri}, "region": {"startLine": 1}}


def to_sarif(findings: Iterable[Finding], places: EntryPlaces, lang: str, accepted: Mapping[str, str] | None = None) -> dict[str, Any]:
    """A SARIF 2.1.0 log with one run. `accepted` are reasons by fingerprint: findings that somebody has accepted are suppressed, and say why."""
    found = list(findings)
    kinds = list(dict.fromkeys(one.kind for one in found))
    driver = {
        "name": "drill plan check",
        "version": __version__,
        "rules": [
            {
                "id": one.id,
                "shortDescription": {"text": one.name.of(lang)},
                "fullDescription": {"text": one.why.of(lang)},
                "help": {"text": one.mend.of(lang)},
                "defaultConfiguration": {"level": _LEVEL[one.severity]},
            }
            for one in kinds
        ],
    }
    results = [_result(one, kinds.index(one.kind), places, lang, accepted) for one in found]
    run = {"tool": {"driver": driver}, "language": lang, "columnKind": "unicodeCodePoints", "results": results}
    return {"$schema": _SARIF, "version": "2.1.0", "runs": [run]}


def _result(finding: Finding, kind: int, places: EntryPlaces, lang: str, accepted: Mapping[str, str] | None) -> dict[str, Any]:
    first, others = finding.rules[:1], finding.rules[1:]
    location: dict[str, Any] = {"physicalLocation": places.place(first[0]) if first else places.whole}
    if finding.rules:
        location["logicalLocations"] = [{"fullyQualifiedName": rule} for rule in finding.rules]
    return {
        "ruleId": finding.check,
        "ruleIndex": kind,
        "level": _LEVEL[finding.severity],
        "message": {"text": words(lang)("findings.sarif", clauses=finding.clauses, message=finding.message)},
        "locations": [location],
        "relatedLocations": [
            {"id": number, "physicalLocation": places.place(rule), "message": {"text": rule}} for number, rule in enumerate(others, 1)
        ],
        "partialFingerprints": {_PRINT: finding.fingerprint},
        "properties": {"clauses": list(finding.clauses), "rules": list(finding.rules), "mend": finding.kind.mend.of(lang)},
    } | _suppressed(finding, accepted)


def _suppressed(finding: Finding, accepted: Mapping[str, str] | None) -> dict[str, Any]:
    """Whether somebody accepted it; nothing is said where nobody was asked."""
    if accepted is None:
        return {}
    reason = accepted.get(finding.fingerprint)
    if reason is None:
        return {"suppressions": []}
    return {"suppressions": [{"kind": "external", "status": "accepted"} | ({"justification": reason} if reason else {})]}
