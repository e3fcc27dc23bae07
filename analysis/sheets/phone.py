"""The empty log as one page for a phone: an entry for each tap, with the device's time; it needs no network, no storage and no downloads."""

from __future__ import annotations

import json
from collections.abc import Callable
from html import escape
from importlib.resources import files
from pathlib import Path
from typing import Any

from analysis.logs.synonyms import Synonyms, load_synonyms
from analysis.sheets.checklist import Checklist, ExpectedAct
from analysis.sheets.columns import sheet_columns
from sim.inputs.resources import Resources
from sim.inputs.scenario import Scenario
from sim.plan.model import Plan
from sim.record import write_atomically
from sim.text import digest
from sim.vocabulary import SENT_KINDS
from sim.words import Words, words

_TO_SOMEBODY = (*SENT_KINDS, "received", "called", "unanswered", "busy", "lost")
_STICKY = ("actor", "to", "channel", "form", "about")  # chosen once, and kept for the next entries


def write_phone_page(
    plan: Plan,
    resources: Resources | None,
    path: Path,
    lang: str,
    *,
    synonyms: Path | None = None,
    scenario: Scenario | None = None,
    checklist: Checklist | None = None,
    write: Callable[[Path, bytes], None] = write_atomically,
) -> None:
    """Write the page, whole or not at all. Raises OSError, and InputError for a broken file of synonyms.

    What it exports has the headings and words of the workbook, and is read like it. Of a scenario each expected act is a tap too.
    """
    say = words(lang)
    given = page_data(plan, resources, lang, synonyms=synonyms, scenario=scenario, checklist=checklist)
    filled = {"lang": escape(lang), "title": escape(given["title"]), "noscript": escape(say("phone.no-script")), "given": _in_script(given)}
    page = (files("analysis.sheets") / "phone.html").read_text("utf-8")
    for name, text in filled.items():
        page = page.replace(f"[[{name}]]", text, 1)
    write(path, page.encode())


def page_data(
    plan: Plan,
    resources: Resources | None,
    lang: str,
    *,
    synonyms: Path | None = None,
    scenario: Scenario | None = None,
    checklist: Checklist | None = None,
) -> dict[str, Any]:
    """All that the page knows: its columns with their words, the acts that are expected, and what it says."""
    say, known = words(lang), load_synonyms(synonyms)
    columns = sheet_columns(plan, resources, known, lang, scenario)
    title = checklist.title if checklist is not None else plan.plan.title.of(lang)
    offered = frozenset(word for one in columns for word in one.choices)
    return {
        "title": title,
        "key": digest(plan)[:12] + (digest(scenario)[:12] if scenario is not None else ""),
        "file": say("phone.file"),
        "complete": known.word("setting", "complete", lang),
        "columns": [{"meaning": one.meaning, "heading": one.heading, "choices": list(one.choices), "prompt": one.prompt} for one in columns],
        "sticky": [one.meaning for one in columns if one.meaning in _STICKY and one.choices],
        "kinds": list(next(one.choices for one in columns if one.meaning == "kind")),
        "sent": [known.word("kind", kind, lang) for kind in _TO_SOMEBODY],
        "objectives": list(checklist.objectives) if checklist is not None else [],
        "acts": [_act(one, known, offered, lang) for one in (*checklist.acts, *checklist.others)] if checklist is not None else [],
        "words": _said(say),
    }


def _act(act: ExpectedAct, known: Synonyms, offered: frozenset[str], lang: str) -> dict[str, Any]:
    """An expected act as a tap: what it says, and the cells that it fills in."""
    words_of = {name: known.word(name, act.cells[name], lang) for name in ("kind", "form")}
    form = next((word for word in (words_of["form"], act.title) if word in offered), "")  # the plan's own are called by their duty
    cells = act.cells | {"kind": words_of["kind"], "form": form}
    return {"title": act.title, "clause": act.clause, "who": act.who, "to": act.to, "limit": act.limit, "cells": cells}


def _in_script(given: dict[str, Any]) -> str:
    """JSON inside a script element: nothing in it can end the element."""
    text = json.dumps(given, ensure_ascii=False, separators=(",", ":"))
    return text.replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")


def _said(say: Words) -> dict[str, str]:
    """What the page says; %s stands for a number of seconds."""
    return {
        "compare": say("phone.compare"),
        "compareNow": say("phone.compare-now"),
        "noClock": say("phone.no-clock"),
        "notCompared": say("phone.not-compared"),
        "same": say("phone.same"),
        "behind": say("phone.behind", seconds="%s"),
        "ahead": say("phone.ahead", seconds="%s"),
        "tap": say("phone.tap"),
        "objectives": say("log-sheet.objectives"),
        "acts": say("log-sheet.acts"),
        "entries": say("phone.entries"),
        "edit": say("phone.edit"),
        "remove": say("phone.remove"),
        "removeSure": say("phone.remove-sure"),
        "leave": say("phone.leave"),
        "completeAsk": say("log-sheet.ask-complete"),
        "copy": say("phone.copy"),
        "copied": say("phone.copied"),
        "copyByHand": say("phone.copy-by-hand"),
        "download": say("phone.download"),
        "downloaded": say("phone.downloaded"),
        "notStored": say("phone.not-stored"),
    }
