"""A loan read from a case: which dates, which terms, and what is asked for when something is missing."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from jiebei.case.faults import Fault
from jiebei.case.records import Case, Loan, PlanWish
from jiebei.counting.rate import Rate
from jiebei.owed.known_loan import DEFAULT_PERIODS, KnownLoan, known_loans, loans_missing
from jiebei.owed.schedule import RateChange, Terms

TODAY = date(2026, 11, 23)
USUAL: dict[str, Any] = {
    "principal": 1_200_000,
    "daily_rate": Decimal("0.0004"),
    "periods_left": 6,
    "next_due": date(2026, 12, 10),
}
CALLED_IN: dict[str, Any] = {"overdue_principal": 1_200_000, "next_due": None}


def loan(**change: Any) -> Loan:
    return Loan.model_validate(USUAL | change)


def known(wish: PlanWish | None = None, **change: Any) -> KnownLoan:
    places = known_loans(Case(loans=(loan(**change),), proposal=wish or PlanWish()), TODAY)
    assert isinstance(places[0], KnownLoan)
    return places[0]


@pytest.mark.parametrize(
    ("change", "asked"),
    [
        ({}, []),
        ({"principal": None, "daily_rate": None, "next_due": None}, ["principal", "daily_rate", "next_due"]),
        ({"principal": 0}, ["principal"]),
        ({"principal": 1}, []),
        ({"daily_rate": Decimal(0)}, []),
        ({"next_due": TODAY}, ["next_due"]),
        ({"next_due": TODAY + timedelta(1)}, []),
        # All of it has fallen due: no date is left to ask for, nor to be wrong.
        (CALLED_IN, []),
        (CALLED_IN | {"next_due": TODAY - timedelta(9)}, []),
        (CALLED_IN | {"overdue_principal": 1_199_999}, ["next_due"]),
    ],
)
def test_what_is_missing_is_asked_for_by_its_field(change: dict[str, Any], asked: list[str]) -> None:
    case = Case(loans=(loan(), loan(**change)))
    faults = loans_missing(case, TODAY)
    assert [fault.where for fault in faults] == [f"loans.1.{name}" for name in asked]
    found = known_loans(case, TODAY)
    if asked:
        assert found == faults
        assert isinstance(found[0], Fault)
    else:
        assert [place.loan for place in found if isinstance(place, KnownLoan)] == [0, 1]


def test_a_date_that_has_passed_is_named() -> None:
    (fault,) = loans_missing(Case(loans=(loan(next_due=date(2026, 11, 10)),)), TODAY)
    assert "2026年11月10日" in fault.message
    (none,) = loans_missing(Case(loans=(loan(next_due=None),)), TODAY)
    assert none.message != fault.message
    nothing, zero = (loans_missing(Case(loans=(loan(principal=fen),)), TODAY)[0] for fen in (None, 0))
    assert nothing.message != zero.message


def test_without_a_due_date_to_come_a_plan_begins_in_a_month_or_when_she_wants() -> None:
    assert known(**CALLED_IN).contract.first == date(2026, 12, 23)
    assert known(PlanWish(first_payment=date(2027, 1, 5)), **CALLED_IN).contract.first == date(2027, 1, 5)
    tomorrow = TODAY + timedelta(1)
    assert known(PlanWish(first_payment=tomorrow), **CALLED_IN).contract.first == tomorrow
    # A wish that has passed counts no more, nor does a due date that has; one to come is the contract's.
    assert known(PlanWish(first_payment=TODAY), **CALLED_IN).contract.first == date(2026, 12, 23)
    passed = CALLED_IN | {"next_due": TODAY}
    assert known(**passed).contract.first == date(2026, 12, 23)
    assert known(PlanWish(first_payment=date(2027, 1, 5))).contract.first == date(2026, 12, 10)


@pytest.mark.parametrize(
    ("next_due", "said", "day"),
    [
        (date(2026, 12, 10), None, 10),
        (date(2026, 12, 10), 10, 10),
        # She cannot owe on the 10th what falls due on the 15th.
        (date(2026, 12, 10), 15, 10),
        (date(2026, 12, 31), 31, 31),
        (date(2026, 11, 30), 31, 31),
        (date(2026, 11, 30), None, 30),
        (date(2026, 11, 29), 31, 29),
    ],
)
def test_the_day_of_the_month_is_what_she_said_where_it_can_be(
    next_due: date, said: int | None, day: int
) -> None:
    assert known(next_due=next_due, due_day=said).contract.anchor == day


def test_called_in_the_day_is_that_of_the_plan() -> None:
    assert known(**CALLED_IN, due_day=31).contract.anchor == 23


def test_interest_runs_from_the_last_due_date_or_a_bullet_loans_first_day() -> None:
    assert known().contract.start == date(2026, 11, 10)
    # The 31st of October, not the 30th.
    assert known(next_due=date(2026, 11, 30), due_day=31).contract.start == date(2026, 10, 31)
    # Two months away: not before today.
    assert known(next_due=date(2027, 1, 10)).contract.start == TODAY
    assert known(method="bullet", original_periods=4).contract.start == date(2026, 8, 10)
    bullet = known(method="bullet", periods_left=6)
    assert (bullet.contract.start, bullet.contract.periods) == (date(2026, 6, 10), 1)
    assert known(method="bullet", original_periods=4, periods_left=1).original_periods == 4


def test_what_she_has_not_said_is_assumed_and_what_she_has_is_kept() -> None:
    assert DEFAULT_PERIODS == 12
    assert (known(periods_left=None).contract.periods, known(periods_left=None).original_periods) == (12, 12)
    assert (known().contract.periods, known().original_periods) == (6, 6)
    assert known(original_periods=24).original_periods == 24
    place = known(
        accrual="monthly",
        day_basis=360,
        method="equal-principal",
        overdue_principal=200_000,
        overdue_interest=3_000,
        penalty=400,
        overdue_since=date(2026, 10, 10),
    )
    assert place.contract == Terms(
        1_000_000,
        Rate.per_day("0.0004", 360),
        "equal-principal",
        6,
        date(2026, 11, 10),
        date(2026, 12, 10),
        10,
        "monthly",
    )
    assert (place.overdue_principal, place.overdue_interest, place.penalty) == (200_000, 3_000, 400)
    assert place.overdue_since == date(2026, 10, 10)
    assert known(overdue_since=TODAY + timedelta(3)).overdue_since == TODAY
    assert known().overdue_since is None


def test_months_of_interest_alone_are_fewer_than_the_instalments() -> None:
    assert known(interest_only_periods=2).contract.interest_only_periods == 2
    assert known(interest_only_periods=5).contract.interest_only_periods == 5
    assert known(periods_left=None, interest_only_periods=30).contract.interest_only_periods == 11
    assert known(method="equal-principal", interest_only_periods=2).contract.interest_only_periods == 0


def test_the_sums_of_one_day() -> None:
    """12,000.00 of which 2,000.00 are overdue; 13 days at 4.00 on the rest; 30.00 + 4.00 + 5.00 besides."""
    place = replace(
        known(overdue_principal=200_000, overdue_interest=3_000, penalty=400, overdue_since=TODAY), costs=500
    )
    assert place.accrued == 5_200
    assert place.due_now == 203_900
    assert place.owed == 1_209_100
    assert place.arrears == 3_000 + 400 + 500 + 5_200
    assert (place.restarts, place.start, place.matured) == (True, TODAY, False)
    # 31 days from 10 December on all of the principal, at 4.80.
    assert place.month_interest == 14_880
    quiet = known()
    assert (quiet.restarts, quiet.start, quiet.arrears) == (False, date(2026, 11, 10), 0)
    bullet = known(method="bullet")
    assert (bullet.restarts, bullet.arrears) == (True, bullet.accrued)
    assert known(**CALLED_IN).matured


def test_one_payment_that_settles() -> None:
    quiet = known()
    # 14 days at 4.80 since 10 November; never before tomorrow.
    tomorrow = quiet.settled_on(TODAY + timedelta(1))
    assert tomorrow == (1, date(2026, 11, 24), 1_206_720, 1_200_000, 6_720, 0, 0)
    assert quiet.settled_on(TODAY) == quiet.settled_on(TODAY - timedelta(5)) == tomorrow
    assert quiet.settled_on(TODAY + timedelta(2)).interest == 7_200
    behind = known(overdue_principal=200_000, overdue_interest=3_000, penalty=400)
    # What ran until today on 10,000.00 is owed from before; one day more on all of it.
    assert behind.settled_on(TODAY + timedelta(1))[2:] == (1_209_080, 1_200_000, 480, 0, 8_600)


def test_the_terms_of_a_new_plan() -> None:
    place = known(accrual="monthly", next_due=date(2026, 11, 30), due_day=31)
    usual = place.new_terms()
    assert usual == Terms(
        1_200_000,
        Rate.per_day("0.0004"),
        "level",
        1,
        date(2026, 10, 31),
        date(2026, 11, 30),
        31,
        "monthly",
    )
    # Asked for on the contract's own date, nothing moves.
    assert place.new_terms(date(2026, 11, 30)) == usual
    moved = place.new_terms(date(2026, 12, 15))
    assert moved == replace(usual, first_due=date(2026, 12, 15), due_day=15, stub_day=31)


def test_a_record_may_go_to_its_limits_and_no_further() -> None:
    place = known()
    assert replace(place, as_of=date(2026, 11, 10)).accrued == 0
    assert replace(place, as_of=date(2026, 12, 9)).accrued == 29 * 480
    assert replace(place, overdue_since=TODAY).overdue_since == TODAY
    change = RateChange(date(2026, 12, 1), place.rate)
    wrong: list[dict[str, Any]] = [
        {"overdue_principal": -1},
        {"overdue_interest": -1},
        {"costs": -1},
        {"overdue_since": TODAY + timedelta(1)},
        {"contract": replace(place.contract, changes=(change,))},
    ]
    for fields in wrong:
        with pytest.raises(ValueError, match=r".+"):
            replace(place, **fields)
