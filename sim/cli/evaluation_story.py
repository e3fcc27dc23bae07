"""Prints a judged log, and how a log was understood, for a person to read."""

from __future__ import annotations

from pathlib import Path

from analysis.evaluation import JudgedLog
from analysis.evaluation_tables import SheetCell, SheetTable, Tables
from analysis.logs.outcome import LoggedRecord
from analysis.telling import tell
from sim.cli.story import print_telling
from sim.cli.terminal import print_lines, print_table

_WORDS = {
    "read": ("读入 {kept} 行（文件 {read} 行，{format}{encoding}）", "{kept} rows kept of {read} ({format}{encoding})"),
    "start": ("开始时间 {start}", "start {start}"),
    "columns": ("列：{columns}", "columns: {columns}"),
    "unused": ("未使用的列：{columns}", "columns not used: {columns}"),
    "names": ("名称：{names}", "names: {names}"),
    "problems": ("逐行的问题", "Problems, row by row"),
    "more": ("另有 {count} 条，见 --dry-run", "{count} more; --dry-run lists them"),
    "rows": ("理解为", "Understood as"),
    "chain": ("链条：从发生到到场", "The chain, from the event to the scene"),
    "path": ("第 {line} 行的来龙去脉", "How row {line} came about"),
    "contradictions": ("不一致之处", "What does not fit together"),
    "no-contradictions": ("没有发现前后不一致之处。", "Nothing was found that does not fit together."),
    "readings": ("取决于“多长”的结论", "Verdicts that lean on how long a word is"),
    "forms": ("评估表（建议，由人确认）", "Evaluation forms (proposed; a person confirms)"),
    "tellings": ("两种说法对照", "Two tellings side by side"),
    "coverage": (
        "应判 {asked} 项，已判 {evaluated} 项，无法判断 {undecided} 项。",
        "{asked} duties asked, {evaluated} judged, {undecided} undecidable.",
    ),
    "out": ("已写入 {out}", "written to {out}"),
}  # fmt: skip
_FEW = 20


def _say(key: str, lang: str, **values: object) -> str:
    return _WORDS[key][0 if lang == "zh" else 1].format(**values)


def print_evaluation(found: JudgedLog, lang: str, out: Path | None) -> None:
    """How the log was read, the story, the duties, what was late, readings, chain, contradictions, measures, forms."""
    print_reading(found.log, lang, every_problem=False)
    print_lines([""])
    print_telling(tell(found.rules, found.record, found.judgement, lang), found.measures, found.values, lang)
    cover = found.coverage
    print_lines(["", _say("coverage", lang, asked=cover.asked, evaluated=cover.evaluated, undecided=cover.undecided), ""])
    tables = Tables(found, lang)
    if found.leanings:
        _print(tables.readings(), _say("readings", lang))
    _print(tables.chain(), _say("chain", lang))
    if found.why is not None:
        from analysis.log_lines import Lines

        _print(tables.path(), _say("path", lang, line=Lines(found.log).line(found.why)))
    if found.contradictions:
        _print(tables.contradictions(), _say("contradictions", lang))
    else:
        print_lines([_say("no-contradictions", lang), ""])
    if found.differences:
        _print(tables.tellings(), _say("tellings", lang))
    _print(_few_columns(tables.forms()), _say("forms", lang))
    if out is not None:
        print_lines([_say("out", lang, out=out)])


def print_reading(log: LoggedRecord, lang: str, *, every_problem: bool) -> None:
    """How a log was understood, what was assumed about it, and what was wrong with single rows."""
    seen, zh = log.understood, lang == "zh"
    encoding = (("，" if zh else ", ") + seen.encoding) if seen.encoding else ""
    lines = [_say("read", lang, kept=seen.rows_kept, read=seen.rows_read, format=seen.format, encoding=encoding)]
    if seen.start:
        lines.append(_say("start", lang, start=seen.start))
    if every_problem:
        arrow = [f"{heading} → {meaning}" for heading, meaning in seen.columns]
        lines += [_say("columns", lang, columns="; ".join(arrow))] if arrow else []
        lines += [_say("unused", lang, columns="; ".join(seen.unused))] if seen.unused else []
        lines += [_say("names", lang, names="; ".join(f"{word} → {id_}" for word, id_ in seen.names))] if seen.names else []
    lines += [f"- {remark.said(lang)}" for remark in seen.remarks]
    print_lines(lines)
    problems = log.problems if every_problem else log.problems[:_FEW]
    if problems:
        columns = ["行", "列", "内容", "问题", "处理", "提示"] if zh else ["line", "column", "value", "problem", "what was done", "hint"]
        rows = [[str(one.line), one.column, one.value, one.problem(lang), one.done(lang), one.hinted(lang)] for one in problems]
        print_table(_say("problems", lang), columns, rows)
    if len(log.problems) > len(problems):
        print_lines([_say("more", lang, count=len(log.problems) - len(problems))])


def print_rows(log: LoggedRecord, lang: str) -> None:
    """The rows as the judge would see them."""
    columns = ["line", "minute", "kind", "who", "to", "channel", "form", "about", "facts"]
    if lang == "zh":
        columns = ["行", "分钟", "事项", "谁", "对谁", "渠道", "文种", "关于", "内容"]
    rows = [
        [
            str(line or "–"), f"{row.time:g}", row.kind, row.actor or "", row.to or "", row.channel or "", row.form or "", row.about or "",
            "; ".join(f"{name} = {value}" for name, value in row.facts.items()),
        ]
        for line, row in zip(log.lines, log.record.rows, strict=True)
    ]  # fmt: skip
    print_table(_say("rows", lang), columns, rows)


def _print(table: SheetTable, title: str) -> None:
    print_table(title, list(table.columns), [[_cell(cell) for cell in row] for row in table.rows])
    print_lines([""])


def _few_columns(table: SheetTable) -> SheetTable:
    """The forms without what only a workbook has room for."""
    keep = (0, 1, 2, 4, 5, 6, 7, 10)
    return SheetTable(
        id=table.id, title=table.title, columns=tuple(table.columns[place] for place in keep),
        rows=tuple(tuple(row[place] for place in keep) for row in table.rows),
    )  # fmt: skip


def _cell(cell: SheetCell) -> str:
    if cell is None:
        return ""
    return f"{cell:g}" if isinstance(cell, float) else str(cell)
