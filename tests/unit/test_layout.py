"""Text on a terminal: lines, tables and screens that fit, in which no word is torn."""

from __future__ import annotations

import re

from hypothesis import given, settings
from hypothesis import strategies as st

from sim.words.layout import CLOSING, OPENING, broken, cut, table_lines, width
from sim.words.screen import Screen, ScreenPart, ScreenTable, ScreenText, fitted

LATIN = re.compile(r"[A-Za-z]+")
WORDS = [
    "区信访局",
    "责任单位先期处置",
    "（被告知后）",
    "“立即”多长",
    "，",
    "。",
    "30 分钟",
    "district",
    "petition",
    "(in all)",
    "→",
    "94%",
    "4.1.2",
    " ",
]
TEXTS = st.lists(st.sampled_from(WORDS), max_size=25).map(" ".join)


@settings(max_examples=40)
@given(TEXTS, st.integers(24, 100), st.integers(0, 4))
def test_lines_fit_hold_all_of_the_text_and_tear_no_word(text: str, room: int, hang: int) -> None:
    lines = broken(text, room, hang=hang)

    assert all(width(line) <= room for line in lines)
    assert "".join("".join(lines).split()) == "".join(text.split())
    assert LATIN.findall(" ".join(lines)) == LATIN.findall(text)


@settings(max_examples=40)
@given(
    st.lists(st.sampled_from(["区信访局收到报告", "（按条款理解）", "，", "。", "“立即”多长", "》", "30 分钟", "word "]), max_size=25).map("".join),
    st.integers(24, 60),
)
def test_no_line_begins_with_what_closes_or_ends_with_what_opens(text: str, room: int) -> None:
    lines = broken(text.lstrip("，。》"), room)

    assert not [line for line in lines[1:] if line[0] in CLOSING]
    assert not [line for line in lines[:-1] if line[-1] in OPENING]


def test_a_unit_stays_with_its_number() -> None:
    assert broken("用时 30 分钟", 8) == ["用时", "30 分钟"]
    assert broken("10:05 (1 h 20 min)", 12) == ["10:05 (1 h", "20 min)"]


def test_only_a_word_wider_than_the_line_is_cut() -> None:
    assert broken("see /" + "a" * 30, 20) == ["see", "/" + "a" * 19, "a" * 11]


def test_what_is_cut_ends_with_dots_and_fits() -> None:
    kept = cut(broken("区信访局 收到 报告 以后 三十分钟", 12), 1, 12)

    assert kept == ["区信访局…"]
    assert width(kept[0]) <= 12


@settings(max_examples=40)
@given(st.lists(st.tuples(TEXTS, TEXTS, st.just(""), TEXTS), min_size=1, max_size=5), st.sampled_from([60, 80, 120, 200]))
def test_a_table_fits_any_width_and_tears_no_word(rows: list[tuple[str, ...]], room: int) -> None:
    top, laid = table_lines(["clause", "职责", "empty", "who"], rows, room)
    lines = [*top, *(line for row in laid for line in row)]
    known = {word for row in [*rows, ("clause", "who")] for cell in row for word in LATIN.findall(cell)}

    assert all(width(line) <= room for line in lines)
    assert known >= {word for line in lines for word in LATIN.findall(line)}
    assert all(line == line.rstrip() for line in lines)
    assert "empty" not in " ".join(lines)


def test_where_the_longest_words_do_not_fit_a_row_becomes_a_paragraph() -> None:
    top, laid = table_lines(["name", "id"], [("a" * 20, "b" * 20)], 30)

    assert top == []
    assert laid == [["- name " + "a" * 20 + " ·", "  id " + "b" * 20]]


def _screen(columns: int, lines: int) -> list[str]:
    table = ScreenTable(head=("clause", "late"), rows=[(str(number), f"{number} min") for number in range(30)], more=lambda n: f"{n} more")
    parts: tuple[ScreenPart, ...] = (
        ScreenText(text="title"),
        ScreenText(text="headline " * 30),
        table,
        ScreenText(text="later"),
        ScreenText(text="extra", lines=0),
    )
    return fitted(Screen(parts=parts, last=("the rest is elsewhere", "3 late")), columns, lines)


def test_the_last_line_stays_and_the_later_parts_go_first() -> None:
    small = _screen(60, 8)

    assert len(small) <= 8
    assert small[0] == "title"
    assert small[-1] == "3 late"
    assert "later" not in small


def test_a_larger_screen_has_all_parts_and_more_rows() -> None:
    small, large = _screen(80, 24), _screen(80, 40)

    assert sum(" min" in line for line in small) >= 6
    assert "later" in small
    assert len(large) <= 40
    assert sum(" min" in line for line in large) > sum(" min" in line for line in small)
    assert "extra" in _screen(80, 80)
