"""What a verdict rests on: which rows of an event may bear on a rule, and which of their cells.

A row may bear on a rule if it may set it off, be the act that it asks for, move a moment from which its limit runs, state a fact that it
asks for, or be named by it in any other way; and on every rule whose limit runs from, or ends with, a duty on which it bears. What is
open in a row is taken for anything. Judging only the rows that bear on a rule gives the same verdicts on it as judging all of them.

It is asked of what the rules themselves name (`sim.plan.named`), so that a new key of the plan language is covered as it comes.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import msgspec

from analysis.evidence import EXISTS, TIME, OneOf, OpenCell
from sim.durations import NONE_STATED, Days, Span, rough_minutes
from sim.plan.channels import channels_of
from sim.plan.expression import And, AtLeast, Compare, Has, HasAny, In, IsKnown, Not, Or, ReadingIs, Truth, When, walk
from sim.plan.limit_form import LimitForm
from sim.plan.limits import FirstOf, LastOf, Limit
from sim.plan.named import hours_in, lengths_in, numbers_in, words_in
from sim.plan.rulebook import Rulebook
from sim.plan.rules import GRADINGS, Rule, remember
from sim.plan.starts import OWN_STARTS, STARTED_BY
from sim.plan.stated import ANEW, FOUND
from sim.record import Row
from sim.vocabulary import ALSO, KINDS, SENT_KINDS, UNKNOWN_KINDS

RANKS = frozenset({"grade", "level", "warning"})
POINTED_FACTS = frozenset({"grade", "level", "approver", "requester"})
_BEGINNING, _BEGUN = frozenset({"occurred"}), OWN_STARTS | {"occurred"}  # what was told before is of a mere risk
_ENDINGS = frozenset({"ended", "lifted"})  # whether an end holds is said by other tables of the plan
# Kinds that the duty book takes note of for reasons of its own, whatever a rule names: starts of limits, gradings, what is stated anew, ends,
# who approved a level.
ENGINE_KINDS = GRADINGS | FOUND | ANEW | _ENDINGS | {*STARTED_BY, "activated"}
# Keys of a duty that say no kind of row, or whose rows are looked at more closely than by their kind.
_ASKED_FINELY = frozenset(
    {"id", "clause", "title", "note", "why_timed", "force", "bearer", "on", "by", "when", "act", "form", "to", "within", "start", "counts", "counted"}
)
_BY_CONTENT = 6  # values of an open kind that are looked at one by one; more are asked as "any"
_PLAIN_KEYS = frozenset({
    "id", "clause", "title", "force", "bearer", "on", "by", "when", "level", "act", "form", "to", "within", "start", "until", "counts", "per", "top",
    "channel", "not_channel", "except_", "partial", "timed_entry", "why_timed", "effect", "readings", "assumption", "note",
})  # fmt: skip
_PLAIN_FACT = frozenset({"id", "name", "type", "unit", "values", "value_names", "clause", "default"})
_KNOWN_NODES = (Truth, Compare, In, Has, HasAny, IsKnown, ReadingIs, Not, And, Or, AtLeast)
# By a comparison with a number, whether what is above it, or it and what is above it, is told from what is below.
_SIDES = {">=": (False,), "<": (False,), ">": (True,), "<=": (True,), "==": (False, True), "!=": (False, True)}
ANY: Any = object()  # a cell that may hold anything

Places = frozenset[int]  # rules, by their place in the rulebook
Cut = tuple[float, bool]  # a number, and whether a condition tells what is above it, or it and what is above it, from what is below


@dataclass(frozen=True, slots=True, kw_only=True)
class Asks:
    """What one rule asks of rows. `loose` are the kinds of which any row may bear on it."""

    rule: Rule
    words: frozenset[str]
    facts: frozenset[str]
    loose: frozenset[str]
    by_way: bool  # whether of sendings it only asks for the channel by which the receipt came
    channels: bool  # whether it looks at channels
    pointed: bool  # whether it may matter who exactly acts, or to whom, also of those whom it does not name
    plain: bool  # whether of moments only their order matters, and whether one is more than a limit after another
    numbers: frozenset[float]  # against which its conditions hold what is stated
    cuts: frozenset[Cut]  # where its conditions tell numbers apart
    adds: bool  # whether it asks for what several rows state together, or compares it
    lengths: tuple[Span | Days, ...]  # every length of time that it names
    shifts: frozenset[float]  # those that its condition, and the facts that it asks for, name, in minutes
    hours: frozenset[float]  # the times of day that it names, in minutes after midnight


class Relevance:
    """What the rules of a plan rest on. Made once for a rulebook."""

    def __init__(self, rules: Rulebook) -> None:
        self.rules = rules
        plan = rules.plan
        self._facts = frozenset(fact.id for fact in plan.fact) | RANKS
        self._fact_of = {fact.id: fact for fact in plan.fact}
        self.facts_by_rule = frozenset(fact.id for fact in plan.fact if fact.ruled)
        self._fact_words = {fact.id: words_in(fact) for fact in plan.fact}
        self._kinds = frozenset(KINDS)
        self._channels = frozenset(channels_of(plan))
        self._endings = words_in((plan.end, plan.level, plan.warning))
        duties = [rule for rule in rules.rules if not rule.habit]
        self.of: dict[int, Asks] = {rule.place: self._asks_of(rule) for rule in duties}
        self.closure = self._closures(duties)
        self._rest: dict[int, set[int]] = {place: set() for place in self.of}
        for place, needed in self.closure.items():
            for one in needed:
                self._rest[one].add(place)
        self._every = frozenset(self.of)
        self._loose: dict[str, set[int]] = {}
        self._acts: dict[str, list[Rule]] = {}
        self._by_fact: dict[str, set[int]] = {}
        self._starters: list[Asks] = []
        for place, asks in self.of.items():
            for kind in asks.loose:
                self._loose.setdefault(kind, set()).add(place)
            for kind in {asks.rule.done_kind, asks.rule.sent_kind}:
                self._acts.setdefault(kind, []).append(asks.rule)
            for name in asks.facts:
                self._by_fact.setdefault(name, set()).add(place)
            if not OWN_STARTS.isdisjoint(_moments_of(asks.rule)):
                self._starters.append(asks)
        warned = {rule.duty.id: rule.place for rule in duties}
        self._warning: dict[int, set[int]] = {}  # by the rule of whose limit they warn
        for rule in duties:
            if rule.duty.warns_of in warned:
                self._warning.setdefault(warned[rule.duty.warns_of], set()).add(rule.place)
        self._bearing: dict[tuple[Any, ...], Places] = {}
        self._setting: dict[tuple[Any, ...], Places] = {}
        self._moving: dict[tuple[Any, ...], Places] = {}

    # -- what a rule names -------------------------------------------------------------------------------------------------------

    def _asks_of(self, rule: Rule) -> Asks:
        words = self._with_members(words_in(rule))
        facts = words & self._facts
        if rule.level:
            facts |= {"level"}
        if rule.duty.top:
            facts |= {"grade"}
        if any(word.startswith("@") for word in words):
            facts |= POINTED_FACTS
        ends = not words.isdisjoint(_ENDINGS) or not facts.isdisjoint(("level", "warning"))  # then it matters whether an end is void
        if ends:
            words |= self._endings | _ENDINGS
            facts |= words & self._facts | POINTED_FACTS
        facts |= frozenset().union(*(self._fact_words.get(name, frozenset()) & self._facts for name in facts))
        duty = rule.duty
        beside = {word for name in type(duty).model_fields if name not in _ASKED_FINELY for word in words_in(getattr(duty, name))}
        loose = (beside | {rule.until}) & self._kinds
        if ends:
            loose |= self._endings & self._kinds | _ENDINGS
        sent = (loose | words_in((duty.except_, duty.level, duty.top))) & frozenset(SENT_KINDS)
        if rule.ways is not None:
            loose |= frozenset(SENT_KINDS)  # a receipt may go by the channel of its sending
        loose |= {also for kind in loose for also in ALSO.get(kind, ())}
        if "classified" in words or (rule.when is not None and not GRADINGS.isdisjoint(rule.kinds)):
            loose |= GRADINGS
        if not facts.isdisjoint(("level", "approver")) or "activated" in beside:
            loose |= {"activated"}
        if "latest" in words:
            loose |= frozenset(SENT_KINDS)
        if not words_in(duty.when).isdisjoint(("aware", "received")):
            loose |= {"noticed", "received"}
        stated = [self._fact_of[name] for name in sorted(facts & self._fact_of.keys())]
        ruled = any(fact.ruled for fact in stated)
        quiet = [end.quiet for end in self.rules.plan.end] if ends else []
        quiet_since = [end.quiet_since for end in self.rules.plan.end] if ends else []
        signals = [signal for signal in (duty.stops, duty.resumes, duty.extends, *quiet_since) if signal is not None]
        watched = (duty.when, *signals)
        return Asks(
            rule=rule,
            words=words,
            facts=facts,
            loose=frozenset(loose | (_BEGINNING if ruled or not _BEGUN.isdisjoint(_moments_of(rule)) else frozenset())),
            by_way=not sent and "latest" not in words,
            channels="channel" in words or not words.isdisjoint(self._channels),
            pointed=any(word.startswith("@") for word in words)
            or not words.isdisjoint(("actor", "to"))
            or duty.bearer == NONE_STATED
            or ruled
            or bool(rule.measures),
            plain=self._is_plain(rule, facts) and not (ends and any(end.quiet for end in self.rules.plan.end)),
            numbers=frozenset(numbers_in((watched, stated))),
            cuts=_cuts((duty.when, *(signal.when for signal in signals)), frozenset(numbers_in(stated))),
            adds=ruled or not all(map(_nodes_known, (duty.when, *(signal.when for signal in signals)))),
            lengths=lengths_in((rule, quiet)),
            shifts=frozenset(map(rough_minutes, lengths_in((watched, stated, quiet)))),
            hours=frozenset(hours_in(words)),
        )

    def _with_members(self, words: frozenset[str]) -> frozenset[str]:
        """Words, with the members of the groups among them."""
        found, left = set(words), [word for word in words if word in self.rules.members]
        while left:
            new = set(self.rules.members[left.pop()]) - found
            found |= new
            left += [word for word in new if word in self.rules.members]
        return frozenset(found)

    def _is_plain(self, rule: Rule, facts: frozenset[str]) -> bool:
        duty = rule.duty
        if rule.slots is not None or not duty.model_fields_set <= _PLAIN_KEYS or not _nodes_known(duty.when):
            return False
        if duty.force == "must not" and duty.within is not None:
            return False
        if any(not self._fact_of[name].model_fields_set <= _PLAIN_FACT for name in facts & self._fact_of.keys()):
            return False
        starts = ("trigger", "occurred", "aware", "received", "classified")
        return _is_plain_limit(rule.due) and all(start in starts or start.startswith("duty:") for start in rule.starts)

    def _closures(self, duties: Iterable[Rule]) -> dict[int, Places]:
        """For each rule itself and all whose being done, or not, it waits for."""
        by_duty: dict[str, list[int]] = {}
        for rule in duties:
            by_duty.setdefault(rule.duty.id, []).append(rule.place)
        awaited = {place: {other for word in asks.words for other in by_duty.get(word, ())} for place, asks in self.of.items()}
        found: dict[int, Places] = {}
        for place in awaited:
            reached, left = {place}, [place]
            while left:
                new = awaited[left.pop()] - reached
                reached |= new
                left += new
            found[place] = frozenset(reached)
        return found

    # -- which rows bear on which rules ------------------------------------------------------------------------------------------

    def bearing(self, row: Row, cells: Collection[OpenCell] = ()) -> Places:
        """The rules on which a row may bear, whatever its open cells hold."""
        return self._asked(row, cells, self._bearing, self._bears)

    def setting_off(self, row: Row, cells: Collection[OpenCell] = ()) -> Places:
        """The rules that a row may set off, whatever its open cells hold."""
        return self._asked(row, cells, self._setting, self._sets_off)

    def moving(self, row: Row, cells: Collection[OpenCell] = ()) -> Places:
        """The rules on which a row may bear in another way than by setting them off."""
        return self._asked(row, cells, self._moving, self._moves)

    def bearing_by_facts_alone(self, row: Row, cells: Collection[OpenCell], same: frozenset[str]) -> Places:
        """The rules on which a row bears by facts alone, all of them among `same` and none that holds by a rule of its own.

        Nor may whoever hears of them owe anything by these rules: what somebody knew decides which earlier acts count.
        """
        silent = msgspec.structs.replace(row, facts={})
        beside = self.bearing(silent, [cell for cell in cells if cell.column not in row.facts])
        return frozenset(
            place
            for place in self.bearing(row, cells) - beside
            if not any(
                (asks.facts & row.facts.keys()) - same or asks.facts & self.facts_by_rule or self._may_be(row.to, asks.rule.duty.bearer)
                for asks in (self.of[one] for one in self.closure[place])
            )
        )

    def concerns_others(self, place: int, row: Row, recipients: Collection[str]) -> bool:
        """Whether all that a message may do to a rule is to be the act that is owed to somebody who is none of these recipients.

        It sets nothing off, starts no limit, states nothing that is asked for, and no other rule is waited for.
        """
        asks, rules = self.of[place], self.rules
        if not (asks.plain and asks.by_way) or asks.pointed or self.closure[place] != {place} or row.to is None:
            return False
        if row.kind not in SENT_KINDS and (row.kind != "received" or "received" in asks.loose):
            return False
        if not asks.facts.isdisjoint(row.facts) or self._may_be(row.to, asks.rule.duty.bearer):
            return False
        return not rules.is_among(row.to, recipients) and not any(rules.may_be(row.to, one) or rules.may_be(one, row.to) for one in recipients)

    def _asked(self, row: Row, cells: Collection[OpenCell], memory: dict[tuple[Any, ...], Places], work: Any) -> Places:
        seen = (row.kind, row.form, row.actor, row.to, tuple(row.facts)) if row.facts else (row.kind, row.form, row.actor, row.to, ())
        for cell in cells:
            seen = _opened(seen, cell)
        found = memory.get(seen)
        if found is None:
            found = work(*seen)
            remember(memory, seen, found)
        return found

    def _bears(self, kind: Any, form: Any, actor: Any, to: Any, facts: tuple[str, ...]) -> Places:
        found: set[int] = set()
        for name in facts:
            found |= self._by_fact.get(name, set())
        if isinstance(kind, tuple):
            for one in kind:
                found |= self._of_kind(one, form, actor, to)
        elif kind is ANY:
            return self._every
        else:
            found |= self._of_kind(kind, form, actor, to)
        return frozenset(found.union(*(self._rest[place] for place in found)))

    def _moves(self, kind: Any, form: Any, actor: Any, to: Any, facts: tuple[str, ...]) -> Places:
        if kind is ANY:
            return self._every
        found: set[int] = set().union(*(self._by_fact.get(name, set()) for name in facts))
        for one in kind if isinstance(kind, tuple) else (kind,):
            found |= self._moved_by(one, form, actor, to)
        waiting = (self._rest[place] - {place} for place in self._bears(kind, form, actor, to, facts))
        return frozenset(found.union(*waiting, *(self._rest[place] for place in found)))

    def _of_kind(self, kind: str, form: Any, actor: Any, to: Any) -> set[int]:
        return self._moved_by(kind, form, actor, to) | (set() if kind in UNKNOWN_KINDS else self._sets_off(kind, form, actor, to, ()))

    def _moved_by(self, kind: str, form: Any, actor: Any, to: Any) -> set[int]:
        if kind in UNKNOWN_KINDS:
            return set()
        found = set(self._loose.get(kind, ()))
        for rule in self._acts.get(kind, ()):
            if (form in (None, ANY) or rule.done_form in (None, form)) and self._may_act(actor, rule):
                found.add(rule.place)
        if kind in ("received", "noticed"):
            who = to if kind == "received" else actor
            found |= {asks.rule.place for asks in self._starters if who is None or self._may_be(who, asks.rule.duty.bearer)}
        return found

    def _sets_off(self, kind: Any, form: Any, actor: Any, to: Any, facts: tuple[str, ...]) -> Places:
        del facts
        if kind is ANY:
            return self._every
        if isinstance(kind, tuple):
            return frozenset().union(*(self._sets_off(one, form, actor, to, ()) for one in kind))
        found = self._set_off(kind, form, actor, to)
        left = list(found)
        while left:  # what raises a duty raises in time the duty to warn of its limit
            new = self._warning.get(left.pop(), set()) - found
            found |= new
            left += new
        return frozenset(found)

    def _set_off(self, kind: str, form: Any, actor: Any, to: Any) -> set[int]:
        if ANY not in (form, actor, to):
            row = Row(0, 0.0, kind, actor=actor, to=to, form=form)
            return {rule.place for rule in self.rules.triggers_for(None, habits=False).rules_for(row)}
        return {
            place
            for place, asks in self.of.items()
            if kind in asks.rule.kinds
            and (kind != "received" or self._may_be(to, asks.rule.duty.bearer))
            and (not asks.rule.by or any(self._may_be(actor, one) for one in asks.rule.by))
        }

    def _may_act(self, actor: Any, rule: Rule) -> bool:
        return actor is None or self._may_be(actor, rule.duty.bearer)

    def _may_be(self, who: Any, word: str) -> bool:
        return who is ANY or self.rules.may_be(who, word)

    # -- which cells of them matter ----------------------------------------------------------------------------------------------

    def looks_at(self, place: int, cell: OpenCell) -> bool:
        """Whether a rule, or what it waits for, looks at the column of a cell of a row that bears on it."""
        if cell.column in (TIME, EXISTS, "kind", "actor", "to", "form", "about"):
            return True
        needed = [self.of[one] for one in self.closure[place]]
        if cell.column == "channel":
            return any(asks.channels for asks in needed)
        return any(cell.column in asks.facts or (asks.rule.level and cell.column == "level") for asks in needed)

    def words(self, places: Iterable[int]) -> frozenset[str]:
        """All that rules, and the facts that they ask for, name."""
        chosen = [self.of[place] for place in places]
        named = frozenset().union(*(asks.words for asks in chosen))
        return named.union(*(self._fact_words.get(name, frozenset()) for asks in chosen for name in asks.facts))

    def with_needed(self, places: Iterable[int]) -> Places:
        """Rules with all that they wait for."""
        return frozenset().union(*(self.closure[place] for place in places))


def _opened(seen: tuple[Any, ...], cell: OpenCell) -> tuple[Any, ...]:
    """What is looked at of a row, with a cell open."""
    kind, form, actor, to, facts = seen
    match cell.column:
        case "kind":
            few = cell.range.values if isinstance(cell.range, OneOf) and len(cell.range.values) <= _BY_CONTENT else None
            return (ANY if few is None else tuple(few), form, actor, to, facts)
        case "form":
            return (kind, ANY, actor, to, facts)
        case "actor":
            return (kind, form, ANY, to, facts)
        case "to":
            return (kind, form, actor, ANY, facts)
        case "time" | "exists" | "channel" | "about":
            return seen
    return (kind, form, actor, to, (*facts, cell.column))


def _moments_of(rule: Rule) -> tuple[str, ...]:
    """The moments from which its limit may run, and between which its condition measures."""
    return (*rule.starts, *rule.measures, rule.start)


def _nodes_known(when: When | None) -> bool:
    """Whether a condition is made of comparisons of one name with a constant, and of nothing else."""
    return when is None or all(type(node) in _KNOWN_NODES for node in walk(when.node))


def _cuts(conditions: Iterable[When | None], others: frozenset[float]) -> frozenset[Cut]:
    """Where conditions of known nodes tell numbers apart; `others` are numbers that may be compared in any way."""
    found = {(number, after) for number in others for after in (False, True)}
    for node in (node for when in conditions if when is not None for node in walk(when.node)):
        if isinstance(node, Compare):
            found |= {(number, after) for number in numbers_in(node.constant) for after in _SIDES[node.op]}
        elif isinstance(node, In):
            found |= {(number, after) for number in numbers_in(node.constants) for after in (False, True)}
    return frozenset(found)


def _is_plain_limit(form: LimitForm | None) -> bool:
    if isinstance(form, FirstOf | LastOf):
        return all(map(_is_plain_limit, form.limits))
    return form is None or type(form) is Limit


def in_play(event_roles: Mapping[str, str], words: frozenset[str]) -> frozenset[str]:
    """Words, with the bodies that play the roles among them in an event."""
    return words | {body for role, body in event_roles.items() if role in words}
