"""What a page says of an experiment: verdicts first, then people, the clauses, the pictures, and what it all rests on.

It is made from what the experiment's folder holds: its document, its pictures, and the inputs of the plan as it is, which know what duties are
called. Its texts are in the language in which it was evaluated.
"""

from __future__ import annotations

from base64 import b64encode
from collections import defaultdict
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import msgspec

from analysis.experiment.arms import BASELINE
from analysis.experiment.document import ExperimentReport, ReportedVerdict, figures_in
from analysis.experiment.samples import ALL
from analysis.judge import judging_rulebook
from analysis.page.frame import PageFrame, PageSection, framed
from analysis.page.markup import Html, joined, tag
from analysis.page.tables import PageRow, TableMaker
from analysis.report.as_tables import ReportTable
from analysis.report.clauses import clauses_compared
from analysis.report.of_experiment import between, heading_of, levels, scopes, sections_of_document, standing, titled
from sim.documents import own_bytes
from sim.errors import InputError
from sim.inputs.assembly import Inputs, assemble, locate
from sim.plan.rulebook import Rulebook
from sim.vocabulary import DOCUMENTS
from sim.words import LANGUAGES, Names, in_language, phrase, words

_DOCUMENT = "evaluation.json"
_PICTURES = ("forest", "heat-map", "on-time", "survival", "escalation")
_MOST_PICTURE = 2_000_000  # bytes; ours are below a tenth of that


@dataclass(frozen=True, slots=True)
class ReadExperiment:
    """An experiment as its folder holds it: the document, the inputs of the plan as it is in each scenario, the pictures by name."""

    report: ExperimentReport
    inputs: dict[str, Inputs]
    pictures: dict[str, bytes]


def read_experiment(folder: Path) -> ReadExperiment:
    """Read what the page is made from. Raises InputError for a document that is missing, damaged or of another version, and for spoiled inputs."""
    file = folder / _DOCUMENT
    report = None
    with suppress(OSError, msgspec.MsgspecError, UnicodeDecodeError, RecursionError, KeyError, TypeError, ValueError, OverflowError):
        found = msgspec.json.decode(own_bytes(file), type=ExperimentReport)
        report = found if _fits(found) else None
    if report is None:
        raise InputError.of(str(file), "", phrase("page.no-evaluation"), hint=phrase("page.no-evaluation.hint"))
    return ReadExperiment(report, {one.id: _inputs(folder, one.id) for one in report.scenarios}, dict(_pictures(folder)))


def _fits(report: ExperimentReport) -> bool:
    """Whether a document is of this version, and all that it names is in it: somebody may have changed it by hand."""
    if report.schema != DOCUMENTS["evaluate"] or report.lang not in LANGUAGES:
        return False
    say, revisions, scenarios = words(report.lang), {one.id for one in report.revisions}, {one.id for one in report.scenarios}
    told = {(one.revision, one.scenario) for one in report.verdicts}
    explained = report.explain if isinstance(report.explain, list) else []
    beside = [
        *((one.revision, one.scenario) for one in report.figures), *((one.revision, one.scenario) for one in report.measures),
        *((one.revision, one.scenario) for one in explained),
    ]  # fmt: skip
    scopes_ = {scope for _, scope in told}
    arms = {*(one.arm for one in report.inputs), *(one.arm for one in report.habits)}
    named = [*(one.title for one in report.scenarios), *(one.title for one in report.revisions), *report.remarks]
    named += [one.name for arm in report.habits for one in arm.most]
    return (
        bool(revisions and scenarios)
        and all(report.clauses_of(one.scenario, one.arm) or not one.duties for one in report.clauses)
        and not any(set(one) & set("/\\\0") for one in scenarios)  # they are names of folders
        and scenarios <= scopes_ <= scenarios | {ALL}
        and {revision for revision, _ in told} == revisions
        and set(beside) <= told
        and {one.scenario for one in report.habits} <= scopes_
        and {one.scenario for one in report.inputs} <= scenarios
        and arms <= revisions | {BASELINE}
        and all(report.lang in one for one in named)
        and all(say.knows(f"experiment.state-{one.state}") for one in report.figures)
        and all(say.knows(f"experiment.stopped-{one.stopped}") for one in report.revisions)
    )


def _inputs(folder: Path, scenario: str) -> Inputs:
    """The inputs of the plan as it is, in one scenario."""
    home = folder / "arms" / scenario / BASELINE / "inputs"
    if not (home / "scenario.toml").is_file():
        raise InputError.of(str(home), "", phrase("page.no-inputs"), hint=phrase("page.no-evaluation.hint"))
    return assemble(locate(str(home / "scenario.toml"), str(home / "plan.toml"), str(home / "resources.toml")))


def _pictures(folder: Path) -> Iterator[tuple[str, bytes]]:
    """The pictures that are there; one that somebody put in their place and is no picture is shown by no browser, and harms none."""
    for name in _PICTURES:
        file = folder / f"{name}.svg"
        if file.is_file() and file.stat().st_size <= _MOST_PICTURE:
            yield name, own_bytes(file)


def experiment_page(folder: Path, lang: str) -> bytes:
    """The page of an experiment's folder; where it was evaluated in another language than `lang`, that is said in both."""
    found = read_experiment(folder)
    made = _ExperimentPage(found, lang)
    sections = list(made.sections())
    return framed(made.frame(), sections, made.say, css=made.tables.css(), said={})


class _ExperimentPage:
    def __init__(self, found: ReadExperiment, asked: str) -> None:
        self._found, self._report, self._asked = found, found.report, asked
        self.say = words(found.report.lang)
        self.tables = TableMaker(self.say)
        self._rules: dict[str, Rulebook] = {id_: judging_rulebook(one.plan, one.resources) for id_, one in found.inputs.items()}
        self._parts: dict[str, list[Html]] = defaultdict(list)
        for section, part in sections_of_document(self._report, self._clauses, whole=True):
            self._parts[section].append(self.tables.of_part(part))

    def frame(self) -> PageFrame:
        """What was compared, and what is said of each revision."""
        say, report, all_ = self.say, self._report, scopes(self._report)[-1]
        titles = [titled(one.id, report) for one in report.scenarios]
        titles = titles if len(titles) == 1 else [say("word.quoted", said=one) for one in titles]
        first, last = min(one.first_seed for one in report.revisions), max(one.last_seed for one in report.revisions)
        pairs = say("screen.pairs", n=max(one.pairs for one in report.revisions), first=str(first), last=str(last))
        plan = next(iter(self._found.inputs.values())).plan.plan.title.of(report.lang)
        told = {one.revision: one for one in report.verdicts if one.scenario == all_}
        lines = [self._headline(told[one.id]) for one in report.revisions if one.id in told]
        lines += [tag("p", say("screen.warning", text=in_language(one, report.lang)), class_="doubt") for one in report.remarks]
        if self._asked != report.lang:
            lines.insert(0, tag("p", words(self._asked)("page.other-language", lang=report.lang), lang=self._asked, class_="doubt"))
        return PageFrame(mark=say("page.exercise"), title=say("screen.experiment", scenarios=titles), facts=f"{pairs} · {plan}", first=joined(lines))

    def _headline(self, one: ReportedVerdict) -> Html:
        said = self.say("screen.verdict", revision=heading_of(self._report, one.revision), sentence=one.headline)
        return tag("p", said, class_="headline")

    def sections(self) -> Iterator[PageSection]:
        """All sections; one that has nothing to say is empty."""
        say = self.say
        yield PageSection("people", say("page.people"), self._people())
        yield PageSection("verdicts", say("page.verdicts"), joined((*self._parts["verdicts"], self._changes())))
        yield PageSection("clauses", say("page.clauses"), joined(self._parts["clauses"]))
        yield PageSection("pictures", say("page.pictures"), joined(map(self._picture, self._found.pictures.items())))
        yield PageSection("figures", say("page.figures"), joined((*self._parts["figures"], *self._parts["others"], *self._parts["explain"])))
        yield PageSection("assumptions", say("page.rests-on"), joined(self._parts["habits"]))
        yield PageSection("again", say("page.again"), self._again())

    def _people(self) -> Html:
        """What each revision does to people in all that was run, with intervals."""
        say, report = self.say, self._report
        columns = [say(f"experiment.column.{one}") for one in ("figure", "baseline", "revision", "between", "state")]
        tables = []
        for revision in (one.id for one in report.revisions):
            rows = [
                PageRow((one.name, *levels(one, report.lang), between(one, report.lang), say(f"experiment.state-{standing(report, one)}")))
                for one in figures_in(report, revision, scopes(report)[-1])
                if one.column == "people"
            ]
            title = heading_of(report, revision) if len(report.revisions) > 1 else ""
            tables += [self.tables.made("compared", title, columns, rows)] if rows else []
        return joined(tables) or tag("p", say("page.no-people-compared"))

    def _changes(self) -> Html:
        """What each revision changes."""
        shown = [tag("h3", self.say("page.changes", revision=heading_of(self._report, one.id))) for one in self._report.revisions]
        lists = [tag("ul", *(tag("li", change) for change in one.changes)) for one in self._report.revisions]
        return joined(part for pair in zip(shown, lists, strict=True) for part in pair)

    def _clauses(self, revision: str) -> Iterator[ReportTable]:
        """Which clause is late, before and after, in each scenario in which that differs."""
        report = self._report
        for one in report.scenarios:
            base, arm = (report.clauses_of(one.id, name) for name in (BASELINE, revision))
            given, rules = self._found.inputs[one.id], self._rules[one.id]
            known = {rule for rule in base if rule in rules.by_id}
            base, arm = ({rule: row for rule, row in held.items() if rule in known} for held in (base, arm))
            names = Names(report.lang, given.plan, given.resources)
            revised, scenario = heading_of(report, revision), titled(one.id, report)
            shown = clauses_compared(base, arm, rules, names, report.lang, len(base), revision=revised, scenario=scenario)
            if shown.rows:
                yield shown

    def _picture(self, named: tuple[str, bytes]) -> Html:
        name, data = named
        title = self.say(f"page.picture.{name}")
        image = tag("img", src="data:image/svg+xml;base64," + b64encode(data).decode(), alt=title, class_="drawn")
        return tag("figure", tag("figcaption", title), tag("div", image, class_="scrolled", tabindex="0", role="group", aria_label=title))

    def _again(self) -> Html:
        """How to make it again: the command where it can be told, and what it was made from."""
        say, report = self.say, self._report
        rows = []
        most, goal = report.looks.planned[-1] if report.looks.planned else 0, report.looks.goal
        how = {"runs": f"--runs {most}", "quick": f"--quick --most {most}", "decide": f"--decide --most {most}"}.get(goal)
        if how is not None:
            named = [*(one.id for one in report.scenarios), *(word for one in report.revisions for word in ("--revision", one.id))]
            seed = min(one.first_seed for one in report.revisions)
            rows.append(PageRow((say("page.again.command"), tag("code", f"drill evaluate {' '.join(named)} {how} --seed {seed}"))))
        for one in report.inputs:
            digests = {"plan": one.plan_digest, "resources": one.resources_digest, "scenario": one.scenario_digest}
            told = [say("page.again.digest", name=say(f"page.again.{name}"), digest=value[:16]) for name, value in digests.items()]
            arm = say("experiment.baseline") if one.arm == BASELINE else heading_of(report, one.arm)
            rows.append(PageRow((say("page.again.arm", scenario=titled(one.scenario, report), arm=arm), say.tell(told))))
        columns = (say("page.column.what-of"), say("page.column.value"))
        return joined((self.tables.made("again", "", columns, rows), tag("p", say("page.again.same"))))
