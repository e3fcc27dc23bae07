"""Rows of a log that are wrong are told, one by one; files that are no log are refused."""

import pytest

from analysis.logs.outcome import PROBLEMS, Remark, RowProblem
from analysis.logs.reading import read_log
from sim.errors import InputError
from sim.text import Text
from sim.words import LANGUAGES
from tests.unit.read_logs import PLAN, codes, log

# -- rows that are wrong ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("row", "code", "hint"),
    [
        (",verified,ward,,,", "no-time", ""),
        ("soon,verified,ward,,,", "bad-time", ""),
        ("9:75,verified,ward,,,", "bad-time", ""),
        ("5,,ward,,,", "no-kind", ""),
        ("5,verifed,ward,,,", "unknown-kind", 'did you mean "verified"?'),
        ("5,verified,,,,", "no-actor", ""),
        ("5,verified,wrd,,,", "unknown-party", 'did you mean "ward"?'),
        ("5,verified,保障部,,,", "unknown-party", 'did you mean "后勤保障部（配电）"?'),
        ("5,reported,ward,,,initial", "no-recipient", ""),
        ("5,reported,ward,house,pigeon,initial", "unknown-channel", ""),
        ("5,reported,ward,house,phone,initail", "unknown-form", 'did you mean "initial"?'),
    ],
)
def test_a_faulty_cell_is_told_with_its_row_and_column(tmp_path, row, code, hint):
    logged = log(tmp_path, f"time,kind,who,to,channel,form\n1,noticed,ward,,,\n{row}\n")

    assert [(problem.line, problem.code, problem.hint) for problem in logged.problems] == [(3, code, hint)]
    assert all(problem.problem(lang) and problem.done(lang) for problem in logged.problems for lang in LANGUAGES)
    assert [problem.hinted("zh") for problem in logged.problems] == [hint and hint.replace('did you mean "', "是不是“").replace('"?', "”？")]
    assert (len(logged.record.rows) == 1) == logged.problems[0].left_out


@pytest.mark.parametrize("code", sorted(PROBLEMS))
def test_every_problem_has_words_in_every_language(code):
    problem = RowProblem(1, "", "", code)
    said = [(problem.problem(lang), problem.done(lang)) for lang in LANGUAGES]

    assert all(what and done for what, done in said)
    assert len(set(said)) == len(LANGUAGES)


def test_who_plays_a_role_is_told_by_name(tmp_path):
    remarks = (Remark("roles", {"role": Text(zh="责任单位", en="responsible unit"), "body": "wages"}),
               Remark("role-open", {"role": "unit", "bodies": ("a", "b")}), Remark("forms", {"count": 1}))  # fmt: skip

    assert [remark.said("zh") for remark in remarks] == [
        "责任单位 由 wages 承担", "unit 由谁承担不明：a、b", "1 行没有写明文种，按预案中唯一可能的文种补上",
    ]  # fmt: skip
    assert [remark.said("en") for remark in remarks] == [
        "wages plays the part of responsible unit", "it is not clear who plays the part of unit: a, b",
        "1 message does not state its form; the plan has but one for it",
    ]  # fmt: skip


def test_identical_rows_are_dropped_and_alike_ones_kept(tmp_path):
    text = "time,kind,who,patients\n1,verified,ward,5\n1,verified,ward,5\n1,verified,ward,6\n"
    logged = log(tmp_path, text)

    assert [row.facts["patients"] for row in logged.record.rows] == [5, 6]
    assert codes(logged) == [(3, "", "duplicate"), (4, "", "near-duplicate")]


def test_among_several_events_a_row_that_names_none_is_about_none(tmp_path):
    logged = log(tmp_path, "time,kind,who,about\n1,noticed,ward,a\n2,noticed,ward,b\n3,verified,ward,\n")

    assert [row.about for row in logged.record.rows] == ["a", "b", None]
    assert codes(logged) == [(4, "about", "no-event")]


# -- files that are refused -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "is empty"),
        (b"  \n", "is empty"),
        (b"a,b\n1,2\n", "no row of headings"),
        (b"time,kind\n1,noticed\n", "no row of headings"),
        (b"\x00\x01\x02,\x00", "null characters"),
        (b"PK\x03\x04broken", "no workbook"),
        (b"\xd0\xcf\x11\xe0old", "no workbook that can be read"),
        (b'{"schema": "drill.record/1"}\n', "line 1"),
        (b"{broken\n", "no line is a JSON object"),
        (b'{"a": 1}\n', "no row of headings"),
    ],
)
def test_a_file_that_is_no_log_is_refused_in_words(tmp_path, data, words):
    with pytest.raises(InputError, match=words):
        log(tmp_path, data)


def test_a_folder_and_a_missing_file_are_refused(tmp_path):
    (tmp_path / "log.csv").touch()
    with pytest.raises(InputError, match="folder"):
        read_log(tmp_path, PLAN)
    with pytest.raises(InputError, match=r'did you mean "log.csv"'):
        read_log(tmp_path / "lgo.csv", PLAN)


def test_a_file_beyond_the_limit_is_refused(tmp_path, monkeypatch):
    from analysis.logs import tables

    path = tmp_path / "big.csv"
    path.write_bytes(b"x" * 101)
    with pytest.raises(InputError, match="too big"):
        tables.read_bytes(path, limit=100)
