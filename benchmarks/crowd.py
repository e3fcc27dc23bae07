"""What a member-tick of the crowd costs, with every effect on, from a thousand to a million members.

    python benchmarks/crowd.py [--most 1000000] [--rounds 5]

Prints nanoseconds per member and tick (median of the rounds), the growth of a tick's time with the number of members (1 is
linear), and the seconds of 480 one-minute ticks at 10,000 members. Where Mesa can be imported (`python -m pip install "mesa>=3.1,<4"`),
a step of its plainest agent and of an agent with the rule of its civil-violence example (look at the neighbours on a grid, weigh
grievance against the risk of arrest, then move) are timed in alternation with the crowd, per agent-step.
"""

from __future__ import annotations

import argparse
import math
import statistics
import time
from collections.abc import Callable
from importlib.util import find_spec

from sim.agents.crowd.effects import Crowd
from sim.inputs.crowd_parameters import CrowdParameters, GroupParameters

TICKS = 120
DAY_TICKS = 480


def everything(members: int, seed: int) -> Crowd:
    """A crowd of three groups that arrive in different ways, tire, and have every effect on."""
    third = members // 3
    groups = [
        GroupParameters(id="trickle", size=third, over_min=60, patience_mean_min=240),
        GroupParameters(id="buses", size=third, buses=((10.0, third // 2), (25.0, third // 4)), over_min=40),
        GroupParameters(id="there", size=members - 2 * third, threshold_mean_pct=40, temper_pct=2),
    ]
    return Crowd(CrowdParameters(), groups, seed=seed)


def live(crowd: Crowd, ticks: int) -> None:
    """A day of the crowd: a rumour, talks, a presence, a clearance; counted every tick."""
    crowd.start_rumour(0.0, 3)
    for minute in range(1, ticks + 1):
        crowd.tick(minute)
        crowd.counts()
        if minute == 20:
            crowd.tell_wait(minute, 30)
        if minute == 40:
            crowd.open_reception(minute, "there")
            crowd.register(minute, 200)
            crowd.choose_representatives(minute, 5, "there")
            crowd.hear(minute, "there")
            crowd.leader_receives(minute, "there")
        if minute == 60:
            crowd.answer(minute)
            crowd.persuade(minute, 0.3)
            crowd.deter(minute)
        if minute == 80:
            crowd.clear(minute, 0.1)


def seconds(work: Callable[[], object]) -> float:
    """How long the work takes."""
    begin = time.perf_counter()
    work()
    return time.perf_counter() - begin


def per_member_tick(members: int, rounds: int, ticks: int = TICKS) -> float:
    """Nanoseconds per member and tick, median of the rounds; making the crowd is not counted."""
    crowds = [everything(members, seed) for seed in range(1, rounds + 1)]
    taken = [seconds(lambda crowd=crowd: live(crowd, ticks)) for crowd in crowds]  # type: ignore[misc]  # bound now
    return statistics.median(taken) / members / ticks * 1e9


def mesa_steps(side: int) -> dict[str, Callable[[], object]]:
    """One step of a Mesa model with 0.7 side² agents: the plainest agent, and one with the civil-violence rule."""
    import mesa  # type: ignore[import-not-found,unused-ignore]  # only where it is installed

    class Plain(mesa.Agent):  # type: ignore[misc,unused-ignore]
        def step(self) -> None:
            self.steps = getattr(self, "steps", 0) + 1

    class Citizen(mesa.Agent):  # type: ignore[misc,unused-ignore]
        def start(self) -> None:
            self.hardship, self.aversion, self.active = self.random.random(), self.random.random(), False

        def step(self) -> None:
            around = self.model.grid.get_neighborhood(self.pos, moore=True, include_center=False, radius=7)
            seen = self.model.grid.get_cell_list_contents(around)
            active = 1 + sum(other.active for other in seen)
            risk = 1 - math.exp(-2.3 * (len(seen) * 0.04 // active))
            self.active = self.hardship * 0.18 - self.aversion * risk > 0.1
            if empty := [cell for cell in around if self.model.grid.is_cell_empty(cell)]:
                self.model.grid.move_agent(self, self.random.choice(empty))

    plain, civil = mesa.Model(seed=1), mesa.Model(seed=1)
    civil.grid = mesa.space.SingleGrid(side, side, torus=True)
    for number in range(int(0.7 * side * side)):
        Plain(plain)
        citizen = Citizen(civil)
        citizen.start()
        civil.grid.place_agent(citizen, (number % side, number // side))
    return {"plainest agent": lambda: plain.agents.do("step"), "civil-violence rule": lambda: civil.agents.shuffle_do("step")}


def beside_mesa(rounds: int, side: int = 40) -> None:
    """Mesa and the crowd, alternated, per agent-step and member-tick."""
    agents = int(0.7 * side * side)
    for name, step in mesa_steps(side).items():
        pairs = [(seconds(step) / agents * 1e9, per_member_tick(1_000_000, 1)) for _ in range(rounds)]
        theirs, ours = (statistics.median(column) for column in zip(*pairs, strict=True))
        print(f"Mesa, {name}: {theirs:,.0f} ns per agent-step, {theirs / ours:,.0f} times the crowd's {ours:.2f} ns")


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description="What a member-tick of the crowd costs.")
    parser.add_argument("--most", type=int, default=1_000_000)
    parser.add_argument("--rounds", type=int, default=5)
    chosen = parser.parse_args()
    sizes = [10**power for power in range(3, 8) if 10**power <= chosen.most]
    costs = {size: per_member_tick(size, chosen.rounds) for size in sizes}
    for size, cost in costs.items():
        print(f"{size:>9,} members: {cost:8.2f} ns per member-tick")
    if len(sizes) > 1:
        small, large = sizes[-2:]
        growth = 1 + math.log10(costs[large] / costs[small])
        print(f"growth of a tick's time from {small:,} to {large:,} members: members to the power {growth:.2f}")
    day = statistics.median(seconds(lambda: live(everything(10_000, 1), DAY_TICKS)) for _ in range(chosen.rounds))
    print(f"{DAY_TICKS} ticks at 10,000 members, made and run: {day:.3f} s")
    if find_spec("mesa"):
        beside_mesa(chosen.rounds)
    else:
        print("Mesa is not installed: no comparison")


if __name__ == "__main__":
    main()
