"""From one drill to the next: what was drilled of a plan, what came to light, and what has been done about it."""
