"""Pictures of a drill, each made from a record, its judgement or arrays of results; nothing here runs a drill.

The drawing library reads its user's settings while it is imported, and gives up over some of them: so it is brought in here, before
anything else of this room, under settings that are ours alone.
"""

from analysis.figures.own_settings import bring_in

bring_in()
