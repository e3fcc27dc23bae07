"""What the product says, in every language that it speaks: catalogues, phrases that are values until the edge, and names for ids."""

from sim.words.catalogue import (
    LANGUAGES,
    NOTHING,
    InLanguages,
    MissingWordsError,
    Phrase,
    RefusedError,
    Said,
    Words,
    in_every_language,
    in_language,
    phrase,
    speaks,
    words,
)
from sim.words.names import Called, Names, NamesLater

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
    "in_language",
    "phrase",
    "speaks",
    "words",
]
