"""Which option to ask for, and why: one ordered table, read from top to bottom.

At each row the options that meet it best stay and the others are put aside. Nothing else decides, and everything that
the reason claims is computed from the options.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Final

from jiebei.case.records import PlanKind
from jiebei.counting.due_dates import chinese_date
from jiebei.counting.money import percent, yuan
from jiebei.plan import kinds
from jiebei.plan.kinds import Outset
from jiebei.plan.options import Choice, Option, Step, month_of
from jiebei.plan.shortest_plan import MAX_MONTHS


@dataclass(frozen=True)
class Criterion:
    """One row of the table: what is asked of an option, in words for people, and its measure (the smaller the better)."""

    code: str
    title: str
    why: str
    measure: Callable[[Outset, Option], int]


def payable(outset: Outset, option: Option) -> bool:
    """No month asks more than can be paid in it, months beginning on her payday where it is known; after the day from
    which she can pay more, that. What is paid at once from the sum at hand is not counted here."""
    later = outset.case.proposal.later_from if option.kind == "step_up" else None
    begins = month_of(option.instalments[0].date, option.month_day)
    more_from = None if later is None else month_of(later, option.month_day)
    for month, asked in option.monthly.items():
        if month == begins:
            asked -= option.first_payment
        cap = outset.amount if more_from is None or month < more_from else option.affordable
        if asked > cap:
            return False
    return True


def untouched(outset: Outset, option: Option) -> bool:
    """What is paid at once leaves what must stay of the sum at hand."""
    return option.first_payment <= outset.at_hand.usable


_NO_NEW_AGREEMENT: Final = frozenset({"keep", "catch_up", "settlement"})

CRITERIA: Final = (
    Criterion(
        "payable",
        "每个月都付得起",
        "付不起的安排，第二个月就会断。",
        lambda outset, option: not payable(outset, option),
    ),
    Criterion(
        "untouched",
        "不动必要开支和留的余钱",
        "用光了手上的钱，一次意外就会再逾期。",
        lambda outset, option: not untouched(outset, option),
    ),
    Criterion(
        "no_principal_cut",
        "不指望减本金",
        "减免本金很少见，不能当作计划。",
        lambda _, option: option.principal_waived > 0,
    ),
    Criterion(
        "within_limits",
        "还得清，又没有超出期限",
        "超出规定或常见的期限，对方多半不能批。",
        lambda _, option: not (option.closes and option.within_limits),
    ),
    Criterion("repays", "还得清", "还不清的安排只能救急。", lambda _, option: not option.closes),
    Criterion(
        "time_only",
        "只要时间，不要减免",
        "减免全看对方；不靠减免的方案，对方更容易答应。",
        lambda _, option: option.concession,
    ),
    Criterion(
        "no_new_agreement",
        "不用重新签约",
        "补上、还清或照合同还，不必等对方批准。",
        lambda _, option: option.concession or option.kind not in _NO_NEW_AGREEMENT,
    ),
    Criterion("cheapest", "一共还得最少", "同样做得到，就选花钱少的。", lambda _, option: option.total),
    Criterion("shortest", "最早还清", "花钱一样多，就选早结束的。", lambda _, option: option.end.toordinal()),
)
"""The order a careful counsellor would go through them in."""


def choose_option(outset: Outset, options: Sequence[Option]) -> Choice:
    """The option left at the end of the table; of two that it cannot tell apart, the one named first."""
    left, steps = list(options), []
    for criterion in CRITERIA:
        measured = {option.kind: criterion.measure(outset, option) for option in left}
        best = min(measured.values())
        steps.append(
            Step(
                criterion.code,
                tuple(kind for kind, value in measured.items() if value == best),
                tuple(kind for kind, value in measured.items() if value != best),
            )
        )
        left = [option for option in left if measured[option.kind] == best]
    chosen = left[0]
    claims = claims_for(outset, options, chosen)
    return Choice(chosen.kind, tuple(steps), claims, _reason(outset, chosen, claims))


def on_her_own_means(outset: Outset, options: Sequence[Option]) -> tuple[Option, ...]:
    """The options that repay the debt, can be paid, leave what must stay, and ask for nothing to be waived or reduced."""
    return tuple(
        option
        for option in options
        if option.closes and not option.concession and payable(outset, option) and untouched(outset, option)
    )


def claims_for(outset: Outset, options: Sequence[Option], chosen: Option) -> frozenset[str]:
    """What may be said of the chosen option beside the others.

    cheapest, shortest: no other option on her own means costs less in all, or ends sooner. within_limits: it keeps to
    every limit measured. no_plan: nothing on her own means repays the debt. below_interest: what she can pay in a month
    is not even a month's interest.
    """
    own = on_her_own_means(outset, options)
    claims = set()
    if len(own) > 1 and chosen in own:
        claims |= {"cheapest"} if chosen.total <= min(option.total for option in own) else set()
        claims |= {"shortest"} if chosen.end <= min(option.end for option in own) else set()
    if chosen.closes and chosen.within_limits:
        claims.add("within_limits")
    if not own:
        claims.add("no_plan")
    if outset.amount < sum(place.month_interest for place in outset.loans):
        claims.add("below_interest")
    return frozenset(claims)


def _reason(outset: Outset, chosen: Option, claims: frozenset[str]) -> str:
    sentences = [_LEADS[chosen.kind](outset, chosen, claims)]
    if "cheapest" in claims and "shortest" in claims:
        sentences.append(
            f"在付得起、又不靠减免的办法里，它一共还得最少（{yuan(chosen.total)}），也最早还清。"
        )
    elif "cheapest" in claims:
        sentences.append(f"在付得起、又不靠减免的办法里，它一共还得最少（{yuan(chosen.total)}）。")
    elif "shortest" in claims:
        sentences.append("在付得起、又不靠减免的办法里，它最早还清。")
    broken = [limit.text for limit in chosen.limits if not limit.kept]
    if broken:
        sentences.append(f"要知道：{'；'.join(dict.fromkeys(broken))}。对方可能只答应短一些的。")
    return "".join(sentences)


Lead = Callable[[Outset, Option, frozenset[str]], str]


def _keep(outset: Outset, option: Option, _: frozenset[str]) -> str:
    return (
        f"没有逾期，每个月最多要还 {yuan(option.heaviest_month)}，没有超过你能还的 {yuan(outset.amount)}："
        "照原计划还，不必改。"
    )


def _catch_up(outset: Outset, option: Option, _: frozenset[str]) -> str:
    once = f"先用手上的钱还 {yuan(option.first_payment)}，" if option.first_payment else ""
    return (
        f"原来每个月要还的没有超过你能还的 {yuan(outset.amount)}，难处只是已经逾期的 {yuan(outset.due_now)}。"
        f"{once}把它补上，再照原计划还到{chinese_date(option.end)}，不用延长。"
    )


def _settlement(outset: Outset, option: Option, _: frozenset[str]) -> str:
    kept = f"留出 {yuan(outset.at_hand.kept)} 以后，" if outset.at_hand.kept else ""
    if option.waived:
        return f"{kept}手上的钱够付 {yuan(option.total)}，其余 {yuan(option.waived)} 要请对方减免罚息和利息。"
    return f"{kept}手上的钱够一次还清全部欠款：提前结清，之后不再有利息。"


def _down_payment(outset: Outset, option: Option, _: frozenset[str]) -> str:
    kept = f"（已留出 {yuan(outset.at_hand.kept)}）" if outset.at_hand.kept else ""
    return (
        f"手上能用的 {yuan(option.first_payment)}{kept} 先还进去，余下的每个月不超过 {yuan(outset.amount)}，"
        f"{chinese_date(option.end)}还清。"
    )


def _within_what_she_can_pay(outset: Outset, option: Option, _: frozenset[str]) -> str:
    count = max(len(plan.schedule.rows) for plan in option.plans)
    asks = f"它要对方减免 {yuan(option.waived)}。" if option.waived else ""
    return (
        f"每个月不超过你能还的 {yuan(outset.amount)}，共 {count} 期，{chinese_date(option.end)}还清。{asks}"
    )


def _step_up(outset: Outset, option: Option, _: frozenset[str]) -> str:
    since = outset.case.proposal.later_from
    until = f"{chinese_date(since)}以前" if since else "开头"
    return (
        f"{until}每个月不超过你现在能还的 {yuan(outset.amount)}，之后不超过 {yuan(option.affordable)}，"
        f"{chinese_date(option.end)}还清。"
    )


def _interest_reduction(outset: Outset, option: Option, _: frozenset[str]) -> str:
    asked = [plan.new_annual_rate for plan in option.plans if plan.new_annual_rate is not None]
    rates = "、".join(dict.fromkeys(percent(float(rate), 1) for rate in asked))
    as_it_is = f"{MAX_MONTHS} 期也还不完"
    if outset.extended is not None:
        as_it_is = f"要还到{chinese_date(max(one.end for one in outset.extended.values()))}"
    return (
        f"每个月还 {yuan(outset.amount)}，按原利率{as_it_is}；"
        f"年利率降到 {rates}，{chinese_date(option.end)}能还清。降不降，全看对方。"
    )


def _token(outset: Outset, _: Option, claims: frozenset[str]) -> str:
    interest = yuan(sum(place.month_interest for place in outset.loans))
    ask = "这时应当如实说明，请对方停收罚息、减免利息，几个月后再议。"
    if not outset.amount:
        return f"现在每个月拿不出钱来还，而一个月的利息就有 {interest}。{ask}"
    if "below_interest" in claims:
        return f"每个月能还的 {yuan(outset.amount)} 不够一个月的利息 {interest}，只靠它，本金不会少。{ask}"
    divided = "分给几笔以后，" if len(outset.loans) > 1 else ""
    return f"每个月能还的 {yuan(outset.amount)}，{divided}按原利率 {MAX_MONTHS} 期也还不完（一个月的利息是 {interest}）。{ask}"


_LEADS: Final[dict[PlanKind, Lead]] = {
    "keep": _keep,
    "catch_up": _catch_up,
    "down_payment": _down_payment,
    "settlement": _settlement,
    "extension": _within_what_she_can_pay,
    "reinstalment": _within_what_she_can_pay,
    "interest_only": _within_what_she_can_pay,
    "penalty_waiver": _within_what_she_can_pay,
    "step_up": _step_up,
    "interest_reduction": _interest_reduction,
    "token": _token,
}


def fall_back(outset: Outset, options: Sequence[Option], chosen: Option) -> Option | None:
    """What she could still keep if the chosen plan is refused: shorter or dearer, never longer.

    First the cheapest of the other options on her own means that end no later; then a plan with all that her budget
    leaves, where she has offered less; then the same payments for a few months, to be looked at again. None where the
    chosen plan needs nobody's consent, or nothing is left to offer.
    """
    if chosen.kind == "keep" or (chosen.kind == "settlement" and not chosen.waived):
        return None
    others = [
        option
        for option in on_her_own_means(outset, options)
        if option is not chosen and option.end <= chosen.end and option.kind != "keep"
    ]
    if others:
        return min(others, key=lambda option: (option.total, option.end))
    if outset.can_pay.leaves is not None and outset.can_pay.leaves > outset.amount:
        more = kinds.within_everything(outset, outset.can_pay.leaves)
        if more is not None and more.end <= chosen.end and _asks_otherwise(more, chosen):
            return more
    trial = kinds.token(outset, kinds.TRIAL_MONTHS)
    if trial is None or not trial.total:
        return None
    return replace(trial, notices=()) if trial.end < chosen.end else None


def _asks_otherwise(option: Option, than: Option) -> bool:
    return [row[1:3] for row in option.instalments] != [row[1:3] for row in than.instalments]
