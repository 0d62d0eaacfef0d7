"""What comes first, how far the month's money reaches, and the day to look at all of it again."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jiebei import content
from jiebei.case.records import Budget, BudgetLine, Case, OtherDebt
from jiebei.plan.budget import income_contradiction, means
from jiebei.plan.first_things import (
    CLAIMS,
    USUAL_ESSENTIALS,
    FirstThing,
    first_things,
    latest_review,
    review_state,
    runs_short,
)
from tests.strategies import TODAY, a_debt, a_household

RENT, FOOD, DOCTOR = (
    BudgetLine(name="房租或房贷", amount=120_000),
    BudgetLine(name="吃饭和日用", amount=3_000, frequency="day"),
    BudgetLine(name="看病吃药", amount=45_000),
)


def household(income: int | None, debts: tuple[OtherDebt, ...] = (), **more: Any) -> Case:
    comes = () if income is None else (BudgetLine(amount=income),)
    lines = {"income": comes, "essentials": (RENT, FOOD, DOCTOR), **more}
    return Case(budget=Budget(**lines), other_debts=debts)


def by_claim(case: Case) -> dict[str, FirstThing]:
    return {thing.claim: thing for thing in first_things(case)}


def test_a_month_by_hand() -> None:
    debts = (
        OtherDebt(name="信用卡", monthly_minimum=30_000),
        OtherDebt(name="法院判的赔款", monthly_minimum=20_000, priority=True),
    )
    found = by_claim(household(400_000, debts, cushion=10_000))
    # 30 a day are 912.50 a month.
    assert [(claim, thing.total, thing.left) for claim, thing in found.items()] == [
        ("food", 91_250, 308_750),
        ("housing", 120_000, 188_750),
        ("utilities", 0, 188_750),
        ("care", 45_000, 143_750),
        ("bound", 20_000, 123_750),
        ("cushion", 10_000, 113_750),
        ("unsecured", 30_000, 83_750),
    ]
    assert found["bound"].lines == (("法院判的赔款", 20_000),)
    assert runs_short(household(400_000, debts, cushion=10_000)) is None


@pytest.mark.parametrize(
    ("income", "claim", "gap"),
    [
        (0, "food", 91_250),
        (91_250, "housing", 120_000),
        (91_249, "food", 1),
        (250_000, "care", 6_250),
        (256_250, None, 0),
    ],
)
def test_where_the_money_ends(income: int, claim: str | None, gap: int) -> None:
    short = runs_short(household(income))
    assert (short.claim if short else None) == claim
    assert (short.gap if short else 0) == gap


def test_without_an_income_nothing_is_said_to_be_short() -> None:
    unsaid = household(None)
    assert first_things(unsaid)
    assert runs_short(unsaid) is None


def test_the_low_month_is_the_one_to_get_through() -> None:
    uneven = household(400_000, low_income=200_000)
    assert first_things(uneven)[0].left == 200_000 - 91_250
    short = runs_short(uneven)
    assert short is not None
    assert short.claim == "housing"


def test_nothing_typed_is_no_month() -> None:
    assert first_things(Case(other_debts=(OtherDebt(monthly_minimum=5),))) == ()


@pytest.mark.parametrize(
    ("debt", "claim"),
    [
        (OtherDebt(name="房贷", monthly_minimum=1, priority=True), "housing"),
        (OtherDebt(name="欠的房租", monthly_minimum=1, priority=True), "housing"),
        (OtherDebt(name="车贷", monthly_minimum=1, priority=True), "bound"),
        (OtherDebt(name="", monthly_minimum=1, priority=True), "bound"),
        # What she has not called urgent is not made so by its name.
        (OtherDebt(name="装修房子的分期", monthly_minimum=1), "unsecured"),
    ],
)
def test_where_a_debt_stands(debt: OtherDebt, claim: str) -> None:
    (thing,) = [thing for thing in first_things(household(0, (debt,))) if (debt.name, 1) in thing.lines]
    assert thing.claim == claim


def test_a_line_of_her_own_is_essential_too() -> None:
    found = by_claim(household(0, essentials=(BudgetLine(name="电动车租金", amount=400),)))
    assert found["care"].lines == (("电动车租金", 400),)


@given(a_household(), st.lists(a_debt(), max_size=4).map(tuple))
def test_the_parts_are_the_whole_to_the_fen(budget: Budget, debts: tuple[OtherDebt, ...]) -> None:
    case = Case(budget=budget, other_debts=debts)
    whole, found = means(case), first_things(case)
    if whole is None:
        assert found == ()
        return
    assert tuple(thing.claim for thing in found) == CLAIMS
    assert found[-1].left == whole.surplus
    assert all(thing.total == sum(amount for _, amount in thing.lines) for thing in found)
    totals = sum(thing.total for thing in found)
    assert totals == whole.essentials + whole.other_minimums + whole.cushion
    short = runs_short(case)
    if short is not None:
        before = found[: found.index(short)]
        assert all(thing.left >= 0 for thing in before)


def test_the_page_and_the_form_know_the_same_claims() -> None:
    assert tuple(bill.id for bill in content.bills()) == CLAIMS
    ranks = [CLAIMS.index(claim) for claim in USUAL_ESSENTIALS.values()]
    assert ranks == sorted(ranks)


@pytest.mark.parametrize(
    ("chosen", "state"),
    [
        (None, "unset"),
        (date(2026, 11, 22), "due"),
        (date(2026, 11, 23), "due"),
        (date(2026, 11, 24), "set"),
        (date(2027, 2, 23), "set"),
        (date(2027, 2, 24), "late"),
    ],
)
def test_the_day_to_look_again(chosen: date | None, state: str) -> None:
    assert latest_review(TODAY) == date(2027, 2, 23)
    assert review_state(Case(budget=Budget(review_on=chosen)), TODAY) == state


@pytest.mark.parametrize(
    ("fields", "where"),
    [
        ({"low_income": 400_001}, "budget.low_income"),
        ({"low_income": 400_000}, None),
        ({"high_income": 399_999}, "budget.high_income"),
        ({"high_income": 400_000, "low_income": 0}, None),
        ({"low_income": 400_001, "high_income": 1}, "budget.low_income"),
    ],
)
def test_months_that_cannot_all_be_so_are_pointed_out(fields: dict[str, Any], where: str | None) -> None:
    found = income_contradiction(household(400_000, **fields))
    assert (found.where if found else None) == where


@pytest.mark.parametrize(
    ("low", "high", "where"), [(5, 4, "budget.high_income"), (5, 5, None), (5, None, None)]
)
def test_without_a_usual_month_the_other_two_are_compared(
    low: int, high: int | None, where: str | None
) -> None:
    found = income_contradiction(household(None, low_income=low, high_income=high))
    assert (found.where if found else None) == where
