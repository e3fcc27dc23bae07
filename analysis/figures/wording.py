"""The pictures' own words in Chinese and English, and how limits, times and stretches of time are written in them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from analysis.verdicts import LATE, MISSED, Verdict
from analysis.words import FORMS, KINDS, STATUSES, span, word
from sim.text import Text
from sim.vocabulary import ACTS


def _t(zh: str, en: str) -> Text:
    return Text(zh=zh, en=en)


PHRASES: Mapping[str, Text] = {
    "seed": _t("种子", "seed"),
    "latest": _t("最迟：", "Latest: "),
    "latest_act": _t("其他动作最迟：", "Latest other act: "),
    "latest_after": _t("结束以后最迟：", "Latest after the end: "),
    "missed": _t("漏：", "Missed: "),
    "missed_act": _t("其他动作漏：", "Missed other act: "),
    "missed_after": _t("结束以后漏：", "Missed after the end: "),
    "excerpt": _t("节选：", "excerpt:"),
    "others": _t("其他单位", "Other bodies"),
    "unplaced": _t("图上写不下的", "No room in the picture for"),
    "limit": _t("限", "limit"),
    "title": _t("演练时间线", "Response timeline"),
    "all_met": _t("没有迟报，也没有漏报", "Nothing late, nothing missed"),
    "nothing_due": _t("没有可判断的义务", "No duty could be judged"),
    "true_grade": _t("实际级别", "True grade"),
    "grade": _t("认定级别", "Declared grade"),
    "level": _t("响应级别", "Response level"),
    "warning": _t("预警", "Warning"),
    "below": _t("不够级", "below every grade"),
    "nowhere": _t("现场", "Scene"),
    "people": _t("现场人数", "People present"),
    "clock": _t("时刻", "Clock"),
    "minutes": _t("分钟", "Minutes"),
    "hours": _t("小时", "Hours"),
    "afterwards": _t("结束以后", "After the end"),
    "quiet": _t("灰底处时间压缩 {0} 倍", "grey: time drawn {0} times shorter"),
    "more": _t("另有 {0} 项时限按时，未画", "{0} more limits met, not drawn"),
    "used": _t("已用时限", "limit, part used"),
    "overshoot": _t("超出时限", "over the limit"),
    "answered_not": _t("无人接听", "unanswered"),
    "busy": _t("占线", "busy"),
    "lost": _t("丢失", "lost"),
    "other_message": _t("其他文电", "other message"),
    "calm": _t("平静", "calm"),
    "vocal": _t("喊叫", "vocal"),
    "obstructing": _t("堵塞", "obstructing"),
    "storming": _t("冲击", "storming"),
    "present": _t("在场", "present"),
    "no duty": _t("无义务", "no duty"),
    "latency_title": _t("各项义务：用时与时限", "Each duty: time taken against its limit"),
    "share": _t("用时占时限的份额", "Time taken as a share of the limit"),
    "more_duties": _t("另有 {0} 项按时，未画", "{0} more met, not drawn"),
    "crowd_title": _t("现场人数，{0} 次演练", "People present, {0} runs"),
    "median": _t("中位数", "median"),
    "band": _t("{0} % 的演练", "{0} % of runs"),
    "since_start": _t("开始后的分钟", "Minutes since the start"),
}  # fmt: skip


def say(key: str, lang: str, *values: object) -> str:
    """A phrase of the pictures in `lang`, with its blanks filled."""
    text = PHRASES[key].of(lang)
    return text.format(*values) if values else text


def shortened(text: str, signs: int) -> str:
    """A text cut to `signs`, of which a Chinese character takes two."""
    wide = 0
    for number, sign in enumerate(text):
        wide += 2 if ord(sign) > 0x2E7F else 1
        if wide > signs:
            return text[: max(number - 1, 1)] + "…"
    return text


def late_words(verdict: Verdict, lang: str) -> str:
    """By how much a duty was late: 迟 11 分钟, 11 min late."""
    over = span(-(verdict.margin_min or 0.0), lang)
    return f"迟 {over}" if lang == "zh" else f"{over} late"


def missed_word(lang: str) -> str:
    """That a duty was not done."""
    return word(STATUSES, MISSED, lang)


def breach_words(word: str, verdict: Verdict, lang: str) -> str:
    """A short name of a late or missed duty: 初报 迟 11 分钟."""
    if verdict.status == LATE:
        return f"{word} {late_words(verdict, lang)}"
    return f"漏：{word} · {verdict.clause}" if lang == "zh" else f"missed: {word} · {verdict.clause}"


def form_word(kind: str, form: str | None, lang: str) -> str:
    """A message by its form, else by its kind."""
    return word(FORMS, form, lang) if form in FORMS else word(KINDS, kind, lang)


def act_word(verdict: Verdict, lang: str) -> str:
    """What a duty asks for: a message by its form, anything else by its title."""
    act = ACTS.get(verdict.act)
    return form_word(act.kind, verdict.form, lang) if act is not None and act.message else verdict.title.of(lang)


def written_list(parts: Iterable[str], lang: str) -> str:
    """Several names in a row."""
    return ("、" if lang == "zh" else ", ").join(parts)
