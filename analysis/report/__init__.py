"""What is reported of a run, of many runs, and of a judged log: one typed report, and what shows it as JSON, as tables and as text."""
