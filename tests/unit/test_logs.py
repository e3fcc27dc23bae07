"""Logs from outside: what of them is understood."""

from datetime import datetime
from typing import Any

import pytest
from openpyxl import Workbook

from analysis.evidence import EXISTS, NO_END, TIME, Between, OneOf, Same
from analysis.logs.reading import read_log
from sim.errors import InputError
from sim.plan.model import Channel
from sim.record import UNDATED, Header, Record, Row, encode
from sim.vocabulary import CHANNELS
from tests.unit.read_logs import PLAN, RESOURCES, brief, codes, log

# -- what is understood -----------------------------------------------------------------------------------------------------


def test_a_chinese_log_with_clock_times_becomes_a_record(tmp_path):
    logged = log(
        tmp_path, "时间,事项,谁,对谁,文种,患者人数\n09:12,发现,护士长,,,\n09:15,报告,病区,总值班,初报,约80人\n09:16,收到,病区,总值班,初报,\n"
    )

    assert brief(logged) == [(552, "noticed", "matron", None), (555, "reported", "ward", "house"), (556, "received", "ward", "house")]
    assert logged.record.rows[1].facts == {"patients": 80}
    assert [row.about for row in logged.record.rows] == ["E1", "E1", "E1"]
    assert logged.record.header.horizon_min == 556
    assert (logged.dated, logged.record.header.start, logged.problems) == (False, UNDATED, ())
    assert ("总值班", "house") in logged.understood.names


def test_dates_make_the_earliest_row_minute_0(tmp_path):
    logged = log(tmp_path, "time;kind;who;to whom\n2026-03-10 23:50;noticed;Ward;\n2026/3/11 0:20;reported;Ward;duty office\n")

    assert [row.time for row in logged.record.rows if row.kind != "received"] == [0, 30]
    assert logged.record.header.start == "2026-03-10T23:50:00"
    assert logged.understood.delimiter == ";"


def test_a_given_start_is_minute_0_and_rows_before_it_are_told(tmp_path):
    text = "time,kind,who\n08:00,noticed,ward\n09:30,verified,ward\n"
    logged = log(tmp_path, text, start=datetime(2026, 3, 10, 9, 0))

    assert [row.time for row in logged.record.rows] == [-60, 30]
    assert codes(logged) == [(2, "time", "before-start")]


@pytest.mark.parametrize(
    ("written", "minutes"),
    [
        (["23:50", "00:10", "01:00"], [1430, 1450, 1500]),
        (["9时05分", "９：１０", "上午9:20", "下午1点半"], [545, 550, 560, 810]),
        (["22:00", "次日 07:30", "次日 08:00"], [1320, 1890, 1920]),
        (["0", "12.5", "T+20 min", "30分钟"], [0, 12.5, 20, 30]),
        (["09:00:30", "24:00"], [540.5, 1440]),
        (["2026-03-10T09:00+08:00", "2026-03-10T02:00:00Z"], [0, 60]),
    ],
)
def test_times_are_read_as_people_write_them(tmp_path, written, minutes):
    logged = log(tmp_path, "time,kind,who\n" + "".join(f"{time},verified,ward\n" for time in written))

    assert [row.time for row in logged.record.rows] == pytest.approx(minutes)
    assert logged.problems == ()


def test_a_step_back_of_a_few_minutes_is_a_row_out_of_order_and_no_new_day(tmp_path):
    logged = log(tmp_path, "time,kind,who\n09:20,verified,ward\n09:05,noticed,ward\n09:30,classified,ward\n")

    assert [(row.time, row.kind) for row in logged.record.rows] == [(545, "noticed"), (560, "verified"), (570, "classified")]
    assert codes(logged) == [(3, "time", "out-of-order")]


def test_a_log_written_newest_first_is_turned_round_and_not_told_row_by_row(tmp_path):
    logged = log(tmp_path, "time,kind,who\n09:30,classified,ward\n09:20,verified,ward\n09:05,noticed,ward\n")

    assert [row.kind for row in logged.record.rows] == ["noticed", "verified", "classified"]
    assert [remark.code for remark in logged.understood.remarks if remark.code == "newest-first"] == ["newest-first"]
    assert logged.problems == ()


def test_what_is_heard_as_it_is_said_gets_a_receipt_of_its_own(tmp_path):
    text = "1,reported,ward,house,phone\n2,notified,house,plant,network\n3,ordered,house,plant,\n4,told,plant,house,in person\n"
    logged = log(tmp_path, "time,kind,who,to,channel\n" + text)

    assumed = [row for row in logged.record.rows if row.kind == "received"]
    assert [(row.time, row.actor, row.to, row.facts) for row in assumed] == [
        (1, "ward", "house", {"assumed": "receipt"}), (4, "plant", "house", {"assumed": "receipt"}),
    ]  # fmt: skip
    assert [remark.values for remark in logged.understood.remarks if remark.code == "receipts"] == [{"count": 2}]
    assert [line for line, row in zip(logged.lines, logged.record.rows, strict=True) if row.kind == "received"] == [0, 0]


def test_elsewhere_and_where_the_channel_is_blank_a_receipt_may_have_been_or_not(tmp_path):
    logged = log(tmp_path, "time,kind,who,to,channel\n1,reported,ward,house,phone\n2,notified,house,plant,network\n3,ordered,house,plant,\n")
    evidence, rows = logged.evidence, logged.record.rows

    assert [(row.seq, row.kind, row.actor, row.to, row.cause) for row in evidence.possible] == [
        (4, "received", "house", "plant", 2), (5, "received", "house", "plant", 3),
    ]  # fmt: skip
    assert [(cell.column, cell.range) for cell in evidence.cells[4]] == [(EXISTS, OneOf((False, True))), (TIME, Between(2, NO_END))]
    assert evidence.open_in(3, "channel").range == OneOf((None, *CHANNELS))
    assert evidence.open_in(5, "channel").range == Same(3)
    assert rows[3].channel is None


def test_a_log_without_a_column_for_channels_tells_what_was_said_as_it_was_heard(tmp_path):
    logged = log(tmp_path, "time,kind,who,to\n1,reported,ward,house\n")

    assert [row.kind for row in logged.record.rows] == ["reported", "received"]
    assert [remark.values for remark in logged.understood.remarks if remark.code == "no-channels"] == [{"count": 1}]
    assert logged.evidence.possible == ()


def test_one_receipt_in_the_log_answers_one_message_and_no_other(tmp_path):
    logged = log(tmp_path, "time,kind,who,to\n1,reported,ward,house\n2,reported,ward,house\n3,received,ward,house\n")

    assert [(row.time, row.facts) for row in logged.record.rows if row.kind == "received"] == [(2, {"assumed": "receipt"}), (3, {})]


def test_a_receipt_that_names_only_its_receiver_gets_the_sender_of_the_latest_message(tmp_path):
    logged = log(tmp_path, "time,kind,who,to,form\n1,reported,ward,house,初报\n4,收到,house,,\n")

    receipt = logged.record.rows[1]
    assert (receipt.actor, receipt.to, receipt.form) == ("ward", "house", "initial")
    assert codes(logged) == [(3, "to", "turned")]


def test_a_report_without_a_form_keeps_none_where_the_plan_has_several(tmp_path):
    logged = log(tmp_path, "time,kind,who,to\n1,reported,ward,house\n2,notified,house,plant\n")

    assert [row.form for row in logged.record.rows if row.kind != "received"] == [None, "notice"]


def test_groups_and_lists_become_one_row_for_each(tmp_path):
    logged = log(tmp_path, "time,kind,who,to\n1,notified,house,各部门\n2,notified,house,病区、后勤保障部\n")

    assert [(row.time, row.to) for row in logged.record.rows if row.kind == "notified"] == [(1, "plant"), (1, "ward"), (2, "plant"), (2, "ward")]


def test_the_only_player_of_a_role_plays_it(tmp_path):
    logged = log(tmp_path, "time,kind,who,to\n1,notified,plant,供电单位\n2,fed back,东区供电所,plant\n", resources=RESOURCES)

    assert logged.record.header.events["E1"]["roles"] == {"supplier": "east-grid"}
    assert [(row.actor, row.to) for row in logged.record.rows if row.kind != "received"] == [("plant", "east-grid"), ("east-grid", "plant")]


def test_phrases_say_form_and_channel_too(tmp_path):
    logged = log(tmp_path, "时间,事项,谁,对谁\n09:00,续报,病区,总值班室\n09:05,电话报告,病区,总值班室\n")

    said = [(row.form, row.channel) for row in logged.record.rows if row.kind == "reported"]
    assert said == [("follow-up", None), (None, "phone")]


def test_a_users_words_add_to_the_shipped_ones(tmp_path):
    words = tmp_path / "words.toml"
    words.write_text(
        '[column]\ntime = ["几点"]\n[kind]\nnoticed = ["灯灭"]\n[party]\nplant = ["配电房"]\n[value.place]\nward = ["病房楼"]\n', encoding="utf-8"
    )
    logged = log(tmp_path, "几点,事项,谁,位置\n09:00,灯灭,配电房,病房楼\n", synonyms=words)

    assert brief(logged) == [(540, "noticed", "plant", None)]
    assert logged.record.rows[0].facts == {"place": "ward"}


def test_a_users_file_with_faults_is_refused_with_all_of_them(tmp_path):
    words = tmp_path / "words.toml"
    words.write_text('[kind]\nnoticd = ["x"]\n[channel]\nphone = "x"\n[colour]\na = ["b"]\n', encoding="utf-8")

    with pytest.raises(InputError) as refused:
        log(tmp_path, "time,kind,who\n1,noticed,ward\n", synonyms=words)

    assert [str(fault.hint) for fault in refused.value.mistakes if fault.hint] == ['did you mean "noticed"?', 'did you mean "column"?']
    assert len(refused.value.mistakes) == 3


def test_a_column_since_when_something_was_so_becomes_the_age_of_its_facts(tmp_path):
    logged = log(tmp_path, "时间,事项,谁,患者人数,获知时间\n10:30,核实,病区,5,09:10\n")

    assert logged.record.rows[0].facts == {"patients": 5, "as_of": {"patients": 550}}


def test_title_rows_above_the_headings_are_passed_over(tmp_path):
    logged = log(tmp_path, "某医院停电演练,,\n2026年3月,,\n时间,事项,谁\n09:00,发现,病区\n")

    assert brief(logged) == [(540, "noticed", "ward", None)]
    assert logged.lines == (4,)


def test_a_date_column_and_a_time_column_make_one_moment(tmp_path):
    logged = log(tmp_path, "日期,时间,事项,谁\n2026-03-10,23:50,发现,病区\n2026-03-11,00:10,核实,病区\n")

    assert [row.time for row in logged.record.rows] == [0, 20]


def test_json_lines_without_a_header_are_read_like_a_table(tmp_path):
    first = '{"time": 1, "kind": "noticed", "actor": "ward", "facts": {"patients": 4, "odd": "x"}}'
    logged = log(tmp_path, first + '\n\n{"time": "2", "kind": "verified", "actor": "ward"}\n', "log.jsonl")

    assert brief(logged) == [(1, "noticed", "ward", None), (2, "verified", "ward", None)]
    assert logged.record.rows[0].facts == {"patients": 4, "odd": "x"}


def test_a_drill_record_comes_back_as_it_was(tmp_path):
    header = Header(
        version="1", plan={"id": "hospital"}, resources={}, scenario={}, seed=1, start="2026-03-10T09:00:00+08:00", horizon_min=60, events={}
    )
    record = Record(header, (Row(0, 0.0, "occurred", about="E1"), Row(1, 0.5, "noticed", "ward", about="E1", cause=0, facts={"patients": 3})))
    logged = log(tmp_path, encode(record), "record.jsonl")

    assert logged.record == record
    assert (logged.problems, logged.lines, logged.understood.format) == ((), (2, 3), "record")


def test_broken_rows_of_a_drill_record_are_told_and_left_out(tmp_path):
    header = Header(version="1", plan={}, resources={}, scenario={}, seed=1, start="2026-03-10T09:00:00+08:00", horizon_min=60, events={})
    text = encode(Record(header, (Row(0, 0.0, "occurred", about="E1"),))) + b'{"seq": 1}\n{"seq": 2, "time": 3, "kind": "danced"}\nxx\n'
    logged = log(tmp_path, text, "record.jsonl")

    assert [row.kind for row in logged.record.rows] == ["occurred", "other"]
    assert [code for _, _, code in codes(logged)] == ["no-record-row", "unknown-kind", "no-record-row"]
    assert logged.evidence.open_in(2, "kind").written == "danced"
    assert logged.evidence.complete == frozenset()


def test_a_workbook_is_read_with_its_own_times(tmp_path):
    book: Any = Workbook()
    sheet = book.active
    sheet.append(["时间", "事项", "谁", "对谁", "患者人数", "有呼吸机"])
    sheet.append([datetime(2026, 3, 10, 9, 0), "发现", "病区", None, 12.0, True])
    sheet.append([])
    sheet.append([datetime(2026, 3, 10, 9, 5), "报告", "病区", "总值班室", "'=12", "否"])
    path = tmp_path / "log.xlsx"
    book.save(path)

    logged = read_log(path, PLAN)
    assert brief(logged)[0] == (0, "noticed", "ward", None)
    assert logged.record.rows[0].facts == {"patients": 12, "ventilated": True}
    assert logged.record.rows[1].facts["ventilated"] is False
    assert logged.lines[:2] == (2, 4)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_encodings_make_no_difference(tmp_path, encoding):
    text = "时间,事项,谁,对谁\n09:00,报告,病区,总值班室\n"

    assert log(tmp_path, text.encode(encoding)).record.rows == log(tmp_path, text).record.rows


def test_a_line_in_another_encoding_is_read_and_told(tmp_path):
    data = "时间,事项,谁\n09:00,发现,病区\n".encode() + "09:05,核实,病区\n".encode("gb18030") + "09:06,定级,病区\n".encode()
    logged = log(tmp_path, data)

    assert [row.kind for row in logged.record.rows] == ["noticed", "verified", "classified"]
    assert codes(logged) == [(3, "", "encoding")]


def own_channels(tmp_path, text):
    own = [
        {"id": "radio", "name": {"zh": "电台", "en": "the ward radio"}, "clause": "1", "two_way": True},
        {"id": "fax", "name": {"zh": "传真", "en": "fax"}, "clause": "1"},
    ]
    plan = PLAN.model_copy(update={"channel": tuple(map(Channel.model_validate, own))})
    path = tmp_path / "own.csv"
    path.write_text("time,kind,who,to,channel,form\n" + text, encoding="utf-8")
    return read_log(path, plan)


def test_a_plans_own_channels_are_known_by_id_and_by_every_name(tmp_path):
    words = ("radio", "电台", "The Ward Radio", "FAX")
    logged = own_channels(tmp_path, "".join(f"{n},reported,ward,house,{word},initial\n" for n, word in enumerate(words)))

    assert [row.channel for row in logged.record.rows if row.kind == "reported"] == ["radio", "radio", "radio", "fax"]
    assert logged.problems == ()


def test_what_is_said_over_a_two_way_channel_of_the_plan_is_heard_as_it_is_said(tmp_path):
    logged = own_channels(tmp_path, "1,reported,ward,house,radio,initial\n2,reported,ward,house,fax,initial\n")

    assert [(row.kind, row.channel) for row in logged.record.rows] == [("reported", "radio"), ("received", "radio"), ("reported", "fax")]
