"""Measures: numbers that a record and its judgement give, each with unit, clause, formula and coverage."""
