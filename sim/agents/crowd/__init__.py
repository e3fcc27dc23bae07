"""A crowd at one scene: synthetic members as arrays, who wait, hear, decide and leave. Nobody is meant.

`sim.agents.crowd.effects.Crowd` is the whole of it; `sim.inputs.crowd_parameters` says what it is made from, `state` what
it counts.
"""
