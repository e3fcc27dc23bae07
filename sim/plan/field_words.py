"""What the fields, starts, kinds and pointers of the plan's format are called in two languages. The product's words, not a plan's."""

from __future__ import annotations

from sim.text import Text


def _both(table: dict[str, tuple[str, str]]) -> dict[str, Text]:
    return {key: Text(zh=zh, en=en) for key, (zh, en) in table.items()}


SECTIONS = _both({
    "plan": ("预案", "plan"), "fact": ("事实", "fact"), "reading": ("读法", "reading"), "body": ("单位", "body"),
    "post": ("岗位", "post"), "group": ("组", "group"), "grade": ("级别", "grade"), "warning": ("预警", "warning"),
    "level": ("响应级别", "level of response"), "duty": ("职责", "duty"), "end": ("结束条件", "end"),
    "content": ("报告内容", "contents"), "means": ("保障", "means"), "occasion": ("时机", "occasion"),
    "shift": ("班次", "shift"), "holder": ("任职人", "holder"), "desk": ("值班席", "desk"), "task": ("任务用时", "task time"),
    "channel": ("渠道", "channel"), "route": ("走哪条渠道", "route"), "habit": ("惯例", "habit"), "unit": ("力量", "unit"),
    "observable": ("可观察项", "observable"), "sight": ("观察", "sight"), "officer": ("人员", "officer"),
    "crowd": ("人群", "crowd"),
})  # fmt: skip

FIELDS = _both({
    "within": ("时限", "limit"), "bearer": ("承担者", "bearer"), "to": ("送达对象", "recipients"),
    "on": ("由何引起", "set off by"), "by": ("引起者", "set off by whom"), "when": ("条件", "condition"),
    "force": ("约束力", "force"), "act": ("行为", "act"), "form": ("形式", "form"), "level": ("响应级别", "level"),
    "every": ("间隔", "interval"), "counted": ("计时方式", "how it is counted"), "start": ("起算", "start"),
    "until": ("截止", "until"), "counts": ("何时算完成", "counts when"), "per": ("每次", "once per"),
    "top": ("报到哪一级", "how far up"), "channel": ("渠道", "channel"), "partial": ("可先报部分", "may be sent in part"),
    "timed_entry": ("仅计时", "timed entry"), "why_timed": ("仅计时的原因", "why only timed"), "effect": ("效果", "effect"),
    "readings": ("所依读法", "readings"), "assumption": ("为假设", "an assumption"), "note": ("说明", "note"),
    "title": ("标题", "title"), "name": ("名称", "name"), "clause": ("条款", "clause"), "text": ("释义", "meaning"),
    "value": ("取值", "value"), "choices": ("可取", "choices"), "superior": ("上级", "superior"), "kind": ("类别", "kind"),
    "aliases": ("别称", "other names"), "body": ("所属单位", "body"), "stand_in": ("替补", "stand-in"),
    "same_person": ("同一人兼任", "held by the same person"), "lead": ("牵头", "lead"), "members": ("成员", "members"),
    "tasks": ("任务", "tasks"), "any": ("任一情形", "any of"), "grade": ("级别", "grade"),
    "proposed_by": ("提议者", "proposed by"), "approved_by": ("批准者", "approved by"), "issued_by": ("发布者", "issued by"),
    "lifted_by": ("解除者", "lifted by"), "ended_by": ("结束者", "ended by"), "includes": ("包含", "includes"),
    "includes_if": ("何时包含", "includes if"), "requires": ("须具备", "requires"), "assessed_by": ("评估者", "assessed by"),
    "ordered_by": ("下令者", "ordered by"), "items": ("事项", "items"), "held_by": ("持有者", "held by"),
    "type": ("类型", "type"), "unit": ("单位", "unit"), "values": ("取值范围", "values"),
    "value_names": ("取值名称", "names of values"), "window": ("累计天数", "window"),
    "default": ("默认", "default"), "superseded_by": ("已由何取代", "superseded by"), "issuer": ("发布单位", "issuer"),
    "order": ("次序", "order"), "minutes": ("用时", "time taken"), "source": ("出处", "source"), "range": ("范围", "range"),
    "posts": ("岗位", "posts"), "bodies": ("单位", "bodies"), "shift": ("班次", "shift"), "absent": ("不在岗", "absent"),
    "staff": ("人数", "staff"), "lines": ("线路", "lines"), "night_staff": ("夜间人数", "staff at night"),
    "plays": ("担任角色", "plays"), "begins": ("始", "begins"), "ends": ("止", "ends"), "days": ("日子", "days"),
    "delay": ("延迟", "delay"), "loss": ("丢失率", "loss"), "answer": ("接听率", "answered"),
    "answer_watched": ("守线时接听率", "answered when the lines are kept"),
    "answer_night": ("夜间接听率", "answered at night"), "retry": ("重拨间隔", "retry after"), "tries": ("拨打次数", "tries"),
    "ring": ("振铃", "ring"), "acts": ("行为", "acts"), "forms": ("形式", "forms"), "fills": ("填补条款", "fills"),
    "number": ("数量", "number"), "people": ("每队人数", "people"), "turn_out": ("出动用时", "turn-out"),
    "travel": ("路程用时", "travel"), "travel_blocked": ("受阻路程用时", "travel when blocked"),
    "at_scene": ("就在现场", "at the scene"), "fatigue_after": ("疲劳前时长", "fatigue after"),
    "fatigue_factor": ("疲劳后用时倍数", "times as long when tired"), "beside": ("不占人手", "beside other work"),
    "is": ("即", "is"),
    "error": ("误差", "error"), "error_night": ("夜间误差", "error at night"), "miss": ("漏看率", "missed"),
    "improves": ("误差减半用时", "error halves in"), "remote": ("远程", "remote"), "margin": ("提前量", "margin"),
    "downgrades": ("可降级", "may downgrade"), "persuade_share": ("劝离比例", "share persuaded"),
    "persuade_share_answered": ("答复后劝离比例", "share persuaded after an answer"),
    "vehicles_factor": ("有车时倍数", "factor with vehicles"), "told_wait": ("告知后愿等", "wait when told"),
    "early_strength": ("早期劝谈力度", "strength of early talks"), "clear_share": ("带离比例", "share cleared"),
    "last_few": ("自行离开的余数", "the last few who go by themselves"),
    "watches_clock": ("留意时限", "watches the clock"), "fact": ("事实", "fact"),
})  # fmt: skip

STARTS = _both({
    "trigger": ("自触发起", "from its trigger"), "occurred": ("自事件发生起", "from the event"),
    "aware": ("自知悉起", "from first knowing"), "received": ("自接报起", "from receipt"),
    "classified": ("自定级起", "from the finding"),
})  # fmt: skip

POINTERS = _both({
    "@actor": ("行为人", "the one who acted"), "@to": ("收件人", "the recipient"), "@bearer": ("承担者", "the bearer"),
    "@approver": ("批准者", "the approver"), "@requester": ("提请者", "whoever asked"), "@level.approved_by": ("该级批准者", "the level's approver"),
    "@level.proposed_by": ("该级提议者", "the level's proposer"), "@activated.approver": ("启动者", "whoever started it"),
})  # fmt: skip

WORDS = _both({
    "must": ("必须", "must"), "where needed": ("需要时", "where needed"), "may": ("可以", "may"),
    "standing": ("常设", "standing"), "must not": ("不得", "must not"), "phone": ("电话", "phone"),
    "network": ("网络", "network"), "runner": ("专人", "runner"), "in person": ("当面", "in person"),
    "self": ("本人兼任", "self"), "event": ("每起事件", "event"), "sent": ("发出即算", "sent"),
    "from-last": ("自上次起", "from the last"), "clock": ("按钟点", "by the clock"),
})  # fmt: skip

KINDS = {
    "occurred": "事发", "risk-found": "发现风险", "noticed": "发现", "estimated": "估计", "warned": "发布预警",
    "lifted": "解除预警", "assigned": "交办", "reported": "报告", "received": "收到", "verified": "核实",
    "classified": "定级", "regraded": "重新定级", "proposed": "提议", "requested": "请求", "approved": "批准",
    "ordered": "命令", "activated": "启动响应", "notified": "通知", "filed": "备案", "dispatched": "派出", "arrived": "到场",
    "checked-in": "报到", "command-established": "设立现场指挥部", "reception-opened": "开放接访", "registered": "登记",
    "representatives-chosen": "推选代表", "heard": "听取", "answered": "答复", "persuaded": "劝返", "returned-home": "返家",
    "moved-up": "上行", "cleared": "带离", "hurt": "受伤", "dispersed": "散去", "expanded": "扩大响应",
    "support-requested": "请求支援", "assessed": "研判", "ended": "结束", "stood-down": "解除", "published": "发布信息",
    "fed-back": "反馈", "prepared": "备妥", "performed": "完成",
}  # fmt: skip

FORMS = _both({
    "initial": ("初报", "initial report"), "follow-up": ("续报", "follow-up"), "final": ("终报", "final report"),
    "written": ("书面报告", "written report"), "partial": ("部分报告", "partial report"), "progress": ("进展", "progress"),
    "warning-information": ("预警信息", "warning information"), "summary": ("总结", "summary"),
    "end": ("请求结束", "asking for the end"), "notice": ("通知", "notice"), "filing": ("备案", "filing"),
    "proposal": ("提议", "proposal"), "request": ("请求", "request"), "order": ("命令", "order"),
    "assignment": ("交办", "assignment"), "approval": ("批准", "approval"), "support": ("支援", "support"),
    "warning": ("预警", "warning"), "lifting": ("解除预警", "lifting of a warning"), "feedback": ("反馈", "feedback"),
    "expansion": ("扩大响应", "expansion"),
})  # fmt: skip

ACTS = _both({
    "report": ("报告", "report"), "notify": ("通知", "notify"), "file": ("备案", "file"), "propose": ("提议", "propose"),
    "request": ("请求", "request"), "order": ("下令", "order"), "assign": ("交办", "assign"), "warn": ("预警", "warn"),
    "lift": ("解除预警", "lift a warning"), "approve": ("批准", "approve"), "ask-support": ("求援", "ask for support"),
    "feed-back": ("反馈", "feed back"), "expand": ("扩大", "expand"), "publish": ("发布", "publish"),
    "verify": ("核实", "verify"), "estimate": ("估计", "estimate"), "classify": ("定级", "grade"),
    "activate": ("启动", "activate"), "dispatch": ("派出", "dispatch"), "go": ("前往", "go"),
    "check-in": ("报到", "check in"), "establish-command": ("设现场指挥部", "establish the on-scene command"),
    "open-reception": ("开放接访", "open reception"), "register": ("登记", "register"), "hear": ("听取", "hear"),
    "choose-representatives": ("推选代表", "choose representatives"), "answer": ("答复", "answer"),
    "persuade": ("劝返", "persuade"), "clear": ("带离", "clear"), "assess": ("研判", "assess"), "end": ("结束", "end"),
    "stand-down": ("解除", "stand down"), "prepare": ("准备", "prepare"), "perform": ("执行", "perform"),
    "talk": ("通话", "talk"), "read": ("阅读", "read"), "decide": ("决定", "decide"), "think": ("考虑", "think"),
    "notice": ("发现", "notice"), "watch": ("观察", "watch"), "remind": ("提醒", "remind"),
    "hand-over": ("交接", "hand over"), "travel": ("路程", "travel"), "work": ("作业", "work"),
})  # fmt: skip

# The names in a condition that are not facts of a plan.
CONDITION_NAMES = _both({
    "kind": ("行为", "kind"), "channel": ("渠道", "channel"), "form": ("形式", "form"), "actor": ("行为人", "actor"),
    "to": ("收件人", "recipient"), "grade": ("级别", "grade"), "level": ("响应级别", "level"), "warning": ("预警", "warning"),
})  # fmt: skip
