"""The simulator: plan, resources and scenario go in, a drill runs, a record comes out. It never judges."""

__version__ = "0.1.0"
