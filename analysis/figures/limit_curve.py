"""How often a duty's limit is kept under each limit that was tried, and how long the duty then takes: a panel for each scenario."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from analysis.experiment.document import ExperimentReport
from analysis.experiment.limit_search import LimitSearch
from analysis.figures.signs import drawable
from analysis.figures.style import BLUE, INK, LABEL_PT, NAME_PT, SHEET_IN, SOFT, VERMILION, empty_sheet, house_style, place_axes, plain_frame
from sim.words import Words, words

_HEAD_IN, _PANEL_IN, _GAP_IN, _LEFT_IN = 1.55, 3.0, 1.4, 0.95
_ASKED = 0.9  # the line of nine in ten
_WORSE = ("hurts", "trades")


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptShare:
    """One limit, in minutes: the share of instances that keep it with its limits, and the word for what it does (None for the plan's own)."""

    limit_min: float
    share: float
    low: float
    high: float
    word: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class LimitPanel:
    """One scenario: the limits from the shortest on."""

    title: str
    points: tuple[KeptShare, ...]


def limits_picture(search: LimitSearch, report: ExperimentReport) -> Figure | None:
    """The picture of a search: a panel for each scenario that called for the duty; None where none did."""
    say, seeds = words(report.lang), report.revisions[0]
    words_of = {(one.scenario, one.revision): one.word for one in report.verdicts}
    panels = []
    for case in search.found.study.cases:
        points = [
            KeptShare(
                limit_min=one.limit_min, share=one.row.in_time.middle, low=one.row.in_time.low or 0.0, high=one.row.in_time.high or 0.0,
                word=words_of.get((one.scenario, one.arm)),
            )
            for one in search.of(case.name)
            if one.limit_min is not None and one.row is not None
        ]  # fmt: skip
        if points:
            panels.append(LimitPanel(title=case.title.of(report.lang), points=tuple(points)))
    if not panels:
        return None
    title = say("limit-search.title", clause=search.duty.clause, duty=search.duty.title)
    facts = say("screen.pairs", n=seeds.pairs, first=str(seeds.first_seed), last=str(seeds.last_seed))
    return limit_curve(panels, lang=report.lang, title=title, facts=facts)


def limit_curve(panels: Sequence[LimitPanel], *, lang: str, title: str, facts: str = "") -> Figure:
    """Draw the share over the limit, which is on a scale of doublings; the plan's own is marked, and what a limit does stands at it."""
    say = words(lang)
    tall = _HEAD_IN + len(panels) * (_PANEL_IN + _GAP_IN) - 0.4
    with house_style():
        figure = empty_sheet(title, tall, say("limit-search.picture-note"), facts)
        for number, panel in enumerate(panels):
            top = _HEAD_IN + number * (_PANEL_IN + _GAP_IN)
            _panel(place_axes(figure, _LEFT_IN, top, SHEET_IN - _LEFT_IN - 0.5, _PANEL_IN), panel, say)
    return figure


def _panel(axes: Axes, panel: LimitPanel, say: Words) -> None:
    limits = [one.limit_min for one in panel.points]
    axes.set_xscale("log", base=2)
    axes.plot(limits, [one.share for one in panel.points], color=BLUE, lw=1.6, zorder=2)
    axes.axhline(_ASKED, color=SOFT, lw=1.0, linestyle=(0, (4, 3)), zorder=1)
    for one in panel.points:
        own = one.word is None
        colour = INK if own else VERMILION if one.word in _WORSE else BLUE
        axes.plot([one.limit_min] * 2, [one.low, one.high], color=colour, lw=3.4 if own else 2.0, solid_capstyle="butt", zorder=3)
        axes.plot([one.limit_min], [one.share], marker="D" if own else "o", markersize=9 if own else 7, color=colour, zorder=4)
        told = say("limit-search.of-the-plan") if own else say(f"limit-search.does.{one.word}")
        axes.annotate(
            told, (one.limit_min, 1.0), xytext=(0, 6), textcoords="offset points", fontsize=LABEL_PT, color=colour, ha="center", va="bottom",
            annotation_clip=False,
        )  # fmt: skip
    axes.set_xticks(limits, [f"{limit:g}" for limit in limits])
    axes.minorticks_off()
    axes.set_xlim(limits[0] / 1.35, limits[-1] * 1.35)
    axes.set_ylim(0, 1.0)
    axes.yaxis.set_major_formatter(lambda value, _: f"{value:.0%}")
    axes.set_xlabel(say("figures.limit-in-minutes"), fontsize=LABEL_PT, color=INK)
    axes.set_ylabel(say("limit-search.kept-axis"), fontsize=LABEL_PT, color=INK)
    axes.set_title(drawable(panel.title), fontsize=NAME_PT, color=INK, loc="left", pad=26)
    plain_frame(axes)
