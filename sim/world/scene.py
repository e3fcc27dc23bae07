"""What is true at the scene of an event, who is there, and who can see it.

Truth lives here and only here. Officers learn of it by looking (`sight`), and what they learn may be late or wrong.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from sim.agents.desk import Desk, Hand
    from sim.agents.task import Task
    from sim.plan.obligations import Obligation

_AT_HAND = "team"  # the kind of unit whose people can receive others


class Waiting(Protocol):
    """Somebody whose work waits for people to come."""

    def wake(self) -> None:
        """Look whether something can be done now."""


class Scene:
    """The place of one event: facts that are true now, and who is there.

    `facts` are the plan's facts as they truly stand. `present` holds the bodies (or posts) whose people are at the scene, and since
    when; `people` how many of each; `came` those of them who travelled here.
    """

    def __init__(self, event: str) -> None:
        self.event = event
        self.open = False
        self.over = False  # the response has ended, whoever knows it
        self.told_of_end = False  # those who are here know of it
        self.seen_facts: frozenset[str] = frozenset()  # those that follow from the people here, and are not scripted
        self.facts: dict[str, Any] = {}
        self.present: dict[str, float] = {}
        self.people: dict[str, int] = {}
        self.came: dict[str, int] = {}
        self.ever_came: dict[str, None] = {}
        self.expected: dict[str, None] = {}  # who has set out for here and has not left again: people here know of it
        self.own_staff = 0  # of the place itself, who receive people
        self.commanded = False  # an on-scene command has been set up
        self.waiting: dict[Waiting, None] = {}  # desks with work that waits for somebody to come
        self.ready: set[str] = set()  # bodies whose units stand ready to leave
        self.watched_by: dict[str, None] = {}  # bodies that keep watch, and so notice the event when it begins
        self.road_kept_open = False  # a closed road holds up nobody who leaves from now on
        self.guided = False  # whoever leaves from now on finds the way
        self.supplied = False  # people who work here are fed and relieved, and do not tire
        self.investigated_by: set[str] = set()  # bodies that have looked into it, and miss nothing any more
        self.left_unanswered = 0  # people who went before that
        self.case_taken = False  # a leader answers for the matter: who goes now does not come back for it
        self._goings: dict[str, int] = {}  # who set out for here, how many times
        self._receivers: dict[str, int] = {}  # body -> its people here who can receive others

    def true_value(self, fact: str) -> Any:
        """What is true of a fact, or None where nothing has been said of it."""
        return self.facts.get(fact)

    def change(self, facts: dict[str, Any]) -> dict[str, Any]:
        """Let facts become true; gives those that changed."""
        changed = {name: value for name, value in facts.items() if self.facts.get(name) != value}
        self.facts.update(changed)
        return changed

    # -- who is here -----------------------------------------------------------------------------------------------------------

    def come(self, body: str, people: int, minute: float, kind: str = _AT_HAND, *, travelled: bool = True) -> None:
        """So many people of a body are at the scene from now on; those who work here anyway have not travelled."""
        self.present.setdefault(body, minute)
        _add(self.people, body, people)
        if kind == _AT_HAND and travelled:
            _add(self._receivers, body, people)
        if travelled:
            _add(self.came, body, people)
            self.ever_came.setdefault(body, None)
        self.look_again()

    def expect(self, party: str) -> None:
        """Somebody has set out for here."""
        self.expected.setdefault(party, None)

    def expect_no_more(self, party: str) -> None:
        """Somebody has turned back, or left."""
        self.expected.pop(party, None)

    def going(self, who: str) -> str:
        """Which going to this scene it is that somebody sets out on: what its luck belongs to."""
        number = self._goings[who] = self._goings.get(who, 0) + 1
        return f"{self.event}/{who}" if number == 1 else f"{self.event}/{who}/{number}"

    def leave(self, body: str, people: int, kind: str = _AT_HAND) -> None:
        """So many people of a body, who had travelled here, leave."""
        self.expect_no_more(body)
        if kind == _AT_HAND:
            _add(self._receivers, body, -people)
        _add(self.came, body, -people)
        _add(self.people, body, -people)
        if body not in self.people:
            self.present.pop(body, None)

    def staff(self) -> int:
        """How many people are here who can receive others: teams that came, and the place's own."""
        return sum(self._receivers.values()) + self.own_staff

    def bodies_that_came(self, without: Iterable[str] = ()) -> int:
        """How many bodies have people here who travelled."""
        return len(set(self.came).difference(without))

    def wait(self, desk: Waiting) -> None:
        """Ring a desk whenever somebody comes."""
        self.waiting.setdefault(desk, None)

    def look_again(self) -> None:
        """Those whose work waits for somebody to come look again."""
        waiting, self.waiting = list(self.waiting), {}
        for desk in waiting:
            desk.wake()

    def gathered(self) -> int:
        """How many people have gathered and are still here. Nobody is at a scripted scene."""
        return 0

    def may_help(self, body: str) -> bool:
        """Whether somebody here is still to be heard, or would be content with what this body can say. Nobody is at a scripted scene."""
        return False

    def on_the_list(self) -> int:
        """How many of those who are here have been registered: the least that anybody counts. Nobody is at a scripted scene."""
        return 0

    # -- what is done here -----------------------------------------------------------------------------------------------------

    def prepare(self, effect: str, actor: str) -> None:
        """What an act of `actor` changes for the work at the scene; other effects reach people, units or desks."""
        if effect in ("standby", "team-ready"):
            self.ready.add(actor)
        elif effect == "watch":
            self.watched_by.setdefault(actor, None)
        elif effect == "open-road":
            self.road_kept_open = True
        elif effect == "guide":
            self.guided = True
        elif effect in ("logistics", "support"):
            self.supplied = True
        elif effect == "investigate":
            self.investigated_by.add(actor)
        elif effect == "take-case":
            self.case_taken = True

    def begin(self, minute: float, sizes: dict[str, int]) -> None:
        """The event begins. Nobody gathers at a scripted scene."""

    def why_in_vain(self, task: Task) -> str | None:
        """Why an attempt among the people would reach nobody now, one of `IN_VAIN`; None where it would. Nobody can be missed at a scripted scene."""
        return None

    def attempt(self, task: Task, minute: float) -> dict[str, Any] | str:
        """Try an act at the scene: what its row states, or why it reached nobody."""
        return {}

    def rounds(self, task: Task) -> int:
        """How many times its usual time a work takes."""
        return 1

    def begin_to_register(self, desk: Desk, task: Task) -> bool:
        """Whether people are registered one by one from now on; at a scripted scene it is an act like any other."""
        return False

    def is_tried_by_others(self, task: Task) -> bool:
        """Whether people of the same body are at the same among the people already."""
        return False

    def begin_to_try(self, hand: Hand, task: Task) -> None:
        """Somebody begins with work among the people."""

    def end_trying(self, task: Task) -> None:
        """That work is over, whether or not anything came of it."""

    def keep(self, desk: Desk, task: Task, *, tried: bool, why: str = "") -> bool:
        """Keep a task that would reach nobody until it can; whether this is to be told, since nobody of the body waits with the same already."""
        return True

    def act(self, act: str, effect: str, minute: float, obligation: Obligation) -> dict[str, Any]:
        """What an act among the people does to the scene; gives what the act's row should state. A scripted scene is not moved."""
        return {}

    def arrive(self, kind: str, minute: float) -> None:
        """People of a unit of this kind have arrived."""

    def rumour(self, tellers: int, minute: float) -> None:
        """A rumour starts with so many tellers."""

    def join(self, group: str, minute: float) -> None:
        """A further group of people comes."""


def _add(counts: dict[str, int], body: str, people: int) -> None:
    counts[body] = counts.get(body, 0) + people
    if counts[body] <= 0:
        del counts[body]
