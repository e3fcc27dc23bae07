"""Try many changes of a program on tests that are collected once: what `mutate.py` does first, because it is quick.

The tests are collected, and the product imported, in one process. For each change a copy of it (a fork) gets the changed function in place
of its code, and runs the tests that came by that function, those that came by the changed line first, until one fails. Whatever cannot be
changed so (a constant of a module, a default), and whatever survives, is for `mutate.py` to try the long way: a result kept from before the
change, or a test that starts a process of its own, may hide it here.
"""

from __future__ import annotations

import ast
import gc
import os
import signal
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from types import CodeType, FrameType, FunctionType
from typing import Any

import pytest

_AT_LEAST_S = 3.0  # of processor time, before a change is taken to have made an endless loop
_SLOWER = 5


@dataclass(frozen=True, slots=True)
class Patch:
    """A change of one function: its file, name and line, and the whole source with it, made when it is needed."""

    number: int
    file: str
    function: str
    line: int
    source: Callable[[], str]


def functions_of(tree: ast.AST) -> dict[int, str]:
    """The outermost function in whose body a part stands, by the part's `id`; parts outside of functions are not in it."""
    found: dict[int, str] = {}

    def walk(node: ast.AST, prefix: str) -> None:
        for child in ast.iter_child_nodes(node):
            if isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef):
                for statement in child.body:
                    found.update((id(part), prefix + child.name) for part in ast.walk(statement))
                found[id(child)] = prefix + child.name  # a statement of its body that is left out
            elif isinstance(child, ast.ClassDef):
                walk(child, f"{prefix}{child.name}.")

    walk(tree, "")
    return found


def _codes(code: CodeType) -> Iterator[CodeType]:
    for part in code.co_consts:
        if isinstance(part, CodeType):
            yield part
            yield from _codes(part)


@dataclass(slots=True)
class _Test:
    item: pytest.Item
    lines: set[tuple[str, int]]
    functions: set[tuple[str, str]]
    seconds: float = 0.0


class InPlace:
    """A plugin of pytest that tries the changes instead of running the tests. `killed` holds the numbers of those that a test noticed."""

    def __init__(self, tree: Path, files: list[str], patches: list[Patch]) -> None:
        self.killed: set[int] = set()
        self._paths = {str(tree / file): file for file in files}
        self._tree = tree
        self._patches = patches
        self._forked = False

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """Try every change."""
        tests = self._by_what_they_touch(session.items)
        functions = self._functions()
        for patch in self._patches:
            place = (patch.file, patch.function)
            near = [test for test in tests if place in test.functions]
            near.sort(key=lambda test, at=(patch.file, patch.line): at not in test.lines)  # type: ignore[misc] # a default of a lambda
            code = self._changed(patch)
            if near and code is not None and functions.get(place) and self._fails(near, functions[place], code):
                self.killed.add(patch.number)
        return True

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """The first failure is enough."""
        if self._forked and report.failed:
            os._exit(1)

    def _functions(self) -> dict[tuple[str, str], list[FunctionType]]:
        found: dict[tuple[str, str], list[FunctionType]] = {}
        gc.unfreeze()  # the tests freeze what has been collected, and what is frozen is not among the objects
        for one in gc.get_objects():
            if type(one) is FunctionType and one.__code__.co_filename in self._paths:
                found.setdefault((self._paths[one.__code__.co_filename], one.__code__.co_qualname), []).append(one)
        return found

    def _changed(self, patch: Patch) -> CodeType | None:
        """The code of the changed function; None where there are several of its name."""
        whole = compile(patch.source(), str(self._tree / patch.file), "exec", dont_inherit=True)
        named = [code for code in _codes(whole) if code.co_qualname == patch.function]
        return named[0] if len(named) == 1 else None

    def _fails(self, tests: list[_Test], functions: list[FunctionType], code: CodeType) -> bool:
        limit = _AT_LEAST_S + _SLOWER * sum(test.seconds for test in tests)

        def attempt() -> None:
            signal.setitimer(signal.ITIMER_PROF, limit)  # an endless loop is ended by the signal
            for function in functions:
                function.__code__ = code
            items = [test.item for test in tests]
            for item, following in zip(items, [*items[1:], None], strict=True):
                item.config.hook.pytest_runtest_protocol(item=item, nextitem=following)

        return self._in_a_copy(attempt) != 0

    def _in_a_copy(self, deed: Callable[[], None]) -> int:
        child = os.fork()
        if child:
            return os.waitpid(child, 0)[1]
        self._forked = True
        nothing = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nothing, 1)
        os.dup2(nothing, 2)
        try:
            deed()
        except BaseException:  # noqa: BLE001 whatever it was, this process ends here
            os._exit(2)
        os._exit(0)

    def _by_what_they_touch(self, items: list[pytest.Item]) -> list[_Test]:
        """Run all tests once, unchanged, in a copy that tells which lines of the files each came by."""
        import pickle

        reading, writing = os.pipe()
        tests = [_Test(item, set(), set()) for item in items]

        def attempt() -> None:
            os.close(reading)
            for test, following in zip(tests, [*items[1:], None], strict=True):
                self._watched(test, following)
            with os.fdopen(writing, "wb") as file:
                pickle.dump([(test.lines, test.functions, test.seconds) for test in tests], file)

        child = os.fork()
        if not child:
            os._exit(self._in_a_copy(attempt) != 0)
        os.close(writing)
        with os.fdopen(reading, "rb") as file:
            told = file.read()
        os.waitpid(child, 0)
        if not told:
            raise pytest.UsageError("the tests fail without any change")
        return [
            _Test(item, lines, functions, seconds)
            for item, (lines, functions, seconds) in zip(items, pickle.loads(told), strict=True)  # noqa: S301 our own
        ]

    def _watched(self, test: _Test, following: pytest.Item | None) -> None:
        paths = self._paths

        def line(frame: FrameType, what: str, _: Any) -> Any:
            if what == "line":
                test.lines.add((paths[frame.f_code.co_filename], frame.f_lineno))
            return line

        def call(frame: FrameType, _: str, __: Any) -> Any:
            file = paths.get(frame.f_code.co_filename)
            if file is None:
                return None
            test.functions.add((file, frame.f_code.co_qualname.split(".<locals>")[0]))
            return line

        began = time.process_time()
        sys.settrace(call)
        test.item.config.hook.pytest_runtest_protocol(item=test.item, nextitem=following)
        sys.settrace(None)
        test.seconds = time.process_time() - began
