"""How people write times and numbers, by product: every form with the value that it was made from, and how many are read, told or wrong.

    python benchmarks/log_forms.py

A form is read where its value lies in what was understood and that is no wider than the hedge; told where it cannot be read, so that the
log's reader sees it; wrong where something else was understood. Wrong must be 0; the tests hold that on the same forms.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import product
from typing import NamedTuple

from analysis.logs.hedges import hedges
from analysis.logs.numbers import stated_number
from analysis.logs.written_times import WrittenTime, written_time

DAY = 24 * 60
PARTS = (  # word, where it stands, the hours that it is said of
    ("", "front", range(24)), ("凌晨", "front", range(6)), ("早上", "front", range(5, 11)), ("上午", "front", range(6, 13)),
    ("中午", "front", range(11, 15)), ("下午", "front", range(12, 19)), ("傍晚", "front", range(17, 20)), ("晚上", "front", range(18, 24)),
    ("夜间", "front", range(19, 24)), ("半夜", "front", range(1, 5)), ("am", "behind", range(12)), ("p.m.", "behind", range(12, 24)),
    ("in the morning", "behind", range(4, 12)), ("in the evening", "behind", range(18, 24)),
)  # fmt: skip
DATES = (  # pattern, whether it states year and month
    ("", ""), ("{y}-{m:02d}-{d:02d} ", "ymd"), ("{y}/{m}/{d} ", "ymd"), ("{y}年{m}月{d}日", "ymd"), ("{y}.{m}.{d} ", "ymd"),
    ("{y}{m:02d}{d:02d} ", "ymd"),
    ("{d:02d}.{m:02d}.{y} ", "ymd"), ("{d} March {y} ", "ymd"), ("Mar {d}, {y} ", "ymd"), ("{m}月{d}日", "md"), ("{m}/{d} ", "md"), ("{d}日", "d"),
)  # fmt: skip
WEEKDAYS = ("", "星期{zh}", "（周{zh}）", "{en} ")
NEXTS = ("", "次日", "（次日）", "next day ")
SIGNS = ("{h}:{mi:02d}", "{h:02d}:{mi:02d}", "{h}：{mi:02d}", "{h}时{mi:02d}分", "{h}点{mi}分", "{h}h{mi:02d}", "{h}.{mi:02d}", "{h:02d}{mi:02d}")
SECONDS = ("", ":30", ":30.5000000")
HEDGES = (("", ""), ("约", ""), ("", "左右"), ("", "许"), ("about ", ""), ("将近", ""))
MINUTES = (0, 5, 15, 47)


class TimeForm(NamedTuple):
    """A text and what it was made from: minute of the day, its day, and whether a word puts it on the next."""

    text: str
    minute: float
    date: str
    days: int
    hedged: bool


def time_forms() -> Iterator[TimeForm]:
    """Day part × date × weekday × next day × separator × seconds × hedge, each with an hour that the part is said of, in either count."""
    for (part, where, hours), (date, kind), weekday, following, sign, seconds, hedge in product(
        PARTS, DATES, WEEKDAYS, NEXTS, SIGNS, SECONDS, HEDGES
    ):
        number = len(part) * 7 + len(date) * 5 + len(weekday) * 3 + len(following) + len(sign) + len(seconds) + len(hedge[0])
        hour, minute = hours[number % len(hours)], MINUTES[number % len(MINUTES)]
        said = hour if part == "" or number % 2 else (hour - 1) % 12 + 1
        if part in ("am", "p.m.", "in the morning", "in the evening"):
            said = (hour - 1) % 12 + 1
        clock = sign.format(h=said, mi=minute)
        after = 0.0
        if seconds:
            if ":" not in clock:
                continue
            clock, after = clock + seconds, float(seconds[1:]) / 60
        part_in_front, part_behind = (part, "") if where == "front" else ("", " " + part)
        text = (
            date.format(y=2026, m=3, d=10) + weekday.format(zh="二", en="Tue") + following + hedge[0] + part_in_front + clock + part_behind + hedge[1]
        )
        yield TimeForm(text, hour * 60 + minute + after, kind, int(following != ""), hedge != ("", ""))


def heard_time(form: TimeForm) -> str:
    """ "read", "told" or "wrong"."""
    found = written_time(form.text)
    if found is None or found.number or not found.told or found.minutes is not None:
        return "told" if found is None or found.number or not found.told else "wrong"
    return "read" if _same_time(found, form) else "wrong"


def _same_time(found: WrittenTime, form: TimeForm) -> bool:
    if (found.year, found.month, found.day) != tuple(
        value if sign in form.date else None for sign, value in (("y", 2026), ("m", 3), ("d", 10))
    ) and not (form.date == "md" and found.between == (3, 10)):
        return False
    hedged = found.early > 0 or found.late > 0
    at = (found.of_day or 0.0) + found.days * DAY
    return abs(at - form.minute - form.days * DAY) < 0.01 and hedged == form.hedged


class NumberForm(NamedTuple):
    """A text and the least and the most that it can mean of a count."""

    text: str
    low: float
    high: float


WRITTEN = (
    (30, "30", "三十"),
    (50, "50", "五十"),
    (80, "80", "八十"),
    (100, "100", "一百"),
    (120, "120", "一百二十"),
    (1200, "1,200", "一千二百"),
    (1200, "1200", "一千二"),
    (20000, "2万", "两万"),
)
FRONT = {
    "": "exact", "约": "about", "大约": "about", "about ": "about", "some ": "about", "不足": "under", "不到": "under", "少于": "under",
    "fewer than ": "under",
    "less than ": "under", "近": "nearly", "nearly ": "nearly", "超过": "over", "逾": "over", "more than ": "over", "over ": "over", "至少": "least",
    "不少于": "least", "at least ": "least", "不低于": "least", "至多": "most", "不超过": "most", "no more than ": "most", "up to ": "most",
    "最多": "most",
}  # fmt: skip
BEHIND = {
    "": "exact",
    "左右": "about",
    "上下": "about",
    "余": "more",
    "多": "more",
    "以上": "least",
    "以下": "most",
    " or more": "least",
    "+": "least",
}
NOUNS = ("", "人", "名群众", " people")


def number_forms() -> Iterator[NumberForm]:
    """Word in front × number in digits or words × word behind × noun; ranges; adjacent digits; words for some. One hedge at a time."""
    largest = hedges().largest
    for (value, digits, chinese), (front, said), (behind, after), noun in product(WRITTEN, FRONT.items(), BEHIND.items(), NOUNS):
        if "exact" not in (said, after):
            continue
        kind = said if after == "exact" else after
        unit = 10 ** (len(str(value)) - len(str(value).rstrip("0")))
        low, high = {
            "exact": (value, value), "about": (value * 0.8, value * 1.2), "under": (0, value - 1), "nearly": (value * 0.8, value - 1),
            "over": (value + 1, largest), "least": (value, largest), "most": (0, value), "more": (value, value + unit - 1),
        }[kind]  # fmt: skip
        for written in (digits, chinese):
            yield NumberForm(f"{front}{written}{behind}{noun}", low, high)
    for low, high, noun in product((20, 30, 50), (60, 80, 100), NOUNS):
        for sign in ("-", "~", "至", "到", "—", " to "):
            yield NumberForm(f"{low}{sign}{high}{noun}", low, high)
    digits = "一二三四五六七八九"
    for first, unit, noun in product(range(1, 9), (("", 1), ("十", 10), ("百", 100), ("千", 1000)), NOUNS):
        yield NumberForm(f"{digits[first - 1]}{digits[first]}{unit[0]}{noun}", first * unit[1], (first + 1) * unit[1])
    for first, noun in product(range(1, 9), NOUNS):
        yield NumberForm(f"十{digits[first - 1]}{digits[first]}{noun}", 10 + first, 11 + first)
    for word, (unit, times), noun in product(("几", "数", "好几"), (("十", 10), ("百", 100), ("千", 1000), ("万", 10000)), NOUNS):
        yield NumberForm(f"{word}{unit}{noun}", 2 * times, 10 * times - 1)
    for word, low, high in (("dozens", 20, 99), ("hundreds", 100, 999), ("上百", 100, 999), ("成千", 1000, 9999)):
        yield from (NumberForm(f"{word}{noun}", low, high) for noun in NOUNS if noun.isascii() or not word.isascii())


def heard_number(form: NumberForm) -> str:
    """ "read", "told" or "wrong": wrong is narrower than what was meant, or beside it."""
    found = stated_number(form.text, whole=True)
    if found is None:
        return "told"
    slack = 1.0
    narrower = found.low > form.low + slack or found.high < form.high - slack
    wider = found.low < form.low - slack or found.high > form.high + slack
    return "wrong" if narrower or wider else "read"


def main() -> None:
    """Print the table."""
    times = ((form.text, heard_time(form)) for form in time_forms())
    numbers = ((form.text, heard_number(form)) for form in number_forms())
    for name, heard in (("times", times), ("numbers", numbers)):
        count: Counter[str] = Counter()
        examples: dict[str, list[str]] = {}
        for text, word in heard:
            count[word] += 1
            if len(examples.setdefault(word, [])) < 400:
                examples[word].append(text)
        print(f"{name}: {sum(count.values())} forms, read {count['read']}, told {count['told']}, wrong {count['wrong']}")
        for word in ("told", "wrong"):
            print(f"  {word}, such as: {' | '.join(examples.get(word, [])[:: max(len(examples.get(word, [])) // 8, 1)][:8])}")


if __name__ == "__main__":
    main()
