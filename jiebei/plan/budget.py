"""What can honestly be paid each month: income less what must go out, never less than nothing promised."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from jiebei.case.records import BudgetLine, Case, Frequency
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

    stated: what she typed, if she did. means: her budget, if she filled one in. Where both are known the lower counts:
    a letter whose budget shows less than it offers convinces nobody, and breaks in the second month.
    """

    amount: int
    stated: int | None
    means: Means | None

    @property
    def overstated(self) -> bool:
        """She typed more than her own budget leaves."""
        return self.stated is not None and self.means is not None and self.stated > max(0, self.means.surplus)


def monthly(line: BudgetLine) -> int:
    """The line's amount in fen for an average month, rounded half-up."""
    exact = line.amount * PER_MONTH[line.frequency]
    return round_half_up(exact.numerator, exact.denominator)


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


def good_month(case: Case) -> Means | None:
    """What a good month leaves, where she has said what one brings."""
    return means(case, case.budget.high_income) if case.budget.high_income is not None else None


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
    limits = [] if household is None else [max(0, household.surplus)]
    limits += [] if stated is None else [stated]
    return Affordable(min(limits), stated, household)
