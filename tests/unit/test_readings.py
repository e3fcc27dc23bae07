"""Verdicts that lean on how long an open word is: the reading, its value, and where the verdict turns."""

import pytest

from analysis.readings import by_verdict
from analysis.verdicts import LATE, MET, MISSED, UNJUDGED
from sim.durations import Days, parse_amount
from sim.plan.model import Extension
from tests.unit.judged_log import LOG, PLAN, judged


def leaning(folder, text=LOG, **options):
    return next(one for one in judged(folder, text, **options).leanings if one.verdict.rule == "tell-town")


def test_what_is_in_time_names_the_longest_reading_under_which_it_is_late(tmp_path):
    one = leaning(tmp_path)  # seen 09:02, told 09:10: 8 min, "at once" is 10 min

    assert (one.verdict.status, one.id, one.value) == (MET, "at_once", "10 min")
    assert (one.turns_late_at, one.turns_met_at) == ("5 min", None)
    assert "10 min" in one.sentence.of("en")
    assert "5 min" in one.sentence.of("en")


def test_no_other_length_is_held_against_a_limit_that_rows_may_turn(tmp_path):
    longer = Extension(on="approved", length="1 h")
    duties = tuple(duty.model_copy(update={"extends": longer}) if duty.id == "tell-town" else duty for duty in PLAN.duty)
    one = next(one for one in judged(tmp_path, plan=PLAN.model_copy(update={"duty": duties})).leanings if one.verdict.rule == "tell-town")

    assert (one.verdict.status, one.turns_late_at, one.turns_met_at) == (MET, None, None)


def test_exactly_at_a_choice_is_in_time_under_it(tmp_path):
    one = leaning(tmp_path, LOG.replace("09:10", "09:07"))

    assert one.verdict.status == MET
    assert one.turns_late_at is None


def test_what_is_late_names_the_shortest_reading_under_which_it_is_not(tmp_path):
    one = leaning(tmp_path, LOG.replace("09:10", "09:27"))

    assert one.verdict.status == LATE
    assert (one.turns_late_at, one.turns_met_at) == (None, "30 min")


def test_what_is_later_than_every_length_turns_only_where_there_is_none(tmp_path):
    one = leaning(tmp_path, LOG.replace("09:10", "11:00"))

    assert one.turns_met_at == "none stated"
    assert "only where no length is set" in one.sentence.of("en")
    assert "不设时限" in one.sentence.of("zh")


def test_what_is_missed_is_compared_with_the_end_of_observation(tmp_path):
    one = leaning(tmp_path, LOG.replace("phone,initial", "phone,progress"), until=565.0)  # without a date, minute 0 is midnight

    assert one.verdict.status == MISSED  # due 09:12; the end is 09:25
    assert one.turns_met_at == "30 min"


def test_only_lengths_are_named_and_duties_without_a_reading_are_not(tmp_path):
    found = judged(tmp_path)

    assert {one.verdict.rule for one in found.leanings} == {"tell-town"}
    assert list(by_verdict(found.leanings)) == [found.leanings[0].verdict.id]
    assert PLAN.reading[0].clause == found.leanings[0].clause


def test_without_a_date_a_limit_in_days_cannot_be_judged_and_the_rest_can(tmp_path):
    found = judged(tmp_path)
    by_rule = {one.rule: one for one in found.judgement.verdicts}

    assert by_rule["account"].status == UNJUDGED
    assert by_rule["account"].due_min is None
    assert "days" in str(by_rule["account"].reason)
    assert by_rule["tell-neighbours"].status == LATE


@pytest.mark.parametrize("year", [2026, 1931])
def test_with_a_date_a_limit_in_days_is_judged_where_the_calendar_covers_it(tmp_path, year):
    found = judged(tmp_path, LOG.replace("09:00,occ", f"{year}-03-10 09:00,occ") + f"{year}-03-12 23:00,reported,mill,town,phone,written,,,\n")
    verdict = next(one for one in found.judgement.verdicts if one.rule == "account")

    assert verdict.status == (MET if year == 2026 else UNJUDGED)


@pytest.mark.parametrize("text", ["1 month", "1 months", "1 个月"])
def test_a_month_is_a_length(text):
    assert parse_amount(text) == Days(1, working=False, months=True)


@pytest.mark.parametrize("text", ["0 months", "1.5 months", "121 months"])
def test_months_are_counted_whole_and_within_reason(text):
    with pytest.raises(ValueError, match="months"):
        parse_amount(text)
