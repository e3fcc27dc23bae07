"""What is lost in a good log never makes a verdict better, nor another: each keeps its word or cannot be judged, and none is gone.

Here a part of what `benchmarks/spoiled_logs.py` tries; it tries every cell of every log.
"""

from __future__ import annotations

from functools import cache

import pytest

from benchmarks.spoiled_logs import GoodLog, good_logs, wrongs

EVERY = 9


@cache
def logs() -> dict[str, GoodLog]:
    return {log.name: log for log in good_logs()}


@pytest.mark.parametrize("complete", [None, ()], ids=["as it says", "complete"])
@pytest.mark.parametrize("name", ["first-night", "fall"])
def test_a_spoiled_row_makes_no_verdict_better_and_no_other(name, complete):
    found, count = wrongs(logs()[name], complete, every=EVERY, first=len(name) % EVERY)

    assert count["tried"] > 5
    assert count["withheld"] > 0  # something rested on what was spoiled
    assert found == []
