"""Drills of any date, and calendars of one's own: on the command line, named by a scenario, and kept with a run."""

from __future__ import annotations

import json
import re
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from click.testing import CliRunner

from sim.cli import group
from sim.cli.schema_line import unpointed
from sim.errors import InputError
from sim.inputs.assembly import shipped_calendar

SHIPPED = unpointed(shipped_calendar().read_bytes()).decode()  # as what is kept of a run has it
YEAR_2027 = '\n[[year]]\nyear = 2027\nsource = "made up"\nholidays = [{ name = "x", from = 2027-01-01, to = 2027-01-03 }]\nworkdays = [2027-01-09]\n'
SPEAKS_OF_2027 = "does not know the holidays of 2027"


def drill(*args, lang="en"):
    return CliRunner().invoke(group, ["--lang", lang, *map(str, args)], catch_exceptions=True)


def fine(*args, lang="en"):
    done = drill(*args, lang=lang)
    assert done.exit_code == 0, (done.output, done.exception)
    return done


def refused(*args):
    done = drill(*args)
    assert isinstance(done.exception, InputError), done.output
    return str(done.exception)


@cache
def begun(scenario):
    """The files of a new drill from a scenario, made once."""
    with TemporaryDirectory() as home:
        fine("new", Path(home) / "own", "--from", scenario)
        own = Path(home) / "own"
        return {file.relative_to(own): file.read_bytes() for file in sorted(own.rglob("*")) if file.is_file()}


def starting(folder, start, calendar=""):
    """A drill with its arrangement due within five working days, that starts at a moment."""
    for name, data in begun("leader-instruction-60-days").items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(data)
    file = folder / "scenario.toml"
    text = re.sub("(?m)^horizon = .*", 'horizon = "8 days"', file.read_text("utf-8"))
    named = f'\ncalendar = "{calendar}"' if calendar else ""
    file.write_text(re.sub("(?m)^start = .*", f"start = {start}{named}", text), "utf-8")
    return file


def arrangement(document):
    """What became of the duty whose limit is in working days."""
    [duty] = [duty for duty in document["duties"] if duty["rule"] == "report-arrangement"]
    return duty


@pytest.fixture(scope="module", autouse=True)
def without_pictures():
    """Pictures take longer than everything else, and show no calendar."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("sim.cli.keep.draw", lambda *_, **__: [])
        patched.setattr("analysis.figures.experiment.draw_all", lambda *_, **__: None)
        yield


@pytest.fixture(scope="module")
def turn_of_the_year(tmp_path_factory):
    """A drill whose five working days lead into 2027, and where it is kept."""
    home = tmp_path_factory.mktemp("turn")
    scenario = starting(home / "own", "2026-12-28T08:30:00")
    run = fine("run", scenario, "--out", home / "out", "--json")
    return home, scenario, run


@pytest.mark.parametrize(
    ("scenario", "start"),
    [("city-gate", "2026-12-30T09:00:00"), ("small-orderly", "2030-01-01T22:30:00"), ("fall-in-the-yard", "1999-12-31T09:00:00")],
)
def test_a_drill_of_any_date_runs_and_says_once_what_it_assumes(tmp_path, scenario, start):
    fine("new", tmp_path / "d", "--from", scenario)
    file = tmp_path / "d" / "scenario.toml"
    file.write_text(re.sub("(?m)^start = .*", f"start = {start}", file.read_text("utf-8")), "utf-8")

    done = fine("run", file, "--json")

    remarks = json.loads(done.stdout)["remarks"]
    [remark] = [one for one in remarks if "calendar" in one["en"]]  # on another date a word of the next day may find nobody any more
    assert done.stderr.splitlines() == [one["en"] for one in remarks]
    assert "every day but a weekend day is taken as worked" in remark["en"]
    assert "周末" in remark["zh"]
    assert json.loads(fine("run", file, "--runs", 2, "--json").stdout)["remarks"][0] == remark


def test_a_drill_within_the_known_years_assumes_nothing():
    done = fine("run", "small-orderly", "--json")

    assert json.loads(done.stdout)["remarks"] == []
    assert done.stderr == ""


@pytest.mark.parametrize("start", ["0001-01-01T00:00:00", "0001-01-02T09:00:00", "1582-12-31T09:00:00", "9001-01-01T00:00:00", "9999-12-31T23:59:00"])
def test_a_start_so_far_away_that_days_cannot_be_counted_is_refused(tmp_path, start):
    scenario = starting(tmp_path / "d", start)

    for command in ("run", "check"):
        told = refused(command, scenario)
        assert "scenario › start: a year so far away" in told
        assert "the years 1583 to 9000" in told


def test_a_duty_in_working_days_that_reaches_the_unknown_year_has_no_certain_end_and_is_met_where_it_was_done_before_any(turn_of_the_year):
    home, _, run = turn_of_the_year

    judged = fine("judge", home / "out", "--json")

    for document in (json.loads(run.stdout), json.loads(judged.stdout)):
        assert [duty["rule"] for duty in document["duties"] if duty["status"] == "cannot-be-judged"] == []
        duty = arrangement(document)
        assert (duty["status"], duty["due_min"], duty["margin_min"]) == ("met", None, None)
    assert SPEAKS_OF_2027 in judged.stderr
    assert len(judged.stderr.splitlines()) == 1
    assert json.loads(judged.stdout)["remarks"][0]["en"] == judged.stderr.strip()
    assert "日历未载2027年的放假调休安排" in fine("judge", home / "out", lang="zh").stderr


def test_a_calendar_on_the_command_line_decides_what_was_undecided(turn_of_the_year, tmp_path):
    home, scenario, _ = turn_of_the_year
    ours = tmp_path / "ours.toml"
    ours.write_text(SHIPPED + YEAR_2027, "utf-8")

    run, judged = fine("run", scenario, "--calendar", ours, "--json"), fine("judge", home / "out", "--calendar", ours, "--json")

    for done in (run, judged):
        assert done.stderr == ""
        document = json.loads(done.stdout)
        assert document["remarks"] == []
        assert arrangement(document)["status"] in ("met", "late", "missed")
    assert fine("plot", home / "out", "--calendar", ours, "--out", tmp_path / "drawn").stderr == ""
    assert SPEAKS_OF_2027 in fine("plot", home / "out", "--out", tmp_path / "drawn").stderr


def test_a_kept_run_is_judged_and_repeated_by_its_own_calendar(tmp_path):
    scenario = starting(tmp_path / "own", "2026-12-28T08:30:00", "our-2027.toml")
    (tmp_path / "own" / "our-2027.toml").write_text(SHIPPED + YEAR_2027, "utf-8")
    run = json.loads(fine("run", scenario, "--out", tmp_path / "out", "--json").stdout)
    kept = tmp_path / "out" / "inputs"

    assert (kept / "our-2027.toml").read_text("utf-8") == SHIPPED + YEAR_2027
    assert arrangement(run)["status"] in ("met", "late", "missed")
    for document in (fine("judge", tmp_path / "out", "--json"), fine("judge", tmp_path / "out", "--plan", kept / "plan.toml", "--json")):
        assert arrangement(json.loads(document.stdout)) == arrangement(run)
    again = json.loads(fine("run", kept / "scenario.toml", "--json").stdout)
    assert again == run
    undecided = json.loads(fine("judge", tmp_path / "out", "--calendar", shipped_calendar(), "--json").stdout)
    assert arrangement(undecided)["due_min"] is None  # nobody knows when it ends; it was done before any possible end
    assert arrangement(undecided)["status"] == "met"


def test_a_run_by_a_calendar_of_the_command_line_keeps_that_one(turn_of_the_year, tmp_path):
    _, scenario, _ = turn_of_the_year
    ours = tmp_path / "ours.toml"
    ours.write_text(SHIPPED + YEAR_2027, "utf-8")

    run = json.loads(fine("run", scenario, "--calendar", ours, "--out", tmp_path / "out", "--json").stdout)

    assert (tmp_path / "out" / "inputs" / "calendar.toml").read_bytes() == ours.read_bytes()
    assert json.loads(fine("judge", tmp_path / "out", "--json").stdout)["duties"] == run["duties"]
    assert json.loads(fine("run", tmp_path / "out" / "inputs" / "scenario.toml", "--json").stdout) == run


def test_a_calendar_beside_a_log_is_its_calendar(turn_of_the_year, tmp_path):
    home, _, _ = turn_of_the_year
    log = tmp_path / "record.jsonl"
    log.write_bytes((home / "out" / "record.jsonl").read_bytes())
    assert SPEAKS_OF_2027 in fine("judge", log, "--plan", home / "own" / "plan.toml").stderr

    (tmp_path / "calendar.toml").write_text(SHIPPED + YEAR_2027, "utf-8")

    assert fine("judge", log, "--plan", home / "own" / "plan.toml").stderr == ""


def test_revisions_are_compared_by_the_calendar_that_was_named_and_say_what_they_assume(turn_of_the_year, tmp_path):
    _, scenario, _ = turn_of_the_year
    ours = tmp_path / "ours.toml"
    ours.write_text(SHIPPED + YEAR_2027, "utf-8")
    command = ("evaluate", scenario, "--revision", "shorter-limit", "--runs", 2, "--workers", 1, "--json")

    assumed = fine(*command, "--out", tmp_path / "out")
    [remark] = json.loads(assumed.stdout)["remarks"]
    assert SPEAKS_OF_2027 in remark["en"]
    assert assumed.stderr.splitlines() == [remark["en"]]

    known = fine(*command, "--calendar", ours, "--out", tmp_path / "out", "--resume")  # results by another calendar are not taken for these
    assert json.loads(known.stdout)["remarks"] == []
    undecided = [next(one["before"] for one in json.loads(done.stdout)["measures"] if one["id"] == "duties-undecided") for done in (assumed, known)]
    assert undecided[0] > undecided[1]  # in one run it was not done before every possible end
    assert (tmp_path / "out" / "arms" / "leader-instruction-60-days" / "baseline" / "inputs" / "calendar.toml").read_bytes() == ours.read_bytes()


def test_a_calendar_is_checked_like_every_other_input_and_has_a_schema(tmp_path):
    good, bad = tmp_path / "our-2027.toml", tmp_path / "bad.toml"
    good.write_text(SHIPPED + YEAR_2027, "utf-8")
    bad.write_text(SHIPPED + YEAR_2027.replace("2027-01-09", "2027-01-02").replace("to = 2027-01-03", "until = 2027-01-03"), "utf-8")

    assert "our-2027.toml: calendar: no faults" in fine("check", good).stdout
    assert "日历" in fine("check", good, lang="zh").stdout
    told = refused("check", good, bad)
    assert str(good) not in told
    assert 'the key "to" is missing' in told
    assert 'the key "until" is unknown' in told
    properties = json.loads(fine("schema", "calendar").stdout)["properties"]
    assert set(properties) == {"calendar", "year"}


def test_a_scenario_is_checked_with_the_calendar_that_it_names(tmp_path):
    scenario = starting(tmp_path / "own", "2027-03-01T08:30:00", "our-2027.toml")
    named = tmp_path / "own" / "our-2027.toml"

    assert "our-2027.toml: there is no such file" in refused("check", scenario)
    assert "our-2027.toml: there is no such file" in refused("run", scenario)
    named.write_text(SHIPPED + YEAR_2027.replace("2027-01-09", "2026-01-09"), "utf-8")
    assert "is no date of 2027" in refused("check", scenario)
    named.write_text(SHIPPED + YEAR_2027, "utf-8")
    fine("check", scenario)
    fine("new", tmp_path / "copy", "--from", scenario)
    assert unpointed((tmp_path / "copy" / "our-2027.toml").read_bytes()) == named.read_bytes()


@pytest.mark.parametrize("name", ["../our.toml", "a/b.toml", "..", "calendar", "plan.toml", "scenario.toml"])
def test_a_scenario_names_a_calendar_by_a_file_of_its_own_folder(tmp_path, name):
    told = refused("check", starting(tmp_path / "own", "2026-03-02T08:30:00", name))

    assert "scenario › calendar: cannot be the name of a calendar" in told
