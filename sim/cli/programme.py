"""`drill programme`: from one drill to the next: drills held, findings open and closed, what is done about them, and the year on a page."""

from __future__ import annotations

import os
from contextlib import suppress
from datetime import date, time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from sim.cli.log_input import asked_of_log, confirm_option, log_options
from sim.cli.moments import moment_of
from sim.cli.options import PATH, SpokenCommand, argument, json_option, lang_option, language, option
from sim.cli.shown import Shown, one_way, shown_options
from sim.cli.terminal import print_document, print_lines, say_aside
from sim.errors import InputError
from sim.vocabulary import DRILL_KINDS
from sim.words import phrase, words

if TYPE_CHECKING:
    from analysis.programme.adding import HeldWhen
    from analysis.programme.told import ProgrammeTold
    from sim.cli.log_input import LogOptions
    from sim.cli.reported import Reported
    from sim.inputs.programme import HeldDrill, Programme, ProgrammeAction
    from sim.plan.model import Plan
    from sim.vocabulary import DrillKind

_DOCUMENT = ".docx"
_PAPERS = (".html", _DOCUMENT)


@click.command("programme", cls=SpokenCommand, help=phrase("cli.programme.help"))
@argument("file", type=PATH, metavar=phrase("cli.value.programme"))
@option("--add", type=PATH, metavar=phrase("cli.value.drill"), help=phrase("cli.programme.add"))
@option("--kind", type=click.Choice(DRILL_KINDS), help=phrase("cli.programme.kind"))
@option("--date", "held", metavar=phrase("cli.value.day"), help=phrase("cli.programme.date"))
@option("--action", metavar=phrase("cli.value.finding"), help=phrase("cli.programme.action"))
@option("--what", metavar=phrase("cli.value.words"), help=phrase("cli.programme.what"))
@option("--owner", metavar=phrase("cli.value.body"), help=phrase("cli.programme.owner"))
@option("--due", metavar=phrase("cli.value.day"), help=phrase("cli.programme.due"))
@option("--on", metavar=phrase("cli.value.day"), help=phrase("cli.programme.on"))
@option("--out", type=PATH, metavar=phrase("cli.value.year-paper"), help=phrase("cli.programme.out"))
@option("--draft", type=PATH, metavar=phrase("cli.value.file"), help=phrase("cli.programme.draft"))
@log_options
@confirm_option
@shown_options("programme")
@lang_option
@json_option
def command(
    file: Path,
    add: Path | None,
    kind: DrillKind | None,
    held: str | None,
    action: str | None,
    what: str | None,
    owner: str | None,
    due: str | None,
    on: str | None,
    out: Path | None,
    draft: Path | None,
    full: bool,
    sections: tuple[str, ...],
    as_json: bool,
    **given: Any,
) -> None:
    """Add what was held and what is to be done, then show where it all stands on a day."""
    from analysis.programme.state import ProgrammeState
    from analysis.programme.told import ProgrammeTold
    from sim.cli.outfile import claim_file

    one_way(as_json=as_json, full=full, sections=sections)
    lang, shown = language(), Shown(full=full, sections=tuple(sections or ()))
    day = _day("--on", on) or date.today()  # noqa: DTZ011 - the reader's own day
    _check_together(add, action, {"--kind": kind, "--date": held}, {"--what": what, "--owner": owner, "--due": due})
    asked = asked_of_log(given)
    for path, suffixes, name in ((out, _PAPERS, "--out"), (draft, (".toml",), "--draft")):
        if path is not None:
            claim_file(path, *suffixes, asked=name)
    place = _judged(add, asked, lang) if add is not None else None
    done: list[str] = []
    before = data = b"" if place is not None and not file.exists() else _bytes(file)
    if place is not None:
        data = _with_drill(file, data, place, kind, held, day, lang, done)
    if action is not None:
        data = _with_action(file, data, action, what, owner, _day("--due", due), lang, done)
    programme = _checked(data, file)
    plan_file = plan_of(programme, file, asked.plan if add is None else None)
    told = ProgrammeTold(ProgrammeState(programme, day), _plan(plan_file, programme, file, lang), lang)
    papers = {}  # all is made before anything is written
    if draft is not None:
        papers[draft] = _draft(told, plan_file, day, lang)
    if out is not None:
        papers[out] = _year(told, out)
    if done:
        _write(file, before, data)
    done += _written(papers, done, told, draft, lang)
    if as_json:
        from analysis.programme.as_json import programme_document

        print_document(programme_document(told))
    elif out is None and draft is None:
        from analysis.programme.screen import programme_screen

        said_first = done if shown.is_screen else []
        if not shown.is_screen and done:
            print_lines([*done, ""])
        shown.print(lambda _: programme_screen(told, before=" ".join(said_first), file=str(file)), told.sections)
    else:
        print_lines(done)


def _check_together(add: Path | None, action: str | None, of_add: dict[str, str | None], of_action: dict[str, str | None]) -> None:
    """Each option has what it belongs to. Raises InputError."""
    for needed, there, options in (("--add", add, of_add), ("--action", action, of_action)):
        for name, value in options.items():
            if value is not None and there is None:
                raise InputError.of(name, "", phrase("programme.belongs-to", other=needed), value=value)
    if action is not None and not (of_action["--what"] or "").strip():
        raise InputError.of("--what", "", phrase("programme.no-what"), hint=phrase("programme.no-what.hint"))


def _day(name: str, text: str | None) -> date | None:
    """A day. Raises InputError."""
    if text is None:
        return None
    return _held_when(name, text)[0]


def _held_when(name: str, text: str) -> tuple[date, time | None]:
    """A day, and the hour where it is given too. Raises InputError."""
    plain = text.strip()
    with suppress(ValueError):
        return date.fromisoformat(plain), None
    with suppress(InputError):
        if (moment := moment_of(name, plain)) is not None:
            return moment.date(), moment.time()
    raise InputError.of(name, "", phrase("programme.no-day"), value=text, allowed=phrase("programme.no-day.allowed"))


# -- what is added -------------------------------------------------------------------------------------------------------------


def _judged(add: Path, asked: LogOptions, lang: str) -> Reported:
    """The drill that is added. Raises InputError."""
    from sim.cli.reported import reported, say_before

    place = reported(add, asked)
    say_before(place.report, lang)
    return place


def _with_drill(file: Path, before: bytes, place: Reported, kind: DrillKind | None, held: str | None, day: date, lang: str, done: list[str]) -> bytes:
    """A file with a drill at its end, begun where nothing stands in it; what was added is said in `done`. Raises InputError."""
    from analysis.programme.adding import action_text, check_new, drill_text, head_text, held_drill, is_simulated, with_added
    from sim.inputs.programme import check_programme_document

    report, plan = place.report, place.found.plan
    is_run = is_simulated(report)
    if kind is None and not is_run:
        raise InputError.of("--kind", "", phrase("programme.no-kind"), allowed=[phrase(f"programme.kind-{one}") for one in DRILL_KINDS])
    title = _title(place)
    drill = held_drill(report, title=title, name=_name(place), kind=kind or "simulated", when=_when(place, held, day))
    blocks = []
    if before.strip():
        programme = _checked(before, file)
    else:
        blocks.append(head_text(plan.plan.id, plan.plan.title, drill.plan_digest, _plan_beside(place, file, drill.plan_digest), lang))
        programme = check_programme_document({"programme": {"plan": plan.plan.id, "digest": drill.plan_digest}}, str(file))
    drill = check_new(programme, drill, plan.plan.id, str(file))
    actions = _actions_of(place, {*programme.keys, *(found.key for found in drill.finding)}, lang)
    _tell_plan(programme, drill, file, lang)
    done.append(words(lang)("programme.added", drill=drill.title, findings=len(drill.finding), file=str(file)))
    return with_added(before, [*blocks, drill_text(drill), *map(action_text, actions)])


def _actions_of(place: Reported, known: set[str], lang: str) -> list[ProgrammeAction]:
    """The actions of the evaluator's file; those about what is no finding are said and left out."""
    from sim.inputs.programme import ProgrammeAction

    found = []
    for one in place.evaluation.actions:
        if one.finding not in known:
            say_aside(words(lang)("programme.action-about-nothing", finding=one.finding, what=one.what))
            continue
        due = _held_when("--confirm", one.due)[0] if one.due else None
        found.append(ProgrammeAction.model_validate({"finding": one.finding, "what": one.what, "owner": one.owner, "due": due}))
    return found


def _title(place: Reported) -> Any:
    """What a drill is called: by the evaluators, else by its scenario, else by the name of its log."""
    from sim.text import Text

    if called := place.evaluation.exercise.get("name"):
        return Text.model_validate(called)
    title = place.report.header.scenario.get("title")
    return Text.model_validate(title if isinstance(title, dict) and title else place.found.file.stem)


def _name(place: Reported) -> str:
    """What the id of a drill is made from."""
    from analysis.programme.adding import is_simulated

    header = place.report.header
    return f"{header.scenario['id']}-{header.seed}" if is_simulated(place.report) else place.found.file.stem


def _when(place: Reported, held: str | None, day: date) -> HeldWhen:
    """When it was held: as given, else as the log says; a simulated drill today. Raises InputError where nobody says."""
    from analysis.programme.adding import HeldWhen, day_of_log, is_simulated

    if held is not None:
        on, hour = _held_when("--date", held)
        return HeldWhen(day=on, hour=hour)
    if (found := day_of_log(place.report)) is not None:
        return found
    if not is_simulated(place.report):
        raise InputError.of("--date", "", phrase("programme.no-date"), hint=phrase("programme.no-date.hint"))
    return HeldWhen(day=day)


def _plan_beside(place: Reported, file: Path, digest: str) -> str:
    """Where the plan's file stands, seen from the programme; nothing for a plan that ships."""
    from sim.inputs.assembly import find_plan, shipped_plan
    from sim.plan.loader import load_plan
    from sim.text import digest as digest_of

    name = shipped_plan(place.found.plan.plan.id)
    if name is not None and digest_of(load_plan(find_plan(name))) == digest:
        return ""
    plan, home = place.found.files.plan.resolve(), file.resolve().parent
    try:
        return Path(os.path.relpath(plan, home)).as_posix()
    except ValueError:  # on another drive
        return plan.as_posix()


def _tell_plan(programme: Programme, drill: HeldDrill, file: Path, lang: str) -> None:
    """Say where a drill was not of the very plan of the programme: of a revision, or of another text of it."""
    say, head = words(lang), programme.programme
    if drill.revisions:
        say_aside(say("programme.of-a-revision", drill=drill.title, revisions=list(drill.revisions)))
    if head.digest and drill.plan_digest and head.digest != drill.plan_digest:
        say_aside(say("programme.other-text", file=str(file), was=head.digest, now=drill.plan_digest))


def _with_action(file: Path, before: bytes, key: str, what: str | None, owner: str | None, due: date | None, lang: str, done: list[str]) -> bytes:
    """A file with an action about a finding at its end; that it was noted is said in `done`. Raises InputError."""
    from analysis.programme.adding import action_text, with_added
    from sim.documents import Mistakes
    from sim.inputs.programme import ProgrammeAction
    from sim.text import Text

    programme, faults = _checked(before, file), Mistakes("--action")
    faults.known("", phrase("programme.a-finding"), key, programme.keys)
    faults.stop()
    action: ProgrammeAction = ProgrammeAction(finding=key, what=Text.model_validate((what or "").strip()), owner=owner or "", due=due)
    done.append(words(lang)("programme.noted", finding=key, file=str(file)))
    return with_added(before, [action_text(action)])


# -- the file ----------------------------------------------------------------------------------------------------------------------


def _bytes(file: Path) -> bytes:
    """A programme as it stands. Raises InputError where there is none."""
    from sim.documents import source_of

    if not file.exists():
        raise InputError.of(str(file), "", phrase("programme.no-file"), hint=phrase("programme.no-file.hint"))
    return source_of(file)


def _checked(data: bytes, file: Path) -> Programme:
    """The programme in the bytes of a file. Raises InputError with every mistake."""
    from sim.documents import parse_bytes
    from sim.inputs.programme import check_programme_document

    return check_programme_document(parse_bytes(data, str(file)), str(file))


def _write(file: Path, before: bytes, after: bytes) -> None:
    """Put a longer text in the place of a file, whole or not at all. Raises InputError where somebody else wrote it meanwhile, OSError."""
    from sim.record import replace_unchanged

    if not file.resolve().parent.is_dir():
        raise InputError.of(str(file), "", phrase("cli.keep.no-folder"), value=str(file.parent), hint=phrase("cli.keep.no-folder.hint"))
    if file.is_symlink() or (file.exists() and not file.is_file()):
        raise InputError.of(str(file), "", phrase("folders.link" if file.is_symlink() else "folders.file-there"), hint=phrase("folders.file.hint"))
    if not replace_unchanged(file, before, after):
        raise InputError.of(str(file), "", phrase("programme.changed-meanwhile"), hint=phrase("programme.changed-meanwhile.hint"))


def plan_of(programme: Programme, file: Path, named: str | None) -> Path:
    """The file of a programme's plan: the one that is named, else that which the programme names, else the one that ships. Raises InputError."""
    from sim.inputs.assembly import find_plan, shipped_plan

    if named is not None:
        return find_plan(named)
    head = programme.programme
    if head.file and (beside := file.resolve().parent / head.file).is_file():
        return beside
    if not head.file and (shipped := shipped_plan(head.plan)) is not None:
        return find_plan(shipped)
    hint = phrase("programme.no-plan.hint")
    raise InputError.of(str(file), "programme › file", phrase("programme.no-plan"), value=head.file or head.plan, hint=hint)


def _plan(plan_file: Path, programme: Programme, file: Path, lang: str) -> Plan:
    """The plan; that its text is another than when the programme was begun is said. Raises InputError where it is another plan."""
    from sim.plan.loader import load_plan
    from sim.text import digest

    plan, head = load_plan(plan_file), programme.programme
    if plan.plan.id != head.plan:
        raise InputError.of(str(file), "programme › plan", phrase("programme.plan-named"), value=plan.plan.id, allowed=head.plan)
    if head.digest and (now := digest(plan)) != head.digest:
        say_aside(words(lang)("programme.plan-changed", plan=str(plan_file), was=head.digest, now=now))
    return plan


# -- what is written of it ---------------------------------------------------------------------------------------------------------


def _year(told: ProgrammeTold, out: Path) -> bytes:
    """The year, as a page or as a document. Raises InputError where a library for documents is missing."""
    if out.suffix.lower() == _DOCUMENT:
        from importlib.util import find_spec

        from analysis.papers.word import EXTRA, LIBRARIES

        if missing := [name for name in LIBRARIES if find_spec(name) is None]:
            hint = phrase("docx.no-library.hint", command=EXTRA)
            raise InputError.of("--out", "", phrase("docx.no-library"), value=", ".join(missing), hint=hint)
        from analysis.programme.year_paper import programme_paper as made
    else:
        from analysis.programme.page import programme_page as made
    return made(told)


def _draft(told: ProgrammeTold, plan_file: Path, day: date, lang: str) -> bytes:
    """A draft of a revision. Raises InputError where there is no reason for one."""
    from analysis.programme.reasons import draft_of
    from sim.documents import read_toml

    if not told.reasons:
        raise InputError.of("--draft", "", phrase("programme.no-reason"), hint=phrase("programme.no-reason.hint"))
    return draft_of(told.reasons, told.plan, read_toml(plan_file), f"draft-{day.isoformat()}", lang).encode("utf-8")


def _written(papers: dict[Path, bytes], done: list[str], told: ProgrammeTold, draft: Path | None, lang: str) -> list[str]:
    """Write what was made, and say where; what is done already is said too where that fails. Raises OSError."""
    from sim.cli.outfile import OutFile

    say, said = words(lang), []
    try:
        for path, data in papers.items():
            place = OutFile(path)
            place.write(path, data)
            out = str(place.written)
            said.append(say("programme.drafted", out=out, plan=told.plan.plan.id) if path == draft else say("text.written", out=out))
    except OSError:
        for line in (*done, *said):
            say_aside(line)
        raise
    return said
