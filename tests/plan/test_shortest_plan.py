"""The shortest plan within what may be asked, against a plain reckoning of one payment after another."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jiebei.counting.due_dates import add_months
from jiebei.counting.rate import Rate
from jiebei.owed.schedule import Schedule, Terms
from jiebei.plan.shortest_plan import (
    MAX_MONTHS,
    Stretch,
    begin_plan,
    begin_with_payment,
    fit,
    fit_together,
    next_month,
)

START = date(2026, 11, 10)


def terms(principal: int, daily: str = "0", **fields: object) -> Terms:
    usual: dict[str, object] = {
        "method": "level",
        "periods": 1,
        "start": START,
        "first_due": date(2026, 12, 10),
    }
    return Terms(principal=principal, rate=Rate.per_day(daily), **{**usual, **fields})  # type: ignore[arg-type]


def cap_on(stretches: Sequence[Stretch], day: date) -> int:
    return [cap for since, cap in stretches if since is None or since <= day][-1]


def months_needed(loan: Terms, stretches: Sequence[Stretch]) -> int | None:
    """Payments needed if each is all that may be asked, interest counted by the day and rounded half-up each time."""
    balance, arrears, unpaid, since = loan.principal, loan.arrears, 0, loan.start
    for number in range(MAX_MONTHS):
        day = add_months(loan.first, number, loan.anchor)
        exact = balance * loan.rate.daily * (day - since).days
        unpaid += (2 * exact.numerator + exact.denominator) // (2 * exact.denominator)
        money = cap_on(stretches, day)
        for_arrears = min(money, arrears)
        for_interest = min(money - for_arrears, unpaid)
        for_principal = min(money - for_arrears - for_interest, balance)
        arrears, unpaid, balance = arrears - for_arrears, unpaid - for_interest, balance - for_principal
        if not arrears + unpaid + balance:
            return number + 1
        since = day
    return None


@st.composite
def a_start(draw: st.DrawFn) -> tuple[Terms, list[Stretch]]:
    loan = terms(
        draw(st.integers(10_000, 3_000_000)),
        f"0.000{draw(st.integers(0, 9))}",
        arrears=draw(st.just(0) | st.integers(1, 100_000)),
        first_due=START + timedelta(draw(st.integers(1, 45))),
        due_day=None,
    )
    caps = [Stretch(None, draw(st.integers(0, 200_000)))]
    day = START
    for _ in range(draw(st.integers(0, 2))):
        day += timedelta(draw(st.integers(1, 300)))
        caps.append(Stretch(day, draw(st.integers(0, 400_000))))
    return loan, caps


@settings(max_examples=60)
@given(a_start())
def test_no_plan_is_shorter_and_none_asks_more(given_: tuple[Terms, list[Stretch]]) -> None:
    loan, caps = given_
    found = fit(begin_plan(loan), caps)
    needed = months_needed(loan, caps)
    if found is None:
        # Rising amounts: where paying all of it would do, a plan is found. (A later, smaller one may not bear the rest.)
        assert needed is None or any(later.cap < former.cap for former, later in pairwise(caps))
        return
    assert needed is not None
    assert len(found.rows) >= needed
    if all(later.cap >= former.cap for former, later in pairwise(caps)):
        assert len(found.rows) == needed
    assert all(row.payment <= cap_on(caps, row.date) for row in found.rows)
    assert [row.date for row in found.rows] == [
        add_months(loan.first, number, loan.anchor) for number in range(len(found.rows))
    ]
    assert [row.period for row in found.rows] == list(range(1, len(found.rows) + 1))
    assert sum(row.principal for row in found.rows) == loan.principal
    assert sum(row.arrears for row in found.rows) == loan.arrears
    assert (found.rows[-1].balance, found.unpaid) == (0, 0)


def payments(schedule: Schedule | None) -> list[int]:
    assert schedule is not None
    return [row.payment for row in schedule.rows]


def test_little_until_a_day_and_more_from_it_on() -> None:
    # On 10 December and 10 January 100 each; from the very day of 10 February 250: 1,000 - 200 = 3 x 250 + 50, so 4 x 200.
    caps = [Stretch(None, 10_000), Stretch(date(2027, 2, 10), 25_000)]
    assert payments(fit(begin_plan(terms(100_000)), caps)) == [10_000, 10_000, 20_000, 20_000, 20_000, 20_000]
    # A day later, and February is still one of the small ones: 700 = 3 x 233.33.
    caps[1] = Stretch(date(2027, 2, 11), 25_000)
    assert payments(fit(begin_plan(terms(100_000)), caps)) == [10_000] * 3 + [23_333, 23_333, 23_334]
    # Cleared before that day it stays level, and the day does not matter.
    assert payments(fit(begin_plan(terms(18_000)), caps)) == [9_000, 9_000]
    # A day before the first payment: all of them are of the later amount.
    caps[1] = Stretch(date(2026, 12, 1), 50_000)
    assert payments(fit(begin_plan(terms(100_000)), caps)) == [50_000, 50_000]


def test_interest_that_small_payments_leave_is_the_plans_own() -> None:
    """1,000.00 at 0.1% a day bears 30.00 and 31.00; 10.00 a month leave 20.00 and 41.00 unpaid, owed before 5.00."""
    loan = terms(100_000, "0.001", arrears=500)
    caps = [Stretch(None, 1_000), Stretch(date(2027, 2, 1), 200_000)]
    found = fit(begin_plan(loan), caps)
    assert found is not None
    first, second, last = found.rows
    assert (first.arrears, first.interest, first.principal, first.balance) == (500, 500, 0, 100_000)
    assert (second.arrears, second.interest, second.principal) == (0, 1_000, 0)
    # 30.00 + 31.00 + 31.00 in all, 15.00 of it paid by then.
    assert (last.arrears, last.interest, last.principal) == (0, 9_200 - 1_500, 100_000)


def test_no_plan_is_longer_than_five_years() -> None:
    assert len(payments(fit(begin_plan(terms(60_000)), [Stretch(None, 1_000)]))) == 60 == MAX_MONTHS
    assert fit(begin_plan(terms(60_001)), [Stretch(None, 1_000)]) is None
    # 30 payments of 10 and 30 of 30: 1,200. One fen more is too much.
    caps = [Stretch(None, 1_000), Stretch(add_months(date(2026, 12, 10), 30), 3_000)]
    assert payments(fit(begin_plan(terms(120_000)), caps)) == [1_000] * 30 + [3_000] * 30
    assert fit(begin_plan(terms(120_001)), caps) is None
    # More from a day that comes after all of them.
    late = [Stretch(None, 1_000), Stretch(add_months(date(2026, 12, 10), 60), 900_000)]
    assert fit(begin_plan(terms(70_000)), late) is None
    assert fit(begin_plan(terms(100)), [Stretch(None, 0)]) is None
    assert fit(None, [Stretch(None, 1_000)]) is None


@pytest.mark.parametrize(
    ("amount", "arrears", "interest", "principal"),
    [(300, 300, 0, 0), (501, 500, 1, 0), (1_500, 500, 1_000, 0), (31_500, 500, 1_000, 30_000)],
)
def test_a_first_payment_goes_to_what_is_older_first(
    amount: int, arrears: int, interest: int, principal: int
) -> None:
    """1,000.00 at 0.1% a day bears 10.00 by 20 November; 5.00 were owed before."""
    begun = begin_with_payment(terms(100_000, "0.001", arrears=500), date(2026, 11, 20), amount)
    (row,) = begun.rows
    assert (row.period, row.date, row.payment) == (1, date(2026, 11, 20), amount)
    assert (row.arrears, row.interest, row.principal) == (arrears, interest, principal)
    assert row.balance == begun.now.principal == 100_000 - principal
    assert begun.now.arrears == 1_500 - arrears - interest
    assert begun.older == 500 - arrears
    assert not begun.cleared
    closed = begun.closed(40_000)
    assert closed is not None
    # 20 days more on what is left, to 10 December, then by the month; every fen of interest is counted once.
    assert closed.rows[1].date == date(2026, 12, 10)
    assert sum(each.principal for each in closed.rows) == 100_000
    assert sum(each.arrears for each in closed.rows) == 500
    assert sum(each.interest for each in closed.rows[:2]) == 1_000 + (100_000 - principal) * 20 // 1_000
    assert [each.period for each in closed.rows] == list(range(1, len(closed.rows) + 1))


def test_a_first_payment_that_clears_it_leaves_nothing_to_plan() -> None:
    begun = begin_with_payment(terms(100_000, "0.001", arrears=500), date(2026, 11, 20), 101_500)
    assert begun.cleared
    assert begun.closed(0) == Schedule(begun.rows)
    assert not begin_plan(terms(0)).cleared


@pytest.mark.parametrize(
    ("on", "amount"),
    [(START, 1), (START - timedelta(1), 1), (date(2026, 12, 11), 1), (date(2026, 11, 20), 101_501)],
)
def test_a_first_payment_at_no_time_or_beyond_the_debt_is_refused(on: date, amount: int) -> None:
    with pytest.raises(ValueError, match="first payment"):
        begin_with_payment(terms(100_000, "0.001", arrears=500), on, amount)


def test_after_a_first_payment_the_days_stay_the_contracts() -> None:
    at_the_end = terms(90_000, start=date(2027, 1, 31), first_due=date(2027, 2, 28))

    def dates(on: date) -> list[date]:
        closed = begin_with_payment(at_the_end, on, 30_000).closed(20_000)
        assert closed is not None
        return [row.date for row in closed.rows]

    later = [date(2027, 3, 31), date(2027, 4, 30), date(2027, 5, 31)]
    assert dates(date(2027, 2, 10)) == [date(2027, 2, 10), date(2027, 2, 28), *later[:2]]
    # On the due date itself it takes that instalment's place.
    assert dates(date(2027, 2, 28)) == [date(2027, 2, 28), *later]


def test_by_the_month_the_first_months_interest_is_counted_once_when_it_is_cut_by_a_payment() -> None:
    """1.2% a month on 1,000.00 without principal paid before 10 December: 12.00 in all, 10 and 20 of 30 days."""
    loan = replace(terms(100_000, accrual="monthly"), rate=Rate.per_year("0.144"))
    begun = begin_with_payment(loan, date(2026, 11, 20), 400)
    closed = begun.closed(60_000)
    assert closed is not None
    assert (closed.rows[0].interest, closed.rows[1].interest) == (400, 800)


def together(loans: Sequence[tuple[Terms, list[Stretch]]], month_day: int = 1) -> dict[int, list[int]] | None:
    found = fit_together(
        {number: begin_plan(loan) for number, (loan, _) in enumerate(loans)},
        {number: caps for number, (_, caps) in enumerate(loans)},
        month_day,
    )
    return None if found is None else {number: payments(schedule) for number, schedule in found.items()}


def test_the_loan_cleared_first_frees_its_part_from_the_next_month_on() -> None:
    small = (terms(60_000), [Stretch(None, 20_000)])
    # 3 x 200 and 3 x 400; then 600 a month for the 3,600 left of 4,800.
    large = (terms(480_000), [Stretch(None, 40_000)])
    assert together([small, large]) == {0: [20_000] * 3, 1: [40_000] * 3 + [60_000] * 6}
    assert together([large, small]) == {0: [40_000] * 3 + [60_000] * 6, 1: [20_000] * 3}
    # What is freed on 10 February is freed on the 20th, if her months begin on the 15th, but not if on the 1st.
    later = (replace(large[0], first_due=date(2026, 12, 20)), large[1])
    assert together([small, later], 15) == {0: [20_000] * 3, 1: [40_000] * 2 + [57_143] * 6 + [57_142]}
    assert together([small, later], 1) == {0: [20_000] * 3, 1: [40_000] * 3 + [60_000] * 6}


def test_what_is_freed_is_shared_in_proportion_and_then_freed_again() -> None:
    """300 clears 600 in two months; of it 100 and 200 go to the loans that had 100 and 200."""
    loans = [
        (terms(60_000), [Stretch(None, 30_000)]),
        (terms(60_000), [Stretch(None, 10_000)]),
        (terms(360_000), [Stretch(None, 20_000)]),
    ]
    # The second: 200, then 200 a month for 400. The third: 400, then 400 a month for two, then 600 for 2,400.
    assert together(loans) == {
        0: [30_000] * 2,
        1: [10_000] * 2 + [20_000] * 2,
        2: [20_000] * 2 + [40_000] * 2 + [60_000] * 4,
    }


def test_a_freed_part_that_saves_no_month_leaves_the_plan_level() -> None:
    loans = [(terms(20_000), [Stretch(None, 10_000)]), (terms(29_000), [Stretch(None, 10_000)])]
    assert together(loans) == {0: [10_000] * 2, 1: [9_667, 9_667, 9_666]}


def test_a_loan_that_its_own_part_never_clears_is_cleared_with_a_freed_one() -> None:
    loans = [(terms(10_000), [Stretch(None, 10_000)]), (terms(61_000), [Stretch(None, 1_000)])]
    # 10, then 110 a month for 600: six payments.
    assert together(loans) == {0: [10_000], 1: [1_000, *[10_000] * 6]}
    assert together([loans[1], loans[1]]) is None
    # Nothing at all a month of its own.
    assert together([loans[0], (terms(30_000), [Stretch(None, 0)])]) == {0: [10_000], 1: [0, *[10_000] * 3]}


def test_a_freed_part_rises_when_what_can_be_paid_does() -> None:
    """Each has 100 until March, then 200 and 300. The first ends in January; from February on the second has 200, from March 500."""
    march = date(2027, 3, 1)
    loans = [
        (terms(20_000), [Stretch(None, 10_000), Stretch(march, 20_000)]),
        (terms(190_000), [Stretch(None, 10_000), Stretch(march, 30_000)]),
    ]
    # 100 + 100 + 200, and 1,500 in three.
    assert together(loans) == {0: [10_000] * 2, 1: [10_000, 10_000, 20_000, 50_000, 50_000, 50_000]}


def test_a_part_freed_after_the_amount_has_risen() -> None:
    """Each has 100 until March, then 200 and 300; the first ends on 10 March, so from April on the second has 500."""
    march = date(2027, 3, 1)
    loans = [
        (terms(50_000), [Stretch(None, 10_000), Stretch(march, 20_000)]),
        (terms(190_000), [Stretch(None, 10_000), Stretch(march, 30_000)]),
    ]
    # 3 x 100, 300, and 1,300 in three.
    assert together(loans) == {
        0: [10_000] * 3 + [20_000],
        1: [10_000] * 3 + [30_000, 43_333, 43_333, 43_334],
    }


def test_a_step_up_in_a_short_month_leaves_the_due_day_alone() -> None:
    loan = terms(100_000, first_due=date(2026, 12, 31), due_day=31)
    found = fit(begin_plan(loan), [Stretch(None, 10_000), Stretch(date(2027, 3, 1), 35_000)])
    assert found is not None
    assert [(row.date, row.payment) for row in found.rows] == [
        (date(2026, 12, 31), 10_000),
        (date(2027, 1, 31), 10_000),
        (date(2027, 2, 28), 10_000),
        (date(2027, 3, 31), 35_000),
        (date(2027, 4, 30), 35_000),
    ]


def test_during_an_interest_only_head_nothing_is_freed() -> None:
    loans = [
        (terms(10_000), [Stretch(None, 10_000)]),
        (terms(60_000, "0", interest_only_periods=2), [Stretch(None, 20_000)]),
    ]
    assert together(loans) == {0: [10_000], 1: [0, 0, 20_000, 20_000, 20_000]}


@pytest.mark.parametrize(
    ("day", "payday", "begins"),
    [
        (date(2026, 11, 22), 23, date(2026, 11, 23)),
        (date(2026, 11, 23), 23, date(2026, 12, 23)),
        (date(2026, 11, 24), 23, date(2026, 12, 23)),
        (date(2027, 1, 31), 31, date(2027, 2, 28)),
        (date(2027, 2, 28), 31, date(2027, 3, 31)),
        (date(2026, 12, 1), 1, date(2027, 1, 1)),
    ],
)
def test_the_next_month_begins_after_today(day: date, payday: int, begins: date) -> None:
    assert next_month(day, payday) == begins
