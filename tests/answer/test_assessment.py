"""The lender's answer: month by month, the first month it breaks, and what the figures support."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jiebei.answer.assessment import Assessment, assess, payments_of
from jiebei.case.records import Case, Offer
from jiebei.owed.annual_cost import Cost
from jiebei.plan.advice import advise
from jiebei.plan.options import Advice

AS_OF = date(2026, 11, 23)


def a_case(affordable: int = 90_000, **proposal: Any) -> tuple[Case, Advice]:
    case = Case.model_validate(
        {
            "loans": [{"lender": "甲公司", "principal": 1_200_000, "daily_rate": "0.0004", "periods_left": 6, "next_due": "2026-12-10"}],
            "budget": {"affordable": affordable},
            "proposal": proposal,
        }
    )  # fmt: skip
    advice = advise(case, AS_OF)
    assert isinstance(advice, Advice)
    return case, advice


def an_offer(**change: Any) -> Offer:
    terms = {
        "lender": "甲公司",
        "instalments": 16,
        "amount": 82_000,
        "first_date": date(2026, 12, 31),
        "in_writing": True,
    }
    return Offer(**{**terms, **change})


def assessed(offer: Offer, **change: Any) -> Assessment:
    result = assess(*a_case(**change), offer)
    assert isinstance(result, Assessment)
    return result


def test_an_offer_within_her_means_can_be_accepted() -> None:
    result = assessed(an_offer())
    assert (result.answer, result.affordable, result.breaks) == ("accept", True, None)
    assert result.total == 16 * 82_000
    assert result.payments[2][0] == date(2027, 2, 28)
    assert len(result.months) == 16
    assert isinstance(result.cost, Cost)
    assert 0.10 < result.cost.effective < 0.16


def test_an_offer_above_her_means_is_declined_and_the_month_named() -> None:
    result = assessed(an_offer(last_amount=95_000))
    assert (result.answer, result.affordable) == ("decline", False)
    assert result.breaks is not None
    assert (result.breaks.first, result.breaks.short) == (date(2028, 3, 1), 5_000)


def test_a_down_payment_may_come_from_the_sum_at_hand_once() -> None:
    offer = an_offer(down_payment=200_000, down_payment_date=date(2026, 12, 5), instalments=13, amount=80_000)
    assert assessed(offer).answer == "decline"
    covered = assessed(offer, lump_sum=190_000)
    assert (covered.answer, covered.months[0].from_savings) == ("accept", 190_000)
    assert assessed(offer, lump_sum=189_999).breaks == assessed(offer, lump_sum=189_999).months[0]


def two_lenders(lump_sum: int, *offers: Offer) -> tuple[Case, Advice]:
    loan = {"principal": 600_000, "daily_rate": "0.0004", "periods_left": 6, "next_due": "2026-12-10"}
    case = Case.model_validate(
        {
            "loans": [{**loan, "lender": "甲公司"}, {**loan, "lender": "乙银行"}],
            "budget": {"affordable": 100_000},
            "proposal": {"lump_sum": lump_sum},
            "offers": offers,
        }
    )
    advice = advise(case, AS_OF)
    assert isinstance(advice, Advice)
    return case, advice


def once(lender: str, amount: int, **change: Any) -> Offer:
    """One payment now: 50,000 fen of the month's money and the rest from the sum at hand."""
    day = date(2026, 12, 5)
    return Offer(lender=lender, down_payment=amount, down_payment_date=day, in_writing=True, **change)


def test_the_sum_at_hand_is_not_spent_on_two_lenders() -> None:
    first, second = once("甲公司", 200_000), once("乙银行", 200_000)
    case, advice = two_lenders(200_000, first, second)
    one, two = assess(case, advice, first), assess(case, advice, second)
    assert isinstance(one, Assessment)
    assert isinstance(two, Assessment)
    assert (one.set_aside, one.months[0].from_savings, one.affordable) == (0, 150_000, True)
    assert (two.set_aside, two.months[0].from_savings) == (150_000, 50_000)
    assert (two.answer, two.months[0].short) == ("decline", 100_000)
    enough = assess(*two_lenders(300_000, first, second), second)
    assert isinstance(enough, Assessment)
    assert enough.affordable


def test_an_answer_not_in_the_case_comes_after_all_that_are() -> None:
    result = assess(*two_lenders(200_000, once("甲公司", 200_000)), once("乙银行", 100_000))
    assert isinstance(result, Assessment)
    assert (result.set_aside, result.months[0].from_savings, result.affordable) == (150_000, 50_000, True)


@pytest.mark.parametrize(
    "earlier",
    [
        (),
        (once("乙银行", 200_000),),
        (once("甲公司", 300_000),),
        (once("丙公司", 200_000),),
        (once("甲公司", 0, instalments=3),),
        (once("甲公司", 200_000), once("甲公司", 40_000)),
        (once("甲公司", 200_000).model_copy(update={"down_payment_date": date(2026, 11, 1)}),),
    ],
    ids=["none", "same lender", "cannot be paid", "not a lender of hers", "unfinished", "replaced", "past"],
)
def test_what_no_longer_takes_of_the_sum_at_hand_is_not_set_aside(earlier: tuple[Offer, ...]) -> None:
    second = once("乙银行", 250_000)
    result = assess(*two_lenders(200_000, *earlier, second), second)
    assert isinstance(result, Assessment)
    assert (result.set_aside, result.affordable) == (0, True)


@settings(max_examples=60, deadline=None)
@given(
    st.integers(0, 400_000),
    st.lists(st.tuples(st.sampled_from(["甲公司", "乙银行"]), st.integers(1, 400_000)), max_size=4),
)
def test_lenders_together_never_take_more_than_the_sum_at_hand(
    lump: int, asked: list[tuple[str, int]]
) -> None:
    offers = [once(lender, amount) for lender, amount in dict(asked).items()]
    case, advice = two_lenders(lump, *offers)
    results = [assess(case, advice, offer) for offer in offers]
    taken = [result for result in results if isinstance(result, Assessment) and result.affordable]
    assert sum(month.from_savings for result in taken for month in result.months) <= lump


@pytest.mark.parametrize(
    "change",
    [
        {"in_writing": False},
        {"conditions": "漏付一期则减免作废"},
        {"instalments": 10, "amount": 80_000},
        {"instalments": 17, "amount": 82_000},
    ],
)
def test_what_is_unclear_is_to_be_asked(change: dict[str, Any]) -> None:
    result = assessed(an_offer(**change))
    assert (result.answer, result.affordable) == ("ask", True)
    assert result.reasons


def test_what_neither_payments_nor_waiver_cover_is_left_open() -> None:
    result = assessed(an_offer(instalments=10, amount=80_000, waived=100_000))
    assert result.left_open == result.owed - 800_000 - 100_000
    assert assessed(an_offer(instalments=10, amount=80_000, waived=result.owed)).left_open == 0


def test_the_difference_to_what_she_asked_for() -> None:
    case, advice = a_case()
    plan = advice.option().plans[0].schedule
    result = assess(case, advice, an_offer())
    assert isinstance(result, Assessment)
    assert result.more_than_proposed == 16 * 82_000 - plan.total_payment
    assert result.later_than_proposed == (date(2028, 3, 31) - plan.end).days


@pytest.mark.parametrize(
    ("change", "where"),
    [
        ({"instalments": 0}, "instalments"),
        ({"amount": 0}, "amount"),
        ({"first_date": None}, "first_date"),
        ({"first_date": date(2026, 11, 1)}, "first_date"),
        ({"lender": "乙银行"}, "lender"),
        ({"instalments": 0, "down_payment": 5, "first_date": None}, "down_payment_date"),
    ],
)
def test_an_offer_that_lacks_something_is_refused(change: dict[str, Any], where: str) -> None:
    faults = assess(*a_case(), an_offer(**change))
    assert isinstance(faults, tuple)
    assert where in [fault.where for fault in faults]


@settings(max_examples=80, deadline=None)
@given(
    st.integers(0, 200_000),
    st.integers(0, 36),
    st.integers(1, 200_000),
    st.none() | st.integers(0, 300_000),
    st.integers(0, 300_000),
    st.integers(1, 31),
    st.integers(0, 500_000),
)
def test_never_affordable_where_a_month_is_short(
    affordable: int, instalments: int, amount: int, last: int | None, down: int, day: int, lump: int
) -> None:
    offer = an_offer(
        instalments=instalments,
        amount=amount,
        last_amount=last,
        down_payment=down,
        first_date=date(2026, 12, day),
    )
    result = assess(*a_case(affordable, lump_sum=lump), offer)
    if not isinstance(result, Assessment):
        assert (instalments, down) == (0, 0)
        return
    assert (
        sum(month.due for month in result.months)
        == result.total
        == sum(sum_ for _, sum_ in payments_of(offer))
    )
    short = any(month.due > month.can_pay + month.from_savings for month in result.months)
    assert result.affordable is not short
    assert (result.answer == "decline") is (short or 10 * result.excess > result.owed)
    assert sum(month.from_savings for month in result.months) <= lump
