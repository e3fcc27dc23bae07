"""What an experiment must never do: find something where there is nothing, miss what was planted, or take a moved mark for a help."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest

from analysis.experiment.arms import cases_of
from analysis.experiment.bench import Bench
from analysis.experiment.evaluation import run_experiment, study_of
from analysis.experiment.explain import NEVER
from analysis.experiment.looks import looks_for_means, looks_for_shares, one_look
from analysis.experiment.store import ResultStore
from sim.durations import exactly
from tests.experiment.chain_files import REVISIONS, write_chain

TOLD = "minutes:town_hall-informed"
REACHED = "reached:town_hall-informed"


@pytest.fixture(scope="module")
def chain(tmp_path_factory):
    folder = tmp_path_factory.mktemp("chain")
    scenario = write_chain(folder)
    names = [name for name in REVISIONS if name not in ("certain", "steadier")]
    return cases_of([str(scenario)], [str(folder / f"{name}.toml") for name in names], plan=str(folder / "plan.toml"))


@pytest.fixture(scope="module")
def steadier(tmp_path_factory):
    folder = tmp_path_factory.mktemp("steadier")
    scenario = write_chain(folder)
    return cases_of([str(scenario)], [str(folder / f"{name}.toml") for name in ("steadier", "tighter")], plan=str(folder / "plan.toml"))


def arms_of(cases, *names):
    """The same scenario with the baseline and some of its revisions."""
    (case,) = cases
    return (replace(case, arms=(case.arms[0], *(arm for arm in case.arms if arm.name in names))),)


def evaluated(cases, folder, looks, goal="runs", measure=None, equivalence=None, workers=1, **options):
    study, measures = study_of(cases, measure, equivalence)
    with ResultStore(folder / f"results-{workers}.sqlite") as store:
        return run_experiment(study, store, measures, 1, looks, goal, workers=workers, **options)


@pytest.fixture(scope="module")
def kept(tmp_path_factory):
    """Where results of the chain are kept for the next test, which then runs only what nobody has run: `tests/unit/test_store.py` holds that."""
    return tmp_path_factory.mktemp("kept")


@pytest.fixture(scope="module")
def found(chain, kept):
    """All revisions of the chain at 200 pairs, explained."""
    return evaluated(chain, kept, looks_for_means(200), "decide", explaining=True)


def words(experiment):
    return {one.revision: one.word for one in experiment.verdicts}


def figure(experiment, revision, figure_id):
    return next(one for one in experiment.judged[revision].findings if one.figure.id == figure_id)


def test_each_planted_revision_gets_its_word(found):
    assert words(found) == {
        "slower": "hurts", "faster": "helps", "looser": "no-difference", "no-limit": "no-difference", "tighter": "no-difference",
        "repealed": "hurts", "moved": "hurts",
    }  # fmt: skip


def test_a_plan_against_itself_differs_by_exactly_nothing_and_is_run_once(chain, tmp_path):
    base = chain[0].arms[0]
    itself = evaluated((replace(chain[0], arms=(base, replace(base, name="itself"))),), tmp_path, one_look(200))

    assert itself.conducted.ran == 200
    assert {one.difference for one in itself.judged["itself"].findings} == {0.0}
    assert all((one.up, one.down) == (0, 0) for one in itself.judged["itself"].findings)
    assert words(itself) == {"itself": "no-difference"}


def test_a_planted_difference_lies_between_its_limits(found):
    for revision, planted in (("slower", 3.0), ("faster", -3.0)):
        one = figure(found, revision, TOLD)
        assert one.low <= planted <= one.high
        assert one.high - one.low < 1.0


def test_the_chain_is_as_long_as_its_closed_form(chain):
    bench = Bench(chain[0].arms[0].inputs)
    times = [bench.run(seed).rows[-1].time for seed in range(1500)]

    assert sum(times) / len(times) == pytest.approx(5 + 4 + 6, abs=4 * (4**2 + 8**2 / 12) ** 0.5 / 1500**0.5)  # half a minute


@pytest.mark.parametrize("revision", ["repealed", "moved"])
def test_a_step_that_is_abolished_hurts_and_is_named(found, revision):
    (verdict,) = [one for one in found.verdicts if one.revision == revision]
    reached, told = figure(found, revision, REACHED), figure(found, revision, TOLD)

    assert [one.figure.id for one in verdict.clauses][:1] == [REACHED]
    assert (reached.before, reached.after, reached.state) == (1.0, 0.0, "worse")
    assert told.after == 24 * 60.0  # a run that never gets there counts as all that was left of it, a day at most
    assert told.state == "worse"


def test_what_is_repealed_is_named_and_what_is_lost_with_it(found):
    said = {one.revision: one for one in found.verdicts}

    assert (said["repealed"].repealed, said["repealed"].lost) == (("tell-hall",), ("tell-hall",))
    assert (said["moved"].repealed, said["moved"].lost) == ((), ())


def test_what_half_of_the_runs_never_reach_and_then_all_do_helps(tmp_path):
    scenario = write_chain(tmp_path, slow=True)
    cases = cases_of([str(scenario)], [str(tmp_path / "certain.toml")], plan=str(tmp_path / "plan.toml"))
    certain = evaluated(cases, tmp_path, one_look(200))
    reached = figure(certain, "certain", REACHED)

    assert words(certain) == {"certain": "helps"}
    assert 0.35 < reached.before < 0.65
    assert reached.after == 1.0


@pytest.mark.parametrize("name", ["looser", "no-limit"])
def test_a_limit_that_is_only_loosened_is_never_a_help(found, name):
    (verdict,) = [one for one in found.verdicts if one.revision == name]
    marks = {one.measure: one for one in verdict.by_own_mark}

    assert (verdict.word, verdict.heading) == ("no-difference", "only-the-mark-moved")
    assert marks["duties-met"].by_own > marks["duties-met"].by_baseline + 0.05


def test_only_longer_limits_and_repeals_count_as_loosening(chain):
    assert {arm.name for arm in chain[0].arms if arm.loosens_only} == {"looser", "no-limit", "repealed"}


def test_the_links_of_the_chain_sum_exactly_to_the_difference_of_the_means(chain, tmp_path):
    study, measures = study_of(arms_of(chain, "slower"), None)
    with ResultStore(tmp_path / "results.sqlite") as store:
        found = run_experiment(study, store, measures, 1, one_look(50), "runs", workers=1, explaining=True)
        kept = [[one["values"]["town_hall-informed"] for _, one in store.of_arm(arm)] for arm in study.stored[0]]
    (explanation,) = found.explained or ()
    difference = sum((exactly(after) - exactly(before) for before, after in zip(*kept, strict=True)), Fraction(0)) / 50

    assert explanation.difference == difference
    assert float(difference) == pytest.approx(figure(found, "slower", TOLD).difference, abs=1e-6)
    assert [(one.kind, one.body) for one in explanation.links if one.difference] == [("reported", "keeper")]


def test_a_run_that_never_gets_there_has_a_link_of_its_own_and_the_sum_holds(found):
    explanation = next(one for one in found.explained or () if one.revision == "moved")

    assert float(explanation.difference) == pytest.approx(figure(found, "moved", TOLD).difference, abs=1e-6)
    assert explanation.links[0].kind == NEVER
    assert (explanation.links[0].baseline, explanation.links[0].arm) == (0, 24 * 60)


def test_the_precision_asked_for_is_reached_and_does_not_hang_on_the_workers(chain, kept):
    cases = arms_of(chain, "slower")

    def reached(workers):
        found = evaluated(cases, kept, looks_for_means(5_000), "precision", "town_hall-informed", workers=workers, width=0.3)
        return found.conducted.seeds, found.conducted.reasons, figure(found, "slower", TOLD)

    seeds, reasons, one = reached(1)
    assert reached(2) == (seeds, reasons, one)
    assert reasons == {"slower": "settled"}
    assert max(one.high - one.difference, one.difference - one.low) <= 0.3
    assert len(seeds["slower"]) == 400


def test_a_precision_that_the_runs_do_not_reach_is_said_to_be_missed(chain, kept):
    found = evaluated(arms_of(chain, "slower"), kept, looks_for_means(200), "precision", "town_hall-informed", width=0.01)

    assert found.conducted.reasons == {"slower": "most"}


def test_each_revision_stops_by_itself(steadier, tmp_path):
    found = evaluated(steadier, tmp_path, looks_for_means(400), "decide", equivalence=0.1)

    assert {name: len(seeds) for name, seeds in found.conducted.seeds.items()} == {"steadier": 400, "tighter": 200}
    assert found.conducted.reasons == {"steadier": "most", "tighter": "settled"}


def test_few_pairs_make_no_word_but_shares_of_runs(chain, kept):
    found = evaluated(arms_of(chain, "slower", "repealed"), kept, looks_for_shares(), "quick")
    claims = {(name, one.figure): one for name, held in found.judged.items() for one in held.claims}

    assert set(words(found).values()) == {"shares"}
    assert {len(seeds) for seeds in found.conducted.seeds.values()} == {50}
    assert claims["slower", TOLD].way == "worse"
    assert 0.5 < claims["slower", TOLD].share < claims["slower", TOLD].runs / 50
    assert claims["repealed", TOLD].runs == 50
    assert figure(found, "repealed", REACHED).state == "worse"  # yes or no is exact with any number of pairs
    assert figure(found, "slower", TOLD).state == "open"


def test_a_measure_that_was_asked_for_does_not_hide_what_happens_to_what_is_done(chain, kept):
    found = evaluated(arms_of(chain, "moved"), kept, one_look(200), measure="report-by-anybody")

    assert [one.figure.of for one in found.judged["moved"].findings if one.figure.column == "minutes"] == ["report-by-anybody"]
    assert words(found) == {"moved": "hurts"}


@pytest.mark.slow
def test_the_harmful_revision_is_called_harmful_and_the_looser_limit_no_help(tmp_path):
    found = evaluated(cases_of(["district-gate"], ["one-desk"]), tmp_path, one_look(16))

    assert {one.word for one in found.verdicts} == {"shares"}
    told = next(one for one in found.judged["one-desk"].claims if one.figure == "minutes:command-informed")
    assert told.way == "worse"
    shares = [share for habits in found.habits.values() for share in habits.on_the_way.values()]
    assert any(share > 0.5 for share in shares)  # how often habits did the work is there to be said
