"""A plan to read: by clause, by body, by time and grade, and how much of a plan's text the file carries. Pure views."""
