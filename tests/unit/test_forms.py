"""Evaluation forms: proposed from evidence, never above it, and confirmed or overridden by a person with a reason."""

import pytest

from analysis.forms.model import FormItem, Grounds, shipped_forms
from analysis.forms.proposal import capped, rating_of, why_of
from analysis.papers.evaluator import read_evaluation
from sim.errors import InputError
from sim.words import words
from tests.unit.judged_log import LOG, judged

FORMS = {form.form.id: form for form in shipped_forms()}
POINTS, HSEEP = FORMS["warning-and-reporting"].scale, FORMS["hseep"].scale
ITEM = FormItem.model_validate({"id": "x", "title": "x"})
OVERRIDE = {
    "form": "mobilisation", "item": "right-person", "rating": "poor", "role": "评估组长", "time": "2026-03-10T16:30:00",
    "reason": "现场看到由他人启动",
}  # fmt: skip


def item(found, form, name):
    filled = next(one for one in found.forms if one.form.form.id == form)
    return next(one for one in filled.items if one.item.id == name)


def override_file(folder, *entries):
    path = folder / "confirm.toml"
    tables = ["[[override]]\n" + "\n".join(f'{key} = "{value}"' for key, value in entry.items()) for entry in entries]
    path.write_text("\n".join(tables) + "\n", encoding="utf-8")
    return path


def test_every_threshold_has_a_source_or_says_that_it_is_an_assumption():
    for form in FORMS.values():
        assert form.form.source.en
        assert form.form.source.zh
        assert form.scale.source or form.scale.assumption


def test_the_checklists_hold_the_four_items_each():
    assert [one.number for one in FORMS["warning-and-reporting"].item] == ["1.5", "1.6", "1.7", "1.8"]
    assert [one.number for one in FORMS["mobilisation"].item] == ["2.1", "2.2", "2.3", "2.4"]
    assert [grade.name.zh for grade in POINTS.grade] == ["优", "良", "中", "差"]


@pytest.mark.parametrize(
    ("in_time", "late", "expected"),
    [(10, 0, "excellent"), (9, 1, "excellent"), (8, 2, "good"), (3, 1, "good"), (6, 4, "fair"), (5, 5, "poor"), (0, 2, "poor")],
)
def test_the_rating_follows_the_share_in_time(in_time, late, expected):
    evidence = Grounds(asked=in_time + late, evaluated=in_time + late, in_time=in_time, late=late)

    assert rating_of(ITEM, POINTS, evidence) == expected


def test_contradictions_count_as_faults():
    assert rating_of(ITEM, POINTS, Grounds(asked=4, evaluated=4, in_time=4)) == "excellent"
    assert rating_of(ITEM, POINTS, Grounds(asked=4, evaluated=4, in_time=4, faults=4)) == "poor"


@pytest.mark.parametrize(
    ("evidence", "expected"),
    [
        (Grounds(asked=3, evaluated=3, in_time=3), "P"),
        (Grounds(asked=3, evaluated=3, in_time=3, weak=1), "S"),
        (Grounds(asked=3, evaluated=3, in_time=2, late=1), "M"),  # achieved, but against the plan's rule
        (Grounds(asked=3, evaluated=3, in_time=3, faults=1), "M"),
        (Grounds(asked=3, evaluated=3, in_time=1, undone=2), "U"),
        (Grounds(asked=3, evaluated=3, late=3), "M"),  # late, and still achieved: not "unable"
    ],
)
def test_m_says_that_the_objective_was_achieved_and_u_that_it_was_not(evidence, expected):
    assert rating_of(ITEM, HSEEP, evidence) == expected


def test_nothing_evaluated_is_no_rating():
    assert rating_of(ITEM, POINTS, Grounds(asked=3)) is None
    assert rating_of(ITEM, HSEEP, Grounds(asked=3)) is None


@pytest.mark.parametrize(("coverage", "expected"), [(1.0, "excellent"), (0.99, "good"), (0.8, "good"), (0.79, "fair"), (0.5, "fair"), (0.49, None)])
def test_partial_coverage_caps_a_rating(coverage, expected):
    assert capped(POINTS, "excellent", coverage) == expected


def test_a_cap_never_raises_a_rating():
    assert capped(POINTS, "poor", 0.9) == "poor"
    assert capped(HSEEP, "U", 0.7) == "U"
    assert capped(HSEEP, "P", 0.7) == "S"


def test_a_log_gives_the_ratings_worked_out_by_hand(tmp_path):
    found = judged(tmp_path)  # told in 8 of 10 min; neighbours in 28 of 20 min; graded in 10 of 15 min; the account undated

    assert item(found, "warning-and-reporting", "neighbours").rating == "poor"
    upward = item(found, "warning-and-reporting", "upward")  # the report that was judged has its minutes from a reading
    assert (upward.uncapped, upward.proposed, upward.state) == (None, None, "not rated")
    assert str(upward.why).startswith("cannot be rated from the plan's numbers; by the limits that readings supply")
    assert item(found, "warning-and-reporting", "internal-notice").state == "not applicable"
    assert item(found, "mobilisation", "level-judged").rating == "excellent"
    assert item(found, "mobilisation", "right-level").rating == "excellent"
    assert item(found, "mobilisation", "right-person").rating == "excellent"
    assert item(found, "mobilisation", "fast").state == "not applicable"
    assert item(found, "hseep", "public-information").rating == "M"


MET, LATE, UNDONE, OPEN = "in_time", "late", "undone", "undecided"

STATED = [(), (MET,), (LATE,), (UNDONE,), (OPEN,), (MET, LATE), (MET, UNDONE), (MET, OPEN), (LATE, UNDONE), (MET, MET, LATE)]
SAID = {"en": ("no ground for a rating", "cannot be rated from the plan's numbers"), "zh": ("不作评级依据", "按预案所写的数字无法评级")}


def grounds(*fates, read=None):
    met, late, undone, undecided = (fates.count(fate) for fate in (MET, LATE, UNDONE, OPEN))
    return Grounds(asked=len(fates), evaluated=len(fates) - undecided, in_time=met, late=late, undone=undone, undecided=undecided, read=read)


@pytest.mark.parametrize("form", FORMS.values(), ids=list(FORMS))
@pytest.mark.parametrize(
    "stated", [(), (MET,), (LATE,), (UNDONE,), (OPEN,), (MET, LATE), (MET, UNDONE), (MET, OPEN), (LATE, UNDONE), (MET, MET, LATE)]
)
def test_no_rating_rests_on_the_number_of_a_reading_and_what_it_would_say_is_told(form, stated):
    readings = [None, *(grounds(*fates) for fates in ((MET,), (LATE,), (UNDONE,), (OPEN,), (MET, LATE), (UNDONE, UNDONE, MET)))]
    names = {grade.id: grade.name for grade in form.scale.grade}
    for one in form.item:
        alone = rating_of(one, form.scale, grounds(*stated))
        for read in readings:
            evidence = grounds(*stated, read=read)
            proposed = None if (found := rating_of(one, form.scale, evidence)) is None else capped(form.scale, found, evidence.coverage)
            assert rating_of(one, form.scale, evidence) == alone
            assert (alone is None) is (evidence.evaluated == 0)
            told = why_of(one, evidence, form.scale, proposed, alone)
            if read is None or not read.evaluated:
                continue
            would = capped(form.scale, rating_of(one, form.scale, read) or "", read.coverage)
            for lang, (word, cannot) in SAID.items():
                text = words(lang).tell(told)
                assert word in text
                assert (cannot in text) is (evidence.evaluated == 0)
                assert would is None or names[would].of(lang) in text


def test_a_wrong_level_and_a_wrong_starter_show(tmp_path):
    found = judged(tmp_path, LOG.replace("warden,,,,,low", "warden,,,,,high"))

    assert item(found, "mobilisation", "right-level").rating == "poor"
    assert item(found, "mobilisation", "right-person").rating == "poor"


def test_a_response_that_was_never_started_is_not_rated(tmp_path):
    found = judged(tmp_path, "\n".join(LOG.splitlines()[:-1]) + "\n")
    one = item(found, "mobilisation", "right-level")

    assert (one.state, one.rating) == ("not rated", None)
    assert "started" in str(one.why)


def test_a_grade_against_the_facts_is_a_fault_of_judging_it(tmp_path):
    found = judged(tmp_path, LOG.replace("small,,2", "big,,2"))

    assert item(found, "mobilisation", "level-judged").evidence.faults == 1
    assert item(found, "mobilisation", "level-judged").rating == "poor"


def test_points_are_of_the_rated_items_and_what_does_not_apply_is_outside(tmp_path):
    form = next(one for one in judged(tmp_path).forms if one.form.form.id == "mobilisation")

    assert (form.points, form.points_of, form.points_asked, form.overall) == (75.0, 75.0, 75.0, "excellent")


def test_an_override_keeps_role_time_and_reason_beside_what_was_proposed(tmp_path):
    overrides = read_evaluation(override_file(tmp_path, OVERRIDE), FORMS.values()).overrides
    found = judged(tmp_path, overrides=overrides, confirmed={"role": "评估组长", "time": "2026-03-10"})
    one = item(found, "mobilisation", "right-person")

    assert (one.proposed, one.rating, one.state) == ("excellent", "poor", "rated")
    assert one.override is not None
    assert (one.override.role, one.override.time, one.override.reason) == (OVERRIDE["role"], OVERRIDE["time"], OVERRIDE["reason"])
    form = next(one for one in found.forms if one.form.form.id == "mobilisation")
    assert form.points == 60.0
    assert form.confirmed == {"role": "评估组长", "time": "2026-03-10"}


def test_an_item_can_be_declared_not_applicable_with_a_reason(tmp_path):
    overrides = read_evaluation(override_file(tmp_path, OVERRIDE | {"rating": "not applicable"}), FORMS.values()).overrides
    one = item(judged(tmp_path, overrides=overrides), "mobilisation", "right-person")

    assert (one.state, one.rating) == ("not applicable", None)


@pytest.mark.parametrize("key", ["reason", "role", "time", "rating", "item", "form"])
@pytest.mark.parametrize("value", [None, "", "  "])
def test_an_override_without_one_of_its_parts_is_refused(tmp_path, key, value):
    entry = {name: said for name, said in OVERRIDE.items() if name != key} | ({} if value is None else {key: value})
    path = override_file(tmp_path, entry)

    with pytest.raises(InputError, match=key):
        read_evaluation(path, FORMS.values())


@pytest.mark.parametrize(
    ("change", "words"),
    [({"form": "mobilization"}, "did you mean"), ({"item": "right-persn"}, "right-person"), ({"rating": "P"}, "excellent"), ({"name": "Li"}, "key")],
)
def test_what_does_not_exist_is_refused_with_what_does(tmp_path, change, words):
    path = override_file(tmp_path, OVERRIDE | change)

    with pytest.raises(InputError, match=words):
        read_evaluation(path, FORMS.values())


def test_the_same_item_twice_is_refused(tmp_path):
    path = override_file(tmp_path, OVERRIDE, OVERRIDE)

    with pytest.raises(InputError, match="twice"):
        read_evaluation(path, FORMS.values())
