"""Which limits of a duty would be kept: against a closed form, and by the command."""

import json
import tomllib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.experiment.arms import cases_of
from analysis.experiment.limit_grid import can_vary, grid, with_limit
from analysis.experiment.limit_search import search_limits
from analysis.experiment.store import ResultStore
from sim.durations import Span
from sim.plan.limits import Limit
from sim.plan.loader import check_plan_document
from tests.command_line import command
from tests.experiment.chain_files import write_chain
from tests.unit.flood_plan import PLAN

RUNS = 240
MINUTES = st.floats(min_value=0.0, max_value=10_000.0)


@pytest.fixture(scope="module")
def searched(tmp_path_factory):
    """The limits of a duty that takes uniformly 2 to 10 minutes; the plan allows 8."""
    folder = tmp_path_factory.mktemp("chain")
    cases = cases_of([str(write_chain(folder))], [])
    with ResultStore(folder / "results.sqlite") as store:
        return search_limits(cases, "tell-hall", (4.0, 6.0, 8.0, 12.0), store, 1, RUNS, workers=1)


def test_each_limit_is_kept_as_often_as_the_time_that_the_duty_takes_says(searched):
    for one in searched.of("leak"):
        assert one.row is not None
        assert one.limit_min is not None
        truth = min(1.0, (one.limit_min - 2) / 8)
        error = (truth * (1 - truth) / RUNS) ** 0.5
        assert (one.row.instances, one.row.runs) == (RUNS, RUNS)
        assert abs(one.row.in_time.middle - truth) <= 4.5 * error, one.limit_min


def test_the_shortest_that_is_surely_kept_is_the_first_whose_lower_limit_is_nine_in_ten(searched):
    surely = searched.surely_kept("leak")

    assert [one.limit_min for one in searched.of("leak")] == [4.0, 6.0, 8.0, 12.0]  # the plan's own is run once
    assert surely is not None
    assert surely.limit_min == 12.0


def test_a_limit_that_changes_nothing_done_makes_no_difference(searched):
    words = {verdict.revision: verdict.word for verdict in searched.found.verdicts}

    assert words == {"4min": "no-difference", "6min": "no-difference", "12min": "no-difference"}


@given(st.none() | st.sampled_from([5.0, 30.0, 45.0, 120.0]), st.lists(MINUTES, max_size=30))
def test_limits_to_try_are_round_few_and_never_the_plans_own(own, took):
    tried = grid(own, took)

    assert list(tried) == sorted(set(tried))
    assert own not in tried
    assert len(tried) <= 6
    assert bool(tried) == bool(took or own)
    assert all(tried[-1] >= minutes or minutes > 4320 for minutes in sorted(took)[: int(0.99 * len(took))])


def test_only_the_limit_of_one_duty_is_changed_and_its_start_stays():
    plan = check_plan_document(tomllib.loads(PLAN), "plan.toml")
    duty = plan.duty[0]
    assert isinstance(duty.within, Limit)
    assert duty.within.start != "trigger"

    changed = with_limit(plan, duty.id, 7.0)

    moved = [one for one, other in zip(changed.duty, plan.duty, strict=True) if one != other]
    assert [(one.id, one.within) for one in moved] == [(duty.id, Limit(Span(7.0), duty.within.start))]
    assert changed.model_copy(update={"duty": plan.duty}) == plan


def test_duties_whose_limit_is_no_one_length_are_refused():
    plan = check_plan_document(tomllib.loads(PLAN), "plan.toml")

    refused = {one.id for one in plan.duty if not can_vary(one)}

    assert refused == {"hourly", "pump"}  # one recurs, one ends at the earlier of two
    silent = check_plan_document(tomllib.loads(PLAN.replace('limit = "30 min"', 'limit = "none stated"', 1)), "plan.toml")
    days = check_plan_document(tomllib.loads(PLAN.replace('limit = "30 min"', 'limit = "2 days"', 1)), "plan.toml")
    assert [can_vary(held.duty[0]) for held in (silent, days)] == [True, False]


def test_the_command_keeps_and_prints_what_was_found(tmp_path):
    write_chain(tmp_path)

    done = command("evaluate", "./leak.toml", "--find-limits", "tell-hall", "--limit", "4 min", "--runs", 5, "--out", "o", "--json", cwd=tmp_path)

    document = json.loads(done.stdout)
    assert done.returncode == 0, done.stderr
    assert json.loads((tmp_path / "o" / "limits.json").read_bytes()) == document
    assert [(one["limit_min"], one["of_the_plan"], one["instances"]) for one in document["scenarios"][0]["limits"]] == [(4, False, 5), (8, True, 5)]
    assert (tmp_path / "o" / "limits.png").is_file()


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--find-limits", "tell-hal"], 'did you mean "tell-hall"'),
        (["--find-limits", "tell-hall", "--revision", "tighter.toml"], "--revision"),
        (["--find-limits", "tell-hall", "--decide"], "--decide"),
        (["--find-limits", "tell-hall", "--limit", "2 days"], "a length above 0"),
        (["--find-limits", "tell-hall", "--limit", "0 min"], "a length above 0"),
        (["--find-limits", "tell-hall", *[word for n in range(1, 14) for word in ("--limit", f"{n} min")]], "at most 12"),
        (["--limit", "5 min"], "which duty is meant"),
        ([], "--revision"),
    ],
)
def test_what_cannot_be_asked_is_told_before_anything_runs(tmp_path, words, said):
    write_chain(tmp_path)

    done = command("evaluate", "./leak.toml", *words, "--out", "o", cwd=tmp_path)

    assert done.returncode == 2
    assert said in done.stderr
    assert not (tmp_path / "o" / "limits.json").exists()
