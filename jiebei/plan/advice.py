"""From a case to advice: every option worked out, one recommended, one to fall back on, and what she should know first."""

from __future__ import annotations

from datetime import date
from typing import Final

from jiebei.case.faults import Fault
from jiebei.case.records import Case
from jiebei.counting.due_dates import chinese_date
from jiebei.counting.money import yuan
from jiebei.owed.known_loan import DEFAULT_PERIODS, KnownLoan, known_loans, loans_missing
from jiebei.plan.at_hand import at_hand
from jiebei.plan.budget import affordable, good_month, month_day, uneven_income, unusual, usual_means
from jiebei.plan.choice import choose_option, fall_back
from jiebei.plan.kinds import Outset, every_option
from jiebei.plan.options import Advice, LoanPlan, Notice
from jiebei.plan.shortest_plan import next_month

SOON_DAYS: Final = 62


def advise(case: Case, as_of: date) -> Advice | tuple[Fault, ...]:
    """Every option for the case as of that day, the one to ask for, and why; or what is missing for it."""
    outset = outset_of(case, as_of)
    if not isinstance(outset, Outset):
        return outset
    options = every_option(outset)
    choice = choose_option(outset, options)
    chosen = next(option for option in options if option.kind == choice.kind)
    shares, sharing = outset.divided
    return Advice(
        as_of=as_of,
        affordable=outset.can_pay,
        at_hand=outset.at_hand,
        positions=outset.loans,
        present=outset.present,
        options=options,
        choice=choice,
        fallback=fall_back(outset, options, chosen),
        notices=_general_notices(outset),
        shares=shares,
        sharing=sharing,
        month_day=outset.month_day,
    )


def outset_of(case: Case, as_of: date) -> Outset | tuple[Fault, ...]:
    """What every kind of plan starts from, or what is missing for it."""
    loans, can_pay = known_loans(case, as_of), affordable(case)
    known = tuple(place for place in loans if isinstance(place, KnownLoan))
    if len(known) < len(loans) or can_pay is None:
        return still_missing(case, as_of)
    present = tuple(LoanPlan(place.loan, place.present, place.contract) for place in known)
    return Outset(case, as_of, can_pay, at_hand(case, as_of), known, present, month_day(case))


def still_missing(case: Case, as_of: date) -> tuple[Fault, ...]:
    """What must still be filled in, or corrected, before a plan can be worked out."""
    faults = loans_missing(case, as_of)
    if affordable(case) is None:
        return (*faults, Fault("budget.affordable", "还缺每月能还多少：不确定就先填一个肯定拿得出来的数。"))
    return faults


def _general_notices(outset: Outset) -> tuple[Notice, ...]:
    notices: list[Notice] = []
    can_pay = outset.can_pay
    if can_pay.overstated and can_pay.stated is not None:
        notices.append(
            Notice(
                "overstated",
                f"你填的每月能还 {yuan(can_pay.stated)}，但收支算下来只能还 {yuan(can_pay.leaves or 0)}。"
                "方案按较少的数算：答应做不到的，比少答应更伤自己。",
            )
        )
    household = usual_means(outset.case)
    if household is not None and household.surplus < 0:
        notices.append(
            Notice(
                "gap",
                f"每个月的必要开支比收入多 {yuan(-household.surplus)}。先保住吃住、看病和孩子，这不是你的错；"
                "“求助”页里有人可以免费帮你看。",
            )
        )
    notices += _uneven_notices(outset)
    first = [debt.name.strip() or "没有名称的一项" for debt in outset.case.other_debts if debt.priority]
    if first:
        notices.append(
            Notice(
                "priority_debts",
                f"{'、'.join(first)}要排在前面还，它每月最少要还的已经先从能还的钱里扣掉。还不上它，后果更急。",
            )
        )
    if can_pay.leaves is not None and can_pay.stated is not None and can_pay.stated < can_pay.leaves:
        spare = can_pay.leaves - can_pay.stated
        notices.append(
            Notice(
                "understated",
                f"收支算下来能还 {yuan(can_pay.leaves)}，你只填了 {yuan(can_pay.stated)}。对方看到会问："
                f"差的 {yuan(spare)} 如果是留着应急，请填到“留作急用”里。",
            )
        )
    comfortable = can_pay.means is not None and can_pay.means.surplus > 0
    for line in unusual(outset.case) if comfortable else ():
        name = f"“{line.name}”" if line.name else "有一项必要开支"
        notices.append(
            Notice(
                "unusual_line", f"{name}占了收入的一半以上，对方可能会问，准备好一句说明。不是要你砍掉它。"
            )
        )
    notices += [*_payday_notices(outset), *_step_up_notices(outset), *_at_hand_notices(outset)]
    counted = [
        loan
        for loan, place in zip(outset.case.loans, outset.loans, strict=True)
        if not place.matured and loan.method != "bullet"
    ]
    if any(loan.periods_left is None for loan in counted):
        notices.append(
            Notice("assumed_periods", f"还没有填剩余期数，现在的计划按还剩 {DEFAULT_PERIODS} 期估算。")
        )
    for loan in counted:
        if loan.next_due is not None and (loan.next_due - outset.as_of).days > SOON_DAYS:
            notices.append(
                Notice(
                    "far_due",
                    f"下一个还款日 {chinese_date(loan.next_due)} 离今天两个多月，请核对是不是填错了。",
                )
            )
    return tuple(notices)


def _uneven_notices(outset: Outset) -> list[Notice]:
    """What uneven income means for the payment: the model, the reserve it needs, and the months it would be short."""
    can_pay, uneven = outset.can_pay, uneven_income(outset.case)
    if uneven is None:
        better = good_month(outset.case)
        if better is None or can_pay.leaves is None or better.surplus <= can_pay.leaves:
            return []
        return [
            Notice(
                "irregular",
                f"差的月份能还 {yuan(can_pay.leaves)}，好的月份能还 {yuan(better.surplus)}。"
                "答应的数按差的月份定，好的月份可以多还。",
            )
        ]
    if not uneven.low_months:
        return []
    model = f"按一年 {uneven.low_months} 个差的月份、差的都排在最前面来算，好的月份没有算进去。"
    notices = [
        Notice(
            "uneven",
            f"{model}差的月份剩 {yuan(uneven.low)}，平常月份剩 {yuan(uneven.usual)}，"
            f"每个月稳得住的是 {yuan(uneven.payment)}。",
        )
    ]
    if uneven.sustainable > uneven.payment:
        reserve = uneven.reserve_for(uneven.sustainable)
        short = uneven.short_months(uneven.sustainable, 12)
        months = "、".join(str(month) for month in short)
        notices.append(
            Notice(
                "reserve",
                f"全年平均下来每个月能还 {yuan(uneven.sustainable)}，但要先存够 {yuan(reserve)} 来补差的月份；"
                f"现在就答应这个数，头一年里第 {months} 个月会不够。",
            )
        )
    elif kept := uneven.reserve_for(can_pay.amount):
        notices.append(Notice("reserve", f"手上的钱里要留出 {yuan(kept)}，差的月份靠它补。"))
    return notices


def _payday_notices(outset: Outset) -> list[Notice]:
    if outset.case.budget.payday is None:
        return []
    paid = next_month(outset.as_of, outset.case.budget.payday)
    early = [
        place.contract.first for place in outset.loans if place.contract.first < paid and not place.matured
    ]
    if not early:
        return []
    return [
        Notice(
            "payday",
            f"{chinese_date(min(early))}要还的那一期，在{chinese_date(paid)}到账之前。先看手上够不够；"
            "新的安排已经排在到账之后，照原计划还的，可以请对方把还款日改到到账以后。",
        )
    ]


def _step_up_notices(outset: Outset) -> list[Notice]:
    wish = outset.case.proposal
    if wish.later_payment and wish.later_from is not None and wish.later_from <= outset.as_of:
        return [
            Notice(
                "later_is_past",
                f"“从哪天起能多还”填的是{chinese_date(wish.later_from)}，已经到了。"
                "如果现在就能多还，请改“每月能还多少”；不是的话，请填以后的日子。",
            )
        ]
    return []


def _at_hand_notices(outset: Outset) -> list[Notice]:
    if not outset.at_hand.kept:
        return []
    return [
        Notice(
            "kept_at_hand",
            f"手上的 {yuan(outset.at_hand.total)} 里，{yuan(outset.at_hand.kept)} 没有用来还款：{outset.at_hand.why}",
        )
    ]
