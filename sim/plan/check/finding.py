"""What a check of a plan says: which check, how grave, where, and in both languages what, why, and what would mend it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from sim.text import Text

Severity = Literal["error", "warning", "note"]
SEVERITIES: tuple[Severity, ...] = ("error", "warning", "note")  # gravest first


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing that a careful reader would mark.

    error: some event or act is left without a grade, a bearer or a start, or two rules cannot both be followed. warning: the plan
    works only if somebody fills a gap. note: an open word or a double that is worth a sentence. `rules` are ids of duties;
    other entries stand as "grade:ID", "level:ID", "body:ID" and the like.
    """

    check: str
    severity: Severity
    clauses: tuple[str, ...]
    rules: tuple[str, ...]
    message: Text
    why: Text
    mend: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class FindingKind:
    """What all findings of one check share: id, gravity, why it matters, and what would mend it."""

    check: str
    severity: Severity
    why: Text
    mend: Text

    def found(self, zh: str, en: str, *, clauses: Iterable[str], rules: Iterable[str] = (), severity: Severity | None = None) -> Finding:
        """A finding of this kind; clauses and rules keep their order and lose their doubles."""
        return Finding(
            check=self.check,
            severity=severity or self.severity,
            clauses=tuple(dict.fromkeys(clauses)),
            rules=tuple(dict.fromkeys(rules)),
            message=Text(zh=zh, en=en),
            why=self.why,
            mend=self.mend,
        )


def kind(check: str, severity: Severity, *, why: tuple[str, str], mend: tuple[str, str]) -> FindingKind:
    """A kind of finding; each text is given in Chinese and in English."""
    return FindingKind(check=check, severity=severity, why=Text(zh=why[0], en=why[1]), mend=Text(zh=mend[0], en=mend[1]))
