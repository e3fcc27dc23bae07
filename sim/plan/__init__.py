"""The plan as data: its model, how it is read, what its conditions mean, and the duties that follow from what happens."""
