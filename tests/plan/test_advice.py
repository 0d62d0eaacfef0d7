"""Options: within what can be paid, clearing the debt to the fen, honest where no term works."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jiebei.case.records import Budget, BudgetLine, Case, Loan, PlanWish
from jiebei.content.examples import examples
from jiebei.plan.advice import advise, still_missing
from jiebei.plan.options import Advice, monthly_totals
from jiebei.plan.shortest_plan import MAX_MONTHS

TODAY = date(2026, 11, 23)


def loan(**fields: object) -> Loan:
    usual: dict[str, Any] = {
        "principal": 2_000_000,
        "daily_rate": Decimal("0.0004"),
        "periods_left": 9,
        "original_periods": 12,
        "next_due": date(2026, 12, 10),
    }
    return Loan(**{**usual, **fields})


def worked(case: Case) -> Advice:
    found = advise(case, TODAY)
    assert isinstance(found, Advice), found
    return found


def one(amount: int, wishes: PlanWish | None = None, **fields: object) -> Advice:
    return worked(
        Case(loans=(loan(**fields),), budget=Budget(affordable=amount), proposal=wishes or PlanWish())
    )


@st.composite
def cases(draw: st.DrawFn) -> Case:
    loans = []
    for _ in range(draw(st.integers(1, 3))):
        principal = draw(st.integers(1, 50_000_000))
        periods = draw(st.integers(1, 36))
        loans.append(
            loan(
                principal=principal,
                daily_rate=Decimal(draw(st.integers(0, 100))) / 100_000,
                day_basis=draw(st.sampled_from([365, 360])),
                accrual=draw(st.sampled_from(["daily", "monthly"])),
                method=draw(st.sampled_from(["level", "equal-principal", "interest-only", "bullet"])),
                periods_left=periods,
                original_periods=draw(st.sampled_from([None, 3, 12, 24])),
                next_due=TODAY + timedelta(days=draw(st.integers(1, 60))),
                overdue_principal=draw(st.integers(0, principal)) if draw(st.booleans()) else 0,
                overdue_interest=draw(st.integers(0, 500_000)) if draw(st.booleans()) else 0,
                penalty=draw(st.integers(0, 200_000)) if draw(st.booleans()) else 0,
            )
        )
    return Case(
        loans=tuple(loans),
        budget=Budget(affordable=draw(st.integers(0, 5_000_000))),
        proposal=PlanWish(
            lump_sum=draw(st.none() | st.integers(1, 60_000_000)),
            later_payment=draw(st.none() | st.integers(1, 5_000_000)),
            later_from=draw(st.none() | st.dates(TODAY, TODAY + timedelta(days=800))),
            interest_only_months=draw(st.integers(1, 12)),
        ),
    )


@settings(max_examples=120, deadline=None)
@given(cases())
def test_every_option_keeps_its_word(case: Case) -> None:
    found = worked(case)
    assert found.recommended in {option.kind for option in found.options} or not found.options
    assert sum(found.shares) <= found.affordable.amount
    for option in found.options:
        for plan, place in zip(option.plans, found.positions, strict=True):
            rows = plan.schedule.rows
            assert all(row.payment == row.principal + row.interest + row.arrears for row in rows)
            assert all(min(row.payment, row.principal, row.interest, row.balance) >= 0 for row in rows)
            assert [row.period for row in rows] == list(range(1, len(rows) + 1)) or option.kind in {
                "keep",
                "catch_up",
            }
            if option.closes and option.kind not in {"keep", "settlement"}:
                assert sum(row.principal for row in rows) == place.principal
                assert rows[-1].balance == 0
                assert plan.schedule.unpaid == 0
                waived = place.penalty if option.kind == "penalty_waiver" else 0
                owed_before = (
                    place.due_now - place.overdue_principal if option.kind == "catch_up" else place.arrears
                )
                assert sum(row.arrears for row in rows) == owed_before - waived
                assert len(rows) <= MAX_MONTHS
        assert option.heaviest_regular_month <= option.affordable
        assert option.kind == "step_up" or option.affordable == found.affordable.amount
        assert option.total == sum(option.monthly.values())


@settings(max_examples=60, deadline=None)
@given(st.integers(30_000, 3_000_000), st.integers(1, 500_000))
def test_paying_more_never_takes_longer(amount: int, more: int) -> None:
    slow, fast = one(amount), one(amount + more)
    kinds = [{option.kind: option for option in each.options} for each in (slow, fast)]
    if "extension" in kinds[0] and "extension" in kinds[1]:
        assert kinds[1]["extension"].end <= kinds[0]["extension"].end


def test_below_a_months_interest_no_term_works_and_it_is_said() -> None:
    found = one(20_000)
    assert found.month_interest == 24_800  # 20,000.00 x 0.04% x 31 days
    assert found.below_interest
    assert [option.kind for option in found.options] == ["token"]
    assert found.recommended == "token"
    assert not found.option().closes
    assert {"no_plan", "below_interest"} <= found.choice.claims
    # Six payments of 200 against 248, 224, 248, 240, 248 and the first 240 of interest: the rest is still owed.
    assert (
        found.option().left
        == 2_000_000 + sum(20_000_00 * 4 * days // 10_000 for days in (30, 31, 31, 28, 31, 30)) - 120_000
    )


def test_what_is_payable_is_kept() -> None:
    found = one(400_000)
    assert [option.kind for option in found.options] == ["keep"]
    assert found.option().heaviest_month <= 400_000


def test_overdue_rules_out_keeping_the_plan() -> None:
    found = one(400_000, overdue_principal=200_000, overdue_interest=24_000, penalty=3_000)
    assert "keep" not in {option.kind for option in found.options}
    # What is owed today: principal, overdue interest, penalty, and 13 days since 10 November on what is not overdue.
    assert found.owed == 2_000_000 + 24_000 + 3_000 + 1_800_000 * 4 * 13 // 10_000
    assert found.option("penalty_waiver").waived == 3_000


def test_an_extension_past_the_original_term_is_warned_about() -> None:
    codes = {notice.code for notice in one(60_000).option("extension").notices}
    assert {"beyond_original_term", "more_interest"} <= codes
    assert "beyond_original_term" not in {notice.code for notice in one(120_000).option("extension").notices}


def test_interest_only_months_pay_interest_alone() -> None:
    rows = one(120_000, PlanWish(interest_only_months=3)).option("interest_only").instalments
    assert [row.principal for row in rows[:3]] == [0, 0, 0]
    assert [row.interest for row in rows[:3]] == [24_000, 24_800, 24_800]
    assert rows[3].principal > 0


def test_stepping_up_pays_little_first_and_clears_the_debt() -> None:
    found = one(60_000, PlanWish(later_payment=200_000, later_from=date(2027, 6, 1)))
    assert found.recommended == "step_up"
    rows = found.option().instalments
    assert all(row.payment == 60_000 for row in rows if row.date < date(2027, 6, 1))
    assert max(row.payment for row in rows) <= 200_000
    assert rows[-1].balance == 0


def test_a_reduced_rate_is_the_highest_that_fits_twice_the_original_term() -> None:
    found = one(122_000, daily_rate=Decimal("0.0006"), periods_left=6)
    option = found.option("interest_reduction")
    assert option.new_annual_rate is not None
    assert 0 <= option.new_annual_rate < 0.0006 * 365
    assert len(option.instalments) <= 18


def test_settling_needs_a_waiver_for_what_is_missing() -> None:
    enough, short = one(120_000, PlanWish(lump_sum=2_500_000)), one(120_000, PlanWish(lump_sum=1_500_000))
    assert enough.recommended == "settlement"
    assert enough.option().waived == 0
    # A sum that does not settle the debt is paid in first; the principal that settling would cut is never counted on.
    assert short.recommended == "down_payment"
    assert short.option().first_payment == 1_500_000
    asked = short.option("settlement")
    assert asked.total == 1_500_000
    # 20,000.00 from 10 November to 8 December, 28 days at 8.00.
    assert asked.waived == 2_000_000 + 28 * 800 - 1_500_000
    assert asked.principal_waived == 500_000
    assert {"needs_waiver", "below_principal"} == {
        notice.code for notice in short.option("settlement").notices
    }


def test_a_cleared_loan_frees_its_share_for_the_others() -> None:
    cheap, dear = loan(daily_rate=Decimal(0)), loan(daily_rate=Decimal("0.0008"))
    found = worked(Case(loans=(cheap, dear), budget=Budget(affordable=240_000)))
    option = found.option("extension")
    # Each in time, and the rest to the loan that bears interest: 20,000 over at most 60 months without it.
    assert found.sharing == "dear_first"
    assert found.shares == (33_334, 240_000 - 33_334)
    free, bearing = (plan.schedule for plan in option.plans)
    assert bearing.end < free.end
    assert max(row.payment for row in free.rows if row.date <= bearing.end) <= found.shares[0]
    assert max(row.payment for row in free.rows if row.date > bearing.end) > found.shares[0]
    assert max(monthly_totals(option.instalments).values()) <= 240_000


@pytest.mark.parametrize(
    ("case", "where"),
    [
        (Case(), "loans.0.principal"),
        (Case(loans=(loan(principal=0),)), "loans.0.principal"),
        (Case(loans=(loan(daily_rate=None),)), "loans.0.daily_rate"),
        (Case(loans=(loan(next_due=None),)), "loans.0.next_due"),
        (Case(loans=(loan(next_due=TODAY),)), "loans.0.next_due"),
        (Case(loans=(loan(),)), "budget.affordable"),
    ],
)
def test_what_is_missing_is_named(case: Case, where: str) -> None:
    assert where in {fault.where for fault in still_missing(case, TODAY)}
    assert advise(case, TODAY) == still_missing(case, TODAY)


@pytest.mark.parametrize("name", examples())
def test_every_example_has_a_plan_that_it_can_pay(name: str) -> None:
    case = examples()[name]
    assert case.settings.as_of is not None
    found = advise(case, case.settings.as_of)
    assert isinstance(found, Advice)
    assert found.recommended != "keep"
    assert found.option().heaviest_month <= found.affordable.amount


def test_the_first_example_adds_six_months() -> None:
    """seed.md 5.1: ill, income fell; term + 6 months, lower instalment."""
    case = examples()["illness"]
    assert case.settings.as_of is not None
    found = advise(case, case.settings.as_of)
    assert isinstance(found, Advice)
    assert len(found.option().instalments) == len(found.present_instalments) + 6
    assert found.option().heaviest_month < found.present_heaviest_month


def test_an_overstated_payment_is_lowered_and_said() -> None:
    income, essentials = (BudgetLine(amount=300_000),), (BudgetLine(amount=200_000),)
    budget = Budget(affordable=150_000, income=income, essentials=essentials)
    found = worked(Case(loans=(loan(),), budget=budget))
    assert found.affordable.amount == 100_000
    assert "overstated" in {notice.code for notice in found.notices}


def test_interest_by_the_month_is_charged_once_however_the_first_period_is_cut() -> None:
    """20,000.00 at 0.04% a day on 365 days is 14.6% a year, 243.33 a month; as of 23 November 13 of 30 days have run."""
    whole = one(120_000, accrual="monthly")
    assert whole.option("extension").instalments[0].interest == 24_333
    assert whole.positions[0].accrued == round(24_333.33 * 13 / 30)
    late = one(120_000, overdue_principal=200_000, accrual="monthly")
    first = late.option("extension").instalments[0]
    # What had run by today is owed from before; the rest of the month is the plan's first interest.
    assert first.arrears == late.positions[0].accrued == round(24_333.33 * 0.9 * 13 / 30)
    assert first.interest == round(24_333.33 * 17 / 30)


def test_a_later_first_payment_drops_no_month_of_interest() -> None:
    later = one(120_000, PlanWish(first_payment=date(2027, 2, 10)), accrual="monthly")
    assert later.option("extension").instalments[0].interest == 73_000  # three months from 10 November


def test_a_share_below_its_interest_is_raised_where_all_can_be_repaid() -> None:
    dear = loan(principal=500_000, daily_rate=Decimal("0.0009"))
    cheap = loan(principal=4_000_000, daily_rate=Decimal("0.0001"))
    found = worked(Case(loans=(dear, cheap), budget=Budget(affordable=105_000)))
    # By balance the small, dear loan would get 116.80 of 1,050.00, less than its month's interest of 139.50.
    assert found.option("reinstalment").sharing == "raised"
    assert all(
        share > place.month_interest
        for share, place in zip(found.option("reinstalment").shares, found.positions, strict=True)
    )
    assert not found.below_interest
    assert found.option("extension").closes
    tight = worked(Case(loans=(dear, cheap), budget=Budget(affordable=70_000)))
    assert sum(tight.shares) == 70_000
    assert tight.recommended == "token"


def test_a_sum_that_covers_every_loan_settles_them_all() -> None:
    found = worked(
        Case(
            loans=(loan(), loan(principal=1_000_000)),
            budget=Budget(affordable=100_000),
            proposal=PlanWish(lump_sum=3_500_000),
        )
    )
    assert found.recommended == "settlement"
    assert sum(row.principal for row in found.option().instalments) == 3_000_000


def test_a_loan_called_in_whole_can_be_planned_without_a_next_due_date() -> None:
    found = one(120_000, overdue_principal=2_000_000, overdue_interest=50_000, next_due=None)
    assert found.option().instalments[0].date == date(2026, 12, 23)
    assert found.present_heaviest_month == 0
