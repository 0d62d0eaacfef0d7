"""What can honestly be paid each month: income less what must go out, never less than nothing promised."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Final

from jiebei.case.faults import Fault
from jiebei.case.records import BudgetLine, Case, Frequency
from jiebei.counting.due_dates import add_months
from jiebei.counting.money import round_half_up

PER_MONTH: Final[dict[Frequency, Fraction]] = {
    "day": Fraction(365, 12),
    "week": Fraction(365, 7 * 12),
    "month": Fraction(1),
    "quarter": Fraction(1, 3),
    "year": Fraction(1, 12),
}
"""How often each frequency comes in an average month of a 365-day year."""


@dataclass(frozen=True, slots=True)
class Means:
    """A household's average month, in fen. `surplus` is what is left after everything; below zero it is a gap."""

    income: int
    essentials: int
    other_minimums: int
    cushion: int

    @property
    def surplus(self) -> int:
        return self.income - self.essentials - self.other_minimums - self.cushion


@dataclass(frozen=True, slots=True)
class Affordable:
    """What the plan may ask of her each month, in fen, and why.

    stated: what she typed, if she did. means: her budget, if she filled one in; of the low month where income varies.
    leaves: what the budget lets her promise; more than the low month leaves where money at hand carries her through it.
    The lower of her word and her budget counts: a letter whose budget shows less than it offers convinces nobody, and
    breaks in the second month.
    """

    amount: int
    stated: int | None
    means: Means | None
    leaves: int | None

    @property
    def overstated(self) -> bool:
        """She typed more than her own budget leaves."""
        return self.stated is not None and self.leaves is not None and self.stated > self.leaves


@dataclass(frozen=True, slots=True)
class UnevenIncome:
    """A year of uneven income, in fen.

    The model, stated beside every figure that rests on it: each year has `low_months` low months and the others are
    usual; nobody knows which, so the worst is assumed, that they come first. High months are not counted on. low, usual,
    high: what each leaves (below zero: what it lacks); high is None where she has not said. at_hand: money that can
    carry her through low months.
    """

    low_months: int
    low: int
    usual: int
    high: int | None
    at_hand: int

    @property
    def sustainable(self) -> int:
        """The most she could pay in every month of such a year, had she the reserve that carries her."""
        year = self.low_months * self.low + (12 - self.low_months) * self.usual
        return max(0, min(self.usual, year // 12))

    @property
    def payment(self) -> int:
        """The most she can promise for every month with the money at hand."""
        if not self.low_months:
            return max(0, self.usual)
        return max(0, min(self.sustainable, self.low + self.at_hand // self.low_months))

    def reserve_for(self, payment: int) -> int:
        """What must lie ready for this payment to hold through the low months, should they come first."""
        return self.low_months * max(0, payment - self.low)

    def short_months(self, payment: int, months: int) -> tuple[int, ...]:
        """In which of the first `months` months (1 is the first) this payment could not be made with the money at hand,
        the low months of each year coming first. What a usual month leaves over is saved for the next low one."""
        saved, short = self.at_hand, []
        for month in range(1, months + 1):
            saved += (self.low if (month - 1) % 12 < self.low_months else self.usual) - payment
            if saved < 0:
                short.append(month)
                saved = 0
        return tuple(short)


def monthly(line: BudgetLine) -> int:
    """The line's amount in fen for an average month, rounded half-up."""
    times = PER_MONTH[line.frequency]
    return round_half_up(line.amount * times.numerator, times.denominator)


def monthly_sum(lines: Iterable[BudgetLine]) -> int:
    return sum(monthly(line) for line in lines)


def means(case: Case, income: int | None = None) -> Means | None:
    """The month to plan with, or None while neither income nor essential spending has been typed.

    Where income varies and she has said what a bad month brings, that month counts: a promise must hold in it too.
    `income` (fen) asks for another month instead, such as a good one.
    """
    budget = case.budget
    if not budget.income and not budget.essentials and budget.low_income is None:
        return None
    if income is None:
        income = monthly_sum(budget.income) if budget.low_income is None else budget.low_income
    return Means(
        income=income,
        essentials=monthly_sum(budget.essentials),
        other_minimums=sum(debt.monthly_minimum for debt in case.other_debts),
        cushion=budget.cushion,
    )


def usual_means(case: Case) -> Means | None:
    """The month most months are like, as far as she has said: the low one only where no usual income was typed."""
    income = monthly_sum(case.budget.income) if case.budget.income else None
    return means(case, income)


def good_month(case: Case) -> Means | None:
    """What a good month leaves, where she has said what one brings."""
    return means(case, case.budget.high_income) if case.budget.high_income is not None else None


def income_said(case: Case) -> bool:
    """She has typed something that comes in; without it a month's income of 0 only means that nothing was typed."""
    return bool(case.budget.income) or case.budget.low_income is not None


def income_contradiction(case: Case) -> Fault | None:
    """Where what she says of her months cannot all be so: a low month that brings more than the usual one, a high one less."""
    budget = case.budget
    usual = monthly_sum(budget.income) if budget.income else budget.low_income
    if usual is None:
        return None
    if budget.low_income is not None and budget.low_income > usual:
        return Fault("budget.low_income", "差的月份进账比平常的还多。请核对这两个数，有一个可能填错了。")
    if budget.high_income is not None and budget.high_income < usual:
        return Fault("budget.high_income", "好的月份进账比别的月份还少。请核对这两个数，有一个可能填错了。")
    return None


def uneven_income(case: Case) -> UnevenIncome | None:
    """The year as she describes it, where she has said what a low month brings and how many a year are low."""
    budget = case.budget
    if budget.low_income is None or budget.low_months is None or not budget.income:
        return None
    low, usual, good = means(case), usual_means(case), good_month(case)
    if low is None or usual is None:
        return None
    return UnevenIncome(
        low_months=budget.low_months,
        low=min(low.surplus, usual.surplus),
        usual=usual.surplus,
        high=good.surplus if good else None,
        at_hand=case.proposal.lump_sum or 0,
    )


def unusual(case: Case) -> tuple[BudgetLine, ...]:
    """Essential lines that take more than half of the income: a lender may ask about them. Nothing is cut here."""
    household = means(case)
    if household is None or household.income == 0:
        return ()
    return tuple(line for line in case.budget.essentials if 2 * monthly(line) > household.income)


def affordable(case: Case) -> Affordable | None:
    """What can be paid each month, or None while neither an amount nor a budget has been typed."""
    household, stated = means(case), case.budget.affordable
    if household is None and stated is None:
        return None
    uneven = uneven_income(case)
    leaves = None if household is None else uneven.payment if uneven else max(0, household.surplus)
    limits = [limit for limit in (leaves, stated) if limit is not None]
    return Affordable(min(limits), stated, household, leaves)


def month_day(case: Case) -> int:
    """The day of the month on which her months begin: her payday, where she has named it.

    At most the 28th: a month too short for the payday would otherwise hold two due dates, and the next one none.
    """
    return min(case.budget.payday or 1, 28)


def last_payday(day: date, payday: int) -> date:
    """The latest payday that is not after `day`; in a month too short for it, the month's last day."""
    here = add_months(day, 0, payday)
    return here if here <= day else add_months(day, -1, payday)
