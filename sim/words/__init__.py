"""What the product says, in every language that it speaks: catalogues, phrases that are values until the edge, and names for ids."""

from sim.words.catalogue import LANGUAGES, MissingWordsError, Words, in_every_language, words
from sim.words.names import Called, Names, NamesLater
from sim.words.phrase import NOTHING, InLanguages, Phrase, RefusedError, Said, phrase

__all__ = [
    "LANGUAGES",
    "NOTHING",
    "Called",
    "InLanguages",
    "MissingWordsError",
    "Names",
    "NamesLater",
    "Phrase",
    "RefusedError",
    "Said",
    "Words",
    "in_every_language",
    "phrase",
    "words",
]
