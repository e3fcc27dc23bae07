"""What others do to a crowd: receive it, talk, answer, persuade, deter, clear. Every size is a parameter.

Every method takes the minute, which may lie between two ticks, and a group's name (`None`: all). Doing the
same thing twice at one minute is doing it once. Effects act from the next tick on; those who leave, leave
at once. Force is a cost: what `clear` brings is counted, and drives the rest on.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from sim.agents.crowd.dynamics import TOLERANCE_MIN, CrowdDynamics
from sim.agents.crowd.luck import below, limit_of, numbers16, stream
from sim.agents.crowd.rumour import Rumour
from sim.agents.crowd.state import VOCAL, Behaviour, CrowdMark, Leaving
from sim.durations import TICKS_PER_MINUTE


class Crowd(CrowdDynamics):
    """A crowd at one scene.

    >>> from sim.agents.crowd.parameters import CrowdParameters, GroupParameters
    >>> crowd = Crowd(CrowdParameters(), [GroupParameters(id="a", size=100)], seed=1)
    >>> crowd.tick(1.0)
    >>> crowd.counts().present
    100

    Every method raises KeyError for an unknown group and ValueError for a size, share or number out of its
    range.
    """

    def bring(self, minute: float, group: str) -> None:
        """The group begins to gather now, if it has not begun. Its people come in with the next ticks."""
        self._refuse_the_past(minute)
        g = self._number[group]
        self._members.begins[g] = min(self._members.begins[g], minute)

    def open_reception(self, minute: float, group: str | None = None) -> None:
        """Receive people: the waiting clock stands still, and the credit of reception is earned."""
        self._refuse_the_past(minute)
        for g in self._chosen(group):
            self._moods[g].open_reception(minute)

    def close_reception(self, minute: float, group: str | None = None) -> None:
        """The counter is empty: the waiting clock runs again."""
        self._refuse_the_past(minute)
        for g in self._chosen(group):
            self._moods[g].close_reception(minute)

    def tell_wait(self, minute: float, wait_min: float, group: str | None = None) -> None:
        """Say how long the wait still is. Until it is over, waiting weighs less."""
        self._refuse_the_past(minute)
        _check(0 <= wait_min < math.inf, "an announced wait is 0 minutes or more", wait_min)
        for g in self._chosen(group):
            self._moods[g].tell_wait(minute, wait_min)

    def register(self, minute: float, number: int, group: str | None = None) -> int:
        """Take down up to `number` people in the order of their arrival; those who obstruct or storm do not
        come forward.

        Unlike the others this works off a queue: every call takes the next ones. Returns how many were
        registered.
        """
        self._refuse_the_past(minute)
        _check(number >= 0, "a number of people is 0 or more", number)
        state, done = self._members, 0
        for g in self._chosen(group):
            queue = state.by_arrival[g][: state.arrived[g]]
            waits = (state.present[queue] != 0) & (state.level[queue] <= VOCAL)
            waits &= ~state.bears(CrowdMark.REGISTERED)[queue]
            called = np.zeros(state.total, dtype=np.bool_)
            called[queue[waits][: number - done]] = True
            done += state.put(CrowdMark.REGISTERED, g, called[state.slices[g]])
        return done

    def registered_here(self) -> int:
        """How many of those present are registered."""
        state = self._members
        return int(np.count_nonzero((state.present != 0) & state.bears(CrowdMark.REGISTERED)))

    def choose_representatives(self, minute: float, number: int, group: str) -> int:
        """The group chooses representatives; talks then reach all of it. Returns how many it has (at most
        the parameter).
        """
        self._refuse_the_past(minute)
        _check(number >= 0, "a number of people is 0 or more", number)
        g = self._number[group]
        possible = min(number, self.parameters.representatives_max, self._members.present_count[g])
        self._moods[g].representatives = max(self._moods[g].representatives, possible)
        return self._moods[g].representatives

    def hear(self, minute: float, group: str, strength: float = 1.0) -> None:
        """Hear the matter: dialogue credit, `strength` times its size.

        With representatives, everybody present has been heard; without, only those registered, and the
        credit is smaller.
        """
        self._refuse_the_past(minute)
        _check_strength(strength)
        state, g = self._members, self._number[group]
        members, mood = state.slices[g], self._moods[g]
        represented = mood.representatives > 0
        reach = 1.0 if represented else self.parameters.unrepresented_dialogue_share
        mood.dialogue.raise_to(strength * reach * self.parameters.dialogue_credit_pct, minute)
        here = state.present[members] != 0
        state.put(CrowdMark.HEARD, g, here if represented else here & state.bears(CrowdMark.REGISTERED)[members])

    def leader_receives(self, minute: float, group: str | None = None) -> None:
        """Somebody who can decide receives the people in person."""
        self._refuse_the_past(minute)
        for g in self._chosen(group):
            self._moods[g].leader.raise_to(self.parameters.leader_credit_pct, minute)

    def answer(self, minute: float, group: str | None = None) -> None:
        """Answer the matter: everybody present who has been heard is answered, and the credit of an answer
        is earned.
        """
        self._refuse_the_past(minute)
        for g in self._chosen(group):
            members = self._members.slices[g]
            here = self._members.present[members] != 0
            self._members.put(CrowdMark.ANSWERED, g, here & self._members.bears(CrowdMark.HEARD)[members])
            self._moods[g].answer.raise_to(self.parameters.answer_credit_pct, minute)

    def persuade(self, minute: float, share: float, group: str | None = None) -> int:
        """Talk people into going home: each registered one goes with probability `share`, others less often.

        Those who obstruct or storm are not reached. Returns how many went.
        """
        self._refuse_the_past(minute)
        _check_share(share)
        state = self._members
        drawn = self._drawn("persuade", minute)
        goes = below(drawn, limit_of(share)) & state.bears(CrowdMark.REGISTERED)
        goes |= below(drawn, limit_of(share * self.parameters.unregistered_persuasion_share))
        goes &= (state.present != 0) & (state.level <= VOCAL)
        return self._leave(goes, Leaving.PERSUADED, group)

    def start_rumour(self, minute: float, tellers: int, group: str | None = None) -> int:
        """That many people, in the order of their arrival, begin to tell a rumour. Returns how many know it
        newly.
        """
        self._refuse_the_past(minute)
        _check(tellers >= 0, "a number of people is 0 or more", tellers)
        state = self._members
        rumour = self._rumour = self._rumour or Rumour(state.total, self._seed)
        before = int(np.count_nonzero(rumour.heard))
        queues = [state.by_arrival[g][: state.arrived[g]] for g in self._chosen(group)]
        queue = np.concatenate([*queues, np.empty(0, dtype=np.intp)])
        rumour.start(queue[state.present[queue] != 0][:tellers])
        state.touched = True
        return int(np.count_nonzero(rumour.heard)) - before

    def refute(self, minute: float) -> None:
        """The facts are published: a rumour that is about, or comes later, weighs less."""
        self._refuse_the_past(minute)
        self._rumour_weight = self.parameters.refuted_rumour_share

    def deter(self, minute: float, strength: float = 1.0, group: str | None = None) -> None:
        """A visible presence: acting costs more, for a while."""
        self._refuse_the_past(minute)
        _check_strength(strength)
        for g in self._chosen(group):
            self._moods[g].deterrence.raise_to(strength * self.parameters.deterrence_pct, minute)

    def clear(self, minute: float, share: float = 1.0, group: str | None = None, from_level: Behaviour = Behaviour.OBSTRUCTING) -> int:
        """Lead people away by force: each at `from_level` or above with probability `share`. Some are hurt.

        Everybody who saw it is driven on by the backlash, whatever their group. Returns how many were
        cleared; where nobody was, there is no backlash.
        """
        self._refuse_the_past(minute)
        _check_share(share)
        state = self._members
        goes = below(self._drawn("clear", minute), limit_of(share)) & (state.present != 0) & (state.level >= np.uint8(from_level))
        hurt = goes & below(self._drawn("hurt", minute), limit_of(self.parameters.hurt_share))
        for g in self._chosen(group):
            state.hurt[g] += int(np.count_nonzero(hurt[state.slices[g]]))
            state.touched = True
        cleared = self._leave(goes, Leaving.CLEARED, group)
        if cleared:
            for mood in self._moods:
                mood.backlash.raise_to(self.parameters.backlash_pct, minute)
        return cleared

    def all_leave(self, minute: float, group: str | None = None) -> int:
        """Everybody present goes, by themselves. Returns how many."""
        self._refuse_the_past(minute)
        return self._leave(self._members.present != 0, Leaving.DISPERSED, group)

    def _refuse_the_past(self, minute: float) -> None:
        _check(minute >= self._minute - TOLERANCE_MIN, f"the crowd stands at minute {self._minute}; nothing acts before", minute)

    def _leave(self, goes: NDArray[np.bool_], way: Leaving, group: str | None) -> int:
        """Take away whoever of the group is marked, and count."""
        if group is not None:
            members = self._members.slices[self._number[group]]
            goes[: members.start] = False
            goes[members.stop :] = False
        leaving = np.flatnonzero(goes)
        if leaving.size:
            self._members.remove(leaving, way)
            self._members.recount()
        return int(leaving.size)

    def _drawn(self, purpose: str, minute: float) -> NDArray[np.uint16]:
        """A 16-bit number for every member, the same at every call of one minute: asking twice is asking
        once.
        """
        occasion = round(minute * TICKS_PER_MINUTE)
        return numbers16(stream(self._seed, purpose, occasion), self._members.total)


def _check(holds: bool, rule: str, value: float) -> None:
    if not holds:
        raise ValueError(f"{rule}, not {value}")


def _check_share(share: float) -> None:
    _check(0 <= share <= 1, "a share is 0 to 1", share)


def _check_strength(strength: float) -> None:
    _check(0 <= strength < math.inf, "a strength is 0 or more", strength)
