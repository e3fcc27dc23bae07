"""Mutants of logs from outside, in every kind of file that a log may be; read, judged, shown in words and as a document."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook

from analysis.judge import judging_rulebook
from analysis.logs import synonyms
from analysis.logs.outcome import LoggedRecord
from analysis.logs.reading import read_log
from analysis.logs.unknown_words import synonyms_to_fill_in
from analysis.report.as_json import judge_document, log_document
from analysis.report.as_text import log_parts, names_in, reading_parts, row_parts
from analysis.report.build import judge_log
from sim.cli.terminal import json_parts
from sim.documents import read_toml
from sim.inputs.assembly import shipped_calendar
from sim.inputs.calendars import load_calendar_file
from sim.words import LANGUAGES
from tests.fuzz.inputs import SHIPPED, means_of, plan_of
from tests.fuzz.mutations import Table, csv_text, repacked, torn, worse
from tests.fuzz.trials import Files, Luck, kind, run_command
from tests.sources import ROOT
from tests.unit.test_log_files import ods, open_row, open_table, page, typed, xlsb

LOGS = {"reservoir": "first-night.csv", "production-accident": "mine.csv", "cyber-incident": "break-in.csv", "school-rule": "fall.csv"}
_PLANS = tuple(LOGS)
_FULL, _IN_WORDS = 0.08, 0.01  # the shares that are judged to the end, and by the command


@cache
def table_of(plan: str) -> Table:
    """The log that ships with a plan."""
    return [list(line) for line in csv.reader(io.StringIO((SHIPPED / plan / "logs" / LOGS[plan]).read_text("utf-8")))]


def log_of(form: Callable[[Table, Luck], bytes]) -> Callable[[Luck], Files]:
    """A maker of logs of a form, out of tables that were spoiled."""

    def mutant(luck: Luck) -> Files:
        plan = luck.choice(_PLANS)
        table = table_of(plan)
        if len(table[0]) < 3 and luck.random() < 0.7:
            table = table[1:]  # what is said above the headings
        for _ in range(luck.choice((0, 1, 1, 2))):
            table = worse(table, luck)
        how = "words" if luck.random() < _IN_WORDS else "judged" if luck.random() < _FULL else "read"
        return {"log": form(table, luck), "plan": plan.encode(), "how": how.encode()}

    return mutant


@cache
def _calendar() -> Any:
    return load_calendar_file(shipped_calendar())


_words: Callable[[Path], Any] = cache(read_toml)


def _read_words(path: Path) -> Any:
    """The words that ship are the same for every log; to read them anew would be half of what a trial costs."""
    return _words(path) if str(path).startswith(str(ROOT)) else read_toml(path)


def read_and_judge(folder: Path) -> None:
    """Read a log by its plan; now and then judge it to the end, or let the command do that."""
    name, how, file = (folder / "plan").read_text(), (folder / "how").read_text(), folder / "log"
    home = SHIPPED / name
    plan, means = plan_of(home), means_of(home) if (home / "resources.toml").is_file() else None
    lang = LANGUAGES[sum(file.read_bytes()[-40:]) % 2]
    if how == "words":
        run_command("judge", file, "--plan", name, *(("--dry-run",) if len(name) % 2 else ()), folder=folder, lang=lang)
        return
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(synonyms, "read_toml", _read_words)
        log = read_log(file, plan, means)
    list(reading_parts(log, names_in(log, lang, plan), every_problem=True))
    if how == "judged":
        judged(log, plan, means, lang)


def judged(log: LoggedRecord, plan: Any, means: Any, lang: str) -> None:
    """All that is said of a log, in words and as documents."""
    report = judge_log(log, judging_rulebook(plan, means), _calendar(), sources=() if means is None else (means,))
    list(log_parts(report, lang))
    list(row_parts(log, names_in(log, lang, plan)))
    synonyms_to_fill_in(log, plan, means, lang)
    for document in (judge_document(report), log_document(log, plan)):
        json.loads(b"".join(json_parts(document)))


# -- text ------------------------------------------------------------------------------------------------------------------------------

_ENCODINGS = ("utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le", "utf-16-be", "big5", "latin-1", "shift_jis", "cp1252", "gbk")


def _csv(table: Table, luck: Luck) -> bytes:
    data = csv_text(table, luck.choice((",", ",", ";", "\t", "|"))).encode("utf-8", "surrogatepass")
    return torn(data, luck) if luck.random() < 0.5 else data


def _encoded(table: Table, luck: Luck) -> bytes:
    data = csv_text(table).encode(luck.choice(_ENCODINGS), "replace")
    return torn(data, luck) if luck.random() < 0.5 else data


def _lines(table: Table, luck: Luck) -> bytes:
    """Each row as a line of JSON, by its headings."""
    head = [str(cell) for cell in table[0]]
    lines = []
    for row in table[1:]:
        entry: dict[str, Any] = {
            name: luck.choice((cell, cell, cell, cell, None, 7, 1e308, [cell], {"x": cell}, True)) for name, cell in zip(head, row, strict=False)
        }
        lines.append(json.dumps(entry, ensure_ascii=luck.random() < 0.5))
    data = "\n".join(lines).encode("utf-8", "surrogatepass")
    return torn(data, luck) if luck.random() < 0.4 else data


def _page(table: Table, luck: Luck) -> bytes:
    rows = ["".join(f"<{'th' if at == 0 else 'td'}>{cell}</td>" for cell in line) for at, line in enumerate(table)]
    body = "".join(f"<tr>{row}</tr>" for row in rows)
    data = luck.choice((page(body) if _is_gbk(body) else body.encode(), f"<html><table>{body}</table></html>".encode("utf-8", "surrogatepass")))
    spans = data.replace(
        b"<td>", f"<td rowspan={luck.choice((0, 2, 10**9, -1, 'x'))} colspan={luck.choice((1, 3, 10**9))}>".encode(), luck.choice((0, 0, 3))
    )
    return torn(spans, luck) if luck.random() < 0.6 else spans


def _is_gbk(text: str) -> bool:
    return text.encode("gbk", "ignore").decode("gbk") == text


_HEADS = (
    "2026-03-10 {0}:{1} {2} {3}", "[2026/3/10 {0}:{1}] {2}: {3}", "{0}:{1} {2}：{3}", "2026-03-10 {0}:{1}:00 {2}\n{3}", "上午{0}:{1} {2} {3}",
    "{2} {0}:{1}\n{3}", "{2}(值班室) 2026-03-10 {0}:{1}\n{3}",
)  # fmt: skip
_SAID = (
    "已向市信访局报告",
    "报告",
    "收到",
    "到达",
    "通知区公安局。",
    "reported to the duty office",
    "launch",
    "水位120",
    "不知道",
    "@值班 收到",
    "启动二级响应",
    "",
    "x" * 2000,
)


def _chat(table: Table, luck: Luck) -> bytes:
    lines = []
    for number, row in enumerate(table[1:]):
        who = luck.choice([str(cell) for cell in row if cell] or ["?"])
        said = luck.choice((*_SAID, *map(str, row)))
        lines.append(luck.choice(_HEADS).format(8 + number // 60, f"{number % 60:02}", who, said))
    data = "\n".join(lines).encode(luck.choice(("utf-8", "gb18030")), "replace")
    return torn(data, luck) if luck.random() < 0.5 else data


def _sheet(table: Table, luck: Luck) -> bytes:
    """The export of a page for a phone or of our workbook: headings as ours are, words as ours are."""
    made = [["time", "kind", "actor", "to", "form", "note"], *(["2026-03-10 08:20", "reported", *line[2:4], "initial", "x"] for line in table[1:])]
    return csv_text(worse(made, luck)).encode("utf-8-sig", "replace")


kind("log csv", log_of(_csv), suite=60, reads=("analysis.logs.reading.read_log", "analysis.logs.tables.read_bytes"))(read_and_judge)
kind("log encodings", log_of(_encoded), suite=60)(read_and_judge)
kind("log json lines", log_of(_lines), suite=50)(read_and_judge)
kind("log web page", log_of(_page), suite=40)(read_and_judge)
kind("log chat", log_of(_chat), suite=50)(read_and_judge)
kind("log of our headings", log_of(_sheet), suite=50)(read_and_judge)

# -- workbooks -------------------------------------------------------------------------------------------------------------------------


def _xlsx(table: Table, luck: Luck) -> bytes:
    book = Workbook()
    sheet: Any = book.active
    for number in range(luck.choice((1, 1, 2))):
        sheet = sheet if number == 0 else book.create_sheet(luck.choice(("夜班", "x")))
        for line in table:
            sheet.append([_cell(cell, luck) for cell in line])
    if luck.random() < 0.2:
        sheet.merge_cells(start_row=1, end_row=luck.choice((2, 5, 900)), start_column=1, end_column=luck.choice((1, 3)))
    data = io.BytesIO()
    book.save(data)
    return _packed(data.getvalue(), luck)


def _packed(data: bytes, luck: Luck) -> bytes:
    return repacked(data, luck) if luck.random() < 0.4 else torn(data, luck) if luck.random() < 0.2 else data


def _cell(cell: Any, luck: Luck) -> Any:
    """A cell as a workbook may hold it; control characters cannot stand in one."""
    if luck.random() < 0.05:
        return luck.choice(
            (datetime(2026, 3, 10, 8, 20), 46_000.347, 0.35, 1e300, -1, True, "=NOW()", datetime(9999, 12, 31), datetime(1900, 1, 1), 2_958_466)
        )
    return "".join(sign for sign in str(cell) if sign >= " " and not "\ud800" <= sign <= "\udfff")[:30_000]


def _ods(table: Table, luck: Luck) -> bytes:
    kinds = (
        ("float", "value"),
        ("date", "date-value"),
        ("time", "time-value"),
        ("string", "string-value"),
        ("boolean", "boolean-value"),
        ("x", "value"),
    )

    def cell(value: Any) -> str:
        text = _escaped(value)
        if luck.random() > 0.05:
            return text
        kind_, attribute = luck.choice(kinds)
        more = luck.choice(("", 'table:number-columns-repeated="3"', 'table:number-columns-repeated="99999999"', 'table:number-rows-spanned="x"'))
        return typed(kind_, text.replace('"', ""), attribute, more)

    return _packed(ods(open_table(*(open_row(*(cell(one) for one in line)) for line in table))), luck)


def _escaped(value: Any) -> str:
    from xml.sax.saxutils import escape

    return escape("".join(sign for sign in str(value) if sign >= " " and not "\ud800" <= sign <= "\udfff"))


def _xlsb(table: Table, luck: Luck) -> bytes:
    cells = [[float(luck.choice((0.35, 46_000.35, 1e300, -1))) if luck.random() < 0.05 else str(cell) for cell in line] for line in table]
    made = xlsb(cells, far=luck.choice((0, 0, 0, 5, 10**6)))
    return _packed(made, luck)


def _xls(_: Table, luck: Luck) -> bytes:
    return torn((ROOT / "tests" / "unit" / "samples" / "two-shifts.xls").read_bytes(), luck)


kind("log xlsx", log_of(_xlsx), suite=25)(read_and_judge)
kind("log ods", log_of(_ods), suite=60)(read_and_judge)
kind("log xlsb", log_of(_xlsb), suite=4)(read_and_judge)
kind("log xls", log_of(_xls), suite=4)(read_and_judge)
