"""What a log says in two ways, or in a way that nobody can be sure of, is a question with its row and column, never an answer in silence."""

from __future__ import annotations

from itertools import product
from pathlib import Path

import pytest

from analysis.evidence import TIME, Between
from analysis.logs.numbers import stated_number
from analysis.logs.outcome import LoggedRecord
from analysis.logs.reading import read_log
from sim.errors import InputError
from sim.plan.model import Plan

PLAN = Plan.model_validate({
    "plan": {"id": "town", "title": "Town"},
    "fact": [{"id": "people", "name": {"zh": "人数", "en": "people"}, "type": "count"}],
    "channel": [{"id": "drone", "name": {"zh": "无人机喊话", "en": "drone"}, "clause": "1"}],
    "body": [
        {"id": "head", "name": {"zh": "镇防汛应急指挥部", "en": "flood command"}, "clause": "1"},
        {"id": "scene", "name": {"zh": "现场指挥部", "en": "on-scene command"}, "clause": "1"},
        {"id": "school", "name": {"zh": "镇中心学校", "en": "town school"}, "aliases": ["中心"], "clause": "1"},
        {"id": "clinic", "name": {"zh": "镇中心卫生院", "en": "town clinic"}, "aliases": ["中心"], "clause": "1"},
    ],
    "duty": [{"id": "tell", "clause": "2", "title": "tell", "bearer": "school", "on": "noticed", "act": "report", "to": ["head"]}],
})  # fmt: skip


def log(folder: Path, body: str, heading: str = "时间,事项,谁,对谁,渠道,人数", synonyms: str = "") -> LoggedRecord:
    path = folder / "log.csv"
    path.write_text(f"{heading}\n{body}\n", encoding="utf-8")
    if synonyms:
        (folder / "own.toml").write_text(synonyms, encoding="utf-8")
    return read_log(path, PLAN, synonyms=folder / "own.toml" if synonyms else None)


def told(logged: LoggedRecord) -> list[tuple[int, str, str]]:
    return [(one.line, one.column, one.code) for one in logged.problems]


def minutes(logged: LoggedRecord) -> list[float]:
    return [row.time for row, line in zip(logged.record.rows, logged.lines, strict=True) if line]


def span(logged: LoggedRecord, line: int) -> tuple[float, float]:
    (cell,) = [one for one in logged.evidence if one.line == line and one.column == TIME]
    assert isinstance(cell.range, Between)
    return cell.range.low, cell.range.high


@pytest.mark.parametrize(
    ("date", "weekday"),
    [*product(("2026-03-10 {} 8:40", "2026年3月10日（{}）8时40分", "2026/3/10 8:40 {}"), ("星期三", "周三")), ("10 March 2026 {} 8:40", "Wed")],
)
def test_a_weekday_that_is_not_that_of_its_date_leaves_the_time_open_between_them(date, weekday, tmp_path):
    logged = log(
        tmp_path, f"2026-03-10 8:20,发现,镇中心学校,,,\n{date.format(weekday)},核实,镇中心学校,,,\n2026-03-12 星期四 9:00,核实,镇中心学校,,,"
    )

    assert told(logged) == [(3, "time", "weekday")]
    assert minutes(logged)[1] == 20
    assert span(logged, 3) == (20, 20 + 1440)


def test_where_most_weekdays_are_wrong_the_dates_count_and_it_is_told(tmp_path):
    logged = log(tmp_path, "2026-03-10 周五 8:40,发现,镇中心学校,,,\n2026-03-10 周五 8:50,核实,镇中心学校,,,")

    assert told(logged) == [(2, "time", "weekdays"), (3, "time", "weekdays")]
    assert (minutes(logged), list(logged.evidence.cells)) == ([0, 10], [])


def test_weekdays_without_dates_say_how_many_days_lie_between(tmp_path):
    logged = log(tmp_path, "23:50,发现,镇中心学校,,,\n周三 0:20,核实,镇中心学校,,,\n周五 9:00,核实,镇中心学校,,,\n周五 9:10,核实,镇中心学校,,,")

    assert minutes(logged) == [1430, 1460, 1440 * 3 + 540, 1440 * 3 + 550]


@pytest.mark.parametrize("times", [("11:40", "12:45", "1:05"), ("上午8:40", "下午1:20", "2:30"), ("8:40 am", "12:30 pm", "1:15")])
def test_an_hour_that_may_be_before_noon_or_after_it_is_a_question(times, tmp_path):
    logged = log(tmp_path, "\n".join(f"{time},核实,镇中心学校,,,{place}" for place, time in enumerate(times)))

    assert told(logged) == [(4, "time", "half-day")]
    low, high = span(logged, 4)
    assert high - low == 720
    assert 0 < low - minutes(logged)[1] < 90


@pytest.mark.parametrize("times", [("23:50", "0:15"), ("13:10", "1:05"), ("晚上11:50", "凌晨1:05"), ("9:00", "9:30", "10:00")])
def test_hours_of_which_the_log_tells_the_half_are_none(times, tmp_path):
    assert told(log(tmp_path, "\n".join(f"{time},核实,镇中心学校,,,{place}" for place, time in enumerate(times)))) == []


def test_dates_that_lie_nearer_with_the_day_in_front_are_no_dates_of_the_other_order(tmp_path):
    assert ("bad-time" in str(told(log(tmp_path, "3/4 23:40,发现,镇中心学校,,,\n4/4 8:45,核实,镇中心学校,,,")))) is True
    assert minutes(log(tmp_path, "3/10 23:40,发现,镇中心学校,,,\n3/11 0:10,核实,镇中心学校,,,")) == [1420, 1450]


@pytest.mark.parametrize(
    "text",
    ["80？", "3车", "第3批", "百八十人", "小一百", "大几十", "八九不离十", "30人5车", "80/90", "50→80", "50%", "20多岁", "80(不含儿童)", "80 cars"],
)
def test_a_number_beside_words_that_nobody_knows_is_no_number(text):
    assert stated_number(text, whole=True) is None


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("不下50人", 50, 1e9), ("不止50", 51, 1e9), ("半百", 45, 55), ("贰拾余人", 20, 29), ("叁佰伍拾人", 350, 350),
        ("百人", 80, 120),
        ("百余人", 100, 199),
        ("近50名来访群众", 40, 49), ("共80人来访", 80, 80), ("大概80人", 64, 96), ("现场聚集约60人", 48, 72),
        ("二三十号人", 20, 30), ("廿余人", 20, 29),
    ],
)  # fmt: skip
def test_what_is_known_beside_a_number_counts(text, low, high):
    found = stated_number(text, whole=True)

    assert found is not None
    assert (found.low, found.high) == (low, high)


def test_a_sign_for_the_cell_above_is_what_stands_there(tmp_path):
    logged = log(tmp_path, '8:40,发现,镇中心学校,,,80\n〃,报告,同上,镇防汛应急指挥部,电话,""""\n8:50,〃,〃,〃,〃,')

    assert [(row.time, row.kind, row.actor, row.to) for row in logged.record.rows if row.kind == "reported"] == [
        (520, "reported", "school", "head"), (530, "reported", "school", "head"),
    ]  # fmt: skip
    assert told(logged) == []


@pytest.mark.parametrize(("kind", "hint"), [("报告", "是不是“镇防汛应急指挥部”？"), ("通知", "指的是哪一个：镇防汛应急指挥部、现场指挥部？")])
def test_what_is_offered_for_a_name_is_the_nearest_of_those_whom_the_act_allows(kind, hint, tmp_path):
    logged = log(tmp_path, f"8:40,{kind},镇中心学校,总指挥部,电话,")

    assert [one.hinted("zh") for one in logged.problems if one.column == "to"] == [hint]


def test_a_name_of_two_bodies_is_a_question_that_names_both(tmp_path):
    (problem,) = [one for one in log(tmp_path, "8:40,报告,中心,镇防汛应急指挥部,电话,").problems if one.column == "actor"]

    assert problem.code == "ambiguous-party"
    assert all(one in problem.hinted("en") for one in ("school", "clinic"))


def test_the_name_of_a_person_in_a_list_is_masked_in_what_is_told(tmp_path):
    (problem,) = [one for one in log(tmp_path, "8:40,报告,镇中心学校,张建国局长、镇防汛应急指挥部,电话,").problems if one.column == "to"]

    assert problem.value == "某局长、镇防汛应急指挥部"


def test_a_channel_of_the_plan_is_known_to_logs_by_its_name_and_to_a_file_of_synonyms(tmp_path):
    logged = log(tmp_path, "8:40,报告,镇中心学校,镇防汛应急指挥部,无人机喊话,\n8:41,报告,镇中心学校,镇防汛应急指挥部,大喇叭,",
                 synonyms='[channel]\ndrone = ["大喇叭"]\n')  # fmt: skip

    assert [row.channel for row, line in zip(logged.record.rows, logged.lines, strict=True) if line] == ["drone", "drone"]


@pytest.mark.parametrize(
    "text", ['[party]\nnobody = ["x"]\n', '[party]\nhead = ["x"]\nscene = ["x"]\n', '[value.age]\nold = ["x"]\n', '[channel]\n"x" = "y"\n']
)
def test_a_word_for_nobody_of_the_plan_or_for_two_is_refused(text, tmp_path):
    with pytest.raises(InputError):
        log(tmp_path, "8:40,报告,镇中心学校,镇防汛应急指挥部,电话,", synonyms=text)


@pytest.mark.parametrize("text", ["80（含儿童）", "80人（包括老人、儿童）", "80 including children"])
def test_who_is_among_those_counted_changes_nothing_of_their_number(text: str) -> None:
    assert stated_number(text, whole=True) == (80, 80, 80)
    assert stated_number(text.replace("含", "不含").replace("包括", "不包括").replace("including", "excluding"), whole=True) is None
