"""The sheets of a plan's workbook and their columns, made from the plan's grammar (`sim.plan.model`): a new key needs no word here.

Each table of the file is a sheet, each of its entries a row, each key a column. What does not fit into a cell has more room:

- a text in several languages has a column for each language;
- a table inside an entry (`stops`) has a column for each of its keys;
- a list of tables (`any` of a grade) and a table of texts (`value_names`) is a sheet of its own, whose first column says to which entry a row
  belongs.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import cache
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from sim.durations import NONE_STATED
from sim.inputs.schema import keys_of, table_words
from sim.plan.model import Plan
from sim.text import Closed, Condition, OwnId, Ref, Says, Text, hyphened
from sim.words import LANGUAGES, Phrase, phrase, words

Keys = tuple[str, ...]
LONGEST_TITLE = 31  # characters that the name of a sheet may have


@dataclass(frozen=True, slots=True)
class Holds:
    """What a cell may hold, as its field says: which kinds of value, and what the words in them are."""

    text: bool = False
    several: bool = False  # words in a row
    flag: bool = False
    anything: bool = False  # a text, a number, yes or no
    table: bool = False  # what only its own reader understands: a text, or a table in braces
    any_key: str = ""  # the key of a table that holds but a list, of which one suffices
    pairs: tuple[Holds, Holds] | None = None  # a table: what its keys and its values are
    words: tuple[str, ...] = ()  # a closed list that stands in the field itself
    marks: tuple[Any, ...] = ()  # Ref, Closed, Says, OwnId, Condition: what the words are

    @property
    def silent(self) -> bool:
        """Whether the plan's silence may stand there."""
        said = any((isinstance(mark, Ref) and mark.none) or (isinstance(mark, Says) and mark.what == "length") for mark in self.marks)
        return said or self.table or NONE_STATED in self.words

    def says(self, *whats: str) -> bool:
        """Whether its text is one of these things."""
        return any(isinstance(mark, Says) and mark.what in whats for mark in self.marks)

    def over(self, other: Holds) -> Holds:
        """What may stand where either may."""
        return Holds(
            self.text or other.text, self.several or other.several, self.flag or other.flag, self.anything or other.anything,
            self.table or other.table, self.any_key or other.any_key, self.pairs or other.pairs,
            tuple(dict.fromkeys((*self.words, *other.words))), tuple(dict.fromkeys((*self.marks, *other.marks))),
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class BookColumn:
    """A column: the way to its value in the entry, what it holds, and what a reader is told of it."""

    path: Keys  # keys inside the entry; for the owner of a row and for a key of a table: ()
    told: Phrase  # the heading
    about: Phrase
    holds: Holds
    required: bool = False
    role: Literal["value", "owner", "key"] = "value"
    language: str = ""  # of a text
    usually_empty: bool = False  # where nothing is written, the list is empty: an empty one needs no words

    def heading(self, lang: str) -> str:
        """What stands over it."""
        return words(lang).tell(self.told)

    @property
    def key(self) -> str:
        """Its key as a file writes it."""
        return ".".join(self.path)


@dataclass(frozen=True, slots=True)
class BookSheet:
    """A sheet: of which table, or of which list inside the entries of one, and its columns."""

    keys: Keys  # ("duty",) or ("grade", "any")
    told: Phrase
    about: Phrase
    columns: tuple[BookColumn, ...]
    alone: bool = False  # the table stands once in the file
    named: bool = False  # rows are values of a table, under the keys that stand in a column
    own: str = ""  # the key by which an entry of the table is referred to
    entry_keys: Keys = ()  # all keys of an entry, in the grammar's order, also those that have a sheet of their own
    texts: tuple[Keys, ...] = field(default=())  # the ways to texts in several languages

    def title(self, lang: str) -> str:
        """The name of the sheet."""
        return words(lang).tell(self.told)[:LONGEST_TITLE]


@cache
def plan_sheets() -> tuple[BookSheet, ...]:
    """All sheets, in the grammar's order; those of lists inside entries follow the sheet of these."""
    return tuple(sheet for name, info in Plan.model_fields.items() for sheet in _sheets(info.alias or name, info))


def _sheets(table: str, info: FieldInfo) -> Iterator[BookSheet]:
    alone = isinstance(info.annotation, type)
    model = _entry_of(info.annotation)
    told, own = phrase(f"ref.{table}"), _own_key(model)
    made = BookSheet((table,), told, table_words(model), (), alone, own=own, entry_keys=tuple(key for key, _ in _keys(model)))
    columns: list[BookColumn] = []
    parts: list[BookSheet] = []
    for key, key_info in _keys(model):
        about = keys_of(model)[key]
        columns += _columns((key,), _heading(model, key), about, key_info)
        inner = _inner_model(key_info.annotation)
        if inner is not None:
            parts.append(replace(_part(table, key, told, about, inner, named=inner is Text), own=own))
    yield replace(made, columns=tuple(columns), texts=_texts(columns))
    yield from parts


def _part(table: str, key: str, told: Phrase, about: Phrase, model: type[BaseModel], *, named: bool) -> BookSheet:
    """The sheet of what stands in a list of tables, or in a table of texts, inside the entries of a table."""
    columns = [BookColumn((), told, phrase("planbook.owner"), Holds(text=True, marks=(Ref(table),)), required=True, role="owner")]
    if named:
        columns.append(
            BookColumn(
                (), phrase("planbook.value"), phrase("planbook.value-about"), Holds(text=True, marks=(Says("own name"),)), required=True, role="key"
            )
        )
        columns += _languages((), phrase(f"field.{key}"), about, required=True)
    else:
        for inner, info in _keys(model):
            columns += _columns((inner,), _heading(model, inner), keys_of(model)[inner], info)
    heading = phrase("planbook.part", table=told, part=phrase(f"field.{key}"))
    return BookSheet((table, key), heading, about, tuple(columns), named=named, texts=_texts(columns))


def _heading(model: type[BaseModel], key: str) -> Phrase:
    """What a key is called over its column; some keys are called otherwise in one table than in the others."""
    own = f"planbook.heading.{hyphened(model.__name__)}.{key}"
    return phrase(own) if words(LANGUAGES[0]).knows(own) else phrase(f"field.{key}")


def _columns(path: Keys, told: Phrase, about: Phrase, info: FieldInfo) -> Iterator[BookColumn]:
    """The columns of a key: one, one for each language, or those of the keys of its table."""
    shapes = [shape for shape in _alternatives(info.annotation) if shape is not NoneType]
    if Text in shapes:
        yield from _languages(path, told, about, required=info.is_required())
        return
    if len(shapes) == 1 and isinstance(shapes[0], type) and issubclass(shapes[0], BaseModel):
        for key, inner in _keys(shapes[0]):
            heading = phrase("planbook.inside", outer=told, inner=_heading(shapes[0], key))
            for column in _columns((*path, key), heading, phrase("planbook.of", outer=about, inner=keys_of(shapes[0])[key]), inner):
                yield replace(column, required=False)
        return
    holds = _holds_field(info)
    if holds != Holds(marks=holds.marks):
        usual = None if info.is_required() else info.get_default(call_default_factory=True, validated_data={})
        yield BookColumn(path, told, about, holds, required=info.is_required(), usually_empty=usual == ())


def _languages(path: Keys, told: Phrase, about: Phrase, *, required: bool) -> Iterator[BookColumn]:
    for number, lang in enumerate(LANGUAGES):
        named = f"planbook.language.{lang}"
        language = phrase(named) if words(LANGUAGES[0]).knows(named) else lang
        heading = phrase("planbook.in-language", what=told, language=language)
        holds = Holds(text=True, marks=(Says("free"),))
        yield BookColumn((*path, lang), heading, about, holds, required and not number, language=lang)


def _texts(columns: list[BookColumn]) -> tuple[Keys, ...]:
    return tuple(dict.fromkeys(column.path[:-1] for column in columns if column.language))


def _keys(model: type[BaseModel]) -> Iterator[tuple[str, FieldInfo]]:
    yield from ((info.alias or name, info) for name, info in model.model_fields.items())


def _own_key(model: type[BaseModel]) -> str:
    return next((key for key, info in _keys(model) if any(isinstance(mark, OwnId) for mark in info.metadata)), "")


def _entry_of(annotation: Any) -> type[BaseModel]:
    """The model of a table of the file: of its one entry, or of each."""
    model: type[BaseModel] = annotation if isinstance(annotation, type) else get_args(annotation)[0]
    return model


# -- what an annotation lets stand ------------------------------------------------------------------------------------------------


def _alternatives(annotation: Any) -> tuple[Any, ...]:
    if get_origin(annotation) is Annotated:
        return _alternatives(get_args(annotation)[0])
    if get_origin(annotation) in (Union, UnionType):
        return tuple(shape for part in get_args(annotation) for shape in _alternatives(part))
    return (annotation,)


def _inner_model(annotation: Any) -> type[BaseModel] | None:
    """What has a sheet of its own: the tables of a list, or texts under keys."""
    for shape in _alternatives(annotation):
        inner = get_args(shape)[-1 if get_origin(shape) is dict else 0] if get_origin(shape) in (tuple, dict) else None
        if isinstance(inner, type) and issubclass(inner, BaseModel) and (get_origin(shape) is tuple or inner is Text):
            return inner
    return None


def _holds_field(info: FieldInfo) -> Holds:
    return _holds(info.annotation, tuple(info.metadata))


def _holds(annotation: Any, marks: tuple[Any, ...] = ()) -> Holds:
    """What a value of this annotation may be."""
    origin, parts = get_origin(annotation), get_args(annotation)
    kept = tuple(mark for mark in marks if isinstance(mark, Ref | Closed | Says | OwnId | Condition))
    if origin is Annotated:
        return _holds(parts[0], (*marks, *parts[1:]))
    if origin in (Union, UnionType):
        found = Holds(marks=kept)
        for part in parts:
            found = found.over(_holds(part))
        return found
    if origin is Literal:
        return Holds(text=parts != (NONE_STATED,), words=tuple(part for part in parts if isinstance(part, str)), marks=kept)
    if origin in (tuple, dict) and _inner_model(annotation) is not None:
        return Holds(marks=kept)  # it has a sheet of its own
    if origin is tuple:
        inner = _holds(parts[0])
        return replace(inner, text=False, several=True, marks=(*kept, *inner.marks))
    if origin is dict:
        return Holds(pairs=(_holds(parts[0]), _holds(parts[1])), marks=kept)
    return _holds_one(annotation, kept)


def _holds_one(annotation: Any, kept: tuple[Any, ...]) -> Holds:
    """What a value of a plain type may be."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        ((key, info),) = _keys(annotation)  # a table of several keys has columns of its own, one among other shapes has one key
        return replace(_holds_field(info), several=False, any_key=key)
    if annotation is NoneType:
        return Holds(marks=kept)
    if annotation is bool:
        return Holds(flag=True, marks=kept)
    if annotation is Any:
        return Holds(anything=True, marks=kept)
    plain = annotation is str or any(isinstance(mark, Condition) for mark in kept)
    return Holds(text=True, table=not plain, marks=kept)
