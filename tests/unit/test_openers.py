"""Which cells of a log leave most of it undecided is said at once, and how many verdicts rest on each."""

from __future__ import annotations

import pytest

from analysis.report.as_text import log_parts
from analysis.report.prose import Prose
from tests.unit.judged_log import LOG, judged


@pytest.mark.parametrize(
    ("lang", "sentence"),
    [
        ("en", '6 verdicts rest on what stands in one cell: line 3, what it was: "notixed".'),
        ("zh", "6 项判定都取决于一格怎么读：第 3 行“事项”写作“notixed”。"),
    ],
)
def test_a_cell_on_which_several_verdicts_rest_is_named_with_their_number(tmp_path, lang, sentence):
    """What the warden noticed sets off four duties; had it been a proposal, two answers would be owed. What else is blank there opens no others."""
    report = judged(tmp_path, LOG.replace("09:02,noticed", "09:02,notixed"))

    assert list(Prose(report, lang).openers()) == [sentence]
    assert any(sentence in str(part) for part in log_parts(report, lang))


def test_a_log_in_which_no_cell_opens_more_than_one_verdict_names_none(tmp_path):
    assert list(Prose(judged(tmp_path), "en").openers()) == []
    one = judged(tmp_path, LOG.replace("09:10,reported", "about 09:12,reported"))
    assert list(Prose(one, "en").openers()) == []
