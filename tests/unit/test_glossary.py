"""The Chinese words of the trade: what a bureau would not say stands in no catalogue, and lengths are told in minutes and seconds."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import sim.words
from sim.words import words
from sim.words.lengths import elapsed, span

CATALOGUES = sorted((Path(sim.words.__file__).parent / "locale" / "zh").glob("*.po"))
# what was said once → what the trade says
REPLACED = {
    "发觉": "发现", "转往上级": "越级上访（赴上级）", "听取诉求": "接谈", "未被听取": "未接谈", "不够级": "未达分级标准", "习惯": "惯例做法",
    "读法": "条款理解", "区里": "区委、区政府", "市局": "市信访局", "得知即告": "情况通报", "链条等它": "环节等待时间", "动作最密": "处置最繁忙",
    "平均陈旧": "平均滞后", "收横幅": "收缴横幅", "力量下沉": "化解稳控", "预期未现": "应办未办", "返回，": "自行离开",
}  # fmt: skip
REPORTS_ONLY = ("迟报", "漏报")  # a force that comes late is late, and reports nothing
OF_REPORTS = re.compile(r"report|status\.|check\.|figures\.|late\.un|contradiction|FORM|fault\.")


@pytest.mark.parametrize("file", CATALOGUES, ids=lambda file: file.stem)
def test_no_catalogue_says_what_the_trade_does_not_say(file: Path) -> None:
    said = [line for line in file.read_text(encoding="utf-8").splitlines() if not line.startswith("msgid")]

    assert [(word, instead, line) for word, instead in REPLACED.items() for line in said if word in line] == []


@pytest.mark.parametrize("file", CATALOGUES, ids=lambda file: file.stem)
def test_late_and_left_out_reports_are_words_of_reports_alone(file: Path) -> None:
    entries = re.findall(r'msgid "(.*)"\n(?:msgid_plural .*\n)?msgstr(?:\[0\])? "(.*)"', file.read_text(encoding="utf-8"))

    assert [code for code, said in entries if any(word in said for word in REPORTS_ONLY) and not OF_REPORTS.search(code)] == []


def test_what_took_a_part_of_a_minute_is_told_in_minutes_and_seconds() -> None:
    assert words("zh").tell(elapsed(16.84375)) == span(16.84375, "zh")
    assert "." not in span(16.84375, "zh")
    assert "16" in span(16.84375, "zh")
