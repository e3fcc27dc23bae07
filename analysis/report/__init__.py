"""What is read of a plan, a run, a log or an experiment: typed reports, told in a language only where they are printed."""
