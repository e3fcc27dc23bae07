"""The plan in words: its pages, what is read in it, what a revision changes, and what of it the simulator carries out."""
