"""What every test stands on: compiled words, and one profile for properties."""

from __future__ import annotations

import gc
import importlib.util
import os
import sys
from collections.abc import Generator, Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from tests import drills

# A deadline measures the machine: a slow one would fail a right program.
settings.register_profile("drill", deadline=None)
settings.load_profile("drill")

# Tests make many small objects and few rings of them: looking for rings after every 700 costs a sixth of the suite.
gc.set_threshold(50_000, 10, 10)


def pytest_configure(config: pytest.Config) -> None:
    """Compile the catalogues as the build does, so that a changed word is tested; tables are as wide as in a pipe, whoever starts the tests."""
    os.environ.pop("COLUMNS", None)
    file = Path(__file__).parent.parent / "tools" / "catalogues.py"
    spec = importlib.util.spec_from_file_location("catalogues", file)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    module.compile_all()


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, object, object]:
    """Collect without looking for rings; what has been collected stays to the end, so nobody need look through it again."""
    gc.disable()
    try:
        return (yield)
    finally:
        gc.collect()
        gc.freeze()
        gc.enable()


@pytest.fixture(scope="session", autouse=True)
def _drills_that_tests_share_stay_what_they_were(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    run = tmp_path_factory.getbasetemp()
    drills.FOLDER = (run.parent if "PYTEST_XDIST_WORKER" in os.environ else run) / "drills"
    yield
    if (shipped := sys.modules.get("tests.shipped")) is not None:
        assert shipped.changed() == []
