"""Findings as data for other programs: JSON, and SARIF 2.1.0 for editors and code hosts."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from urllib.parse import quote

from sim.plan.check.finding import Finding, Severity

SCHEMA = "drill.check/1"
_SARIF = "https://json.schemastore.org/sarif-2.1.0.json"
_LEVEL: dict[Severity, str] = {"error": "error", "warning": "warning", "note": "note"}


def to_json(findings: Iterable[Finding], lang: str) -> dict[str, Any]:
    """One document; texts in `lang` ("zh" or "en"). The keys are stable."""
    return {
        "schema": SCHEMA,
        "findings": [
            {
                "check": one.check,
                "severity": one.severity,
                "clauses": list(one.clauses),
                "rules": list(one.rules),
                "message": one.message.of(lang),
                "why": one.why.of(lang),
                "mend": one.mend.of(lang),
            }
            for one in findings
        ],
    }


def to_sarif(findings: Iterable[Finding], file: str, lang: str) -> dict[str, Any]:
    """A SARIF log with one run; `file` is the plan's path as it should be shown, with "/" between its parts.

    A finding stands at entries of the plan, not at lines: they are its logical locations, and the clauses are properties.
    """
    found = list(findings)
    kinds = list({one.check: one for one in found}.values())
    places = {one.check: at for at, one in enumerate(kinds)}
    driver = {
        "name": "drill plan check",
        "rules": [
            {
                "id": one.check,
                "shortDescription": {"text": one.why.of(lang)},
                "help": {"text": one.mend.of(lang)},
                "defaultConfiguration": {"level": _LEVEL[one.severity]},
            }
            for one in kinds
        ],
    }
    results = [_result(one, places[one.check], file, lang) for one in found]
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
        "properties": {"clauses": list(finding.clauses), "rules": list(finding.rules), "mend": finding.mend.of(lang)},
    }
