"""The page of dependencies tells every package of the lock, its licence, and why it is there."""

import re
import runpy
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
TOOL = runpy.run_path(str(ROOT / "tools" / "dependencies.py"))


def test_the_page_tells_every_locked_package_with_its_version():
    rows = re.findall(r"^\| ([a-z0-9-]+) \| (\S+) \| [^|]+ \| [^|]+ \|$", TOOL["PAGE"].read_text("utf-8"), re.MULTILINE)

    assert dict(rows) == TOOL["locked"](), "run python tools/dependencies.py"
    assert len(rows) == len(TOOL["locked"]())


@pytest.mark.skipif(not TOOL["installed"](), reason="licences are read from the locked versions, which are not what is installed here")
def test_the_page_is_current():
    assert TOOL["page"]() == TOOL["PAGE"].read_text("utf-8"), "run python tools/dependencies.py"


def test_every_package_that_is_asked_for_has_its_reason_beside_it():
    assert all(reason for asked in TOOL["wanted"]().values() for reason in asked.values())


def test_what_a_wheel_carries_under_copyleft_is_found():
    text = "Name: OpenBLAS\nFiles: a\nLicense: BSD-3-Clause\n\nName: libquadmath\nFiles: b\nDescription: c\nLicense: LGPL-2.1-or-later\n"
    held = TOOL["_carried"].__globals__

    assert [part for part, licence in held["_PART"].findall(text) if held["_COPYLEFT"].search(licence)] == ["libquadmath"]
