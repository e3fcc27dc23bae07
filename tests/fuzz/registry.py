"""All kinds of mutants: each file of this folder that registers some is imported here."""

from __future__ import annotations

from tests.fuzz import drills, forms, inputs, kept, logs, plan_books, records, scripts, templates
from tests.fuzz.trials import KINDS

__all__ = ["KINDS", "drills", "forms", "inputs", "kept", "logs", "plan_books", "records", "scripts", "templates"]
