"""What the forms of report carry, against what people need to know to decide."""

from __future__ import annotations

from collections.abc import Iterator

from sim.plan.check.finding import Finding, kind
from sim.plan.check.view import PlanIndex, form_of
from sim.plan.condition_names import ENGINE_NAMES
from sim.plan.expression import names
from sim.plan.model import Content, Duty

LACKS = kind(
    "first-report-lacks",
    "error",
    why=(
        "首报里没有定级要的事实，接报的人无法定级，只能再问。",
        "The first report does not carry what grading needs: whoever gets it must ask again before grading.",
    ),
    mend=("把这些事实列入首报内容。", "Add these facts to what the first report must hold."),
)
UNSAID = kind(
    "fact-never-reported",
    "note",
    why=(
        "有规定凭此行事，却没有一种报告写它，决定的人不会知道。",
        "Rules turn on it and no form of report carries it: those who decide will not know.",
    ),
    mend=("把它列入某种报告，或写明由谁判断。", "Put it into a report, or say who judges it."),
)
NO_PARTIAL = kind(
    "no-partial-report",
    "warning",
    why=("要等全部查清才能报，首报就会晚。", "Where all must be known before anything is sent, the first report is late."),
    mend=("允许先报已知的，缺项随后补。", "Let what is known go first, and the rest follow."),
)
_FIRST, _PARTIAL = "initial", "partial"


def contents(view: PlanIndex) -> Iterator[Finding]:
    """The first report against the grades; facts on which rules turn and that no form carries; reports sent before all is known."""
    forms = {content.form: content for content in view.plan.content}
    if _FIRST in forms:
        yield from _first(view, forms)
    if forms:
        yield from _unsaid(view, forms)
    first = [duty for duty in view.plan.duty if form_of(duty) == _FIRST and duty.act == "report"]
    sent_early = any(duty.partial or form_of(duty) == _PARTIAL for duty in view.plan.duty)
    if first and not sent_early:
        clauses = [*([forms[_FIRST].clause] if _FIRST in forms else []), *(duty.clause for duty in first)]
        yield NO_PARTIAL.found(
            "首报没有写可先报一部分", "no first report may be sent before all is known", clauses=clauses, rules=[duty.id for duty in first]
        )


def _first(view: PlanIndex, forms: dict[str, Content]) -> Iterator[Finding]:
    asked: dict[str, list[str]] = {}
    for grade in view.plan.grade:
        for case in grade.any:
            for name in sorted(names(view.condition(case.when)) - set(ENGINE_NAMES)):
                asked.setdefault(name, []).append(case.clause)
    missing = [name for name in asked if name not in carried(_FIRST, forms)]
    if missing:
        yield LACKS.found(
            f"首报内容缺少定级要的：{view.listed(missing, 'zh')}",
            f"the first report lacks what grading needs: {view.listed(missing, 'en')}",
            clauses=[forms[_FIRST].clause, *(clause for name in missing for clause in asked[name])],
            rules=[f"content:{_FIRST}"],
        )


def _unsaid(view: PlanIndex, forms: dict[str, Content]) -> Iterator[Finding]:
    said = frozenset().union(*(carried(form, forms) for form in forms))
    users: dict[str, list[Duty]] = {}
    for duty in view.plan.duty:
        for name in sorted(names(view.condition(duty.when)) - set(ENGINE_NAMES) - said):
            users.setdefault(name, []).append(duty)
    if users:
        involved = [duty for duties in users.values() for duty in duties]
        yield UNSAID.found(
            f"有规定凭此行事而没有报告写到：{view.listed(users, 'zh', 20)}",
            f"rules turn on these and no report carries them: {view.listed(users, 'en', 20)}",
            clauses=[duty.clause for duty in involved],
            rules=[duty.id for duty in involved],
        )


def carried(form: str, forms: dict[str, Content]) -> frozenset[str]:
    """The facts that a form must hold, those of the forms in it among them."""
    entry = forms.get(form)
    if entry is None:
        return frozenset()
    own = {fact for item in entry.items for fact in item.facts}
    return frozenset(own).union(*(carried(inner, forms) for inner in entry.includes))
