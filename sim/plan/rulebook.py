"""A plan made ready to run: duties with their conditions compiled and their readings taken, indexed by what sets them off.

The rulebook is built once per plan and shared by every duty book; it never changes. Duties that follow from the plan's
levels, endings and warnings are derived here, so that a duty book knows only one kind of rule.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Protocol, TypeVar

from sim.durations import NONE_STATED, Amount, parse_amount, rough_minutes
from sim.plan.channels import Ways, ways_of
from sim.plan.conditions import Lookup, Test, about_facts, compile_condition, settled, vocabulary
from sim.plan.derived import derived_duties
from sim.plan.expression import IsKnown, Node, Truth, names, readings_in, walk
from sim.plan.limits import LimitForm, recurrence
from sim.plan.model import Duty, End, Plan, Recipients
from sim.plan.starts import STARTED_BY, Terms, awaited_duty, start_word, taken_start, until_reading
from sim.record import Row
from sim.vocabulary import ACTS, ALSO, form_of


@dataclass(frozen=True, slots=True, eq=False)
class Rule:
    """A duty, ready to be matched. `id` is the duty's; a habit's is cited as "habit:ID".

    `due` is what `within` says, `limit` what a reader is told: for a duty that recurs its period, and silence where nothing is stated.
    """

    id: str
    duty: Duty
    habit: bool
    kinds: tuple[str, ...]
    by: tuple[str, ...]
    when: Test | None
    sent_kind: str
    done_kind: str
    done_form: str | None
    recipients: tuple[str, ...]
    any_recipient: bool
    due: LimitForm | None
    limit: LimitForm
    period_min: float | None
    start: str
    until: str
    readings: tuple[str, ...]
    place: int = 0  # its place in the rulebook
    names: tuple[str, ...] = ()  # what the condition asks for
    monotone: bool = True  # what is false with little known stays false when more is known
    plain: tuple[tuple[str, tuple[str, ...] | None], ...] | None = None  # bearer and recipients, where no row changes them
    per_event: bool = True
    at_once: bool = False  # once per event, and whoever sets it off sets it off for all of its bearers and recipients
    starts: tuple[str, ...] = ()  # the moments from which its limit may run
    level: str = ""
    left_out: tuple[str, ...] = ()  # recipients whom it leaves out
    ways: Ways | None = None  # the channels by which it counts; None: any
    may_come_first: bool = True  # an act before the trigger counts: not for a recurring duty, nor for what must not be done
    facts_hold: Test | None = None  # what its condition asks of facts; None where it asks nothing of them

    def holds(self, view: Lookup) -> bool | None:
        """Whether its condition holds; a value of a wrong type, which a log from outside may have, says nothing."""
        return _answer(self.when, view)

    def facts_held(self, view: Lookup) -> bool | None:
        """The same of the part of its condition that is about facts."""
        return _answer(self.facts_hold, view)


@dataclass(frozen=True, slots=True)
class Quiet:
    """How long it must have been quiet before an end, and which rows start that anew."""

    end: End
    length: Amount
    kinds: frozenset[str]
    by: tuple[str, ...]
    when: Test | None


def _answer(test: Test | None, view: Lookup) -> bool | None:
    try:
        return True if test is None else test(view)
    except TypeError:
        return None


Clocked = tuple[Rule, tuple[str, ...]]  # with those of its starts that a kind of row is
RowKind = tuple[str, str | None, str | None, str | None]  # kind, form, actor, recipient
_MOST_REMEMBERED = 20_000  # between whom rows go, in which form: a plan has far fewer, a broken log may name a new body in every row


class _Meaning(Protocol):
    """Who may be meant by the words of a plan's duties."""

    def may_be(self, who: str | None, word: str) -> bool: ...

    def wholes_of(self, who: str | None) -> tuple[str | None, ...]: ...

    def named_bearer(self, rule: Rule) -> str | None: ...


class Triggers:
    """The rules that may ask something of some posts, by what sets them off. Shared by all their duty books.

    What `wider` knows to set no rule off sets none of these off. `may_bear` says whether the row leaves room for these posts to be the
    bearer.
    """

    def __init__(self, rules: Iterable[Rule], wider: Triggers | None = None, may_bear: Callable[[Rule, Row], bool] | None = None) -> None:
        self._rules = tuple(rules)
        self._wider = wider
        self._may_bear = may_bear
        self._places = frozenset(rule.place for rule in self._rules)
        self._found: dict[RowKind, tuple[Rule, ...]] = {}
        self.kinds = frozenset(kind for rule in self._rules for kind in rule.kinds)
        self.early: dict[str, set[str | None]] = {}  # kinds and forms of acts that count before their trigger
        self.clocked: dict[tuple[str, str | None], tuple[Clocked, ...]] = {}  # whose limits a kind of row starts, by the bearer's name
        self.asks_what_was_known = False  # whether some act counts before its trigger only for who knew enough
        self._early: dict[tuple[str, str | None, str | None], list[Rule]] = {}
        for rule in self._rules:
            named = rule.plain[0][0] if rule.plain else None
            if rule.may_come_first:
                self.early.setdefault(rule.done_kind, set()).add(rule.done_form)
                self._early.setdefault((rule.done_kind, rule.done_form, named), []).append(rule)
                self.asks_what_was_known |= rule.facts_hold is not None
            for kind, starts in STARTED_BY.items():
                if own := tuple(start for start in starts if start in rule.starts):
                    key = (kind, named if kind in ("received", "noticed") else None)
                    self.clocked[key] = (*self.clocked.get(key, ()), (rule, own))
        self.clock_kinds = frozenset(kind for kind, _ in self.clocked)
        if not self.clock_kinds.isdisjoint(("received", "noticed")):
            self.clock_kinds |= {"occurred"}  # before which only a mere risk was told

    def rules_for(self, row: Row) -> tuple[Rule, ...]:
        """The rules that a row of this kind and form between these two can set off, whatever is known of the event."""
        key = (row.kind, row.form, row.actor, row.to)
        found = self._found.get(key)
        if found is None:
            if len(self._found) >= _MOST_REMEMBERED:
                self._found.clear()
            found = self._found[key] = tuple(self._find(row))
        return found

    def early_rules(self, row: Row) -> Iterator[Rule]:
        """The rules that an act may discharge before their trigger, as far as its kind, form and actor go."""
        for form in dict.fromkeys((row.form, None)):
            for who in self.meant_by(row.actor):
                yield from self._early.get((row.kind, form, who), ())

    def meant_by(self, who: str | None) -> tuple[str | None, ...]:
        return (who, None) if self._wider is None else self._wider.meant_by(who)

    def _find(self, row: Row) -> Iterable[Rule]:
        wider = self._rules if self._wider is None else self._wider.rules_for(row)
        may_bear = self._may_bear
        return (rule for rule in wider if rule.place in self._places and (may_bear is None or may_bear(rule, row)))


class EverybodysTriggers(Triggers):
    """Those of everybody. A receipt asks only the rules whose bearer may be its recipient: by name, or where the plan names nobody."""

    def __init__(self, rules: Iterable[Rule], meaning: _Meaning) -> None:
        super().__init__(rules)
        self._meaning = meaning
        self._by_kind: dict[str, list[Rule]] = {}
        self._by_bearer: dict[str | None, list[Rule]] = {}
        for rule in self._rules:
            self._by_bearer.setdefault(meaning.named_bearer(rule), []).append(rule)
            for kind in rule.kinds:
                self._by_kind.setdefault(kind, []).append(rule)

    def meant_by(self, who: str | None) -> tuple[str | None, ...]:
        return self._meaning.wholes_of(who)

    def near(self, words: Iterable[str | None]) -> list[Rule]:
        """The rules whose bearer is one of these words or is not somebody by name, in the order of the plan."""
        return sorted((rule for word in dict.fromkeys((*words, None)) for rule in self._by_bearer.get(word, ())), key=lambda rule: rule.place)

    def _find(self, row: Row) -> Iterable[Rule]:
        if row.kind == "received":
            candidates = [rule for rule in self.near(self._meaning.wholes_of(row.to)) if "received" in rule.kinds]
        else:
            candidates = self._by_kind.get(row.kind, [])
        return (rule for rule in candidates if self._could_set_off(rule, row))

    def _could_set_off(self, rule: Rule, row: Row) -> bool:
        may_be = self._meaning.may_be
        if row.kind == "received" and not may_be(row.to, rule.duty.bearer):
            return False
        if rule.by and not any(may_be(row.actor, one) for one in rule.by):
            return False
        if rule.when is None or not rule.monotone:
            return True
        said = {"kind": row.kind, "form": form_of(row.kind, row.form)}
        return rule.when(said.get) is not False


class Rulebook:
    """All rules of a plan (and, for a drill, of the habits), with the plan's lookup tables."""

    def __init__(
        self, plan: Plan, habits: Iterable[Duty] = (), bodies: Mapping[str, str] | None = None, players: Mapping[str, frozenset[str]] | None = None
    ) -> None:
        """`bodies` maps each concrete body that only the resources know to its superior."""
        self.plan = plan
        self.players = players  # who plays each role in some event; None where that is not known beforehand
        self.vocabulary = vocabulary(plan)
        self.readings: dict[str, bool | str] = {reading.id: reading.value for reading in plan.reading}
        self.defaults = {fact.id: fact.default for fact in plan.fact if fact.default is not None}
        self.body_of = {post.id: post.body for post in plan.post}
        self.stand_ins = {post.id: post.stand_in for post in plan.post if post.stand_in != NONE_STATED}
        self.superior = {body.id: body.superior for body in plan.body} | dict(bodies or {})
        self.plan_bodies = frozenset(body.id for body in plan.body)
        self.members = {group.id: group.members for group in plan.group if not isinstance(group.members, str)}
        self.levels = {level.id: level for level in plan.level}
        self.includes = {level.id: self._included(level.id) for level in plan.level}
        self.role_ids = frozenset(body.id for body in plan.body if body.kind == "role")
        duties, habits = (*plan.duty, *derived_duties(plan)), tuple(habits)
        self.terms = Terms.of(plan.reading, (*duties, *habits))
        rules = [self._rule(duty, place, habit=False) for place, duty in enumerate(duties)]
        rules += [self._rule(habit, place, habit=True) for place, habit in enumerate(habits, len(rules))]
        self.rules: tuple[Rule, ...] = tuple(rules)
        self.asks_channels = any(rule.ways is not None for rule in self.rules)
        self.by_id = {rule.id: rule for rule in self.rules}
        self.quiets = tuple(self._quiets())
        self.signal_kinds = frozenset(kind for quiet in self.quiets for kind in quiet.kinds)
        self.ending_kinds = frozenset(self._ending_kinds())
        self.awaited = frozenset(id_ for rule in self.rules for word in (*rule.starts, rule.until) if (id_ := awaited_duty(word)))
        self._wholes: dict[str | None, tuple[str | None, ...]] = {}
        self._everybody = EverybodysTriggers(self.rules, self)
        self._duties = Triggers((rule for rule in self.rules if not rule.habit), self._everybody)
        self._for_viewer: dict[frozenset[str], Triggers] = {}
        self._parts: dict[str, tuple[str, ...]] = {}
        self._matches: dict[tuple[str | None, str | None, str | None], dict[tuple[str | None, ...], None]] = {}

    def triggers_for(self, viewer: frozenset[str] | None, *, habits: bool = True) -> Triggers:
        """The rules that may ask something of one of `viewer`; for None all of them, or without `habits` the plan's duties."""
        if viewer is None:
            return self._everybody if habits else self._duties
        found = self._for_viewer.get(viewer)
        if found is None:
            mine = (rule for rule in self._everybody.near(viewer) if self._concerns(rule, viewer))
            found = self._for_viewer[viewer] = Triggers(mine, self._everybody, lambda rule, row: self._may_bear(rule, row, viewer))
        return found

    def named_bearer(self, rule: Rule) -> str | None:
        """The bearer of a duty, where it is one body or post by name."""
        word = rule.duty.bearer
        return None if word.startswith("@") or word == NONE_STATED or word in self.role_ids or word in self.members else word

    def belongs(self, who: str | None, whole: str) -> bool:
        """Whether `who` is `whole`, a post in it, or the stand-in of it."""
        if who is None:
            return False
        return who == whole or self.body_of.get(who) == whole or self.stand_ins.get(whole) == who

    def is_among(self, who: str, parties: Iterable[str]) -> bool:
        """Whether `who` is one of these bodies and posts, belongs to one of them, or one of them to it."""
        return any(self.belongs(who, one) or self.belongs(one, who) for one in parties)

    def wholes_of(self, who: str | None) -> tuple[str | None, ...]:
        """All that `who` belongs to (itself, its body, the posts that it stands in for), and None for "anybody"."""
        found = self._wholes.get(who)
        if found is None:
            stood_in = (post for post, stand_in in self.stand_ins.items() if stand_in == who)
            found = tuple(dict.fromkeys((who, self.body_of.get(who or ""), *stood_in, None)))
            remember(self._wholes, who, found)
        return found

    def parts_of(self, whole: str) -> tuple[str, ...]:
        """All who belong to `whole`: itself, the posts in it, and its stand-in."""
        found = self._parts.get(whole)
        if found is None:
            posts = (post for post, body in self.body_of.items() if body == whole)
            stand_in = self.stand_ins.get(whole)
            found = tuple(dict.fromkeys((whole, *posts, *((stand_in,) if stand_in is not None else ()))))
            remember(self._parts, whole, found)
        return found

    def matches(self, form: str | None, actor: str | None, to: str | None) -> dict[tuple[str | None, ...], None]:
        """What a row with this form, actor and recipient can discharge: (form, bearer, recipient), None for any."""
        key = (form, actor, to)
        found = self._matches.get(key)
        if found is None:
            forms = (form, None) if form is not None else (None,)
            whos, tos = self.wholes_of(actor), self.wholes_of(to)
            found = {(one, bearer, recipient): None for one in forms for bearer in whos for recipient in tos}
            remember(self._matches, key, found)
        return found

    def may_be(self, who: str | None, word: str) -> bool:
        """Whether a word of a duty can mean `who` or what `who` belongs to, in some event. False is certain."""
        if word.startswith("@") or word == NONE_STATED or word in self.role_ids:
            return True
        if word in self.members:
            return any(self.may_be(who, member) for member in self.members[word])
        return self.belongs(who, word)

    def superior_of(self, who: str) -> str | None:
        """The body above a body, or above the body of a post; None where none is stated."""
        above = self.superior.get(self.body_of.get(who, who), NONE_STATED)
        return None if above == NONE_STATED else above

    def _concerns(self, rule: Rule, viewer: frozenset[str]) -> bool:
        bearer = rule.duty.bearer
        if bearer == NONE_STATED:
            return False
        words = self.members.get(bearer, (bearer,))
        return any(word.startswith("@") or word in viewer or self._may_play(word, viewer) for word in words)

    def _may_play(self, word: str, viewer: frozenset[str]) -> bool:
        """Whether one of `viewer` plays a role in some event, as far as it is known who plays which."""
        return word in self.role_ids and (self.players is None or not self.players.get(word, frozenset((word,))).isdisjoint(viewer))

    def _may_bear(self, rule: Rule, row: Row, viewer: frozenset[str]) -> bool:
        """Whether this row may make one of `viewer` the bearer: what points at the row's own parties is certain."""
        for word in self.members.get(rule.duty.bearer, (rule.duty.bearer,)):
            if word not in ("@actor", "@to"):
                return True
            who = row.actor if word == "@actor" else row.to
            if who is not None and (who in viewer or who in self.role_ids):
                return True
        return False

    def _included(self, level: str) -> frozenset[str]:
        entry = self.levels[level]
        if entry.includes_if and self.readings.get(entry.includes_if) is not True:
            return frozenset({level})
        return frozenset({level}).union(*(self._included(lower) for lower in entry.includes))

    def _quiets(self) -> Iterable[Quiet]:
        for end in self.plan.end:
            signal, length = end.quiet_since, parse_amount(end.quiet) if end.quiet else None
            if signal is not None and length is not None:
                when = compile_condition(signal.when.node, self.vocabulary, self.readings) if signal.when else None
                by = (signal.by,) if isinstance(signal.by, str) else signal.by
                yield Quiet(end, length, frozenset(_with_more((signal.on,) if isinstance(signal.on, str) else signal.on)), by, when)

    def _ending_kinds(self) -> Iterable[str]:
        """The kinds of rows that may be void ends or lifts."""
        if self.plan.end or any(level.ended_by != NONE_STATED for level in self.plan.level):
            yield "ended"
        if any(warning.lifted_by != NONE_STATED for warning in self.plan.warning):
            yield from ("lifted", "received")

    def _rule(self, duty: Duty, place: int, *, habit: bool) -> Rule:
        act = ACTS[duty.act]
        tree = duty.when.node if duty.when else None
        kinds = (duty.on,) if isinstance(duty.on, str) else duty.on
        form = duty.form or act.form
        recipients, any_of = self._recipients(duty)
        due = None if duty.within is None else duty.within.taken(self.terms)
        recurs, start, until = recurrence(duty.every), start_word(taken_start(duty.start, self.terms)), until_reading(duty.until)
        return Rule(
            id=f"habit:{duty.id}" if habit else duty.id, duty=duty, habit=habit,
            kinds=tuple(dict.fromkeys(_with_more(kinds))),
            by=(duty.by,) if isinstance(duty.by, str) else duty.by,
            when=None if tree is None else compile_condition(tree, self.vocabulary, self.readings),
            sent_kind=act.kind,
            done_kind="received" if act.message and duty.counts == "received" else act.kind,
            done_form=form if act.message or duty.form else None,
            recipients=recipients, any_recipient=any_of,
            due=due, limit=duty.limit.taken(self.terms), period_min=None if recurs is None else rough_minutes(recurs.period), start=start,
            until=str(self.readings[until]) if until else duty.until,
            readings=tuple(sorted({*(readings_in(tree) if tree is not None else ()), *duty.limit_readings(), *duty.readings})),
            place=place,
            names=tuple(sorted(names(tree))) if tree is not None else (),
            starts=(start,) if duty.every else () if due is None else tuple(map(start_word, due.starts())),
            plain=self._plain(duty, recipients, any_of=any_of), per_event=duty.per == "event", level=duty.level,
            at_once=self._at_once(duty, kinds, (*recipients, *duty.except_)), left_out=duty.except_, ways=ways_of(duty),
            may_come_first=recurs is None and duty.force != "must not",
            facts_hold=self._facts_hold(tree),
            monotone=tree is None or not any(isinstance(part, IsKnown) for part in walk(tree)),
        )  # fmt: skip

    def _facts_hold(self, tree: Node | None) -> Test | None:
        node = Truth(value=True) if tree is None else settled(about_facts(settled(tree, self.readings)), self.readings)
        return None if node == Truth(value=True) else compile_condition(node, self.vocabulary, self.readings)

    def _at_once(self, duty: Duty, kinds: Iterable[str], recipients: tuple[str, ...]) -> bool:
        """Whether one row that sets a duty off raises all of its obligations about an event, whatever the row says."""
        if duty.per != "event" or any(word.startswith("@") for one in (duty.bearer, *recipients) for word in self.members.get(one, (one,))):
            return False
        return not duty.top and ("received" not in kinds or duty.bearer not in self.members)

    def _plain(self, duty: Duty, recipients: tuple[str, ...], *, any_of: bool) -> tuple[tuple[str, tuple[str, ...] | None], ...] | None:
        """The bearer with its recipients, where both are bodies or posts by name; None where a row or an event says who it is."""
        bearer = duty.bearer
        by_name = self.plan_bodies | self.body_of.keys()
        named = (bearer, *recipients, *duty.except_)
        if not by_name.issuperset(named) or not self.role_ids.isdisjoint(named):
            return None
        others = tuple(dict.fromkeys(word for word in recipients if word != bearer and not self.is_among(word, duty.except_)))
        if not recipients:
            return ((bearer, None),)
        return ((bearer, others),) if any_of and others else tuple((bearer, (one,)) for one in others)

    def _recipients(self, duty: Duty) -> tuple[tuple[str, ...], bool]:
        if isinstance(duty.to, Recipients):
            return duty.to.any, True
        return ((), False) if isinstance(duty.to, str) else (duty.to, False)


def _with_more(kinds: Iterable[str]) -> Iterable[str]:
    """Kinds of rows, with those that are the same, later."""
    return (kind for first in kinds for kind in (first, *ALSO.get(first, ())))


K = TypeVar("K")
V = TypeVar("V")


def remember(cache: dict[K, V], key: K, value: V) -> None:
    """Keep what was worked out, but not without end: a broken log may name a new body in every row."""
    if len(cache) >= _MOST_REMEMBERED:
        cache.clear()
    cache[key] = value
