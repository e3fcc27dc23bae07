"""Write the generated tables into the documents, between their markers, the schemas to which the shipped files point, and the line in them that does.

    python tools/tables.py            # writes docs/*.md, scenarios/schemas/*.json and first lines in scenarios/
    python tools/tables.py --check    # writes nothing; exit 1 where a document is out of step

A document says `<!-- generated: NAME -->` and, after it, `<!-- end -->`; what stands between them is replaced.
"""

from __future__ import annotations

import argparse
import os
import re
import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import fields
from datetime import date, datetime, time
from functools import partial
from pathlib import Path
from types import UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel, BeforeValidator
from pydantic.fields import FieldInfo

from analysis.documents.page import documents_page
from analysis.papers.evaluator import EXERCISE_TEXTS, OF_THE_EVALUATOR
from analysis.plan.coverage import FILE, act_change, coverage_tables, effect_change, load_coverage, side_by_side
from analysis.plan.page import markdown_row
from analysis.verdicts import STATUSES
from sim.cli.editors import schema_bytes
from sim.cli.schema_line import kind_in, pointed
from sim.distributions import parse_distribution
from sim.documents import one_or_other
from sim.durations import NONE_STATED, Span, parse_amount, parse_clock, parse_span
from sim.inputs.assembly import default_plan, find_plan
from sim.inputs.crowd_assumptions import ASSUMPTIONS
from sim.inputs.crowd_parameters import CrowdParameters
from sim.inputs.resources import SCENE, load_resources
from sim.inputs.schema import DOCUMENTS, keys_of, models_in, table_words
from sim.plan.check import FINDING_KINDS, SEVERITIES
from sim.plan.expression import When
from sim.plan.known import CLOSED
from sim.plan.limits import parse_limit
from sim.plan.loader import load_plan
from sim.plan.model import Plan
from sim.plan.starts import STARTS
from sim.references import POINTER, KindWord
from sim.text import Closed, Condition, OwnId, Ref, Says, Text
from sim.vocabulary import ACTS, CHANNELS, EFFECTS, FAULTS, FORCES, FORMS, INPUT_KINDS, KINDS
from sim.words import LANGUAGES, InLanguages, Phrase, Said, phrase, words

ROOT = Path(__file__).resolve().parent.parent
DOCS, SCHEMAS = ROOT / "docs", ROOT / "scenarios" / "schemas"  # where shipped files point
_SHIPPED = "en"  # the language of comments in shipped files, and of their schemas
_MARKED = re.compile(r"(<!-- generated: ([\w-]+) -->\n).*?(<!-- end -->)", re.DOTALL)
_NOTHING = "–"
_LONG_NUMBER = 10_000


def _table(head: list[str], rows: list[list[str]]) -> str:
    return "\n".join([markdown_row(head), "|" + "---|" * len(head), *(markdown_row(row) for row in rows)]) + "\n"


def _told(change: InLanguages | None) -> str:
    return _NOTHING if change is None else side_by_side(change)


def plan_coverage() -> str:
    """Each rule of the default plan, the entries that carry it, and what they change."""
    file = find_plan(default_plan())
    return coverage_tables(load_coverage(file.parent / FILE, load_plan(file)))


def acts() -> str:
    """Each verb and each effect, with what it changes in a run."""
    rows = []
    for verb, act in ACTS.items():
        kind = f"`{act.kind}`, `received`" if act.message else f"`{act.kind}`"
        rows.append([f"`{verb}`", kind, _told(act_change(verb))])
    effects = [[f"`{effect}`", _told(effect_change(effect))] for effect in EFFECTS]
    return _table(["act", "rows", "what it changes"], rows) + "\n" + _table(["effect", "what it changes"], effects)


def crowd_assumptions() -> str:
    """Each size of an effect on the people at a scene: what is taken, its range, and why it has its direction."""
    usual = CrowdParameters()
    rows = [[f"`{name}`", f"{getattr(usual, name):g}", f"{held.low:g}–{held.high:g}", held.why] for name, held in ASSUMPTIONS.items()]
    return _table(["size", "taken", "range", "why"], rows)


def task_times() -> str:
    """How long tasks take in the default plan's resources, with source or range."""
    file = find_plan(default_plan())
    resources = load_resources(file.parent / "resources.toml", load_plan(file))
    rows = []
    for task in resources.task:
        form, span = f"`{task.form}`" if task.form else "", "–".join(map(str, task.range))
        rows.append([f"`{task.act}`", form, task.by, f"{task.minutes.mean():.3g}", task.source or "assumption", span])
    return _table(["act", "form", "by", "mean, min", "source", "range"], rows)


# -- the language of plans ---------------------------------------------------------------------------------------------------

_READ = {parse_limit: "limit", parse_amount: "length", parse_span: "length", parse_clock: "clock", parse_distribution: "distribution"}
_SHAPES = {
    bool: "shape.flag", int: "shape.whole-number", float: "shape.number", str: "shape.text",
    datetime: "shape.moment", date: "shape.date", time: "shape.time",
}  # fmt: skip
_MODELS = tuple(model for model in models_in(Plan) if model is not Text)
_OTHERS = {
    kind: tuple(model for model in models_in(root) if model is not Text and model not in _MODELS)
    for kind, root in DOCUMENTS.items() if root is not Plan
}  # fmt: skip
_LISTS: dict[str, tuple[str, ...]] = {
    "kind": KINDS, "form": FORMS, "channel": CHANNELS, "effect": EFFECTS, "force": FORCES, "start": STARTS, "status": STATUSES,
}  # fmt: skip


def _path(model: type[BaseModel], models: tuple[type[BaseModel], ...] = _MODELS) -> str:
    """Where a model stands in its kind of file: `duty`, or `grade.any` for what is held in another."""
    if model is models[0]:
        return ""
    held = ((holder, key) for holder in models for key, field in holder.model_fields.items() if model in _inside(field.annotation))
    return _joined(*next(held), models)


def _joined(model: type[BaseModel], key: str, models: tuple[type[BaseModel], ...] = _MODELS) -> str:
    path = _path(model, models)
    return f"{path}.{key}" if path else key


def _inside(shape: Any) -> Iterator[type]:
    for part in get_args(shape) or (shape,):
        if isinstance(part, type):
            yield part
        else:
            yield from _inside(part) if get_args(part) else ()


def _allowed(shape: Any, marks: tuple[Any, ...]) -> Said:
    """What may stand in a field, for a reader."""
    for said in (*map(_marked, marks), _closed(shape, marks), _bounded(shape, marks)):
        if said is not None:
            return said
    origin, parts = get_origin(shape), get_args(shape)
    if origin is Annotated:
        return _allowed(parts[0], (*parts[1:], *marks))
    if origin is Literal:
        return one_or_other([_written(part) for part in parts])
    if origin in (Union, UnionType):
        kept = [part for part in parts if part not in (type(None), Phrase)]  # a phrase stands in no file
        whole = [part for part in kept if get_origin(part) is Annotated and Says("choice") in get_args(part)]  # says of a flag too what it may be
        return one_or_other([_allowed(part, ()) for part in whole or kept])
    if origin is tuple:
        return phrase("language.allowed.list", what=_allowed(parts[0], ()))
    if origin is dict:
        return phrase("language.allowed.pairs", key=_allowed(parts[0], ()), value=_allowed(parts[1], ()))
    if shape is Text:
        return phrase("language.allowed.text")
    if isinstance(shape, type) and issubclass(shape, BaseModel):
        return phrase("language.allowed.entry", keys=tuple(f"`{key}`" for key in keys_of(shape)))
    return phrase("language.allowed.condition" if shape is When else _SHAPES.get(shape, "language.allowed.any"))


def _bounded(shape: Any, marks: tuple[Any, ...]) -> Said | None:
    """A number with the bounds that it must keep to."""
    least, most = (next((getattr(m, key) for mark in marks for m in _constraints(mark) if hasattr(m, key)), None) for key in ("ge", "le"))
    if shape not in (int, float) or (least is None and most is None):
        return None
    what, low, high = phrase(_SHAPES[shape]), _number(least), _number(most)
    if not high:
        return phrase("language.allowed.from", what=what, least=low)
    return phrase("language.allowed.between", what=what, least=low, most=high) if low else phrase("language.allowed.up-to", what=what, most=high)


def _number(bound: float | None) -> str:
    """A bound as a reader reads it; nothing where there is none."""
    return "" if bound is None else f"{bound:g}" if abs(bound) < _LONG_NUMBER else f"{bound:,}"


def _constraints(mark: Any) -> tuple[Any, ...]:
    """The bounds that a field states, or a mark that is one."""
    return tuple(mark.metadata) if isinstance(mark, FieldInfo) else (mark,)


class _Called:
    """A word of a closed list as a file writes it, with what a reader calls it where that is another word."""

    def __init__(self, family: str, word: str) -> None:
        self.family, self.word = family, word

    def of(self, lang: str) -> str:
        called = words(lang)(f"{self.family}.{self.word}")
        return _written(self.word) if called == self.word else words(lang)("language.allowed.word", word=_written(self.word), called=called)


def _closed(shape: Any, marks: tuple[Any, ...]) -> Said | None:
    """The words of a closed list, each with what a reader calls it; a long list stands on the page by itself."""
    family = next((mark.family for mark in marks if isinstance(mark, Closed)), None)
    if family is None or get_origin(shape) is not Literal:
        return None
    if family in (*_LISTS, "fault"):
        return phrase("language.allowed.listed")
    return one_or_other([_Called(family, part) for part in get_args(shape)])


def _marked(mark: Any) -> Said | None:
    match mark:
        case Ref():
            return _reference(mark)
        case OwnId():
            return phrase("shape.id")
        case Condition():
            return phrase("language.allowed.condition")
        case Says(what):
            return phrase(f"says.{what}")
        case BeforeValidator(func=func) if func in _READ:
            return phrase(f"language.allowed.{_READ[func]}")
    return None


def _reference(ref: Ref) -> Said:
    what: Said = one_or_other([KindWord(kind) for kind in ref.kinds if kind != POINTER])
    others = [*(f"`{word}`" for word in ref.also), *(f"`{kind}:ID`" for kind in ref.prefixed), *(["`@…`"] if POINTER in ref.kinds else [])]
    others += [_written(NONE_STATED)] if ref.none else []
    said = phrase("language.allowed.one-of" if set(ref.kinds) <= CLOSED.keys() else "language.allowed.id-of", what=what)
    return phrase("language.allowed.prefixed", what=said, prefixed=one_or_other(others)) if others else said


def _usual(field: FieldInfo) -> Said:
    if field.is_required():
        return phrase("language.allowed.needed")
    usual = field.get_default(call_default_factory=True, validated_data={})
    if isinstance(usual, bool):
        return f"`{str(usual).lower()}`"
    if isinstance(usual, int | float):
        lasts = any(isinstance(mark, BeforeValidator) and mark.func in (parse_span, parse_clock) for mark in field.metadata)
        return f"`{_written_length(usual)}`" if lasts else f"`{usual:g}`"
    if isinstance(usual, time):
        return f"`{usual.isoformat()}`"
    return _written(usual) if isinstance(usual, str) and usual else _NOTHING


def _written_length(minutes: float) -> str:
    return _written(str(Span(minutes))).strip("`")


def _written(word: str) -> str:
    """A word as a file writes it."""
    return f'`"{word}"`'


def keys_table(models: tuple[type[BaseModel], ...], model: type[BaseModel], lang: str) -> str:
    """Each key of a table of a file: what it is, what it may hold, what holds without it; and which keys refer to the table."""
    say = words(lang)
    rows = []
    plans = [base for base in model.__mro__[1:] if base in _MODELS and models is not _MODELS]
    inherited = {name for base in plans for name in base.model_fields} - model.__annotations__.keys()
    for (key, told), (name, field) in zip(keys_of(model).items(), model.model_fields.items(), strict=True):
        if name in inherited:
            continue  # it is explained where that table of the plan is
        allowed = _allowed(field.annotation, tuple(field.metadata)) if model not in DOCUMENTS.values() else _as_table(key, field)
        rows.append([f"`{key}`", say.tell(told), say.tell(allowed), say.tell(_usual(field))])
    head = [say(f"language.column.{name}") for name in ("key", "what", "allowed", "usual")]
    referring = list(_referring(model, models))
    after = f"\n{say('language.referred', keys=referring)}\n" if referring else ""
    return f"{say.tell(table_words(model))}{say('language.stop')}\n\n{_table(head, rows)}{after}"


def _as_table(key: str, field: FieldInfo) -> str:
    """How a file begins an entry of one of its tables."""
    return f"`[[{key}]]`" if get_origin(field.annotation) is tuple else f"`[{key}]`"


def _referring(model: type[BaseModel], models: tuple[type[BaseModel], ...]) -> Iterator[str]:
    """The keys of the same kind of file that may hold the id of an entry of a table."""
    if not any(isinstance(mark, OwnId) for field in model.model_fields.values() for mark in field.metadata):
        return
    kind = _path(model, models)
    for other in models:
        for key, field in other.model_fields.items():
            if any(kind in (*ref.kinds, *ref.prefixed) for ref in _references(field.annotation, field.metadata)):
                yield f"`{_joined(other, field.alias or key, models)}`"


def _references(shape: Any, marks: Iterable[Any]) -> Iterator[Ref]:
    yield from (mark for mark in marks if isinstance(mark, Ref))
    parts = get_args(shape)
    if get_origin(shape) is Annotated:
        yield from _references(parts[0], parts[1:])
        return
    for part in parts:
        yield from _references(part, ())


def closed_list(family: str, lang: str) -> str:
    """The words of a closed list, and what each is called."""
    say = words(lang)
    rows = [[f"`{one}`", say(f"{family}.{one}")] for one in _LISTS[family]]
    return _table([say("language.column.word"), say("language.column.called")], rows)


def fault_list(lang: str) -> str:
    """Each kind of fault: what it is called, and what it does to whom."""
    say = words(lang)
    rows = [[f"`{kind}`", say(f"fault.{kind}"), say(f"language.faults.{kind}")] for kind in FAULTS]
    return _table([say(f"language.column.{name}") for name in ("word", "called", "does")], rows)


def crowd_list(lang: str) -> str:
    """Each size of an effect on people: what it is, what is taken without it, and between what it is assumed to lie."""
    say, usual = words(lang), CrowdParameters()
    rows = []
    for field in fields(CrowdParameters):
        held = ASSUMPTIONS.get(field.name)
        span = _NOTHING if held is None else f"{held.low:g}–{held.high:g}"
        rows.append([f"`{field.name}`", say(f"language.crowd.{field.name}"), f"`{getattr(usual, field.name):g}`", span])
    return _table([say(f"language.column.{name}") for name in ("key", "what", "usual", "range")], rows)


def scene_list(lang: str) -> str:
    """What can be seen of the people at a scene."""
    say = words(lang)
    rows = [[f"`{name}`", say(f"language.scene.{name}")] for name in SCENE.names]
    return _table([say("language.column.word"), say("language.column.what")], rows)


def act_list(lang: str) -> str:
    """Each act, the kind of row that shows that it was done, and the form that it has without another."""
    say = words(lang)
    rows = [[f"`{verb}`", say(f"act.{verb}"), f"`{act.kind}`", f"`{act.form}`" if act.form else _NOTHING] for verb, act in ACTS.items()]
    return _table([say(f"language.column.{name}") for name in ("word", "called", "row", "form")], rows)


def check_list(lang: str) -> str:
    """Each kind of finding of `drill plan check`, gravest first: its code, what it is called, what it looks for, what would mend it."""
    say = words(lang)
    order = sorted(FINDING_KINDS.values(), key=lambda one: SEVERITIES.index(one.severity))
    rows = [[f"`{one.id}`", say.tell(one.name), say(f"check.severity.{one.severity}"), say.tell(one.looks), say.tell(one.mend)] for one in order]
    return _table([say(f"findings.column-{name}") for name in ("code", "name", "severity", "looks", "mend")], rows)


def exercise_texts(lang: str) -> str:
    """Each text that the evaluators' file may state of an exercise, and who is asked for it where it does not."""
    say = words(lang)
    rows = [
        [f"`{key}`", say(f"docx.exercise.{key}"), say(f"docx.filled-by.{'evaluator' if key in OF_THE_EVALUATOR else 'unit'}")]
        for key in EXERCISE_TEXTS
    ]
    return _table([say(f"docx.column.text-{name}") for name in ("key", "what", "by")], rows)


def _in_languages(name: str, make: Callable[[str], str]) -> dict[str, Callable[[], str]]:
    return {f"{name}-{lang}": partial(make, lang) for lang in LANGUAGES}


TABLES: dict[str, Callable[[], str]] = {
    "plan-coverage": plan_coverage,
    "acts": acts,
    "crowd-assumptions": crowd_assumptions,
    "task-times": task_times,
    **_in_languages("acts", act_list),
    **_in_languages("checks", check_list),
    **_in_languages("documents", documents_page),
    **_in_languages("exercise-texts", exercise_texts),
    **_in_languages("list-fault", fault_list),
    **_in_languages("list-crowd", crowd_list),
    **_in_languages("list-scene", scene_list),
}
for _kind, _models in _OTHERS.items():
    for _model in _models:
        TABLES |= _in_languages(f"keys-{_kind}-{_path(_model, _models).replace('.', '-') or 'file'}", partial(keys_table, _models, _model))
for _model in _MODELS:
    TABLES |= _in_languages(f"keys-{_path(_model).replace('.', '-') or 'file'}", partial(keys_table, _MODELS, _model))
for _family in _LISTS:
    TABLES |= _in_languages(f"list-{_family}", partial(closed_list, _family))


def filled(text: str) -> str:
    """The document with its tables as they should be. Raises KeyError for a table that nobody makes."""
    return _MARKED.sub(lambda found: f"{found[1]}{TABLES[found[2]]()}{found[3]}", text)


def _schemas() -> dict[Path, bytes]:
    return {SCHEMAS / f"{kind}.json": schema_bytes(kind, _SHIPPED) for kind in INPUT_KINDS}


def _pointing() -> dict[Path, bytes]:
    """The shipped files with the line that says where their schema is; but for the templates of `drill new`, which gives its files such a line."""
    found = {}
    for path in sorted(SCHEMAS.parent.rglob("*.toml")):
        data = path.read_bytes()
        kind = "synonyms" if path.name == "names.toml" else kind_in(data)
        if kind is not None and path.parent.name != "blank":
            way = os.path.relpath(SCHEMAS, path.parent).replace(os.sep, "/")
            found[path] = pointed(data, kind, way if way.startswith(".") else f"./{way}")
    return found


def main() -> int:
    """Write the documents, or check them."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true", help="write nothing; exit 1 where a document is out of step")
    check = parser.parse_args().check
    stale = []
    for path in sorted(DOCS.glob("*.md")):
        text = path.read_text("utf-8")
        now = filled(text)
        if now == text:
            continue
        stale.append(path.name)
        if not check:
            path.write_text(now, "utf-8", newline="\n")
    for path, held in {**_schemas(), **_pointing()}.items():
        if not path.is_file() or path.read_bytes() != held:
            stale.append(path.relative_to(ROOT).as_posix())
            if not check:
                path.parent.mkdir(exist_ok=True)
                path.write_bytes(held)
    print(("out of step: " if check else "written: ") + (", ".join(stale) or "none"))
    return 1 if check and stale else 0


if __name__ == "__main__":
    sys.exit(main())
