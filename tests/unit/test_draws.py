"""Draws by name: even, never at the ends, the same anywhere and for ever."""

import os
import subprocess
import sys

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim import draws
from sim.draws import draw, key

MANY = 50_000


@pytest.fixture(scope="module")
def sample() -> list[float]:
    return [draw(1, "post/clerk/verify", f"message-{number}") for number in range(MANY)]


def test_draws_fall_evenly_into_a_hundred_classes(sample):
    counts = np.histogram(sample, bins=100, range=(0, 1))[0]
    chi_square = float(((counts - MANY / 100) ** 2 / (MANY / 100)).sum())

    # The central 99.98 % of chi-square with 99 degrees of freedom: too even would be as wrong as too uneven.
    assert 54 < chi_square < 161


def test_pairs_of_neighbouring_subjects_fall_evenly_into_a_square(sample):
    counts = np.histogram2d(sample[::2], sample[1::2], bins=10, range=((0, 1), (0, 1)))[0]
    chi_square = float(((counts - MANY / 200) ** 2 / (MANY / 200)).sum())

    assert 54 < chi_square < 161


@pytest.mark.parametrize("others", [
    [draw(2, "post/clerk/verify", f"message-{number}") for number in range(MANY)],
    [draw(1, "post/clerk/classify", f"message-{number}") for number in range(MANY)],
], ids=["the next seed", "another decision"])  # fmt: skip
def test_other_names_give_uncorrelated_luck(sample, others):
    correlation = float(np.corrcoef(sample, others)[0, 1])

    assert abs(correlation) < 4 / MANY**0.5


@given(st.integers(0, 2**63), st.text(max_size=20), st.text(max_size=20))
def test_a_draw_lies_strictly_between_0_and_1_on_the_grid(seed, decision, subject):
    u = draw(seed, decision, subject)

    assert 0 < u < 1
    assert (u * 2**53).is_integer()


@pytest.mark.parametrize(("digest", "expected"), [
    (bytes(8), 2.0**-53),
    (b"\xff" * 8, 1 - 2.0**-53),
    (b"\x80" + bytes(7), 0.5),
])  # fmt: skip
def test_the_ends_of_the_hash_stay_inside(monkeypatch, digest, expected):
    class Fixed:
        def __init__(self, *_, **__):
            pass

        def digest(self):
            return digest

    monkeypatch.setattr(draws, "blake2b", Fixed)

    assert draw(1, "a", "b") == expected


def test_where_the_decision_ends_and_the_subject_begins_matters():
    assert draw(1, "post/clerk", "verify/m1") != draw(1, "post/clerk/verify", "m1")
    assert draw(1, "1/a", "b") != draw(11, "/a", "b")
    assert key(1, "a/b", "c") != key(1, "a", "b/c")


def test_the_values_are_a_promise():
    pinned = {
        (1, "post/clerk/verify", "m1"): 0.7677002258727685,
        (2, "post/clerk/verify", "m1"): 0.17958483247966983,
        (1, "值班员/核实", "来访-1"): 0.8135596354685678,
    }

    assert {name: draw(*name) for name in pinned} == pinned
    assert key(1, "crowd/temper", "scene-1") == 0xB92AC78BC468BDAB1BD9C52FC639577E


def test_a_key_has_128_bits_and_seeds_philox():
    keys = [key(seed, "crowd/temper", "scene") for seed in range(200)]

    assert len(set(keys)) == 200
    assert 2**120 < max(keys) < 2**128
    first, again = (np.random.Generator(np.random.Philox(key=keys[0])).random(3).tolist() for _ in range(2))
    assert first == again


@pytest.mark.parametrize("hash_seed", ["0", "1", "4294967295"])
def test_the_hash_seed_of_python_changes_nothing(hash_seed):
    program = "from sim.draws import draw, key; print(draw(7, 'd', '人'), key(7, 'd', '人'))"
    done = subprocess.run(
        [sys.executable, "-c", program],
        env={**os.environ, "PYTHONHASHSEED": hash_seed, "PYTHONPATH": os.pathsep.join(sys.path)},
        capture_output=True, text=True, check=True,
    )  # fmt: skip

    assert done.stdout == f"{draw(7, 'd', '人')} {key(7, 'd', '人')}\n"
