"""What a programme keeps of a drill, and how that is written at the end of its file.

What stands in the file already is never rewritten, so that whatever a person wrote stays, byte for byte.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time

import msgspec

from analysis.contradictions import KINDS
from analysis.papers.findings import PaperFinding, PaperFindingKind, findings_of, said_rows
from analysis.programme.toml_text import comment, statement, written
from analysis.report.model import LogReport
from analysis.report.screen import HARM
from analysis.verdicts import JUDGED, UNJUDGED
from sim.errors import InputError
from sim.inputs.programme import KEY_SEPARATOR, ExercisedRule, HeldDrill, HeldFinding, Programme, ProgrammeAction
from sim.record import starts_on_a_day
from sim.text import ID_SIGNS, Text
from sim.vocabulary import DrillKind
from sim.words import InLanguages, in_every_language, phrase, words

_NO_SIGNS = re.compile(rf"[^{ID_SIGNS}]+")
_DIGITS = 16


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldWhen:
    """When a drill was held; the hour where it is known."""

    day: date
    hour: time | None = None


def day_of_log(report: LogReport) -> HeldWhen | None:
    """The day and the hour at which a log from outside begins; None where it has no date, and for what was only simulated: its date is made up."""
    start = report.header.start
    if is_simulated(report) or not report.log.dated or not starts_on_a_day(start):
        return None
    begun = datetime.fromisoformat(start)
    return HeldWhen(day=begun.date(), hour=begun.time().replace(microsecond=0))


def is_simulated(report: LogReport) -> bool:
    """Whether the program ran it: a record has what no log from outside has."""
    return report.log.understood.format == "record"


def held_drill(report: LogReport, *, title: InLanguages, name: str, kind: DrillKind, when: HeldWhen) -> HeldDrill:
    """What is kept of a judged drill. `name` is what its id is made from, behind the day."""
    lineage = report.header.plan.get("lineage", ())
    findings = findings_of(report)
    return HeldDrill(
        id=_NO_SIGNS.sub("-", f"{when.day.isoformat()}-{name}").strip("-"),
        date=when.day,
        time=when.hour,
        kind=kind,
        title=_text(title),
        digest=digest_of(report),
        plan_digest=str(lineage[0]["digest"]) if lineage else "",
        revisions=tuple(str(one["id"]) for one in lineage[1:]),
        passed=tuple(passed_in(report, findings)),
        exercised=tuple(_exercised(report)),
        finding=tuple(map(_held, findings)),
    )


def digest_of(report: LogReport) -> str:
    """Digits that name a drill: what happened in it, when it began, and by which plan. The same for the same log in another file."""
    header, hashed = report.header, hashlib.sha256()
    hashed.update(msgspec.json.encode([header.start, header.plan.get("lineage", [])], order="deterministic"))
    for row in report.record.rows:
        hashed.update(msgspec.json.encode(row, order="deterministic"))
    return hashed.hexdigest()[:_DIGITS]


def _exercised(report: LogReport) -> Iterator[ExercisedRule]:
    """The rules of which a duty was raised and judged, or would have been, in the order in which they were raised."""
    counts: dict[tuple[str, str], dict[str, int]] = {}
    for one in report.judgement.verdicts:
        if one.status in (*JUDGED, UNJUDGED):
            status = "open" if one.status == UNJUDGED else one.status
            rule = counts.setdefault((one.rule, one.clause), {})
            rule[status] = rule.get(status, 0) + 1
    for (rule_id, clause), found in counts.items():
        yield ExercisedRule.model_validate({"rule": rule_id, "clause": clause, **found})


def passed_in(report: LogReport, findings: Iterable[PaperFinding]) -> Iterator[str]:
    """The keys of what belongs to no rule, was looked at, and was well: no harm, nothing that does not fit, an expectation that came true."""
    found = {one.key for one in findings}
    looked_at = [_key("harm", one) for one in HARM if (value := report.values.get(one)) is not None and value.value is not None]
    looked_at += [_key("contradiction", one) for one in KINDS] if report.record.rows else []
    looked_at += [_key("expectation", one.expect.id) for one in report.expectations if one.came_true]
    return (key for key in looked_at if key not in found)


def _key(kind: PaperFindingKind, about: str) -> str:
    """The key of a finding that belongs to no rule."""
    return KEY_SEPARATOR.join((kind, about))


def _held(one: PaperFinding) -> HeldFinding:
    return HeldFinding(
        key=one.key, rule=one.rule or "", clause=one.clause, count=one.count, over_min=None if one.over_min is None else round(one.over_min, 2),
        rows=tuple(said_rows(one)), said=_text(one.said), mend=_text(one.mend),
    )  # fmt: skip


def _text(said: InLanguages) -> Text:
    return Text.model_validate(in_every_language(said))


# -- what is refused -------------------------------------------------------------------------------------------------------------


def check_new(programme: Programme, drill: HeldDrill, plan: str, file: str) -> HeldDrill:
    """The drill with an id that no other has. Raises InputError for a drill of another plan, and for one that is in the file already."""
    if programme.programme.plan != plan:
        hint = phrase("programme.another-plan.hint")
        raise InputError.of(file, "programme › plan", phrase("programme.another-plan"), value=plan, allowed=programme.programme.plan, hint=hint)
    twin = next((one for one in programme.drill if one.digest == drill.digest), None)
    if twin is not None:
        raise InputError.of(file, f'drill "{twin.id}"', phrase("programme.held-already", date=twin.date.isoformat()), value=drill.digest)
    taken, number, name = {one.id.casefold() for one in programme.drill}, 1, drill.id
    while name.casefold() in taken:
        number += 1
        name = f"{drill.id}-{number}"
    return drill.model_copy(update={"id": name})


# -- how it is written -------------------------------------------------------------------------------------------------------------


def head_text(plan: str, title: InLanguages, digest: str, plan_file: str, lang: str) -> str:
    """The beginning of a new file."""
    named = {"plan": plan, "digest": digest} | ({"file": plan_file} if plan_file else {})
    return f"{comment(words(lang)('programme.file-head', title=title))}\n\n[programme]\n" + "".join(
        statement(key, value) for key, value in named.items()
    )


def drill_text(drill: HeldDrill) -> str:
    """A drill as it stands in the file, with what came to light in it."""
    own = {key: value for key, value in drill.model_dump(exclude_defaults=True).items() if key not in ("exercised", "finding")}
    lines = ["[[drill]]\n", *(statement(key, _as_it_was_given(value)) for key, value in own.items())]
    if drill.exercised:
        rules = [written(one.model_dump(by_alias=True, exclude_defaults=True)) for one in drill.exercised]
        lines.append("exercised = [\n" + "".join(f"  {one},\n" for one in rules) + "]\n")
    for found in drill.finding:
        lines.append("\n[[drill.finding]]\n")
        lines += [statement(key, _as_it_was_given(value)) for key, value in found.model_dump(exclude_defaults=True).items()]
    return "".join(lines)


def action_text(action: ProgrammeAction) -> str:
    """An action as it stands in the file."""
    given = action.model_dump(exclude_defaults=True, exclude_none=True)
    return "[[action]]\n" + "".join(statement(key, _as_it_was_given(value)) for key, value in given.items())


def _as_it_was_given(value: object) -> object:
    """A text that is the same in every language is written once."""
    if isinstance(value, dict) and value and all(isinstance(one, str) for one in value.values()) and len(set(value.values())) == 1:
        return next(iter(value.values()))
    return value


def with_added(before: bytes, blocks: Iterable[str]) -> bytes:
    """A file with blocks at its end, a blank line before each, in the file's own way of ending lines."""
    end = "\r\n" if b"\r\n" in before else "\n"
    text = "".join(("\n" if number or before.strip() else "") + block for number, block in enumerate(blocks))
    gap = b"" if not before or before.endswith(b"\n") else end.encode()
    return before + gap + text.replace("\n", end).encode("utf-8")
