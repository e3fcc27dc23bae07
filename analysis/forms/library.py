"""The forms that ship."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

from analysis.forms.model import FormFile
from sim.documents import read_toml
from sim.validation import validate


@cache
def shipped_forms() -> tuple[FormFile, ...]:
    """Every form of the product, by file name. Raises InputError when one of them is broken."""
    folder = files("analysis.forms")
    entries = sorted((entry for entry in folder.iterdir() if entry.name.endswith(".toml")), key=lambda entry: entry.name)
    return tuple(validate(FormFile, read_toml(entry), entry.name) for entry in entries)
