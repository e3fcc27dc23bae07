"""Numbers as people write them: in digits or in Chinese, exact, hedged ("约80", "不足50", "80余"), as a range, or only in words ("数十")."""

from __future__ import annotations

import re
import unicodedata
from math import ceil, floor
from typing import NamedTuple

from analysis.logs.hedges import AroundNumber, Bound, More, hedges

_TO = r"(?:-|–|—|~|至|到|\bto\b)"
_DIGITS = r"-?\d[\d,]*(?:\.\d+)?"
_CHINESE = "零〇一二两三四五六七八九十百千万"
_NUMBER = re.compile(rf"({_DIGITS})\s*([万千百])?|([{_CHINESE}]+)")
_RANGE = re.compile(rf"({_DIGITS})\s*([万千百])?[^\d.,]{{0,3}}?\s*{_TO}\s*({_DIGITS})\s*([万千百])?|([{_CHINESE}]+)\s*{_TO}\s*([{_CHINESE}]+)")
_ADJACENT = re.compile(
    r"([一二两三四五六七八九十百千万零]*[十百千万])?([一二两三四五六七八])([二两三四五六七八九])(十|百|千|万)?"
    r"(?![一二三四五六七八九十百千万])"
)
_NOUN = re.compile(r"\s*(?:[人名个位次家起户]|群众|people|persons)+$")
_UNITS = {"tens": 10, "hundred": 100, "thousand": 1000, "十": 10, "百": 100, "千": 1000, "万": 10_000}
_FORMAL = str.maketrans("壹贰貳叁參肆伍陆陸柒捌玖拾佰仟萬弍弎", "一二二三三四五六六七八九十百千万二三")
_FROM_A_UNIT = re.compile(r"[百千万].")  # 百八十 is 80 to 180, or none of them
_DOUBT = "?+/=→*"
_VALUES = {sign: number for number, sign in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}


class StatedNumber(NamedTuple):
    """What a text says of a number: the likely one (None where it names several, or none) and between which it lies.

    It is exact where the three are equal.
    """

    likely: float | None
    low: float
    high: float

    @property
    def exact(self) -> bool:
        """Whether there is nothing to choose."""
        return self.low == self.high == self.likely


def stated_number(text: str, *, whole: bool) -> StatedNumber | None:
    """The number that a text states, or the range of numbers; None where it states none, or several. `whole`: it counts something."""
    text = unicodedata.normalize("NFKC", text).casefold().strip().translate(_FORMAL).replace("廿", "二十").replace("卅", "三十")
    found = _in_words(text) or _range(text, whole=whole) or _adjacent(text, whole=whole)
    if found is not None:
        return found
    numbers = list(_NUMBER.finditer(text))
    if len(numbers) != 1:
        return None
    before, after = text[: numbers[0].start()], text[numbers[0].end() :]
    number = _value(numbers[0])
    if number is None or not _says_no_more(before, whole=whole) or not _says_no_more(after, whole=whole):
        return None
    around = _hedge(hedges().without_filler(before), hedges().without_filler(after))
    if numbers[0][3] in ("百", "千", "万") and around is None:  # 百人 counts at a glance
        around = hedges().number.whole("约")
    return _hedged(number, around, _roundness(numbers[0], number), whole)


def _says_no_more(text: str, *, whole: bool) -> bool:
    """Whether what stands beside a number is words known for what they make of it, and signs; beside one that counts nothing, also a unit."""
    rest = hedges().number.without(hedges().without_filler(text))
    return not any((whole and (sign.isalnum() or sign == "%")) or sign in _DOUBT for sign in rest)


def _hedge(before: str, after: str) -> AroundNumber | Bound | More | None:
    """What the text around a number says of it: what stands before comes first, as in "no more than"."""
    words = hedges().number
    return words.anywhere(before) or words.anywhere(after)


def _hedged(number: float, hedge: AroundNumber | Bound | More | None, unit: float, whole: bool) -> StatedNumber:
    if hedge is None:
        return StatedNumber(number, number, number)
    step = 1 if whole else 0
    if isinstance(hedge, AroundNumber):
        return StatedNumber(number, _down(number * (1 - hedge.below), whole), _up(number * (1 + hedge.above), whole))
    if isinstance(hedge, More):
        return StatedNumber(number, number, number + max(unit, 1) - step)
    low, high = number * hedge.low, hedges().largest if hedge.high is None else number * hedge.high
    if not hedge.itself:
        low, high = (low + step, high) if hedge.high is None else (low, high - step)
    high = max(_down(high, whole), 0.0)
    low = min(_up(low, whole), high)
    return StatedNumber(low if hedge.high is None else high, low, high)  # whoever names a bound is near it


def _down(number: float, whole: bool) -> float:
    return float(floor(number + 1e-9)) if whole else number


def _up(number: float, whole: bool) -> float:
    return float(ceil(number - 1e-9)) if whole else number


def _roundness(match: re.Match[str], number: float) -> float:
    """The largest power of ten of which a number is a multiple: of 80 it is 10, of 1.2万 it is 1,000."""
    if number == 0 or number != int(number):
        return 1.0
    digits = str(int(abs(number)))
    return float(10 ** (len(digits) - len(digits.rstrip("0"))))


def _in_words(text: str) -> StatedNumber | None:
    """Several, some hundreds, dozens."""
    words = hedges()
    vague = words.vague.whole(_NOUN.sub("", text)) or words.vague.whole(text)
    if vague is not None:
        return StatedNumber(None, vague.least, vague.most)
    found = words.few.fullmatch(text)
    if found is None:
        return None
    if found["ten"]:
        return StatedNumber(None, 11, 19)
    unit = _UNITS.get(found["unit"] or "", 1)
    return StatedNumber(None, words.least * unit, words.most * unit + unit - 1)


def _range(text: str, *, whole: bool) -> StatedNumber | None:
    found = _RANGE.search(text)
    if found is None or len(_NUMBER.findall(text)) != 2 or not _says_no_more(text[: found.start()] + " " + text[found.end() :], whole=whole):
        return None
    if found[5] is not None:
        low, high = from_chinese(found[5]), from_chinese(found[6])
    else:
        high = _from_digits(found[3], found[4])
        low = _from_digits(found[1], found[2])
        if found[2] is None and found[4] is not None and low < high:
            low = _from_digits(found[1], found[4]) if low * _UNITS[found[4]] < high else low
    return StatedNumber(None, min(low, high), max(low, high))


def _adjacent(text: str, *, whole: bool) -> StatedNumber | None:
    """Two digits side by side: 二三十 is 20 to 30, 十七八 is 17 to 18, 七八 is 7 to 8."""
    found = _ADJACENT.search(text)
    if found is None or any(sign.isdigit() for sign in text):
        return None
    low, high = _VALUES[found[2]], _VALUES[found[3]]
    if low >= high or text[: found.start()][-1:] in set(_CHINESE):
        return None
    if not _says_no_more(text[: found.start()] + " " + text[found.end() :], whole=whole):
        return None
    unit = _UNITS.get(found[4] or "", 1)
    base = 0.0 if found[1] is None else from_chinese(found[1])
    return StatedNumber(None, base + low * unit, base + high * unit)


def _value(match: re.Match[str]) -> float | None:
    if match[3] is not None:
        return from_chinese(match[3]) if _is_number(match[3]) and not _FROM_A_UNIT.match(match[3]) else None
    return _from_digits(match[1], match[2])


def _from_digits(digits: str, unit: str | None) -> float:
    return float(digits.replace(",", "")) * (1 if unit is None else _UNITS[unit])


def _is_number(word: str) -> bool:
    return re.search(r"[一二两三四五六七八九]{2}", word) is None  # 二三 stands for either, and is no number


def from_chinese(word: str) -> float:
    """The number that a word of Chinese digits states."""
    total = section = digit = 0
    last_unit = 1
    for sign in word:
        if sign in _VALUES:
            digit = _VALUES[sign]
            last_unit = last_unit if digit else 1
        elif sign != "万":
            section += (digit or 1) * _UNITS[sign]
            digit, last_unit = 0, _UNITS[sign]
        else:
            total, section, digit, last_unit = (total + section + digit or 1) * 10_000, 0, 0, 10_000
    if digit and last_unit > 10 and word[-1] in _VALUES:  # 一千二 is 1,200; one more after it would be said 一千零二
        digit *= last_unit // 10
    return float(total + section + digit)
