"""However a time or a number is written, it is read as what it was made from, or told: never as something else."""

from itertools import islice

import pytest

from analysis.logs.time_columns import survey
from analysis.logs.written_times import written_time
from benchmarks.log_forms import heard_number, heard_time, number_forms, time_forms

EVERY = 61  # of the product of times; the benchmark tries all


def test_no_way_of_writing_a_time_is_read_as_another_time() -> None:
    heard = [(heard_time(form), form.text) for form in islice(time_forms(), 0, None, EVERY)]

    assert [text for word, text in heard if word == "wrong"] == []
    assert sum(word == "read" for word, _ in heard) > 0.85 * len(heard) > 1000


def test_no_way_of_writing_a_number_is_read_as_another_number() -> None:
    heard = [(heard_number(form), form.text) for form in number_forms()]

    assert [text for word, text in heard if word != "read"] == []


@pytest.mark.parametrize(
    "text", ["9:75", "13:05 am", "25/3/26 8:20", "2026-03-10夜里2点", "早上12点", "昨天8:20", "3月10日 8", "2026-02-30 8:20", "8:20 8:30", "sunset"]
)
def test_what_may_be_two_times_or_none_is_no_time(text: str) -> None:
    found = written_time(text)

    assert found is None or not found.told


@pytest.mark.parametrize(
    ("cells", "heading", "way"),
    [
        (["0", "5", "10", "30"], "time", "minutes"), ([0, 5, 61, 130], "time", "minutes"), (["0850", "0855", "0900"], "time", "hhmm"),
        ([850, 855, 900, 920], "time", "hhmm"), ([850, 855, 920], "minutes", "minutes"), (["8.50", "8.55", "9.00"], "time", "h.mm"),
        ([8.5, 8.55, 9.0, 9.2], "time", "h.mm"), ([8.5, 9.0], "time", "unclear"), ([0.3472222, 0.35], "time", "fraction"),
        ([0.0, 12.25, 61.5], "time", "minutes"),
        ([46091.3472, 46091.35], "time", "serial"), ([1773102000, 1773102300], "time", "seconds"), (["8:50", "8.55"], "time", "mixed"),
        (["8:50", "9:00"], "time", ""),
    ],
)  # fmt: skip
def test_the_whole_column_tells_what_its_numbers_are(cells: list[object], heading: str, way: str) -> None:
    assert survey(cells, heading).numbers == way
