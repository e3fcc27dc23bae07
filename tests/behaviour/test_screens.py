"""The answer is on one screen: of shipped drills and logs, in every language, whatever the terminal."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

import scenarios
from analysis.experiment.arms import cases_of
from analysis.experiment.document import experiment_report
from analysis.experiment.evaluation import run_experiment, study_of
from analysis.experiment.looks import LEAST_PAIRS, one_look
from analysis.experiment.replications import Replication, replicate
from analysis.experiment.store import ResultStore
from analysis.report.build import judge_log, report_of_run, report_of_runs
from analysis.report.screen import log_screen, run_screen
from analysis.report.screen_of_runs import experiment_screen, runs_screen
from sim.cli.log_input import LogOptions, read_input
from sim.vocabulary import SECTIONS
from sim.words import LANGUAGES, phrase, words
from sim.words.layout import visible, width
from sim.words.screen import Screen, ScreenTable, ScreenText, fitted
from tests import shipped
from tests.experiment.chain_files import write_chain

HOME = Path(scenarios.__file__).parent
RUNS = ("district-gate", "two-scenes", "roof-fall", "high-water")
LOGS = ("shanting/logs/some-log.csv", "cyber-incident/logs/break-in.csv", "production-accident/logs/mine.csv")
SIZES = [(columns, lines) for columns in (60, 80, 120, 200) for lines in (24, 40)]
CLOSING_MARKS = frozenset("，。；：！？、）》」』】”’)]}")
FEW, ENOUGH = 40, LEAST_PAIRS  # pairs: too few for a word on means, and enough
LATIN = re.compile(r"[A-Za-z]+")


@cache
def _run(scenario: str):
    bench, record, judgement = shipped.bench_of(scenario), shipped.drilled(scenario, 1), shipped.judged(scenario, 1)
    values, inputs = bench.values(record, judgement), shipped.inputs_of(scenario)
    met = bench.expectations("scenario.toml").met_in(record, values, judgement.void)
    sources = (inputs.resources, inputs.scenario, inputs)
    return report_of_run(
        record, bench.rulebook, judgement, bench.measures, values, sources=sources, expectations=met, remarks=[phrase("cli.no-section")]
    )


@cache
def _log(name: str):
    found = read_input(HOME / name, LogOptions(plan=name.split("/", maxsplit=1)[0]))
    return judge_log(found.log, found.rules, found.calendar, sources=found.sources)


@cache
def _runs(scenario: str):
    bench, inputs = shipped.bench_of(scenario), shipped.inputs_of(scenario)
    found: dict[int, Replication] = {}
    replicate(inputs, range(1, 3), 1, on_result=found.update)
    kept = [found[seed] for seed in (1, 2)]
    return report_of_runs(
        shipped.drilled(scenario, 1).header, bench.rulebook, bench.measures, [1, 2], [one.values for one in kept], sources=(inputs.scenario, inputs),
        expectations=bench.expectations("scenario.toml"), answers=[one.answers for one in kept], clauses=[one.clauses for one in kept],
    )  # fmt: skip


@cache
def _experiment(pairs: int):
    """A plan whose town hall is told later by one revision, and, of few pairs, no later by another."""
    names = ("slower", "looser") if pairs < LEAST_PAIRS else ("slower",)
    with TemporaryDirectory() as folder:
        home = Path(folder)
        write_chain(home)
        cases = cases_of([str(home / "leak.toml")], [str(home / f"{name}.toml") for name in names], plan=str(home / "plan.toml"))
        study, measures = study_of(cases, None)
        with ResultStore(home / "results.sqlite") as store:
            return run_experiment(study, store, measures, 1, one_look(pairs), "runs", workers=1)


def experiment(lang: str, pairs: int) -> Screen:
    """The screen of an experiment."""
    return experiment_screen(experiment_report(_experiment(pairs), lang), _experiment(pairs), 1.5, rest=words(lang)("screen.rest-of-experiment"))


def screens(lang: str) -> dict[str, Screen]:
    """A screen of each kind."""
    rest = words(lang)("screen.rest-of-kept-run", out="a/folder")
    found = {name: run_screen(_run(name), lang, 1.5, rest=rest) for name in RUNS}
    found |= {name: log_screen(_log(name), lang, 1.5, rest=words(lang)("screen.rest-of-log", log="log.csv")) for name in LOGS}
    found |= {f"{pairs} pairs": experiment(lang, pairs) for pairs in (FEW, ENOUGH)}
    return found | {"runs": runs_screen(_runs("small-orderly"), lang, 1.5, rest=rest)}


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_screen_fits_with_its_headline_and_its_last_line_and_tears_no_word(lang: str) -> None:
    for name, screen in screens(lang).items():
        notes = [part.more(len(part.rows)) for part in screen.parts if isinstance(part, ScreenTable)]
        known = {word for line in (*fitted(screen, 5_000, 500), *notes) for word in LATIN.findall(line)}
        headline = next(part.text for part in screen.parts if isinstance(part, ScreenText) and part.strong and part.least > 1)
        for columns, lines in SIZES:
            shown, place = fitted(screen, columns, lines), (name, columns, lines)
            text = "".join("".join(shown).split())

            assert len(shown) <= lines, place
            assert [line for line in shown if width(line) > columns or line != line.rstrip()] == [], place
            assert [line for line in shown if line.strip() and line.strip()[0] in CLOSING_MARKS] == [], place
            assert {word for line in shown for word in LATIN.findall(line)} <= known, place
            assert "".join(visible(headline).split())[: columns - 10] in text, place
            assert text.endswith("".join(screen.last[-1].split())), place


@pytest.mark.parametrize("lang", LANGUAGES)
def test_at_80_columns_24_lines_hold_something_of_every_part_that_matters(lang: str) -> None:
    for name, screen in screens(lang).items():
        shown = fitted(screen, 80, 24)
        for part in screen.parts:
            first = part.text if isinstance(part, ScreenText) else part.title
            if (isinstance(part, ScreenTable) or part.lines) and not first.startswith(words(lang)("screen.warning", text="")):
                assert "".join(first.split())[:12] in "".join("".join(shown).split()), (name, first)


def test_of_few_pairs_the_verdict_and_the_last_line_say_one_thing() -> None:
    for lang, told, counted, open_ in (
        ("en", "in at least 57% of the runs town hall first told worse by more than 1.0 min", "1 worse in most runs", "open"),
        ("zh", "至少 57% 的演练中town hall首次得到消息变差超过 1.0 分钟", "多数演练中变差 1", "未定"),
    ):
        shown = fitted(experiment(lang, FEW), 1_000, 40)

        assert any(told in line for line in shown)
        assert counted in shown[-1]
        assert open_ in shown[-1]
    assert "1 worse ·" in fitted(experiment("en", ENOUGH), 1_000, 40)[-1]
    assert "in most runs" not in fitted(experiment("en", ENOUGH), 1_000, 40)[-1]


def test_a_larger_terminal_has_more_rows() -> None:
    screen = screens("en")["two-scenes"]

    assert len(fitted(screen, 80, 40)) > len(fitted(screen, 80, 24)) > 20
    assert sum("late by" in line for line in fitted(screen, 120, 60)) > sum("late by" in line for line in fitted(screen, 120, 24))


def test_no_screen_says_that_something_was_late_by_nothing() -> None:
    for lang, nothing in (("zh", r"迟报? 0(\.0)? "), ("en", r"by 0(\.0)? (min|s)")):
        assert not [name for name, screen in screens(lang).items() if re.search(nothing, "\n".join(fitted(screen, 200, 100)))]


def test_a_section_that_is_named_on_a_screen_can_be_asked_for() -> None:
    named = {id_ for screen in screens("en").values() for line in fitted(screen, 5_000, 500) for id_ in re.findall(r"--section ([a-z-]+)", line)}

    assert named
    assert named <= {id_ for ids in SECTIONS.values() for id_ in ids}
