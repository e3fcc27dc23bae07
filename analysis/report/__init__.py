"""What is reported of a plan, of a run, of many runs and of a judged log: typed reports, and what shows them as JSON, as tables and as text."""
