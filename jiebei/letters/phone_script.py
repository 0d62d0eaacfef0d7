"""What to say on the phone, filled from the case: short lines that can be read out, none of them untrue."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from jiebei.case.labels import CAUSES
from jiebei.case.records import Case
from jiebei.counting.due_dates import chinese_date
from jiebei.counting.money import yuan
from jiebei.letters.commission import addressed_loans, answer_by
from jiebei.owed.known_loan import KnownLoan
from jiebei.plan.options import Advice, Option, merged, monthly_totals


def phone_script(
    case: Case, advice: Advice, option: Option, lender: str | None = None
) -> tuple[tuple[str, str], ...]:
    """(when, words to say) in the order of a call to one lender (the first by default); the figures are those of the
    letter to it."""
    loans = addressed_loans(case, lender)
    rows = merged([option.plans[index].schedule for index in loans])
    positions = [advice.positions[index] for index in loans]
    share = sum((option.shares or advice.shares)[index] for index in loans)
    able = f"我留出必要生活费以后，每个月能稳定还 {yuan(share)}。"
    if len(loans) < len(case.loans):
        able = f"我还有别家的借款，按余额分下来，每个月能稳定还你们 {yuan(share)}。"
    name = case.person.name.strip() or "＿＿＿"
    hardship = case.hardship
    since = f"从{chinese_date(hardship.since)}起，" if hardship.since else ""
    cause = "" if hardship.cause in {None, "other"} else CAUSES[hardship.cause or "other"]
    reason = f"{since}我{cause or '（说出原因）'}，按原计划还有困难。"
    if share == 0:
        able = (
            "我现在连必要的生活开支都很紧，暂时拿不出钱还款。"
            if _short(advice)
            else "我现在暂时拿不出钱还款。"
        )
    due = answer_by(case, advice.as_of, rows[0].date)
    return (
        ("先确认对方", "请告诉我您的姓名、工号和单位。这通电话我会做记录。"),
        ("说明自己", f"我是{name}，借款的本人。我不是不还，我想按还得起的办法还。"),
        ("说明原因", reason + _state(positions, advice.as_of)),
        ("说明能力", able),
        ("提出方案", _plan(option, loans, advice.month_day)),
        ("请对方办的事", "请帮我登记正式的协商申请，并告诉我登记编号。我会把书面申请发到你们的官方渠道。"),
        (
            "说好答复的日子",
            f"请在{chinese_date(due)}之前答复我。不同意的话，请说明原因，也请说可以接受的方案。",
        ),
        ("被催着马上答应时", "我要先核对能不能做到，不能在电话里答应。请把方案发书面的给我。"),
        ("结束前", "我再确认一遍：今天谈的是……，编号是……，对吗？谢谢。"),
    )


def reminder() -> str:
    """A short message for the lender's chat when the answer has not come. The day she applied is hers to fill in."""
    return (
        "您好，我在＿月＿日提交了还款协商申请，请问处理到哪一步了？"
        "我的还款意愿没有变。请告知受理编号和答复时间；如果不同意，请说明原因和可以接受的方案。谢谢。"
    )


def _short(advice: Advice) -> bool:
    means = advice.affordable.means
    return means is not None and means.surplus <= 0


def _state(positions: Sequence[KnownLoan], as_of: date) -> str:
    due = sum(place.due_now for place in positions)
    # Nothing is said where nothing was typed: she may not have looked yet.
    return f"到{chinese_date(as_of)}，已经逾期的有 {yuan(due)}。" if due else ""


def _plan(option: Option, loans: Sequence[int], month_day: int) -> str:
    plans = [option.plans[index] for index in loans]
    rows = merged([plan.schedule for plan in plans])
    first, last = rows[0], rows[-1]
    total, months = sum(row.payment for row in rows), monthly_totals(rows, month_day)
    first_payment, waives = sum(plan.first_payment for plan in plans), sum(plan.waived for plan in plans)
    months[next(iter(months))] -= first_payment
    if option.kind == "keep":
        return "我打算照原计划还，先跟你们确认余额和还款日。"
    if option.kind == "settlement":
        cut = f"其余 {yuan(waives)} 请你们减免，我知道这要你们同意。" if waives else ""
        return f"我可以在{chinese_date(first.date)}一次付 {yuan(total)}，请出结清证明。{cut}"
    if not option.closes:
        if total == 0:
            return f"我请求先暂缓到{chinese_date(last.date)}，期间停收罚息、减免利息，到期再商量。"
        return (
            f"我请求从{chinese_date(first.date)}起，先每月还 {yuan(max(months.values()))}，到{chinese_date(last.date)}再商量；"
            "这段时间请停收罚息、减免利息。"
        )
    if first_payment and len(rows) == 1:
        return f"我可以在{chinese_date(first.date)}一次还清这笔，付 {yuan(total)}，请出结清证明。"
    if first_payment:
        return (
            f"我先在{chinese_date(first.date)}还 {yuan(first_payment)}，"
            f"之后每月还款不超过 {yuan(max(months.values()))}，{chinese_date(last.date)}还清。"
        )
    return (
        f"我请求从{chinese_date(first.date)}起，每月还款不超过 {yuan(max(months.values()))}，"
        f"一共 {len(months)} 个月，{chinese_date(last.date)}还清。"
    )
