"""What a log is kept on: a workbook that also prints as a form, and a page for a phone. Both ask for what `analysis.logs` reads."""
