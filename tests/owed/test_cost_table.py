"""A flat fee, equal instalments, and the lender's table of costs against the loan from its first day."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jiebei.case.records import Loan
from jiebei.owed.annual_cost import Cost
from jiebei.owed.cost_table import (
    Payout,
    TableLine,
    check_table,
    flat_fee,
    instalment_cost,
    payout_problem,
    payout_schedule,
)

LOAN = Loan(
    principal=600_000, daily_rate=Decimal("0.0004"), next_due=date(2026, 12, 10), periods_left=6, original_periods=12
)  # fmt: skip
PAYOUT = Payout(1_000_000, date(2026, 5, 10), 12)


def changed(loan: Loan = LOAN, **change: Any) -> Loan:
    return loan.model_copy(update=change)


# "0.6 % a month" and its kin.


def test_a_flat_fee_costs_nearly_twice_what_is_advertised() -> None:
    """10,000 over 12 months at 0.6 % of the first amount: 893.33 a month. 7.2 % advertised, 13.03 % and 13.84 % in truth."""
    story = flat_fee(1_000_000, 12, Fraction(6, 1000))
    assert story.instalment == 89_333
    assert story.advertised == Fraction(72, 1000)
    # At the true rate what is paid is worth what was lent.
    worth = sum(story.instalment / (1 + story.nominal / 12) ** month for month in range(1, 13))
    assert worth == pytest.approx(story.lent, abs=0.01)
    assert (round(story.nominal, 4), round(story.effective, 4)) == (0.1303, 0.1384)


@pytest.mark.parametrize(
    "wrong", [(0, 12, Fraction(1, 100)), (100, 0, Fraction(1, 100)), (100, 12, Fraction(-1))]
)
def test_a_flat_fee_on_nothing_is_refused(wrong: tuple[int, int, Fraction]) -> None:
    with pytest.raises(ValueError, match="lends"):
        flat_fee(*wrong)


def test_equal_instalments_evenly_spaced_are_the_known_example() -> None:
    """9,500 received, 12 × 940: 32.96 % simple and 38.42 % compound."""
    found = instalment_cost(950_000, 94_000, 12)
    assert (found.total, found.more) == (1_128_000, 178_000)
    assert isinstance(found.cost, Cost)
    assert found.cost.nominal is not None
    assert (round(found.cost.nominal, 4), round(found.cost.effective, 4)) == (0.3296, 0.3842)


def test_real_dates_count_and_out_of_order_are_refused() -> None:
    late = instalment_cost(950_000, 94_000, 12, date(2026, 1, 5), date(2026, 3, 5)).cost
    soon = instalment_cost(950_000, 94_000, 12, date(2026, 1, 5), date(2026, 1, 20)).cost
    assert isinstance(late, Cost)
    assert isinstance(soon, Cost)
    assert late.effective < 0.3842 < soon.effective
    with pytest.raises(ValueError, match="after"):
        instalment_cost(950_000, 94_000, 12, date(2026, 1, 5), date(2026, 1, 5))


# The table.


def test_interest_is_always_a_listed_line_and_comes_to_the_contract_rate() -> None:
    check = check_table(LOAN, [TableLine("担保费", "担保公司", Fraction(3, 100), charged=10_000)], PAYOUT)
    interest, fee = check.lines
    assert (interest.line.name, interest.from_contract) == ("利息", True)
    assert interest.stated_annual == Fraction("0.146")
    # Within the rounding of twelve instalments.
    assert interest.annual == pytest.approx(0.146, abs=1e-5)
    assert check.unlisted == ()
    assert interest.annual is not None
    assert fee.annual is not None
    assert check.annual == interest.annual + fee.annual


def test_interest_she_typed_is_the_line_with_her_rate() -> None:
    check = check_table(LOAN, [TableLine("贷款利息", annual=Fraction(12, 100), listed=False)], PAYOUT)
    (interest,) = check.lines
    assert (interest.stated_annual, interest.from_contract) == (Fraction(12, 100), False)
    assert interest.annual == pytest.approx(0.146, abs=1e-5)
    assert check.unlisted == ()
    assert check_table(LOAN, [TableLine("利息", charged=70_000)], PAYOUT).lines[0].charged == 70_000


def test_a_fee_is_spread_over_the_whole_loan_and_not_over_what_is_left() -> None:
    """A fee of 300 on a loan whose principal is in use for about 0.53 years of the full amount: 12 level months."""
    (_, fee) = check_table(LOAN, [TableLine("服务费", charged=30_000)], PAYOUT).lines
    schedule = payout_schedule(LOAN, PAYOUT)
    assert schedule is not None
    in_use, since, balance = 0, PAYOUT.on, PAYOUT.amount
    for row in schedule.rows:
        in_use += balance * (row.date - since).days
        since, balance = row.date, row.balance
    assert fee.annual == Fraction(30_000 * 365, in_use)
    assert 0.05 < fee.annual < 0.06


def test_principal_repaid_on_the_way_is_in_use_no_longer() -> None:
    """12,000 for 31 days and 6,000 for 28 days; 120 of guarantee, 9.90 of membership that is not on the table."""
    loan = Loan(daily_rate=Decimal("0.0004"), method="equal-principal")
    lines = [
        TableLine("担保费", stated=10_000, charged=12_000),
        TableLine("会员费", charged=990, listed=False),
        TableLine("保险费"),
    ]
    check = check_table(loan, lines, Payout(1_200_000, date(2026, 1, 1), 2))
    in_use = Fraction(1_200_000 * 31 + 600_000 * 28, 365)
    interest = round(1_200_000 * 31 * 0.0004) + round(600_000 * 28 * 0.0004)
    assert [each.annual for each in check.lines] == [interest / in_use, 12_000 / in_use, 990 / in_use, None]
    assert [each.difference for each in check.lines] == [None, 2_000, None, None]
    assert check.annual == (interest + 12_990) / in_use
    assert check.fees == 12_990
    assert isinstance(check.cost, Cost)
    # What arrived less the fees, against the two instalments.
    assert check.schedule is not None
    growth = 1 + check.cost.effective
    days = zip(check.schedule.rows, (31, 59), strict=True)
    worth = sum(row.payment / growth ** (days_on / 365) for row, days_on in days)
    assert worth == pytest.approx(1_200_000 - 12_990, abs=0.01)


def test_without_the_first_day_there_are_amounts_but_no_rates() -> None:
    check = check_table(LOAN, [TableLine("服务费", stated=20_000, charged=30_000)], None)
    assert (check.schedule, check.annual, check.cost) == (None, None, None)
    interest, fee = check.lines
    assert (interest.annual, interest.charged) == (None, None)
    assert interest.stated_annual == Fraction("0.146")
    assert (fee.annual, fee.charged, fee.difference) == (None, 30_000, 10_000)
    assert check.fees == 30_000
    assert check_table(changed(daily_rate=None), [], PAYOUT).lines[0].stated_annual is None


def test_only_what_she_marked_is_said_to_be_missing_from_the_table() -> None:
    lines = [TableLine("服务费", charged=30_000, listed=False), TableLine("担保费", charged=10_000)]
    assert [each.line.name for each in check_table(LOAN, lines, PAYOUT).unlisted] == ["服务费"]


def test_two_collectors_of_one_name_stay_apart() -> None:
    lines = [TableLine("服务费", "甲", charged=30_000), TableLine("服务费", "乙", charged=10_000)]
    check = check_table(LOAN, lines, PAYOUT)
    _, first, second = check.lines
    assert (first.charged, second.charged) == (30_000, 10_000)
    assert second.annual is not None
    assert first.annual == 3 * second.annual
    assert check.fees == 40_000


@pytest.mark.parametrize("name", ["罚息", "逾期利息", "违约金", "滞纳金", "复利"])
def test_costs_of_default_have_an_amount_but_no_rate_and_stay_out_of_the_whole(name: str) -> None:
    plain = check_table(LOAN, [], PAYOUT)
    check = check_table(LOAN, [TableLine(name, annual=Fraction(219, 1000), charged=5_000)], PAYOUT)
    default = check.lines[1]
    assert (default.annual, default.charged, default.stated_annual) == (None, 5_000, Fraction(219, 1000))
    assert (check.annual, check.cost, check.fees) == (plain.annual, plain.cost, 0)


def test_what_was_not_typed_is_not_called_nothing() -> None:
    fee = check_table(LOAN, [TableLine("担保费", annual=Fraction(2, 100))], PAYOUT).lines[1]
    assert (fee.charged, fee.annual, fee.difference) == (None, None, None)


def test_the_whole_cost_without_fees_is_the_contract_compounded() -> None:
    cost = check_table(LOAN, [], PAYOUT).cost
    assert isinstance(cost, Cost)
    assert cost.effective == pytest.approx((1 + 0.146 / 12) ** 12 - 1, abs=0.001)
    with_fee = check_table(LOAN, [TableLine("服务费", charged=30_000)], PAYOUT).cost
    assert isinstance(with_fee, Cost)
    assert with_fee.effective > cost.effective + 0.05
    assert check_table(LOAN, [TableLine("利息", charged=70_000)], PAYOUT).cost is None


# The schedule from the first day.


def test_the_first_due_date_is_counted_back_from_the_next_one() -> None:
    """Six of twelve to come, the next in December: the first was in June, 31 days after the payout."""
    schedule = payout_schedule(LOAN, PAYOUT)
    assert schedule is not None
    assert [row.date for row in schedule.rows][:7:6] == [date(2026, 6, 10), date(2026, 12, 10)]
    early = payout_schedule(LOAN, Payout(1_000_000, date(2026, 6, 3), 12))
    assert early is not None
    assert early.rows[0].date == date(2026, 6, 10)


def test_a_first_due_date_that_does_not_fit_the_case_is_the_month_after_or_the_typed_one() -> None:
    other = payout_schedule(LOAN, Payout(1_000_000, date(2026, 1, 20), 12))
    assert other is not None
    assert other.rows[0].date == date(2026, 2, 10)
    typed = payout_schedule(LOAN, Payout(1_000_000, date(2026, 1, 20), 12, date(2026, 2, 25)))
    assert typed is not None
    assert [row.date for row in typed.rows[:2]] == [date(2026, 2, 25), date(2026, 3, 25)]


def test_interest_only_months_to_come_mean_that_those_before_were_too() -> None:
    schedule = payout_schedule(changed(periods_left=8, interest_only_periods=2), PAYOUT)
    assert schedule is not None
    assert [row.principal > 0 for row in schedule.rows] == [False] * 6 + [True] * 6


@pytest.mark.parametrize(
    "wrong",
    [
        Payout(1_000_000, date(2026, 11, 24), 12),
        Payout(500_000, date(2026, 5, 10), 12),
        Payout(1_000_000, date(2026, 5, 10), 5),
    ],
)
def test_a_payout_that_cannot_be_right_is_named(wrong: Payout) -> None:
    assert payout_problem(LOAN, wrong, date(2026, 11, 23))
    assert payout_problem(LOAN, PAYOUT, date(2026, 11, 23)) == ""


@settings(deadline=None, max_examples=150)
@given(
    st.integers(100_000, 10**9),
    st.dates(date(2020, 1, 1), date(2026, 11, 1)),
    st.integers(1, 60),
    st.sampled_from(["level", "equal-principal", "interest-only", "bullet"]),
    st.sampled_from(["daily", "monthly"]),
    st.integers(0, 10),
    st.lists(
        st.tuples(st.sampled_from(["利息", "服务费", "罚息", "保险费"]), st.integers(0, 10**6)), max_size=5
    ),
)
def test_the_lines_sum_to_the_whole(
    amount: int,
    on: date,
    periods: int,
    method: Any,
    accrual: Any,
    basis_points: int,
    typed: list[tuple[str, int]],
) -> None:
    loan = Loan(daily_rate=Decimal(basis_points) / 10_000, method=method, accrual=accrual)
    check = check_table(
        loan, [TableLine(name, charged=fen) for name, fen in typed], Payout(amount, on, periods)
    )
    assert check.schedule is not None
    assert sum(row.principal for row in check.schedule.rows) == amount
    assert sum(each.annual or 0 for each in check.lines) == check.annual
    assert any(each.line.kind == "interest" for each in check.lines)
    assert check.unlisted == ()
