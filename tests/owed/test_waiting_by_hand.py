"""Waiting, day by day, against figures worked out by hand: which day counts, and which fen goes where."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction
from itertools import permutations

import pytest

from jiebei.counting.rate import Rate
from jiebei.owed.known_loan import KnownLoan
from jiebei.owed.schedule import Terms, build
from jiebei.owed.waiting import (
    CIVIL_CODE_561,
    MAX_HORIZON,
    PAYMENT_ORDERS,
    Assumptions,
    Path,
    Payments,
    cost_of_waiting,
    keeping,
    waiting,
)

AS_OF = date(2026, 11, 23)
HALF_MORE = Fraction("1.5")
USUAL = Assumptions(HALF_MORE)
FREE = Rate(Fraction(0))
RATE = Rate.per_day("0.0004")
RUNNING = KnownLoan(Terms(1_200_000, RATE, "level", 12, date(2026, 11, 10)), AS_OF)
"""480 fen a day on what is not due; overdue principal bears 0.06% a day."""


def called_in(principal: int = 1_000_000, rate: Rate = RATE) -> KnownLoan:
    return KnownLoan(Terms(0, rate, "level", 1, AS_OF), AS_OF, overdue_principal=principal)


def idle(loan: KnownLoan, assumed: Assumptions = USUAL, days: int = 60) -> Path:
    (path,) = waiting(loan, [assumed], days=days).nothing.paths
    return path


def paying(loan: KnownLoan, payments: Payments, assumed: Assumptions = USUAL, days: int = 60) -> Path:
    band = waiting(loan, [assumed], payments, days).paying
    assert band is not None
    return band.paths[0]


def test_the_named_orders_name_every_part_once_and_in_their_order() -> None:
    assert set(PAYMENT_ORDERS) == {"civil-code-561", "penalty-first", "principal-first"}
    assert PAYMENT_ORDERS["civil-code-561"] == CIVIL_CODE_561 == ("costs", "interest", "penalty", "principal")
    assert all(sorted(order) == sorted(CIVIL_CODE_561) for order in PAYMENT_ORDERS.values())
    firsts = {key: next(part for part in order if part != "costs") for key, order in PAYMENT_ORDERS.items()}
    assert firsts == {
        "civil-code-561": "interest",
        "penalty-first": "penalty",
        "principal-first": "principal",
    }


@pytest.mark.parametrize("order", list(permutations(CIVIL_CODE_561)))
def test_every_payment_lowers_the_debt_by_itself_until_nothing_is_left(order: tuple[str, ...]) -> None:
    """10.00 + 20.00 + 30.00 + 40.00 past due and 5.00 to come without interest; 7.00 a month."""
    loan = KnownLoan(
        Terms(500, FREE, "level", 1, date(2026, 11, 10)), AS_OF, 4_000, 2_000, 3_000, 1_000, AS_OF
    )
    assumed = Assumptions(HALF_MORE, order=order)  # type: ignore[arg-type]
    path = paying(loan, Payments(700, AS_OF), assumed, days=600)
    assert path.days[0][1:] == (10_500 - 700, 10_000 - 700, 700, 0)
    assert path.days[29].owed == 9_800
    assert path.days[30].owed == 10_500 - 2 * 700
    # 15 payments of 7.00 are 105.00: the last on 23 January 2028, and nothing is taken beyond.
    assert path.cleared_on == date(2028, 1, 23)
    assert (path.days[600].owed, path.days[600].overdue, path.days[600].paid) == (0, 0, 10_500)


def test_payments_fall_on_their_day_of_every_month() -> None:
    path = paying(called_in(rate=FREE), Payments(100, date(2027, 1, 31)), days=365)
    paid_on = [
        day.on for before, day in zip(path.days, path.days[1:], strict=False) if day.paid > before.paid
    ]
    assert paid_on[:3] == [date(2027, 1, 31), date(2027, 2, 28), date(2027, 3, 31)]
    # January to October: ten; the eleventh would be on 30 November 2027, after the year.
    assert (len(paid_on), path.days[365].paid) == (10, 1_000)
    assert paying(called_in(rate=FREE), Payments(100, AS_OF), days=365).days[365].paid == 1_300


def test_what_is_left_of_a_fen_is_forgiven_when_the_penalty_is_paid() -> None:
    """10,008.33 x 0.06% is 600.4998 fen a day: 600 clear the first day, and the second shows 600 again, not 601."""
    assumed = Assumptions(HALF_MORE, order=PAYMENT_ORDERS["penalty-first"])
    path = paying(called_in(1_000_833), Payments(600, AS_OF + timedelta(1)), assumed)
    assert [day.owed for day in path.days[:4]] == [1_000_833, 1_000_833, 1_001_433, 1_002_034]
    # A part of the penalty leaves the rest exact: 600.4998 - 100, then 600.4998 more are 1,100.9996.
    part = paying(called_in(1_000_833), Payments(100, AS_OF + timedelta(1)), assumed)
    assert [day.owed - 1_000_833 for day in part.days[1:3]] == [500, 1_101]


def test_a_payment_before_the_due_date_pays_interest_then_principal() -> None:
    """13 days at 4.80 have run: 62.40. Of 100.00, 37.60 is principal; of 50.00, 12.40 of interest stays."""
    more, less = (paying(RUNNING, Payments(fen, AS_OF)) for fen in (10_000, 5_000))
    assert [day.owed for day in more.days[:2]] == [1_196_240, 1_196_240 + 478]  # 478.496
    assert [day.owed for day in less.days[:3]] == [1_201_240, 1_201_720, 1_202_200]
    assert paying(RUNNING, Payments(6_240, AS_OF)).days[1].owed == 1_200_480


def test_overdue_interest_bears_penalty_only_if_assumed_and_grace_counts_from_the_first_day() -> None:
    loan = replace(called_in(), overdue_interest=500_000, overdue_since=date(2026, 11, 20))
    # Overdue since the 20th with five days of grace: the 26th, day 3, is the first that counts.
    plain = idle(loan, Assumptions(HALF_MORE, grace_days=5))
    assert [day.added for day in plain.days[:6]] == [0, 0, 0, 600, 1_200, 1_800]
    both = idle(loan, Assumptions(HALF_MORE, grace_days=5, penalty_on_interest=True))
    assert [day.added for day in both.days[:5]] == [0, 0, 0, 900, 1_800]
    grown = idle(loan, Assumptions(HALF_MORE, compound=True, penalty_on_interest=True))
    # 900.00 and 900.54 and 901.08…: 0.06% on what was added before.
    assert [day.added for day in grown.days[:4]] == [0, 900, 1_801, 2_702]
    assert cost_of_waiting(loan, [Assumptions(HALF_MORE, grace_days=5), USUAL], 3) == (600, 1_800)


def test_acceleration_comes_the_day_after_its_limit_and_has_no_grace() -> None:
    """1,000.00 overdue since the 20th. After more than 3 days, on the 24th, the other 12,000 fall due too."""
    loan = replace(RUNNING, overdue_principal=100_000, overdue_since=date(2026, 11, 20))
    path = idle(loan, Assumptions(HALF_MORE, accelerates_after=3))
    # Day 1 still bears 480 + 60; from day 2 on 13,000 bear 780.
    assert [day.added for day in path.days[:4]] == [0, 540, 1_320, 2_100]
    assert path.days[0].overdue == 100_000
    assert path.days[1].overdue == path.days[1].owed == 1_300_000 + 14 * 480 + 60
    graced = idle(loan, Assumptions(HALF_MORE, grace_days=10, accelerates_after=3))
    assert [day.added for day in graced.days[:4]] == [0, 480, 1_200, 1_920]
    later = idle(loan, Assumptions(HALF_MORE, accelerates_after=5))
    assert [day.overdue == day.owed for day in later.days[:5]] == [False, False, False, True, True]
    at_once = idle(replace(loan, overdue_since=AS_OF), Assumptions(HALF_MORE, accelerates_after=0))
    assert [day.overdue == day.owed for day in at_once.days[:2]] == [False, True]


def test_a_payment_in_time_wards_off_acceleration() -> None:
    loan = replace(RUNNING, overdue_principal=100_000, overdue_since=date(2026, 11, 20))
    path = paying(loan, Payments(100_000, AS_OF), Assumptions(HALF_MORE, accelerates_after=3), days=16)
    assert {day.overdue for day in path.days} == {0}
    assert path.days[16].added == 16 * 480


def test_by_the_month_a_day_costs_its_share_of_its_own_month() -> None:
    """12,000 at 12% a year: 120.00 a month, counted from the 20th to the 20th."""
    terms = Terms(
        1_200_000, Rate.per_year("0.12"), "level", 3, date(2026, 11, 12), date(2026, 12, 20), 20, "monthly"
    )
    loan = KnownLoan(terms, AS_OF)
    path = idle(loan)
    # Eight of 31 days to 20 November and three of 30: 3,096.77 + 1,200.
    assert path.days[0].owed == loan.owed == 1_204_297
    # A day is 400 until 20 December; all 30 days are 12,000.
    assert path.days[27].owed == 1_200_000 + 3_097 + 12_000
    # Then 803,973.00 or so bear a 31st of their month a day, and what is overdue 0.0493…% x 1.5.
    first = build(terms).rows[0]
    day = first.balance * Fraction(1, 100) / 31 + first.principal * Fraction(12, 36_500) * HALF_MORE
    assert path.days[28].added - path.days[27].added == pytest.approx(float(day), abs=1)


def test_the_day_a_payment_no_longer_covers_is_the_first_whose_share_is_too_small() -> None:
    """10,000 overdue cost 600 fen a day. From 10 November to 10 December are 30 days, then 31 to 10 January."""
    exact = paying(called_in(), Payments(18_000, date(2026, 12, 10)))
    # After 17 days 102.00 is penalty, 78.00 principal: 9,922.00 cost 595.32 a day, 31 of them 18,454.92.
    assert exact.uncovered_from == date(2026, 12, 11)
    assert paying(called_in(), Payments(17_999, date(2026, 12, 10))).uncovered_from == date(2026, 11, 24)
    assert paying(called_in(), Payments(18_600, date(2026, 12, 10)), days=400).uncovered_from is None


def test_a_penalty_from_before_is_no_cost_of_today() -> None:
    loan = replace(called_in(), penalty=900_000)
    order = PAYMENT_ORDERS["principal-first"]
    path = paying(loan, Payments(20_000, date(2026, 12, 10)), Assumptions(HALF_MORE, order=order))
    assert path.uncovered_from is None
    assert path.days[0].owed == path.days[0].overdue == 1_900_000


def test_the_band_shows_the_least_and_the_most_and_says_where_a_payment_always_covers() -> None:
    dear = Assumptions(Fraction(2))
    told = waiting(called_in(), [dear, USUAL], Payments(18_600, date(2026, 12, 10)), days=30)
    assert told.nothing.added(30) == (18_000, 24_000)
    assert (told.nothing.low(30).added, told.nothing.high(30).added) == (18_000, 24_000)
    assert told.nothing.uncovered is None
    assert told.paying is not None
    # At 800 a day 186.00 in 30 days is never enough; at 600 it is.
    assert told.paying.uncovered == (date(2026, 11, 24), None)
    both = waiting(called_in(), [USUAL, dear], Payments(18_000, date(2026, 12, 10)), days=30).paying
    assert both is not None
    assert both.uncovered == (date(2026, 11, 24), date(2026, 12, 11))


def test_the_limits_themselves_are_no_nonsense() -> None:
    lenient = Assumptions(Fraction(0), grace_days=0, accelerates_after=0)
    assert len(idle(called_in(), lenient, MAX_HORIZON).days) == MAX_HORIZON + 1 == 3_661
    assert idle(called_in(), lenient, 1).days[1].added == 0
    assert paying(called_in(), Payments(1, AS_OF), days=1).days[0].paid == 1
    wrong = [
        (USUAL, None, MAX_HORIZON + 1),
        (Assumptions(Fraction(-1, 10)), None, 1),
        (Assumptions(HALF_MORE, accelerates_after=-1), None, 1),
        (USUAL, Payments(1, AS_OF - timedelta(1)), 1),
    ]
    for assumed, payments, days in wrong:
        with pytest.raises(ValueError, match=r".+"):
            waiting(called_in(), [assumed], payments, days)
    with pytest.raises(ValueError, match=r".+"):
        cost_of_waiting(called_in(), [USUAL], 0)


def test_keeping_to_a_plan_adds_the_interest_of_what_is_still_owed() -> None:
    plan = build(RUNNING.contract)
    first = plan.rows[0]
    dates = [AS_OF + timedelta(1), first.date, first.date + timedelta(1)]
    # 480 a day until 10 December, 17 days off; the day after, 0.04% of what is left.
    rest = round(first.balance * Fraction("0.0004"))
    assert keeping(plan, RUNNING.contract, AS_OF, dates) == [480, 8_160, 8_160 + rest]
    # Nothing runs any more after the last of them; what had run before today is not added.
    end = keeping(plan, RUNNING.contract, AS_OF, [plan.end, plan.end + timedelta(100)])
    assert end == [plan.total_interest - 13 * 480] * 2
