"""The page around what it says: its head with the policy that forbids every request, the mark of an exercise, the sections and the way to them."""

from __future__ import annotations

import json
from base64 import b64encode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from importlib.resources import files

from analysis.page.look import colours_css
from analysis.page.markup import Html, css_text, joined, tag
from sim.words import Words


@dataclass(frozen=True, slots=True)
class PageSection:
    """A part of a page under a heading; `id` is the same in every language."""

    id: str
    heading: str
    content: Html


@dataclass(frozen=True, slots=True, kw_only=True)
class PageFrame:
    """What stands at the top of a page: what it is marked as on every sheet, its title, the facts in one line, and what is said first."""

    mark: str
    title: str
    facts: str
    first: Html


def framed(frame: PageFrame, sections: Sequence[PageSection], say: Words, *, css: str, said: Mapping[str, str]) -> bytes:
    """The page as a file. `said` are the words that the script says."""
    script = (files(__package__) / "page.js").read_text("utf-8")
    style = (files(__package__) / "page.css").read_text("utf-8").replace("/* colours */", colours_css())
    digest = b64encode(sha256(script.encode()).digest()).decode()
    policy = f"default-src 'none'; script-src 'sha256-{digest}'; style-src 'unsafe-inline'; font-src data:; img-src data:"
    sheet = f"@page{{@top-left{{content:{css_text(frame.mark)}}}@top-right{{content:{css_text(frame.title)}}}"
    sheet += '@bottom-right{content:counter(page) " / " counter(pages)}}'
    head = tag(
        "head", tag("meta", charset="utf-8"), tag("meta", http_equiv="Content-Security-Policy", content=policy),
        tag("meta", name="viewport", content="width=device-width, initial-scale=1"), tag("meta", name="referrer", content="no-referrer"),
        tag("link", rel="icon", href="data:,"),  # else a browser asks for one
        tag("title", say("page.title", title=frame.title, mark=frame.mark)), Html(f"<style>{style}{sheet}{css}</style>"),
    )  # fmt: skip
    shown = [one for one in sections if one.content]
    ways = tag("nav", tag("ul", *(tag("li", tag("a", one.heading, href=f"#{one.id}")) for one in shown)), aria_label=say("page.ways"))
    top = tag("header", tag("p", frame.mark, class_="mark"), tag("h1", frame.title), tag("p", frame.facts, class_="facts"), frame.first)
    parts = [tag("section", tag("h2", one.heading, id=f"h-{one.id}"), one.content, id=one.id, aria_labelledby=f"h-{one.id}") for one in shown]
    words = json.dumps(dict(said), ensure_ascii=False, sort_keys=True).replace("<", "\\u003c")
    tail = joined((Html(f'<script type="application/json" id="said">{words}</script>'), Html(f"<script>{script}</script>")))
    skip = tag("a", say("page.skip"), href=f"#{shown[0].id}", class_="skip") if shown else None
    body = tag("body", skip, top, ways, tag("main", *parts), tail)
    return f'<!DOCTYPE html>\n<html lang="{say.lang}">\n{head}\n{body}\n</html>\n'.encode()
