"""What can be paid: conversions to a month, the lower of what she says and what her budget leaves, bad and good months."""

from __future__ import annotations

import pytest

from jiebei.case.records import Budget, BudgetLine, Case, OtherDebt
from jiebei.plan.budget import affordable, good_month, means, monthly, unusual


def case(**budget: object) -> Case:
    return Case(budget=Budget(**budget))  # type: ignore[arg-type]


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
def test_every_frequency_becomes_a_month(amount: int, frequency: str, expected: int) -> None:
    assert monthly(BudgetLine(amount=amount, frequency=frequency)) == expected  # type: ignore[arg-type]


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
