"""A small plan of another domain for tests: what a library does when its cellar floods."""

PLAN = """
[plan]
id = "flood"
title = "Cellar flood"

[[fact]]
id = "depth"
name = "water in cm"
type = "count"
[[fact]]
id = "rising"
name = "rising"
type = "flag"
[[fact]]
id = "room"
name = "where"
type = "one of"
values = ["cellar", "hall"]
[[fact]]
id = "dry"
name = "dry again"
type = "flag"

[[reading]]
id = "at_once"
clause = "2"
text = "at once"
value = "10 min"
choices = ["none stated", "10 min"]
[[reading]]
id = "clock"
clause = "2"
text = "start"
value = "received"
choices = ["received", "trigger"]
[[reading]]
id = "cumulative"
clause = "1"
text = "cumulative"
value = true
choices = [true, false]

[[body]]
id = "library"
name = "library"
superior = "council"
clause = "1"
[[body]]
id = "council"
name = "council"
clause = "1"
[[body]]
id = "salvage"
name = "salvage firm"
kind = "role"
clause = "1"

[[post]]
id = "head"
name = "head librarian"
body = "library"
stand_in = "deputy"
clause = "1"
[[post]]
id = "deputy"
name = "deputy"
body = "library"
clause = "1"

[[group]]
id = "rescue"
name = "rescue group"
lead = "library"
members = ["library", "salvage"]
clause = "1"

[[grade]]
id = "red"
name = "red"
clause = "1"
any = [{ clause = "1", when = "depth >= 50 and rising" }]
[[grade]]
id = "amber"
name = "amber"
clause = "1"
any = [{ clause = "1", when = "room == 'cellar' and 5 <= depth < 50" }]

[[level]]
id = "full"
name = "full"
clause = "3"
grade = "red"
approved_by = "head"
includes = ["partial"]
includes_if = "cumulative"
[[level]]
id = "partial"
name = "partial"
clause = "3"
grade = "amber"
approved_by = "head"

[[duty]]
id = "tell-council"
clause = "2"
title = "tell the council"
bearer = "library"
on = "classified"
when = "grade >= 'amber' and reading('cumulative')"
act = "report"
form = "initial"
to = ["@bearer.superior"]
within = { limit = "30 min", from = { reading = "clock" } }
[[duty]]
id = "hourly"
clause = "2"
title = "go on telling"
bearer = "@actor"
on = "reported"
when = "form == 'initial'"
act = "report"
form = "follow-up"
to = ["@to"]
every = "1 h"
until = "ended"
[[duty]]
id = "pump"
clause = "3"
title = "pump"
bearer = "rescue"
on = "activated"
level = "partial"
act = "perform"
form = "pumping"
within = { earlier = ["2 h", { limit = { reading = "at_once" }, from = "duty:tell-council" }] }

[[end]]
id = "dry-end"
clause = "4"
title = "end"
requires = ["dry"]
assessed_by = "library"
approved_by = "@activated.approver"
ordered_by = ["head"]

[[content]]
form = "initial"
clause = "2"
items = [{ name = "depth", facts = ["depth"] }]
[[content]]
form = "follow-up"
clause = "2"
includes = ["initial"]
"""

RESOURCES = """
[resources]
id = "town"
plan = "flood"
title = "Town"
[[body]]
id = "dry-ltd"
name = "Dry Ltd"
plays = ["salvage"]
[[holder]]
id = "h1"
posts = ["head", "library"]
[[desk]]
bodies = ["library", "dry-ltd"]
[[task]]
act = "report"
minutes = "5 min"
assumption = true
range = ["2 min", "9 min"]
[[habit]]
id = "phone-early"
title = "phone"
bearer = "library"
on = "noticed"
act = "notify"
to = ["dry-ltd"]
[officer]
assumption = true
range = ["1 min", "9 min"]
"""

SCENARIO = """
[scenario]
id = "night"
plan = "flood"
title = "Night"
purpose = "to see"
clauses = ["2"]
start = 2025-06-03T22:00:00
horizon = "8 h"
objectives = ["dry"]
[[event]]
id = "burst"
title = "burst pipe"
at = "00:10"
facts = { depth = 10, rising = true, room = "cellar" }
roles = { salvage = "dry-ltd" }
[[inject]]
id = "more"
text = "more water"
event = "burst"
missing = { duty = "tell-council", by = "01:00" }
facts = { depth = 60 }
[[expect]]
id = "told"
text = "told in time"
that = "late_reports == 0"
share = [0.5, 1.0]
"""
