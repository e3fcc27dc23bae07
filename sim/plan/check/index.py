"""A plan as the checks read it: its duties and which of them sets off which, conditions as trees, who belongs to whom, and names."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from sim.durations import NONE_STATED, Amount, amount_words, parse_amount
from sim.plan.check.diagram import satisfiable
from sim.plan.check.sums import Additions
from sim.plan.condition_words import ConditionWords
from sim.plan.conditions import Vocabulary, vocabulary
from sim.plan.derived import derived_duties
from sim.plan.expression import Const, Node, When, names
from sim.plan.limit_form import LimitForm
from sim.plan.limits import Limit
from sim.plan.model import Duty, Plan, Recipients
from sim.plan.starts import ReadingRef, Terms
from sim.vocabulary import ACTS, ALSO, KINDS, Act
from sim.words import LANGUAGES, Called, InLanguages, NamesLater, Phrase, Said, phrase

# What happens without anybody being asked to: every kind of row that no act writes.
OF_ITSELF = frozenset(KINDS) - {act.kind for act in ACTS.values()} - {"received", *(kind for kinds in ALSO.values() for kind in kinds)}


class PlanIndex:
    """Lookups over one plan, made once and shared by all checks. Reads only."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.vocabulary: Vocabulary = vocabulary(plan)
        self.derived: tuple[Duty, ...] = tuple(derived_duties(plan))
        self.duties: tuple[Duty, ...] = (*plan.duty, *self.derived)
        self.readings: dict[str, bool | str] = {reading.id: reading.value for reading in plan.reading}
        self.terms = Terms.of(plan, self.duties)
        self.body_of = {post.id: post.body for post in plan.post}
        self.members = {group.id: () if isinstance(group.members, str) else group.members for group in plan.group}
        self._names = NamesLater(plan)
        self._additions = Additions()

    def condition(self, when: When) -> Node:
        """The tree of a condition; an empty text always holds."""
        return when.node

    # -- names ---------------------------------------------------------------------------------------------------------------

    def called(self, table: str, id_: str) -> Called:
        """The name of an entry of a table of the plan."""
        return Called(self._names, "of", (table, id_))

    def party(self, id_: str) -> Called:
        """The name of a body, a post or a group."""
        return self._names.party(id_)

    def fact(self, id_: str) -> Called:
        """The name of a fact."""
        return self._names.fact(id_)

    def total(self, ids: Sequence[str]) -> InLanguages:
        """Several facts added up."""
        return ConditionWords(self._names).total(ids)

    def value(self, fact: str, value: Const) -> Called:
        """What a value of a fact is called."""
        return self._names.value(fact, value)

    def parties_named(self, ids: Iterable[str]) -> Said:
        """The names of bodies, posts and groups in a row."""
        return short(self.party(id_) for id_ in ids)

    # -- parties -------------------------------------------------------------------------------------------------------------

    def parties(self, word: str) -> frozenset[str]:
        """The bodies and posts for which a word stands: a group's members; nobody for a pointer or silence."""
        if word.startswith("@") or word == NONE_STATED:
            return frozenset()
        if word in self.members:
            return frozenset().union(*(self.parties(member) for member in self.members[word]))
        return frozenset({word})

    def told(self, duty: Duty) -> frozenset[str]:
        """The bodies and posts to which a duty speaks, pointers left out."""
        return frozenset().union(*(self.parties(word) for word in recipients(duty)))

    @cached_property
    def persons(self) -> tuple[frozenset[str], ...]:
        """Posts that the plan gives to one person, two or more at a time."""
        together: dict[str, set[str]] = {post.id: {post.id} for post in self.plan.post}
        for post in self.plan.post:
            for other in post.same_person:
                if other in together and together[other] is not together[post.id]:
                    together[post.id] |= together[other]
                    for one in together[other]:
                        together[one] = together[post.id]
        found = {frozenset(posts): None for posts in together.values() if len(posts) > 1}
        return tuple(sorted(found, key=sorted))

    def person_of(self, post: str) -> frozenset[str]:
        """The posts of the person in a post, that one among them."""
        return next((posts for posts in self.persons if post in posts), frozenset({post}))

    def seats(self, posts: Iterable[str]) -> frozenset[str]:
        """The posts and the bodies in which they are."""
        posts = frozenset(posts)
        return posts | {self.body_of[post] for post in posts if post in self.body_of}

    # -- duties --------------------------------------------------------------------------------------------------------------

    @cached_property
    def links(self) -> Links:
        """Which duty sets off which."""
        return Links(self)

    @cached_property
    def dead(self) -> tuple[Duty, ...]:
        """Duties whose condition cannot hold."""
        return tuple(duty for duty in self.duties if duty.when and not self.can_hold(self.condition(duty.when)))

    def can_hold(self, *nodes: Node, given: Mapping[str, Const] | None = None) -> bool:
        """Whether conditions can hold together, as `satisfiable` tells it; all that is asked so of a plan shares one amount of work on sums."""
        return satisfiable(nodes, self.vocabulary, given=given, additions=self._additions)

    def amount(self, value: Amount | ReadingRef | None) -> Amount | None:
        """A length with its reading taken; None for silence."""
        return parse_amount(self.readings[value.id]) if isinstance(value, ReadingRef) else value


class Links:
    """The duties of a plan as a graph. An edge means "may set off", whatever the facts and readings are."""

    def __init__(self, index: PlanIndex) -> None:
        self.index = index
        self._by_id = {duty.id: duty for duty in index.duties}
        self._waiting: dict[str, tuple[str, ...]] = {}
        self._fitting: dict[tuple[str, str, str], bool] = {}
        self._coming: set[str] = set()

    def waits_for(self, duty: Duty) -> tuple[str, ...]:
        """The kinds of row that set a duty off; one that warns of another's limit waits for what sets that other off."""
        found = self._waiting.get(duty.id)
        if found is None:
            warned = self._by_id.get(duty.warns_of)
            kinds = several(duty.on) if warned is None else self.waits_for(warned)
            found = self._waiting[duty.id] = (*kinds, *(other for kind in kinds for other in ALSO.get(kind, ())))
        return found

    @cached_property
    def before(self) -> dict[str, tuple[Duty, ...]]:
        """For each duty, those that may set it off."""
        duties = self.index.duties
        return {duty.id: tuple(other for other in duties if other.id != duty.id and self.leads(other, duty)) for duty in duties}

    def leads(self, first: Duty, then: Duty) -> bool:
        """Whether doing `first` may set off `then`."""
        kinds, act = self.waits_for(then), act_of(first)
        if not (act.kind in kinds or (act.message and "received" in kinds)) or not self._by(first, then):
            return False
        done = act.kind in kinds and self._fits(first, then, act.kind)
        return done or (act.message and "received" in kinds and self._reaches(first, then) and self._fits(first, then, "received"))

    def _by(self, first: Duty, then: Duty) -> bool:
        if not several(then.by):
            return True
        allowed = {who for word in several(then.by) for who in self.index.parties(word)}
        doers = self.index.parties(first.bearer)
        return first.bearer.startswith("@") or any(self._same(doer, one) for doer in doers for one in allowed)

    def _reaches(self, first: Duty, then: Duty) -> bool:
        if then.bearer.startswith("@") or then.bearer == NONE_STATED:
            return True
        if any(word.startswith("@") for word in recipients(first)):
            return True
        bearers = self.index.parties(then.bearer)
        return any(self._same(who, bearer) for who in self.index.told(first) for bearer in bearers)

    def _same(self, one: str, other: str) -> bool:
        body_of = self.index.body_of
        return one == other or body_of.get(one) == other or body_of.get(other) == one

    def _fits(self, first: Duty, then: Duty, kind: str) -> bool:
        """Whether the condition of `then` can hold of a row of this kind with the form of `first`."""
        key = (then.when, sent_form(first), kind)
        if key not in self._fitting:
            self._fitting[key] = self._can_hold(*key)
        return self._fitting[key]

    def _can_hold(self, when: When, form: str, kind: str) -> bool:
        node = self.index.condition(when)
        return not names(node) & {"form", "kind"} or self.index.can_hold(node, given={"form": form, "kind": kind})

    def reached(self, without: Iterable[str] = (), roots: frozenset[str] = OF_ITSELF, taken: Iterable[str] = ()) -> frozenset[str]:
        """The duties that rows of the kinds `roots` set off in the end, if those of `without` are never done and those of `taken` are."""
        barred = set(without)
        found: set[str] = set(taken)
        waiting = [duty for duty in self.index.duties if duty.id not in barred | found]
        while True:
            more = [duty for duty in waiting if roots & set(self.waits_for(duty)) or any(other.id in found for other in self.before[duty.id])]
            if not more:
                return frozenset(found)
            found.update(duty.id for duty in more)
            waiting = [duty for duty in waiting if duty.id not in found]

    def comes(self, duty: Duty) -> bool:
        """Whether a duty is among those reached, found backwards from it: one question takes far less than the whole graph."""
        way, seen = [(duty, iter(self.index.duties))], {duty.id}
        while way:
            last, others = way[-1]
            if last.id in self._coming or OF_ITSELF & set(self.waits_for(last)):
                self._coming.update(one.id for one, _ in way)
                return True
            before = next((other for other in others if other.id not in seen and self.leads(other, last)), None)
            if before is None:
                way.pop()
            else:
                seen.add(before.id)
                way.append((before, iter(self.index.duties)))
        return False


# -- what a sentence is made of ----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Lasting:
    """A length of time, in words once the language is known."""

    amount: Amount | None

    def of(self, lang: str) -> str:
        """The length in `lang`."""
        return amount_words(self.amount).of(lang)


def short(items: Iterable[Said], limit: int = 12) -> Said:
    """Things in a row, each once, cut after `limit`."""
    found = tuple(dict.fromkeys(items))
    more = len(found) - limit
    return found if more <= 0 else phrase("check.and-more", items=found[:limit], more=more)


def joined(join: Callable[[Said, Said], Phrase], items: Sequence[Said]) -> Said:
    """Several things said as one, two by two."""
    if len(items) == 1:
        return items[0]
    half = len(items) // 2
    return join(joined(join, items[:half]), joined(join, items[half:]))


def in_turn(items: Iterable[Said]) -> Said:
    """Clauses of a sentence one after another, each once."""
    return joined(lambda one, other: phrase("check.then", one=one, other=other), tuple(dict.fromkeys(items)))


def titled(duty: Duty) -> Phrase:
    """The title of a duty with its clause."""
    return phrase("check.titled", title=duty.title, clause=duty.clause)


def titles(duties: Iterable[Duty], limit: int = 10) -> Said:
    """The titles of duties with their clauses, each once, cut after `limit`."""
    return short((titled(duty) for duty in duties), limit)


# -- what a duty says --------------------------------------------------------------------------------------------------------


def recipients(duty: Duty) -> tuple[str, ...]:
    """The words that say to whom; none where the plan is silent."""
    if isinstance(duty.to, Recipients):
        return duty.to.any
    return () if isinstance(duty.to, str) else duty.to


def says_something(text: InLanguages) -> bool:
    """Whether a text of the plan is not blank."""
    return any(text.of(lang).strip() for lang in LANGUAGES)


def several(value: tuple[str, ...] | str) -> tuple[str, ...]:
    """One word or several, as several."""
    return (value,) if isinstance(value, str) else value


def act_of(duty: Duty) -> Act:
    """What the duty's verb does."""
    return ACTS[duty.act]


def sent_form(duty: Duty) -> str:
    """The form of what the duty sends or does; "" where it has none."""
    return duty.form or act_of(duty).form or ""


def parts(form: LimitForm | None) -> tuple[Limit, ...]:
    """The single limits of which a limit is made; none where the file has none."""
    return () if form is None else form.lengths()


def ids_of(duties: Iterable[Duty]) -> list[str]:
    """The ids of duties."""
    return [duty.id for duty in duties]


def clauses_of(duties: Iterable[Duty]) -> list[str]:
    """The clauses of duties."""
    return [duty.clause for duty in duties]
