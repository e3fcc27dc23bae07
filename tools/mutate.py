"""Break the code in many small ways, and see which of them the nearest tests let through.

    python tools/mutate.py sim/calendar.py --sample 60 --seed 2 --tests tests/unit/test_calendar.py
    python tools/mutate.py sim/plan/event_state.py      # by the tests that are known to be nearest

Each change is made in a copy of the tree, one at a time; the tree itself is never touched. A change is *killed* when a test fails (or runs
many times as long as without it), else it *survives* and is printed. Where nothing fails, either a test is missing or the change changes
nothing. The sample is drawn with a seed, evenly over all changes of all files. What `mutate_in_place.py` can try within one process is tried
so first; only what survives there is tried by tests that begin from nothing.
"""

from __future__ import annotations

import argparse
import ast
import copy
import importlib
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from random import Random

from mutate_in_place import InPlace, Patch, functions_of

ROOT = Path(__file__).resolve().parent.parent
# Imported once, before the copies of this process that run the tests: nothing of the product is among them.
_SHARED = ("pytest", "pydantic", "msgspec", "hypothesis", "hypothesis.strategies", "click", "simpy", "numpy")
_BOOK = (  # what is told row by row, the fast ones first
    "tests/unit/test_book_once.py", "tests/unit/test_book_edges.py", "tests/unit/test_book_details.py",
    "tests/unit/test_end_objections.py", "tests/unit/test_quiet_book.py",
    "tests/unit/test_moments.py", "tests/unit/test_early_acts.py", "tests/unit/test_duty_clocks.py", "tests/unit/test_warnings.py",
    "tests/unit/test_obligations_knowledge.py", "tests/unit/test_obligations_limits.py", "tests/unit/test_obligations_parties.py",
    "tests/unit/test_obligations_raised.py", "tests/unit/test_channels.py", "tests/unit/test_ends.py", "tests/unit/test_elapsed.py",
    "tests/unit/test_judge_cases.py",
    "tests/theory/test_recurring.py", "tests/property/test_occurrence_property.py",
)  # fmt: skip
_OPEN = (  # what is open in a record
    "tests/unit/test_relevance.py", "tests/unit/test_open_rows.py", "tests/unit/test_answers.py", "tests/unit/test_certain_events.py",
    "tests/unit/test_certain.py", "tests/unit/test_owed_to_each.py", "tests/unit/test_log_evidence.py", "tests/unit/test_logs_by_hand.py",
)  # fmt: skip
_WORD = ("tests/unit/test_revision_word.py",)
NEAREST = {  # a file, and the tests that hold it; of a folder, those of whatever in it stands not alone
    "sim/plan/check/sums.py": ("tests/unit/test_sums.py",),
    "sim/plan/stated.py": (
        "tests/unit/test_stated.py",
        "tests/unit/test_stated_edges.py",
        "tests/unit/test_book_edges.py",
        "tests/property/test_stated_property.py",
    ),
    "sim/plan/clocks.py": ("tests/unit/test_clock_edges.py", "tests/unit/test_clocks.py", "tests/unit/test_times_of_day.py", *_BOOK),
    "sim/plan": _BOOK,
    "analysis/answers.py": ("tests/unit/test_answers.py", "tests/unit/test_certain.py"),
    "analysis/certain.py": ("tests/unit/test_certain_events.py", "tests/unit/test_certain.py"),
    "analysis/called_for.py": ("tests/unit/test_called_for_cases.py", "tests/unit/test_called_for.py"),
    "analysis/contradictions.py": ("tests/unit/test_contradiction_cases.py", "tests/unit/test_contradictions.py", "tests/unit/test_ends.py"),
    "analysis/open_record.py": _OPEN,
    "analysis/open_event.py": _OPEN,
    "analysis/open_question.py": _OPEN,
    "analysis/relevance.py": _OPEN,
    "analysis/completions.py": ("tests/unit/test_completions.py", *_OPEN),
    "analysis/evidence.py": _OPEN,
    "sim/plan/channels.py": ("tests/unit/test_channels.py",),
    "analysis/judge.py": (
        "tests/unit/test_judge_doubts.py",
        "tests/unit/test_judge_edges.py",
        "tests/unit/test_judge_cases.py",
        "tests/unit/test_channels.py",
        "tests/unit/test_ends.py",
        "tests/unit/test_certain.py",
    ),
    "analysis/experiment/verdict.py": ("tests/unit/test_revision_verdict.py", "tests/unit/test_word_withheld.py"),
    "analysis/experiment/decision.py": (*_WORD, "tests/unit/test_revision_verdict.py"),
    "analysis/experiment/looks.py": _WORD,
    "analysis/experiment/claims.py": _WORD,
    "analysis/experiment/multiple.py": (*_WORD, "tests/theory/test_statistics.py"),
    "analysis/experiment/shares.py": ("tests/theory/test_statistics.py", *_WORD),
    "analysis/experiment/statistics.py": ("tests/theory/test_statistics.py",),
    "analysis/experiment/samples.py": ("tests/unit/test_pairs_of_values.py",),
    "analysis/experiment/hull.py": ("tests/unit/test_hull_by_hand.py", "tests/theory/test_hull.py"),
}
_SLOWER = 10  # times as long as the unchanged code: an endless loop
_COMPARED: dict[type[ast.cmpop], tuple[type[ast.cmpop], ...]] = {
    ast.Lt: (ast.LtE, ast.GtE), ast.LtE: (ast.Lt, ast.Gt), ast.Gt: (ast.GtE, ast.LtE), ast.GtE: (ast.Gt, ast.Lt),
    ast.Eq: (ast.NotEq,), ast.NotEq: (ast.Eq,), ast.Is: (ast.IsNot,), ast.IsNot: (ast.Is,), ast.In: (ast.NotIn,), ast.NotIn: (ast.In,),
}  # fmt: skip
_COMPUTED: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.Div,
    ast.Div: ast.Mult,
    ast.BitOr: ast.BitAnd,
}
_NAMED = {"min": "max", "max": "min", "any": "all", "all": "any"}
_WORDS = frozenset({"phrase", "say"})  # whose texts are codes of words: another room's tests hold those


@dataclass(frozen=True, slots=True)
class Mutant:
    """One change of one file: the node, which of its changes, and where and what it is."""

    file: str
    node: int
    change: int
    line: int
    before: str


def mutants_of(file: str, tree: ast.AST) -> list[Mutant]:
    """All changes of a file, in the order of its lines."""
    found = [
        Mutant(file, place, number, _line_of(node), before)
        for place, node in enumerate(_nodes(tree))
        for number, (before, _) in enumerate(_changes(node))
    ]
    return sorted(found, key=lambda mutant: mutant.line)


def _line_of(node: ast.AST) -> int:
    """The line of a node; of a part that has none, that of the first thing in it."""
    return getattr(node, "lineno", None) or next((part.lineno for part in ast.walk(node) if hasattr(part, "lineno")), 0)


def changed(mutant: Mutant, tree: ast.AST) -> tuple[str, str]:
    """What stands there now, and the whole source with it."""
    twin = copy.deepcopy(tree)
    node = list(_nodes(twin))[mutant.node]
    _, change = list(_changes(node))[mutant.change]
    after = change()
    return after, ast.unparse(ast.fix_missing_locations(twin))


def _nodes(tree: ast.AST) -> Iterator[ast.AST]:
    """All parts of a program that do something: no annotations, docstrings, slots, nor what is only there for types."""
    for field, value in ast.iter_fields(tree):
        if field in ("annotation", "returns", "decorator_list", "type_params"):
            continue
        for child in value if isinstance(value, list) else [value]:
            if isinstance(child, ast.AST) and not _is_for_readers(child):
                yield child
                yield from _nodes(child)


def _is_for_readers(node: ast.AST) -> bool:
    if isinstance(node, ast.Import | ast.ImportFrom):
        return True
    if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
        return True
    if isinstance(node, ast.Assign) and any(isinstance(target, ast.Name) and target.id == "__slots__" for target in node.targets):
        return True
    if isinstance(node, ast.If) and isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING":
        return True
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in _WORDS


Change = tuple[str, Callable[[], str]]  # what stands there; a deed that changes it and says what stands there now


def _changes(node: ast.AST) -> Iterator[Change]:
    """The changes that a node offers, without making them."""
    if isinstance(node, ast.Compare):
        for place, op in enumerate(node.ops):
            for other in _COMPARED.get(type(op), ()):
                yield ast.unparse(node), partial(_compared, node, place, other)
    elif isinstance(node, ast.BoolOp):
        yield ast.unparse(node), partial(_swapped, node)
    elif isinstance(node, ast.BinOp) and type(node.op) in _COMPUTED:
        yield ast.unparse(node), partial(_computed, node)
    elif isinstance(node, ast.Constant):
        if node.value is not None and node.value is not Ellipsis:
            yield ast.unparse(node), partial(_constant, node)
    elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in _NAMED:
        yield ast.unparse(node), partial(_renamed, node)
    yield from _turned(node)
    yield from _dropped(node)


def _turned(node: ast.AST) -> Iterator[Change]:
    """A question answered the other way round; a value not returned."""
    if isinstance(node, ast.If | ast.IfExp | ast.While) and not isinstance(node.test, ast.Compare | ast.Constant):
        yield f"if {ast.unparse(node.test)}", partial(_negated, node)
    elif isinstance(node, ast.comprehension) and node.ifs:
        yield f"if {' and '.join(map(ast.unparse, node.ifs))}", partial(_unfiltered, node)
    elif isinstance(node, ast.Return) and not (node.value is None or (isinstance(node.value, ast.Constant) and not node.value.value)):
        yield ast.unparse(node), partial(_returned, node)


def _dropped(node: ast.AST) -> Iterator[Change]:
    """A statement left out."""
    for field in ("body", "orelse"):
        block = getattr(node, field, None)
        if not isinstance(block, list) or isinstance(node, ast.Module | ast.ClassDef):
            continue
        for place, statement in enumerate(block):
            left_out = isinstance(statement, ast.Assign | ast.AugAssign | ast.Continue | ast.Break | ast.Raise | ast.Delete)
            if left_out or (isinstance(statement, ast.Expr) and not isinstance(statement.value, ast.Constant)):
                yield ast.unparse(statement), partial(_left_out, block, place)


def _compared(node: ast.Compare, place: int, other: type[ast.cmpop]) -> str:
    node.ops[place] = other()
    return ast.unparse(node)


def _swapped(node: ast.BoolOp) -> str:
    node.op = ast.Or() if isinstance(node.op, ast.And) else ast.And()
    return ast.unparse(node)


def _computed(node: ast.BinOp) -> str:
    node.op = _COMPUTED[type(node.op)]()
    return ast.unparse(node)


def _constant(node: ast.Constant) -> str:
    value = node.value
    if isinstance(value, bool):
        node.value = not value
    elif isinstance(value, int | float):
        node.value = value + 1
    elif isinstance(value, str):
        node.value = f"{value}~"
    return ast.unparse(node)


def _renamed(node: ast.Call) -> str:
    if isinstance(node.func, ast.Name):
        node.func.id = _NAMED[node.func.id]
    return ast.unparse(node)


def _negated(node: ast.If | ast.IfExp | ast.While) -> str:
    node.test = node.test.operand if isinstance(node.test, ast.UnaryOp) and isinstance(node.test.op, ast.Not) else ast.UnaryOp(ast.Not(), node.test)
    return f"if {ast.unparse(node.test)}"


def _unfiltered(node: ast.comprehension) -> str:
    node.ifs = []
    return "(everything)"


def _returned(node: ast.Return) -> str:
    node.value = ast.Constant(None)
    return "return None"


def _left_out(block: list[ast.stmt], place: int) -> str:
    block[place] = ast.Pass()
    return "(left out)"


# -- running ---------------------------------------------------------------------------------------------------------------


def copied(folder: Path) -> Path:
    """The tree as it is now, with all that git does not ignore."""
    command = [shutil.which("git") or "git", "ls-files", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True)  # noqa: S603 a fixed command
    for name in listed.stdout.splitlines():
        if (ROOT / name).is_file():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, folder / name)
    return folder


def passes(tree: Path, tests: list[str], at_most: float) -> tuple[bool, float]:
    """Whether the tests pass in a copy of the tree, and how many seconds they took; longer than `at_most` is a failure."""
    began = time.perf_counter()
    child = os.fork()
    if not child:
        _run(tree, tests)
    signal.signal(signal.SIGALRM, lambda *_: os.kill(child, signal.SIGKILL))
    signal.setitimer(signal.ITIMER_REAL, at_most)
    _, status = os.waitpid(child, 0)
    signal.setitimer(signal.ITIMER_REAL, 0)
    return status == 0, time.perf_counter() - began


def killed_in_place(tree: Path, mutants: list[Mutant], trees: dict[str, ast.AST], tests: list[str]) -> set[int]:
    """The places, among the changes, of those that a test notices when it is made within one process."""
    reading, writing = os.pipe()
    child = os.fork()
    if not child:
        os.close(reading)
        functions = {file: functions_of(parsed) for file, parsed in trees.items()}
        patches = []
        for number, mutant in enumerate(mutants):
            node = list(_nodes(trees[mutant.file]))[mutant.node]
            if name := functions[mutant.file].get(id(node)):
                patches.append(Patch(number, mutant.file, name, mutant.line, partial(_source_of, mutant, trees[mutant.file])))
        plugin = InPlace(tree, list(trees), patches)
        _run(tree, tests, plugin, writing)
    os.close(writing)
    with os.fdopen(reading, "rb") as file:
        told = file.read()
    os.waitpid(child, 0)
    return {int(number) for number in told.split()}


def _source_of(mutant: Mutant, tree: ast.AST) -> str:
    return changed(mutant, tree)[1]


def _run(tree: Path, tests: list[str], plugin: InPlace | None = None, answers: int = 0) -> None:
    """Run the tests in this process, and end it; with a plugin, tell what it found."""
    import pytest

    nothing = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nothing, 1)
    os.dup2(nothing, 2)
    os.chdir(tree)
    os.environ["PYTHONPATH"] = str(tree)
    sys.path[:] = [str(tree), *(place for place in sys.path if place and Path(place).resolve() not in (ROOT, ROOT / "tools"))]
    sys.dont_write_bytecode = True  # a file changed twice in one second would be taken for its older self
    options = ["-x", "-q", "-n0", "-p", "no:cacheprovider", "-W", "ignore::pytest.PytestAssertRewriteWarning"]
    code = pytest.main([*options, *tests], plugins=[] if plugin is None else [plugin])
    if plugin is not None:
        os.write(answers, " ".join(map(str, sorted(plugin.killed))).encode())
    product = sys.modules.get("sim")
    stranger = product is not None and not str(getattr(product, "__file__", "")).startswith(str(tree))
    os._exit(9 if stranger else int(code))


def nearest(files: list[str]) -> list[str]:
    """The tests that are known to hold these files."""
    return list(dict.fromkeys(test for file in files for test in NEAREST.get(file, NEAREST.get(str(Path(file).parent), ()))))


def main() -> int:
    """Print the changes that survive, and how many were killed."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("files", nargs="+", help="files to change, from the root of the tree")
    parser.add_argument("--tests", nargs="+", help="the tests nearest to them; those that are known for a file without it")
    parser.add_argument("--sample", type=int, default=0, help="how many changes to try; 0 for all")
    parser.add_argument("--seed", type=int, default=1, help="of the sample")
    parser.add_argument("--all", action="store_true", help="print what was killed, too")
    parser.add_argument("--quick", action="store_true", help="believe what the tests say within one process of what survives")
    given = parser.parse_args()
    given.tests = given.tests or nearest(given.files)
    if not given.tests:
        parser.error("no tests are known for these files: name some with --tests")

    trees = {file: ast.parse((ROOT / file).read_text(encoding="utf-8")) for file in given.files}
    mutants = [mutant for file, tree in trees.items() for mutant in mutants_of(file, tree)]
    if 0 < given.sample < len(mutants):
        chosen = sorted(Random(given.seed).sample(range(len(mutants)), given.sample))  # noqa: S311 a sample, no secret
        print(f"{given.sample} of {len(mutants)} changes, seed {given.seed}")
        mutants = [mutants[place] for place in chosen]
    for name in _SHARED:
        importlib.import_module(name)
    with tempfile.TemporaryDirectory(prefix="mutants-") as folder:
        tree = copied(Path(folder).resolve())
        well, seconds = passes(tree, given.tests, at_most=600)
        if not well:
            print("the tests fail without any change")
            return 2
        killed = 0
        noticed = killed_in_place(tree, mutants, trees, given.tests)
        for number, mutant in enumerate(mutants):
            after, source = changed(mutant, trees[mutant.file])
            survived = number not in noticed and (given.quick or _survives(tree / mutant.file, source, tree, given.tests, seconds))
            killed += not survived
            if survived or given.all:
                print(f"{'SURVIVED' if survived else 'killed  '} {mutant.file}:{mutant.line}: {mutant.before}  →  {after}", flush=True)
    print(f"{killed} of {len(mutants)} killed ({100 * killed / len(mutants):.1f} %); the tests take {seconds:.1f} s")
    return 0


def _survives(file: Path, source: str, tree: Path, tests: list[str], seconds: float) -> bool:
    before = file.read_text(encoding="utf-8")
    file.write_text(source, encoding="utf-8")
    try:
        return passes(tree, tests, at_most=max(5.0, _SLOWER * seconds))[0]
    finally:
        file.write_text(before, encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
