"""`drill list`: what ships."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import click

from sim.cli.options import json_option, lang_option, language, print_json, print_lines, print_table

_KINDS = ("plans", "scenarios", "revisions", "measures")
_TITLES = {"plans": ("预案", "Plans"), "scenarios": ("情景", "Scenarios"), "revisions": ("修订", "Revisions"), "measures": ("指标", "Measures")}


@click.command("list")
@click.argument("kind", type=click.Choice(_KINDS), required=False)
@lang_option
@json_option
@click.pass_context
def command(ctx: click.Context, kind: str | None, lang: str | None, as_json: bool) -> None:
    """List plans, scenarios, revisions or measures; without KIND, all but the measures."""
    chosen = language(ctx, lang)
    kinds = (kind,) if kind else _KINDS[:3]
    found = {name: _entries(name) for name in kinds}
    if as_json:
        print_json({name: [_in(entry, chosen) for entry in entries] for name, entries in found.items()})
        return
    for name, entries in found.items():
        heading = _TITLES[name][0 if chosen == "zh" else 1]
        rows = [[str(entry["id"]), str(entry["title"][chosen]), str(entry.get("unit") or entry.get("plan") or "")] for entry in entries]
        print_table(f"{heading} ({len(rows)})", ["id", "名称" if chosen == "zh" else "title", ""], rows)
        print_lines([""])


def _in(entry: dict[str, Any], lang: str) -> dict[str, Any]:
    return {key: text[lang] if key in ("title", "teaches") else text for key, text in entry.items()}


def _entries(kind: str) -> list[dict[str, Any]]:
    if kind == "measures":
        return _measures()
    from sim.library import find_plan, plans, shipped

    if kind == "plans":
        return [_head(find_plan(name), "plan", name) for name in plans()]
    singular = kind.removesuffix("s")
    return [_head(path, singular, name) for name, path in shipped(singular)]


def _head(path: Path, section: str, name: str) -> dict[str, Any]:
    head = tomllib.loads(path.read_text("utf-8"))[section]
    entry = {"id": name, "title": _both(head["title"])}
    if "teaches" in head:
        entry["teaches"] = _both(head["teaches"])
    return entry | ({"plan": head["plan"]} if "plan" in head else {})


def _both(text: Any) -> dict[str, str]:
    return {"zh": text, "en": text} if isinstance(text, str) else dict(text)


def _measures() -> list[dict[str, Any]]:
    from analysis.measures.registry import measures_of
    from sim.library import find_plan
    from sim.plan.loader import load_plan
    from sim.plan.rulebook import Rulebook

    found = measures_of(Rulebook(load_plan(find_plan(None)))).values()
    return [{"id": one.id, "title": {"zh": one.name.zh, "en": one.name.en}, "unit": one.unit, "clause": one.clause} for one in found]
