"""Compiles the catalogues of words: every `sim/words/locale/LANGUAGE/*.po` into one `LC_MESSAGES/drill.mo` of that language.

    python tools/catalogues.py

The build runs it (a wheel, and an editable install too), and so do the tests. It fails where a file cannot be read or a code stands twice,
where a language lacks a code that another has, or where the arguments in braces differ; each fault names its file or language and its code.
"""

from __future__ import annotations

import re
import sys
from collections import Counter
from io import BytesIO, StringIO
from pathlib import Path
from string import Formatter
from typing import Any

from babel.messages.catalog import Catalog, Message
from babel.messages.mofile import write_mo
from babel.messages.pofile import PoFileError, read_po

LOCALE = Path(__file__).resolve().parent.parent / "sim" / "words" / "locale"
FOREIGN = "click"  # the room whose ids are another library's English sentences: a language may leave them as they are
_MSGID = re.compile(r'^msgid "(.+)"$', re.MULTILINE)


class CatalogueError(Exception):
    """What is wrong with the catalogues, a line for each fault."""


def read(language: Path) -> tuple[Catalog, set[str], list[str]]:
    """All rooms of a language as one catalogue, its codes (without the foreign ones), and what is wrong with it."""
    whole = Catalog(locale=language.name, fuzzy=False)
    codes: set[str] = set()
    wrong: list[str] = []
    for file in sorted(language.glob("*.po")):
        try:
            text = file.read_text(encoding="utf-8")
            room = read_po(StringIO(text), locale=language.name, abort_invalid=True)
        except (PoFileError, ValueError) as error:  # no UTF-8, for one
            wrong.append(f"{file}: {error}")
            continue
        written = Counter(_MSGID.findall(text))  # the reader keeps one of two messages of a file and says nothing
        wrong += [f"{file}: {code} stands twice" for code, times in written.items() if times > 1]
        for message in filter(lambda message: message.id, room):
            code = str(message.id[0] if isinstance(message.id, tuple | list) else message.id)
            if code in whole:
                wrong.append(f"{file}: {code} stands twice")
            wrong += [f"{file}: {code} {fault}" for fault in faults_of(message, room.num_plurals)]
            whole.add(message.id, message.string)
            if file.stem != FOREIGN:
                codes.add(code)
    return whole, codes, wrong


def faults_of(message: Message, plurals: int) -> list[str]:
    """What is wrong with what a message says."""
    said = message.string if isinstance(message.string, tuple | list) else (message.string,)
    if not all(said):
        return ["says nothing"]
    found = [] if isinstance(message.id, str) or len(said) == plurals else [f"has {len(said)} forms of a plural, not {plurals}"]
    for text in map(str, said):
        try:
            names = _names(text)
        except ValueError as error:  # a brace alone
            found.append(f"has braces that do not fit ({error}); a brace that is said is doubled")
            continue
        found += [f"has an argument without a name: {{{name}}}" for name in sorted(names) if not name.isidentifier()]
    return found


def _names(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


def arguments(catalogue: Catalog, code: str) -> set[str]:
    """The names in braces of a message; none where it cannot be read."""
    message = catalogue.get(code)
    said: Any = message.string if message is not None else ""
    try:
        return set().union(*map(_names, said if isinstance(said, tuple | list) else (said,)))
    except ValueError:
        return set()


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


if __name__ == "__main__":
    try:
        print(f"{compile_all()} codes")
    except CatalogueError as error:
        sys.exit(str(error))
