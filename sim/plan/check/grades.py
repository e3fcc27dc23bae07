"""Holes and overlaps in the grades, found in every cell that their conditions tell apart."""

from __future__ import annotations

from collections.abc import Iterator

from sim.durations import NONE_STATED
from sim.plan.check.axes import Cell
from sim.plan.check.diagram import TooManyCellsError
from sim.plan.check.finding import Finding, FindingKind, kind
from sim.plan.check.grading import Grading, names_value
from sim.plan.check.regions import Region, regions, shared_exceptions, told, ways_told
from sim.plan.check.view import PlanIndex
from sim.plan.expression import Compare, Const
from sim.plan.model import Duty

HOLE = kind(
    "grade-hole",
    "error",
    why=("没有级别，就没有报告时限，也没有响应。", "An event without a grade has no report limit and no response."),
    mend=("给这些情形定级，或写明由谁按什么办。", "Give these cases a grade, or say who handles them and how."),
)
SCOPE = kind(
    "scope-ungraded",
    "error",
    why=("计划提到这种情形，却没有一级写到它。", "It is a case that the plan names, and no grade speaks of it."),
    mend=("补进某一级，或写明不适用本预案。", "Add it to a grade, or say that the plan does not cover it."),
)
OVERLAP = kind(
    "grade-overlap",
    "warning",
    why=(
        "同一事件可定两级，两人判断会不同；取重时，轻级的报告对象就收不到。",
        "Two people may grade one event differently; and where the worse counts, those who are told of the milder are not told.",
    ),
    mend=("写明以哪一级为准，或使条件互斥。", "Say which grade counts, or make the conditions exclude each other."),
)
TWICE = kind(
    "case-overlap",
    "note",
    why=(
        "两种情形同级，眼下无碍；改动其一就会两样。",
        "Both cases give the same grade, so nothing differs today; it will once one of them is changed.",
    ),
    mend=(
        "使界线上的数只归一边，并写明兼属两处时按哪个数。",
        "Let the limiting number belong to one side, and say which number counts for what is of both kinds.",
    ),
)
BESIDE = kind(
    "graded-and-handed-on",
    "warning",
    why=("既定级又转办，现场不知按哪套做。", "The event is graded and handed on at once: people on the spot cannot tell which to follow."),
    mend=("写明界线上的数归哪一边，或写明两者并行。", "Say to which side the limiting number belongs, or that both are done."),
)
LARGEST = kind(
    "largest-case-falls-out",
    "error",
    why=(
        "人数最多的反而没有级别，也就没有报告时限和响应。",
        "The largest events have no grade, and so neither limit nor response, while smaller ones have.",
    ),
    mend=("给最大的情形定级，写明由谁、多久、报给谁。", "Grade the largest case, and say who reports it, how soon and to whom."),
)
TOO_MANY = kind(
    "grades-too-many-cells",
    "note",
    why=("条件过多，漏洞和重叠没有查。", "The conditions tell too many cases apart, so that holes and overlaps were not looked for."),
    mend=("减少定级所用的事实。", "Use fewer facts in the grades."),
)
_MOST_PARTS = 4  # blocks told of one overlap


def grades(view: PlanIndex) -> Iterator[Finding]:
    """Every cell of the facts by which events are graded: none without a grade, none with two."""
    if not view.plan.grade:
        return
    grading = Grading(view)
    try:
        yield from _holes(grading)
        yield from _overlaps(grading)
        yield from _beside(grading)
        yield from _largest(grading)
    except TooManyCellsError:
        clauses = [grade.clause for grade in view.plan.grade]
        yield TOO_MANY.found("定级条件过多，无法逐格核查", "the grades use too many facts to be checked cell by cell", clauses=clauses)


def _holes(grading: Grading) -> Iterator[Finding]:
    """Cells with no grade, told slice by slice; slices that are alike in one finding."""
    empty = regions(grading.diagram, lambda leaf: not any(leaf))
    if grading.first is None:
        if empty:
            yield HOLE.found(
                f"以下情形没有级别：{_told(empty, grading, 'zh')}",
                f"no grade: {_told(empty, grading, 'en')}",
                clauses=[case.clause for _, case in grading.cases],
                rules=[f"grade:{grade.id}" for grade, _ in grading.cases],
            )
        return
    slices: dict[tuple[str, bool, tuple[str, ...]], list[int]] = {}
    for at, cell in enumerate(grading.first.cells):
        here = [region for region in empty if grading.covers(region, at)]
        if here:
            named = bool(grading.naming(cell.value))
            takers = () if named else tuple(duty.id for duty in _takers(grading, grading.first.key, cell.value))
            slices.setdefault((_told(here, grading, "en"), named, takers), []).append(at)
    for (_, named, takers), values in slices.items():
        here = [region for region in empty if grading.covers(region, values[0])]
        yield _hole(here, [grading.first.cells[at].value for at in values], grading, takers=None if named else takers)


def _takers(grading: Grading, fact: str, value: Const) -> list[Duty]:
    """Duties that speak of this value of a word and of no other."""
    return [duty for duty in grading.view.plan.duty if grading.view.condition(duty.when) == Compare(fact, "==", value)]


def _hole(empty: list[Region], values: list[Const], grading: Grading, *, takers: tuple[str, ...] | None) -> Finding:
    """One slice; `takers` where no grade names its values: the duties that take them instead."""
    view, fact = grading.view, grading.first.fact if grading.first is not None else ""
    place = " / ".join(map(str, values))
    zh = f"{view.name(fact, 'zh')} = {place}，无级别：{_told(empty, grading, 'zh')}"
    en = f"{view.name(fact, 'en')} = {place}, no grade: {_told(empty, grading, 'en')}"
    if takers is None:
        naming = [grading.cases[at] for value in values for at in grading.naming(value)]
        return HOLE.found(zh, en, clauses=[case.clause for _, case in naming], rules=[f"grade:{grade.id}" for grade, _ in naming])
    clause = next((entry.clause for entry in view.plan.fact if entry.id == fact), "")
    instead = ", ".join(takers)
    return SCOPE.found(
        zh + (f"；另由 {instead} 处理" if takers else ""),
        en + (f"; handled instead by {instead}" if takers else ""),
        clauses=[clause] if clause else [],
        rules=takers,
        severity="note" if takers else "error",
    )


def _told(found: list[Region], grading: Grading, lang: str) -> str:
    """The blocks of a slice, and first the exceptions that they share."""
    shared = shared_exceptions(found)
    without = 0 if grading.first is not None else None
    parts = [told(region, grading.diagram, grading.view, lang, without=without, but=shared) for region in found]
    text = ("；" if lang == "zh" else "; ").join(dict.fromkeys(parts))
    if not shared:
        return text
    exceptions = ways_told(shared, grading.diagram, grading.view, lang, out=True)
    return f"（{exceptions}）{text}" if lang == "zh" else f"({exceptions}) {text}"


def _blocks(found: list[Region], grading: Grading, lang: str) -> str:
    parts = list(dict.fromkeys(told(region, grading.diagram, grading.view, lang) for region in found))
    more = len(parts) - _MOST_PARTS
    text = ("；" if lang == "zh" else "; ").join(parts[:_MOST_PARTS])
    return text if more <= 0 else text + (f"；另 {more} 块" if lang == "zh" else f"; {more} more")


def _overlaps(grading: Grading) -> Iterator[Finding]:
    """Cells in which two cases hold: of two grades, or of one."""
    for first, (grade, _) in enumerate(grading.cases):
        for kind_of, same in ((OVERLAP, False), (TWICE, True)):
            pairs: dict[int, list[Region]] = {}
            for second in range(first + 1, len(grading.cases)):
                if (grading.cases[second][0].id == grade.id) == same and (both := _both(grading, first, second)):
                    pairs[second] = both
            if pairs:
                yield _overlap(kind_of, grading, first, pairs)


def _both(grading: Grading, one: int, two: int) -> list[Region]:
    return regions(grading.diagram, lambda leaf: leaf[one] and leaf[two])


def _overlap(kind_of: FindingKind, grading: Grading, first: int, pairs: dict[int, list[Region]]) -> Finding:
    def case(at: int, lang: str) -> str:
        grade, which = grading.cases[at]
        number = sum(1 for other, _ in grading.cases[: at + 1] if other.id == grade.id)
        return f"{grade.name.zh}第 {number} 种情形（{which.clause}）" if lang == "zh" else f"case {number} of {grade.name.en} ({which.clause})"

    def others(lang: str) -> str:
        told_pairs = (f"{case(at, lang)}{'：' if lang == 'zh' else ': '}{_blocks(found, grading, lang)}" for at, found in pairs.items())
        return ("；" if lang == "zh" else "; ").join(told_pairs)

    involved = [grading.cases[at] for at in (first, *pairs)]
    return kind_of.found(
        f"{case(first, 'zh')}同时又是{others('zh')}",
        f"{case(first, 'en')} is at the same time {others('en')}",
        clauses=[which.clause for _, which in involved],
        rules=[f"grade:{grade.id}" for grade, _ in involved],
    )


def _beside(grading: Grading) -> Iterator[Finding]:
    """Cells that are graded and in which a duty that goes by the same numbers hands the event on."""
    for at, duty in enumerate(grading.beside, len(grading.cases)):
        both = _graded_and(grading, at)
        if both:
            same = grading.alike(duty)
            yield BESIDE.found(
                f"已定级，又适用“{duty.title.zh}”：{_blocks(both, grading, 'zh')}",
                f'graded, and "{duty.title.en}" holds too: {_blocks(both, grading, "en")}',
                clauses=[one.clause for one in same],
                rules=[one.id for one in same],
            )


def _graded_and(grading: Grading, at: int) -> list[Region]:
    return regions(grading.diagram, lambda leaf: leaf[at] and grading.graded(leaf))


def _largest(grading: Grading) -> Iterator[Finding]:
    """The largest number falls out of the grades though a smaller one, all else being the same, is graded."""
    cells: tuple[Cell | None, ...] = (None,) if grading.first is None else grading.first.cells
    for number in (axis for axis in grading.diagram.axes if axis.sort == "number"):
        for cell in cells:
            fixed = None if cell is None or grading.first is None else (grading.first.key, cell.value)
            if (bound := grading.drops(fixed, number)) is not None:
                yield _falls_out(grading, number.fact, bound, fixed)


def _falls_out(grading: Grading, fact: str, bound: float, fixed: tuple[str, Const] | None) -> Finding:
    view = grading.view
    beside = [duty for one in grading.beside for duty in grading.alike(one) if fixed is None or names_value(view.condition(duty.when), *fixed)]
    told_to = [who for duty in beside for who in sorted(view.told(duty))]
    nobody = any(duty.bearer == NONE_STATED for duty in beside)
    tail = {"zh": "，也没有别的规定", "en": ", and no other rule takes it"}
    if beside:
        names = ", ".join(duty.id for duty in beside)
        tail["zh"] = f"；只有 {names}，只告知{view.listed(told_to, 'zh') or '（未写）'}" + ("，未写由谁做" if nobody else "")
        tail["en"] = f"; there is only {names}, telling {view.listed(told_to, 'en') or 'nobody named'}" + (
            ", and nobody is named to do it" if nobody else ""
        )
    place = {lang: "" if fixed is None else f"{view.name(fixed[0], lang)} = {fixed[1]}{'，' if lang == 'zh' else ', '}" for lang in ("zh", "en")}
    cases = [case.clause for at, (_, case) in enumerate(grading.cases) if fixed is None or at in grading.naming(fixed[1])]
    return LARGEST.found(
        f"{place['zh']}{view.name(fact, 'zh')}超过 {bound:g} 时，较小时有级别的反而没有了{tail['zh']}",
        f"{place['en']}{view.name(fact, 'en')} above {bound:g}: what is graded when smaller has no grade{tail['en']}",
        clauses=[*(duty.clause for duty in beside), *cases],
        rules=[duty.id for duty in beside],
    )
