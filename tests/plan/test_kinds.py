"""The kinds of plan at their edges, and how what she can pay is divided, against figures worked out by hand."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jiebei.case.records import Budget, Case, Loan, PlanWish
from jiebei.counting.rate import Rate
from jiebei.plan.advice import outset_of
from jiebei.plan.kinds import (
    Outset,
    catch_up,
    divide,
    down_payment,
    every_option,
    extension,
    interest_reduction,
    penalty_waiver,
    reinstalment,
    settlement,
    step_up,
    within_everything,
)
from jiebei.plan.options import Option, Sharing
from jiebei.plan.shortest_plan import Stretch, begin_plan
from tests.plan.test_counsel import CASES, asked
from tests.plan.test_shortest_plan import months_needed

TODAY = date(2026, 11, 23)


def loan(principal: int, daily: str = "0", **fields: object) -> Loan:
    usual: dict[str, object] = {
        "daily_rate": Decimal(daily),
        "periods_left": 12,
        "original_periods": 12,
        "next_due": date(2026, 12, 10),
    }
    return Loan(principal=principal, **{**usual, **fields})  # type: ignore[arg-type]


def outset(amount: int, *loans: Loan, **wishes: object) -> Outset:
    wish = PlanWish(**wishes)  # type: ignore[arg-type]
    found = outset_of(Case(loans=loans, budget=Budget(affordable=amount), proposal=wish), TODAY)
    assert isinstance(found, Outset), found
    return found


def asked_of(option: Option | None) -> list[int]:
    assert option is not None
    return [row.payment for row in option.instalments]


def codes(option: Option | None) -> set[str]:
    assert option is not None
    return {notice.code for notice in option.notices}


@pytest.mark.parametrize(
    ("amount", "owed", "interest", "parts", "how"),
    [
        (10_000, [30_000], [100], (10_000,), "one"),
        (10_000, [10_000, 30_000], [100, 100], (2_500, 7_500), "by_balance"),
        # Just its interest repays nothing: the first needs 2,500 and a sixtieth of 10,000, 166.67.
        (10_000, [10_000, 30_000], [2_500, 0], (2_667, 7_333), "raised"),
        (10_000, [10_000, 30_000], [2_499, 0], (2_500, 7_500), "by_balance"),
        # 2,667 and 500 are the least; with a fen less neither is helped at the other's cost.
        (3_167, [10_000, 30_000], [2_500, 0], (2_667, 500), "raised"),
        (3_166, [10_000, 30_000], [2_500, 0], (792, 2_374), "by_balance"),
    ],
)
def test_an_amount_divided_by_what_is_owed(
    amount: int, owed: list[int], interest: list[int], parts: tuple[int, ...], how: Sharing
) -> None:
    assert divide(amount, owed, interest) == (parts, how)


@pytest.mark.parametrize(
    ("name", "how", "shares"),
    [
        ("extend-within-the-limit", "one", (150_000,)),
        ("no-interest-two-loans", "by_balance", (50_000, 50_000)),
        # 12.00 and 0.14 of interest until 10 December, 30 days of 0.0048.
        ("twelve-yuan-beside-thirty-thousand", "small_first", (1_214, 198_786)),
        # The free loan needs a sixtieth of 10,000.
        ("dear-loan-beside-a-free-one", "dear_first", (43_333, 16_667)),
        ("two-loans-below-their-interest", "by_balance", (16_000, 24_000)),
    ],
)
def test_how_it_is_divided(name: str, how: Sharing, shares: tuple[int, ...]) -> None:
    _, start, found = asked(name)
    assert (found.sharing, found.shares) == (how, shares)
    chosen = found.option()
    if chosen.kind in {"extension", "keep"}:
        assert (chosen.sharing, chosen.shares) == (how, shares)
    assert sum(shares) == start.amount


@pytest.mark.parametrize(("owed", "how"), [(240_000, "small_first"), (300_001, "by_balance")])
def test_a_small_loan_is_one_that_three_months_clear(owed: int, how: Sharing) -> None:
    """Of 1,000 a month three times 800, for a sixtieth of 12,000 goes to the other; four times 750.01 would fit, but is no
    quick end."""
    assert outset(100_000, loan(owed), loan(1_200_000)).divided[1] == how


@settings(max_examples=40)
@given(
    st.lists(
        st.tuples(st.integers(10_000, 3_000_000), st.sampled_from(["0", "0.0002", "0.0004", "0.0008"])),
        min_size=2,
        max_size=3,
    ),
    st.integers(2, 30),
)
def test_no_division_is_dearer_or_later_than_by_what_is_owed(
    loans: list[tuple[int, str]], months: int
) -> None:
    start = outset(sum(owed for owed, _ in loans) // months, *(loan(*one) for one in loans))
    evenly = start.together(
        {place.loan: begin_plan(start.terms(place)) for place in start.loans}, start.evenly[0]
    )
    how, found = start.divided[1], start.extended
    assert sum(start.shares) == start.amount
    if evenly is None or found is None:
        assert evenly is None
        return
    ours, theirs = list(found.values()), list(evenly.values())
    assert max(one.end for one in ours) <= max(one.end for one in theirs)
    totals = [sum(one.total_payment for one in each) for each in (ours, theirs)]
    assert totals[0] <= totals[1]
    if how == "dear_first":
        assert totals[0] < totals[1]
    elif how == "small_first":
        assert sum(len(one.rows) for one in ours) < sum(len(one.rows) for one in theirs)
    else:
        assert start.shares == start.evenly[0]


@pytest.mark.parametrize("name", CASES)
def test_every_option_counts_in_her_months_and_within_her_amount(name: str) -> None:
    case, start, found = asked(name)
    for option in found.options:
        assert option.month_day == start.month_day == min(case.budget.payday or 1, 28)
        later = case.proposal.later_payment if option.kind == "step_up" else None
        assert option.affordable == (later or start.amount)
        assert len(option.shares) == len(start.loans)
        assert sum(option.shares) == start.amount
        assert [plan.loan for plan in option.plans] == list(range(len(start.loans)))


@pytest.mark.parametrize(
    ("principal", "daily", "amount", "horizon"),
    [
        # 9 left and 12 more; then 24 and 24, 36 and 36 but no more than 60.
        (2_000_000, "0.0004", 100_000, (9, 12, 21)),
        (5_000_000, "0.0004", 115_000, (24, 24, 48)),
        (20_000_000, "0.0003", 420_000, (36, 36, 60)),
    ],
)
def test_the_rate_asked_for_is_the_highest_at_which_it_ends_in_time(
    principal: int, daily: str, amount: int, horizon: tuple[int, int, int]
) -> None:
    left, original, months = horizon
    start = outset(amount, loan(principal, daily, periods_left=left, original_periods=original))
    found = interest_reduction(start)
    assert found is not None
    (plan,) = found.plans
    asked_for = plan.new_annual_rate
    assert asked_for is not None
    assert asked_for * 1000 == int(asked_for * 1000)
    terms = start.terms(start.loans[0])

    def needed(annual: Fraction) -> int | None:
        return months_needed(replace(terms, rate=Rate.per_year(annual)), [Stretch(None, amount)])

    assert needed(asked_for) == len(plan.schedule.rows) <= months
    dearer = needed(asked_for + Fraction(1, 1000))
    assert dearer is None or dearer > months
    assert plan.terms.rate.annual == asked_for


def test_two_payments_on_one_day_leave_what_the_second_leaves() -> None:
    """120 are overdue. On 1 December 50 at hand, 40 left over that month and the contract's 100; in January the last 30."""
    behind = loan(132_000, overdue_principal=12_000, next_due=date(2026, 12, 1))
    found = catch_up(outset(14_000, behind, lump_sum=5_000))
    assert found is not None
    assert [(row.payment, row.balance) for row in found.instalments[:3]] == [
        (19_000, 113_000),
        (13_000, 100_000),
        (10_000, 90_000),
    ]


def test_where_every_payment_is_principal_no_interest_at_all_is_asked_for() -> None:
    """24 payments of 100 are the 2,400 that are owed, to the fen; a fen less a month and no rate would do."""
    found = interest_reduction(outset(10_000, loan(240_000, "0.0004")))
    assert found is not None
    assert found.new_annual_rate == 0
    assert asked_of(found) == [10_000] * 24
    assert interest_reduction(outset(9_999, loan(240_000, "0.0004"))) is None


def test_a_bullet_loans_horizon_is_twice_what_it_was_lent_for() -> None:
    """11,464 and more are owed in December; 12 payments of 1,000 repay that, the 7 of a loan with one left could not."""
    start = outset(100_000, loan(1_000_000, "0.0008", method="bullet", original_periods=6))
    found = interest_reduction(start)
    assert found is not None
    assert len(found.instalments) == 12
    assert codes(found) >= {"needs_rate"}


def test_a_loan_that_needs_no_lower_rate_keeps_its_own() -> None:
    start = outset(100_000, loan(120_000, "0.0001"), loan(1_500_000, "0.0008", periods_left=6))
    found = interest_reduction(start)
    assert found is not None
    assert [plan.new_annual_rate is None for plan in found.plans] == [True, False]
    assert found.sharing == start.evenly[1]
    # Neither needs one: there is nothing to ask.
    assert interest_reduction(outset(80_000, loan(120_000, "0.0001"))) is None
    # Without interest there is none to lower.
    assert interest_reduction(outset(1_000, loan(120_000))) is None


def test_a_waiver_is_named_and_goes_with_each_loans_own_penalty() -> None:
    behind: dict[str, Any] = {"overdue_principal": 10_000, "overdue_since": date(2026, 11, 10)}
    start = outset(
        50_000, loan(200_000, penalty=3_000, **behind), loan(100_000, penalty=700, **behind), loan(90_000)
    )
    found = penalty_waiver(start)
    assert found is not None
    assert [plan.waived for plan in found.plans] == [3_000, 700, 0]
    assert "needs_waiver" in codes(found)
    # Without interest: all principal, and nothing else.
    assert found.total == 390_000
    assert penalty_waiver(outset(50_000, loan(200_000, **behind))) is None


def test_an_instalment_on_the_day_of_the_settlement_is_not_before_it() -> None:
    on_the_day = outset(1_000, loan(120_000), lump_sum=200_000, first_payment=date(2026, 12, 10))
    assert "due_before" not in codes(settlement(on_the_day))
    after = outset(1_000, loan(120_000), lump_sum=200_000, first_payment=date(2026, 12, 11))
    assert "due_before" in codes(settlement(after))


@pytest.mark.parametrize(
    ("wanted", "next_due", "day"),
    [
        (None, date(2026, 12, 10), date(2026, 12, 8)),
        (None, date(2026, 12, 8), date(2026, 12, 8)),
        (None, date(2026, 12, 3), date(2026, 12, 3)),
        (date(2026, 11, 24), date(2026, 12, 3), date(2026, 11, 24)),
        # Today is no day to come.
        (TODAY, date(2026, 12, 10), date(2026, 12, 8)),
    ],
)
def test_the_day_of_a_settlement(wanted: date | None, next_due: date, day: date) -> None:
    start = outset(1_000, loan(120_000, next_due=next_due), lump_sum=200_000, first_payment=wanted)
    found = settlement(start)
    assert found is not None
    assert found.end == day


@pytest.mark.parametrize(
    ("payday", "first"),
    [
        (None, date(2026, 12, 10)),
        (9, date(2026, 12, 10)),
        # On the day itself the money may come too late.
        (10, date(2026, 12, 11)),
        (11, date(2026, 12, 12)),
        # Today's wages have been spent or not; the next ones count.
        (23, date(2026, 12, 24)),
        (24, date(2026, 12, 10)),
    ],
)
def test_a_new_plan_begins_after_the_next_income(payday: int | None, first: date) -> None:
    case = Case(loans=(loan(120_000),), budget=Budget(affordable=5_000, payday=payday))
    start = outset_of(case, TODAY)
    assert isinstance(start, Outset)
    assert start.first_date(start.loans[0]) == first


def test_fifty_yuan_are_a_down_payment_and_a_fen_less_is_none() -> None:
    assert down_payment(outset(20_000, loan(120_000), lump_sum=4_999)) is None
    assert down_payment(outset(0, loan(120_000), lump_sum=5_000)) is None
    found = down_payment(outset(20_000, loan(120_000), lump_sum=5_000))
    # 1,150 are left: six payments of 191.67.
    assert asked_of(found) == [5_000, *[19_167] * 5, 19_165]
    # Two loans and enough for one: the smaller first, and what is left of it for the other.
    found = down_payment(outset(20_000, loan(120_000), loan(30_000), lump_sum=50_000))
    assert asked_of(found) == [50_000, *[20_000] * 5]
    assert found is not None
    assert [plan.first_payment for plan in found.plans] == [20_000, 30_000]
    # Enough for all of it is a settlement.
    assert down_payment(outset(20_000, loan(120_000), lump_sum=120_000)) is None


def test_stepping_up_needs_a_later_day_and_a_larger_amount() -> None:
    def found(later: int, since: date) -> Option | None:
        return step_up(outset(20_000, loan(120_000), later_payment=later, later_from=since))

    march = date(2027, 3, 1)
    # 600 until the end of February, and the other 600 in two payments of 300 or of up to 400.
    assert asked_of(found(30_000, march)) == [20_000] * 3 + [30_000] * 2
    assert asked_of(found(40_000, march)) == [20_000] * 3 + [30_000] * 2
    assert found(20_000, march) is None
    assert found(40_000, TODAY) is None
    assert found(40_000, TODAY + timedelta(1)) is not None
    # Six payments of 200 end on 10 May: from the 11th on more is of no use.
    assert found(40_000, date(2027, 5, 11)) is None


@pytest.mark.parametrize(
    ("amount", "instalments"),
    # 1,200 in 3, 6, 9 or 12: the fewest that lenders' systems know. Nine are eight times 133.33, and 133.36.
    [
        (40_000, 3),
        (39_999, 6),
        (20_000, 6),
        (19_999, 9),
        (13_336, 9),
        (13_335, 12),
        (10_000, 12),
        (9_999, 18),
        (2_000, 60),
    ],
)
def test_over_a_number_of_instalments_that_is_usual(amount: int, instalments: int) -> None:
    assert len(asked_of(reinstalment(outset(amount, loan(120_000))))) == instalments
    assert reinstalment(outset(1_999, loan(120_000))) is None


def test_all_that_the_budget_leaves_gives_the_shorter_plan() -> None:
    start = outset(10_000, loan(120_000))
    assert asked_of(extension(start)) == [10_000] * 12
    more = within_everything(start, 30_000)
    assert asked_of(more) == [30_000] * 4
    assert more is not None
    assert more.affordable == 30_000


def test_what_a_longer_term_is_measured_from() -> None:
    """From today for a loan called in; from the contract's last day for one that runs."""

    def text(*loans: Loan) -> str:
        found = extension(outset(5_000, *loans))
        assert found is not None
        return next(one.text for one in found.notices if one.code == "beyond_original_term")

    called_in = loan(120_000, overdue_principal=120_000, overdue_since=TODAY, next_due=None)
    running = loan(120_000, periods_left=11)
    assert "今天" in text(called_in)
    assert "今天" not in text(running)
    # How long it was lent for is hers, or an estimate from what is left.
    assert "估计" not in text(running)
    assert "估计" in text(loan(120_000, periods_left=11, original_periods=None))


@pytest.mark.parametrize(("amount", "small"), [(5_000, False), (4_999, True)])
def test_instalments_below_fifty_yuan_are_awkward(amount: int, small: bool) -> None:
    found = extension(outset(amount, loan(10 * amount, periods_left=6)))
    assert found is not None
    assert [limit.kept for limit in found.limits if not limit.rule] == ([False] if small else [])
    # A single payment is no burden, however small.
    once = extension(outset(amount, loan(100, periods_left=6)))
    assert once is not None
    assert not [limit for limit in once.limits if not limit.rule]


def test_where_the_contract_fits_only_paying_it_off_stands_beside_it() -> None:
    start = outset(10_000, loan(120_000, "0"), lump_sum=10_000)
    assert [option.kind for option in every_option(start)] == ["keep", "settlement"]
    # Nothing repays it on her own means: small payments are shown beside what the lender would have to grant.
    tight = outset(1_900, loan(120_000, "0.0001", periods_left=48, original_periods=48))
    assert [option.kind for option in every_option(tight)][-1] == "token"
