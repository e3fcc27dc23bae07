"""The product's own closed lists, each once: kinds of rows, acts, forms, channels, effects, tasks, faults, forces.

A plan brings its own facts, grades, bodies and contents; these are what the format and the engine know. What each is called stands in
the catalogues, in the family of its list (`kind.*`, `act.*`, `form.*`, `channel.*`, `effect.*`, `task.*`, `fault.*`, `force.*`); what
becomes of a duty (`status.*`) is the judge's list, in `analysis.verdicts`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

LARGEST_NUMBER = 10**15  # in any input: up to it a whole number stays what it is, wherever it is reckoned with

# How readily a kind of row is told in the story of a run: what turned the event always, then the steps on its way, then what was done in
# passing; never the truth behind it and the noise of phones.
Telling = Literal["turn", "step", "passing", "never"]
TOLD: dict[str, Telling] = {
    "occurred": "turn", "risk-found": "turn", "scene": "never", "noticed": "step", "estimated": "step", "warned": "turn", "lifted": "passing",
    "assigned": "passing", "called": "never", "unanswered": "never", "busy": "never", "lost": "turn", "reported": "step", "received": "passing",
    "verified": "step", "classified": "turn", "regraded": "turn", "proposed": "step", "requested": "step", "approved": "step",
    "ordered": "passing", "activated": "turn", "notified": "passing", "filed": "passing", "dispatched": "step", "arrived": "step",
    "checked-in": "passing", "command-established": "turn", "reception-opened": "turn", "registered": "turn", "representatives-chosen": "turn",
    "heard": "turn", "answered": "turn", "persuaded": "step", "returned-home": "step", "moved-up": "turn", "cleared": "turn", "hurt": "turn",
    "dispersed": "turn", "expanded": "turn", "support-requested": "step", "assessed": "step", "ended": "turn", "stood-down": "passing",
    "published": "turn", "fed-back": "passing", "expectation-missed": "turn", "decision": "never", "inject": "step", "fault": "turn",
    "prepared": "passing", "performed": "passing", "released": "never", "other": "never",  # in a log: something that no rule names
}  # fmt: skip
KINDS: tuple[str, ...] = tuple(TOLD)
UNKNOWN_KINDS = frozenset({"scene", "inject", "fault", "expectation-missed"})  # truth, and what the drill's staff did: nobody's knowledge
# What whoever knows it passes on with any message about the event: the state of the response.
STATE_KINDS = frozenset({"activated", "ended", "command-established", "expanded", "reception-opened", "classified", "regraded", "stood-down"})
# What is told anew once it is known: who has a draft from before drafts again.
NEWS_KINDS = STATE_KINDS | {"noticed", "verified", "estimated", "assessed", "registered", "heard", "answered", "risk-found", "warned"}
UNCAUSED = frozenset({"occurred", "inject", "fault", "risk-found"})

Force = Literal["must", "where needed", "may", "standing", "must not"]
FORCES: tuple[Force, ...] = get_args(Force)

# What does not work for a while in a scenario.
FaultKind = Literal[
    "line down", "network down", "post absent", "phone off", "wrong address", "underestimate", "report concealed",
    "report late", "false all-clear", "road closed", "room full", "no vehicle", "ambulance away", "bad weather",
    "leader elsewhere", "bus breakdown",
]  # fmt: skip
FAULTS: tuple[FaultKind, ...] = get_args(FaultKind)


@dataclass(frozen=True, slots=True)
class Carrier:
    """What carries a message: which faults keep it from working, and whether one answers at once, so that saying is hearing."""

    fails_by: tuple[FaultKind, ...]
    heard_as_said: bool


CARRIERS: dict[str, Carrier] = {
    "phone": Carrier(("line down", "phone off"), heard_as_said=True),  # who does not answer may also be away
    "network": Carrier(("network down",), heard_as_said=False),
    "group": Carrier(("network down",), heard_as_said=False),  # one message that many read, when they look
    "runner": Carrier((), heard_as_said=False),
    "in person": Carrier((), heard_as_said=True),
    "self": Carrier((), heard_as_said=False),
}
CHANNELS: tuple[str, ...] = tuple(CARRIERS)  # a plan may bring more: `sim.plan.channels`
OWN_HAT = "self"  # from one post to another of the same person
IN_PERSON = "in person"
RUNNER = "runner"
TASKS: tuple[str, ...] = ("talk", "decide", "walk-over")  # what takes people time beside the acts that a plan may ask for

# What hands do for an act, beside the work: a message is told, a look brings facts; most acts are done and written down.
DeedName = Literal["tell", "look", "classify", "activate", "end", "go", "do"]


@dataclass(frozen=True, slots=True)
class Act:
    """A verb that a duty may use.

    `kind` is the row that is written when the act is done, `deed` how hands do it. What is told is a message: it is also `received`, and
    carries a form, the duty's, or `form` where the duty names none.
    """

    kind: str
    form: str | None = None
    deed: DeedName = "do"
    timed: bool = True  # the resources say how long it takes; deciding and travelling have their own time
    afield: bool = False  # done among the people at the scene, by those who are there
    comes: bool = False  # brings somebody to the scene

    @property
    def message(self) -> bool:
        """Whether it goes from one to another."""
        return self.deed == "tell"


# What a duty may ask for, and which row shows that it was done.
ACTS: dict[str, Act] = {
    "report": Act("reported", deed="tell", form="initial"),
    "notify": Act("notified", deed="tell", form="notice"),
    "file": Act("filed", deed="tell", form="filing"),
    "propose": Act("proposed", deed="tell", form="proposal"),
    "request": Act("requested", deed="tell", form="request"),
    "order": Act("ordered", deed="tell", form="order"),
    "assign": Act("assigned", deed="tell", form="assignment"),
    "warn": Act("warned", deed="tell", form="warning"),
    "lift": Act("lifted", deed="tell", form="lifting"),
    "approve": Act("approved", deed="tell", form="approval"),
    "ask-support": Act("support-requested", deed="tell", form="support"),
    "feed-back": Act("fed-back", deed="tell", form="feedback"),
    "expand": Act("expanded", deed="tell", form="expansion"),
    "publish": Act("published"),
    "verify": Act("verified", deed="look"),
    "estimate": Act("estimated", deed="look", afield=True),
    "classify": Act("classified", deed="classify"),
    "activate": Act("activated", deed="activate", timed=False),
    "dispatch": Act("dispatched", deed="go", comes=True),
    "go": Act("arrived", deed="go", timed=False, comes=True),
    "check-in": Act("checked-in", afield=True),
    "establish-command": Act("command-established"),
    "open-reception": Act("reception-opened", afield=True),
    "register": Act("registered", afield=True),
    "choose-representatives": Act("representatives-chosen", afield=True),
    "hear": Act("heard", afield=True),
    "answer": Act("answered", afield=True),
    "persuade": Act("persuaded", afield=True),
    "clear": Act("cleared", afield=True),
    "assess": Act("assessed", deed="look"),
    "end": Act("ended", deed="end", timed=False),
    "stand-down": Act("stood-down"),
    "prepare": Act("prepared"),
    "perform": Act("performed"),
}

FORMS: tuple[str, ...] = (
    "initial", "follow-up", "final", "written", "partial", "warning-information", "progress", "summary", "end",
)  # fmt: skip
SENT_KINDS: dict[str, str] = {act.kind: act.form for act in ACTS.values() if act.message and act.form}
ALSO: dict[str, tuple[str, ...]] = {"classified": ("regraded",)}  # a regrade is a classification, later

# What an act changes in the run, beyond its row.
EFFECTS: tuple[str, ...] = (
    "keep-out", "guide", "open-road", "explain", "lead-to-reception", "logistics", "vehicles", "ambulance", "order",
    "leader-receives", "work-team", "support", "standby", "watch", "early-dialogue", "staffing", "investigate",
    "team-ready", "take-case", "lines-open", "join-group", "reinforce",
)  # fmt: skip
# Effects that reach people face to face: only who is at the scene can bring them about. Some talks are held where people live, before the event.
AMONG_PEOPLE: frozenset[str] = frozenset({"keep-out", "explain", "lead-to-reception", "order", "leader-receives"})
AT_HOME_BEFORE: frozenset[str] = frozenset({"early-dialogue", "work-team"})
# Why people do not set out, or not yet: the form of a `decision` row.
STAYS: tuple[str, ...] = ("elsewhere", "response over", "nobody left", "no unit free")

# Why an attempt among people reaches nobody: the form of a `decision` row. It is no act, and waits until it can reach somebody.
IN_VAIN: tuple[str, ...] = (
    "nobody there", "not opened", "nobody to register", "nobody registered", "chosen already", "nobody chosen", "nobody to hear",
    "nobody to answer", "no say", "nobody goes", "nobody obstructs",
)  # fmt: skip


def is_message(kind: str) -> bool:
    """Whether rows of this kind go from one to another, so that a missing form or recipient is unknown, not "none"."""
    return kind == "received" or kind in SENT_KINDS


def form_of(kind: str, form: str | None) -> str | None:
    """The form that a condition sees: None (unknown) for a message without one, "" for an act that has none."""
    return form if form is not None or is_message(kind) else ""


# How a drill was held: run by the program alone, with people in their posts, or not as a drill at all.
DrillKind = Literal["simulated", "played", "real"]
DRILL_KINDS: tuple[DrillKind, ...] = get_args(DrillKind)  # the later, the more it says of people

# What may be printed whole, by name: the parts of a result, in the order in which they stand.
SectionId = Literal[
    "log", "verdicts", "aims", "habits", "story", "duties", "late", "called-for", "outcome", "figures", "others", "people", "bodies", "clauses",
    "expectations", "silences", "doubts", "readings", "chain", "why", "contradictions", "against", "forms", "explain",
    "held", "open", "closed", "actions", "revise", "times", "findings",
]  # fmt: skip
_OF_BOTH: tuple[SectionId, ...] = ("aims", "habits", "story", "duties", "late", "called-for", "outcome", "people", "bodies")
SECTIONS: dict[str, tuple[SectionId, ...]] = {
    "run": (*_OF_BOTH, "clauses", "expectations", "silences"),
    "judge": ("log", *_OF_BOTH, "expectations", "silences", "doubts", "readings", "chain", "why", "contradictions", "against", "forms"),
    "evaluate": ("verdicts", "habits", "clauses", "figures", "others", "explain"),
    "programme": ("open", "actions", "held", "clauses", "closed", "revise"),
    "compare": ("people", "times", "duties", "findings"),
}

# The files that a person writes (and the record, that `drill run` does), by which a schema is asked for.
INPUT_KINDS: tuple[str, ...] = ("plan", "resources", "scenario", "revision", "calendar", "programme", "synonyms", "confirmation")

# The papers of `drill report`, by the suffix of the file that each is written to; a page has one form only.
PAPER_FORMS: dict[str, tuple[str, ...]] = {
    ".html": (),
    ".docx": ("plan", "evaluation", "summary", "aar", "inject-cards", "facilitator"),
    ".xlsx": ("evaluation", "problems"),
}

# The documents that `--json` prints, by what each is: the name that stands in it under `schema`. A changed meaning raises the number.
DOCUMENTS: dict[str, str] = {
    "run": "drill.run/2", "runs": "drill.runs/1", "judge": "drill.judge/2", "log": "drill.log/2", "evaluate": "drill.evaluate/3",
    "limits": "drill.limits/1",
    "plan": "drill.plan/1", "check": "drill.check/1", "explain": "drill.checks/1",
    "diff": "drill.diff/1", "list": "drill.list/1", "version": "drill.version/1",
    "programme": "drill.programme/1", "compare": "drill.compare/1",
}  # fmt: skip
