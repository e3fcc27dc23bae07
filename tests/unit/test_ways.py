"""Ways of messages: one after the other, to many at once, face to face, from one desk that several bodies share, and to somebody at home."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from sim.agents.lines import TriedLines
from sim.inputs.resources import ChannelEntry
from tests.plans.harness import Documents, drill, entry, first, messages, works_at_the_scene


def relayed(change: Any = None, seed: int = 1) -> Any:
    return drill("relay", seed, change)


def route(*channels: str, **entries: dict[str, Any]) -> Any:
    """Messages take these channels in this order; `entries` says what the resources say of each."""

    def change(found: Documents) -> None:
        found["resources"]["route"] = [{"channel": channel} for channel in channels]
        found["resources"]["channel"] += [{"id": channel, "source": "a test", **said} for channel, said in entries.items()]

    return change


def away(target: str, until: str | None = None, kind: str = "post absent") -> dict[str, Any]:
    return {"id": "f", "kind": kind, "target": target, "at": "0 min", **({} if until is None else {"until": until})}


def told(record: Any) -> list[tuple[float, str, str | None, str | None]]:
    return [row for row in messages(record) if row[1] in ("reported", "notified", "received")]


def test_when_nobody_answers_the_next_way_is_tried_at_once():
    def change(found: Documents) -> None:
        route("phone", "network", network={"delay": "1 min"})(found)
        found["scenario"]["fault"] = [away("office", kind="line down")]

    assert messages(relayed(change)) == [
        (14.0, "called", "phone", "office"),
        (14.5, "unanswered", "phone", "office"),
        (17.5, "called", "phone", "office"),
        (18.0, "unanswered", "phone", "office"),  # the phone's two tries
        (18.0, "reported", "network", "office"),
        (19.0, "received", "network", "office"),
    ]


def test_a_way_that_is_seen_not_to_work_is_not_tried_again_while_there_is_another():
    def change(found: Documents) -> None:
        route("network", "phone", network={"tries": 3})(found)
        found["scenario"]["fault"] = [away("", kind="network down")]

    assert [row[:3] for row in messages(relayed(change))] == [
        (14.0, "unanswered", "network"),
        (14.0, "called", "phone"),
        (16.0, "reported", "phone"),
        (16.0, "received", "phone"),
    ]


def reports_twice(found: Documents) -> None:
    """A second, other word to the same office is owed 20 minutes after the first."""
    found["scenario"]["inject"].append({**found["scenario"]["inject"][0], "id": "seen-again", "at": "20 min"})
    found["plan"]["duty"][0]["per"] = "trigger"


def test_tries_are_counted_by_line_whatever_is_to_be_said():
    def change(found: Documents) -> None:
        route("phone")(found)
        reports_twice(found)
        found["scenario"]["fault"] = [away("office", kind="line down", until="40 min")]

    rows = messages(relayed(change))

    # two tries; fifteen minutes of rest, whoever else wants to call; one try and twice that rest; one talk says all
    assert [row[0] for row in rows if row[1] == "called"] == [14.0, 17.5, 33.0, 63.5]
    assert [row[0] for row in rows if row[1] == "received"] == [65.5]


@pytest.mark.parametrize(("more", "together"), [({}, 3), ({"tries_at_once": 5}, 5), ({"tries_at_once": 1}, 2)])
def test_so_many_of_a_desk_try_a_line_at_the_same_time_or_as_many_as_it_has_tries(more, together):
    phone = ChannelEntry.model_validate({"id": "phone", "tries": 2, "source": "a test", **more})
    lines, trying = TriedLines(SimpleNamespace(channel=lambda _: phone)), 0  # type: ignore[arg-type]
    while trying < 9 and lines.opens("office", "phone", 14.0) == 14.0:
        lines.begin("office", "phone")
        trying += 1

    assert trying == together


def test_who_rings_can_be_told_at_once_what_could_not_be_told():
    def change(found: Documents) -> None:
        route("phone")(found)
        found["scenario"]["fault"] = [away("office", kind="line down", until="19 min")]
        found["scenario"]["inject"].append({**found["scenario"]["inject"][0], "id": "seen-too", "at": "20 min", "notice": {"body": "office"}})
        found["plan"]["duty"].append(
            {"id": "ask", "clause": "3", "title": "ask", "bearer": "office", "on": "noticed", "by": "office", "act": "notify", "to": ["watch"]}
        )

    rows = messages(relayed(change))

    rang = next(row[0] for row in rows if row[1:] == ("received", "phone", "watch"))
    told = next(row[0] for row in rows if row[1:] == ("received", "phone", "office"))
    assert [row[0] for row in rows if row[1:] == ("called", "phone", "office")] == [14.0, 17.5]  # none of its own any more
    assert rang < told <= rang + 2.0
    assert rang < 33.0


def test_a_way_that_is_seen_dead_is_left_alone_by_the_whole_desk_until_it_works():
    def change(found: Documents) -> None:
        route("network", "phone", network={"tries": 1, "delay": "1 min"})(found)
        reports_twice(found)
        found["scenario"]["inject"].append({**found["scenario"]["inject"][0], "id": "seen-late", "at": "60 min"})
        found["scenario"]["fault"] = [away("", kind="network down", until="50 min")]

    rows = [row[:3] for row in messages(relayed(change)) if row[1] in ("unanswered", "reported")]

    assert rows == [(14.0, "unanswered", "network"), (16.0, "reported", "phone"), (26.0, "reported", "phone"), (64.0, "reported", "network")]


def test_a_runner_takes_the_journey_between_the_two_places():
    def change(found: Documents) -> None:
        route("runner")(found)
        found["resources"]["place"] = [
            {"id": "bank", "name": "bank", "bodies": ["watch"]}, {"id": "town", "name": "town", "bodies": ["office"]}
        ]  # fmt: skip
        found["resources"]["journey"] = [{"between": ["town", "bank"], "minutes": "25 min", "source": "a test"}]
        for event in found["scenario"]["event"]:
            event["place"] = "bank"

    assert told(relayed(change)) == [(14.0, "reported", "runner", "office"), (39.0, "received", "runner", "office")]


def test_one_message_to_many_reaches_all_at_one_minute_and_is_written_once():
    def change(found: Documents) -> None:
        found["plan"]["duty"][0]["to"] = ["office", "idle"]
        route("group", group={"to_many": True, "delay": "2 min"})(found)

    assert told(relayed(change)) == [
        (14.0, "reported", "group", "office"),
        (14.0, "reported", "group", "idle"),
        (16.0, "received", "group", "office"),
        (16.0, "received", "group", "idle"),
    ]


def test_over_a_way_to_one_each_is_told_in_turn_and_the_draft_is_used_again():
    def change(found: Documents) -> None:
        found["plan"]["duty"][0]["to"] = ["office", "idle"]

    assert told(relayed(change)) == [
        (16.0, "reported", "phone", "office"),
        (16.0, "received", "phone", "office"),
        (18.0, "reported", "phone", "idle"),
        (18.0, "received", "phone", "idle"),
    ]


def test_what_has_been_learnt_since_is_drafted_anew():
    def change(found: Documents) -> None:
        again = {**found["scenario"]["inject"][0], "id": "seen-again", "at": "17 min"}
        found["scenario"]["inject"].append(again)
        found["plan"]["duty"][0]["per"] = "trigger"

    # seen at 10 and again at 17: four minutes of drafting each, two of talking
    assert [row for row in told(relayed(change)) if row[1] == "reported"] == [
        (16.0, "reported", "phone", "office"),
        (23.0, "reported", "phone", "office"),
    ]


def test_bodies_that_share_a_desk_are_told_at_once_in_person():
    def change(found: Documents) -> None:
        entry(found["resources"]["desk"])["shared"] = True

    assert messages(relayed(change)) == [(14.0, "reported", "in person", "office"), (14.0, "received", "in person", "office")]


def test_who_works_in_the_same_place_is_told_by_walking_over():
    def change(found: Documents) -> None:
        works_at_the_scene(found, "watch", "office")
        found["resources"]["task"].append({"act": "walk-over", "minutes": "1 min", "source": "a test"})

    assert messages(relayed(change)) == [(17.0, "reported", "in person", "office"), (17.0, "received", "in person", "office")]


def test_a_talk_face_to_face_takes_the_time_of_both():
    def change(found: Documents) -> None:
        works_at_the_scene(found, "watch", "office")
        found["plan"]["duty"].append(
            {"id": "walk", "clause": "3", "title": "walk", "bearer": "office", "on": "noticed", "act": "perform", "form": "walk"}
        )
        found["resources"]["task"].append({"act": "perform", "minutes": "10 min", "source": "a test"})
        found["scenario"]["inject"].append({**found["scenario"]["inject"][0], "id": "seen-too", "notice": {"body": "office"}})

    done = first(relayed(change), "performed")
    assert done is not None
    assert done.time == 22.0  # 10 of its own from 10 on, and 2 of the talk


def test_whom_the_plan_wants_to_be_told_by_phone_is_phoned_though_near():
    def change(found: Documents) -> None:
        works_at_the_scene(found, "watch", "office")
        found["plan"]["duty"][0]["channel"] = "phone"

    assert {row[2] for row in messages(relayed(change))} == {"phone"}


def test_where_the_way_that_counts_is_of_no_use_the_word_goes_another_way_and_once_only():
    def change(found: Documents) -> None:
        route("group", "network", group={"delay": "1 min"})(found)
        found["plan"]["duty"][0]["channel"] = "phone"
        found["plan"]["duty"][0]["not_channel"] = "network"
        found["scenario"]["fault"] = [away("office", kind="line down", until="45 min")]

    rows = messages(relayed(change))

    assert [row[2] for row in rows[:6]] == ["phone"] * 4 + ["group"] * 2
    assert rows[5] == (19.0, "received", "group", "office")
    assert [row[0] for row in rows if row[1] == "called"] == [14.0, 17.5, 33.0, 63.5]  # five times the pause, then twice that
    assert [row for row in told(relayed(change)) if row[1] == "reported"][1:] == [(65.5, "reported", "phone", "office")]


def test_at_night_somebody_at_home_answers_and_is_at_the_desk_later():
    def change(found: Documents) -> None:
        found["scenario"]["scenario"]["start"] = found["scenario"]["scenario"]["start"].replace(hour=2)
        found["resources"]["desk"] = [{"bodies": ["watch"]}, {"bodies": ["office"], "night_staff": 0, "on_call": "30 min"}]
        found["plan"]["duty"].append({"id": "look", "clause": "3", "title": "look", "bearer": "office", "on": "received", "act": "verify"})

    record = relayed(change)

    assert told(record) == [(16.0, "reported", "phone", "office"), (16.0, "received", "phone", "office")]
    looked = first(record, "verified")
    assert looked is not None
    assert looked.time == 46.0


def test_without_anybody_on_call_an_empty_desk_answers_nobody():
    def change(found: Documents) -> None:
        found["scenario"]["scenario"]["start"] = found["scenario"]["scenario"]["start"].replace(hour=2)
        found["resources"]["desk"] = [{"bodies": ["watch"]}, {"bodies": ["office"], "night_staff": 0}]

    assert told(relayed(change)) == []


def test_a_body_among_the_posts_of_a_holder_is_reached_and_acts_by_them():
    def change(found: Documents) -> None:
        found["resources"]["desk"] = [{"bodies": ["watch"]}]
        found["resources"]["holder"] = [{"id": "one", "posts": ["chief", "office"]}]
        found["plan"]["duty"].append({"id": "look", "clause": "3", "title": "look", "bearer": "office", "on": "received", "act": "verify"})

    record = relayed(change)

    assert told(record) == [(16.0, "reported", "phone", "office"), (16.0, "received", "phone", "office")]
    looked = first(record, "verified")
    assert looked is not None
    assert (looked.time, looked.actor) == (16.0, "office")


@pytest.mark.parametrize("out", ["fault", "absent", "shift"])
def test_what_is_written_to_one_person_out_of_reach_lies_unread_and_the_stand_in_is_told(out):
    """For whatever reason they are out of reach: a fault, an absence for the whole drill, or a shift that has ended."""

    def change(found: Documents) -> None:
        found["plan"]["duty"][0]["to"] = ["chief"]
        route("network", network={"delay": "1 min", "tries": 1})(found)
        holder: dict[str, Any] = {"id": "one", "posts": ["chief"]}
        if out == "fault":
            found["scenario"]["fault"] = [away("chief")]
        elif out == "absent":
            holder["absent"] = True
        else:
            found["resources"]["shift"] = [{"id": "late", "begins": "23:00", "ends": "23:30"}]
            holder["shift"] = "late"
        found["resources"]["holder"] = [holder]

    record = relayed(change)

    assert {row.to for row in record.rows if row.kind == "received"} == {"deputy"}
    assert first(record, "unanswered") is not None
