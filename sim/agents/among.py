"""What is tried among the people at a scene: when it can reach anybody, and whom it reaches.

An attempt that reaches nobody is not the act: it leaves no row of its kind and discharges nothing. Which attempt needs what is one table;
the reasons are `sim.vocabulary.IN_VAIN`. A goodwill that somebody earns registers, hears and answers nobody.
"""

from __future__ import annotations

from collections.abc import Callable
from math import ceil
from typing import TYPE_CHECKING, Any, NamedTuple

from sim.agents.crowd.state import Stage

if TYPE_CHECKING:
    from sim.agents.gathering import Gathering
    from sim.agents.received import Received

WhyNot = str | None
RowFacts = dict[str, Any]


class Attempt(NamedTuple):
    """Why it would be in vain now (None: it would not), what it does, how many people it is about; and what it is in vain by that reached nobody."""

    why: Callable[[Received, int | None], WhyNot]
    do: Callable[[Gathering, Received, float, int | None], RowFacts]
    about: Callable[[Received, int | None], int]
    else_: str = "nobody there"


def _present(here: Received, _: int | None = None) -> int:
    return here.crowd.counts().present


def _somebody(here: Received, _: int | None) -> WhyNot:
    return None if _present(here) else "nobody there"


def _to_register(here: Received, _: int | None) -> WhyNot:
    if not here.reception.opened:
        return "not opened"
    return None if here.crowd.present_at(Stage.CAME) else "nobody to register"


def _to_choose(here: Received, _: int | None) -> WhyNot:
    if not here.crowd.registered_here():
        return "nobody registered"
    return None if here.choosing() else "chosen already"


def _to_hear(here: Received, _: int | None) -> WhyNot:
    if not here.crowd.representatives():
        return "nobody chosen"
    return None if here.crowd.to_hear() else "nobody to hear"


def _to_answer(here: Received, rung: int | None) -> WhyNot:
    if not here.crowd.present_at(Stage.HEARD):
        return "nobody to answer"
    return None if here.crowd.present_at(Stage.HEARD, rung=rung) else "no say"


def _to_receive(here: Received, rung: int | None) -> WhyNot:
    return None if _to_hear(here, rung) is None else _to_answer(here, rung)


def _to_clear(here: Received, _: int | None) -> WhyNot:
    counts = here.crowd.counts()
    return None if counts.obstructing + counts.storming else "nobody obstructs"


def _open(scene: Gathering, here: Received, minute: float, _: int | None) -> RowFacts:
    here.reception.open(minute)
    return {"people": _present(here)}


def _choose(scene: Gathering, here: Received, minute: float, _: int | None) -> RowFacts:
    return {"people": sum(here.crowd.choose_representatives(minute, number, group) for group, number in here.choosing().items())}


def _hear(scene: Gathering, here: Received, minute: float, _: int | None) -> RowFacts:
    return {"people": here.crowd.hear(minute)}


def _answer(scene: Gathering, here: Received, minute: float, rung: int | None) -> RowFacts:
    return {"people": here.crowd.answer(minute, rung)}


def _receive(scene: Gathering, here: Received, minute: float, rung: int | None) -> RowFacts:
    """A leader hears the representatives and answers; the rows `heard` and `answered` follow from what is stated here."""
    heard, answered = here.crowd.hear(minute), here.crowd.answer(minute, rung)
    if heard or answered:
        here.crowd.leader_receives(minute)
    return {"people": max(heard, answered), "heard": heard, "answered": answered}


def _persuade(scene: Gathering, here: Received, minute: float, _: int | None) -> RowFacts:
    before = here.crowd.registered_here()
    people = here.crowd.persuade(minute, *scene.persuaded_shares(), awaited=scene.awaited_rung())
    return {"people": people, "people_registered": before - here.crowd.registered_here()}


def _clear(scene: Gathering, here: Received, minute: float, _: int | None) -> RowFacts:
    hurt = here.crowd.counts().hurt
    cleared = here.crowd.clear(minute, scene.talks.clear_share)
    return {"people": cleared, "hurt": here.crowd.counts().hurt - hurt}


def _felt(effect: str) -> Callable[[Gathering, Received, float, int | None], RowFacts]:
    def act(scene: Gathering, here: Received, minute: float, _: int | None) -> RowFacts:
        scene.feel(effect, minute)
        return {"people": _present(here)}

    return act


# By act, and for what is merely performed by its effect.
ATTEMPTS: dict[str, Attempt] = {
    "open-reception": Attempt(_somebody, _open, _present),
    "choose-representatives": Attempt(_to_choose, _choose, lambda here, _: here.crowd.registered_here(), "nobody registered"),
    "hear": Attempt(_to_hear, _hear, lambda here, _: here.crowd.to_hear(), "nobody to hear"),
    "answer": Attempt(_to_answer, _answer, lambda here, rung: here.crowd.present_at(Stage.HEARD, rung=rung), "nobody to answer"),
    "persuade": Attempt(_somebody, _persuade, _present, "nobody goes"),
    "clear": Attempt(_to_clear, _clear, lambda here, _: here.crowd.counts().active, "nobody obstructs"),
    "leader-receives": Attempt(_to_receive, _receive, _present, "nobody to hear"),
    **{
        effect: Attempt(_somebody, _felt(effect), _present)
        for effect in ("explain", "lead-to-reception", "order", "keep-out", "guide", "early-dialogue", "work-team")
    },
}
REGISTER = Attempt(_to_register, lambda *_: {}, lambda here, _: here.crowd.present_at(Stage.CAME), "nobody to register")


def attempt_of(act: str, effect: str) -> Attempt | None:
    """What is tried; None for what reaches nobody face to face."""
    return REGISTER if act == "register" else ATTEMPTS.get(effect if act == "perform" else act)


def rounds(here: Received, act: str, effect: str, rung: int | None, at_once: int | None, doers: int) -> int:
    """How many times its usual time a work takes: people by those who are there for them; hearings by groups, rooms and representatives."""
    if act == "hear":
        groups = [group for group in here.groups if here.crowd.to_hear(group)]
        most = max((here.crowd.representatives(group) for group in groups), default=1)
        return max(1, ceil(len(groups) / here.reception.rooms) * (1 if at_once is None else ceil(most / at_once)))
    tried = attempt_of(act, effect)
    if tried is None or at_once is None:
        return 1
    return max(1, ceil(tried.about(here, rung) / (at_once * max(1, doers))))
