"""What people write around the names of bodies: the words of `everyday.toml`."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from importlib.resources import files
from typing import NamedTuple

from sim.documents import read_toml


class Everyday(NamedTuple):
    """Words behind a name, levels in front of it, how people name a person, words for any body, signs for what stands above.

    Then articles, and what a heading may leave out in front of what is counted.
    """

    behind: re.Pattern[str]
    levels: tuple[str, ...]
    person: re.Pattern[str]
    titled: re.Pattern[str]  # a person anywhere in a text
    any_body: re.Pattern[str]
    ditto: frozenset[str]
    article: re.Pattern[str]
    number_of: tuple[str, ...]

    def without_article(self, written: str) -> str:
        """A name without the article in front of it. Capitals count: "A desk" may be one of "A desk" and "B desk"."""
        return self.article.sub("", written.strip(), count=1)


def _spelt(article: str) -> tuple[str, ...]:
    """An article as it may stand in front of a name: with a capital, where that is no letter that tells two names apart."""
    return (article,) if len(article) == 1 else (article, article.capitalize())


@lru_cache(maxsize=1)
def everyday() -> Everyday:
    """The words of `everyday.toml`. Raises InputError for a broken file."""
    data = read_toml(files("analysis.logs") / "everyday.toml")

    def either(words: Iterable[str]) -> str:
        return "|".join(map(re.escape, sorted(words, key=len, reverse=True)))

    said = data["person"]
    return Everyday(
        re.compile(rf"\s*(?:{either(word for some in data['behind'].values() for word in some)})$", re.IGNORECASE),
        tuple(word for some in data["level"].values() for word in some),
        re.compile(
            rf"^(?:{either(said['family'])})[\u4e00-\u9fff]{{0,2}}?(?P<title>{either(said['title'])})$"
            rf"|^(?:{either(said['before'])})\b\.? .{{1,60}}$",
            re.IGNORECASE,
        ),
        re.compile(rf"(?:{either(said['family'])})[\u4e00-\u9fff]{{0,2}}?(?P<title>{either(said['title'])})"),
        re.compile(rf"\s*(?:{either(word for some in data['any_body'].values() for word in some)})$", re.IGNORECASE),
        frozenset(word for some in data["ditto"].values() for word in some),
        re.compile(rf"^(?:{either(spelt for some in data['article'].values() for word in some for spelt in _spelt(word))})\s+(?=\S)"),
        tuple(word for some in data["number_of"].values() for word in some),
    )
