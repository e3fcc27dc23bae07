"""What a page is put together from: nothing of a log becomes markup, words can be read, a drawing brings nothing in, and a large record is cut."""

import re
from dataclasses import replace

import pytest

from analysis.figures import style
from analysis.figures.style import QUIET_TINT
from analysis.figures.subject import SIGN
from analysis.figures.timeline import laid_timeline
from analysis.figures.window import window
from analysis.page import rows, run
from analysis.page.drawn import taken_apart
from analysis.page.experiment import read_experiment
from analysis.page.look import LEAST_CONTRAST, contrast, readable
from analysis.page.markup import Html, css_text, plain, tag
from analysis.page.page import page_of
from analysis.papers.evaluator import CorrectiveAction, Evaluation
from analysis.papers.findings import findings_of
from analysis.papers.record_questions import problems_of
from sim.cli.log_input import LogOptions
from sim.cli.reported import reported
from sim.errors import InputError
from sim.words import Names, words
from tests.shipped import bench_of, drilled, judged

LOG = "时间,行为,谁,对谁,方式,形式,人数\n09:00,发生,,,,,\n09:02,发现,信访局,,,,\n09:20,报告,信访局,区委值班室,电话,初报,60\n"
LATE = (
    "时间,行为,谁,对谁,方式,形式,等级,去往何处\n2026-03-10 09:00,发生,,,,,,区级机关办公中心\n09:02,通知,政府办,信访局,电话,通知,,\n"
    "09:05,定级,信访局,,,,一般,\n10:20,报告,信访局,指挥部,电话,初报,,\n"
)


@pytest.fixture(scope="module")
def given(tmp_path_factory):
    file = tmp_path_factory.mktemp("log") / "log.csv"
    file.write_text(LOG, "utf-8")
    return reported(file, LogOptions(plan="shanting")).given()


def test_text_stays_text_and_markup_stays_markup():
    assert tag("p", "<b>&'\"", Html("<i>1</i>"), None, title='"><script>') == (
        '<p title="&quot;&gt;&lt;script&gt;">&lt;b&gt;&amp;&#x27;&quot;<i>1</i></p>'
    )
    assert plain("a\x00\x1b[31mb\u202e\ud800\uffff") == "a\\u0000\\u001b[31mb\\u202e\\ud800\\uffff"
    assert tag("td", class_="a", hidden=True, id=None) == '<td class="a" hidden></td>'


def test_names_that_no_page_may_hold_are_written_out(tmp_path):
    file = tmp_path / "log\x1b.csv"
    file.write_text(LOG.replace("信访局", "信访\uffff局").replace("人数\n", "人数,事件\n").replace(",,\n", ",,一\ufffe\x1b事\n", 1), "utf-8")
    page = page_of(reported(file, LogOptions(plan="shanting")).given(), "zh").decode()

    assert not set(page) & set("\ufffe\uffff\x1b")
    assert "\\uffff" in page
    assert "\\u001b" in page


def test_words_in_a_style_cannot_end_it():
    said = css_text('a"}</style><script>\n\\')

    assert not set(said[1:-1]) & set("\"'<>\n&")
    assert css_text("条款 → 1") == '"条款 → 1"'


@pytest.mark.parametrize("colour", ["#56b4e9", "#009e73", "#d55e00", "#f0e442", "#ffffff", "#000000"])
def test_a_colour_becomes_as_dark_as_words_need_and_no_darker(colour):
    found = readable(colour, QUIET_TINT.lower())

    assert contrast(found, QUIET_TINT.lower()) >= LEAST_CONTRAST
    assert found == colour if contrast(colour, QUIET_TINT.lower()) >= LEAST_CONTRAST else contrast(found, QUIET_TINT.lower()) < LEAST_CONTRAST + 0.4


def test_a_drawing_brings_nothing_in_from_outside():
    parts = '<path d="M 0 0 L 5 5" onclick="x()" style="fill: url(http://a)"/><script>1</script><use xlink:href="http://a" x="1" y="2"/>'
    text = f'<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" viewBox="0 0 9 9"><g><g>{parts}</g></g></svg>'
    drawn = taken_apart(text, "t")

    assert not re.search("http|script|onclick", "".join(part.inner for part in drawn.parts) + drawn.css())
    with pytest.raises(ValueError, match="no drawing"):
        taken_apart(f'<!DOCTYPE a [<!ENTITY a "b">]>{text}', "t")


def test_what_parts_stand_for_is_in_no_picture_that_is_kept():
    record, bench = drilled("district-gate", 1), bench_of("district-gate")
    names = Names("zh", bench.inputs.plan, bench.inputs.resources, record.header)
    figure, layout = laid_timeline(window(record, judged("district-gate", 1), bench.inputs.plan, names), record)
    with style.house_style():
        kept = style._page(figure, None, lang="zh").decode()

    assert "~" not in kept
    assert f"{SIGN}[" in style.drawing(figure, words("zh"))
    assert 0 < layout.bands < layout.lanes < layout.clock < layout.under < layout.bottom


def test_of_a_large_record_what_duties_rest_on_comes_first_and_the_cut_is_said(given, monkeypatch):
    monkeypatch.setattr(rows, "MOST_ROWS", 2)
    monkeypatch.setattr(run, "MOST_DRAWN", 2)
    kept = rows.rows_shown(given.report)
    cited = {seq for one in given.report.judgement.verdicts for seq in (one.trigger_seq, one.done_seq)}
    text = page_of(given, "zh").decode()

    assert len(kept.rows) == 2
    assert {row.seq for row in kept.rows} <= cited
    assert words("zh")("page.rows-of", shown=2, of=kept.of) in text
    assert words("zh")("page.not-drawn", rows=kept.of, most=2) in text
    assert 'id="t-plot"' not in text


def test_what_the_evaluators_wrote_stands_with_its_finding_and_a_blank_has_its_name(tmp_path):
    (tmp_path / "log.csv").write_text(LATE, "utf-8")
    given = reported(tmp_path / "log.csv", LogOptions(plan="shanting")).given()
    say, finding = words("zh"), problems_of(findings_of(given.report))[0]
    actions = (
        CorrectiveAction(finding=finding.key, what="<b>练习</b>", owner="信访局", due="2026-12-01"),
        CorrectiveAction(finding="late:x:y", what="另一项"),
    )
    text = page_of(replace(given, evaluation=Evaluation(exercise={"went_well": "<i>快"}, actions=actions)), "zh").decode()

    own, other = (
        plain(say("page.action", what=one.what, owner=one.owner or say("page.no-owner"), due=one.due or say("page.no-due"))) for one in actions
    )
    assert f'{plain(finding.mend.of("zh"))}<p class="action">{own}</p>' in text
    assert text.index(plain(say("page.other-actions"))) < text.index(other)
    assert "<dd>&lt;i&gt;快</dd>" in text


def test_a_folder_without_the_document_of_an_experiment_is_refused(tmp_path):
    (tmp_path / "evaluation.json").write_text('{"schema": "drill.evaluate/0"}', "utf-8")

    with pytest.raises(InputError):
        read_experiment(tmp_path)
