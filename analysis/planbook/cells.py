"""A value of a plan as the text of a cell, and back, exactly.

A cell reads as a clerk writes it: names, yes and no, words with 、 or ; between them, a length as the plan has it. What cannot be said so
without another meaning stands as TOML does: a table or a list in braces, a text in quotation marks with a backslash in it (`""` is the
empty text: a blank cell is a key that the plan does not write). So whatever is written is what is read.
"""

from __future__ import annotations

import re
import tomllib
from contextlib import suppress
from dataclasses import replace
from typing import Any

from analysis.planbook.names import BookNames, yes_no
from analysis.planbook.shapes import Holds
from analysis.planbook.toml_text import toml_string, toml_value
from sim.durations import NONE_STATED
from sim.plan.expression import ConditionError, parse_condition
from sim.text import Condition, Ref
from sim.words import LANGUAGES, RefusedError, phrase, words

LONGEST_CELL = 32_767  # characters, by the format
_ALWAYS, _COMMAS = "、;；\n", ",，"  # between words; commas between ids and names alone, since free texts have some of their own
_OPEN = ("[", "{")
_QUOTED = re.compile(r'"(?:\\.|[^"\\])*"', re.DOTALL)
_ODD = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\u0085\u2028\u2029\ud800-\udfff\ufffe\uffff]|_x[0-9A-Fa-f]{4}_")
_NUMBER = re.compile(r"[+-]?\d+(\.\d+)?([eE][+-]?\d+)?")
_BETWEEN_PAIR = re.compile(r"\s*[=＝]\s*")
_COLONS = (":", "：")
_AS_TYPED = str.maketrans("‘’“”（）［］｛｝，＝＞＜！\u3000", "''\"\"()[]{},=><! ")  # what a Chinese keyboard writes for the signs of a condition


# -- from a value to a cell ---------------------------------------------------------------------------------------------------------


def cell_of(value: Any, holds: Holds, names: BookNames, lang: str) -> str:
    """The text of a cell that says a value, in the reader's words where these say it exactly."""
    told = _told(value, holds, names, lang)
    if told and _says(told, value, holds, names):
        return told
    exact = _escaped(value) if isinstance(value, str) else toml_value(value)
    if isinstance(value, list) and value and all(isinstance(one, str) for one in value):
        quoted = _joined([toml_string(one) for one in value], lang, alone=holds.text)
        return quoted if _says(quoted, value, holds, names) else exact
    return exact


def _says(cell: str, value: Any, holds: Holds, names: BookNames) -> bool:
    """Whether a cell is read as this value and no other."""
    try:
        return _ODD.search(cell) is None and toml_value(value_of(cell, holds, names)) == toml_value(value)
    except RefusedError:
        return False


def _told(value: Any, holds: Holds, names: BookNames, lang: str) -> str | None:
    """A value in the reader's words, which may say something else too; None where there are none."""
    if isinstance(value, bool):
        return words(lang)("word.yes" if value else "word.no") if holds.flag or holds.anything else None
    if isinstance(value, int | float):
        return repr(value)
    if isinstance(value, str):
        return names.name(holds, value, lang)
    if isinstance(value, list):
        return _told_list(value, holds, names, lang)
    if holds.any_key and isinstance(value, dict) and set(value) == {holds.any_key} and isinstance(value[holds.any_key], list):
        listed = _told_list(value[holds.any_key], replace(holds, text=False), names, lang)
        return None if listed is None else words(lang)("planbook.any-of", listed=listed)
    if holds.pairs is not None and isinstance(value, dict):
        return _told_pairs(value, holds.pairs, names, lang)
    return None


def _told_list(value: list[Any], holds: Holds, names: BookNames, lang: str) -> str | None:
    each = [_told(one, _of_one(holds), names, lang) if isinstance(one, str | bool) else None for one in value]
    kept = [one for one in each if one is not None]
    if not each or len(kept) < len(each):
        return None
    return _joined(
        [one if (one and not _split_at(holds, one)) or names.knows(holds, one) else toml_string(one) for one in kept], lang, alone=holds.text
    )


def _split_at(holds: Holds, text: str) -> bool:
    return any(sign in text for sign in _signs(holds)) or text.startswith('"')


def _of_one(holds: Holds) -> Holds:
    """What each word of a list may be."""
    return replace(holds, text=True, several=False, any_key="", words=tuple(word for word in holds.words if word != NONE_STATED))


def _joined(parts: list[str], lang: str, *, alone: bool) -> str:
    """Words in a row. Where a word may stand alone too, a list of one ends with the sign between words."""
    between = words(lang)("planbook.between")
    return between.join(parts) + (between.strip() if alone and len(parts) == 1 else "")


def _told_pairs(value: dict[str, Any], pairs: tuple[Holds, Holds], names: BookNames, lang: str) -> str | None:
    lines = []
    for key, held in value.items():
        told = cell_of(held, pairs[1], names, lang)
        if "\n" in told:
            return None
        lines.append(f"{names.name(pairs[0], key, lang)} = {told}")
    return "\n".join(lines) or None


def _escaped(text: str) -> str:
    """A text in quotation marks with a backslash in it, so that nothing else is meant."""
    quoted = toml_string(text)
    quoted = re.sub(r"_(?=x[0-9A-Fa-f]{4}_)", r"\\u005f", quoted)
    if text and "\\" not in quoted:
        quoted = f'"\\U{ord(text[0]):08x}{quoted[2:]}'
    return quoted


# -- from a cell to a value ---------------------------------------------------------------------------------------------------------


def value_of(text: str, holds: Holds, names: BookNames) -> Any:
    """The value that the text of a cell says. Raises RefusedError with what is allowed."""
    text = text.strip()
    if (plain := _unescaped(text)) is not None:
        if holds.several and not (holds.text or holds.flag):
            return [plain]
        return plain
    if text.translate(_AS_TYPED).startswith(_OPEN) and (holds.several or holds.table or holds.anything or holds.pairs is not None):
        return _in_braces(text)
    if holds.anything:
        return _anything(text)
    if holds.pairs is not None:
        return _pairs(text, holds.pairs, names)
    if holds.several:
        return _list_or_word(text, holds, names)
    return _word(text, holds, names)


def _as_toml(text: str) -> Any:
    """One value as TOML writes it. Raises ValueError."""
    tables = tomllib.loads(f"value = {text}")
    if len(tables) > 1:
        raise ValueError
    return tables["value"]


def _unescaped(text: str) -> str | None:
    """A text that stands in quotation marks with a backslash in it, or is empty; None for any other."""
    if text != '""' and not ("\\" in text and _QUOTED.fullmatch(text)):
        return None
    try:
        return str(_as_toml(text))
    except ValueError:
        return None


def _in_braces(text: str) -> Any:
    for written in (text, text.translate(_AS_TYPED)):
        with suppress(ValueError, RecursionError):
            return _as_toml(written)
    raise RefusedError(phrase("planbook.no-braces"), allowed=phrase("planbook.braces"), hint=phrase("planbook.braces-hint")) from None


def _anything(text: str) -> Any:
    """Yes or no, a number, or a text."""
    if (flag := yes_no().get(text.casefold())) is not None:
        return flag
    if _NUMBER.fullmatch(text) and text.isascii():
        try:
            return _as_toml(text)
        except ValueError:
            return text
    return text


def _word(text: str, holds: Holds, names: BookNames) -> Any:
    if holds.flag and (flag := yes_no().get(text.casefold())) is not None:
        return flag
    if not holds.text and holds.flag:
        raise RefusedError(phrase("planbook.no-flag"), allowed=phrase("planbook.flag"))
    if _ODD.search(text):
        raise RefusedError(phrase("planbook.odd-signs"), hint=phrase("planbook.odd-signs-hint"))
    if any(isinstance(mark, Condition) for mark in holds.marks):
        return _condition(text)
    return names.word(holds, text)


def _condition(text: str) -> str:
    """A condition; where it can only be read so, with the signs that a Chinese keyboard writes put right."""
    for written in (text, text.translate(_AS_TYPED)):
        with suppress(ConditionError):
            parse_condition(written)
            return written
    return text


def _list_or_word(text: str, holds: Holds, names: BookNames) -> Any:
    if holds.silent and not holds.text and names.word(replace(holds, marks=()), text) == NONE_STATED:
        return NONE_STATED
    if holds.any_key:
        for lang in LANGUAGES:
            begin = words(lang)("planbook.any-of", listed="").strip()[:-1]
            if text.casefold().startswith(begin.casefold()) and text[len(begin) :].lstrip()[:1] in _COLONS:
                rest = text[len(begin) :].lstrip()[1:]
                return {holds.any_key: [_word(part, _of_one(holds), names) for part in _parts(rest, holds, names)[0]]}
    parts, ended = _parts(text, holds, names)
    one = _of_one(holds)
    if holds.text and len(parts) == 1 and not ended:
        return _word(parts[0], replace(one, words=holds.words), names)
    return [_item(part, one, names) for part in parts]


def _item(part: str, one: Holds, names: BookNames) -> Any:
    if _QUOTED.fullmatch(part):
        try:
            return str(_as_toml(part))
        except ValueError:
            return part
    return _word(part, one, names)


def _signs(holds: Holds) -> str:
    return _ALWAYS + (_COMMAS if any(isinstance(mark, Ref) for mark in holds.marks) else "")


def _parts(text: str, holds: Holds, names: BookNames) -> tuple[list[str], bool]:
    """The words of a list, and whether it ends with the sign between words. A name that has such a sign in it stays whole."""
    signs = _signs(holds)
    pieces = re.findall(rf'\s*"(?:\\.|[^"\\])*"\s*(?=[{signs}]|$)|[^{signs}]+|[{signs}]', text)
    found: list[str] = []
    at = 0
    while at < len(pieces):
        piece = pieces[at].strip()
        if piece and piece not in signs:
            until = next((end for end in range(len(pieces), at + 1, -1) if names.knows(holds, "".join(pieces[at:end]).strip())), at + 1)
            found.append("".join(pieces[at:until]).strip())
            at = until
        else:
            at += 1
    return found, bool(pieces) and not pieces[-1].strip(signs + " \t") and pieces[-1].strip(" \t") != ""


def _pairs(text: str, pairs: tuple[Holds, Holds], names: BookNames) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for line in re.split(r"\n" if pairs[1].several else r"[\n;；]", text):
        if not line.strip():
            continue
        key, sign, held = _pair(line)
        if not sign or not key or not held:
            raise RefusedError(phrase("planbook.no-pair"), value=line.strip(), allowed=phrase("planbook.pair"))
        key = names.word(pairs[0], key)
        if key in found:
            raise RefusedError(phrase("planbook.pair-twice"), value=key)
        found[key] = value_of(held, pairs[1], names)
    return found


def _pair(line: str) -> tuple[str, str, str]:
    """What stands before the first sign of equality, that sign, and what stands behind it."""
    match = _BETWEEN_PAIR.search(line)
    return (line.strip(), "", "") if match is None else (line[: match.start()].strip(), match[0], line[match.end() :].strip())
