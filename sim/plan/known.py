"""What a plan (and, for habits, the resources) names: the ids that entries may refer to, the names and values of its conditions."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Self

from pydantic import BaseModel

from sim.documents import Mistakes, Steps, listed
from sim.plan.conditions import Name, Vocabulary, check_condition, moments_with, ranked, value_problem, vocabulary
from sim.plan.derived import derived_duties
from sim.plan.expression import ConditionError, names, parse_condition, readings_in
from sim.plan.model import Body, Group, Plan, Post, Reading
from sim.references import POINTER, Ids, Leaf, LeafCheck, own_ids, put
from sim.text import Condition, FactValues, Text
from sim.vocabulary import ACTS, CHANNELS, EFFECTS, FORMS, KINDS, SENT_KINDS
from sim.words import LANGUAGES, Said, phrase, words

POINTERS = ("@actor", "@to", "@bearer", "@approver", "@level.approved_by", "@level.proposed_by", "@activated.approver")
_POINTER = re.compile("(" + "|".join(map(re.escape, POINTERS)) + r")(\.superior|\.body)*")


class _Pointers(tuple[str, ...]):
    """The pointers, each also with `.superior` or `.body` behind it, as often as one likes."""

    __slots__ = ()

    def __contains__(self, word: object) -> bool:
        return isinstance(word, str) and _POINTER.fullmatch(word) is not None


CLOSED: dict[str, tuple[str, ...]] = {"act": tuple(ACTS), "kind": KINDS, "channel": CHANNELS, "effect": EFFECTS, POINTER: _Pointers(POINTERS)}


def party_words(plan: Plan) -> dict[str, str]:
    """What a reader may call a body, a post or a group, and its id: the id, a name, another name; a body wins where one word is shared."""
    entries: tuple[Body | Post | Group, ...] = (*plan.group, *plan.post, *plan.body)
    named = {word: entry.id for entry in entries for word in (*map(entry.name.of, LANGUAGES), *entry.aliases)}
    return named | {entry.id: entry.id for entry in entries}


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanIds(Ids):
    """The ids of a plan by kind. Entries with faults of their own count too: a reference to them is no second fault."""

    readings: Mapping[str, Reading]
    vocabulary: Vocabulary  # the names that a condition over the plan may use
    others: Mapping[str, Vocabulary]  # those of other conditions, by what these are over
    ruled: frozenset[str]  # the facts that hold by a rule of their own
    values: Mapping[str, Mapping[str, tuple[str, ...]]]  # fact, name of a value in any language, the values that have it
    value_texts: Mapping[str, Mapping[str, Text]] = field(default_factory=dict)  # fact, value, what a reader calls it

    @classmethod
    def of(cls, plan: Plan, data: Mapping[str, Any] | None = None) -> Self:
        """The words of a plan; `data` is its file as parsed, where some entries may not have become part of the plan."""
        taken = {"channel": frozenset(CHANNELS)}
        empty = cls(ids=CLOSED, names={}, taken=taken, readings={}, vocabulary=Vocabulary({}), others={}, ruled=frozenset(), values={})
        made = empty.with_source(plan) if data is None else empty.with_more(own_ids(Plan, data)).told_by(plan)
        derived = tuple(derived_duties(plan))
        made = made.with_more({"duty": (duty.id for duty in derived), "role": (body.id for body in plan.body if body.kind == "role")})
        forms = (*FORMS, *SENT_KINDS.values(), *made.ids.get("content", ()))
        tasks = (duty.form for duty in plan.duty) if data is None else forms_in(data, "duty")
        made = made.with_more(
            {"form": dict.fromkeys(forms), "any form": dict.fromkeys((*forms, *filter(None, (*tasks, *(duty.form for duty in derived)))))}
        )
        written = plan.model_dump(include={"duty"}) if data is None else data
        of_derived = (duty.form or str(ACTS[duty.act].form) for duty in derived if ACTS[duty.act].message)
        made = made.with_more({"sent form": (*sent_forms_in(written, "duty"), *of_derived)})
        readings = {reading.id: reading for reading in plan.reading}
        ruled = frozenset(fact.id for fact in plan.fact if fact.ruled)
        return replace(made, readings=readings, vocabulary=_vocabulary_of(plan, made), ruled=ruled)

    def with_bodies_and_forms(self, bodies: Iterable[str], forms: Iterable[str]) -> Self:
        """The same with bodies and forms of messages and tasks that only the resources know, in conditions too."""
        more = tuple(dict.fromkeys(forms))
        known = self.vocabulary.with_parties_and_forms(bodies, more)
        return replace(self.with_more({"any form": more, "sent form": more}), vocabulary=known)

    def with_all_names(self, plan: Plan, *sources: BaseModel) -> Self:
        """The same with what every id is called, so that a name may stand for it."""
        roles = (("role", body.name.of(lang), body.id) for body in plan.body if body.kind == "role" for lang in LANGUAGES)
        made = self.naming(_closed_names()).naming(roles)
        for source in (plan, *sources):
            made = made.with_names(source)
        return replace(made, values=_value_names(plan), value_texts={fact.id: fact.value_names for fact in plan.fact})

    def over(self, what: str, names_: Vocabulary) -> Self:
        """The same with the names of other conditions."""
        return replace(self, others={**self.others, what: names_})

    def checks(self) -> dict[type, LeafCheck]:
        """How values are looked at whose marks say what they are."""
        return {Condition: self._check_condition, FactValues: self._check_facts}

    def _check_condition(self, leaf: Leaf, faults: Mistakes) -> None:
        if isinstance(leaf.value, str) and leaf.value != leaf.usual and not faults.at(leaf.steps):
            over = self._over(leaf.mark.over)
            for error in self._wrong(leaf.value, over):
                faults.add(leaf.steps, error.problem, value=error.value or leaf.value, allowed=error.allowed, hint=error.hint)

    def _over(self, what: str) -> Vocabulary | None:
        """The names of a condition: those of the plan, for a duty with the moments that it may measure between; or others."""
        if what == "duty":
            return replace(self.vocabulary, moments=moments_with(self.ids.get("duty", ())))
        return self.vocabulary if what == "plan" else self.others.get(what)

    def _wrong(self, text: str, over: Vocabulary | None) -> list[ConditionError]:
        """What is wrong with a condition; where it has no names of its own, only its grammar is looked at."""
        try:
            node = parse_condition(text)
        except ConditionError:
            return []  # its grammar is told with its shape
        return [] if over is None or self._unsaid(names(node), readings_in(node)) else check_condition(node, over)

    def _unsaid(self, used: frozenset[str], readings: frozenset[str]) -> bool:
        """Whether a condition leans on an entry that has a fault of its own, so that what it would mean cannot be said."""
        broken = set(self.ids.get("fact", ())) - set(self.vocabulary.names)
        return bool(used & broken or readings & (set(self.ids.get("reading", ())) - set(self.readings)))

    def _check_facts(self, leaf: Leaf, faults: Mistakes) -> None:
        for fact, value in leaf.value.items() if isinstance(leaf.value, Mapping) else ():
            name = self.vocabulary.names.get(fact) if fact in self.ids.get("fact", ()) else None
            if name is not None and (problem := value_problem(name, value)):
                faults.add((*leaf.steps, fact), problem, value=value, allowed=listed(self._named_values(fact, name.values)))

    def _named_values(self, fact: str, values: Iterable[str]) -> Iterator[Said]:
        """The values of a fact, each with what a reader calls it."""
        called = self.value_texts.get(fact, {})
        return (phrase("known.value-with-name", value=one, name=called[one]) if one in called else one for one in values)

    def put_values(self, data: dict[str, Any], leaf: Leaf) -> None:
        """Write values of facts in place of their names, where a name can mean but one."""
        for steps, fact, word in self.strange_values(leaf):
            if len(found := self.values.get(fact, {}).get(word, ())) == 1:
                put(data, steps, found[0])

    def strange_values(self, leaf: Leaf) -> Iterator[tuple[Steps, str, str]]:
        """The words of a table of facts that are no values: names, or mistakes."""
        for fact, value in leaf.value.items() if isinstance(leaf.value, dict) else ():
            known = self.vocabulary.names.get(fact)
            for step, one in enumerate(value) if isinstance(value, list) else ((None, value),):
                if isinstance(one, str) and known is not None and one not in known.values:
                    yield (*leaf.steps, fact, *(() if step is None else (step,))), fact, one


def _vocabulary_of(plan: Plan, known: Ids) -> Vocabulary:
    """The names of the plan's conditions, with the ids that the file has."""
    base = vocabulary(plan)
    more: dict[str, Name] = {rank: ranked(dict.fromkeys(known.ids.get(rank, ()))) for rank in ("grade", "level", "warning")}
    parties = Name("one of", (*known.ids.get("body", ()), *known.ids.get("post", ())))
    channels = Name("one of", tuple(known.ids["channel"]))
    forms = Name("one of", tuple(dict.fromkeys((*base.names["form"].values, *known.ids["any form"]))))
    return Vocabulary({**base.names, **more, "actor": parties, "to": parties, "form": forms, "channel": channels}, base.readings)


def forms_in(data: Mapping[str, Any], table: str) -> Iterable[str]:
    """The forms that the entries of a table name, also those with faults."""
    rows = data.get(table)
    named = (entry.get("form") for entry in (rows if isinstance(rows, list) else ()) if isinstance(entry, dict))
    return (form for form in named if isinstance(form, str))


def sent_forms_in(data: Mapping[str, Any], table: str) -> Iterator[str]:
    """The forms of the messages that the entries of a table ask for; near its limit a report may be sent in part."""
    rows = data.get(table)
    for entry in rows if isinstance(rows, list | tuple) else ():
        act = ACTS.get(str(entry.get("act"))) if isinstance(entry, Mapping) else None
        if act is not None and act.message:
            yield str(entry.get("form") or act.form)
            if entry.get("partial") is True:
                yield "partial"


def _closed_names() -> Iterable[tuple[str, str, str]]:
    """The names of what the product itself lists."""
    for kind, ids in CLOSED.items():
        yield from ((kind, words(lang).named(kind, id_), id_) for id_ in ids for lang in LANGUAGES)


def _value_names(plan: Plan) -> dict[str, dict[str, tuple[str, ...]]]:
    found: dict[str, dict[str, tuple[str, ...]]] = {}
    for fact in plan.fact:
        named = found.setdefault(fact.id, {})
        for value, text in fact.value_names.items():
            for name in {text.of(lang) for lang in LANGUAGES}:
                named[name] = (*named.get(name, ()), value)
    return found
