"""What an act changes in a run beyond the row that it writes: the product's own table, one line for each verb and each effect.

A verb or an effect that is not here changes nothing but the record, unless another duty waits for its row.
"""

from __future__ import annotations

from collections.abc import Mapping

from sim.text import Text
from sim.vocabulary import ACTS

TOLD = Text(
    zh="收件方得知发件方所知、其时点和现行响应状态；占双方时间",
    en="the recipient learns what the sender knows, how old it is, and which response holds; it takes both sides' time",
)

_ACTS: Mapping[str, tuple[str, str]] = {
    "warn": ("预警生效，收到者知道颜色", "the warning holds for whoever learns of it"),
    "lift": ("预警解除", "the warning no longer holds"),
    "approve": ("请示方得知决定", "whoever asked learns the decision"),
    "verify": ("以现场所见（有误差、会漏看）更新所知", "what is known is replaced by what is seen, with errors and things missed"),
    "estimate": ("以目测人数（有误差）更新所知", "what is known of the size is replaced by an estimate with its error"),
    "assess": ("更新所知的结束条件", "what is known of the conditions for the end is brought up to date"),
    "classify": ("按所知事实定级，此后职责随级别而定", "a grade follows from what is known, and duties follow from the grade"),
    "activate": ("该级响应生效", "the level of response holds"),
    "end": ("响应终止，无级别再有效", "no level of response holds any more"),
    "stand-down": ("现场力量撤回，重新可用", "units leave the scene and are free again"),
    "go": ("有力量的单位出动、行进；到场者此后能看到现场", "a unit turns out and travels, where the body has any; who has come sees the scene"),
    "dispatch": ("有力量的单位派出一队，行进后到场", "a unit turns out and travels, where the body has one that fits"),
    "establish-command": ("现场指挥部从此在场，看到现场所做的一切", "the on-scene command stands at the scene and sees what is done there"),
    "open-reception": ("等候的人有处可去", "people who wait have somewhere to be received"),
    "register": ("在场的人登记", "people present are registered"),
    "choose-representatives": ("各群体推选代表", "each group has representatives"),
    "hear": ("诉求被听取，情绪缓和", "people have been heard, and calm down"),
    "answer": ("群众得到答复，更易劝返", "people have been answered, and are easier to persuade"),
    "persuade": ("一部分人返回", "a share of the people go home"),
    "publish": ("事实公布后，谣言分量减轻", "once the facts are published, a rumour weighs less"),
    "clear": ("一部分人被带离，计入代价，可能有人受伤", "some are led away, which counts as a cost, and may be hurt"),
}  # fmt: skip

_EFFECTS: Mapping[str, tuple[str, str]] = {
    "leader-receives": ("领导接访，情绪缓和", "a leader receives people, who calm down"),
    "explain": ("有人讲明安排，群众愿意多等", "people are told what happens, and wait longer"),
    "lead-to-reception": ("有人引导，群众愿意多等", "people are led, and wait longer"),
    "early-dialogue": ("提前疏导，事件一开始情绪就较缓", "people were spoken to before, and begin calmer"),
    "work-team": ("工作组听取诉求，情绪缓和", "a team hears people, who calm down"),
    "order": ("秩序力量在场，较少有人跟进", "order is kept in sight, and fewer join in"),
    "keep-out": ("人进不了院内，较少有人跟进", "people cannot enter, and fewer join in"),
    "vehicles": ("派出车辆；有车送返，更易劝返", "a vehicle is sent; people are easier to persuade once it is there"),
    "ambulance": ("派出急救车", "an ambulance is sent"),
    "staffing": ("夜间、节假日也按白天人数值守", "the day's staff is at the desk at night and on holidays too"),
    "standby": ("力量待命，出动不再耗时", "units stand ready and turn out at once"),
    "team-ready": ("工作组待命，出动不再耗时", "the team stands ready and turns out at once"),
    "watch": ("有人盯守，事件一发生即被发现", "somebody watches, and notices the event when it begins"),
    "open-road": ("此后出发的单位不受封路影响", "a closed road holds up nobody who leaves from then on"),
    "guide": ("此后出发的单位不会走错地方", "whoever leaves from then on finds the way"),
    "logistics": ("现场人员有保障和轮换，不再因疲劳变慢", "people at the scene are supplied and relieved, and do not slow down when it lasts"),
    "support": ("现场人员有支援和轮换，不再因疲劳变慢", "people at the scene are supported and relieved, and do not slow down when it lasts"),
    "investigate": ("查过现场者此后不再漏看", "whoever has investigated misses nothing at the scene from then on"),
    "lines-open": ("有人守线，来电几乎都有人接", "somebody keeps the lines, and nearly every call is answered"),
    "join-group": ("记下编入哪些组、由谁牵头", "the record says which groups are formed, and who leads them"),
    "take-case": ("此后离开的人不再为此事另日来访", "nobody who leaves from then on comes back for the matter another day"),
}  # fmt: skip

ACT_CHANGES: Mapping[str, Text] = {verb: TOLD for verb, act in ACTS.items() if act.message} | {
    verb: Text(zh=zh, en=en) for verb, (zh, en) in _ACTS.items()
}
EFFECT_CHANGES: Mapping[str, Text] = {effect: Text(zh=zh, en=en) for effect, (zh, en) in _EFFECTS.items()}

# The kinds of means that a scenario's faults can take away.
MEANS_FAULTS: Mapping[str, tuple[str, ...]] = {
    "network": ("network down",),
    "phone": ("line down", "phone off"),
    "vehicles": ("no vehicle", "bus breakdown"),
    "roads": ("road closed", "bad weather"),
    "medical": ("ambulance away",),
    "room": ("room full",),
    "staff": ("post absent", "leader elsewhere"),
}
