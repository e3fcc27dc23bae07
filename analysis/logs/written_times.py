"""What a cell says of a time, part by part: date, weekday, next day, part of the day, hedge, clock time, zone, in whatever order.

Nothing is decided here that hangs on other cells: a number without a unit stays a number, and a date without its year stays without it.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import datetime, tzinfo
from functools import lru_cache
from typing import NamedTuple

from analysis.logs.hedges import PartOfDay, hedges
from analysis.logs.numbers import from_chinese

DAY_MIN = 24 * 60
_LONGEST = 60
_YEARS = range(2020, 2040)  # of these a year in two digits is one
_MOST_HOURS = 48
_USUAL = re.compile(r"(?:([0-9]{4})-([0-9]{2})-([0-9]{2})[ T])?([0-9]{1,2}):([0-9]{2})(?::([0-9]{2}))?")
_HIDDEN = re.compile("[\u200b-\u200f\u202a-\u202e\u2060\ufeff]|_x000d_")
_WEEKDAY = re.compile(
    r"[(\[【]?\s*(?:(?:星期|周|礼拜)\s*([一二三四五六日天])|(?<![a-z])(mon|tue|wed|thu|fri|sat|sun)(?:s|nes|rs|ur)?(?:day)?\b\.?)\s*[)\]】]?"
)
_DAYS_OF_WEEK = {sign: number for signs in ("一二三四五六日", ("mon", "tue", "wed", "thu", "fri", "sat", "sun")) for number, sign in enumerate(signs)}
_DAYS_OF_WEEK["天"] = 6
_NEXT = re.compile(
    r"[(\[【]?\s*(?:(?P<word>次日|翌日|隔日|第二天|(?:the )?(?:next|following) day)|[jd]\s*\+\s*(?P<days>\d{1,2})(?=\s|$))\s*[)\]】]?"
    r"|[(\[【]\+(?P<plus>\d)[)\]】]"
)
_SAME = re.compile(r"[(\[【]?\s*(?:当日|当天|同日|that day|(?:the )?same day)\s*[)\]】]?(?=.*[\d一二两三四五六七八九十]\s*[:点时])")
_NAMES = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = r"(?P<month>" + "|".join(_NAMES) + r")[a-z]*\.?"
_BEHIND_DATE = r"(?:t(?=\d)|[\s,]|(?=[^\d:.])|$)"
_DATES = tuple(
    re.compile(pattern)
    for pattern in (
        r"(?P<y>\d{4})\s*(?P<sign>[-/.年])\s*(?P<m>\d{1,2})\s*[-/.月]\s*(?P<d>\d{1,2})(?:\s*[日号]|" + _BEHIND_DATE + ")",
        r"(?P<y>(?:19|20)\d{2})(?P<m>\d{2})(?P<d>\d{2})(?:t(?=\d)|\s+|$)",
        r"(?P<yy>\d{2})年\s*(?P<m>\d{1,2})月\s*(?P<d>\d{1,2})[日号]?",
        r"(?P<a>\d{1,2})(?P<sign>[-/.])(?P<b>\d{1,2})(?P=sign)(?P<y>\d{4})" + _BEHIND_DATE,
        r"(?P<a>\d{2})(?P<sign>[-/.])(?P<b>\d{1,2})(?P=sign)(?P<c>\d{1,2})" + _BEHIND_DATE,
        r"(?P<a>\d{1,2})(?P<sign>[-/.])(?P<b>\d{1,2})(?P=sign)(?P<c>\d{2})" + _BEHIND_DATE,
        r"(?P<m>\d{1,2})月\s*(?P<d>\d{1,2})[日号]?",
        r"(?P<d>\d{1,2})(?:st|nd|rd|th)?\s+(?:of\s+)?" + _MONTH + r"(?:,?\s+(?P<y>\d{4})(?![\d:]))?",
        _MONTH + r"\s+(?P<d>\d{1,2})(?:st|nd|rd|th)?(?:,?\s+(?P<y>\d{4})(?![\d:]))?(?=[\s,]|$)",
        r"(?P<a>\d{1,2})/(?P<b>\d{1,2})(?=\s|$)",
        r"(?P<a>\d{1,2})-(?P<b>\d{1,2})(?=\s+\D*\d{1,2}[:点时])",
        r"(?P<d>\d{1,2})[日号]",
    )
)
_CLOCK = re.compile(
    r"(?P<h>\d{1,2})(?:"
    r":(?P<mi>\d{2})(?::(?P<s>\d{2}(?:[.,]\d{1,9})?))?\s*(?:hrs?|h|hours)?"
    r"|[时点h](?:(?P<mi2>\d{1,2})(?:分(?:(?P<s2>\d{1,2})秒)?)?|(?P<half>半)|(?P<quarter>[一二两三123])刻|整|钟)?)"
)
_SHORT = re.compile(r"(?P<h>\d{2})(?P<mi>\d{2})(?P<s>\d{2})?|(?P<h2>\d{1,2})\.(?P<mi2>\d{2})|(?P<h3>\d{1,2})")
_UNIT = re.compile(r"(?P<h>\d{1,2})(?P<mi>\d{2})\s*(?:hrs?|h|hours)")
_ZONE = re.compile(
    r"\s*(?:(?P<zone>z|(?:utc|gmt)?[+-]\d{1,2}(?::?\d{2})?)|(?<=[\s\d])(?P<named>[ecmp][sd]t|[bijk]st|cest|hkt|sgt|utc|gmt|bjt|[cew]et|msk))$"
)
_MINUTES = re.compile(r"t\s*([+-]\s*\d+(?:\.\d+)?)\s*(?:min|mins|minutes|分钟|分)?|([+-]?\d+(?:\.\d+)?)\s*(?:min|mins|minutes|分钟)")
_HOURS = re.compile(r"(?:h\s*\+\s*|t\s*\+\s*(?=\d+\s*[h:]))(\d{1,4})(?:\s*h\s*|:)?(\d{2})?(?:min)?")
_MACHINE = re.compile(r"\dt\d|\d:\d\d:\d\d")  # as programs write a date and a time
_NUMBER = re.compile(r"([+-]?\d+(?:\.\d+)?)\s*分?")
_SPAN = re.compile(r"(.*\d{1,2}\s*[:时点].*?)\s*(?:-|–|—|~|至|到|\bto\b)\s*(\D*\d{1,2}\s*[:时点].*)")
_SMUDGED = re.compile(r"(.*?\b\d{1,2}):(?:(\d)\?|\?\?)")
_IN_WORDS = re.compile(
    r"[零〇一二两三四五六七八九十]+(?=[年月日号点时分秒])|(?<=[点时分])[零〇一二两三四五六七八九十]+(?!刻|[零〇一二两三四五六七八九十])"
)
_DIGITS = str.maketrans("零〇一二三四五六七八九", "00123456789")
_EDGES = " \t\r\n,;、。()[]【】@"


class WrittenTime(NamedTuple):
    """What stands in one cell. Minutes of the day, which may be beyond its end; or minutes since the start; or a bare number.

    `between` are day and month of a date of which nobody can say which is which; `years` what stands for the year, if anything does.
    It may have been `early` minutes before and `late` after. With `told` False only the day is known.
    """

    of_day: float | None = None
    year: int | None = None
    month: int | None = None
    day: int | None = None
    between: tuple[int, int] | None = None
    days: int = 0
    zone: tzinfo | None = None
    minutes: float | None = None
    number: str = ""
    early: float = 0.0
    late: float = 0.0
    told: bool = True
    beyond: bool = False  # an hour of 24 or more
    weekday: int | None = None  # Monday is 0
    marked: bool = False  # a word says which part of the day it is

    @property
    def dated(self) -> bool:
        """Whether a day of the calendar, or a part of it, is stated."""
        return self.day is not None or self.between is not None


@lru_cache(maxsize=65536)
def written_time(text: str) -> WrittenTime | None:
    """What a text says of a time, or None where it says none, or several things at once."""
    if len(text) > _LONGEST:
        return None
    if match := _USUAL.fullmatch(text):  # most logs write nothing else, and long ones need it fast
        hour, minute, second = int(match[4]), int(match[5]), int(match[6] or 0)
        year, month, day = (None, None, None) if match[1] is None else (int(match[1]), int(match[2]), int(match[3]))
        if hour < 24 and minute < 60 and second < 60 and (month is None or day is None or _is_day(year, month, day)):
            return WrittenTime(of_day=hour * 60 + minute + second / 60, year=year, month=month, day=day)
    text = _HIDDEN.sub("", unicodedata.normalize("NFKC", text).casefold()).strip()
    return _plain(text) or _smudged(text) or _timed(text) or _span(text) or _only_day(text)


def _plain(text: str) -> WrittenTime | None:
    """Minutes since the start, or a number of which only the column tells what it is."""
    if match := _MINUTES.fullmatch(text):
        return WrittenTime(minutes=float((match[1] or match[2]).replace(" ", "")))
    if match := _HOURS.fullmatch(text):
        return WrittenTime(minutes=int(match[1]) * 60.0 + int(match[2] or 0))
    return WrittenTime(number=match[1]) if (match := _NUMBER.fullmatch(text)) else None


def _smudged(text: str) -> WrittenTime | None:
    """A time of which the last digits cannot be read: the first that they may be is the likely one."""
    match = _SMUDGED.fullmatch(text)
    first = None if match is None else _timed(f"{match[1]}:{match[2] or 0}0")
    return None if first is None or match is None else first._replace(late=9.0 if match[2] else 59.0)


def _span(text: str) -> WrittenTime | None:
    """From one time to another: the first is the likely one."""
    match = _SPAN.fullmatch(text)
    first, last = (None, None) if match is None else (_timed(match[1]), _timed(match[2]))
    if first is None or last is None or last.dated or first.of_day is None or last.of_day is None or last.early or first.early or last.zone:
        return None
    ahead = (last.of_day + (last.days - first.days) * DAY_MIN if last.days else last.of_day) - first.of_day
    if ahead < 0 and last.of_day <= 12 * 60 < first.of_day < 18 * 60:  # 下午1点至2点
        ahead += 12 * 60
    return first._replace(late=max(ahead % DAY_MIN, first.late, last.late))


def _only_day(text: str) -> WrittenTime | None:
    """A date with something behind it that cannot be read, or nothing: any time of that day."""
    found = _date(text, at_end=False)
    if found is None:
        return None
    if _NEXT.search(text) is not None:
        return None
    part = hedges().part.anywhere(text)
    night = DAY_MIN / 2 if part is not None and part.said[1] > DAY_MIN else 0.0  # it may have gone on into the next day
    return found[0]._replace(of_day=DAY_MIN / 2, early=DAY_MIN / 2, late=DAY_MIN / 2 - 1 + night, told=False, weekday=_day_of_week(text))


def _timed(text: str) -> WrittenTime | None:
    """A clock time or a part of a day with all that may stand around it."""
    machine = _MACHINE.search(text) is not None
    weekday = _day_of_week(text)
    text = _WEEKDAY.sub(" ", text)
    text, nexts = _next_days(text)
    text, same = _SAME.subn(" ", text)
    text = _IN_WORDS.sub(_as_digits, text).strip(_EDGES)
    date, rest = _date(text, at_end=True) or (WrittenTime(), text)
    if nexts is None or (date.days and nexts):
        return None
    around = bool(weekday is not None or nexts or same or date.dated)
    return _rest(rest.strip(_EDGES), date._replace(days=nexts, weekday=weekday), around=around, machine=machine)


def _day_of_week(text: str) -> int | None:
    """The day of the week that a text names, from 0 for Monday."""
    found = _WEEKDAY.search(text)
    return None if found is None else _DAYS_OF_WEEK[found[1] or found[2]]


def _next_days(text: str) -> tuple[str, int | None]:
    found = list(_NEXT.finditer(text))
    if not found:
        return text, 0
    if len(found) > 1:
        return text, None
    return _NEXT.sub(" ", text), int(found[0]["days"] or found[0]["plus"] or 1)


def _as_digits(match: re.Match[str]) -> str:
    word = match[0]
    return word.translate(_DIGITS) if len(word) > 2 and "十" not in word else f"{from_chinese(word):g}"


def _rest(text: str, date: WrittenTime, *, around: bool, machine: bool) -> WrittenTime | None:
    """What is left beside the date: a hedge, a part of the day, a clock time, a zone."""
    words = hedges()
    zone, bare = _zone(text, date, machine=machine)
    if bare is None:
        return None
    early = late = 0.0
    part: PartOfDay | None = None
    for _ in range(6):
        bare = bare.strip(_EDGES).removeprefix("at ").strip(_EDGES)
        if (whole := words.part.whole(bare)) is not None and part is None:
            middle = (whole.low + whole.high) / 2
            return date._replace(of_day=middle, early=max(early, middle - whole.low), late=max(late, whole.high - middle))
        clock = _clock(bare, loose=around or part is not None)
        if clock is not None:
            return _settled(clock, part, date, zone, early, late)
        trimmed = words.time.trim(bare)
        if trimmed.hedges:
            early, late = max(early, *(one.before for one in trimmed.hedges)), max(late, *(one.after for one in trimmed.hedges))
            bare = trimmed.rest
        elif part is None and (found := words.part.in_front(bare) or words.part.behind(bare)) is not None:
            part, bare = found
        else:
            break
    number = _NUMBER.fullmatch(bare)
    return WrittenTime(number=number[1], early=early, late=late) if number and not around and part is None else None


def _zone(text: str, date: WrittenTime, *, machine: bool) -> tuple[tzinfo | None, str | None]:
    """The zone, and the text without it; None for the text where it cannot be taken."""
    match = _ZONE.search(text)
    if match is None:
        return None, text
    written, rest = match["zone"], text[: match.start()]
    if not re.search(r"\d\s*$", rest):
        return None, text
    if written is None:  # other names are those of where the log is kept
        written = "z" if match["named"] in ("utc", "gmt") else ""
    elif not date.dated and written != "z":  # 09:30-10:00 is from one time to another
        return None, text if written[0] in "+-" else None
    if not written:
        return None, rest
    sign, digits = written.removeprefix("utc").removeprefix("gmt")[:1], re.sub(r"\D", "", written)
    if sign != "z" and (":" not in rest or not (machine or sign == "+" or ":" not in written)):  # 09:30-10:00 behind a date, too
        return None, text
    offset = "Z" if sign == "z" else f"{sign}{digits if len(digits) == 4 else digits.zfill(2) + '00'}"
    try:
        return datetime.strptime(offset, "%z").tzinfo, rest
    except ValueError:
        return None, None


def _clock(text: str, *, loose: bool) -> tuple[int, float, bool] | None:
    """Hour, minutes after it, and whether the hour alone was said. `loose`: what stands around it says that it is a clock time."""
    match = _CLOCK.fullmatch(text)
    if match is not None:
        quarters = {"一": 1, "二": 2, "两": 2, "三": 3}
        quarter = match["quarter"]
        minute = int(match["mi"] or match["mi2"] or (30 if match["half"] else 0))
        minute = 15 * (quarters.get(quarter) or int(quarter)) if quarter else minute
        seconds = float((match["s"] or match["s2"] or "0").replace(",", "."))
        return None if minute > 59 or seconds >= 60 else (int(match["h"]), minute + seconds / 60, False)
    if match := _UNIT.fullmatch(text):
        return None if int(match["mi"]) > 59 else (int(match["h"]), float(match["mi"]), False)
    match = _SHORT.fullmatch(text) if loose else None
    if match is None:
        return None
    hour, minute = int(match["h"] or match["h2"] or match["h3"]), int(match["mi"] or match["mi2"] or 0)
    seconds = float(match["s"] or 0)
    return None if minute > 59 or seconds >= 60 else (hour, minute + seconds / 60, match["h3"] is not None)


def _settled(
    clock: tuple[int, float, bool], part: PartOfDay | None, date: WrittenTime, zone: tzinfo | None, early: float, late: float
) -> WrittenTime | None:
    """The time that an hour and a part of a day stand for together; None where they stand for none, or for two."""
    hour, minute, alone = clock
    if alone and part is None:  # 3月10日 8 may be anything
        return None
    of_day = hour * 60 + minute
    if part is not None:
        date = date._replace(marked=True)
        said = part.stands_for(hour, minute)
        if said is None or (said > DAY_MIN and date.dated):
            return None
        if said >= DAY_MIN and date.dated and not part.ends_day:
            return None
        of_day = said
        if said >= DAY_MIN and not date.dated:
            return date._replace(of_day=said - DAY_MIN, zone=zone, early=early, late=late)
    elif hour >= _MOST_HOURS:
        return None
    return date._replace(of_day=of_day, zone=zone, early=early, late=late, beyond=part is None and of_day > DAY_MIN)


def _date(text: str, *, at_end: bool) -> tuple[WrittenTime, str] | None:
    """The date at the beginning of a text, or at its end, with what is left of it."""
    for pattern in _DATES:
        match = pattern.match(text)
        if match is None and at_end:
            match = next((one for one in pattern.finditer(text) if one.end() == len(text) and text[: one.start()][-1:] in (" ", ",", ")")), None)
        if match is not None:
            date = _day_of(match)
            return None if date is None else (date, text[: match.start()] + text[match.end() :])
    return None


def _day_of(match: re.Match[str]) -> WrittenTime | None:
    """The day that a match names; None for none that there is."""
    found = match.groupdict()
    year = int(found["y"]) if found.get("y") else 2000 + int(found["yy"]) if found.get("yy") else None
    if found.get("c"):
        return _short_year(int(found["a"]), int(found["b"]), int(found["c"]), found["sign"])
    if found.get("a"):
        a, b = int(found["a"]), int(found["b"])
        if found.get("sign") == "." and year is not None:
            a, b = b, a  # 10.03.2026 is so written where the day stands first
            return WrittenTime(year=year, month=a, day=b) if _is_day(year, a, b) else None
        either = [(m, d) for m, d in dict.fromkeys(((a, b), (b, a))) if _is_day(year, m, d)]
        if len(either) == 2:
            return WrittenTime(year=year, between=(a, b))
        return WrittenTime(year=year, month=either[0][0], day=either[0][1], between=(a, b)) if either else None
    month = int(found["m"]) if found.get("m") else _NAMES.index(found["month"]) + 1 if found.get("month") else None
    day = int(found["d"])
    return WrittenTime(year=year, month=month, day=day) if _is_day(year, month or 1, day) else None


def _short_year(a: int, b: int, c: int, sign: str) -> WrittenTime | None:
    """A date whose year has two digits, where only one way of reading it gives a year of ours."""
    ways = [(2000 + a, b, c), *([(2000 + c, b, a)] if sign == "." else [(2000 + c, b, a), (2000 + c, a, b)])]
    good = [way for way in dict.fromkeys(ways) if way[0] in _YEARS and _is_day(*way)]
    return WrittenTime(year=good[0][0], month=good[0][1], day=good[0][2]) if len(good) == 1 else None


def _is_day(year: int | None, month: int, day: int) -> bool:
    try:
        datetime(year or 2024, month, day)  # noqa: DTZ001 - only whether there is such a day
    except ValueError:
        return False
    return True
