"""Evaluation forms: proposed from a judged record, confirmed by a person. The forms themselves are data (`*.toml`, with sources)."""
