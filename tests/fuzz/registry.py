"""All kinds of mutants: each file of this folder that registers some is imported here."""

from __future__ import annotations

from tests.fuzz import books, drills, inputs, kept, logs, records
from tests.fuzz.trials import KINDS

__all__ = ["KINDS", "books", "drills", "inputs", "kept", "logs", "records"]
