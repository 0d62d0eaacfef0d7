"""An interest rate that knows its day basis, so that daily and annual can never be mixed up."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from jiebei.counting.money import finite_decimal, halfwidth

MAX_DAILY = Fraction(1, 100)
"""1% a day: no licensed lender charges this; above it a percentage was almost surely typed as a fraction."""

_HIGHEST = 10**9


def parse_fraction(typed: object) -> Decimal | None:
    """A rate or a multiple as written, rounded to twelve decimals; None where it is no finite number.

    Held within a thousand million on either side, far beyond any that means something here: who checks the limits of a
    rate then never meets a number too large to round.
    """
    if isinstance(typed, bool) or not isinstance(typed, (str, int, float, Decimal)):
        return None
    number: Decimal | int | None = (
        typed if isinstance(typed, (int, Decimal)) else finite_decimal(halfwidth(str(typed)))
    )
    if number is None or (isinstance(number, Decimal) and not number.is_finite()):
        return None
    return round(Decimal(max(-_HIGHEST, min(number, _HIGHEST))), 12)


@dataclass(frozen=True, slots=True)
class Rate:
    """`annual` is the nominal annual rate as an exact fraction (0.146 = 14.6%); a year has `day_basis` days."""

    annual: Fraction
    day_basis: int = 365

    @classmethod
    def per_day(cls, daily: Decimal | Fraction | str, day_basis: int = 365) -> Rate:
        """From a daily rate as a fraction of the principal (0.0004 = 0.04% a day)."""
        return cls(Fraction(daily) * day_basis, day_basis)

    @classmethod
    def per_year(cls, annual: Decimal | Fraction | str, day_basis: int = 365) -> Rate:
        """From a nominal annual rate (0.146 = 14.6% a year)."""
        return cls(Fraction(annual), day_basis)

    @property
    def daily(self) -> Fraction:
        return self.annual / self.day_basis

    @property
    def monthly(self) -> Fraction:
        return self.annual / 12
