"""What sets a duty off and what it asks for, as parts of a sentence. The words belong to the product's kinds of rows, not to any plan."""

from __future__ import annotations

from sim.text import Text

# kind -> (zh without and with {who}, en without and with {who})
_PHRASES: dict[str, tuple[str, str, str, str]] = {
    "occurred": ("事件发生", "事件发生", "the event happens", "the event happens"),
    "risk-found": ("发现隐患", "{who}发现隐患", "a risk is found", "a risk is found by {who}"),
    "noticed": ("发现事件", "{who}发现事件", "it is noticed", "it is noticed by {who}"),
    "received": ("收到消息", "收到{who}的消息", "word is received", "word is received from {who}"),
    "arrived": ("有人到场", "{who}到场", "somebody is on the scene", "{who} is on the scene"),
    "checked-in": ("到场报到", "{who}报到", "somebody has checked in", "{who} has checked in"),
    "activated": ("响应启动", "{who}启动响应", "a response is started", "a response is started by {who}"),
    "ended": ("响应结束", "{who}结束响应", "the response is ended", "the response is ended by {who}"),
    "classified": ("定级", "{who}定级", "the event is graded", "the event is graded by {who}"),
    "command-established": ("现场指挥部设立", "{who}设立现场指挥部", "the on-scene command stands", "the on-scene command is set up by {who}"),
    "reception-opened": ("接访场所开放", "{who}开放接访场所", "reception is open", "reception is opened by {who}"),
    "registered": ("登记来访人", "{who}登记来访人", "people are registered", "people are registered by {who}"),
    "representatives-chosen": ("推选出代表", "{who}推选出代表", "representatives are chosen", "representatives are chosen with {who}"),
    "heard": ("听取诉求", "{who}听取诉求", "people are heard", "people are heard by {who}"),
    "answered": ("作出答复", "{who}作出答复", "people are answered", "people are answered by {who}"),
    "persuaded": ("劝返", "{who}劝返", "people are asked to go home", "people are asked to go home by {who}"),
    "returned-home": ("群众返回", "群众返回", "people have gone home", "people have gone home"),
    "moved-up": ("群众上行", "群众上行", "people have moved up", "people have moved up"),
    "warned": ("发布预警", "{who}发布预警", "a warning is issued", "a warning is issued by {who}"),
    "lifted": ("解除预警", "{who}解除预警", "the warning is lifted", "the warning is lifted by {who}"),
    "dispatched": ("派出力量", "{who}派出力量", "people are sent", "people are sent by {who}"),
    "cleared": ("带离", "{who}带离", "people are led away", "people are led away by {who}"),
    "hurt": ("有人受伤", "有人受伤", "somebody is hurt", "somebody is hurt"),
    "dispersed": ("人群散去", "人群散去", "the people have left", "the people have left"),
    "stood-down": ("应急状态解除", "{who}解除应急状态", "the forces stand down", "{who} stands down"),
    "published": ("发布信息", "{who}发布信息", "something is published", "something is published by {who}"),
    "performed": ("完成一项工作", "{who}完成一项工作", "a task is done", "a task is done by {who}"),
    "prepared": ("准备就绪", "{who}准备就绪", "preparations are made", "preparations are made by {who}"),
    "expanded": ("扩大响应", "{who}报告扩大", "the response is to be expanded", "expansion is reported by {who}"),
    "verified": ("核实", "{who}核实", "it is verified", "it is verified by {who}"),
    "estimated": ("估计人数", "{who}估计人数", "the size is estimated", "the size is estimated by {who}"),
    "assessed": ("研判", "{who}研判", "the situation is assessed", "the situation is assessed by {who}"),
    "reported": ("报告", "{who}报告", "a report is made", "a report is made by {who}"),
    "assigned": ("交办", "{who}交办", "something is assigned", "something is assigned by {who}"),
    "proposed": ("提议", "{who}提议", "something is proposed", "something is proposed by {who}"),
    "requested": ("请求", "{who}请求", "something is asked for", "something is asked for by {who}"),
    "approved": ("批准", "{who}批准", "something is approved", "something is approved by {who}"),
    "ordered": ("下令", "{who}下令", "an order is given", "an order is given by {who}"),
    "notified": ("通知", "{who}通知", "a notice is given", "a notice is given by {who}"),
    "filed": ("备案", "{who}备案", "it is filed", "it is filed by {who}"),
    "support-requested": ("求援", "{who}求援", "support is asked for", "support is asked for by {who}"),
    "fed-back": ("反馈", "{who}反馈", "an answer is given back", "an answer is given back by {who}"),
}  # fmt: skip

_VERBS: dict[str, tuple[str, str]] = {
    "report": ("报告", "report"),
    "notify": ("通知", "give notice"),
    "file": ("备案", "file it"),
    "propose": ("提议", "put it"),
    "request": ("提出请求", "put a request"),
    "order": ("下令", "give an order"),
    "assign": ("交办", "assign it"),
    "warn": ("发布预警", "issue a warning"),
    "lift": ("解除预警", "lift the warning"),
    "approve": ("批复", "give approval"),
    "ask-support": ("请求支援", "put a request for support"),
    "feed-back": ("反馈", "give an answer back"),
    "expand": ("报告事态扩大", "report that the response is to be expanded"),
    "publish": ("发布信息", "publish"),
    "verify": ("核实", "verify it"),
    "estimate": ("估计人数", "estimate the size"),
    "classify": ("定级", "grade the event"),
    "activate": ("启动响应", "start the response"),
    "dispatch": ("派出力量", "send people or means"),
    "go": ("到场", "go to the scene"),
    "check-in": ("报到", "check in"),
    "establish-command": ("设立现场指挥部", "set up the on-scene command"),
    "open-reception": ("开放接访场所", "open a place of reception"),
    "register": ("登记来访人", "register people"),
    "choose-representatives": ("组织推选代表", "have representatives chosen"),
    "hear": ("听取诉求", "hear people"),
    "answer": ("作出答复", "answer people"),
    "persuade": ("劝返", "ask people to go home"),
    "clear": ("带离", "lead people away"),
    "assess": ("研判", "assess the situation"),
    "end": ("结束响应", "end the response"),
    "stand-down": ("解除应急状态", "stand down"),
    "prepare": ("准备", "prepare"),
    "perform": ("办理", "do it"),
}
VERBS: dict[str, Text] = {verb: Text(zh=zh, en=en) for verb, (zh, en) in _VERBS.items()}


def trigger_words(kinds: tuple[str, ...], who: Text | None) -> Text:
    """For each kind "the event is graded by …", with "or" between them; a kind without a phrase stands as it is."""
    zh, en = [], []
    for kind in kinds:
        plain_zh, by_zh, plain_en, by_en = _PHRASES.get(kind, (kind, kind, kind, kind))
        zh.append(plain_zh if who is None else by_zh.format(who=who.zh))
        en.append(plain_en if who is None else by_en.format(who=who.en))
    return Text(zh="或".join(zh), en=" or ".join(en))
