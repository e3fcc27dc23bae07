"""A plan as the checks read it: all its duties, their conditions as trees, who belongs to whom, and what things are called."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property

from sim.durations import NONE_STATED, Amount, parse_amount
from sim.plan.condition_names import Vocabulary, vocabulary
from sim.plan.derived import derived_duties
from sim.plan.expression import Node, When
from sim.plan.limits import Limit, LimitForm
from sim.plan.model import Duty, Plan, Recipients
from sim.plan.starts import ReadingRef, Terms
from sim.text import Text
from sim.vocabulary import ACTS, Act


class PlanIndex:
    """Lookups over one plan, made once and shared by all checks. Reads only."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.vocabulary: Vocabulary = vocabulary(plan)
        self.derived: tuple[Duty, ...] = tuple(derived_duties(plan))
        self.duties: tuple[Duty, ...] = (*plan.duty, *self.derived)
        self.readings: dict[str, bool | str] = {reading.id: reading.value for reading in plan.reading}
        self.terms = Terms.of(plan.reading, self.duties)
        self.body_of = {post.id: post.body for post in plan.post}
        self.members = {group.id: () if isinstance(group.members, str) else group.members for group in plan.group}
        self._names: dict[str, Text] = {fact.id: fact.name for fact in plan.fact}
        self._names |= {body.id: body.name for body in plan.body} | {post.id: post.name for post in plan.post}
        self._names |= {group.id: group.name for group in plan.group}

    def condition(self, when: When) -> Node:
        """The tree of a condition; an empty text always holds."""
        return when.node

    def name(self, id_: str, lang: str) -> str:
        """What a body, post, group or fact is called; pointers and values stand as they are."""
        return self._names[id_].of(lang) if id_ in self._names else id_

    def listed(self, ids: Iterable[str], lang: str, limit: int = 12) -> str:
        """Names in a row, cut after `limit`."""
        names = [self.name(id_, lang) for id_ in dict.fromkeys(ids)]
        more = len(names) - limit
        text = ("、" if lang == "zh" else ", ").join(names[:limit])
        return text if more <= 0 else text + (f"等 {len(names)} 个" if lang == "zh" else f" and {more} more")

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

    def amount(self, value: Amount | ReadingRef | None) -> Amount | None:
        """A length with its reading taken; None for silence."""
        return parse_amount(self.readings[value.id]) if isinstance(value, ReadingRef) else value


def recipients(duty: Duty) -> tuple[str, ...]:
    """The words that say to whom; none where the plan is silent."""
    if isinstance(duty.to, Recipients):
        return duty.to.any
    return () if isinstance(duty.to, str) else duty.to


def titles(duties: Iterable[Duty], lang: str, limit: int = 10) -> str:
    """The titles of duties with their clauses, each once, cut after `limit`."""
    named = dict.fromkeys(f"{duty.title.zh}（{duty.clause}）" if lang == "zh" else f"{duty.title.en} ({duty.clause})" for duty in duties)
    text = ("、" if lang == "zh" else ", ").join(list(named)[:limit])
    more = len(named) - limit
    return text if more <= 0 else text + (f"等 {len(named)} 项" if lang == "zh" else f" and {more} more")


def words(value: tuple[str, ...] | str) -> tuple[str, ...]:
    """One word or several, as several."""
    return (value,) if isinstance(value, str) else value


def act_of(duty: Duty) -> Act:
    """What the duty's verb does."""
    return ACTS[duty.act]


def form_of(duty: Duty) -> str:
    """The form of what the duty sends or does; "" where it has none."""
    return duty.form or ACTS[duty.act].form or ""


def parts(form: LimitForm | None) -> tuple[Limit, ...]:
    """The single limits of which a limit is made; none where the file has none."""
    return () if form is None else form.lengths()
