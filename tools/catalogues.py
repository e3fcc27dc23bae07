"""Compiles the catalogues of words: every `sim/words/locale/LANGUAGE/*.po` into one `LC_MESSAGES/drill.mo` of that language.

    python tools/catalogues.py

The build runs it (a wheel, and an editable install too), and so do the tests. It fails where a code stands twice, where a language lacks
a code that another has, or where the arguments in braces differ.
"""

from __future__ import annotations

import sys
from io import BytesIO
from pathlib import Path
from string import Formatter
from typing import Any

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from hatchling.builders.hooks.plugin.interface import BuildHookInterface

LOCALE = Path(__file__).resolve().parent.parent / "sim" / "words" / "locale"
FOREIGN = "click"  # the room whose ids are another library's English sentences: a language may leave them as they are


class CatalogueError(Exception):
    """What is wrong with the catalogues, a line for each fault."""


def read(language: Path) -> tuple[Catalog, set[str], list[str]]:
    """All rooms of a language as one catalogue, its codes (without the foreign ones), and what is wrong with it."""
    whole = Catalog(locale=language.name, fuzzy=False)
    codes: set[str] = set()
    wrong: list[str] = []
    for file in sorted(language.glob("*.po")):
        with file.open("rb") as source:
            room = read_po(source, locale=language.name, abort_invalid=True)
        for message in room:
            if not message.id:
                continue
            code = str(message.id[0] if isinstance(message.id, tuple | list) else message.id)
            if code in whole:
                wrong.append(f"{file}: {code} stands twice")
            said = message.string if isinstance(message.string, tuple | list) else (message.string,)
            if not all(said):
                wrong.append(f"{file}: {code} says nothing")
            whole.add(message.id, message.string)
            if file.stem != FOREIGN:
                codes.add(code)
    return whole, codes, wrong


def arguments(catalogue: Catalog, code: str) -> set[str]:
    """The names in braces of a message."""
    message = catalogue.get(code)
    said: Any = message.string if message is not None else ""
    texts = said if isinstance(said, tuple) else (said,)
    return {name for text in texts for _, name, _, _ in Formatter().parse(text) if name}


def compile_all(locale: Path = LOCALE) -> int:
    """Compile every language and give the number of codes. Raises CatalogueError."""
    languages = sorted(folder for folder in locale.iterdir() if folder.is_dir())
    made = {folder: read(folder) for folder in languages}
    wrong = [line for _, _, lines in made.values() for line in lines]
    every = set().union(*(codes for _, codes, _ in made.values()))
    first = made[languages[0]][0]
    for folder, (catalogue, codes, _) in made.items():
        wrong += [f"{folder.name}: no words for {code}" for code in sorted(every - codes)]
        for code in sorted(codes & made[languages[0]][1]):
            if arguments(catalogue, code) - {"n"} != arguments(first, code) - {"n"}:
                wrong.append(f"{folder.name}: {code} has other arguments than in {languages[0].name}")
    if wrong:
        raise CatalogueError("\n".join(wrong))
    for folder, (catalogue, _, _) in made.items():
        target = folder / "LC_MESSAGES" / "drill.mo"
        compiled = BytesIO()
        write_mo(compiled, catalogue)
        if not target.is_file() or target.read_bytes() != compiled.getvalue():
            target.parent.mkdir(exist_ok=True)
            target.write_bytes(compiled.getvalue())
    return len(every)


class CatalogueHook(BuildHookInterface[Any]):
    """Compiles the catalogues before a wheel or an editable install is made."""

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Called by the build."""
        compile_all()


if __name__ == "__main__":
    try:
        print(f"{compile_all()} codes")
    except CatalogueError as error:
        sys.exit(str(error))
