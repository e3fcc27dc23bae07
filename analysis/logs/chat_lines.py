"""Lines of a chat or an office system as a table: each message has a time and a sender, and its text is what they say."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, NamedTuple

from analysis.logs.chat_words import ChatReader
from analysis.logs.outcome import Remark, RowProblem
from analysis.logs.table import Cells, LogTable
from analysis.logs.written_times import written_time
from sim.errors import shown

_LEAST = 2  # messages
_SHARE = 0.3  # of the lines that hold anything, at least: text under a head may take several
_DAY = r"\d{4}[-/.年]\d{1,2}[-/.月]\d{1,2}日?|\d{1,2}月\d{1,2}[日号]|\d{1,2}[-/]\d{1,2}(?:[-/]\d{4})?"
_CLOCK = r"(?:上午|下午|凌晨|早上|中午|晚上|晚)?\s*(?:\d{1,2}[:：]\d{2}(?:[:：]\d{2})?|\d{1,2}[时点](?:\d{1,2}分?)?)(?:\s*[ap]\.?m\.?)?"
_TIME = rf"(?:(?:{_DAY})[\sT,，]*(?:(?:星期|周)[一二三四五六日天]\s*)?)?{_CLOCK}"
_FIRST = re.compile(rf"\s*[\[【(（]?\s*(?P<time>{_TIME})\s*[\]】)）]?\s*(?:[-–—]\s*)?(?P<rest>[^\s,，;；|].*)", re.IGNORECASE)
_LAST = re.compile(rf"\s*(?P<name>\S.{{0,60}}?)\s+[\[【(（]?(?P<time>{_TIME})[\]】)）]?\s*", re.IGNORECASE)
_SAID = re.compile(r"(?P<name>[^:：]{1,60}?)\s*[:：]\s*(?P<text>.*)")
_ONLY_DAY = re.compile(rf"[\s\-—–=*·]*(?P<day>{_DAY})\s*(?:(?:星期|周)[一二三四五六日天])?[\s\-—–=*·]*")
_COLUMNS = ("date", "time", "actor", "kind", "to", "channel", "form")


class _Message(NamedTuple):
    """A message: the day that stands above it, its time, its sender and its lines, the first of which may be empty."""

    line: int
    day: str
    time: str
    name: str
    texts: list[tuple[int, str]]


def open_lines(text: str, reader: ChatReader) -> LogTable | None:
    """The messages of a text, None where it is none of messages.

    Each act is a row of the line in which its message begins; what says of no act is left out and counted.
    """
    messages, above, filled = _messages(text)
    if len(messages) < _LEAST or len(messages) < _SHARE * filled:
        return None
    messages = [_alone(message, reader) for message in messages]
    senders = [message.name and reader.sender(message.name) for message in messages]  # all of them first: they are masked in every text
    columns: dict[str, None] = dict.fromkeys(_COLUMNS)
    found: list[tuple[int, dict[str, str]]] = []
    problems: list[RowProblem] = []
    idle = 0
    for message, sender in zip(messages, senders, strict=True):
        acts, left = reader.acts("\n".join(said for _, said in message.texts))
        problems += [RowProblem(message.line, "", shown(left, 80), "text-left")] if left else []
        idle += not acts
        for act in acts:
            columns.update(dict.fromkeys(act))
            found.append((message.line, {"time": message.time, "date": message.day, "actor": sender} | act))
    dated = any(message.day for message in messages)
    names = [name for name in columns if dated or name != "date"]
    rows: Iterator[tuple[int, Cells]] = ((line, [cells.get(name) or None for name in names]) for line, cells in found)
    table = LogTable("lines", names, rows, problems=problems, around=[(line, [said]) for line, said in above])
    table.remarks.append(Remark("messages", {"count": len(messages)}))
    if idle:
        table.remarks.append(Remark("no-acts", {"count": idle}))
    return table


def _messages(text: str) -> tuple[list[_Message], list[tuple[int, str]], int]:
    """The messages, the lines above the first, and how many lines hold anything."""
    messages: list[_Message] = []
    above: list[tuple[int, str]] = []
    filled, day = 0, ""
    for number, line in enumerate(text.split("\n"), 1):
        said = line.strip()
        if not said:
            continue
        filled += 1
        if (only := _ONLY_DAY.fullmatch(said)) is not None:
            day = only["day"]
        elif (head := _head(said)) is not None:
            time, name, first = head
            own = written_time(time)
            messages.append(_Message(number, "" if own is not None and own.dated else day, time, name, [(number, first)] if first else []))
        elif messages:
            messages[-1].texts.append((number, said))
        else:
            above.append((number, said))
    return messages, above, filled


def _alone(message: _Message, reader: ChatReader) -> _Message:
    """A message without text: what stands beside its time may be both."""
    if message.texts:
        return message
    name, said = reader.split(message.name)
    return message._replace(name=name, texts=[(message.line, said)])


def _head(line: str) -> tuple[str, str, str] | None:
    """Time, sender and text of a line that begins a message; the text may stand below it."""
    match: Any = _FIRST.fullmatch(line)
    if match is not None and written_time(match["time"].strip()) is not None:
        said = _SAID.fullmatch(match["rest"])
        if said is not None:
            return match["time"].strip(), said["name"], said["text"]
        return (match["time"].strip(), match["rest"], "") if len(match["rest"]) <= 60 else None
    match = _LAST.fullmatch(line)
    if match is not None and written_time(match["time"].strip()) is not None:
        return match["time"].strip(), match["name"], ""
    return None
