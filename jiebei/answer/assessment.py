"""The lender's answer, payment by payment against what can be paid and what is owed, and what the figures support answering."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Final, Literal, NamedTuple

from jiebei.case.faults import Fault
from jiebei.case.records import Case, Offer
from jiebei.counting.due_dates import add_months, chinese_date, due_dates
from jiebei.counting.money import percent, plain, yuan
from jiebei.counting.sharing import largest_remainder
from jiebei.owed.annual_cost import Cost, NoCost, annualised, loan_flows
from jiebei.owed.schedule import interest_between
from jiebei.plan.budget import last_payday
from jiebei.plan.options import Advice

Answer = Literal["accept", "ask", "decline"]
Ground = Literal[
    "short", "before_payday", "excess", "left_open", "unwritten", "conditions", "affordable", "uncovered", "reply"
]  # fmt: skip
_Payments = Sequence[tuple[date, int]]

ROUNDING_A_PAYMENT: Final = 3
"""Fen by which each payment of an offer may differ from our count because somebody rounded otherwise."""
LARGE_EXCESS: Final = 10
"""An excess of more than one part in so many of what is owed today is no matter for a question any more."""

TELLING_COST: Final = 10
"""A yearly cost above ten times the debt is not told: the sum beyond the debt says more."""


@dataclass(frozen=True, slots=True)
class Month:
    """One calendar month of the offer, or one day of payment where her payday is known. Amounts in fen.

    first: the month's first day. due: what the offer asks. can_pay: what the budget leaves for this lender; on a day, as
    much of it as has come and is not spent on an earlier payment. from_savings: what the sum at hand covers. short: what
    nothing covers but essentials or the cushion. excess: what of `due` is beyond the debt and its own interest.
    on: the day, where it counts. waits_for: the payday that brings the money, where the payment falls before it.
    """

    first: date
    due: int
    can_pay: int
    from_savings: int
    short: int
    excess: int = 0
    on: date | None = None
    waits_for: date | None = None


class Settled(NamedTuple):
    """What an offer's payments do to the debt at its own rates, in fen.

    taken: what of each payment the debt and its interest take; the rest is excess. uncovered: what of both is left after
    the last payment.
    """

    taken: tuple[int, ...]
    uncovered: int


@dataclass(frozen=True, slots=True)
class Assessment:
    """What an offer means.

    payments: its payments in order of date. owed: today's balance with this lender, from which the cost is counted.
    left_open: what of today's balance neither the payments nor the stated waiver covers. own: what the debt and its own
    interest come to along these dates, the stated waiver taken off. excess: what the offer asks beyond that. uncovered:
    what of it the payments do not reach. own_cost: what paying only that costs. more_than_proposed: total beyond the plan
    she asked for. later_than_proposed: days its last payment lies after that plan's (negative: before). grounds: for each
    of the reasons what it is, for programs. set_aside: what of the sum at hand the other lenders' earlier answers take.
    """

    payments: tuple[tuple[date, int], ...]
    months: tuple[Month, ...]
    owed: int
    total: int
    left_open: int
    own: int
    excess: int
    uncovered: int
    cost: Cost | NoCost
    own_cost: Cost | NoCost
    more_than_proposed: int
    later_than_proposed: int
    answer: Answer
    reasons: tuple[str, ...]
    grounds: tuple[Ground, ...]
    set_aside: int = 0

    @property
    def breaks(self) -> Month | None:
        """The first month, or day, that what she can pay does not cover."""
        return first_short(self.months)

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


def payments_of(offer: Offer, due_day: int | None = None) -> tuple[tuple[date, int], ...]:
    """The offer's payments: the down payment, then the instalments on the same day of each month; see `lacking`.

    due_day: the day of the month of later instalments, where it is not the first one's.
    """
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
        days = due_dates(offer.first_date, offer.instalments, due_day or offer.first_date.day)
        payments += zip(days, amounts, strict=True)
    return tuple(sorted(payments))


def assess(case: Case, advice: Advice, offer: Offer) -> Assessment | tuple[Fault, ...]:
    """The offer against her budget, against what is owed and against the plan she asked for, or what is missing or does
    not fit the case.

    What she can pay: see `covered`; what is over that comes from what may be used of the sum at hand (Advice.at_hand), once, and after the
    other lenders whose answers stand before this one in the case (all of them where it is not in the case). Whatever is
    still short would have to come from essentials or the cushion, so the offer is then not affordable, however small the
    gap. What is owed: see `settled`.

    The answer:
    - "decline" where a payment is short, or where the excess is more than a tenth (`LARGE_EXCESS`) of what is owed today;
    - "ask" where the excess is more than rounding (`ROUNDING_A_PAYMENT` fen for each payment), something is left open,
      nothing is in writing yet, or conditions are attached;
    - "accept" otherwise. So what exceeds the debt and its own interest is never accepted.
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
    paid = settled(advice, loans, payments, offer.first_date or payments[0][0], offer.waived)
    at_rate = [(day, taken) for (day, _), taken in zip(payments, paid.taken, strict=True)]
    available = advice.at_hand.usable
    set_aside = _set_aside(case, advice, offer, available)
    beyond = [
        (day, amount - taken)
        for (day, amount), taken in zip(payments, paid.taken, strict=True)
        if amount > taken
    ]
    savings = available - set_aside
    found = Assessment(
        payments=payments,
        months=covered(payments, can_pay, savings, case.budget.payday, advice.as_of, beyond),
        owed=owed,
        total=total,
        left_open=max(0, owed - total - offer.waived),
        own=sum(paid.taken) + paid.uncovered,
        excess=total - sum(paid.taken),
        uncovered=paid.uncovered,
        cost=annualised(loan_flows(owed, advice.as_of, payments)),
        own_cost=annualised(loan_flows(owed, advice.as_of, at_rate)),
        more_than_proposed=total - sum(plan.total_payment for plan in plans),
        later_than_proposed=(payments[-1][0] - max(plan.end for plan in plans)).days,
        answer="ask",
        reasons=(),
        grounds=(),
        set_aside=set_aside,
    )
    answer, said = _answer(case, advice, offer, found, can_pay, savings)
    return replace(
        found,
        answer=answer,
        reasons=tuple(text for _, text in said),
        grounds=tuple(ground for ground, _ in said),
    )


def settled(advice: Advice, loans: Sequence[int], payments: _Payments, begins: date, waived: int) -> Settled:
    """What the debt and its own interest take of these payments, and what the payments leave of them.

    The debt is what is owed today to these loans; a stated waiver comes off it first, from interest and penalty before
    principal. From today each loan's principal bears its contract rate, no penalty on top, and interest bears none. A
    payment goes to all interest first (民法典 561), then to principal, in proportion where there are several loans. What
    a payment brings beyond all that is excess. `begins` is the day of the first instalment.
    """
    principals = [advice.positions[index].principal for index in loans]
    interest = sum(advice.positions[index].owed for index in loans) - sum(principals)
    terms = []
    for index in loans:
        # By the month, months are counted from the offer's own days once its instalments have begun.
        terms.append(advice.positions[index].new_terms(begins))

    def pay(amount: int) -> int:
        nonlocal interest, principals
        to_interest = min(amount, interest)
        to_principal = min(amount - to_interest, sum(principals))
        interest -= to_interest
        parts = largest_remainder(to_principal, principals)
        principals = [principal - part for principal, part in zip(principals, parts, strict=True)]
        return to_interest + to_principal

    pay(waived)
    taken, since = [], advice.as_of
    for day, amount in payments:
        if day > since:
            interest += sum(
                interest_between(principal, each, since, day)
                for principal, each in zip(principals, terms, strict=True)
            )
            since = day
        taken.append(pay(amount))
    return Settled(tuple(taken), interest + sum(principals))


def covered(
    payments: _Payments, can_pay: int, savings: int, payday: int | None, as_of: date, beyond: _Payments = ()
) -> tuple[Month, ...]:
    """What covers each payment: `can_pay` fen a month first, then `savings`, once.

    Without a payday each calendar month has `can_pay`. With one, each day of payment is a row of its own, and money counts
    from the day it comes: the payday's day of the month, or a shorter month's last. It serves until the next payday;
    what is not spent by then is not assumed to be saved. Of the wage that came before today nobody knows what is still
    there: it counts within its own calendar month only; until the next payday then only `savings` do.
    `beyond` are those parts of the payments that exceed the debt and its interest.
    """
    due_on, excess = _sums(payments, payday is None), _sums(beyond, payday is None)
    if payday is None:
        day, last = min(due_on), max(due_on)
        while (day := add_months(day, 1)) < last:
            due_on.setdefault(day, 0)
    months = []
    left: dict[date, int] = {}
    for day, due in sorted(due_on.items()):
        came = day if payday is None else last_payday(day, payday)
        gone = payday is not None and came <= as_of and came.replace(day=1) != day.replace(day=1)
        money = 0 if gone else left.get(came, can_pay)
        left[came] = max(0, money - due)
        over = max(0, due - money)
        from_savings = min(over, savings)
        savings -= from_savings
        months.append(
            Month(
                first=day.replace(day=1),
                due=due,
                can_pay=money,
                from_savings=from_savings,
                short=over - from_savings,
                excess=excess.get(day, 0),
                on=None if payday is None else day,
                waits_for=add_months(came, 1, payday) if gone else None,
            )
        )
    return tuple(months)


def first_short(months: Iterable[Month]) -> Month | None:
    """The first month, or day, that nothing covers."""
    return next((month for month in months if month.short), None)


def _sums(payments: _Payments, by_month: bool) -> dict[date, int]:
    """What is due on each day, or in each month by its first day."""
    found: dict[date, int] = {}
    for day, amount in payments:
        key = day.replace(day=1) if by_month else day
        found[key] = found.get(key, 0) + amount
    return found


def _set_aside(case: Case, advice: Advice, offer: Offer, available: int) -> int:
    """What other lenders' earlier answers take of the sum at hand, in fen.

    Of each lender the latest answer stands. One that cannot be paid even so takes nothing: it is to be declined.
    """
    place = case.offers.index(offer) if offer in case.offers else len(case.offers)
    mine = _loans(case, offer)
    latest = {
        tuple(theirs): one for one in case.offers[:place] if (theirs := _loans(case, one)) and theirs != mine
    }
    left = available
    for loans, one in latest.items():
        payments = [] if lacking(one) else [pay for pay in payments_of(one) if pay[0] >= advice.as_of]
        can_pay = sum(advice.shares[index] for index in loans)
        months = covered(payments, can_pay, left, case.budget.payday, advice.as_of) if payments else ()
        if first_short(months) is None:
            left -= sum(month.from_savings for month in months)
    return available - left


def _loans(case: Case, offer: Offer) -> list[int]:
    """The loans the answer is about: its lender's, or all of them where it names none and there is only one lender."""
    named = [loan.lender.strip() for loan in case.loans]
    wanted = offer.lender.strip()
    if not wanted and len(set(named)) == 1:
        return list(range(len(named)))
    return [index for index, name in enumerate(named) if name == wanted]


def _answer(
    case: Case, advice: Advice, offer: Offer, found: Assessment, can_pay: int, savings: int
) -> tuple[Answer, list[tuple[Ground, str]]]:
    """See `assess`. Every sentence says only what these figures make so."""
    rounding = ROUNDING_A_PAYMENT * len(found.payments)
    too_much = found.excess > rounding
    broken = found.breaks
    said: list[tuple[Ground, str]] = []
    if broken is not None:
        said.append(_why_short(advice, broken, can_pay))
    if too_much:
        said.append(("excess", _why_excess(offer, found)))
    if broken is not None or (too_much and found.excess * LARGE_EXCESS > found.owed):
        replies = []
        if broken is not None:
            moved = _after_payday(case, advice, offer, can_pay, savings) if broken.waits_for else None
            replies.append(moved or _within(can_pay))
        if too_much:
            replies.append(
                f"超出欠款和它的利息的 {yuan(found.excess)}，要先看到书面的说明和依据，现在不能答应。"
            )
        return "decline", [*said, ("reply", "可以回复：" + "".join(replies))]
    if found.left_open:
        said.append(
            (
                "left_open",
                f"这些付款加上写明减免的，比现在的欠款少 {yuan(found.left_open)}。请对方写明：付完是否就算结清，余下的怎么处理。",
            )
        )
    if not offer.in_writing:
        said.append(
            (
                "unwritten",
                "还没有书面的约定。请对方用书面（App 消息、短信、邮件或盖章文件）写清金额、日期和减免。",
            )
        )
    if offer.conditions.strip():
        said.append(("conditions", "对方附了条件。请逐条看清；尤其要问：漏付一期会怎样，减免会不会作废。"))
    if said:
        return "ask", said
    used = sum(month.from_savings for month in found.months)
    covers = f"每一笔都付得出，其中 {yuan(used)} 要用手上的钱" if used else "每个月都在你能付的范围里"
    said = [("affordable", f"{covers}，也写成了书面。接受之前，再把协议逐条核对一遍。")]
    if found.uncovered > rounding:
        said.append(
            (
                "uncovered",
                f"{_own(offer)}，是 {yuan(found.own)}，这些付款比它少 {yuan(found.uncovered)}。请对方写明：付完就结清，这部分不再收。",
            )
        )
    return "accept", said


def _why_short(advice: Advice, month: Month, can_pay: int) -> tuple[Ground, str]:
    when = f"{month.first.year}年{month.first.month}月" if month.on is None else chinese_date(month.on)
    if month.waits_for is not None:
        return "before_payday", (
            f"{when}要付 {yuan(month.due)}，可是{chinese_date(month.waits_for)}才有钱进账。"
            f"在那以前，手上能用的只有 {yuan(month.from_savings)}，差 {yuan(month.short)}。"
        )
    spent = can_pay - month.can_pay
    before = f"上次进账的钱，前面已经付掉 {yuan(spent)}。" if spent else ""
    return "short", (
        f"{before}{when}要付 {yuan(month.due)}，比你能拿出来的 {yuan(month.can_pay + month.from_savings)} "
        f"多 {yuan(month.short)}。{_out_of(advice, can_pay, month.short)}"
    )


def _out_of(advice: Advice, can_pay: int, short: int) -> str:
    """Where `short` fen a month beyond this lender's share would have to come from, what hurts least first."""
    means, amount = advice.affordable.means, advice.affordable.amount
    purses = [("别家的那一份", amount - can_pay)]
    if means is not None:
        over = means.surplus + means.cushion
        purses += [
            ("你没有算进来的结余", max(0, means.surplus) - amount),
            ("留作急用的钱", min(means.cushion, max(0, over))),
        ]
    named = []
    for name, holds in purses:
        if short > 0 and holds > 0:
            named.append(name)
            short -= holds
    if short > 0:
        if means is None:
            others = f"就算动用{named[0]}，" if named else ""
            return f"{others}这样的数也超出了你填的每月能还的钱，约定守不住。"
        named.append("必要开支" if not means.other_minimums else "必要开支和别的债每月最少要还的钱")
    return f"差的钱要从{'、'.join(named)}里挤，这样的约定守不住。"


def _why_excess(offer: Offer, found: Assessment) -> str:
    sentence = (
        f"一共要付 {yuan(found.total)}。{_own(offer)}，是 {yuan(found.own)}，多出 {yuan(found.excess)}。"
    )
    if found.excess * LARGE_EXCESS > found.owed:
        sentence += "多出的超过了欠款的十分之一。"
    cost, own = found.cost, found.own_cost
    # After a waiver even the debt's own cost may be below zero, and over a few days a rate grows beyond all meaning.
    if not offer.waived and isinstance(cost, Cost) and isinstance(own, Cost):
        here, due = percent(cost.effective), percent(own.effective)
        if here != due and cost.effective < TELLING_COST:
            sentence += f"折合年化（复利）{here}，只还欠款和它的利息是 {due}。"
    return sentence + "请对方说明多出来的是什么费用，依据是什么。"


def _own(offer: Offer) -> str:
    waived = "减去写明减免的，再" if offer.waived else ""
    return f"今天的欠款{waived}加上照这些日子算的合同利息"


def _within(can_pay: int) -> str:
    most = f"每月最多能付 {yuan(can_pay)}" if can_pay else "现在每月拿不出钱"
    return f"我愿意还，但这个数超出能力，我{most}；请按我申请的方案，或把每期降到我能付的数。"


def _after_payday(case: Case, advice: Advice, offer: Offer, can_pay: int, savings: int) -> str | None:
    """What to ask for where an offer falls before the money comes: its dates on paydays, if it can then be paid."""
    payday = case.budget.payday
    assert payday is not None
    down = offer.down_payment_date or offer.first_date
    moved = offer.model_copy(
        update={
            "down_payment_date": _payday_from(down, payday) if down else None,
            "first_date": _payday_from(offer.first_date, payday) if offer.first_date else None,
        }
    )
    payments = payments_of(moved, payday)
    if first_short(covered(payments, can_pay, savings, payday, advice.as_of)) is not None:
        return None
    day = f"{payday} 日" if payday <= 28 else f"{payday} 日（短的月份是最后一天）"
    again = f"，以后每月 {day}" if len(payments) > 1 else ""
    return f"这个数我付得出，但钱要到账以后才有；请把付款日改一改，第一笔在{chinese_date(payments[0][0])}{again}。"


def _payday_from(day: date, payday: int) -> date:
    """The first payday that is not before `day`."""
    came = last_payday(day, payday)
    return day if came == day else add_months(came, 1, payday)


def assessment_json(assessment: Assessment) -> dict[str, Any]:
    """What `jiebei offer` prints."""
    breaks = assessment.breaks
    return {
        "affordable": assessment.affordable,
        "answer": assessment.answer,
        "reasons": list(assessment.reasons),
        "grounds": list(assessment.grounds),
        "first_break": None if breaks is None else breaks.first.isoformat()[:7],
        "first_break_date": None if breaks is None or breaks.on is None else breaks.on.isoformat(),
        "total": plain(assessment.total),
        "owed": plain(assessment.owed),
        "own": plain(assessment.own),
        "excess": plain(assessment.excess),
        "uncovered": plain(assessment.uncovered),
        "left_open": plain(assessment.left_open),
        "set_aside": plain(assessment.set_aside),
        "cost": _cost_json(assessment.cost),
        "own_cost": _cost_json(assessment.own_cost),
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
                "excess": plain(month.excess),
                "date": month.on.isoformat() if month.on else None,
                "waits_for": month.waits_for.isoformat() if month.waits_for else None,
            }
            for month in assessment.months
        ],
        "payments": [
            {"date": day.isoformat(), "amount": plain(amount)} for day, amount in assessment.payments
        ],
    }


def _cost_json(cost: Cost | NoCost) -> dict[str, Any]:
    if isinstance(cost, NoCost):
        return {"effective": None, "nominal": None, "message": cost.message}
    nominal = None if cost.nominal is None else round(cost.nominal, 10)
    return {"effective": round(cost.effective, 10), "nominal": nominal, "message": None}
