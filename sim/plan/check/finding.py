"""What a check of a plan says, and the one registry of what may be said: kinds of finding, and the functions that look for them.

A new check is a kind, one function below `@finds`, and its words in the catalogue `check.po`: what it is called (`check.name.ID`), why it
matters (`check.why.ID`), what would mend it (`check.mend.ID`), and the sentence of the finding itself; in `explain.po` what it looks for
(`check.looks.ID`), an example (`check.fault.ID`) and the same mended (`check.mended.ID`).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Literal

from sim.plan.check.index import PlanIndex
from sim.vocabulary import DOCUMENTS
from sim.words import Phrase, phrase

Severity = Literal["error", "warning", "note"]
SEVERITIES: tuple[Severity, ...] = ("error", "warning", "note")  # gravest first
FINGERPRINT_DIGITS = 16  # hexadecimal


@dataclass(frozen=True, slots=True, kw_only=True)
class FindingKind:
    """What all findings of one kind share.

    error: provably wrong by the plan's own words, whatever one thinks of it: a place that has to be filled and is empty, two rules that
    cannot both be followed, something that can never happen. warning: the plan works only if somebody fills a gap or guesses alike.
    note: an opinion, or a word worth a sentence. A kind says the gravest that its findings may be; one finding may be less grave.
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

    @property
    def looks(self) -> Phrase:
        """What the check looks for."""
        return phrase(f"check.looks.{self.id}")

    @property
    def example(self) -> tuple[Phrase, Phrase]:
        """A plan with the fault, in a few words, and the same mended."""
        return phrase(f"check.fault.{self.id}"), phrase(f"check.mended.{self.id}")

    def found(
        self, message: Phrase, *, clauses: Iterable[str], rules: Iterable[str] = (), severity: Severity | None = None, about: Iterable[str] = ()
    ) -> Finding:
        """A finding of this kind; clauses and rules keep their order and lose their doubles. `about` tells it from others of the same rules."""
        return Finding(
            kind=self,
            severity=severity or self.severity,
            clauses=tuple(dict.fromkeys(clauses)),
            rules=tuple(dict.fromkeys(rules)),
            message=message,
            about=tuple(sorted(set(about))),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing that a careful reader would mark. `rules` are ids of duties; other entries stand as "grade:ID", "level:ID", "body:ID"."""

    kind: FindingKind
    severity: Severity
    clauses: tuple[str, ...]
    rules: tuple[str, ...]
    message: Phrase
    about: tuple[str, ...] = ()

    @property
    def check(self) -> str:
        """The id of its kind, for other programs."""
        return self.kind.id

    @property
    def fingerprint(self) -> str:
        """What it is known by from one edition of the file to the next: its kind, the entries that it is about, and what else makes it this one.

        The order of the file, its lines, titles and clauses are not in it. Another duty among its entries, or another condition of a grade
        that it rests on, makes it another finding: whoever accepted it has not seen that one.
        """
        said = json.dumps([self.kind.id, sorted(self.rules), list(self.about)], ensure_ascii=False, separators=(",", ":"))
        return hashlib.sha256(said.encode()).hexdigest()[:FINGERPRINT_DIGITS]


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


# -- as JSON -----------------------------------------------------------------------------------------------------------------------


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
                "fingerprint": one.fingerprint,
                "message": one.message.of(lang),
                "why": one.kind.why.of(lang),
                "mend": one.kind.mend.of(lang),
            }
            for one in findings
        ],
    }
