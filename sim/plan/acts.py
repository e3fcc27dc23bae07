"""What a duty may ask for, and which row shows that it was done.

This is the one table that ties the plan's verbs to the record's kinds. It belongs to the product, not to any plan.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Act:
    """A verb that a duty may use.

    `kind` is the row that is written when the act is done. A message is also `received`, and carries a form: the duty's, or
    `form` where the duty names none.
    """

    kind: str
    message: bool = False
    form: str | None = None


ACTS: dict[str, Act] = {
    "report": Act("reported", message=True, form="initial"),
    "notify": Act("notified", message=True, form="notice"),
    "file": Act("filed", message=True, form="filing"),
    "propose": Act("proposed", message=True, form="proposal"),
    "request": Act("requested", message=True, form="request"),
    "order": Act("ordered", message=True, form="order"),
    "assign": Act("assigned", message=True, form="assignment"),
    "warn": Act("warned", message=True, form="warning"),
    "lift": Act("lifted", message=True, form="lifting"),
    "approve": Act("approved", message=True, form="approval"),
    "ask-support": Act("support-requested", message=True, form="support"),
    "feed-back": Act("fed-back", message=True, form="feedback"),
    "expand": Act("expanded", message=True, form="expansion"),
    "publish": Act("published"),
    "verify": Act("verified"),
    "estimate": Act("estimated"),
    "classify": Act("classified"),
    "activate": Act("activated"),
    "dispatch": Act("dispatched"),
    "go": Act("arrived"),
    "check-in": Act("checked-in"),
    "establish-command": Act("command-established"),
    "open-reception": Act("reception-opened"),
    "register": Act("registered"),
    "choose-representatives": Act("representatives-chosen"),
    "hear": Act("heard"),
    "answer": Act("answered"),
    "persuade": Act("persuaded"),
    "clear": Act("cleared"),
    "assess": Act("assessed"),
    "end": Act("ended"),
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
    "team-ready", "take-case", "lines-open", "join-group",
)  # fmt: skip


def is_message(kind: str) -> bool:
    """Whether rows of this kind go from one to another, so that a missing form or recipient is unknown, not "none"."""
    return kind == "received" or kind in SENT_KINDS


def form_of(kind: str, form: str | None) -> str | None:
    """The form that a condition sees: None (unknown) for a message without one, "" for an act that has none."""
    return form if form is not None or is_message(kind) else ""
