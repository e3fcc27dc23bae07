"""What each kind of row says of its entry, cell by cell: a cell that was changed since the script was written becomes the key that it shows.

Each function takes a row (`TakenRow`) and changes its entry. Raises RefusedError with what is wrong with the cell.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from analysis.logs.names import PartyNames
from analysis.scripts.base import Base, EntryKey, same
from analysis.scripts.moments import MomentReader
from analysis.scripts.rows import elapsed
from sim.durations import Span, parse_clock
from sim.inputs.resources import Resources
from sim.plan.expression import ConditionError, parse_condition
from sim.plan.model import Plan
from sim.plan.rulebook import Rulebook
from sim.vocabulary import FAULTS
from sim.words import LANGUAGES, Names, RefusedError, phrase, words

_ASIDE = re.compile(r"(?:\n|^)\s*〔[^〔〕]*〕\s*(?=\n|$)")
_NUMBER = re.compile(r"\d[\d,，]*")
_SAME_MIN = 0.01


@dataclass(slots=True)
class TakenRow:
    """A row with the entry that it becomes. `cells` are those that hold something, by column; `minute` is its moment, `was` what was written."""

    kind: str
    key: EntryKey
    line: int
    cells: Mapping[str, Any]
    entry: dict[str, Any]
    source: EntryKey  # the entry that it was written from: of a copied row, that of the other one
    minute: float | None = None
    was: float | None = None
    also: tuple[str, ...] = ()  # further bodies that an inject tells


@dataclass(frozen=True, slots=True)
class ScriptGround:
    """What rows are read against. `lang` is the language of the script, None where nobody knows; `begins` are events' moments."""

    base: Base
    plan: Plan
    parties: PartyNames
    duties: Mapping[str, str]  # plain title or id of a rule, its id
    moments: MomentReader
    lang: str | None
    begins: dict[str, float]


def ground_of(base: Base, plan: Plan, resources: Resources, moments: MomentReader, lang: str | None) -> ScriptGround:
    """What the rows of a script are read against."""
    rules = Rulebook(plan).rules
    titles = {rule.duty.title.of(one): rule.id for one in LANGUAGES for rule in rules}
    return ScriptGround(base, plan, PartyNames(plan, resources, {}), titles | {rule.id: rule.id for rule in rules}, moments, lang, {})


def told_text(cell: Any) -> str:
    """What a person says in a cell: without what the program adds in brackets."""
    return "" if cell is None else _ASIDE.sub("", str(cell)).strip()


def clock_text(minute: float) -> str:
    """A moment as scenarios write it."""
    seconds = round(minute * 60)
    hours, rest = divmod(seconds, 3600)
    return f"{hours:02d}:{rest // 60:02d}" + (f":{rest % 60:02d}" if rest % 60 else "")


# -- cells of any kind -------------------------------------------------------------------------------------------------------


def _moment(key: str) -> Callable[[TakenRow, ScriptGround], None]:
    """The row's moment is a key."""

    def take(row: TakenRow, ground: ScriptGround) -> None:
        if row.minute is None:
            _drop(row.entry, key)
        elif row.was is None or abs(row.minute - row.was) >= _SAME_MIN or _held(row.entry, key) is None:
            _set(row.entry, key, clock_text(_not_before(row.minute)))

    return take


def _not_before(minute: float) -> float:
    if minute < 0:
        raise RefusedError(phrase("log-problem.before-start"))
    return minute


def _text(key: str, column: str = "text") -> Callable[[TakenRow, ScriptGround], None]:
    """The row's text is a key: of a text in several languages, that of the script."""

    def take(row: TakenRow, ground: ScriptGround) -> None:
        cell = row.cells.get(column)
        if same(cell, ground.base.texts(row.source, key)):
            return
        _set_text(row, key, told_text(cell), ground)

    return take


def _set_text(row: TakenRow, key: str, said: str, ground: ScriptGround) -> None:
    before = row.entry.get(key)
    if not said:
        row.entry.pop(key, None)
    elif isinstance(before, dict) and ground.lang in before:
        row.entry[key] = {**before, ground.lang: said}
    elif not (isinstance(before, dict) and said in before.values()):
        row.entry[key] = said


def _party(key: str) -> Callable[[TakenRow, ScriptGround], None]:
    """Whom the row is for is a key: the id of a body or a post."""

    def take(row: TakenRow, ground: ScriptGround) -> None:
        cell = row.cells.get("to")
        if same(cell, ground.base.texts(row.source, key)):
            return
        if cell is None:
            _drop(row.entry, key)
            return
        first, *others = parties_in(str(cell), ground)
        if others and key != "notice.body":
            raise RefusedError(phrase("script.one-party"), value=str(cell))
        _set(row.entry, key, first)
        row.also = tuple(others)

    return take


def parties_in(cell: str, ground: ScriptGround) -> tuple[str, ...]:
    """The ids of those whom a cell names. Raises RefusedError where it names nobody known, or somebody of several."""
    found = ground.parties.find(cell)
    if found.code:
        names = Names(ground.lang or LANGUAGES[0], ground.plan)
        allowed = tuple(map(names.party, found.among)) if found.among else phrase("script.parties")
        raise RefusedError(phrase(f"log-problem.{found.code}"), value=cell, allowed=allowed, hint=found.hint or ground.parties.near(cell))
    return found.ids


# -- what only one kind has ----------------------------------------------------------------------------------------------------


def _course_facts(row: TakenRow, ground: ScriptGround) -> None:
    if not same(row.cells.get("text"), ground.base.texts(row.source, "facts")) and "facts" in ground.base.shown.get(row.source, {}):
        raise RefusedError(phrase("script.facts-are-details"), hint=phrase("script.facts-are-details.hint"))


def _people(row: TakenRow, ground: ScriptGround) -> None:
    """A group: its name and how many, as the script writes them or with one number in the text."""
    cell = row.cells.get("text")
    if same(cell, ground.base.texts(row.source, "size")):
        return
    said = told_text(cell)
    for lang in LANGUAGES:
        if (match := _pattern("script.people", lang).fullmatch(said)) and _NUMBER.fullmatch(match["people"]):
            _set_size(row, match["people"])
            _set_text(row, "name", match["name"].strip(), ground)
            return
    numbers = _NUMBER.findall(said)
    if len(numbers) != 1:
        raise RefusedError(phrase("script.how-many"), allowed=phrase("script.people", name="…", people=80))
    _set_size(row, numbers[0])
    _set_text(row, "name", said, ground)


def _set_size(row: TakenRow, number: str) -> None:
    row.entry["size"] = int(number.replace(",", "").replace("，", ""))


def _people_begin(row: TakenRow, ground: ScriptGround) -> None:
    """A group comes so long after its event begins."""
    event = ground.begins.get(str(row.entry.get("event")))
    if row.entry.get("brought") is True or event is None:
        return
    if row.minute is None:
        _drop(row.entry, "arrival.begins")
        return
    try:
        begins = parse_clock(row.entry.get("arrival", {}).get("begins", "0 min"))
    except (ValueError, AttributeError):
        begins = None
    after = row.minute - event
    if after <= -_SAME_MIN:
        raise RefusedError(phrase("script.before-event", event=elapsed(event)), hint=phrase("script.before-event.hint"))
    if begins is None or abs(after - begins) >= _SAME_MIN:
        _set(row.entry, "arrival.begins", clock_text(max(after, 0.0)))


def _trigger(row: TakenRow, ground: ScriptGround) -> None:
    """What brings an inject about: a moment, a condition, or an act that is not done by a moment."""
    cell, base, key = row.cells.get("condition"), ground.base, "at"
    if cell is None:
        _drop(row.entry, "missing", "when")
    elif same(cell, base.texts(row.source, "missing.duty")):
        key = "missing.by"
    elif not same(cell, base.texts(row.source, "when")):
        _drop(row.entry, "missing", "when")
        key = _conditioned(row, str(cell).strip(), ground)
    _moment(key)(row, ground)


def _conditioned(row: TakenRow, said: str, ground: ScriptGround) -> str:
    """Take a new condition; the key of its moment."""
    for lang in LANGUAGES:
        if match := _pattern("script.missing", lang).fullmatch(said):
            duty = ground.duties.get(match["duty"].strip())
            if duty is None:
                raise RefusedError(phrase("script.no-duty"), value=match["duty"], hint=phrase("script.no-duty.hint"))
            _drop(row.entry, "at")
            row.entry["missing"] = {"duty": duty}
            return "missing.by"
    try:
        parse_condition(said)
    except ConditionError:
        raise RefusedError(phrase("script.no-condition"), allowed=phrase("script.conditions")) from None
    row.entry["when"] = said
    return "at"


def _fault(row: TakenRow, ground: ScriptGround) -> None:
    """What fails: its kind by name, where nothing says it yet."""
    cell = row.cells.get("text")
    if same(cell, ground.base.texts(row.source, "text")):
        return
    said = told_text(cell)
    if "kind" not in row.entry:
        named = {words(lang).named("fault", kind): kind for lang in LANGUAGES for kind in FAULTS}
        found = max((word for word in named if word.casefold() in said.casefold()), key=len, default=None)
        if found is None:
            raise RefusedError(phrase("script.no-fault"), allowed=tuple(phrase(f"fault.{kind}") for kind in FAULTS))
        row.entry["kind"] = named[found]
    _set_text(row, "text", said, ground)


def _until(row: TakenRow, ground: ScriptGround) -> None:
    cell = row.cells.get("limit")
    if same(cell, ground.base.texts(row.source, "until")):
        return
    if cell is None:
        _drop(row.entry, "until")
        return
    said: Any = cell
    if isinstance(cell, str):
        said = re.sub(r"\s*[(（][^()（）]*[)）]\s*$", "", cell.strip())
        match = next((match for lang in LANGUAGES if (match := _pattern("script.until", lang).fullmatch(said))), None)
        said = match["moment"].strip() if match is not None else said
    minute = ground.moments.minute(said, None, None, row.minute)
    if minute is not None:
        row.entry["until"] = clock_text(_not_before(minute))


def _clause(row: TakenRow, ground: ScriptGround) -> None:
    cell = row.cells.get("clause")
    if same(cell, ground.base.texts(row.source, "clause")):
        return
    if cell is None:
        row.entry.pop("clause", None)
    else:
        row.entry["clause"] = str(cell).strip()


def _target(row: TakenRow, ground: ScriptGround) -> None:
    cell = row.cells.get("to")
    if not same(cell, ground.base.texts(row.source, "target")):
        _party("target")(row, ground)


def _horizon(row: TakenRow, ground: ScriptGround) -> None:
    if row.minute is not None and (row.was is None or abs(row.minute - row.was) >= _SAME_MIN):
        row.entry["horizon"] = str(Span(_not_before(row.minute)))


TAKES: Mapping[str, tuple[tuple[str, Callable[[TakenRow, ScriptGround], None]], ...]] = {
    "event": (("text", _text("title")), ("time", _moment("at"))),
    "sign": (("time", _moment("risk_known_at")), ("to", _party("risk_known_by"))),
    "course": (("text", _course_facts), ("time", _moment("at"))),
    "people": (("text", _people), ("time", _people_begin)),
    "inject": (("text", _text("text")), ("condition", _trigger), ("to", _party("notice.body"))),
    "fault": (("text", _fault), ("time", _moment("at")), ("to", _target), ("limit", _until)),
    "expect": (("act", _text("text", "act")), ("clause", _clause)),
    "end": (("time", _horizon),),
}
MOMENTS = ("at", "missing.by", "arrival.begins", "risk_known_at", "horizon")
"""The keys that a row's moment may be."""


# -- keys --------------------------------------------------------------------------------------------------------------------


def _pattern(code: str, lang: str) -> re.Pattern[str]:
    """A phrase as a pattern whose arguments are groups."""
    marks: dict[str, Any] = {"name": "\x01", "people": "\x02", "duty": "\x03", "moment": "\x04"}
    said = re.escape(words(lang)(code, **marks)).replace(r"\ ", r"\s*")
    said = re.sub(r"（|\\\(", r"\\s*[(（]\\s*", said)
    said = re.sub(r"）|\\\)", r"\\s*[)）]", said)
    for name, mark in marks.items():
        said = said.replace(re.escape(mark), f"(?P<{name}>.+?)")
    return re.compile(said + r"\s*", re.DOTALL | re.IGNORECASE)


def _held(entry: Mapping[str, Any], key: str) -> Any:
    held: Any = entry
    for step in key.split("."):
        held = held.get(step) if isinstance(held, dict) else None
    return held


def _set(entry: dict[str, Any], key: str, value: Any) -> None:
    *way, last = key.split(".")
    for step in way:
        inner = entry.get(step)
        if not isinstance(inner, dict):
            inner = entry[step] = {}
        entry = inner
    entry[last] = value


def _drop(entry: dict[str, Any], *keys: str) -> None:
    """Take keys away, and what is left empty by that. A body that is told nothing else is not told."""
    for key in keys:
        first, _, rest = key.partition(".")
        inner = entry.get(first)
        if not rest:
            entry.pop(first, None)
        elif isinstance(inner, dict):
            inner.pop(rest, None)
            if not inner or key == "notice.body":
                entry.pop(first, None)
