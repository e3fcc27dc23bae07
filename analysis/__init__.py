"""What a record says: verdicts, measures, figures. It reads plans and records, and knows no simulator."""
