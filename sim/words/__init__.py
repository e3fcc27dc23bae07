"""What the product says, in every language that it speaks: catalogues, phrases that are values until the edge, and names for ids."""

from sim.words.catalogue import LANGUAGES, MissingWordsError, Words, words
from sim.words.names import Names
from sim.words.phrase import NOTHING, Phrase, RefusedError, Said, phrase

__all__ = ["LANGUAGES", "NOTHING", "MissingWordsError", "Names", "Phrase", "RefusedError", "Said", "Words", "phrase", "words"]
