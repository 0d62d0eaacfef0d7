"""What to say on the phone, filled from the case: short lines that can be read out, none of them untrue."""

from __future__ import annotations

from jiebei.case import Case
from jiebei.due_dates import chinese_date
from jiebei.labels import CAUSES
from jiebei.letters.compose import answer_by
from jiebei.money import yuan
from jiebei.plan import Option, Proposals


def phone_script(case: Case, proposals: Proposals, option: Option) -> tuple[tuple[str, str], ...]:
    """(when, words to say) in the order of a call; the figures are those of the letter."""
    name = case.person.name.strip() or "＿＿＿"
    hardship = case.hardship
    since = f"从{chinese_date(hardship.since)}起，" if hardship.since else ""
    cause = "" if hardship.cause in {None, "other"} else CAUSES[hardship.cause or "other"]
    reason = f"{since}我{cause or '（说出原因）'}，按原计划还有困难。"
    due = answer_by(case, proposals.as_of, option.instalments[0].date)
    return (
        ("先确认对方", "请告诉我您的姓名、工号和单位。这通电话我会做记录。"),
        ("说明自己", f"我是{name}，借款的本人。我不是不还，我想按还得起的办法还。"),
        ("说明原因", reason + _state(proposals)),
        ("说明能力", f"我留出必要生活费以后，每个月能稳定还 {yuan(proposals.affordable.amount)}。"),
        ("提出方案", _plan(option)),
        ("请对方办的事", "请帮我登记正式的协商申请，并告诉我登记编号。我会把书面申请发到你们的官方渠道。"),
        (
            "说好答复的日子",
            f"请在{chinese_date(due)}之前答复我。不同意的话，请说明原因，也请说可以接受的方案。",
        ),
        ("被催着马上答应时", "我要先核对能不能做到，不能在电话里答应。请把方案发书面的给我。"),
        ("结束前", "我再确认一遍：今天谈的是……，编号是……，对吗？谢谢。"),
    )


def reminder(proposals: Proposals) -> str:
    """A short message for the lender's chat when the answer has not come."""
    asked = chinese_date(proposals.as_of)
    return (
        f"您好，我在{asked}提交了还款协商申请，请问处理到哪一步了？"
        "我的还款意愿没有变。请告知受理编号和答复时间；如果不同意，请说明原因和可以接受的方案。谢谢。"
    )


def _state(proposals: Proposals) -> str:
    if proposals.due_now:
        return f"到{chinese_date(proposals.as_of)}，已经逾期的有 {yuan(proposals.due_now)}。"
    return "现在还没有逾期，所以提前来说。"


def _plan(option: Option) -> str:
    first, last = option.instalments[0], option.instalments[-1]
    if option.kind == "keep":
        return "我打算照原计划还，先跟你们确认余额和还款日。"
    if option.kind == "settlement":
        return f"我可以在{chinese_date(first.date)}一次付 {yuan(option.total)}，请出结清证明。"
    if not option.closes:
        if option.total == 0:
            return f"我请求先暂缓到{chinese_date(last.date)}，期间停收罚息、减免利息，到期再商量。"
        return (
            f"我请求从{chinese_date(first.date)}起，先每月还 {yuan(first.payment)}，到{chinese_date(last.date)}再商量；"
            "这段时间请停收罚息、减免利息。"
        )
    return (
        f"我请求从{chinese_date(first.date)}起，每月还款不超过 {yuan(option.heaviest_month)}，"
        f"一共 {len(option.monthly)} 个月，{chinese_date(last.date)}还清。"
    )
