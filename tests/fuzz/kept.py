"""Mutants of what the program keeps: the results of an experiment, the mark of a folder, sealed files; and of what is typed after an option."""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

from analysis.experiment.arms import cases_of
from analysis.experiment.document import experiment_report
from analysis.experiment.evaluation import run_experiment, study_of
from analysis.experiment.looks import one_look
from analysis.experiment.store import ResultStore
from analysis.page.page import page_of_experiment
from sim.cli.asked import ASKED
from sim.cli.evaluate import parse_quantity
from sim.cli.folder import MARK, SCHEMA, DrillFolder
from sim.cli.judged_folder import as_it_was_judged
from sim.cli.log_input import LogOptions
from sim.cli.moments import minute_of, moment_of
from sim.cli.outfile import OutFile, claim_file
from sim.errors import InputError
from sim.inputs.assembly import find, find_plan, parse_readings, with_readings
from sim.record import UNDATED, UNTIMED, decode
from sim.words import LANGUAGES
from tests.fuzz.inputs import SHIPPED, chain, plan_of
from tests.fuzz.mutations import CELLS, NASTY, WRONG, hostile, plausible, torn
from tests.fuzz.records import lines_of
from tests.fuzz.trials import Files, HarmError, Luck, kind

# -- results ---------------------------------------------------------------------------------------------------------------------------


@cache
def _study() -> Any:
    cases = cases_of(
        [str(chain() / "leak.toml")], [str(chain() / "tighter.toml")], plan=str(chain() / "plan.toml"), resources=str(chain() / "resources.toml")
    )
    return study_of(cases, None)


def _experiment(file: Path, lang: str) -> bytes:
    """An experiment of a few runs over a store: what is there is taken from it. Gives its document."""
    study, measures = _study()
    with ResultStore(file) as store:
        found = run_experiment(study, store, measures, 1, one_look(3), "runs", workers=1)
        return json.dumps(experiment_report(found, lang).document(), ensure_ascii=False).encode()


@cache
def _whole() -> tuple[bytes, dict[str, bytes]]:
    """A store of a finished experiment, and what is said of it."""
    file = chain() / "whole.sqlite"
    said = {lang: _experiment(file, lang) for lang in LANGUAGES}
    return file.read_bytes(), said


def _store_mutant(luck: Luck) -> Files:
    """A store whose file is torn, or of whose rows some values are others."""
    data = _whole()[0]
    how = luck.randrange(3)
    if how == 0:
        made = bytearray(data)
        for _ in range(luck.choice((1, 3, 30))):
            made[luck.randrange(len(made))] = luck.randrange(256)
        return {"results.sqlite": bytes(made[: luck.randrange(len(made))] if luck.random() < 0.2 else made)}
    if how == 1:
        return {"results.sqlite": torn(data, luck)}
    file = chain() / "mutant.sqlite"
    file.write_bytes(data)
    base = sqlite3.connect(file, isolation_level=None)
    for _ in range(luck.choice((1, 2))):
        table, column = luck.choice((
            ("result", "measured"), ("result", "packed"), ("result", "checksum"), ("result", "seed"), ("result", "arm"), ("arm", "measures"),
            ("arm", "names"), ("arm", "scenario_id"), ("arm", "arm_id"), ("arm", "plan"), ("measure", "unit"), ("measure", "better"),
        ))  # fmt: skip
        value = luck.choice((None, b"", "", "[]", "{}", "[1]", "null", 7, -1, 1e300, b"\x00\xff", "\ud7ff", "x" * 100, "[[[[[[", "nosuch"))
        try:
            base.execute(f"UPDATE {table} SET {column} = ? WHERE rowid = (SELECT rowid FROM {table} LIMIT 1 OFFSET ?)", (value, luck.randrange(2)))  # noqa: S608
        except sqlite3.Error:
            continue
    base.close()
    return {"results.sqlite": file.read_bytes()}


@kind("store resumed", _store_mutant, suite=40, reads=("analysis.experiment.store.__init__",))
def store_resumed(folder: Path) -> None:
    """An experiment that goes on with it says what it says over a whole one, or refuses."""
    lang = LANGUAGES[0]
    if _experiment(folder / "results.sqlite", lang) != _whole()[1][lang]:
        raise HarmError("a damaged store changed what is said, and nobody was told")


@kind("store read", _store_mutant, suite=100)
def store_read(folder: Path) -> None:
    """Every row of it, as an experiment reads them."""
    with ResultStore(folder / "results.sqlite") as store:
        len(store)
        for arm in store.arms():
            for seed, _ in store.of_arm(arm):
                store.get(arm.seed(seed))
            list(store.missing(arm.seed(seed) for seed in range(5)))


def _experiment_folder(luck: Luck) -> Files:
    """An experiment's folder with a document that somebody changed, and perhaps a picture that is none."""
    inputs = {"plan.toml": "plan.toml", "resources.toml": "resources.toml", "scenario.toml": "leak.toml"}
    files = {f"arms/leak/baseline/inputs/{name}": (chain() / own).read_bytes() for name, own in inputs.items()}
    document = _whole()[1][luck.choice(LANGUAGES)]
    how = luck.randrange(4)
    made = (hostile if how == 1 else plausible)(json.loads(document), luck)
    spoilt = json.dumps(made, ensure_ascii=False, default=str).encode("utf-8", "surrogatepass")
    picture = luck.choice((b"", b"<svg", b"<script>1</script>", b"\xff\xfe"))
    return {**files, "evaluation.json": torn(document, luck) if how == 0 else spoilt, "forest.svg": picture}


@kind("experiment's page", _experiment_folder, suite=40, reads=("analysis.page.experiment.read_experiment", "analysis.page.experiment._pictures"))
def experiments_page(folder: Path) -> None:
    """The page of an experiment's folder holds nothing that its document brought as markup."""
    page = page_of_experiment(folder, "en").decode("utf-8", "surrogatepass")
    if page.count("<script") != 2:
        raise HarmError("a document brought a script")


# -- the mark of a folder, and sealed files --------------------------------------------------------------------------------------------

_OWN = {"record.jsonl": b"{}\n", "inputs/plan.toml": b"a = 1\n"}


def _mark_mutant(luck: Luck) -> Files:
    mark = {"schema": SCHEMA, "files": {name: [hashlib.sha256(data).hexdigest()[:32]] for name, data in _OWN.items()}}
    text = json.dumps(hostile(mark, luck), default=str) if luck.random() < 0.6 else torn(json.dumps(mark).encode(), luck).decode("latin-1")
    return {
        f"out/{MARK}": text.encode("utf-8", "surrogatepass"),
        "out/mine.txt": b"mine",
        "out/record.jsonl": luck.choice((b"mine too", _OWN["record.jsonl"])),
        "outside.txt": b"mine",
    }


@kind("drill-folder mark", _mark_mutant, suite=300, reads=("sim.cli.folder._noted", "sim.cli.folder._digest"))
def mark(folder: Path) -> None:
    """Whatever a mark says, nothing that the program did not write is touched, and nothing outside the folder."""
    home = folder / "out"
    kept = (home / "record.jsonl").read_bytes() == b"mine too"
    refused: InputError | None = None
    try:
        place = DrillFolder.claim(home, ["record.jsonl", "summary.json"])
        place.put({"summary.json": b"{}"}, instead_of=place.listed("*", "*/*", "../*"))
    except InputError as error:
        refused = error
    there = {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    if {there.get("out/mine.txt"), there.get("outside.txt")} != {b"mine"} or (kept and there.get("out/record.jsonl") != b"mine too"):
        raise HarmError(f"something of the user's was touched: {sorted(there)}")
    if refused is not None:
        raise refused


_ASKED = {"schema": "drill.asked/1", "log": "log.csv", "start": "2026-11-20 09:00", "until": "10:30", "complete": ["city"]}


def _asked_mutant(luck: Luck) -> Files:
    whole = json.dumps(_ASKED)
    text = json.dumps(hostile(_ASKED, luck), default=str) if luck.random() < 0.6 else torn(whole.encode(), luck).decode("latin-1")
    return {f"judged/{ASKED}": text.encode("utf-8", "surrogatepass"), "judged/log.csv": b"mine", "log.csv": b"mine"}


@kind("what was asked of a judged log", _asked_mutant, suite=300, reads=("sim.cli.asked.asked_in",))
def asked(folder: Path) -> None:
    """Whatever the note says, it leads to no file outside its folder."""
    file, _ = as_it_was_judged(folder / "judged", LogOptions())
    if file.parent != folder / "judged":
        raise HarmError(f"led out of the folder: {file}")


def _sealed(name: str) -> bytes:
    import io
    import tempfile
    import zipfile

    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as book:
        book.writestr("a", "text")
    content = {".xlsx": data.getvalue(), ".sarif": b'{"runs": [{"tool": {"driver": {"name": "drill plan check"}}}]}'}.get(
        Path(name).suffix, b"text\n"
    )
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / name
        OutFile(file).write(file, content)
        return file.read_bytes()


_sealed_once: Callable[[str], bytes] = cache(_sealed)


def _sealed_mutant(luck: Luck) -> Files:
    name = luck.choice(("out.xlsx", "out.html", "out.toml", "out.sarif"))
    return {name: torn(_sealed_once(name), luck)}


@kind("sealed file", _sealed_mutant, suite=300, reads=("sim.cli.outfile._is_own",))
def sealed_file(folder: Path) -> None:
    """What somebody changed is not taken for the program's own."""
    (file,) = folder.iterdir()
    claim_file(file)
    if file.read_bytes() != _sealed_once(file.name):
        raise HarmError("a file that was changed would be overwritten")


# -- what is typed ---------------------------------------------------------------------------------------------------------------------

_TYPED = (
    "09:30", "2026-03-10 09:30", "90 min", "1 h", "90", "0930", "9.30", "2 %", "0.02", "1 min", "at-once=true", "x=", "=", "district-gate",
    "a/b.toml", *(one for one in (*CELLS, *NASTY, *WRONG) if isinstance(one, str) and "\x00" not in one),
)  # fmt: skip


def _typed_mutant(luck: Luck) -> Files:
    text = luck.choice(_TYPED)
    if luck.random() < 0.7:
        text = torn(text.encode("utf-8", "surrogatepass"), luck).decode("utf-8", "surrogateescape")
    return {"typed": text.replace("\x00", "")[:5000].encode("utf-8", "surrogatepass"), "which": str(luck.randrange(9)).encode()}


@kind("options", _typed_mutant, suite=500)
def options(folder: Path) -> None:
    """Moments, quantities, readings and names as a command takes them."""
    text, which = (folder / "typed").read_bytes().decode("utf-8", "surrogatepass"), int((folder / "which").read_text())
    header = _header()
    match which:
        case 0:
            moment_of("--start", text)
        case 1:
            minute_of("--until", text, header)
        case 2:
            minute_of("--until", text, type(header)(**{name: getattr(header, name) for name in header.__struct_fields__} | {"start": UNTIMED}))
        case 3:
            minute_of("--until", text, type(header)(**{name: getattr(header, name) for name in header.__struct_fields__} | {"start": UNDATED}))
        case 4 | 5:
            parse_quantity("--precision", text, ("min", "share", "count")[len(text) % 3])
        case 6:
            with_readings(plan_of(SHIPPED / "reservoir"), parse_readings([text]))
        case 7:
            find(("scenario", "revision")[len(text) % 2], text)
        case _:
            find_plan(text)


@cache
def _header() -> Any:
    return decode("\n".join(json.dumps(line) for line in lines_of("flood")).encode()).header
