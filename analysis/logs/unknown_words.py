"""What a log said that nobody knew: which rows these are, and a file of synonyms with its words, ready to fill in."""

from __future__ import annotations

import json
from collections.abc import Iterator
from textwrap import wrap

from analysis.logs.outcome import LoggedRecord
from analysis.logs.synonyms import COLUMNS, ids_of
from analysis.verdicts import Judgement
from sim.inputs.resources import ConcreteBody, Resources
from sim.plan.channels import channels_of
from sim.plan.model import Body, Plan, Post
from sim.vocabulary import KINDS
from sim.words import Names, words

TABLES = {"unknown-party": "party", "ambiguous-party": "party", "unknown-kind": "kind", "unknown-form": "form", "unknown-channel": "channel"}
_HARMLESS = frozenset(
    {"duplicate", "near-duplicate", "note", "turned", "by-form", "encoding", "more-cells", "range", "unknown-cause", "unknown-complete"}
)

_WIDE = 110


def lines_not_understood(log: LoggedRecord) -> tuple[int, ...]:
    """The lines of which something could not be read, in their order."""
    return tuple(sorted({one.line for one in log.problems if one.code not in _HARMLESS}))


def is_incomplete(log: LoggedRecord) -> bool:
    """Whether anything of a log was not understood or not read at all."""
    return bool(lines_not_understood(log)) or log.understood.rows_lost > 0


def synonyms_to_fill_in(log: LoggedRecord, plan: Plan, resources: Resources | None, lang: str) -> str:
    """A file of synonyms, as TOML, with every word that was not known and an empty id behind it, ready to fill in.

    Beside each word stand its lines and what it may have meant; above each table the ids that may be meant, with their names.
    """
    say = words(lang)
    lines = [f"# {part}" for part in say("log.synonyms-to-fill-in").splitlines()]
    found: dict[str, dict[str, list[int]]] = {}
    hints: dict[str, str] = {}
    for one in log.problems:
        if one.code in TABLES and one.value:
            for word in one.words or (one.value,):
                found.setdefault(TABLES[one.code], {}).setdefault(word, []).append(one.line)
                hints.setdefault(word, one.hinted(lang))
    for heading in log.understood.unknown:
        found.setdefault("column", {})[heading] = []
    for table in (name for name in ("column", "kind", "form", "channel", "party") if name in found):
        meant = [f"{id_} {name}".strip() for id_, name in _may_mean(table, plan, resources, lang)]
        lines += ["", *(f"# {line}" for line in wrap("; ".join(meant), _WIDE, break_on_hyphens=False)), f"[{table}]"]
        for word, places in found[table].items():
            said = [say("log.synonyms-lines", lines=places[:10], n=len(places))] if places else []
            notes = "".join(f"  # {part}" for part in (*said, hints.get(word, "")) if part)
            lines.append(json.dumps(word, ensure_ascii=False) + ' = ""' + notes)
    return "\n".join(lines) + "\n"


def _may_mean(table: str, plan: Plan, resources: Resources | None, lang: str) -> Iterator[tuple[str, str]]:
    """The ids that a table may name, with what they are called."""
    say = words(lang)
    if table == "party":
        parties: tuple[Body | Post | ConcreteBody, ...] = (*plan.body, *plan.post, *(resources.body if resources is not None else ()))
        yield from ((one.id, one.name.of(lang)) for one in parties)
    elif table == "column":
        yield from ((name, "") for name in COLUMNS)
        yield from ((fact.id, fact.name.of(lang)) for fact in plan.fact)
    else:
        ids = {"kind": KINDS, "form": ids_of(plan, ())["form"], "channel": channels_of(plan)}[table]
        own = {channel.id: channel.name.of(lang) for channel in plan.channel}
        yield from ((id_, own.get(id_) or (say.named(table, id_) if say.knows(f"{table}.{id_}") else "")) for id_ in ids)


_FEW_LINES, _FEW_DUTIES = 20, 4


def said_not_understood(log: LoggedRecord, judgement: Judgement, names: Names) -> tuple[str, ...]:
    """What was not understood, before anything is concluded: how many rows, which of them, and the duties that they could touch."""
    say, lines, lost = names.say, lines_not_understood(log), log.understood.rows_lost
    if not lines and not lost:
        return ()
    touched = {one.rule: None for one in judgement.verdicts if any(cell.line in lines for cell in one.cells)}
    duties = [names.rule(rule) for rule in touched]
    said = [say("text.not-understood", n=len(lines), lines=list(lines[:_FEW_LINES]))] if lines else []
    if lost:
        said.append(say("text.rows-lost", n=lost))
    if duties:
        said.append(say("text.duties-touched", duties=duties[:_FEW_DUTIES], n=len(duties)))
    return tuple(said)
