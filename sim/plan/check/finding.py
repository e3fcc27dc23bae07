"""What a check of a plan says, and the one registry of what may be said: kinds of finding, and the functions that look for them.

A new check is a kind, one function below `@finds`, and its words in the catalogue `check.po`: what it is called (`check.name.ID`), why it
matters (`check.why.ID`), what would mend it (`check.mend.ID`), and the sentence of the finding itself.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Literal, NamedTuple
from urllib.parse import quote

from sim.plan.check.index import PlanIndex
from sim.vocabulary import DOCUMENTS
from sim.words import Phrase, phrase, words

Severity = Literal["error", "warning", "note"]
SEVERITIES: tuple[Severity, ...] = ("error", "warning", "note")  # gravest first


@dataclass(frozen=True, slots=True, kw_only=True)
class FindingKind:
    """What all findings of one kind share.

    error: some event or act is left without a grade, a bearer or a start, or two rules cannot both be followed. warning: the plan
    works only if somebody fills a gap. note: an open word or a double that is worth a sentence.
    """

    id: str
    severity: Severity

    @property
    def name(self) -> Phrase:
        """What a reader calls it."""
        return phrase(f"check.name.{self.id}")

    @property
    def why(self) -> Phrase:
        """Why it matters."""
        return phrase(f"check.why.{self.id}")

    @property
    def mend(self) -> Phrase:
        """What would mend it."""
        return phrase(f"check.mend.{self.id}")

    def found(self, message: Phrase, *, clauses: Iterable[str], rules: Iterable[str] = (), severity: Severity | None = None) -> Finding:
        """A finding of this kind; clauses and rules keep their order and lose their doubles."""
        return Finding(
            kind=self, severity=severity or self.severity, clauses=tuple(dict.fromkeys(clauses)), rules=tuple(dict.fromkeys(rules)), message=message
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing that a careful reader would mark. `rules` are ids of duties; other entries stand as "grade:ID", "level:ID", "body:ID"."""

    kind: FindingKind
    severity: Severity
    clauses: tuple[str, ...]
    rules: tuple[str, ...]
    message: Phrase

    @property
    def check(self) -> str:
        """The id of its kind, for other programs."""
        return self.kind.id


CheckFunction = Callable[[PlanIndex], Iterator[Finding]]


@dataclass(frozen=True, slots=True)
class Check:
    """A function that looks at a plan, and the kinds of finding that it may yield."""

    look: CheckFunction
    kinds: tuple[FindingKind, ...]

    @property
    def family(self) -> str:
        """The module in which it stands."""
        return self.look.__module__


FINDING_KINDS: dict[str, FindingKind] = {}
REGISTERED: list[Check] = []


def kind(id_: str, severity: Severity) -> FindingKind:
    """A new kind of finding."""
    if id_ in FINDING_KINDS:
        raise ValueError(f"two kinds of finding are called {id_!r}")
    FINDING_KINDS[id_] = FindingKind(id=id_, severity=severity)
    return FINDING_KINDS[id_]


def finds(*kinds: FindingKind) -> Callable[[CheckFunction], CheckFunction]:
    """Registers a check: a function of the plan that yields findings of these kinds."""

    def register(look: CheckFunction) -> CheckFunction:
        REGISTERED.append(Check(look, kinds))
        return look

    return register


# -- told: tables, JSON, and SARIF for editors and code hosts ------------------------------------------------------------------


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
        "schema": DOCUMENTS["check"],
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
