"""Whatever stands in a log, reading it never crashes, never makes rows up, and says the same for the same log written otherwise."""

import json
import random
import tempfile
from itertools import pairwise
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from analysis.chain import critical_path, links
from analysis.contradictions import contradictions
from analysis.logs.outcome import PROBLEMS, LoggedRecord
from analysis.logs.reading import read_log
from sim.errors import InputError, Mistake
from sim.plan.model import Plan
from sim.record import TOLERANCE_MIN
from sim.vocabulary import KINDS

PLAN = Plan.model_validate({
    "plan": {"id": "harbour", "title": "Harbour"},
    "fact": [
        {"id": "ships", "name": {"zh": "船数", "en": "ships"}, "type": "count"},
        {"id": "oil", "name": {"zh": "漏油", "en": "oil"}, "type": "flag"},
    ],
    "body": [
        {"id": "quay", "name": {"zh": "码头", "en": "Quay"}, "superior": "port", "aliases": ["泊位", "berth"], "clause": "1"},
        {"id": "port", "name": {"zh": "港务局", "en": "Port authority"}, "aliases": ["港口"], "clause": "1"},
        {"id": "tugs", "name": {"zh": "拖轮队", "en": "Tugs"}, "aliases": ["tug company"], "clause": "1"},
    ],
    "post": [{"id": "pilot", "name": {"zh": "引航员", "en": "Pilot"}, "body": "tugs", "clause": "1"}],
    "grade": [{"id": "I", "name": {"zh": "一级", "en": "first"}, "clause": "2", "any": [{"clause": "2", "when": "oil and ships >= 2"}]}],
    "content": [{"form": "initial", "clause": "3", "items": [{"name": "ships", "facts": ["ships"]}]}],
    "duty": [{"id": "tell", "clause": "3", "title": "tell", "bearer": "quay", "on": "noticed", "act": "report", "to": ["port"]}],
})  # fmt: skip
NAMES = {
    "quay": ["quay", "码头", "Quay", "泊位", "ＢＥＲＴＨ"],
    "port": ["port", "港务局", "port authority", "港口"],
    "tugs": ["tugs", "拖轮队", "TUGS", "tug company"],
    "pilot": ["pilot", "引航员", "Pilot"],
}
WORDS = {
    "noticed": ["noticed", "发现", "saw"],
    "reported": ["reported", "报告", "上报", "Report"],
    "received": ["received", "收到", "接报"],
    "verified": ["verified", "核实"],
    "classified": ["classified", "定级"],
    "notified": ["notified", "通知", "told"],
    "arrived": ["arrived", "到达"],
}
FORMS = {"": [""], "initial": ["initial", "初报", "First report"], "follow-up": ["follow-up", "续报"]}
HEADINGS = {
    "time": ["time", "时间"],
    "kind": ["kind", "事项"],
    "actor": ["who", "谁"],
    "to": ["to", "对谁"],
    "form": ["form", "文种"],
    "ships": ["ships", "船数"],
    "oil": ["oil", "漏油"],
}
QUICK = settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow])

parties = st.sampled_from(["", *NAMES])
entries = st.lists(
    st.tuples(
        st.integers(0, 12), st.sampled_from(list(WORDS)), parties, parties, st.sampled_from(list(FORMS)), st.sampled_from(["", "3", "7"]),
        st.sampled_from(["", "yes", "no"]),
    ),
    min_size=1, max_size=25,
)  # fmt: skip


def read(data: bytes, name: str = "log.csv") -> LoggedRecord:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / name
        path.write_bytes(data)
        return read_log(path, PLAN)


def attempt(data: bytes, name: str = "log.csv") -> LoggedRecord | tuple[Mistake, ...]:
    """What comes of a file: the record, or the faults for which it is refused."""
    try:
        return read(data, name)
    except InputError as refused:
        return refused.mistakes


def text(rows, choose=lambda words: words[0]) -> bytes:
    lines = [",".join(choose(words) for words in HEADINGS.values())]
    for minute, kind, actor, to, form, ships, oil in rows:
        who = [choose(NAMES[name]) if name else "" for name in (actor, to)]
        lines.append(",".join([f"09:{minute:02d}", choose(WORDS[kind]), *who, choose(FORMS[form]), ships, oil]))
    return ("\n".join(lines) + "\n").encode()


def check(logged: LoggedRecord) -> None:
    """What holds of every reading, and what works on every record that comes of one."""
    rows = logged.record.rows
    assert [row.seq for row in rows] == list(range(len(rows))) == list(range(len(logged.lines)))
    assert all(before.time <= after.time for before, after in pairwise(rows))
    assert all(row.kind in KINDS for row in rows)
    assert all(problem.code in PROBLEMS and problem.line >= 0 for problem in logged.problems)
    assert all(row.facts.get("assumed") == "receipt" for row, line in zip(rows, logged.lines, strict=True) if not line)
    for remark in logged.understood.remarks:
        assert "" not in (remark.said("zh"), remark.said("en"))
    contradictions(logged.record, PLAN)
    for event in logged.record.header.events:
        assert all(link.minutes >= 0 for link in links(logged.record, event))
    for row in rows[-3:]:
        steps = critical_path(logged.record, row.seq, PLAN)
        if steps:
            root = rows[steps[0].from_seq]
            assert abs(sum(step.minutes for step in steps) - (row.time - root.time)) <= TOLERANCE_MIN


@QUICK
@given(st.binary(max_size=300), st.sampled_from(["log.csv", "log.xlsx", "log.jsonl"]))
def test_any_bytes_are_read_or_refused(data, name):
    outcome = attempt(data, name)
    if isinstance(outcome, LoggedRecord):
        check(outcome)
    else:
        assert outcome


@QUICK
@given(entries, st.data())
def test_a_mutated_log_never_crashes_and_makes_no_row_up(rows, data):
    whole = bytearray(text(rows))
    for _ in range(data.draw(st.integers(1, 6))):
        place = data.draw(st.integers(0, len(whole)))
        match data.draw(st.sampled_from(["cut", "put", "lose", "twice"])):
            case "cut":
                del whole[place : place + data.draw(st.integers(1, 9))]
            case "put":
                whole[place:place] = data.draw(st.binary(min_size=1, max_size=5))
            case "lose":
                del whole[place : whole.find(b"\n", place) + 1]
            case "twice":
                whole[place:place] = whole[place : place + 40]
    logged = attempt(bytes(whole))
    if not isinstance(logged, LoggedRecord):
        assert logged
        return
    check(logged)
    read_lines = bytes(whole).count(b"\n") + bytes(whole).count(b"\r") + 1
    assert len({line for line in logged.lines if line}) <= read_lines


@QUICK
@given(entries, st.randoms(use_true_random=False))
def test_the_order_of_rows_of_one_minute_makes_no_difference(rows, chance: random.Random):
    rows = sorted(rows, key=lambda row: row[0])
    shuffled = sorted(rows, key=lambda row: (row[0], chance.random()))

    assert read(text(rows)).record.rows == read(text(shuffled)).record.rows


@QUICK
@given(entries, st.randoms(use_true_random=False))
def test_names_and_aliases_make_no_difference(rows, chance: random.Random):
    plain, aliased = read(text(rows)), read(text(rows, chance.choice))

    assert plain.record.rows == aliased.record.rows
    assert [(one.line, one.code) for one in plain.problems] == [(one.line, one.code) for one in aliased.problems]


@QUICK
@given(entries)
def test_a_good_log_keeps_every_row_that_is_not_a_double(rows):
    logged = read(text(rows))
    doubles = sum(problem.code == "duplicate" for problem in logged.problems)

    check(logged)
    assert sum(line > 0 for line in logged.lines) == len(rows) - doubles


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=12),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["ships", "oil", "as_of", "x"]), inner, max_size=3),
    max_leaves=6,
)
json_row = st.fixed_dictionaries(
    {"time": st.integers(0, 99) | json_values, "kind": st.sampled_from(KINDS) | json_values, "actor": parties | json_values},
    optional=dict.fromkeys(("to", "form", "about", "facts", "ships", "oil", "as_of", "seq", "cause", "grade"), json_values),
)


@QUICK
@given(st.lists(json_row, min_size=1, max_size=8), st.booleans())
def test_json_rows_of_any_shape_are_read_or_refused(rows, headed):
    lines = [json.dumps(row, ensure_ascii=False) for row in rows]
    if headed:
        head = {"schema": "drill.record/1", "version": "1", "plan": {}, "resources": {}, "scenario": {}, "seed": 1}
        lines.insert(0, json.dumps(head | {"start": "2026-03-10T09:00:00", "horizon_min": 9, "events": {}}))
    logged = attempt("\n".join(lines).encode("utf-8", "replace"), "log.jsonl")
    if not isinstance(logged, LoggedRecord):
        assert logged
    elif headed:
        assert logged.record.header.version == "1"
    else:
        check(logged)
