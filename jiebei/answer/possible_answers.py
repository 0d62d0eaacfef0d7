"""What a lender may answer to a plan, and what the figures then support doing. None of the answers is promised."""

from __future__ import annotations

from typing import NamedTuple

from jiebei.answer.assessment import Assessment, assess, covered, first_short, lacking, payments_of
from jiebei.case.labels import PLAN_KINDS
from jiebei.case.records import Case, Offer
from jiebei.counting.due_dates import chinese_date
from jiebei.counting.money import yuan
from jiebei.plan.options import Advice, Option


class PossibleAnswer(NamedTuple):
    """One answer: its name, and what to do then, in Chinese sentences with the case's own figures."""

    title: str
    then: str


def possible_answers(case: Case, advice: Advice) -> tuple[PossibleAnswer, ...]:
    """Yes, yes to something else, too much, and no: each with what the figures say.

    An offer already received stands in the place of the imagined one that asks too much, or, if it can be paid, after it.
    """
    option = advice.option(case.proposal.kind)
    can_pay = yuan(advice.affordable.amount)
    found = [PossibleAnswer("同意", f"{asked(option)}先拿到书面的约定，再付第一笔。")]
    other = next(
        (one for one in advice.options if one.kind != option.kind and _payable(case, advice, one)), None
    )
    if other is not None:
        found.append(
            PossibleAnswer(
                "同意一部分，或换一种分法",
                f"例如{PLAN_KINDS[other.kind]}：{asked(other)}每月都在你能还的 {can_pay} 以内，可以考虑。",
            )
        )
    received = [answer for offer in case.offers if (answer := _received(case, advice, offer)) is not None]
    if not received:
        found.append(
            PossibleAnswer(
                "要你还得更多", f"每月超过 {can_pay} 的，{_beyond(advice)}，先不答应，再提一次自己的数。"
            )
        )
    found += received
    found.append(
        PossibleAnswer("不同意，或没有回音", "问清原因，记下日期和工单号。补上材料，或换一个方案再提。")
    )
    return tuple(found)


def _payable(case: Case, advice: Advice, option: Option) -> bool:
    """Every month of it is within what she can pay, and where her payday is known so is every day, from income alone."""
    can_pay = advice.affordable.amount
    payments = [(row.date, row.payment) for row in option.instalments]
    by_date = covered(payments, can_pay, 0, case.budget.payday, advice.as_of)
    return option.heaviest_month <= can_pay and first_short(by_date) is None


def _beyond(advice: Advice) -> str:
    """What more than she can pay would go beyond: what is at stake depends on which of her two figures is the limit."""
    can_pay = advice.affordable
    if can_pay.means is None or can_pay.means.surplus > can_pay.amount:
        return "超出了你自己定的数"
    kept = min(can_pay.means.cushion, can_pay.means.surplus + can_pay.means.cushion)
    return "要动到急用钱和生活费" if kept > 0 else "要动到生活费"


def asked(option: Option) -> str:
    """The plan in a sentence: from when, how much a month at most, for how long, until when."""
    first = chinese_date(option.instalments[0].date)
    if len(option.instalments) == 1:
        return f"{first}一次付 {yuan(option.total)}。"
    plan = f"从{first}起，每月最多 {yuan(option.heaviest_month)}，共 {len(option.monthly)} 个月"
    return f"{plan}，利息共 {yuan(option.total_interest)}。" if option.closes else f"{plan}，之后再商量。"


def _received(case: Case, advice: Advice, offer: Offer) -> PossibleAnswer | None:
    if lacking(offer):
        return None
    payments = payments_of(offer)
    terms = f"{len(payments)} 笔，共 {yuan(sum(amount for _, amount in payments))}，从{chinese_date(payments[0][0])}开始。"
    assessed = assess(case, advice, offer)
    if not isinstance(assessed, Assessment):
        return PossibleAnswer("已经谈成过一次", terms)
    return PossibleAnswer("对方已经提出的条件", terms + assessed.reasons[0])
