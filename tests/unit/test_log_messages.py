"""Logs that are lines of a chat or an office system: a time, a sender, a text; acts are read word for word, and the rest is asked."""

import re
from pathlib import Path

import pytest

from analysis.logs.outcome import LoggedRecord
from analysis.logs.reading import read_log
from analysis.logs.unknown_words import lines_not_understood
from sim.errors import InputError
from tests.sources import ROOT
from tests.unit.test_log_sheets import PLAN, codes


def read(tmp_path: Path, *lines: str) -> LoggedRecord:
    (tmp_path / "log.txt").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return read_log(tmp_path / "log.txt", PLAN)


def rows(log: LoggedRecord) -> list[tuple[float, str, str | None, str | None]]:
    return [(row.time, row.kind, row.actor, row.to) for row in log.record.rows if "assumed" not in row.facts]


HEADS = [
    ("2026-03-10 08:20:00 张三(区信访局值班室)", "{}", "2026-03-10 08:21:00 李四（区公安局）", "{}"),
    ("张三(区信访局) 2026-03-10 08:20", "{}", "区公安局-李四 2026-03-10 08:21", "{}"),
    ("[2026/3/10 8:20] 区信访局: {}", "[2026/3/10 8:21] 区公安局: {}"),
    ("2026年3月10日 星期二", "08:20 区信访局：{}", "8:21 区公安局：{}"),
    ("2026-03-10 08:20 - 区信访局: {}", "2026-03-10 08:21 - 区公安局: {}"),
    ("2026-03-10 08:20 区信访局 {}", "2026-03-10 08:21 区公安局{}"),
    ("2026-03-10 上午8:20 区信访局：{}", "2026-03-10 8:21 am 区公安局: {}"),
]


@pytest.mark.parametrize("head", HEADS, ids=lambda head: head[0])
def test_time_sender_and_text_are_found_however_a_program_writes_them(tmp_path: Path, head: tuple[str, ...]) -> None:
    said = iter(["已向市信访局报告", "到达"])
    log = read(tmp_path, *(line.format(next(said)) if "{}" in line else line for line in head))

    assert rows(log) == [(0, "reported", "b0", "city"), (1, "arrived", "b1", None)]
    assert log.record.header.start == "2026-03-10T08:20:00"
    assert log.understood.format == "lines"
    assert "messages" in codes(log)


@pytest.mark.parametrize(
    ("text", "kind", "to"),
    [
        ("报告市信访局", "reported", "city"), ("通知区公安局。", "notified", "b1"), ("@区公安局 通知", "notified", "b1"),
        ("收到@市信访局", "received", "city"),
        ("我局现已对市信访局报告！", "reported", "city"), ("【初报】", "reported", None), ("Reported to the city office", "reported", "city"),
        ("报告。对谁：市信访局", "reported", "city"), ("启动响应", "activated", None),
    ],
)  # fmt: skip
def test_an_act_is_understood_where_every_word_of_a_clause_is_known(tmp_path: Path, text: str, kind: str, to: str | None) -> None:
    log = read(tmp_path, f"8:20 区信访局：{text}", "8:21 区公安局：到达")

    assert kind in [row[1] for row in rows(log)]
    assert to in [row[3] for row in rows(log)]
    assert not [one for one in log.problems if one.code in ("unknown-kind", "text-left")]


@pytest.mark.parametrize(
    "text", ["未收到通知", "启动响应了吗", "是否启动响应？", "拟启动响应", "向某某办报告",
     "通知区公安局的电话打不通", "请区公安局派出警力", "将向市信访局报告", "天气晴"],
)  # fmt: skip
def test_what_is_asked_denied_planned_or_said_in_other_words_is_no_act_but_a_question(tmp_path: Path, text: str) -> None:
    log = read(tmp_path, f"8:20 区信访局：{text}", "8:21 区公安局：到达")

    assert [row[1] for row in rows(log)] == ["other", "arrived"]
    assert lines_not_understood(log) == (1,)


def test_several_acts_of_a_message_are_rows_of_its_line_and_what_is_left_of_it_is_told(tmp_path: Path) -> None:
    log = read(tmp_path, "8:20 区信访局：报告市信访局，通知区公安局；天气晴", "8:21 区公安局：收到", "谢谢", "8:22 区公安局：谢谢")

    assert [row[1] for row in rows(log)] == ["reported", "notified", "received"]
    assert (log.understood.rows_read, log.understood.rows_kept) == (2, 2)
    assert [(one.line, one.value) for one in log.problems if one.code == "text-left"] == [(1, "天气晴")]
    assert "no-acts" in codes(log)


def test_persons_are_masked_in_names_and_texts(tmp_path: Path) -> None:
    log = read(tmp_path, "8:20 欧阳明月：张局长与李小四到达了", "8:21 李小四：到达，电话13800138000", "8:22 李小四(区信访局)：欧阳明月已到达现场")

    said = str((log.record.rows, log.problems, log.understood, log.evidence))
    assert [row[2] for row in rows(log)][2] == "b0"
    assert not [word for word in ("欧阳明月", "张局长", "李小四", "13800138000") if word in said]


@pytest.mark.parametrize(
    "lines", [("值班日志", "今天没有事"), ("2026-03-10 8:20,区信访局,报告", "2026-03-10 8:21,区信访局,报告"), ("8:20 区信访局：到达",)],
)  # fmt: skip
def test_what_has_no_lines_of_messages_is_refused_as_before(tmp_path: Path, lines: tuple[str, ...]) -> None:
    with pytest.raises(InputError, match="headings"):
        read(tmp_path, *lines)


@pytest.mark.parametrize("page", ["log-files.md", "log-files.zh-CN.md"])
def test_the_example_of_the_page_about_files_is_read_whole(tmp_path: Path, page: str) -> None:
    (example,) = re.findall(r"```text\n(.*?)```", (ROOT / "docs" / page).read_text("utf-8"), re.DOTALL)
    log = read(tmp_path, *example.splitlines())

    assert [row[:2] for row in rows(log)] == [
        (0, "reported"),
        (38 / 60, "received"),
        (278 / 60, "notified"),
        (578 / 60, "arrived"),
        (878 / 60, "reported"),
    ]
    assert lines_not_understood(log) == ()
