"""What surrounds the agents: time, the scene of an event, channels for messages, faults, and the record that is kept."""
