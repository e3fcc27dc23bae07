"""Write the generated tables into the documents, between their markers.

    python tools/tables.py            # writes docs/*.md
    python tools/tables.py --check    # writes nothing; exit 1 where a document is out of step

A document says `<!-- generated: NAME -->` and, after it, `<!-- end -->`; what stands between them is replaced.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Callable
from pathlib import Path

from analysis.plan.coverage import FILE, act_change, coverage_tables, effect_change, load_coverage, side_by_side
from analysis.plan.page import markdown_row
from sim.agents.crowd.assumptions import ASSUMPTIONS
from sim.agents.crowd.parameters import CrowdParameters
from sim.inputs.assembly import default_plan, find_plan
from sim.inputs.resources import load_resources
from sim.plan.loader import load_plan
from sim.vocabulary import ACTS, EFFECTS
from sim.words import InLanguages

DOCS = Path(__file__).resolve().parent.parent / "docs"
_MARKED = re.compile(r"(<!-- generated: ([\w-]+) -->\n).*?(<!-- end -->)", re.DOTALL)
_NOTHING = "–"


def _table(head: list[str], rows: list[list[str]]) -> str:
    return "\n".join([markdown_row(head), "|" + "---|" * len(head), *(markdown_row(row) for row in rows)]) + "\n"


def _told(change: InLanguages | None) -> str:
    return _NOTHING if change is None else side_by_side(change)


def plan_coverage() -> str:
    """Each rule of the default plan, the entries that carry it, and what they change."""
    file = find_plan(default_plan())
    return coverage_tables(load_coverage(file.parent / FILE, load_plan(file)))


def acts() -> str:
    """Each verb and each effect, with what it changes in a run."""
    rows = []
    for verb, act in ACTS.items():
        kind = f"`{act.kind}`, `received`" if act.message else f"`{act.kind}`"
        rows.append([f"`{verb}`", kind, _told(act_change(verb))])
    effects = [[f"`{effect}`", _told(effect_change(effect))] for effect in EFFECTS]
    return _table(["act", "rows", "what it changes"], rows) + "\n" + _table(["effect", "what it changes"], effects)


def crowd_assumptions() -> str:
    """Each size of an effect on the people at a scene: what is taken, its range, and why it has its direction."""
    usual = CrowdParameters()
    rows = [[f"`{name}`", f"{getattr(usual, name):g}", f"{held.low:g}–{held.high:g}", held.why] for name, held in ASSUMPTIONS.items()]
    return _table(["size", "taken", "range", "why"], rows)


def task_times() -> str:
    """How long tasks take in the default plan's resources, with source or range."""
    file = find_plan(default_plan())
    resources = load_resources(file.parent / "resources.toml", load_plan(file))
    rows = []
    for task in resources.task:
        form, span = f"`{task.form}`" if task.form else "", "–".join(map(str, task.range))
        rows.append([f"`{task.act}`", form, task.by, f"{task.minutes.mean():.3g}", task.source or "assumption", span])
    return _table(["act", "form", "by", "mean, min", "source", "range"], rows)


TABLES: dict[str, Callable[[], str]] = {
    "plan-coverage": plan_coverage,
    "acts": acts,
    "crowd-assumptions": crowd_assumptions,
    "task-times": task_times,
}


def filled(text: str) -> str:
    """The document with its tables as they should be. Raises KeyError for a table that nobody makes."""
    return _MARKED.sub(lambda found: f"{found[1]}{TABLES[found[2]]()}{found[3]}", text)


def main() -> int:
    """Write the documents, or check them."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true", help="write nothing; exit 1 where a document is out of step")
    check = parser.parse_args().check
    stale = []
    for path in sorted(DOCS.glob("*.md")):
        text = path.read_text("utf-8")
        now = filled(text)
        if now == text:
            continue
        stale.append(path.name)
        if not check:
            path.write_text(now, "utf-8", newline="\n")
    print(("out of step: " if check else "written: ") + (", ".join(stale) or "none"))
    return 1 if check and stale else 0


if __name__ == "__main__":
    sys.exit(main())
