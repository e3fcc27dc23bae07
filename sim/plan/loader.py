"""Reads a plan file: its tables, what they hold and what they refer to, with all faults told at once.

What a field may hold stands in its annotation (`sim.plan.model`) and is checked by one walk; here are the rules between fields, each a
small function. Those of a duty hold for habits too.
"""

from __future__ import annotations

from collections.abc import Sequence
from importlib.resources.abc import Traversable
from keyword import iskeyword
from pathlib import Path
from typing import Any

from sim.documents import Mistakes, Steps, listed, read_toml
from sim.durations import NONE_STATED, Amount, Span
from sim.plan import model
from sim.plan.channels import Ways, ways_of
from sim.plan.clock_rules import DUTY_RULES, check_anchors, check_warnings, fits_reading, is_amount, is_length, plain_days
from sim.plan.conditions import ENGINE_NAMES, ROW_NAMES, fact_problem, same_value, written_constant
from sim.plan.derived import unspeakable
from sim.plan.expression import FUNCTIONS, names
from sim.plan.known import PlanIds
from sim.plan.model import Body, Duty, End, Fact, FactWindow, Group, Level, Occasion, Plan, Post, Reading, Recipients, Signal
from sim.references import KindWord, Rules, check_marks
from sim.validation import validate_partly
from sim.vocabulary import ACTS
from sim.words import LANGUAGES, Phrase, phrase

_RESERVED = (*ENGINE_NAMES, *FUNCTIONS, "true", "false", "as_of")
_NAMED_BY_FORM = ("perform", "prepare")  # acts that say nothing without the name of the task
_WINDOWS = ('"24 h"', '"7 days"')

PLAN_RULES: Rules[PlanIds] = Rules()


def load_plan(path: Path | Traversable) -> Plan:
    """The plan in a file. Raises InputError with every fault of the file."""
    return check_plan_document(read_toml(path), str(path))


def check_plan_document(data: dict[str, Any], file: str) -> Plan:
    """The plan that parsed tables describe; `file` names them in faults. Raises InputError with every fault."""
    plan, faults = validate_partly(Plan, data, file)
    ids = PlanIds.of(plan, data)
    check_marks(Plan, data, ids, faults, ids.checks())
    PLAN_RULES.check(ids, faults)
    _check_circles(faults)
    check_anchors(faults)
    check_warnings(faults)
    faults.stop()
    return plan


@PLAN_RULES.of(Fact)
def _fact_name(fact: Fact, at: Steps, _: PlanIds, faults: Mistakes) -> None:
    """Conditions can use its name."""
    if not fact.id.isidentifier() or iskeyword(fact.id) or fact.id in _RESERVED:
        faults.add((*at, "id"), phrase("plan-file.no-name"), value=fact.id, allowed=phrase("plan-file.names", reserved=_RESERVED))


@PLAN_RULES.of(Fact)
def _fact_values(fact: Fact, at: Steps, _: PlanIds, faults: Mistakes) -> None:
    """Its values are listed where its type has values, and only there; its default is one of them."""
    if fact.type in ("one of", "set of"):
        if not fact.values:
            faults.add((*at, "values"), phrase("plan-file.needs-values", type=fact.type), allowed=phrase("plan-file.such-as-values"))
    elif fact.values:
        faults.add((*at, "values"), phrase("plan-file.no-values", type=fact.type), hint=phrase("plan-file.write-one-of"))
    if fact.default is not None and (problem := fact_problem(fact, fact.default)):
        faults.add((*at, "default"), problem, value=fact.default, allowed=listed(fact.values))


@PLAN_RULES.of(Fact)
def _fact_value_names(fact: Fact, at: Steps, _: PlanIds, faults: Mistakes) -> None:
    """Names are given to values that there are, and no two share one."""
    _value_names(fact, (*at, "value_names"), phrase("plan-file.value-of", fact=fact.id), fact.values, faults)


@PLAN_RULES.of(Reading)
def _reading_value_names(reading: Reading, at: Steps, _: PlanIds, faults: Mistakes) -> None:
    """Names are given to choices that are words, and no two share one."""
    choices = [choice for choice in reading.choices if isinstance(choice, str)]
    _value_names(reading, (*at, "value_names"), phrase("plan-file.choice-of", reading=reading.id), choices, faults)


def _value_names(entry: Fact | Reading, place: Steps, what: Phrase, known: Sequence[str], faults: Mistakes) -> None:
    for value in entry.value_names:
        faults.known((*place, value), what, value, known)
    for lang in LANGUAGES:
        told: dict[str, str] = {}
        for value, text in entry.value_names.items():
            other = told.setdefault(text.of(lang), value)
            if other != value:
                faults.add((*place, value), phrase("plan-file.two-values-one-name"), value=text.of(lang), hint=phrase("plan-file.also", id=other))


@PLAN_RULES.of(Body)
def _body_aliases(body: Body, at: Steps, _: PlanIds, faults: Mistakes) -> None:
    """Clauses are given to other names that it has; so with posts and groups."""
    _alias_clauses(body, at, faults)


@PLAN_RULES.of(Post)
def _post_aliases(post: Post, at: Steps, _: PlanIds, faults: Mistakes) -> None:
    _alias_clauses(post, at, faults)


@PLAN_RULES.of(Group)
def _group_aliases(group: Group, at: Steps, _: PlanIds, faults: Mistakes) -> None:
    _alias_clauses(group, at, faults)


def _alias_clauses(party: Body | Post | Group, at: Steps, faults: Mistakes) -> None:
    for alias in party.alias_clauses:
        faults.known((*at, "alias_clauses", alias), phrase("plan-file.alias-of", party=party.id), alias, party.aliases)


@PLAN_RULES.of(Fact)
def _fact_window(fact: Fact, at: Steps, ids: PlanIds, faults: Mistakes) -> None:
    """Only what is counted or measured has a window: lengths that a clock or plain days give, each but the last under a condition."""
    if not fact.windows:
        if fact.window == ():
            faults.add((*at, "window"), phrase("plan-file.no-windows"), allowed=_WINDOWS)
        if "window_from" in fact.model_fields_set:
            faults.add((*at, "window_from"), phrase("plan-file.from-no-window"), value=fact.window_from, hint=phrase("plan-file.write-window"))
        return
    if fact.type not in ("count", "number"):
        faults.add((*at, "window"), phrase("plan-file.window-of-no-number"), value=fact.type, allowed=("count", "number"))
    for number, one in enumerate(fact.windows):
        place = (*at, "window") if isinstance(fact.window, str) else (*at, "window", number)
        if not is_length(one.length, _window_length):
            faults.add(place if isinstance(fact.window, str) else (*place, "length"), phrase("plan-file.window"), value=one.length, allowed=_WINDOWS)
        _window_condition(one, place, ids, faults)
        if not one.when and number + 1 < len(fact.windows):
            faults.add(place, phrase("plan-file.window-hides-others"), value=one.length, hint=phrase("plan-file.window-last"))
    if fact.windows[-1].when:
        faults.add((*at, "window"), phrase("plan-file.window-without-end"), value=fact.windows[-1].when, hint=phrase("plan-file.window-last"))


def _window_length(amount: Amount | None) -> bool:
    return plain_days(amount) or (isinstance(amount, Span) and amount.minutes > 0)


def _window_condition(window: FactWindow, at: Steps, ids: PlanIds, faults: Mistakes) -> None:
    """How long a window is depends on the event: not on the row that asks, and not on what has a window or adds up itself."""
    for name in sorted(names(window.when.node)):
        if name in ROW_NAMES or name in ids.ruled:
            problem = phrase("plan-file.window-by-row", name=name) if name in ROW_NAMES else phrase("plan-file.window-by-window", name=name)
            faults.add((*at, "when"), problem, value=window.when, allowed=phrase("plan-file.plain-facts"))


@PLAN_RULES.of(Fact)
def _fact_holds(fact: Fact, at: Steps, _: PlanIds, faults: Mistakes) -> None:
    """Only numbers can be the largest, or be added up."""
    if fact.holds != "latest" and fact.type not in ("count", "number"):
        faults.add((*at, "holds"), phrase("plan-file.holds-no-number", type=fact.type), value=fact.holds, allowed=("latest",))


@PLAN_RULES.of(Reading)
def _reading_choices(reading: Reading, at: Steps, _: PlanIds, faults: Mistakes) -> None:
    """The value is one of the choices; the choices differ and are of one type."""
    choices = listed(written_constant(choice) for choice in reading.choices)
    if not any(same_value(reading.value, choice) for choice in reading.choices):
        faults.add((*at, "value"), phrase("plan-file.no-choice"), value=written_constant(reading.value), allowed=choices)
    if len({type(choice) for choice in reading.choices}) > 1:
        faults.add((*at, "choices"), phrase("plan-file.mixed-choices"), allowed=phrase("plan-file.unmixed"))
    if len(set(reading.choices)) < len(reading.choices):
        faults.add((*at, "choices"), phrase("plan-file.choice-twice"))


@PLAN_RULES.of(Level)
def _level_reading(level: Level, at: Steps, ids: PlanIds, faults: Mistakes) -> None:
    """What decides on its inclusions is a reading of yes or no."""
    if level.includes_if:
        yes_no = (phrase("plan-file.a-yes-or-no"), phrase("plan-file.true-and-false"))
        fits_reading(level.includes_if, *yes_no, lambda word: isinstance(word, bool), (*at, "includes_if"), ids, faults)


@PLAN_RULES.of(End)
def _end_requires(end: End, at: Steps, ids: PlanIds, faults: Mistakes) -> None:
    """It requires flags."""
    for number, fact in enumerate(end.requires):
        name = ids.vocabulary.names.get(fact)
        if name is not None and name.type != "flag":
            faults.add((*at, "requires", number), phrase("plan-file.no-flag"), value=fact, allowed=phrase("plan-file.flags"))


@PLAN_RULES.of(Level)
def _level_condition(level: Level, at: Steps, _: PlanIds, faults: Mistakes) -> None:
    """The duties that follow from it have conditions, which can be made."""
    _derived_condition(level, at, faults)


@PLAN_RULES.of(End)
def _end_conditions(end: End, at: Steps, _: PlanIds, faults: Mistakes) -> None:
    """So have those of an end."""
    _derived_condition(end, at, faults)


@PLAN_RULES.of(model.Warning)
def _warning_condition(warning: model.Warning, at: Steps, _: PlanIds, faults: Mistakes) -> None:
    """So has that of a warning."""
    _derived_condition(warning, at, faults)


def _derived_condition(entry: Level | End | model.Warning, at: Steps, faults: Mistakes) -> None:
    if (found := unspeakable(entry)) is not None:
        field, condition, error = found
        hint = phrase("plan-file.one-flag") if field == "requires" else error.hint
        faults.add((*at, field), error.problem, value=condition, allowed=error.allowed, hint=hint)


@PLAN_RULES.of(End)
def _end_quiet(end: End, at: Steps, _: PlanIds, faults: Mistakes) -> None:
    """A quiet period has a length and a row from which it runs, or there is none."""
    if end.quiet:
        is_amount(end.quiet, (*at, "quiet"), faults)
        if end.quiet == NONE_STATED or end.quiet_since is None:
            faults.add((*at, "quiet"), phrase("plan-file.quiet-alone"), value=end.quiet, allowed=phrase("plan-file.quiet-pair"))
    elif end.quiet_since is not None:
        faults.add((*at, "quiet_since"), phrase("plan-file.quiet-since-alone"), allowed=phrase("plan-file.quiet-pair"))
    if end.quiet_since is not None:
        _signal(end.quiet_since, (*at, "quiet_since"), faults)


def _signal(signal: Signal, at: Steps, faults: Mistakes) -> None:
    """Some row can give it."""
    if not signal.on:
        faults.add((*at, "on"), phrase("plan-file.no-trigger"), allowed=phrase("plan-file.kinds"))


@PLAN_RULES.of(Occasion)
def _occasion_every(occasion: Occasion, at: Steps, _: PlanIds, faults: Mistakes) -> None:
    """How often it comes is a length of time; what came to light is a reason for a revision alone."""
    is_amount(occasion.every, (*at, "every"), faults)
    if occasion.after_findings and occasion.kind != "revision":
        faults.add((*at, "after_findings"), phrase("plan-file.after-findings"), value=True, allowed=phrase("plan-file.after-findings.allowed"))


@PLAN_RULES.of(Duty)
def _duty_bearer(duty: Duty, at: Steps, _: PlanIds, faults: Mistakes) -> None:
    """The bearer does not point at the bearer, unless at that of the duty of which it warns."""
    if duty.bearer.startswith("@bearer") and not duty.warns_of:
        faults.add((*at, "bearer"), phrase("plan-file.bearer-points-at-itself"), value=duty.bearer)


@PLAN_RULES.of(Duty)
def _duty_trigger(duty: Duty, at: Steps, _: PlanIds, faults: Mistakes) -> None:
    """Something sets it off; a level belongs to an activation."""
    kinds = (duty.on,) if isinstance(duty.on, str) else duty.on
    if not kinds and not duty.warns_of:
        faults.add((*at, "on"), phrase("plan-file.no-trigger"), allowed=phrase("plan-file.kinds"))
    if duty.level and "activated" not in kinds and not duty.warns_of:
        faults.add((*at, "level"), phrase("plan-file.level-without-activation"), value=duty.level, hint=phrase("plan-file.write-activated"))


@PLAN_RULES.of(Duty)
def _duty_act(duty: Duty, at: Steps, ids: PlanIds, faults: Mistakes) -> None:
    """A message has a form that messages may have, and a recipient; what is performed or prepared has a name."""
    act = ACTS.get(duty.act)
    if act is not None and act.message:
        if duty.form:
            faults.known((*at, "form"), KindWord("form"), duty.form, ids.ids["form"])
        if duty.to == ():
            faults.add((*at, "to"), phrase("plan-file.no-recipient"), allowed=phrase("plan-file.recipients"))
    elif duty.act in _NAMED_BY_FORM and not duty.form:
        faults.add((*at, "form"), phrase("plan-file.no-task-name", act=duty.act), allowed=phrase("plan-file.such-as-form"))


@PLAN_RULES.of(Duty)
def _duty_ways(duty: Duty, at: Steps, _: PlanIds, faults: Mistakes) -> None:
    """No channel is both right and wrong."""
    ways = ways_of(duty) or Ways((), ())
    for channel in dict.fromkeys(ways.excluded):
        if channel in ways.allowed:
            faults.add((*at, "not_channel"), phrase("plan-file.channel-right-and-wrong"), value=channel, hint=phrase("plan-file.strike-one"))


@PLAN_RULES.of(Duty)
def _duty_except(duty: Duty, at: Steps, _: PlanIds, faults: Mistakes) -> None:
    """Recipients are left out of some, and somebody is left."""
    told = duty.to.any if isinstance(duty.to, Recipients) else () if isinstance(duty.to, str) else duty.to
    if duty.except_ and not told:
        faults.add((*at, "except"), phrase("plan-file.except-of-nobody"), allowed=phrase("plan-file.recipients"))
    elif duty.except_ and set(told) <= set(duty.except_):
        faults.add((*at, "except"), phrase("plan-file.except-leaves-nobody"), value=listed(duty.except_), hint=phrase("plan-file.leave-somebody"))


for _rule in DUTY_RULES:
    PLAN_RULES.of(Duty)(_rule)


@PLAN_RULES.of(Duty)
def _duty_timed(duty: Duty, at: Steps, _: PlanIds, faults: Mistakes) -> None:
    """A timed entry says why nothing of it is simulated."""
    if duty.timed_entry and not duty.why_timed.of(LANGUAGES[0]).strip():
        faults.add((*at, "why_timed"), phrase("plan-file.why-timed"), allowed=phrase("shape.text"))


def _check_circles(faults: Mistakes) -> None:
    """Nothing of a plan leads back to itself."""
    for table, id_key, key, problem in (
        ("body", "id", "superior", phrase("circle.superior")),
        ("post", "id", "stand_in", phrase("circle.stand-in")),
        ("level", "id", "includes", phrase("circle.inclusion")),
        ("content", "form", "includes", phrase("circle.inclusion")),
        ("group", "id", "members", phrase("circle.membership")),
    ):
        check_circle(faults, table, key, problem, id_key)


def check_circle(faults: Mistakes, table: str, key: str, problem: Phrase, id_key: str = "id") -> None:
    """No walk along a field of a table's entries comes back."""
    steps = {getattr(entry, id_key): (_others(getattr(entry, key)), (*at, key)) for entry, at in faults.sound if at[0] == table}
    faults.circles(problem, steps)


def _others(held: str | tuple[str, ...]) -> tuple[str, ...]:
    return () if held == NONE_STATED else (held,) if isinstance(held, str) else held
