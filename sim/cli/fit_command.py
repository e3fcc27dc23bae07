"""`drill fit`: task times from the user's own drills, written into a resources file."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from sim.cli.options import lang_option, language, print_lines, print_table


@click.command("fit")
@click.argument("logs", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--plan", "plan_name", default=None, help="the plan that the logs are judged by")
@click.option("--resources", default=None, help="the resources to start from; default: the ones beside the plan")
@click.option("--out", required=True, type=click.Path(path_type=Path), help="the resources file to write")
@lang_option
@click.pass_context
def command(ctx: click.Context, logs: tuple[Path, ...], plan_name: str | None, resources: str | None, out: Path, lang: str | None) -> None:
    """Estimate how long tasks took in LOGS, and write resources with those times in place of the old ones."""
    from analysis.fitting import fit
    from sim.errors import InputError
    from sim.inputs.library import find_plan
    from sim.plan.loader import load_plan
    from sim.record import write_atomically

    chosen = language(ctx, lang)
    plan_file = find_plan(plan_name)
    base = Path(resources) if resources is not None else plan_file.parent / "resources.toml"
    found = fit(_times(logs, load_plan(plan_file), base))
    if not found:
        raise InputError.of(str(logs[0]), "", "no kind of task was seen three times or more", hint="give more logs: drill fit LOG LOG … --out FILE")
    if out.is_dir() or not out.resolve().parent.is_dir():
        raise InputError.of(str(out), "--out", "this is not a place for a file", hint="name a file in a folder that exists")
    write_atomically(out, _fitted_text(base, found).encode())
    zh = chosen == "zh"
    rows = [[f.act, f.form, str(f.n), f"{_median(f):.1f}", f"{f.median_low_min:.1f} – {f.median_high_min:.1f}"] for f in found]
    print_table("", ["任务", "形式", "n", "中位（分钟）", "95% 区间"] if zh else ["task", "form", "n", "median (min)", "95 % range"], rows)
    print_lines([("已写入 " if zh else "written to ") + str(out)])


def _median(fitted: Any) -> float:
    from math import exp

    return exp(fitted.mu)


def _times(logs: tuple[Path, ...], plan: Any, base: Path) -> dict[tuple[str, str], list[float]]:
    from datetime import datetime

    from analysis.experiment.bench import judging_rulebook
    from analysis.fitting import times_of
    from analysis.judge import judge
    from analysis.logs.reading import read_log
    from sim.inputs.assembly import calendar_for
    from sim.inputs.resources import load_resources

    resources = load_resources(base, plan)
    rulebook = judging_rulebook(plan, resources)
    times: dict[tuple[str, str], list[float]] = {}
    for path in logs:
        record = read_log(path, plan, resources).record
        start = datetime.fromisoformat(record.header.start).replace(tzinfo=None)
        for task, minutes in times_of(record, judge(rulebook, record, calendar=calendar_for(start, str(path)))).items():
            times.setdefault(task, []).extend(minutes)
    return times


def _fitted_text(base: Path, found: list[Any]) -> str:
    """The resources file with the fitted times in it; everything else, comments too, stays as it is."""
    import tomlkit

    document = tomlkit.parse(base.read_text("utf-8"))
    tasks: Any = document["task"] if "task" in document else tomlkit.aot()
    for fitted in found:
        entry = next((t for t in tasks if t["act"] == fitted.act and t.get("form", "") == fitted.form and not t.get("by")), None)
        if entry is None:
            entry = tomlkit.table()
            entry["act"] = fitted.act
            if fitted.form:
                entry["form"] = fitted.form
            tasks.append(entry)
        for word in ("assumption", "range", "source", "minutes"):
            entry.pop(word, None)
        lognormal = tomlkit.inline_table()
        lognormal.update({"mu": round(fitted.mu, 4), "sigma": round(fitted.sigma, 4)})
        minutes = tomlkit.inline_table()
        minutes["lognormal"] = lognormal
        entry["minutes"] = minutes
        entry["source"] = f"own drills, n = {fitted.n}"
        entry["range"] = [f"{fitted.median_low_min:.2f} min", f"{fitted.median_high_min:.2f} min"]
    if "task" not in document:
        document["task"] = tasks
    return tomlkit.dumps(document)
