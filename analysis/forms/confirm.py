"""What a person says to a proposed form: overrides with role, time and reason, and a confirmation of the whole."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

from analysis.forms.model import NOT_APPLICABLE, FilledForm, FormFile, Override
from sim.documents import Mistakes, read_toml
from sim.words import phrase

_KEYS = ("form", "item", "rating", "role", "time", "reason")


def read_confirmation(path: Path, forms: Iterable[FormFile]) -> tuple[tuple[Override, ...], dict[str, str] | None]:
    """The overrides of a file, and who confirmed the forms (role and time) where it says so.

    The file has `[[override]]` with form, item, rating, role, time, reason, and may have `[confirmed]` with role and time.
    Raises InputError with every fault: an override without a reason, by nobody, at no time, or of something that does not exist.
    """
    data = read_toml(path)
    faults = Mistakes(str(path))
    known = {form.form.id: form for form in forms}
    for key in data:
        faults.known("", "table", key, ("override", "confirmed"))
    entries = data.get("override", [])
    found: list[Override] = []
    if not isinstance(entries, list):
        faults.add("override", phrase("forms.override-tables"), allowed=_KEYS)
        entries = []
    for number, entry in enumerate(entries, 1):
        one = _override(entry, f"override {number}", known, faults)
        if one is not None and any((one.form, one.item) == (other.form, other.item) for other in found):
            faults.add(f"override {number}", phrase("forms.override-twice"), value=f"{one.form} › {one.item}")
        elif one is not None:
            found.append(one)
    confirmed = _confirmed(data.get("confirmed"), faults)
    faults.stop()
    return tuple(found), confirmed


def confirm(forms: Iterable[FilledForm], confirmed: Mapping[str, str] | None) -> tuple[FilledForm, ...]:
    """The forms marked as confirmed by a role at a time; proposed only, where nobody did."""
    return tuple(replace(form, confirmed=None if confirmed is None else dict(confirmed)) for form in forms)


def _override(entry: Any, place: str, known: Mapping[str, FormFile], faults: Mistakes) -> Override | None:
    if not isinstance(entry, dict):
        faults.add(place, phrase("forms.no-table"), allowed=_KEYS)
        return None
    said = {key: _said(entry.get(key)) for key in _KEYS}
    missing = [key for key in _KEYS if not said[key]]
    for key in missing:
        faults.add(f"{place} › {key}", phrase("forms.override-needs", key=key), hint=phrase(f"forms-key.{key}"))
    for key in entry:
        faults.known(place, "key", key, _KEYS)
    if missing or not faults.known(f"{place} › form", "form", said["form"], tuple(known)):
        return None
    form = known[said["form"]]
    if not faults.known(f"{place} › item", "item", said["item"], tuple(item.id for item in form.item)):
        return None
    ratings = (*(grade.id for grade in form.scale.grade), NOT_APPLICABLE)
    if not faults.known(f"{place} › rating", "rating", said["rating"], ratings):
        return None
    return Override(**said)


def _said(value: Any) -> str:
    if isinstance(value, datetime | date):
        return value.isoformat()
    return value.strip() if isinstance(value, str) else ""


def _confirmed(entry: Any, faults: Mistakes) -> dict[str, str] | None:
    if entry is None:
        return None
    said = {key: _said(entry.get(key)) if isinstance(entry, dict) else "" for key in ("role", "time")}
    for key, value in said.items():
        if not value:
            faults.add(f"confirmed › {key}", phrase("forms.confirmation-needs", key=key), hint=phrase(f"forms-key.{key}"))
    return said
