"""Inputs on which keys are tried, and all that can be seen of them: verdicts, rows of runs, findings, words."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import Any

from analysis.experiment.arms import Arm, ScenarioCase
from analysis.experiment.bench import Bench
from analysis.judge import judge, judging_rulebook
from analysis.logs.reading import read_log
from analysis.plan.page import Asked, page_markdown, plan_page
from analysis.report.as_text import log_parts, run_parts
from analysis.report.build import judge_log, report_of_run
from analysis.report.numbers import numbers_parts
from sim.drill import run
from sim.inputs.assembly import Inputs, root, shipped_calendar
from sim.inputs.calendars import load_calendar_file, start_on
from sim.inputs.resources import Resources, check_resources_document
from sim.inputs.scenario import Scenario, check_scenario_document
from sim.plan.check import check
from sim.plan.check.finding import findings_json
from sim.plan.loader import check_plan_document
from sim.plan.model import Plan
from sim.text import Entry
from sim.words import LANGUAGES, phrase
from sim.world.setting import Setting
from tests.behaviour.test_reception import UNIT_ANSWERS, UNIT_GOES, duty, reception
from tests.hand_cases import MONDAY, record_of
from tests.plans.harness import documents

HERE = Path(__file__).parent
CASES = HERE.parent / "cases"
CALENDAR = load_calendar_file(shipped_calendar())
DOCUMENTS: dict[str, type[Entry]] = {"plan": Plan, "resources": Resources, "scenario": Scenario}


@dataclass(frozen=True, slots=True, kw_only=True)
class Files:
    """The tables of a plan, of resources and of a scenario."""

    plan: Mapping[str, Any]
    resources: Mapping[str, Any]
    scenario: Mapping[str, Any]


@dataclass(frozen=True, kw_only=True, eq=False)
class Base:
    """Inputs with logs that are judged by them. Whatever is asked is worked out once. Raises InputError where a file is refused."""

    files: Files
    logs: tuple[Path, ...] = ()
    judged_until: float | None = None
    cases: Path | None = None
    unchanged: Base | None = field(default=None, repr=False)  # what of this is not changed need not be read again

    def with_tables(self, document: str, tables: Mapping[str, Any]) -> Base:
        """The same with another plan, other resources or another scenario."""
        return replace(self, files=replace(self.files, **{document: tables}), unchanged=self)

    @cached_property
    def plan(self) -> Plan:
        if self.unchanged is not None and self.unchanged.files.plan is self.files.plan:
            return self.unchanged.plan
        return check_plan_document(dict(self.files.plan), "plan.toml")

    @cached_property
    def resources(self) -> Resources:
        if self.unchanged is not None and self.unchanged.files.resources is self.files.resources and self.unchanged.files.plan is self.files.plan:
            return self.unchanged.resources
        return check_resources_document(dict(self.files.resources), "resources.toml", self.plan)

    @cached_property
    def scenario(self) -> Scenario:
        return check_scenario_document(dict(self.files.scenario), "scenario.toml", self.plan, self.resources)

    @cached_property
    def setting(self) -> Setting:
        return Setting(
            Inputs(
                plan=self.plan, resources=self.resources, scenario=self.scenario, calendar=start_on(CALENDAR, self.scenario.scenario.start, ""),
                lineage=(), resources_digest="", scenario_digest="",
            )
        )  # fmt: skip

    @cached_property
    def _record(self) -> Any:
        return run(self.setting, 1)

    @cached_property
    def expectations(self) -> Any:
        """What comes of that which is expected."""
        bench = Bench(self.setting.inputs, setting=self.setting)
        judgement = bench.judge(self._record)
        values = bench.values(self._record, judgement)
        return [str(one) for one in bench.expectations("scenario.toml").met_in(self._record, values, judgement.void)]

    @cached_property
    def rows(self) -> Any:
        """What happens in a run."""
        return self._record.rows

    @cached_property
    def _judged(self) -> Any:
        book = judging_rulebook(self.plan, self.resources)
        return [judge_log(read_log(log, self.plan, self.resources), book, CALENDAR, until=self.judged_until) for log in self.logs]

    @cached_property
    def verdicts(self) -> Any:
        """What is said of the logs: verdicts, readings that they lean on, contradictions; or of records that were written for the plan."""
        if self.cases is not None:
            book = judging_rulebook(self.plan, None)
            return [judge(book, record_of(case), calendar=MONDAY, until=case.get("until")).verdicts for case in tables(self.cases)["case"]]
        return [(one.judgement.verdicts, one.leanings, one.contradictions, list(one.record.rows), one.log.problems) for one in self._judged]

    @cached_property
    def findings(self) -> Any:
        """What a check of the plan finds."""
        return [findings_json(check(self.plan), lang) for lang in LANGUAGES]

    @cached_property
    def page(self) -> Any:
        """The plan to read."""
        return [page_markdown(plan_page(self.plan, Asked()), lang) for lang in LANGUAGES]

    @cached_property
    def comparisons(self) -> Any:
        """What a run counts as, where revisions are compared, that never gets somewhere."""
        return ScenarioCase(name="", title=phrase("experiment.baseline"), arms=(self._arm,), sources=()).taus

    @property
    def _arm(self) -> Arm:
        return Arm(name="", title=phrase("experiment.baseline"), inputs=self.setting.inputs, yardstick=self.plan)

    @cached_property
    def numbers(self) -> Any:
        """What the numbers of the resources rest on."""
        return [[str(part) for part in numbers_parts(self.resources, self.plan, lang)] for lang in LANGUAGES]

    @cached_property
    def log_words(self) -> Any:
        """What is printed of the logs."""
        return [[str(part) for part in log_parts(one, lang)] for one in self._judged for lang in LANGUAGES]

    @cached_property
    def run_words(self) -> Any:
        """What is printed of a run."""
        bench = Bench(self.setting.inputs, setting=self.setting)
        judgement = bench.judge(self._record)
        values = bench.values(self._record, judgement)
        report = report_of_run(
            self._record, bench.rulebook, judgement, bench.measures, values, sources=(self.resources, self.scenario),
            expectations=bench.expectations("scenario.toml").met_in(self._record, values, judgement.void),
        )  # fmt: skip
        return [[str(part) for part in run_parts(report, lang)] for lang in LANGUAGES]


DEEDS = {"plan": ("verdicts", "rows", "findings"), "resources": ("rows", "verdicts"), "scenario": ("rows", "expectations", "comparisons")}
TEXTS = {"plan": ("page", "log_words", "run_words"), "resources": ("numbers", "log_words", "run_words"), "scenario": ("run_words",)}


def tables(file: Path) -> dict[str, Any]:
    return tomllib.loads(file.read_text(encoding="utf-8"))


def shipped_base(plan: str, scenario: str) -> Base:
    """A scenario that ships, with the log that ships beside its plan."""
    home = Path(str(root())) / plan
    return Base(
        files=Files(
            plan=tables(home / "plan.toml"), resources=tables(home / "resources.toml"), scenario=tables(home / "scenarios" / f"{scenario}.toml")
        ),
        logs=tuple(sorted((home / "logs").glob("*.csv"))),
    )


def case_bases() -> tuple[Base, ...]:
    """The plans whose verdicts were worked out by hand, with their records: they hold the keys that clocks, sums and ends need."""
    none: dict[str, Any] = {}
    return tuple(
        Base(files=Files(plan=tables(CASES / f"{name}.plan.toml"), resources=none, scenario=none), cases=CASES / f"{name}.toml")
        for name in ("outbreak", "bank")
    )


def reception_base() -> Base:
    """A hall, rungs and people who are content with one or another: `tests/plans/reception`."""
    found = documents("reception")
    talk = duty("talk", "leader", "noticed", "perform", form="x", effect="early-dialogue")
    explains = duty("explains", "office", "reception-opened", "perform", form="x", effect="explain")
    sees = duty("sees", "idle", "registered", "prepare", form="looking")
    reception(UNIT_GOES, UNIT_ANSWERS, talk, explains, sees, size=40, talks={"stay_home_share": 0.3}, people={"patience": "60 min"})(found)
    resources, people = found["resources"], found["scenario"]["people"]
    resources["task"].append({"act": "perform", "minutes": "4 min", "at_once": 10, "source": "a test"})
    resources["hall"][0] |= {"host": "idle", "counters": 3, "staff": 2}
    resources["place"][0]["bodies"] = ["office"]
    found["plan"]["body"].append({"id": "idle", "name": "idle", "clause": "1"})
    people.append({**people[0], "id": "others", "content_with": {"explained": 0.5, "unit": 0.5}})
    found["scenario"]["event"][0]["at"] = "20 min"
    return Base(files=Files(**found))


def own_bases() -> tuple[Base, ...]:
    """The plan that holds every key, with its resources, its scenario and its logs; and the same at night, with the roads as they are."""
    files = Files(**{name: tables(HERE / f"{name}.toml") for name in DOCUMENTS})
    day = Base(files=files, logs=(HERE / "log.csv", HERE / "low.csv"))
    night = dict(files.scenario)
    night["scenario"] = {**night["scenario"], "start": night["scenario"]["start"].replace(hour=23)}
    night["event"] = [{key: value for key, value in event.items() if key != "journey"} for event in night["event"]]
    return day, day.with_tables("scenario", night)
