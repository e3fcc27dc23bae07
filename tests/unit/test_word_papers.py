"""Papers as Word documents: each opens, names nothing by its id, marks every page, shows every sign as text, and is the same each time."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest
from docx import Document
from docx.oxml.ns import qn

from analysis.papers import own_template, rendering, word
from analysis.papers.course import GivenDrill
from analysis.papers.evaluator import EXERCISE_TEXTS, Evaluation, read_evaluation
from analysis.papers.fields import every_field, names_of
from analysis.papers.given import PaperGiven
from analysis.papers.moments import MomentsLater, PaperMoments, written_date
from analysis.papers.templates import MADE, OF_A_SCENARIO, template
from analysis.papers.word import word_document, word_document_of_scenario, written_templates
from sim.errors import InputError
from sim.record import UNTIMED
from sim.words import LANGUAGES, words
from tests import shipped
from tests.unit.judged_log import LOG, PLAN, judged

OF_A_RUN = tuple(form for form in MADE if form not in OF_A_SCENARIO)
ROGUE = "<w:p>&amp; <b>{{ 1 + 1 }} {% for %} {_{ x }_} ]]> \x0b\x07 end"
LATE = LOG.replace("09:10,reported", "09:14,reported").replace("09:30,notified", "09:55,notified")


@pytest.fixture(scope="module")
def given(tmp_path_factory) -> PaperGiven:
    report = judged(tmp_path_factory.mktemp("log"), LATE)
    return PaperGiven(report=report, plan=PLAN, resources=None, scenario=None, place="log.csv", command="")


@pytest.fixture(scope="module")
def paper(given) -> Callable[[str, str], bytes]:
    """A paper, made once."""
    return cache(lambda form, lang: word_document(form, given, lang) if form in OF_A_RUN else of_scenario(form, lang))


@cache
def written(lang: str) -> dict[str, bytes]:
    return dict(written_templates(lang))


@pytest.fixture
def undrawn(monkeypatch) -> None:
    """Pictures take most of the time, and are looked at elsewhere."""
    monkeypatch.setattr(word, "_PICTURED", frozenset())


@pytest.fixture
def here(monkeypatch) -> None:
    """A template of one's own is filled in this process; the other is tried where nothing else is."""
    monkeypatch.setattr(own_template, "rendered_apart", rendering.rendered)


def drill(scenario: str = "network-failure") -> GivenDrill:
    found = shipped.inputs_of(scenario)
    return GivenDrill(plan=found.plan, resources=found.resources, scenario=found.scenario)


@cache
def of_scenario(form: str, lang: str, scenario: str = "network-failure") -> bytes:
    return word_document_of_scenario(form, drill(scenario), lang)


def text_of(data: bytes) -> str:
    """All that can be read in the body, cells too, a line for each paragraph."""
    document = Document(io.BytesIO(data))
    return "\n".join("".join(run.text or "" for run in one.iter(qn("w:t"))) for one in document.element.body.iter(qn("w:p")))


def with_evaluation(given: PaperGiven, evaluation: Evaluation) -> PaperGiven:
    return PaperGiven(report=given.report, plan=given.plan, resources=None, scenario=None, place=given.place, command="", evaluation=evaluation)


def parts(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


# -- every paper ---------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("form", MADE)
def test_a_paper_marks_every_page_names_fonts_for_chinese_and_shows_no_tag_and_no_id(given, paper, form, lang):
    data = paper(form, lang)
    document = Document(io.BytesIO(data))
    told = text_of(data)

    mark = words(lang)("paper.exercise" if form in OF_A_SCENARIO else "paper.exercise-log")  # a log may be of the real thing
    assert all(section.header.paragraphs[0].text.startswith(f"{mark} ") for section in document.sections)
    for heading in (table.rows[0] for table in document.tables if table.rows[0]._tr.find(".//" + qn("w:tblHeader")) is not None):
        assert all(cell.paragraphs[0].paragraph_format.keep_with_next for cell in heading.cells)  # else a page may end with them, and lose the rows
    assert "NUMPAGES" in "".join(one.text or "" for one in document.sections[0].footer._element.iter(qn("w:instrText")))
    assert not re.search(r"[{}]|%\}|\{%", told)
    fonts = [style.element.rPr.find(qn("w:rFonts")) for style in document.styles if hasattr(style, "font")]
    assert len(fonts) > 20
    assert all(one is not None and one.get(qn("w:eastAsia")) and one.get(qn("w:ascii")) and one.get(qn("w:eastAsiaTheme")) is None for one in fonts)
    plan = given.plan if form in OF_A_RUN else drill().plan
    ids = {entry.id for entry in (*plan.body, *plan.post, *plan.duty, *plan.fact, *plan.reading) if "_" in entry.id or entry.id.count("-") > 1}
    assert [id_ for id_ in ids if re.search(rf"(?<![\w-]){re.escape(id_)}(?![\w-])", told)] == []
    assert "habit:" not in told
    for table in document.tables:
        rows = [row._tr for row in table.rows]
        assert all(row.trPr is not None and row.trPr.find(qn("w:cantSplit")) is not None for row in rows)


def test_the_same_inputs_make_the_same_bytes_without_a_time(given, paper):
    one, other = paper("summary", "zh"), word_document("summary", given, "zh")

    assert one == other
    with zipfile.ZipFile(io.BytesIO(one)) as archive:
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert b"created" not in archive.read("docProps/core.xml")
        assert sum(name.startswith("word/media/") for name in archive.namelist()) == 2  # the timeline, and what was late


def test_what_was_found_stands_in_the_report_with_who_mends_it_left_open(paper):
    told = text_of(paper("summary", "en"))

    assert "Tell the neighbours" in told
    assert "33 min" in told  # how late the worst of them was
    assert told.count("[completion: to be filled in]") >= 2


# -- what the evaluators wrote -------------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("undrawn")
def test_each_text_of_the_evaluators_stands_in_some_paper_and_each_missing_one_is_a_blank_that_says_so(given, paper):
    texts = {key: f"their own words on {key}" for key in EXERCISE_TEXTS}
    said, say = Evaluation(exercise=texts), words("en")
    filled = [word_document(form, with_evaluation(given, said), "en") for form in OF_A_RUN]
    filled.append(word_document_of_scenario("plan", drill(), "en", evaluation=said))
    told = "\n".join(map(text_of, filled))
    empty = "\n".join(text_of(paper(form, "en")) for form in MADE)

    assert [key for key, text in texts.items() if text not in told] == []
    assert [key for key in EXERCISE_TEXTS if key != "name" and f"[{say(f'docx.exercise.{key}')}:" not in empty] == []


@pytest.mark.usefixtures("undrawn")
def test_ratings_actions_and_free_texts_of_the_file_go_in_as_they_were_written(given, tmp_path):
    file = tmp_path / "evaluator.toml"
    file.write_text(
        f"""[confirmed]
role = "head of evaluation"
time = 2026-03-11T10:00:00
[[override]]
form = "hseep"
item = "communications"
rating = "U"
role = "evaluator"
time = 2026-03-11
reason = "nobody heard the siren"
[exercise]
date = 2026-03-10
went_well = '''{ROGUE.replace(chr(11), "").replace(chr(7), "")}'''
[[action]]
finding = "late:tell-neighbours:mill"
what = "a list of numbers by the door"
owner = "the mill"
due = 2026-04-30
[[action]]
finding = "late:of-another-drill:mill"
what = "kept from last time"
""",
        encoding="utf-8",
    )
    said = with_evaluation(given, read_evaluation(file))
    told = text_of(word_document("summary", said, "en"))

    assert "10 March 2026" in told
    assert "a list of numbers by the door\nthe mill\n30 April 2026" in told.replace("A list", "a list").replace("The mill", "the mill")
    assert "Kept from last time" in told
    assert "[no finding of this record]" in told
    assert "<w:p>&amp; <b>{{ 1 + 1 }} {% for %} {_{ x }_} ]]>" in told


def test_signs_that_no_document_may_hold_are_left_out_and_all_others_are_text(given):
    told = text_of(word_document("evaluation", with_evaluation(given, Evaluation(exercise={"conclusion": ROGUE})), "zh"))

    assert "<w:p>&amp; <b>{{ 1 + 1 }} {% for %} {_{ x }_} ]]>  end" in told


@pytest.mark.parametrize(
    ("text", "words_"),
    [
        ("[exercise]\nplase = 'x'\nplace = 3\n[[action]]\nwhat = 'x'\nwho = 'y'\n[other]\n", ("place", "3", "finding", "who", "other")),
        ("exercise = 3\naction = 'x'\n", ("exercise", "action")),
        ("[exercise]\nlessons = '" + "x" * 20_001 + "'\n", ("20001", "20000")),
    ],
)
def test_all_faults_of_the_evaluators_file_are_told_at_once(tmp_path, text, words_):
    file = tmp_path / "evaluator.toml"
    file.write_text(text, encoding="utf-8")

    with pytest.raises(InputError) as caught:
        read_evaluation(file)
    assert [word_ for word_ in words_ if word_ not in str(caught.value)] == []


# -- what a scenario says ------------------------------------------------------------------------------------------------------


def test_cards_say_when_to_whom_what_and_what_the_plan_expects_then():
    told = text_of(of_scenario("inject-cards", "zh"))
    injects, faults = drill().scenario.inject, drill().scenario.fault

    assert told.count("第 ") >= len(injects) + len(faults)
    assert all(inject.text.of("zh") in told for inject in injects)
    assert "08:" in told or "09:" in told
    assert "（第 4.2.1 条）" in told  # the duty that the word sets off, by its clause
    assert "惯例，预案未规定" in told  # what people do though the plan does not ask for it


def test_a_paper_that_needs_what_is_not_there_is_refused_with_what_helps(given):
    with pytest.raises(InputError, match="scenario"):
        word_document("inject-cards", given, "en")
    with pytest.raises(InputError, match="drill run"):
        word_document_of_scenario("summary", drill(), "en")


def test_dates_and_times_are_those_of_a_reader():
    english, chinese = words("en"), words("zh")

    assert PaperMoments("2026-03-10T08:20:00+08:00", english).at(75) == "09:35"
    assert PaperMoments("2026-03-10T08:20:00+08:00", english).at(1000) == "11 March 2026, 01:00"
    assert MomentsLater("2026-03-10T08:20:00+08:00").minute(1000).of("zh") == "2026年3月11日 01:00"
    assert PaperMoments("2026-12-31T23:59:00", chinese).at(2) == "2027年1月1日 00:01"
    assert PaperMoments("0001-01-01T08:20:00", chinese).at(1000) == "第 2 天 01:00"
    assert PaperMoments("0001-01-01T08:20:00", chinese).start() == ""
    assert PaperMoments(UNTIMED, english).at(75) == "1:15"
    assert [written_date(text, english) for text in ("2026-04-30", "2026-04-30T08:05", "in spring")] == [
        "30 April 2026",
        "30 April 2026, 08:05",
        "in spring",
    ]


# -- templates of one's own ----------------------------------------------------------------------------------------------------


def test_what_is_written_out_and_given_back_unchanged_makes_the_same_paper(given, paper, tmp_path):
    assert {*written("zh")} == {*(f"{form}.docx" for form in MADE), "fields.docx"}
    mine = tmp_path / "mine.docx"
    mine.write_bytes(written("zh")["summary.docx"])

    again = parts(word_document("summary", given, "zh", template=mine))
    assert again["word/document.xml"] == parts(paper("summary", "zh"))["word/document.xml"]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_page_of_fields_says_what_every_field_is(lang):
    told = text_of(written(lang)["fields.docx"]).split("\n")
    fields = dict(every_field())

    assert {"exercise.place", "result.findings[].mend", "result.forms[].items[].grounds", "pictures.timeline"} <= set(fields)
    assert [name for name, code in fields.items() if told[told.index(name) + 1] != words(lang)(code)] == []


def mine(folder: Path, *tags: str, **changed: bytes) -> Path:
    """A template with these paragraphs; `changed` are parts by their names, with "__" for a slash and "_dot_" for a dot."""
    document = Document()
    for tag in tags:
        document.add_paragraph(tag)
    data = io.BytesIO()
    document.save(data)
    path = folder / "mine.docx"
    held = parts(data.getvalue()) | {name.replace("__", "/").replace("_dot_", "."): part for name, part in changed.items()}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in held.items():
            archive.writestr(name, part)
    return path


@pytest.mark.usefixtures("here")
def test_a_template_of_ones_own_holds_texts_lists_and_pictures(given, tmp_path):
    path = mine(
        tmp_path,
        "{{ exercise.mark }}",
        "{%p for one in result.findings %}",
        "{{ one.number }}. {{ one.said }}",
        "{%p endfor %}",
        "{{ pictures.late }}",
    )
    data = word_document("evaluation", given, "en", template=path)

    assert "1. " in text_of(data)
    assert "EXERCISE" in text_of(data)
    assert any(name.startswith("word/media/") for name in parts(data))


@pytest.mark.parametrize(
    ("tag", "said"),
    [
        ("{{ exercise.plase }}", ("plase", "place")),
        ("{{ exercize.place }}", ("exercize", "exercise")),
        ("{% for one in result.findings %}{{ one.sayd }}{% endfor %}", ("sayd", "said")),
        ("{{ exercise.__class__ }}", ("__class__",)),
        ("{{ result.findings }}", ("list",)),
        ("{% for one in result %}", ("tag",)),
        ("{{ range(1000000000) }}", ("more",)),
        ("{{ 'x' * 1000000000 }}", ("more",)),
        ("{{ 9 ** 99999999 }}", ("more",)),
        ("{{ 1 // 0 }}", ("carried out",)),
    ],
)
@pytest.mark.usefixtures("here")
def test_a_tag_that_cannot_be_filled_is_told_and_nothing_is_made(given, tmp_path, tag, said):
    with pytest.raises(InputError) as caught:
        word_document("aar", given, "en", template=mine(tmp_path, tag))

    assert [word_ for word_ in said if word_ not in str(caught.value)] == []


def test_a_template_that_never_comes_to_an_end_is_ended(given, tmp_path, monkeypatch):
    monkeypatch.setattr(rendering, "_LONGEST_S", 3)
    tags = "{% for a in range(99999) %}{% for b in range(99999) %}{% for c in range(99999) %}{% endfor %}{% endfor %}{% endfor %}"
    with pytest.raises(InputError, match="end"):
        word_document("aar", given, "en", template=mine(tmp_path, tags))


OUTSIDE = (
    b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    b'<Relationship Id="r1" Type="x/%s" Target="http://x/" TargetMode="External"/></Relationships>'
)


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"word__vbaProject_dot_bin": b"x"}, "program"),
        ({"word__extra_dot_xml": b'<w:fldSimple w:instr=" DDEAUTO x"/>'}, "program"),
        ({"word___rels__footnotes_dot_xml_dot_rels": (OUTSIDE % b"image").replace(b'"', b"'").replace(b"=", b" = ")}, "elsewhere"),
        ({"word___rels__footnotes_dot_xml_dot_rels": OUTSIDE % b"attachedTemplate"}, "elsewhere"),
        ({"word__extra_dot_xml": "<!DOCTYPE x>".encode("utf-16")}, "damaged"),
        ({"word__activeX__activeX1_dot_xml": b"<x/>"}, "program"),
        ({"word__footnotes_dot_xml": b'<w:instrText xml:space="preserve"> DDEAUTO c:\\\\x </w:instrText>'}, "program"),
        ({"word___rels__document_dot_xml_dot_rels": OUTSIDE % b"image"}, "elsewhere"),
        ({"word__styles_dot_xml": b"<!DOCTYPE x [<!ENTITY a 'b'>]><x/>"}, "damaged"),
        ({"[Content_Types]_dot_xml": b"<Types macroEnabled='x'/>"}, "macros"),
        ({"[Content_Types]_dot_xml": b"<Types/>"}, "no .docx"),
        ({"word__document_dot_xml": b"<w:document"}, "damaged"),
        ({"word__media__x_dot_bin": bytes(60_000_000)}, "MB"),
    ],
)
def test_what_is_no_plain_template_is_refused_before_it_runs(given, tmp_path, changed, said):
    with pytest.raises(InputError, match=said):
        word_document("aar", given, "en", template=mine(tmp_path, "x", **changed))


@pytest.mark.parametrize(
    ("data", "said"), [(b"", "damaged"), (b"PK\x03\x04", "damaged"), (b"\xd0\xcf\x11\xe0 x", "password"), (b"{\\rtf1}", "damaged")]
)
def test_a_file_of_another_kind_is_no_template(given, tmp_path, data, said):
    path = tmp_path / "mine.docx"
    path.write_bytes(data)

    with pytest.raises(InputError, match=said):
        word_document("aar", given, "en", template=path)
    with pytest.raises(InputError):
        word_document("aar", given, "en", template=tmp_path / "none.docx")


def test_the_document_that_a_template_was_begun_from_is_not_asked_for(given, tmp_path):
    rels = OUTSIDE % b"attachedTemplate"
    settings = parts(template("aar", "en"))["word/settings.xml"].replace(b"<w:zoom", b'<w:attachedTemplate r:id="r1"/><w:zoom')
    path = mine(tmp_path, "{{ exercise.name }}", word__settings_dot_xml=settings, word___rels__settings_dot_xml_dot_rels=rels)

    held = parts(word_document("aar", given, "en", template=path))
    assert b"attachedTemplate" not in b"".join(held.values())


def test_without_the_libraries_the_message_says_how_to_get_them(given, monkeypatch):
    monkeypatch.setattr(word, "find_spec", lambda name: None if name == "docxtpl" else object())

    with pytest.raises(InputError, match="petition-drill"):
        word_document("aar", given, "en")
    with pytest.raises(InputError, match="docxtpl"):
        dict(written_templates("en"))


def test_known_names_are_those_of_the_record_in_which_one_was_looked_for():
    assert "mend" in names_of("FindingFields")
    assert {"exercise", "result", "pictures"} <= set(names_of("PaperFields"))
    assert names_of("Nothing") == ()
