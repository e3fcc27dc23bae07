"""A chain so short that its times are known in closed form: a watchman sees, tells the dam keeper, who tells the town hall.

Two reports by network without delay or loss, the one an exponential task, the other a uniform one. So the town hall is told after
5 min plus both, and every difference that a revision makes can be written down: "slower" adds three minutes on average, "faster"
takes three away, each by a uniform amount; "steadier" only spreads less about the same mean.
"""

from __future__ import annotations

from pathlib import Path

PLAN = """
[plan]
id = "dam"
title = "Dam"

[[fact]]
id = "leak"
name = "leak"
type = "flag"

[[body]]
id = "watch"
name = "watch"
clause = "1"
[[body]]
id = "keeper"
name = "keeper"
superior = "town_hall"
clause = "1"
[[body]]
id = "town_hall"
name = "town hall"
clause = "1"

[[duty]]
id = "tell-keeper"
clause = "2.1"
title = "tell the keeper"
bearer = "watch"
on = "noticed"
act = "report"
form = "initial"
to = ["keeper"]
channel = "network"
within = "10 min"

[[duty]]
id = "tell-hall"
clause = "2.2"
title = "tell the town hall"
bearer = "keeper"
on = "received"
when = "form == 'initial'"
act = "report"
form = "passed-on"
to = ["town_hall"]
channel = "network"
within = "8 min"

[[content]]
form = "initial"
clause = "2.1"
items = [{ name = "leak", facts = ["leak"] }]
[[content]]
form = "passed-on"
clause = "2.2"
items = [{ name = "leak", facts = ["leak"] }]
"""

RESOURCES = """
[resources]
id = "dam-crew"
plan = "dam"
title = "Crew"
[[desk]]
bodies = ["watch"]
[[desk]]
bodies = ["keeper"]
[[desk]]
bodies = ["town_hall"]
[[task]]
act = "report"
form = "initial"
minutes = { exponential = { mean = "4 min" } }
assumption = true
range = ["2 min", "9 min"]
[[task]]
act = "report"
form = "passed-on"
minutes = { uniform = { low = "2 min", high = "10 min" } }
assumption = true
range = ["2 min", "9 min"]
[[channel]]
id = "network"
assumption = true
range = ["0 min", "1 min"]
[officer]
assumption = true
range = ["0 min", "9 min"]
margin = "0 min"
watches_clock = false
"""

SCENARIO = """
[scenario]
id = "leak"
plan = "dam"
title = "A leak"
purpose = "the chain"
teaches = "the chain"
start = 2026-03-10T08:00:00
horizon = "24 h"
clauses = ["2.1", "2.2"]
objectives = ["the town hall is told"]

[[event]]
id = "E1"
title = "leak"
at = "00:00"
facts = { leak = true }

[[inject]]
id = "seen"
text = "the watchman sees water"
event = "E1"
at = "00:05"
notice = { body = "watch" }
"""

_HEAD = """
[revision]
id = "{0}"
on = "dam"
title = "{0}"
reason = "a test"
"""

_WAS = 'was = { uniform = { low = "2 min", high = "10 min" } }'
_TIMES = (
    '[resources.amend.task."report/passed-on"]\n'
    'minutes = {{ {0}, now = {{ uniform = {{ low = "2 min", high = "{1} min" }} }} }}\n'
    'source = {{ now = "made up" }}'
)

REVISIONS = {
    "slower": _TIMES.format(_WAS, 16),
    "faster": _TIMES.format(_WAS, 4),
    "steadier": _TIMES.format(_WAS, 8).replace('now = { uniform = { low = "2 min"', 'now = { uniform = { low = "4 min"'),
    "looser": '[amend.duty.tell-hall]\nclause = "2.2 (rev.)"\nwithin = { was = "8 min", now = "40 min" }',
    "no-limit": '[amend.duty.tell-hall]\nclause = "2.2 (rev.)"\nwithin = { was = "8 min", now = "none stated" }',
    "repealed": '[repeal.duty.tell-hall]\nclause = "2.2 (rev.)"\nreason = "a test"',
    "moved": '[amend.duty.tell-hall]\nclause = "2.2 (rev.)"\nbearer = { was = "keeper", now = "watch" }',
    "certain": (
        '[resources.amend.task."report/passed-on"]\n'
        'minutes = { was = { exponential = { mean = "36 h" } }, now = { uniform = { low = "2 min", high = "10 min" } } }\n'
        'source = { now = "made up" }'
    ),
    "tighter": '[amend.duty.tell-hall]\nclause = "2.2 (rev.)"\nwithin = { was = "8 min", now = "5 min" }',
}


_USUAL, _SLOW = 'minutes = { uniform = { low = "2 min", high = "10 min" } }', 'minutes = { exponential = { mean = "36 h" } }'


def write_chain(folder: Path, *, slow: bool = False) -> Path:
    """Write plan, resources, scenario and revisions; gives the scenario's path. `slow`: the hall is told within the day in one run of two."""
    resources = RESOURCES.replace(_USUAL, _SLOW) if slow else RESOURCES
    for name, text in (("plan.toml", PLAN), ("resources.toml", resources), ("leak.toml", SCENARIO)):
        (folder / name).write_text(text, "utf-8", newline="\n")
    for name, text in REVISIONS.items():
        (folder / f"{name}.toml").write_text(f"{_HEAD.format(name)}\n{text}\n", "utf-8", newline="\n")
    return folder / "leak.toml"
