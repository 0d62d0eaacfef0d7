"""What of a sum at hand may be offered, and what of it stays hers: nobody should settle a debt with next month's rent."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

from jiebei.case.records import Case
from jiebei.counting.due_dates import months_between
from jiebei.counting.money import yuan
from jiebei.plan.budget import affordable, uneven_income, usual_means

GAP_MONTHS: Final = 6
"""How many months of a gap between essentials and income are kept back where she cannot say when it will end. A rule of
experience, not of law."""


@dataclass(frozen=True, slots=True)
class AtHand:
    """A sum at hand in fen: `kept` of it stays hers, and `why` says what for ("" where nothing is kept)."""

    total: int
    kept: int
    why: str

    @property
    def usable(self) -> int:
        return self.total - self.kept


def at_hand(case: Case, as_of: date) -> AtHand:
    """The sum she could pay at once, less what must stay.

    With a budget: a month of essentials, or, where income does not cover them, the gap of every month until things are
    expected to be better (GAP_MONTHS where that is not known); never less than what carries her through the low months
    that the monthly payment counts on. Without a budget her word is taken that the sum is free, unless she has said
    that she can pay nothing a month: then nobody knows what she lives on, and all of it stays.
    """
    total = case.proposal.lump_sum or 0
    can_pay, household = affordable(case), usual_means(case)
    if not total or can_pay is None:
        return AtHand(total, 0, "")
    if household is None:
        if can_pay.amount:
            return AtHand(total, 0, "")
        return AtHand(total, total, "你说现在每月拿不出钱，也还没有填收支。手上的钱先留着生活，不用来还款。")
    kept, why = household.essentials, f"留出一个月的必要开支 {yuan(household.essentials)}。"
    gap = -household.surplus
    recovery = case.hardship.recovery
    known = recovery is not None and recovery > as_of
    months = min(12, months_between(as_of, recovery)) if known and recovery else GAP_MONTHS
    if gap * months > kept:
        kept, why = gap * months, f"每月还差 {yuan(gap)}，留出 {months} 个月的。"
    uneven = uneven_income(case)
    if uneven is not None and (reserve := uneven.reserve_for(can_pay.amount)) > kept:
        kept, why = reserve, f"差的月份要靠它补，留出 {yuan(reserve)}。"
    return AtHand(total, min(kept, total), why)
