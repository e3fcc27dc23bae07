"""Controlled experiments: plans side by side on the same seeds."""
