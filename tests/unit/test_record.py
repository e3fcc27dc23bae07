"""The record: rows and header survive a round trip, the same record gives the same bytes, and bad lines are named."""

from __future__ import annotations

import errno
import os

import pytest

from analysis.measures.grading import _together
from sim.errors import InputError
from sim.record import SCHEMA, Header, Record, Row, check_facts, decode, deliveries, encode, event_roles, write_atomically
from sim.record_content import row_misfit
from sim.vocabulary import KINDS, UNCAUSED
from tests.plans.harness import drill

HEADER = Header(
    version="1", plan={"id": "p"}, resources={"id": "r"}, scenario={"id": "s"}, seed=1, start="2026-03-10T08:00:00+08:00", horizon_min=60.0,
    events={"E1": {"roles": {"keeper": "smith"}}},
)  # fmt: skip
ROWS = (
    Row(0, 0.0, "occurred", about="E1"),
    Row(1, 1.015625, "noticed", "watch", about="E1", cause=0, facts={"深度": 20, "leak": True, "as_of": {"深度": 1.0}}),
    Row(2, 3.5, "reported", "watch", "office", "phone", "initial", "E1", "tell", "4.1", 1, {}),
)


def test_a_record_survives_writing_and_reading():
    record = Record(HEADER, ROWS)

    assert decode(encode(record)) == record


def test_the_first_line_is_the_header_and_every_row_has_its_line():
    lines = encode(Record(HEADER, ROWS)).split(b"\n")

    assert len(lines) == 1 + len(ROWS) + 1
    assert lines[-1] == b""
    assert f'"schema":"{SCHEMA}"'.encode() in lines[0]
    assert "深度".encode() in lines[2]


def test_the_order_in_which_facts_were_put_in_changes_no_byte():
    one = Row(0, 0.0, "occurred", facts={"a": 1, "b": 2})
    other = Row(0, 0.0, "occurred", facts={"b": 2, "a": 1})

    assert encode(Record(HEADER, (one,))) == encode(Record(HEADER, (other,)))


def test_a_whole_drill_survives_writing_and_reading():
    record = drill("flood")

    assert decode(encode(record)) == record


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "the record is empty"),
        (b"\n \n", "the record is empty"),
        (b"{}\n", "line 1"),
        (encode(Record(HEADER, ())).replace(SCHEMA.encode(), b"drill.record/0"), "not a record that this version reads"),
        (encode(Record(HEADER, ())) + b'{"seq": "one"}\n', "line 2"),
        (encode(Record(HEADER, ())) + b"\n\xff\xfe\n", "line 3"),
        (encode(Record(HEADER, ())) + b'{"seq": 0, "time": 0.0, "kind": "occurred"', "line 2"),
    ],
)
def test_a_line_that_cannot_be_read_is_named(data, words):
    with pytest.raises(InputError) as error:
        decode(data, "mine.jsonl")

    assert words in str(error.value)
    assert "mine.jsonl" in str(error.value)


def test_a_row_cannot_be_changed():
    with pytest.raises(AttributeError):
        ROWS[0].time = 5.0  # type: ignore[misc]  # that is what is tried


def test_kinds_are_named_once():
    assert len(KINDS) == len(set(KINDS))
    assert set(KINDS) >= UNCAUSED


def test_a_file_is_written_whole_or_not_at_all(tmp_path, monkeypatch):
    target = tmp_path / "record.jsonl"
    write_atomically(target, b"old\n")

    def full(*_: object) -> None:
        raise OSError("full")

    monkeypatch.setattr(os, "replace", full)
    with pytest.raises(OSError, match="full"):
        write_atomically(target, b"new\n")

    assert target.read_bytes() == b"old\n"
    assert [found.name for found in tmp_path.iterdir()] == ["record.jsonl"]


def test_the_roles_of_an_event_are_read_from_the_header():
    assert event_roles(HEADER) == {"E1": {"keeper": "smith"}}


def test_a_file_that_a_killed_run_left_beside_is_no_obstacle(tmp_path, monkeypatch):
    from itertools import count

    monkeypatch.setattr("sim.record._COUNT", count())
    (tmp_path / f".report.json.{os.getpid()}.0").write_bytes(b"left")
    write_atomically(tmp_path / "report.json", b"whole")

    assert (tmp_path / "report.json").read_bytes() == b"whole"


def test_an_error_without_a_name_gets_the_files(tmp_path, monkeypatch):
    def full(*_args):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("pathlib.Path.replace", full)
    with pytest.raises(OSError, match="No space left") as caught:
        write_atomically(tmp_path / "report.json", b"whole")

    assert caught.value.filename == str(tmp_path / "report.json")
    assert list(tmp_path.iterdir()) == []


def test_a_message_is_its_sending_with_the_receipt_that_it_caused():
    rows = (
        Row(0, 0.0, "reported", "watch", "office", form="initial"),
        Row(1, 1.0, "notified", "watch", "office", form="notice", cause=0),
        Row(2, 2.0, "received", "watch", "office", form="notice", cause=1),
        Row(3, 9.0, "received", "watch", "office", form="initial", cause=0),
    )

    assert deliveries(rows) == ((rows[0], rows[3]), (rows[1], rows[2]))


def test_a_receipt_without_a_cause_belongs_to_the_first_message_with_its_ends_that_has_none():
    rows = (
        Row(0, 0.0, "reported", "watch", "office", about="E1"),
        Row(1, 1.0, "reported", "watch", "office", about="E2"),
        Row(2, 2.0, "reported", "watch", "office", about="E2"),
        Row(3, 3.0, "received", "watch", "office", about="E2"),
    )

    assert [message.received for message in deliveries(rows)] == [None, rows[3], None]


def test_acts_and_sendings_to_nobody_are_no_messages():
    rows = (Row(0, 0.0, "verified", "watch"), Row(1, 1.0, "reported", "watch"), Row(2, 2.0, "called", "watch", "office"))

    assert deliveries(rows) == ()


@pytest.mark.parametrize(("facts", "kinds", "misfit"), [
    ({"hurt": "x"}, {}, "facts.hurt"), ({"present": None}, {}, "facts.present"), ({"present": 3}, {}, None),
    ({"dead": None}, {"dead": "number"}, None), ({"people": None}, {"people": "number"}, None), ({"dead": "x"}, {"dead": "number"}, "facts.dead"),
    ({"level": None}, {}, None),
])  # fmt: skip
def test_what_the_engine_counts_is_a_number_and_what_a_plan_asks_may_be_unknown(facts, kinds, misfit):
    assert row_misfit(Row(seq=1, time=0.0, kind="scene", facts=facts), kinds) == misfit


def test_facts_of_a_record_are_held_against_the_types_of_its_plan():
    record = Record(HEADER, (Row(seq=4, time=0.0, kind="noticed", facts={"dead": "three"}),))

    check_facts(record, {}, "record.jsonl")
    with pytest.raises(InputError) as error:
        check_facts(record, {"dead": "number"}, "record.jsonl")

    assert "seq 4" in error.value.told("en")
    assert "facts.dead" in error.value.told("en")


def test_ranks_that_all_came_at_the_very_end_held_for_no_time():
    assert list(_together([(5.0, 1)], [(5.0, 2)], 5.0)) == []
    assert list(_together([(1.0, 1)], [(3.0, 2)], 5.0)) == [(1.0, 3.0, 1, 0), (3.0, 5.0, 1, 2)]
