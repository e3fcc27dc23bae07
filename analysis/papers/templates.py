"""The six templates, made anew each time: what a careful person would write down, with tags where fields are put in.

A template is a Word document in one language. Whoever wants another look or order writes them out (`--write-templates`), changes them in a word
processor and gives them back (`--template`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from analysis.papers.paper import ACROSS_WIDE_MM, Paper
from sim.vocabulary import PAPER_FORMS
from sim.words import Words, words

_MORE_THAN_MAIN = "result.course | length < result.story | length"


def _or_blank(field: str, blank: str) -> str:
    """What stands in a cell where a field holds nothing."""
    return f"{{% if not {field} %}}{blank}{{% endif %}}"


FIVE_LINES = "\n\n\n\n"  # room for a hand


def template(form: str, lang: str) -> bytes:
    """The template of a form in a language, as a file. Raises KeyError."""
    return MADE[form](words(lang)).bytes()


def _plan(say: Words) -> Paper:
    """What will be exercised, by whom, and how it is evaluated."""
    paper = Paper(say)
    paper.title(say("docx.title.plan"), "{{ exercise.name }}")
    paper.heading(say("docx.head.purpose"))
    paper.text("{{ scenario.purpose }}")
    with paper.if_any("scenario.objectives"):
        paper.lead(say("docx.objectives-are"))
        paper.points("one", "scenario.objectives")
    paper.heading(say("docx.head.basis"))
    paper.text(say("docx.basis-of-plan"), "{{ exercise.basis }}")
    paper.note(say("docx.standards"))
    paper.heading(say("docx.head.scope"))
    paper.facts(
        [
            (say("docx.exercise.form"), "{{ exercise.form }}"),
            (say("docx.exercise.scope"), "{{ exercise.scope }}"),
            (say("docx.fact.clauses"), "{{ plan.clauses }}"),
            (say("docx.exercise.date"), "{{ exercise.date }}"),
            (say("docx.exercise.place"), "{{ exercise.place }}"),
            (say("docx.fact.scenario-time"), say("docx.scenario-time")),
        ]
    )
    paper.heading(say("docx.head.organisation"))
    paper.facts(
        [
            (say("docx.exercise.organiser"), "{{ exercise.organiser }}"),
            (say("docx.exercise.unit"), "{{ exercise.unit }}"),
            (say("docx.exercise.staff"), "{{ exercise.staff }}"),
            (say("docx.exercise.evaluators"), "{{ exercise.evaluators }}"),
            (say("docx.exercise.participants"), "{{ exercise.participants }}"),
            (say("docx.exercise.observers"), "{{ exercise.observers }}"),
            (say("docx.exercise.contact"), "{{ exercise.contact }}"),
        ]
    )
    paper.lead(say("docx.bodies-are"))
    paper.table("one", "bodies", [
        (say("docx.column.body"), "{{ one.body }}{% if one.plays %}" + say("docx.played-by") + "{% endif %}", 56),
        (say("docx.column.posts"), "{{ one.posts }}{% if one.stand_ins %}\n" + say("docx.stand-ins-are") + "{% endif %}", 56),
        (say("docx.column.clause"), "{{ one.clause }}", 18),
        (say("docx.column.who-comes"), "", 30),
    ])  # fmt: skip
    paper.note("{{ bodies_left }}")
    paper.heading(say("docx.head.scenario"))
    paper.text(say("docx.synthetic"))
    paper.table("one", "scenario.events", [
        (say("docx.column.time"), "{{ one.time }}", 20),
        (say("docx.column.event"), "{{ one.title }}", 40),
        (say("docx.column.place"), "{{ one.place }}", 25),
        (say("docx.column.state"), "{{ one.facts }}", 45),
        (say("docx.column.people"), "{{ one.people }}", 30),
    ])  # fmt: skip
    paper.subheading(say("docx.head.injects"))
    with paper.if_any("scenario.injects", say("docx.no-injects")):
        paper.table("one", "scenario.injects", [
            (say("docx.column.number"), "{{ one.number }}", 12),
            (say("docx.column.time"), "{{ one.time }}", 26),
            (say("docx.column.to"), "{{ one.to }}", 36),
            (say("docx.column.inject"), "{{ one.text }}", 86),
        ])  # fmt: skip
    paper.heading(say("docx.head.acts"))
    with paper.if_any("scenario.acts", say("docx.no-acts")):
        paper.table("one", "scenario.acts", [
            (say("docx.column.clause"), "{{ one.clause }}", 18),
            (say("docx.column.act"), "{{ one.act }}", 52),
            (say("docx.column.who"), "{{ one.who }}", 32),
            (say("docx.column.to-whom"), "{{ one.to }}", 30),
            (say("docx.column.limit"), "{{ one.limit }}", 28),
        ])  # fmt: skip
        paper.note("{{ scenario.acts_left }}")
    paper.heading(say("docx.head.evaluation"))
    paper.text(say("docx.how-evaluated") + "{% if scenario.people %}" + say("docx.how-people-fared") + "{% endif %}")
    with paper.if_any("scenario.expected"):
        paper.lead(say("docx.expected-are"))
        paper.points("one", "scenario.expected")
    paper.heading(say("docx.head.safety"))
    _safety(paper, say)
    paper.facts(
        [
            (say("docx.exercise.safety"), "{{ exercise.safety }}"),
            (say("docx.exercise.communications"), "{{ exercise.communications }}"),
            (say("docx.exercise.logistics"), "{{ exercise.logistics }}"),
        ]
    )
    paper.heading(say("docx.head.approval"))
    paper.text("{{ exercise.approval }}")
    return paper


def _safety(paper: Paper, say: Words) -> None:
    """What everybody keeps to; where people come to petition, what they have a right to stands first."""
    with paper.if_any("scenario.people"):
        paper.point(say("docx.safety.petition"))
    for number in range(1, 5):
        paper.point(say(f"docx.safety.{number}"))


def _overview(paper: Paper, say: Words) -> None:
    """What every report begins with."""
    paper.facts(
        [
            (say("docx.exercise.name"), "{{ exercise.name }}"),
            (say("docx.exercise.form"), "{{ exercise.form }}"),
            (say("docx.exercise.date"), "{{ exercise.date }}"),
            (say("docx.exercise.place"), "{{ exercise.place }}"),
            (say("docx.fact.scenario-time"), say("docx.scenario-time")),
            (say("docx.exercise.organiser"), "{{ exercise.organiser }}"),
            (say("docx.exercise.unit"), "{{ exercise.unit }}"),
            (say("docx.exercise.participants"), "{{ exercise.participants }}"),
            (say("docx.exercise.evaluators"), "{{ exercise.evaluators }}"),
            (say("docx.fact.plan"), "{{ plan.title }}{% if plan.revisions %} ({{ plan.revisions }}){% endif %}"),
            (say("docx.fact.record"), "{{ exercise.record }}"),
        ]
    )
    with paper.if_any("result.remarks"):
        paper.points("one", "result.remarks")


def _evaluation(say: Words) -> Paper:
    """What the evaluators found."""
    paper = Paper(say)
    paper.title(say("docx.title.evaluation"), "{{ exercise.name }}")
    paper.heading(say("docx.head.overview"))
    _overview(paper, say)
    paper.heading(say("docx.head.method"))
    paper.text(say("docx.method"))
    paper.points("one", "result.basis")
    paper.heading(say("docx.head.result"))
    paper.points("one", "result.headline")
    paper.text("{{ result.counts }}")
    paper.subheading(say("docx.head.people"))
    with paper.if_any("result.people", say("docx.no-people")):
        paper.points("one", "result.people")
        paper.note(say("docx.people-note"))
    paper.heading(say("docx.head.forms"))
    paper.text("{{ exercise.confirmed }}")
    for field in ("result.forms", "result.ratings"):
        paper.tag(f"for form in {field}")
        paper.subheading(say("docx.form-heading"))
        paper.table("one", "form.items", [
            (say("docx.column.item"), "{% if one.number %}{{ one.number }} {% endif %}{{ one.title }}", 42),
            (say("docx.column.rating"), "{{ one.rating }}", 28),
            (say("docx.column.by"), "{{ one.by }}", 28),
            (say("docx.column.grounds"), "{{ one.grounds }}", 62),
        ])  # fmt: skip
        paper.note(say("docx.form-note"))
        paper.tag("endfor")
    paper.heading(say("docx.head.good"))
    with paper.if_any("result.strengths"):
        paper.points("one", "result.strengths")
    paper.text("{{ exercise.went_well }}")
    paper.heading(say("docx.head.problems"))
    _problems(paper, say)
    with paper.if_any("result.expectations"):
        paper.subheading(say("docx.head.expectations"))
        paper.table("one", "result.expectations", [
            (say("docx.column.expectation"), "{{ one.text }}", 120), (say("docx.column.came-true"), "{{ one.came_true }}", 40),
        ])  # fmt: skip
    with paper.if_any("result.contradictions"):
        paper.subheading(say("docx.head.contradictions"))
        paper.points("one", "result.contradictions")
    _questions(paper, say)
    paper.heading(say("docx.head.advice"))
    with paper.if_any("result.silences"):
        paper.lead(say("docx.silences-are"))
        paper.points("one", "result.silences")
    paper.text("{{ exercise.improvements }}")
    paper.heading(say("docx.head.conclusion"))
    paper.lead("{{ exercise.conclusion }}")
    paper.facts([(say("docx.fact.signed"), FIVE_LINES), (say("docx.fact.signed-on"), "")])
    return paper


def _problems(paper: Paper, say: Words) -> None:
    """The findings, worst first, with evidence and what would mend them."""
    none = "{% if result.questions %}" + say("docx.no-findings-seen") + "{% else %}" + say("docx.no-findings") + "{% endif %}"
    with paper.if_any("result.findings", none):
        paper.table("one", "result.findings", [
            (say("docx.column.number"), "{{ one.number }}", 12),
            (say("docx.column.clause"), "{{ one.clause }}", 17),
            (say("docx.column.problem"), "{{ one.said }}", 61),
            (say("docx.column.kind"), "{{ one.weight }}", 20),
            (say("docx.column.mend"), "{{ one.mend }}{% if one.evidence %}\n{{ one.evidence }}{% endif %}", 50),
        ])  # fmt: skip
        paper.note("{{ result.findings_left }}")


def _questions(paper: Paper, say: Words) -> None:
    """What the record must still tell: no problem of the drill, and nothing to be mended by a plan."""
    with paper.if_any("result.questions"):
        paper.subheading(say("docx.head.questions-open"))
        paper.lead(say("docx.questions-note"))
        paper.table("one", "result.questions", [
            (say("docx.column.number"), "{{ one.number }}", 12),
            (say("docx.column.ask"), "{{ one.ask }}", 64),
            (say("docx.column.duties-waiting"), "{{ one.duties }}", 16),
            (say("docx.column.waiting"), "{{ one.waiting | join('\\n') }}", 68),
        ])  # fmt: skip
        paper.note("{{ result.questions_left }}")


def _summary(say: Words) -> Paper:
    """What happened, what was learnt, and what will be mended by whom."""
    paper = Paper(say)
    paper.title(say("docx.title.summary"), "{{ exercise.name }}")
    paper.heading(say("docx.head.overview"))
    _overview(paper, say)
    paper.subheading(say("docx.head.purpose"))
    paper.text("{{ scenario.purpose }}")
    with paper.if_any("scenario.objectives"):
        paper.points("one", "scenario.objectives")
    paper.heading(say("docx.head.course"))
    paper.lead("{% if " + _MORE_THAN_MAIN + " %}" + say("docx.course-note-annex") + "{% else %}" + say("docx.course-note") + "{% endif %}")
    _course(paper, say, "result.course")
    paper.heading(say("docx.head.done"))
    paper.text("{{ result.counts }}")
    paper.table("one", "result.bearers", [
        (say("docx.column.body"), "{{ one.body }}", 60),
        (say("docx.column.asked"), "{{ one.asked }}", 20),
        (say("docx.column.in-time"), "{{ one.in_time }}", 20),
        (say("docx.column.late"), "{{ one.late }}", 20),
        (say("docx.column.undone"), "{{ one.undone }}", 20),
        (say("docx.column.undecided"), "{{ one.undecided }}", 20),
    ])  # fmt: skip
    paper.subheading(say("docx.head.people"))
    with paper.if_any("result.people", say("docx.no-people")):
        paper.points("one", "result.people")
        paper.note(say("docx.people-note"))
    paper.subheading(say("docx.head.not-kept"))
    with paper.if_any("result.duties", say("docx.all-kept")):
        paper.table("one", "result.duties", [
            (say("docx.column.clause"), "{{ one.clause }}", 17),
            (say("docx.column.duty"), "{{ one.duty }}", 37),
            (say("docx.column.who-to-whom"), "{{ one.who }}", 40),
            (say("docx.column.limit"), "{{ one.limit }}", 18),
            (say("docx.column.done-at"), "{{ one.done }}", 24),
            (say("docx.column.how"), "{{ one.how }}", 24),
        ])  # fmt: skip
        paper.note(say("docx.starred"))
        paper.note("{{ result.duties_left }}")
    paper.heading(say("docx.head.problems-and-causes"))
    _problems(paper, say)
    _questions(paper, say)
    paper.subheading(say("docx.exercise.causes"))
    paper.text("{{ exercise.causes }}")
    paper.heading(say("docx.head.lessons"))
    with paper.if_any("result.strengths"):
        paper.points("one", "result.strengths")
    paper.text("{{ exercise.went_well }}", "{{ exercise.lessons }}")
    paper.heading(say("docx.head.mending"))
    with paper.if_any("result.actions", say("docx.no-actions")):
        paper.table("one", "result.actions", [
            (say("docx.column.number"), "{{ one.number }}", 12),
            (say("docx.column.problem"), "{{ one.problem }}", 48),
            (say("docx.column.measure"), "{{ one.what }}", 50),
            (say("docx.column.owner"), "{{ one.owner }}", 27),
            (say("docx.column.due"), "{{ one.due }}", 23),
        ])  # fmt: skip
    paper.heading(say("docx.head.advice"))
    with paper.if_any("result.silences"):
        paper.lead(say("docx.silences-are"))
        paper.points("one", "result.silences")
    paper.text("{{ exercise.improvements }}")
    _annexes(paper, say)
    return paper


def _annexes(paper: Paper, say: Words) -> None:
    """The pictures, and the whole course where its main moments are not all of it."""
    paper.break_before(say("docx.picture.timeline"))
    with paper.if_any("pictures.timeline", say("docx.not-drawn")):
        paper.picture("pictures.timeline")
    paper.across()
    paper.subheading(say("docx.picture.late"))
    with paper.if_any("pictures.late", "{% if result.duties %}" + say("docx.not-drawn") + "{% else %}" + say("docx.all-kept") + "{% endif %}"):
        paper.picture("pictures.late")
    paper.tag("if " + _MORE_THAN_MAIN)
    paper.tag("if pictures.late")
    paper.break_before(say("docx.head.story"))
    paper.tag("else")
    paper.subheading(say("docx.head.story"))
    paper.tag("endif")
    _course(paper, say, "result.story", ACROSS_WIDE_MM - 52.0)
    paper.note("{{ result.story_left }}")
    paper.tag("endif")


def _course(paper: Paper, say: Words, field: str, wide: float = 108.0) -> None:
    """What happened, by the clock."""
    paper.table("one", field, [
        (say("docx.column.time"), "{{ one.time }}", 24),
        (say("docx.column.what"), "{{ one.text }}", wide),
        (say("docx.column.clause"), "{{ one.clause }}", 28),
    ])  # fmt: skip


def _aar(say: Words) -> Paper:
    """After-action report and improvement plan, in the terms of HSEEP."""
    paper = Paper(say)
    paper.title(say("docx.title.aar"), "{{ exercise.name }}")
    paper.heading(say("docx.aar.overview"))
    paper.facts(
        [
            (say("docx.exercise.name"), "{{ exercise.name }}"),
            (say("docx.aar.dates"), "{{ exercise.date }}"),
            (say("docx.exercise.scope"), "{{ exercise.scope }}"),
            (say("docx.exercise.capabilities"), "{{ exercise.capabilities }}"),
            (say("docx.aar.objectives"), "{{ scenario.objectives | join('\\n') }}" + _or_blank("scenario.objectives", say("docx.objectives-blank"))),
            (say("docx.aar.threat"), "{{ scenario.title }}"),
            (say("docx.aar.scenario"), "{{ scenario.purpose }}"),
            (say("docx.aar.sponsor"), "{{ exercise.organiser }}"),
            (say("docx.aar.participants"), "{{ exercise.participants }}"),
            (say("docx.exercise.contact"), "{{ exercise.contact }}"),
            (say("docx.fact.plan"), "{{ plan.title }}"),
            (say("docx.fact.record"), "{{ exercise.record }}"),
        ]
    )
    with paper.if_any("result.remarks"):
        paper.points("one", "result.remarks")
    paper.heading(say("docx.aar.analysis"))
    paper.text(say("docx.aar.analysis-note"), "{{ exercise.confirmed }}")
    paper.tag("for form in result.ratings")
    paper.table("one", "form.items", [
        (say("docx.aar.objective"), "{{ one.title }}", 44),
        (say("docx.aar.capability"), say("docx.aar.capability-blank"), 40),
        *((letter, f"{{{{ one.marks[{place}] }}}}", 10) for place, letter in enumerate("PSMU")),
        (say("docx.column.by"), "{{ one.by }}", 36),
    ])  # fmt: skip
    paper.note(say("docx.aar.letters"))
    paper.note("{{ form.note }}")
    paper.tag("for one in form.items")
    paper.subheading(say("docx.aar.item-heading"))
    paper.facts(
        [
            (say("docx.aar.strengths"), "{{ one.strengths }}"),
            (say("docx.aar.areas"), "{{ one.findings | join('\\n') }}{% if not one.findings %}" + say("docx.aar.no-areas") + "{% endif %}"),
            (say("docx.aar.grounds"), "{{ one.grounds }}"),
            (say("docx.aar.analysis-blank"), say("docx.aar.analysis-blank-text")),
        ]
    )
    paper.tag("endfor")
    paper.tag("endfor")
    paper.subheading(say("docx.aar.people"))
    with paper.if_any("result.people", say("docx.no-people")):
        paper.points("one", "result.people")
    paper.subheading(say("docx.aar.more-strengths"))
    with paper.if_any("result.strengths"):
        paper.points("one", "result.strengths")
    paper.text("{{ exercise.went_well }}")
    _questions(paper, say)
    paper.across()
    paper.heading(say("docx.aar.improvement-plan"))
    with paper.if_any("result.actions", say("docx.no-actions")):
        paper.table("one", "result.actions", [
            (say("docx.aar.capability"), say("docx.aar.capability-blank"), 30),
            (say("docx.aar.area"), "{{ one.number }}. {{ one.problem }}", 66),
            (say("docx.aar.corrective-action"), "{{ one.what }}", 62),
            (say("docx.aar.element"), say("docx.aar.element-blank"), 28),
            (say("docx.aar.responsible"), "{{ one.owner }}", 29),
            (say("docx.aar.start"), "{{ one.start }}", 23),
            (say("docx.aar.completion"), "{{ one.due }}", 23),
        ])  # fmt: skip
    paper.text("{{ exercise.lessons }}")
    return paper


def _inject_cards(say: Words) -> Paper:
    """One card for each thing that is put in, to be cut out and handed over."""
    paper = Paper(say)
    paper.title(say("docx.title.inject-cards"), "{{ exercise.name }}")
    paper.note(say("docx.cards-note"))
    with paper.if_any("scenario.injects", say("docx.no-injects")):
        paper.cards("one", "scenario.injects", [
            ("", say("docx.card.head")),
            (say("docx.card.time"), "{{ one.time }}"),
            (say("docx.card.from"), "{{ one.sender }}"),
            (say("docx.card.to"), "{{ one.to }}"),
            (say("docx.card.text"), "{{ one.text }}"),
            (say("docx.card.staff-only"), "{{ one.change }}"),
            (say("docx.card.expected"), "{% for act in one.expected %}\n– {{ act }}{% endfor %}"),
            (say("docx.card.done"), say("docx.card.done-blank")),
        ])  # fmt: skip
    return paper


def _facilitator(say: Words) -> Paper:
    """What whoever leads the exercise has on the table: the course, what is expected, what to ask, and what to tick."""
    paper = Paper(say, across=True)
    paper.title(say("docx.title.facilitator"), "{{ exercise.name }}")
    paper.facts([
        (say("docx.fact.scenario-time"), say("docx.scenario-time")),
        (say("docx.aar.objectives"), "{{ scenario.objectives | join('\\n') }}" + _or_blank("scenario.objectives", say("docx.objectives-blank"))),
        (say("docx.fact.lead"), say("docx.lead-blank")),
    ], (45.0, ACROSS_WIDE_MM - 45.0))  # fmt: skip
    paper.heading(say("docx.head.rules"))
    _safety(paper, say)
    paper.heading(say("docx.head.course-by-time"))
    paper.table("one", "scenario.course", [
        (say("docx.column.time"), "{{ one.time }}", 30),
        (say("docx.column.kind-of-step"), "{{ one.kind }}", 22),
        (say("docx.column.what"), "{{ one.text }}", 76),
        (say("docx.column.expected"), "{{ one.expected | join('\\n') }}", 83),
        (say("docx.column.seen-at"), say("docx.tick-and-time"), 24),
        (say("docx.column.remark"), "", 26),
    ])  # fmt: skip
    paper.heading(say("docx.head.acts"))
    with paper.if_any("scenario.acts", say("docx.no-acts")):
        paper.table("one", "scenario.acts", [
            (say("docx.column.clause"), "{{ one.clause }}", 20),
            (say("docx.column.act"), "{{ one.act }}", 80),
            (say("docx.column.who"), "{{ one.who }}", 42),
            (say("docx.column.to-whom"), "{{ one.to }}", 42),
            (say("docx.column.limit"), "{{ one.limit }}", 36),
            (say("docx.column.seen-at"), say("docx.tick-and-time"), 24),
            (say("docx.column.remark"), "", 17),
        ])  # fmt: skip
        paper.note("{{ scenario.acts_left }}")
    paper.heading(say("docx.head.questions"))
    paper.table("one", "scenario.questions", [
        (say("docx.column.question"), "{{ loop.index }}. {{ one }}", 120), (say("docx.column.answer"), FIVE_LINES[:2], 141),
    ])  # fmt: skip
    paper.heading(say("docx.head.afterwards"))
    for number in range(1, 4):
        paper.point(say(f"docx.afterwards.{number}"))
    return paper


MADE: Mapping[str, Callable[[Words], Paper]] = {
    "plan": _plan, "evaluation": _evaluation, "summary": _summary, "aar": _aar, "inject-cards": _inject_cards, "facilitator": _facilitator,
}  # fmt: skip
OF_A_SCENARIO = frozenset({"plan", "inject-cards", "facilitator"})  # forms that need no results
if set(MADE) != set(PAPER_FORMS[".docx"]):
    raise TypeError(f"nobody makes these papers: {sorted(set(MADE) ^ set(PAPER_FORMS['.docx']))}")
