"""Findings that somebody has looked at and accepted, each with the reason: a file beside the plan, kept by hand.

    plan = "ID"
    [[accepted]]
    finding = "0f3a…"       the fingerprint of the finding
    check = "grade-hole"    its code, and its clauses: for the reader
    clauses = ["1.5.4"]
    reason = "…"

What the program adds stands at the end; what is in the file already is never rewritten, so that reasons and comments stay.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

from pydantic import StringConstraints

from sim.documents import parse_toml, read_toml
from sim.errors import InputError
from sim.plan.check.finding import FINGERPRINT_DIGITS, Finding
from sim.text import Entry, FreeText, Says
from sim.validation import validate_partly
from sim.words import phrase, words
from sim.words.layout import visible


class AcceptedEntry(Entry):
    """One accepted finding: its fingerprint, and why it may stay."""

    finding: Annotated[str, StringConstraints(pattern=rf"^[0-9a-f]{{{FINGERPRINT_DIGITS}}}$"), Says("free")]
    check: FreeText = ""
    clauses: tuple[FreeText, ...] = ()
    reason: FreeText = ""


class AcceptedDocument(Entry):
    """A file of accepted findings on one plan."""

    plan: FreeText
    accepted: tuple[AcceptedEntry, ...] = ()


@dataclass(frozen=True, slots=True)
class Sorted:
    """The findings on a plan, those that are accepted apart, and the entries by which nothing is accepted any more."""

    open: tuple[Finding, ...]
    accepted: tuple[Finding, ...]
    unmatched: tuple[AcceptedEntry, ...]
    reasons: dict[str, str]  # by fingerprint

    @property
    def unreasoned(self) -> int:
        """How many are accepted without a reason."""
        return sum(not self.reasons[one.fingerprint].strip() for one in self.accepted)


def read_accepted(file: Path, plan: str) -> tuple[AcceptedEntry, ...]:
    """The entries of a file. Raises InputError with all its faults, also where it is of another plan."""
    data = read_toml(file)
    document, faults = validate_partly(AcceptedDocument, data, str(file))
    faults.unique(((("accepted", place, "finding"), one.finding) for place, one in enumerate(document.accepted)))
    if not faults.found and document.plan != plan:
        faults.add(("plan",), phrase("findings.of-another-plan"), value=document.plan, allowed=plan)
    faults.stop()
    return document.accepted


def sorted_out(findings: Iterable[Finding], entries: Sequence[AcceptedEntry]) -> Sorted:
    """Each finding open or accepted."""
    found, reasons = tuple(findings), {one.finding: one.reason for one in entries}
    prints = {one.fingerprint for one in found}
    return Sorted(
        tuple(one for one in found if one.fingerprint not in reasons),
        tuple(one for one in found if one.fingerprint in reasons),
        tuple(one for one in entries if one.finding not in prints),
        reasons,
    )


def with_added(text: str, plan: str, findings: Iterable[Finding], lang: str) -> str:
    """A file's text with findings at its end, each with an empty reason; a new file where the text is empty."""
    say = words(lang)
    parts = [text.rstrip("\n")] if text.strip() else [f"{_comment(say('findings.file-head'))}\n\nplan = {_quoted(plan)}"]
    for one in findings:
        clauses = ", ".join(map(_quoted, one.clauses))
        parts.append(
            f"{_comment(say('findings.file-entry', severity=say(f'check.severity.{one.severity}'), name=one.kind.name, message=one.message))}\n"
            f'[[accepted]]\nfinding = {_quoted(one.fingerprint)}\ncheck = {_quoted(one.check)}\nclauses = [{clauses}]\nreason = ""'
        )
    made = "\n\n".join(parts) + "\n"
    parse_toml(made, "accepted.toml")  # whatever a plan's texts hold, what is written can be read
    return made


def text_of(file: Path) -> str:
    """A file as it stands, "" where there is none. Raises InputError where it cannot be read."""
    try:
        return file.read_text(encoding="utf-8-sig") if file.exists() else ""
    except (OSError, UnicodeDecodeError):
        raise InputError.of(str(file), "", phrase("findings.unreadable")) from None


def _comment(text: str) -> str:
    return "\n".join(f"# {line}".rstrip() for line in visible(text).replace("\r", " ").split("\n"))


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
