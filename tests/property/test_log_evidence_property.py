"""Whatever is written around a time or a number, its range holds the plain value and is as wide as the file of hedges says; nothing is dropped."""

import tempfile
from itertools import pairwise
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from analysis.evidence import EXISTS, TIME, Between, OneOf, Range, Same, completed, sampled
from analysis.logs.hedges import AroundNumber, Bound, hedges
from analysis.logs.numbers import stated_number
from analysis.logs.outcome import LoggedRecord
from analysis.logs.reading import read_log
from sim.documents import read_toml
from sim.plan.model import Plan

PLAN = Plan.model_validate({
    "plan": {"id": "quay", "title": "Quay"},
    "fact": [{"id": "ships", "name": "ships", "type": "count"}, {"id": "oil", "name": "oil", "type": "flag"}],
    "body": [{"id": "quay", "name": "quay", "clause": "1"}, {"id": "port", "name": "port", "clause": "1"}],
    "duty": [
        {"id": "tell", "clause": "2", "title": "tell", "bearer": "quay", "on": "noticed", "act": "report", "form": "initial", "to": ["port"]},
        {"id": "more", "clause": "2", "title": "more", "bearer": "quay", "on": "noticed", "act": "report", "form": "final", "to": ["port"]},
    ],
})  # fmt: skip
DATA = read_toml(Path(__file__).parents[2] / "analysis" / "logs" / "hedges.toml")
TIMES = [(word, entry) for entry in DATA["time"] for words in entry["words"].values() for word in words]
NUMBERS = [(word, entry) for entry in DATA["number"] for words in entry["words"].values() for word in words]
BOUNDS = [(word, entry) for entry in DATA["bound"] for words in entry["words"].values() for word in words]
PARTS = [(word, entry) for entry in DATA["part"] for words in entry["words"].values() for word in words]
UNREAD = ("bad-time", "no-time", "no-kind", "unknown-kind", "unknown-channel", "unknown-form", "unknown-party", "bad-value", "range")
QUICK = settings(max_examples=50, suppress_health_check=[HealthCheck.too_slow])
gaps = st.sampled_from(["", " "])


def read(text: str) -> LoggedRecord:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "log.csv"
        path.write_text(text, encoding="utf-8")
        return read_log(path, PLAN)


def held(logged: LoggedRecord, seq: int, column: str) -> Range:
    cell = logged.evidence.open_in(seq, column)
    assert cell is not None
    return cell.range


def around(word: str, plain: str, gap: str, before: bool) -> str:
    gap = " " if word[0].isascii() and word[0].isalpha() and word != "ish" else gap
    return f"{word}{gap}{plain}" if before else f"{plain}{gap}{word}"


@QUICK
@given(st.sampled_from(TIMES), st.integers(60, 1300), gaps, st.booleans())
def test_a_hedged_time_holds_the_plain_one_and_is_as_wide_as_the_file_says(hedge, minute, gap, before):
    word, entry = hedge
    written = around(word, f"{minute // 60:02d}:{minute % 60:02d}", gap, before)
    logged = read(f"time,kind,who\n{written},noticed,quay\n")

    (row,) = logged.record.rows
    assert (row.time, logged.problems) == (minute, ())
    assert held(logged, 0, TIME) == Between(minute - entry["before_min"], minute + entry["after_min"])


@QUICK
@given(st.sampled_from(PARTS), st.sampled_from(["", "2026-03-10 "]))
def test_a_part_of_a_day_is_from_when_to_when_the_file_says(part, day):
    word, entry = part
    logged = read(f"time,kind,who\n2026-03-09 00:00,noticed,port\n{day or '2026-03-10 '}{word},noticed,quay\n")
    low, high = (int(entry[end][:2]) * 60.0 + int(entry[end][3:]) for end in ("from", "to"))

    assert held(logged, 1, TIME) == Between(1440 + low, 1440 + (high if high > low else high + 1440))


@QUICK
@given(st.sampled_from(NUMBERS + BOUNDS), st.integers(2, 5000), gaps, st.booleans())
def test_a_hedged_number_holds_what_the_file_says(hedge, number, gap, before):
    word, entry = hedge
    known = hedges().number.whole(word.casefold())
    found = stated_number(around(word, str(number), gap, before), whole=True)

    assert found is not None
    assert found.low <= found.high
    assert found.likely is None or found.low <= found.likely <= found.high
    if isinstance(known, AroundNumber):
        assert found.likely == number
        assert number * (1 - entry["below"]) - 1 < found.low <= number * (1 - entry["below"]) + 1e-6
        assert number * (1 + entry["above"]) - 1e-6 <= found.high < number * (1 + entry["above"]) + 1
    elif isinstance(known, Bound):
        assert (found.low <= number <= found.high) == entry["itself"]
        assert "to" in entry or found.high == hedges().largest


times = st.sampled_from(["09:00", "09:05", "9:20", "约09:10", "09:30左右", "不详", "上午", "", "soon", "09:4?", "-5 apples"])
row = st.tuples(
    times, st.sampled_from(["noticed", "reported", "received", "verified", "danced", ""]), st.sampled_from(["quay", "port", "某人", ""]),
    st.sampled_from(["quay", "port", "谁谁", "quay、port", ""]), st.sampled_from(["phone", "network", "pigeon", ""]),
    st.sampled_from(["initial", "final", "sonnet", ""]), st.sampled_from(["", "5", "约80", "不足50", "数十", "many"]),
    st.sampled_from(["", "yes", "maybe"]),
)  # fmt: skip
logs = st.lists(row, min_size=1, max_size=12).map(lambda rows: [("08:50", "noticed", "quay", "", "", "", "", ""), *rows])


def of(rows) -> LoggedRecord:
    return read("\n".join(["time,kind,who,to,channel,form,ships,oil", *(",".join(one) for one in rows)]) + "\n")


@QUICK
@given(logs)
def test_every_row_is_kept_or_named_and_every_open_cell_is_evidence(rows):
    logged = of(rows)
    kept = {line for line in logged.lines if line}
    named = {one.line for one in logged.problems if one.left_out}

    assert kept | named >= {line for line, one in enumerate(rows, 2) if any(one)}
    assert len(kept) == logged.understood.rows_kept
    rows_by_seq = {one.seq: one for one in (*logged.record.rows, *logged.evidence.possible)}
    open_lines = {(cell.line, cell.column) for cell in logged.evidence}
    for problem in logged.problems:
        if problem.code in (
            "bad-time",
            "no-time",
            "no-kind",
            "unknown-kind",
            "unknown-channel",
            "unknown-form",
            "unknown-party",
            "bad-value",
            "range",
        ):
            assert (problem.line, problem.column) in open_lines
    for cell in logged.evidence:
        assert cell.seq in rows_by_seq
        if isinstance(cell.range, Same):
            assert isinstance(held(logged, cell.range.seq, cell.column), Between | OneOf)
        if isinstance(cell.range, Between):
            assert cell.range.low <= cell.range.high
            if cell.column == TIME and cell.seq < len(logged.record.rows):
                assert cell.range.low <= rows_by_seq[cell.seq].time <= cell.range.high
    assert all(logged.evidence.open_in(one.seq, EXISTS) for one in logged.evidence.possible)


@QUICK
@given(logs, st.randoms(use_true_random=False))
def test_completions_keep_the_order_of_a_sheet_in_order(rows, luck):
    logged = of(rows)
    whole = completed(logged.record, logged.evidence, sampled(logged.record, logged.evidence, luck))
    own = [one.time for one in whole.rows if one.seq < len(logged.record.rows)]

    assert len(own) == len(logged.record.rows)
    if logged.evidence.ordered:
        assert all(after >= before - 1e-6 for before, after in pairwise(own))
