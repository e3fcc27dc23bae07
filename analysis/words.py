"""The record's own vocabulary in Chinese and English, from the catalogue: kinds of row, statuses, forms, channels, acts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from analysis.verdicts import STATUSES as _STATUSES
from sim.plan.acts import ACTS as _ACTS
from sim.plan.acts import FORMS as _FORMS
from sim.plan.acts import SENT_KINDS as _SENT
from sim.record import CHANNELS as _CHANNELS
from sim.record import KINDS as _KINDS
from sim.text import Text
from sim.words import in_every_language, phrase
from sim.words.lengths import clock, span

__all__ = ["ACTS", "CHANNELS", "FORMS", "KINDS", "STATUSES", "clock", "span", "word"]


def _table(family: str, ids: Iterable[str]) -> Mapping[str, Text]:
    return {id_: Text.model_validate(in_every_language(phrase(f"{family}.{id_}"))) for id_ in ids}


KINDS = _table("kind", _KINDS)
STATUSES = _table("status", _STATUSES)
FORMS = _table("form", {*_FORMS, *_SENT.values()})
CHANNELS = _table("channel", _CHANNELS)
ACTS = _table("act", _ACTS)


def word(table: Mapping[str, Text], id_: str | None, lang: str) -> str:
    """The word for an id in `lang`; an id without one stays as it is, and None is ""."""
    if id_ is None:
        return ""
    text = table.get(id_)
    return id_ if text is None else text.of(lang)
