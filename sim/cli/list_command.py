"""`drill list`: what ships."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import click

from sim.cli.options import json_option, lang_option, language, print_json, print_lines, print_table

_PATTERNS = "DUTY, BODY, WHO"
_KINDS = ("plans", "scenarios", "revisions", "measures")
_TITLES = {"plans": ("预案", "Plans"), "scenarios": ("情景", "Scenarios"), "revisions": ("修订", "Revisions"), "measures": ("指标", "Measures")}


@click.command("list")
@click.argument("kind", type=click.Choice(_KINDS), required=False)
@click.option("--all", "every", is_flag=True, help="of measures: each one for each duty, body and post, not only their patterns")
@lang_option
@json_option
@click.pass_context
def command(ctx: click.Context, kind: str | None, every: bool, lang: str | None, as_json: bool) -> None:
    """List plans, scenarios, revisions or measures; without KIND, all but the measures."""
    chosen = language(ctx, lang)
    kinds = (kind,) if kind else _KINDS[:3]
    found = {name: _entries(name, every) for name in kinds}
    if as_json:
        print_json({name: [_in(entry, chosen) for entry in entries] for name, entries in found.items()})
        return
    for name, entries in found.items():
        if name == "measures":
            _print_measures(entries, chosen)
            continue
        heading = _TITLES[name][0 if chosen == "zh" else 1]
        rows = [[str(entry["id"]), str(entry["title"][chosen]), str(entry.get("unit") or entry.get("plan") or "")] for entry in entries]
        print_table(f"{heading} ({len(rows)})", ["id", "名称" if chosen == "zh" else "title", ""], rows)
        print_lines([""])


def _in(entry: dict[str, Any], lang: str) -> dict[str, Any]:
    return {key: text[lang] if key in ("title", "teaches", "formula") else text for key, text in entry.items()}


def _print_measures(entries: list[dict[str, Any]], lang: str) -> None:
    from analysis.measures.model import GROUPS

    zh = lang == "zh"
    better = {"lower": ("小", "low"), "higher": ("大", "high"), "none": ("–", "–")}
    rows: list[list[str]] = []
    for group, heading in GROUPS.items():
        here = [entry for entry in entries if entry["group"] == group]
        if here:
            rows.append([f"【{heading.zh}】" if zh else heading.en.upper(), "", "", "", ""])
            rows += [[entry["id"], entry["title"][lang], entry["unit"], better[entry["direction"]][not zh], entry["formula"][lang]] for entry in here]
    columns = ["指标", "名称", "单位", "宜", "算法"] if zh else ["measure", "title", "unit", "better", "formula"]
    patterns = sum(entry["number"] > 1 for entry in entries)
    note = ""
    if patterns:
        note = (
            f"其中 {patterns} 类按职责、单位或岗位各有一个（{_PATTERNS}）；--all 全部列出。"
            if zh
            else f"{patterns} of these stand for one measure per duty, body or post ({_PATTERNS}); --all lists each."
        )
    print_table(f"{_TITLES['measures'][0 if zh else 1]} ({len(entries)})", columns, rows, note=note)


def _entries(kind: str, every: bool) -> list[dict[str, Any]]:
    if kind == "measures":
        return _measures(every)
    from sim.inputs.library import find_plan, plans, shipped

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


def _measures(every: bool) -> list[dict[str, Any]]:
    """The measures of the default plan; those of one pattern are one entry with their number, unless every one is asked for."""
    from analysis.measures.registry import measures_of
    from sim.inputs.library import find_plan
    from sim.plan.loader import load_plan
    from sim.plan.rulebook import Rulebook

    found: dict[str, dict[str, Any]] = {}
    for one in measures_of(Rulebook(load_plan(find_plan(None)))).values():
        id_ = one.id if every or not one.family else one.family
        if id_ in found:
            found[id_]["number"] += 1
            continue
        pattern = id_ != one.id
        found[id_] = {
            "id": id_,
            "title": _pattern(one.name, one.subject) if pattern else _texts(one.name),
            "unit": one.unit,
            "clause": "" if pattern else one.clause,
            "group": one.group,
            "direction": one.direction,
            "formula": _pattern(one.formula, one.subject) if pattern else _texts(one.formula),
            "number": 1,
        }
    return list(found.values())


def _texts(text: Any) -> dict[str, str]:
    return {"zh": text.zh, "en": text.en}


def _pattern(text: Any, subject: Any) -> dict[str, str]:
    """A text about one duty or body as a text about any."""
    return {"zh": text.zh.replace(subject.zh, "…"), "en": text.en.replace(subject.en, "…")}
