"""Lengths of time and moments, as a reader needs them."""

from __future__ import annotations

from sim.words.catalogue import words

_HOUR, _DAY = 60, 1440
_HOURS_UP_TO = 48  # from two days on, days say more than hours


def span(minutes: float, lang: str) -> str:
    """A length of time: seconds and minutes below an hour, hours and minutes below two days, then days and hours."""
    say, seconds = words(lang), round(minutes * 60)
    if 0 < seconds < 60:
        return say("length.seconds", seconds=seconds)
    if seconds < 3600:
        whole, rest = divmod(seconds, 60)
        return say("length.minutes-seconds", minutes=whole, seconds=rest) if rest else say("length.minutes", minutes=whole)
    hours, left = divmod(round(minutes), _HOUR)
    if hours < _HOURS_UP_TO:
        return say("length.hours-minutes", hours=hours, minutes=left) if left else say("length.hours", hours=hours)
    days, over = divmod(hours, 24)
    return say("length.days-hours", days=days, hours=over) if over else say("length.days", days=days)


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
