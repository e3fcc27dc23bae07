"""Measures beside the figures: over pairs with a value in both, with limits only from enough of them."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from analysis.experiment.described import described
from tests.theory.conducted import study_of
from tests.theory.simulated import figure

TOLD = figure("told")
MEASURES: Any = {"told": SimpleNamespace(id="told", direction="lower")}


def of(before, after):
    study, store = study_of({"s": {"baseline": {"told": np.array(before)}, "revision": {"told": np.array(after)}}}, [TOLD])
    (found,) = described(store, study, "revision", range(1, len(before) + 1), MEASURES)
    return found


@pytest.mark.parametrize(("pairs", "told"), [(29, False), (30, True)])
def test_limits_of_means_are_told_from_thirty_pairs_on(pairs, told):
    luck = np.random.default_rng(1)
    before = luck.normal(30, 5, pairs)
    found = of([*before, np.nan], [*(before - 5), 3.0])
    assert (found.pairs, found.only_arm, found.difference) == (pairs, 1, pytest.approx(-5))
    assert (found.low is not None, found.sure) == (told, told)


@pytest.mark.parametrize(("pairs", "told"), [(9, False), (10, True)])
def test_limits_of_what_is_yes_or_no_from_ten(pairs, told):
    found = of([0.0] * pairs, [1.0] * pairs)
    assert (found.low is not None, found.sure) == (told, told)
    assert (found.up, found.down) == (pairs, 0)
