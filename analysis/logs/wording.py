"""What a reader is told about a row of an outside log: what is wrong with it, and what was done. In both languages."""

from __future__ import annotations

# code: (what is wrong, what was done), each in Chinese and in English.
SENTENCES: dict[str, tuple[tuple[str, str], tuple[str, str]]] = {
    "encoding": (
        ("这一行的字符编码与其他行不同", "this line is in another encoding than the rest"),
        ("按另一种编码读取", "read in that other encoding"),
    ),
    "undecodable": (("有字符无法读出", "some characters cannot be read"), ("以替代符号代替", "a mark stands in their place")),
    "broken-csv": (
        ("这里的引号或单元格过长，无法读取", "quotes or a cell that is too long cannot be read here"),
        ("其后的行未读", "the rows after it were not read"),
    ),
    "more-cells": (("单元格比表头多", "there are more cells than headings"), ("多出的未使用", "the surplus was not used")),
    "no-json": (("不是一个 JSON 对象", "this is no JSON object"), ("未采用该行", "the row was left out")),
    "no-record-row": (("不是记录的一行", "this is no row of a record"), ("未采用该行", "the row was left out")),
    "no-time": (("没有时间", "the time is missing"), ("未采用该行", "the row was left out")),
    "bad-time": (("时间无法识别", "the time cannot be read"), ("未采用该行", "the row was left out")),
    "before-start": (("早于开始时间", "this is before the start"), ("保留，时间为负", "kept, with a negative time")),
    "no-kind": (("没有事项", "the kind is missing"), ("未采用该行", "the row was left out")),
    "unknown-kind": (("事项未知", "the kind is unknown"), ("未采用该行", "the row was left out")),
    "no-actor": (("没有写明是谁", "it does not say who"), ("保留，主体空缺", "kept, with nobody named")),
    "no-recipient": (("没有写明对谁", "it does not say to whom"), ("保留，对象空缺", "kept, with no recipient")),
    "unknown-party": (("单位或岗位未知", "the body or post is unknown"), ("按原文保留", "kept as written")),
    "ambiguous-party": (("名称对应多个单位或岗位", "the name stands for several bodies or posts"), ("取第一个", "the first was taken")),
    "unknown-form": (("文种未知", "the form is unknown"), ("按原文保留", "kept as written")),
    "unknown-channel": (("渠道未知", "the channel is unknown"), ("视为未写明", "taken as not stated")),
    "bad-value": (("内容不能作为该项的值", "this cannot be the value of this fact"), ("视为未知", "taken as unknown")),
    "range": (("是一个范围，不是一个数", "this is a range, not a number"), ("视为未知", "taken as unknown")),
    "no-event": (
        ("日志记有多个事件，此行未写明是哪一个", "the log has several events, and the row does not say which"),
        ("保留，不归入任何事件", "kept, about no event"),
    ),
    "turned": (
        ("“收到”只写了接收方", "a receipt that names only its receiver"),
        ("发出方按最近一次发往该方的信息补上", "the sender is that of the latest message to it"),
    ),
    "no-sender": (
        ("“收到”没有写明发出方，此前也没有发往该方的信息", "a receipt without a sender, and no message to this receiver before it"),
        ("保留，发出方空缺", "kept, with no sender"),
    ),
    "out-of-order": (("早于前面的行", "this is earlier than a row above"), ("按时间归位", "put in its place by time")),
    "duplicate": (("与前面某行完全相同", "this is the same as a row above"), ("去掉重复", "dropped")),
    "near-duplicate": (
        ("时间、事项、主体、对象与前面某行相同，其他内容不同", "same time, kind, actor and recipient as a row above, but other contents"),
        ("都保留", "both kept"),
    ),
    "unknown-cause": (("所指的起因行不存在", "the row that it names as its cause is not there"), ("起因空缺", "taken as not stated")),
}

# Remarks on the log as a whole, shown by a dry run: {…} is filled in.
REMARKS: dict[str, tuple[str, str]] = {
    "receipts": (
        "日志没有“收到”行，已为 {count} 条电话、当面或未注明渠道的信息补记同时收到，并标明为推定",
        "the log has no receipts; {count} messages by phone, in person or no stated channel count as received at once, so marked",
    ),
    "one-event": ("没有写明事件的 {count} 行归入 {event}", "{count} rows that name no event are taken to be about {event}"),
    "undated": ("时间没有日期：以天计的时限无法判定，除非给出开始日期", "no date is stated: limits in days cannot be judged unless a start is given"),
    "midnight": ("按先后顺序跨过午夜 {count} 次", "midnight is passed {count} times, by the order of the rows"),
    "newest-first": ("日志从新到旧排列，已倒转", "the log is written newest first; it was turned round"),
    "forms": ("{count} 行没有写明文种，按预案中唯一可能的文种补上", "{count} messages do not state their form; the plan has but one for them"),
    "groups": ("{count} 处写了多个单位或工作组，已逐个展开", "{count} cells name several bodies or a group; there is one row for each"),
    "roles": ("{role} 由 {body} 承担", "{body} plays the part of {role}"),
    "role-open": ("{role} 由谁承担不明：{bodies}", "it is not clear who plays the part of {role}: {bodies}"),
    "sheet": ("读取工作表“{name}”", 'read from the sheet "{name}"'),
    "mixed-encodings": ("文件混用多种字符编码", "the file mixes encodings"),
    "no-recipients": ("没有“对谁”一列", "there is no column that says to whom"),
}
