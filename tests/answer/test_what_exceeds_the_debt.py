"""What an offer asks beyond the debt and its own interest is counted to the fen, and never accepted."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from jiebei.answer.assessment import Assessment, assess, assessment_json, payments_of
from jiebei.case.records import Case, Offer
from jiebei.counting.money import plain, yuan
from jiebei.owed.annual_cost import Cost
from jiebei.plan.advice import advise
from jiebei.plan.options import Advice

AS_OF = date(2026, 11, 23)
RICH = 100_000_000
ROUNDING = 3
"""Fen a payment may be off."""


def a_case(loans: list[dict[str, Any]] | None = None, **proposal: Any) -> tuple[Case, Advice]:
    loan = {
        "lender": "甲公司",
        "principal": 1_200_000,
        "daily_rate": "0.0004",
        "periods_left": 6,
        "next_due": date(2026, 12, 10),
    }
    case = Case.model_validate(
        {
            "loans": [{**loan, **change} for change in loans or [{}]],
            "budget": {"affordable": 90_000},
            "proposal": {"lump_sum": RICH, **proposal},
        }
    )  # fmt: skip
    advice = advise(case, AS_OF)
    assert isinstance(advice, Advice)
    return case, advice


def assessed(offer: Offer, *loans: dict[str, Any]) -> Assessment:
    result = assess(*a_case(list(loans)), offer)
    assert isinstance(result, Assessment)
    return result


def at_once(down: int, day: date = date(2026, 12, 3), **change: Any) -> Offer:
    return Offer(lender="甲公司", down_payment=down, down_payment_date=day, in_writing=True, **change)


def instalments(count: int, amount: int, first: date = date(2026, 12, 20), **change: Any) -> Offer:
    return Offer(
        lender="甲公司", instalments=count, amount=amount, first_date=first, in_writing=True, **change
    )


# 12,000 at 0.04 % a day since 10 November: 62.40 of interest today, 4.80 more each day.
OWED = 1_206_240
OWN = OWED + 10 * 480


@pytest.mark.parametrize(
    ("offer", "excess", "answer"),
    [
        (at_once(OWN), 0, "accept"),
        (at_once(OWN + ROUNDING), ROUNDING, "accept"),
        (at_once(OWN + ROUNDING + 1), ROUNDING + 1, "ask"),
        (at_once(OWN + OWED // 10), OWED // 10, "ask"),
        (at_once(OWN + OWED // 10 + 1), OWED // 10 + 1, "decline"),
        (at_once(OWN + 500_000), 500_000, "decline"),
        (at_once(3 * OWED), 3 * OWED - OWN, "decline"),
        (at_once(OWED, AS_OF), 0, "accept"),
        (at_once(OWED + 10_000, AS_OF), 10_000, "ask"),
        # After a waiver of 62.40 of interest only the principal and its ten days are left, of 1,062.40 also 1,000 less.
        (at_once(1_200_000 + 4_800, waived=6_240), 0, "accept"),
        (at_once(1_200_000 + 4_800 + 100, waived=6_240), 100, "ask"),
        (at_once(1_100_000 + 4_400 + 100, waived=106_240), 100, "ask"),
        (at_once(50_000, waived=2 * OWED), 50_000, "ask"),
        # All that comes after the debt is cleared is excess.
        (at_once(OWN, instalments=2, amount=500, first_date=date(2027, 1, 3)), 1_000, "ask"),
    ],
)
def test_what_exceeds_the_debt_and_its_interest_is_named_and_not_accepted(
    offer: Offer, excess: int, answer: str
) -> None:
    result = assessed(offer)
    assert (result.excess, result.answer) == (excess, answer)
    assert result.own == result.total - excess
    assert sum(month.excess for month in result.months) == excess
    assert assessment_json(result)["excess"] == plain(excess)
    named = [text for ground, text in zip(result.grounds, result.reasons, strict=True) if ground == "excess"]
    assert bool(named) is (answer != "accept")
    assert all(yuan(excess) in text for text in named)


def test_a_yearly_rate_that_cannot_be_worked_out_hides_nothing() -> None:
    result = assessed(at_once(OWED + 500_000, AS_OF))
    assert not isinstance(result.cost, Cost)
    assert (result.answer, result.excess) == ("decline", 500_000)


def test_the_month_in_which_the_extra_falls_is_known() -> None:
    result = assessed(instalments(17, 82_000))
    assert [month.excess > 0 for month in result.months] == [False] * 16 + [True]
    assert result.months[-1].excess == result.excess


def test_interest_the_payments_do_not_reach_is_named_when_accepting() -> None:
    result = assessed(instalments(12, 102_000))
    assert (result.answer, result.excess, result.left_open) == ("accept", 0, 0)
    assert result.uncovered == result.own - result.total > 0
    (text,) = (
        one for ground, one in zip(result.grounds, result.reasons, strict=True) if ground == "uncovered"
    )
    assert yuan(result.uncovered) in text


def test_a_few_fen_too_little_are_not_worth_a_word() -> None:
    assert assessed(at_once(OWN - ROUNDING)).grounds == ("affordable",)
    assert assessed(at_once(OWN - ROUNDING - 1)).grounds == ("affordable", "uncovered")


def test_a_yearly_rate_is_named_only_where_it_shows_a_difference() -> None:
    day = date(2027, 5, 23)
    own = assessed(at_once(1, day)).own
    small, large = (assessed(at_once(own + more, day)) for more in (4, 4_000))
    assert small.grounds == large.grounds == ("excess",)
    assert isinstance(small.cost, Cost)
    assert isinstance(small.own_cost, Cost)
    assert small.cost.effective > small.own_cost.effective
    assert ("%" in small.reasons[0], "%" in large.reasons[0]) == (False, True)


def test_each_loan_of_the_lender_bears_its_own_rate() -> None:
    day = date(2026, 12, 10)
    two = ({"principal": 600_000, "daily_rate": "0.0002"}, {"principal": 600_000, "daily_rate": "0.0006"})
    both = assessed(at_once(1_214_400 + 7, day), *two)
    assert (both.own, both.excess) == (1_214_400, 7)


LOANS = st.fixed_dictionaries(
    {
        "principal": st.integers(100_000, 5_000_000),
        "daily_rate": st.sampled_from(["0", "0.0002", "0.0004", "0.000555", "0.001"]),
        "day_basis": st.sampled_from([365, 360]),
        "penalty": st.integers(0, 50_000),
        "overdue_interest": st.integers(0, 50_000),
    }
)
DAYS = st.integers(0, 90).map(lambda days: AS_OF + timedelta(days=days))
OFFERS = st.builds(
    Offer,
    lender=st.just("甲公司"),
    down_payment=st.integers(1, 3_000_000),
    down_payment_date=DAYS,
    instalments=st.integers(0, 24),
    amount=st.integers(1, 300_000),
    last_amount=st.none() | st.integers(0, 300_000),
    first_date=DAYS,
    waived=st.sampled_from([0, 0, 1_000, 100_000, 3_000_000]),
    in_writing=st.booleans(),
)


def exact(advice: Advice, payments: tuple[tuple[date, int], ...], waived: int) -> tuple[Fraction, Fraction]:
    """What the payments bring beyond the debt and its interest, and what they leave of it: day by day, nothing rounded."""
    principals = [Fraction(place.principal) for place in advice.positions]
    interest = Fraction(sum(place.owed - place.principal for place in advice.positions))
    beyond, day = Fraction(0), AS_OF
    events = [(AS_OF, Fraction(waived), True), *((on, Fraction(amount), False) for on, amount in payments)]
    for on, amount, is_waiver in events:
        while day < on:
            interest += sum(
                principal * place.rate.daily
                for principal, place in zip(principals, advice.positions, strict=True)
            )
            day += timedelta(days=1)
        to_interest = min(amount, interest)
        interest -= to_interest
        owing = sum(principals)
        to_principal = min(amount - to_interest, owing)
        principals = [one - to_principal * one / owing if owing else one for one in principals]
        beyond += 0 if is_waiver else amount - to_interest - to_principal
    return beyond, interest + sum(principals)


@settings(max_examples=150, deadline=None)
@given(st.lists(LOANS, min_size=1, max_size=3), OFFERS)
def test_the_excess_is_the_exact_one_within_rounding(loans: list[dict[str, Any]], offer: Offer) -> None:
    case, advice = a_case(loans)
    result = assess(case, advice, offer)
    assert isinstance(result, Assessment)
    beyond, remaining = exact(advice, result.payments, offer.waived)
    within = len(loans) * (len(result.payments) + 1)
    assert abs(result.excess - beyond) <= within
    assert abs(result.uncovered - remaining) <= within
    assert result.own == result.total - result.excess + result.uncovered
    assert not (result.excess and result.uncovered)
    if beyond > within + ROUNDING * len(result.payments):
        assert result.answer != "accept"


@settings(max_examples=100, deadline=None)
@given(
    st.fixed_dictionaries(
        {
            "principal": st.integers(100_000, 3_000_000),
            "daily_rate": st.sampled_from(["0", "0.0002", "0.0004", "0.0006"]),
            "accrual": st.sampled_from(["daily", "monthly"]),
            "method": st.sampled_from(["level", "equal-principal", "bullet"]),
            "periods_left": st.integers(1, 12),
            "next_due": st.integers(1, 40).map(lambda days: AS_OF + timedelta(days=days)),
            "penalty": st.integers(1, 50_000),
        }
    ),
    st.integers(0, 100_000),
)
def test_her_own_plan_offered_back_holds_nothing_beyond_the_debt(loan: dict[str, Any], more: int) -> None:
    """Whatever the way of counting: the debt and its interest are those of the plans."""
    case, advice = a_case([loan])
    plan = advice.option("extension")
    assume(plan.kind == "extension")
    rows = plan.instalments
    offer = Offer(
        lender="甲公司",
        instalments=len(rows),
        amount=rows[0].payment,
        last_amount=rows[-1].payment + more,
        first_date=rows[0].date,
        in_writing=True,
    )
    assume([(row.date, row.payment) for row in rows[:-1]] == list(payments_of(offer)[:-1]))
    result = assess(case, advice, offer)
    assert isinstance(result, Assessment)
    rounding = ROUNDING * len(rows)
    assert result.uncovered <= rounding
    assert abs(result.excess - more) <= rounding
    assert (result.answer == "accept") is (result.excess <= rounding)
