"""What an experiment must never do: find something where there is nothing, miss what was planted, or take a moved mark for a help."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest
from analysis.experiment.comparison import PairedResult, call, compare_minutes
from analysis.experiment.findings import ALL, ArmFinding, Findings

from analysis.experiment.arms import cases_of
from analysis.experiment.bench import Bench
from analysis.experiment.conduct import conduct, conduct_to_precision
from analysis.experiment.evaluation import baseline_rules, evaluate_results, study_of
from analysis.experiment.habits import Habits
from analysis.experiment.sentences import sentence
from analysis.experiment.statistics import Better
from analysis.experiment.store import ResultStore
from analysis.experiment.trial import Study
from analysis.experiment.verdict import deciding_measures, verdict_on
from sim.durations import exactly
from tests.experiment.chain_files import REVISIONS, write_chain

LOWER: Better = "lower is better"


@pytest.fixture(scope="module")
def chain(tmp_path_factory):
    folder = tmp_path_factory.mktemp("chain")
    scenario = write_chain(folder)
    return cases_of([str(scenario)], [str(folder / f"{name}.toml") for name in REVISIONS], plan=str(folder / "plan.toml"))


def arms_of(cases, *names):
    """The same scenario with the baseline and some of its revisions."""
    (case,) = cases
    return (replace(case, arms=(case.arms[0], *(arm for arm in case.arms if arm.name in names))),)


def evaluated(cases, tmp_path, runs, **options):
    study, measures = study_of(cases, None)
    with ResultStore(tmp_path / "results.sqlite") as store:
        conducted = conduct(study, store, range(1, runs + 1), workers=1)
        return evaluate_results(study, store, conducted, measures, **options)


def told(arm):
    """The minute at which the town hall is told, as a function of the seed."""
    bench = Bench(arm.inputs)
    return lambda seed: bench.run(seed).rows[-1].time


def test_a_plan_against_itself_differs_by_exactly_nothing_and_is_run_once(chain, tmp_path):
    base = chain[0].arms[0]
    study, measures = study_of((replace(chain[0], arms=(base, replace(base, name="itself"))),), None)
    with ResultStore(tmp_path / "results.sqlite") as store:
        conducted = conduct(study, store, range(1, 41), workers=1)
        found = evaluate_results(study, store, conducted, measures)

    assert conducted.ran == 40
    assert {one.result.difference for one in found.findings.entries if one.result.n} == {0.0}
    assert all((one.result.better, one.result.worse) == (0, 0) for one in found.findings.entries)
    assert {one.call.word for one in found.verdicts} == {"no-difference"}


def test_on_disjoint_seeds_nothing_is_found_more_often_than_promised(chain):
    time = told(chain[0].arms[0])
    trials, pairs = 200, 20
    wrong = 0
    for trial in range(trials):
        start = trial * 2 * pairs
        before = [time(seed) for seed in range(start, start + pairs)]
        after = [time(seed) for seed in range(start + pairs, start + 2 * pairs)]
        wrong += call(compare_minutes(before, after, direction=LOWER), 0.001).word in ("helps", "hurts")

    assert 2 <= wrong <= 20  # 200 × 5 % = 10; outside in fewer than two of a thousand such batches


def test_a_planted_effect_is_found_and_covered_as_promised(chain):
    base, slower = (told(arm) for arm in arms_of(chain, "slower")[0].arms)
    trials, pairs, planted = 400, 20, 3.0
    covered = found = 0
    for trial in range(trials):
        seeds = range(trial * pairs, (trial + 1) * pairs)
        result = compare_minutes([base(seed) for seed in seeds], [slower(seed) for seed in seeds], direction=LOWER)
        assert result.low is not None
        assert result.high is not None
        covered += result.low <= planted <= result.high
        found += call(result, 1.0).word == "hurts"

    assert found == trials
    assert abs(covered / trials - 0.95) <= 0.02


def test_the_chain_is_as_long_as_its_closed_form(chain):
    time = told(chain[0].arms[0])
    times = [time(seed) for seed in range(4000)]

    assert sum(times) / len(times) == pytest.approx(5 + 4 + 6, abs=4 * (4**2 + 8**2 / 12) ** 0.5 / 4000**0.5)


def test_what_makes_the_chain_faster_helps_and_slower_hurts(chain, tmp_path):
    found = evaluated(arms_of(chain, "faster", "slower"), tmp_path, 60)
    words = {(one.scope, one.revision): (one.call.word, one.finding.measure) for one in found.verdicts}

    assert words == {
        ("leak", "slower"): ("hurts", "town_hall-informed"), (ALL, "slower"): ("hurts", "town_hall-informed"),
        ("leak", "faster"): ("helps", "town_hall-informed"), (ALL, "faster"): ("helps", "town_hall-informed"),
    }  # fmt: skip


@pytest.mark.parametrize("name", ["looser", "no-limit"])
def test_a_limit_that_is_only_loosened_or_repealed_is_never_a_help(chain, tmp_path, name):
    found = evaluated(arms_of(chain, name), tmp_path, 60)

    assert {one.call.word for one in found.verdicts} == {"no-difference"}
    assert {one.heading for one in found.verdicts} == {"only-the-mark-moved"}
    document = found.document("en")
    assert all("nobody knows anything a minute sooner" in one["sentence"] for one in document["verdicts"])
    met = document["measures"]["duties-met"]["arms"][name]
    assert met["difference"] == 0.0
    assert met["by_own_yardstick"] > met["mean"] + 0.05


def test_even_luck_does_not_make_a_loosened_limit_a_help(chain):
    (case,) = arms_of(chain, "looser")
    study, measures = study_of((case,), None)
    lucky = finding("town_hall-informed", "deciding", -5.0)
    found = Findings(entries=(replace(lucky, revision="looser"),), baseline={}, scopes=("leak",))

    assert verdict_on(found, "leak", case.arms[1], study.deciding, measures, {"town_hall-informed": 1.0}).call.word == "no-difference"


def test_only_a_longer_limit_counts_as_loosening(chain):
    assert {arm.name: arm.loosens_only for arm in chain[0].arms} == {
        "baseline": False, "slower": False, "faster": False, "looser": True, "no-limit": True, "tighter": False,
    }  # fmt: skip


def test_minutes_that_are_bought_with_harm_are_headed_as_such(chain):
    (case,) = arms_of(chain, "faster")
    _, measures = study_of((case,), None)
    entries = [finding("town_hall-informed", "deciding", -5.0), finding("hurt", "people", 2.0), finding("heard-share", "people", 0.2)]
    found = Findings(entries=tuple(entries), baseline={}, scopes=("leak",))
    verdict = verdict_on(found, "leak", case.arms[1], ("town_hall-informed",), measures, {"town_hall-informed": 1.0})

    assert verdict.call.word == "helps"
    assert verdict.heading == "harm"
    assert [(trade.measure, trade.harm) for trade in verdict.trades] == [("hurt", True), ("heard-share", False)]


def test_a_measure_that_was_asked_for_does_not_hide_what_the_usual_ones_say(chain):
    (case,) = arms_of(chain, "faster")
    _, measures = study_of((case,), "report-by-anybody")
    usual = deciding_measures(baseline_rules((case,)))
    found = Findings(entries=(finding("report-by-anybody", "deciding", -5.0), finding(usual[0], "other", 9.0)), baseline={}, scopes=("leak",))
    verdict = verdict_on(found, "leak", case.arms[1], ("report-by-anybody",), measures, {"report-by-anybody": 1.0}, usual)

    assert verdict.call.word == "helps"
    assert [(trade.measure, trade.better) for trade in verdict.trades] == [(usual[0], False)]
    said = sentence(verdict, measures, Habits(acts=None, on_the_way={}), 1.0, "en")
    assert "No price was found" not in said


def finding(measure, family, difference):
    """A sure difference of a measure, in fifty pairs."""
    lower = measure != "heard-share"
    result = PairedResult(
        mean_baseline=10.0, mean_arm=10.0 + difference, difference=difference, half_width=0.1, low=difference - 0.1, high=difference + 0.1,
        better=50, worse=0, equal=0, n=50, missing=0, only_baseline=0, only_arm=0, p_value=1e-9, q_value=1e-8, method="paired t",
        direction="lower is better" if lower else "higher is better",
    )  # fmt: skip
    return ArmFinding(scope="leak", revision="faster", measure=measure, family=family, result=result)


def test_the_links_of_the_chain_sum_exactly_to_the_difference_of_the_means(chain, tmp_path):
    cases = arms_of(chain, "slower")
    study, measures = study_of(cases, None)
    seeds = range(1, 51)
    with ResultStore(tmp_path / "results.sqlite") as store:
        found = evaluate_results(study, store, conduct(study, store, seeds, workers=1), measures, explaining=True)
        kept = [[one["values"]["town_hall-informed"][0] for _, one in store.of_arm(arm)] for arm in study.stored[0]]
    (explanation,) = found.explained or ()
    difference = sum((exactly(after) - exactly(before) for before, after in zip(*kept, strict=True)), Fraction(0)) / len(seeds)

    assert explanation.difference == difference
    assert float(difference) == pytest.approx(found.findings.of("leak", "slower")["town_hall-informed"].result.difference, abs=1e-12)
    assert [(one.kind, one.body) for one in explanation.links if one.difference] == [("reported", "keeper")]


def test_the_precision_asked_for_is_reached_and_does_not_hang_on_the_workers(chain, tmp_path):
    cases = arms_of(chain, "slower")
    study, measures = study_of(cases, "town_hall-informed")

    def reached(workers):
        with ResultStore(tmp_path / f"{workers}.sqlite") as store:
            conducted = conduct_to_precision(study, store, 1, measure="town_hall-informed", half_width=0.5, budget=1000, workers=workers)
            result = evaluate_results(study, store, conducted, measures).findings.of(ALL, "slower")["town_hall-informed"].result
        return conducted.seeds, conducted.reason, result

    seeds, reason, result = reached(1)
    assert reached(2) == (seeds, reason, result)
    assert reason == "precision"
    assert result.half_width <= 0.5
    assert 15 < len(seeds) < 200


def test_a_precision_that_the_runs_do_not_reach_is_said_to_be_missed(chain, tmp_path):
    study = Study(arms_of(chain, "slower"), ("town_hall-informed",))
    with ResultStore(tmp_path / "results.sqlite") as store:
        conducted = conduct_to_precision(study, store, 1, measure="town_hall-informed", half_width=0.01, budget=30, workers=1)

    assert conducted.reason == "budget"
    assert len(conducted.seeds) == 30
    assert (conducted.standing["slower"].half_width or 0.0) > 0.01


@pytest.mark.slow
def test_the_harmful_revision_is_called_harmful_and_the_looser_limit_no_help(tmp_path):
    found = evaluated(cases_of(["district-gate"], ["one-desk", "looser-limit"]), tmp_path, 30)
    words = {one.revision: one.call.word for one in found.verdicts if one.scope == ALL}
    headings = {one.revision: one.heading for one in found.verdicts if one.scope == ALL}

    assert words == {"one-desk": "hurts", "looser-limit": "no-difference"}
    assert headings["looser-limit"] == "only-the-mark-moved"
    shares = [share for habits in found.habits.values() for share in habits.on_the_way.values()]
    assert any(share > 0.5 for share in shares)  # how often habits did the work is there to be said
