"""Penalty interest: known figures by hand, and what must hold under any clause."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jiebei.owed.overdue import MAX_DAYS, penalty

DAILY = Fraction("0.0004")
MULTIPLE = Fraction("1.5")


def test_thirty_days_by_hand() -> None:
    # 10,000 x 0.04% x 1.5 x 30 = 180.00
    assert penalty(1_000_000, DAILY, 30, MULTIPLE) == (18_000, 1_018_000, 600, 30)


def test_grace_days_are_not_counted() -> None:
    assert penalty(1_000_000, DAILY, 3, MULTIPLE, grace_days=3).penalty == 0
    assert penalty(1_000_000, DAILY, 33, MULTIPLE, grace_days=3).penalty == 18_000


def test_compounding_is_the_upper_bound() -> None:
    exact = (Decimal("1.0006") ** 30 - 1) * 1_000_000
    compound = penalty(1_000_000, DAILY, 30, MULTIPLE, compound=True)
    assert compound.penalty == int(exact.quantize(Decimal(1), ROUND_HALF_UP))
    assert compound.per_day == 611


@given(
    st.integers(0, 10**11),
    st.fractions(0, Fraction(1, 100), max_denominator=100_000),
    st.integers(0, 1000),
    st.fractions(0, 10, max_denominator=10),
    st.integers(0, 90),
)
def test_penalty_properties(
    principal: int, rate: Fraction, days: int, multiple: Fraction, grace: int
) -> None:
    simple = penalty(principal, rate, days, multiple, grace)
    compound = penalty(principal, rate, days, multiple, grace, compound=True)
    assert 0 <= simple.penalty <= compound.penalty
    assert simple.total == principal + simple.penalty
    assert abs(simple.penalty - principal * rate * multiple * max(0, days - grace)) <= Fraction(1, 2)
    assert penalty(principal, rate, days + 1, multiple, grace).penalty >= simple.penalty


@pytest.mark.parametrize(
    "arguments",
    [(-1, DAILY, 1, MULTIPLE), (1, -DAILY, 1, MULTIPLE), (1, Fraction(2), 1, MULTIPLE), (1, DAILY, -1, MULTIPLE),
     (1, DAILY, MAX_DAYS + 1, MULTIPLE), (1, DAILY, 1, Fraction(-1)),
     (1, DAILY, 1, Fraction(1), -1)],
)  # fmt: skip
def test_nonsense_is_refused(arguments: tuple[Any, ...]) -> None:
    with pytest.raises(ValueError, match="not negative"):
        penalty(*arguments)
