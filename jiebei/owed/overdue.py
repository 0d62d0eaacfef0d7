"""Penalty interest (罚息) on what fell due and was not paid.

The law leaves the penalty clause to the contract, and pages on the web contradict each other: every figure of the
clause is an argument here, and the estimate for a contract not at hand stands in the rules.
"""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING, Final, NamedTuple

from jiebei.counting.money import round_half_up

if TYPE_CHECKING:
    from jiebei.case.records import Loan

MAX_DAYS: Final = 36_500


class Penalty(NamedTuple):
    """penalty: so far, fen. total: principal + penalty. per_day: what one more counted day adds. days: days counted."""

    penalty: int
    total: int
    per_day: int
    days: int


def penalty(
    principal: int,
    daily_rate: Fraction,
    days: int,
    multiple: Fraction,
    grace_days: int = 0,
    compound: bool = False,
) -> Penalty:
    """Penalty interest on `principal` fen, `days` days after it fell due and was not paid.

    penalty = principal x (daily_rate x multiple) x counted days, where counted days = max(0, days - grace_days), rounded
    half-up to the fen once. With `compound` each day's penalty also bears penalty from the next day on:
    principal x ((1 + daily_rate x multiple) ** counted days - 1), the upper bound. The penalty rate replaces the
    contract's rate on overdue principal; it does not come on top of it.
    Raises ValueError for a negative argument, a rate or multiple so large that a day costs more than the principal, or
    more than MAX_DAYS days.
    """
    rate = daily_rate * multiple
    if principal < 0 or not 0 <= rate <= 1 or not 0 <= days <= MAX_DAYS or grace_days < 0 or multiple < 0:
        raise ValueError("principal, rate, multiple, days and grace are not negative, and days are bounded")
    counted = max(0, days - grace_days)
    if compound:
        grown = (rate.denominator + rate.numerator) ** counted
        scale = rate.denominator**counted
        so_far = round_half_up(principal * (grown - scale), scale)
        base = principal + so_far
    else:
        so_far = round_half_up(principal * rate.numerator * counted, rate.denominator)
        base = principal
    return Penalty(
        so_far, principal + so_far, round_half_up(base * rate.numerator, rate.denominator), counted
    )


def contract_penalty(loan: Loan, as_of: date) -> Penalty | None:
    """What the contract's clause makes of a loan's overdue principal, all of it counted from the first day overdue.

    None where she has not told the clause, the rate or the day, or nothing of the principal is overdue: then what the
    lender states cannot be held against anything.
    """
    if loan.daily_rate is None or loan.penalty_multiple is None or loan.overdue_since is None:
        return None
    days = (as_of - loan.overdue_since).days
    if not loan.overdue_principal or not 0 <= days <= MAX_DAYS:
        return None
    rate, multiple = Fraction(loan.daily_rate), Fraction(loan.penalty_multiple)
    return penalty(loan.overdue_principal, rate, days, multiple, loan.grace_days)
