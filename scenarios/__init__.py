"""The plans, resources, scenarios and calendars that come with the program: data only."""
