"""A year of waiting: known figures by hand, and what must hold under any assumptions."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction
from itertools import pairwise, permutations
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jiebei.counting.rate import Rate
from jiebei.owed.known_loan import KnownLoan
from jiebei.owed.overdue import penalty
from jiebei.owed.schedule import Terms, build
from jiebei.owed.waiting import (
    CIVIL_CODE_561,
    Assumptions,
    Payments,
    cost_of_waiting,
    keeping,
    waiting,
)

DAILY = Fraction("0.0004")
MULTIPLE = Fraction("1.5")
USUAL = Assumptions(MULTIPLE)


AS_OF = date(2026, 11, 23)


def all_overdue(principal: int = 1_000_000) -> KnownLoan:
    """Nothing still to fall due: all principal has been overdue since as_of."""
    terms = Terms(0, Rate.per_day("0.0004"), "level", 1, AS_OF)
    return KnownLoan(terms, AS_OF, overdue_principal=principal)


def running(**change: Any) -> KnownLoan:
    terms = Terms(1_200_000, Rate.per_day("0.0004"), "level", 12, date(2026, 11, 10))
    return replace(KnownLoan(terms, AS_OF), **change)


@pytest.mark.parametrize("compound", [False, True])
@pytest.mark.parametrize("grace", [0, 3])
def test_waiting_with_everything_overdue_is_the_penalty_of_each_day(compound: bool, grace: int) -> None:
    (path,) = waiting(
        all_overdue(), [Assumptions(MULTIPLE, grace_days=grace, compound=compound)], days=400
    ).nothing.paths
    for days in (0, 1, 2, 3, 4, 30, 31, 365, 400):
        expected = penalty(1_000_000, DAILY, days, MULTIPLE, grace_days=grace, compound=compound)
        assert abs(path.days[days].added - expected.penalty) <= (1 if compound else 0)
        assert path.days[days].owed == path.days[days].overdue


def test_before_the_first_due_date_only_interest_runs() -> None:
    path = waiting(running(), [USUAL]).nothing.paths[0]
    # 13 days since 10 November at as_of, 480 fen a day.
    assert path.days[0].owed == 1_200_000 + 13 * 480
    assert path.days[17].added == 17 * 480
    assert path.days[16].overdue == 0
    first = build(running().contract).rows[0]
    assert path.days[17].overdue == first.payment


def test_instalment_by_instalment_each_overdue_part_bears_its_own_penalty() -> None:
    path = waiting(running(), [USUAL]).nothing.paths[0]
    rows = build(running().contract).rows
    day = date(2027, 3, 25)
    fallen = [row for row in rows if row.date <= day]
    charged = sum(row.principal * Fraction("0.0006") * (day - row.date).days for row in fallen)
    accrued = fallen[-1].balance * DAILY * (day - fallen[-1].date).days
    expected = 1_200_000 + sum(row.interest for row in fallen) + charged + accrued
    assert abs(path.days[(day - AS_OF).days].owed - expected) <= 1


def test_acceleration_makes_all_principal_fall_due() -> None:
    assumed = Assumptions(MULTIPLE, accelerates_after=30)
    path = waiting(running(), [assumed]).nothing.paths[0]
    # Due 10 December, overdue by more than 30 days on 10 January: that day all of it is due.
    before, on = ((date(2027, 1, 9) - AS_OF).days, (date(2027, 1, 10) - AS_OF).days)
    assert path.days[before].overdue < path.days[before].owed
    assert path.days[on].overdue == path.days[on].owed
    slow = waiting(running(), [USUAL]).nothing.paths[0]
    assert path.days[365].added > slow.days[365].added


def test_a_payment_goes_to_costs_interest_penalty_principal_in_that_order() -> None:
    position = running(
        costs=1_000, overdue_interest=2_000, penalty=3_000, overdue_principal=4_000, overdue_since=AS_OF
    )

    def left_after(amount: int, order: Any = CIVIL_CODE_561) -> int:
        assumed = Assumptions(MULTIPLE, order=order)
        result = waiting(position, [assumed], Payments(amount, AS_OF), days=40)
        assert result.paying is not None
        return result.paying.paths[0].days[40].owed - result.paying.paths[0].days[0].owed

    # Only principal bears penalty: the later it is reached, the more a month costs.
    lasting = {order: left_after(4_000, order) for order in permutations(CIVIL_CODE_561)}
    first = min(lasting.values())
    assert all(cost == first for order, cost in lasting.items() if order[0] == "principal")
    assert lasting[CIVIL_CODE_561] > first


def test_the_day_a_payment_stops_covering_is_named() -> None:
    # 12,000 at 0.04%: 4.80 a day at first. 150 a month is 4.84 to 5.36 a day, and each missed instalment costs more.
    result = waiting(running(), [USUAL], Payments(15_000, date(2026, 12, 10)))
    assert result.paying is not None
    named = result.paying.paths[0].uncovered_from
    assert named is not None
    assert date(2026, 12, 10) < named < date(2027, 11, 10)
    days = result.paying.paths[0].days
    at = (named - AS_OF).days
    assert days[at].added - days[at - 1].added > 15_000 / 31
    assert result.paying.uncovered == (named, named)


def test_a_payment_that_always_covers_names_no_day_and_one_that_never_does_names_the_first() -> None:
    enough = waiting(running(), [USUAL], Payments(200_000, date(2026, 12, 10)))
    never = waiting(running(), [USUAL], Payments(1_000, date(2026, 12, 10)))
    assert enough.paying is not None
    assert never.paying is not None
    assert enough.paying.uncovered is None
    assert enough.paying.paths[0].cleared_on is not None
    assert never.paying.paths[0].uncovered_from == AS_OF + timedelta(days=1)


def test_paying_each_instalment_on_its_day_costs_the_schedules_interest() -> None:
    schedule = build(running().contract)
    payments = Payments(schedule.rows[0].payment, schedule.rows[0].date)
    result = waiting(running(), [Assumptions(MULTIPLE, compound=True)], payments)
    assert result.paying is not None
    path = result.paying.paths[0]
    for row in schedule.rows[:-1]:
        at = path.days[(row.date - AS_OF).days]
        assert (at.overdue, at.owed) == (0, row.balance)
    # The last instalment takes the remainder of the rounding: a fen more than the payment.
    assert path.days[(schedule.end - AS_OF).days].owed == schedule.rows[-1].payment - payments.amount == 1


def test_a_plan_kept_to_is_exact_on_its_due_dates() -> None:
    place = running(
        overdue_principal=80_000, overdue_interest=1_000, penalty=500, overdue_since=date(2026, 10, 10)
    )
    terms = replace(place.new_terms(), periods=24)
    plan = build(terms)
    assert terms.principal + terms.arrears == place.owed
    added = keeping(plan, terms, AS_OF, [AS_OF, *(row.date for row in plan.rows)])
    assert added[0] == 0
    for row, so_far in zip(plan.rows, added[1:], strict=True):
        paid = sum(one.payment for one in plan.rows if one.date <= row.date)
        assert place.owed + so_far - paid == row.balance


positions = st.builds(
    lambda principal, rate, method, periods, ago, accrual, since, overdue, interest, fine: KnownLoan(
        Terms(
            principal,
            Rate(rate),
            method,
            periods,
            AS_OF - timedelta(days=ago),
            AS_OF + timedelta(days=15),
            accrual=accrual,
        ),
        AS_OF,
        overdue,
        interest,
        fine,
        overdue_since=AS_OF - timedelta(days=since),
    ),
    st.integers(0, 10**9),
    st.fractions(0, Fraction(36, 100), max_denominator=1000),
    st.sampled_from(["level", "equal-principal", "interest-only", "bullet"]),
    st.integers(1, 24),
    st.integers(0, 60),
    st.sampled_from(["daily", "monthly"]),
    st.integers(0, 200),
    st.integers(0, 10**8),
    st.integers(0, 10**6),
    st.integers(0, 10**6),
)
assumptions = st.builds(
    Assumptions,
    multiple=st.fractions(1, 3, max_denominator=10),
    grace_days=st.integers(0, 10),
    compound=st.booleans(),
    penalty_on_interest=st.booleans(),
    accelerates_after=st.none() | st.integers(0, 200),
)


@settings(max_examples=15, deadline=None)
@given(positions, assumptions, st.integers(1, 10**7), st.integers(0, 40))
def test_waiting_properties(position: KnownLoan, assumed: Assumptions, amount: int, wait: int) -> None:
    worse = replace(assumed, compound=True, penalty_on_interest=True, multiple=assumed.multiple + 1)
    result = waiting(position, [assumed, worse], Payments(amount, AS_OF + timedelta(days=wait)), days=200)
    assert result.paying is not None
    for band in (result.nothing, result.paying):
        for path in band.paths:
            assert len(path.days) == 201
            costs = [day.added for day in path.days]
            # Settling a part of a fen rounds it away: the cost may step back by one, never more.
            assert all(later >= earlier - 2 for earlier, later in pairwise(costs))
            assert all(0 <= day.overdue <= day.owed + 1 for day in path.days)
            assert all(
                day.owed + day.paid - day.added == path.days[0].owed + path.days[0].paid - path.days[0].added
                for day in path.days
            )
        assert band.low(200).added <= band.high(200).added
    mild, harsh = result.nothing.paths
    assert all(a.added <= b.added for a, b in zip(mild.days, harsh.days, strict=True))
    if position.contract.accrual == "daily":
        # By the month a short first period costs a whole one, and a payment that wards off acceleration keeps it so.
        assert result.paying.paths[0].days[200].added <= mild.days[200].added + 20


@settings(max_examples=100, deadline=None)
@given(positions, st.lists(assumptions, min_size=1, max_size=2), st.integers(1, 500))
def test_the_cost_of_waiting_is_the_last_day_of_the_wait(
    position: KnownLoan, assumed: list[Assumptions], days: int
) -> None:
    band = waiting(position, assumed, days=days).nothing
    assert cost_of_waiting(position, assumed, days) == (band.low(days).added, band.high(days).added)


@pytest.mark.parametrize(
    ("assumed", "payments", "days"),
    [
        ([], None, 365),
        ([USUAL], None, 0),
        ([USUAL], None, 10_000),
        ([Assumptions(MULTIPLE, grace_days=-1)], None, 365),
        ([Assumptions(MULTIPLE, order=("interest", "interest", "penalty", "principal"))], None, 365),
        ([USUAL], Payments(0, AS_OF), 365),
        ([USUAL], Payments(5, date(2026, 1, 1)), 365),
    ],
)
def test_impossible_questions_are_refused(assumed: Any, payments: Any, days: int) -> None:
    with pytest.raises(ValueError, match=r".+"):
        waiting(running(), assumed, payments, days=days)
