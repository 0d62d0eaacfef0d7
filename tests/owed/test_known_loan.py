"""One loan, one engine: whatever is counted of it starts from the same sum and meets again on the same days."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jiebei.case.records import Case, Loan
from jiebei.counting.due_dates import add_months
from jiebei.owed.known_loan import KnownLoan, known_loans
from jiebei.owed.schedule import Terms, build, interest_between
from jiebei.owed.waiting import Assumptions, Payments, keeping, waiting
from jiebei.plan.shortest_plan import begin_with_payment
from tests.strategies import TODAY, a_loan

MILD = Assumptions(Fraction("1.5"))


def known(loan: Loan, day: date = TODAY) -> KnownLoan:
    (place,) = known_loans(Case(loans=(loan,)), day)
    assert isinstance(place, KnownLoan)
    return place


def loan(**fields: object) -> Loan:
    usual: dict[str, object] = {
        "principal": 2_000_000,
        "daily_rate": Decimal("0.0004"),
        "periods_left": 6,
        "next_due": date(2026, 12, 10),
    }
    return Loan.model_validate(usual | fields)


@settings(max_examples=200)
@given(a_loan())
def test_what_is_owed_today_is_one_sum(given_loan: Loan) -> None:
    place = known(given_loan)
    parts = place.contract.principal + place.overdue_principal + place.overdue_interest + place.penalty
    assert place.owed == parts + place.accrued
    assert place.principal == given_loan.principal
    # The year of waiting begins with it, and so does a plan that has not begun.
    assert waiting(place, [MILD], days=1).nothing.paths[0].days[0].owed == place.owed
    assert keeping(place.present, place.contract, TODAY, [TODAY]) == [0]
    terms = place.new_terms()
    run = 0 if place.restarts else place.accrued
    assert terms.principal + terms.arrears + run == place.owed


@settings(max_examples=100)
@given(a_loan(), st.integers(0, 120))
def test_doing_nothing_and_keeping_to_the_contract_bear_the_same_interest_until_it_falls_due(
    given_loan: Loan, days: int
) -> None:
    place = known(given_loan)
    day = min(TODAY + timedelta(days), place.contract.first)
    if place.matured or place.due_now or day <= TODAY:
        return
    nothing = waiting(place, [MILD], days=(day - TODAY).days).nothing.paths[0].days[-1]
    assert keeping(place.present, place.contract, TODAY, [day]) == [nothing.added]
    first = place.present.rows[0]
    if day == first.date:
        # What falls due unpaid is the present plan's first instalment, to the fen.
        assert nothing.overdue == first.payment


@settings(max_examples=100)
@given(a_loan(), st.integers(1, 20))
def test_settling_costs_what_waiting_until_that_day_leaves(given_loan: Loan, days: int) -> None:
    place = known(given_loan)
    day = TODAY + timedelta(days)
    row = place.settled_on(day)
    assert row.payment == row.principal + row.interest + row.arrears
    if day <= place.contract.first and not place.due_now and not place.restarts:
        nothing = waiting(place, [MILD], days=days).nothing.paths[0].days[-1]
        assert row.payment == nothing.owed
    assert row.payment >= place.owed


@settings(max_examples=100)
@given(a_loan())
def test_paying_the_contracts_instalments_leaves_its_balances(given_loan: Loan) -> None:
    """The day-by-day ledger, paid what the schedule asks for, follows the schedule."""
    place = known(given_loan)
    rows = place.present.rows
    level = {row.payment for row in rows[:-1]}
    if place.matured or place.due_now or len(level) != 1 or min(level) == 0:
        return
    payments = Payments(rows[0].payment, rows[0].date)
    # A long first period may bear more interest than a level instalment: what it leaves is carried, and overdue meanwhile.
    if place.contract.method == "level" and any(row.principal == 0 for row in rows):
        return
    if any(row.date != add_months(rows[0].date, n, rows[0].date.day) for n, row in enumerate(rows)):
        return
    told = waiting(place, [MILD], payments, days=min(3_000, (rows[-1].date - TODAY).days)).paying
    assert told is not None
    days = told.paths[0].days
    for row in rows[:-1]:
        at = days[(row.date - TODAY).days]
        assert (at.overdue, at.owed) == (0, row.balance)


def test_a_bullet_loan_by_the_month_owes_one_sum() -> None:
    """20,000 over six months at 0.04% a day: 243.33… a month, 5 months and 13 of 30 days so far."""
    place = known(loan(method="bullet", accrual="monthly", original_periods=6))
    assert place.contract.start == date(2026, 6, 10)
    assert place.accrued == round(2_000_000 * Fraction("0.0004") * 365 / 12 * (5 + Fraction(13, 30)))
    assert waiting(place, [MILD]).nothing.paths[0].days[0].owed == place.owed == 2_000_000 + place.accrued


def test_a_first_due_date_two_months_away_bears_its_share_everywhere() -> None:
    place = known(loan(accrual="monthly", next_due=TODAY + timedelta(58)))
    first = place.present.rows[0]
    assert place.contract.start == TODAY
    months = (
        Fraction(27, 30) + 1
    )  # 23 November → 20 December is 27 of its 30 days, then a month to 20 January.
    assert first.interest == round(2_000_000 * Fraction("0.0004") * 365 / 12 * months)
    nothing = waiting(place, [MILD], days=58).nothing.paths[0].days[58]
    assert nothing.added == first.interest


def test_a_loan_called_in_whole_has_a_year_of_waiting() -> None:
    place = known(loan(overdue_principal=2_000_000, next_due=None, overdue_since=date(2026, 11, 1)))
    assert place.matured
    assert place.owed == 2_000_000
    year = waiting(place, [MILD]).nothing.paths[0].days[365]
    assert year.added == 2_000_000 * 6 * 365 // 10_000  # 0.06% a day


def test_a_record_that_contradicts_itself_is_refused() -> None:
    place = known(loan())
    changes: list[dict[str, Any]] = [
        {"as_of": date(2026, 12, 10)},
        {"as_of": date(2026, 11, 9)},
        {"penalty": -1},
        {"overdue_since": date(2026, 12, 1)},
        {"contract": replace(place.contract, arrears=1)},
    ]
    for change in changes:
        with pytest.raises(ValueError, match=r".+"):
            replace(place, **change)


@given(a_loan(), st.integers(1, 10**9))
def test_a_first_payment_loses_and_invents_nothing(given_loan: Loan, amount: int) -> None:
    place = known(given_loan)
    terms = place.new_terms()
    day = min(TODAY + timedelta(15), terms.first)
    due = place.settled_on(day)
    amount = min(amount, due.payment)
    begun = begin_with_payment(terms, day, amount)
    (row,) = begun.rows
    assert row.payment == amount == row.principal + row.interest + row.arrears
    assert begun.now.principal + begun.now.arrears == due.payment - amount
    assert begun.cleared == (amount == due.payment)
    if not begun.cleared:
        rest = build(replace(begun.now, periods=3))
        assert sum(one.principal for one in rest.rows) == terms.principal - row.principal


def test_a_plan_of_terms_and_a_plan_of_a_loan_are_one() -> None:
    place = known(loan())
    assert place.present == build(
        Terms(2_000_000, place.rate, "level", 6, date(2026, 11, 10), date(2026, 12, 10), 10)
    )


@given(a_loan(), st.integers(1, 90), st.integers(1, 60))
def test_moving_the_due_day_changes_nothing_of_what_runs_before(
    given_loan: Loan, later: int, days: int
) -> None:
    place = known(given_loan)
    moved = place.new_terms(TODAY + timedelta(later))
    day = TODAY + timedelta(min(days, later))
    assert interest_between(place.principal, moved, place.start, day) == place.settled_on(day).interest


def test_a_months_interest_is_that_of_the_contracts_own_next_month() -> None:
    """Due on the 31st: from 28 February the next due date is 31 March, 31 days and not 28."""
    place = known(loan(next_due=date(2027, 2, 28), due_day=31), date(2027, 2, 10))
    assert place.month_interest == 2_000_000 * 4 * 31 // 10_000
