"""Duties that depend on how much time lay between two moments, worked out by hand: at, below and above the length."""

from __future__ import annotations

import pytest

from tests.unit.obligation_logs import Log


def log(when, on="classified", **more):
    return Log({"bearer": "county", "on": on, "when": when, "to": ["city"]} | more)


@pytest.mark.parametrize(("at", "raised"), [(1449.0, 0), (1450.0, 0), (1450.5, 1)])
def test_a_duty_of_late_gradings_arises_only_after_so_long(at, raised):
    book = log("elapsed('aware', 'classified') > '24 h'")
    book.see(10, "noticed", "county")
    book.see(at, "classified", "county", grade="I")

    assert len(book.raised()) == raised
    assert not book.book.doubts


def test_a_moment_that_nobody_knows_leaves_it_open():
    book = log("elapsed('aware', 'classified') > '24 h'")
    book.see(1500, "classified", "county", grade="I")

    assert book.raised() == []
    assert len(book.book.doubts) == 1


def test_awareness_is_that_of_whoever_acts_in_the_row():
    book = log("elapsed('aware', 'classified') > '1 h'")
    book.see(0, "noticed", "works")
    book.see(50, "received", "works", "county", "initial")
    book.see(100, "classified", "county", grade="I")
    assert book.raised() == []

    book.see(101, "noticed", "works")
    book.see(102, "regraded", "works", grade="II")
    assert len(book.raised()) == 1


def test_the_grading_is_the_latest_at_or_before_the_row():
    book = log("elapsed('classified', 'trigger') >= '1 h'", on="verified")
    book.see(0, "classified", "county", grade="III")
    book.see(50, "regraded", "county", grade="II")
    book.see(60, "verified", "county")
    assert book.raised() == []

    book.see(110, "verified", "county")
    assert len(book.raised()) == 1


@pytest.mark.parametrize(("at", "raised"), [(69, 1), (70, 1), (71, 0)])
def test_a_receipt_is_measured_for_whoever_received_it(at, raised):
    book = log("elapsed('occurred', 'received') <= '1 h'", on="received")
    book.see(10, "occurred")
    book.see(at, "received", "works", "county", "initial")

    assert len(book.raised()) == raised


@pytest.mark.parametrize(("at", "raised"), [(80, 0), (81, 1)])
def test_the_doing_of_a_duty_is_a_moment_too(at, raised):
    first = {"id": "first", "bearer": "county", "on": "noticed", "to": ["city"]}
    book = Log(first, {"id": "x", "bearer": "county", "on": "assessed", "when": "elapsed('duty:first', 'trigger') > '1 h'", "to": ["top"]})
    book.see(0, "noticed", "county")
    book.see(20, "received", "county", "city", "initial")
    book.see(at, "assessed", "county")

    assert len(book.raised()) == raised


def test_a_mere_risk_is_no_awareness_of_the_event():
    book = log("elapsed('aware', 'classified') > '1 h'")
    book.see(0, "noticed", "county")
    book.see(500, "occurred")
    book.see(510, "noticed", "county")
    book.see(520, "classified", "county", grade="I")

    assert book.raised() == []
