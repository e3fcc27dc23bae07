"""`drill judge` and `drill log-sheet` as their users meet them."""

import json

import pytest
from click.testing import CliRunner
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from analysis.logs.reading import read_log
from analysis.report.model import Lines
from analysis.sheets.workbook import HEADING_ROW
from sim.cli import group
from sim.errors import InputError
from sim.vocabulary import ALSO
from tests.unit.judged_log import DOCUMENT, LOG, PLAN, judged, write_log


def toml(value):
    if isinstance(value, dict):
        return "{ " + ", ".join(f'"{key}" = {toml(held)}' for key, held in value.items()) + " }"
    if isinstance(value, list):
        return "[" + ", ".join(map(toml, value)) + "]"
    return json.dumps(value, ensure_ascii=False)


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "plan.toml").write_text("\n".join(f"{key} = {toml(held)}" for key, held in DOCUMENT.items()), encoding="utf-8")
    write_log(tmp_path)
    return tmp_path


def drill(*args):
    return CliRunner().invoke(group, ["--lang", "en", *map(str, args)], catch_exceptions=True)


def judge_json(folder, *args):
    done = drill("judge", folder / "log.csv", "--plan", folder / "plan.toml", "--json", *args)
    assert done.exit_code == 0, done.output
    return json.loads(done.stdout)


def refused(*args):
    done = drill(*args)
    assert isinstance(done.exception, InputError), done.output
    return str(done.exception)


def test_the_document_has_the_keys_of_a_run_and_those_of_a_log(folder):
    document = judge_json(folder)

    assert document["schema"] == "drill.judge/2"
    run = {"header", "until_min", "duties", "measures", "silences", "outcome", "expectations", "story", "remarks", "names"}
    assert run | {"log", "problems", "coverage", "readings", "chain", "contradictions", "forms", "why"} <= set(document)
    assert document["coverage"] == {"asked": 4, "evaluated": 3, "undecided": 1, "share": 0.75}
    reading = document["readings"][0]
    assert (reading["id"], reading["value"], reading["turns_late_at"]) == ("at_once", "10 min", "5 min")
    assert reading["duty"] in [duty["id"] for duty in document["duties"]]


def test_every_measure_without_a_value_says_why(folder):
    for measure in judge_json(folder)["measures"].values():
        assert measure["value"] is not None or measure["reason"]
        assert measure["evaluated"] <= measure["asked"]


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_person_reads_duties_chain_and_forms(folder, lang):
    done = drill("judge", folder / "log.csv", "--plan", folder / "plan.toml", "--full", "--lang", lang)

    assert done.exit_code == 0
    for words in {"zh": ("告知邻居", "传递环节", "评估表", "应判 4 项"), "en": ("tell the neighbours", "chain", "forms", "4 duties asked")}[lang]:
        assert words in done.stdout


def test_a_dry_run_shows_what_was_understood_and_judges_nothing(folder):
    write_log(folder, LOG + "nonsense,reported,mill,town,,,,,\n09:50,danced,mill,,,,,,\n")
    done = drill("judge", folder / "log.csv", "--plan", folder / "plan.toml", "--dry-run", "--json")
    document = json.loads(done.stdout)

    assert document["schema"] == "drill.log/2"
    assert "duties" not in document
    assert [(one["line"], one["code"]) for one in document["problems"]] == [(8, "bad-time"), (9, "unknown-kind")]
    said = drill("judge", folder / "log.csv", "--plan", folder / "plan.toml", "--dry-run").stdout
    assert "danced" in said
    assert "duty" not in said


def test_why_takes_the_line_of_the_file(folder):
    why = judge_json(folder, "--why", 6)["why"]

    assert why["line"] == 6
    assert why["steps"][-1]["to_line"] == 6
    assert why["steps"][0]["from_line"] == 2
    assert sum(step["minutes"] for step in why["steps"]) == 30.0


def test_the_end_of_observation_is_minutes_a_clock_or_a_length(folder):
    for until in ("20", "09:20", "20 min", "2026-03-10T09:20"):
        document = judge_json(folder, "--start", "2026-03-10T09:00", "--until", until)
        assert document["until_min"] == 20.0
        assert {duty["rule"]: duty["status"] for duty in document["duties"]}["tell-neighbours"] == "pending"


def test_in_a_log_of_clock_times_without_dates_the_end_is_a_clock_time(folder):
    assert judge_json(folder, "--until", "09:20")["until_min"] == 560.0


def test_with_a_start_the_end_may_be_a_date_and_limits_in_days_are_judged(folder):
    document = judge_json(folder, "--start", "2026-03-10T09:00", "--until", "2026-03-13T09:00", "--complete")

    assert document["until_min"] == 3 * 1440.0
    assert {duty["rule"]: duty["status"] for duty in document["duties"]}["account"] == "missed"


def test_another_telling_stands_beside_this_one(folder):
    other = folder / "established.csv"
    other.write_text(LOG.replace("09:02,noticed", "08:50,noticed") + "09:45,reported,mill,town,phone,follow-up,,,4\n", encoding="utf-8")
    tellings = judge_json(folder, "--against", other)["tellings"]

    words = {(one["word"], (one["established"] or one["claimed"])["kind"]) for one in tellings}
    assert ("inconsistent", "noticed") in words
    assert ("omitted", "reported") in words


def test_the_workbook_is_written(folder):
    done = drill("judge", folder / "log.csv", "--plan", folder / "plan.toml", "--out", folder / "form.xlsx")

    assert done.exit_code == 0
    assert load_workbook(folder / "form.xlsx").sheetnames == [
        "head", "duties", "chain", "contradictions", "measures", "forms", "other measures",
    ]  # fmt: skip


def test_an_override_is_read_and_one_without_a_reason_refused(folder):
    good = '[[override]]\nform = "hseep"\nitem = "assessment"\nrating = "S"\nrole = "lead evaluator"\ntime = 2026-03-10T12:00:00\n'
    (folder / "confirm.toml").write_text(good + 'reason = "seen in the room"\n', encoding="utf-8")
    forms = judge_json(folder, "--confirm", folder / "confirm.toml")["forms"]
    item = next(one for form in forms if form["id"] == "hseep" for one in form["items"] if one["id"] == "assessment")

    assert item["override"] == {"rating": "S", "role": "lead evaluator", "time": "2026-03-10T12:00:00", "reason": "seen in the room"}
    assert (item["proposed"], item["rating"]) == ("P", "S")
    (folder / "confirm.toml").write_text(good, encoding="utf-8")
    assert "reason" in refused("judge", folder / "log.csv", "--plan", folder / "plan.toml", "--confirm", folder / "confirm.toml")


@pytest.mark.parametrize(
    ("args", "words"),
    [
        (["--why", "99"], "line"),
        (["--until", "soon"], "no moment"),
        (["--start", "yesterday"], "no date and time"),
        (["--out", "form.docx"], ".xlsx"),
        (["--out", "nowhere/form.xlsx"], "no such folder"),
        (["--against", "nothing.csv"], "nothing.csv"),
        (["--synonyms", "nothing.toml"], "nothing.toml"),
        (["--confirm", "nothing.toml"], "nothing.toml"),
    ],
)
def test_what_cannot_be_used_is_refused_in_words(folder, args, words):
    assert words in refused("judge", folder / "log.csv", "--plan", folder / "plan.toml", *args)


def test_a_log_or_a_record_that_is_not_there_is_refused(folder):
    assert "no such file" in refused("judge", folder / "nothing.csv", "--plan", folder / "plan.toml")
    (folder / "empty").mkdir()
    assert "no record" in refused("judge", folder / "empty", "--plan", folder / "plan.toml")


@pytest.mark.parametrize(
    ("args", "complete"),
    [
        (["--complete"], None), (["--complete", "town", "--dry-run"], ["town"]), (["--complete=town,neighbours"], ["neighbours", "town"]),
        (["--complete", "town", "--complete", "warden", "--until", "600"], ["town", "warden"]), ([], []),
    ],
)  # fmt: skip
def test_whose_acts_are_all_there_is_said_alone_or_with_bodies(folder, args, complete):
    done = drill("judge", folder / "log.csv", "--plan", folder / "plan.toml", "--json", *args)

    assert done.exit_code == 0, done.output
    assert json.loads(done.stdout)["log"]["complete"] == complete


def test_a_body_that_nobody_knows_cannot_be_complete(folder):
    text = refused("judge", folder / "log.csv", "--plan", folder / "plan.toml", "--complete", "twon")

    assert "--complete" in text
    assert 'did you mean "town"?' in text


def test_open_cells_and_unknown_headings_are_shown(folder):
    (folder / "odd.csv").write_text("time,kind,who,mood\n09:00,noticed,warden,\nabout 09:10,danced,warden,good\n", encoding="utf-8")
    shown = drill("judge", folder / "odd.csv", "--plan", folder / "plan.toml", "--section", "log", "--lang", "en").stdout
    entries = json.loads(drill("judge", folder / "odd.csv", "--plan", folder / "plan.toml", "--dry-run", "--json").stdout)["log"]["open"]

    assert all(one in shown for one in ("columns not used: mood", "2 of 2 rows kept, 0 left out", "about 09:10", "9:00 to 9:25", "danced"))
    held = {entry["column"]: entry for entry in entries if entry["seq"] == 1}
    assert (held["time"]["line"], held["time"]["written"], held["time"]["low"], held["time"]["high"]) == (3, "about 09:10", 540, 565)
    assert {"other", "reported"} <= set(held["kind"]["choices"])


def test_the_empty_sheet_filled_in_is_judged(folder):
    done = drill("log-sheet", "--plan", folder / "plan.toml", "--out", folder / "sheet.xlsx")
    assert done.exit_code == 0
    book = load_workbook(folder / "sheet.xlsx")
    sheet = book.worksheets[0]
    place = {str(cell.value): number for number, cell in enumerate(sheet[HEADING_ROW], 1)}
    for number, (time, kind, who) in enumerate([("09:02", "noticed", "warden"), ("09:40", "notified", "mill")], HEADING_ROW + 1):
        sheet.cell(row=number, column=place["time"], value=time)
        sheet.cell(row=number, column=place["kind"], value=kind)
        sheet.cell(row=number, column=place["who"], value=who)
    sheet.cell(row=HEADING_ROW + 2, column=place["to whom"], value="neighbours")
    sheet.cell(row=HEADING_ROW + 2, column=place["channel"], value="phone")
    book.save(folder / "sheet.xlsx")
    done = drill("judge", folder / "sheet.xlsx", "--plan", folder / "plan.toml", "--json")

    assert {duty["rule"]: duty["status"] for duty in json.loads(done.stdout)["duties"]}["tell-neighbours"] == "late"


# -- properties --------------------------------------------------------------------------------------------------------------

CELLS = st.lists(
    st.tuples(
        st.integers(0, 120),
        st.sampled_from(["occurred", "noticed", "reported", "notified", "received", "classified", "activated", "danced", ""]),
        st.sampled_from(["mill", "warden", "town", "neighbours", "stranger", ""]),
        st.sampled_from(["mill", "town", "neighbours", "stranger", ""]),
        st.sampled_from(["phone", "in person", "network", ""]),
        st.sampled_from(["initial", "notice", "written", "sonnet", ""]),
        st.sampled_from(["big", "small", "vast", ""]),
        st.sampled_from(["high", "low", ""]),
        st.sampled_from(["1", "5", "many", ""]),
    ),
    max_size=14,
).filter(lambda cells: any(kind not in ("danced", "") for _, kind, *_ in cells))  # a log that says nothing at all is refused
QUIET = settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
ALIASES = {"mill": "=mill", "warden": "-WARDEN", "town": "＋镇政府", "neighbours": "@neighbours"}


def text_of(cells, names=None):
    lines = [LOG.splitlines()[0]]
    for minute, kind, actor, to, *rest in cells:
        who = [(names or {}).get(one, one) for one in (actor, to)]
        lines.append(",".join((f"2026-03-10 {9 + minute // 60:02d}:{minute % 60:02d}", kind, *who, *rest)))
    return "\n".join([*lines, ""])


def told(found):
    return [(one.id, one.status, one.due_min, one.done_min) for one in found.judgement.verdicts]


@QUIET
@given(cells=CELLS)
def test_a_broken_log_is_never_a_crash_and_never_an_invented_duty(tmp_path, cells):
    found = judged(tmp_path, text_of(cells))
    kinds = {(row.kind, row.about) for row in found.record.rows}

    for verdict in found.judgement.verdicts:
        duty = found.rules.by_id[verdict.rule].duty
        on = (duty.on,) if isinstance(duty.on, str) else duty.on
        if not verdict.cells:  # a row of which nobody can read what it was may have set it off
            assert {(kind, verdict.about) for first in on for kind in (first, *ALSO.get(first, ()))} & kinds
    for form in found.forms:
        for item in form.items:
            assert item.proposed is None or item.evidence.evaluated
    lines = Lines(found.log)
    assert all(lines.line(row.seq) for row in found.record.rows)


def read(folder, text):
    """Everything that the judge is given of a log, and nothing of how its cells were written."""
    log = read_log(write_log(folder, text), PLAN, complete=())
    return log.record.rows, repr(log.evidence)


@QUIET
@given(cells=CELLS)
def test_names_and_ids_say_the_same(tmp_path, cells):
    assert read(tmp_path, text_of(cells)) == read(tmp_path, text_of(cells, ALIASES))


@QUIET
@given(cells=CELLS, more=st.lists(st.sampled_from(["hurt", "dispersed", "published"]), min_size=1, max_size=3))
def test_rows_after_the_last_that_matters_change_nothing_at_a_fixed_end(tmp_path, cells, more):
    cells = [(0, "occurred", *[""] * 7), *cells]  # so that the first row, and with it minute 0, is the same
    later = [(130 + place, kind, "stranger", *[""] * 6) for place, kind in enumerate(more)]

    assert told(judged(tmp_path, text_of(cells), until=600.0)) == told(judged(tmp_path, text_of([*cells, *later]), until=600.0))


def test_the_plan_of_these_tests_is_the_one_in_its_file(folder):
    from sim.plan.loader import load_plan

    assert load_plan(folder / "plan.toml") == PLAN


HEDGED = LOG.replace("09:30,notified", "约09:30,notified")  # after 09:15 and before 09:40; due at 09:22


def test_what_cannot_be_judged_is_told_with_its_cells_by_line_and_column_in_each_language(folder):
    write_log(folder, HEDGED)
    said = {
        lang: drill("judge", folder / "log.csv", "--plan", folder / "plan.toml", "--complete", "--full", "--lang", lang).stdout
        for lang in ("zh", "en")
    }

    assert 'line 6, time: "约09:30"' in said["en"]
    assert "第 6 行“时间”写作“约09:30”" in said["zh"]
    duty = next(one for one in judge_json(folder, "--complete")["duties"] if one["rule"] == "tell-neighbours")
    assert duty["status"] == "cannot-be-judged"
    assert [(cell["line"], cell["column"], cell["written"]) for cell in duty["cells"]] == [(6, "time", "约09:30")]
    assert duty["done_low_min"] < duty["done_min"] < duty["done_high_min"]


def test_shares_of_which_some_duties_cannot_be_judged_are_printed_from_low_to_high(folder):
    write_log(folder, HEDGED)
    met = judge_json(folder, "--complete")["measures"]["duties-met"]
    said = drill("judge", folder / "log.csv", "--plan", folder / "plan.toml", "--complete", "--section", "outcome", "--lang", "en").stdout

    assert met["low"] < met["value"] <= met["high"]
    assert f"{met['low']:.0%}–{met['high']:.0%}" in said


def test_nothing_was_late_is_said_only_where_everything_could_be_seen(folder):
    in_time = "time,kind,who,to,channel,form\n09:02,noticed,warden,,,\n09:05,reported,warden,town,phone,initial\n"
    write_log(folder, in_time)

    def said(*options):
        return drill(
            "judge", folder / "log.csv", "--plan", folder / "plan.toml", "--until", "2026-03-10T09:06", "--full", "--lang", "en", *options
        ).stdout

    assert "Nothing was late or missed." in said("--start", "2026-03-10T09:00", "--complete")
    assert "does not say that it holds all acts of everybody" in said("--start", "2026-03-10T09:00")
