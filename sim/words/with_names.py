"""The words that a file may hold, told with what a reader calls each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sim.words.catalogue import LANGUAGES, NOTHING, InLanguages, Said, phrase, words


@dataclass(frozen=True, slots=True)
class WithName:
    """A word that a file may hold, told with what a reader calls it: by its entry, or as a word of closed lists of the product."""

    word: str
    families: tuple[str, ...] = ()
    name: InLanguages | None = None

    def called(self, lang: str) -> str:
        """What a reader calls it; the word itself, where it has no other name."""
        if self.name is not None:
            return self.name.of(lang) or self.word
        names = (words(lang).named(family, self.word) for family in self.families)
        return next((name for name in names if name != self.word), self.word)

    def of(self, lang: str) -> str:
        """The word and its name, in `lang`."""
        called = self.called(lang)
        return self.word if called == self.word else words(lang)("known.value-with-name", value=self.word, name=called)


def did_you_mean(name: str, known: Mapping[str, WithName]) -> Said:
    """A hint with the only word that is called so, in any language; nothing where there is none."""
    meant = [word for word, one in known.items() if name in {one.called(lang) for lang in LANGUAGES}]
    return phrase("mistake.did-you-mean", word=meant[0]) if len(meant) == 1 else NOTHING
