"""Random loans and cases, the whole range of what a case can hold: shared by the property tests."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import get_args

from hypothesis import strategies as st

from jiebei.case.records import Budget, BudgetLine, Case, Frequency, Hardship, Loan, OtherDebt, PlanWish
from jiebei.counting.conventions import Method
from jiebei.plan.first_things import USUAL_ESSENTIALS

TODAY = date(2026, 11, 23)


@st.composite
def a_loan(draw: st.DrawFn, largest: int = 50_000_000) -> Loan:
    """Any method, accrual, basis, head and state of arrears; a called-in loan may have no next due date."""
    principal = draw(st.integers(1, largest))
    periods = draw(st.integers(1, 36))
    overdue = draw(st.sampled_from(["no", "no", "part", "all"]))
    overdue_principal = {"no": 0, "part": draw(st.integers(0, principal)), "all": principal}[overdue]
    method: Method = draw(st.sampled_from(["level", "equal-principal", "interest-only", "bullet"]))
    return Loan(
        principal=principal,
        daily_rate=Decimal(draw(st.integers(0, 100))) / 100_000,
        day_basis=draw(st.sampled_from([365, 360])),
        accrual=draw(st.sampled_from(["daily", "monthly"])),
        method=method,
        interest_only_periods=draw(st.integers(0, periods - 1)) if method == "level" else 0,
        periods_left=periods,
        original_periods=draw(st.sampled_from([None, 3, 12, 24])),
        next_due=None
        if overdue == "all" and draw(st.booleans())
        else TODAY + timedelta(draw(st.integers(1, 75))),
        due_day=draw(st.sampled_from([None, None, 29, 31])),
        overdue_principal=overdue_principal,
        overdue_interest=draw(st.integers(0, 500_000)) if overdue != "no" else 0,
        penalty=draw(st.integers(0, 200_000)) if overdue != "no" else 0,
        overdue_since=draw(st.none() | st.dates(TODAY - timedelta(400), TODAY)) if overdue != "no" else None,
    )


@st.composite
def a_case(draw: st.DrawFn) -> Case:
    """One to three loans, a word or a budget or both, a payday, low months, money at hand, a later payment."""
    wish = PlanWish(
        first_payment=draw(st.none() | st.none() | st.dates(TODAY, TODAY + timedelta(90))),
        lump_sum=draw(st.none() | st.integers(1, 60_000_000)),
        later_payment=draw(st.none() | st.integers(1, 5_000_000)),
        later_from=draw(st.none() | st.dates(TODAY - timedelta(60), TODAY + timedelta(800))),
        interest_only_months=draw(st.integers(1, 12)),
    )
    return Case(
        loans=tuple(draw(st.lists(a_loan(), min_size=1, max_size=3))),
        budget=draw(a_budget()),
        hardship=Hardship(recovery=draw(st.none() | st.dates(TODAY, TODAY + timedelta(800)))),
        proposal=wish,
    )


@st.composite
def a_budget(draw: st.DrawFn) -> Budget:
    stated = draw(st.none() | st.integers(0, 5_000_000))
    payday = draw(st.none() | st.integers(1, 31))
    if stated is not None and draw(st.booleans()):
        return Budget(affordable=stated, payday=payday)
    low = draw(st.none() | st.integers(0, 3_000_000))
    return Budget(
        affordable=stated,
        income=(BudgetLine(amount=draw(st.integers(0, 5_000_000))),),
        essentials=(BudgetLine(amount=draw(st.integers(0, 3_000_000))),),
        cushion=draw(st.integers(0, 100_000)),
        low_income=low,
        high_income=draw(st.none() | st.integers(0, 9_000_000)),
        low_months=draw(st.none() | st.integers(0, 12)) if low is not None else None,
        payday=payday,
    )


@st.composite
def a_household(draw: st.DrawFn) -> Budget:
    """Any budget: no line or many, of any name and frequency, steady or uneven, the figures not always possible together."""
    line = st.builds(
        BudgetLine,
        name=st.sampled_from(["", "工钱", "保险", *USUAL_ESSENTIALS]),
        amount=st.integers(0, 2_000_000),
        frequency=st.sampled_from(get_args(Frequency)),
    )
    lines = st.lists(line, max_size=5).map(tuple)
    return Budget(
        income=draw(lines),
        essentials=draw(lines),
        cushion=draw(st.integers(0, 100_000)),
        low_income=draw(st.none() | st.integers(0, 3_000_000)),
        high_income=draw(st.none() | st.integers(0, 9_000_000)),
        low_months=draw(st.none() | st.integers(0, 12)),
    )


def a_debt() -> st.SearchStrategy[OtherDebt]:
    return st.builds(
        OtherDebt,
        name=st.sampled_from(["", "信用卡", "房贷", "亲友借款"]),
        balance=st.integers(0, 5_000_000),
        monthly_minimum=st.integers(0, 300_000),
        priority=st.booleans(),
    )
