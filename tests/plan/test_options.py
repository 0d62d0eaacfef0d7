"""Options: what they are called, what a month of hers asks, several loans as one, and which figure says what."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest

from jiebei.case.labels import PAUSE, PLAN_KINDS
from jiebei.counting.rate import Rate
from jiebei.owed.schedule import Row, Schedule, Terms
from jiebei.plan.options import Limit, LoanPlan, Option, merged, month_of, monthly_totals
from tests.plan.test_counsel import asked

TERMS = Terms(principal=100_000, rate=Rate.per_day("0"), method="level", periods=3, start=date(2026, 11, 10))
FIRST = Schedule(
    (
        Row(1, date(2026, 12, 10), 40_000, 39_000, 700, 61_000, 300),
        Row(2, date(2027, 1, 10), 40_000, 39_600, 400, 21_400),
        Row(3, date(2027, 2, 10), 21_500, 21_400, 100, 0),
    )
)
SECOND = Schedule(
    (
        Row(1, date(2027, 1, 10), 5_000, 4_000, 500, 6_000, 500),
        Row(2, date(2027, 2, 9), 1_000, 900, 100, 5_100),
    ),
    unpaid=70,
)
BOTH = Option(
    "extension",
    (LoanPlan(0, FIRST, TERMS, first_payment=25_000), LoanPlan(1, SECOND, TERMS, waived=200)),
    45_000,
)


def test_two_loans_together_row_by_row() -> None:
    assert BOTH.instalments == (
        # 100,000 and 10,000 are owed at first; what is due on one day is one payment.
        Row(1, date(2026, 12, 10), 40_000, 39_000, 700, 71_000, 300),
        Row(2, date(2027, 1, 10), 45_000, 43_600, 900, 27_400, 500),
        Row(3, date(2027, 2, 9), 1_000, 900, 100, 26_500),
        Row(4, date(2027, 2, 10), 21_500, 21_400, 100, 5_100),
    )
    assert merged([FIRST]) == FIRST.rows


def test_what_they_add_up_to() -> None:
    assert BOTH.total == 107_500
    assert BOTH.total_interest == 1_800
    assert BOTH.end == date(2027, 2, 10)
    # 5,100 of principal and 70 of interest are not paid.
    assert BOTH.left == 5_170
    assert BOTH.first_payment == 25_000
    assert BOTH.waived == 200
    assert BOTH.monthly == {(2026, 12): 40_000, (2027, 1): 45_000, (2027, 2): 22_500}
    assert BOTH.heaviest_month == 45_000
    # December asks 15,000 of her month beside the 25,000 at hand.
    assert BOTH.heaviest_regular_month == 45_000
    heavy = replace(BOTH, plans=(replace(BOTH.plans[0], first_payment=0),))
    assert heavy.heaviest_regular_month == 40_000
    once = replace(BOTH, plans=(LoanPlan(0, Schedule(FIRST.rows[:1]), TERMS, first_payment=40_000),))
    assert (once.heaviest_month, once.heaviest_regular_month) == (40_000, 0)


def test_months_that_begin_on_her_payday() -> None:
    paid_on_the_tenth = replace(BOTH, month_day=10)
    # The 9 February falls into the month that began on 10 January.
    assert paid_on_the_tenth.monthly == {(2026, 12): 40_000, (2027, 1): 46_000, (2027, 2): 21_500}
    assert monthly_totals(FIRST.rows, 11) == {(2026, 11): 40_000, (2026, 12): 40_000, (2027, 1): 21_500}


@pytest.mark.parametrize(
    ("day", "payday", "month"),
    [
        (date(2027, 3, 10), 10, (2027, 3)),
        (date(2027, 3, 9), 10, (2027, 2)),
        (date(2027, 2, 9), 10, (2027, 1)),
        (date(2027, 1, 9), 10, (2026, 12)),
        (date(2026, 12, 31), 31, (2026, 12)),
        # A month that ends before the payday begins on its last day.
        (date(2027, 2, 28), 31, (2027, 2)),
        (date(2027, 2, 27), 28, (2027, 1)),
        (date(2027, 4, 30), 31, (2027, 4)),
        (date(2027, 4, 29), 31, (2027, 3)),
        (date(2027, 1, 1), 1, (2027, 1)),
    ],
)
def test_the_month_a_day_belongs_to(day: date, payday: int, month: tuple[int, int]) -> None:
    assert month_of(day, payday) == month


def test_a_pause_is_called_one_and_small_payments_are_not() -> None:
    nothing = replace(FIRST, rows=tuple(row._replace(payment=0) for row in FIRST.rows))
    assert Option("token", (LoanPlan(0, nothing, TERMS),), 0, closes=False).title == PAUSE
    assert Option("token", (LoanPlan(0, FIRST, TERMS),), 0, closes=False).title == PLAN_KINDS["token"]
    # Nothing to pay is no pause where it is another kind of plan.
    assert Option("keep", (LoanPlan(0, nothing, TERMS),), 0).title == PLAN_KINDS["keep"]
    assert BOTH.title == PLAN_KINDS["extension"]


def test_asking_for_a_fen_or_for_a_lower_rate_is_asking_for_money() -> None:
    plain = LoanPlan(0, FIRST, TERMS)
    assert not Option("extension", (plain,), 0).concession
    assert Option("extension", (replace(plain, waived=1),), 0).concession
    lower = replace(plain, new_annual_rate=Fraction(0))
    assert Option("interest_reduction", (plain, lower), 0).concession
    assert Option("interest_reduction", (plain, lower), 0).new_annual_rate == 0
    higher = replace(plain, new_annual_rate=Fraction(1, 20))
    assert Option("interest_reduction", (lower, higher, plain), 0).new_annual_rate == 0.05
    assert Option("extension", (plain,), 0).new_annual_rate is None


def test_principal_is_cut_only_by_a_settlement_below_it() -> None:
    below = LoanPlan(0, FIRST, replace(TERMS, principal=101_501), waived=900)
    above = LoanPlan(1, FIRST, replace(TERMS, principal=100_000), waived=900)
    # The first pays 101,500 of 101,501; what the second pays beyond its principal is not set against that.
    assert Option("settlement", (below, above), 0).principal_waived == 1
    assert Option("penalty_waiver", (below, above), 0).principal_waived == 0


def test_one_broken_limit_is_enough() -> None:
    kept, broken = Limit("", "", True), Limit("", "", False)
    assert BOTH.within_limits
    assert replace(BOTH, limits=(kept, kept)).within_limits
    assert not replace(BOTH, limits=(kept, broken)).within_limits


def test_the_option_of_a_kind_or_else_the_recommended_one() -> None:
    _, _, found = asked("arrears-and-less-income")
    assert found.option().kind == found.recommended == "extension"
    assert found.option("penalty_waiver").kind == "penalty_waiver"
    assert found.option("settlement") is found.option()


def test_what_is_owed_over_all_loans() -> None:
    _, _, found = asked("two-loans-below-their-interest")
    # 50,000 and 13 days of 20.00; 31 days in the month after 10 December.
    assert found.owed == 5_026_000
    assert found.month_interest == 62_000
    assert found.due_now == 0
    assert found.below_interest
    _, _, found = asked("catch-up-two-loans-smallest-first")
    assert found.due_now == 120_000
    # 6 x (1,000 + 1,000) without interest, each month of the calendar.
    assert found.present_heaviest_month == 200_000
    assert sum(found.present_monthly.values()) == 1_200_000
    assert found.present_total_interest == 0
    assert [row.payment for row in found.present_instalments] == [200_000] * 6
    _, _, found = asked("keep-to-the-fen")
    assert found.present_total_interest == 94_600


def test_a_share_of_just_the_interest_is_below_it() -> None:
    """Paying the interest alone, no number of instalments clears the loan."""
    _, _, found = asked("nothing-at-all")
    for share, below in ((24_799, True), (24_800, True), (24_801, False)):
        assert replace(found, shares=(share,)).below_interest is below
