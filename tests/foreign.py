"""What another language would say: the one look for foreign words that the tests of every room share."""

from __future__ import annotations

import re
from collections.abc import Iterable

# Signs that only Chinese writes; 〇 stands among its punctuation.
CHINESE = re.compile(r"[\u3000-\u303f\u4e00-\u9fff\uff00-\uffef]")
# Two words of English beside each other. Ids that are typed are one word each: they hold hyphens and colons, no spaces.
TWO_WORDS = re.compile(r"[A-Za-z][A-Za-z'’-]*[,;:.]? [A-Za-z][A-Za-z'’-]+")
# The same where no id stands: words that a hyphen joins are two.
JOINED_WORDS = re.compile(rf"[A-Za-z]{{2,}}[\s_-]+[A-Za-z]{{2,}}|{TWO_WORDS.pattern}")
# Any word, but for numerals of grades and abbreviations that Chinese offices write, where they stand alone.
ANY_WORD = re.compile(r"(?<![A-Za-z])(?!\b(?:II+|IV|OA|CI)\b)[A-Za-z]{2,}")


def is_foreign(text: str, lang: str, english: re.Pattern[str] = TWO_WORDS, own: Iterable[str] = ()) -> bool:
    """Whether a text holds what another language than its own would say. `own` are words that stand as they are in every language."""
    stranger = english if lang == "zh" else CHINESE
    if stranger.search(text) is None:  # taking words out of it puts none in: "…" is of no language
        return False
    for word in sorted(own, key=len, reverse=True):  # so that a word inside another does not break it
        text = text.replace(word, "…")
    return stranger.search(text) is not None


def foreign(texts: Iterable[str], lang: str, english: re.Pattern[str] = TWO_WORDS, own: Iterable[str] = ()) -> list[str]:
    """The texts that are foreign."""
    own = tuple(own)
    return [text for text in texts if is_foreign(text, lang, english, own)]
