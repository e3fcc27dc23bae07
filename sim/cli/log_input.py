"""Which log is meant, and by which plan, resources and calendar it is read: for every command that takes a log.

What is named counts; else what stands beside a drill's record, or what a judged log was kept with; else the default plan.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from sim.cli.moments import begin_of, minute_of, moment_of
from sim.cli.options import PATH, calendar_option, option, plan_option, resources_option, synonyms_option
from sim.words import phrase

if TYPE_CHECKING:
    from datetime import datetime

    from analysis.expectations import Expectations
    from analysis.logs.names import PartyNames
    from analysis.logs.outcome import LoggedRecord
    from sim.inputs.assembly import Inputs, Sources
    from sim.inputs.calendars import CalendarFile
    from sim.inputs.resources import Resources
    from sim.inputs.scenario import Scenario
    from sim.plan.model import Plan
    from sim.plan.rulebook import Rulebook
    from sim.words import Phrase

F = TypeVar("F", bound=Callable[..., Any])


@dataclass(frozen=True, slots=True, kw_only=True)
class LogOptions:
    """How a log is to be read and judged, as given on the command line; None for what was not."""

    plan: str | None = None
    resources: str | None = None
    calendar: Path | None = None
    start: str | None = None  # a date and time
    until: str | None = None  # a moment
    synonyms: Path | None = None
    complete: tuple[str, ...] | None = None  # whose acts are all in it
    confirm: Path | None = None  # what the evaluators set

    def began(self) -> datetime | None:
        """The date and time of minute 0 that was given. Raises InputError."""
        return moment_of("--start", self.start)


ASKED_NOTHING = LogOptions()


def log_options(command: F) -> F:
    """The options of `LogOptions` but `confirm`; the command gets them under `LOG_NAMES`, and `asked_of_log` puts them together."""
    for one in reversed((
        plan_option(phrase("cli.plan.beside-record")),
        resources_option(phrase("cli.resources.beside-plan-if-any")),
        calendar_option,
        option("--until", metavar=phrase("cli.value.moment"), help=phrase("cli.judge.until")),
        option("--start", metavar=phrase("cli.value.date-and-time"), help=phrase("cli.judge.start")),
        synonyms_option,
        option(
            "--complete", multiple=True, is_flag=False, flag_value="", default=None, metavar=phrase("cli.value.bodies"),
            help=phrase("cli.judge.complete"),
        ),
    )):  # fmt: skip
        command = one(command)
    return command


confirm_option = option("--confirm", type=PATH, metavar=phrase("cli.value.file"), help=phrase("cli.judge.confirm"))


def asked_of_log(given: dict[str, Any]) -> LogOptions:
    """The options that `log_options` and `confirm_option` gave to a command; what else was given stays in `given`."""
    plan, complete = given.pop("plan_name"), given.pop("complete")
    found = {name: given.pop(name, None) for name in ("resources", "calendar", "start", "until", "synonyms", "confirm")}
    return LogOptions(plan=plan, complete=complete or None, **found)


def until_of(text: str | None, log: LoggedRecord) -> float | None:
    """The end of observation in minutes; a clock time is the next one, not before the log. Raises InputError."""
    return minute_of("--until", text, log.record.header, log.times, after=begin_of(log.record))


@dataclass(frozen=True, slots=True, kw_only=True)
class LogInput:
    """A log read by a plan, with the rules that judge it. `options` are those that it was read by, `files` what stands behind them."""

    file: Path
    options: LogOptions
    files: LogFiles
    log: LoggedRecord
    plan: Plan
    resources: Resources | None
    rules: Rulebook
    calendar: CalendarFile
    scenario: Scenario | None = None  # that a drill's record belongs to
    scenario_file: str = ""
    remarks: tuple[Phrase, ...] = ()  # on inputs that are not those that the drill ran with

    @property
    def sources(self) -> tuple[object, ...]:
        """What knows names beside the plan."""
        return tuple(source for source in (self.resources, self.scenario) if source is not None)

    def expectations(self) -> Expectations | None:
        """What the scenario of a drill's record expects of it. Raises InputError."""
        from analysis.expectations import Expectations
        from analysis.measures.registry import measures_of

        if self.scenario is None:
            return None
        habits = [habit.id for habit in self.resources.habit] if self.resources is not None else []
        return Expectations(self.scenario.expect, self.rules, measures_of(self.rules), habits, self.scenario_file)

    @property
    def parties(self) -> PartyNames:
        """Every name under which somebody may be meant, as the log was read."""
        from analysis.logs.names import PartyNames
        from analysis.logs.synonyms import load_synonyms

        return PartyNames(self.plan, self.resources, load_synonyms(self.files.everyday, self.options.synonyms).party)

    def other(self, path: Path) -> LoggedRecord:
        """Another telling, read by the same plan."""
        from analysis.logs.reading import read_log
        from sim.cli.keep import record_file

        asked = self.options
        return read_log(record_file(path), self.plan, self.resources, start=asked.began(), synonyms=asked.synonyms, everyday=self.files.everyday)


def read_input(path: Path, options: LogOptions = ASKED_NOTHING) -> LogInput:
    """Read a log by what was named, else by what stands beside the record, else by the default plan. Raises InputError."""
    from analysis.judge import judging_rulebook
    from analysis.logs.drill_records import changed_since
    from analysis.logs.reading import read_log
    from sim.cli.judged_folder import as_it_was_judged
    from sim.inputs.calendars import load_calendar_file
    from sim.text import digest

    file, asked = as_it_was_judged(path, options)
    kept = kept_inputs(file) if asked.plan is None and asked.resources is None else None
    files = LogFiles.of_kept(kept[0], asked) if kept is not None else LogFiles.named(asked, asked.calendar or _calendar_of(file))
    plan, resources = (kept[1].plan, kept[1].resources) if kept is not None else loaded(files)
    log = read_log(file, plan, resources, start=asked.began(), synonyms=asked.synonyms, everyday=files.everyday, complete=asked.complete)
    lineage = kept[1].lineage if kept is not None else ((plan.plan.id, digest(plan)),)
    return LogInput(
        file=file,
        options=asked,
        files=files,
        log=log,
        plan=plan,
        resources=resources,
        rules=judging_rulebook(plan, resources),
        calendar=load_calendar_file(files.calendar),
        scenario=None if kept is None else kept[1].scenario,
        scenario_file="" if kept is None else str(kept[0].scenario),
        remarks=changed_since(
            log.record.header,
            lineage,
            resources=kept[1].resources_digest if kept is not None else None if resources is None else digest(resources),
            scenario=None if kept is None else kept[1].scenario_digest,
        ),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class LogFiles:
    """The files that say how a log is read. `of_drill` are those of the drill that it is the record of, in place of the plan's own."""

    plan: Path
    resources: Path | None
    calendar: Path
    everyday: Path | None  # the words that ship with the plan
    of_drill: Sources | None = None

    @classmethod
    def named(cls, asked: LogOptions, calendar: Path) -> LogFiles:
        """The files of a plan, and its resources: those named, else those beside the plan where there are any. Raises InputError."""
        from sim.inputs.assembly import find_plan

        plan = find_plan(asked.plan)
        beside = plan.parent / "resources.toml"
        resources = Path(asked.resources) if asked.resources is not None else beside if beside.is_file() else None
        everyday = plan.parent / "names.toml"
        return cls(plan=plan, resources=resources, calendar=calendar, everyday=everyday if everyday.is_file() else None)

    @classmethod
    def of_kept(cls, sources: Sources, asked: LogOptions) -> LogFiles:
        """The files that a drill was run with."""
        of_drill = sources if asked.calendar is None else replace(sources, calendar=asked.calendar)
        return cls(plan=sources.plan, resources=sources.resources, calendar=of_drill.calendar, everyday=None, of_drill=of_drill)


def loaded(files: LogFiles) -> tuple[Plan, Resources | None]:
    """The plan and the resources of these files. Raises InputError."""
    from sim.inputs.resources import load_resources
    from sim.plan.loader import load_plan

    plan = load_plan(files.plan)
    return plan, None if files.resources is None else load_resources(files.resources, plan)


def named_plan(plan: str | None, resources: str | None) -> tuple[Plan, Resources | None]:
    """A plan and its resources: those named, else those beside the plan where there are any. Raises InputError."""
    from sim.inputs.assembly import shipped_calendar

    return loaded(LogFiles.named(LogOptions(plan=plan, resources=resources), shipped_calendar()))


def everyday_names(plan: str | None) -> Path | None:
    """The file of everyday names beside a plan, where there is one. Raises InputError where there is no such plan."""
    from sim.inputs.assembly import shipped_calendar

    return LogFiles.named(LogOptions(plan=plan), shipped_calendar()).everyday


def _calendar_of(log: Path) -> Path:
    """The calendar that is kept beside a record, or stands beside a log; else that which ships."""
    from sim.cli.keep import kept_sources
    from sim.inputs.assembly import calendar_beside

    sources = kept_sources(log.parent)
    return calendar_beside(log) if sources is None else sources.calendar


def kept_inputs(file: Path) -> tuple[Sources, Inputs] | None:
    """The inputs with which a drill ran, with revisions and readings, where they stand beside its record."""
    import json

    from sim.cli.keep import kept_sources
    from sim.inputs.assembly import assemble

    sources = kept_sources(file.parent)
    if sources is None:
        return None
    try:
        with file.open(encoding="utf-8") as lines:
            head = json.loads(lines.readline(1_000_000))
    except (ValueError, RecursionError, OSError):
        head = {}
    readings = head.get("plan", {}).get("readings") if isinstance(head, dict) and isinstance(head.get("plan"), dict) else None
    return sources, assemble(sources, readings if isinstance(readings, dict) else None)
