"""What each entry of a plan changes in a run: derived from the entry and the product's tables, never typed by hand."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Literal

from sim.durations import NONE_STATED
from sim.plan.check.index import Links, PlanIndex, recipients, titles
from sim.plan.check.index import several as words
from sim.plan.consequences import ACT_CHANGES, EFFECT_CHANGES, MEANS_FAULTS
from sim.plan.expression import names, readings_in
from sim.plan.model import Duty
from sim.text import Text
from sim.words import words as catalogue

Manner = Literal["acts", "timed", "recorded"]
_FEW = 3  # more titles than this are counted


@dataclass(frozen=True, slots=True)
class ListedChange:
    """How an entry shows in a run. acts: something else goes differently; timed: its row alone, and `text` says why; recorded: read, not run."""

    manner: Manner
    text: Text


class ListedChanges:
    """What the entries of one plan change, by "section:id"."""

    def __init__(self, view: PlanIndex) -> None:
        self._view = view
        self._links = Links(view)
        self._after: dict[str, list[Duty]] = {}
        for then in view.duties:
            if not then.timed_entry:
                for first in self._links.before[then.id]:
                    self._after.setdefault(first.id, []).append(then)
        self._entries: dict[str, Any] = {}
        for section in ("fact", "reading", "body", "post", "group", "grade", "warning", "level", "end", "means", "occasion"):
            self._entries |= {f"{section}:{entry.id}": entry for entry in getattr(view.plan, section)}
        self._entries |= {f"content:{entry.form}": entry for entry in view.plan.content} | {f"duty:{duty.id}": duty for duty in view.plan.duty}

    @property
    def known(self) -> tuple[str, ...]:
        """Every entry of the plan as "section:id"."""
        return tuple(self._entries)

    def of(self, entry: str) -> ListedChange:
        """What one entry changes."""
        section = entry.partition(":")[0]
        found: ListedChange = getattr(self, f"_{section}")(self._entries[entry])
        return found

    def _duty(self, duty: Duty) -> ListedChange:
        if duty.timed_entry:
            return ListedChange("timed", duty.why_timed)
        parts = [text for text in (ACT_CHANGES.get(duty.act), EFFECT_CHANGES.get(duty.effect)) if text is not None]
        if not recipients(duty) and duty.act in ACT_CHANGES and duty.to == NONE_STATED:
            parts = [Text(zh="对象未规定，由惯例补上才会发出", en="nobody is named to receive it; a habit must fill that before anything is sent")]
        follow = self._after.get(duty.id, [])
        if follow:
            parts.append(self._sets_off(follow))
        if not parts:
            return ListedChange("recorded", Text(zh="只写下一行记录", en="its row alone"))
        return ListedChange("acts", _joined(parts))

    def _sets_off(self, follow: list[Duty]) -> Text:
        told = titles(follow, _FEW)
        return Text(zh=f"引出：{catalogue('zh').tell(told)}", en=f"sets off: {catalogue('en').tell(told)}")

    def _fact(self, fact: Any) -> ListedChange:
        plan = self._view.plan
        asked = sum(1 for duty in self._view.duties if duty.when and fact.id in names(self._view.condition(duty.when)))
        grades = sum(1 for grade in plan.grade for case in grade.any if fact.id in names(self._view.condition(case.when)))
        forms = sum(1 for content in plan.content if any(fact.id in item.facts for item in content.items))
        uses = [(grades, "定级情形", "cases of grades"), (asked, "职责的条件", "conditions of duties"), (forms, "报告的内容", "contents of reports")]
        return _counted(uses, "用于", "used in")

    def _reading(self, reading: Any) -> ListedChange:
        plan = self._view.plan
        leaning = [duty for duty in self._view.duties if reading.id in self._leans_on(duty)]
        grades = sum(1 for grade in plan.grade for case in grade.any if reading.id in readings_in(self._view.condition(case.when)))
        levels = sum(1 for level in plan.level if level.includes_if == reading.id)
        uses = [(len(leaning), "职责", "duties"), (grades, "定级情形", "cases of grades"), (levels, "响应级别", "levels")]
        return _counted(uses, "牵动", "bears on")

    def _leans_on(self, duty: Duty) -> frozenset[str]:
        used = readings_in(self._view.condition(duty.when)) if duty.when else ()
        return frozenset((*used, *duty.limit_readings(), *duty.readings))

    def _body(self, body: Any) -> ListedChange:
        return self._party({body.id, *(post.id for post in self._view.plan.post if post.body == body.id)})

    def _post(self, post: Any) -> ListedChange:
        return self._party({post.id})

    def _party(self, ids: set[str]) -> ListedChange:
        view = self._view
        bears = sum(1 for duty in view.duties if ids & view.parties(duty.bearer))
        hears = sum(1 for duty in view.duties if ids & view.told(duty))
        plays = sum(1 for duty in view.duties for word in words(duty.by) if ids & view.parties(word))
        hats = sum(1 for post in view.plan.post if post.id in ids for _ in post.same_person)
        stands_in = sum(1 for post in view.plan.post if post.stand_in in ids)
        return _counted(
            [(bears, "承担", "bears"), (hears, "接收", "is told"), (plays, "由其行动引出", "sets off by name"),
             (stands_in, "补位", "stands in for"), (hats, "同一人兼任的岗位", "posts of the same person")], "职责", "duties:",
        )  # fmt: skip

    def _group(self, group: Any) -> ListedChange:
        uses = [duty for duty in self._view.duties if group.id in (duty.bearer, *recipients(duty), *words(duty.by))]
        return _counted([(len(uses), "逐一落到成员的职责", "duties that fall to each member")], "成组", "as a group:")

    def _grade(self, grade: Any) -> ListedChange:
        asked = sum(1 for duty in self._view.duties if duty.when and "grade" in names(self._view.condition(duty.when)))
        return ListedChange("acts", Text(zh=f"定级的结果；{asked} 项职责看级别", en=f"what classifying finds; {asked} duties turn on the grade"))

    def _warning(self, warning: Any) -> ListedChange:
        asked = sum(1 for duty in self._view.duties if duty.when and "warning" in names(self._view.condition(duty.when)))
        zh, en = "有人应发布", "somebody is to issue it"
        if warning.issued_by == NONE_STATED:
            zh, en = "发布者未规定，由惯例补上", "who issues it is not stated; a habit fills it"
        return ListedChange("acts", Text(zh=f"{zh}；{asked} 项职责看预警", en=f"{en}; {asked} duties turn on the warning"))

    def _level(self, level: Any) -> ListedChange:
        own = sum(1 for duty in self._view.plan.duty if duty.level == level.id)
        every = sum(1 for duty in self._view.plan.duty if "activated" in words(duty.on) and not duty.level)
        zh, en = f"启动后引出本级 {own} 项、各级共有 {every} 项", f"once started, sets off {own} duties of its own and {every} of every level"
        return ListedChange("acts", Text(zh=zh, en=en))

    def _end(self, end: Any) -> ListedChange:
        flags = len(end.requires)
        zh, en = f"{flags} 个条件齐备才报请、批准并下令结束", f"the end is asked for, approved and ordered once its {flags} flags hold"
        return ListedChange("acts", Text(zh=zh, en=en))

    def _content(self, content: Any) -> ListedChange:
        facts = {fact for item in content.items for fact in item.facts}
        if not facts and not content.includes:
            return ListedChange("acts", Text(zh="内容未规定，发件方所知全部说出", en="contents not stated: the sender says all that it knows"))
        zh, en = f"限定该种报告说出哪些事实（自有 {len(facts)} 项）", f"decides which facts a report of this form says ({len(facts)} of its own)"
        return ListedChange("acts", Text(zh=zh, en=en))

    def _means(self, means: Any) -> ListedChange:
        kinds = MEANS_FAULTS.get(means.kind, ())
        if not kinds:
            return ListedChange("recorded", Text(zh="记录在案，推演不模拟其短缺", en="on file; a run does not model its shortage"))
        return ListedChange("acts", Text(zh=f"可由情景使其失灵（{'、'.join(kinds)}）", en=f"a scenario can let it fail ({', '.join(kinds)})"))

    def _occasion(self, occasion: Any) -> ListedChange:
        if occasion.kind == "law" and occasion.superseded_by.en:
            return ListedChange("recorded", Text(zh="预案检查据此提示法规已变", en="the plan check tells that the law has moved"))
        return ListedChange(
            "recorded", Text(zh="供阅读和评估对照，不在推演中发生", en="for readers and for evaluation; nothing that happens in a run")
        )


def _counted(parts: Iterable[tuple[int, str, str]], zh: str, en: str) -> ListedChange:
    found = [(count, word_zh, word_en) for count, word_zh, word_en in parts if count]
    if not found:
        return ListedChange("recorded", Text(zh="没有规定用到它", en="no rule uses it"))
    told_zh, told_en = "，".join(f"{word} {count}" for count, word, _ in found), ", ".join(f"{word}: {count}" for count, _, word in found)
    return ListedChange("acts", Text(zh=f"{zh}：{told_zh}", en=f"{en} {told_en}"))


def _joined(parts: list[Text]) -> Text:
    return Text(zh="；".join(part.zh for part in parts), en="; ".join(part.en for part in parts))
