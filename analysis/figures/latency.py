"""Each duty's time taken against its limit, worst first."""

from __future__ import annotations

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from analysis.figures.captions import breach_words, dotted, duty_words, shortened
from analysis.figures.style import INK, LABEL_PT, NAME_PT, PAPER, SHEET_IN, SMALL_PT, SOFT, empty_sheet, house_style, stroke_of
from analysis.verdicts import JUDGED, LATE, MET, MISSED, Judgement, Verdict, rests_on_reading
from sim.words import Names, Words
from sim.words.lengths import span

_ROWS = 30  # breaches are always drawn; duties that were met fill up to so many rows
_ROW_IN, _HEAD_IN, _FOOT_IN, _LEFT_IN, _RIGHT_IN = 0.33, 0.95, 1.0, 5.6, 0.4
_LONGEST_SHARE = 3.0  # of the limit; longer bars are cut, with a mark, so that the others can be compared
_SIGNS = 62


def latency(judgement: Judgement, names: Names) -> Figure:
    """Draw a bar for each duty with a known limit that was done or missed.

    The bar is the time taken as a share of the limit (of a missed duty: the time until the end of observation), so that limits
    of minutes and of days can stand side by side; the words at its end give both in their own units.
    """
    say = names.say
    drawn, left_out = _chosen(judgement)
    with house_style():
        tall = _HEAD_IN + max(len(drawn), 1) * _ROW_IN + _FOOT_IN
        figure = empty_sheet(say("figures.latency-title"), tall)
        axes = figure.add_axes((_LEFT_IN / SHEET_IN, _FOOT_IN / tall, 1 - (_LEFT_IN + _RIGHT_IN) / SHEET_IN, 1 - (_HEAD_IN + _FOOT_IN) / tall))
        longest = max([min(_share(v, judgement.until_min), _LONGEST_SHARE) for v in drawn], default=1.0)
        for number, verdict in enumerate(drawn):
            _row(axes, number, verdict, judgement.until_min, names)
        _frame(axes, len(drawn), max(longest, 1.0), say)
        if not drawn:
            axes.text(0.5, 0.5, say("figures.nothing-due"), fontsize=NAME_PT, color=SOFT, ha="center", va="center", transform=axes.transAxes)
        if left_out:
            figure.text(0.2 / SHEET_IN, 0.25 / tall, say("figures.more-duties", n=left_out), fontsize=LABEL_PT, color=SOFT, va="center")
    return figure


def _chosen(judgement: Judgement) -> tuple[list[Verdict], int]:
    """Broken duties, worst first, then as many of the met as there is room for, closest to their limit first."""
    timed = [v for v in judgement.verdicts if v.status in JUDGED and v.due_min is not None and (v.done_min is not None or v.status == MISSED)]
    ordered = sorted(timed, key=lambda v: (JUDGED.index(v.status), rests_on_reading(v), -_share(v, judgement.until_min), v.id))
    breaches = sum(v.status != MET for v in ordered)
    drawn = ordered[: max(_ROWS, breaches)]
    return drawn, len(ordered) - len(drawn)


def _limit_min(verdict: Verdict) -> float:
    begins = verdict.anchor_min if verdict.anchor_min is not None else verdict.raised_min
    return (verdict.due_min if verdict.due_min is not None else begins) - begins


def _taken_min(verdict: Verdict, until_min: float) -> float:
    begins = verdict.anchor_min if verdict.anchor_min is not None else verdict.raised_min
    return verdict.latency_min if verdict.latency_min is not None else until_min - begins


def _share(verdict: Verdict, until_min: float) -> float:
    limit = _limit_min(verdict)
    taken = _taken_min(verdict, until_min)
    if limit > 0:
        return taken / limit
    return 0.0 if taken <= 0 else _LONGEST_SHARE


def _row(axes: Axes, number: int, verdict: Verdict, until_min: float, names: Names) -> None:
    stroke, share = stroke_of(verdict), _share(verdict, until_min)
    end = min(share, _LONGEST_SHARE)
    missed = verdict.status == MISSED
    within = min(end, 1.0)
    if missed:
        axes.barh(number, end, height=0.56, facecolor=PAPER, edgecolor=stroke.colour, linestyle=(0, (3, 2)), lw=1.1, zorder=2)
    else:
        axes.barh(number, within, height=0.56, color=stroke.colour, alpha=0.45, lw=0, zorder=2)
    if verdict.status == LATE:
        axes.barh(number, end - within, left=within, height=0.56, facecolor=PAPER, edgecolor=stroke.colour, hatch="//////", lw=1.2, zorder=2)
    axes.plot([1, 1], [number - 0.4, number + 0.4], color=INK, lw=2.4, zorder=4)
    axes.plot([end], [number], marker=stroke.marker, markersize=8, color=stroke.colour, linestyle="none", zorder=5)
    if share > _LONGEST_SHARE:
        axes.text(end - 0.03, number, "»", fontsize=NAME_PT, color=stroke.colour, ha="right", va="center", zorder=6)
    axes.annotate(_numbers(verdict, names), (max(end, 1.0), number), xytext=(10, 0), textcoords="offset points", fontsize=LABEL_PT,
                  color=INK if verdict.status == MET else stroke.colour, va="center", zorder=6)  # fmt: skip
    axes.annotate(_what(verdict, names), (0, number), xytext=(-8, 0), textcoords="offset points", fontsize=LABEL_PT,
                  color=INK, ha="right", va="center", annotation_clip=False)  # fmt: skip


def _what(verdict: Verdict, names: Names) -> str:
    """Clause, duty and the two ends, cut to the room beside the bars."""
    say, what = names.say, duty_words(names, verdict)
    if verdict.occurrence > 1:
        what = say("figures.again", what=what, occurrence=verdict.occurrence)
    ends = names.party(verdict.bearer)
    if verdict.to:
        ends = say("figures.from-to", bearer=ends, to=[names.party(one) for one in verdict.to])
    return f"{shortened(f'{what}  {ends}', _SIGNS)}  ·  {verdict.clause}"


def _numbers(verdict: Verdict, names: Names) -> str:
    say, limit, breach = names.say, verdict.limit, breach_words(names, verdict)
    if verdict.status == MISSED:
        return dotted(breach, say("figures.limit", limit=limit))
    return dotted(say("figures.taken-of", taken=span(verdict.latency_min or 0.0, names.lang), limit=limit), breach)


def _frame(axes: Axes, rows: int, longest: float, say: Words) -> None:
    axes.set_ylim(max(rows, 1) - 0.4, -0.6)
    axes.set_xlim(0, longest * 1.32 + 0.12)
    axes.set_yticks([])
    ticks = [0.0, 0.5, 1.0, *[one for one in (1.5, 2.0, 2.5, 3.0) if one <= longest + 0.2]]
    axes.set_xticks(ticks, [f"{tick:.0%}" for tick in ticks], fontsize=SMALL_PT, color=SOFT)
    axes.set_xlabel(say("figures.share"), fontsize=LABEL_PT, color=INK)
    axes.grid(axis="x", color="#E4E4E4", lw=0.7)
    axes.set_axisbelow(True)
    for side in ("top", "right", "left"):
        axes.spines[side].set_visible(False)
