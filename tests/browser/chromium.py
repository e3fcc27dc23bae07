"""One headless browser for the tests of a page: offline, in a folder of its own, asked through its driver."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

NEEDED = "DRILL_NEEDS_BROWSER"  # set where the tests must not be skipped
_SWITCHES = (
    "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
)  # fmt: skip


def found() -> tuple[str, str] | None:
    """The browser and its driver, where both are there."""
    browser = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    driver = shutil.which("chromedriver")
    return (browser, driver) if browser and driver else None


@contextmanager
def started(profile: Path) -> Iterator[Any]:
    """A browser with a profile in a folder; skips the test where there is none, and fails where there must be one."""
    here = found()
    if here is None:
        if os.environ.get(NEEDED):
            pytest.fail(f"there is no chromium with its driver, and {NEEDED} is set")
        pytest.skip("there is no chromium with its driver here")
    from selenium import webdriver
    from selenium.webdriver.chrome.options import Options
    from selenium.webdriver.chrome.service import Service

    options = Options()
    options.binary_location = here[0]
    for switch in (*_SWITCHES, f"--user-data-dir={profile}"):
        options.add_argument(switch)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
    driver = webdriver.Chrome(options=options, service=Service(here[1]))
    try:
        yield driver
    finally:
        driver.quit()


def sized(driver: Any, wide: int, high: int = 900) -> None:
    """Let a screen be so many pixels large; a narrow one is a phone's."""
    metrics = {"width": wide, "height": high, "deviceScaleFactor": 1, "mobile": wide < 500}
    driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", metrics)
