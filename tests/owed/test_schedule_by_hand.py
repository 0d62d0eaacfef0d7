"""Schedules row by row against figures worked out by hand, mostly without interest so that every fen can be followed."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest

from jiebei.counting.conventions import Method
from jiebei.counting.rate import Rate
from jiebei.owed.schedule import (
    MAX_PERIODS,
    RateChange,
    Row,
    Schedule,
    Terms,
    build,
    interest_between,
    level_within,
    pay_for,
    periods_for_payment,
    repay_early,
)

START = date(2026, 1, 10)
FREE = Rate(Fraction(0))
TENTH = Rate.per_year("0.12")
"""1% a month where interest is counted by the month."""


def by_the_month(principal: int, periods: int, method: Method = "level", **change: object) -> Terms:
    terms = Terms(principal, TENTH, method, periods, START, accrual="monthly")
    return replace(terms, **change)  # type: ignore[arg-type]


def columns(rows: tuple[Row, ...]) -> list[tuple[int, int, int, int, int]]:
    return [(row.payment, row.principal, row.interest, row.balance, row.arrears) for row in rows]


def test_arrears_are_paid_first_and_the_last_instalment_is_not_the_largest() -> None:
    """120.00 and 30.00 from before, no interest: 37.50 four times; the first three quarters of it go to arrears."""
    rows = build(Terms(12_000, FREE, "level", 4, START, arrears=3_000)).rows
    assert columns(rows) == [
        (3_750, 750, 0, 11_250, 3_000),
        (3_750, 3_750, 0, 7_500, 0),
        (3_750, 3_750, 0, 3_750, 0),
        (3_750, 3_750, 0, 0, 0),
    ]


def test_arrears_larger_than_an_instalment_take_several() -> None:
    """10.00 and 50.00 from before at 1% a month: 0.10 of interest a month waits until the arrears are paid."""
    rows = build(by_the_month(1_000, 3, arrears=5_000, payment=2_010)).rows
    assert columns(rows) == [
        (2_010, 0, 0, 1_000, 2_010),
        (2_010, 0, 0, 1_000, 2_010),
        # 9.80 of arrears, three months' interest of 0.10 and the principal.
        (2_010, 1_000, 30, 0, 980),
    ]
    assert build(by_the_month(1_000, 3, arrears=5_000)).rows[0].payment == 2_010


def test_arrears_and_an_interest_only_head() -> None:
    """The head pays interest alone, the arrears wait for the first instalment after it."""
    rows = build(by_the_month(100_000, 4, interest_only_periods=2, arrears=500, payment=60_000)).rows
    assert columns(rows) == [
        (1_000, 0, 1_000, 100_000, 0),
        (1_000, 0, 1_000, 100_000, 0),
        (60_000, 58_500, 1_000, 41_500, 500),
        (41_915, 41_500, 415, 0, 0),
    ]
    bullet = build(by_the_month(100_000, 3, "bullet", arrears=500)).rows
    assert columns(bullet) == [
        (0, 0, 0, 100_000, 0),
        (0, 0, 0, 100_000, 0),
        (103_500, 100_000, 3_000, 0, 500),
    ]
    equal = build(by_the_month(100_000, 3, "equal-principal", arrears=500)).rows
    assert columns(equal) == [
        (34_833, 33_333, 1_000, 66_667, 500),
        (34_000, 33_333, 667, 33_334, 0),
        (33_667, 33_334, 333, 0, 0),
    ]
    last = build(by_the_month(100_000, 3, "interest-only")).rows
    assert [row.payment for row in last] == [1_000, 1_000, 101_000]


def test_payments_that_do_not_clear() -> None:
    """At 1% a month 10.00 of interest on 1,000.00: less stays unpaid, as much leaves the principal, more lowers it."""
    terms = by_the_month(100_000, 1)
    less, same, more = (pay_for(terms, payment, 2) for payment in (600, 1_000, 51_000))
    assert (columns(less.rows), less.unpaid) == (
        [(600, 0, 600, 100_000, 0), (600, 0, 600, 100_000, 0)],
        800,
    )
    assert (columns(same.rows), same.unpaid) == (
        [(1_000, 0, 1_000, 100_000, 0), (1_000, 0, 1_000, 100_000, 0)],
        0,
    )
    assert columns(more.rows) == [(51_000, 50_000, 1_000, 50_000, 0), (50_500, 50_000, 500, 0, 0)]
    behind = pay_for(replace(terms, arrears=1_500), 1_200, 2)
    # 15.00 + 10.00 - 12.00 of arrears; then 3.00 of arrears and 9.00 of the 20.00 of interest.
    assert columns(behind.rows) == [(1_200, 0, 0, 100_000, 1_200), (1_200, 0, 900, 100_000, 300)]
    assert behind.unpaid == 1_100


def test_the_fewest_periods_for_a_payment_to_the_fen() -> None:
    terms = Terms(12_000, FREE, "level", 1, START)
    assert [periods_for_payment(terms, fen) for fen in (12_000, 11_999, 6_000, 5_999, 1)] == [
        1,
        2,
        2,
        3,
        None,
    ]
    assert periods_for_payment(terms, 20) == MAX_PERIODS
    assert periods_for_payment(terms, 19) is None
    assert [periods_for_payment(terms, 6_000, limit) for limit in (2, 1)] == [2, None]
    # With 1% a month: 1,010.00 clears it at once, a fen less does not; the interest of 10.00 alone never does.
    dear = by_the_month(100_000, 1)
    assert [periods_for_payment(dear, fen) for fen in (101_000, 100_999, 1_000)] == [1, 2, None]
    # Two of interest alone, at 10.00; then 50.00 of arrears and the rest.
    head = replace(dear, interest_only_periods=2, arrears=5_000)
    assert [periods_for_payment(head, fen) for fen in (106_000, 105_999)] == [3, 4]
    assert periods_for_payment(replace(dear, interest_only_periods=1), 999) is None


def test_an_instalment_that_would_make_the_last_too_large_takes_a_fen_more() -> None:
    """1.56 in at most 0.11: fifteen times 0.104. Fourteen of 0.10 would leave 0.16; of 0.11 they leave 0.02."""
    found = level_within(Terms(156, FREE, "level", 1, START), 11)
    assert found is not None
    assert [row.payment for row in found.rows] == [11] * 14 + [2]
    # Where nothing is too large, the usual instalment stays: 333, 333, 334.
    usual = level_within(Terms(1_000, FREE, "level", 1, START), 334)
    assert usual is not None
    assert [row.payment for row in usual.rows] == [333, 333, 334]
    assert (usual.total_payment, usual.total_interest, usual.largest_payment) == (1_000, 0, 334)


FREE_YEAR = Terms(1_200_000, FREE, "level", 12, START)
ON = date(2026, 5, 20)
"""After four of twelve instalments of 1,000.00: 8,000.00 are left."""


def after(terms: Terms, amount: int, keep: str, on: date = ON) -> list[tuple[int, date, int]]:
    schedule: Schedule = repay_early(terms, on, amount, "payment" if keep == "payment" else "periods")
    return [(row.period, row.date, row.payment) for row in schedule.rows]


@pytest.mark.parametrize("payment", [None, 100_000])
def test_an_early_payment_lowers_in_proportion_or_shortens(payment: int | None) -> None:
    terms = replace(FREE_YEAR, payment=payment)
    lower, shorter = (after(terms, 300_000, keep) for keep in ("periods", "payment"))
    # 5,000.00 over the eight that are left: 625.00.
    assert [row[2] for row in lower] == [100_000] * 4 + [300_000] + [62_500] * 8
    assert [row[2] for row in shorter] == [100_000] * 4 + [300_000] + [100_000] * 5
    assert lower[4:6] == [(5, ON, 300_000), (5, date(2026, 6, 10), 62_500)]
    assert shorter[-1][:2] == (9, date(2026, 10, 10))
    # A fen less than that leaves one more instalment of a fen.
    assert [row[2] for row in after(terms, 299_999, "payment")][-2:] == [100_000, 1]


def test_paying_all_of_it_early_ends_the_loan() -> None:
    for keep in ("payment", "periods"):
        rows = after(FREE_YEAR, 800_000, keep)
        assert rows[4:] == [(5, ON, 800_000)]
        assert rows[3][2] == 100_000
        # One fen is left to pay, in one instalment or in the last of eight.
        nearly = after(FREE_YEAR, 799_999, keep)
        assert sum(row[2] for row in nearly[5:]) == 1
        with pytest.raises(ValueError, match="early repayment"):
            after(FREE_YEAR, 800_001, keep)
        with pytest.raises(ValueError, match="early repayment"):
            after(FREE_YEAR, 0, keep)


def test_an_early_payment_pays_arrears_then_interest_then_principal() -> None:
    """50.00 from before; 1,000.00 at 1% a month; after 10 of 31 days 3.23 have run, and 6.77 more come."""
    terms = by_the_month(100_000, 4, arrears=5_000)
    on = date(2026, 1, 20)
    for amount, expected in [
        (4_000, (4_000, 0, 0, 100_000, 4_000)),
        (5_100, (5_100, 0, 100, 100_000, 5_000)),
        (5_323, (5_323, 0, 323, 100_000, 5_000)),
        (25_323, (25_323, 20_000, 323, 80_000, 5_000)),
    ]:
        for keep in ("payment", "periods"):
            schedule = repay_early(terms, on, amount, "payment" if keep == "payment" else "periods")
            assert columns(schedule.rows[:1]) == [expected]
            assert schedule.total_payment == 105_000 + schedule.total_interest
            interest = schedule.rows[1].interest
            # What is left of the 3.23, and 21 of 31 days on the balance.
            assert interest == 323 - expected[2] + round(expected[3] * Fraction(21, 3100))
    cleared = repay_early(terms, on, 105_323, "payment")
    assert columns(cleared.rows) == [(105_323, 100_000, 323, 0, 5_000)]


def test_an_early_payment_in_the_head_leaves_the_head() -> None:
    """Six months of interest alone, one gone: five go on, on less; then 1,000.00 a month as before, or less."""
    terms = replace(FREE_YEAR, interest_only_periods=6)
    on = date(2026, 2, 20)
    lower, shorter = (after(terms, 300_000, keep, on) for keep in ("periods", "payment"))
    assert [row[2] for row in lower] == [0, 300_000] + [0] * 5 + [150_000] * 6
    # Six of 2,000.00 were asked: five of them repay the 9,000.00, the last one half.
    assert [row[2] for row in shorter] == [0, 300_000] + [0] * 5 + [200_000] * 4 + [100_000]


def test_a_rate_that_has_changed_lowers_the_instalment_under_way_in_proportion() -> None:
    """No interest until 1 May; the instalment due on 10 May is still the old one, and half of the debt halves it."""
    change = (RateChange(date(2026, 5, 1), Rate.per_year("0.12")),)
    terms = replace(FREE_YEAR, accrual="monthly", changes=change)
    on = date(2026, 5, 5)
    # 9,000.00 after three of them: 4,500.00 are left, and 500.00 instead of 1,000.00 due.
    rows = repay_early(terms, on, 450_000, "periods").rows
    assert [row.payment for row in rows[3:5]] == [450_000, 50_000]
    # Then 4,000.00 at 1% a month over eight: 522.76.
    assert {row.payment for row in rows[5:-1]} == {52_276}


def test_by_the_day_each_rate_bears_for_its_own_days() -> None:
    changes = (
        RateChange(date(2026, 1, 20), Rate.per_day("0.0003")),
        RateChange(date(2026, 2, 1), Rate.per_day("0.0001")),
    )
    terms = Terms(1_000_000, Rate.per_day("0.0004"), "bullet", 2, START, changes=changes)
    # 10 days at 400 fen, 12 at 300, and 37 at 100 until 10 March.
    assert build(terms).total_interest == 4_000 + 3_600 + 3_700
    for since, until, expected in [
        (START, date(2026, 1, 20), 4_000),
        (START, date(2026, 1, 21), 4_300),
        (date(2026, 1, 20), date(2026, 2, 1), 3_600),
        (date(2026, 2, 1), date(2026, 2, 2), 100),
        (date(2026, 1, 31), date(2026, 2, 2), 400),
    ]:
        assert interest_between(1_000_000, terms, since, until) == expected
    monthly = replace(terms, accrual="monthly", method="interest-only", periods=3)
    # By the month the rate on a period's first day counts: 0.04%, 0.01%, 0.01% a day, times 365 / 12.
    assert [row.interest for row in build(monthly).rows] == [12_167, 3_042, 3_042]
    assert interest_between(1_000_000, monthly, date(2026, 1, 20), date(2026, 1, 20)) == 0
    assert interest_between(1_000_000, monthly, START, date(2026, 2, 10)) == 12_167


def test_a_moved_due_day_counts_what_ran_before_by_the_old_one() -> None:
    """From 10 January to 25 February: by the 10th a month and 15 of 28 days; later ones are whole months."""
    terms = by_the_month(1_200_000, 3, "interest-only", first_due=date(2026, 2, 25), due_day=25, stub_day=10)
    assert [row.interest for row in build(terms).rows] == [12_000 + 6_429, 12_000, 12_000]
    # By the 25th it is 15 of 31 days and a month.
    assert build(replace(terms, stub_day=None)).rows[0].interest == 12_000 + 5_806
    both = interest_between(1_200_000, terms, START, date(2026, 3, 25))
    assert both == 12_000 + 6_429 + 12_000
    assert interest_between(1_200_000, terms, date(2026, 2, 25), date(2026, 3, 25)) == 12_000


def test_the_limits_themselves_are_loans() -> None:
    for change in (
        {"periods": MAX_PERIODS},
        {"periods": 1},
        {"principal": 0},
        {"first_due": date(2026, 1, 11)},
        {"interest_only_periods": 11},
    ):
        schedule = build(replace(FREE_YEAR, **change))
        assert len(schedule.rows) == change.get("periods", 12)
    twice = (RateChange(date(2026, 5, 1), FREE), RateChange(date(2026, 5, 1), FREE))
    for wrong in ({"changes": twice}, {"interest_only_periods": -1}, {"changes": (RateChange(ON, Rate(Fraction(-1))),)}):  # fmt: skip
        with pytest.raises(ValueError, match=r".+"):
            build(replace(FREE_YEAR, **wrong))
