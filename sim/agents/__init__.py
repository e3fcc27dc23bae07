"""The people and units of a drill."""
