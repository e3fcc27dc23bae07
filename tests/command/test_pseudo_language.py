"""A language made for the test proves that no reader's word escapes the catalogues, and that no text of a plan is taken in another language.

In it every message of the catalogues stands in ⟦⟧, and so does every text of the plan; the Chinese and the English of the plan do not.
What every command prints, draws and writes must then stand in brackets, but for ids, numbers, and what is typed as it stands.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click
import pytest
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from openpyxl import load_workbook

from sim.cli import group

ROOT = Path(__file__).resolve().parents[2]
LOCALE = ROOT / "sim" / "words" / "locale"
HEADING = re.compile(r'(\{ zh = \[[^\]]*\], en = \["([^"]*)"[^\]]*\]) \}')  # of a script, in every language, with other words for it
TEXT = re.compile(r'\{ *zh *= *"((?:[^"\\]|\\.)*)" *, *en *= *"((?:[^"\\]|\\.)*)" *\}')
# What stands outside the catalogues and is right so: what is typed as it stands, and names of files and formats.
PLAIN = re.compile(r"https?://\S+|--?[a-z][a-z-]*|\S+\.(?:toml|jsonl|json|xlsx|svg|png|html|csv|sqlite)\b|\bdrill(?: [a-z-]+)*\b|\b[A-Z]{2,}\b")
ESCAPED = re.compile(r"[A-Za-z]{2,}[,;:.]? [A-Za-z]{2,}|[\u3000-\u303f\u4e00-\u9fff\uff01-\uff5e]")

# Runs command lines one after the other in one process, in the made-up language, and gives what each said and drew. Words of pictures are
# taken where they would become lines and curves.
DRIVER = """
import io, json, sys, traceback
from pathlib import Path
import sim.words.catalogue as catalogue
catalogue.LOCALE, catalogue.LANGUAGES = Path(sys.argv[1]), ("zh", "en", "xx")
import sim.words
sim.words.LANGUAGES = catalogue.LANGUAGES
import analysis.forms.model as forms
forms.files = lambda _: Path(sys.argv[3])
import analysis.scripts.columns as columns
columns.files = lambda _: Path(sys.argv[4])
from matplotlib.figure import Figure
from matplotlib.text import Text
drawn = []

def savefig(figure, target, **_):
    drawn.extend(text.get_text() for text in figure.findobj(Text) if text.get_visible())
    target.write("<svg></svg>" if isinstance(target, io.StringIO) else b"drawn")

Figure.savefig = savefig
from sim.cli import files, group, terminal
from sim.cli.failures import guarded
terminal._PIPED_COLUMNS = terminal._SCREEN_COLUMNS = 9000
terminal._SCREEN_LINES = 400

def interrupted(**given):
    raise KeyboardInterrupt

told = {}
for name, words in json.loads(sys.argv[2]).items():
    whole = files.list_command.callback
    if name == "interrupted":
        files.list_command.callback = interrupted
    sys.stdout, sys.stderr = (io.TextIOWrapper(io.BytesIO(), "utf-8", write_through=True) for _ in range(2))
    try:
        code = guarded(lambda: group.main(args=["--lang", "xx", *words], prog_name="drill", standalone_mode=False))
    except BaseException:
        code = traceback.format_exc()
    said = [stream.buffer.getvalue().decode("utf-8") for stream in (sys.stdout, sys.stderr)]
    sys.stdout, sys.stderr = sys.__stdout__, sys.__stderr__
    files.list_command.callback = whole
    told[name] = [code, "".join(said), "\\n".join(dict.fromkeys(drawn))]
    drawn.clear()
print(json.dumps(told))
"""

# -- the commands, in the order in which they are run --------------------------------------------------------------------------

FILES = ("plan.toml", "resources.toml", "scenarios/district-gate.toml", "revisions/parallel-report.toml")


def helps(command: click.Command, path: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """What asks for the help of every command."""
    yield (*path, "--help")
    if isinstance(command, click.Group):
        context = click.Context(command)
        for name in command.list_commands(context):
            inner = command.get_command(context, name)
            assert inner is not None
            yield from helps(inner, (*path, name))


HELP = {" ".join(words): (0, words) for words in helps(group)}
CALLED_WRONGLY = {
    "no command": (2, ("nosuch",)),
    "a command misspelt": (2, ("evalute",)),
    "an unknown option": (2, ("run", "scenarios/district-gate.toml", "--nosuch")),
    "an option misspelt": (2, ("run", "scenarios/district-gate.toml", "--sed", "1")),
    "an option without its value": (2, ("run", "scenarios/district-gate.toml", "--seed")),
    "a seed that is none": (2, ("run", "scenarios/district-gate.toml", "--seed", "x")),
    "a number out of range": (2, ("run", "scenarios/district-gate.toml", "--runs", "0")),
    "no number": (2, ("run", "scenarios/district-gate.toml", "--runs", "many")),
    "a choice that is none": (2, ("list", "people")),
    "another choice that is none": (2, ("plan", "show", "--format", "book")),
    "an unknown language": (2, ("list", "--lang", "fr")),
    "no argument": (2, ("run",)),
    "no option that is needed": (2, ("new", "folder")),
    "too many arguments": (2, ("plan", "show", "plan.toml", "plan.toml")),
    "a value for a flag": (2, ("list", "--all=yes")),
    "interrupted": (130, ("list",)),
    "a missing scenario": (2, ("run", "nosuch")),
    "a missing plan": (2, ("plan", "show", "nosuch")),
    "a missing file": (2, ("check", "nosuch.toml")),
    "a missing record": (2, ("judge", "nosuch.jsonl")),
    "a missing folder": (2, ("plot", "nosuch")),
    "a missing revision": (2, ("evaluate", "scenarios/district-gate.toml", "--revision", "nosuch")),
    "no sheet": (2, ("log-sheet", "--out", "sheet.doc")),
    "a length that is none": (2, ("plan", "show", "plan.toml", "--within", "soon")),
    "a body that is none": (2, ("plan", "show", "plan.toml", "--body", "nosuch")),
    "a clause that is none": (2, ("plan", "show", "plan.toml", "--clause", "99")),
    "a reading that is none": (2, ("run", "scenarios/district-gate.toml", "--reading", "nosuch=1")),
    "a reading without value": (2, ("run", "scenarios/district-gate.toml", "--reading", "nosuch")),
    "a measure that is none": (
        2, ("evaluate", "scenarios/district-gate.toml", "--revision", "revisions/parallel-report.toml", "--measure", "nosuch")),
    "a quantity that is none": (
        2, ("evaluate", "scenarios/district-gate.toml", "--revision", "revisions/parallel-report.toml", "--equivalence", "much")),
    "a moment that is none": (2, ("judge", "logs/some-log.csv", "--plan", "plan.toml", "--until", "soon")),
    "a date that is none": (2, ("judge", "logs/some-log.csv", "--plan", "plan.toml", "--start", "soon")),
    "nothing to go on with": (2, ("evaluate", "scenarios/district-gate.toml", "--revision", "revisions/parallel-report.toml", "--resume")),
}  # fmt: skip
PLANS = {
    "all that ships": (0, ("list",)),
    **{f"list {kind}": (0, ("list", kind)) for kind in ("plans", "scenarios", "revisions", "measures")},
    "every measure": (0, ("list", "measures", "--all")),
    "new": (0, ("new", "mine", "--from", "scenarios/district-gate.toml")),
    "check": (0, ("check", *FILES)),
    "a clause": (0, ("plan", "show", "plan.toml", "--clause", "4.1.1")),
    "a body": (0, ("plan", "show", "plan.toml", "--body", "petition_bureau")),
    "a grade": (0, ("plan", "show", "plan.toml", "--grade", "IV", "--within", "2 h")),
    "the whole plan": (0, ("plan", "show", "plan.toml")),
    "the whole plan for a document": (0, ("plan", "show", "plan.toml", "--format", "markdown")),
    "coverage": (0, ("plan", "show", "plan.toml", "--coverage")),
    "findings": (0, ("plan", "check", "plan.toml", "--sarif", "out.sarif")),
    "what a revision changes": (0, ("plan", "diff", "plan.toml", "revisions/parallel-report.toml", "revisions/one-desk.toml")),
    "schema": (0, ("schema", "plan")),
    "a plan as a workbook": (0, ("plan", "write", "../reservoir/plan.toml", "--out", "book.xlsx")),
    "a workbook as a plan": (0, ("plan", "read", "book.xlsx", "--out", "again.toml")),
    "two plans": (0, ("plan", "diff", "../reservoir/plan.toml", "again.toml")),
}
RUNS = {
    "one run": (0, ("run", "scenarios/district-gate.toml", "--seed", "1")),
    "one run, kept": (0, ("run", "scenarios/district-gate.toml", "--out", "kept")),
    "another run": (0, ("run", "scenarios/beyond-capacity.toml", "--full", "--out", "other")),
    "several runs": (0, ("run", "scenarios/city-gate.toml", "--runs", "2", "--full", "--out", "several")),
    "several runs on a screen": (0, ("run", "scenarios/small-orderly.toml", "--runs", "2")),
    "plot": (0, ("plot", "kept", "--only", "petition_bureau", "--from", "0 min", "--to", "2 h", "--out", "drawn")),
    "plot by a name": (0, ("plot", "kept", "--only", "区信访局", "--out", "named")),
    "plot a log": (0, ("plot", "poor.csv", "--plan", "plan.toml", "--out", "drawn-log")),
    "plot a log nowhere": (2, ("plot", "poor.csv", "--plan", "plan.toml")),
    "plot with nothing in it": (2, ("plot", "kept", "--from", "02:00", "--to", "01:00")),
    "judge a run": (0, ("judge", "kept", "--why", "30", "--out", "judged.xlsx")),
    "judge a run against itself": (0, ("judge", "kept", "--against", "other")),
    "no such row": (2, ("judge", "kept", "--why", "99999")),
    "how a log is read": (0, ("judge", "logs/some-log.csv", "--plan", "plan.toml", "--dry-run")),
    "judge a log": (0, ("judge", "logs/some-log.csv", "--plan", "plan.toml", "--why", "5", "--full", "--out", "log.xlsx")),
    "judge a poor log": (0, ("judge", "poor.csv", "--plan", "plan.toml")),
    "log-sheet": (0, ("log-sheet", "--plan", "plan.toml", "--out", "sheet.xlsx")),
    "log-sheet of a scenario": (0, ("log-sheet", "scenarios/district-gate.toml", "--out", "scenario.xlsx")),
    "script": (0, ("script", "write", "scenarios/district-gate.toml", "--out", "script.xlsx")),
    "script read back": (0, ("script", "read", "script.xlsx", "--plan", "plan.toml", "--out", "again.toml")),
    "script of another": (2, ("script", "read", "script.xlsx", "--from", "scenarios/small-orderly.toml", "--out", "again.toml")),
    "phone page": (0, ("log-sheet", "scenarios/district-gate.toml", "--out", "page.html")),
    "a programme": (0, ("programme", "year.toml", "--add", "kept", "--on", "2026-03-01")),
    "a programme again": (2, ("programme", "year.toml", "--add", "kept", "--on", "2026-03-01")),
    "a programme of two": (0, ("programme", "year.toml", "--add", "other", "--on", "2026-04-01", "--full")),
    "a programme on a page": (0, ("programme", "year.toml", "--on", "2026-04-01", "--out", "year.html")),
    "two drills": (0, ("compare", "kept", "other", "--full")),
    "fit": (0, ("fit", "kept/record.jsonl", "other/record.jsonl", "--plan", "plan.toml", "--out", "fitted.toml")),
    "an experiment": (
        0, ("evaluate", "scenarios/city-gate.toml", "scenarios/small-orderly.toml", "--revision", "revisions/parallel-report.toml",
            "--runs", "3", "--workers", "1", "--explain", "--full", "--out", "experiment")),
    "an experiment on a screen": (
        0, ("evaluate", "scenarios/city-gate.toml", "scenarios/small-orderly.toml", "--revision", "revisions/parallel-report.toml",
            "--runs", "3", "--workers", "1", "--resume", "--out", "experiment")),
    "no such section": (2, ("judge", "kept", "--section", "stroy")),
    "no section": (2, ("judge", "kept", "--section")),
    "a section": (0, ("judge", "kept", "--section", "why", "--section", "story")),
    "an experiment twice": (
        2, ("evaluate", "scenarios/district-gate.toml", "--revision", "revisions/parallel-report.toml", "--out", "experiment")),
    "a folder that is there": (2, ("new", "mine", "--from", "scenarios/small-orderly.toml")),
}  # fmt: skip
COMMANDS: dict[str, tuple[int, tuple[str, ...]]] = HELP | CALLED_WRONGLY | PLANS | RUNS
POOR_LOG = """time,kind,who,to whom,channel,form,grade,size
2026-03-10 08:30,noticed,petition_bureau,,,,,30
nonsense,reported,petition_bureau,command,phone,initial,IV,many
2026-03-10 08:50,dancing,nobody,command,phone,initial,IV,30
2026-03-10 09:50,reported,petition_bureau,command,pigeon,initial,IX,30
"""

# -- a language and a plan made for the test ------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def locale(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The catalogues with one language more, which says the English in brackets."""
    folder = tmp_path_factory.mktemp("words") / "locale"
    shutil.copytree(LOCALE, folder)
    made = Catalog(locale="en")
    for file in [*sorted((LOCALE / "en").glob("*.po")), LOCALE / "zh" / "click.po"]:
        with file.open("rb") as source:
            for message in filter(lambda message: message.id, read_po(source, locale=file.parent.name)):
                one, *more = message.id if isinstance(message.id, tuple | list) else (message.id,)
                if file.stem == "click":  # whose ids are its English
                    made.add(message.id, (f"⟦{one}⟧", f"⟦{more[0]}⟧") if more else f"⟦{one}⟧")
                else:
                    made.add(message.id, tuple(f"⟦{said}⟧" for said in message.string or ()) if more else f"⟦{message.string}⟧")
    target = folder / "xx" / "LC_MESSAGES" / "drill.mo"
    target.parent.mkdir(parents=True)
    with target.open("wb") as compiled:
        write_mo(compiled, made)
    return folder


@pytest.fixture(scope="module")
def shipped(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What ships as data, plans, forms and the headings of scripts, whose every text speaks the made-up language too."""
    folder = tmp_path_factory.mktemp("shipped")
    shutil.copytree(ROOT / "scenarios", folder / "scenarios", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copytree(ROOT / "analysis" / "forms", folder / "forms", ignore=shutil.ignore_patterns("*.py*", "__pycache__"))
    shutil.copytree(ROOT / "analysis" / "scripts", folder / "scripts", ignore=shutil.ignore_patterns("*.py*", "__pycache__"))
    headings = folder / "scripts" / "headings.toml"
    headings.write_text(HEADING.sub(r'\1, xx = ["⟦\2⟧"] }', headings.read_text("utf-8")), "utf-8")
    for file in folder.rglob("*.toml"):
        made = TEXT.sub(lambda found: f'{{ zh = "{found[1]}", en = "{found[2]}", xx = "⟦{found[2]}⟧" }}', file.read_text("utf-8"))
        file.write_text(made, "utf-8")
    (folder / "scenarios" / "shanting" / "poor.csv").write_text(POOR_LOG, "utf-8")
    return folder


@dataclass(frozen=True, slots=True)
class Spoken:
    """What a command said, what stands in its pictures, and what it ended with."""

    code: Any
    text: str
    drawn: str


@pytest.fixture(scope="module")
def said(locale: Path, shipped: Path) -> dict[str, Spoken]:
    """What every command says."""
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join((str(shipped), str(ROOT))), "PYTHONUTF8": "1", "MPLBACKEND": "agg"}
    asked = json.dumps({name: words for name, (_, words) in COMMANDS.items()})
    done = subprocess.run(
        [sys.executable, "-c", DRIVER, str(locale), asked, str(shipped / "forms"), str(shipped / "scripts")],
        cwd=shipped / "scenarios" / "shanting", capture_output=True, text=True, encoding="utf-8", timeout=900, check=False, env=environment,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-3000:]
    return {name: Spoken(*found) for name, found in json.loads(done.stdout.splitlines()[-1]).items()}


def outside(text: str) -> str:
    """What stands in no brackets."""
    left, depth = [], 0
    for sign in text:
        depth += (sign == "⟦") - (sign == "⟧")
        if depth == 0 and sign != "⟧":
            left.append(sign)
    return "".join(left)


def escaped(text: str) -> list[str]:
    """The lines in which a reader's word stands outside brackets."""
    return [line for line in outside(text).splitlines() if ESCAPED.search(PLAIN.sub("", line))]


def test_nothing_that_is_said_drawn_or_written_escapes_the_catalogues(said: dict[str, Spoken], shipped: Path) -> None:
    """One test, because all of it stands on one run of the commands."""
    books = {file: load_workbook(shipped / "scenarios" / "shanting" / file) for file in ("judged.xlsx", "log.xlsx", "sheet.xlsx", "scenario.xlsx")}
    cells = {
        file: [*book.sheetnames, *(str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row if cell.value)]
        for file, book in books.items()
    }

    assert {command: (found.code, found.text) for command, found in said.items() if found.code != COMMANDS[command][0]} == {}
    assert [command for command, found in said.items() if not found.text.strip()] == []
    assert {command: lines for command, found in said.items() if command != "schema" and (lines := escaped(found.text))} == {}
    assert all("⟦" in said[command].drawn for command in ("one run, kept", "several runs", "plot", "plot a log", "an experiment"))
    assert {command: lines for command, found in said.items() if (lines := escaped(found.drawn))} == {}
    assert {file: lines for file, found in cells.items() if (lines := [line for cell in found for line in escaped(cell)])} == {}


def test_the_look_for_escaped_words_can_tell() -> None:
    assert escaped("⟦a word⟧ and more") == [" and more"]
    assert escaped("district-gate  peak-present  98%") == []
    assert escaped("⟦said ⟦inside⟧ it⟧ 迟报") == [" 迟报"]
