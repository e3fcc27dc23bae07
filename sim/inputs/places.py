"""Where people work, and how far it is from one place to another.

A journey belongs to a pair of places and serves whatever lies within them. So a capital is far for everybody, and two buildings of one
town need no entry of their own: what no journey says is what people need for a way in their own area.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from sim.inputs.resources import Journey, PlaceEntry
from sim.text import Text


class Atlas:
    """The places of the resources, who works in each, and the journeys between them.

    `body_of` gives the body of a post: a post works where its body does, unless a place names it.
    """

    def __init__(self, places: Iterable[PlaceEntry], journeys: Iterable[Journey], body_of: Mapping[str, str]) -> None:
        self._places = {place.id: place for place in places}
        self._journeys = {frozenset(journey.between): journey for journey in reversed(tuple(journeys))}  # the first of the file counts
        self._body_of = body_of
        self._workplace: dict[str, str] = {}
        for place in self._places.values():
            for body in place.bodies:
                self._workplace.setdefault(body, place.id)
        self._found: dict[tuple[str, str], Journey | None] = {}

    def __bool__(self) -> bool:
        """Whether the resources have places at all."""
        return bool(self._places)

    def workplace(self, party: str) -> str | None:
        """Where a body or post works; None where no place says so."""
        return self._workplace.get(party) or self._workplace.get(self._body_of.get(party, ""))

    def who_works_at(self, place: str) -> tuple[str, ...]:
        """The bodies and posts that a place names, in its order."""
        found = self._places.get(place)
        return () if found is None else found.bodies

    def with_people(self) -> tuple[str, ...]:
        """The places in which somebody works."""
        return tuple(place.id for place in self._places.values() if place.bodies)

    def name(self, place: str) -> Text | str:
        """What a place is called; its id where there is none."""
        return self._places[place].name if place in self._places else place

    def is_highest(self, place: str) -> bool:
        """Whether nobody can take a matter higher from a place, or from one that it lies within."""
        return any(self._places[one].highest for one in self.around(place))

    def journey(self, one: str | None, other: str | None) -> Journey | None:
        """The journey between two places: of the pair, else of what each lies within, the nearest first; None within one place, and within
        one area where no journey says more.
        """
        if one is None or other is None or one == other:
            return None
        if (one, other) not in self._found:
            self._found[one, other] = self._look_up(one, other)
        return self._found[one, other]

    def _look_up(self, one: str, other: str) -> Journey | None:
        shared = self._shared(one, other)
        pairs = [
            (steps + more, steps, here, there)
            for steps, here in enumerate(self.around(one))
            for more, there in enumerate(self.around(other))
            if (here not in shared or here == one) and (there not in shared or there == other)
        ]
        found = (self._journeys.get(frozenset((here, there))) for _, _, here, there in sorted(pairs))
        return next((journey for journey in found if journey is not None), None)

    def one_area(self, one: str, other: str) -> bool:
        """Whether both are one place, or lie within a common one."""
        return bool(self._shared(one, other))

    def _shared(self, one: str, other: str) -> set[str]:
        return set(self.around(one)).intersection(self.around(other))

    def around(self, place: str) -> list[str]:
        """A place and what it lies within, the nearest first."""
        found: list[str] = []
        while place in self._places and place not in found:
            found.append(place)
            place = self._places[place].within
        return found
