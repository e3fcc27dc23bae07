"""Something to be said, before it is known in which language: a code of the catalogue with its arguments."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol, runtime_checkable


@runtime_checkable
class InLanguages(Protocol):
    """What a file itself says in several languages, such as the name of a body."""

    def of(self, lang: str) -> str:
        """The words in `lang`."""


@dataclass(frozen=True, slots=True)
class Phrase:
    """A code and its arguments. `n` chooses singular or plural, and is an argument too.

    An argument is a number, a word of the user's own data (shown as it stands), a text in several languages, another phrase, or a
    sequence of these (shown as a list).
    """

    code: str
    args: tuple[tuple[str, Any], ...] = ()
    n: int | None = None

    def of(self, lang: str) -> str:
        """The words in `lang`, so that a phrase can stand where a file's own text can."""
        from sim.words.catalogue import words

        return words(lang).tell(self)

    def __str__(self) -> str:
        """In English, for logs and tests; a reader's language is chosen at the edge."""
        return self.of("en")


Said = Phrase | InLanguages | str | int | float | Sequence["Said"]
NOTHING = ""


def phrase(code: str, /, n: int | None = None, **args: Any) -> Phrase:
    """A phrase. The code stands in every catalogue, with the same arguments in braces."""
    return Phrase(code, tuple(args.items()), n)


class RefusedError(ValueError):
    """A value that cannot be used, and why: raised where files are read, and told with file and place by whoever reads them."""

    def __init__(self, why: Phrase, *, value: str = "", allowed: Said = NOTHING, hint: Said = NOTHING) -> None:
        """`value` is the part of what was written that cannot be used, where it is not the whole."""
        super().__init__(why)
        self.why = why
        self.value = value
        self.allowed = allowed
        self.hint = hint

    def __str__(self) -> str:
        return str(self.why)
