"""Tables as TOML that a person can read: keys in their order, one line each; lists of tables a line an entry, tables of texts below the rest."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from sim.words import LANGUAGES

_BARE = re.compile(r"[A-Za-z0-9_-]+")
_OWN_SIGNS = re.compile(r"[\x7f\u0085\u2028\u2029\ud800-\udfff\ufffe\uffff]")  # that JSON writes as they are


def toml_file(data: Mapping[str, Any]) -> str:
    """A whole file: its tables in their order."""
    return "\n".join(_tables(data))


def _tables(data: Mapping[str, Any]) -> Iterator[str]:
    for table, held in data.items():
        key = toml_key(table)
        if isinstance(held, Mapping):
            yield f"[{key}]\n{_lines(held, key)}"
        else:
            yield from (f"[[{key}]]\n{_lines(entry, key)}" for entry in held)


def _lines(entry: Mapping[str, Any], table: str) -> str:
    """The keys of a table; one of texts in several languages has a heading of its own below them."""
    below = {key: value for key, value in entry.items() if table and _are_texts(value)}
    lines = [f"{toml_key(key)} = {_on_lines(value)}\n" for key, value in entry.items() if key not in below]
    lines += [f"[{table}.{toml_key(key)}]\n{_lines(value, '')}" for key, value in below.items()]
    return "".join(lines)


def _are_texts(value: Any) -> bool:
    return isinstance(value, Mapping) and bool(value) and all(isinstance(one, Mapping) and set(one) <= set(LANGUAGES) for one in value.values())


def _on_lines(value: Any) -> str:
    """A value after its key; tables of a list each on a line."""
    if isinstance(value, list) and any(isinstance(one, Mapping) for one in value):
        return "[\n" + "".join(f"    {toml_value(one)},\n" for one in value) + "]"
    return toml_value(value)


def toml_value(value: Any) -> str:
    """A value on one line."""
    if isinstance(value, str):
        return toml_string(value)
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Mapping):
        inside = ", ".join(f"{toml_key(key)} = {toml_value(held)}" for key, held in value.items())
        return f"{{ {inside} }}" if inside else "{}"
    if isinstance(value, list | tuple):
        return f"[{', '.join(map(toml_value, value))}]"
    return repr(value) if isinstance(value, int | float) else value.isoformat()


def toml_key(key: str) -> str:
    """A key, in quotation marks where it must be."""
    return key if _BARE.fullmatch(key) else toml_string(key)


def toml_string(text: str) -> str:
    """A text in quotation marks."""
    return _OWN_SIGNS.sub(lambda sign: f"\\u{ord(sign[0]):04x}", json.dumps(text, ensure_ascii=False))
