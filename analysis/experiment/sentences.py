"""A verdict as a reader takes it in, in Chinese and in English: what the revision does, how sure that is, and at what price."""

from __future__ import annotations

from collections.abc import Mapping

from analysis.experiment.findings import ALL
from analysis.experiment.habits import Habits
from analysis.experiment.verdict import RevisionVerdict, Trade
from analysis.measures.model import Measure

_MOST_TRADES = 6


def sentence(verdict: RevisionVerdict, measures: Mapping[str, Measure], habits: Habits, bound: float, lang: str) -> str:
    """The whole verdict as one paragraph."""
    measure = measures[verdict.finding.measure]
    parts = [_heading(verdict, lang), _finding(verdict, measure, bound, lang), _mark(verdict, measures, lang)]
    parts += [_trades(verdict, measures, lang), _habits(verdict, habits, lang)]
    return ("" if lang == "zh" else " ").join(part for part in parts if part)


def scope_name(scope: str, lang: str) -> str:
    """A scenario's id, or the words for all of them."""
    return scope if scope != ALL else "各情景合计" if lang == "zh" else "all scenarios"


def amount(value: float | None, unit: str, lang: str, *, signed: bool = False) -> str:
    """A value with its unit; a share as per cent, and a difference of shares as percentage points."""
    if value is None:
        return "–"
    sign = "+" if signed else ""
    value = value if abs(value) > 5e-5 else 0.0
    if unit == "share":
        points = " 个百分点" if lang == "zh" else " points"
        return f"{value * 100:{sign}.1f}{points if signed else ' %'}"
    if unit == "min":
        return f"{value:{sign}.1f}{' 分钟' if lang == 'zh' else ' min'}"
    return f"{value:{sign}.2g}"


def _heading(verdict: RevisionVerdict, lang: str) -> str:
    zh = lang == "zh"
    if verdict.heading == "harm":
        return "【以伤及群众换取时间】" if zh else "BUYS MINUTES WITH HARM TO PEOPLE:"
    if verdict.heading == "only-the-mark-moved":
        return "【只动了及格线】" if zh else "ONLY THE YARDSTICK MOVED:"
    return ""


def _finding(verdict: RevisionVerdict, measure: Measure, bound: float, lang: str) -> str:
    zh = lang == "zh"
    result, unit = verdict.finding.result, measure.unit
    name = measure.name.of(lang)
    if result.difference is None or result.half_width is None:
        more = _further(verdict, lang)
        return (f"还不能下结论：“{name}”成对有值的演练只有 {result.n} 对。{more}" if zh else
                f"Cannot tell yet: only {result.n} pairs have a value of “{name}”. {more}").strip()  # fmt: skip
    change = amount(result.difference, unit, lang, signed=True)
    half = amount(result.half_width, unit, lang).removesuffix(" %") if unit == "share" else f"{result.half_width:.1f}"
    levels = f"{amount(result.mean_baseline, unit, lang)} → {amount(result.mean_arm, unit, lang)}"
    better, worse = result.share_better or 0.0, result.share_worse or 0.0
    seeds = f"{better:.0%} 的演练变好，{worse:.0%} 变差" if zh else f"better in {better:.0%} of the runs, worse in {worse:.0%}"
    numbers = f"{levels}（{change} ± {half}，{result.n} 对，{seeds}）" if zh else f"{levels} ({change} ± {half}, {result.n} pairs; {seeds})"
    if verdict.call.word == "helps":
        return f"有帮助：“{name}”{numbers}。" if zh else f"It helps: “{name}” {numbers}."
    if verdict.call.word == "hurts":
        return f"有害：“{name}”{numbers}。" if zh else f"It hurts: “{name}” {numbers}."
    if verdict.call.word == "no-difference":
        limit = amount(bound, unit, lang)
        unseen = _unseen(verdict, lang)
        return (f"没有值得一提的差别（界限 {limit}）：“{name}”{numbers}。{unseen}" if zh else
                f"No difference worth the name (bound {limit}): “{name}” {numbers}.{unseen}")  # fmt: skip
    return f"还不能下结论：“{name}”{numbers}。{_further(verdict, lang)}" if zh else f"Cannot tell yet: “{name}” {numbers}. {_further(verdict, lang)}"


def _unseen(verdict: RevisionVerdict, lang: str) -> str:
    """Where every pair is equal: how often a difference may still occur without having shown (95 %, exact)."""
    result = verdict.finding.result
    if not result.n or result.better or result.worse:
        return ""
    most = 1 - (1 - result.level) ** (1 / result.n)
    if lang == "zh":
        return f"{result.n} 对全都相等；只在不到 {most:.1%} 的演练里才有的差别，可能没有露面。"
    return f" All {result.n} pairs are equal; a difference in fewer than {most:.1%} of the runs may not have shown."


def _further(verdict: RevisionVerdict, lang: str) -> str:
    zh = lang == "zh"
    if verdict.call.reason == "values lost":
        return ("修订后更常有演练根本走不到这一步，均值因此不可比。" if zh else
                "With the revision more runs never get that far, so the means cannot be compared.")  # fmt: skip
    if verdict.call.further is None:
        return "增加次数也未必分得清。" if zh else "More runs would not settle it."
    return f"约需再演练 {verdict.call.further} 对。" if zh else f"About {verdict.call.further} more pairs would settle it."


def _mark(verdict: RevisionVerdict, measures: Mapping[str, Measure], lang: str) -> str:
    """What the arm's own yardstick makes of the same drills."""
    zh = lang == "zh"
    own = next(iter(verdict.by_own_mark), None)
    if own is None and verdict.loosens_only:
        return "只放宽时限，没有人因此早知道一分钟。" if zh else "It only loosens limits; nobody knows anything a minute sooner."
    if own is None:
        return ""
    name, by_baseline, by_own = own
    measure = measures[name]
    values = amount(by_baseline, measure.unit, lang), amount(by_own, measure.unit, lang)
    text = (f"按修订自己的尺子，“{measure.name.zh}”为 {values[1]}，按现行预案的尺子为 {values[0]}。" if zh else
            f"By its own yardstick “{measure.name.en}” is {values[1]}, by the baseline's {values[0]}.")  # fmt: skip
    if verdict.heading == "only-the-mark-moved":
        text += "变的只是尺子，没有人因此早知道一分钟。" if zh else " Only the yardstick moved; nobody knows anything a minute sooner."
    return text


def _trades(verdict: RevisionVerdict, measures: Mapping[str, Measure], lang: str) -> str:
    zh = lang == "zh"
    worse = [trade for trade in verdict.trades if not trade.better]
    better = [trade for trade in verdict.trades if trade.better]
    parts = []
    for trades, words in ((worse, ("代价：", "At the price of:")), (better, ("另有好处：", "Also better:"))):
        if trades:
            listed = ("；" if zh else "; ").join(_trade(trade, measures[trade.measure], lang) for trade in trades[:_MOST_TRADES])
            more = len(trades) - _MOST_TRADES
            rest = "" if more <= 0 else (f"；另 {more} 项" if zh else f"; {more} more")
            parts.append(f"{words[0]}{listed}{rest}。" if zh else f"{words[1]} {listed}{rest}.")
    if not worse and verdict.call.word == "helps":
        parts.insert(0, "未见代价。" if zh else "No price was found.")
    return ("" if zh else " ").join(parts)


def _trade(trade: Trade, measure: Measure, lang: str) -> str:
    half = "" if trade.half_width is None else f" ± {trade.half_width * (100 if measure.unit == 'share' else 1):.2g}"
    return f"{measure.name.of(lang)} {amount(trade.difference, measure.unit, lang, signed=True)}{half}"


def _habits(verdict: RevisionVerdict, habits: Habits, lang: str) -> str:
    zh = lang == "zh"
    share = habits.on_the_way.get(verdict.finding.measure)
    if share is not None:
        return (f"{share:.0%} 的演练里，这条路上有一步靠习惯而不是靠预案。" if zh else
                f"In {share:.0%} of the runs a habit, not the plan, did a step on this way.")  # fmt: skip
    if habits.acts is None:
        return ""
    return f"{habits.acts:.0%} 的动作靠习惯而不是靠预案。" if zh else f"Habits, not the plan, brought about {habits.acts:.0%} of all acts."
