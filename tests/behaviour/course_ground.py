"""What the checks of a course need to know of who is where, from the data of a drill."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Ground:
    """What the checks need to know of who is where, from the data of a drill."""

    place: dict[str, str] = field(default_factory=dict)  # event -> its place
    within: dict[str, str] = field(default_factory=dict)
    highest: frozenset[str] = frozenset()
    works_at: dict[str, str] = field(default_factory=dict)  # body -> place
    together: tuple[frozenset[str], ...] = ()  # those who share a desk, or hats of one person, or a body and its posts
    persons: tuple[frozenset[str], ...] = ()  # hats of one person, who is in one place with all of them
    helpers: frozenset[str] = frozenset()  # bodies of vehicles and ambulances, who wait until they are needed
    on_spot: frozenset[str] = frozenset()  # guards and posts of the police, who need not come
    hosts: dict[str, str] = field(default_factory=dict)  # place -> the hall's own body
    counters: dict[str, int] = field(default_factory=dict)
    size: str = "size"  # the fact that says how many people there are
    made_there: frozenset[str] = frozenset()  # bodies of those who have come
    lowest: frozenset[str] = frozenset()  # who answers on the lowest rung
    explained: float = 1.0  # the share of people whom that contents

    @classmethod
    def of(cls, setting: Any) -> Ground:
        """From a setting, whatever of it there is."""
        plan, resources, scenario = setting.inputs.plan, setting.inputs.resources, setting.inputs.scenario
        places, halls = tuple(getattr(resources, "place", ())), tuple(getattr(resources, "hall", ()))
        hats = [frozenset((holder.id, *holder.posts)) for holder in resources.holder]
        posts = [frozenset((post.id, post.body)) for post in plan.post]
        shared = [frozenset(desk.bodies) for desk in resources.desk if getattr(desk, "shared", False)]
        rungs = tuple(getattr(resources, "rung", ()))
        roles = {role: body for event in scenario.event for role, body in event.roles.items()}
        content = [getattr(group, "content_with", None) or {} for group in scenario.people]
        return cls(
            place={event.id: getattr(event, "place", "") or "" for event in scenario.event},
            within={place.id: getattr(place, "within", "") or "" for place in places},
            highest=frozenset(place.id for place in places if getattr(place, "highest", False)),
            works_at={body: place.id for place in places for body in place.bodies},
            together=(*hats, *posts, *shared),
            persons=tuple(hats),
            helpers=frozenset(unit.body for unit in resources.unit if unit.kind in ("vehicle", "ambulance")),
            on_spot=frozenset(unit.body for unit in resources.unit if unit.kind in ("guards", "police")),
            hosts={hall.place: getattr(hall, "host", "") or "" for hall in halls},
            counters={hall.place: hall.counters for hall in halls},
            size=next(iter(setting.crowd_sizes), "size"),
            made_there=frozenset(body.id for body in plan.body if body.kind == "scene"),
            lowest=frozenset(roles.get(body.removeprefix("@"), body) for body in rungs[0].bodies) if rungs else frozenset(),
            explained=max((shares.get(rungs[0].id, 0.0) for shares in content if shares), default=1.0) if rungs else 1.0,
        )

    def party(self, who: str | None) -> frozenset[str]:
        """Everybody who knows what this one knows, and is where it is."""
        if who is None:
            return frozenset()
        return frozenset({who}).union(*(group for group in self.together if who in group))

    def chain(self, place: str) -> tuple[str, ...]:
        """A place, and those it lies within."""
        found: list[str] = []
        while place and place not in found:
            found.append(place)
            place = self.within.get(place, "")
        return tuple(found)

    def person(self, who: str | None) -> frozenset[str]:
        """All hats of the one person whom this is one of."""
        return frozenset({who or ""}).union(*(group for group in self.persons if who in group))

    def works(self, who: str | None) -> str:
        """Where somebody works; empty where the data do not say."""
        return next((self.works_at[one] for one in (who or "", *sorted(self.party(who))) if one in self.works_at), "")

    def is_home(self, who: str | None, event: str) -> bool:
        """Whether somebody works at the place of the event, or is of the spot or of the hall there."""
        place = self.place.get(event, "")
        return who in self.on_spot or (place != "" and (self.works(who) == place or who in {self.hosts.get(one) for one in self.chain(place)}))

    def way(self, who: str | None, event: str) -> str:
        """How far somebody has to go: here, elsewhere, or to the highest place."""
        place, work = self.chain(self.place.get(event, "")), self.chain(self.works(who))
        if not place or not work or set(place) & set(work):
            return "here"
        return "highest" if set(place) & self.highest else "elsewhere"

    def reach(self, event: str) -> str:
        """How far the event is from most who arrive."""
        place = self.chain(self.place.get(event, ""))
        tops = Counter(self.chain(work)[-1] for work in self.works_at.values())
        if not place or not tops or place[-1] == tops.most_common(1)[0][0]:
            return "here"
        return "highest" if set(place) & self.highest else "elsewhere"
