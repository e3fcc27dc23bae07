"""What is assumed of people who see, decide, and talk with others, and of faults; and what every number of the resources says of its origin."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import Field, StrictBool, StrictFloat, StrictInt, model_validator

from sim.plan.model import PARTY
from sim.text import Entry, FreeText, Minutes, Ref, Usual, usual_time
from sim.words import RefusedError, phrase

MOST_PEOPLE = 5_000_000  # of one group; people are counted, not simulated one by one, but each has a threshold
Share = Annotated[StrictFloat, Field(ge=0, le=1)]
SITTING = usual_time("1 s", "1 day", nought=True)  # work of one sitting, a turn-out, a way: what usually takes longer is a slip of the pen
TIMES_AS_LONG = Usual(1, 20)
_NOT_ALL = Usual(0, 0.95)  # not everybody does as he is asked
_BLUR = Usual(0, 0.9)  # who sees nothing at all is no observer


class Sourced(Entry):
    """A number from somewhere: `source` names a publication or own drills; else it is an assumption with a range."""

    source: FreeText = ""
    assumption: StrictBool = False
    range: tuple[Any, ...] = ()

    @model_validator(mode="after")
    def _traceable(self) -> Sourced:
        if not self.source and not self.assumption:
            raise RefusedError(phrase("resources.needs-source"))
        if self.assumption and len(self.range) != 2:
            raise RefusedError(phrase("resources.needs-range"))
        return self


class Sight(Sourced):
    """How well an observer sees: relative error of counts and chance of missing what is there, by day and at night."""

    by: Annotated[str, Ref(*PARTY, none=True)] = ""  # a body; "" for everybody else
    error: Annotated[Share, _BLUR] = 0.2
    error_night: Annotated[Share, _BLUR] = 0.4
    miss: Annotated[Share, _BLUR] = 0.1
    improves: Annotated[Minutes, SITTING] = 10.0  # the error halves with each such span of watching
    remote: StrictBool = False
    from_afar: Annotated[StrictFloat, Field(ge=1, le=10), Usual(1, 5)] = 1.5  # times the error, seen from afar or through somebody else's eyes


class Officer(Sourced):
    """How officers treat clocks. `margin`: how long before a limit they remind, send a partial report, or try the stand-in."""

    margin: Annotated[Minutes, SITTING] = 5.0
    watches_clock: StrictBool = True
    downgrades: StrictBool = False  # whether a grade that was given is taken back while the response lasts


class Conduct(Sourced):
    """How people go about their work where nothing else says so."""

    offhand: Annotated[Minutes, usual_time("1 s", "2 h", nought=True)] = 5.0  # what takes no longer to prepare is said offhand in a talk
    many_more: Annotated[StrictFloat, Field(ge=1, le=100), Usual(1, 20)] = (
        2.0  # times as many people at another scene: who is done at this one goes there
    )
    command_bodies: Annotated[StrictInt, Field(ge=1, le=100), Usual(1, 20)] = (
        2  # that have come, besides the head, before a command stands at a scene
    )


class Amounts(Sourced):
    """What a fault amounts to where the scenario states no amount of it."""

    way_factor: Annotated[StrictFloat, Field(ge=1, le=100), TIMES_AS_LONG] = 2.0  # times as long: a closed road, bad weather, a wrong address
    breakdown: Annotated[Minutes, SITTING] = 20.0  # how long a vehicle that breaks down stands
    seen_share: Annotated[Share, Usual(0.05, 1)] = 0.5  # of a count, where it is underestimated


class Talks(Sourced):
    """How far talk, vehicles and force reach among people at a scene."""

    persuade_share: Annotated[Share, _NOT_ALL] = 0.25  # of the registered, before their matter is answered
    persuade_share_answered: Annotated[Share, _NOT_ALL] = 0.75
    vehicles_factor: Annotated[StrictFloat, Field(ge=1, le=5), Usual(1, 3)] = 1.25  # a way home makes going easier
    told_wait: Annotated[Minutes, SITTING] = 60.0  # how long a wait is announced when procedure is explained
    early_strength: Share = 0.5  # of a dialogue's credit, for talks before or at the start
    last_few: Annotated[StrictInt, Field(ge=0, le=MOST_PEOPLE), Usual(0, 1000)] = 10  # so many, left when the response is over, go home by themselves
    stay_home_share: Annotated[Share, _NOT_ALL] = 0.0  # of those content with the rung of who talked with them before the day: they never set out
    clear_share: Annotated[Share, Usual(0.05, 1)] = 0.9  # of those who obstruct or storm, led away in one clearing
