"""What is true at the scene of an event, and who can see it.

Truth lives here and only here. Officers learn of it by looking (`sight`), and what they learn may be late or wrong.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sim.plan.obligations import Obligation


class Scene:
    """The place of one event: facts that are true now, and which units are there.

    `facts` are the plan's facts as they truly stand. `present` holds the ids of the bodies whose people are at the scene.
    """

    def __init__(self, event: str) -> None:
        self.event = event
        self.open = False
        self.seen_facts: frozenset[str] = frozenset()  # those that follow from the people here, and are not scripted
        self.facts: dict[str, Any] = {}
        self.present: dict[str, float] = {}  # body -> minute since which its people are there
        self.ready: set[str] = set()  # bodies whose units stand ready to leave
        self.watched_by: dict[str, None] = {}  # bodies that keep watch, and so notice the event when it begins
        self.road_kept_open = False  # a closed road holds up nobody who leaves from now on
        self.guided = False  # whoever leaves from now on finds the way
        self.supplied = False  # people who work here are fed and relieved, and do not tire
        self.investigated_by: set[str] = set()  # bodies that have looked into it, and miss nothing any more
        self.left_unanswered = 0  # people who went before that
        self.case_taken = False  # a leader answers for the matter: who goes now does not come back for it

    def true_value(self, fact: str) -> Any:
        """What is true of a fact, or None where nothing has been said of it."""
        return self.facts.get(fact)

    def change(self, facts: dict[str, Any]) -> dict[str, Any]:
        """Let facts become true; gives those that changed."""
        changed = {name: value for name, value in facts.items() if self.facts.get(name) != value}
        self.facts.update(changed)
        return changed

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

    def act(self, act: str, effect: str, minute: float, obligation: Obligation) -> dict[str, Any]:
        """What an act among the people does to the scene; gives what the act's row should state. A scripted scene is not moved."""
        return {}

    def arrive(self, kind: str, minute: float) -> None:
        """People of a unit of this kind have arrived."""

    def rumour(self, tellers: int, minute: float) -> None:
        """A rumour starts with so many tellers."""

    def join(self, group: str, minute: float) -> None:
        """A further group of people comes."""
