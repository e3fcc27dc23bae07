"""What is wrong with an input, said once and in one form.

Every loader collects `Mistake`s and raises one `InputError` with all of them; the command line prints it as one block in the reader's
language and exits with code 2. Nothing else in the product turns bad input into words. What is said is a phrase of the catalogue; a
plain string is the user's own: an id, a file's name, what stands in a cell.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sim.words import LANGUAGES, NOTHING, Said, phrase, words
from sim.words.with_names import WithName

_LONGEST_PART = 2_000  # characters of a message's part: whatever stands in a file, the message stays readable
_MOST_TOLD = 200  # mistakes that are told of a file; nobody mends more at a time


@dataclass(frozen=True, slots=True, kw_only=True)
class Mistake:
    """One mistake in an input: where it stands, what stands there, what may stand there, and what to do."""

    file: str
    place: str  # in the file's own words: duty "report-ordinary" › within
    problem: Said
    value: str = ""
    allowed: Said = NOTHING
    hint: Said = NOTHING
    line: int | None = None  # of the file, from 1
    column: int | None = None

    def told(self, lang: str) -> str:
        """The mistake as a block of lines, in a language."""
        say = words(lang)
        at = NOTHING if self.line is None else phrase("mistake.line", line=self.line)
        if self.column is not None:
            at = phrase("mistake.line-and-column", line=self.line, column=self.column)
        head = (text for part in (self.file, at, self.place, self.problem) if (text := say.tell(part)))
        details = (("value", self.value), ("allowed", self.allowed), ("hint", self.hint))
        lines = [say("mistake.head-separator").join(shown(part, _LONGEST_PART) for part in head)]
        lines += [say(f"mistake.{label}", text=shown(text, _LONGEST_PART)) for label, said in details if (text := say.tell(said))]
        return "\n".join(lines)

    def __str__(self) -> str:
        return self.told("en")


class InputError(Exception):
    """An input cannot be used. Holds every mistake that was found, in the order of the file."""

    def __init__(self, mistakes: Iterable[Mistake]) -> None:
        self.mistakes: tuple[Mistake, ...] = tuple(mistakes)
        super().__init__(self.mistakes)

    def told(self, lang: str) -> str:
        """All mistakes as blocks, in a language."""
        told = [mistake.told(lang) for mistake in self.mistakes[:_MOST_TOLD]]
        if left := len(self.mistakes) - len(told):
            told.append(words(lang)("mistake.more", left))
        return "\n".join(told)

    def __str__(self) -> str:
        return self.told("en")

    def __reduce__(self) -> tuple[type[InputError], tuple[tuple[Mistake, ...]]]:
        """From the mistakes, so that it comes whole out of a worker process."""
        return type(self), (self.mistakes,)

    @classmethod
    def of(
        cls,
        file: str,
        place: str,
        problem: Said,
        *,
        value: object = "",
        allowed: Said = NOTHING,
        hint: Said = NOTHING,
        line: int | None = None,
        column: int | None = None,
    ) -> InputError:
        """An error with a single mistake."""
        return cls([Mistake(file=file, place=place, problem=problem, value=shown(value), allowed=allowed, hint=hint, line=line, column=column)])


def shown(value: object, limit: int = 120) -> str:
    """A value as the reader wrote it, cut to `limit` characters so that a broken file cannot flood the screen."""
    text = value if isinstance(value, str) else str(value).lower() if isinstance(value, bool) else repr(value)
    return text if len(text) <= limit else text[: limit - 1] + "…"


def cited(value: object) -> str:
    """A value inside a sentence: a text in quotation marks, and cut like `shown`."""
    return shown(value if isinstance(value, bool) else repr(value))


_TELLING = 3  # characters of a part of a name from which on it says which name is meant


def nearest(name: str, known: Sequence[str]) -> Said:
    """A hint that names the known word most like `name`, or the only one of which it is a part, or nothing when none is near."""
    found = most_like(name, known)
    return NOTHING if found is None else phrase("mistake.did-you-mean", word=found)


def name_like(name: str, known: Mapping[str, WithName]) -> Said:
    """A hint with the word of which a name in any language is most like `name`; nothing where none is near."""
    names = {one.called(lang): word for word, one in known.items() for lang in LANGUAGES}
    found = most_like(name, tuple(names))
    return NOTHING if found is None else phrase("mistake.did-you-mean", word=names[found])


def most_like(name: str, known: Sequence[str]) -> str | None:
    """The known word most like `name`, or the only one of which it is a part; None when none is near."""
    from difflib import get_close_matches

    found = get_close_matches(name, known, n=1, cutoff=0.6)
    if not found and len(name) >= _TELLING:
        holding = [word for word in known if name.casefold() in word.casefold()]
        found = holding if len(holding) == 1 else []
    return found[0] if found else None
