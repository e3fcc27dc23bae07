"""What the pictures say of a duty: what it asks for, its limit, by how much it was late; and the sentences over a timeline."""

from __future__ import annotations

from analysis.figures.signs import drawable
from analysis.figures.window import DAY_MIN, Window
from analysis.verdicts import BROKEN, LATE, MET, MISSED, UNJUDGED, WRONG_CHANNEL, Verdict, rests_on_reading
from sim.vocabulary import ACTS
from sim.words import Names, Words
from sim.words.lengths import span


def shortened(text: str, signs: int) -> str:
    """A text cut to `signs`, of which a Chinese character takes two."""
    wide, text = 0, drawable(text)
    for number, sign in enumerate(text):
        wide += 2 if ord(sign) > 0x2E7F else 1
        if wide > signs:
            return text[: max(number - 1, 1)] + "…"
    return text


def dotted(*parts: str) -> str:
    """Short facts in a row, with a dot between them."""
    return drawable(" · ".join(part for part in parts if part))


def message_words(names: Names, kind: str, form: str | None) -> str:
    """A message by its form, and by its kind where it has none that the product knows."""
    return names.form(form) if form is not None and names.say.knows(f"form.{form}") else names.kind(kind)


def duty_words(names: Names, verdict: Verdict, signs: int | None = None) -> str:
    """What a duty asks for, by its title as everywhere else, cut to so many `signs`; a message of a duty without a title by its form."""
    title = verdict.title.of(names.lang)
    if title:
        return title if signs is None else shortened(title, signs)
    act = ACTS.get(verdict.act)
    return verdict.rule if act is None or not act.message else message_words(names, act.kind, verdict.form)


def breach_words(names: Names, verdict: Verdict) -> str:
    """Of a late duty, by how much it was late; of one not done, or not by a channel that counts, so much; of any other, nothing."""
    status = names.status(verdict.status, verdict.act)
    if verdict.status == LATE:
        return _as_read(names, verdict, names.say("figures.late-by", status=status, over=span(-(verdict.margin_min or 0.0), names.lang)))
    return _as_read(names, verdict, status) if verdict.status in BROKEN else ""


def _as_read(names: Names, verdict: Verdict, breach: str) -> str:
    """A breach, with the remark that only a reading supplies the number that was missed."""
    return names.say("figures.as-read", breach=breach) if rests_on_reading(verdict) else breach


def broken_duty_words(names: Names, verdict: Verdict, signs: int | None = None) -> str:
    """A duty that was broken on one line: what it asks for, in so many `signs`, and how it was broken."""
    what, breach = duty_words(names, verdict, signs), breach_words(names, verdict)
    if verdict.status in (LATE, WRONG_CHANNEL):
        return names.say("figures.done-late", what=what, late=breach)
    return names.say("figures.not-done", what=what, missed=breach, clause=verdict.clause)


_DUTY_SIGNS, ARROW_SIGNS = 24, 34  # of a duty's title where space is short: beside the bar of a limit, at an arrow


def bar_words(view: Window, verdict: Verdict) -> str:
    """What stands beside the bar of a limit: clause and limit; of a broken duty also how, for which event, and what, unless a message says it."""
    names, breach = view.names, verdict.status in BROKEN
    message = verdict.act in ACTS and ACTS[verdict.act].message
    title = shortened(verdict.title.of(names.lang), _DUTY_SIGNS) if breach and not message else ""
    event = view.event(verdict.about) if breach else ""
    return dotted(title, verdict.clause, verdict.limit.of(names.lang), breach_words(names, verdict), event)


def nothing_of(view: Window) -> str:
    """That nothing is shown of bodies that were asked for."""
    return view.say("figures.nothing-of", bodies=[view.name(one) for one in view.asked_in_vain])


def callouts(view: Window) -> tuple[tuple[str, str], ...]:
    """Statuses with their sentence: the latest, the longest missed, what went by a wrong channel; one sentence where nothing went wrong."""
    found = []
    for status, told in ((LATE, _late), (MISSED, _missed), (WRONG_CHANNEL, _wrong)):
        for place, group in enumerate(view.ranked()):
            worst = view.worst(status, group)
            if worst is not None:
                found.append((status, _counted(view, told(view, worst, place), sum(one.status == status for one in group))))
    if not found:
        undecided = sum(one.status == UNJUDGED for one in view.verdicts)
        if not view.hides_nothing:
            nothing = view.say("text.nothing-seen-late", n=undecided) if undecided else view.say("text.nothing-late-of-what-is-held")
            return ((UNJUDGED, nothing),)
        met = any(one.status == MET for one in view.verdicts)
        found.append((MET, view.say("figures.all-met") if met else view.say("figures.nothing-due")))
    return tuple(found)


def _late(view: Window, verdict: Verdict, place: int) -> str:
    say = view.say
    opening = (say("figures.latest"), say("figures.latest-act"), say("figures.latest-after"))[place]  # of the three groups of `Window.ranked`
    return say("figures.latest-duty", opening=opening, what=_with_ends(view, verdict), limit=verdict.limit,
               took=span(verdict.latency_min or 0.0, say.lang), late=breach_words(view.names, verdict), clause=verdict.clause)  # fmt: skip


def _missed(view: Window, verdict: Verdict, place: int) -> str:
    say, what = view.say, _with_ends(view, verdict)
    opening = _opening(say, verdict, place)
    if verdict.due_min is None:
        return say("figures.missed-duty", opening=opening, what=what, clause=verdict.clause)
    due = view.stamp(verdict.due_min, day=verdict.due_min >= DAY_MIN)
    return say("figures.missed-duty-due", opening=opening, what=what, due=due, clause=verdict.clause)


def _wrong(view: Window, verdict: Verdict, place: int) -> str:
    del place  # nothing is the worst of these
    reason = "" if verdict.reason is None else verdict.reason.of(view.say.lang)
    return view.say("figures.wrong-channel-duty", what=_with_ends(view, verdict), reason=reason, clause=verdict.clause)


def _opening(say: Words, verdict: Verdict, place: int) -> str:
    """How the sentence on a missed duty of one of the three groups of `Window.ranked` begins."""
    if place == 0:
        return say("figures.missed-report") if verdict.act == "report" else say("figures.missed")
    return say("figures.missed-act") if place == 1 else say("figures.missed-after")


def _with_ends(view: Window, verdict: Verdict) -> str:
    """The duty with its two ends, and its event."""
    say, what, bearer = view.say, duty_words(view.names, verdict), view.name(verdict.bearer)
    if verdict.to:
        what = say("figures.duty-to", what=what, bearer=bearer, to=[view.name(one) for one in verdict.to])
    else:
        what = say("figures.duty-of", what=what, bearer=bearer)
    return at_event(say, what, view.event(verdict.about))


def at_event(say: Words, what: str, event: str) -> str:
    """What was owed, with the event that it was owed for where there are several."""
    return say("figures.at-event", what=what, event=event) if event else what


def _counted(view: Window, sentence: str, count: int) -> str:
    return sentence if count < 2 else view.say("figures.in-all", sentence=sentence, count=count)
