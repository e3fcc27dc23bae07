"""The shapes of the documents that `--json` prints: a typed dictionary for each, from which its JSON Schema and docs/json.md are made.

They are written beside what builds the documents (`analysis.report.as_json`, `analysis.plan`, `sim.plan.check`);
tests hold one against the other.
"""
