"""Mutants of input files, and who reads them: tables spoiled by accident or on purpose, and the bytes of the file torn."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

from analysis.expectations import mistakes_in_scenario
from analysis.forms.model import shipped_forms
from analysis.logs.names import party_ids
from analysis.logs.synonyms import ids_of, load_synonyms
from analysis.papers.evaluator import read_evaluation
from analysis.plan.coverage import coverage_page, load_coverage
from analysis.plan.page import Asked, page_markdown, plan_page
from sim.calendar import CalendarError
from sim.errors import InputError
from sim.inputs.assembly import Inputs, assemble, calendar_file, file_named_by, locate
from sim.inputs.calendars import load_calendar_file, start_on
from sim.inputs.resources import Resources, load_resources
from sim.inputs.revisions import apply, check_revision, load_revision
from sim.inputs.scenario import load_scenario
from sim.plan.check import check
from sim.plan.check.accepted import read_accepted, sorted_out, with_added
from sim.plan.check.accepted import text_of as text_of_accepted
from sim.plan.check.finding import Finding
from sim.plan.loader import check_plan_document, load_plan
from sim.plan.model import Plan
from sim.plan.rulebook import Rulebook
from sim.words import LANGUAGES, words
from tests.experiment.chain_files import write_chain
from tests.fuzz.mutations import broken, hostile, plausible, toml, torn
from tests.fuzz.trials import Files, Luck, kind, run_command
from tests.sources import ROOT

SHIPPED, SMALL, KEYS = ROOT / "scenarios", ROOT / "tests" / "plans", ROOT / "tests" / "keys"
PLANS = (
    SMALL / "flood", SMALL / "flood", SMALL / "library", SMALL / "reception", SMALL / "relay", KEYS, SHIPPED / "reservoir",
    SHIPPED / "production-accident", SHIPPED / "cyber-incident", SHIPPED / "school-rule",
)  # fmt: skip
_LARGE = 0.02  # the share of mutants of the plan of a city, of which one costs as much as fifty others


@cache
def text_of(file: Path) -> str:
    """A file of ours."""
    return file.read_text("utf-8")


@cache
def document(file: Path) -> dict[str, Any]:
    """The same as tables."""
    return tomllib.loads(text_of(file))


def spoiled(file: Path, luck: Luck) -> bytes:
    """One file, spoiled in one of the ways in which files are."""
    match luck.randrange(8):
        case 0 | 1:
            return torn(text_of(file).encode(), luck)
        case 2 | 3:
            return _bytes(broken(document(file), luck))
        case 4:
            return _bytes(plausible(document(file), luck))
        case 5:
            return torn(_bytes(hostile(document(file), luck)), luck)
        case _:
            return _bytes(hostile(document(file), luck))


def _bytes(made: dict[str, Any]) -> bytes:
    return toml(made).encode("utf-8", "surrogatepass")


def one_of(*files: Path, name: str, large: Path | None = None) -> Any:
    """A maker of mutants of one of these files, and now and then of a large one."""

    def mutant(luck: Luck) -> Files:
        file = large if large is not None and luck.random() < _LARGE else luck.choice(files)
        return {name: spoiled(file, luck), "home": str(file.parent).encode()}

    return mutant


def home_of(folder: Path) -> Path:
    """Where what belongs to a mutant stands."""
    return Path((folder / "home").read_text())


@cache
def plan_of(home: Path) -> Plan:
    """A plan of ours."""
    return load_plan(home / "plan.toml")


@cache
def means_of(home: Path) -> Resources:
    """Its resources."""
    return load_resources(home / "resources.toml", plan_of(home))


_WITH_MEANS = tuple(home for home in dict.fromkeys(PLANS) if (home / "resources.toml").is_file())


@kind(
    "plan", one_of(*(home / "plan.toml" for home in PLANS), name="plan.toml", large=SHIPPED / "shanting" / "plan.toml"), suite=250,
    reads=("sim.plan.loader.load_plan", "sim.documents._tables", "sim.documents.parse_toml", "sim.documents._bytes", "sim.documents._key"),
)  # fmt: skip
def plan(folder: Path) -> None:
    """The loader, and for what it takes the rules."""
    Rulebook(load_plan(folder / "plan.toml"))


@kind(
    "plan check",
    one_of(*(home / "plan.toml" for home in PLANS), name="plan.toml"),
    suite=60,
    reads=("sim.inputs.checking._read", "sim.inputs.checking._document"),
)
def plan_check(folder: Path) -> None:
    """What is found in it, and the page of it, as a reader sees them."""
    number = sum((folder / "plan.toml").read_bytes()[:64])
    file, lang = folder / "plan.toml", LANGUAGES[number % 2]
    run_command(*(("plan", "check", file), ("plan", "show", "--plan", file), ("check", file))[number % 3], folder=folder, lang=lang)


@kind("plan page", one_of(*(home / "plan.toml" for home in PLANS), name="plan.toml"), suite=60)
def page(folder: Path) -> None:
    """What it says in words, and what is found in it."""
    read = load_plan(folder / "plan.toml")
    for lang in LANGUAGES:
        page_markdown(plan_page(read, Asked()), lang)
    check(read)


@kind(
    "resources", one_of(*(home / "resources.toml" for home in _WITH_MEANS), name="resources.toml", large=SHIPPED / "shanting" / "resources.toml"),
    suite=200, reads=("sim.inputs.resources.load_resources",),
)  # fmt: skip
def resources(folder: Path) -> None:
    """The loader."""
    load_resources(folder / "resources.toml", plan_of(home_of(folder)))


_SCENARIOS = (
    *(SMALL / name / "scenario.toml" for name in ("flood", "library", "reception", "relay")), KEYS / "scenario.toml",
    *sorted((SHIPPED / "reservoir" / "scenarios").glob("*.toml")), *sorted((SHIPPED / "production-accident" / "scenarios").glob("*.toml")),
)  # fmt: skip


@kind(
    "scenario", one_of(*_SCENARIOS, name="scenario.toml"), suite=200,
    reads=("sim.inputs.scenario.load_scenario", "sim.inputs.assembly.file_named_by"),
)  # fmt: skip
def scenario(folder: Path) -> None:
    """The loader, what it expects, its calendar and its start."""
    file, home = folder / "scenario.toml", home_of(folder)
    home = home.parent if home.name == "scenarios" else home
    for key in ("calendar", "resources"):
        file_named_by(file, key)
    found = load_scenario(file, plan_of(home), means_of(home))
    if mistakes := tuple(mistakes_in_scenario(found, plan_of(home), means_of(home), str(file))):
        raise InputError(mistakes)
    start_on(load_calendar_file(calendar_file(file, home)), found.scenario.start, str(file))


@cache
def chain() -> Path:
    """A folder with a small plan and revisions of it, for as long as the process lives."""
    import atexit
    import shutil
    import tempfile

    folder = Path(tempfile.mkdtemp(prefix="drill-chain-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    write_chain(folder)
    return folder


def _revision(luck: Luck) -> Files:
    names = ("slower", "looser", "repealed", "moved", "tighter", "steadier")
    file = luck.choice(
        [SHIPPED / "shanting" / "revisions" / "tell-command.toml"] if luck.random() < _LARGE else [chain() / f"{name}.toml" for name in names]
    )
    return {"revision.toml": spoiled(file, luck), "home": str(SHIPPED / "shanting" if file.parent.name == "revisions" else file.parent).encode()}


@kind("revision", _revision, suite=150, reads=("sim.inputs.revisions.load_revision", "sim.inputs.revisions.check_revision"))
def revision(folder: Path) -> None:
    """The loader, and the plan that it makes."""
    home, file = home_of(folder), folder / "revision.toml"
    before = document(home / "plan.toml"), document(home / "resources.toml")
    after, _ = apply(*before, [load_revision(file)])
    check_plan_document(after, str(file))
    check_revision(file, *before)


@kind("calendar", one_of(SHIPPED / "calendar-cn.toml", name="calendar.toml"), suite=80, reads=("sim.inputs.calendars.load_calendar_file",))
def calendar(folder: Path) -> None:
    """The loader, and dates that are reckoned with it."""
    from datetime import datetime

    found = load_calendar_file(folder / "calendar.toml")
    for start in (datetime(2026, 9, 28, 9), datetime(2027, 1, 1)):
        days = start_on(found, start, "calendar.toml")
        for count in (1, 5, 60, 400):
            try:
                days.end_of_day(0.0, count, working=True)
            except CalendarError as error:
                for lang in LANGUAGES:
                    words(lang).tell(error.why)
        days.unknown_years(0.0, 10**6)


@kind("programme", one_of(KEYS / "programme.toml", name="year.toml"), suite=60)
def programme(folder: Path) -> None:
    """Where it stands, with a draft or a page of it, as a reader asks for it."""
    number = sum((folder / "year.toml").read_bytes()[:64])
    more = (("--full",), ("--json",), ("--out", folder / "year.html"), ("--draft", folder / "draft.toml"))[number % 4]
    plan = ("--plan", SHIPPED / "reservoir" / "plan.toml")
    run_command("programme", folder / "year.toml", *plan, "--on", "2026-11-01", *more, folder=folder, lang=LANGUAGES[number % 2])


@kind(
    "synonyms", one_of(ROOT / "analysis" / "logs" / "synonyms.toml", SHIPPED / "shanting" / "names.toml", name="words.toml"), suite=40,
    reads=("analysis.logs.synonyms.load_synonyms",),
)  # fmt: skip
def synonyms(folder: Path) -> None:
    """The loader, over the words that ship."""
    load_synonyms(folder / "words.toml")
    read = plan_of(SHIPPED / "shanting")
    load_synonyms(None, folder / "words.toml", ids=ids_of(read, party_ids(read, means_of(SHIPPED / "shanting"))))


_CONFIRMATION = """
[confirmed]
role = "head"
time = "2026-03-10 18:00"
[[override]]
form = "{form}"
item = "{item}"
rating = "{rating}"
role = "evaluator"
time = "2026-03-10 17:00"
reason = "seen"
[exercise]
place = "room 3"
date = 2026-03-10
[[action]]
finding = "late:tell:bureau"
what = "a form"
owner = "bureau"
due = 2026-04-30
"""


def _confirmation(luck: Luck) -> Files:
    form = luck.choice(shipped_forms())
    text = _CONFIRMATION.format(form=form.form.id, item="1", rating="P")
    made = torn(text.encode(), luck) if luck.random() < 0.3 else _bytes(hostile(tomllib.loads(text), luck))
    return {"confirm.toml": made}


@kind("confirmation", _confirmation, suite=150, reads=("analysis.papers.evaluator.read_evaluation",))
def confirmation(folder: Path) -> None:
    """The loader."""
    read_evaluation(folder / "confirm.toml")


@cache
def _accepted_before() -> tuple[tuple[Finding, ...], str]:
    plan = plan_of(SHIPPED / "reservoir")
    found = tuple(check(plan))
    return found, with_added("", plan.plan.id, found, LANGUAGES[0])


def _accepted(luck: Luck) -> Files:
    text = _accepted_before()[1]
    return {"accepted.toml": torn(text.encode(), luck) if luck.random() < 0.3 else _bytes(hostile(tomllib.loads(text), luck))}


@kind(
    "accepted findings", _accepted, suite=100,
    reads=("sim.plan.check.accepted.read_accepted", "sim.plan.check.accepted.text_of"),
)  # fmt: skip
def accepted_findings(folder: Path) -> None:
    """The loader, what is left open by it, and the file with all findings added."""
    file, plan = folder / "accepted.toml", plan_of(SHIPPED / "reservoir").plan.id
    sort = sorted_out(_accepted_before()[0], read_accepted(file, plan))
    with_added(text_of_accepted(file), plan, sort.open, LANGUAGES[1])


@kind("coverage", one_of(SHIPPED / "shanting" / "coverage.toml", name="coverage.toml"), suite=1, reads=("analysis.plan.coverage.load_coverage",))
def coverage(folder: Path) -> None:
    """The loader, and its page."""
    page_markdown(coverage_page(load_coverage(folder / "coverage.toml", plan_of(SHIPPED / "shanting"))), LANGUAGES[0])


def together(luck: Luck) -> Files:
    """A plan with resources and scenario, one or two of them changed so that most still load."""
    home = luck.choice((SMALL / "flood", SMALL / "flood", SMALL / "library", SMALL / "reception", SMALL / "relay", SHIPPED / "reservoir"))
    files = {name: text_of(home / name).encode() for name in ("plan.toml", "resources.toml")}
    scenario_file = home / "scenario.toml" if (home / "scenario.toml").is_file() else home / "scenarios" / "high-water.toml"
    files["scenario.toml"] = text_of(scenario_file).encode()
    for name in luck.sample(sorted(files), luck.choice((1, 1, 2, 3))):
        files[name] = _bytes(plausible(tomllib.loads(files[name].decode()), luck))
    return files


def assembled(folder: Path) -> Inputs:
    """The inputs in a folder. Raises InputError."""
    return assemble(locate(str(folder / "scenario.toml"), str(folder / "plan.toml"), str(folder / "resources.toml")))


@kind("files together", together, suite=30, reads=("sim.inputs.assembly.assemble",))
def files_together(folder: Path) -> None:
    """`drill check` of all of them."""
    run_command(
        "check", *(folder / f"{name}.toml" for name in ("plan", "resources", "scenario")), folder=folder, lang=LANGUAGES[len(folder.name) % 2]
    )
