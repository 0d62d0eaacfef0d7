"""The limits and the branches of the smaller parts: fees, the lender's table, files of flows, penalty."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest

from jiebei.case.records import Loan
from jiebei.owed.annual_cost import LAST_PERIOD, Cost, NoCost, annualised, dated, loan_flows, spaced, xirr
from jiebei.owed.cost_table import (
    Payout,
    TableLine,
    check_table,
    flat_fee,
    instalment_cost,
    payout_problem,
    payout_schedule,
)
from jiebei.owed.flow_file import MAX_FLOW_BYTES, FlowFile, read_flows
from jiebei.owed.overdue import MAX_DAYS, penalty

LOAN = Loan(
    principal=600_000, daily_rate=Decimal("0.0004"), next_due=date(2026, 12, 10), periods_left=6, original_periods=12
)  # fmt: skip
PAYOUT = Payout(1_000_000, date(2026, 5, 10), 12)


def test_a_flat_fee_at_its_limits() -> None:
    """One period of 1.00 at 10 %: 1.10, which is 120 % a year simple and 1.1 to the twelfth compound."""
    one = flat_fee(100, 1, Fraction(1, 10))
    assert (one.lent, one.periods, one.monthly, one.instalment, one.advertised) == (
        100,
        1,
        Fraction(1, 10),
        110,
        Fraction(12, 10),
    )
    assert one.nominal == pytest.approx(1.2)
    assert one.effective == pytest.approx(1.1**12 - 1)
    free = flat_fee(1_200, 12, Fraction(0))
    assert free.instalment == 100
    assert free.nominal == pytest.approx(0, abs=1e-9)
    for wrong in ((-1, 12, Fraction(0)), (0, 1, Fraction(0)), (100, -1, Fraction(0))):
        with pytest.raises(ValueError, match="lends"):
            flat_fee(*wrong)
    with pytest.raises(ValueError, match="yearly cost"):
        flat_fee(1, 1, Fraction(10**16))


def test_instalments_need_both_days_to_be_counted_by_days() -> None:
    spaced_cost = instalment_cost(950_000, 94_000, 12).cost
    day = date(2026, 1, 5)
    assert instalment_cost(950_000, 94_000, 12, start=day).cost == spaced_cost
    assert instalment_cost(950_000, 94_000, 12, first=day).cost == spaced_cost
    # 1.00 for 1.10 after 73 days, a fifth of a year.
    fifth = instalment_cost(100, 110, 1, day, date(2026, 3, 19))
    assert isinstance(fifth.cost, Cost)
    assert fifth.cost.effective == pytest.approx(1.1**5 - 1)
    assert (fifth.total, fifth.more) == (110, 10)
    with pytest.raises(ValueError, match="after"):
        instalment_cost(100, 110, 1, day, date(2026, 1, 4))


def test_a_payout_is_possible_up_to_its_limits() -> None:
    assert payout_problem(LOAN, Payout(600_000, date(2026, 11, 23), 6), date(2026, 11, 23)) == ""
    wrong = [
        Payout(600_000, date(2026, 11, 24), 6),
        Payout(599_999, date(2026, 11, 23), 6),
        Payout(600_000, date(2026, 11, 23), 5),
    ]
    said = {payout_problem(LOAN, each, date(2026, 11, 23)) for each in wrong}
    assert len(said) == 3
    assert "" not in said
    assert payout_problem(Loan(), Payout(1, date(2026, 11, 1), 1), date(2026, 11, 23)) == ""


def first_due(loan: Loan, payout: Payout) -> date:
    schedule = payout_schedule(loan, payout)
    assert schedule is not None
    return schedule.rows[0].date


def test_the_first_due_date_is_at_most_two_months_after_the_payout() -> None:
    """The next due date less six months is 10 June: 62 days after 9 April, 63 after 8 April, none after 10 June."""
    for on, expected in [
        (date(2026, 4, 9), date(2026, 6, 10)),
        (date(2026, 4, 8), date(2026, 5, 10)),
        (date(2026, 6, 9), date(2026, 6, 10)),
        (date(2026, 6, 10), date(2026, 7, 10)),
    ]:
        assert first_due(LOAN, Payout(1_000_000, on, 12)) == expected
    # Of a bullet loan, or where nothing is known of the instalments left, it is not counted back.
    far = Payout(1_000_000, date(2026, 4, 9), 12)
    for change in ({"method": "bullet"}, {"periods_left": None}):
        assert first_due(LOAN.model_copy(update=change), far) == date(2026, 5, 10)
    assert first_due(Loan(daily_rate=Decimal(0)), far) == date(2026, 5, 9)
    # Due on the 12th: 12 June would be 64 days away.
    assert first_due(LOAN.model_copy(update={"due_day": 12}), far) == date(2026, 5, 12)
    assert first_due(LOAN.model_copy(update={"due_day": 12}), PAYOUT) == date(2026, 6, 12)
    # A typed date counts only where it is after the payout.
    assert first_due(LOAN, Payout(1_000_000, date(2026, 5, 10), 12, date(2026, 5, 10))) == date(2026, 6, 10)
    assert first_due(LOAN, Payout(1_000_000, date(2026, 5, 10), 12, date(2026, 5, 11))) == date(2026, 5, 11)


def test_the_contracts_own_terms_make_the_schedule_from_the_first_day() -> None:
    loan = LOAN.model_copy(
        update={"day_basis": 360, "accrual": "monthly", "method": "interest-only", "interest_only_periods": 3}
    )
    schedule = payout_schedule(loan, PAYOUT)
    assert schedule is not None
    # 0.04% x 360 / 12 = 1.2% a month.
    assert {row.interest for row in schedule.rows} == {12_000}
    assert [row.principal for row in schedule.rows] == [0] * 11 + [1_000_000]
    head = LOAN.model_copy(update={"interest_only_periods": 3, "periods_left": None})
    heads = payout_schedule(head, PAYOUT)
    assert heads is not None
    assert [row.principal > 0 for row in heads.rows] == [False] * 3 + [True] * 9
    assert payout_schedule(LOAN.model_copy(update={"daily_rate": None}), PAYOUT) is None


def test_a_second_interest_line_has_only_what_was_typed_for_it() -> None:
    lines = [TableLine("利息"), TableLine("另一家的利息", stated=900, charged=1_000, listed=False)]
    check = check_table(LOAN, lines, PAYOUT)
    first, second = check.lines
    assert check.schedule is not None
    assert first.charged == check.schedule.total_interest
    assert (first.stated_annual, first.from_contract) == (Fraction(146, 1000), True)
    assert (second.stated_annual, second.from_contract) == (None, False)
    assert (second.charged, second.difference) == (1_000, 100)
    # On which days the second was paid nobody knows; and neither is a fee.
    assert (check.cost, check.fees, check.unlisted) == (None, 0, ())


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("利息", "interest"),
        ("复利", "default"),
        ("逾期利息", "default"),
        ("服务费", "fee"),
        ("年化复利", "fee"),
    ],
)
def test_what_a_line_is_follows_from_its_name(name: str, kind: str) -> None:
    assert TableLine(name).kind == kind


# Files of flows.


def test_a_file_may_be_as_large_as_its_limit() -> None:
    head = b"date,amount\n2026-01-31,1\n"
    blank = (b" " * 999 + b"\n") * (MAX_FLOW_BYTES // 1000)
    full = head + blank[len(head) :]
    assert len(full) == MAX_FLOW_BYTES
    assert read_flows(full) == FlowFile("date", ((date(2026, 1, 31), 100),))
    refused = read_flows(full + b"\n")
    assert not isinstance(refused, FlowFile)
    (fault,) = refused
    assert (fault.line, str(fault)) == (0, fault.message)


@pytest.mark.parametrize(
    ("when", "read"),
    [
        ("0", 0),
        (str(LAST_PERIOD), LAST_PERIOD),
        ("000012", 12),
        (str(LAST_PERIOD + 1), None),
        ("0000012", None),
    ],
)
def test_periods_are_read_up_to_the_last(when: str, read: int | None) -> None:
    found = read_flows(f"期次,金额\n{when},5\n".encode())
    assert found == FlowFile("period", ((read, 500),)) if read is not None else isinstance(found, tuple)
    assert isinstance(found, FlowFile) == (read is not None)


@pytest.mark.parametrize("heading", ["date", "日期", "时间", "DATE"])
@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("1900-01-01", date(1900, 1, 1)),
        ("2200/12/31", date(2200, 12, 31)),
        ("2026-01-31 00:00:00", date(2026, 1, 31)),
        ("2026-1-3 0:00", date(2026, 1, 3)),
        ("1899-12-31", None),
        ("2201-01-01", None),
        ("2026-01-31 09:30", None),
    ],
)
def test_dates_within_three_centuries_are_read(heading: str, typed: str, day: date | None) -> None:
    found = read_flows(f"{heading},金额\n{typed},5\n".encode())
    assert (found == FlowFile("date", ((day, 500),))) == (day is not None)
    assert isinstance(found, FlowFile) == (day is not None)


@pytest.mark.parametrize("heading", ["period", "期数", "期", "期次"])
def test_every_faulty_line_is_named(heading: str) -> None:
    data = f"amount,{heading}\n5,1\nx,y\n1,2,3\n7,2\n(8),0\n".encode()
    faults = read_flows(data)
    assert not isinstance(faults, FlowFile)
    assert [fault.line for fault in faults] == [3, 3, 4]
    good = read_flows(data.replace(b"x,y\n1,2,3\n", b""))
    assert good == FlowFile("period", ((1, 500), (2, 700), (0, -800)))
    # In brackets it is negative already.
    assert not isinstance(read_flows(f"amount,{heading}\n(-8),0\n".encode()), FlowFile)


# Yearly cost.


def test_flows_of_one_day_are_netted_and_zeros_dropped() -> None:
    day, later = date(2026, 1, 1), date(2027, 1, 1)
    flows = dated([(later, -60), (day, 150), (later, -50), (day, -50), (date(2026, 5, 1), 0)])
    assert (flows.times, flows.amounts, flows.changes, flows.per_year) == ((day, later), (100, -110), 1, 0)
    assert xirr(flows) == pytest.approx((0.1,))
    assert loan_flows(100, day, [(later, 110)]) == flows


def test_evenly_monthly_dates_have_a_simple_rate_also_over_a_gap() -> None:
    """1.00 on 31 December, 1.21 on 28 February: two months at 10 %."""
    cost = annualised(loan_flows(100, date(2026, 12, 31), [(date(2027, 2, 28), 121)]))
    assert isinstance(cost, Cost)
    assert cost.nominal == pytest.approx(1.2)
    uneven = annualised(loan_flows(100, date(2026, 12, 31), [(date(2027, 2, 27), 121)]))
    assert isinstance(uneven, Cost)
    assert uneven.nominal is None


def test_the_periods_a_year_make_the_year() -> None:
    for per_year in (1, 4, 12):
        cost = annualised(spaced([(3, 100), (4, -110)], per_year))
        assert isinstance(cost, Cost)
        assert cost.nominal == pytest.approx(0.1 * per_year)
        assert cost.effective == pytest.approx(1.1**per_year - 1)
    assert annualised(spaced([(0, 100), (LAST_PERIOD, -100)], 12)).roots == pytest.approx((0.0,), abs=1e-9)
    with pytest.raises(ValueError, match="periods"):
        spaced([(0, 100), (1, -110)], 0)


def test_on_which_side_everything_is_is_said() -> None:
    received, paid = (annualised(spaced([(0, sign), (1, sign)], 12)) for sign in (5, -5))
    assert isinstance(received, NoCost)
    assert isinstance(paid, NoCost)
    assert received.message != paid.message


# Penalty.


def test_penalty_at_its_limits() -> None:
    assert penalty(100, Fraction(1), MAX_DAYS, Fraction(1)) == (
        100 * MAX_DAYS,
        100 * (MAX_DAYS + 1),
        100,
        MAX_DAYS,
    )
    assert penalty(0, Fraction(0), 0, Fraction(0)) == (0, 0, 0, 0)
    # 33 days less 3; and as many days of grace as have gone count as none.
    assert penalty(1_000_000, Fraction(4, 10_000), 33, Fraction(3, 2), 3) == (18_000, 1_018_000, 600, 30)
    assert penalty(1_000_000, Fraction(4, 10_000), 3, Fraction(3, 2), 5).days == 0
    # Two days at 10 % on itself: 21 of 100; the next adds 12.
    assert penalty(100, Fraction(1, 10), 2, Fraction(1), compound=True) == (21, 121, 12, 2)
    with pytest.raises(ValueError, match="not negative"):
        penalty(100, Fraction(101, 100), 1, Fraction(1))
