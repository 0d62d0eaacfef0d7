"""The lender's answer, month by month against what can be paid, and what the figures support answering."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from jiebei.case.faults import Fault
from jiebei.case.records import Case, Offer
from jiebei.counting.due_dates import add_months, chinese_date, due_dates
from jiebei.counting.money import percent, plain, yuan
from jiebei.owed.annual_cost import Cost, NoCost, annualised, loan_flows
from jiebei.plan.options import Advice

Answer = Literal["accept", "ask", "decline"]


@dataclass(frozen=True, slots=True)
class Month:
    """One calendar month of the offer, in fen.

    first: its first day. due: what the offer asks. can_pay: what the budget leaves for this lender. from_savings: what
    the sum at hand covers. short: what nothing covers but essentials or the cushion.
    """

    first: date
    due: int
    can_pay: int
    from_savings: int
    short: int


@dataclass(frozen=True, slots=True)
class Assessment:
    """What an offer means.

    payments: its payments in order of date. owed: today's balance with this lender, from which the cost is counted.
    left_open: what of today's balance neither the payments nor the stated waiver covers. more_than_proposed: total
    beyond the plan she asked for. later_than_proposed: days its last payment lies after that plan's (negative: before). set_aside: what of the sum at
    hand the other lenders' earlier answers already take.
    """

    payments: tuple[tuple[date, int], ...]
    months: tuple[Month, ...]
    owed: int
    total: int
    left_open: int
    cost: Cost | NoCost
    more_than_proposed: int
    later_than_proposed: int
    answer: Answer
    reasons: tuple[str, ...]
    set_aside: int = 0

    @property
    def breaks(self) -> Month | None:
        """The first month that what she can pay does not cover."""
        return next((month for month in self.months if month.short), None)

    @property
    def affordable(self) -> bool:
        return self.breaks is None


def lacking(offer: Offer) -> tuple[Fault, ...]:
    """What the answer must state before it can be worked through."""
    faults = []
    if not offer.instalments and not offer.down_payment:
        faults.append(Fault("instalments", "还缺每期金额和期数，或一次付清的金额（down_payment）。"))
    if offer.instalments and not offer.amount:
        faults.append(Fault("amount", "还缺每期还多少。"))
    if offer.instalments and offer.first_date is None:
        faults.append(Fault("first_date", "还缺第一期的日期。"))
    if offer.down_payment and offer.down_payment_date is None and offer.first_date is None:
        faults.append(Fault("down_payment_date", "还缺首付款的日期。"))
    return tuple(faults)


def payments_of(offer: Offer) -> tuple[tuple[date, int], ...]:
    """The offer's payments: the down payment, then the instalments on the same day of each month; see `lacking`."""
    payments: list[tuple[date, int]] = []
    if offer.down_payment:
        day = offer.down_payment_date or offer.first_date
        assert day is not None
        payments.append((day, offer.down_payment))
    if offer.instalments:
        assert offer.first_date is not None
        amounts = [offer.amount] * offer.instalments
        if offer.last_amount is not None:
            amounts[-1] = offer.last_amount
        days = due_dates(offer.first_date, offer.instalments, offer.first_date.day)
        payments += zip(days, amounts, strict=True)
    return tuple(sorted(payments))


def assess(case: Case, advice: Advice, offer: Offer) -> Assessment | tuple[Fault, ...]:
    """The offer against her budget and against the plan she asked for, or what is missing or does not fit the case.

    Month by month: payments of a calendar month are covered by this lender's share of what she can pay; what is over
    that comes from the sum she has at hand (proposal.lump_sum), once, and after the other lenders whose answers stand
    before this one in the case (all of them where it is not in the case). Whatever is still short would have to come from
    essentials or the cushion, so the offer is then not affordable, however small the gap.
    """
    faults = list(lacking(offer))
    loans = _loans(case, offer)
    if not loans:
        faults.append(Fault("lender", f"案情里没有向“{offer.lender}”借的款，请检查贷款人的名称。"))
    if faults:
        return tuple(faults)
    payments = payments_of(offer)
    if payments[0][0] < advice.as_of:
        return (Fault("first_date", f"第一笔付款 {chinese_date(payments[0][0])} 已经过去，请核对日期。"),)
    can_pay = sum(advice.shares[index] for index in loans)
    owed = sum(advice.positions[index].owed for index in loans)
    plans = [advice.option(case.proposal.kind).plans[index].schedule for index in loans]
    total = sum(amount for _, amount in payments)
    cost = annualised(loan_flows(owed, advice.as_of, payments))
    at_hand = case.proposal.lump_sum or 0
    set_aside = _set_aside(case, advice, offer, at_hand)
    months = _months(payments, can_pay, at_hand - set_aside)
    left_open = max(0, owed - total - offer.waived)
    answer, reasons = _answer(case, offer, loans, months, cost, left_open)
    return Assessment(
        payments=payments,
        months=months,
        owed=owed,
        total=total,
        left_open=left_open,
        cost=cost,
        more_than_proposed=total - sum(plan.total_payment for plan in plans),
        later_than_proposed=(payments[-1][0] - max(plan.end for plan in plans)).days,
        answer=answer,
        reasons=reasons,
        set_aside=set_aside,
    )


def _set_aside(case: Case, advice: Advice, offer: Offer, at_hand: int) -> int:
    """What other lenders' earlier answers take of the sum at hand, in fen.

    Of each lender the latest answer stands. One that cannot be paid even so takes nothing: it is to be declined.
    """
    place = case.offers.index(offer) if offer in case.offers else len(case.offers)
    mine = _loans(case, offer)
    latest = {
        tuple(theirs): one for one in case.offers[:place] if (theirs := _loans(case, one)) and theirs != mine
    }
    left = at_hand
    for loans, one in latest.items():
        payments = [] if lacking(one) else [pay for pay in payments_of(one) if pay[0] >= advice.as_of]
        months = _months(payments, sum(advice.shares[index] for index in loans), left) if payments else ()
        if not any(month.short for month in months):
            left -= sum(month.from_savings for month in months)
    return at_hand - left


def _loans(case: Case, offer: Offer) -> list[int]:
    """The loans the answer is about: its lender's, or all of them where it names none and there is only one lender."""
    named = [loan.lender.strip() for loan in case.loans]
    wanted = offer.lender.strip()
    if not wanted and len(set(named)) == 1:
        return list(range(len(named)))
    return [index for index, name in enumerate(named) if name == wanted]


def _months(payments: Sequence[tuple[date, int]], can_pay: int, savings: int) -> tuple[Month, ...]:
    due: dict[date, int] = {}
    for day, amount in payments:
        first = day.replace(day=1)
        due[first] = due.get(first, 0) + amount
    months = []
    first, last = min(due), max(due)
    while first <= last:
        asked = due.get(first, 0)
        over = max(0, asked - can_pay)
        from_savings = min(over, savings)
        savings -= from_savings
        months.append(Month(first, asked, can_pay, from_savings, over - from_savings))
        first = add_months(first, 1)
    return tuple(months)


def _answer(
    case: Case,
    offer: Offer,
    loans: Sequence[int],
    months: Sequence[Month],
    cost: Cost | NoCost,
    left_open: int,
) -> tuple[Answer, tuple[str, ...]]:
    broken = next((month for month in months if month.short), None)
    if broken is not None:
        return "decline", (
            f"{broken.first.year}年{broken.first.month}月要付 {yuan(broken.due)}，"
            f"比你能拿出来的多 {yuan(broken.short)}。差的钱只能从必要开支里挤，这样的约定守不住。",
            "可以回复：我愿意还，但这个数超出能力；请按我申请的方案，或把每期降到我能付的数。",
        )
    questions = []
    if left_open:
        questions.append(
            f"这些付款加上写明减免的，比现在的欠款少 {yuan(left_open)}。请对方写明：付完是否就算结清，余下的怎么处理。"
        )
    if not offer.in_writing:
        questions.append(
            "还没有书面的约定。请对方用书面（App 消息、短信、邮件或盖章文件）写清金额、日期和减免。"
        )
    if offer.conditions.strip():
        questions.append("对方附了条件。请逐条看清；尤其要问：漏付一期会怎样，减免会不会作废。")
    rates = [
        float(rate) * loan.day_basis for loan in (case.loans[i] for i in loans) if (rate := loan.daily_rate)
    ]
    if isinstance(cost, Cost) and rates and cost.effective > _compound(max(rates)) + 0.001:
        questions.append(
            f"从今天的欠款算起，这个安排折合年化 {percent(cost.effective)}，比原合同利率高。请对方说明多出来的是什么费用。"
        )
    if questions:
        return "ask", tuple(questions)
    return "accept", ("每个月都在你能付的范围里，也写成了书面。接受之前，再把协议逐条核对一遍。",)


def _compound(annual: float) -> float:
    """The effective rate of a nominal annual one paid monthly: what a cost by dates is to be compared with."""
    return (1 + annual / 12) ** 12 - 1


def assessment_json(assessment: Assessment) -> dict[str, Any]:
    """What `jiebei offer` prints."""
    cost, breaks = assessment.cost, assessment.breaks
    return {
        "affordable": assessment.affordable,
        "answer": assessment.answer,
        "reasons": list(assessment.reasons),
        "first_break": None if breaks is None else breaks.first.isoformat()[:7],
        "total": plain(assessment.total),
        "owed": plain(assessment.owed),
        "left_open": plain(assessment.left_open),
        "set_aside": plain(assessment.set_aside),
        "cost": {
            "effective": round(cost.effective, 10) if isinstance(cost, Cost) else None,
            "nominal": round(cost.nominal, 10)
            if isinstance(cost, Cost) and cost.nominal is not None
            else None,
            "message": cost.message if isinstance(cost, NoCost) else None,
        },
        "difference": {
            "total": plain(assessment.more_than_proposed),
            "days": assessment.later_than_proposed,
        },
        "months": [
            {
                "month": month.first.isoformat()[:7],
                "due": plain(month.due),
                "can_pay": plain(month.can_pay),
                "from_savings": plain(month.from_savings),
                "short": plain(month.short),
            }
            for month in assessment.months
        ],
        "payments": [
            {"date": day.isoformat(), "amount": plain(amount)} for day, amount in assessment.payments
        ],
    }
