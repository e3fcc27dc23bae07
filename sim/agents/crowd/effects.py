"""What others do to a crowd: receive it, talk, answer, persuade, deter, clear. Every size is a parameter.

Every method takes the minute, which may lie between two ticks, and a group's name (`None`: all). Doing the
same thing twice at one minute is doing it once. Effects act from the next tick on; those who leave, leave
at once. Force is a cost: what `clear` brings is counted, and drives the rest on.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from sim.agents.crowd.dynamics import TOLERANCE_MIN, CrowdDynamics
from sim.agents.crowd.line import FEW, Line
from sim.agents.crowd.luck import below, limit_of, numbers16, stream
from sim.agents.crowd.rumour import Rumour
from sim.agents.crowd.state import ANSWERED, REGISTERED, VOCAL, Behaviour, Leaving, Stage
from sim.durations import TICKS_PER_MINUTE
from sim.inputs.crowd_parameters import CrowdParameters, GroupParameters


class Crowd(CrowdDynamics):
    """A crowd at one scene.

    >>> from sim.inputs.crowd_parameters import CrowdParameters, GroupParameters
    >>> crowd = Crowd(CrowdParameters(), [GroupParameters(id="a", size=100)], seed=1)
    >>> crowd.tick(1.0)
    >>> crowd.counts().present
    100

    Every method raises KeyError for an unknown group and ValueError for a size, share or number out of its
    range.
    """

    def __init__(self, parameters: CrowdParameters, groups: Sequence[GroupParameters], seed: int, start_min: float = 0.0) -> None:
        super().__init__(parameters, groups, seed, start_min)
        self._line = Line(self._members)
        self._answered_from = -1  # the highest rung from which anybody has been answered

    def bring(self, minute: float, group: str) -> None:
        """The group begins to gather now, if it has not begun. Its people come in with the next ticks."""
        self._refuse_the_past(minute)
        g = self._number[group]
        self._members.begins[g] = min(self._members.begins[g], minute)
        self._members.nobody_before = -math.inf

    def open_reception(self, minute: float, group: str | None = None) -> None:
        """Receive people: waiting weighs on nobody's mood any more, and the credit of reception is earned.

        Patience runs on until one is registered.
        """
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

    # -- reception, one stage after the other -----------------------------------------------------------------------------

    def next_arrival(self) -> float:
        """The minute at which somebody comes next; infinity where nobody is expected."""
        return self._members.next_arrival()

    def call(self, minute: float, number: int) -> NDArray[np.intp]:
        """Up to `number` people step up to the counters in the order of their arrival, at any minute after the last tick.

        Those who obstruct or storm do not come forward, and keep their place; those whose patience is over do not wait any more.
        """
        self._refuse_the_past(minute)
        _check(number >= 0, "a number of people is 0 or more", number)
        self._admit(minute)
        return self._line.call(minute, number)

    def nobody_in_line(self) -> bool:
        """Whether nobody who has come by the last tick or call can be waiting for a counter."""
        return self._line.is_empty()

    def waiting(self, minute: float) -> bool:
        """Whether anybody is there who would step up to a counter now."""
        self._admit(minute)
        return not self._line.is_empty() and self._line.any_waiting(minute)

    def take_down(self, minute: float, members: NDArray[np.intp]) -> int:
        """Those who have been called are registered, if they are still there; who is waits longer for the rest. Returns how many are."""
        self._refuse_the_past(minute)
        state = self._members
        if members.size <= FEW:
            second, factor = round(minute * TICKS_PER_MINUTE), self.parameters.registered_patience_factor
            there: list[int] = []
            until: list[float] = []
            for member in members.tolist():
                would_wait = self._line.give_up(member)
                if state.present_of[member] and state.stage_of[member] == Stage.CAME:
                    there.append(member)
                    end = second + would_wait * factor
                    until.append(float(round(end)) if math.isfinite(end) else end)  # some wait for ever
            state.register_few(there, until)
            return len(there)
        still_here = (state.present[members] != 0) & (state.stage[members] == Stage.CAME)
        patience = np.array([self._line.give_up(member) for member in members.tolist()], dtype=np.float64)
        here = members[still_here]
        more = patience[still_here] * np.float64(self.parameters.registered_patience_factor)
        state.set_deadlines(here, np.rint(round(minute * TICKS_PER_MINUTE) + more).astype(np.float32))
        return state.advance(here, Stage.REGISTERED)

    def register(self, minute: float, number: int) -> int:
        """Call up to `number` people and take them down at once. Returns how many were registered."""
        return self.take_down(minute, self.call(minute, number))

    def registered_here(self, group: str | None = None) -> int:
        """How many of those present are registered."""
        return sum(sum(self._members.at[g][Stage.REGISTERED :]) for g in self._chosen(group))

    def present_at(self, stage: Stage, group: str | None = None, rung: int | None = None) -> int:
        """How many of those present are at this very stage, and content with an answer of at most this rung."""
        return self._members.at_stage(stage, None if group is None else self._number[group], rung)

    def representatives(self, group: str | None = None) -> int:
        """How many representatives a group has chosen, or all."""
        return sum(self._moods[g].representatives for g in self._chosen(group))

    def choose_representatives(self, minute: float, number: int, group: str) -> int:
        """The group chooses representatives from its registered members, who then speak for it: at most the parameter for all groups together.

        Returns how many it has newly.
        """
        self._refuse_the_past(minute)
        _check(number >= 0, "a number of people is 0 or more", number)
        mood = self._moods[self._number[group]]
        here = self.registered_here(group)
        left = self.parameters.representatives_max - self.representatives() + mood.representatives
        new = max(0, min(number, left, here) - mood.representatives)
        mood.representatives += new
        return new

    def to_hear(self, group: str | None = None) -> int:
        """How many of those present are registered, spoken for and not heard yet."""
        return sum(self._members.at_stage(Stage.REGISTERED, g) for g in self._chosen(group) if self._moods[g].representatives)

    def hear(self, minute: float, group: str | None = None) -> int:
        """Hear the representatives: the registered people present for whom they speak have been heard, and dialogue earns its credit.

        Returns how many were heard newly.
        """
        self._refuse_the_past(minute)
        state, done = self._members, 0
        for g in self._chosen(group):
            if self._moods[g].representatives and state.at_stage(Stage.REGISTERED, g):
                done += state.advance(self._those_at(Stage.REGISTERED, g), Stage.HEARD)
                self._moods[g].dialogue.raise_to(self.parameters.dialogue_credit_pct, minute)
        return done

    def talk(self, minute: float, strength: float = 1.0, group: str | None = None) -> None:
        """Talk with people: `strength` times the credit of a dialogue, less where nobody speaks for them. Nobody has been heard by that."""
        self._refuse_the_past(minute)
        _check_strength(strength)
        for g in self._chosen(group):
            mood = self._moods[g]
            reach = 1.0 if mood.representatives else self.parameters.unrepresented_dialogue_share
            mood.dialogue.raise_to(strength * reach * self.parameters.dialogue_credit_pct, minute)

    def leader_receives(self, minute: float, group: str | None = None) -> None:
        """Somebody who can decide receives the people in person: the credit of that."""
        self._refuse_the_past(minute)
        for g in self._chosen(group):
            self._moods[g].leader.raise_to(self.parameters.leader_credit_pct, minute)

    def answer(self, minute: float, rung: int | None = None, group: str | None = None) -> int:
        """An opinion is given from this rung (None: the highest): those present who have been heard and for whom it is enough are answered.

        They are told, and leave by themselves after a while. The credit of an answer is earned by the share of a group that is content.
        Returns how many were answered newly.
        """
        self._refuse_the_past(minute)
        state, sizes, done = self._members, self.parameters, 0
        told = round((minute + sizes.telling_min) * TICKS_PER_MINUTE)
        self._answered_from = max(self._answered_from, int(state.rung.max(initial=0)) if rung is None else rung)
        for g in self._chosen(group):
            if not state.at_stage(Stage.HEARD, g, rung):
                continue
            reached = self._those_at(Stage.HEARD, g)
            if rung is not None:
                reached = reached[state.rung[reached] <= rung]
            done += state.advance(reached, Stage.ANSWERED)
            state.go_home_after(reached, told, sizes.content_stay_min * TICKS_PER_MINUTE)
            content = state.at_stage(Stage.ANSWERED, g) / state.present_count[g]
            self._moods[g].answer.raise_to(sizes.answer_credit_pct * content, minute)
        return done

    def _those_at(self, stage: Stage, g: int) -> NDArray[np.intp]:
        """The present members of a group who are at this very stage."""
        members = self._members.slices[g]
        here = (self._members.stage[members] == np.uint8(stage)) & (self._members.present[members] != 0)
        found: NDArray[np.intp] = np.flatnonzero(here) + members.start
        return found

    def persuade(self, minute: float, share: float, share_answered: float | None = None, group: str | None = None, awaited: int | None = None) -> int:
        """Talk people into going home: each registered one goes with probability `share`, one who is answered with `share_answered`
        (None: the same), others less often.

        Who is on the way or here may have a say up to the rung `awaited`: whoever would be content with that, and with no answer so far,
        waits for it and is harder to talk home. Those who obstruct or storm are not reached. Returns how many went.
        """
        self._refuse_the_past(minute)
        with_answer = share if share_answered is None else share_answered
        _check_share(share)
        _check_share(with_answer)
        state = self._members
        drawn = self._drawn("persuade", minute)
        goes = below(drawn, limit_of(share)) & (state.stage >= REGISTERED) & (state.stage < ANSWERED)
        goes |= below(drawn, limit_of(share * self.parameters.unregistered_persuasion_share)) & (state.stage < REGISTERED)
        if awaited is not None and awaited > self._answered_from:
            waits = (state.rung > self._answered_from) & (state.rung <= awaited)
            goes &= ~waits | below(drawn, limit_of(share * self.parameters.awaiting_persuasion_share))
        goes |= below(drawn, limit_of(with_answer)) & (state.stage == ANSWERED)
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
        queue = state.queue[: state.queued]
        if group is not None:
            members = state.slices[self._number[group]]
            queue = queue[(queue >= members.start) & (queue < members.stop)]
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
        if not any(self._members.present_count[g] for g in self._chosen(group)):
            return 0
        return self._leave(self._members.present != 0, Leaving.DISPERSED, group)

    def leave_by(self, end: float, minute: float, group: str | None = None) -> int:
        """The last go home, by themselves, one after the other, so that nobody is left at `end`. Called at every tick. Returns how many go."""
        if minute >= end - TOLERANCE_MIN:
            return self.all_leave(minute, group)
        self._refuse_the_past(minute)
        if not any(self._members.present_count[g] for g in self._chosen(group)):
            return 0
        share = self.parameters.dt_min / (end - minute + self.parameters.dt_min)
        return self._leave(below(self._drawn("end of stay", minute), limit_of(share)) & (self._members.present != 0), Leaving.DISPERSED, group)

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
