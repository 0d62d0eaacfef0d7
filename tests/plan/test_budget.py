"""What can be paid: conversions to a month, the lower of what she says and what her budget leaves, bad and good months."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jiebei.case.records import Budget, BudgetLine, Case, Frequency, OtherDebt, PlanWish
from jiebei.plan.budget import (
    UnevenIncome,
    affordable,
    good_month,
    means,
    monthly,
    uneven_income,
    unusual,
    usual_means,
)


def case(**budget: Any) -> Case:
    return Case(budget=Budget(**budget))


@pytest.mark.parametrize(
    ("amount", "frequency", "expected"),
    [
        (3500, "day", 106458),  # 35.00 x 365 / 12 = 1,064.583…
        (10000, "week", 43452),  # 100.00 x 365 / 84 = 434.5238…
        (120000, "month", 120000),
        (90000, "quarter", 30000),
        (100000, "year", 8333),  # 83.333…
        (150, "year", 13),  # 12.5 fen rounds half up
    ],
)
def test_every_frequency_becomes_a_month(amount: int, frequency: Frequency, expected: int) -> None:
    assert monthly(BudgetLine(amount=amount, frequency=frequency)) == expected


def test_nothing_typed_is_not_zero() -> None:
    assert means(Case()) is None
    assert affordable(Case()) is None


def test_the_budget_leaves_income_less_everything_that_must_go_out() -> None:
    household = case(
        income=(BudgetLine(amount=500000),), essentials=(BudgetLine(amount=300000),), cushion=20000
    ).model_copy(update={"other_debts": (OtherDebt(monthly_minimum=50000),)})
    found = affordable(household)
    assert found is not None
    assert found.amount == 500000 - 300000 - 50000 - 20000


def test_the_lower_of_statement_and_budget_counts() -> None:
    lines = {"income": (BudgetLine(amount=300000),), "essentials": (BudgetLine(amount=200000),)}
    boast = affordable(case(affordable=150000, **lines))
    modest = affordable(case(affordable=80000, **lines))
    assert boast is not None
    assert modest is not None
    assert (boast.amount, boast.overstated) == (100000, True)
    assert (modest.amount, modest.overstated) == (80000, False)


def test_a_gap_offers_nothing() -> None:
    found = affordable(case(income=(BudgetLine(amount=0),), essentials=(BudgetLine(amount=100000),)))
    assert found is not None
    assert found.amount == 0
    assert found.means is not None
    assert found.means.surplus == -100000


def test_a_bad_month_sets_the_promise_and_a_good_one_the_range() -> None:
    varied = case(
        income=(BudgetLine(amount=600000),),
        essentials=(BudgetLine(amount=300000),),
        low_income=450000,
        high_income=800000,
    )
    found, better = affordable(varied), good_month(varied)
    assert found is not None
    assert better is not None
    assert (found.amount, better.surplus) == (150000, 500000)


def test_a_line_over_half_of_income_is_noted() -> None:
    rent, food = BudgetLine(name="房租", amount=160000), BudgetLine(name="吃饭", amount=90000)
    assert unusual(case(income=(BudgetLine(amount=300000),), essentials=(rent, food))) == (rent,)
    assert unusual(case(income=(BudgetLine(amount=0),), essentials=(rent,))) == ()


def uneven(at_hand: int = 0, **more: Any) -> Case:
    """Usually 6,000 comes in and 4,500 goes out; in three months a year only 3,600 comes."""
    return Case(
        budget=Budget(
            income=(BudgetLine(amount=600_000),),
            essentials=(BudgetLine(amount=450_000),),
            **{"low_income": 360_000, "low_months": 3, **more},
        ),
        proposal=PlanWish(lump_sum=at_hand or None),
    )


def test_uneven_income_gives_what_the_year_bears_and_the_reserve_it_needs() -> None:
    year = uneven_income(uneven())
    assert year is not None
    assert (year.low, year.usual) == (-90_000, 150_000)
    # (9 x 1,500 - 3 x 900) / 12
    assert year.sustainable == 90_000
    # In each of three low months 900 are lacking, and the payment of 900 besides.
    assert year.reserve_for(90_000) == 3 * 180_000
    # Without a reserve the first low month already breaks any payment.
    assert year.payment == 0


@pytest.mark.parametrize(
    ("at_hand", "payment"),
    [
        (0, 0),
        (270_000, 0),  # three times 900 carries her through the low months, and nothing more
        (300_000, 10_000),
        (540_000, 90_000),  # the whole reserve: what the year bears
        (9_000_000, 90_000),  # more at hand does not make the year richer
    ],
)
def test_money_at_hand_carries_the_payment_through_the_low_months(at_hand: int, payment: int) -> None:
    found = affordable(uneven(at_hand))
    assert found is not None
    assert found.amount == found.leaves == payment


def test_the_short_months_are_the_first_ones_and_come_again_each_year() -> None:
    year = uneven_income(uneven())
    assert year is not None
    # Nine usual months save 9 x 600; three low months take 3 x 1,800, which is all of it.
    assert year.short_months(90_000, 24) == (1, 2, 3)
    # 100 more a month, and what nine months save is 900 short of the next year's low months: the last of them.
    assert year.short_months(100_000, 24) == (1, 2, 3, 15)
    carried = uneven_income(uneven(540_000))
    assert carried is not None
    assert carried.short_months(90_000, 36) == ()


def test_no_low_month_and_nothing_but_low_months() -> None:
    never, always = (
        uneven_income(uneven(low_months=0)),
        uneven_income(uneven(low_months=12, low_income=500_000)),
    )
    assert never is not None
    assert always is not None
    assert never.payment == 150_000
    assert always.payment == always.low == 50_000
    assert never.reserve_for(150_000) == 0


def test_a_low_month_that_is_better_than_usual_promises_no_more_than_usual() -> None:
    year = uneven_income(uneven(low_income=900_000))
    assert year is not None
    assert year.payment == 150_000


@pytest.mark.parametrize("left_out", ["low_months", "low_income", "income"])
def test_without_one_of_its_figures_there_is_no_year(left_out: str) -> None:
    told = uneven()
    cut = () if left_out == "income" else None
    assert (
        uneven_income(told.model_copy(update={"budget": told.budget.model_copy(update={left_out: cut})}))
        is None
    )


def test_a_high_month_is_told_and_not_counted_on() -> None:
    year = uneven_income(uneven(540_000, high_income=900_000))
    assert year is not None
    assert year.high == 450_000
    assert year.payment == 90_000


@given(st.integers(0, 12), st.integers(-300_000, 300_000), st.integers(0, 300_000), st.integers(0, 5_000_000))
def test_what_can_be_promised_holds_through_the_worst_order_of_months(
    months: int, low: int, more: int, at_hand: int
) -> None:
    year = UnevenIncome(months, low, low + more, None, at_hand)
    if year.payment:
        assert year.short_months(year.payment, 36) == ()
    assert 0 <= year.payment <= max(0, year.usual)
    assert year.payment <= max(year.sustainable, max(0, year.usual) if not months else 0)


def test_usual_means_are_the_low_ones_only_where_nothing_else_was_said() -> None:
    usual = usual_means(uneven())
    assert usual is not None
    assert usual.surplus == 150_000
    only_low = Case(budget=Budget(essentials=(BudgetLine(amount=100_000),), low_income=130_000))
    low = usual_means(only_low)
    assert low is not None
    assert low.surplus == 30_000
    assert usual_means(Case()) is None


def test_without_money_at_hand_nothing_of_it_is_promised() -> None:
    found = affordable(uneven(low_months=1, low_income=460_000))
    assert found is not None
    assert found.amount == 10_000
