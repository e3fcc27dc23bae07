"""Pictures of a drill, each made from a record, its judgement or arrays of results; nothing here runs a drill."""
