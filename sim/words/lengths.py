"""Lengths of time and moments, as a reader needs them."""

from __future__ import annotations

from sim.words.catalogue import Phrase, phrase

_HOUR, _DAY = 60, 1440
_NOUGHT_BELOW = 0.5 / 60  # minutes: what would be rounded to nothing, and is something
_HOURS_UP_TO = 48  # from two days on, days say more than hours


def elapsed(minutes: float) -> Phrase:
    """How long something took: seconds and minutes below an hour, hours and minutes below two days, then days and hours."""
    seconds = round(minutes * 60)
    if 0 < minutes < _NOUGHT_BELOW:
        return phrase("values.under-a-second")
    if 0 < seconds < 60:
        return phrase("values.seconds", seconds=seconds)
    if seconds < 3600:
        whole, rest = divmod(seconds, 60)
        return phrase("values.minutes-and-seconds", minutes=whole, seconds=rest) if rest else phrase("values.minutes", minutes=whole)
    hours, left = divmod(round(minutes), _HOUR)
    if hours < _HOURS_UP_TO:
        return phrase("values.hours-and-minutes", hours=hours, minutes=left) if left else phrase("values.hours", hours=hours)
    days, over = divmod(hours, 24)
    return phrase("values.days-and-hours", days=days, hours=over) if over else phrase("values.days", n=days)


def span(minutes: float, lang: str) -> str:
    """How long something took, in a language."""
    return elapsed(minutes).of(lang)


def clock(minutes: float) -> str:
    """A moment since the start: "1:05", or "1:05:30" where there are seconds."""
    sign, ticks = ("-" if minutes < 0 else ""), round(abs(minutes) * 60)
    hours, rest = divmod(ticks, 3600)
    text = f"{sign}{hours}:{rest // 60:02d}"
    return f"{text}:{rest % 60:02d}" if rest % 60 else text


def time_of_day(minutes: float) -> str:
    """Minutes after a midnight as a clock shows them: "09:05"; "+1" and so on for the days after the first."""
    days, rest = divmod(round(minutes * 60), _DAY * 60)
    text = f"{rest // 3600:02d}:{rest // 60 % 60:02d}" + (f":{rest % 60:02d}" if rest % 60 else "")
    return f"{text} {days:+d}" if days else text
