"""Which clauses of a plan no shipped scenario exercises: `python tools/exercised.py [PLAN] [SEEDS]` prints a table.

A clause is exercised when a row cites it, when a habit acts where it is silent, or when a grade is given by a case of it,
in one of the seeds (1 to 3 unless said otherwise). Every other clause needs a reason in `unexercised.toml` beside the plan;
one without a reason, or with a reason although it is exercised, is a finding, and the exit code is 1.
"""

from __future__ import annotations

import sys
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from analysis.plan.page import clause_key
from sim.drill import run
from sim.inputs.assembly import assemble, locate
from sim.plan.model import Plan
from sim.record import Record
from sim.world.setting import Setting

SCENARIOS = Path(__file__).resolve().parents[1] / "scenarios"


def clauses_of(plan: Plan) -> set[str]:
    """Every clause that an entry of the plan names, and those of the cases of its grades."""
    found: set[str] = set()
    for _, entries in plan:
        if not isinstance(entries, tuple):
            continue
        for entry in entries:
            found |= {clause for clause in (getattr(entry, "clause", ""), *(case.clause for case in getattr(entry, "any", ()))) if clause}
    return found


def cited_in(record: Record, fills: Mapping[str, str]) -> set[str]:
    """The clauses that the rows of a record cite; a habit's row stands for the silent clause that it fills."""
    cited = {row.clause or fills.get(row.rule or "", "") for row in record.rows} - {""}
    return cited | {str(row.facts["case"]) for row in record.rows if "case" in row.facts}


def exercised(home: Path, seeds: Iterable[int]) -> dict[str, list[str]]:
    """Clause to the scenarios that exercise it."""
    found: dict[str, list[str]] = {}
    for file in sorted((home / "scenarios").glob("*.toml")):
        setting = Setting(assemble(locate(str(file))))
        fills = {f"habit:{habit.id}": habit.fills for habit in setting.inputs.resources.habit}
        for clause in set().union(*(cited_in(run(setting, seed), fills) for seed in seeds)):
            found.setdefault(clause, []).append(file.stem)
    return found


def reasons_of(home: Path) -> dict[str, dict[str, Any]]:
    """Clause to why no scenario exercises it, in both languages."""
    with (home / "unexercised.toml").open("rb") as file:
        return {str(clause): dict(reason) for clause, reason in tomllib.load(file)["reason"].items()}


def table(home: Path, seeds: Iterable[int]) -> Iterator[tuple[str, str, bool]]:
    """(clause, who exercises it or why nobody does, whether that is in order), for every clause of the plan."""
    plan = assemble(locate(str(min((home / "scenarios").glob("*.toml"))))).plan
    found, reasons = exercised(home, seeds), reasons_of(home)
    for clause in sorted(clauses_of(plan) | set(reasons), key=clause_key):
        by = found.get(clause)
        if by is not None:
            yield clause, f"{len(by)}: {', '.join(by[:4])}{', …' if len(by) > 4 else ''}", clause not in reasons
        else:
            yield clause, reasons[clause]["en"] if clause in reasons else "NO REASON GIVEN", clause in reasons


def main(arguments: list[str]) -> int:
    """Print the table; 1 where a clause is neither exercised nor explained, or is both."""
    home = SCENARIOS / (arguments[0] if arguments else "shanting")
    seeds = range(1, 1 + (int(arguments[1]) if len(arguments) > 1 else 3))
    rows = list(table(home, seeds))
    for clause, text, right in rows:
        sys.stdout.write(f"{'  ' if right else '! '}{clause:<12} {text}\n")
    return 0 if all(right for _, _, right in rows) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
