"""A desk: one mailbox with the posts it answers for, what it knows, the duties that follow, and the hands behind it.

A holder of several posts is a desk with one pair of hands; a body's duty desk has its staff. A desk learns rows; its duty
book turns them into tasks; its hands take the task that is due first, then the oldest. A margin before a limit ends, a hand
that does something less urgent lays it aside, if officers watch the clock.
"""

from __future__ import annotations

from functools import partial
from math import inf
from typing import TypeAlias

from sim.agents.hand import Crew, PairOfHands
from sim.agents.lines import TriedLines
from sim.agents.on_scene import OVER_KINDS, can_be_set_up, face_to_face, follows_the_end
from sim.agents.provisional import Provisional
from sim.agents.roster import Roster
from sim.agents.said_once import SaidOnce, paper_of
from sim.agents.switchboard import Switchboard
from sim.agents.task import Reply, Task
from sim.durations import to_tick
from sim.plan.conditions import NO_RANK
from sim.plan.duty_book import DutyBook
from sim.plan.obligations import OPEN, Obligation
from sim.record import Row
from sim.vocabulary import ACTS, NEWS_KINDS, STATE_KINDS
from sim.world.clock import Order
from sim.world.setting import DeskPlan
from sim.world.world import World

Hand: TypeAlias = PairOfHands["Desk"]


class Desk(Roster):
    """A mailbox, what is known at it, its duties, and its hands."""

    def __init__(self, world: World, plan: DeskPlan, crew: Crew) -> None:
        super().__init__(world, plan, crew)
        self.lines, self.lines_used = plan.entry.lines, 0
        self.switchboard = Switchboard()
        self.lines_to = TriedLines(world.setting)
        self.lines_watched = False  # somebody keeps the lines open
        setting = world.setting
        self.own = frozenset(plan.addresses)
        self.viewer = self.own.union(*(setting.rulebook.stands_in_for(one) for one in self.own))
        self.book = DutyBook(setting.rulebook, world.calendar, setting.roles, self.viewer)
        self.tasks: list[Task] = []
        self.state_rows: dict[str, list[Row]] = {}
        self._seen: set[int] = set()
        self._commands: set[str] = set()  # the events at which a body has been set up, as far as is known
        self._last_turn: dict[str, Row] = {}  # of each event the last start or end that is known, by the clock
        self._news: dict[str, int] = {}  # how often something was learnt of each event
        self._drafts: dict[tuple[str, str, str], int] = {}  # what was drafted, and at which news
        self.words = SaidOnce(self)
        self._drafting: dict[tuple[str, ...], list[Task]] = {}  # papers that somebody is writing, and who waits to have them sent
        self._provisional = Provisional(self) if setting.partial_rules and setting.officer.watches_clock else None

    # -- what is known -----------------------------------------------------------------------------------------------------

    def learn(self, row: Row, because: int | None = None, standing_in_for: str | None = None) -> None:
        """Take in a row that has become known here, once; new duties join the queue, caused by `because` (the row itself).

        Duties of a post that this one stands in for are taken on when a message for that post has come here.
        """
        if row.seq in self._seen:
            return
        self._seen.add(row.seq)
        if row.kind in NEWS_KINDS:
            self._learn_news(row)
        for change in self.book.observe(row):
            obligation = change.obligation
            if change.what == "raised":
                if obligation.state == OPEN and obligation.rule.duty.force != "must not":
                    self._take_on(obligation, row.seq if because is None else because, standing_in_for)
            elif change.what == "due-known":
                for task in self.tasks:
                    if task.obligation is obligation:
                        if obligation.warns is not None:
                            task.not_before = self._start_of(obligation)
                        self._offer(task)
        if self._provisional is not None:
            self._provisional.look(row)
        if row.kind == "command-established":
            self.wake()
        elif row.kind == "ended":
            self._pass_on_the_end(row)
        if row.facts or row.kind in OVER_KINDS:
            self._call_back()

    def _pass_on_the_end(self, row: Row) -> None:
        """Whoever is at the scene hears from the others there that the response is over."""
        scene = self.world.scenes[row.about or ""]
        if not scene.told_of_end and self.own.intersection(scene.present):
            scene.told_of_end = True
            self.world.tell_those_present(row)

    def _learn_news(self, row: Row) -> None:
        about = row.about or ""
        self._news[about] = self._news.get(about, 0) + 1
        if row.kind not in STATE_KINDS:
            return
        self.state_rows.setdefault(about, []).append(row)
        if row.kind == "command-established":
            self._commands.add(about)
        if row.kind in OVER_KINDS or row.kind == "activated":
            last = self._last_turn.get(about, row)
            self._last_turn[about] = max(last, row, key=lambda one: (one.time, one.seq))

    def _call_back(self) -> None:
        """Whoever is at a scene or on the way there hears that the response is over."""
        if self.on_the_way:
            for hand, journey in list(self.on_the_way.items()):
                if self.is_over(hand.bound_for or "") and journey.is_alive:
                    journey.interrupt()
        if not self.field_hands and not self._away:
            return
        for hand in (*self.field_hands, *(self.hands if self._away else ())):
            if hand.place is not None and hand.idle and self.is_over(hand.place):
                hand.ring()

    def _take_on(self, obligation: Obligation, cause: int, standing_in_for: str | None) -> None:
        bearer = obligation.bearer or self.addresses[0]
        actor: str | None = bearer
        rules = self.world.setting.rulebook
        told = next((one for one in self.addresses if rules.body_of.get(one) == bearer), None)
        if bearer not in self.own and told is not None and obligation.rule.duty.bearer.endswith(".body"):
            actor = told  # what a body owes, a post of it that was told can do
        elif bearer not in self.own:
            actor = rules.stand_ins.get(bearer)
            again = obligation.occurrence > 1 and obligation.rule.slots is not None
            if actor is None or (bearer != standing_in_for and not again):
                return
        if obligation.occurrence > 1 and obligation.rule.slots is not None:
            cause = obligation.trigger.seq
        self.add(Task(obligation, actor or bearer, self.world.now, cause, self._start_of(obligation)))

    def _start_of(self, obligation: Obligation) -> float:
        """When to begin: at once, but a recurring duty when its slot ends; whoever watches the clock begins so that it is usually done before.

        A warning begins when it is raised; where the plan only says that it comes before the end of a limit, as a slot does before its own.
        """
        rule = obligation.rule
        if obligation.warns is not None and obligation.due is None:
            return inf  # until it is known when the limit ends
        if obligation.due is None or (rule.slots is None and (obligation.warns is None or rule.ahead_min > 0.0)):
            return obligation.opens
        setting, duty = self.world.setting, obligation.rule.duty
        if not setting.officer.watches_clock:
            return obligation.due
        usual = setting.usual_minutes(duty.act, duty.form, obligation.bearer or "")
        earliest = obligation.opens if obligation.warns is None else obligation.warns.opens
        return max(earliest, to_tick(obligation.due - setting.officer.margin - usual))

    def is_over(self, about: str) -> bool:
        """Whether it is known here that the response to an event has ended, so that people may leave the scene."""
        last = self._last_turn.get(about)
        return (last is not None and last.kind in OVER_KINDS) or self.book.event(about).value("level") == NO_RANK

    def row_of_end(self, about: str) -> int | None:
        """The row by which it is known here that a response is over."""
        over = next((row for row in reversed(self.state_rows.get(about, [])) if row.kind in OVER_KINDS), None)
        known = self.book.event(about).stated.known.get("level")
        return over.seq if over is not None else known[2] if known is not None else None

    def knows_nobody_left(self, about: str) -> bool:
        """Whether it is known here that nobody is at a scene any more."""
        state = self.book.event(about)
        return self.world.scenes[about].open and any(state.value(fact) == 0 for fact in self.world.setting.crowd_sizes)

    # -- the queue ---------------------------------------------------------------------------------------------------------

    def add(self, task: Task) -> None:
        """Put a task into the queue."""
        task.queued = True
        self.tasks.append(task)
        self._offer(task)

    def put_back(self, task: Task, not_before: float) -> None:
        """Put a task that was cut short back into the queue. Infinity: it is laid aside for good."""
        if not_before < inf:
            task.not_before = to_tick(not_before)
            self.add(task)

    def reply(self, task: Task, to: str, cause: Row, reply: Reply) -> None:
        """Tell somebody something that no duty asks for, because of a task."""
        obligation = task.obligation
        own = Obligation(obligation.rule, obligation.about, obligation.bearer, (to,), 0, cause)
        told = Task(own, task.actor, self.world.now, cause.seq, self.world.now, reply)
        told.worked = True
        self.add(told)

    def siblings(self, task: Task) -> list[Task]:
        """Take out of the queue what is to be told others for the same reason as in this task."""
        own, now = task.obligation, self.world.env.now
        found = [
            other
            for other in self.tasks
            if other.open and other.reply is None and other.not_before <= now and other is not task
            and other.obligation.rule is own.rule and other.obligation.about == own.about and other.obligation.trigger is own.trigger
        ]  # fmt: skip
        for other in found:
            other.queued = False
            self.tasks.remove(other)
        return found

    def is_drafted(self, task: Task) -> bool:
        """Whether what a task is to say has been drafted here, and nothing has been learnt of the event since."""
        return self._drafts.get(paper_of(task)) == self._news.get(task.obligation.about, 0)

    def waits_for_draft(self, task: Task) -> bool:
        """Whether somebody here is writing the same paper already: then the task waits for it. Else whoever asks begins to write.

        What is said by phone is prepared by each caller; a paper is written once, and goes to all who are to have it.
        """
        paper = (*paper_of(task), task.actor)
        waiting = self._drafting.get(paper)
        if waiting is not None:
            waiting.append(task)
            return True
        if self._is_on_paper(task):
            self._drafting[paper] = []
        return False

    def keep_draft(self, task: Task) -> None:
        """What a task is to say stands on paper now; whoever waits to have the same paper, or has it in the queue, sends this one."""
        paper = (*paper_of(task), task.actor)
        self._drafts[paper_of(task)] = self._news.get(task.obligation.about, 0)
        waiting = self._drafting.pop(paper, None)
        if waiting is None:
            return
        now = self.world.now
        for other in self.tasks:
            if other.reply is None and other.not_before <= now and (*paper_of(other), other.actor) == paper:
                other.worked = True
        for other in waiting:
            other.worked = True
            self.put_back(other, now)

    def _is_on_paper(self, task: Task) -> bool:
        setting, duty = self.world.setting, task.obligation.rule.duty
        if task.reply is not None:
            return False
        ways = setting.channels_for(task.act, duty.form or ACTS[task.act].form, task.obligation.rule.ways)
        return not setting.carriers[ways[0]].heard_as_said and not setting.channel(ways[0]).to_many

    def may_be_partial(self, obligation: Obligation) -> bool:
        """Whether a report in part is still wanted for a duty that has not been raised here."""
        return self._provisional is not None and self._provisional.is_needed(obligation)

    def close(self) -> None:
        """The drill is over: nobody here waits for anything or knows anything any more."""
        for hand in (*self.hands, *self.field_hands, *self.on_the_way):
            hand.leave_off()
        vars(self).clear()

    def wake(self) -> None:
        """Look whether anybody can go on with anything that waits."""
        for task in list(self.tasks):
            self._offer(task)

    def hear(self, other: Desk, channel: str) -> None:
        """Somebody of another desk is heard: what could not be told there can be told now."""
        if self.lines_to.heard(other.name, channel):
            for task in list(self.tasks):
                if task.waits_for_line and any(who in other.addresses for who in self.to_address(task)):
                    task.not_before = self.world.env.now
                    self._offer(task)

    def _offer(self, task: Task) -> None:
        """Find a pair of hands for a task, now or when its time comes."""
        if not task.queued or not task.open:
            return
        world, now = self.world, self.world.env.now
        if task.not_before > now:
            self._look_again(task, task.not_before)
            return
        able = self._able(task)
        for hand in able:
            if hand.idle:
                hand.ring()
                return
        officer = world.setting.officer
        if not officer.watches_clock or task.due == inf:
            return
        urgent_from = task.urgent_from(officer.margin)
        if urgent_from > now:
            self._look_again(task, urgent_from)
            return
        for hand in sorted(able, key=lambda hand: -(hand.current.due if hand.current is not None else 0.0)):
            if hand.call_away(task):
                return

    def _look_again(self, task: Task, minute: float) -> None:
        if task.rings_at != minute:
            task.rings_at = minute
            self.world.later(minute - self.world.env.now, Order.DECISIONS, partial(self._offer, task))

    def _able(self, task: Task) -> list[Hand]:
        """The hands that may do a task: work among people is done by those who are at the event; the rest at the desk."""
        if self._waits(task):
            return []
        about = task.obligation.about
        if self.at_scenes_only:
            return self.at_event(about)
        if not face_to_face(self.world, task):
            return self.at_desk()
        return self.at_event(about)

    def _waits(self, task: Task) -> bool:
        """Whether a task cannot begin before others have come to a scene, or a body there has been set up and that is known here."""
        world, about = self.world, task.obligation.about
        if task.obligation.rule.habit and task.obligation.rule.duty.recurs and self.is_over(about):
            return True  # what is done again and again by habit ends with the response
        parties = world.setting.scene_parties
        if not parties or not world.setting.sets_up_command:
            return False
        if task.act == "establish-command":
            if can_be_set_up(world, task) and not self.knows_nobody_left(about):
                return False
            world.scenes[about].wait(self)
            return True
        if self.at_scenes_only:
            return self.is_over(about) and not follows_the_end(self.world, task)
        if self.knows_command(about):
            return False
        recipients = task.obligation.recipients
        return task.act == "check-in" or (bool(recipients) and parties.issuperset(recipients or ()))

    def knows_command(self, about: str) -> bool:
        """Whether it is known here that a body at the scene has been set up."""
        return about in self._commands

    def to_address(self, task: Task) -> tuple[str, ...]:
        """The recipients of a task, without those at a scene that have not been set up as far as is known here."""
        setting, recipients = self.world.setting, task.obligation.recipients or ()
        if not setting.sets_up_command or self.knows_command(task.obligation.about):
            return recipients
        return tuple(one for one in recipients if one not in setting.scene_parties)

    def _may_do(self, hand: Hand, task: Task) -> bool:
        """Whether a hand that is free to work may do this task."""
        about = task.obligation.about
        if self.at_scenes_only:
            return hand.place == about
        if face_to_face(self.world, task):
            return hand.is_at(about)
        return self.may_do_desk_work(hand)

    def take_leave(self, hand: Hand) -> Task | None:
        """What somebody who is about to leave a scene has still to say to the body there, which asked or is told there."""
        if hand.unit is not None:
            return None
        parties, now = self.world.setting.scene_parties, self.world.env.now
        for task in self.tasks:
            wanted = task.open and task.not_before <= now and task.obligation.about == hand.place
            if wanted and parties.intersection(self.to_address(task)):
                task.queued = False
                self.tasks.remove(task)
                return task
        return None

    def take(self, hand: Hand, before: Task | None = None) -> Task | None:
        """The task that this hand should do now: earliest due first, then the oldest. Settled ones fall away.

        With `before`, only a task that is urgent and due before that one.
        """
        if not self.tasks or not self.is_on_duty(hand):
            return None
        now, officer = self.world.env.now, self.world.setting.officer
        best: Task | None = None
        best_key = (inf, inf)
        settled = False
        for task in self.tasks:
            if task.obligation.state != OPEN:
                settled, task.queued = True, False
                continue
            if task.not_before > now:
                continue
            key = (task.due, task.since)
            if best is not None and key >= best_key:
                continue
            if before is not None and (task.due >= before.due or task.urgent_from(officer.margin) > now):
                continue
            if self._may_do(hand, task) and not self._waits(task):
                best, best_key = task, key
        if settled:
            self.tasks = [task for task in self.tasks if task.queued]
        if best is not None:
            best.queued = False
            self.tasks.remove(best)
        return best
