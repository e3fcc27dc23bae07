"""The range of every size of effect in the crowd, and why the effect has its direction.

Published work gives directions, not sizes. Every default in `CrowdParameters` that stands here is
therefore an assumption, with a range that a sensitivity study sweeps.

Sources of direction: Granovetter, "Threshold models of collective behavior", AJS 83 (1978) 1420; Stott &
Adang on the policing of Euro 2004 (low profile and dialogue lower disorder); Giugni & Wisler (repression
precedes violence); Efrat et al. (announcing a short wait lowers aggression, n = 226); Maki & Thompson
(spread of a rumour).
"""

from __future__ import annotations

from typing import NamedTuple


class Assumption(NamedTuple):
    """The range to sweep, in the unit that the parameter's name ends in, and the reason for the direction."""

    low: float
    high: float
    why: str


ASSUMPTIONS: dict[str, Assumption] = {
    "redecide_rate_per_min": Assumption(0.05, 1.0, "how often people look round and decide anew; nothing published was found"),
    "gap_2_pct": Assumption(15, 70, "obstructing needs more company than shouting (Granovetter 1978: dearer acts, higher thresholds)"),
    "gap_3_pct": Assumption(10, 50, "storming needs more company than obstructing (Granovetter 1978)"),
    "company_least_people": Assumption(
        0, 60, "a handful of people feel few, though all of them shout: expert judgement, nothing published was found"
    ),
    "surge_least_people": Assumption(0, 30, "a surge takes a number of people; one person who pushes at a door is led aside: expert judgement"),
    "waiting_cost_pct_per_h": Assumption(1, 15, "an unexplained wait raises aggression (Efrat et al.)"),
    "grace_min": Assumption(0, 60, "a wait that everyone expects costs nothing at first; nothing published was found"),
    "told_wait_relief_share": Assumption(0.1, 0.9, "being told how long the wait is lowers aggression (Efrat et al.)"),
    "rumour_cost_pct": Assumption(2, 25, "a shared grievance that is believed lowers what holds people back"),
    "rumour_contacts_per_min": Assumption(0.05, 1.0, "how often a teller finds somebody to tell (Maki & Thompson give no rate)"),
    "reception_credit_pct": Assumption(2, 20, "contact and dialogue lower disorder (Stott & Adang, Euro 2004)"),
    "dialogue_credit_pct": Assumption(2, 25, "contact and dialogue lower disorder (Stott & Adang, Euro 2004)"),
    "leader_credit_pct": Assumption(0, 20, "to be received by somebody who can decide is taken as respect (Stott & Adang: fair treatment)"),
    "answer_credit_pct": Assumption(2, 25, "an answer takes the grievance's edge off (Stott & Adang: fair treatment)"),
    "unrepresented_dialogue_share": Assumption(0.1, 0.9, "talks without chosen representatives reach only part of a group"),
    "credit_half_life_min": Assumption(30, 360, "goodwill fades when nothing follows; nothing published was found"),
    "deterrence_pct": Assumption(0, 15, "a visible presence raises what acting costs, for a while"),
    "deterrence_half_life_min": Assumption(10, 120, "a presence becomes familiar; nothing published was found"),
    "keep_out_deterrence_share": Assumption(0.1, 1, "who is only kept out of a door meets fewer of those who keep order: expert judgement"),
    "backlash_pct": Assumption(5, 40, "indiscriminate force raises disorder (Giugni & Wisler; Stott & Adang)"),
    "backlash_half_life_min": Assumption(30, 480, "resentment outlasts the act (Giugni & Wisler); nothing published on how long"),
    "refuted_rumour_share": Assumption(0.1, 0.9, "published facts weaken a rumour and do not end it; nothing published on how far"),
    "unregistered_persuasion_share": Assumption(0.1, 0.8, "who has not been taken down is harder to persuade to go home"),
    "awaiting_persuasion_share": Assumption(0, 0.6, "who knows that somebody with a say is coming waits for him: expert judgement"),
    "hurt_share": Assumption(0.0, 0.1, "being led away by force hurts some; nothing published was found for such scenes"),
    "move_up_share": Assumption(0.1, 0.3, "who leaves unheard may take the matter to a higher place; expert judgement, no public figure"),
    "another_day_share": Assumption(0.3, 0.6, "who leaves unheard may come again; expert judgement, no public figure"),
    "move_up_heard_share": Assumption(0.05, 0.15, "who has been heard waits for an answer first; expert judgement, no public figure"),
    "another_day_heard_share": Assumption(0.1, 0.5, "who has been heard and not answered may come back for the answer; expert judgement"),
    "move_up_answered_share": Assumption(0.01, 0.05, "few go on with an answer in hand; expert judgement, no public figure"),
    "another_day_answered_share": Assumption(0.03, 0.1, "few come back where what was promised is kept; expert judgement, no public figure"),
    "registered_patience_factor": Assumption(1, 10, "before any answer 3 to 10 in 100 of those received leave each hour: expert judgement"),
    "telling_min": Assumption(5, 20, "representatives go out and tell the others: expert judgement"),
    "last_leave_over_min": Assumption(20, 120, "at closing time people go one after the other, and not in one minute: expert judgement"),
    "content_stay_min": Assumption(20, 45, "half of those content are gone within 15 to 30 min: expert judgement"),
}
