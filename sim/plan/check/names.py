"""Two names for one thing, or one name for two: bodies, posts and groups, and the titles of other documents."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import combinations

from sim.plan.check.finding import Finding, kind
from sim.plan.check.view import PlanIndex
from sim.text import Text

SEVERAL = kind(
    "several-names",
    "note",
    why=("同一单位前后叫法不同，读的人会以为是两家。", "One thing goes by several names: readers may take it for two."),
    mend=("全文统一为一个名称。", "Use one name throughout."),
)
ALIKE = kind(
    "names-alike",
    "warning",
    why=(
        "两个名称相近而是否同一家没有写，急时会找错单位。",
        "Two names are alike and the plan does not say whether they are one: in haste the wrong one is called.",
    ),
    mend=("写明两者关系，或改用不易混的名称。", "Say how they are related, or choose names that cannot be mixed up."),
)
SHARED = kind(
    "name-shared",
    "error",
    why=("一个名称指两家，接到任务的人不知说的是谁。", "One name stands for two: whoever is given a task cannot tell who is meant."),
    mend=("各用各的名称。", "Give each a name of its own."),
)
TITLES = kind(
    "document-under-two-titles",
    "note",
    why=("像是同一文件写了两个题名，不知该启动哪一个。", "What seems to be one document has two titles: nobody knows which to turn to."),
    mend=("统一题名。", "Use one title."),
)
_WIDE = re.compile(r"[一-鿿]")
_QUOTED = re.compile(r"《([^》]+)》|“([^”]+)”")
_SAME_START = 0.6  # of the shorter name
_SAME_TITLE = 0.8  # of all characters, in their order


@dataclass(frozen=True, slots=True)
class _Named:
    id: str
    clause: str
    name: Text
    names: tuple[str, ...]


def names(view: PlanIndex) -> Iterator[Finding]:
    """Names and aliases of all bodies, posts and groups against each other, and quoted titles against each other."""
    plan = view.plan
    named = [
        _Named(f"{table}:{entry.id}", entry.clause, entry.name, _said(entry.name, entry.aliases))
        for table, entries in (("body", plan.body), ("post", plan.post), ("group", plan.group))
        for entry in entries
    ]
    for entry in named:
        if len(entry.names) > 1:
            turned = any(_turned(one, two) for one, two in combinations(entry.names, 2))
            yield SEVERAL.found(
                f"一处多名：{' / '.join(entry.names)}" + ("（字序颠倒）" if turned else ""),
                f"several names for one: {' / '.join(entry.names)}" + (" (the same words turned round)" if turned else ""),
                clauses=[entry.clause],
                rules=[entry.id],
            )
    posts_of = {f"post:{post.id}": post.body for post in plan.post}
    for first, second in combinations(named, 2):
        a_post, another = first.id in posts_of, second.id in posts_of
        if a_post != another or (a_post and posts_of[first.id] == posts_of[second.id]):
            continue  # a post is no body, and posts of one body are told apart by how their names end
        yield from _compared(first, second)
    yield from _titles(view)


def _said(name: Text, aliases: tuple[str, ...]) -> tuple[str, ...]:
    """The name in the language of the plan's own text, and its aliases. A short form that is part of the name is no other name."""
    own = name.zh if _WIDE.search(name.zh) else name.en
    return tuple(dict.fromkeys((own, *(alias for alias in aliases if alias not in own))))


def _compared(first: _Named, second: _Named) -> Iterator[Finding]:
    for one in first.names:
        for two in second.names:
            if one == two:
                about, zh, en = SHARED, "同名", "one name"
            elif _turned(one, two) or _same_start(one, two):
                about, zh, en = ALIKE, "名称相近", "names alike"
            else:
                continue
            yield about.found(
                f"{zh}：{one} / {two}",
                f"{en}: {one} / {two} ({first.name.en}; {second.name.en})",
                clauses=[first.clause, second.clause],
                rules=[first.id, second.id],
            )
            return


def _turned(one: str, two: str) -> bool:
    """The same characters or words in another order."""
    parts = (one.split(), two.split()) if " " in one else (list(one), list(two))
    return one != two and len(parts[0]) > 1 and sorted(parts[0]) == sorted(parts[1])


def _same_start(one: str, two: str) -> bool:
    """Most of the shorter name begins the other too, and then they part; a name that is wholly part of the other is a subdivision."""
    if one in two or two in one:
        return False
    same = next((at for at, (a, b) in enumerate(zip(one, two, strict=False)) if a != b), 0)
    if not _WIDE.search(one):
        same = one.rfind(" ", 0, same) + 1  # whole words
    tails = one[same:], two[same:]
    numbered = all(len(tail) == 1 or tail.isdigit() for tail in tails)  # one of a series
    least = 2 if _WIDE.search(one) else 5
    return same >= least and same >= _SAME_START * min(len(one), len(two)) and not numbered


def _titles(view: PlanIndex) -> Iterator[Finding]:
    plan = view.plan
    texts = [(entry.clause, entry.title) for entry in plan.occasion] + [(end.clause, end.title) for end in plan.end]
    texts += [(duty.clause, text) for duty in plan.duty for text in (duty.title, duty.note)] + [(body.clause, body.note) for body in plan.body]
    found: dict[str, str] = {}
    for clause, text in texts:
        for match in _QUOTED.finditer(f"{text.zh}\n{text.en}"):
            found.setdefault(match[1] or match[2], clause)
    for one, two in combinations(found, 2):
        if min(len(one), len(two)) > 5 and SequenceMatcher(None, one, two).ratio() >= _SAME_TITLE:
            yield TITLES.found(f"题名相近：《{one}》与《{two}》", f"titles alike: {one} / {two}", clauses=[found[one], found[two]])
