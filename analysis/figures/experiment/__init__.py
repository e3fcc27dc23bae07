"""Pictures of an experiment: what revisions change, for whom, and how surely."""
