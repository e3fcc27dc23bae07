"""Messages: each way of getting one there, and each way in which it does not get there, as exact lists of what happened."""

from __future__ import annotations

from typing import Any

import pytest

from tests.plans.harness import Documents, drill, entry, first, messages, minute

ROUND = {"id": "round", "clause": "3", "title": "round", "bearer": "office", "on": "noticed", "act": "perform", "form": "round"}


def relayed(change: Any = None, seed: int = 1) -> Any:
    return drill("relay", seed, change)


def fault(kind: str, target: str = "", **more: Any) -> dict[str, Any]:
    return {"id": "f", "kind": kind, "target": target, "at": "0 min", **more}


def to_chief(found: Documents) -> None:
    found["plan"]["duty"][0]["to"] = ["chief"]


def by(channel: str, **entry_: Any) -> Any:
    def change(found: Documents) -> None:
        found["resources"]["route"] = [{"channel": channel, "acts": ["report"]}]
        found["resources"]["channel"].append({"id": channel, "source": "a test", **entry_})

    return change


def test_a_call_takes_the_time_of_drafting_and_of_talking_and_is_then_received():
    assert messages(relayed()) == [(14.0, "called", "phone", "office"), (16.0, "reported", "phone", "office"), (16.0, "received", "phone", "office")]


def test_each_row_of_a_call_is_caused_by_the_one_before():
    rows = [row for row in relayed().rows if row.channel is not None or row.kind == "noticed"]

    assert [row.cause for row in rows[1:]] == [row.seq for row in rows[:-1]]
    assert all((row.rule, row.clause) == ("tell", "2") for row in rows[1:])


def test_nobody_answers_while_the_desk_is_away_and_later_tries_come_further_apart():
    def away(found: Documents) -> None:
        found["scenario"]["fault"] = [fault("post absent", "office", until="30 min")]

    assert messages(relayed(away)) == [
        (14.0, "called", "phone", "office"),
        (14.5, "unanswered", "phone", "office"),
        (17.5, "called", "phone", "office"),
        (18.0, "unanswered", "phone", "office"),
        (33.0, "called", "phone", "office"),
        (35.0, "reported", "phone", "office"),
        (35.0, "received", "phone", "office"),
    ]


@pytest.mark.parametrize(
    ("kind", "target"), [("line down", "office"), ("line down", "watch"), ("phone off", "office"), ("leader elsewhere", "office")]
)
def test_a_fault_of_the_phone_is_named_by_the_row_of_the_call(kind, target):
    def broken(found: Documents) -> None:
        found["scenario"]["fault"] = [fault(kind, target, until="15 min")]

    record = relayed(broken)

    row = first(record, "unanswered")
    assert row is not None
    assert row.facts == {"fault": "f"}
    assert minute(record, "received") == 19.5


def test_a_line_in_use_is_busy_at_once():
    def two_callers(found: Documents) -> None:
        found["plan"]["duty"].append({**found["plan"]["duty"][0], "id": "tell-too", "bearer": "idle"})
        found["scenario"]["inject"].append({**found["scenario"]["inject"][0], "id": "seen-too", "at": "11 min", "notice": {"body": "idle"}})

    record = relayed(two_callers)

    assert [row[:2] for row in messages(record)] == [
        (14.0, "called"),
        (15.0, "called"),
        (15.0, "busy"),
        (16.0, "reported"),
        (16.0, "received"),
        (18.0, "called"),
        (20.0, "reported"),
        (20.0, "received"),
    ]


def test_two_lines_and_one_pair_of_hands_are_busy_too():
    def two_lines(found: Documents) -> None:
        entry(found["resources"]["desk"])["lines"] = 2
        found["plan"]["duty"].append({**found["plan"]["duty"][0], "id": "tell-too", "bearer": "idle"})
        found["scenario"]["inject"].append({**found["scenario"]["inject"][0], "id": "seen-too", "at": "11 min", "notice": {"body": "idle"}})

    assert first(relayed(two_lines), "busy") is not None


def test_two_who_call_each_other_at_one_instant_are_both_heard():
    def crossed(found: Documents) -> None:
        found["plan"]["duty"].append({**found["plan"]["duty"][0], "id": "tell-back", "bearer": "office", "to": ["watch"]})
        found["scenario"]["inject"].append({**found["scenario"]["inject"][0], "id": "seen-too", "notice": {"body": "office"}})

    rows = messages(relayed(crossed))

    assert [(time, to) for time, kind, _, to in rows if kind == "received"] == [(16.0, "office"), (18.0, "watch")]


def test_the_absent_chiefs_stand_in_is_tried_once_the_tries_are_used_up_and_acts_for_the_chief():
    def away(found: Documents) -> None:
        to_chief(found)
        found["scenario"]["fault"] = [fault("post absent", "chief")]
        found["plan"]["duty"].append({
            "id": "look", "clause": "3", "title": "look", "bearer": "chief", "on": "received", "act": "verify", "within": "1 h",
        })  # fmt: skip

    record = relayed(away)

    assert messages(record) == [
        (14.0, "called", "phone", "chief"),
        (14.5, "unanswered", "phone", "chief"),
        (17.5, "called", "phone", "chief"),
        (18.0, "unanswered", "phone", "chief"),
        (21.0, "called", "phone", "deputy"),
        (23.0, "reported", "phone", "deputy"),
        (23.0, "received", "phone", "deputy"),
    ]
    done = first(record, "verified")
    assert done is not None
    assert (done.time, done.actor, done.rule) == (23.0, "deputy", "look")


def test_a_stand_in_does_nothing_for_a_chief_who_can_be_reached():
    def both(found: Documents) -> None:
        to_chief(found)
        duty = {"id": "look", "clause": "3", "title": "look", "bearer": "chief", "on": "received", "act": "verify"}
        found["plan"]["duty"] += [duty, {**found["plan"]["duty"][0], "id": "tell-deputy", "to": ["deputy"]}]

    verified = [row.actor for row in relayed(both).rows if row.kind == "verified"]

    assert verified == ["chief"]


def test_without_a_stand_in_an_absent_chief_is_called_again_and_again():
    def away(found: Documents) -> None:
        to_chief(found)
        del found["plan"]["post"][0]["stand_in"]
        found["scenario"]["fault"] = [fault("post absent", "chief")]

    record = relayed(away)

    assert first(record, "received") is None
    assert {row.to for row in record.rows if row.kind == "called"} == {"chief"}
    assert [row.time for row in record.rows if row.kind == "called"][:5] == [14.0, 17.5, 33.0, 63.5, 124.0]


@pytest.mark.parametrize(("watches", "stand_in_at"), [(True, 18.0), (False, 35.0)])
def test_the_stand_in_is_tried_a_margin_before_the_limit_if_clocks_are_watched(watches, stand_in_at):
    def away(found: Documents) -> None:
        to_chief(found)
        found["plan"]["duty"][0]["within"] = "13 min"  # due at 23, margin from 18
        found["resources"]["officer"]["watches_clock"] = watches
        entry(found["resources"]["channel"], id="phone")["tries"] = 4
        entry(found["resources"]["channel"], id="phone")["retry"] = "4.75 min"
        found["scenario"]["fault"] = [fault("post absent", "chief")]

    record = relayed(away)

    assert minute(record, "called", to="deputy") == stand_in_at


def test_between_two_hats_of_one_person_it_takes_no_call():
    def one_person(found: Documents) -> None:
        to_chief(found)
        found["resources"]["holder"] = [{"id": "somebody", "posts": ["watch", "chief"]}]

    assert messages(relayed(one_person)) == [(14.0, "reported", "self", "chief"), (14.0, "received", "self", "chief")]


@pytest.mark.parametrize("channel", ["network", "runner", "in person"])
def test_what_is_sent_comes_after_the_delay_of_its_way(channel):
    assert messages(relayed(by(channel, delay="7 min"))) == [(14.0, "reported", channel, "office"), (21.0, "received", channel, "office")]


def test_what_is_lost_is_sent_again_a_margin_before_the_limit():
    record = relayed(by("network", loss=1.0))

    sent = [row[:2] for row in messages(record)]
    assert sent[:4] == [(14.0, "reported"), (14.0, "lost"), (35.0, "reported"), (35.0, "lost")]
    assert first(record, "received") is None


def test_while_the_network_is_down_nothing_leaves_and_it_is_drafted_only_once():
    def down(found: Documents) -> None:
        by("network", delay="1 min")(found)
        found["scenario"]["fault"] = [fault("network down", until="20 min")]

    assert messages(relayed(down)) == [
        (14.0, "unanswered", "network", "office"),  # seen dead, and left alone until it works
        (20.0, "reported", "network", "office"),
        (21.0, "received", "network", "office"),
    ]


def test_a_call_puts_off_the_work_of_whoever_takes_it():
    def at_work(found: Documents) -> None:
        found["plan"]["duty"].append(ROUND)
        found["resources"]["task"].append({"act": "perform", "minutes": "5 min", "source": "a test"})
        found["scenario"]["inject"].append({**found["scenario"]["inject"][0], "id": "seen-too", "notice": {"body": "office"}})

    # the office works from 10 to 15, and is called from 14 to 16: the last minute is worked after the call
    assert minute(relayed(at_work), "performed") == 17.0


def test_a_call_at_the_very_end_of_the_work_comes_first():
    def at_work(found: Documents) -> None:
        found["plan"]["duty"].append(ROUND)
        found["resources"]["task"].append({"act": "perform", "minutes": "4 min", "source": "a test"})
        found["scenario"]["inject"].insert(0, {**found["scenario"]["inject"][0], "id": "seen-too", "notice": {"body": "office"}})

    record = relayed(at_work)

    # both end their work at 14; the office, which began first, is done and free; the call is taken by an idle hand
    assert minute(record, "performed") == 14.0
    assert minute(record, "received") == 16.0


def test_an_outside_body_that_nobody_knows_is_never_reached():
    def crossed(found: Documents) -> None:
        found["plan"]["body"].append({"id": "keeper", "name": "keeper", "kind": "role", "clause": "1"})
        found["plan"]["duty"][0]["to"] = ["keeper"]
        found["resources"]["body"] = [{"id": "smith", "name": "smith", "plays": ["keeper"]}]
        found["scenario"]["event"][0]["roles"] = {"keeper": "smith"}

    assert messages(relayed(crossed))[-1] == (16.0, "received", "phone", "smith")


# -- a plan's own channels, and those that a duty allows or excludes -------------------------------------------------------------


def with_channels(*own: dict[str, Any], entries: tuple[dict[str, Any], ...] = (), faults: tuple[dict[str, Any], ...] = (), **duty: Any) -> Any:
    def change(found: Documents) -> None:
        found["plan"]["channel"] = [{"name": one["id"], "clause": "1", **one} for one in own]
        found["plan"]["duty"][0] |= duty
        found["resources"]["channel"] += [{"source": "a test", **one} for one in entries]
        found["scenario"]["fault"] = list(faults)

    return change


RADIO, FAX = {"id": "radio", "two_way": True}, {"id": "fax"}


def test_over_a_channel_on_which_one_answers_at_once_people_talk():
    found = relayed(with_channels(RADIO, channel="radio"))

    assert messages(found) == [(14.0, "called", "radio", "office"), (16.0, "reported", "radio", "office"), (16.0, "received", "radio", "office")]


def test_over_another_channel_of_the_plan_what_is_sent_arrives_after_its_delay():
    found = relayed(with_channels(FAX, entries=({"id": "fax", "delay": "3 min"},), channel="fax"))

    assert messages(found) == [(14.0, "reported", "fax", "office"), (17.0, "received", "fax", "office")]


def test_a_route_may_lead_over_a_channel_of_the_plan():
    def change(found: Documents) -> None:
        with_channels(FAX)(found)
        found["resources"]["route"] = [{"channel": "fax", "acts": ["report"]}]

    assert messages(relayed(change)) == [(14.0, "reported", "fax", "office"), (14.0, "received", "fax", "office")]


@pytest.mark.parametrize(("target", "by_radio"), [("radio", False), ("", True), ("office", True)])
def test_the_first_allowed_channel_that_works_is_taken_and_an_own_one_fails_only_by_its_name(target, by_radio):
    down = fault("line down", target)
    found = messages(relayed(with_channels(RADIO, faults=(down,), channel=["radio", "network"])))

    told = [(kind, channel) for _, kind, channel, _ in found]
    assert told == (
        [("called", "radio"), ("reported", "radio"), ("received", "radio")]
        if by_radio
        else [("called", "radio"), ("unanswered", "radio"), ("reported", "network"), ("received", "network")]
    )


def test_an_excluded_channel_is_never_used():
    def change(found: Documents) -> None:
        with_channels(FAX, not_channel=["network", "phone"])(found)
        found["resources"]["route"] = [{"channel": "network", "acts": ["report"]}, {"channel": "fax"}]

    assert {channel for _, _, channel, _ in messages(relayed(change))} == {"fax"}


def test_what_is_done_and_not_told_says_its_channel_where_the_plan_asks_for_one():
    def change(found: Documents) -> None:
        found["plan"]["duty"][0] |= {"act": "publish", "to": "none stated", "channel": ["network", "phone"]}

    [row] = [row for row in relayed(change).rows if row.kind == "published"]
    assert row.channel == "network"


def test_what_a_body_owes_by_a_pointer_is_done_by_the_post_that_was_told():
    def change(found: Documents) -> None:
        found["plan"]["duty"][0]["to"] = ["chief"]
        found["plan"]["duty"].append({
            "id": "back", "clause": "4", "title": "back", "bearer": "@to.body", "on": "received", "when": "form == 'initial'", "act": "feed-back",
            "to": ["@actor"],
        })  # fmt: skip

    found = relayed(change)
    assert [(row.actor, row.to) for row in found.rows if row.kind == "fed-back"] == [("chief", "watch")]
