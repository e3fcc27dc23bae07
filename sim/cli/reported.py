"""The one report of a place: of a kept run, of a log, or of the folder of a judged log, judged anew by what stands there."""

from __future__ import annotations

import shlex
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from sim.cli.log_input import ASKED_NOTHING, LogInput, LogOptions, read_input, until_of
from sim.cli.progress import doing
from sim.cli.terminal import say_aside, say_remarks
from sim.words import phrase

if TYPE_CHECKING:
    from analysis.papers.evaluator import Evaluation
    from analysis.papers.given import PaperGiven
    from analysis.report.model import LogReport
    from sim.record import Record


@dataclass(frozen=True, slots=True, kw_only=True)
class Reported:
    """What is reported of a place, and what it was judged by."""

    place: Path
    asked: LogOptions
    found: LogInput
    report: LogReport
    evaluation: Evaluation

    def given(self) -> PaperGiven:
        """What a paper is made from."""
        from analysis.papers.given import PaperGiven

        found = self.found
        return PaperGiven(
            report=self.report, plan=found.plan, resources=found.resources, scenario=found.scenario, place=self._known_as(),
            command=self._command(), evaluation=self.evaluation,
        )  # fmt: skip

    def _known_as(self) -> str:
        """What its reader calls it: a log by its file, a drill by its folder."""
        own = self.found.scenario is None and self.report.log.understood.format != "record"
        return self.found.file.name if own else self.place.resolve().name

    def _command(self) -> str:
        """How to judge it again, as one would type it; values are quoted where a shell needs that."""
        asked = self.asked
        named = {
            "--plan": asked.plan, "--resources": asked.resources, "--calendar": asked.calendar, "--start": asked.start, "--until": asked.until,
            "--synonyms": asked.synonyms, "--confirm": asked.confirm,
        }  # fmt: skip
        given = [word for name, value in named.items() if value is not None for word in (name, str(value))]
        given += [word for bodies in asked.complete or () for word in ("--complete", bodies) if word]
        return shlex.join(["drill", "judge", str(self.place), *given])


def reported(place: Path, options: LogOptions = ASKED_NOTHING) -> Reported:
    """Read and judge what stands at a place: a folder or a file, as `drill judge` takes it. Raises InputError."""
    found = read_input(place, options)
    evaluation = evaluation_of(found.options)
    return Reported(place=place, asked=options, found=found, report=judged(found, evaluation), evaluation=evaluation)


def say_before(report: LogReport, lang: str) -> None:
    """Say on stderr what was not read, what was assumed, and what could not be judged. A paper says it too, which nobody may open for days."""
    from analysis.logs.unknown_words import said_not_understood

    for sentence in said_not_understood(report.log, report.judgement, report.names.of(lang)):
        say_aside(sentence)
    say_remarks(report.remarks, lang)


def evaluation_of(options: LogOptions) -> Evaluation:
    """What the evaluators wrote, where a file of theirs was given. Raises InputError."""
    from analysis.papers.evaluator import NO_EVALUATION, read_evaluation

    return NO_EVALUATION if options.confirm is None else read_evaluation(options.confirm)


def judged(found: LogInput, evaluation: Evaluation, *, why: int | None = None, against: Record | None = None) -> LogReport:
    """Judge a log that was read, with the evaluators' ratings. `why` is the `seq` of a row, `against` another telling. Raises InputError."""
    from analysis.report.build import judge_log

    doing(phrase("editors.progress.judging", rows=len(found.log.record.rows)))
    options = found.options
    return judge_log(
        found.log, found.rules, found.calendar, until=until_of(options.until, found.log), why=why, against=against, overrides=evaluation.overrides,
        confirmed=evaluation.confirmed, sources=found.sources, expectations=found.expectations(), remarks=found.remarks,
    )  # fmt: skip
