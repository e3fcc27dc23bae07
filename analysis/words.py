"""The record's own vocabulary in Chinese and English: kinds of row, statuses, forms, channels, acts, force.

One table for every view of a record. An id that stands in no table is shown as it is: it comes from the plan or from a log.
"""

from __future__ import annotations

from collections.abc import Mapping

from sim.durations import elapsed
from sim.text import Text


def _table(lines: str) -> Mapping[str, Text]:
    """One line a word: id | Chinese | English; the English is the id where it is left out."""
    found = {}
    for line in lines.strip().splitlines():
        id_, zh, *en = (part.strip() for part in line.split("|"))
        found[id_] = Text(zh=zh, en=en[0] if en else id_.replace("-", " "))
    return found


KINDS = _table("""
occurred | 事件发生
risk-found | 发现苗头 | risk found
scene | 现场实况
noticed | 发觉
estimated | 估计人数
warned | 发布预警 | warning sent
lifted | 解除预警 | warning lifted
assigned | 交办
called | 拨打电话
unanswered | 无人接听
busy | 占线
lost | 丢失
reported | 报送
received | 收到
verified | 核实
classified | 定级 | graded
regraded | 重新定级
proposed | 提出建议
requested | 请示
approved | 批准
ordered | 下达指令
activated | 启动响应 | response activated
notified | 通知
filed | 备案
dispatched | 派出
arrived | 到达
checked-in | 报到
command-established | 设立现场指挥部 | on-scene command established
reception-opened | 开始接访
registered | 登记
representatives-chosen | 推选代表
heard | 听取诉求
answered | 答复
persuaded | 劝返
returned-home | 返回
moved-up | 转往上级
cleared | 带离
hurt | 有人受伤
dispersed | 散去
expanded | 扩大响应
support-requested | 请求支援
assessed | 研判
ended | 响应结束 | response ended
stood-down | 解除应急状态
published | 发布信息
fed-back | 反馈
expectation-missed | 预期未现
decision | 人工决定
inject | 注入
fault | 故障
prepared | 准备就绪
performed | 完成任务
released | 撤出
""")
STATUSES = _table("""
met | 按时
late | 迟
missed | 漏
pending | 未到期
not-started | 未起算
superseded | 已被取代
waived | 不再要求
cannot-be-judged | 无法判断 | cannot be judged
""")
FORMS = _table("""
initial | 初报 | initial report
follow-up | 续报
final | 终报 | final report
written | 书面报告 | written report
partial | 先行简报 | partial report
warning-information | 预警信息
progress | 进展
summary | 总结报告 | summary report
end | 结束请示 | request to end
notice | 通知
filing | 备案
proposal | 启动建议
request | 请示
order | 指令
assignment | 交办
warning | 预警
lifting | 解除预警
approval | 批准
support | 支援请求 | request for support
feedback | 反馈
expansion | 扩大响应
""")
CHANNELS = _table("""
phone | 电话
network | 网络
runner | 专人
in person | 当面
self | 一人兼任 | two hats of one person
""")
ACTS = _table("""
report | 报告
notify | 通知
file | 备案
propose | 提出建议
request | 请示
order | 下达指令
assign | 交办
warn | 发布预警
lift | 解除预警
approve | 批准
ask-support | 请求支援
feed-back | 反馈
expand | 扩大响应
publish | 发布信息
verify | 核实
estimate | 估计人数
classify | 定级 | grade
activate | 启动响应
dispatch | 派出
go | 赶到现场 | go to the scene
check-in | 报到
establish-command | 设立现场指挥部
open-reception | 开始接访
register | 登记
choose-representatives | 推选代表
hear | 听取诉求
answer | 答复
persuade | 劝返
clear | 带离
assess | 研判
end | 结束响应
stand-down | 解除应急状态
prepare | 做好准备
perform | 完成任务
""")
FORCES = _table("""
must | 必须
where needed | 视需要
may | 可以
standing | 常态
must not | 不得
""")


def word(table: Mapping[str, Text], id_: str | None, lang: str) -> str:
    """The word for an id in `lang`; an id without one stays as it is, and None is ""."""
    if id_ is None:
        return ""
    text = table.get(id_)
    return id_ if text is None else text.of(lang)


def clock(minutes: float) -> str:
    """A moment since the start: "1:05", or "1:05:30" where there are seconds."""
    sign, ticks = ("-" if minutes < 0 else ""), round(abs(minutes) * 60)
    hours, rest = divmod(ticks, 3600)
    text = f"{sign}{hours}:{rest // 60:02d}"
    return f"{text}:{rest % 60:02d}" if rest % 60 else text


def span(minutes: float, lang: str) -> str:
    """A length of time as a reader needs it: minutes, hours and minutes, or days and hours."""
    return elapsed(minutes).of(lang)
