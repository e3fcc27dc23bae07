"""Everything that goes into a drill beside the plan: resources and scenarios, read and checked; where files are; what is made of them."""
