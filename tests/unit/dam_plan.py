"""A small plan without faults, of another domain: what a waterworks does when its dam leaks. The tests break it one way at a time."""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from copy import deepcopy
from typing import Any

from sim.plan.check import Finding, check
from sim.plan.loader import check_plan_document
from sim.words import LANGUAGES

Data = dict[str, Any]

_TOML = """
[plan]
id = "dam"
title = "Leak at the dam"

[[fact]]
id = "place"
name = { zh = "位置", en = "place" }
type = "one of"
values = ["dam", "gate"]
clause = "1"
[[fact]]
id = "flow"
name = { zh = "流量", en = "flow" }
type = "count"
[[fact]]
id = "muddy"
name = { zh = "浑浊", en = "muddy" }
type = "flag"
[[fact]]
id = "tight"
name = "tight again"
type = "flag"

[[body]]
id = "waterworks"
name = "Waterworks"
superior = "council"
clause = "2.1"
[[body]]
id = "council"
name = "Town council"
clause = "2.2"
[[body]]
id = "fire"
name = "Fire brigade"
clause = "2.3"
[[body]]
id = "valley"
name = "People of the valley"
kind = "outside"
clause = "2.4"

[[post]]
id = "director"
name = "Director"
body = "waterworks"
stand_in = "deputy"
clause = "2.1"
[[post]]
id = "deputy"
name = "Second engineer"
body = "waterworks"
clause = "2.1"
[[post]]
id = "mayor"
name = "Mayor"
body = "council"
stand_in = "clerk"
clause = "2.2"
[[post]]
id = "clerk"
name = "Town clerk"
body = "council"
clause = "2.2"

[[group]]
id = "crews"
name = "all crews"
lead = "fire"
members = ["waterworks", "fire"]
clause = "2.5"
[[group]]
id = "pumping"
name = "pumping party"
lead = "fire"
members = ["fire", "waterworks"]
tasks = "pump"
clause = "2.6"

[[grade]]
id = "red"
name = { zh = "红级", en = "red" }
clause = "3"
any = [{ clause = "3.1", when = "place == 'dam' and flow >= 50" }, { clause = "3.2", when = "place == 'gate' and flow >= 80" }]
[[grade]]
id = "amber"
name = { zh = "黄级", en = "amber" }
clause = "3"
any = [{ clause = "3.3", when = "place == 'dam' and flow < 50" }, { clause = "3.4", when = "place == 'gate' and flow < 80" }]

[[warning]]
id = "blue"
name = "blue"
clause = "4"
grade = "amber"
issued_by = "waterworks"
lifted_by = "council"
to = ["fire"]

[[level]]
id = "full"
name = { zh = "全面响应", en = "full response" }
clause = "6"
grade = "red"
proposed_by = "waterworks"
approved_by = "director"

[[duty]]
id = "first-word"
clause = "5.1"
title = "first word"
bearer = "fire"
on = "noticed"
by = "fire"
act = "report"
form = "initial"
to = ["waterworks"]
within = "10 min"
partial = true
[[duty]]
id = "measure"
clause = "5.2"
title = "measure the flow"
bearer = "fire"
on = "noticed"
by = "fire"
act = "estimate"
within = "10 min"
[[duty]]
id = "grade"
clause = "5.3"
title = "find the grade"
bearer = "waterworks"
on = "received"
when = "form == 'initial'"
act = "classify"
within = "5 min"
[[duty]]
id = "grade-anew"
clause = "5.4"
title = "find it anew"
bearer = "waterworks"
on = "estimated"
act = "classify"
within = "5 min"
[[duty]]
id = "tell-council"
clause = "5.5"
title = "tell the council"
bearer = "waterworks"
on = "classified"
when = "grade >= 'amber'"
act = "report"
form = "initial"
to = ["council"]
within = { limit = "30 min", from = "received" }
[[duty]]
id = "hourly"
clause = "5.6"
title = "go on telling"
bearer = "waterworks"
on = "classified"
act = "report"
form = "follow-up"
to = ["council"]
every = "1 h"
until = "ended"
[[duty]]
id = "propose"
clause = "5.7"
title = "propose the start"
bearer = "waterworks"
on = "classified"
when = "grade == 'red'"
act = "propose"
to = ["director"]
within = "5 min"
[[duty]]
id = "call"
clause = "6.1"
title = "call the crews"
bearer = "waterworks"
on = "activated"
level = "full"
act = "notify"
to = ["crews"]
within = "10 min"
[[duty]]
id = "pump"
clause = "6.2"
title = "pump"
bearer = "fire"
on = "activated"
level = "full"
act = "perform"
form = "pump"
within = "1 h"
[[duty]]
id = "look-again"
clause = "6.3"
title = "look whether it is tight"
bearer = "fire"
on = "performed"
when = "form == 'pump'"
act = "assess"
within = "1 h"
[[duty]]
id = "answer-valley"
clause = "7"
title = "answer the valley"
bearer = "waterworks"
on = "ended"
act = "feed-back"
to = ["valley"]
within = "5 days"

[[end]]
id = "dry"
clause = "6.4"
title = "end"
requires = ["tight"]
assessed_by = "fire"
approved_by = "@activated.approver"
ordered_by = ["director"]

[[content]]
form = "initial"
clause = "5.1"
items = [{ name = "where", facts = ["place"] }, { name = "how much", facts = ["flow", "muddy"] }]

[[occasion]]
id = "water-act"
clause = "8"
title = "Water Act"
kind = "law"
"""
SOUND: Data = tomllib.loads(_TOML)


def entry(data: Data, table: str, id_: str) -> Data:
    """The table with this id; a change to it changes the plan."""
    found: Data = next(one for one in data[table] if one["id"] == id_)
    return found


def duty(data: Data, id_: str, **fields: Any) -> None:
    """Change a duty, or add one."""
    known = [one for one in data["duty"] if one["id"] == id_]
    if known:
        known[0].update(fields)
    else:
        data["duty"].append({"id": id_, "clause": "9", "title": id_.replace("-", " "), "within": "10 min", **fields})


def read(data: Data) -> tuple[Finding, ...]:
    """What the check says of a plan."""
    return check(check_plan_document(data, "dam.toml"))


def broken(change: Callable[[Data], object]) -> list[Finding]:
    """What the check says of the sound plan once it has been changed."""
    data = deepcopy(SOUND)
    change(data)
    return list(read(data))


def of(findings: list[Finding], check_id: str) -> list[Finding]:
    """The findings of one check."""
    return [finding for finding in findings if finding.check == check_id]


def fires_on_the_fault_alone(check_id: str, fault: Callable[[Data], object], twin: Callable[[Data], object], named: str) -> None:
    """Assert that a check finds a fault, says of it all that is to be said in every language, and finds nothing in its sound twin."""
    found = of(broken(fault), check_id)

    assert found
    assert named in found[0].rules
    assert all(one.clauses and said.of(lang) for one in found for said in (one.message, one.kind.why, one.kind.mend) for lang in LANGUAGES)
    assert not of(broken(twin), check_id)
