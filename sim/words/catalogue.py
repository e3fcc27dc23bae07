"""What is said: phrases, which are values until the edge, and the catalogues that put them into a language.

The catalogues are one folder a language, one file a room of the house, compiled to one `drill.mo` that gettext reads.

A message's id is a code, `room.what-is-said`, never a sentence; so every language is a catalogue, English too, and what is missing is
an error instead of an id on the screen. A language is added by a folder beside the others.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from gettext import NullTranslations, translation
from pathlib import Path
from typing import Any, Protocol, TypeGuard, runtime_checkable

_OWN = "en"  # the language of logs and tests, and of what a file does not say in the reader's
LOCALE = Path(__file__).parent / "locale"
DOMAIN = "drill"  # the name of the compiled files
LANGUAGES: tuple[str, ...] = tuple(sorted((folder.name for folder in LOCALE.iterdir() if folder.is_dir()), reverse=True))


class MissingWordsError(LookupError):
    """A catalogue, or a code in it, is not there: the installation is broken, or a code is misspelt."""


@runtime_checkable
class InLanguages(Protocol):
    """What a file itself says in several languages, such as the name of a body."""

    def of(self, lang: str) -> str:
        """The words in `lang`."""


def speaks(said: object) -> TypeGuard[InLanguages]:
    """Whether something says itself in several languages. Every word that is shown is asked: the protocol itself would take ten times as long."""
    return getattr(said, "of", None) is not None


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
        return words(lang).tell(self)

    def __str__(self) -> str:
        """In English, for logs and tests; a reader's language is chosen at the edge."""
        return self.of(_OWN)


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


class Words:
    """One language: says codes, phrases and texts."""

    def __init__(self, lang: str, catalogue: NullTranslations) -> None:
        self.lang = lang
        self._catalogue = catalogue

    def __reduce__(self) -> tuple[Any, ...]:
        """Another process reads the language anew: what has been told once can still be sent to a worker."""
        return words, (self.lang,)

    def __call__(self, code: str, /, n: int | None = None, **args: Any) -> str:
        """What a code says, with its arguments put in; `n` chooses singular or plural. Raises MissingWordsError."""
        said = self._catalogue.gettext(code) if n is None else self._catalogue.ngettext(code, f"{code}.many", n)
        if said in (code, f"{code}.many"):
            raise MissingWordsError(f"no words for {code!r} in {self.lang!r}")
        if n is not None:
            args["n"] = n
        if not args:
            return said.replace("{{", "{").replace("}}", "}")
        return said.format(**{name: self._put(value) for name, value in args.items()})

    def knows(self, code: str) -> bool:
        """Whether the catalogue has words for a code."""
        return self._catalogue.gettext(code) != code

    def below(self, begin: str, end: str) -> list[str]:
        """What stands between `begin` and `end` in the codes that have words, in the order of the catalogue."""
        codes = getattr(self._catalogue, "_catalog", {})
        return [code[len(begin) : -len(end)] for code in codes if isinstance(code, str) and code.startswith(begin) and code.endswith(end)]

    def named(self, family: str, id_: str | None) -> str:
        """What an id of a closed list is called (`kind.noticed`); an id that stands in none is the user's own, and stays as it is."""
        if id_ is None:
            return ""
        return self(f"{family}.{id_}") if self.knows(f"{family}.{id_}") else id_

    def tell(self, said: Any) -> str:
        """A phrase, a text, a number, a word of the user's, or a list of these, in this language."""
        if isinstance(said, str):
            return said
        if isinstance(said, Phrase):
            return self(said.code, said.n, **dict(said.args))
        if isinstance(said, bool):
            return self("word.yes" if said else "word.no")
        if isinstance(said, int | float):
            return f"{said:g}" if isinstance(said, float) else str(said)
        if speaks(said):
            return said.of(self.lang)
        if isinstance(said, Sequence | set | frozenset):
            return self("word.list-separator").join(self.tell(one) for one in said)
        raise TypeError(f"nothing that can be said: {said!r}")

    def _put(self, value: Any) -> Any:
        """An argument: numbers stay numbers, so that a catalogue may say how they are written."""
        return value if isinstance(value, int | float) and not isinstance(value, bool) else self.tell(value)

    def gettext(self, message: str) -> str:
        """A message whose id is its English text (those of the library that reads the command line); itself where it has no other words."""
        return self._catalogue.gettext(message)


@cache
def words(lang: str) -> Words:
    """The words of a language. Raises MissingWordsError where its catalogue is not there or cannot be read."""
    try:  # by gettext's own finder, which keeps what it has read: the library that reads the command line asks for the same file
        return Words(lang, translation(DOMAIN, LOCALE, [lang]))
    except (OSError, UnicodeDecodeError, ValueError) as error:
        raise MissingWordsError(f"the catalogue of the language {lang!r} cannot be read ({error}); install the program again") from None


def in_language(texts: Mapping[str, str], lang: str) -> str:
    """What a file says, in `lang`; where it does not, in English; else in whatever language it does."""
    return texts.get(lang) or texts.get(_OWN) or next(filter(None, texts.values()), "")


def in_every_language(said: InLanguages) -> dict[str, str]:
    """A phrase or a text in all languages, for documents that other programs read."""
    return {lang: said.of(lang) for lang in LANGUAGES}
