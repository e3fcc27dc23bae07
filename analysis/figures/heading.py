"""What stands over a picture of a run: scenario, day and seed, how a log was read, and the sentence that names what was latest."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from analysis.figures.captions import callouts, dotted
from analysis.figures.kept_log import KeptLog
from analysis.figures.labels import Labels
from analysis.figures.style import CALLOUT_PT, PAPER, SHEET_IN, SOFT, STATUS, TITLE_PT
from analysis.figures.window import Window
from analysis.verdicts import BROKEN, UNJUDGED
from sim.record import Header, Record, starts_on_a_day
from sim.words import Names


@dataclass(frozen=True, slots=True, kw_only=True)
class Heading:
    """Where a heading stands, in inches from the upper left corner, and how large its words are beside those of the timeline."""

    left: float
    right: float
    size: float = 1.0
    most: int = 9  # sentences
    subtitle: str = ""


ON_A_SHEET = Heading(left=0.2, right=SHEET_IN - 0.2)


def title_of(header: Header, names: Names) -> str:
    """The scenario by its title; nothing where the record is of none."""
    title = header.scenario.get("title", header.scenario.get("id", ""))
    return str(title.get(names.lang, "") if isinstance(title, Mapping) else title)


def facts_of(header: Header, names: Names) -> str:
    """When the drill began, and its seed."""
    say = names.say
    day = f"{header.start[:10]} {header.start[11:16]}" if starts_on_a_day(header.start) else say("figures.undated")
    return dotted(day, say("figures.seed", seed=str(header.seed)) if "title" in header.scenario else "")


def draw_heading(labels: Labels, record: Record, shown: Window, kept: KeptLog | None, where: Heading) -> float:
    """The title and the sentences under it; gives where the picture begins. The same words describe the picture to those who cannot see it."""
    say, size = shown.say, where.size
    title = title_of(record.header, shown.names) if kept is None or not shown.untitled else kept.title
    title = dotted(title or say("figures.title"), where.subtitle)
    excerpt = say("figures.excerpt", what=shown.excerpt) if shown.excerpt else ""
    facts = dotted(excerpt, facts_of(record.header, shown.names))
    aside = labels.fixed(facts, (where.right, 0.32 * size, "right", "center"), size=11 * size, colour=SOFT)
    title = labels.fitting(title, TITLE_PT * size, aside[0] - where.left - 0.2)
    labels.fixed(title, (where.left, 0.32 * size, "left", "center"), size=TITLE_PT * size)
    y = 0.82 * size
    if kept is not None:
        y = _reading(labels, kept, y, where)
    said = callouts(shown)[: where.most]
    for number, (status, sentence) in enumerate(said):
        loud = number == 0 and status in BROKEN
        points = (CALLOUT_PT if loud else 13.0) * size
        points *= min(1.0, (where.right - where.left - 0.3) / labels.width(sentence, points))
        colour = STATUS[status].colour
        labels.fixed(sentence, (where.left, y, "left", "center"), size=points, colour=PAPER if loud else colour, box=colour if loud else None)
        y += 0.42 * size
    labels.axes.figure.set_label("\n".join([dotted(title, facts), *(sentence for _, sentence in said)]))
    return y - 0.08


def _reading(labels: Labels, kept: KeptLog, y: float, where: Heading) -> float:
    """How much of a log was read, before anything is said of it; loud where not all was understood."""
    for text, loud in (*((one, True) for one in kept.doubts), (kept.banner, False)):
        if text:
            points = 13.0 * where.size
            points *= min(1.0, (where.right - where.left - 0.3) / labels.width(text, points))
            colour = STATUS[UNJUDGED].colour
            labels.fixed(text, (where.left, y, "left", "center"), size=points, colour=PAPER if loud else SOFT, box=colour if loud else None)
            y += (0.42 if loud else 0.36) * where.size
    return y
