"""What a log said that nobody knew: which rows these are, and a file of synonyms with its words, ready to fill in."""

from __future__ import annotations

import json

from analysis.logs.outcome import LoggedRecord
from analysis.verdicts import Judgement
from sim.words import Names, words

TABLES = {"unknown-party": "party", "ambiguous-party": "party", "unknown-kind": "kind", "unknown-form": "form", "unknown-channel": "channel"}
_HARMLESS = frozenset({"duplicate", "near-duplicate", "note", "turned", "encoding", "more-cells", "range", "unknown-cause", "unknown-complete"})


def lines_not_understood(log: LoggedRecord) -> tuple[int, ...]:
    """The lines of which something could not be read, in their order."""
    return tuple(sorted({one.line for one in log.problems if one.code not in _HARMLESS}))


def is_incomplete(log: LoggedRecord) -> bool:
    """Whether anything of a log was not understood or not read at all."""
    return bool(lines_not_understood(log)) or log.understood.rows_lost > 0


def synonyms_to_fill_in(log: LoggedRecord, lang: str) -> str:
    """A file of synonyms, as TOML, with every word that was not known as a comment, its lines and what it may have meant."""
    say = words(lang)
    lines = [f"# {part}" for part in say("log.synonyms-to-fill-in").splitlines()]
    found: dict[str, dict[str, list[int]]] = {}
    hints: dict[str, str] = {}
    for one in log.problems:
        if one.code in TABLES and one.value:
            found.setdefault(TABLES[one.code], {}).setdefault(one.value, []).append(one.line)
            hints.setdefault(one.value, one.hinted(lang))
    for heading in log.understood.unknown:
        found.setdefault("column", {})[heading] = []
    for table in (name for name in ("column", "kind", "form", "channel", "party") if name in found):
        lines += ["", f"[{table}]"]
        for word, places in found[table].items():
            said = [say("log.synonyms-lines", lines=places[:10], n=len(places))] if places else []
            lines.append("# … = " + json.dumps([word], ensure_ascii=False) + "".join(f"   # {part}" for part in (*said, hints.get(word, "")) if part))
    return "\n".join(lines) + "\n"


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
