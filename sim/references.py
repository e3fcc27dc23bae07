"""One walk over every text of a document whose field says, in its annotation, what it is; and the checks that follow from that.

A model's field that holds an id of something carries a `Ref`; an entry's own name carries `OwnId`. So a table that is new is checked
without a word here: its ids are gathered, must differ, and may be referred to, and what it refers to must exist.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from types import UnionType
from typing import Annotated, Any, Generic, Literal, NamedTuple, Self, TypeVar, Union, get_args, get_origin

from pydantic import BaseModel

from sim.documents import Document, Mistakes, Steps, one_or_other
from sim.durations import NONE_STATED
from sim.text import Mark, OwnId, Ref
from sim.words import LANGUAGES, InLanguages, Said, phrase, speaks, words
from sim.words.with_names import WithName

POINTER = "pointer"  # the kind of what points into the row that sets a duty off: @actor, @to.superior
_NAMED_BY = ("name", "title")  # the fields that name an entry


class Leaf(NamedTuple):
    """A value with a mark: where it stands, and what its field may always hold."""

    steps: Steps
    value: Any
    mark: Any  # what it is: a Ref, an OwnId, …
    is_key: bool  # of a table whose keys are ids
    usual: Any


def leaves(model: type[BaseModel], data: object) -> Iterator[Leaf]:
    """Every marked value of a document, whatever its shape; what has not the shape of its field has no marks."""
    if isinstance(data, Mapping):
        yield from _of_table(model, data, ())


@dataclass(frozen=True, slots=True)
class _Shape:
    """A field's annotation, taken apart once: the marks of the value, and what may be marked inside it."""

    marks: tuple[Mark, ...] = ()
    model: type[BaseModel] | None = None
    elements: tuple[_Shape, ...] = ()  # of a list; one, where all are alike
    alike: bool = False
    keys: _Shape | None = None
    values: _Shape | None = None
    choices: tuple[tuple[Any, _Shape], ...] = ()  # of several shapes, each as it is annotated

    @property
    def plain(self) -> bool:
        """Whether nothing of it is marked."""
        inside = (*self.elements, *(shape for _, shape in self.choices), *(one for one in (self.keys, self.values) if one is not None))
        return not self.marks and not (self.model and _marked_fields(self.model)) and all(shape.plain for shape in inside)


def _taken_apart(shape: Any, marks: tuple[Any, ...] = ()) -> _Shape:
    origin, parts = get_origin(shape), get_args(shape)
    own = tuple(mark for mark in marks if isinstance(mark, Mark))
    if origin is Annotated:
        return _taken_apart(parts[0], (*marks, *parts[1:]))
    if origin in (Union, UnionType):
        return _Shape(choices=tuple((part, _taken_apart(part, own)) for part in parts))
    if origin is tuple:
        alike = len(parts) == 2 and parts[1] is Ellipsis
        return _Shape(own, elements=tuple(_taken_apart(part) for part in (parts[:1] if alike else parts)), alike=alike)
    if origin is dict:
        return _Shape(own, keys=_taken_apart(parts[0]), values=_taken_apart(parts[1]))
    return _Shape(own, model=shape if isinstance(shape, type) and issubclass(shape, BaseModel) else None)


@cache
def _marked_fields(model: type[BaseModel]) -> tuple[tuple[str, _Shape, Any], ...]:
    """The fields of a model that are marked or hold what is: key, shape, and what the field holds by default."""
    found: list[tuple[str, _Shape, Any]] = []
    for name, field in model.model_fields.items():
        shape = _taken_apart(field.annotation, tuple(field.metadata))
        if not shape.plain:
            usual = None if field.is_required() else field.get_default(call_default_factory=True, validated_data={})
            found.append((field.alias or name, shape, usual))
    return tuple(found)


def _of_table(model: type[BaseModel], data: Mapping[str, Any], steps: Steps) -> Iterator[Leaf]:
    for key, shape, usual in _marked_fields(model):
        if key in data:
            yield from _of_value(shape, data[key], (*steps, key), usual)


def _of_value(shape: _Shape, value: object, steps: Steps, usual: object = None, *, is_key: bool = False) -> Iterator[Leaf]:
    """The marks of a value, and of what is in it."""
    if shape.choices:
        fitting = next((one for part, one in shape.choices if _fits(part, value)), None)
        if fitting is not None:
            yield from _of_value(fitting, value, steps, usual, is_key=is_key)
        return
    for mark in shape.marks:
        yield Leaf(steps, value, mark, is_key, usual)
    if shape.model is not None and isinstance(value, Mapping):
        yield from _of_table(shape.model, value, steps)
    elif shape.elements and isinstance(value, list | tuple):
        each = shape.elements * len(value) if shape.alike else shape.elements
        for number, (one, held) in enumerate(zip(each, value, strict=False)):
            yield from _of_value(one, held, (*steps, number))
    elif shape.keys is not None and shape.values is not None and isinstance(value, Mapping):
        for key, held in value.items():
            yield from _of_value(shape.keys, key, (*steps, key), is_key=True)
            yield from _of_value(shape.values, held, (*steps, key))


def _fits(shape: Any, value: object) -> bool:
    """Whether a value may be meant for one of several shapes."""
    origin, parts = get_origin(shape), get_args(shape)
    if origin is Annotated:
        return _fits(parts[0], value)
    if origin is Literal:
        return value in parts
    if origin is tuple:
        return isinstance(value, list | tuple)
    if origin is dict or (isinstance(shape, type) and issubclass(shape, BaseModel)):
        return isinstance(value, Mapping)
    return isinstance(shape, type) and isinstance(value, shape)


def own_ids(model: type[BaseModel], data: object) -> dict[str, tuple[str, ...]]:
    """The ids of a document by kind, also those of entries with faults: a reference to them is no second fault."""
    found: dict[str, list[str]] = {}
    for leaf in leaves(model, data):
        if isinstance(leaf.mark, OwnId) and isinstance(leaf.value, str) and leaf.value:
            found.setdefault(_kind(leaf), []).append(leaf.value)
    return {kind: tuple(ids) for kind, ids in found.items()}


def _kind(leaf: Leaf) -> str:
    return leaf.mark.kind or str(leaf.steps[0])


@dataclass(frozen=True, slots=True)
class KindWord:
    """What a kind of entry is called; a kind that is new is called as in the file."""

    kind: str

    def of(self, lang: str) -> str:
        """The word in `lang`."""
        return words(lang).named("ref", self.kind)


class Owned(NamedTuple):
    """An entry that others may refer to."""

    kind: str
    space: str
    id: str
    names: frozenset[str]
    title: InLanguages | None


def _owned(source: BaseModel, *, named: bool) -> Iterator[Owned]:
    """The entries of a model that have an id of their own; their names where these are wanted."""
    for table, field in type(source).model_fields.items():
        held = getattr(source, table, ())  # of a document with faults there may be less
        rows: tuple[BaseModel, ...] = held if isinstance(held, tuple) else (held,) if isinstance(held, BaseModel) else ()
        for entry in rows:
            for key, mark in _own_fields(type(entry)):
                kind = mark.kind or field.alias or table
                yield Owned(kind, mark.space or kind, getattr(entry, key), _called(entry) if named else frozenset(), _title(entry) if named else None)


@cache
def _own_fields(model: type[BaseModel]) -> tuple[tuple[str, OwnId], ...]:
    return tuple((key, mark) for key, field in model.model_fields.items() for mark in field.metadata if isinstance(mark, OwnId))


def _called(entry: BaseModel) -> frozenset[str]:
    """The names of an entry in all languages."""
    texts = (text for key in _NAMED_BY if speaks(text := getattr(entry, key, None)))
    return frozenset(name for text in texts for lang in LANGUAGES if (name := text.of(lang)))


def _title(entry: BaseModel) -> InLanguages | None:
    """What a reader calls an entry."""
    return next((text for key in _NAMED_BY if speaks(text := getattr(entry, key, None))), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ids:
    """Ids by kind, and for each kind the names that its ids have. Made file by file, each knowing those before it."""

    ids: Mapping[str, Collection[str]]
    names: Mapping[str, Mapping[str, tuple[str, ...]]]  # kind, name in any language, the ids that have it
    taken: Mapping[str, frozenset[str]]  # by space, the ids of the files before
    sources: tuple[BaseModel, ...] = ()  # where entries stand with what a reader calls them

    def with_more(self, ids: Mapping[str, Iterable[str]]) -> Self:
        """The same with more ids."""
        return replace(self, ids={**self.ids, **{kind: dict.fromkeys((*self.ids.get(kind, ()), *more)) for kind, more in ids.items()}})

    def with_source(self, source: BaseModel) -> Self:
        """The same with the entries of another file."""
        more: dict[str, list[str]] = {}
        taken: dict[str, set[str]] = {}
        for one in _owned(source, named=False):
            more.setdefault(one.kind, []).append(one.id)
            taken.setdefault(one.space, set()).add(one.id)
        known = {space: self.taken.get(space, frozenset()) | ids for space, ids in taken.items()}
        return replace(self.with_more(more), taken={**self.taken, **known}).told_by(source)

    def with_names(self, source: BaseModel) -> Self:
        """The same with the names that a file's entries have."""
        return self.naming((one.kind, name, one.id) for one in _owned(source, named=True) for name in one.names).told_by(source)

    def told_by(self, source: BaseModel) -> Self:
        """The same with a file that says what its entries are called."""
        return self if any(source is one for one in self.sources) else replace(self, sources=(*self.sources, source))

    def naming(self, more: Iterable[tuple[str, str, str]]) -> Self:
        """The same with more names: of which kind, the name, and the id that has it."""
        names = {kind: dict(held) for kind, held in self.names.items()}
        for kind, name, id_ in more:
            known = names.setdefault(kind, {})
            known[name] = tuple(dict.fromkeys((*known.get(name, ()), id_)))
        return replace(self, names=names)

    def words_for(self, ref: Ref) -> tuple[str, ...]:
        """All words that a reference may be, but for its prefixed ones and its pointers."""
        return (*dict.fromkeys(word for kind in ref.kinds if kind != POINTER for word in self.ids.get(kind, ())), *ref.also)

    def has(self, ref: Ref, word: object) -> bool:
        """Whether a value is one of those words."""
        if not isinstance(word, str):
            return False
        return word in ref.also or any(word in self.ids.get(kind, ()) for kind in ref.kinds if kind != POINTER)

    def meant(self, ref: Ref, name: str) -> tuple[str, ...]:
        """The ids that a name may stand for where `ref` is."""
        return tuple(dict.fromkeys(id_ for kind in ref.kinds for id_ in self.names.get(kind, {}).get(name, ())))

    def check(self, leaf: Leaf, faults: Mistakes) -> bool:
        """Whether a reference leads somewhere; where it does not, that is a fault."""
        ref, word = leaf.mark, leaf.value
        if not isinstance(word, str) or word == leaf.usual or (ref.none and word == NONE_STATED):
            return True
        before, sign, rest = word.partition(":")
        if sign and before in ref.prefixed:
            return faults.known(leaf.steps, KindWord(before), rest, self.ids.get(before, ()))
        if word.startswith("@"):
            return self._pointer(leaf, faults)
        if self.has(ref, word):
            return True
        if len(meant := self.meant(ref, word)) > 1:
            faults.add(leaf.steps, phrase("inputs.name-of-several"), value=word, allowed=meant, hint=phrase("inputs.write-the-id"))
            return False
        return faults.known(leaf.steps, _what(ref), word, self.words_for(ref), self._called_for(ref))

    def _called_for(self, ref: Ref) -> dict[str, WithName]:
        """What a reader calls the words that a reference may be."""
        titles = {(one.kind, one.id): one.title for source in self.sources for one in _owned(source, named=True)}
        every = {id_: (*(kind for kind in ref.kinds if id_ in self.ids.get(kind, ())),) for id_ in self.words_for(ref)}
        return {
            id_: WithName(id_, kinds, next((title for kind in kinds if (title := titles.get((kind, id_)))), None)) for id_, kinds in every.items()
        }

    def _pointer(self, leaf: Leaf, faults: Mistakes) -> bool:
        if POINTER in leaf.mark.kinds:
            return faults.known(leaf.steps, KindWord(POINTER), leaf.value, self.ids.get(POINTER, ()))
        faults.add(leaf.steps, phrase("inputs.no-pointer"), value=leaf.value, allowed=_what(leaf.mark))
        return False


def _what(ref: Ref) -> Said:
    """What a reference names, for a reader."""
    what = one_or_other([KindWord(kind) for kind in ref.kinds if kind != POINTER])
    return phrase("inputs.or-prefixed", what=what, prefixed=tuple(f"{kind}:ID" for kind in ref.prefixed)) if ref.prefixed else what


LeafCheck = Callable[[Leaf, Mistakes], None]


def check_marks(model: type[BaseModel], data: object, ids: Ids, faults: Mistakes, others: Mapping[type, LeafCheck]) -> None:
    """Every reference of a document leads somewhere, no two entries have one id; `others` look at values with other marks."""
    spaces: dict[str, list[tuple[Steps, str]]] = {}
    for leaf in leaves(model, data):
        if isinstance(leaf.mark, Ref):
            ids.check(leaf, faults)
        elif isinstance(leaf.mark, OwnId) and isinstance(leaf.value, str):
            spaces.setdefault(leaf.mark.space or _kind(leaf), []).append((leaf.steps, leaf.value))
        elif type(leaf.mark) in others:
            others[type(leaf.mark)](leaf, faults)
    for space, held in spaces.items():
        faults.unique(held)
        for steps, id_ in held:
            if id_ in ids.taken.get(space, ()):
                faults.add(steps, phrase("inputs.taken"), value=id_, hint=phrase("inputs.choose-another-id"))


def strangers(model: type[BaseModel], data: object, ids: Ids) -> list[Leaf]:
    """The references of a document that are no ids: names, or mistakes."""
    found = (leaf for leaf in leaves(model, data) if isinstance(leaf.mark, Ref) and isinstance(leaf.value, str))
    return [leaf for leaf in found if leaf.value != leaf.usual and not ids.has(leaf.mark, leaf.value)]


def put_ids(model: type[BaseModel], data: dict[str, Any], ids: Ids) -> None:
    """Write ids in place of names, where a name can mean but one entry."""
    for leaf in strangers(model, data, ids):
        meant = ids.meant(leaf.mark, leaf.value)
        if len(meant) == 1:
            put(data, leaf.steps, meant[0], is_key=leaf.is_key)


def put(data: Any, steps: Steps, word: str, *, is_key: bool = False) -> None:
    """Set a value of a document, or name a key otherwise, in its place. A key that is there already stays, and so does the other."""
    holder = data
    for step in steps[:-1]:
        holder = holder[step]
    if not is_key:
        holder[steps[-1]] = word
    elif word not in holder:
        held = {word if key == steps[-1] else key: value for key, value in holder.items()}
        holder.clear()
        holder.update(held)
        if isinstance(data, Document):
            data.lines.rename(steps, (*steps[:-1], word))


E = TypeVar("E", bound=BaseModel)
Some = TypeVar("Some", bound=Ids)


class Rules(Generic[Some]):
    """What must hold between the fields of an entry: small functions, each for a kind of entry and all that is made from it."""

    def __init__(self) -> None:
        self._rules: dict[type[BaseModel], list[Callable[[Any, Steps, Some, Mistakes], None]]] = {}

    def of(self, kind: type[E]) -> Callable[[Callable[[E, Steps, Some, Mistakes], None]], Callable[[E, Steps, Some, Mistakes], None]]:
        """Declare a rule for a kind of entry. It is told the entry, where it stands, and what ids there are, and notes mistakes."""

        def declare(rule: Callable[[E, Steps, Some, Mistakes], None]) -> Callable[[E, Steps, Some, Mistakes], None]:
            self._rules.setdefault(kind, []).append(rule)
            return rule

        return declare

    def check(self, ids: Some, faults: Mistakes) -> None:
        """Look at every entry whose shape is good."""
        for entry, steps in faults.sound:
            for kind in type(entry).__mro__:
                for rule in self._rules.get(kind, ()):
                    rule(entry, steps, ids, faults)
