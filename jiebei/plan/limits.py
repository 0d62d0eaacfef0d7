"""The limits a plan is measured against: what the rules say of extensions, and what nobody would process."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Final

from jiebei.counting.money import yuan
from jiebei.owed.known_loan import KnownLoan
from jiebei.plan.options import Limit, LoanPlan

SHORT_LOAN_MONTHS: Final = 12
"""一年以内: the loans whose extension 个人贷款管理办法 (令2024年第3号; rule extension-short-loan) bounds. How far is the rule's value."""

LEAST_INSTALMENT: Final = 5_000
"""50 yuan: smaller instalments, month after month, are a burden to both sides. A rule of experience."""


def limits_of(plans: Sequence[LoanPlan], loans: Sequence[KnownLoan], as_of: date) -> tuple[Limit, ...]:
    """How plans that repay their loans stand to each limit that applies to them."""
    # Read late: the rules are files, and most of the core needs none of them.
    from jiebei.rules import load_rules

    times = load_rules().value("extension-short-loan", as_of)
    found = []
    for plan, place in zip(plans, loans, strict=True):
        months = months_later(plan, place)
        original = place.original_periods
        if isinstance(times, Decimal) and months > 0 and original <= SHORT_LOAN_MONTHS:
            kept = months <= original * times
            since = "今天" if place.matured else "现在的计划"
            text = f"比{since}晚 {months} 个月，原期限 {original} 期：" + (
                "没有超过原期限" if kept else "超过了原期限"
            )
            found.append(Limit("extension-short-loan", text, kept))
        least = max(row.payment for row in plan.schedule.rows)
        if len(plan.schedule.rows) > 1 and least < LEAST_INSTALMENT:
            found.append(Limit("", f"每期最多只有 {yuan(least)}，太零碎，对方很难办理（经验）", False))
    return tuple(found)


def months_later(plan: LoanPlan, place: KnownLoan) -> int:
    """By how many calendar months the plan ends after the contract does; after today, where the whole loan has fallen due.

    A due day moved within its month is not a longer term.
    """
    ends = place.as_of if place.matured else place.present.end
    return (plan.schedule.end.year - ends.year) * 12 + plan.schedule.end.month - ends.month
