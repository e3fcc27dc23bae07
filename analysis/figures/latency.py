"""Each duty's time taken against its limit, worst first. Up to the limit the axis is even; beyond it each doubling takes the same room."""

from __future__ import annotations

from dataclasses import dataclass
from math import log2

from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from analysis.figures.captions import at_event, breach_words, dotted, duty_words
from analysis.figures.heading import facts_of, title_of
from analysis.figures.labels import Labels
from analysis.figures.style import INK, LABEL_PT, NAME_PT, PAPER, SHEET_IN, SMALL_PT, SOFT, empty_sheet, house_style, ink_of, stroke_of
from analysis.figures.window import event_name
from analysis.verdicts import JUDGED, LATE, MET, MISSED, Judgement, Verdict, rests_on_reading
from sim.record import Header
from sim.words import Names, Words
from sim.words.lengths import span

_ROWS = 30  # breaches are always drawn; duties that were met fill up to so many rows
_ROW_IN, _HEAD_IN, _FOOT_IN, _EDGE_IN = 0.33, 0.95, 1.0, 0.25
_NAMES_AT_MOST_IN, _WORDS_AT_MOST_IN = 6.2, 5.6  # beside the bars, at either hand
_DOUBLING = 0.5  # of the limit's room: what each doubling beyond the limit takes
_EVEN_UP_TO = 1.6  # where nothing takes longer than that, the axis is even throughout
_TICKS = (0.0, 0.5, 1.0, 1.5, 2.0, 3.0, 5.0, 10.0, 20.0, 50.0, 100.0, 200.0, 500.0, 1000.0)
_LEAST_PT = 7.5
SizedWords = tuple[str, float]  # words, and how large they are in points
_NO_LIMIT = 2.0  # the share of what had to be done at once and was not


@dataclass(frozen=True, slots=True)
class ShareScale:
    """Where a share of the limit stands: a limit is 1, and beyond it each doubling takes as much as the one before, unless all is `even`."""

    even: bool

    def at(self, share: float) -> float:
        """The place of a share."""
        return share if self.even or share <= 1 else 1 + _DOUBLING * log2(share)


def latency(header: Header, judgement: Judgement, names: Names, title: str = "") -> Figure:
    """Draw a bar for each duty with a known limit that was done or missed.

    The bar is the time taken as a share of the limit (of a missed duty: the time until the end of observation), so that limits
    of minutes and of days can stand side by side; the words at its end give both in their own units. `title` is that of a log
    that somebody kept.
    """
    say = names.say
    drawn, left_out = _chosen(judgement)
    with house_style():
        tall = _HEAD_IN + max(len(drawn), 1) * _ROW_IN + _FOOT_IN
        heading = dotted(title_of(header, names) or title, say("figures.latency-title"))
        figure = empty_sheet(heading, tall, facts=facts_of(header, names))
        axes = figure.add_axes((0, _FOOT_IN / tall, 1, 1 - (_HEAD_IN + _FOOT_IN) / tall))
        shares = [_share(one, judgement.until_min) for one in drawn]
        scale = ShareScale(max(shares, default=0.0) <= _EVEN_UP_TO)
        words = Labels(axes, FigureCanvasAgg(figure), (0.0, 0.0, SHEET_IN, tall))
        left = [words.fitted(_what(one, names, len(header.events)), LABEL_PT, _LEAST_PT, _NAMES_AT_MOST_IN) for one in drawn]
        right = [words.fitted(_numbers(one, names), LABEL_PT, _LEAST_PT, _WORDS_AT_MOST_IN) for one in drawn]
        _frame(figure, axes, scale, shares, max([words.width(*one) for one in left], default=1.0),
               [words.width(*one) for one in right])  # fmt: skip
        for number, verdict in enumerate(drawn):
            _row(axes, number, verdict, scale.at(shares[number]), left[number], right[number])
        _axis(axes, scale, len(drawn), max(shares, default=1.0), say)
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
    return 0.0 if taken <= 0 else _NO_LIMIT


def _row(axes: Axes, number: int, verdict: Verdict, end: float, what: SizedWords, numbers: SizedWords) -> None:
    stroke = stroke_of(verdict)
    within = min(end, 1.0)
    if verdict.status == MISSED:
        axes.barh(number, end, height=0.56, facecolor=PAPER, edgecolor=stroke.colour, linestyle=(0, (3, 2)), lw=1.1, zorder=2)
    else:
        axes.barh(number, within, height=0.56, color=stroke.colour, alpha=0.45, lw=0, zorder=2)
    if verdict.status == LATE:
        axes.barh(number, end - within, left=within, height=0.56, facecolor=PAPER, edgecolor=stroke.colour, hatch="//////", lw=1.2, zorder=2)
    axes.plot([1, 1], [number - 0.4, number + 0.4], color=INK, lw=2.4, zorder=4)
    axes.plot([end], [number], marker=stroke.marker, markersize=8, color=stroke.colour, linestyle="none", zorder=5)
    axes.annotate(numbers[0], (max(end, 1.0), number), xytext=(10, 0), textcoords="offset points", fontsize=numbers[1],
                  color=INK if verdict.status == MET else ink_of(verdict), va="center", zorder=6)  # fmt: skip
    axes.annotate(what[0], (0, number), xytext=(-8, 0), textcoords="offset points", fontsize=what[1],
                  color=INK, ha="right", va="center", annotation_clip=False)  # fmt: skip


def _what(verdict: Verdict, names: Names, events: int) -> str:
    """Clause, duty, the two ends, and the event where there are several."""
    say, what = names.say, duty_words(names, verdict)
    if verdict.occurrence > 1:
        what = say("figures.again", what=what, occurrence=verdict.occurrence)
    ends = names.party(verdict.bearer)
    if verdict.to:
        ends = say("figures.from-to", bearer=ends, to=[names.party(one) for one in verdict.to])
    return dotted(verdict.clause, at_event(say, f"{what}  {ends}", event_name(names, verdict.about, events)))


def _numbers(verdict: Verdict, names: Names) -> str:
    say, limit, breach = names.say, verdict.limit, breach_words(names, verdict)
    if verdict.status == MISSED:
        return dotted(breach, say("figures.limit", limit=limit))
    return dotted(say("figures.taken-of", taken=span(verdict.latency_min or 0.0, names.lang), limit=limit), breach)


def _frame(figure: Figure, axes: Axes, scale: ShareScale, shares: list[float], names_in: float, words_in: list[float]) -> None:
    """Give the bars what room the words at either hand leave, so that none of these is cut."""
    tall = float(figure.get_size_inches()[1])
    left, right = _EDGE_IN + names_in + 0.15, SHEET_IN - _EDGE_IN
    ends = [max(scale.at(share), 1.0) for share in shares] or [1.0]
    per_share = min([(right - left - 0.25 - wide) / end for end, wide in zip(ends, words_in, strict=False)], default=right - left)
    axes.set_position((left / SHEET_IN, _FOOT_IN / tall, (right - left) / SHEET_IN, 1 - (_HEAD_IN + _FOOT_IN) / tall))
    axes.set_xlim(0, (right - left) / max(per_share, 0.5))


def _axis(axes: Axes, scale: ShareScale, rows: int, longest: float, say: Words) -> None:
    axes.set_ylim(max(rows, 1) - 0.4, -0.6)
    axes.set_yticks([])
    ticks = [one for one in _TICKS if one <= max(longest, 1.0) * 1.05 and (scale.even or one != 1.5)]
    texts = [f"{tick:.0%}" if tick <= 2 else say("figures.times", times=f"{tick:g}") for tick in ticks]
    axes.set_xticks([scale.at(tick) for tick in ticks], texts, fontsize=SMALL_PT, color=SOFT)
    label = say("figures.share") if scale.even else say("figures.share-doubling")
    axes.set_xlabel(label, fontsize=LABEL_PT, color=INK, loc="left")
    axes.grid(axis="x", color="#E4E4E4", lw=0.7)
    axes.set_axisbelow(True)
    for side in ("top", "right", "left"):
        axes.spines[side].set_visible(False)
