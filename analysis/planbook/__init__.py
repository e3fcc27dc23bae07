"""A plan as a workbook: sheets and columns made from the plan's grammar, written, and read back exactly."""
