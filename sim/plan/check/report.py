"""Findings for readers and for other programs: tables, JSON, and SARIF 2.1.0 for editors and code hosts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple
from urllib.parse import quote

from sim.plan.check.finding import SEVERITIES, Finding, Severity
from sim.words import words

SCHEMA = "drill.check/1"
_SARIF = "https://json.schemastore.org/sarif-2.1.0.json"
_LEVEL: dict[Severity, str] = {"error": "error", "warning": "warning", "note": "note"}


class FindingTable(NamedTuple):
    """The findings of one gravity."""

    title: str
    columns: list[str]
    rows: list[list[str]]


def tables(findings: Iterable[Finding], lang: str) -> Iterator[FindingTable]:
    """A table for each gravity of which there are findings, gravest first."""
    say = words(lang)
    found = list(findings)
    columns = [say("check.column-clauses"), say("check.column-kind"), say("check.column-found"), say("check.column-mend")]
    for severity in SEVERITIES:
        held = [one for one in found if one.severity == severity]
        if held:
            rows = [[say.tell(one.clauses), say.tell(one.kind.name), say.tell(one.message), say.tell(one.kind.mend)] for one in held]
            yield FindingTable(say("check.table", severity=say(f"check.severity.{severity}"), number=len(held)), columns, rows)


def total(findings: Iterable[Finding], lang: str) -> str:
    """How many findings there are."""
    return words(lang)("check.total", n=len(list(findings)))


def findings_json(findings: Iterable[Finding], lang: str) -> dict[str, Any]:
    """One document; texts in `lang`. The keys are stable."""
    return {
        "schema": SCHEMA,
        "findings": [
            {
                "check": one.check,
                "severity": one.severity,
                "clauses": list(one.clauses),
                "rules": list(one.rules),
                "message": one.message.of(lang),
                "why": one.kind.why.of(lang),
                "mend": one.kind.mend.of(lang),
            }
            for one in findings
        ],
    }


def to_sarif(findings: Iterable[Finding], file: str, lang: str) -> dict[str, Any]:
    """A SARIF log with one run; `file` is the plan's path as it should be shown, with "/" between its parts.

    A finding stands at entries of the plan, not at lines: they are its logical locations, and the clauses are properties.
    """
    found = list(findings)
    kinds = list(dict.fromkeys(one.kind for one in found))
    driver = {
        "name": "drill plan check",
        "rules": [
            {
                "id": one.id,
                "shortDescription": {"text": one.why.of(lang)},
                "help": {"text": one.mend.of(lang)},
                "defaultConfiguration": {"level": _LEVEL[one.severity]},
            }
            for one in kinds
        ],
    }
    results = [_result(one, kinds.index(one.kind), file, lang) for one in found]
    return {"$schema": _SARIF, "version": "2.1.0", "runs": [{"tool": {"driver": driver}, "columnKind": "unicodeCodePoints", "results": results}]}


def _result(finding: Finding, place: int, file: str, lang: str) -> dict[str, Any]:
    return {
        "ruleId": finding.check,
        "ruleIndex": place,
        "level": _LEVEL[finding.severity],
        "message": {"text": finding.message.of(lang)},
        "locations": [
            {
                "physicalLocation": {"artifactLocation": {"uri": quote(file.replace("\\", "/"), safe="/:")}},
                "logicalLocations": [{"fullyQualifiedName": rule} for rule in finding.rules],
            }
        ],
        "properties": {"clauses": list(finding.clauses), "rules": list(finding.rules), "mend": finding.kind.mend.of(lang)},
    }
