"""Truthful records of any shape hold no contradiction, and each one that is planted in them is found."""

from __future__ import annotations

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.contradictions import contradictions
from sim.plan.model import Plan
from sim.record import Header, Record, Row

BODIES = ("crew", "shop", "works", "county", "city", "press")
ABOVE = {"crew": "shop", "shop": "works", "works": "county", "county": "city"}
PLAN = Plan.model_validate({
    "plan": {"id": "works", "title": "Works"},
    "fact": [{"id": "hurt", "name": "hurt", "type": "count"}, {"id": "gas", "name": "gas", "type": "flag"},
             {"id": "kinds", "name": "kinds", "type": "set of", "values": ["a", "b", "c"]}],
    "body": [{"id": body, "name": body, "clause": "1", "superior": ABOVE.get(body, "none stated")} for body in BODIES],
    "grade": [{"id": "I", "name": "I", "clause": "2", "any": [{"clause": "2", "when": "hurt >= 10"}]},
              {"id": "II", "name": "II", "clause": "2", "any": [{"clause": "2", "when": "hurt < 10"}]}],
})  # fmt: skip
HEADER = Header(version="1", plan={}, resources={}, scenario={}, seed=1, start="2026-03-10T09:00:00", horizon_min=0, events={})
VALUES = {"hurt": st.integers(0, 20), "gas": st.booleans(), "kinds": st.sets(st.sampled_from("abc"), min_size=1).map(sorted)}
FINDINGS = st.fixed_dictionaries({}, optional=VALUES).filter(bool)
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("find"), st.sampled_from(BODIES), FINDINGS),
        st.tuples(st.just("tell"), st.sampled_from(BODIES), st.sampled_from(BODIES), st.sampled_from((0, 0, 1, 7))),
    ),
    min_size=1,
    max_size=30,
)
GAPS = st.lists(st.sampled_from((0.0, 0.0, 1.0, 5.0)), min_size=30, max_size=30)
Known = dict[str, dict[str, tuple[Any, float]]]  # by body and fact: the value and since when it is so


class Teller:
    """Writes a record in which everybody passes on exactly what they last learnt. With `aged` rows say as of when a value is."""

    def __init__(self, steps: list[Any], gaps: list[float], *, aged: bool) -> None:
        self.aged, self.time = aged, 0.0
        self.known: Known = {}
        self.rows: list[Row] = []
        self.way: list[tuple[float, Any, str, dict[str, tuple[Any, float]]]] = []
        for step, gap in zip(steps, gaps, strict=False):
            self.pass_time(gap)
            if step[0] == "find":
                self.find(step[1], step[2])
            elif step[1] != step[2] and step[1] in self.known:
                logged = step[2] not in ("shop", "press")  # whose receipts nobody logs
                self.tell(step[1], step[2], step[3] if logged else None)
        self.pass_time(100.0)

    def pass_time(self, gap: float) -> None:
        """Time goes on, and what arrives by then is received in its order."""
        end = self.time + gap
        came = [one for one in self.way if one[0] <= end]
        for due, sender, to, said in sorted(came, key=lambda one: one[0]):
            self.time = due
            self.write("received", sender, to, said)
            self.learn(to, said)
        self.way = [one for one in self.way if one[0] > end]
        self.time = end

    def find(self, who: str, values: dict[str, Any]) -> None:
        """Somebody sees for himself."""
        said = {fact: (value, self.time) for fact, value in values.items()}
        self.write("verified" if who in self.known else "noticed", who, None, said)
        self.learn(who, said)

    def tell(self, who: str, to: str, takes: float | None) -> None:
        """Somebody passes on all that he knows; with None no receipt is logged."""
        said = dict(self.known[who])
        self.write("reported", who, to, said)
        if takes is None:
            self.learn(to, said)
        else:
            self.way.append((self.time + takes, who, to, said))

    def learn(self, who: str, said: dict[str, tuple[Any, float]]) -> None:
        """Of what is aged the newest counts, else what came last."""
        known = self.known.setdefault(who, {})
        for fact, (value, age) in said.items():
            if not self.aged or fact not in known or age >= known[fact][1]:
                known[fact] = (value, age)

    def write(self, kind: str, actor: str, to: str | None, said: dict[str, tuple[Any, float]]) -> None:
        """A row."""
        facts: dict[str, Any] = {fact: value for fact, (value, _) in said.items()}
        if self.aged and said:
            facts["as_of"] = {fact: age for fact, (_, age) in said.items()}
        form = "initial" if kind in ("reported", "received") else None
        self.rows.append(Row(len(self.rows), self.time, kind, actor, to, None, form, "E1", None, None, None, facts))


def found(rows: list[Row]) -> list[tuple[str, tuple[int, ...]]]:
    return [(one.kind, one.rows) for one in contradictions(Record(HEADER, tuple(rows)), PLAN)]


@settings(max_examples=120)
@given(STEPS, GAPS, st.booleans())
def test_whoever_passes_on_what_he_last_learnt_contradicts_nobody(steps, gaps, aged):
    rows = Teller(steps, gaps, aged=aged).rows

    assert found(rows) == []


@settings(max_examples=50)
@given(STEPS, GAPS, st.integers(1, 20), st.integers(1, 5))
def test_a_number_told_smaller_on_the_way_up_is_found(steps, gaps, number, less):
    story = Teller(steps, gaps, aged=False)
    story.find("works", {"hurt": number})
    story.pass_time(2.0)
    story.tell("works", "county", None)
    story.rows[-1].facts["hurt"] = number - min(less, number)

    assert ("told-differently", (len(story.rows) - 2, len(story.rows) - 1)) in found(story.rows)


@settings(max_examples=50)
@given(STEPS, GAPS, st.integers(1, 20), st.integers(1, 5), st.sampled_from(["city", "press", "crew"]))
def test_two_numbers_at_one_time_are_found(steps, gaps, number, more, other):
    story = Teller(steps, gaps, aged=False)
    story.find("works", {"hurt": number})
    story.pass_time(2.0)
    story.tell("works", "county", None)
    story.tell("works", other, None)
    story.rows[-1].facts["hurt"] = number + more

    assert ("told-differently", (len(story.rows) - 2, len(story.rows) - 1)) in found(story.rows)


@settings(max_examples=50)
@given(STEPS, GAPS, st.integers(0, 20), st.booleans())
def test_a_grade_against_the_facts_is_found_and_one_that_follows_is_not(steps, gaps, number, right):
    story = Teller(steps, gaps, aged=False)
    story.find("city", {"hurt": number})
    follows, other = ("I", "II") if number >= 10 else ("II", "I")
    story.rows.append(Row(len(story.rows), story.time, "classified", "city", about="E1", facts={"grade": follows if right else other}))

    assert (("grade-not-from-facts", (len(story.rows) - 1,)) in found(story.rows)) is not right


@settings(max_examples=50)
@given(STEPS, GAPS)
def test_a_message_of_somebody_who_cannot_know_yet_is_found(steps, gaps):
    story = Teller([("find", "crew", {"hurt": 1}), *(step for step in steps if "press" not in step)], [0.0, *gaps], aged=False)
    story.rows.append(Row(len(story.rows), story.time, "reported", "press", "city", None, "initial", "E1", facts={"hurt": 1}))

    assert found(story.rows) == [("before-known", (len(story.rows) - 1,))]
