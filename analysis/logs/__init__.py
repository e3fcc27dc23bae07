"""Logs from outside: read into records, and the empty sheet on which somebody in the room keeps one."""
