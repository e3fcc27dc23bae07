"""A plan made ready to run: duties with their conditions compiled and their readings taken, indexed by what sets them off.

The rulebook is built once per plan and shared by every duty book; it never changes. Duties that follow from the plan's
levels, endings and warnings are derived here, so that a duty book knows only one kind of rule.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from copy import copy

from sim.durations import NONE_STATED, parse_amount
from sim.plan.channels import ways_of
from sim.plan.conditions import MOMENT, Test, about_facts, compile_condition, settled, vocabulary
from sim.plan.derived import derived_duties
from sim.plan.expression import IsKnown, Node, Truth, moments_in, names, readings_in, walk
from sim.plan.model import Duty, Plan, Recipients, Signal
from sim.plan.rules import GRADINGS, EverybodysTriggers, Quiet, Rule, Triggers, Watch, remember, with_others
from sim.plan.slots import recurrence
from sim.plan.starts import Terms, awaited_duty, latest_form, start_word, taken_start, until_reading
from sim.plan.stated import holdings_of
from sim.record import Row
from sim.vocabulary import ACTS, SENT_KINDS


class Rulebook:
    """All rules of a plan (and, for a drill, of the habits), with the plan's lookup tables."""

    def __init__(
        self, plan: Plan, habits: Iterable[Duty] = (), bodies: Mapping[str, str] | None = None, players: Mapping[str, frozenset[str]] | None = None
    ) -> None:
        """`bodies` maps each concrete body that only the resources know to its superior."""
        self.plan = plan
        self.players = players  # who plays each role in some event; None where that is not known beforehand
        habits, concrete = tuple(habits), dict(bodies or {})
        self.vocabulary = vocabulary(plan).with_parties_and_forms(concrete, (habit.form for habit in habits if habit.form))
        self.readings: dict[str, bool | str] = {reading.id: reading.value for reading in plan.reading}
        self.defaults = {fact.id: fact.default for fact in plan.fact if fact.default is not None}
        self.holdings = holdings_of(plan.fact, self.vocabulary, self.readings)
        self.body_of = {post.id: post.body for post in plan.post}
        self.stand_ins = {post.id: post.stand_in for post in plan.post if post.stand_in != NONE_STATED}
        self._stood_in: dict[str, list[str]] = {}
        for post, stand_in in self.stand_ins.items():
            self._stood_in.setdefault(stand_in, []).append(post)
        self.superior = {body.id: body.superior for body in plan.body} | concrete
        self.plan_bodies = frozenset(body.id for body in plan.body)
        self.members = {group.id: group.members for group in plan.group if not isinstance(group.members, str)}
        self.levels = {level.id: level for level in plan.level}
        self.ends = tuple(end for end in plan.end if settled(end.when.node, self.readings) != Truth(value=False))  # as the plan is read
        self.includes = {level.id: self._included(level.id) for level in plan.level}
        self.role_ids = frozenset(body.id for body in plan.body if body.kind == "role")
        duties = (*plan.duty, *derived_duties(plan))
        self.terms = Terms.of(plan, (*duties, *habits))
        rules = [self._rule(duty, place, habit=False) for place, duty in enumerate(duties)]
        rules += [self._rule(habit, place, habit=True) for place, habit in enumerate(habits, len(rules))]
        self.by_id = {rule.id: rule for rule in rules}
        self.quiets = tuple(self._quiets())
        self.signal_kinds = frozenset(kind for quiet in self.quiets for kind in quiet.kinds)
        self.ending_kinds = frozenset(self._ending_kinds())
        self._wholes: dict[str | None, tuple[str | None, ...]] = {}
        self._parts: dict[str, tuple[str, ...]] = {}
        self._matches: dict[tuple[str | None, str | None, str | None], dict[tuple[str | None, ...], None]] = {}
        self._look_up(rules)

    def _look_up(self, rules: Iterable[Rule]) -> None:
        """Take these rules, and make what finds them."""
        self.rules: tuple[Rule, ...] = tuple(rules)
        self.asks_channels = any(rule.ways is not None for rule in self.rules)
        self.sent_as: dict[str | None, frozenset[str]] = {}  # a form of message to the kinds of row by which it is sent
        for form, kind in (*((form, kind) for kind, form in SENT_KINDS.items()), *((rule.done_form, rule.sent_kind) for rule in self.rules)):
            if form is not None and kind in SENT_KINDS:
                self.sent_as[form] = self.sent_as.get(form, frozenset()) | {kind}
        self.warnings: dict[str, tuple[Rule, ...]] = {}  # by the duty of whose limit they warn
        self.turned_by: dict[str, tuple[Rule, ...]] = {}  # by the kinds of row that stop their limits, let them go on or prolong them
        self.started_anew_by: dict[str, tuple[Rule, ...]] = {}  # by the form of message from whose latest their limits run
        for rule in self.rules:
            for kind in dict.fromkeys(kind for watch in (rule.stops, rule.resumes, rule.extends) if watch is not None for kind in watch.kinds):
                self.turned_by[kind] = (*self.turned_by.get(kind, ()), rule)
            for form in rule.latest:
                self.started_anew_by[form] = (*self.started_anew_by.get(form, ()), rule)
            if rule.duty.warns_of:
                self.warnings[rule.duty.warns_of] = (*self.warnings.get(rule.duty.warns_of, ()), rule)
        learned = {"received"} if self.turned_by else set()  # a post learns of a message by its receipt
        self.turning_kinds = frozenset((*self.turned_by, *learned, *(SENT_KINDS if self.started_anew_by else ())))
        self.awaited = frozenset(id_ for rule in self.rules for word in (*rule.starts, *rule.measures, rule.until) if (id_ := awaited_duty(word)))
        self._everybody = EverybodysTriggers(self.rules, self)
        self._duties = Triggers((rule for rule in self.rules if not rule.habit), self._everybody)
        self._for_viewer: dict[frozenset[str], Triggers] = {}

    def only(self, places: frozenset[int]) -> Rulebook:
        """The same plan with these of its rules alone, by their places; `by_id` still knows all of them."""
        narrowed = copy(self)
        Rulebook._look_up(narrowed, (rule for rule in self.rules if rule.place in places))
        return narrowed

    def triggers_for(self, viewer: frozenset[str] | None, *, habits: bool = True) -> Triggers:
        """The rules that may ask something of one of `viewer`; for None all of them, or without `habits` the plan's duties."""
        if viewer is None:
            return self._everybody if habits else self._duties
        found = self._for_viewer.get(viewer)
        if found is None:
            found = self._for_viewer[viewer] = self._triggers_of(viewer)
        return found

    def _triggers_of(self, viewer: frozenset[str]) -> Triggers:
        """The rules that may ask something of one of `viewer`, and those of whose limits they may have to warn, whoever bears these."""
        mine = {rule: None for rule in self._everybody.near(viewer) if self._concerns(rule, viewer)}
        warned: dict[Rule, None] = {}
        waiting = [rule for rule in mine if rule.duty.warns_of]
        while waiting:
            ids = {waiting.pop().duty.warns_of}
            found = [rule for rule in self.rules if rule.duty.id in ids and rule not in warned]
            warned.update(dict.fromkeys(found))
            waiting += [rule for rule in found if rule.duty.warns_of]
        both = sorted({**mine, **warned}, key=lambda rule: rule.place)
        return Triggers(both, self._everybody, lambda rule, row: rule in warned or self._may_bear(rule, row, viewer), frozenset(warned))

    def everybody_in(self, word: str) -> tuple[str, ...]:
        """The bodies and posts for which a word stands: each member of a group, and of the groups in it."""
        if word not in self.members:
            return (word,)
        return tuple(one for member in self.members[word] for one in self.everybody_in(member))

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

    def stands_in_for(self, who: str) -> Sequence[str]:
        """The posts whose stand-in somebody is."""
        return self._stood_in.get(who, ())

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
        for end in self.ends:
            signal, length = end.quiet_since, parse_amount(end.quiet) if end.quiet else None
            if signal is not None and length is not None:
                when = compile_condition(signal.when.node, self.vocabulary, self.readings) if signal.when else None
                by = (signal.by,) if isinstance(signal.by, str) else signal.by
                yield Quiet(end, length, frozenset(with_others(signal.on)), by, when)

    def _ending_kinds(self) -> Iterable[str]:
        """The kinds of rows that may be void ends or lifts."""
        if self.ends or any(level.ended_by != NONE_STATED for level in self.plan.level):
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
        start, until = start_word(taken_start(duty.start, self.terms)), until_reading(duty.until)
        recurs = recurrence(duty.every, start, duty.daily or ())
        read = () if tree is None else readings_in(tree)
        starts = (start,) if recurs is not None else () if due is None else tuple(map(start_word, due.starts()))
        latest = tuple(sent for word in starts if recurs is None and (sent := latest_form(word)) is not None)
        at_once = self._at_once(duty, kinds, (*recipients, *duty.except_))
        return Rule(
            id=f"habit:{duty.id}" if habit else duty.id, duty=duty, habit=habit,
            kinds=with_others(kinds),
            by=(duty.by,) if isinstance(duty.by, str) else duty.by,
            when=None if tree is None else compile_condition(tree, self.vocabulary, self.readings),
            sent_kind=act.kind,
            done_kind="received" if act.message and duty.counts == "received" else act.kind,
            done_form=form if act.message or duty.form else None,
            recipients=recipients, any_recipient=any_of,
            due=due, limit=duty.limit.taken(self.terms), slots=recurs, start=start,
            until=str(self.readings[until]) if until else duty.until,
            readings=tuple(sorted({*read, *duty.limit_readings(), *duty.signal_readings(), *duty.readings})),
            place=place,
            names=_asked(tree),
            stated_by_plan=duty.within is None or not duty.within.length_readings(),
            runs=() if due is None else due.runs(),
            starts=starts, latest=latest, turns=bool(latest or duty.stops or duty.extends),
            stops=self._watch(duty.stops), resumes=self._watch(duty.resumes), extends=self._watch(duty.extends),
            extension=None if duty.extends is None else parse_amount(duty.extends.length), ahead_min=duty.ahead_min,
            plain=self._plain(duty, recipients, any_of=any_of), per_event=duty.per == "event", level=duty.level,
            at_once=at_once, left_out=duty.except_, ways=ways_of(duty),
            may_come_first=recurs is None and duty.force != "must not" and not duty.warns_of,
            measures=self._measures(tree),
            facts_hold=self._facts_hold(tree),
            once_for_all=at_once and (tree is None or GRADINGS.isdisjoint(with_others(kinds))),
            monotone=tree is None or not any(isinstance(part, IsKnown) for part in walk(tree)),
        )  # fmt: skip

    def _watch(self, signal: Signal | None) -> Watch | None:
        if signal is None:
            return None
        when = compile_condition(signal.when.node, self.vocabulary, self.readings) if signal.when else None
        return Watch(with_others(signal.on), (signal.by,) if isinstance(signal.by, str) else signal.by, when)

    def _measures(self, tree: Node | None) -> tuple[str, ...]:
        asked = () if tree is None else moments_in(tree)
        return (*asked, "occurred") if any(rule.windows and not rule.rolling for rule in self.holdings.values()) else asked

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


def _asked(tree: Node | None) -> tuple[str, ...]:
    """What a condition asks a lookup for: names and moments. What the row that asks is itself needs no asking."""
    moments = () if tree is None else moments_in(tree)
    return () if tree is None else (*sorted(names(tree)), *(MOMENT + start for start in moments if start != "trigger"))
