"""A drill to begin with: a small plan, its resources and a scenario, explained in a reader's language.

The data stand once, in `scenarios/blank`, whatever the language; where a template says `#: NAME`, the words `blank.NAME` of the catalogues
come, as lines of their own or behind the value of the line.
"""

from __future__ import annotations

import re

from sim.inputs.assembly import root
from sim.words import Words, words

BLANK_FILES = ("plan.toml", "resources.toml", "scenario.toml")
_MARK = re.compile(r"^(.*?)#: (\S+)$", re.MULTILINE)


def blank_template(name: str) -> str:
    """A file of the drill to begin with as it ships, with marks where its explanations come."""
    return (root() / "blank" / name).read_text("utf-8")


def blank_file(name: str, lang: str) -> str:
    """A file of the drill to begin with, explained in a language. Raises MissingWordsError for a mark without words."""
    say = words(lang)
    return _MARK.sub(lambda found: found[1] + _comment(found[2], say), blank_template(name))


def _comment(mark: str, say: Words) -> str:
    """The words of a mark; the catalogue says where a line ends."""
    return "\n".join(f"# {line}" for line in say(f"blank.{mark}").split("\n"))
